"""Shares, periods and targets: `80% per month`.

A target is the share of clocks that is promised to be met over a period of the wall calendar. Shares are exact
fractions, because a target that is met to the clock must not be missed by a rounding error.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from leadsla.errors import WindowError, nearest
from leadsla.instants import moment, start_of_date
from leadsla.windows import Window, plain_number

#: A pattern of the shares that there are, for the schema of documents.
SHARES: Final = r"\s*0*(?:100(?:\.0+)?|[0-9]{1,2}(?:\.[0-9]+)?)\s*%\s*"
_TARGET: Final = re.compile(r"(.*%)\s*(?:per|a|each)\s+(\w+)\s*", re.DOTALL)


@attrs.frozen(repr=False)
class Share:
    """A share of a whole, exactly: `80%`.

    >>> Share.parse("99.5%").value, str(Share.parse("80 %"))
    (Fraction(199, 200), '80%')
    """

    value: Fraction

    @classmethod
    def parse(cls, text: str) -> Share:
        """Read a percentage between 0 % and 100 %; raises `WindowError` otherwise."""
        found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*%\s*", text) if isinstance(text, str) else None
        if not found:
            raise WindowError("a share is a percentage", str(text), write="for example 80%")
        value = Fraction(found[1]) / 100
        if value > 1:
            raise WindowError("a share is at most 100%", text, write="100%")
        return cls(value)

    def __str__(self) -> str:
        return f"{plain_number(self.value * 100)}%"

    def __repr__(self) -> str:
        return f"Share({str(self)!r})"


class Period(StrEnum):
    """The periods by which an agreement is reckoned, on the wall calendar of its time zone.

    >>> from leadsla.instants import instant, zone
    >>> at = instant(dt.datetime(2026, 2, 1, 3, tzinfo=dt.UTC))
    >>> [period.label(at, zone("America/New_York")) for period in Period]
    ['2026-01-31', '2026-W05', '2026-01', '2026-Q1', '2026']
    """

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def label(self, at: int, tz: ZoneInfo) -> str:
        """The period an instant lies in, such as `2026-01-31`, `2026-W05` (ISO week), `2026-01`, `2026-Q1`."""
        date = moment(at).astimezone(tz).date()
        match self:
            case Period.DAY:
                return date.isoformat()
            case Period.WEEK:
                year, week, _ = date.isocalendar()
                return f"{year:04d}-W{week:02d}"
            case Period.MONTH:
                return f"{date.year:04d}-{date.month:02d}"
            case Period.QUARTER:
                return f"{date.year:04d}-Q{(date.month + 2) // 3}"
            case _:
                return f"{date.year:04d}"


def period_bounds(label: str, tz: ZoneInfo) -> tuple[int, int]:
    """The first instant of a period and the first after it.

    >>> from leadsla.instants import iso, zone
    >>> [iso(at) for at in period_bounds("2026-Q1", zone("UTC"))]
    ['2026-01-01T00:00:00Z', '2026-04-01T00:00:00Z']

    Raises `WindowError` for what is not the label of a period.
    """
    first, after = period_dates(label)
    return start_of_date(first, tz), start_of_date(after, tz)


def period_dates(label: str) -> tuple[dt.date, dt.date]:
    """The first date of a period and the first after it.

    >>> period_dates("2026-02")
    (datetime.date(2026, 2, 1), datetime.date(2026, 3, 1))

    Raises `WindowError` for what is not the label of a period.
    """
    found = re.fullmatch(r"(\d{4})(?:-(?:Q([1-4])|W(\d\d)|(\d\d)(?:-(\d\d))?))?", label)
    if not found:
        raise WindowError("this is not a period", label, write="for example 2026-03, 2026-Q1 or 2026-W05")
    year, quarter, week, month, day = (None if part is None else int(part) for part in found.groups())
    assert year is not None
    try:
        if week is not None:
            first = dt.date.fromisocalendar(year, week, 1)
            return first, first + dt.timedelta(days=7)
        if month is not None and day is not None:
            first = dt.date(year, month, day)
            return first, first + dt.timedelta(days=1)
        start, months = (
            (month, 1) if month is not None else (1, 12) if quarter is None else (quarter * 3 - 2, 3)
        )
        first, end = dt.date(year, start, 1), start - 1 + months
        return first, dt.date(year + end // 12, end % 12 + 1, 1)
    except (ValueError, OverflowError):
        raise WindowError("there is no such period", label) from None


@attrs.frozen(repr=False)
class Target:
    """The share of clocks that is promised to be met, and the period over which it is reckoned.

    >>> str(Target.parse("80 % per month")), Target.parse("80% per month").share.value
    ('80% per month', Fraction(4, 5))
    """

    share: Share
    period: Period

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read `80% per month`; raises `WindowError` otherwise."""
        found = _TARGET.fullmatch(text) if isinstance(text, str) else None
        if not found:
            raise WindowError("a target is a share per period", str(text), write="for example 80% per month")
        if found[2] not in list(Period):
            raise WindowError(
                f"unknown period `{found[2]}`",
                text,
                found.start(2),
                found.end(2),
                nearest(found[2], Period) or "month",
            )
        return cls(Share.parse(found[1]), Period(found[2]))

    @classmethod
    def of(cls, value: Target | str) -> Target:
        """A target from text, or as it is."""
        return value if isinstance(value, Target) else cls.parse(value)

    def __str__(self) -> str:
        return f"{self.share} per {self.period.value}"

    def __repr__(self) -> str:
        return f"Target({str(self)!r})"


def warning(text: Share | Window | str) -> Share | Window:
    """When to warn: a share of the window (`80%`) or a window before the due (`30 minutes`)."""
    if isinstance(text, Share | Window):
        return text
    return Share.parse(text) if isinstance(text, str) and text.rstrip().endswith("%") else Window.parse(text)
