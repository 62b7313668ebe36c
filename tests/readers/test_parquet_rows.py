"""Parquet: the same rows, in batches."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from leadsla.errors import ExtraError, ReadError
from leadsla.readers.parquet_rows import parquet_rows
from leadsla.readers.report import Findings

pa = pytest.importorskip("pyarrow", reason="Parquet is an extra")
pq = pytest.importorskip("pyarrow.parquet")


def test_rows_are_counted_from_one_over_all_batches(tmp_path: Path) -> None:
    """More rows than one batch holds."""
    path = tmp_path / "log.parquet"
    pq.write_table(pa.table({"n": list(range(20_000))}), path, row_group_size=7_000)
    found = list(parquet_rows(path, Findings("log"), list))
    assert [line for line, _, _ in found] == list(range(1, 20_001))
    assert [cells[0] for _, _, cells in found] == list(range(20_000))


def test_times_come_as_python_has_them(tmp_path: Path) -> None:
    """Nanoseconds are cut; times keep their zone; dates stay dates."""
    path = tmp_path / "log.parquet"
    at = dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)
    table = pa.table(
        {
            "fine": pa.array([1_772_618_400_123_456_789], pa.timestamp("ns", "UTC")),
            "plain": pa.array([dt.datetime(2026, 3, 4, 10)], pa.timestamp("ms")),
            "date": pa.array([dt.date(2026, 3, 4)]),
        }
    )
    pq.write_table(table, path)
    ((_, columns, cells),) = parquet_rows(path, Findings("log"), list)
    assert columns == ("fine", "plain", "date")
    assert list(cells) == [at.replace(microsecond=123_456), dt.datetime(2026, 3, 4, 10), dt.date(2026, 3, 4)]


@pytest.mark.parametrize("data", [b"", b"lead,at,event\n", b"PAR1" + b"\0" * 20 + b"PAR1"])
def test_what_is_no_parquet(tmp_path: Path, data: bytes) -> None:
    """The error names the file."""
    path = tmp_path / "log.parquet"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=r"log\.parquet: cannot be read as Parquet: "):
        list(parquet_rows(path, Findings("log"), list))


def test_without_pyarrow_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parquet is an extra."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExtraError, match=r"pip install 'leadsla\[parquet\]'"):
        list(parquet_rows(tmp_path / "log.parquet", Findings("log"), list))
