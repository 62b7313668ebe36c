"""The days of plans: which date is day N of a plan, when a part of it begins and ends, and when a step comes again.

Dates are numbers of days (`date.toordinal`), instants microseconds since 1970 UTC. Plans of one calendar share what is
worked out here, because a date is the same for all of them.
"""

from __future__ import annotations

import calendar as wall_calendar
import datetime as dt
from bisect import bisect_left

from leadsla.calendars import Calendar
from leadsla.clauses.steps import Every, Step
from leadsla.instants import SECOND, moment, start_of_date
from leadsla.windows import owning_date

#: How many days of a plan without an end are looked at.
_YEAR = 366


class Days:
    """The days of plans in one calendar, counted by open dates (`business`) or by all.

    >>> from leadsla import BusinessCalendar
    >>> office = BusinessCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
    >>> friday = dt.date(2026, 3, 6).toordinal()
    >>> [dt.date.fromordinal(Days(office, business).date(friday, 2)).isoformat() for business in (True, False)]
    ['2026-03-09', '2026-03-07']

    Raises `CalendarError` where the calendar is never open again.
    """

    def __init__(self, calendar: Calendar, business: bool) -> None:
        self.calendar = calendar
        self.business = business
        #: The open dates, without a gap between the first and the last that were asked for.
        self._dates: list[int] = []
        #: What is known of dates: whether no shift of the day before lasts into it, and when it closes.
        self._alone: dict[int, bool] = {}
        self._closes: dict[int, int] = {}
        self._bounds: dict[tuple[int, str | None], tuple[int, int | None]] = {}

    def first(self, started: int) -> int:
        """Day 1 of a plan that starts at an instant."""
        if not self.business:
            return moment(started).astimezone(self.calendar.zone).toordinal()
        return self._owner(self.calendar.timeline.add(started, 0))

    def _owner(self, t: int) -> int:
        """The date to which an instant belongs, which is the one on the wall where no shift lasts into it."""
        date = dt.datetime.fromtimestamp(t // SECOND, self.calendar.zone).toordinal()
        alone = self._alone.get(date)
        if alone is None:
            alone = self._alone[date] = self._is_alone(date)
        return date if alone else owning_date(self.calendar, t).toordinal()

    def _is_alone(self, date: int) -> bool:
        eve = dt.date.fromordinal(date - 1)
        if eve.year < 1970:
            return True
        opening = self.calendar.opening(eve)
        return not opening or opening[-1][1] <= start_of_date(dt.date.fromordinal(date), self.calendar.zone)

    def date(self, first: int, day: int) -> int:
        """The date of a day of the plan."""
        if not self.business:
            return first + day - 1
        place = self._place(first) + day - 1
        while len(self._dates) <= place:
            self._dates.append(self._next(self._dates[-1]))
        return self._dates[place]

    def number(self, first: int, date: int) -> int:
        """Which day of the plan a date is."""
        if not self.business:
            return date - first + 1
        return self._place(date) - self._place(first) + 1

    def _place(self, date: int) -> int:
        """Where an open date stands among the open dates that are known, which are made to reach to it."""
        dates = self._dates
        if not dates:
            dates.append(date)
        if date < dates[0]:
            before = [date]
            while before[-1] < dates[0]:
                before.append(self._next(before[-1]))
            dates[:0] = before[:-1]
        while dates[-1] < date:
            dates.append(self._next(dates[-1]))
        return bisect_left(dates, date)

    def _next(self, date: int) -> int:
        return self.calendar.next_open_date(dt.date.fromordinal(date)).toordinal()

    def coming(self, first: int, step: Step, number: int) -> int | None:
        """The date on which a step by day comes for the `number`-th time (from 0), or None if it does not."""
        if step.days:
            return self.date(first, sorted(step.days)[number]) if number < len(step.days) else None
        begun = self.date(first, step.from_day or 1)
        if step.every is None:
            return begun if number == 0 else None
        date = later(begun, step.every, number)
        if self.business and not self.calendar.is_open_date(dt.date.fromordinal(date)):
            date = self._next(date)
        return date if step.until_day is None or date < first + step.until_day else None

    def comes_again(self, first: int, step: Step, number: int, date: int) -> bool:
        """Whether a repetition that was moved to a date is overtaken by the next, so that it comes but once."""
        if step.every is None:
            return False
        return later(self.date(first, step.from_day or 1), step.every, number + 1) <= date

    def times(self, first: int, step: Step) -> int:
        """How often a step comes in a plan, where its condition holds; one that has no end, in its first year."""
        if not step.by_day:
            return 1
        found = number = 0
        while (date := self.coming(first, step, number)) is not None and date < first + _YEAR:
            found += not self.comes_again(first, step, number, date)
            number += 1
        return found

    def bounds(self, date: int, daypart: str | None) -> tuple[int, int | None]:
        """When a part of a date begins and ends; without one, when the date opens, and None."""
        found = self._bounds.get((date, daypart))
        if found is None:
            if daypart is None:
                found = self._opening(date), None
            else:
                found = self.calendar.daypart(daypart, dt.date.fromordinal(date))
            self._bounds[date, daypart] = found
        return found

    def _opening(self, date: int) -> int:
        """The first opening of a date; its beginning in calendar days, or where it has no open time."""
        day = dt.date.fromordinal(date)
        opening = self.calendar.opening(day) if self.business else ()
        return opening[0][0] if opening else start_of_date(day, self.calendar.zone)

    def close(self, date: int) -> int:
        """The last close of a date, or its end where it has no open time."""
        found = self._closes.get(date)
        if found is None:
            day = dt.date.fromordinal(date)
            opening = self.calendar.opening(day)
            after = day + dt.timedelta(days=1)
            found = opening[-1][1] if opening else start_of_date(after, self.calendar.zone)
            self._closes[date] = found
        return found

    def close_of(self, at: int) -> int:
        """The close of the day in which an instant lies, or on which it opens next."""
        return self.close(self._owner(self.calendar.timeline.add(at, 0)))


def later(date: int, every: Every, number: int) -> int:
    """A date so many repetitions later; a month that has no such day ends with its last.

    >>> dt.date.fromordinal(later(dt.date(2026, 1, 31).toordinal(), Every.of("month"), 1)).isoformat()
    '2026-02-28'
    """
    count = every.number * number
    if every.unit != "month":
        return date + count * (7 if every.unit == "week" else 1)
    begun = dt.date.fromordinal(date)
    months = begun.year * 12 + begun.month - 1 + count
    year, month = months // 12, months % 12 + 1
    day = min(begun.day, wall_calendar.monthrange(year, month)[1])
    return dt.date(year, month, day).toordinal()
