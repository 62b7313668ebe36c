"""Questions before a promise: inverses of Erlang's answers, and held against the plain queue."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadsla.errors import ScenarioError, UnstableError
from leadsla.simulation import (
    ErlangA,
    ErlangC,
    PlainQueue,
    arrivals_by_team,
    best_window,
    most_arrivals,
    replicate,
    smallest_patient_team,
    smallest_team,
)

RATES, TIMES, SHARES = st.floats(0.5, 60), st.floats(1, 60), st.floats(0.5, 0.99)


@given(RATES, TIMES, st.integers(0, 5), SHARES)
@settings(max_examples=40)
def test_within_the_best_window_just_the_share_is_answered(
    rate: float, minutes: float, more: int, share: float
) -> None:
    people = math.floor(rate * minutes / 60) + 1 + more
    found = best_window(rate, minutes, people, share)
    line = ErlangC(rate, minutes, people)
    if line.unstable:
        return
    assert found.window_minutes is not None
    assert line.share_within(found.window_minutes) >= share - 1e-9
    if found.window_minutes:
        assert line.share_within(found.window_minutes) == pytest.approx(share)
    else:
        assert 1 - line.probability_of_waiting >= share - 1e-12


@given(RATES, TIMES, st.integers(1, 20), SHARES, st.floats(5, 60))
@settings(max_examples=30)
def test_the_same_where_leads_leave(
    rate: float, minutes: float, people: int, share: float, patience: float
) -> None:
    found = best_window(rate, minutes, people, share, patience)
    queue = ErlangA(rate, minutes, people, patience)
    if found.window_minutes is None:
        assert found.why is not None
        assert 1 - queue.probability_of_leaving <= share
    elif found.window_minutes:
        assert queue.share_within(found.window_minutes) == pytest.approx(share, abs=1e-9)
    else:
        assert queue.share_within(0) >= share


def test_the_window_against_the_plain_queue() -> None:
    """Seven people keep 80 % within 2.41 minutes, within three standard errors of 30 runs."""
    found = best_window(30, 10, people=7, share=0.8)
    assert found.window_minutes is not None
    trial = PlainQueue.random(30, 10, 7).trial(
        customers=4_000, warm_up_hours=8, within_minutes=[found.window_minutes]
    )
    seen = replicate({"seven": trial}, runs=30, rng=7)
    [metric] = [name for name in seen.metrics if name.startswith("share_within")]
    estimate = seen.estimate(metric)
    assert estimate.mean is not None
    assert estimate.half_width is not None
    assert abs(estimate.mean - 0.8) < 3 * estimate.half_width / 2.045


def test_a_team_that_cannot_do_the_work_has_no_window() -> None:
    with pytest.raises(UnstableError):
        best_window(30, 10, people=5, share=0.8)
    found = best_window(30, 10, people=5, share=0.8, patience_minutes=20)
    assert found.window_minutes is not None
    assert found.utilisation == ErlangA(30, 10, 5, 20).utilisation
    assert "Erlang A" in str(found)
    assert "Erlang C" in found._repr_html_() or "Erlang A" in found._repr_html_()
    assert len(found.to_dict()["assumptions"]) == 3


@given(st.integers(1, 15), TIMES, st.floats(0, 30), SHARES)
@settings(max_examples=30)
def test_one_lead_more_is_one_too_many(people: int, minutes: float, within: float, share: float) -> None:
    most = most_arrivals(people, minutes, within, share)
    if most:
        assert ErlangC(most, minutes, people).share_within(within) >= share - 1e-9
        assert smallest_team(most * 0.999, minutes, share, within).people <= people
    assert smallest_team(most * 1.001 + 1e-6, minutes, share, within).people > people


@given(st.integers(1, 10), TIMES, st.floats(0, 30), SHARES, st.floats(5, 60))
@settings(max_examples=20)
def test_the_same_with_patience(
    people: int, minutes: float, within: float, share: float, patience: float
) -> None:
    most = most_arrivals(people, minutes, within, share, patience)
    if most > 1e-6:
        assert smallest_patient_team(most * 0.999, minutes, patience, share, within).people <= people
        assert smallest_patient_team(most * 1.001, minutes, patience, share, within).people > people


def test_what_teams_can_take_has_no_gaps() -> None:
    found = arrivals_by_team(10, share=0.8, within_minutes=5, people=range(1, 8))
    tops = [row.up_to_per_hour for row in found.rows]
    assert [row.above_per_hour for row in found.rows] == [0, *tops[:-1]]
    for row in found.rows:
        assert smallest_team((row.above_per_hour + row.up_to_per_hour) / 2, 10, 0.8, 5).people == row.people
        assert row.utilisation_at_most == pytest.approx(
            ErlangC(row.up_to_per_hour, 10, row.people).utilisation
        )
    assert repr(found) == "<TeamRanges 80 % within 5 min, 10 min each: 7 teams>"
    assert found.to_frame("polars").columns == [
        "people",
        "above_per_hour",
        "up_to_per_hour",
        "utilisation_at_most",
    ]
    assert found.to_dict()["assumptions"] == list(found.assumptions)
    assert "round the clock" in str(found)
    patient = arrivals_by_team(10, share=0.8, within_minutes=5, people=[7], patience_minutes=20)
    assert patient.rows[0].up_to_per_hour > found.rows[6].up_to_per_hour
    assert patient.rows[0].utilisation_at_most < 1


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: best_window(30, 10, 7, 1.0), "share"),
        (lambda: best_window(-1, 10, 7, 0.8), "arrivals_per_hour"),
        (lambda: best_window(30, 10, 0, 0.8), "people"),
        (lambda: best_window(30, 10, 7, 0.8, 0), "patience_minutes"),
        (lambda: arrivals_by_team(10, 1, 5), "share"),
        (lambda: arrivals_by_team(10, 0.8, 5, people=[0]), "people"),
        (lambda: arrivals_by_team(10, 0.8, math.nan), "minutes"),
    ],
)
def test_what_cannot_be_is_refused(call: object, field: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.field == field
