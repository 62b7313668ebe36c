"""How long, and of which time: windows.

A window has one of two bases. *Elapsed* time runs on a watch (`5 minutes`) or on the calendar on the wall (`90 days`
is the same wall-clock time 90 dates later). *Business* time runs only while a calendar is open (`8 business hours`,
`4 business days`, `close of business`). A window never stands for a bare number of seconds, because which of the two
is meant is exactly what people dispute.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import attrs

from leadsla.errors import CalendarError, WindowError, nearest
from leadsla.instants import DAY, HOUR, MICROSECOND, MINUTE, SECOND, instant, local_instant, moment, zone

#: An instant to the instant a window later (or earlier), both in microseconds.
Shift = Callable[[int], int]
#: The same for whole numpy arrays of them.
Shifts = Callable[[Any], Any]


class Line(Protocol):
    """A kind of time that can be counted: all of it, or only what a calendar leaves open. Microseconds throughout."""

    def add(self, t: int, d: int, /) -> int: ...
    def subtract(self, t: int, d: int, /) -> int: ...
    def between(self, a: int, b: int, /) -> int: ...


class OpeningHours(Protocol):
    """What a window needs of a calendar: its zone, its line of open time, and the open time that a date owns."""

    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def timeline(self) -> Line: ...
    def opening(self, date: dt.date, /) -> tuple[tuple[int, int], ...]: ...
    def next_open_date(self, date: dt.date, /) -> dt.date: ...
    def add_many(self, starts: Any, amounts: Any, unit: str | None = None, /) -> Any: ...
    def breaks(self, a: int, b: int, /) -> tuple[int, ...]: ...


class Elapsed:
    """The line on which all time counts."""

    def add(self, t: int, d: int, /) -> int:
        return t + d

    def subtract(self, t: int, d: int, /) -> int:
        return t - d

    def between(self, a: int, b: int, /) -> int:
        return b - a


ELAPSED: Final = Elapsed()

#: Units of a fixed length, in microseconds.
FIXED: Final = {"second": SECOND, "minute": MINUTE, "hour": HOUR}
#: Units that are counted on the wall calendar.
DATED: Final = ("day", "week", "month", "year")
#: How units are written.
SPELLINGS: Final = {
    "sec": "second",
    "secs": "second",
    "min": "minute",
    "mins": "minute",
    "hr": "hour",
    "hrs": "hour",
    **{f"{unit}s": unit for unit in (*FIXED, *DATED)},
    **{unit: unit for unit in (*FIXED, *DATED)},
}
_ISO_UNITS: Final = {
    "Y": "year",
    "M": "month",
    "W": "week",
    "D": "day",
    "TH": "hour",
    "TM": "minute",
    "TS": "second",
}
_PART: Final = re.compile(r"\s*(?:and\s+)?(\d+(?:\.\d+)?)\s*(business\s+)?([a-z]+)", re.ASCII | re.IGNORECASE)
_ISO: Final = re.compile(r"(T)?(\d+(?:\.\d+)?)([A-Z])", re.ASCII)
_ISO_BEGINS: Final = re.compile(r"\s*P[0-9T]")
#: The windows that end with the hours of a day.
CLOSES: Final = ("close of business", "close of next business day")
WEEK: Final = 7 * DAY
#: Of windows up to so many days it is looked up once for each week whether the clocks are put forward or back in them.
_PROBED: Final = 62
_LONGEST: Final = 100 * 366 * DAY


def plain_number(amount: Fraction) -> str:
    """A decimal fraction in its shortest decimal spelling; one that never ends is cut.

    >>> plain_number(Fraction("0.10")), plain_number(Fraction(1, 3))
    ('0.1', '0.3333333333333333333333333333')
    """
    with localcontext() as context:
        # Enough for every fraction that ends: 1/2**n and 1/5**n have n places.
        context.prec = max(28, len(str(amount.numerator)) + amount.denominator.bit_length())
        whole = Decimal(amount.numerator) / Decimal(amount.denominator)
        return format(whole.normalize(), "f")


@attrs.frozen(repr=False)
class Window:
    """How long, with its basis: elapsed or business time.

    Read from text (or ISO 8601) and printed back as the same text:

    >>> [str(Window.parse(text)) for text in ("5 business minutes", "90 days", "close of business", "PT1H30M")]
    ['5 business minutes', '90 days', 'close of business', '1 hour 30 minutes']
    >>> friday = dt.datetime(2026, 3, 6, 16, 58, tzinfo=zone("America/New_York"))
    >>> Window.parse("2 days").due(friday, timezone="America/New_York").isoformat()
    '2026-03-08T16:58:00-04:00'

    `parts` are amounts of units, longest unit first; `closing` is one of the two closes of business instead.
    Raises `WindowError` for what cannot be read, is zero, or is longer than a hundred years.
    """

    parts: tuple[tuple[Fraction, str], ...] = ()
    business: bool = False
    closing: str | None = None

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read a window from the text that people write, or from an ISO 8601 duration."""
        if not isinstance(text, str):
            raise WindowError(
                "a window is text such as '8 business hours'", str(text), write="'8 business hours'"
            )
        plain = " ".join(text.split()).lower()
        if plain in CLOSES:
            return cls((), True, plain)
        window = _iso(text) if _ISO_BEGINS.match(text) else _spoken(text)
        _check(window, text)
        return window

    @classmethod
    def of(cls, value: Window | str) -> Window:
        """A window from text, or as it is."""
        return value if isinstance(value, Window) else cls.parse(value)

    def __str__(self) -> str:
        if self.closing:
            return self.closing
        business = "business " if self.business else ""
        return " ".join(
            f"{plain_number(amount)} {business}{unit}{'' if amount == 1 else 's'}"
            for amount, unit in self.parts
        )

    def __repr__(self) -> str:
        return f"Window({str(self)!r})"

    @property
    def basis(self) -> str:
        """`business` or `elapsed`: the time in which this window counts."""
        return "business" if self.business else "elapsed"

    def line(self, calendar: OpeningHours) -> Line:
        """The line on which this window counts: the calendar's open time, or all time."""
        return calendar.timeline if self.business else ELAPSED

    def due(
        self, start: dt.datetime, calendar: OpeningHours | None = None, timezone: str = "UTC"
    ) -> dt.datetime:
        """When the window ends that begins at `start`.

        `calendar` is needed for business time, `timezone` for days and longer units of elapsed time; the result is in
        that time zone (of the calendar, for business time).
        """
        begun = instant(start, "start")
        if calendar is None:
            if self.business:
                raise WindowError("a window of business time needs a calendar to be counted in", str(self))
            tz = zone(timezone)
            return moment(self._elapsed(begun, tz, 1)).astimezone(tz)
        tz = calendar.zone if self.business else zone(timezone)
        return moment(self.forward(calendar, tz)(begun)).astimezone(tz)

    def forward(self, calendar: OpeningHours, tz: ZoneInfo) -> Shift:
        """The function from a start to its due; `tz` is the zone in which elapsed days are counted."""
        if not self.business:
            fixed = self.fixed
            if fixed is not None:
                return lambda start: start + fixed
            days = self.whole_days
            if days:
                return _dates_later(days, tz)
            return lambda start: self._elapsed(start, tz, 1)
        if self.closing:
            return lambda start: close_after(calendar, start, self.closing == CLOSES[1])
        amount, unit = self.parts[0]
        if unit == "day":
            return lambda start: business_days(calendar, start, int(amount))
        add, length = calendar.timeline.add, int(amount * FIXED[unit])
        return lambda start: add(start, length)

    def forward_many(self, calendar: OpeningHours, tz: ZoneInfo) -> Shifts:
        """`forward` for whole numpy arrays of int64; raises `CalendarError` where one of them has no answer.

        Lengths of time are reckoned in arrays, days as far as the clocks are not changed, closes once for each stretch
        of time between two edges of open time; what is left, such as months, one by one.
        """
        from leadsla.windows.arrays import forward_many

        return forward_many(self, calendar, tz)

    def back(self, calendar: OpeningHours, tz: ZoneInfo) -> Shift:
        """The function from an instant to the one this window earlier (a warning before a due)."""
        if not self.business:
            return lambda due: self._elapsed(due, tz, -1)
        if self.closing:
            raise WindowError("a close of business is no length of time to go back by", str(self))
        amount, unit = self.parts[0]
        if unit == "day":
            return lambda due: business_days(calendar, due, -int(amount))
        subtract, length = calendar.timeline.subtract, int(amount * FIXED[unit])
        return lambda due: subtract(due, length)

    @property
    def fixed(self) -> int | None:
        """The length in microseconds, where it does not depend on the wall calendar; else None.

        For business time it is the length that counts.
        """
        if self.closing or any(unit in DATED for _, unit in self.parts):
            return None
        return int(sum(amount * FIXED[unit] for amount, unit in self.parts))

    @property
    def whole_days(self) -> int:
        """The length in days, where it is nothing but days and weeks; else 0."""
        if not all(unit in ("day", "week") for _, unit in self.parts):
            return 0
        return sum(int(amount) * (7 if unit == "week" else 1) for amount, unit in self.parts)

    def _elapsed(self, start: int, tz: ZoneInfo, sign: int) -> int:
        dated = {f"{unit}s": sign * int(amount) for amount, unit in self.parts if unit in DATED}
        if dated:
            from dateutil.relativedelta import relativedelta  # months that clamp to the end of a month

            local = moment(start).astimezone(tz)
            there = local.replace(tzinfo=None) + relativedelta(**dated)  # type: ignore[arg-type]
            start = local_instant(there, tz)
        return start + sign * int(sum(amount * FIXED[unit] for amount, unit in self.parts if unit in FIXED))


@functools.lru_cache(maxsize=256)
def _dates_later(days: int, tz: ZoneInfo) -> Shift:
    """The same wall-clock time that many dates later: the days, less what the clocks were put forward in between."""
    span, length = dt.timedelta(days=days), days * DAY
    #: By the week of the start: whether all such windows that begin in it end under the offset they began under.
    steady: dict[int, bool] = {}

    def due(start: int) -> int:
        week = start // WEEK
        same = steady.get(week)
        if same is None:
            until = (week + 1) * WEEK + length
            same = steady[week] = days <= _PROBED and is_steady(tz, week * WEEK, until)
        if same:
            return start + length
        begun = dt.datetime.fromtimestamp(start // SECOND, tz)
        moved = begun.utcoffset() - (begun + span).utcoffset()  # type: ignore[operator]
        return start + length + (moved // MICROSECOND if moved else 0)

    return due


def is_steady(tz: ZoneInfo, start: int, end: int) -> bool:
    """Whether a zone has one offset in all of a stretch; none changes it and changes it back within three days."""
    probes = range(start // SECOND, end // SECOND + 3 * 86_400, 3 * 86_400)
    return len({dt.datetime.fromtimestamp(probe, tz).utcoffset() for probe in probes}) == 1


def _spoken(text: str) -> Window:
    parts: list[tuple[Fraction, str]] = []
    business: set[bool] = set()
    at = 0
    while at < len(text.rstrip()):
        found = _PART.match(text, at)
        if not found:
            raise WindowError(
                "this is not a window", text, at, write="for example '8 business hours' or '2 weeks'"
            )
        unit = SPELLINGS.get(found[3].lower())
        if unit is None:
            guess = nearest(found[3].lower(), SPELLINGS)
            raise WindowError(
                f"unknown unit of time `{found[3]}`",
                text,
                found.start(3),
                found.end(3),
                guess or "minutes, hours or days",
            )
        parts.append((Fraction(found[1]), unit))
        business.add(bool(found[2]))
        at = found.end()
    if not parts:
        raise WindowError("this is not a window", text, write="for example '8 business hours' or '2 weeks'")
    if len(business) > 1 or (True in business and len(parts) > 1):
        raise WindowError(
            "business time is given in one amount of one unit",
            text,
            write="for example '90 business minutes'",
        )
    return Window(tuple(parts), True in business)


def _iso(text: str) -> Window:
    plain = text.strip()
    parts: list[tuple[Fraction, str]] = []
    at, in_time = 1, ""
    while at < len(plain):
        found = _ISO.match(plain, at)
        in_time = "T" if found and found[1] else in_time
        unit = found and _ISO_UNITS.get(("T" if in_time else "") + found[3])
        if not found or not unit:
            raise WindowError("this is not an ISO 8601 duration", text, at, write="for example PT5M or P2W")
        parts.append((Fraction(found[2]), unit))
        at = found.end()
    return Window(tuple(parts))


def _check(window: Window, text: str) -> None:
    """Refuse a window that can never be kept, or that cannot be counted as it is written."""
    order = [*DATED[::-1], *reversed(FIXED)]
    units = [unit for _, unit in window.parts]
    if sorted(set(units), key=order.index) != units:
        raise WindowError("the units of a window stand once each, the longest first", text)
    for amount, unit in window.parts:
        if window.business and unit in ("week", "month", "year"):
            raise WindowError(
                f"a business {unit} has no agreed length",
                text,
                write="a number of business days, such as '5 business days'",
            )
        if unit in DATED and amount.denominator != 1:
            raise WindowError(
                f"a {unit} is counted on the calendar and cannot be split", text, write="hours instead"
            )
        if unit in FIXED and (amount * FIXED[unit]).denominator != 1:
            raise WindowError("finer than a microsecond", text)
    if not any(amount for amount, _ in window.parts):
        raise WindowError(
            "a window of zero can never be kept", text, write="the time that is allowed, such as '5 minutes'"
        )
    days = {"day": 1, "week": 7, "month": 31, "year": 366}
    length = sum(
        amount * (FIXED[unit] if unit in FIXED else days[unit] * DAY) for amount, unit in window.parts
    )
    if length > _LONGEST:
        raise WindowError("a window of more than a hundred years", text)


def owning_date(calendar: OpeningHours, t: int) -> dt.date:
    """The local date to which an instant belongs: that of the opening interval around it, else the date on the wall.

    After midnight a night shift still belongs to the date on which it began.
    """
    date = moment(t).astimezone(calendar.zone).date()
    eve = date - dt.timedelta(days=1)
    if eve.year >= 1970 and any(start <= t < end for start, end in calendar.opening(eve)):
        return eve
    return date


def close_after(calendar: OpeningHours, start: int, following: bool) -> int:
    if following:
        date = calendar.next_open_date(moment(start).astimezone(calendar.zone).date())
    else:
        date = owning_date(calendar, calendar.timeline.add(start, 0))
    return calendar.opening(date)[-1][1]


def business_days(calendar: OpeningHours, t: int, days: int) -> int:
    """The same wall-clock time `days` open dates on (or back), clamped into that date's hours."""
    there, date = dates_on(calendar, t, days)
    return clamp(there, calendar.opening(date))


def dates_on(calendar: OpeningHours, t: int, days: int) -> tuple[int, dt.date]:
    """The same wall-clock time `days` open dates on (or back), and the date to which it belongs."""
    timeline = calendar.timeline
    t = timeline.add(t, 0) if days > 0 else timeline.subtract(t, 0)
    # Going back, an instant at a close belongs to the date that it closes.
    date = owning_date(calendar, t if days > 0 else t - 1)
    # Wall-clock time since the date's midnight: 26:00 is two in the morning of a shift that began the day before.
    midnight = dt.datetime(date.year, date.month, date.day)
    wall = moment(t).astimezone(calendar.zone).replace(tzinfo=None) - midnight
    for _ in range(abs(days)):
        date = calendar.next_open_date(date) if days > 0 else _previous_open_date(calendar, date)
    return local_instant(dt.datetime(date.year, date.month, date.day) + wall, calendar.zone), date


def _previous_open_date(calendar: OpeningHours, date: dt.date) -> dt.date:
    while date > dt.date(1970, 1, 1):
        date -= dt.timedelta(days=1)
        if calendar.opening(date):
            return date
    raise CalendarError(
        f"the calendar has no open date before {date} within the years it knows (1970 to 2100)"
    )


def clamp(t: int, opening: tuple[tuple[int, int], ...]) -> int:
    """An instant moved into opening intervals: before one to its start, after the last to its end."""
    for start, end in opening:
        if t <= end:
            return max(t, start)
    return opening[-1][1]
