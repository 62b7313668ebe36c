"""The events that were read, with the report of how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import attrs

from leadsla.events import Event
from leadsla.readers.report import ReadReport, count


@attrs.frozen(repr=False)
class EventLog(Sequence[Event]):
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

    def __repr__(self) -> str:
        return f"<EventLog: {count(self.report.events, 'event')} of {count(self.report.leads, 'lead')}>"
