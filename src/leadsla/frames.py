"""Frames in and out: the caller's kind of table, whichever it is.

Everything goes through narwhals, so that nobody has to install a second data frame library to hand over the
first. A frame comes in through the very rows that files are read by: the same log gives the same events
either way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from leadsla.errors import ReadError
from leadsla.readers.csv_rows import header_of
from leadsla.readers.front_door import AnyMapping, one_mapping
from leadsla.readers.log import EventLog
from leadsla.readers.reading import Input, read_inputs
from leadsla.readers.report import Findings
from leadsla.readers.sources import Meet, Row
from leadsla.tables import BACKENDS, to_frame
from leadsla.tables.frames import narwhals_or_refuse

__all__ = ["BACKENDS", "events_from_frame", "to_frame"]


def events_from_frame(
    frame: Any, mapping: AnyMapping = None, *, timezone: str | None = None, strict: bool = False
) -> EventLog:
    """The events of a frame (pandas, Polars, PyArrow, or another that narwhals knows), as `read_events` reads
    a file.

    `mapping` and `timezone` are those of `read_events`; lines in the report are rows, counted from 1.

    >>> import polars
    >>> frame = polars.DataFrame({"lead": [7], "at": ["2026-03-02T09:00Z"], "event": ["assigned"]})
    >>> events_from_frame(frame)[0]
    Event('7', 2026-03-02T09:00:00Z, 'assigned')

    Raises `ReadError` for what is no frame, for a mapping that does not fit it, and, if `strict`, for any row
    that would be reported; `ExtraError` without narwhals.
    """
    narwhals = narwhals_or_refuse()
    try:
        known = narwhals.from_native(frame)
    except TypeError:
        raise ReadError(
            f"{type(frame).__name__} is no frame; give one of pandas, Polars or PyArrow"
        ) from None
    if isinstance(known, narwhals.LazyFrame):
        known = known.collect()
    return read_inputs([Input(FrameSource(known, "frame"), one_mapping(mapping))], timezone, strict)


@attrs.define
class FrameSource:
    """The rows of a frame, as `read_inputs` takes them."""

    frame: Any
    name: str
    loose: bool = False

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.frame)

    @property
    def done(self) -> int:
        """All of them: a frame is in memory."""
        return len(self.frame)

    def rows(self, findings: Findings, meet: Meet) -> Iterator[Row]:
        """The rows of the frame."""
        columns = header_of([str(name) for name in self.frame.columns], 1, findings, self.name)
        meet(columns)
        for line, cells in enumerate(_in_microseconds(self.frame).iter_rows(), 1):
            yield line, columns, [_plain(cell) for cell in cells]


def _in_microseconds(frame: Any) -> Any:
    """The frame with its nanoseconds, which Python's times do not have, cut to microseconds."""
    narwhals = narwhals_or_refuse()
    fine = [
        narwhals.col(name).cast(narwhals.Datetime("us", kind.time_zone))
        for name, kind in frame.schema.items()
        if kind == narwhals.Datetime and kind.time_unit == "ns"
    ]
    return frame.with_columns(*fine) if fine else frame


def _plain(cell: Any) -> Any:
    """A cell as a value of the standard library: numpy's numbers and arrays say their own."""
    own = getattr(cell, "tolist", None)
    return cell if own is None else own()
