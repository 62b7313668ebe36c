"""The plain queue: against a simulation of its definition, exact answers, and laws that hold for every queue."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from leadsla.errors import ScenarioError, UnstableError
from leadsla.simulation.erlang import ErlangC, OnePerson
from leadsla.simulation.queue import PlainQueue, serve, serve_many
from leadsla.simulation.runs import QueueRun
from leadsla.simulation.streams import Streams

QUEUES = [(6, 20, 4), (20, 6, 3), (10, 30, 8), (30, 10, 7), (60, 10, 12), (120, 8, 18), (200, 3, 11)]

#: Gaps, handling times and people, in whole minutes, so that many things happen at once.
small_queues = st.tuples(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 12)), min_size=1, max_size=30), st.integers(1, 4)
)


def minute_by_minute(arrivals: list[int], handling: list[int], people: int) -> list[int]:
    """When each lead is begun, by living through every minute: who has waited longest is next."""
    starts: dict[int, int] = {}
    busy_until: list[int] = []
    minute = 0
    while len(starts) < len(arrivals):
        busy_until = [end for end in busy_until if end > minute]
        for lead, arrival in enumerate(arrivals):
            if lead not in starts and arrival <= minute and len(busy_until) < people:
                starts[lead] = minute
                if handling[lead]:
                    busy_until.append(minute + handling[lead])
        minute += 1
    return [starts[lead] for lead in range(len(arrivals))]


def made(rows: list[tuple[int, int]]) -> tuple[Any, Any]:
    """Arrivals and handling times of rows of gaps and handling times."""
    return np.array([gap for gap, _ in rows]).cumsum(), np.array([length for _, length in rows])


@given(small_queues)
@settings(max_examples=40)
def test_as_living_through_every_minute_has_it(queue: tuple[list[tuple[int, int]], int]) -> None:
    """In whole minutes, exactly, and the same for many runs at once."""
    rows, people = queue
    arrivals, handling = made(rows)
    wanted = minute_by_minute(arrivals.tolist(), handling.tolist(), people)
    starts = serve(arrivals, handling, people)
    assert starts.tolist() == wanted
    assert starts.dtype == arrivals.dtype
    runs = 20 * (people + 1)
    assert (serve_many(np.tile(arrivals, (runs, 1)), np.tile(handling, (runs, 1)), people) == starts).all()


@given(small_queues)
@settings(max_examples=40)
def test_more_people_are_never_worse_for_any_lead(queue: tuple[list[tuple[int, int]], int]) -> None:
    """On the same leads every one of them is begun as soon or sooner."""
    rows, people = queue
    arrivals, handling = made(rows)
    assert (serve(arrivals, handling, people + 1) <= serve(arrivals, handling, people)).all()


@given(small_queues)
@settings(max_examples=40)
def test_nobody_is_idle_while_a_lead_waits(queue: tuple[list[tuple[int, int]], int]) -> None:
    """Work is conserved: at every minute of a wait all are busy; and nobody works two leads at once."""
    rows, people = queue
    arrivals, handling = (part.astype(float) for part in made(rows))
    run = QueueRun(arrivals, serve(arrivals, handling, people), handling, people, Streams(0), 0, 1, None)
    assert (run.starts_min >= run.arrivals_min).all()
    assert (np.diff(run.starts_min) >= 0).all()
    for arrival, start in zip(run.arrivals_min, run.starts_min, strict=True):
        for minute in np.arange(arrival, start):
            assert ((run.starts_min <= minute) & (run.ends_min > minute)).sum() == people
    for server in range(people):
        own = run.servers == server
        assert (run.starts_min[own][1:] >= run.ends_min[own][:-1]).all()
    assert set(run.servers.tolist()) <= set(range(people))


def test_many_runs_at_once_are_the_runs_one_by_one() -> None:
    """To the last bit, over more than one stretch of leads."""
    queue = PlainQueue(2.0, stats.lognorm(1, scale=4), 3)
    streams = [Streams.of(7).in_run(number) for number in range(90)]
    for run, one in zip(queue.runs(streams, 700), streams, strict=True):
        alone = queue.run(700, rng=one)
        assert (run.starts_min == alone.starts_min).all()
        assert (run.handling_min == alone.handling_min).all()


def test_times_of_any_kind_and_before_zero() -> None:
    """Whole numbers and others together, leads before the first instant, and no lead at all."""
    arrivals, handling = np.array([-9, -8, 0]), np.array([2.5, 2.0, 1.0])
    for one, other in ((arrivals, handling), (arrivals - 0.5, handling.astype(int))):
        alone = serve(one, other, 1)
        assert alone.dtype == float
        together = serve_many(np.tile(one, (40, 1)), np.tile(other, (40, 1)), 1)
        assert together.dtype == float
        assert (together == alone).all()
    assert serve(arrivals, handling, 1).tolist() == [-9, -6.5, 0]
    assert serve(arrivals[:0], handling[:0], 1).tolist() == []
    assert serve_many(np.empty((40, 0)), np.empty((40, 0)), 1).shape == (40, 0)


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    """As they come out of an array."""
    one, two, runs = np.array([1, 2, 30])
    queue = PlainQueue.random(30, 1, two)
    assert queue == PlainQueue.random(30, 1, 2)
    wanted = PlainQueue.random(30, 1, 2).run(30, rng=Streams.of(7).in_run(1)).starts_min
    assert (queue.run(runs, rng=Streams.of(np.int64(7)).in_run(one)).starts_min == wanted).all()
    assert serve(np.zeros(3), np.ones(3), two).tolist() == [0, 0, 1]
    assert ErlangC(30, 1, two) == ErlangC(30, 1, 2)


def test_leads_that_cannot_be_served() -> None:
    """Refused by name, one run or many."""
    arrivals, handling = np.array([0, 1, 2]), np.array([1, 1, 1])
    for serving, shape in ((serve, (3,)), (serve_many, (50, 3))):
        come, last = np.broadcast_to(arrivals, shape), np.broadcast_to(handling, shape)
        for field, leads in (
            ("people", (come, last, 0)),
            ("handling", (come, last[..., :2], 1)),
            ("arrivals", (come[..., ::-1], last, 1)),
            ("arrivals", (np.where(come == 1, math.nan, come), last, 1)),
        ):
            with pytest.raises(ScenarioError) as caught:
                serving(*leads)
            assert caught.value.field == field


def test_many_runs_are_worked_on_in_parts_that_fit_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts are as many leads as fit, at least a run, and nothing changes."""
    queue, streams = PlainQueue(2, 3, 2), [Streams.of(7).in_run(number) for number in range(5)]
    whole = [run.starts_min.tolist() for run in queue.runs(streams, 30)]
    for at_once, wanted in ((60, [2, 2, 1]), (1, [1, 1, 1, 1, 1])):
        sizes: list[int] = []

        def begun(self: PlainQueue, times: Any, sizes: list[int] = sizes) -> Any:
            sizes.append(len(times))
            return [serve(*time, self.people) for time in times]

        monkeypatch.setattr("leadsla.simulation.queue._LEADS_AT_ONCE", at_once)
        monkeypatch.setattr(PlainQueue, "_begun", begun)
        assert [run.starts_min.tolist() for run in queue.runs(streams, 30)] == whole
        assert sizes == wanted


def pairs(found: list[float], wanted: float) -> float:
    """By how many standard errors runs differ from what they should be."""
    return abs(float(np.mean(found)) - wanted) / float(stats.sem(found))


@pytest.mark.parametrize("row", QUEUES)
def test_as_erlang_has_it(row: tuple[int, int, int]) -> None:
    """Thirty runs of 6,000 leads, within 3 standard errors; `python -m benchmarks.erlang` does it with longer ones."""
    queue, exact = PlainQueue.random(*row), ErlangC(*row)
    streams = [Streams.of(41).in_run(number) for number in range(30)]
    runs = queue.runs(streams, 6_000, warm_up_hours=1000 / row[0])
    assert pairs([run.share_within(5) for run in runs], exact.share_within(5)) < 3
    assert pairs([run.probability_of_waiting for run in runs], exact.probability_of_waiting) < 3
    assert pairs([run.mean_wait_min for run in runs], exact.mean_wait_min) < 3
    assert pairs([run.mean_waiting for run in runs], exact.mean_waiting) < 3
    assert pairs([run.utilisation for run in runs], exact.utilisation) < 3
    assert pairs([run.wait_quantile_min(0.9) for run in runs], exact.wait_quantile_min(0.9)) < 3


@pytest.mark.parametrize(("handling", "services"), [([1.0], 2), (1.0, 4)])
def test_one_person_at_a_load_of_0_8(handling: Any, services: int) -> None:
    """Constant handling waits two services, exponential four."""
    queue = PlainQueue.random(48, handling, 1)
    streams = [Streams.of(11).in_run(number) for number in range(30)]
    runs = queue.runs(streams, 12_000, warm_up_hours=10)
    assert pairs([run.mean_wait_min for run in runs], services) < 3
    exact = queue.exact()
    assert exact is not None
    assert exact.mean_wait_min == pytest.approx(services)


def test_littles_law() -> None:
    """How many wait, counted over time, is how many come times how long they wait: one by changes, one by leads."""
    run = PlainQueue.random(30, 10, 6).run(5_000, rng=3)
    ends = max(run.starts_min.max(), run.until_min)
    changes = sorted([*((at, 1) for at in run.arrivals_min), *((at, -1) for at in run.starts_min)])
    area, waiting, before = 0.0, 0, 0.0
    for at, change in changes:
        area += waiting * (at - before)
        waiting, before = waiting + change, at
    rate = len(run.arrivals_min) / ends
    assert area / ends == pytest.approx(rate * run.waits_min.mean(), rel=1e-9)
    # Until the last lead came, those that still wait then have waited a part of their time.
    cut = np.minimum(run.starts_min, run.until_min) - run.arrivals_min
    assert run.mean_waiting == pytest.approx(cut.sum() / run.until_min, rel=1e-12)


def test_a_pooled_team_beats_two_split_ones() -> None:
    """The same leads: ten people for all, or every lead to one of two teams of five, by a coin."""
    gains = []
    for number in range(20):
        run = PlainQueue.random(50, 10, 10).run(2_000, rng=Streams.of(5).in_run(number))
        coin = Streams.of(5).in_run(number).uniforms("team", 2_000) < 0.5
        waits = [
            serve(run.arrivals_min[team], run.handling_min[team], 5) - run.arrivals_min[team]
            for team in (coin, ~coin)
        ]
        gains.append(float(np.concatenate(waits).mean()) - run.mean_wait_min)
    assert min(gains) > 0
    assert ErlangC(50, 10, 10).mean_wait_min < ErlangC(25, 10, 5).mean_wait_min


def test_the_same_leads_make_a_difference_of_teams_precise() -> None:
    """Seven and eight people, 30 an hour of 10 minutes: at most half the variance that other leads would give."""

    def means(people: int, seed: int) -> Any:
        streams = [Streams.of(seed).in_run(number) for number in range(40)]
        return np.array([run.mean_wait_min for run in PlainQueue.random(30, 10, people).runs(streams, 1_500)])

    same, other = means(7, 1) - means(8, 1), means(7, 1) - means(8, 2)
    assert same.var(ddof=1) <= other.var(ddof=1) / 2
    assert same.mean() == pytest.approx(
        ErlangC(30, 10, 7).mean_wait_min - ErlangC(30, 10, 8).mean_wait_min, rel=0.2
    )


def test_a_lead_is_the_same_under_every_policy() -> None:
    """It comes when it comes and takes what it takes, whatever the team and however long the run."""
    few, many = (PlainQueue.random(30, 10, people).run(500, rng=7) for people in (6, 9))
    assert (few.arrivals_min == many.arrivals_min).all()
    assert (few.handling_min == many.handling_min).all()
    longer = PlainQueue.random(30, 10, 6).run(800, rng=7)
    assert (longer.starts_min[:500] == few.starts_min).all()


def test_hours_take_all_who_come_in_them() -> None:
    """As many as chance brings, in order, and the first are those of a longer day."""
    queue = PlainQueue.random(30, 10, 7)
    day, days = queue.run(hours=8, rng=7), queue.run(hours=2_000, rng=7)
    assert day.arrivals_min.max() < 480 <= days.arrivals_min[len(day.arrivals_min)]
    assert (day.arrivals_min == days.arrivals_min[: len(day.arrivals_min)]).all()
    assert len(days.arrivals_min) == pytest.approx(60_000, rel=0.02)
    assert queue.runs([Streams.of(7)], hours=8)[0].customers == len(day.arrivals_min)
    assert queue.run(hours=8, rng=7, warm_up_hours=4).customers == (day.arrivals_min >= 240).sum()
    bursts = PlainQueue([0] * 50 + [100], 1, 3)  # in some runs many more come than in the mean
    for seed in range(8):
        found = bursts.run(hours=20, rng=seed).arrivals_min
        assert 0 < found.max() < 1200
    nobody = PlainQueue([90], 1, 1).run(hours=1, rng=1)
    assert (nobody.customers, nobody.to_dict()["mean_wait_min"]) == (0, None)
    assert "nobody came" in repr(nobody)
    assert math.isnan(nobody.wait_quantile_min(0.5))


def test_an_unstable_queue_says_so_and_has_rows() -> None:
    """No figure of the long run, which there is not; what happened is there."""
    queue = PlainQueue.random(30, 10, 5)
    run = queue.run(300, rng=1)
    assert queue.unstable
    for name in ("mean_wait_min", "probability_of_waiting", "utilisation", "mean_waiting"):
        with pytest.raises(UnstableError, match="5 erlangs of work for 5"):
            getattr(run, name)
        assert run.to_dict()[name] is None
    for ask in (run.share_within, run.wait_quantile_min):
        with pytest.raises(UnstableError):
            ask(0.5)
    assert "unstable" in repr(run)
    assert run.to_dict()["unstable"] is True
    assert run.to_frame("polars").shape == (300, 7)
    assert PlainQueue.random(30, stats.pareto(0.9), 500).unstable
    assert PlainQueue(stats.pareto(0.9), stats.pareto(0.9), 500).unstable


def test_what_was_known_at_a_time() -> None:
    """Leads at work and those that still wait are rows, and say that they are not done."""
    arrivals, handling = np.array([0.0, 1, 2, 9]), np.array([4.0, 4, 4, 4])
    run = QueueRun(arrivals, serve(arrivals, handling, 1), handling, 1, Streams(0), 0, 9, None)
    seen = run.seen_at(5)
    assert (seen.done, seen.at_work, seen.waiting) == (1, 1, 1)
    assert repr(seen) == "<Seen at 5 min: 1 done, 1 at work, 1 waiting>"
    frame = seen.to_frame("polars")
    assert frame.to_dict(as_series=False) == {
        "customer": [0, 1, 2],
        "arrival_min": [0, 1, 2],
        "start_min": [0, 4, None],
        "end_min": [4, None, None],
        "server": [0, 0, None],
        "state": ["done", "at_work", "waiting"],
        "wait_min": [0, 3, 3],
        "censored": [False, False, True],
    }
    assert run.to_frame("polars")["wait_min"].to_list() == [0, 3, 6, 3]


def test_how_busy_is_counted_within_the_hours_alone() -> None:
    """A lead every 40 minutes that takes 30: in two hours at 40 and 80, the first half an hour not counted."""
    run = PlainQueue([40], [30], 1).run(hours=1.75, rng=1, warm_up_hours=0.75)
    assert run.arrivals_min.tolist() == [40, 80]
    assert run.customers == 1
    assert run.utilisation == pytest.approx((25 + 25) / 60)
    assert run.mean_waiting == 0
    crowd = PlainQueue([40], [39], 1).run(hours=1.75, rng=1)
    after = QueueRun(np.array([100.0]), np.array([140.0]), np.array([9.0]), 1, Streams(0), 45, 105, None)
    assert after.mean_waiting == pytest.approx(5 / 60)
    assert after.utilisation == 0
    late = QueueRun(
        crowd.arrivals_min, crowd.arrivals_min + 10, crowd.handling_min, 1, Streams(0), 45, 105, None
    )
    assert late.mean_waiting == pytest.approx((5 + 10) / 60)


def test_exactly_in_time_is_in_time() -> None:
    """A wait of just five minutes, and a lead that comes just as the warm-up ends."""
    arrivals, handling = np.array([0.0, 5.0, 30.0]), np.array([10.0, 1.0, 1.0])
    run = QueueRun(arrivals, serve(arrivals, handling, 1), handling, 1, Streams(0), 5, 30, None)
    assert run.customers == 2
    assert run.share_within(5) == 1
    assert run.share_within(4.999) == 0.5
    assert run.wait_quantile_min(0) == 0
    frame = run.to_frame()
    assert frame["counted"].tolist() == [False, True, True]
    assert str(frame["server"].dtype) == "Int64"


def test_leads_may_come_seldom() -> None:
    """Less than one an hour."""
    assert PlainQueue.random(0.5, 10, 1).load_erlangs == pytest.approx(0.5 / 6)


def test_a_run_of_one_lead() -> None:
    """Comes at the end of the time that is counted."""
    run = PlainQueue([0, 2], 0.5, 1).run(1, rng=1)
    assert run.customers == 1
    assert run.mean_wait_min == 0
    at_once = QueueRun(np.zeros(2), np.array([0.0, 1.0]), np.ones(2), 1, Streams(0), 0, 0, None)
    assert math.isnan(at_once.utilisation)
    assert at_once.to_dict()["utilisation"] is None


def test_exact_answers_only_where_there_are() -> None:
    """Exponential times, or one person and any handling time."""
    assert PlainQueue.random(30, 10, 7).exact() == ErlangC(30, 10, 7)
    assert PlainQueue.random(30, stats.gamma(4, scale=0.25), 1).exact() == OnePerson(30, 1, 0.5)
    assert PlainQueue.random(30, [10], 7).exact() is None
    assert PlainQueue([2], 10, 7).exact() is None
    assert PlainQueue.random(30, stats.pareto(1.5), 1).exact() is None


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: PlainQueue(2, 10, 0), "people"),
        (lambda: PlainQueue(0, 10, 7), "gaps_minutes"),
        (lambda: PlainQueue(2, -10, 7), "handling_minutes"),
        (lambda: PlainQueue.random(-30, 10, 7), "arrivals_per_hour"),
        (lambda: PlainQueue(2, 10, 7).run(), "customers"),
        (lambda: PlainQueue(2, 10, 7).run(10, hours=8), "customers"),
        (lambda: PlainQueue(2, 10, 7).run(0), "customers"),
        (lambda: PlainQueue(2, 10, 7).run(hours=0), "hours"),
        (lambda: PlainQueue(2, 10, 7).run(hours=8, warm_up_hours=8), "warm_up_hours"),
        (lambda: PlainQueue(2, 10, 7).run(10, rng="a"), "rng"),
        (lambda: PlainQueue(2, 10, 7).run(2.5), "customers"),
        (lambda: PlainQueue(2, 10, 7).run(True), "customers"),
        (lambda: PlainQueue(2, 10, 7).run(hours=math.nan), "hours"),
        (lambda: PlainQueue(2, 10, 7).run(10, warm_up_hours=math.nan), "warm_up_hours"),
        (lambda: PlainQueue(2, 10, 7).run(10, warm_up_hours=-1), "warm_up_hours"),
        (lambda: PlainQueue.random(0, 10, 7), "arrivals_per_hour"),
        (lambda: PlainQueue.random(math.nan, 10, 7), "arrivals_per_hour"),
        (lambda: PlainQueue(2, 10, 7).trial(10, within_minutes=["5"]), "within_minutes"),
        (lambda: PlainQueue(2, 10, 7).run(10, rng=1).share_within(math.nan), "minutes"),
        (lambda: PlainQueue(2, 10, 7).run(10, rng=1).wait_quantile_min(1), "share"),
        (lambda: PlainQueue(2, 10, 7).run(10, rng=1).seen_at(math.nan), "minutes"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(make: Any, field: str) -> None:
    """The error names the field."""
    with pytest.raises(ScenarioError) as caught:
        make()
    assert caught.value.field == field
