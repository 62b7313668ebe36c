"""A policy beside the baseline, and the log: what the doubts about a replay are counted from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import attrs

from leadsla.clauses import Clause
from leadsla.consequences import DONE_BY, Consequence
from leadsla.evaluation import Clock
from leadsla.events import Event
from leadsla.reports.comparison import ConsequenceChange
from leadsla.reports.policies.policy import Policy
from leadsla.reports.policies.values import Doubt

#: From when a lead would have been elsewhere, and until when; None for good.
Stretch: TypeAlias = tuple[dt.datetime, dt.datetime | None]


@attrs.frozen(slots=False, eq=False)
class Seen:
    """A policy beside the baseline, and the log by lead. `automatic` says that the engine itself recycled leads."""

    first: Policy
    policy: Policy
    events: Mapping[str, Sequence[Event]]
    team: Sequence[Event]
    automatic: bool

    def doubt(self, name: str, said: Iterable[str], number: int, total: int, unit: str) -> Doubt:
        """A doubt of this policy, in sentences."""
        return Doubt(self.policy.name, name, " ".join(said), number, total, unit)

    @cached_property
    def clocks(self) -> list[tuple[Clock, Clock]]:
        """The clocks of leads that are there under both, of promises and not of duties, and stand otherwise."""
        comparison = self.policy.comparison
        assert comparison is not None
        return [
            (change.old, change.new)
            for change in comparison.clocks
            if change.old is not None and change.new is not None
            if change.lead is not None and change.clock.duty is None
        ]

    @cached_property
    def of_leads(self) -> int:
        """How many clocks of leads the policy has, without duties."""
        clocks = self.policy.evaluation.clocks
        return sum(clock.lead is not None and clock.duty is None for clock in clocks)

    @cached_property
    def attempts(self) -> int:
        """The attempts of ours in the log."""
        return sum(event.is_attempt for given in self.events.values() for event in given)

    @cached_property
    def said(self) -> list[ConsequenceChange]:
        """What follows of a lead under one of the two alone, or at another time."""
        comparison = self.policy.comparison
        assert comparison is not None
        return [change for change in comparison.consequences if change.consequence.lead is not None]

    def applied(self, said: Consequence) -> bool:
        """Whether the engine itself has done it, so that the replay goes on from there."""
        return self.automatic and said.action.automatic

    def recycled(self, policy: Policy) -> dict[str, dt.datetime]:
        """The leads that the engine itself recycled under a policy, with the first time."""
        found: dict[str, dt.datetime] = {}
        for said in policy.evaluation.consequences:
            if said.lead is not None and said.do == "recycle" and self.applied(said):
                found.setdefault(said.lead, said.at)
        return found

    def done(self, said: Consequence) -> bool:
        """Whether the log has, after it, an event by which such a thing is done."""
        names = DONE_BY[said.do].events
        return any(
            event.name in names and event.at > said.at for event in self.events.get(str(said.lead), ())
        )

    def after(self, leads: Mapping[str, Stretch]) -> list[Event]:
        """The events of these leads after an instant, and up to the other one where there is one."""
        return [
            event
            for lead, (start, end) in leads.items()
            for event in self.events.get(lead, ())
            if start < event.at and (end is None or event.at <= end)
        ]

    @cached_property
    def size(self) -> int:
        """The events of leads in the log."""
        return sum(map(len, self.events.values()))

    @cached_property
    def names(self) -> set[str]:
        """The names of the events in the log, those of the team's too."""
        return {event.name for given in (*self.events.values(), self.team) for event in given}

    def changed(self) -> Iterator[tuple[Clause, Clause | None]]:
        """The promises of the policy that the baseline makes otherwise, or does not make (None)."""
        before = self.first.agreement.clauses_by_id
        for clause in self.policy.agreement.clauses:
            old = before.get(self.policy.called(clause.id))
            if old != clause:
                yield clause, old


def count(number: int, what: str, several: str | None = None) -> str:
    """A number with what it counts: `1 lead`, `2,000 leads`, `2 touches`."""
    return f"{number:,} {what if number == 1 else several or f'{what}s'}"
