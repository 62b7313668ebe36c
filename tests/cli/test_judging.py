from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from leadsla.cli import judging
from leadsla.cli.judging import instant_of

NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-02-17T16:00-05:00", "2026-02-17T21:00:00+00:00"),
        ("2026-02-17T21:00:00Z", "2026-02-17T21:00:00+00:00"),
        ("2026-02-17T16:00", "2026-02-17T21:00:00+00:00"),
        ("2026-02-17 16:00", "2026-02-17T21:00:00+00:00"),
        ("2026-02-17", "2026-02-17T05:00:00+00:00"),
        ("2026-07-17", "2026-07-17T04:00:00+00:00"),
        (" 2026-02-17 ", "2026-02-17T05:00:00+00:00"),
    ],
)
def test_an_instant_has_an_offset_or_is_in_the_zone_of_the_agreement(text: str, instant: str) -> None:
    assert instant_of(text, NEW_YORK).isoformat() == instant


@pytest.mark.parametrize("text", [None, "now", " now "])
def test_without_an_instant_it_is_now_to_the_second(text: str | None) -> None:
    before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    found = instant_of(text, NEW_YORK)
    assert before <= found <= dt.datetime.now(dt.UTC)
    assert found.microsecond == 0


def test_a_time_that_comes_twice_is_the_first_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert instant_of("2026-11-01T01:30", NEW_YORK).isoformat() == "2026-11-01T05:30:00+00:00"
    assert (
        "comes twice in America/New_York; the first, 2026-11-01T05:30:00Z, is taken"
        in capsys.readouterr().err
    )


def test_reading_a_large_log_shows_how_far_it_has_come_on_a_terminal(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "_SLOW", 0)
    case = ("evaluate", "agreement.yaml", "events.csv", "--at", "2026-02-17T16:00")
    on_terminal, piped = run(*case, columns=100), run(*case)
    assert "reading events" in on_terminal.err
    assert "reading events" not in piped.err + piped.out + on_terminal.out


def test_a_large_log_is_read_to_its_end(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_SLOW", 0)
    log = tmp_path / "log.csv"
    rows = "".join(f"L{number},2026-02-17T09:00:00Z,qualified\n" for number in range(10_001))
    log.write_text("lead,at,event\n" + rows)
    found = run("evaluate", "agreement.yaml", log, "--at", "2026-02-18", columns=100)
    assert "rows: 10,001 read, 10,001 kept, 0 left out" in found.err
    assert "10,001 leads, 0 clocks" in found.out
