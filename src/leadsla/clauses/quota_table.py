"""The table of a quota: numbers by date, in a document that stands apart from the agreement.

A quota may vary over the course of a year, and is not signed anew for that: the agreement refers to the table, and the
rows are read beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import attrs

from leadsla.criteria import coerce
from leadsla.criteria.values import exact
from leadsla.errors import EntryError

_ROW = "{from: 2026-01-01, to: 2026-03-31, value: 120}"


@attrs.frozen
class QuotaRow:
    """A number in force from one date to another, both included (`to` None: for good)."""

    from_: dt.date
    to: dt.date | None
    value: Any

    def covers(self, date: dt.date) -> bool:
        """Whether it is in force on a date."""
        return self.from_ <= date and (self.to is None or date <= self.to)


class QuotaTable:
    """A reference such as `quotas.yaml#marketing`, and the rows behind it, once they have been read.

    Two tables are the same when they are the same reference: that is what people sign. From Python the rows are given.

    >>> table = QuotaTable("quotas.yaml#marketing", [{"from": "2026-01-01", "value": 120}])
    >>> str(table), table.on(dt.date(2026, 5, 1)).value
    ('quotas.yaml#marketing', 120)

    Raises `EntryError` for rows that cannot be read, or of which two are in force on one date.
    """

    __slots__ = ("reference", "rows")

    def __init__(self, reference: str, rows: Iterable[Mapping[str, Any]] | None = None) -> None:
        self.reference = reference
        self.rows = None if rows is None else rows_of(rows)

    @classmethod
    def of(cls, value: Any) -> QuotaTable:
        """A table from its reference, or as it is."""
        if isinstance(value, QuotaTable):
            return value
        if not isinstance(value, str) or not value.strip():
            raise EntryError(f"{value!r} refers to no table", write="quotas.yaml#marketing")
        return cls(value.strip())

    def on(self, date: dt.date) -> QuotaRow | None:
        """The row in force on a date."""
        return next((row for row in self.rows or () if row.covers(date)), None)

    def __str__(self) -> str:
        return self.reference

    def __repr__(self) -> str:
        return f"QuotaTable({self.reference!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, QuotaTable) and self.reference == other.reference

    def __hash__(self) -> int:
        return hash(self.reference)


def rows_of(rows: Any) -> tuple[QuotaRow, ...]:
    """The rows of a table, in order of time."""
    if isinstance(rows, str | Mapping) or not isinstance(rows, Iterable):
        raise EntryError("a table is a list of rows", write=f"- {_ROW}")
    found = sorted((_row(row, number) for number, row in enumerate(rows, 1)), key=lambda row: row.from_)
    for before, after in pairwise(found):
        if before.covers(after.from_):
            raise EntryError(f"two rows of the table are in force on {after.from_}")
    return tuple(found)


def _row(row: Any, number: int) -> QuotaRow:
    if not isinstance(row, Mapping) or not {"from", "value"} <= row.keys() <= {"from", "to", "value"}:
        raise EntryError(f"row {number} of the table has not the keys from, to and value", write=_ROW)
    first, last = (coerce(row.get(key), "date") for key in ("from", "to"))
    read = coerce(row["value"], "money")
    value = None if isinstance(row["value"], bool) or read is None else exact(read)
    if first is None or (last is None and row.get("to") is not None) or (last is not None and last < first):
        raise EntryError(
            f"row {number} of the table has no dates from which to which it is in force", write=_ROW
        )
    if value is None or value < 0:
        raise EntryError(
            f"row {number} of the table has the value {row['value']!r}", write="a number such as 120"
        )
    return QuotaRow(first, last, value)
