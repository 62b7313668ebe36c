"""What a field's value is: the declared types, how an export's cell becomes one, and exact numbers.

A number is what it is written as: the float 0.1 is one tenth, so that `0.1 + 0.2 == 0.3`. Nothing here
raises, whatever it is given: what cannot be read is None, and the caller says where it was found.
"""

from __future__ import annotations

import datetime as dt
import numbers
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from leadsla.events import is_missing

#: The types that `fields` of an agreement may declare.
FIELD_TYPES: Final = ("text", "number", "money", "share", "date", "flag")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_PERCENTAGE: Final = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?) ?%")
_DATE: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].+)?")
_FLAGS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_LONGEST: Final = 100  # of a text that is read as a number or a date
_LARGEST: Final = 400  # decimal places: beyond every float, and still quick to reckon with
#: Up to here every whole float is exactly what is printed.
WHOLE: Final = 1 << 53


def is_present(value: Any) -> bool:
    """Whether a value counts as given: not null, not blank text, not NaN, and equal to itself.

    >>> [is_present(value) for value in (0, False, "", "  ", None, float("nan"))]
    [True, True, False, False, False, False]
    """
    return not is_missing(value)


def exact(value: Any) -> int | Fraction | None:
    """A number as it is printed, to reckon with; None for what is no number or not finite.

    >>> exact(0.1), exact(2.0), exact(True), exact("1")
    (Fraction(1, 10), 2, None, None)
    """
    if type(value) is int:
        return value
    if isinstance(value, float):
        if value - value != 0.0:  # NaN or infinite
            return None
        if -WHOLE <= value <= WHOLE and value.is_integer():
            return int(value)
        return Fraction(float.__repr__(value))
    if isinstance(value, Decimal):
        return Fraction(value) if value.is_finite() and abs(value.adjusted()) <= _LARGEST else None
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return None
    try:  # a number class of someone else's
        if isinstance(value, numbers.Rational):
            return Fraction(int(value.numerator), int(value.denominator))
        return exact(float(value))
    except (ArithmeticError, TypeError, ValueError):
        return None


def plain(value: Decimal) -> int | float | Decimal:
    """The simplest Python number that prints as this decimal.

    >>> plain(Decimal("12.0")), plain(Decimal("0.10")), plain(Decimal("0.1000000000000000055"))
    (12, 0.1, Decimal('0.1000000000000000055'))
    """
    whole, parts = value.as_integer_ratio()
    if parts == 1:
        return whole
    close = float(value)
    return close if Decimal(repr(close)) == value else value


def _number(value: Any) -> Any:
    if isinstance(value, str):
        text = value.strip()
        return plain(Decimal(text)) if len(text) <= _LONGEST and _NUMBER.fullmatch(text) else None
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return int(value)
    return None if exact(value) is None else value


def _share(value: Any) -> Any:
    if isinstance(value, str) and len(value) <= _LONGEST:
        found = _PERCENTAGE.fullmatch(value.strip())
        if found:
            return plain(Decimal(found.group(1) + "e-2"))
    return _number(value)


def _date(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date() if is_present(value) else None
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    found = _DATE.fullmatch(value.strip())
    if not found:
        return None
    try:
        return dt.datetime.fromisoformat(found.group()).date()
    except ValueError:
        return None


def _flag(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _FLAGS.get(value.strip().lower())
    if isinstance(value, numbers.Integral):
        return {0: False, 1: True}.get(int(value))
    if (type(value).__module__, type(value).__name__) in (("numpy", "bool"), ("numpy", "bool_")):
        return bool(value)
    return None


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, numbers.Integral):
        return str(int(value)) if abs(value) < 10**_LARGEST else None
    return str(value) if isinstance(value, float | Decimal) else None


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {"text": _text, "number": _number, "money": _number, "share": _share, "date": _date, "flag": _flag}
)


def coerce(value: Any, type_name: str) -> Any:
    """What an export carries, as a value of the declared type; None for what is missing or cannot be read.

    number, money: an int, float or Decimal as it is, or text such as `1200.50`; never with separators of
    thousands or a currency sign, since `1,200` is 1200 in one country and 1.2 in another. share: the same, or
    text such as `40%`. date: a date, the date of a datetime, or ISO 8601 text, whose date is taken as
    written. flag: true or false, 1 or 0, or text `true`, `false`, `yes`, `no`, `1`, `0` in any case. text:
    text as it is, anything else as printed.

    >>> coerce("40%", "share"), coerce(" 12 ", "number"), coerce("1,200", "money"), coerce("Yes", "flag")
    (0.4, 12, None, True)
    >>> coerce("2026-03-02T09:30:00Z", "date")
    datetime.date(2026, 3, 2)
    """
    # Nearly all values are of their type already: those cost one look.
    kind = type(value)
    if kind is int and type_name in ("number", "money"):
        return value
    if kind is str and type_name == "text":
        return value if value and not value.isspace() else None
    read = _READERS.get(type_name)
    if read is None or not is_present(value):
        return None
    try:
        return read(value)
    except (
        ArithmeticError,
        TypeError,
        ValueError,
    ):  # a number class of someone else's that cannot be converted
        return None


def readable(value: Any, type_name: str) -> bool:
    """Whether there is nothing to report: the value is missing, or is one of that type.

    >>> readable("", "number"), readable("12", "number"), readable("a dozen", "number")
    (True, True, False)
    """
    return not is_present(value) or coerce(value, type_name) is not None


def _strict_text(value: Any) -> str | None:
    return value if isinstance(value, str) and value and not value.isspace() else None


def _strict_date(value: Any) -> dt.date | None:
    return value if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else None


def _strict_flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


#: A value that already has its type, as criteria reckon with it; None for a value of a wrong type.
STRICT: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {
        "text": _strict_text,
        "number": exact,
        "money": exact,
        "share": exact,
        "date": _strict_date,
        "flag": _strict_flag,
    }
)
