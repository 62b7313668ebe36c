"""A calendar whose hours change by date: summer hours, a second shift from July on.

What is asked of it as a calendar is answered by the hours in force on each date. A clock keeps the edition that is in
force when it starts, as it keeps the version of its agreement.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from leadsla.calendars.business import BusinessCalendar
from leadsla.calendars.calendar import Calendar, a_date
from leadsla.calendars.spans import Span, difference, union
from leadsla.calendars.timeline import Timeline
from leadsla.calendars.wall import Wall, nothing
from leadsla.errors import CalendarError
from leadsla.instants import moment, start_of_date

_DAY = dt.timedelta(days=1)


@attrs.frozen
class Change:
    """The hours of a calendar from a date on; what a change does not say stays as it was.

    `from` is the first local date on which they hold.
    """

    from_: dt.date
    calendar: BusinessCalendar


@attrs.frozen(init=False, repr=False, str=False)
class DatedCalendar(Calendar):
    """Hours that change by date: those of `first`, and from the date of each change on those of that change.

    `changes` are the later hours in the order of their dates, each whole.

    >>> office = BusinessCalendar("UTC", {"mon-fri": "09:00-17:00"}, version="winter")
    >>> summer = BusinessCalendar("UTC", {"mon-fri": "08:00-14:00"}, version="summer")
    >>> dated = DatedCalendar(office, [Change(dt.date(2026, 7, 1), summer)])
    >>> friday = dt.datetime(2026, 6, 26, 16, tzinfo=dt.UTC)
    >>> dated.add(friday, dt.timedelta(hours=19)).isoformat()
    '2026-07-01T10:00:00+00:00'
    >>> dated.edition(dt.datetime(2026, 7, 1, tzinfo=dt.UTC)).version
    'summer'

    Raises `CalendarError` for changes out of order, or in another time zone.
    """

    first: BusinessCalendar
    changes: tuple[Change, ...]
    zone: ZoneInfo = attrs.field(eq=False)
    timeline: Timeline = attrs.field(eq=False)
    _wall: Wall = attrs.field(eq=False)

    def __init__(self, first: BusinessCalendar, changes: Iterable[Change]) -> None:
        found = tuple(changes)
        for before, change in zip((None, *found), found, strict=False):
            if before is not None and change.from_ <= before.from_:
                raise CalendarError(
                    f"the hours change on {change.from_} after they changed on {before.from_}"
                )
            if change.calendar.timezone != first.timezone:
                raise CalendarError(
                    f"the hours from {change.from_} on are those of {change.calendar.timezone}, and those before of "
                    f"{first.timezone}; a calendar has one time zone"
                )
        timeline = Timeline(self._open, str(first))
        self.__attrs_init__(first, found, first.zone, timeline, nothing(first.zone))

    @property
    def editions(self) -> tuple[BusinessCalendar, ...]:
        """The hours of each time, in order."""
        return self.first, *(change.calendar for change in self.changes)

    @property
    def timezone(self) -> str:
        """The name of its time zone."""
        return self.first.timezone

    @property
    def name(self) -> str:
        """What people call it."""
        return self.first.name

    @property
    def dayparts(self) -> Mapping[str, Span]:
        """The parts of the day that all editions have, as the first has them."""
        shared = set(self.first.dayparts).intersection(*(edition.dayparts for edition in self.editions))
        return {name: span for name, span in self.first.dayparts.items() if name in shared}

    def number(self, date: dt.date) -> int:
        """Which edition is in force on a date: 0 for the first."""
        return bisect_right([change.from_ for change in self.changes], date)

    def edition(self, at: dt.datetime) -> BusinessCalendar:
        """The edition in force at an instant."""
        return self.editions[self.number(at.astimezone(self.zone).date())]

    def in_zone(self, timezone: str) -> DatedCalendar:
        """The same on the clocks of another time zone."""
        changes = [Change(change.from_, change.calendar.in_zone(timezone)) for change in self.changes]
        return DatedCalendar(self.first.in_zone(timezone), changes)

    def opening(self, date: dt.date) -> tuple[Span, ...]:
        return self.editions[self.number(a_date(date))].opening(date)

    def why_closed(self, date: dt.date) -> str:
        return self.editions[self.number(a_date(date))].why_closed(date)

    def holiday_name(self, date: dt.date) -> str:
        return self.editions[self.number(a_date(date))].holiday_name(date)

    def _open(self, start: int, end: int) -> list[Span]:
        """The hours of each edition in its time; a shift past midnight belongs to the date on which it began."""
        edges = [start_of_date(change.from_, self.zone) for change in self.changes]
        found: list[Span] = []
        for number, edition in enumerate(self.editions):
            begun = edges[number - 1] if number else start
            until = edges[number] if number < len(edges) else end
            a, b = max(start, begun), min(end, until)
            if a >= b:
                continue
            spans = edition.timeline.intervals(a, b)
            if number:
                eve = moment(begun).astimezone(self.zone).date() - _DAY
                own, old = edition.opening(eve), self.editions[number - 1].opening(eve)
                spans = difference(spans, [span for span in own if span[1] > begun])
                spans = union(spans, [(max(a, x), min(b, y)) for x, y in old if y > a and x < b])
            found = union(found, spans)
        return found

    def __repr__(self) -> str:
        return f"DatedCalendar({self.first!r}, {list(self.changes)!r})"

    def __str__(self) -> str:
        return str(self.first)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.first, self.changes)
