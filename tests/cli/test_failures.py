"""Every way in which a command can go wrong: a message and an exit status, and never a traceback."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from leadsla.cli.failures import status_of
from leadsla.errors import TimeError

AGREEMENT, EVENTS = "agreement.yaml", "events.csv"
JUDGING = ("evaluate", "due")


def refused(found: Any, message: str) -> None:
    assert (found.status, found.out) == (2, "")
    assert message in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize("command", JUDGING)
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.yaml", None, "there is no such file"),
        ("a.yaml", b"", "faults, so nothing was judged"),
        ("a.yaml", b"\x00\x01\x02\xff", "a.yaml"),
        ("a.yaml", b"a: [1, 2\nb: }", "fault[syntax]"),
        ("a.yaml", b"leadsla: 1\n", "fault[missing-key]"),
        ("a.yaml", b"- 1\n", "fault["),
        ("a.json", b"{", "fault[syntax]"),
        ("a.txt", b"leadsla: 1\n", "a.txt"),
        ("a.yaml", b"a: &a [*a, *a]\n", "a.yaml"),
        ("a.yaml", "é".encode("latin-1"), "a.yaml"),
    ],
)
def test_agreements_that_are_none(
    run: Any, tmp_path: Path, command: str, name: str, content: bytes | None, message: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    refused(run(command, path, EVENTS), message)


@pytest.mark.parametrize("command", JUDGING)
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("e.csv", None, "there is no such file"),
        ("e.csv", b"", "the file is empty"),
        ("e.csv", b"lead,at\nL1,2026-02-17T09:00:00Z\n", "no column 'event'"),
        ("e.csv", b"lead,at,event\nL1,yesterday,assigned\n", "no row could be read"),
        ("e.csv", b"lead,at,event\nL1,2026-02-17 09:00,assigned\n", "give --timezone"),
        ("e.csv", b"PK\x03\x04", "Excel"),
        ("e.csv", b"lead,at,event\nL\xff,2026-02-17T09:00:00Z,assigned\n", "is not UTF-8"),
        ("e.xyz", b"lead,at,event\n", "does not say what the file is"),
        ("e.parquet", b"PAR1", "e.parquet"),
        ("e.jsonl", b"[1]\n", "a JSON array"),
    ],
)
def test_logs_that_are_none(
    run: Any, tmp_path: Path, command: str, name: str, content: bytes | None, message: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    refused(run(command, AGREEMENT, path), message)


def test_a_folder_is_no_log(run: Any, tmp_path: Path) -> None:
    refused(run("evaluate", AGREEMENT, tmp_path), "this is a directory")


@pytest.mark.parametrize("content", [None, "", "shape: long\nlaed: id\n", "a: ["])
def test_mappings_that_are_none(run: Any, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "mapping.yaml"
    if content is not None:
        path.write_text(content)
    refused(run("evaluate", AGREEMENT, EVENTS, "--mapping", path), "mapping.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "tomorrow",
        "2026",
        "17/02/2026",
        "2026-02-30",
        "2026-02-17T25:00",
        "1e9",
        "0001-01-01",
        "9" * 400,
    ],
)
def test_instants_that_are_none(run: Any, text: str) -> None:
    refused(
        run("evaluate", AGREEMENT, EVENTS, "--at", text),
        "write a time with its offset such as 2026-02-17T16:00-05:00",
    )


def test_an_instant_that_the_clocks_skip_is_refused(run: Any) -> None:
    refused(run("due", AGREEMENT, EVENTS, "--at", "2026-03-08T02:30"), "does not exist in America/New_York")


def test_an_unknown_time_zone_is_refused_with_the_nearest(run: Any) -> None:
    found = run("evaluate", AGREEMENT, EVENTS, "--timezone", "Amerika/New_York")
    refused(found, "unknown time zone; write America/New_York")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("{tmp}", "this is a directory"),
        ("{tmp}/no/where.json", "there is no directory"),
        (EVENTS, "one of the files"),
    ],
)
def test_results_that_cannot_be_written(run: Any, tmp_path: Path, target: str, message: str) -> None:
    refused(run("evaluate", AGREEMENT, EVENTS, "-o", target.format(tmp=tmp_path)), message)


def test_an_output_that_may_not_be_written(run: Any) -> None:
    found = run("evaluate", AGREEMENT, EVENTS, "-o", "/proc/leadsla")
    assert (found.status, found.out) == (2, "")
    assert "/proc/leadsla: " in found.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("evaluate",), "Missing argument 'AGREEMENT'"),
        (("evaluate", AGREEMENT), "name the log too: EVENTS, or a --mapping that names its files"),
        (("evaluate", AGREEMENT, EVENTS, "--forma", "json"), "--format"),
        (("evaluate", AGREEMENT, EVENTS, "--format", "yaml"), "'table', 'json', 'csv'"),
        (("due", AGREEMENT, EVENTS, "--limit", "0"), "--limit"),
        (("due", AGREEMENT, EVENTS, "--limit", "few"), "--limit"),
        (("evalute", AGREEMENT, EVENTS), "evaluate"),
        (("explain", AGREEMENT, EVENTS), "Missing argument 'LEAD'"),
    ],
)
def test_wrong_usage(run: Any, words: tuple[str, ...], message: str) -> None:
    refused(run(*words), message)


def test_standard_input_is_read_once_and_must_be_piped(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(run("evaluate", AGREEMENT, "-", "-"), "only once")
    monkeypatch.setattr("sys.stdin", None)
    refused(run("evaluate", AGREEMENT, "-"), "nothing is piped into it")


def test_standard_input_is_spoken_of_by_that_name(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = Path("events.csv").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    found = run("evaluate", AGREEMENT, "-", "--at", "2026-02-17T16:00")
    assert found.status == 0
    assert "(standard input line 16)" in found.err
    assert found.out == run("evaluate", AGREEMENT, EVENTS, "--at", "2026-02-17T16:00").out
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    refused(run("evaluate", AGREEMENT, "-"), "error: standard input: the file is empty")


def failing(error: BaseException) -> Any:
    def act() -> int:
        raise error

    return act


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (TimeError("no time"), 2, "error: no time\n"),
        (
            FileNotFoundError(2, "No such file or directory", "x.csv"),
            2,
            "error: x.csv: No such file or directory\n",
        ),
        (
            OSError(28, "No space left on device"),
            2,
            "error: cannot write the result: No space left on device\n",
        ),
        (MemoryError(), 2, "not enough memory"),
        (BrokenPipeError(), 141, ""),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_every_error_has_its_status_and_its_words(
    capsys: pytest.CaptureFixture[str], error: BaseException, status: int, message: str
) -> None:
    assert status_of(failing(error)) == status
    assert message in capsys.readouterr().err


def test_an_error_of_the_program_says_that_it_is_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEADSLA_DEBUG", raising=False)
    assert status_of(failing(ZeroDivisionError("by\x1b[2J zero"))) == 70
    said = capsys.readouterr().err
    assert "an error of leadsla itself, not of your files: ZeroDivisionError: by\\x1b[2J zero" in said
    assert "LEADSLA_DEBUG=1" in said
    assert "Traceback" not in said
    monkeypatch.setenv("LEADSLA_DEBUG", "1")
    assert status_of(failing(ZeroDivisionError("again"))) == 70
    assert "Traceback" in capsys.readouterr().err


def test_without_standard_error_nothing_more_goes_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    assert status_of(failing(TimeError("no time"))) == 2
