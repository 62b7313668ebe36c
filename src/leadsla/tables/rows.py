"""Rows of a result: a tuple that is also a table, so that every result goes into a frame in the same way.

Its columns are those of the class of its rows, so a table without a row has them too. What is nested in a row (how many
were rejected for which reason) is a table of its own, as the columns of a tidy table do not depend on what happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, SupportsIndex, TypeVar, overload

from leadsla.errors import ReadError, nearest
from leadsla.tables.columns import Columns, Kind, kinds, readers, value
from leadsla.tables.frames import to_frame
from leadsla.tables.showing import Grid, Printed, Sheet, Showing, grid_of


class Part(NamedTuple):
    """What is nested in a row, as a table of its own: its columns, and the values of each of its rows."""

    kinds: Mapping[str, Kind]
    rows: Callable[[Any], Iterable[Sequence[Any]]]


class Row(Showing):
    """A row of a result: `COLUMNS` are its columns, `PARTS` what is nested in it, `BRIEF` the columns people see."""

    __slots__ = ()
    COLUMNS: ClassVar[Columns]
    PARTS: ClassVar[Mapping[str, Part]] = {}
    BRIEF: ClassVar[tuple[str, ...]] = ()

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON can carry it: times ISO 8601 in UTC, lengths in seconds."""
        types, found = kinds(self.COLUMNS), readers(self.COLUMNS)
        return {name: _plain(value(types[name], read(self))) for name, read in found.items()}

    def to_frame(self, backend: str = "pandas", table: str | None = None) -> Any:
        """A data frame with this row alone; see `Rows.to_frame`."""
        return Rows(type(self), (self,)).to_frame(backend, table)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        grid = _grid(type(self), (self,), 1)
        across = Grid(("", ""), tuple(zip(grid.titles, grid.rows[0], strict=True)))
        return (Sheet(words_of(type(self)), across),)


R = TypeVar("R", bound=Row)


class Rows(tuple[R, ...], Printed):
    """The rows of a result, in their order; `of` is their class.

    >>> from leadsla.metrics import Proportion
    >>> rows = Rows(Proportion, [Proportion(1, 2, of="leads")])
    >>> rows.to_frame("polars").columns
    ['count', 'total', 'share', 'low', 'high']
    >>> print(rows)
    1 proportion
    count  total   share    low    high
        1      2  50.0 %  9.5 %  90.5 %
    """

    of: type[R]

    def __new__(cls, of: type[R], rows: Iterable[R] = ()) -> Rows[R]:
        made = super().__new__(cls, rows)
        made.of = of
        return made

    def __getnewargs__(self) -> tuple[type[R], tuple[R, ...]]:
        return self.of, tuple(self)

    @overload
    def __getitem__(self, index: SupportsIndex) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> Rows[R]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> R | Rows[R]:
        if isinstance(index, slice):
            return Rows(self.of, super().__getitem__(index))
        return super().__getitem__(index)

    def where(self, keep: Callable[[R], object]) -> Rows[R]:
        """Those rows of which `keep` is true.

        >>> import leadsla as ls, datetime as dt
        >>> found = ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), dt.datetime(2026, 2, 17, tzinfo=dt.UTC))
        >>> found.clocks.where(lambda clock: clock.clause == "first-response")
        <Clock: 39 rows>
        """
        return Rows(self.of, filter(keep, self))

    def to_dict(self) -> list[dict[str, Any]]:
        """The rows as JSON can carry them."""
        return [row.to_dict() for row in self]

    def to_frame(self, backend: str = "pandas", table: str | None = None) -> Any:
        """A data frame of `backend` (pandas, polars or pyarrow): a row for each, units in the names of the columns.

        Lengths of time are seconds (`..._s`), shares go from 0 to 1, times are in UTC. `table` names one of the tables
        nested in the rows (such as `reasons`).

        Raises `ReadError` for an unknown backend or table, `ExtraError` for what is not installed.
        """
        if table is not None:
            part = self.of.PARTS.get(table)
            if part is None:
                known = list(self.of.PARTS)
                guess = nearest(str(table), known) or (f"one of {', '.join(known)}" if known else "none")
                raise ReadError(f"`table` is {table!r}, no table in {words_of(self.of)}; write {guess}")
            return frame_of(part.kinds, (nested for row in self for nested in part.rows(row)), backend)
        return table_of(self.of.COLUMNS, self, backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        name = words_of(self.of)
        head = f"1 {name}" if len(self) == 1 else f"{name}: {f'{len(self):,} rows' if self else 'none'}"
        return (Sheet(head, _grid(self.of, self, shown)),)

    def __repr__(self) -> str:
        return f"<{self.of.__name__}: {len(self):,} row{'' if len(self) == 1 else 's'}>"


def frame_of(types: Mapping[str, Kind], rows: Iterable[Sequence[Any]], backend: str) -> Any:
    """A frame with these kinds of columns, of rows of values."""
    columns: dict[str, list[Any]] = {name: [] for name in types}
    filling = [(kind, columns[name].append) for name, kind in types.items()]
    for row in rows:
        for (kind, append), given in zip(filling, row, strict=True):
            append(value(kind, given))
    return to_frame(columns, backend, types)


def table_of(columns: Columns, rows: Iterable[Any], backend: str) -> Any:
    """A frame with these columns of objects."""
    return frame_of(kinds(columns), _cells(columns, rows), backend)


def _cells(columns: Columns, rows: Iterable[Any]) -> Iterable[Sequence[Any]]:
    found = list(readers(columns).values())
    return ([read(row) for read in found] for row in rows)


def _grid(of: type[Row], rows: Sequence[Row], shown: int) -> Grid:
    names = of.BRIEF or tuple(of.COLUMNS)
    columns = {name: of.COLUMNS[name] for name in names}
    cells = [list(row) for row in _cells(columns, rows[:shown])]
    # A column in which nothing stands says nothing to people.
    said = [place for place in range(len(names)) if any(row[place] is not None for row in cells)]
    types = kinds({names[place]: columns[names[place]] for place in said})
    return grid_of(types, [[row[place] for place in said] for row in cells], shown, total=len(rows))


def _plain(given: Any) -> Any:
    return given.isoformat().replace("+00:00", "Z") if isinstance(given, dt.datetime) else given


def words_of(kind: type) -> str:
    """The name of a class in words.

    >>> words_of(type("ClockChange", (), {}))
    'clock change'
    """
    name = kind.__name__
    return "".join(
        f" {letter.lower()}" if letter.isupper() and place else letter.lower()
        for place, letter in enumerate(name)
    )
