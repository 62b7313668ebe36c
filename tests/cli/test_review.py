"""`leadsla review`: the agenda as text, Markdown and JSON, and what it refuses."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leadsla import examples

ACME = (str(examples.path("agreement.yaml")), str(examples.path("events.csv")))
AT = ("--at", "2026-02-17T16:00")
REVIEW = ("review", *ACME, *AT, "--period")


def relative(text: str) -> str:
    """Without where the example stands on this machine."""
    return text.replace(str(examples.path("agreement.yaml").parent), "acme")


@pytest.mark.parametrize(("format", "name"), [("text", "review.txt"), ("md", "review.md")])
def test_the_agenda(run: Any, golden: Callable[[str, str], None], format: str, name: str) -> None:
    found = run(*REVIEW, "2026-02", "--format", format)
    assert found.status == 0
    golden(name, relative(found.out))


def test_a_terminal_gets_eighty_columns_and_a_narrow_one_its_own(run: Any) -> None:
    for columns, widest in ((200, 80), (60, 60)):
        out = run(*REVIEW, "2026-02", columns=columns, env={"NO_COLOR": "1"}).out
        prose = [line for line in out.splitlines() if "leadsla explain" not in line]
        words = [
            line
            for line in prose
            if not line.startswith(("promise", "First", "Accept", "Complete", "handoff"))
        ]
        assert max(map(len, words)) <= widest


def test_its_commands_explain_the_leads_that_it_names(run: Any) -> None:
    out = run(*REVIEW, "2026-02", "--no-automatic").out
    commands = [line.strip() for line in out.splitlines() if line.startswith("    leadsla explain")]
    assert len(commands) == 7
    for command in commands:
        words = shlex.split(command)
        found = run(*words[1:])
        assert found.status == 0
        assert found.out.startswith(words[4])


def test_a_command_names_the_step_of_a_plan(run: Any, tmp_path: Path) -> None:
    agreement = examples.path("1-three-stages-and-cadence.yaml", "agreements")
    log = tmp_path / "log.csv"
    log.write_text("lead,at,event,content\nL1,2026-03-03T10:00:00-05:00,requested,information\n")
    out = run("review", agreement, log, "--period", "2026-Q1", "--at", "2026-04-02").out
    [command] = {line.strip() for line in out.splitlines() if "three-days-then-weekly" in line}
    assert command.endswith("--step first-call")
    assert "first-call" in run(*shlex.split(command)[1:]).out


def test_json_says_what_was_read(run: Any, tmp_path: Path) -> None:
    written = tmp_path / "review.json"
    assert run(*REVIEW, "2026-Q1", "--format", "json", "-o", written).out == ""
    data = json.loads(written.read_text())
    assert data["rows"] == {"read": 357, "kept": 357, "left_out": 0, "ignored": 0}
    assert (data["leakage"]["entered"], data["leakage"]["lost"]) == (41, 6)
    assert next(one["clause"] for one in data["breaches"]["offenders"]) == "first-response"


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (
            "2026-13",
            "error: --period '2026-13': there is no such period; write for example 2026-Q1, 2026-03 or 2026-W05",
        ),
        ("next", "error: --period 'next': this is no period; write for example 2026-Q1, 2026-03 or 2026-W05"),
    ],
)
def test_what_is_no_period_is_refused_before_anything_is_read(run: Any, period: str, said: str) -> None:
    found = run("review", "missing.yaml", "missing.csv", "--period", period)
    assert (found.status, found.out, found.err) == (2, "", said + "\n")


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (
            "2025-Q4",
            "error: 2025-Q4 lies outside the term of the agreement, Thu 1 Jan 2026 to Thu 31 Dec 2026;",
        ),
        (
            "2026-Q2",
            "error: 2026-Q2 begins on Wed 1 Apr 2026 00:00, and the log is judged as of Tue 17 Feb 2026 16:00:",
        ),
    ],
)
def test_a_period_that_cannot_be_reviewed_is_refused(run: Any, period: str, said: str) -> None:
    found = run(*REVIEW, period)
    assert (found.status, found.out) == (2, "")
    assert said in found.err


def test_a_log_without_events_is_refused(run: Any, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("lead,at,event\n")
    found = run("review", "agreement.yaml", empty, "--period", "2026-02", *AT)
    assert (found.status, found.out) == (2, "")
    assert found.err.endswith(
        "error: the log has no event up to that instant, so there is nothing to review\n"
    )
    late = tmp_path / "late.csv"
    late.write_text("lead,at,event\nL1,2026-03-01T00:00:00Z,created\n")
    assert run("review", "agreement.yaml", late, "--period", "2026-02", *AT).status == 2


def test_a_review_needs_a_period(run: Any) -> None:
    found = run("review", *ACME)
    assert found.status == 2
    assert "Missing option '--period'" in found.err
