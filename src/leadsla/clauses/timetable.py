"""Where the steps of a cadence stand in one calendar: when each opens, is due, and ceases to be owed.

Plans that begin on one date have the same days, so what a date gives is worked out once for all of them; only a plan
that begins after a step of its first day has opened has that step for itself.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from typing import NamedTuple

from leadsla.clauses.plan_days import Days
from leadsla.clauses.steps import Step
from leadsla.errors import CalendarError
from leadsla.lead import RunningPlan
from leadsla.windows import Shift, Window


class Occurrence(NamedTuple):
    """One coming of a step: its name in the plan, when it opens and is due, and until when it is owed."""

    name: str
    opens: int
    due: int
    lapses: int | None
    #: Whether it is not owed: its part of the day had gone by when the plan began, or it comes again by that date.
    passed_over: bool = False


class Timetable:
    """The steps of one cadence in one calendar. `shift` gives the function of a window; from `after` on no step opens.

    Instants are microseconds since 1970 UTC; `place` is that of a step in the cadence, `number` counts its comings.
    """

    def __init__(
        self, steps: Sequence[Step], days: Days, shift: Callable[[Window], Shift], after: int
    ) -> None:
        self.steps = steps
        self.days = days
        self.after = after
        self._is_by_day = [step.by_day for step in steps]
        self._by_day = [place for place, by_day in enumerate(self._is_by_day) if by_day]
        #: When what comes after a step opens, by when that one was done.
        self.opens_after: list[Shift] = [
            _at_once if step.waits is None else shift(step.waits) for step in steps
        ]
        #: The due by the opening: by the window of the step, else the close of that day.
        self._due: list[Shift] = [
            days.close_of if step.within is None else shift(step.within) for step in steps
        ]
        #: By day 1, place and number: the same for all plans of that day, whenever on it they began.
        self._known: dict[tuple[int, int, int], Occurrence | None] = {}
        #: By day 1: the first openings of steps by day, and whether some lie after the term.
        self._first: dict[int, tuple[list[tuple[int, int, int]], bool]] = {}

    def begin(self, plan: RunningPlan) -> None:
        """Anchor a new plan at its day 1, and set out the steps by day."""
        plan.day = day = self.days.first(plan.started)
        first = self._first.get(day)
        if first is None:
            first = self._first[day] = self._first_of(plan)
        openings, plan.cut_short = first
        if not openings or openings[0][0] >= plan.started:
            plan.openings = openings.copy()
        else:  # a day has begun before the plan, which changes what is owed on it
            plan.cut_short = False
            for place in self._by_day:
                self.schedule(plan, place, 0)

    def _first_of(self, plan: RunningPlan) -> tuple[list[tuple[int, int, int]], bool]:
        """What a plan of that day would have before it if it began before all of its steps."""
        early = RunningPlan(plan.terms, None, 0, 0)
        early.day = plan.day
        for place in self._by_day:
            self.schedule(early, place, 0)
        return early.openings, early.cut_short

    def schedule(self, plan: RunningPlan, place: int, number: int) -> None:
        """Put the `number`-th coming of a step by day among the openings, or the next that is not passed over."""
        coming = self.occurrence(plan, place, number)
        while coming is not None and coming.passed_over:
            number += 1
            coming = self.occurrence(plan, place, number)
        if coming is not None:
            self.insert(plan, coming.opens, place, number)

    def insert(self, plan: RunningPlan, at: int, place: int, number: int) -> None:
        """Put a step among the openings, if it comes within the term."""
        if at >= self.after:
            plan.cut_short = True
        else:
            insort(plan.openings, (at, place, number))

    def occurrence(self, plan: RunningPlan, place: int, number: int) -> Occurrence | None:
        """The `number`-th coming of a step by day, or None where it comes no more."""
        key = (plan.day, place, number)
        try:
            coming = self._known[key]
        except KeyError:
            coming = self._known[key] = self._reckon(plan.day, place, number, 0)
        if coming is None or coming.opens >= plan.started:
            return coming
        return self._reckon(
            plan.day, place, number, plan.started
        )  # its day has begun: it opens with the plan

    def _reckon(self, day: int, place: int, number: int, earliest: int) -> Occurrence | None:
        """The coming of a step that opens at an instant at the earliest."""
        step, days = self.steps[place], self.days
        try:
            date = days.coming(day, step, number)
            if date is None:
                return None
            opens, end = days.bounds(date, step.daypart)
            opens = max(opens, earliest)
            due = end if end is not None and step.within is None else self._due[place](opens)
            gone_by = end is not None and end <= earliest
            passed_over = gone_by or days.comes_again(day, step, number, date)
            name = f"{step.id}:{days.number(day, date)}" if step.repeated else step.id
            return Occurrence(name, opens, due, max(due, days.close(date)), passed_over)
        except CalendarError:  # the calendar is never open again within its years
            return None

    def opened(self, plan: RunningPlan, place: int, number: int, at: int) -> Occurrence:
        """A step that opens at an instant: its name, its due, and until when it is owed."""
        if self._is_by_day[place]:
            coming = self.occurrence(plan, place, number)
            assert coming is not None  # it stood among the openings
            return coming
        return Occurrence(self.steps[place].id, at, self._due[place](at), None)


def _at_once(done: int) -> int:
    return done
