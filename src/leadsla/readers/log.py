"""The events that were read, with the report of how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, overload

import attrs

from leadsla.events import Event
from leadsla.readers.report import ReadReport, count
from leadsla.tables import NUMBER, TEXT, TIME, TRUTH, WHOLE, Kind, Sheet, Showing, frame_of, grid_of


@attrs.frozen(repr=False)
class EventLog(Sequence[Event], Showing):
    """The events of one reading, in the order in which they happened. It is a sequence that does not change.

    `report` says what became of every row.
    """

    events: tuple[Event, ...]
    report: ReadReport

    def __len__(self) -> int:
        return len(self.events)

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Event, ...]: ...
    def __getitem__(self, index: int | slice) -> Event | tuple[Event, ...]:
        return self.events[index]

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row an event: its own columns (`lead`, `at`, `event`, ...), and one for each name in the data.

        `events_from_frame` reads it back. A column of data whose values are of several kinds is text.
        """
        names = list(dict.fromkeys(name for event in self.events for name in event.data))
        data = {name: [event.data.get(name) for event in self.events] for name in names}
        kinds = _KINDS | {name: _kind(values) for name, values in data.items()}
        cells = zip(*data.values(), strict=True) if data else ((),) * len(self)
        rows = ((*_own(event), *more) for event, more in zip(self.events, cells, strict=True))
        return frame_of(kinds, rows, backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        types = {"lead": TEXT, "at": TIME, "event": TEXT, "actor": TEXT, "data": TEXT}
        rows = [
            (*(event.lead, event.at, event.name, event.actor), _said(event)) for event in self.events[:shown]
        ]
        return (Sheet(repr(self)[1:-1], grid_of(types, rows, shown, total=len(self))),)

    def __repr__(self) -> str:
        return f"<EventLog: {count(self.report.events, 'event')} of {count(self.report.leads, 'lead')}>"


#: The columns of every log.
_KINDS: Final[dict[str, Kind]] = {
    "lead": TEXT, "at": TIME, "event": TEXT, "id": TEXT, "actor": TEXT, "seq": WHOLE, "recorded_at": TIME,
}  # fmt: skip


def _own(event: Event) -> tuple[Any, ...]:
    return event.lead, event.at, event.name, event.id, event.actor, event.seq, event.recorded_at


def _said(event: Event) -> str:
    return ", ".join(f"{key}={given}" for key, given in event.data.items())


def _kind(values: Iterable[Any]) -> Kind:
    """The kind of a column of data."""
    found = {type(value) for value in values if value is not None}
    if found == {bool}:
        return TRUTH
    if found == {int}:
        return WHOLE
    if found and found <= {int, float}:
        return NUMBER
    return TIME if found == {dt.datetime} else TEXT
