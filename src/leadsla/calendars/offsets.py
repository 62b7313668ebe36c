"""A time zone as pieces of constant UTC offset.

On such a piece the wall clock runs like any other clock, so local intervals become instants by one
subtraction. All that is difficult about daylight saving time is where the pieces begin, and that is found
here.
"""

from __future__ import annotations

import datetime as dt
import functools
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from leadsla.calendars.spans import Span, merged
from leadsla.instants import DAY, FIRST, HOUR, LAST, MICROSECOND, SECOND, start_of_date, zone

#: The first instants of the years 1970 to 2101 in UTC.
YEARS: Final = tuple(start_of_date(dt.date(year, 1, 1), zone("UTC")) for year in range(1970, 2102))
#: How far apart, in seconds, the offset is looked at. A change and its undoing within one such step would be
#: missed; in the years 1970 to 2100 no zone of the tz database does so within less than 6.9 days.
PROBE: Final = 3 * 86_400
#: More than any zone is ahead of or behind UTC.
_FARTHEST: Final = 26 * HOUR


def _offset(tz: ZoneInfo, at: int) -> int:
    """The offset from UTC in microseconds at `at`, in seconds since 1970."""
    found = dt.datetime.fromtimestamp(at, tz).utcoffset()
    assert found is not None
    return found // MICROSECOND


@functools.cache
def _year(tz: ZoneInfo, index: int) -> tuple[tuple[int, int], ...]:
    """The (start, offset) of every piece in a year; `index` counts from 1970."""
    start, end = YEARS[index] // SECOND, YEARS[index + 1] // SECOND
    offset = _offset(tz, start)
    found = [(start * SECOND, offset)]
    while start < end - 1:
        ahead = min(start + PROBE, end - 1)
        while _offset(tz, ahead) != offset:
            before, after = start, ahead
            while after - before > 1:
                middle = (before + after) // 2
                if _offset(tz, middle) == offset:
                    before = middle
                else:
                    after = middle
            start, offset = after, _offset(tz, after)
            found.append((start * SECOND, offset))
        start = ahead
    return tuple(found)


def pieces(tz: ZoneInfo, start: int, end: int) -> list[tuple[int, int, int]]:
    """The (start, end, offset) of every stretch of constant offset in [start, end), in microseconds.

    >>> [offset // HOUR for _, _, offset in pieces(zone("America/New_York"), YEARS[56], YEARS[57])]
    [-5, -4, -5]
    """
    start, end = max(start, FIRST), min(end, LAST)
    out: list[tuple[int, int, int]] = []
    if start >= end:
        return out
    for index in range(bisect_right(YEARS, start) - 1, bisect_right(YEARS, end - 1)):
        found = _year(tz, index)
        for number, (begun, offset) in enumerate(found):
            until = found[number + 1][0] if number + 1 < len(found) else YEARS[index + 1]
            begun, until = max(begun, start), min(until, end)
            if begun < until:
                if out and out[-1][2] == offset:
                    begun = out.pop()[0]
                out.append((begun, until, offset))
    return out


def to_instants(tz: ZoneInfo, local: Sequence[Span]) -> list[Span]:
    """The instants whose wall-clock time lies in `local`: sorted intervals of the local clock since 1970.

    An interval is longer or shorter across a change of offset, comes twice where the clock is put back over
    it, and is left out where no clock ever shows it.
    """
    if not local:
        return []
    out: list[Span] = []
    for start, end, offset in pieces(tz, local[0][0] - _FARTHEST, local[-1][1] + _FARTHEST):
        for begun, until in local:
            begun, until = max(begun - offset, start), min(until - offset, end)
            if begun < until:
                out.append((begun, until))
    return merged(out)


def day_number(date: dt.date) -> int:
    """Days since 1970-01-01."""
    return date.toordinal() - 719_163


def date_of(t: int, tz: ZoneInfo) -> dt.date:
    """The local date of an instant."""
    return dt.datetime.fromtimestamp(t // SECOND, tz).date()


def local_day(date: dt.date) -> Span:
    """A date as an interval of the local clock."""
    start = day_number(date) * DAY
    return start, start + DAY
