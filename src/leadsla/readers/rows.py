"""Rows -> drafts of events: the one place that says what a row means, whatever file it stood in.

A draft is an event whose lead may still turn out to be one that another file knows under another id. It is a
plain tuple that begins with what events are sorted by, because a log has millions of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, TypeAlias

from leadsla.events import is_missing
from leadsla.instants import iso
from leadsla.readers.binding import ABSENT, data_of, missing_columns, named_columns, position, role_of
from leadsla.readers.columns import EventColumn
from leadsla.readers.mapping import EventMapping
from leadsla.readers.report import Findings, Reason, Unreadable
from leadsla.readers.times import Times, text_of

#: instant, seq or 0, file, line, place in the row, lead, name, data, id, actor, seq, recorded_at
Draft: TypeAlias = tuple[
    int, int, int, int, int, str, str, Mapping[str, Any], str | None, str | None, int | None, int | None
]
#: Events of a team, which have no lead.
OF_A_TEAM: Final = ("meeting_held", "status_reported")
_SETS_OF_COLUMNS: Final = 1000
_Read: TypeAlias = Callable[[int, Sequence[Any]], None]


class RowReader:
    """Reads the rows of one file into `drafts`.

    `identities` holds, by line, the id and the key of each row where the mapping joins leads by a key or
    aliases.
    """

    def __init__(
        self,
        mapping: EventMapping,
        findings: Findings,
        file: int,
        timezone: str | None,
        path: str,
        loose: bool,
    ):
        self.mapping = mapping
        self.findings = findings
        self.file = file
        self.path = path
        self.drafts: list[Draft] = []
        self.identities: dict[int, tuple[str, str | None]] | None = None
        if mapping.key is not None or mapping.aliases is not None:
            self.identities = {}
        self.leads: dict[str, str] = {}
        self.timezone = mapping.timezone or timezone
        self._loose = loose
        self._named = list(named_columns(mapping))
        self._unseen = dict.fromkeys(column for _, column in self._named)
        self._seen: dict[str, None] = {}
        self._bound: dict[tuple[str, ...], _Read] = {}

    def bind(self, columns: tuple[str, ...]) -> _Read:
        """What reads the rows with these columns.

        Raises `ReadError` when the mapping names a column that is not among them (unless rows have columns of
        their own).
        """
        bound = self._bound.get(columns)
        if bound is None:
            if self._loose:
                self._unseen = {column: None for column in self._unseen if column not in columns}
                if len(self._seen) < _SETS_OF_COLUMNS:
                    self._seen.update(dict.fromkeys(columns))
            elif fault := missing_columns(self._named, columns, self.path):
                raise fault
            if len(self._bound) >= _SETS_OF_COLUMNS:
                self._bound.clear()
            make = LongRow if self.mapping.shape == "long" else WideRow
            bound = self._bound[columns] = make(self, columns).read
        return bound

    def forget(self, line: int) -> None:
        """Forgets whose row it was, for a row that is left out."""
        if self.identities is not None:
            self.identities.pop(line, None)

    def finish(self) -> None:
        """Raises `ReadError` when no row of the whole file had a column that the mapping names."""
        if self._loose and self._seen and self._unseen:
            named = [(key, column) for key, column in self._named if column in self._unseen]
            fault = missing_columns(named, list(self._seen), self.path)
            if fault:
                raise fault

    def lead_of(self, line: int, cell: Any, key: Any) -> str:
        """The id of a row's lead, the same object for all its rows; noted with its key to join by."""
        lead = text_of(cell)
        if lead is None:
            raise Unreadable(Reason.NO_LEAD, f"nothing usable in the column {self.mapping.lead!r}")
        if self.identities is not None:
            folded = text_of(key)
            folded = folded.casefold() if folded else None
            if self.mapping.key == self.mapping.lead:
                lead = folded or lead
            self.identities[line] = lead, folded
        return self.leads.setdefault(lead, lead)


def is_given(cell: Any) -> bool:
    """Whether a cell says anything."""
    return bool(cell.strip()) if isinstance(cell, str) else not is_missing(cell)


class LongRow:
    """A row of a long file: one event."""

    def __init__(self, reader: RowReader, columns: tuple[str, ...]):
        mapping = reader.mapping
        assert mapping.lead is not None
        assert mapping.at is not None
        self._reader = reader
        self._names = mapping.names
        self._only_named = mapping.only_named
        self._lead = position(columns, mapping.lead)
        self._at = position(columns, mapping.at)
        self._key = ABSENT if mapping.key is None else position(columns, mapping.key)
        self._event = itemgetter(*(position(columns, column) for column in mapping.event))
        self._id, self._actor, self._seq, self._recorded = (
            role_of(mapping, role, columns) for role in ("id", "actor", "seq", "recorded_at")
        )
        self._times = Times(reader.timezone, mapping.format)
        self._data = data_of(mapping, columns, reader.path)
        self._nested = None
        if reader._loose and ("data", position(columns, "data")) in self._data:
            self._nested = position(columns, "data")
        self._constants = mapping.constants
        self._known: dict[Any, str] = {}
        self._plain = reader.leads if reader.identities is None else dict[str, str]()

    def read(self, line: int, cells: Sequence[Any]) -> None:
        """Adds the row's event to the drafts.

        Raises `Unreadable` for a row that says no event.
        """
        reader = self._reader
        raw = self._event(cells)
        try:
            name = self._known[raw]
        except KeyError:
            name = self._known[raw] = self._name(raw)
        except TypeError:
            name = self._name(raw)
        if name in OF_A_TEAM and not is_given(cells[self._lead]):
            lead = ""
        else:
            # An id that stood here before, as a plain id: a look-up is several times cheaper than reading it again.
            cell = cells[self._lead]
            known = self._plain.get(cell) if type(cell) is str else None
            lead = known or reader.lead_of(line, cell, cells[self._key])
        instant, doubt = self._times.read(cells[self._at])
        recorded = later = None
        if self._recorded is not None and is_given(cells[self._recorded]):
            recorded, later = self._times.read(cells[self._recorded])
        seq = None if self._seq is None else _whole(cells[self._seq])
        draft = (
            instant, seq or 0, reader.file, line, 0, lead, name, self._collected(cells),
            None if self._id is None else text_of(cells[self._id]),
            None if self._actor is None else text_of(cells[self._actor]),
            seq, recorded,
        )  # fmt: skip
        reader.drafts.append(draft)
        if doubt or later:
            reader.findings.note(line, Reason.AMBIGUOUS, doubt or later or "")

    def _name(self, raw: Any) -> str:
        """Our name of the event that a row calls `raw` (one cell, or several)."""
        parts = [text_of(part) for part in (raw if isinstance(raw, tuple) else (raw,))]
        theirs = ":".join(part for part in parts if part)
        if not theirs:
            raise Unreadable(
                Reason.NO_NAME, f"nothing usable in the column {', '.join(self._reader.mapping.event)!r}"
            )
        if self._only_named and theirs not in self._names:
            raise Unreadable(Reason.NOT_NAMED, f"{theirs!r}")
        return self._names.get(theirs, theirs)

    def _collected(self, cells: Sequence[Any]) -> Mapping[str, Any]:
        data = {
            key: cell
            for key, where in self._data
            if (cell.strip() if type(cell := cells[where]) is str else is_given(cell))
        }
        if self._nested is not None and isinstance(data.get("data"), dict):
            nested = data.pop("data")
            data.update((key, value) for key, value in nested.items() if is_given(value))
        return {**self._constants, **data} if self._constants else data


def _whole(cell: Any) -> int | None:
    """A source's counter."""
    if not is_given(cell):
        return None
    text = text_of(cell)
    try:
        return int(text or "")
    except ValueError:
        raise Unreadable(Reason.SEQ, f"{str(cell)[:30]!r} is no whole number") from None


class WideRow:
    """A row of a wide file: a lead, with an event for each time it has."""

    def __init__(self, reader: RowReader, columns: tuple[str, ...]):
        mapping = reader.mapping
        assert mapping.lead is not None
        self._reader = reader
        self._lead = position(columns, mapping.lead)
        self._key = ABSENT if mapping.key is None else position(columns, mapping.key)
        listed = [(name, time) for name, times in mapping.events.items() for time in times]
        self._columns = [time.column for _, time in listed]
        self._events = [self._bound(name, time, columns) for name, time in listed]
        self._fields = [(field, position(columns, column)) for column, field in mapping.fields.items()]

    def _bound(
        self, name: str, time: EventColumn, columns: tuple[str, ...]
    ) -> tuple[str, int, Times, int | None, list[tuple[str, int]]]:
        mapping = self._reader.mapping
        times = Times(time.timezone or self._reader.timezone, time.format or mapping.format)
        data = [(key, position(columns, column)) for column, key in time.data.items()]
        actor = None if time.actor is None else position(columns, time.actor)
        return name, position(columns, time.column), times, actor, data

    def read(self, line: int, cells: Sequence[Any]) -> None:
        """Adds the row's events to the drafts: all of them, or, where one cannot be read, none.

        Raises `Unreadable` for a row without a lead or a time, or with a time that cannot be read.
        """
        reader, doubts = self._reader, []
        lead = reader.lead_of(line, cells[self._lead], cells[self._key])
        found: list[Draft] = []
        for order, (name, where, times, actor, columns) in enumerate(self._events):
            if not is_given(cells[where]):
                continue
            instant, doubt = self._time(times, cells[where], self._columns[order])
            if doubt:
                doubts.append(f"{self._columns[order]}: {doubt}")
            data = {key: cells[at] for key, at in columns if is_given(cells[at])}
            who = None if actor is None else text_of(cells[actor])
            found.append((instant, 0, reader.file, line, order, lead, name, data, None, who, None, None))
        if not found:
            raise Unreadable(Reason.NO_TIME, f"none in {', '.join(self._columns)}")
        self._carry_fields(found, cells)
        reader.drafts += found
        for doubt in doubts:
            reader.findings.note(line, Reason.AMBIGUOUS, doubt)
        if early := sorted(draft for draft in found if draft[0] < found[0][0]):
            reader.findings.note(line, Reason.ORDER, too_early(early[0], found[0]))

    def _time(self, times: Times, cell: Any, column: str) -> tuple[int, str | None]:
        try:
            return times.read(cell)
        except Unreadable as fault:
            raise Unreadable(fault.reason, f"{column}: {fault.what}") from None

    def _carry_fields(self, found: list[Draft], cells: Sequence[Any]) -> None:
        """Gives the lead's fields to the row's earliest event."""
        fields = {field: cells[where] for field, where in self._fields if is_given(cells[where])}
        if fields:
            first = min(range(len(found)), key=lambda place: (found[place][0], place))
            draft = found[first]
            found[first] = (*draft[:7], {**fields, **draft[7]}, *draft[8:])


def too_early(draft: Draft, first: Draft) -> str:
    """The sentence of an event that is older than the one which must come first."""
    return f"lead {draft[5]!r}: {draft[6]} ({iso(draft[0])}) before {first[6]} ({iso(first[0])})"
