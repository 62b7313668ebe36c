"""Opening hours of a place: weekly hours, holidays and exceptions in one time zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from leadsla.calendars.calendar import Calendar, a_date
from leadsla.calendars.closures import Closures, as_date, closures
from leadsla.calendars.hours import (
    DAY_NAMES,
    Hours,
    Week,
    crossing,
    hours_text,
    interval_text,
    names_interval,
    parse_hours,
    parse_interval,
    parse_week,
    week_text,
)
from leadsla.calendars.offsets import day_number, pieces, to_instants
from leadsla.calendars.spans import Span, merged
from leadsla.calendars.timeline import Timeline
from leadsla.calendars.wall import Wall, nothing
from leadsla.errors import CalendarError
from leadsla.instants import DAY, zone

_EPOCH_DATE = dt.date(1970, 1, 1)


def _exceptions(value: Any) -> Mapping[dt.date, Hours]:
    if not isinstance(value, Mapping):
        raise CalendarError(
            f"`exceptions` is {value!r}; write dates and their hours, such as {{'2026-12-24': 'closed'}}"
        )
    found: dict[dt.date, Hours] = {}
    for key, hours in value.items():
        date = as_date(key, "`exceptions`")
        if date in found:
            raise CalendarError(f"`exceptions` names {date} twice; keep one of them")
        found[date] = parse_hours(hours, f"`exceptions` of {date}")
    return MappingProxyType(dict(sorted(found.items())))


def _dayparts(value: Any) -> Mapping[str, Span]:
    if not isinstance(value, Mapping):
        raise CalendarError(
            f"`dayparts` is {value!r}; write names and intervals, such as {{'morning': '09:00-12:00'}}"
        )
    found: dict[str, Span] = {}
    for name, text in value.items():
        if not isinstance(name, str) or not name:
            raise CalendarError(f"`dayparts` has the name {name!r}; write it as text, such as 'morning'")
        found[name] = parse_interval(text, f"`dayparts` of {name!r}")
        if found[name][0] == found[name][1]:
            raise CalendarError(
                f"`dayparts` of {name!r} is {text!r}, which is empty; let it end after it starts"
            )
    return MappingProxyType(found)


@attrs.frozen(init=False, repr=False, str=False)
class BusinessCalendar(Calendar):
    """When a place is open: weekly hours, holidays and exceptions in a time zone.

    `timezone` is its IANA name. `hours` maps days (`"mon"`, `"mon-fri"`, `"mon,wed,fri"`) to an interval or a list of
    them; an interval may pass midnight, a whole day is `"00:00-24:00"`. `holidays` are dates, a mapping of dates to
    names, a country or market (`{"country": "US", "subdivision": "OH"}`, `{"market": "XNYS"}`, with `categories` and
    `except` where wanted), an object of the `holidays` package, or a list of these. `exceptions` gives dates hours of
    their own, or `"closed"`, and wins over holidays. `dayparts` names parts of the day for cadences. `name` is what
    errors and explanations call it.

    An instant is open when its wall-clock time lies in an interval of its local date; lengths are real
    elapsed time, so a shift across a change of the clocks has its true length.

    >>> hours = {"mon-fri": ["09:00-12:00", "13:00-17:00"]}
    >>> office = BusinessCalendar("America/New_York", hours, ["2026-01-01"])
    >>> friday = dt.datetime(2026, 1, 2, 16, 30, tzinfo=ZoneInfo("America/New_York"))
    >>> str(office.add(friday, dt.timedelta(hours=4)))
    '2026-01-05 13:30:00-05:00'
    >>> office.why_closed(dt.date(2026, 1, 1)), office.why_closed(dt.date(2026, 1, 3))
    ('holiday', 'Saturday')

    Two calendars of one version that are open alike for the same reasons are equal, whatever they are called. Raises
    `TimeError` for an unknown time zone and `CalendarError` for hours that cross, dates and times that are
    none, a country that is not known, or hours that are never open at all.
    """

    timezone: str
    hours: Week
    holidays: Closures
    exceptions: Mapping[dt.date, Hours] = attrs.field(hash=False)
    dayparts: Mapping[str, Span] = attrs.field(hash=False)
    name: str = attrs.field(eq=False)
    version: str
    zone: ZoneInfo = attrs.field(eq=False)
    timeline: Timeline = attrs.field(eq=False)
    _wall: Wall = attrs.field(eq=False)
    _years: dict[int, dict[int, Hours]] = attrs.field(eq=False)
    _openings: dict[int, tuple[Span, ...]] = attrs.field(eq=False)

    def __init__(
        self,
        timezone: str,
        hours: Mapping[str, Any],
        holidays: Any = (),
        exceptions: Mapping[Any, Any] = MappingProxyType({}),
        dayparts: Mapping[str, str] = MappingProxyType({}),
        name: str = "",
        version: str = "",
    ) -> None:
        if isinstance(timezone, ZoneInfo) and timezone.key:
            timezone = timezone.key
        for key, text in (("name", name), ("version", version)):
            if not isinstance(text, str):
                raise CalendarError(f"`{key}` of a calendar is {text!r}; write it as text")
        tz = zone(timezone)
        week = parse_week(hours)
        special = _exceptions(exceptions)
        if not any(week) and not any(special.values()) and not names_interval(hours):
            raise CalendarError(
                "`hours` is never open; give at least one day an interval, "
                "such as {'mon-fri': ['09:00-17:00']}"
            )
        self.__attrs_init__(
            timezone,
            week,
            closures(holidays),
            special,
            _dayparts(dayparts),
            name,
            version,
            tz,
            Timeline(self._open, f"the calendar {name!r}" if name else f"the calendar of {timezone}"),
            nothing(tz),
            {},
            {},
        )
        self._check_exceptions()

    @classmethod
    def always(cls, timezone: str = "UTC") -> BusinessCalendar:
        """The calendar that never closes.

        >>> start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        >>> BusinessCalendar.always().add(start, dt.timedelta(days=365)).year
        2027
        """
        return cls(timezone, {"mon-sun": "00:00-24:00"}, name="always open")

    def in_zone(self, timezone: str) -> BusinessCalendar:
        """The same hours, holidays, exceptions and dayparts on the clocks of another time zone."""
        return type(self)(timezone, *self._arguments()[1:])

    def to_dict(self) -> dict[str, Any]:
        """The calendar as it is written in a document; `BusinessCalendar(**calendar.to_dict())` equals it."""
        week = week_text(self.hours)
        if not week and not any(self.exceptions.values()):
            week = {"mon-sun": ["00:00-00:00"]}
        written: dict[str, Any] = {"timezone": self.timezone, "hours": week}
        if self.holidays.rules or self.holidays.dates:
            written["holidays"] = self.holidays.to_list()
        if self.exceptions:
            written["exceptions"] = {date: hours_text(hours) for date, hours in self.exceptions.items()}
        if self.dayparts:
            written["dayparts"] = {name: interval_text(part) for name, part in self.dayparts.items()}
        if self.name:
            written["name"] = self.name
        if self.version:
            written["version"] = self.version
        return written

    def hours_of(self, date: dt.date) -> Hours:
        """The opening intervals of a local date in microseconds of its day, as they are written."""
        return self._hours_of(day_number(a_date(date)))

    def opening(self, date: dt.date) -> tuple[Span, ...]:
        number = day_number(a_date(date))
        found = self._openings.get(number)
        if found is None:
            hours = [(number * DAY + start, number * DAY + end) for start, end in self._hours_of(number)]
            found = self._openings[number] = tuple(to_instants(self.zone, hours))
        return found

    def holiday_name(self, date: dt.date) -> str:
        return self.holidays.year(a_date(date).year).get(date, ("",))[0]

    def holidays_in(self, year: int) -> dict[dt.date, str]:
        """The holidays of a year with their names, in order, as the calendar keeps them."""
        return {date: name for date, (name, _) in sorted(self.holidays.year(year).items())}

    def why_closed(self, date: dt.date) -> str:
        if self.opening(date):
            return ""
        if date in self.exceptions:
            return "exception" if not self.exceptions[date] else "a date that the time zone skips"
        holiday = self.holidays.year(date.year).get(date)
        if holiday is not None:
            name, source = holiday
            return f"{name} ({source})" if source else name or "holiday"
        return (
            DAY_NAMES[date.weekday()] if not self.hours[date.weekday()] else "a date that the time zone skips"
        )

    def __repr__(self) -> str:
        written = self.to_dict()
        given = [repr(written.pop("timezone")), repr(written.pop("hours"))]
        return (
            f"BusinessCalendar({', '.join(given + [f'{key}={value!r}' for key, value in written.items()])})"
        )

    def __str__(self) -> str:
        return f"the calendar {self.name!r}" if self.name else f"the calendar of {self.timezone}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._arguments()

    def _arguments(self) -> tuple[Any, ...]:
        written = self.to_dict()
        return (
            self.timezone,
            written["hours"],
            self.holidays,
            written.get("exceptions", {}),
            written.get("dayparts", {}),
            self.name,
            self.version,
        )

    def _special(self, year: int) -> dict[int, Hours]:
        """The days of a year whose hours are not those of the week, by day number."""
        found = self._years.get(year)
        if found is None:
            found = {day_number(date): () for date in self.holidays.year(year)}
            found.update(
                (day_number(date), hours) for date, hours in self.exceptions.items() if date.year == year
            )
            self._years[year] = found
        return found

    def _hours_of(self, number: int) -> Hours:
        special = self._special(dt.date.fromordinal(number + 719_163).year)
        return special.get(number, self.hours[(number + 3) % 7])

    def _open(self, start: int, end: int) -> list[Span]:
        """The open intervals of [start, end): local intervals laid through the pieces of constant offset."""
        found: list[Span] = []
        week = self.hours
        for begun, until, offset in pieces(self.zone, start, end):
            # The day before may run past midnight into this piece.
            first, last = (begun + offset) // DAY - 1, (until + offset - 1) // DAY
            special: dict[int, Hours] = {}
            for year in range(_year_of(first), _year_of(last) + 1):
                special.update(self._special(year))
            laid: list[Span] = []
            for number in range(first, last + 1):
                hours = special[number] if number in special else week[(number + 3) % 7]
                if hours:
                    midnight = number * DAY - offset
                    laid += [(midnight + opens, midnight + closes) for opens, closes in hours]
            cut = 0
            while cut < len(laid) and laid[cut][1] <= begun:
                cut += 1
            if cut < len(laid) and laid[cut][0] < begun:
                laid[cut] = (begun, laid[cut][1])
            while laid and laid[-1][0] >= until:
                laid.pop()
            if laid and laid[-1][1] > until:
                laid[-1] = (laid[-1][0], until)
            found += laid[cut:]
        return merged(found)

    def _check_exceptions(self) -> None:
        """Refuse an exception that crosses the hours of the date before or after it."""
        for date in self.exceptions:
            number = day_number(date)
            for eve in (number - 1, number):
                today, tomorrow = (self._likely(eve), self._likely(eve + 1))
                if today and tomorrow and today[-1][1] - DAY > tomorrow[0][0]:
                    first = _EPOCH_DATE + dt.timedelta(days=eve)
                    crossing(
                        self._hours_of(eve),
                        self._hours_of(eve + 1),
                        str(first),
                        str(first + dt.timedelta(days=1)),
                    )

    def _likely(self, number: int) -> Hours:
        """The hours of a day as if it were no holiday: holidays are looked up only where they matter."""
        date = _EPOCH_DATE + dt.timedelta(days=number)
        return self.exceptions.get(date, self.hours[(number + 3) % 7])


def _year_of(number: int) -> int:
    return (_EPOCH_DATE + dt.timedelta(days=number)).year
