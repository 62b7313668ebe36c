"""`leadsla diff`: what two agreements promise differently."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "case"
TEXT = (HERE / "agreement.yaml").read_text()
EDITS = (
    ('version: "2026.1"', 'version: "2026.2"'),
    ("{is: 1 business hour}", "{is: 10 business minutes}"),
    ("target: 80% per month", "target: 90% per month"),
    ("within: 8 business hours", "within: 1 business hour"),
    ('mon-fri: ["09:00-12:00", "13:00-17:00"]', 'mon-fri: ["09:00-12:00", "13:00-16:00"]'),
)


@pytest.fixture
def proposal(tmp_path: Path) -> Path:
    text = TEXT
    for old, new in EDITS:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "proposal.yaml"
    path.write_text(text)
    return path


def test_in_words(run: Any, golden: Any, proposal: Path) -> None:
    """The same in a pipe and on a terminal of 80 columns."""
    piped, shown = (
        run("diff", "agreement.yaml", proposal),
        run("diff", "agreement.yaml", proposal, columns=80),
    )
    assert (piped.status, piped.err) == (0, "")
    golden("diff-80.txt", piped.out)
    assert shown.out == piped.out
    assert max(map(len, piped.out.splitlines())) <= 80


def test_a_narrow_terminal(run: Any, proposal: Path) -> None:
    out = run("diff", "agreement.yaml", proposal, columns=40).out
    assert max(map(len, out.splitlines()[2:])) <= 40


def test_as_data(run: Any, proposal: Path) -> None:
    told = json.loads(run("diff", "agreement.yaml", proposal, "--format", "json").out)
    assert told["old"] == {"agreement": "acme-inbound", "version": "2026.1"}
    assert told["new"]["version"] == "2026.2"
    last = told["changes"][-1]
    assert (last["path"], last["old"], last["new"]) == (
        "clauses[accept-or-reject].within",
        "8 business hours",
        "1 business hour",
    )
    assert told["changes"][0]["path"] == "version"


def test_the_exit_status_is_about_differences_only_where_it_is_asked(run: Any, proposal: Path) -> None:
    assert run("diff", "agreement.yaml", proposal).status == 0
    assert run("diff", "agreement.yaml", proposal, "--exit-code").status == 1
    same = run("diff", "agreement.yaml", "agreement.yaml", "--exit-code")
    assert (same.status, same.out.splitlines()[-1]) == (0, "No difference: they say the same.")


def test_into_a_file_that_is_none_of_the_two(run: Any, proposal: Path, tmp_path: Path) -> None:
    file = tmp_path / "difference.txt"
    assert run("diff", "agreement.yaml", proposal, "-o", file).out == ""
    assert file.read_text() == run("diff", "agreement.yaml", proposal).out
    refused = run("diff", "agreement.yaml", proposal, "-o", proposal)
    assert (refused.status, "one of the files that are read" in refused.err) == (2, True)


def test_a_version_that_a_file_amends(run: Any, tmp_path: Path) -> None:
    """By its name behind an @; a version that is not there is refused with those that are."""
    (tmp_path / "old.yaml").write_text(TEXT)
    amended = TEXT.replace(
        'version: "2026.1"',
        'version: "2026.2"\neffective: 2026-07-01\namends: {document: old.yaml, version: "2026.1"}',
    )
    new = tmp_path / "new.yaml"
    new.write_text(amended)
    found = run("diff", f"{new}@2026.1", new)
    assert (found.status, found.err) == (0, "")
    assert "Version: 2026.2, was 2026.1" in found.out
    assert "No difference" in run("diff", f"{new}@2026.2", new).out
    refused = run("diff", f"{new}@2025.9", new)
    assert refused.status == 2
    assert "has no version '2025.9'" in refused.err
    assert "there is 2026.1, 2026.2" in refused.err


def test_a_file_whose_name_has_an_at(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "acme@2026.yaml"
    path.write_text(TEXT)
    assert "No difference" in run("diff", path, "agreement.yaml").out


def test_an_agreement_with_faults_and_none_at_all(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(TEXT.replace("within: 8 business hours", "within: 8 busines hours"))
    found = run("diff", "agreement.yaml", path)
    assert (found.status, found.out) == (2, "")
    assert "busines" in found.err
    missing = run("diff", "agreement.yaml", tmp_path / "none.yaml")
    assert (missing.status, "there is no such file" in missing.err) == (2, True)


AT = ("--events", "events.csv", "--at", "2026-02-17T16:00")


def test_in_consequences(run: Any, golden: Any, proposal: Path) -> None:
    """The words first, then what the log comes to under both."""
    found = run("diff", "agreement.yaml", proposal, *AT)
    assert found.status == 0
    golden("diff-events-80.txt", found.out)
    assert "rows: " in found.err
    assert run("diff", "agreement.yaml", proposal, *AT, columns=80).out == found.out
    assert max(map(len, found.out.splitlines())) <= 80
    assert run("diff", "agreement.yaml", proposal, *AT, "--all").out == found.out  # they are few


def test_in_consequences_as_data(run: Any, proposal: Path) -> None:
    told = json.loads(run("diff", "agreement.yaml", proposal, *AT, "--format", "json").out)
    assert (told["at"], told["leads"]) == ("2026-02-17T21:00:00Z", 6)
    assert told["new"] == {"agreement": "acme-inbound", "version": "2026.2"}
    turned = [clock for clock in told["clocks"] if clock["outcome_old"] != clock["outcome_new"]]
    assert {clock["clause"] for clock in turned} <= {"first-response", "accept-or-reject"}
    assert turned
    assert {row["clause"] for row in told["clauses"]} == {
        "first-response",
        "accept-or-reject",
        "no-standstill",
    }


def test_without_a_log_there_is_no_instant_to_judge_at(run: Any, proposal: Path) -> None:
    found = run("diff", "agreement.yaml", proposal, "--at", "2026-02-17")
    assert (found.status, "name the log too" in found.err) == (2, True)
    same = run("diff", "agreement.yaml", "agreement.yaml", *AT, "--exit-code")
    assert (same.status, same.out.splitlines()[-1]) == (0, "No difference for any lead.")
