"""`leadsla history`: what a log says of the funnel, for people and programs, and as a funnel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from leadsla import examples
from leadsla.funnel import load, loads

pytest.importorskip("scipy", reason="intervals are an extra")
ACME = examples.path("agreement.yaml"), examples.path("events.csv"), "--at", "2026-02-18"


def test_for_people(run: Any, golden: Any) -> None:
    found = run("history", *ACME)
    assert found.status == 0
    golden("history-piped.txt", found.out)
    assert found.err.splitlines() == ["rows: 357 read, 357 kept, 0 left out; 357 events of 41 leads"]


def test_for_programs(run: Any) -> None:
    found = run(
        "history", *ACME, "--format", "json", "--mature-after", "mql=any", "--mature-after", "sal = 3 days"
    )
    data = json.loads(found.out)
    assert [step["mature_after"] for step in data["steps"]] == ["any", "3 days", "7 days", "6 days"]
    assert data["steps"][0]["converted"] == data["steps"][0]["mature"] == 41
    assert "only 2 of 23 leads converted" in found.err


def test_as_a_funnel_that_the_funnel_reads(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "funnel.yaml"
    goal = ("--revenue", "33000", "--period", "2026-Q3")
    assert run("history", *ACME, *goal, "-o", file).out == ""
    plan = load(file)
    assert (plan.goal.revenue, plan.goal.period, len(plan.sources)) == (33_000, "2026-Q3", 5)
    assert run("history", *ACME, *goal).out == file.read_text()
    assert run("funnel", file, "--at", "2026-02-18").status == 0


def test_stages_since_and_apart_by_nothing(run: Any) -> None:
    stages = ("--stage", "subscriber", "--stage", "sal")
    found = run("history", *ACME, *stages, "--by", "none", "--since", "2026-02-01", "--deals", "5")
    plan = loads(found.out)
    assert [stage.name for stage in plan.stages] == ["subscriber", "sal"]
    assert plan.sources == ()
    assert "came before the date from which leads are counted" in found.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--period", "2026-Q3"), "--period is of a goal"),
        (("--format", "yaml"), "a funnel has a goal"),
        (("--deals", "0"), "the goal: the number of deals to be reached is 0"),
        (("--deals", "5", "--revenue", "3"), "the goal is told twice"),
        (("--revenue", "nan"), "no number"),
        (("--stage", "mqll", "--stage", "sal"), "no stage `mqll`"),
        (("--by", "sorce"), "no field `sorce`"),
        (("--mature-after", "soon"), "soon"),
        (("--mature-after", "3 days", "--mature-after", "4 days"), "--mature-after is one time"),
        (("--mature-after", "3 days", "--mature-after", "sal=4 days"), "names no stage"),
        (("--mature-after", "customr=4 days"), "`customr`"),
        (("--since", "lately"), "--since 'lately'"),
    ],
)
def test_what_cannot_be_is_refused(run: Any, words: tuple[str, ...], said: str) -> None:
    found = run("history", *ACME, *words)
    assert (found.status, found.out) == (2, "")
    assert said in found.err
