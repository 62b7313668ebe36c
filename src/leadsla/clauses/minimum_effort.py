"""`minimum_effort`: a lead is given enough time.

Sales spends so many minutes on following up each lead. The minutes of the touches that go out are added up, as the
source logged them; a touch that says nothing of its length adds nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Final

import attrs

from leadsla.calendars import Calendar
from leadsla.clauses.base import Judge, LeadClause, a_trigger, windows
from leadsla.clauses.response_window import OUTBOUND_TOUCH
from leadsla.clauses.scope import Scope
from leadsla.clauses.work import Work
from leadsla.criteria import coerce, exact
from leadsla.errors import EntryError, Fault
from leadsla.events import is_missing, shown
from leadsla.lead import Lead, RunningClock
from leadsla.segments import Segments
from leadsla.triggers import Trigger
from leadsla.windows import Window, plain_number

#: Nobody is on the telephone for longer: more minutes than these, almost two years, are a slip of the source.
MOST_MINUTES: Final = 1_000_000
_SCHEMA: Final = {"type": "number", "exclusiveMinimum": 0, "maximum": MOST_MINUTES}


def effort(value: Any) -> float:
    """So many minutes, from what people write; raises `EntryError` for anything else."""
    minutes = exact(value)
    if minutes is None or not 0 < minutes <= MOST_MINUTES:
        raise EntryError(f"`minutes` is {shown(value)}", write="how many minutes, for example 30")
    if isinstance(value, Decimal):
        return int(minutes) if minutes == int(minutes) else float(minutes)
    return int(minutes) if minutes == int(minutes) else value


def minutes_by_segment(value: Any) -> Segments[float]:
    """Minutes, the same for all leads or by segment."""
    return Segments.of(value, effort)


def minutes_of(event: Any) -> int | Fraction | None:
    """The minutes that a touch says it took, exactly; None where it says nothing that can be added up."""
    minutes = exact(coerce(event.data.get("minutes"), "number"))
    return minutes if minutes is not None and 0 <= minutes <= MOST_MINUTES else None


@attrs.frozen(kw_only=True)
class MinimumEffort(LeadClause):
    """So many minutes of touches within a window: time spent on following up.

    `from_` starts the clock, and `within` is how long there is. The `minutes` of outbound touches after the start are
    added up, the due included; also while the clock is paused.
    A touch without minutes counts none.

    >>> clause = MinimumEffort(id="effort", owner="sales", from_="assigned", minutes=30, within="2 weeks")
    >>> print(clause.sentence())
    Sales will spend at least 30 minutes on the lead within 2 weeks of assignment.
    """

    kind: ClassVar[str] = "minimum_effort"
    from_: Trigger = attrs.field(converter=a_trigger)
    within: Segments[Window] = attrs.field(converter=windows)
    minutes: Segments[float] = attrs.field(
        converter=minutes_by_segment, metadata={"read": effort, "schema": _SCHEMA}
    )

    def starts(self) -> Trigger:
        return self.from_

    def settles(self) -> Trigger:
        return OUTBOUND_TOUCH

    def window(self) -> Segments[Window]:
        return self.within

    def judge(self, fields: Mapping[str, str]) -> Judge:
        return _Adding(self, fields)

    def activity(self) -> str:
        said: list[str] = []
        for case in self.minutes:
            if_ = f" if {case.when.spoken()}" if case.when is not None else ""
            link = "otherwise " if said else ""
            said.append(f"{link}at least {case.is_} minute{'' if case.is_ == 1 else 's'}{if_}")
        return f"spend {', '.join(said)} on the lead"

    def timeframe(self) -> str:
        return self.within_of(self.from_)

    def work(self, calendar: Calendar, begun: dt.date) -> Work:
        return Work(minutes=max(segment.is_ for segment in self.minutes))

    def faults(self, scope: Scope) -> Iterator[Fault]:
        yield from super().faults(scope)
        yield from scope.trigger(self.from_, "from")
        yield from scope.segments(self.within, "within")
        yield from scope.segments(self.minutes, "minutes")


class _Adding(Judge):
    """Adds up minutes: progress is [segment, minutes so far]."""

    def __init__(self, clause: MinimumEffort, fields: Mapping[str, str]) -> None:
        self.wanted = [exact(case.is_) or 0 for case in clause.minutes]
        self.choose: Callable[[Any, Any], int] = clause.minutes.chooser(fields)

    def begin(self, clock: RunningClock, lead: Lead, event: Any) -> bool:
        segment = self.choose(lead, event)
        clock.progress = [segment, 0]
        return segment >= 0

    def carry(self, clock: RunningClock, lead: Lead, event: Any) -> bool:
        segment = self.choose(lead, event)
        if segment >= 0:
            clock.progress = [segment, clock.progress[1]]
        return segment >= 0

    def enough(self, clock: RunningClock, lead: Lead) -> bool:
        segment, spent = clock.progress
        return bool(spent >= self.wanted[segment])

    def settled(self, clock: RunningClock, lead: Lead, event: Any) -> bool:
        segment, spent = clock.progress
        spent += minutes_of(event) or 0
        clock.progress[1] = spent
        return bool(spent >= self.wanted[segment])

    def told(self, clock: RunningClock) -> str:
        segment, spent = clock.progress
        return f"{plain_number(Fraction(spent))} of {plain_number(Fraction(self.wanted[segment]))} minutes"

    def passed_over(self, clock: RunningClock, event: Any) -> str:
        minutes = event.data.get("minutes")
        if is_missing(minutes):
            return "it does not say how many minutes it took"
        return "it took no time" if minutes_of(event) == 0 else f"{shown(minutes)} is no number of minutes"
