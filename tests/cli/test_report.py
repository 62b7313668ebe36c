"""`leadsla report`: the page, its data, and what it refuses."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from leadsla import examples

ACME = (str(examples.path("agreement.yaml")), str(examples.path("events.csv")))
REPORT = ("report", *ACME, "--at", "2026-02-17T16:00")


def test_the_page_goes_into_a_file(run: Any, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    found = run(*REPORT, "--period", "2026-02", "-o", target)
    assert (found.status, found.out) == (0, "")
    text = target.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert run(*REPORT, "--period", "2026-02").out == text


def test_without_a_period_it_is_the_last_month(run: Any) -> None:
    assert json.loads(run(*REPORT, "--format", "json").out)["period"]["label"] == "2026-02"


def test_its_data_has_a_key_for_each_section(run: Any) -> None:
    data = json.loads(run(*REPORT, "--format", "json").out)
    assert list(data) == [
        "header", "period", "verdict", "promises", "allowances", "speed", "handling", "arrivals", "funnel", "waiting",
        "representatives", "late", "lists",
        "worklist", "periods", "kpis", "log", "reckoned", "leads", "explained",
    ]  # fmt: skip
    assert data["promises"][0]["met"] == 23
    assert data["log"]["read"] == 357


def test_the_commands_that_it_names_work(run: Any) -> None:
    """The one that makes it again gives the same, and each explanation is that of `leadsla explain`."""
    out = run(*REPORT, "--period", "2026-02", "--format", "json", "--no-automatic").out
    data = json.loads(out)
    again = shlex.split(data["reckoned"]["command"])
    assert again[0] == "leadsla"
    same = json.loads(run(*again[1:], "--format", "json").out)
    assert same["promises"] == data["promises"]
    assert same["reckoned"]["command"] == data["reckoned"]["command"]
    one = next(one for one in data["explained"] if one["anchor"] == "L-4831.first-response")
    assert one["headline"] in run(*shlex.split(one["command"])[1:]).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--period", "February"), "this is no period; write for example 2026-Q1"),
        (("--period", "2031-02"), "outside the term"),
        (("--at", "2020-01-01"), "no event up to that instant"),
    ],
)
def test_what_it_refuses(run: Any, words: tuple[str, ...], said: str) -> None:
    found = run(*REPORT, *words)
    assert (found.status, found.out) == (2, "")
    assert said in " ".join(found.err.split())


def test_representatives_can_be_left_out(run: Any) -> None:
    """The command that the page names leaves them out again."""
    data = json.loads(run(*REPORT, "--no-reps", "--censored", "--format", "json").out)
    assert data["representatives"] == []
    assert data["speed"][0]["censored"]["waiting"] == 3
    assert "--censored" in data["reckoned"]["command"].split()
    assert "--no-reps" in data["reckoned"]["command"].split()


def test_a_folder_of_pages(run: Any, tmp_path: Path) -> None:
    """Again into the same folder; what was there of a longer report is taken away."""
    folder = tmp_path / "february"
    for _ in range(2):
        found = run(*REPORT, "--split", "--explain", "all", "-o", folder)
        assert (found.status, found.out) == (0, "")
        names = {one.name for one in folder.iterdir()}
        assert names == {"index.html", "late-1.html", "lists-1.html", "why-1.html", "leads.html"}
        (folder / "why-2.html").write_text("of before", encoding="utf-8")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert "the folder holds notes.txt" in run(*REPORT, "--split", "-o", folder).err


def test_under_pseudonyms_nothing_of_the_log_is_told(run: Any) -> None:
    found = run(*REPORT, "--pseudonyms", "--explain", "all")
    assert found.status == 0
    for name in ("L-4831", "rep1", "rep7", "e-771", "harbor", "Harbor", "events.csv"):
        assert name not in found.out
    plain, hidden = (
        json.loads(run(*REPORT, "--format", "json", *more).out) for more in ((), ("--pseudonyms",))
    )
    assert [row["met"] for row in hidden["promises"]] == [row["met"] for row in plain["promises"]]
    assert run(*REPORT, "--pseudonyms").out == run(*REPORT, "--pseudonyms").out


def test_a_page_that_no_browser_opens_is_refused(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadsla.reports.pages.document.MOST_BYTES", 100_000)
    found = run(*REPORT)
    assert (found.status, found.out) == (2, "")
    assert "make a folder of pages (--split" in " ".join(found.err.split())


@pytest.mark.parametrize(("which", "least", "most"), [("all", 60, 300), ("none", 0, 0)])
def test_which_clocks_are_explained(run: Any, which: str, least: int, most: int) -> None:
    data = json.loads(run(*REPORT, "--format", "json", "--explain", which).out)
    assert least <= len(data["explained"]) <= most


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--split",), "name it with --output FOLDER"),
        (("--split", "--format", "json", "-o", "x"), "the data is one file"),
        (("--split", "-o", __file__), "this is a file"),
        (("--split", "-o", "/nowhere/at/all"), "there is no directory"),
    ],
)
def test_folders_that_it_refuses(run: Any, words: tuple[str, ...], said: str) -> None:
    found = run(*REPORT, *words)
    assert found.status == 2
    assert said in " ".join(found.err.split())
