"""What happens to a plan: it begins, its steps open and are done or skipped, it ends or is exhausted.

The third of the four parts of the fold. Which step stands where is for the clause's `Schedule` to say; here it is
followed. A step that opens is a clock like any other, so deadlines, ladders and consequences need nothing of their own.
"""

from __future__ import annotations

from typing import Any

from leadsla.clauses import Repeat
from leadsla.errors import CalendarError
from leadsla.evaluation.compile import Handler
from leadsla.evaluation.starting import Starting
from leadsla.evaluation.terms import CompiledClause
from leadsla.events import Event
from leadsla.lead import MET, OPEN, VOID, Lead, RunningClock, RunningPlan
from leadsla.triggers import ALWAYS

#: Steps that an event has brought: (plan, place of the step), to be opened in its start phase.
Brought = list[tuple[RunningPlan, int]]


class Planning(Starting):
    """Begins and follows plans."""

    def _begin_plan(
        self,
        compiled: CompiledClause,
        lead: Lead,
        event: Event,
        value: Any,
        last: RunningClock | RunningPlan | None,
        instead: RunningClock | RunningPlan | None,
    ) -> bool:
        at, schedule = event.instant, compiled.schedule
        assert schedule is not None
        plan = RunningPlan(compiled.terms(0, compiled.calendars.of(lead, at)), value, at, at)
        try:
            schedule.begin(plan)
        except CalendarError as error:
            lead.report(at, event.name, f"no plan of `{compiled.clause.id}`: {error}")
            return False
        plan.round, plan.assignee = lead.passes, lead.assignee
        if last is not None or compiled.value_of is not None:
            self._number(plan, last, lead)
        if instead is None and last is not None and last.running and compiled.repeat is Repeat.RESTART:
            instead = last
        if instead is not None:
            self._give_up(instead, lead, event)
        lead.latest[compiled.key if compiled.value_of is None else (compiled.key, value)] = plan
        if not isinstance(lead.plans, list):
            lead.plans = []
        lead.plans.append(plan)
        # A step that opens as the plan begins opens with the event; a timer of this instant acts after it.
        for opening in [opening for opening in plan.openings if opening[0] <= at]:
            plan.openings.remove(opening)
            self._open_step(plan, lead, at, opening[1], opening[2], event)
        self._exhaust(plan, lead, at)
        if plan.openings and plan.openings[0][0] < lead.wake:
            lead.wake = plan.openings[0][0]
        return True

    def _give_up(self, running: RunningClock | RunningPlan, lead: Lead, event: Event) -> None:
        if isinstance(running, RunningPlan):
            self._stop_plan(running, lead, event.instant, event, voided=True)
        else:
            self._void(running, lead, event.instant, event)
            lead.owed.remove(running)
        self._rewake(lead)

    def _open_step(
        self,
        plan: RunningPlan,
        lead: Lead,
        at: int,
        place: int,
        number: int,
        event: Event | None,
        limit: int = 0,
    ) -> None:
        """A step comes: its clock starts, unless its condition is false. Up to the limit there is no further event."""
        schedule = plan.terms.compiled.schedule
        if at >= schedule.after:
            plan.cut_short = True
            return
        table = schedule.table(plan)
        try:
            coming = table.opened(plan, place, number, at)
        except CalendarError as error:
            step = schedule.steps[place]
            lead.report(at, "", f"no step `{step.id}` of `{plan.terms.clause.id}`: {error}")
            return
        if schedule.by_day[place]:
            table.schedule(plan, place, number + 1)
        if not (schedule.unconditional[place] or schedule.applies(plan, place, lead)):
            plan.skipped.append((coming.name, at, coming.due))
            if self.trace:
                self.trace.skipped(plan, place, coming.name, at)
            for other in schedule.follow(plan, lead, place, coming.due):
                table.insert(plan, coming.due, other, 0)
            return
        terms = plan.terms.compiled.terms(place, plan.terms.calendar_key)
        clock = RunningClock(terms, plan.value, plan.origin, at, coming.due)
        clock.step, clock.plan, clock.lapses = coming.name, plan, coming.lapses
        if plan.cycle != 1 or plan.round != 1:  # else as on the class
            clock.cycle, clock.ordinal, clock.round = plan.cycle, plan.ordinal, plan.round
        if lead.assignee is not None:
            clock.assignee = lead.assignee
        clock.progress = {"place": place, "did": {}}
        plan.steps.append(clock)
        lead.clocks.append(clock)
        lead.owed.append(clock)
        if terms.eventful or self.trace:
            self._run(clock, lead, at, event)
        elif coming.due < limit and terms.silent and self.ahead and self._goes_on(plan, coming.due):
            self._breach(clock, lead, coming.due)
            self._lapse(clock, limit - 1)
            if clock.ended_at is not None:
                lead.owed.pop()
        elif coming.due < lead.wake:
            lead.wake = coming.due

    @staticmethod
    def _goes_on(plan: RunningPlan, at: int) -> bool:
        """Whether the plan cannot be exhausted before an instant, because more steps are to come by themselves."""
        return bool(plan.openings) and plan.openings[-1][0] >= at

    def _work_plans(self, lead: Lead, event: Event, handler: Handler) -> Brought | None:
        """What an event does to the plans that have begun; the steps that it brings are opened later.

        None where it has not ended anything.
        """
        brought: Brought = []
        ended = False
        for plan in lead.plans:
            tests = handler.plans.get(plan.terms.index)
            if tests is None or not (plan.ended_at is None or self._is_concerned(plan, event.instant)):
                continue
            settles, ends, voids = tests
            schedule, value_of = plan.terms.compiled.schedule, plan.terms.value_of
            schedule.notice(plan, lead, event)
            if value_of is None or value_of(lead, event) == plan.value:
                if settles is not None and (settles is ALWAYS or settles(lead, event)):
                    found = self._touch(plan, lead, event)
                    ended = ended or found is not None
                    brought += found or ()
                if ends is not None and (ends is ALWAYS or ends(lead, event)):
                    self._stop_plan(plan, lead, event.instant, event)
                    ended = True
                    continue
            if voids is not None and (voids is ALWAYS or voids(lead, event)):
                self._stop_plan(plan, lead, event.instant, event, voided=True)
                ended = True
        if not ended:
            return None
        lead.owed = [clock for clock in lead.owed if clock.ended_at is None]
        return brought

    @staticmethod
    def _is_concerned(plan: RunningPlan, at: int) -> bool:
        """Whether an event can mean something to a plan that has ended: it has steps that are owed or in their time."""
        return any(clock.ended_at is None or (clock.due >= at and not plan.stopped) for clock in plan.steps)

    def _touch(self, plan: RunningPlan, lead: Lead, event: Event) -> Brought | None:
        """Count a touch for the steps that it concerns, and settle those that it completes; None where it does none."""
        schedule, at = plan.terms.compiled.schedule, event.instant
        if event.data.get("direction") == "inbound" and not schedule.counts_inbound(event):
            return None
        concerned = schedule.concerned(plan, lead)
        # A step that is done is still told what comes in its time: more than its most is listed.
        done = [] if plan.stopped else [c for c in plan.steps if c.outcome == MET and c.due >= at]
        answered = schedule.answers(lead, event)
        for clock in (*concerned, *done):
            schedule.count(clock, event, answered)
        complete = [clock for clock in concerned if not schedule.lacking(clock)]
        if not complete:
            return None
        brought: Brought = []
        for clock in complete:
            self._settle(clock, lead, at, event)
            place = clock.progress["place"]
            if schedule.followers[place] and plan.running:
                brought += [(plan, other) for other in schedule.follow(plan, lead, place, at)]
        return brought

    def _open_brought(self, brought: Brought, lead: Lead, event: Event) -> None:
        for plan, place in brought:
            if plan.running:
                self._open_step(plan, lead, event.instant, place, 0, event)
        for plan in lead.plans:
            self._exhaust(plan, lead, event.instant)

    def _open_steps(self, lead: Lead, at: int, limit: int) -> None:
        """Open the steps whose time has come, and end the plans that have been gone through."""
        for plan in lead.plans:
            openings = plan.openings
            while openings and openings[0][0] <= at:
                _, place, number = openings.pop(0)
                self._open_step(plan, lead, at, place, number, None, limit)
            if not openings:
                self._exhaust(plan, lead, at)

    def _exhaust(self, plan: RunningPlan, lead: Lead, at: int) -> None:
        """End a plan of which nothing is open and nothing is to come, and let follow what follows."""
        if plan.openings or plan.ended_at is not None or any(c.outcome == OPEN for c in plan.steps):
            return
        schedule = plan.terms.compiled.schedule
        # Without days of its own a plan waits for what is overdue; days that are over are over.
        if not schedule.has_days and any(
            clock.ended_at is None and schedule.followers[clock.progress["place"]] for clock in plan.steps
        ):
            return
        self._close_plan(plan, at)
        if plan.steps and not plan.cut_short:
            self._follow(plan, lead, at, "exhausted")

    def _stop_plan(
        self, plan: RunningPlan, lead: Lead, at: int, event: Event | None, *, voided: bool = False
    ) -> None:
        """An event ends or voids the plan: no more steps open, and what was still owed is void."""
        for clock in plan.steps:
            if clock.ended_at is None:
                self._void(clock, lead, at, event)
        lead.owed = [clock for clock in lead.owed if clock.ended_at is None]
        plan.stopped = True
        if plan.running:
            self._close_plan(plan, at, voided=voided)

    @staticmethod
    def _close_plan(plan: RunningPlan, at: int, *, voided: bool = False) -> None:
        plan.ended_at = at
        plan.openings.clear()
        if plan.outcome == OPEN:
            done = not voided and any(clock.outcome == MET for clock in plan.steps)
            plan.outcome = MET if done else VOID
