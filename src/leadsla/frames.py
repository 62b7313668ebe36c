"""Frames in and out: the caller's kind of table, whichever it is.

Everything goes through narwhals, so that nobody has to install a second data frame library to hand over the
first. A frame comes in through the very rows that files are read by: the same log gives the same events
either way.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from leadsla.errors import ExtraError, ReadError, nearest
from leadsla.readers.csv_rows import header_of
from leadsla.readers.front_door import AnyMapping, one_mapping
from leadsla.readers.log import EventLog
from leadsla.readers.reading import Input, read_inputs
from leadsla.readers.report import Findings
from leadsla.readers.sources import Meet, Row

#: The kinds of frame that can be asked for.
BACKENDS: Final = ("pandas", "polars", "pyarrow")


def to_frame(columns: Mapping[str, Sequence[Any]], backend: str = "pandas") -> Any:
    """A frame of the given kind with these columns, all of one length.

    >>> to_frame({"lead": ["L1", "L2"], "met": [True, False]}, backend="polars").shape
    (2, 2)

    Raises `ReadError` for an unknown backend or columns of different lengths, and `ExtraError` for one that
    is not installed.
    """
    if backend not in BACKENDS:
        guess = nearest(str(backend), BACKENDS) or f"one of {', '.join(BACKENDS)}"
        raise ReadError(f"`backend` is {backend!r}, no kind of frame; write {guess}")
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ReadError(f"the columns are of different lengths: {lengths}")
    narwhals = _narwhals()
    if importlib.util.find_spec(backend) is None:
        raise ExtraError(f"{backend} is not installed; install it with: pip install {backend}")
    return narwhals.from_dict(
        {name: list(values) for name, values in columns.items()}, backend=backend
    ).to_native()


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
    narwhals = _narwhals()
    try:
        known = narwhals.from_native(frame)
    except TypeError:
        raise ReadError(
            f"{type(frame).__name__} is no frame; give one of pandas, Polars or PyArrow"
        ) from None
    if isinstance(known, narwhals.LazyFrame):
        known = known.collect()
    return read_inputs([Input(FrameSource(known, "frame"), one_mapping(mapping))], timezone, strict)


def _narwhals() -> Any:
    try:
        import narwhals.stable.v2 as narwhals
    except ImportError:
        raise ExtraError("frames need narwhals; install it with: pip install 'leadsla[frames]'") from None
    return narwhals


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
    narwhals = _narwhals()
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
