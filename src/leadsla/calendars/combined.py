"""Calendars made of calendars: open in either, in both, or in one but not the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from leadsla.calendars.calendar import Calendar, a_date
from leadsla.calendars.offsets import local_day, to_instants
from leadsla.calendars.spans import Span, difference, intersection, union
from leadsla.calendars.timeline import Timeline
from leadsla.calendars.wall import Wall, nothing
from leadsla.errors import CalendarError
from leadsla.instants import FIRST, LAST

_OPERATIONS: Final[Mapping[str, Callable[[Any, Any], list[Span]]]] = MappingProxyType(
    {"|": union, "&": intersection, "-": difference}
)


@attrs.frozen(init=False, repr=False, str=False)
class CombinedCalendar(Calendar):
    """Two calendars as one: `left | right`, `left & right`, `left - right`.

    Its zone, dayparts and dates are those of the left one: open time belongs to the date of the left's
    interval that contains it, and where only the right is open, to its local date in the left's zone.

    >>> from leadsla.calendars import BusinessCalendar
    >>> rep = BusinessCalendar("Europe/Paris", {"mon-fri": "09:00-18:00"})
    >>> team = rep & BusinessCalendar("America/New_York", {"mon-fri": "09:00-17:00"})
    >>> monday = dt.datetime(2026, 1, 5, tzinfo=ZoneInfo("Europe/Paris"))
    >>> [(str(a.time()), str(b.time())) for a, b in team.intervals(monday, monday + dt.timedelta(days=1))]
    [('15:00:00', '18:00:00')]
    """

    left: Calendar
    right: Calendar
    operation: str
    zone: ZoneInfo = attrs.field(eq=False)
    timeline: Timeline = attrs.field(eq=False)
    _wall: Wall = attrs.field(eq=False)

    def __init__(self, left: Calendar, right: Calendar, operation: str) -> None:
        if operation not in _OPERATIONS:
            raise CalendarError(f"`operation` of a combined calendar is {operation!r}; write '|', '&' or '-'")
        for side, calendar in (("left", left), ("right", right)):
            if not isinstance(calendar, Calendar):
                raise CalendarError(f"`{side}` of a combined calendar is {calendar!r}; give a calendar")
        self.__attrs_init__(
            left,
            right,
            operation,
            left.zone,
            Timeline(self._open, f"{left} {operation} {right}"),
            nothing(left.zone),
        )

    @property
    def timezone(self) -> str:
        """The name of the left one's time zone."""
        return self.zone.key

    @property
    def dayparts(self) -> Mapping[str, Span]:
        return self.left.dayparts

    def opening(self, date: dt.date) -> tuple[Span, ...]:
        own = list(self.left.opening(date))
        if self.operation == "|":
            day = to_instants(self.zone, [local_day(a_date(date))])
            if not day:
                return tuple(own)
            start, end = day[0][0], day[-1][1]
            rest = difference(
                self.right.timeline.intervals(start, end), self.left.timeline.intervals(start, end)
            )
            return tuple(union(own, intersection(rest, day)))
        if not own:
            return ()
        return tuple(_OPERATIONS[self.operation](own, self.right.timeline.intervals(own[0][0], own[-1][1])))

    def why_closed(self, date: dt.date) -> str:
        if self.opening(date):
            return ""
        left, right = self.left.why_closed(date), self.right.why_closed(date)
        if self.operation == "&":
            return left or right or "the two calendars are never open together on this date"
        if self.operation == "|":
            return f"{left}; {right}" if right and right != left else left
        return left or f"taken away by {self.right}"

    def holiday_name(self, date: dt.date) -> str:
        return self.left.holiday_name(date) or self.right.holiday_name(date)

    def __repr__(self) -> str:
        return f"({self.left!r} {self.operation} {self.right!r})"

    def __str__(self) -> str:
        return f"({self.left} {self.operation} {self.right})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.left, self.right, self.operation)

    def _open(self, start: int, end: int) -> list[Span]:
        start, end = max(start, FIRST), min(end, LAST)
        return _OPERATIONS[self.operation](
            self.left.timeline.intervals(start, end), self.right.timeline.intervals(start, end)
        )
