"""Steps of a cadence that nobody can do in time, because nobody is ever at work in their part of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from leadsla.calendars.spans import Span, intersection, merged
from leadsla.clauses.plan_days import Days
from leadsla.errors import CalendarError, Fault
from leadsla.evaluation.compile import Program
from leadsla.instants import DAY, moment

#: So many dates are looked at: more than any week or holiday season keeps people away.
_DATES: Final = 31


def faults_of_steps(program: Program, there: Sequence[Span], begin: int, end: int) -> Iterator[Fault]:
    """A fault for each step by part of the day, of a plan of touches, at which nobody is there on any date."""
    spans = merged(sorted(there))
    for compiled in program.clauses:
        schedule = compiled.schedule
        if schedule is None or "touched" not in schedule.settled_by.events:
            continue
        hours = compiled.calendars.named(compiled.calendars.default)
        for part in dict.fromkeys(step.daypart for step in schedule.steps if step.daypart is not None):
            bounds = list(_bounds(Days(hours, schedule.business), part, begin, end))
            if bounds and not any(intersection(spans, [one]) for one in bounds):
                steps = ", ".join(f"`{step.id}`" for step in schedule.steps if step.daypart == part)
                what = f"nobody is ever there in the part of the day `{part}`, in which {steps} of "
                what += f"`{compiled.clause.id}` is to be done"
                yield Fault("wrong-value", what, "representatives", write="hours that reach into it")


def _bounds(days: Days, part: str, begin: int, end: int) -> Iterator[Span]:
    """When a part of the day begins and ends, on each of the first dates on which it counts."""
    first = moment(begin).astimezone(days.calendar.zone).date()
    for number in range(min(_DATES, (end - begin) // DAY + 1)):
        date = first + dt.timedelta(days=number)
        if days.business and not days.calendar.is_open_date(date):
            continue
        try:
            opens, closes = days.bounds(date.toordinal(), part)
        except CalendarError:
            continue
        if closes is not None and begin < closes and opens < end:
            yield opens, closes
