"""Which leads have no clock of a clause, and why, counted: the reasons of `explain` without the values of each lead.

An explanation takes down what every criterion saw, for one clause and one lead. Here all clauses are listened to at
once, values are left aside, and a lead is folded only where an event of it could have started a clock that it lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

import attrs

from leadsla.evaluation.compile import Program
from leadsla.evaluation.explanation.reasons import (
    MERGED,
    Happened,
    TriggerTests,
    happen,
    in_general,
    no_start,
    nothing_was,
)
from leadsla.evaluation.journeys import History
from leadsla.evaluation.succession import folding
from leadsla.evaluation.terms import CompiledClause
from leadsla.events import Event
from leadsla.lead import Lead, RunningClock, RunningPlan
from leadsla.tables import TEXT, WHOLE, Columns, Part, Row
from leadsla.triggers import ANY


@attrs.frozen
class Unstarted(Row):
    """Leads that have no clock of a clause, for one reason; it is `reason` of the explanation of each of them."""

    COLUMNS: ClassVar[Columns] = {"clause": TEXT, "reason": TEXT, "leads": (WHOLE, lambda row: row.count)}
    PARTS: ClassVar[Mapping[str, Part]] = {
        "leads": Part(
            {"clause": TEXT, "reason": TEXT, "lead": TEXT},
            lambda row: ((row.clause, row.reason, lead) for lead in row.leads),
        )
    }

    clause: str
    reason: str
    leads: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.leads)


def spoken_of(program: Program, at: int) -> dict[int, CompiledClause]:
    """Each clause about leads by its key, as the version in force at an instant has it.

    Else as the last version before has it, else the first to have it.
    """
    found: dict[int, CompiledClause] = {}
    for compiled in program.clauses:
        if compiled.key not in found or program.editions[compiled.edition].begins <= at:
            found[compiled.key] = compiled
    return found


class _Listener:
    """Listens to the clocks of all clauses: which an event started, and which it did not and why."""

    def __init__(self) -> None:
        #: The clauses that the event which happens was heard to start or not to start, and the decisive reasons so far.
        self.heard: set[int] = set()
        self.said: dict[int, str] = {}

    def say(self, key: int, reason: str) -> None:
        """Take down a reason; that the lead had ceased to be one tells less than any other."""
        if reason != MERGED or key not in self.said:
            self.said[key] = reason

    def mark(
        self, clock: RunningClock, at: int, what: str, event: Event | None = None, number: int = 0
    ) -> None:
        """Something happened to a clock."""
        if what == "started":
            self.heard.add(clock.terms.compiled.key)

    def unstarted(self, clause: CompiledClause, lead: Lead, event: Event, why: str) -> None:
        """A start that started nothing."""
        self.heard.add(clause.key)
        self.say(clause.key, why)

    def skipped(self, plan: RunningPlan, place: int, name: str, at: int) -> None:
        """A step that was not owed: no reason for there being no clock."""

    def rescored(self, clock: RunningClock, at: int, due: int, base: int, event: Event) -> None:
        """A clock that goes on."""


class Asking:
    """The tests of all clauses of a program, and the reasons of one lead after the other."""

    def __init__(self, program: Program, at: int, *, automatic: bool) -> None:
        self.program, self.at, self.automatic = program, at, automatic
        self.clauses = spoken_of(program, at)
        self.nothing = {key: nothing_was(program, compiled) for key, compiled in self.clauses.items()}
        self._tests: dict[tuple[int, int], TriggerTests] = {}
        self._listener = _Listener()
        self._fold = folding(program, automatic=automatic, trace=self._listener)
        #: By clause the names of the events that could start one of its clocks; `ANY` for all.
        self.names = {key: frozenset(self._names(key)) for key in self.clauses}

    def _names(self, key: int) -> Iterable[str]:
        for compiled in self.program.clauses:
            if compiled.key == key:
                for edition in range(len(self.program.editions)):
                    yield from self._starts(compiled, edition).tests

    def _starts(self, compiled: CompiledClause, edition: int) -> TriggerTests:
        known = compiled.index, edition
        if known not in self._tests:
            lifecycle = self.program.editions[edition].agreement.lifecycle
            self._tests[known] = TriggerTests(compiled.clause.starts(), compiled.declared, lifecycle)
        return self._tests[known]

    def missing(self, lead: Lead) -> list[int]:
        """The clauses of which a lead has neither clock nor plan."""
        have = {clock.terms.compiled.key for clock in lead.clocks}
        have.update(plan.terms.compiled.key for plan in lead.plans)
        return [key for key in self.clauses if key not in have]

    def reasons(self, keys: Iterable[int], now: Lead, begun: Lead, events: list[Event]) -> dict[int, str]:
        """Why a lead, which stands as it is `now`, has no clock of some clauses."""
        happened = {event.name for event in events}
        if now.passes > 1:
            happened.add("recycled")  # by the engine, too
        found = {key: self.nothing[key] for key in keys}
        asked = [key for key in found if ANY in self.names[key] or not happened.isdisjoint(self.names[key])]
        for key, reason in self._heard(asked, begun, events).items() if asked else ():
            found[key] = in_general(reason, self.program, self.clauses[key])
        return found

    def _heard(self, keys: list[int], lead: Lead, events: list[Event]) -> dict[int, str]:
        """Fold a lead, and take down the decisive reason of each clause."""
        listener = self._listener
        listener.said.clear()
        for event in events:
            self._fold.advance(lead, event.instant)
            listener.heard.clear()
            outcome = happen(self._fold, lead, event)
            for key in keys:
                if key not in listener.heard:
                    self._ask(key, lead, event, outcome)
            lead.moved = None
        self._fold.advance(lead, self.at)
        return {key: listener.said[key] for key in keys if key in listener.said}

    def _ask(self, key: int, lead: Lead, event: Event, outcome: Happened) -> None:
        """Why an event started no clock of a clause, where the fold had no cause to say."""
        compiled = self.program.editions[lead.edition].by_key.get(key)
        if compiled is not None:
            starts = self._starts(compiled, lead.edition)
            if starts.concerns(event):
                reason = no_start(starts, compiled.clause.id, lead, event, outcome)
                if reason is not None:
                    self._listener.say(key, reason)


def unstarted(
    program: Program, leads: Iterable[Lead], history: History, at: int, *, automatic: bool
) -> list[Unstarted]:
    """The leads without a clock by clause and reason, in the order of the agreement, the most frequent reason first."""
    asking = Asking(program, at, automatic=automatic)
    found: dict[tuple[int, str], list[str]] = {}
    for lead in leads:
        missing = asking.missing(lead)
        if missing:
            for key, reason in asking.reasons(missing, lead, *history(lead.id)).items():
                found.setdefault((key, reason), []).append(lead.id)
    order = sorted(found, key=lambda one: (one[0], -len(found[one]), one[1]))
    return [
        Unstarted(asking.clauses[key].clause.id, reason, tuple(found[key, reason])) for key, reason in order
    ]
