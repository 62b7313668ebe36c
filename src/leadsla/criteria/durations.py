"""Lengths of time in a criterion: `"14 days"`.

In a criterion a length is fixed: a day is 24 hours, a week 7 such days. Windows of an agreement know business
hours and wall-clock days; a criterion only asks how long ago something was, where that precision has no use.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

import attrs

from leadsla.errors import WindowError
from leadsla.instants import DAY, HOUR, MINUTE, SECOND

_LENGTH: Final = {"second": SECOND, "minute": MINUTE, "hour": HOUR, "day": DAY, "week": 7 * DAY}
_WRITTEN: Final = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,6})?) +(second|minute|hour|day|week)s?")
_SHORT: Final = {
    "s": "second",
    "sec": "second",
    "m": "minute",
    "min": "minute",
    "h": "hour",
    "hr": "hour",
    "d": "day",
    "w": "week",
    "wk": "week",
}
_MONTHS: Final = {"month": 30, "quarter": 90, "year": 365}


def duration(text: str) -> int | None:
    """The microseconds of a length of time, or None for what is none.

    >>> duration("2 days"), duration("1.5 hours"), duration("soon")
    (172800000000, 5400000000, None)
    """
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        return None
    exact = Fraction(found.group(1)) * _LENGTH[found.group(2)]
    return int(exact) if exact.denominator == 1 else None


@attrs.frozen(repr=False)
class Length:
    """A fixed length of time as a value that prints as it was written; `1 week` equals `7 days`.

    >>> Length.parse("14 days").microseconds, str(Length.parse("2 weeks"))
    (1209600000000, '2 weeks')
    >>> Length.parse("1 week") == Length.parse("7 days")
    True
    """

    microseconds: int
    text: str = attrs.field(eq=False)

    @classmethod
    def parse(cls, text: str) -> Length:
        """The length that a text says; raises `WindowError` for what is none, or is nothing at all."""
        found = duration(text)
        if not found:
            what = 'not a length of time such as "14 days" (seconds, minutes, hours, days or weeks)'
            raise WindowError(what, text, write=better_duration(text))
        return cls(found, text.strip())

    @classmethod
    def of(cls, value: Length | str) -> Length:
        """A length from text, or as it is."""
        return value if isinstance(value, Length) else cls.parse(value)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Length.parse({self.text!r})"


def better_duration(text: str) -> str | None:
    """What was probably meant by a text that is no length of time.

    >>> better_duration("3 business days"), better_duration("2 months"), better_duration("7d")
    ('3 days', '60 days', '7 days')
    """
    found = re.fullmatch(r"([0-9]{1,6}) *(?:business +|working +)?([a-z]+)", text.strip().lower())
    if not found:
        return None
    amount, unit = int(found.group(1)), found.group(2)
    if not amount:
        return None
    name = unit if unit in _SHORT else unit.rstrip("s")
    if name in _MONTHS:
        return spelled(amount * _MONTHS[name] * DAY)
    known = _SHORT.get(name, name)
    return f"{amount} {known}{'' if amount == 1 else 's'}" if known in _LENGTH else None


def spelled(length: int) -> str:
    """A length as text that `duration` reads again, in the largest unit that it is a whole number of.

    >>> spelled(172800000000), spelled(5400000000), spelled(1500)
    ('2 days', '90 minutes', '0.0015 seconds')
    """
    for unit in ("day", "hour", "minute", "second"):
        if length % _LENGTH[unit] == 0:
            amount = length // _LENGTH[unit]
            return f"{amount} {unit}{'' if amount == 1 else 's'}"
    return f"{length // SECOND}.{length % SECOND:06d}".rstrip("0") + " seconds"


def about(length: int) -> str:
    """A length for a reader: its two largest units.

    >>> about(273_600_000_000), about(90_500_000), about(0)
    ('3 days 4 hours', '1 minute 30 seconds', '0 seconds')
    """
    shown = []
    for unit in ("day", "hour", "minute", "second"):
        amount, length = divmod(length, _LENGTH[unit])
        if amount:
            shown.append(f"{amount} {unit}{'' if amount == 1 else 's'}")
    return " ".join(shown[:2]) or "0 seconds"
