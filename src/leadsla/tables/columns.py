"""What stands in a column: its kind, and how it is read from a row. The unit of a number is in the column's name."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, Final, TypeAlias


class Kind(enum.Enum):
    """The kinds of columns; all but `WHOLE` and `TRUTH` are the same in every kind of frame."""

    TEXT = "text"
    #: A whole number.
    WHOLE = "whole"
    NUMBER = "number"
    #: A number from 0 to 1, which people read in percent.
    SHARE = "share"
    #: A length of time; the column's name ends in `_s`.
    SECONDS = "seconds"
    #: An instant; in UTC.
    TIME = "time"
    TRUTH = "truth"


TEXT: Final = Kind.TEXT
WHOLE: Final = Kind.WHOLE
NUMBER: Final = Kind.NUMBER
SHARE: Final = Kind.SHARE
SECONDS: Final = Kind.SECONDS
TIME: Final = Kind.TIME
TRUTH: Final = Kind.TRUTH

#: The columns of a row by their names: a kind, and (where it is no attribute of that name) how it is read.
Columns: TypeAlias = "Mapping[str, Kind | tuple[Kind, Callable[[Any], Any]]]"


def kinds(columns: Columns) -> dict[str, Kind]:
    """The kind of each column."""
    return {name: given if isinstance(given, Kind) else given[0] for name, given in columns.items()}


def readers(columns: Columns) -> dict[str, Callable[[Any], Any]]:
    """How each column is read: an attribute of its name by default, for lengths of time without the `_s`."""
    found: dict[str, Callable[[Any], Any]] = {}
    for name, given in columns.items():
        if isinstance(given, Kind):
            found[name] = attrgetter(name.removesuffix("_s") if given is SECONDS else name)
        else:
            found[name] = given[1]
    return found


def value(kind: Kind, given: Any) -> Any:
    """What a row has in a column, as a value of that kind; None stays None.

    >>> value(SECONDS, dt.timedelta(minutes=2)), value(TEXT, None), value(NUMBER, 3)
    (120.0, None, 3.0)
    """
    if given is None:
        return None
    match kind:
        case Kind.TEXT:
            return str(given)
        case Kind.NUMBER | Kind.SECONDS if isinstance(given, dt.timedelta):
            return given.total_seconds()
        case Kind.NUMBER | Kind.SHARE | Kind.SECONDS:
            return float(given)
        case _:
            return given
