"""Instants: aware datetimes outside, whole microseconds since 1970-01-01T00:00Z inside.

The engine compares and adds instants millions of times; integers do that exactly and without a time zone. This module
is the only door between the two.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from typing import Final
from zoneinfo import ZoneInfo

from leadsla.errors import TimeError

UTC: Final = dt.UTC
EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = dt.timedelta(microseconds=1)
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
#: Later than every instant: "no timer".
NEVER: Final = 1 << 62
#: The library's years: 1970 to 2100.
FIRST: Final = 0
_END: Final = dt.datetime(2101, 1, 1, tzinfo=UTC)
LAST: Final = (_END - EPOCH) // MICROSECOND

_DATE: Final = re.compile(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})\s*")


def date_in(text: str) -> dt.date:
    """The date that a document writes; one way only, `2026-01-31`, so that no two readers take it for two dates.

    >>> date_in("2026-01-31")
    datetime.date(2026, 1, 31)

    Raises `ValueError` for anything else.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no date; write it as 2026-12-24")
    return dt.date.fromisoformat(found[1])


def instant(at: dt.datetime, what: str = "at") -> int:
    """The microseconds of an aware datetime; `what` names the argument in the error.

    >>> instant(dt.datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    >>> instant(dt.datetime(2026, 1, 5, 9))
    Traceback (most recent call last):
        ...
    leadsla.errors.TimeError: `at` is 2026-01-05 09:00:00, a time without an offset; give it a time zone...

    Raises `TimeError` for what is not a datetime, is naive, or lies outside the years 1970 to 2100.
    """
    if not isinstance(at, dt.datetime):
        raise TimeError(f"`{what}` is {at!r}, not a datetime; give an aware datetime")
    if at.utcoffset() is None:
        raise TimeError(
            f"`{what}` is {at}, a time without an offset; give it a time zone, for example "
            "`.replace(tzinfo=ZoneInfo('America/New_York'))`"
        )
    value = (at - EPOCH) // MICROSECOND
    if not FIRST <= value < LAST:
        raise TimeError(f"`{what}` is {at}, outside the years 1970 to 2100 that leadsla reckons with")
    return value


def instant_or_never(at: dt.datetime) -> int:
    """The microseconds of a datetime that the engine has told: as `instant`, and `LAST` for the end of all years.

    That is when a clock is shown to be due of which the calendar is never open again.

    >>> instant_or_never(dt.datetime(2101, 1, 1, tzinfo=UTC)) == LAST
    True
    """
    return LAST if at >= _END else instant(at)


def moment(value: int) -> dt.datetime:
    """The datetime in UTC of an instant in microseconds.

    >>> moment(1_000_000).isoformat()
    '1970-01-01T00:00:01+00:00'
    """
    return EPOCH + dt.timedelta(0, 0, value)


def moment_or_none(value: int | None) -> dt.datetime | None:
    """`moment`, for an instant that may not be known yet."""
    return None if value is None else EPOCH + dt.timedelta(0, 0, value)


def iso(value: int | None) -> str | None:
    """An instant as ISO 8601 in UTC with `Z`, as every file and JSON of the library writes it.

    >>> iso(1_500_000)
    '1970-01-01T00:00:01.500000Z'
    """
    return None if value is None else moment(value).isoformat().replace("+00:00", "Z")


@functools.lru_cache(maxsize=1024)
def zone(name: str, what: str = "timezone") -> ZoneInfo:
    """The IANA time zone of that name.

    >>> zone("Amerika/New_York")
    Traceback (most recent call last):
        ...
    leadsla.errors.TimeError: `timezone` is 'Amerika/New_York', an unknown time zone; write America/New_York
    """
    if not isinstance(name, str):
        raise TimeError(f"`{what}` is {name!r}, not the name of a time zone such as 'America/New_York'")
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        from zoneinfo import available_timezones

        from leadsla.errors import nearest

        guess = nearest(name, available_timezones())
        advice = f"write {guess}" if guess else "write an IANA name such as America/New_York"
        raise TimeError(f"`{what}` is {name!r}, an unknown time zone; {advice}") from None


def local_instant(local: dt.datetime, tz: ZoneInfo) -> int:
    """The instant of a wall-clock time: the first of two if it is ambiguous, moved on by the gap if it does not exist.

    >>> iso(local_instant(dt.datetime(2026, 3, 8, 2, 30), zone("America/New_York")))
    '2026-03-08T07:30:00Z'
    """
    # With fold=0 the offset in force before a gap is used, which is exactly "forward by the gap".
    return (local.replace(tzinfo=tz, fold=0) - EPOCH) // MICROSECOND


def start_of_date(date: dt.date, tz: ZoneInfo) -> int:
    """The first instant of a local date that exists (a few zones skip midnight, or a whole date, on a day of change).

    >>> iso(start_of_date(dt.date(2018, 11, 4), zone("America/Sao_Paulo")))
    '2018-11-04T03:00:00Z'
    """
    midnight = dt.datetime(date.year, date.month, date.day)
    found = local_instant(midnight, tz)
    if moment(found).astimezone(tz).replace(tzinfo=None) == midnight:
        return found
    before = found - DAY
    while found - before > 1:  # midnight lies in a gap: the date starts where the gap ends
        middle = (before + found) // 2
        if moment(middle).astimezone(tz).date() < date:
            before = middle
        else:
            found = middle
    return found
