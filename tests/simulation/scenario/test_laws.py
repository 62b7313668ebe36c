"""What holds of every run: it is judged as its log is, nobody is lost, and more people make nobody wait longer."""

from __future__ import annotations

import datetime as dt
import pickle
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.simulation.scenario.situations import ALWAYS, BEGIN, CADENCE, COUNTED, END, agreement, scenario

import leadsla as ls
from leadsla.simulation import Scenario, Streams, replicate, serve
from leadsla.simulation.host.simulated import SimulatedRun

AGREEMENTS = [
    lambda: agreement(),
    lambda: agreement("{reroute: next_rep}", CADENCE),
    lambda: agreement("{recycle: recycled}", CADENCE + COUNTED),
    lambda: agreement("{recycle: recycled, automatic: true}", COUNTED),
    lambda: ls.examples.acme(),
    lambda: ls.examples.agreement("2-revenue-funnel"),
    lambda: ls.examples.agreement("4-two-commitments"),
]


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Few leads, so that a case is quick, and all that can act on each other."""
    some = st.sampled_from
    hours = draw(some([None, {"mon-fri": ["08:00-12:00", "13:00-18:00"]}, ALWAYS]))
    people: dict[str, Any] = {"number": draw(st.integers(1, 3)), "capacity": draw(st.integers(1, 2))}
    return Scenario(
        arrivals={
            "per_hour": {"mon-sun": {"08:00-18:00": draw(some([0.5, 2]))}},
            "events": ["created", "qualified"],
            "fields": {"score": {"uniform": {"scale": 100}}},
        },
        representatives={**people, **({} if hours is None else {"hours": hours})},
        routing={
            "to": draw(some(["pool", "round_robin", "least_busy"])),
            "order": draw(some(["first_come", "newest_first", "by_score"])),
            **draw(some([{}, {"delay_minutes": 40}])),
        },
        work={
            "handling_minutes": draw(some([10, [30], {"lognorm": {"s": 1, "scale": 20}}])),
            "contact": draw(some([1, [0.4, 0.2], {"call": 0.5}])),
            **draw(some([{}, {"patience_hours": 8, "unanswered_minutes": [2]}])),
        },
        acceptance={
            "probability": 0.7,
            "reasons": {"no_budget": 1},
            "after": draw(some(["first_touch", "contact"])),
            **draw(some([{}, {"delay_minutes": 90}])),
        },
        qualification={"probability": 0.5, "after_hours": 5},
        deal={"probability": 0.5, "after_hours": 5, "amount": [100, 200]},
        returning={"probability": 0.5, "after_hours": 5},
    )


@settings(max_examples=15)
@given(scenarios(), st.sampled_from(AGREEMENTS), st.integers(0, 99))
def test_a_run_is_judged_as_evaluate_judges_its_log(found: Scenario, terms: Any, seed: int) -> None:
    run = found.simulate(terms(), BEGIN, END, rng=seed)
    judged = ls.evaluate(terms(), run.events, at=END)
    assert run.evaluation.to_dict() == judged.to_dict()
    assert run.evaluation.plans == judged.plans
    assert run.evaluation.worklist() == judged.worklist()
    assert run.evaluation.later == judged.later == 0
    assert run.metrics()["leads"] == len(judged.leads)


def test_work_that_lasts_past_the_end_is_judged_as_of_the_end() -> None:
    """A touch of an hour begins ten minutes before the end, and a step falls due after it, within the hour."""
    terms = agreement("", CADENCE.replace("within: 2 business hours", "within: 15 minutes"))
    found = scenario(
        arrivals={"campaigns": {"at": "2026-03-03T10:00", "leads": 1, "over": "1 minute"}},
        work={"handling_minutes": [60], "contact": 0},
    )
    begun = dt.datetime(2026, 3, 3, 15, tzinfo=dt.UTC)
    for minutes in (10, 30, 61, 90):
        end = begun + dt.timedelta(minutes=minutes)
        run = found.simulate(terms, begun, end, rng=7)
        assert run.evaluation.to_dict() == ls.evaluate(terms, run.events, at=end).to_dict()


@settings(max_examples=10)
@given(scenarios(), st.sampled_from(AGREEMENTS), st.integers(0, 99))
def test_a_lead_is_worked_by_one_person_at_a_time_and_a_person_by_their_capacity(
    found: Scenario, terms: Any, seed: int
) -> None:
    run = found.simulate(terms(), BEGIN, END, rng=seed)
    by_lead, by_person = dict[str, list[Any]](), dict[str, list[Any]]()
    for event in run.events:
        if event.name == "touched":
            ended = event.at + dt.timedelta(minutes=event.data["minutes"])
            by_lead.setdefault(event.lead, []).append((event.at, ended))
            by_person.setdefault(event.actor or "", []).append((event.at, ended))
    slack = dt.timedelta(milliseconds=50)  # minutes are written with three decimals
    for touches in by_lead.values():
        assert all(ended <= begun + slack for (_, ended), (begun, _) in pairwise(touches))
    most = found.representatives[0].capacity
    for touches in by_person.values():
        for begun, _ in touches:
            assert sum(one <= begun < other - slack for one, other in touches) <= most


def test_the_explanation_of_a_simulated_clock_is_that_of_its_log() -> None:
    run = scenario(work={"handling_minutes": 30, "contact": 0.3}).simulate(
        agreement("", CADENCE), BEGIN, END, rng=3
    )
    judged = ls.evaluate(agreement("", CADENCE), run.events, at=END)
    for lead in run.evaluation.leads[:5]:
        assert str(run.evaluation.explain(lead, "answer")) == str(judged.explain(lead, "answer"))


@pytest.mark.parametrize("terms", AGREEMENTS[1:5])
def test_a_log_that_was_written_and_read_back_is_judged_alike(terms: Any, tmp_path: Path) -> None:
    found = scenario(
        arrivals={
            "per_hour": 1,
            "fields": {"source": "demo_request", "email": "a@b.example", "score": {"norm": {}}},
        },
        work={"handling_minutes": 30, "contact": [0.5, 0.2]},
        acceptance={"probability": 0.5, "reasons": {"no, really": 1, "none": 2}},
        deal={"probability": 0.5, "amount": {"lognorm": {"s": 1}}},
    )
    run = found.simulate(terms(), BEGIN, END, rng=3)
    run.to_csv(tmp_path / "log.csv")
    read = ls.read_events(tmp_path / "log.csv")
    assert [(event.lead, event.at, event.name, event.actor) for event in read] == [
        (event.lead, event.at, event.name, event.actor) for event in run.events
    ]
    assert ls.evaluate(terms(), read, at=END).to_dict() == run.evaluation.to_dict()


def test_a_run_is_repeated_by_its_streams_and_another_is_another() -> None:
    found = scenario()
    one = found.simulate(agreement(), BEGIN, END)
    assert found.simulate(agreement(), BEGIN, END, rng=one.streams).events == one.events
    assert found.simulate(agreement(), BEGIN, END, rng=one.streams.in_run(1)).events != one.events


def plain(people: int, seed: int, end: dt.datetime = END) -> SimulatedRun:
    """A queue round the clock in which each lead is worked once."""
    found = scenario(
        arrivals={"per_hour": 12},
        representatives={"number": people, "hours": ALWAYS},
        work={"handling_minutes": 20},
    )
    return found.simulate(agreement(), BEGIN, end, rng=seed)


def test_the_plain_queue_begins_its_leads_as_serve_does() -> None:
    for people in (5, 6):
        run = plain(people, 7)
        life, crowd = run._host.life, run._host.crowd
        arrived = np.array(crowd.arrived)
        handled = np.array(life.handling[0])
        starts = serve(arrived, handled, people)
        end = round(END.timestamp() * 1e6)
        assert len(arrived) > 1500
        assert [at if at >= 0 else None for at in life.touched] == [
            at if at <= end else None for at in starts.tolist()
        ]
        assert (starts > arrived).mean() > 0.2


@settings(max_examples=10)
@given(st.integers(1, 6), st.integers(0, 99))
def test_one_person_more_never_makes_a_lead_wait_longer(people: int, seed: int) -> None:
    end = BEGIN + dt.timedelta(days=1)
    few, many = (plain(number, seed, end) for number in (people, people + 1))
    for one, other in zip(few.leads, many.leads, strict=True):
        assert (one.lead, one.came) == (other.lead, other.came)
        assert other.wait_min <= one.wait_min
        assert other.first_touch is not None or one.first_touch is None


@settings(max_examples=10)
@given(scenarios(), st.integers(0, 99))
def test_as_many_wait_in_the_mean_as_come_and_wait(found: Scenario, seed: int) -> None:
    """Little's law: the area under the number of those who wait, as the log tells it, is the sum of the waits."""
    run = found.simulate(agreement(), BEGIN, END, rng=seed)
    area, waiting, last = 0.0, set[str](), BEGIN
    seen = set[str]()
    for event in run.events:
        area += len(waiting) * (event.at - last).total_seconds()
        last = event.at
        if event.name == "created":
            waiting.add(event.lead)
        elif event.lead not in seen and event.name == "touched":
            seen.add(event.lead)
            waiting.discard(event.lead)
    area += len(waiting) * (END - last).total_seconds()
    assert area / 60 == pytest.approx(run.waiting().wait_min, abs=1e-6)


@settings(max_examples=10)
@given(scenarios(), st.sampled_from(AGREEMENTS), st.integers(0, 99))
def test_a_wait_is_the_sum_of_its_parts(found: Scenario, terms: Any, seed: int) -> None:
    run = found.simulate(terms(), BEGIN, END, rng=seed)
    for lead in run.leads:
        parts = lead.wait_routing_min, lead.wait_closed_min, lead.wait_queue_min
        assert min(parts) >= 0
        assert sum(parts) == pytest.approx(lead.wait_min)
    whole = run.waiting()
    assert whole.wait_min == pytest.approx(sum(lead.wait_min for lead in run.leads))
    if whole.wait_min:
        shares = (whole.routing_share, whole.closed_share, whole.queue_share)
        assert sum(share or 0 for share in shares) == pytest.approx(1)


def test_policies_meet_the_same_leads_with_the_same_luck() -> None:
    work = {"handling_minutes": 25, "contact": [0.5, 0.3]}
    runs = [
        scenario(work=work, representatives=people, routing={"to": to}).simulate(
            agreement(), BEGIN, END, rng=5
        )
        for people, to in ((3, "pool"), (9, "round_robin"))
    ]
    touches = []
    for run in runs:
        found: dict[tuple[str, int], tuple[str, float]] = {}
        for event in run.events:
            if event.name == "touched":
                place = sum(lead == event.lead for lead, _ in found)
                found[event.lead, place] = (event.data["outcome"], event.data["minutes"])
        touches.append(found)
    both = touches[0].keys() & touches[1].keys()
    assert len(both) > 200
    assert all(touches[0][one] == touches[1][one] for one in both)


def test_a_trial_gives_the_metrics_of_its_runs_also_in_another_process() -> None:
    found = scenario(arrivals={"per_hour": 1})
    trial = found.trial(agreement("", CADENCE), BEGIN, END)
    again = pickle.loads(pickle.dumps(trial))
    experiment = replicate({"one": trial, "again": again}, runs=3, rng=7)
    for number in range(3):
        run = found.simulate(agreement("", CADENCE), BEGIN, END, rng=Streams.of(7).in_run(number))
        for name, value in run.metrics().items():
            for policy in ("one", "again"):
                kept = experiment.values[policy][name][number]
                assert kept == value or (value is None and kept != kept)


def test_the_share_kept_of_a_promise_is_what_attainment_says() -> None:
    run = scenario(work={"handling_minutes": 35}).simulate(agreement("", CADENCE), BEGIN, END, rng=7)
    for row in run.evaluation.attainment():
        assert run.metrics()[f"kept_share_{row.clause}"] == pytest.approx(row.rate)
