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
        "header", "period", "verdict", "promises", "allowances", "speed", "arrivals", "funnel", "waiting",
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
