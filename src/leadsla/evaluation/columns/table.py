"""The table: a row a lead, a column for each event with when it happened, and columns of fields and of events' data.

What a table says is said by the events that it stands for (`LeadTable.events`): those of a row are ordered by instant
and, at one instant, by their columns, and the first of them carries the row's fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np

from leadsla.errors import EventError, TimeError, UnknownError, nearest
from leadsla.evaluation.columns.coded import Array, Cells, Coded
from leadsla.events import Event
from leadsla.instants import FIRST, LAST, moment

#: What stands where something has not happened: numpy's missing time.
MISSING: Final = -(1 << 63)
#: Later than every instant, also when the number of a column is put behind it.
NEVER: Final = 1 << 62
#: As many columns of events can be told apart at one instant.
MOST_COLUMNS: Final = 256


@attrs.frozen
class Layout:
    """What a table has columns for: the events in their order, the fields, and the data of each event."""

    names: tuple[str, ...]
    fields: frozenset[str]
    data: tuple[frozenset[str], ...]


@attrs.frozen(eq=False, init=False, repr=False)
class LeadTable:
    """What is known of many leads, as columns of equal length.

    `events` has for each event when it happened to each lead: `datetime64` in UTC, or int64 microseconds since 1970;
    NaT where it did not. At one instant, events happen in the order of the mapping. An event that can happen several
    times has an array with a column for each time. `fields` are what is known of the leads from their first event on,
    `data` has for an event what it carries: a value, or a column. `leads` are the leads' ids, else their row numbers.

    >>> import numpy as np
    >>> table = LeadTable(
    ...     {"assigned": np.array(["2026-03-02T14:00", "2026-03-02T15:00"], "datetime64[us]"),
    ...      "touched": np.array(["2026-03-02T14:04", "NaT"], "datetime64[us]")},
    ...     fields={"source": ["web", "demo"]},
    ... )
    >>> table
    <LeadTable 2 leads: assigned, touched; source>
    >>> table.events([0])[0]
    Event('0', 2026-03-02T14:00:00Z, 'assigned', source='web')

    Raises `TimeError` for instants of another type or outside the years 1970 to 2100, and `EventError` for columns of
    different lengths, a field that events carry as well, and `withdrawn`: a table holds what stands.
    """

    names: tuple[str, ...]
    times: tuple[Array, ...]
    fields: Mapping[str, Cells]
    data: tuple[Mapping[str, Cells], ...]
    leads: Sequence[str] | None
    size: int

    def __init__(
        self,
        events: Mapping[str, Any],
        *,
        fields: Mapping[str, Any] | None = None,
        data: Mapping[str, Mapping[str, Any]] | None = None,
        leads: Iterable[str] | None = None,
    ) -> None:
        fields, data = fields or {}, data or {}
        if not events:
            raise EventError("a table has a column for one event at least, such as `assigned`")
        times = {name: _instants(name, given) for name, given in events.items()}
        size = len(next(iter(times.values())))
        for name, columns in times.items():
            if len(columns) != size:
                raise EventError(f"`{name}` has {len(columns):,} rows, and `{next(iter(times))}` {size:,}")
        _check_names(times, fields, data)
        names, arrays, carried = [], [], []
        for name, columns in times.items():
            for number in range(columns.shape[1]):
                names.append(name)
                # A view that nobody can write to: what is worked out of it later has to say the same.
                arrays.append(np.ascontiguousarray(columns[:, number]).view())
                arrays[-1].flags.writeable = False
                given = {key: _cells_of(cells, number) for key, cells in data.get(name, {}).items()}
                carried.append({key: Cells(one, size, f"{name}.{key}") for key, one in given.items()})
        if len(names) > MOST_COLUMNS:
            raise EventError(f"a table has at most {MOST_COLUMNS} columns of events, and not {len(names):,}")
        known = None if leads is None else [str(lead) for lead in leads]
        if known is not None and len(known) != size:
            raise EventError(f"`leads` has {len(known):,} rows, and the table {size:,}")
        if known is not None and len(set(known)) != size:
            raise EventError("a lead stands in one row, and some of `leads` stand in several")
        self.__attrs_init__(
            tuple(names),
            tuple(arrays),
            {name: Cells(cells, size, name) for name, cells in fields.items()},
            tuple(carried),
            known,
            size,
        )

    @property
    def layout(self) -> Layout:
        """What it has columns for."""
        return Layout(self.names, frozenset(self.fields), tuple(frozenset(data) for data in self.data))

    def lead(self, row: int) -> str:
        """The id of the lead in a row."""
        return str(row) if self.leads is None else self.leads[row]

    def events(self, rows: Iterable[int] | None = None) -> list[Event]:
        """The events that the table stands for (or some of its rows), lead by lead, each lead's in order."""
        return [
            event for row in (range(self.size) if rows is None else rows) for event in self.history(int(row))
        ]

    def history(self, row: int) -> list[Event]:
        """The events of one row, in order."""
        found = sorted(
            (int(times[row]), place) for place, times in enumerate(self.times) if times[row] != MISSING
        )
        lead, carried = self.lead(row), {name: cells.value(row) for name, cells in self.fields.items()}
        events = []
        for at, place in found:
            data = carried | {key: cells.value(row) for key, cells in self.data[place].items()}
            events.append(Event(lead, moment(at), self.names[place], data))
            carried = {}
        return events

    def keys(self, limit: int, part: slice = slice(None)) -> list[Array]:
        """The instants of each column up to a limit, made distinct in the order in which events of a row count."""
        bits = self.bits
        found = []
        for place, column in enumerate(self.times):
            times = column[part]
            key = (times << bits) | place
            key[(times == MISSING) | (times > limit)] = NEVER
            found.append(key)
        return found

    @property
    def bits(self) -> int:
        """How many bits the number of a column takes."""
        return max(len(self.names) - 1, 1).bit_length()

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        events: Mapping[str, str] | Iterable[str],
        fields: Mapping[str, str] | Iterable[str] = (),
        lead: str | None = None,
    ) -> LeadTable:
        """The table of a frame (pandas, Polars, PyArrow, or another that narwhals knows) with a row a lead.

        `events` are the columns of instants, in the order in which events of one instant happened, and `fields` those
        of fields: their names, or a mapping from column to event or field. `lead` is the column of ids. Times need a
        zone; raises `TimeError` for naive ones, and `UnknownError` for a column that is not there.
        """
        from leadsla.evaluation.columns.frames import columns_of

        return cls(**columns_of(frame, events, fields, lead))

    def __len__(self) -> int:
        return self.size

    def __repr__(self) -> str:
        fields = f"; {', '.join(self.fields)}" if self.fields else ""
        return f"<LeadTable {self.size:,} leads: {', '.join(dict.fromkeys(self.names))}{fields}>"


def _instants(name: str, given: Any) -> Array:
    """A column of instants as microseconds, of shape (rows, times)."""
    array = np.asarray(given)
    if array.dtype.kind == "M":
        array = array.astype("datetime64[us]").view(np.int64)
    elif array.dtype.kind == "f" and np.isnan(array).all():
        array = np.full(array.shape, MISSING, np.int64)
    elif array.dtype.kind not in "iu":
        raise TimeError(
            f"`{name}` is an array of {array.dtype}; give datetime64 in UTC, or int64 microseconds since 1970"
        )
    array = array.astype(np.int64, copy=False)
    if array.ndim not in (1, 2):
        raise EventError(f"`{name}` has {array.ndim} dimensions; give a row a lead, and a column each time")
    there = array[array != MISSING]
    if there.size and not (int(there.min()) >= FIRST and int(there.max()) < LAST):
        raise TimeError(
            f"`{name}` has instants outside the years 1970 to 2100; where there is none, write NaT"
        )
    return array.reshape(len(array), array.shape[1] if array.ndim == 2 else 1)


def _cells_of(given: Any, number: int) -> Any:
    """What an event carries the `number`th time, where each time has a column of its own."""
    columns = not isinstance(given, str | bytes | Coded) and np.ndim(getattr(given, "codes", given)) == 2
    return np.asarray(given)[:, number] if columns else given


def _check_names(
    events: Iterable[str], fields: Mapping[str, Any], data: Mapping[str, Mapping[str, Any]]
) -> None:
    for name in events:
        if not isinstance(name, str) or not name:
            raise EventError(f"{name!r} is no name of an event")
        if name == "withdrawn":
            raise EventError("`withdrawn` annuls an event; a table holds what stands, so leave both out")
    for name, carried in data.items():
        if name not in events:
            raise UnknownError(f"`data` is of `{name}`, which has no column; {_advice(name, list(events))}")
        for key in carried:
            if key in fields:
                raise EventError(f"`{key}` is a field and is carried by `{name}`; leave one of them out")
    if "to" in fields and "assigned" in events:
        raise EventError(
            "`to` is whom `assigned` names, and no field of the lead; give data={'assigned': {'to': ...}}"
        )


def _advice(name: str, known: list[str]) -> str:
    return f"write {nearest(name, known) or ' or '.join(known)}"
