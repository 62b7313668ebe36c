"""One log of all that was read: its order, what strict refuses, how far it has come."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.errors import ReadError, TimeError
from leadsla.readers import EventLog, read_events


def log(
    folder: Path, *rows: str, header: str = "lead,at,event,seq,note", name: str = "log.csv", **options: Any
) -> EventLog:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_events(path, **options)


def test_events_are_ordered_by_instant_counter_and_line(tmp_path: Path) -> None:
    """Offsets do not put the order out; events of one instant stand as counted, else as they are given."""
    read = log(
        tmp_path,
        "L1,2026-03-02T10:00Z,c,2,",
        "L1,2026-03-02T10:00Z,d,2,",
        "L1,2026-03-02T10:00Z,b,1,",
        "L1,2026-03-02T10:00Z,a,,",
        "L2,2026-03-02T10:30+01:00,first,9,",
    )
    assert [event.name for event in read] == ["first", "a", "b", "c", "d"]
    assert [event.order for event in read] == sorted(event.order for event in read)


def test_events_of_one_instant_in_two_files_stand_as_the_files_do(tmp_path: Path) -> None:
    """The order in which they are given."""
    for name in ("b", "a"):
        log(tmp_path, f"L1,2026-03-02T10:00Z,{name},,", name=f"{name}.csv")
    assert [event.name for event in read_events([tmp_path / "b.csv", tmp_path / "a.csv"])] == ["b", "a"]


def test_strict_refuses_what_would_be_reported(tmp_path: Path) -> None:
    """The first faults, and how many there are."""
    rows = [f"L1,soon,x{number},," for number in range(12)]
    with pytest.raises(ReadError) as caught:
        log(tmp_path, *rows, strict=True)
    lines = str(caught.value).splitlines()
    assert lines[0] == "12 problems, and none may be:"
    assert lines[1].endswith("log.csv line 2: unreadable time: 'soon' is no time; write ISO 8601, such as "
                             "2026-03-04T09:30:00+01:00, or give `format`")  # fmt: skip
    assert lines[-1] == "  and 2 more"
    assert len(caught.value.faults) == 10


def test_strict_refuses_what_is_kept_and_doubted(tmp_path: Path) -> None:
    """A doubt is a problem too; a file without one is read."""
    rows = ["L1,2026-11-01T01:30,x,,"]
    options = {"strict": True, "timezone": "America/New_York"}
    with pytest.raises(ReadError, match="ambiguous time"):
        log(tmp_path, *rows, **options)
    assert len(log(tmp_path, "L1,2026-11-02T01:30,x,,", **options)) == 1


def test_the_zone_must_be_one(tmp_path: Path) -> None:
    """Before anything is read."""
    with pytest.raises(TimeError, match="write America/New_York"):
        log(tmp_path, timezone="Amerika/New_York")


@pytest.mark.parametrize("packed", [False, True])
def test_progress_ends_with_all_bytes_of_all_files(tmp_path: Path, packed: bool) -> None:
    """It never goes back, and comes now and then, not with every row."""
    rows = "".join(f"L{number},2026-03-02T10:00Z,created\n" for number in range(25_000))
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in paths:
        data = f"lead,at,event\n{rows}".encode()
        path.write_bytes(gzip.compress(data) if packed else data)
    told: list[tuple[int, int]] = []
    read_events(list(paths), progress=lambda done, total: told.append((done, total)))
    size = sum(path.stat().st_size for path in paths)
    assert len(told) == 6
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[2] == (size // 2, size)
    assert told[-1] == (size, size)


def test_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    """Two files that do not fit their mappings are two faults."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("case\n")
    mapping = {"lead": "case", "at": "time", "event": "name"}
    with pytest.raises(ReadError) as caught:
        read_events({tmp_path / "a.csv": mapping, tmp_path / "b.csv": mapping})
    assert [fault.split(":")[0] for fault in caught.value.faults] == [
        "`at`",
        "`event`",
        "the columns are 'case'",
    ] * 2


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["L1", "L2", "L3"]),
        st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2100, 1, 1)).map(lambda at: f"{at.isoformat()}Z"),
        st.sampled_from(["created", "assigned", "won"]),
        st.sampled_from(["", "50", "x, y", 'say "hi"', "Zoë"]),
    ),
    max_size=10,
    unique_by=lambda row: row[1],
)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[str, ...]], chance: random.Random) -> None:
    """Law: shuffled rows with distinct instants are the same log."""
    shuffled = chance.sample(rows, len(rows))
    with TemporaryDirectory() as folder:
        one, other = (as_jsonl(Path(folder), table) for table in (rows, shuffled))
    assert one.events == other.events


def as_jsonl(folder: Path, rows: list[tuple[str, ...]]) -> EventLog:
    path = folder / "log.jsonl"
    keys = ("lead", "at", "event", "note")
    path.write_text("\n" + "".join(json.dumps(dict(zip(keys, row, strict=True))) + "\n" for row in rows))
    return read_events(path)


@given(ROWS)
def test_rows_read_are_rows_kept_and_left_out(rows: list[tuple[str, ...]]) -> None:
    """Law: nothing is lost, whatever is done to the rows."""
    lines = [json.dumps(dict(zip(("lead", "at", "event", "note"), row, strict=True))) for row in rows]
    broken = [line if number % 3 else line[: number * 7 + 1] for number, line in enumerate(lines)]
    with TemporaryDirectory() as folder:
        path = Path(folder, "log.jsonl")
        path.write_text("\n" + "".join(f"{line}\n" for line in broken))
        report = read_events(path).report
    assert report.rows == len(rows)
    assert report.kept == report.events
    assert report.left_out == sum(report.counts.values())
