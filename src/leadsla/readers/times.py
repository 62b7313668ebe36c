"""One cell -> one instant, without guessing.

A time is read only when there is one way to read it: ISO 8601, or the format that the mapping gives. Which of
`03/04/2026` is the day, or which zone a time without an offset is meant in, is for the mapping to say.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

from leadsla.errors import TimeError
from leadsla.events import is_missing
from leadsla.instants import EPOCH, FIRST, LAST, MICROSECOND, iso, start_of_date, zone
from leadsla.readers.report import Reason, Unreadable

#: Formats that are numbers, and how many microseconds their unit has.
EPOCHS: Final = {"epoch": 1_000_000, "epoch_ms": 1_000}
#: Directives that say something smaller than a date; a format without any reads bare dates.
_OF_A_DAY: Final = ("%H", "%I", "%M", "%S", "%f", "%p", "%X", "%c", "%s")
_DAY_OR_MONTH: Final = re.compile(r"\d{1,4}[/.]\d{1,2}[/.]\d{1,4}\b")
_ZONED: Final = re.compile(r"(.*?\d)\s*(?:([+-]\d\d:?\d\d)|\[?([A-Za-z][\w/+-]*)\]?)")


class Times:
    """Reads the cells of one column of times.

    `read` gives the microseconds since 1970 UTC and a doubt to report, or None where there is none.
    """

    def __init__(self, timezone: str | None = None, format: str | None = None):
        self._zone = zone(timezone) if timezone else None
        self._format = format
        self._unit = EPOCHS.get(format or "")
        self._dates = format is not None and not any(mark in format for mark in _OF_A_DAY)

    def read(self, value: Any) -> tuple[int, str | None]:
        """The instant of a cell.

        Raises `Unreadable` for a cell that is empty or no time, lies outside the years 1970 to 2100, has no
        time zone, or never was.
        """
        if isinstance(value, str):
            text = value.strip()
            if not text:
                raise Unreadable(Reason.NO_TIME, "the cell is empty")
            if self._format is None:
                read, named = _iso_time(text)
                if named is None and isinstance(read, dt.datetime) and read.tzinfo is not None:
                    return _bounded((read - EPOCH) // MICROSECOND, text), None
                return self._instant(read, text, named or self._zone)
            if self._unit is None:
                return self._instant(self._formatted(text), text, self._zone)
            return _bounded(_epoch(text, self._unit), text), None
        if is_missing(value):
            raise Unreadable(Reason.NO_TIME, "the cell is empty")
        if isinstance(value, dt.date):
            return self._instant(_plain(value), value, self._zone)
        if (
            self._unit is not None
            and isinstance(value, (int, float, Decimal))
            and not isinstance(value, bool)
        ):
            return _bounded(_epoch(str(value), self._unit), value), None
        raise _unreadable(str(value))

    def _formatted(self, text: str) -> dt.date:
        assert self._format is not None
        try:
            # A naive result is not an oversight: it is local time in the mapping's zone.
            read = dt.datetime.strptime(text, self._format)  # noqa: DTZ007
        except (ValueError, OverflowError):
            what = f"{text[:60]!r} is not in the format {self._format!r}"
            raise Unreadable(Reason.UNREADABLE_TIME, what) from None
        return read.date() if self._dates else read

    def _instant(self, read: dt.date, value: Any, tz: ZoneInfo | None) -> tuple[int, str | None]:
        """The instant of a date, of a time with an offset, or of a wall-clock time in `tz`."""
        if isinstance(read, dt.datetime) and read.utcoffset() is not None:
            return _bounded((read - EPOCH) // MICROSECOND, value), None
        if tz is None:
            advice = "give --timezone or `timezone` in the mapping"
            raise Unreadable(Reason.NO_ZONE, f"{value!s} has no offset: {advice}")
        if not 1969 <= read.year <= 2101:
            raise Unreadable(Reason.OUTSIDE, f"{value!s}")
        if not isinstance(read, dt.datetime):
            return _bounded(_start(read, tz), value), None
        return _local(read, value, tz)


def _local(read: dt.datetime, value: Any, tz: ZoneInfo) -> tuple[int, str | None]:
    """The instant of a wall-clock time, which may come twice (the first is taken) or never (a fault)."""
    local = read.replace(tzinfo=tz, fold=0)
    found = _bounded((local - EPOCH) // MICROSECOND, value)
    early, late = local.utcoffset(), local.replace(fold=1).utcoffset()
    if early == late:
        return found, None
    if early < late:  # type: ignore[operator]  # neither is None in an IANA zone
        raise Unreadable(Reason.GAP, f"{value!s} does not exist in {tz}: the clocks go forward then")
    return found, f"{value!s} comes twice in {tz}; the first, {iso(found)}, is taken"


_start = functools.lru_cache(maxsize=4096)(start_of_date)


def _bounded(found: int, value: Any) -> int:
    if not FIRST <= found < LAST:
        raise Unreadable(Reason.OUTSIDE, f"{value!s}")
    return found


def _iso_time(text: str) -> tuple[dt.date, ZoneInfo | None]:
    """A date or time in ISO 8601 (a bare date stays one), and the zone if the text names one."""
    dashed = text[4:5] == "-" == text[7:8]
    try:
        if len(text) == (10 if dashed else 8) and (dashed or text.isdecimal()):
            return dt.date.fromisoformat(text), None
        if text[10:11] in ("T", " ", "t") if dashed else (text[8:9] in ("T", "t") and text[:8].isdecimal()):
            return dt.datetime.fromisoformat(text), None
    except ValueError:
        pass
    return _zoned(text, dashed)


def _zoned(text: str, dashed: bool) -> tuple[dt.date, ZoneInfo | None]:
    """A time whose offset stands apart, or that names its zone: the rarer spellings, tried last."""
    parts = _ZONED.fullmatch(text) if len(text) <= 100 else None
    if parts is None or not dashed or text[10] not in "T t" or len(parts[1]) <= 10:
        raise _unreadable(text)
    bare, offset, named = parts.groups()
    try:
        read = dt.datetime.fromisoformat(bare + (offset or ""))
        return read, zone("UTC" if named in ("Z", "z") else named) if named else None
    except TimeError:
        what = f"{text!r}: {named!r} is no IANA time zone such as America/New_York"
        raise Unreadable(Reason.UNKNOWN_ZONE, what) from None
    except ValueError:
        raise _unreadable(text) from None


def _unreadable(text: str) -> Unreadable:
    shown = text if len(text) <= 60 else f"{text[:60]}..."
    if _DAY_OR_MONTH.match(text):
        advice = (
            "say which is the day and which the month with `format`, such as '%d/%m/%Y' or '%m/%d/%Y %H:%M'"
        )
    elif text.isdecimal() and len(text) >= 9:
        advice = "for a count of seconds or milliseconds, write `format: epoch` or `epoch_ms`"
    else:
        advice = "write ISO 8601, such as 2026-03-04T09:30:00+01:00, or give `format`"
    return Unreadable(Reason.UNREADABLE_TIME, f"{shown!r} is no time; {advice}")


def _epoch(text: str, unit: int) -> int:
    """Seconds or milliseconds since 1970, to the microsecond, in decimals so that no digit is lost."""
    try:
        count = Decimal(text)
        if not -(10**18) < count < 10**18:  # a huge exponent must never become an integer
            raise Unreadable(Reason.OUTSIDE, text[:60])
    except InvalidOperation:
        raise Unreadable(
            Reason.UNREADABLE_TIME, f"{text[:60]!r} is no count of seconds or milliseconds"
        ) from None
    return round(count * unit)


def _plain(value: dt.date) -> dt.date:
    """A date or time of the standard library; frames bring classes of their own that differ in arithmetic."""
    if type(value) is dt.datetime or type(value) is dt.date or not isinstance(value, dt.datetime):
        return value
    return dt.datetime(
        value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond,
        value.tzinfo, fold=value.fold,
    )  # fmt: skip


def text_of(value: Any) -> str | None:
    """A cell as text (ids, names, actors), or None where nothing usable stands there.

    >>> [text_of(value) for value in (" L1 ", 17, 17.0, None, float("nan"), "  ", True, ["L1"])]
    ['L1', '17', '17', None, None, None, None, None]
    """
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, (bool, list, dict, bytes)) or is_missing(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
