"""CSV as rows: strict about quotes, and never losing more than the row that is broken.

A quote that is never closed would swallow the rows after it. So the lines of the row at hand are kept until
it is whole; if it cannot be, that row's first line is reported and reading goes on at the next line.
"""

from __future__ import annotations

import csv
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from leadsla.errors import ReadError
from leadsla.readers.lines import LONGEST, Lines, report_long
from leadsla.readers.report import Findings, Reason

#: The most lines that one quoted row may have.
MOST_LINES: Final = 10_000
#: How many rows may run to the longest row without closing a quote; each costs reading that far again.
_UNCLOSED: Final = 300
_limit: Final = threading.Lock()


class _TooLong(Exception):  # noqa: N818 - a signal between the lines and the rows
    """A quoted cell ran on past the longest row, or into a line too long."""


class _Rows:
    """The rows of a CSV file, each with the number of its first line."""

    def __init__(self, lines: Lines, delimiter: str, findings: Findings):
        self._lines = iter(lines)
        self._delimiter = delimiter
        self._findings = findings
        self._taken: list[tuple[int, str]] = []
        self._again: deque[tuple[int, str | None]] = deque()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        taken = self._taken
        rows = self._reader()
        unclosed, long_cells = 0, False
        while True:
            taken.clear()
            try:
                cells = self._with_long_cells(rows) if long_cells else next(rows)
            except StopIteration:
                return
            except (csv.Error, _TooLong) as error:
                rows = self._reader()
                if "field limit" in str(error) and not long_cells:
                    self._again.extendleft(reversed(taken))
                    long_cells = True
                    continue
                if isinstance(error, _TooLong):
                    unclosed += 1
                    if unclosed > _UNCLOSED:
                        raise ReadError(
                            f"{self._findings.file} line {taken[0][0]}: too many quotes that never close"
                        ) from None
                self._break(error)
                long_cells = False
                continue
            long_cells = False
            if cells:
                yield taken[0][0], cells

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._feed(), delimiter=self._delimiter, strict=True)

    def _feed(self) -> Iterator[str]:
        """The lines that make up the next rows, first those that a broken row gave back."""
        again, taken, size = self._again, self._taken, 0
        while True:
            if again:
                number, line = again.popleft()
            else:
                number, line = next(self._lines, (0, ""))
                if not number:
                    return
            if line is None:
                if taken:
                    again.appendleft((number, None))
                    raise _TooLong
                report_long(number, self._findings)
                continue
            size = size + len(line) if taken else len(line)
            taken.append((number, line))
            if size > LONGEST or len(taken) > MOST_LINES:
                raise _TooLong
            yield line

    def _break(self, error: Exception) -> None:
        """Reports the first line of a broken row and gives the others back."""
        what = str(error)
        if isinstance(error, _TooLong) or "unexpected end" in what:
            what = "a quote that is not closed"
        elif "new-line" in what:
            what = "a carriage return within a cell that has no quotes"
        self._findings.leave_out(self._taken[0][0], Reason.QUOTES, what)
        self._again.extendleft(reversed(self._taken[1:]))

    def _with_long_cells(self, rows: Iterator[list[str]]) -> list[str]:
        """One row whose cells may be as long as a line; the csv module has one limit a process."""
        with _limit:
            before = csv.field_size_limit(LONGEST + 1)
            try:
                return next(rows)
            finally:
                csv.field_size_limit(before)


def csv_rows(
    lines: Lines, delimiter: str, findings: Findings, meet: Callable[[tuple[str, ...]], object]
) -> Iterator[tuple[int, tuple[str, ...], Sequence[str]]]:
    """The rows of a CSV file as (line, columns, cells), a row of another width than the header being left
    out.

    `meet` is called with the columns before any row. Raises `ReadError` for a file without a header, or with
    one that names a column twice.
    """
    rows = iter(_Rows(lines, delimiter, findings))
    line, header = next(rows, (0, []))
    if not line or findings.left_out:
        raise ReadError(f"{lines.path}: no header: the first line must name the columns")
    columns = header_of(header, line, findings, str(lines.path))
    if len(columns) == 1 and delimiter == ",":
        for other, name in ((";", "';'"), ("\t", "tab"), ("|", "'|'")):
            if other in columns[0]:
                raise ReadError(
                    f"{lines.path}: one column, {columns[0]!r}; write `delimiter: {name}` in the mapping"
                )
    meet(columns)
    width = len(columns)
    for line, cells in rows:
        if len(cells) == width:
            yield line, columns, cells
        else:
            findings.leave_out(line, Reason.CELLS, f"{len(cells)} cells where the header has {width}")


def header_of(names: Sequence[str], line: int, findings: Findings, path: str) -> tuple[str, ...]:
    """The names of the columns, stripped.

    Raises `ReadError` when a name stands twice, or none at all. A column without a name is noted; nothing can
    name it.
    """
    columns = tuple(name.strip() for name in names)
    if not any(columns):
        raise ReadError(f"{path}: no header: the first line must name the columns")
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise ReadError(
            f"{path}: the header names {', '.join(map(repr, twice))} twice; give each a name of its own"
        )
    for position, name in enumerate(columns, 1):
        if not name:
            findings.note(line, Reason.UNNAMED_COLUMN, f"column {position} has no name and is not read")
    return columns
