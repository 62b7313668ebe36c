"""What voided clocks: in the words of an explanation, and in general for all clocks of some leads at once."""

from __future__ import annotations

from collections.abc import Iterable

from leadsla.clauses import Repeat
from leadsla.evaluation.compile import Program
from leadsla.evaluation.explanation.wording import is_amendment
from leadsla.evaluation.journeys import History
from leadsla.evaluation.succession import folding
from leadsla.evaluation.terms import CompiledClause
from leadsla.events import Event
from leadsla.lead import VOID, Lead, RunningClock, RunningPlan

#: What a clock is known by: lead, clause, cycle, step.
Known = tuple[str, str, int, str | None]


def void_cause(event: Event | None, by: str, merged: str, *, lapsed: bool, restarted: bool) -> str:
    """What voided a clock; `by` is the event in words, and `merged` what is said of a merge."""
    if event is None:
        return "the day to which it belonged was over" if lapsed else f"{by} voided it"
    if is_amendment(event):
        return f"{by} started it afresh (`running_clocks`)"
    if restarted:
        return f"{by} started it afresh (`repeat: restart`)"
    return f"the lead was {merged}" if event.name == "merged" else f"{by} voided it"


class _Listener:
    """Listens to the clocks of all clauses: which event voided each, and whether it started another instead."""

    def __init__(self) -> None:
        self.by: dict[RunningClock, tuple[Event | None, bool]] = {}
        self._last: list[RunningClock] = []

    def forget(self) -> None:
        """Another lead comes."""
        self.by.clear()
        self._last.clear()

    def mark(
        self, clock: RunningClock, at: int, what: str, event: Event | None = None, number: int = 0
    ) -> None:
        """Something happened to a clock; one that starts instead of another is told of right after that."""
        if what == "void":
            if self._last and self.by[self._last[-1]][0] is not event:
                self._last.clear()
            self._last.append(clock)
            self.by[clock] = event, False
        elif what == "started" and event is not None:
            compiled = clock.terms.compiled
            for before in self._last if compiled.clause.repeat is Repeat.RESTART else ():
                same = before.terms.compiled.key == compiled.key and before.value == clock.value
                if same and self.by[before][0] is event:
                    self.by[before] = event, True

    def unstarted(self, clause: CompiledClause, lead: Lead, event: Event, why: str) -> None:
        """A start that started nothing."""

    def skipped(self, plan: RunningPlan, place: int, name: str, at: int) -> None:
        """A step that was not owed."""

    def rescored(self, clock: RunningClock, at: int, due: int, base: int, event: Event) -> None:
        """A clock that goes on."""


def voided(
    program: Program, leads: Iterable[str], history: History, at: int, *, automatic: bool
) -> dict[Known, str]:
    """What voided each void clock of some leads, without the values of the event."""
    found: dict[Known, str] = {}
    listener = _Listener()
    fold = folding(program, automatic=automatic, trace=listener)
    for name in leads:
        listener.forget()
        lead, events = history(name)
        for event in events:
            fold.step(lead, event)
        fold.advance(lead, at)
        for clock, (by_event, restarted) in listener.by.items():
            if clock.outcome == VOID:
                by = "something" if by_event is None else f"`{by_event.name}`"
                known = name, clock.terms.clause.id, clock.cycle, clock.step
                lapsed = clock.lapses is not None
                found[known] = void_cause(by_event, by, "merged", lapsed=lapsed, restarted=restarted)
    return found
