"""The few figures that a review is made of: exact order statistics, and nothing that is estimated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, TypeVar

T = TypeVar("T")

MEDIAN: Final = Fraction(1, 2)
MOST: Final = Fraction(9, 10)


def needed(share: Fraction, of: int) -> int:
    """The least number that is at least that share of a whole.

    >>> needed(Fraction(4, 5), 11), needed(Fraction(1, 2), 4)
    (9, 2)
    """
    return -(-share.numerator * of // share.denominator)


def quantile(ordered: Sequence[T], share: Fraction) -> T:
    """The smallest value that at least that share of the values do not exceed; a value that did occur.

    >>> quantile([1, 2, 3, 40], MEDIAN), quantile([1, 2, 3, 40], MOST)
    (2, 40)
    """
    return ordered[max(needed(share, len(ordered)), 1) - 1]


def percent(part: int, whole: int) -> str:
    """A share as people read it, rounded down: what is shown as the target has reached it.

    >>> percent(8, 11), percent(4, 4), percent(999, 1000)
    ('72.7%', '100%', '99.9%')
    """
    tenths = part * 1000 // whole
    return "100%" if tenths == 1000 else f"{tenths // 10}.{tenths % 10}%"


def of(part: int, whole: int, what: str = "") -> str:
    """A share that is never told without its counts.

    >>> of(8, 11, "leads"), of(0, 0)
    ('8 of 11 leads (72.7%)', '0 of 0')
    """
    named = f" {what}" if what else ""
    return f"{part:,} of {whole:,}{named}" + (f" ({percent(part, whole)})" if whole else "")


def times(number: int) -> str:
    """How often.

    >>> times(1), times(2), times(1_000)
    ('once', 'twice', '1,000 times')
    """
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def rounded(length: dt.timedelta) -> dt.timedelta:
    """A length of time without what nobody reads: seconds from an hour on, minutes from two days on.

    >>> str(rounded(dt.timedelta(hours=3, minutes=5, seconds=59)))
    '3:05:00'
    """
    unit = dt.timedelta(seconds=1)
    if length >= dt.timedelta(days=2):
        unit = dt.timedelta(hours=1)
    elif length >= dt.timedelta(hours=1):
        unit = dt.timedelta(minutes=1)
    return length // unit * unit
