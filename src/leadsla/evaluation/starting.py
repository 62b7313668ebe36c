"""How a clock comes to run: what starts it, what refuses it, and how it stands from the first instant on.

The second of the four parts of the fold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leadsla.clauses import Repeat
from leadsla.errors import CalendarError
from leadsla.evaluation.clocks import due_after
from leadsla.evaluation.running import Running
from leadsla.evaluation.terms import CompiledClause
from leadsla.events import Event
from leadsla.lead import Lead, RunningClock, RunningPlan


class Starting(Running):
    """Starts clocks."""

    def _start(self, compiled: CompiledClause, lead: Lead, event: Event) -> None:
        at = event.instant
        value, key = None, compiled.key
        if compiled.value_of is not None:
            value = compiled.value_of(lead, event)
            key = (key, value)
        last = lead.latest.get(key)
        if last is not None or not compiled.unconditional or not self.first <= at < self.after:
            why = self._refuses(compiled, lead, event, last)
            if why is not None:
                if self.trace:
                    self.trace.unstarted(compiled, lead, event, why)
                return
        started = at if compiled.count_from is None else self._counted_from(compiled, lead, at)
        self._launch(compiled, lead, event, value, last, started)

    def _launch(
        self,
        compiled: CompiledClause,
        lead: Lead,
        event: Event,
        value: Any,
        last: RunningClock | RunningPlan | None,
        started: int,
        *,
        instead: RunningClock | RunningPlan | None = None,
    ) -> bool:
        """Start a clock, or begin a plan, `instead` of one that runs; False where there can be none."""
        at = event.instant
        if compiled.schedule is not None:
            return self._begin_plan(compiled, lead, event, value, last, instead)
        terms = compiled.only_terms or compiled.terms_for(lead, event)
        try:
            base = terms.forward(started)
        except CalendarError as error:
            lead.report(at, event.name, f"no clock of `{compiled.clause.id}`: {error}")
            return False
        clock = RunningClock(terms, value, at, started, base)
        if lead.passes != 1:
            clock.round = lead.passes
        if lead.assignee is not None:
            clock.assignee = lead.assignee
        if compiled.begin is not None and not compiled.begin(clock, lead, event):
            if self.trace:
                self.trace.unstarted(compiled, lead, event, compiled.refusal)
            return False
        if last is not None or compiled.value_of is not None:
            self._number(clock, last, lead)
            if instead is None and last is not None and last.running and compiled.repeat is Repeat.RESTART:
                instead = last
        if instead is not None:
            self._give_up(instead, lead, event)
        lead.latest[compiled.key if compiled.value_of is None else (compiled.key, value)] = clock
        lead.clocks.append(clock)
        lead.owed.append(clock)
        if terms.eventful or self.trace:
            self._run(clock, lead, at, event)
        elif base < lead.wake:
            lead.wake = base
        return True

    def _give_up(self, running: RunningClock | RunningPlan, lead: Lead, event: Event) -> None:
        """Void what runs, because another runs instead; see `Planning`."""
        raise NotImplementedError

    def _begin_plan(
        self,
        compiled: CompiledClause,
        lead: Lead,
        event: Event,
        value: Any,
        last: RunningClock | RunningPlan | None,
        instead: RunningClock | RunningPlan | None,
    ) -> bool:
        """A start of a clause with a schedule; see `Planning`."""
        raise NotImplementedError

    def _number(
        self, started: RunningClock | RunningPlan, last: RunningClock | RunningPlan | None, lead: Lead
    ) -> None:
        """Number a clock, or a plan, that is not the first of its clause."""
        compiled = started.terms.compiled
        # A clause with a clock for each value counts its cycles over all of them.
        started.cycle = 1 + (
            last.cycle if last is not None and compiled.value_of is None else self._last_cycle(compiled, lead)
        )
        if last is not None and last.origin == started.origin:
            started.ordinal = last.ordinal + 1

    @staticmethod
    def _last_cycle(compiled: CompiledClause, lead: Lead) -> int:
        """The cycle of the last clock or plan of a clause; 0 where there is none."""
        known: Sequence[RunningClock | RunningPlan] = lead.clocks if compiled.schedule is None else lead.plans
        return next((one.cycle for one in reversed(known) if one.terms.compiled.key == compiled.key), 0)

    def _refuses(
        self, compiled: CompiledClause, lead: Lead, event: Event, last: RunningClock | RunningPlan | None
    ) -> str | None:
        """Why a start starts nothing, or None."""
        if not self.first <= event.instant < self.after:
            return "it lies outside the agreement's term"
        if last is not None:
            if compiled.repeat is Repeat.ONCE and last.round == lead.passes:
                return "`repeat: once`: the lead has had its clock in this pass"
            if compiled.repeat is Repeat.EACH and last.running and last.round == lead.passes:
                return "`repeat: each`: the last clock is not settled yet"
        if compiled.when is not None and not compiled.when(lead, event):
            return f"`when: {compiled.clause.when}` was false"
        if compiled.choose is not None and compiled.choose(lead, event) < 0:
            return "no segment holds"
        return None

    @staticmethod
    def _counted_from(compiled: CompiledClause, lead: Lead, at: int) -> int:
        """The last event of the name in `count_from` in this pass, else the starting event itself."""
        seen = lead.seen.get(compiled.count_from or "")
        return seen[-1] if seen and seen[-1] >= lead.pass_began else at

    def _run(self, clock: RunningClock, lead: Lead, at: int, event: Event | None) -> None:
        """Set a new clock going: paused, overdue or complete from the start where that is so."""
        terms = clock.terms
        if self.trace:
            self.trace.mark(clock, at, "started", event)
        if terms.at_once["start"]:
            self._follow(clock, lead, at, "start")
        if clock.started < at:
            self._hold_retroactively(clock, lead)
        if clock.due < at and clock.paused_at is None:
            self._breach(
                clock, lead, at
            )  # due before its cause: no consequence is dated before the starting event
        else:
            if terms.warns:
                instants = terms.warning_instants(clock.started, clock.base)
                clock.warnings = tuple(sorted((reached, number) for number, reached in enumerate(instants)))
            if clock.paused_at is not None:
                self._pause(clock, clock.paused_at, event)
            elif terms.pause is not None and at < clock.due and terms.pause(lead, None):
                self._pause(clock, at, event)
            elif terms.warns or clock.due != clock.base or clock.settles_at is not None:
                self._set_timer(clock)
        if terms.compiled.complete is not None and terms.compiled.complete(clock, lead):
            self._settle(clock, lead, at, event)
            lead.owed.remove(clock)
        elif clock.timer < lead.wake:
            lead.wake = clock.timer

    def _hold_retroactively(self, clock: RunningClock, lead: Lead) -> None:
        """A clock that counts from earlier was paused when its criterion held, as if it had run all along."""
        line = clock.terms.line
        for begun, ended in lead.holds.get(clock.terms.compiled.held_as, ()):
            a = max(begun or 0, clock.started)
            if a >= clock.due:
                return
            if ended is None:
                clock.paused_at = a
            elif a < ended:
                clock.held += line.between(a, ended)
                clock.due = self._reckon(lead, due_after, clock, clock.held, ended)
