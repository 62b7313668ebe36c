"""What rows can come from: a file by its name, or a frame in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

from leadsla.errors import ReadError
from leadsla.readers.binding import missing_columns, position
from leadsla.readers.columns import Aliases
from leadsla.readers.csv_rows import csv_rows
from leadsla.readers.joining import NO_ALIASES, AliasTable
from leadsla.readers.jsonl_rows import jsonl_rows
from leadsla.readers.lines import Lines
from leadsla.readers.mapping import EventMapping
from leadsla.readers.parquet_rows import parquet_rows
from leadsla.readers.report import Findings
from leadsla.readers.times import text_of

#: (line, columns, cells)
Row: TypeAlias = tuple[int, tuple[str, ...], Sequence[Any]]
#: Told the columns of a file before its rows.
Meet: TypeAlias = Callable[[tuple[str, ...]], object]
_FORMATS: Final = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}


class Source(Protocol):
    """Rows with a name for the report. `loose`: the columns may differ from row to row."""

    name: str
    loose: bool

    @property
    def size(self) -> int:
        """How much there is to read, in bytes or rows."""

    @property
    def done(self) -> int:
        """How much of `size` has been read."""

    def rows(self, findings: Findings, meet: Meet) -> Iterator[Row]:
        """The rows that are whole; the others are reported in `findings`.

        Where all rows have the same columns, `meet` is called with them first, so that it can refuse a file
        without rows.
        """


class FileSource:
    """The rows of a file, read as what its name says it is.

    Raises `ReadError` for a name that says no format.
    """

    def __init__(self, path: Path, mapping: EventMapping):
        self.path = path
        self.name = str(path)
        suffixes = [suffix.lower() for suffix in path.suffixes]
        if suffixes[-1:] == [".gz"]:
            suffixes.pop()
        self._format = _FORMATS.get(suffixes[-1] if suffixes else "")
        if self._format is None and not path.is_dir():
            raise ReadError(
                f"{path}: the name does not say what the file is; leadsla reads .csv, .tsv and .jsonl, "
                "packed with gzip or not, and .parquet"
            )
        self.loose = self._format == "jsonl"
        self._delimiter = mapping.delimiter or ("\t" if suffixes[-1:] == [".tsv"] else ",")
        self._lines = Lines(path, mapping.encoding)

    @property
    def size(self) -> int:
        """The bytes of the file."""
        return self.path.stat().st_size if self.path.is_file() else 0

    @property
    def done(self) -> int:
        """How many bytes of the file have been read."""
        return self._lines.done

    def rows(self, findings: Findings, meet: Meet) -> Iterator[Row]:
        """The rows of the file, one at a time; the file is closed also where a fault ends the reading."""
        try:
            if self._format == "parquet":
                yield from parquet_rows(self.path, findings, meet)
            elif self._format == "jsonl":
                yield from jsonl_rows(self._lines, findings)
            else:
                yield from csv_rows(self._lines, self._delimiter, findings, meet)
        finally:
            self._lines.close()


def alias_table(aliases: Aliases | None, findings: Findings) -> AliasTable:
    """The alias table of a mapping; its own unreadable lines are reported among those of the file that uses
    it.

    Raises `ReadError` for a file that cannot be read or does not have the two columns.
    """
    if aliases is None:
        return NO_ALIASES
    source = FileSource(Path(aliases.file), EventMapping())
    own = Findings(aliases.file)
    named = [("aliases.from", aliases.from_), ("aliases.to", aliases.to)]

    def meet(columns: tuple[str, ...]) -> None:
        if fault := missing_columns(named, columns, aliases.file):
            raise fault

    targets: dict[str, dict[str, int]] = {}
    columns: tuple[str, ...] = ()
    for line, columns, cells in source.rows(own, meet):
        one, other = (text_of(cells[position(columns, column)]) for _, column in named)
        if one and other:
            targets.setdefault(one, {}).setdefault(other, line)
    if not targets and columns:
        meet(columns)
    for problem in own.problems:
        findings.note(problem.line, problem.reason, problem.what, problem.file)
    return AliasTable(aliases.file, targets)
