"""Which days count for delays: all of them, or those on which people work."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.documents.entry_faults import FaultyError, wrong_type
from leadsla.errors import CalendarError, FunnelError
from leadsla.funnel.numbers import refusal

if TYPE_CHECKING:
    from leadsla.calendars import Calendar

#: The years of which working days are known.
YEARS: Final = range(1970, 2101)
_WAYS: Final = "mon-fri, or {hours: {mon-fri: 09:00-17:00}, holidays: {country: US}}"


def read_days(value: Any) -> Calendar:
    """The calendar whose open dates are working days: weekdays, an entry as agreements have it, or a calendar.

    >>> read_days("mon-fri").is_open_date(dt.date(2026, 1, 3))
    False

    Raises `FunnelError` otherwise.
    """
    from leadsla.calendars import BusinessCalendar, Calendar
    from leadsla.documents.calendar_entries import read_calendar

    if isinstance(value, Calendar):
        return value
    if isinstance(value, Mapping):
        try:
            return read_calendar(value, "working days", "UTC")
        except FaultyError as error:
            raise FunnelError(error.faults) from None
    if not isinstance(value, str):
        raise FunnelError([wrong_type("the days on which people work", value, _WAYS)])
    try:
        return BusinessCalendar("UTC", {value: "00:00-24:00"}, name="working days")
    except CalendarError:
        raise refusal(f"`{value}` names no days of the week", _WAYS) from None


@attrs.frozen(slots=False)
class Days:
    """Days as delays count them, over dates as ordinals; every day without a calendar.

    After k working days it is the k-th working day after the date, whatever day the date itself is.

    >>> friday = dt.date(2026, 1, 2).toordinal()
    >>> days = Days(read_days("mon-fri"))
    >>> days.between(friday, friday + 4), days.back(friday + 4, 2) - friday, days.ahead(friday, 2) - friday
    (2, 2, 4)
    """

    calendar: Calendar | None = None
    _open: dict[int, tuple[int, ...]] = attrs.field(factory=dict, init=False, repr=False, eq=False)

    def between(self, first: int, last: int) -> int:
        """How many days count from after one date up to a later one."""
        if self.calendar is None or last <= first:
            return last - first
        years = range(_year(first), _year(last) + 1)
        return sum(bisect_right(self._of(year), last) - bisect_right(self._of(year), first) for year in years)

    def back(self, last: int, count: int) -> int:
        """The latest date from which so many days count up to a date."""
        if self.calendar is None or count == 0:
            return max(last - count, 1)
        year = _year(last)
        found = bisect_right(self._of(year), last)
        while found < count:
            if year <= YEARS[0]:
                return dt.date(YEARS[0], 1, 1).toordinal()
            count -= found
            year -= 1
            found = len(self._of(year))
        return self._of(year)[found - count] - 1

    def ahead(self, first: int, count: int) -> int:
        """The first date up to which so many days count from after a date."""
        last = dt.date.max.toordinal()
        if self.calendar is None or count == 0:
            return min(first + count, last)
        year = _year(first)
        passed = bisect_right(self._of(year), first)
        while len(self._of(year)) < passed + count:
            if year >= YEARS[-1]:
                return dt.date(YEARS[-1], 12, 31).toordinal()
            count -= len(self._of(year)) - passed
            year, passed = year + 1, 0
        return self._of(year)[passed + count - 1]

    def _of(self, year: int) -> tuple[int, ...]:
        """The working days of a year."""
        if year not in self._open and self.calendar is not None:
            first, after = (dt.date(one, 1, 1).toordinal() for one in (year, year + 1))
            dates = (dt.date.fromordinal(one) for one in range(first, after))
            known = year in YEARS
            self._open[year] = tuple(
                date.toordinal() for date in dates if known and self.calendar.is_open_date(date)
            )
        return self._open[year]


def _year(ordinal: int) -> int:
    return dt.date.fromordinal(ordinal).year
