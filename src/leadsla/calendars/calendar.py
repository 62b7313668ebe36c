"""What every calendar can do: business time between aware datetimes."""

from __future__ import annotations

import abc
import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from leadsla.calendars.offsets import YEARS, date_of, pieces, to_instants
from leadsla.calendars.spans import Span
from leadsla.calendars.timeline import Timeline
from leadsla.calendars.wall import Wall, wall_of
from leadsla.errors import CalendarError, nearest
from leadsla.instants import DAY, EPOCH, FIRST, LAST, MICROSECOND, instant, local_instant, start_of_date

if TYPE_CHECKING:
    from leadsla.calendars.combined import CombinedCalendar

_datetime = dt.datetime
_timedelta = dt.timedelta


def _length(d: Any) -> int:
    if not isinstance(d, dt.timedelta):
        raise CalendarError(f"`d` is {d!r}, not a timedelta; give a length such as timedelta(minutes=5)")
    return d // MICROSECOND


def a_date(value: Any) -> dt.date:
    """A local date, for the methods that take one; `CalendarError` for a datetime or anything else."""
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise CalendarError(f"`date` is {value!r}; give a local date such as datetime.date(2026, 1, 5)")
    if not 1970 <= value.year <= 2100:
        raise CalendarError(f"`date` is {value}, outside the years 1970 to 2100 that calendars know")
    return value


class Calendar(abc.ABC):
    """Open time: what a calendar of hours, and every combination of calendars, can answer.

    Times are aware datetimes and lengths are timedeltas of real elapsed time; results are in the time zone of
    the first argument. Intervals are half-open. Every method raises `TimeError` for a naive time and
    `CalendarError` where there is no answer within the years 1970 to 2100. `timeline` answers the same
    questions in whole microseconds since 1970 UTC, several times faster.
    """

    __slots__ = ()

    zone: ZoneInfo
    timeline: Timeline
    _wall: Wall

    def add(self, t: dt.datetime, d: dt.timedelta) -> dt.datetime:
        """The earliest time at which `d` of open time has passed since `t`.

        So a window that ends exactly at closing time is due at closing time. With no length it is `t` when
        open, else the next opening; a negative length subtracts.
        """
        if type(t) is _datetime and type(d) is _timedelta and t.tzinfo is self.zone and not t.fold:
            epoch, lo, hi, starts, idles, counts, totals, shifts, total, _ = self._wall
            x = t - epoch
            local = (x.days * 86400 + x.seconds) * 1000000 + x.microseconds
            target = (d.days * 86400 + d.seconds) * 1000000 + d.microseconds
            if target > 0 and lo <= local < hi:
                i = bisect_right(starts, local)
                passed = local - idles[i]
                target += passed if passed < counts[i] else counts[i]
                if target <= total:
                    shift = shifts[bisect_left(totals, target)]
                    if shift is not None:
                        return t + (shift + target - local) * MICROSECOND
        reckoned = self.timeline.add(instant(t, "t"), _length(d))
        self._follow()
        return self._moment(reckoned, t)

    def subtract(self, t: dt.datetime, d: dt.timedelta) -> dt.datetime:
        """The latest time since which `d` of open time has passed at `t`; for 0, `t` or the last close."""
        return self._moment(self.timeline.subtract(instant(t, "t"), _length(d)), t)

    def between(self, a: dt.datetime, b: dt.datetime) -> dt.timedelta:
        """The open time in [a, b); negative when `b` is before `a`."""
        zone = self.zone
        if (
            type(a) is _datetime
            and type(b) is _datetime
            and a.tzinfo is zone
            and b.tzinfo is zone
            and not a.fold
            and not b.fold
        ):
            epoch, lo, hi, starts, idles, counts, _, _, _, _ = self._wall
            x = a - epoch
            local = (x.days * 86400 + x.seconds) * 1000000 + x.microseconds
            x = b - epoch
            until = (x.days * 86400 + x.seconds) * 1000000 + x.microseconds
            if lo <= local < hi and lo <= until < hi:
                i = bisect_right(starts, local)
                passed = local - idles[i]
                if passed > counts[i]:
                    passed = counts[i]
                i = bisect_right(starts, until)
                until -= idles[i]
                if until > counts[i]:
                    until = counts[i]
                return (until - passed) * MICROSECOND
        found = self.timeline.between(instant(a, "a"), instant(b, "b"))
        self._follow()
        return found * MICROSECOND

    def is_open(self, t: dt.datetime) -> bool:
        """Whether the calendar is open at `t`; not at the instant of closing."""
        return self.timeline.is_open(instant(t, "t"))

    def next_open(self, t: dt.datetime) -> dt.datetime:
        """The earliest open time at or after `t`."""
        return self._moment(self.timeline.next_open(instant(t, "t")), t)

    def previous_close(self, t: dt.datetime) -> dt.datetime:
        """The end of the open time before `t`: `t` itself when the instants just before it are open."""
        return self._moment(self.timeline.previous_close(instant(t, "t")), t)

    def intervals(self, a: dt.datetime, b: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
        """The open intervals of [a, b), clipped to it."""
        found = self.timeline.intervals(instant(a, "a"), instant(b, "b"))
        return [(self._moment(start, a), self._moment(end, a)) for start, end in found]

    @abc.abstractmethod
    def opening(self, date: dt.date) -> tuple[Span, ...]:
        """The open intervals that belong to a local date, in microseconds since 1970 UTC.

        One that passes midnight belongs whole to the date on which it starts.
        """

    @abc.abstractmethod
    def why_closed(self, date: dt.date) -> str:
        """Why a local date has no open time, for explanations; empty when it has some."""

    @abc.abstractmethod
    def holiday_name(self, date: dt.date) -> str:
        """The name of the holiday on a local date; empty when it is none (or has no name)."""

    @property
    @abc.abstractmethod
    def dayparts(self) -> Mapping[str, Span]:
        """The named parts of a day, in microseconds of the local day."""

    def is_open_date(self, date: dt.date) -> bool:
        """Whether any open time belongs to a local date."""
        return bool(self.opening(date))

    def next_open_date(self, date: dt.date) -> dt.date:
        """The first date after `date` to which open time belongs."""
        day = dt.timedelta(days=1)
        found = a_date(date) + day
        while found.year <= 2100:
            if self.opening(found):
                return found
            begun = min(max(start_of_date(found, self.zone), FIRST), LAST)
            # What opens next belongs to the date that it opens on, or to the one before when it passes
            # midnight.
            found = max(found + day, date_of(self.timeline.next_open(begun), self.zone) - day)
        raise CalendarError(f"{self} has no open date after {date} within the years 1970 to 2100")

    def daypart(self, name: str, date: dt.date) -> Span:
        """When a named part of a local date begins and ends, in microseconds since 1970 UTC.

        Where the clock is changed within the part, it lasts from its first instant to its last. Raises
        `CalendarError` for a name that the calendar does not have.
        """
        part = self.dayparts.get(name)
        if part is None:
            guess = nearest(name, self.dayparts) or ", ".join(self.dayparts)
            advice = f"write {guess}" if guess else "give it `dayparts`, such as {'morning': '09:00-12:00'}"
            raise CalendarError(f"{self} has no daypart {name!r}; {advice}")
        midnight = dt.datetime.combine(a_date(date), dt.time())
        shift = (date.toordinal() - 719_163) * DAY
        found = to_instants(self.zone, [(part[0] + shift, part[1] + shift)])
        if found:
            return found[0][0], found[-1][1]
        skipped = local_instant(midnight + part[0] * MICROSECOND, self.zone)
        return skipped, skipped

    def __or__(self, other: Calendar) -> CombinedCalendar:
        return self._combined(other, "|")

    def __and__(self, other: Calendar) -> CombinedCalendar:
        return self._combined(other, "&")

    def __sub__(self, other: Calendar) -> CombinedCalendar:
        return self._combined(other, "-")

    def _combined(self, other: Calendar, operation: str) -> CombinedCalendar:
        if not isinstance(other, Calendar):
            return NotImplemented
        from leadsla.calendars.combined import CombinedCalendar

        return CombinedCalendar(self, other, operation)

    def breaks(self, a: int, b: int) -> tuple[int, ...]:
        """The instants, in order, at which a date, open time or an offset begins or ends in the years of [a, b].

        Between two of them that follow each other all instants have one local date and one offset, and lie in the same
        opening intervals. All in microseconds since 1970 UTC; whole years are worked out, and kept.
        """
        years = bisect_right(YEARS, a) - 1, min(bisect_right(YEARS, b), len(YEARS) - 1)
        found: tuple[int, ...] | None = self.timeline.grids.get(("breaks", years))
        if found is None:
            found = tuple(sorted(self._breaks(YEARS[years[0]], YEARS[years[1]])))
            self.timeline.grids["breaks", years] = found
        return found

    def _breaks(self, a: int, b: int) -> set[int]:
        found = set()
        for start, end, offset in pieces(self.zone, a, b):
            first = -(-(start + offset) // DAY)
            found |= {start, *range(first * DAY - offset, end, DAY)}
        day = dt.timedelta(days=1)
        date = max(date_of(a, self.zone), dt.date(1970, 1, 2)) - day
        last = min(date_of(b - 1, self.zone), dt.date(2100, 12, 31))
        while date <= last:
            found |= {edge for span in self.opening(date) for edge in span if a <= edge < b}
            date += day
        return found

    def add_many(self, starts: Any, amounts: Any, unit: str | None = None) -> Any:
        """`add` for whole numpy arrays; see `leadsla.calendars.columns.add_many`."""
        from leadsla.calendars.columns import add_many

        return add_many(self, starts, amounts, unit)

    def between_many(self, starts: Any, ends: Any, unit: str | None = None) -> Any:
        """`between` for whole numpy arrays; see `leadsla.calendars.columns.between_many`."""
        from leadsla.calendars.columns import between_many

        return between_many(self, starts, ends, unit)

    def _moment(self, value: int, like: dt.datetime) -> dt.datetime:
        """An instant as a datetime in the zone of another."""
        at = EPOCH + value * MICROSECOND
        return at if like.tzinfo is dt.UTC else at.astimezone(like.tzinfo)

    def _follow(self) -> None:
        """Restate on the wall clock what the timeline has compiled since."""
        state = self.timeline.state
        if self._wall[-1] is not state:
            object.__setattr__(self, "_wall", wall_of(self.zone, state))
