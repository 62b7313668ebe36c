"""Frames in and out: the same columns, the same events."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leadsla.errors import ExtraError, ReadError
from leadsla.frames import BACKENDS, events_from_frame, to_frame
from leadsla.readers import read_events
from leadsla.tables import frames

pytest.importorskip("narwhals", reason="frames are an extra")
AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
COLUMNS: dict[str, list[Any]] = {
    "lead": ["L1", "L1", "L2", None],
    "at": [AT, AT + dt.timedelta(microseconds=1), AT, AT],
    "event": ["created", "won", "touched", "won"],
    "amount": [None, 5.5, None, 1.0],
    "channel": [None, "", "call", None],
}


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    pytest.importorskip(request.param, reason="the kinds of frame are extras")
    return str(request.param)


def test_columns_become_a_frame_of_the_kind_asked_for(backend: str) -> None:
    """Values, nulls and instants as they were."""
    import narwhals.stable.v2 as narwhals

    frame = to_frame({"lead": ["L1", None], "at": [AT, None], "met": [True, False]}, backend)
    assert type(frame).__module__.split(".")[0] == backend
    rows = narwhals.from_native(frame).rows(named=True)
    assert [row["lead"] for row in rows][:1] == ["L1"]
    assert [row["met"] for row in rows] == [True, False]
    assert rows[0]["at"] == AT
    assert all(row["at"] != AT for row in rows[1:])


def test_a_frame_without_rows_keeps_its_columns(backend: str) -> None:
    """Nothing has happened is an answer too."""
    assert to_frame({"lead": [], "at": []}, backend).shape == (0, 2)


def test_events_of_any_frame(backend: str) -> None:
    """What is missing is no data; a row without a lead is left out under its number."""
    log = events_from_frame(to_frame(COLUMNS, backend))
    rest = "direction='outbound', outcome='unknown'"
    assert [repr(event) for event in log] == [
        "Event('L1', 2026-03-02T09:00:00Z, 'created')",
        f"Event('L2', 2026-03-02T09:00:00Z, 'touched', channel='call', {rest})",
        "Event('L1', 2026-03-02T09:00:00.000001Z, 'won', amount=5.5)",
    ]
    assert [str(problem) for problem in log.report.problems] == [
        "frame line 4: no lead id: nothing usable in the column 'lead'"
    ]


def test_a_frame_reads_as_its_file_does(backend: str, tmp_path: Path) -> None:
    """The same rows as CSV and as Parquet."""
    text = (
        "id,made,won,from\n1,2026-03-02,2026-11-01 01:30,a\n2,2026-03-08 02:30,,\n3,2026-03-03,2026-03-01,\n"
    )
    (tmp_path / "log.csv").write_text(text)
    mapping = {
        "shape": "wide",
        "lead": "id",
        "timezone": "America/New_York",
        "events": {"created": "made", "won": "won"},
        "fields": {"from": "source"},
    }
    rows = [line.split(",") for line in text.splitlines()]
    frame = to_frame(
        {name: [row[place] or None for row in rows[1:]] for place, name in enumerate(rows[0])}, backend
    )
    read, framed = read_events(tmp_path / "log.csv", mapping), events_from_frame(frame, mapping)
    assert framed.events == read.events
    assert [(found.line + 1, found.reason, found.what) for found in framed.report.problems] == [
        (found.line, found.reason, found.what) for found in read.report.problems
    ]
    pq = pytest.importorskip("pyarrow.parquet")
    if backend == "pyarrow":
        pq.write_table(frame, tmp_path / "log.parquet")
        assert read_events(tmp_path / "log.parquet", mapping).events == read.events


def test_times_without_a_zone_are_in_the_one_given(backend: str) -> None:
    """Naive times of a frame are local times."""
    frame = to_frame({"lead": ["1"], "at": [dt.datetime(2026, 3, 2, 9)], "event": ["won"]}, backend)
    assert events_from_frame(frame).report.left_out == 1
    (event,) = events_from_frame(frame, timezone="America/New_York")
    assert event.at == dt.datetime(2026, 3, 2, 14, tzinfo=dt.UTC)


def test_what_only_pandas_has() -> None:
    """Nanoseconds, no time at all, numbers as names of columns, whole numbers become floats."""
    pandas = pytest.importorskip("pandas", reason="the kinds of frame are extras")
    frame = pandas.DataFrame(
        {
            "lead": [1.0, 2.0, None],
            "at": pandas.to_datetime(
                ["2026-03-02T09:00:00.123456789Z", None, "2026-03-02T09:00:00Z"], format="ISO8601"
            ),
            "event": ["won"] * 3,
            7: [1, 2, 3],
        }
    )
    frame["at"] = frame["at"].astype("datetime64[ns, UTC]")
    log = events_from_frame(frame)
    assert [repr(event) for event in log] == ["Event('1', 2026-03-02T09:00:00.123456Z, 'won', 7=1)"]
    assert [problem.reason.value for problem in log.report.problems] == ["no time", "no lead id"]
    mixed = pandas.DataFrame(
        {"lead": ["1"], "at": pandas.Series([pandas.Timestamp(AT)], dtype=object), "event": ["won"]}
    )
    assert events_from_frame(mixed)[0].at == AT


def test_a_lazy_frame_is_collected() -> None:
    """Polars' lazy frames are frames."""
    polars = pytest.importorskip("polars", reason="the kinds of frame are extras")
    assert len(events_from_frame(polars.DataFrame(COLUMNS).lazy())) == 3


@pytest.mark.parametrize(
    ("attempt", "expected"),
    [
        (lambda: to_frame({}, "panda"), "`backend` is 'panda', no kind of frame; write pandas"),
        (lambda: to_frame({"a": [1], "b": []}), "the columns are of different lengths: {'a': 1, 'b': 0}"),
        (lambda: events_from_frame([1]), "list is no frame; give one of pandas, Polars or PyArrow"),
        (lambda: events_from_frame(to_frame({"lead": []}, "polars")), "`at`: no column 'at'"),
        (
            lambda: events_from_frame(to_frame({"led": []}, "polars")),
            "`lead`: no column 'lead'; did you mean 'led'?",
        ),
    ],
)
def test_what_is_no_frame(attempt: Callable[[], object], expected: str) -> None:
    """The error says what to give instead."""
    pytest.importorskip("polars", reason="the kinds of frame are extras")
    with pytest.raises(ReadError) as caught:
        attempt()
    assert expected in str(caught.value)


def test_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setattr(frames.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ExtraError, match="polars is not installed; install it with: pip install polars"):
        to_frame({}, "polars")
    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
    with pytest.raises(ExtraError, match=r"pip install 'leadsla\[frames\]'"):
        to_frame({}, "polars")
