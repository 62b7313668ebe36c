"""Experiments: policies in the same runs, by whatever number of processes, until they are precise enough."""

from __future__ import annotations

import json
import math
import sys
from typing import Any, ClassVar

import attrs
import numpy as np
import pytest

from leadsla.errors import ExtraError, ScenarioError, UnknownError, UnstableError
from leadsla.simulation.erlang import ErlangC
from leadsla.simulation.experiments import replicate, sweep
from leadsla.simulation.queue import PlainQueue
from leadsla.simulation.streams import Streams
from leadsla.simulation.trials import QueueTrial


def teams(*sizes: int, customers: int = 1_000) -> dict[str, QueueTrial]:
    """Teams for 30 leads an hour of ten minutes each."""
    return {str(people): PlainQueue.random(30, 10, people).trial(customers) for people in sizes}


@attrs.frozen
class Lucky:
    """A policy whose metric is the luck of its first lead, and what it adds."""

    more: float = 0.0

    def __call__(self, streams: Streams) -> dict[str, float | None]:
        """The luck; none of odd runs has `rare`."""
        luck = float(streams.uniforms("luck", 1)[0])
        return {"luck": luck + self.more, "rare": luck if streams.run % 2 == 0 else None}


def test_estimates_hold_the_exact_answers() -> None:
    """Every metric of a trial, and a wait of hours as well."""
    trial = PlainQueue.random(30, 10, 7).trial(3_000, warm_up_hours=12, within_minutes=(5, 60))
    found, exact = replicate({"seven": trial}, runs=40, rng=7), ErlangC(30, 10, 7)
    assert found.metrics == (
        "mean_wait_min", "probability_of_waiting", "mean_waiting", "utilisation",
        "share_within_5_min", "share_within_60_min",
    )  # fmt: skip
    for metric in found.metrics[:4]:
        assert found.estimate(metric).holds(getattr(exact, metric)), metric
    assert found.estimate("share_within_5_min").holds(exact.share_within(5))
    assert (
        replicate({"h": PlainQueue.random(30, 10, 7).trial(hours=9)}, runs=3, rng=7)
        .estimate("utilisation")
        .runs
        == 3
    )


def test_policies_are_compared_on_the_same_leads() -> None:
    """Seven people against eight: at most half the variance is left; a constant difference has none."""
    found = replicate(teams(7, 8), runs=30, rng=7)
    difference = found.difference("mean_wait_min", "7", less="8")
    assert difference.beyond_chance
    assert difference.cut is not None
    assert difference.cut >= 0.5
    same = replicate({"a": Lucky(), "b": Lucky(0.25)}, runs=30, rng=7)
    assert same.difference("luck", "b", "a").low == pytest.approx(0.25)
    assert same.difference("luck", "b", "a").high == pytest.approx(0.25)
    assert same.estimate("luck", "a").low < 0.5 < same.estimate("luck", "a").high  # type: ignore[operator]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_the_same_numbers_whatever_the_number_of_processes() -> None:
    """And whoever watches, and whether runs are done one by one or at once."""
    alone = replicate(teams(6, 7, customers=200), runs=11, rng=7).to_dict()
    assert replicate(teams(6, 7, customers=200), runs=11, rng=7, processes=2).to_dict() == alone
    assert (
        replicate(teams(6, 7, customers=200), runs=11, rng=7, progress=lambda done, total: None).to_dict()
        == alone
    )
    one_by_one = {
        name: lambda streams, trial=trial: trial(streams)
        for name, trial in teams(6, 7, customers=200).items()
    }
    assert replicate(one_by_one, runs=11, rng=7).to_dict() == alone


def test_several_runs_are_given_at_once_to_what_can_take_them() -> None:
    """All of them where nobody watches."""

    class Many(Lucky):
        given: ClassVar[list[int]] = []

        def many(self, streams: Any) -> Any:
            self.given.append(len(streams))
            return [self(one) for one in streams]

    found = replicate({"a": Many()}, rng=7)
    assert Many.given == [30]
    assert found.to_dict() == replicate({"a": Lucky()}, rng=7).to_dict()


def test_what_is_said_of_an_experiment() -> None:
    """How to repeat it, and how sure its intervals are."""
    rng = np.random.SeedSequence(7, spawn_key=(3,))
    found = replicate({"a": Lucky()}, runs=4, rng=rng, confidence=0.9, precise={"luck": 9})
    said = found.to_dict()
    assert (said["seed"], said["spawn_key"], said["runs"], said["confidence"]) == (7, [3], 4, 0.9)
    assert said["precise_enough"] is True
    assert [row["metric"] for row in said["estimates"]] == ["luck", "rare"]
    assert found.estimate("luck").confidence == 0.9
    assert found.difference("luck", "a", "a").confidence == 0.9
    assert repr(found) == "<Experiment 1 policy, 4 runs: luck, rare>"
    assert "90 % intervals over 4 runs" in found._repr_html_()
    for row in found.summary():
        assert row["mean"] == found.estimate(row["metric"]).mean
    assert found.summary_frame()["mean"].tolist() == [row["mean"] for row in found.summary()]
    assert found.to_frame().shape == (8, 5)
    other = replicate({"a": Lucky(), "b": dict_of_nothing}, runs=2, rng=7)
    assert [row["policy"] for row in other.summary()] == ["a", "a"]


def test_a_run_can_be_repeated_by_itself() -> None:
    """By its number."""
    found = replicate(teams(6), runs=5, rng=None)
    again = teams(6)["6"](found.streams.in_run(3))
    assert again["mean_wait_min"] == found.values["6"]["mean_wait_min"][3]


def test_as_many_runs_as_it_takes() -> None:
    """In steps, each of the first size; the first runs are the same; what cannot be reached is said."""
    found = replicate({"a": Lucky()}, runs=10, rng=7, precise={"luck": 0.1})
    width = found.estimate("luck").half_width
    assert found.precise_enough is True
    assert width is not None
    assert width <= 0.1
    assert found.runs % 10 == 0
    shorter = replicate({"a": Lucky()}, runs=found.runs - 10, rng=7)
    assert shorter.estimate("luck").half_width > 0.1  # type: ignore[operator]
    assert (shorter.values["a"]["luck"] == found.values["a"]["luck"][:-10]).all()
    never = replicate({"a": Lucky()}, runs=10, most_runs=25, rng=7, precise={"luck": 1e-6})
    assert (never.runs, never.precise_enough) == (25, False)
    assert replicate({"a": Lucky()}, runs=2, rng=7, precise={"luck": 1e-6}).runs == 40
    assert replicate({"a": Lucky()}, runs=2, rng=7).precise_enough is None


def test_an_unstable_policy_says_so_beside_the_others() -> None:
    """No number of it anywhere; the others have theirs, and nobody waits for it."""
    found = replicate(teams(5, 7), runs=4, rng=7, precise={"mean_wait_min": 100})
    assert found.precise_enough is True
    assert "5 erlangs of work for 5" in found.unstable["5"]
    for ask in (
        lambda: found.estimate("mean_wait_min", "5"),
        lambda: found.difference("mean_wait_min", "7", "5"),
    ):
        with pytest.raises(UnstableError, match="5: unstable"):
            ask()
    rows = found.to_frame("polars").filter(policy="5")
    assert rows.height == 4 * 5
    assert rows["value"].null_count() == rows.height
    assert rows["unstable"].str.contains("5 erlangs").all()
    [row] = [row for row in found.summary() if row["policy"] == "5" and row["metric"] == "utilisation"]
    assert (row["mean"], row["low"], row["runs"], row["missing"]) == (None, None, 0, 4)
    assert row["unstable"] == found.unstable["5"]
    assert found.summary_frame("polars").filter(policy="5")["unstable"].null_count() == 0
    assert repr(found).startswith("<Experiment 2 policies, 4 runs, 1 unstable: mean_wait_min, ")
    json.dumps(found.to_dict(), allow_nan=False)


def test_a_metric_that_not_every_run_has() -> None:
    """Missing is no zero."""
    found = replicate({"a": Lucky()}, runs=9, rng=7)
    assert (found.estimate("rare").runs, found.estimate("rare").missing) == (5, 4)
    assert found.to_frame("polars").filter(metric="rare")["value"].null_count() == 4


def test_a_sweep_is_one_tidy_frame() -> None:
    """A row for each policy, run and metric; the parameters are columns."""

    def team(people: int, handling_minutes: float) -> Any:
        return PlainQueue.random(30, handling_minutes, people).trial(200)

    found = sweep(team, {"people": [5, 6, 7], "handling_minutes": [8, 10]}, runs=4, rng=7)
    frame = found.to_frame("polars")
    assert frame.columns == ["people", "handling_minutes", "policy", "run", "metric", "value", "unstable"]
    assert frame.height == 3 * 2 * 4 * 5
    assert frame.select("policy", "run", "metric").is_unique().all()
    one = frame.filter(people=7, handling_minutes=8, metric="mean_wait_min")
    assert one["value"].to_list() == found.values["people=7, handling_minutes=8"]["mean_wait_min"].tolist()
    means = found.summary_frame("polars").filter(metric="mean_wait_min", handling_minutes=8).sort("people")
    assert means["mean"].is_sorted(descending=True)
    assert means.columns == [
        "people", "handling_minutes", "policy", "metric", "mean", "low", "high", "runs", "missing", "unstable"
    ]  # fmt: skip


def test_progress_is_told() -> None:
    """How many runs are done of how many, up to all."""
    told: list[tuple[int, int]] = []
    replicate({"a": Lucky(), "b": Lucky()}, runs=30, rng=7, progress=lambda *now: told.append(now))
    assert told[0] == (3, 60)
    assert told[-1] == (60, 60)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error."""
    replicate({"a": Lucky()}, runs=3, rng=7, progress=True)
    assert "3/3" in capsys.readouterr().err


def test_a_bar_that_there_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is said, before anything is done."""
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(ExtraError, match=r"leadsla\[science\]"):
        replicate({"a": Lucky()}, runs=3, rng=7, progress=True)


def test_a_table_for_a_notebook() -> None:
    """Escaped and small, whatever there is; the parameters say which policy."""
    found = replicate({f"<b>{number}": Lucky() for number in range(70)}, runs=2, rng=7)
    html = found._repr_html_()
    assert "<b>0" not in html
    assert "&lt;b&gt;0" in html
    assert len(html) < 30_000
    assert "no metrics" in replicate({"a": dict_of_nothing}, runs=2, rng=7)._repr_html_()
    html = sweep(Lucky, {"more": [0.5, 1.0]}, runs=2, rng=7)._repr_html_()
    assert "more" in html
    assert "more=" not in html
    run = PlainQueue.random(30, 10, 7).run(50, rng=7)
    assert "mean wait min" in run._repr_html_()
    assert "50" in run.seen_at(20)._repr_html_() or "waiting" in run.seen_at(20)._repr_html_()


def test_columns_have_the_types_of_what_stands_in_them() -> None:
    """Also where a policy has no numbers, in every kind of frame."""
    found = sweep(
        lambda people, kind: PlainQueue.random(30, 10, people).trial(50),
        {"people": [5], "kind": ["a"]}, runs=2, rng=7,
    )  # fmt: skip
    frame = found.to_frame("polars")
    assert [str(kind) for kind in frame.dtypes] == [
        "Int64",
        "String",
        "String",
        "Int64",
        "String",
        "Float64",
        "String",
    ]
    assert frame["unstable"].str.contains("5 erlangs").to_list() == [True, True]
    assert frame["metric"].to_list() == [
        None,
        None,
    ]  # of one policy without numbers not even the metrics are known
    assert str(found.summary_frame("pandas").dtypes["mean"]) == "float64"


def dict_of_nothing(streams: Streams) -> dict[str, float | None]:
    """A policy that measures nothing."""
    return {}


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"policies": {}}, "policies"),
        ({"policies": {"a": 3}}, "policies"),
        ({"policies": {"a": lambda streams: {"x": "many"}}}, "policies"),
        ({"runs": 0}, "runs"),
        ({"runs": 2.5}, "runs"),
        ({"processes": 0}, "processes"),
        ({"policies": {"a": lambda streams: {}}, "processes": 2}, "processes"),
        ({"most_runs": 0}, "most_runs"),
        ({"precise": {"luck": 0}}, "precise"),
        ({"precise": {"luk": 1}}, "precise"),
        ({"precise": {"luck": math.nan}}, "precise"),
        ({"confidence": 95}, "confidence"),
        ({"rng": -1}, "rng"),
    ],
)
def test_what_cannot_be_tried_is_refused_by_name(options: dict[str, Any], field: str) -> None:
    """The error names the argument."""
    with pytest.raises(ScenarioError) as caught:
        replicate(**{"policies": {"a": Lucky()}, "runs": 2, "rng": 7, **options})
    assert caught.value.field == field


@pytest.mark.parametrize("grid", [{}, {"more": []}, {"run": [1]}])
def test_what_is_no_grid(grid: Any) -> None:
    """Nothing in it, or the name of a column."""
    with pytest.raises(ScenarioError, match="`grid`"):
        sweep(Lucky, grid, runs=2)


def test_names_that_nothing_has() -> None:
    """The error says what there is."""
    found = replicate({"a": Lucky(), "b": Lucky()}, runs=2, rng=7)
    with pytest.raises(UnknownError, match="which policy: a, b"):
        found.estimate("luck")
    with pytest.raises(UnknownError, match="there are a, b"):
        found.estimate("luck", "zzz")
    with pytest.raises(UnknownError, match="write luck"):
        found.estimate("lucky", "a")
    for wrong, instead in (("luk", "write luck"), ("zzz", "write one of luck, rare")):
        with pytest.raises(ScenarioError, match=instead):
            replicate({"a": Lucky()}, runs=2, precise={wrong: 1})
    with pytest.raises(ScenarioError, match="write one of none"):
        replicate({"a": dict_of_nothing}, runs=2, precise={"luck": 1})
    with pytest.raises(ScenarioError, match="`b` cannot be copied"):
        replicate({"a": Lucky(), "b": lambda streams: {}}, runs=2, processes=2)


def test_a_trial_of_a_queue_to_which_nobody_came() -> None:
    """Has no mean, and is not zero."""
    trial = PlainQueue([90], 1, 1).trial(hours=1)
    assert trial(Streams.of(7))["mean_wait_min"] is None
    assert not math.isnan(trial(Streams.of(7))["utilisation"] or 0.0)
