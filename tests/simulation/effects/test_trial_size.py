"""How many leads a trial needs, against what is known of two shares."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from leadsla.errors import ScenarioError
from leadsla.simulation.effects import TrialSize, trial_size


@pytest.mark.parametrize(
    ("rate", "faster", "power", "each"), [(0.5, 0.6, 0.8, 388), (0.1, 0.15, 0.8, 686), (0.2, 0.3, 0.9, 392)]
)
def test_sizes_that_stand_in_tables(rate: float, faster: float, power: float, each: int) -> None:
    found = trial_size(rate, faster, power=power)
    assert (found.leads_each, found.leads) == (each, 2 * each)


def test_it_finds_the_effect_as_often_as_it_says() -> None:
    found = trial_size(0.1, odds_ratio=2)
    assert found.faster_rate == pytest.approx(2 / 11)
    assert found.odds_ratio == pytest.approx(2)
    exact = found.exact_power()
    assert exact == pytest.approx(0.8, abs=0.02)
    rng, runs = np.random.default_rng(7), 4000
    left, asked = (rng.binomial(found.leads_each, rate, runs) / found.leads_each for rate in (0.1, 2 / 11))
    both = (left + asked) / 2
    z = np.abs(asked - left) / np.sqrt(2 * both * (1 - both) / found.leads_each)
    seen = int((z > stats.norm.isf(0.025)).sum())
    assert stats.binomtest(seen, runs, exact).pvalue > 0.01


def test_without_an_effect_it_finds_one_as_seldom_as_it_says() -> None:
    none = TrialSize(300, 0.2, 0.5, power=0.8, significance=0.05, done=0.3, done_anyway=0.3)
    assert none.exact_power() == pytest.approx(0.05, abs=0.005)


def test_who_can_only_encourage_needs_more() -> None:
    """Half of the difference is about four times the leads."""
    plain, half = trial_size(0.1, 0.2), trial_size(0.1, 0.2, done=0.75, done_anyway=0.25)
    assert (half.rate_left, half.rate_asked) == pytest.approx((0.125, 0.175))
    assert half.leads_each == trial_size(0.125, 0.175).leads_each
    assert 3.9 < half.leads / plain.leads < 4.5


def test_it_is_the_same_for_an_effect_that_does_harm() -> None:
    assert trial_size(0.6, 0.5).leads == trial_size(0.5, 0.6).leads


def test_it_shows_what_it_rests_on() -> None:
    found = trial_size(0.5, 0.6)
    assert "by chance" in str(found)
    assert found.to_dict()["assumptions"] == list(found.assumptions)
    assert found.to_frame("polars")["leads"].to_list() == [776]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"rate": 0}, "rate"),
        ({"rate": 0.1}, "faster_rate"),
        ({"rate": 0.1, "faster_rate": 0.2, "odds_ratio": 2}, "faster_rate"),
        ({"rate": 0.1, "faster_rate": 1}, "faster_rate"),
        ({"rate": 0.1, "odds_ratio": 0}, "steps"),
        ({"rate": 0.1, "faster_rate": 0.1}, "rate"),
        ({"rate": 0.1, "faster_rate": 0.2, "done": 0.4, "done_anyway": 0.4}, "rate"),
        ({"rate": 0.1, "faster_rate": 0.2, "done": 1.1}, "done"),
        ({"rate": 0.1, "faster_rate": 0.2, "done_anyway": math.nan}, "done_anyway"),
        ({"rate": 0.1, "faster_rate": 0.2, "power": 1}, "power"),
        ({"rate": 0.1, "faster_rate": 0.2, "significance": 0}, "significance"),
    ],
)
def test_what_is_no_trial_is_refused(given: dict[str, float], field: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        trial_size(**given)
    assert caught.value.field == field


def test_all_outcomes_of_a_large_trial_are_too_many() -> None:
    with pytest.raises(ScenarioError, match="up to 3,000"):
        trial_size(0.01, 0.011).exact_power()
