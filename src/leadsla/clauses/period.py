"""What a clause about a period is: so many leads in a month, a meeting in every week.

Its subject is a period and not a lead. The first fold, lead by lead, takes down the facts that the clause takes notice
of (`observes`); the second puts those of all leads and of the team together and asks the clause what they come to. A
kind says which spans of time its promise is about, and weighs facts; the engine clips the spans to the term, starts a
clock in each, breaches it at its due, warns, and hands out consequences. So a kind cannot get a boundary wrong.

A period is half-open: what happens at the first instant of the next one counts for the next one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple
from zoneinfo import ZoneInfo

import attrs

from leadsla.clauses.base import Clause
from leadsla.clauses.scope import Scope
from leadsla.criteria import Criterion
from leadsla.errors import Fault
from leadsla.periods import Period, period_bounds
from leadsla.triggers import Trigger
from leadsla.windows import Window

#: What a clause takes down of an event: (lead, event) -> a value that a snapshot can carry.
Reader = Callable[[Any, Any], Any]


@attrs.frozen
class Observed:
    """Events that a clause takes notice of: those of leads, those of the team (which have no lead), or both."""

    trigger: Trigger
    when: Criterion | None = None
    leads: bool = True
    team: bool = True
    #: What is taken down beside the instant, the lead and the name of the event.
    read: Reader | None = None


class Fact(NamedTuple):
    """An event that a clause took notice of. Facts are in order of time, then of leads; `number` orders a lead's own.

    `role` is the place of what it was observed for in the clause's `observes`; `lead` is empty for the team.
    """

    at: int
    lead: str
    number: int
    role: int
    value: Any
    name: str
    id: str | None


class Span(NamedTuple):
    """A stretch of time that a promise is about, and what it is called."""

    label: str
    start: int
    end: int


@attrs.frozen
class Slot:
    """A span within the term, in microseconds: from `start` to just before `end`; judged at `due`.

    `before` is the slot before, for a clause that compares.
    """

    label: str
    start: int
    end: int
    due: int
    #: The local date on which it begins.
    first: dt.date
    before: Slot | None = None

    @property
    def since(self) -> int:
        """From when on facts matter."""
        return self.start if self.before is None else self.before.start


class Weighed(NamedTuple):
    """A fact and what it did: the count or sum that it brought (None: it does not count), and what to say of it."""

    fact: Fact
    total: Any
    said: str = ""


@attrs.frozen
class Finding:
    """What the facts of a slot come to: met at an instant, or void for a reason, or neither."""

    met_at: int | None = None
    void: str = ""


@attrs.frozen(kw_only=True)
class PeriodClause(Clause):
    """A promise about every period of the term; the first and the last are clipped to the term.

    It has no keys of its own, so that a kind can be about leads or periods as its document says.
    """

    #: True where the outcome is known at the due and not before: a share of what may still grow.
    at_due: ClassVar[bool] = False

    @property
    def subject(self) -> str:
        return "period"

    @property
    def attendees(self) -> tuple[str, ...] | None:
        """Who is to come, by a promise to meet; None where no meeting is promised. Reviews name the next meeting."""
        return None

    @property
    def compares(self) -> bool:
        """Whether a slot is judged by the one before too."""
        return False

    def observes(self, fields: Mapping[str, str]) -> tuple[Observed, ...]:
        """The events to take notice of, bound to the agreement's fields."""
        raise NotImplementedError

    def spans(self, first: int, after: int, tz: ZoneInfo) -> Iterator[Span]:
        """The stretches of time, in their order, that may matter between two instants; they need not be clipped."""
        raise NotImplementedError

    def matures(self) -> Window | None:
        """How long after its end a slot is due; None for at its end."""
        return None

    def wanted(self, slot: Slot) -> Any:
        """What `weigh` has to reach for the slot to be met; None where nothing is promised for it."""
        return 1

    def weigh(self, slot: Slot, facts: Sequence[Fact]) -> Iterator[Weighed]:
        """The facts of a slot, in the order in which they count, each with what it brought the total to."""
        raise NotImplementedError

    def finding(self, slot: Slot, facts: Sequence[Fact]) -> Finding:
        """What the facts of a slot come to. The engine decides when it is seen, and what not being met means."""
        wanted = self.wanted(slot)
        if wanted is None:
            return Finding(void=self.why_void(slot))
        for fact, total, _ in self.weigh(slot, facts):
            if total is not None and total >= wanted:
                return Finding(met_at=fact.at)
        return Finding()

    def why_void(self, slot: Slot) -> str:
        """Why nothing is promised for a slot, in words."""
        return "nothing is promised for it"

    def told(self, slot: Slot, facts: Sequence[Fact]) -> str:
        """What has been reached and what is lacking, in words."""
        raise NotImplementedError

    def faults(self, scope: Scope) -> Iterator[Fault]:
        yield from super().faults(scope)
        if self.subject != "period":
            return
        for occasion in ("start", "warning", "met", "breach", "missed"):
            for number, action in enumerate(self.actions_on(occasion)):
                if action.do == "recycle":
                    yield Fault(
                        "wrong-value",
                        "a promise about a period has no lead to recycle",
                        f"on_{occasion}[{number}].recycle",
                        on_key=True,
                        write="review, remediate, alert or escalate",
                    )


def calendar_spans(period: Period, first: int, after: int, tz: ZoneInfo) -> Iterator[Span]:
    """The periods of the wall calendar from the one around `first` to the one before `after`.

    >>> from leadsla.instants import instant, zone
    >>> import datetime as dt
    >>> a, b = (instant(dt.datetime(2026, month, 15, tzinfo=dt.UTC)) for month in (1, 3))
    >>> [span.label for span in calendar_spans(Period.MONTH, a, b, zone("UTC"))]
    ['2026-01', '2026-02', '2026-03']
    """
    at = first
    while at < after:
        label = period.label(at, tz)
        start, at = period_bounds(label, tz)
        yield Span(label, start, at)


def number_text(value: Any) -> str:
    """A number as people write it: `1,200`, `0.5`.

    >>> from fractions import Fraction
    >>> number_text(1200), number_text(Fraction(1, 2))
    ('1,200', '0.5')
    """
    if value == int(value):
        return f"{int(value):,}"
    return f"{float(value):,.10f}".rstrip("0").rstrip(".")


__all__ = [
    "Fact",
    "Finding",
    "Observed",
    "PeriodClause",
    "Slot",
    "Span",
    "Weighed",
    "calendar_spans",
    "number_text",
]
