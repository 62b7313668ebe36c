"""`leadsla compare`: one log under an agreement and under others."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest

import leadsla as ls

HERE = Path(__file__).parent / "case"
TEXT = (HERE / "agreement.yaml").read_text()
CASE = ("compare", "agreement.yaml", "events.csv", "--at", "2026-02-17T16:00")
VARIED = (
    "--vary",
    "first-response.within=10 business minutes",
    "--vary",
    "first-response.within=4 business hours",
)


@pytest.fixture
def proposal(tmp_path: Path) -> Path:
    path = tmp_path / "proposal.yaml"
    path.write_text(
        TEXT.replace('"2026.1"', '"2026.2"').replace("within: 8 business hours", "within: 1 business hour")
    )
    return path


@pytest.mark.parametrize("width", [200, 80, 60])
def test_on_a_terminal(run: Any, golden: Any, width: int) -> None:
    found = run(*CASE, *VARIED, columns=width, env={"NO_COLOR": "1"})
    assert found.status == 0
    golden(f"compare-{width}.txt", found.out)
    assert max(map(len, found.out.splitlines())) <= max(width, 74)  # figures are never cut


def test_in_a_pipe(run: Any, golden: Any) -> None:
    """Nothing is cut, and what was left of the log is told beside it."""
    found = run(*CASE, *VARIED)
    assert found.status == 0
    golden("compare-piped.txt", found.out)
    assert "rows: 16 read" in found.err
    assert "1 event is later" in found.err


def test_with_files(run: Any, proposal: Path) -> None:
    """Called by their versions; by their files too where they have one version."""
    found = run(*CASE, "--alternative", proposal)
    assert "judged under 2026.1 (baseline) and under 2026.2" in " ".join(found.out.split())
    same = run(*CASE, "--alternative", "agreement.yaml")
    assert (same.status, same.out, "agreement.yaml stands twice" in same.err) == (2, "", True)
    copy = proposal.with_name("copy.yaml")
    copy.write_text(TEXT)
    out = " ".join(run(*CASE, "--alternative", copy).out.split())
    assert f"judged under 2026.1 (agreement.yaml) (baseline) and under 2026.1 ({copy})" in out
    assert out.endswith("No difference for any lead.")


def test_a_version_that_a_file_amends(run: Any, tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(TEXT)
    amends = 'version: "2026.2"\neffective: 2026-07-01\namends: {document: old.yaml, version: "2026.1"}'
    new = tmp_path / "new.yaml"
    new.write_text(TEXT.replace('version: "2026.1"', amends))
    found = run("compare", f"{new}@2026.1", "events.csv", "--alternative", new, "--at", "2026-02-17T16:00")
    assert (found.status, "No difference for any lead." in found.out) == (0, True)


def test_as_data(run: Any) -> None:
    """Every table as JSON, the tidy one as CSV; the numbers are those of `compare`."""
    told = json.loads(run(*CASE, *VARIED, "--format", "json").out)
    assert (told["baseline"], told["alternatives"]) == ("2026.1", ["10 business minutes", "4 business hours"])
    assert {
        "figures",
        "attainment",
        "clauses",
        "turns",
        "consequences",
        "changes",
        "worklist",
        "doubts",
    } < set(told)
    rows = list(csv.DictReader(io.StringIO(run(*CASE, *VARIED, "--format", "csv").out)))
    assert len(rows) == len(told["figures"])
    [met] = [
        row
        for row in rows
        if (row["policy"], row["clause"], row["metric"]) == ("10 business minutes", "first-response", "met")
        and row["period"] == "2026-01"
    ]
    assert (met["unit"], met["value"], met["baseline"], met["difference"]) == ("clocks", "0.0", "1.0", "-1.0")


def test_several_places_are_named(run: Any) -> None:
    found = run(
        *CASE,
        "--vary",
        "first-response.within=1 hour",
        "--vary",
        "first-response.warn_at=[50%, 90%]",
        "--format",
        "json",
    )
    assert json.loads(found.out)["alternatives"] == [
        "first-response.within=1 hour",
        "first-response.warn_at=50%, 90%",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name what to compare with: --alternative FILE, or --vary PLACE=VALUE"),
        (("--vary", "first-response.within"), "write a place and its value"),
        (("--vary", "first-response.within="), "write a place and its value"),
        (("--vary", "first-response.within=[1"), "is no value of a document"),
        (("--vary", "first-response.within=1 huor"), "unknown unit of time `huor`"),
        (("--vary", "first-respons.within=1 hour"), "write: first-response"),
        (("--alternative", "nowhere.yaml"), "there is no such file"),
        (("--alternative", "agreement.yaml@2025.9"), "has no version '2025.9'"),
        (("--alternative", "events.csv"), "events.csv"),
        (
            ("--vary", "first-response.within=1 hour", "-o", "agreement.yaml"),
            "one of the files that are read",
        ),
        (("--vary", "first-response.within=1 hour", "--at", "noon"), "this is no time"),
    ],
)
def test_what_cannot_be_done_is_said(run: Any, words: tuple[str, ...], said: str) -> None:
    found = run(*CASE, *words)
    assert (found.status, found.out) == (2, "")
    assert found.err.startswith("error: ") or "\nerror: " in found.err
    assert said in found.err
    assert "Traceback" not in found.err


def test_into_a_file(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "compared.txt"
    assert run(*CASE, *VARIED, "-o", file).out == ""
    assert file.read_text() == run(*CASE, *VARIED).out


def test_the_same_as_in_python(run: Any) -> None:
    base = ls.load(HERE / "agreement.yaml")
    log = ls.read_events(HERE / "events.csv")
    values = ["10 business minutes", "4 business hours"]
    at = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
    found = ls.compare(log, base, ls.variations(base, "first-response.within", values), at=at)
    assert json.loads(run(*CASE, *VARIED, "--format", "json").out) == json.loads(json.dumps(found.to_dict()))
