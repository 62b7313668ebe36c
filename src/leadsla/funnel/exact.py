"""Results of a funnel as rows: their JSON loses nothing, and what is not told is left out of it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from leadsla.errors import ReadError, nearest
from leadsla.funnel.numbers import plain
from leadsla.tables import Printed, Row, Rows
from leadsla.tables.columns import readers


class Exact(Row, Printed):
    """A row with exact numbers, which reads the same when it is printed."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it: fractions exactly (see `Answer.to_dict`), without what is not told."""
        found = {name: read(self) for name, read in readers(self.COLUMNS).items()}
        return {
            name: plain(given) if isinstance(given, Fraction) else given
            for name, given in found.items()
            if given is not None
        }


def table_named(name: str, tables: Mapping[str, Rows[Any]]) -> Rows[Any]:
    """One of the tables of a result; raises `ReadError` for another name."""
    if name not in tables:
        guess = nearest(str(name), tables) or f"one of {', '.join(tables)}"
        raise ReadError(f"`table` is {name!r}, which this result does not have; write {guess}")
    return tables[name]
