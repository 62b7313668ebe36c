"""`leadsla simulate`: what runs of a scenario come to, for people and for programs, and every way to be refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from leadsla import evaluate, examples, load, read_events
from leadsla.simulation import load as load_scenario

pytest.importorskip("scipy")
SCENARIO = examples.path("scenario.yaml")
AGREEMENT = examples.path("agreement.yaml")
TRIED = ("simulate", SCENARIO, "--agreement", AGREEMENT, "--to", "2026-01-10")


@pytest.mark.parametrize("columns", [None, 40])
def test_for_people(run: Any, golden: Any, columns: int | None) -> None:
    found = run(*TRIED, "--runs", "3", columns=columns)
    assert (found.status, found.err) == (0, "")
    golden(f"simulate-{columns or 'piped'}.txt", found.out)


def test_for_programs(run: Any, golden: Any, tmp_path: Path) -> None:
    """The same on standard output and in a file."""
    found = run(*TRIED, "--runs", "2", "--format", "json")
    golden("simulate.json", found.out)
    assert run(*TRIED, "--runs", "2", "--format", "json", "-o", tmp_path / "s.json").out == ""
    assert (tmp_path / "s.json").read_text() == found.out


def test_the_seed_and_the_time_are_what_was_asked_for(run: Any) -> None:
    one, other = (
        json.loads(run(*TRIED, "--runs", "1", "--seed", seed, "--format", "json").out) for seed in ("0", "9")
    )
    assert (one["seed"], other["seed"]) == (0, 9)
    assert one["metrics"] != other["metrics"]
    told = json.loads(run(*TRIED[:4], "--from", "2026-03-02", "--runs", "1", "--format", "json").out)
    # Twenty-eight days by the calendar, over the change of the clocks.
    assert (told["begin"], told["end"]) == ("2026-03-02T05:00:00Z", "2026-03-30T04:00:00Z")


def test_the_log_of_the_first_run_is_judged_as_it_was(run: Any, tmp_path: Path) -> None:
    found = run(*TRIED, "--runs", "1", "--format", "json", "--log", tmp_path / "log.csv")
    told = json.loads(found.out)
    metrics = {row["metric"]: row["mean"] for row in told["metrics"]}
    terms = load(AGREEMENT)
    log = list(read_events(tmp_path / "log.csv"))
    first = load_scenario(SCENARIO).simulate(terms, *map(_time, (told["begin"], told["end"])), rng=0)
    judged = evaluate(terms, log, at=_time(told["end"]))
    assert judged == first.evaluation
    assert len(judged.leads) == metrics["leads"]


def _time(text: str) -> Any:
    import datetime as dt

    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("simulate", "nowhere.yaml", "--agreement", AGREEMENT), "nowhere.yaml"),
        (("simulate", SCENARIO), "--agreement"),
        ((*TRIED, "--from", "2026-02-01"), "not after"),
        ((*TRIED, "--from", "soon"), "no time"),
        ((*TRIED, "--runs", "0"), "--runs"),
        ((*TRIED, "-o", SCENARIO), "name another"),
        ((*TRIED, "--log", AGREEMENT), "name another"),
    ],
)
def test_what_cannot_be_done_is_refused(run: Any, words: Any, said: str) -> None:
    found = run(*words)
    assert (found.status, found.out) == (2, "")
    assert said in found.err


def test_faults_are_told_with_their_lines_and_nothing_is_simulated(run: Any, tmp_path: Path) -> None:
    bad = tmp_path / "scenario.yaml"
    bad.write_text("arrivals: {per_hour: -4}\nrepresentatives: 0\nwork: {handling_minutes: 10}\n")
    found = run("simulate", bad, "--agreement", AGREEMENT)
    assert (found.status, found.out) == (2, "")
    assert "nothing was simulated" in found.err
    assert ":1:22" in found.err
    assert ":2:18" in found.err


def test_what_does_not_go_with_the_agreement_is_told(run: Any, tmp_path: Path) -> None:
    bad = tmp_path / "scenario.yaml"
    bad.write_text(
        "arrivals: {per_hour: 4}\nrepresentatives: {calendar: offce}\nwork: {handling_minutes: 10}\n"
    )
    found = run("simulate", bad, "--agreement", AGREEMENT)
    assert (found.status, found.out) == (2, "")
    assert "`offce`" in found.err
    assert "office" in found.err
