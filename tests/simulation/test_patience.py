"""The queue whose leads lose patience, against the balance of its states in exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadsla.errors import ScenarioError
from leadsla.simulation.erlang import ErlangC
from leadsla.simulation.patience import ErlangA, Series, smallest_patient_team


def states(arrivals: int, minutes: int, people: int, patience: int) -> list[Fraction]:
    """The chance of each number of leads in the queue or at work, until they are too rare to matter."""
    come, done, leave = Fraction(arrivals, 60), Fraction(1, minutes), Fraction(1, patience)
    weights = [Fraction(1)]
    while len(weights) <= people + 5 or weights[-1] * 10**20 > max(weights):
        number = len(weights)
        gone = min(number, people) * done + max(0, number - people) * leave
        # Rounded to 40 digits, or the fractions outgrow the memory.
        weights.append(Fraction(round(weights[-1] * come / gone * 10**40), 10**40))
    total = sum(weights)
    return [weight / total for weight in weights]


def beta_below(x: float, whole: int, other: int) -> float:
    """The distribution of a beta variable with whole parameters, by binomial sums."""
    size = whole + other - 1
    return math.fsum(math.comb(size, k) * x**k * (1 - x) ** (size - k) for k in range(whole, size + 1))


@given(st.integers(1, 80), st.integers(1, 60), st.integers(1, 12), st.integers(1, 90))
@settings(max_examples=25)
def test_as_the_balance_of_the_states_has_it(arrivals: int, minutes: int, people: int, patience: int) -> None:
    """Chances, waits and those who leave, for stable and overfull queues alike."""
    chances = states(arrivals, minutes, people, patience)
    waiting = sum((max(0, number - people) * chance for number, chance in enumerate(chances)), Fraction(0))
    line = ErlangA(arrivals, minutes, people, patience)
    assert line.probability_of_waiting == pytest.approx(float(sum(chances[people:])), rel=1e-9)
    assert line.mean_waiting == pytest.approx(float(waiting), rel=1e-9)
    assert line.probability_of_leaving == pytest.approx(
        float(waiting / patience / Fraction(arrivals, 60)), rel=1e-9
    )
    busy = sum((min(number, people) * chance for number, chance in enumerate(chances)), Fraction(0))
    assert line.utilisation == pytest.approx(float(busy / people), rel=1e-9)


@pytest.mark.parametrize(("arrivals", "people"), [(12, 3), (30, 4), (60, 8)])
def test_who_is_answered_in_time_from_what_each_lead_finds(arrivals: int, people: int) -> None:
    """A lead that finds n waiting gets its answer after n + 1 leave the queue or end their handling, if it stays.

    With handling and patience of the same mean, the wait for that is -log of a beta variable with whole parameters.
    """
    minutes = patience = 10
    chances = [float(chance) for chance in states(arrivals, minutes, people, patience)]
    line = ErlangA(arrivals, minutes, people, patience)
    for within in (0, 1, 5, 30):
        x = math.exp(-within / patience)
        # E[X; X < x] of a beta variable is its mean times the distribution of the next one.
        later = math.fsum(
            chance * people / (people + ahead + 1) * beta_below(x, people + 1, ahead + 1)
            for ahead, chance in enumerate(chances[people:])
        )
        answered = 1 - line.probability_of_leaving
        assert line.share_within(within) == pytest.approx(answered - later, abs=1e-12)


def test_the_wait_of_those_answered_is_the_area_above_its_curve() -> None:
    """Integrated from the shares within a time."""
    line = ErlangA(30, 10, 5, 20)
    answered, step = 1 - line.probability_of_leaving, 0.05
    area = math.fsum(answered - line.share_within((place + 0.5) * step) for place in range(6000)) * step
    assert line.mean_wait_of_answered_min == pytest.approx(area / answered, rel=1e-4)


def test_endless_patience_is_erlangs_first_queue() -> None:
    """Where nobody ever leaves."""
    patient, line = ErlangA(30, 10, 7, 1e9), ErlangC(30, 10, 7)
    assert patient.probability_of_waiting == pytest.approx(line.probability_of_waiting, rel=1e-6)
    assert patient.mean_wait_min == pytest.approx(line.mean_wait_min, rel=1e-6)
    assert patient.mean_wait_of_answered_min == pytest.approx(line.mean_wait_min, rel=1e-6)
    assert patient.share_within(5) == pytest.approx(line.share_within(5), rel=1e-6)


def test_large_and_overfull_loads() -> None:
    """What the people cannot do leaves; nothing overflows and nothing is below zero."""
    line = ErlangA(6e5, 10, 50_000, 30)
    assert line.probability_of_leaving == pytest.approx(0.5, rel=1e-9)
    assert line.utilisation == pytest.approx(1)
    assert line.share_within(1) == pytest.approx(0, abs=1e-9)
    assert ErlangA(1, 1, 5000, 30).probability_of_waiting == 0.0
    assert ErlangA(1, 1, 5000, 30).mean_wait_min == 0.0
    assert line.share_within(-1) == 0.0
    assert ErlangA(30, 10, 5, 20).share_within(1e9) == pytest.approx(
        1 - ErlangA(30, 10, 5, 20).probability_of_leaving
    )


@pytest.mark.parametrize("within", [0, 5, 60])
def test_no_smaller_team_would_do(within: int) -> None:
    """One less does not reach the share."""
    for share in (0.01, 0.5, 0.8, 0.99):
        team = smallest_patient_team(30, 10, 20, share, within)
        assert team.share_within(within) >= share
        assert smallest_patient_team(0.01, 10, 20, share, within).people == 1
        assert team.people == 1 or ErlangA(30, 10, team.people - 1, 20).share_within(within) < share


def test_what_cannot_be_is_refused() -> None:
    """With its field."""
    with pytest.raises(ScenarioError, match="`patience_minutes`"):
        ErlangA(30, 10, 5, 0)
    with pytest.raises(ScenarioError, match="`minutes`"):
        ErlangA(30, 10, 5, 20).share_within(math.nan)
    with pytest.raises(ScenarioError, match="`within_minutes`"):
        smallest_patient_team(30, 10, 20, 0.8, math.nan)
    with pytest.raises(ScenarioError, match="`share`"):
        smallest_patient_team(30, 10, 20, 1, 5)
    with pytest.raises(ScenarioError, match="`within_minutes`"):
        smallest_patient_team(30, 10, 20, 0.8, -1)


def test_the_terms_of_the_sum() -> None:
    """M(1, b + 1, z) for whole b, from the exponential series; the largest term is 1."""
    for b, z in ((1, 4.0), (3, 0.5), (5, 40.0), (2, 3.0), (4, 4.0)):
        rest = math.fsum(z**n / math.factorial(n) for n in range(b, 150))
        series = Series.of(b, z)
        assert series.log_total == pytest.approx(math.log(rest * math.factorial(b) / z**b), rel=1e-12)
        assert max(series.terms) == 1.0
        assert series.terms[series.terms.index(1.0) :][-1] <= 1e-20


def test_as_data() -> None:
    """What went in, and what came out."""
    frame = ErlangA(30, 10, 5, 20).to_frame("polars")
    assert frame["probability_of_leaving"].to_list() == pytest.approx([0.146132], abs=1e-6)
    assert set(ErlangA(30, 10, 5, 20).to_dict()) == set(frame.columns)
