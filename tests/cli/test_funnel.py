"""`leadsla funnel`: what a goal takes, for people and for programs, and every way in which it cannot be said."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

from leadsla import examples
from leadsla.funnel import load

FUNNEL = examples.path("funnel.yaml")
AT = ("--at", "2026-01-01")
BAD = """\
goal: {deals: 50, period: 2019-Q1}
stages: [lead, {name: customer, rate: 120%, days: -3}]
sources: [{name: search, share: 60%}, {name: events, share: 30%}]
"""


@pytest.fixture
def told(tmp_path: Path) -> Any:
    """Writes a funnel into a file."""

    def file(text: str) -> Path:
        path = tmp_path / "funnel.yaml"
        path.write_text(text)
        return path

    return file


@pytest.mark.parametrize("columns", [None, 60])
def test_for_people(run: Any, golden: Any, columns: int | None) -> None:
    pytest.importorskip("scipy")
    found = run("funnel", FUNNEL, *AT, columns=columns)
    assert (found.status, found.err) == (0, "")
    golden(f"funnel-{columns or 'piped'}.txt", found.out)


def test_for_programs(run: Any, golden: Any, tmp_path: Path) -> None:
    """The same on standard output and in a file."""
    pytest.importorskip("scipy")
    found = run("funnel", FUNNEL, *AT, "--format", "json")
    assert json.loads(found.out)["stages"][0]["needed_at"] == {"0.5": 4967, "0.8": 5580, "0.9": 5920}
    golden("funnel.json", found.out)
    assert run("funnel", FUNNEL, *AT, "--format", "json", "-o", tmp_path / "f.json").out == ""
    assert (tmp_path / "f.json").read_text() == found.out


def test_quotas(run: Any, golden: Any, told: Any, tmp_path: Path) -> None:
    """The document of the tables, and why there is none."""
    found = run("funnel", FUNNEL, *AT, "--format", "quotas", "-o", tmp_path / "quotas.yaml")
    assert (found.status, found.out, found.err) == (0, "", "")
    golden("funnel-quotas.yaml", (tmp_path / "quotas.yaml").read_text())
    found = run("funnel", told("goal: {deals: 3}\nstages: [lead, customer]\n"), *AT, "--format", "quotas")
    assert (found.status, found.out) == (2, "")
    assert "error: the goal has no `period`" in found.err


def test_it_is_too_late(run: Any, told: Any) -> None:
    """Said in a note, with the plan of what is in the funnel already."""
    text = """\
goal: {deals: 10, period: 2026-01}
stages: [lead, {name: customer, rate: 50%, days: {p50: 20}}]
working_days: mon-fri
already: {lead: 4, customer: 3}
"""
    found = run("funnel", told(text), "--at", "2026-01-29")
    assert "note: the goal can no longer be reached in time: of 10 deals 3." in found.out
    assert "at most 20 working days, nine in ten at most 67" in found.out
    assert "plan: " not in found.out
    assert found.out.splitlines()[-1].split()[0] == "2026-01"
    again = run("funnel", told(text), "--at", "2025-12-01").out
    assert "plan: " in again
    assert ", beside " in again


def test_what_is_not_known_is_said(run: Any, told: Any) -> None:
    found = run("funnel", told("goal: {deals: 3}\nstages: [lead, mql, customer]\n"), *AT)
    assert found.out.splitlines()[0] == "3 x customer: 200 x lead"
    assert found.out.splitlines()[3].split() == ["mql", "-", "-"]
    assert "note: no rate is known, so 1.5 % of leads are taken to become revenue" in found.out


def test_faults(run: Any, told: Any) -> None:
    """All of them, by their fields, and no result."""
    found = run("funnel", told(BAD), *AT)
    assert (found.status, found.out) == (2, "")
    assert found.err.startswith("error: the funnel has faults, so nothing was worked out\n")
    for path in ("goal.period", "stages[1].rate", "stages[1].days", "sources"):
        assert f"   {path}\n" in found.err


def test_a_goal_in_the_past(run: Any, told: Any) -> None:
    """Refused as of a date; as of today one of long ago is refused too."""
    file = told("goal: {deals: 5, period: 2019-Q1}\nstages: [lead]\n")
    for words in ((), ("--at", "2019-04-01")):
        found = run("funnel", file, *words)
        assert (found.status, found.out) == (2, "")
        assert "the goal is in the past: 2019-Q1" in found.err
    assert run("funnel", file, "--at", "2019-03-31").status == 0


def test_a_goal_that_was_over_lately_may_be_looked_back_at(
    run: Any, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from leadsla.cli import funnel

    monkeypatch.setattr(funnel, "_date", lambda text: dt.date(2026, 11, 1))
    file = told("goal: {deals: 5, period: 2026-Q3}\nstages: [lead]\n")
    found = run("funnel", file)
    assert found.status == 0
    assert found.err == f"{file}: the goal is in the past: 2026-Q3 was over by 2026-11-01\n"
    assert run("funnel", file, "--at", "2026-11-01").status == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none.yaml",), "error: none.yaml: there is no such file"),
        ((".",), "error: .: this is a folder, not a file"),
        (
            (str(FUNNEL), "--at", "tomorrow"),
            "error: --at 'tomorrow': this is no date; write it as 2026-03-31",
        ),
        ((str(FUNNEL), "-o", str(FUNNEL)), "this is one of the files that are read"),
    ],
)
def test_what_cannot_be_done_as_asked(run: Any, words: tuple[str, ...], said: str) -> None:
    found = run("funnel", *words)
    assert (found.status, found.out) == (2, "")
    assert said in found.err


def test_print_says_the_same(run: Any) -> None:
    """What the command line writes into a pipe is what `print` of the answer writes."""
    pytest.importorskip("scipy")
    answer = load(FUNNEL).answer(today=dt.date(2026, 1, 1))
    assert f"{answer}\n" == run("funnel", FUNNEL, *AT).out


def test_formulas(run: Any) -> None:
    """Of one figure, of all, as data; and of none that there is not."""
    pytest.importorskip("scipy")
    found = run("funnel", FUNNEL, *AT, "--explain", "budget.needed")
    assert (found.status, found.out) == (0, "budget.needed = leads x cost_per_lead = 5,000 x 50 = 250,000\n")
    assert len(run("funnel", FUNNEL, *AT, "--explain", "all").out.splitlines()) > 100
    data = json.loads(run("funnel", FUNNEL, *AT, "--explain", "budget", "--format", "json").out)
    assert [one["value"] for one in data["figures"]] == [50, 250_000, 5000, 50_000]
    for words, said in ((("budgt",), "write: budget"), (("leads", "--format", "quotas"), "one of the two")):
        found = run("funnel", FUNNEL, *AT, "--explain", *words)
        assert (found.status, found.out) == (2, "")
        assert said in found.err


def test_long_names_of_stages_fit_a_terminal(run: Any, told: Any) -> None:
    """Over figures they are cut on a terminal, and in a pipe never."""
    names = [
        "anonymous visitor",
        "identified contact",
        "marketing qualified",
        "sales accepted",
        "closed and won",
    ]
    stages = ", ".join(f"{{name: {name}, rate: 50%}}" for name in names[1:])
    file = told(f"goal: {{deals: 20, period: 2026-Q3}}\nstages: [{names[0]}, {stages}]\n")
    narrow = run("funnel", file, *AT, columns=80)
    assert "anonymous visitor  identified contact" in run("funnel", file, *AT).out
    assert "marketi…" in narrow.out
    assert max(len(re.sub("\x1b.*?m", "", line)) for line in narrow.out.splitlines()) <= 80
