"""Parquet as rows, a batch in memory at a time; a row's line is its place in the file, counted from 1."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from leadsla.errors import ExtraError, ReadError
from leadsla.readers.csv_rows import header_of
from leadsla.readers.lines import opened
from leadsla.readers.report import Findings

_BATCH: Final = 8192


def parquet_rows(
    path: Path, findings: Findings, meet: Callable[[tuple[str, ...]], object]
) -> Iterator[tuple[int, tuple[str, ...], Sequence[Any]]]:
    """The rows of a Parquet file as (row, columns, cells); `meet` is called with the columns before any row.

    Raises `ReadError` for a file that is not Parquet or is damaged, and `ExtraError` without pyarrow.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise ExtraError(
            f"{path}: Parquet needs pyarrow; install it with: pip install 'leadsla[parquet]'"
        ) from None
    with opened(path) as stream:
        try:
            table = pq.ParquetFile(stream)
            columns = header_of(table.schema_arrow.names, 1, findings, str(path))
            meet(columns)
            row = 0
            for batch in table.iter_batches(_BATCH):
                for cells in zip(*(_plain(column, pa) for column in batch.columns), strict=True):
                    row += 1
                    yield row, columns, cells
        except (pa.ArrowException, OSError) as error:
            what = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ReadError(f"{path}: cannot be read as Parquet: {what}") from None


def _plain(column: Any, pa: Any) -> list[Any]:
    """A column as values of the standard library, nanoseconds being cut to its microseconds."""
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    return list(column.to_pylist())
