"""Intervals of means over runs."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest
from scipy import stats

from leadsla.errors import ExtraError, ScenarioError
from leadsla.simulation.intervals import Difference, Interval


def test_students_interval() -> None:
    """By hand: mean 5, standard deviation sqrt(2/3), four runs, t of 3 degrees is 3.182446."""
    found = Interval.of([4.0, 6.0, 5.0, 5.0])
    assert found.mean == 5
    assert found.half_width == pytest.approx(3.182446 * math.sqrt(2 / 3) / 2, rel=1e-6)
    assert found.holds(5 + found.half_width - 1e-9)
    assert not found.holds(5 + found.half_width + 1e-9)
    assert str(found) == "5 (3.701 to 6.299; 95 %, 4 runs)"
    wider = Interval.of([4.0, 6.0, 5.0, 5.0], confidence=0.99)
    assert wider.half_width == pytest.approx(5.840909 * math.sqrt(2 / 3) / 2, rel=1e-6)


def test_it_holds_the_truth_as_often_as_it_says() -> None:
    """Ninety of a hundred, of 1,000 samples of six."""
    samples = np.random.default_rng(7).normal(3, 2, (1000, 6))
    held = sum(Interval.of(sample, 0.9).holds(3) for sample in samples)
    assert stats.binomtest(held, 1000, 0.9).pvalue > 0.01


def test_runs_without_a_value_are_counted_apart() -> None:
    """They are no zeros; one run has no interval, none has no mean."""
    found = Interval.of([4.0, math.nan, 6.0])
    assert (found.mean, found.runs, found.missing) == (5, 2, 1)
    assert "1 without a value" in str(found)
    one = Interval.of([4.0, math.nan, math.nan], 0.9)
    assert (one.runs, one.missing, one.confidence) == (1, 2, 0.9)
    assert (one.mean, one.low, one.high, one.half_width) == (4, None, None, None)
    assert not one.holds(4)
    assert str(one) == "4 (one run: no interval)"
    none = Interval.of([None, None], 0.9)
    assert (none.missing, none.confidence) == (2, 0.9)
    none = Interval.of([math.nan])
    assert (none.mean, none.runs, none.missing) == (None, 0, 1)
    assert str(none) == "no value in any run"
    assert Interval.of([2.0, 2.0]).to_dict() == {
        "mean": 2.0, "low": 2.0, "high": 2.0, "runs": 2, "missing": 0, "confidence": 0.95
    }  # fmt: skip


def test_a_difference_is_that_of_pairs() -> None:
    """As scipy's paired test has it; the same leads take away most of the variance."""
    rng = np.random.default_rng(7)
    common = rng.normal(10, 3, 25)
    one, other = common + rng.normal(0.5, 0.4, 25), common + rng.normal(0, 0.4, 25)
    found = Difference.between(one, other)
    wanted = stats.ttest_rel(one, other).confidence_interval(0.95)
    assert (found.low, found.high) == (pytest.approx(wanted.low), pytest.approx(wanted.high))
    assert found.beyond_chance
    assert found.cut == pytest.approx(1 - (one - other).var() / (one.var() + other.var()))
    assert found.cut > 0.9
    assert Difference.between([1, 2, None], [0, 0, 0], 0.9).confidence == 0.9
    assert Difference.between([0, 0, 0], [1, 2, None], 0.9).mean == -1.5
    one[3] = math.nan
    assert (Difference.between(one, other).runs, Difference.between(one, other).missing) == (24, 1)


def test_differences_of_nothing() -> None:
    """Nothing varies, or too little is known."""
    assert Difference.between([1.0, 1.0], [1.0, 1.0]).cut is None
    assert not Difference.between([1.0, 1.0], [1.0, 1.0]).beyond_chance
    assert Difference.between([1.0], [1.0]).cut is None
    assert not Difference.between([1.0], [0.0]).beyond_chance
    against = Difference.between([1.0, 2.0], [2.0, 1.0])
    assert against.cut is not None
    assert against.cut < 0


def test_without_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is said."""
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    with pytest.raises(ExtraError, match=r"leadsla\[science\]"):
        Interval.of([1.0, 2.0])


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_what_is_no_confidence(confidence: float) -> None:
    """Refused by name."""
    with pytest.raises(ScenarioError, match="`confidence`"):
        Interval.of([1, 2], confidence)
