"""What happens to one clock: it is paused and resumed, settled, voided or breached, and has consequences.

The first of the four parts of the fold. Whatever brings it about, an event or a deadline, a clock changes only here.
"""

from __future__ import annotations

from typing import Any, Protocol

from leadsla.errors import CalendarError
from leadsla.evaluation.clocks import due_after, moved
from leadsla.evaluation.compile import Edition, Program
from leadsla.evaluation.terms import CompiledClause
from leadsla.events import ENGINE, Event
from leadsla.instants import LAST, NEVER
from leadsla.lead import BREACHED, MET, OPEN, VOID, Lead, RunningClock, RunningPlan


class Trace(Protocol):
    """Who wants to know what happens to the clocks, and why one was not started."""

    def mark(
        self, clock: RunningClock, at: int, what: str, event: Event | None = None, number: int = 0
    ) -> None: ...
    def unstarted(self, clause: CompiledClause, lead: Lead, event: Event, why: str) -> None: ...
    def skipped(self, plan: RunningPlan, place: int, name: str, at: int) -> None: ...
    def rescored(self, clock: RunningClock, at: int, due: int, base: int, event: Event) -> None: ...


class Running:
    """The clocks of one program under one of its versions. `automatic` has the engine apply recycles marked so."""

    def __init__(
        self,
        program: Program,
        edition: Edition | None = None,
        *,
        automatic: bool = True,
        strict: bool = False,
        trace: Trace | None = None,
    ) -> None:
        self.program = program
        self.edition = edition = program.editions[0] if edition is None else edition
        self.first, self.after = edition.reign.first, edition.reign.after
        self.handlers, self.other = edition.handlers, edition.other
        self.declared_names = edition.declared_names
        self.pausing = program.pausing
        self.warning = program.warning
        self.automatic = automatic
        #: Whether only events can come upon a clock before its own timers, so that these may act ahead of others.
        self.ahead = not (automatic and program.recycling)
        self.strict = strict
        self.trace = trace

    def _pause(self, clock: RunningClock, at: int, event: Event | None) -> None:
        clock.paused_at = at
        self._set_timer(clock)
        if self.trace:
            self.trace.mark(clock, at, "paused", event)

    def _resume(self, clock: RunningClock, lead: Lead, at: int) -> None:
        """Let the clock run on: its due moves by the counting time that was paused."""
        if clock.paused_at is not None:
            line = clock.terms.line
            clock.held += line.between(clock.paused_at, at)
            clock.paused_at = None
            if clock.held or clock.due < at:
                clock.due = self._reckon(lead, due_after, clock, clock.held, at)
            self._set_timer(clock)
            if clock.timer < at:  # a warning that came due in the pause is given now, and not before
                clock.timer = at

    @staticmethod
    def _reckon(lead: Lead, function: Any, *arguments: Any) -> int:
        """An instant, or the end of all years where the calendar is never open again (which is reported)."""
        try:
            return int(function(*arguments))
        except CalendarError as error:
            lead.report(lead.at, "", str(error))
            return LAST

    def _set_timer(self, clock: RunningClock) -> None:
        if clock.outcome == OPEN:
            timer = clock.due if clock.paused_at is None else NEVER
            if clock.warnings:
                timer = min(timer, self._warning_at(clock))
            clock.timer = timer
        elif clock.ended_at is None:
            clock.timer = clock.rungs[0][0] if clock.rungs else NEVER
            if clock.lapses is not None and clock.lapses < clock.timer:
                clock.timer = clock.lapses
        else:
            clock.timer = NEVER
        if clock.settles_at is not None and clock.ended_at is None:
            clock.timer = min(clock.timer, clock.settles_at)

    @staticmethod
    def _warning_at(clock: RunningClock) -> int:
        """The instant of the next warning: moved by what was paused, like the due, and not before its cause.

        While the clock is paused there is only what it had reached before, and had no cause to tell yet.
        """
        at = moved(clock, clock.warnings[0][0])
        if clock.paused_at is not None and at >= clock.paused_at:
            return NEVER
        return max(at, clock.origin)

    def _settle(self, clock: RunningClock, lead: Lead, at: int, event: Event | None) -> None:
        """What was owed is done: met, or (inverse) breached if that is too early, or the end of what was overdue.

        Too early is what somebody ended; an end that the agreement itself brings about leaves nothing to be kept.
        """
        if clock.paused_at is not None:
            self._resume(clock, lead, at)
        if clock.terms.inverse and at < clock.due and event is not None and event.actor == ENGINE:
            self._void(clock, lead, at, event)
            return
        clock.done_at = clock.ended_at = at
        clock.timer = NEVER
        if self.trace:
            self.trace.mark(clock, at, "done", event)
        if clock.outcome != OPEN:
            return
        if clock.terms.inverse and at < clock.due:
            self._breach(clock, lead, at)
        else:
            clock.outcome = MET
            if clock.terms.at_once["met"]:
                self._follow(clock, lead, at, "met")

    def _void(self, clock: RunningClock, lead: Lead, at: int, event: Event | None) -> None:
        """Nothing is owed any more; an outcome that stands stays."""
        self._resume(clock, lead, at)
        clock.ended_at = at
        clock.timer = NEVER
        if clock.outcome == OPEN:
            clock.outcome = VOID
        if self.trace:
            self.trace.mark(clock, at, "void", event)

    def _breach(self, clock: RunningClock, lead: Lead, at: int) -> None:
        terms = clock.terms
        clock.outcome = BREACHED
        clock.breached_at = at
        if terms.personal:
            clock.assignee = lead.assignee
        clock.timer = NEVER
        if clock.warnings:
            clock.warnings = ()
        if self.trace:
            self.trace.mark(clock, at, "breached")
        if terms.at_once["breach"]:
            self._follow(clock, lead, at, "breach")
        if terms.ladder and clock.ended_at is None:
            rungs = ((self._reckon(lead, terms.shift(window), at), place) for place, window in terms.ladder)
            clock.rungs = tuple(sorted(rung for rung in rungs if rung[0] < LAST))
            self._set_timer(clock)
        elif clock.settles_at is not None:
            self._set_timer(clock)
        if clock.plan is not None:
            self._breach_plan(clock, clock.plan, at)

    def _breach_plan(self, clock: RunningClock, plan: RunningPlan, at: int) -> None:
        """A plan is breached with its first breached step; of what lies ahead a later one may be told before it."""
        if plan.outcome == OPEN:
            plan.outcome, plan.breached_at = BREACHED, at
        elif plan.breached_at is not None and at < plan.breached_at:
            plan.breached_at = at
        if clock.lapses is not None:
            self._set_timer(clock)

    def _follow(
        self, clock: RunningClock | RunningPlan, lead: Lead, at: int, occasion: str, number: int = 0
    ) -> None:
        """Note the consequences of an occasion; those with `after` wait for their rung."""
        for place in clock.terms.at_once[occasion]:
            self._note(clock, lead, at, occasion, number, place)

    def _note(
        self, clock: RunningClock | RunningPlan, lead: Lead, at: int, occasion: str, number: int, place: int
    ) -> None:
        """Note one consequence, and do what it asks of the engine: start a duty, or recycle the lead."""
        lead.consequences.append((at, clock, occasion, number, place, clock.assignee))
        if clock.terms.compiled.duties:
            duty = clock.terms.compiled.duties.get((occasion, place))
            if duty is not None:
                self._owe(duty, clock, lead, at, number)
        if clock.terms.automatic:
            self._recycle_if_automatic(clock, lead, at, occasion, place)

    def _owe(
        self, duty: CompiledClause, cause: RunningClock | RunningPlan, lead: Lead, at: int, number: int
    ) -> None:
        """Start the clock of a duty, in the calendar of the clock that it follows from."""
        terms = duty.terms(0, duty.calendars.renewed(cause.terms.calendar_key, at))
        due = self._reckon(lead, terms.forward, at)
        clock = RunningClock(terms, cause.value, at, at, due)
        clock.step = duty.step
        if duty.clause.personal:
            clock.assignee = lead.assignee
        clock.progress = [cause.cycle, number]
        if lead.passes != 1:
            clock.round = lead.passes
        last = lead.latest.get(duty.key)
        if last is not None:
            clock.cycle = last.cycle + 1
        lead.latest[duty.key] = clock
        lead.clocks.append(clock)
        # A new list: what goes through the clocks owed at the consequence is not to come upon what it started.
        lead.owed = [*lead.owed, clock]
        if due < lead.wake:
            lead.wake = due
        if self.trace:
            self.trace.mark(clock, at, "started")

    def _recycle_if_automatic(
        self, clock: RunningClock | RunningPlan, lead: Lead, at: int, occasion: str, place: int
    ) -> None:
        """Have the lead recycled after all that happens at this instant, if the agreement leaves that to the engine."""
        action = clock.terms.clause.actions_on(occasion)[place]
        pending = lead.recycle is not None and lead.recycle[0] == at
        if action.automatic and self.automatic and not pending and lead.recycled_at != at:
            lead.recycle = (at, action.to)
            if action.to != lead.stage:
                lead.wake = min(lead.wake, at)

    def _warn(self, clock: RunningClock, lead: Lead, at: int) -> None:
        while clock.outcome == OPEN and clock.warnings and self._warning_at(clock) <= at:
            number = clock.warnings[0][1]
            clock.warnings = clock.warnings[1:]
            if self.trace:
                self.trace.mark(clock, at, "warned", number=number)
            self._follow(clock, lead, at, "warning", number)
            self._set_timer(clock)

    def _fall_due(self, clock: RunningClock, lead: Lead, at: int) -> None:
        if clock.terms.inverse:
            self._settle(clock, lead, at, None)
        else:
            self._breach(clock, lead, at)

    def _lapse(self, clock: RunningClock, until: int) -> None:
        """What was breached and has a last day is not owed any more after it."""
        if clock.outcome == BREACHED and clock.lapses is not None and clock.lapses <= until:
            clock.ended_at = clock.lapses
            clock.timer = NEVER
            if self.trace:
                self.trace.mark(clock, clock.lapses, "lapsed")

    def _climb(self, clock: RunningClock, lead: Lead, at: int) -> None:
        while clock.rungs and clock.rungs[0][0] <= at and clock.ended_at is None:
            place = clock.rungs[0][1]
            clock.rungs = clock.rungs[1:]
            self._note(clock, lead, at, "breach", 0, place)
            self._set_timer(clock)

    @staticmethod
    def _rewake(lead: Lead) -> None:
        # A recycle into the stage where the lead is does nothing, so it is nothing to wake up for.
        wake = NEVER if lead.recycle is None or lead.recycle[1] == lead.stage else lead.recycle[0]
        for clock in lead.owed:
            if clock.timer < wake:
                wake = clock.timer
        for plan in lead.plans:
            if plan.openings and plan.openings[0][0] < wake:
                wake = plan.openings[0][0]
        lead.wake = wake
