"""Times drawn at random: numbers, distributions and samples."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from leadsla.errors import ScenarioError
from leadsla.simulation.draws import Exponential, draws


@pytest.mark.parametrize(
    ("given", "mean", "variation"),
    [
        (10, 10, 1),
        (stats.expon(scale=10), 10, 1),
        (stats.gamma(4, scale=2), 8, 0.5),
        (stats.lognorm(0.5, scale=6), 6 * math.exp(0.125), math.sqrt(math.expm1(0.25))),
        (stats.poisson(4), 4, 0.5),
        (stats.Uniform(a=2.0, b=6.0), 4, 1 / math.sqrt(12)),
        ([5], 5, 0),
        (np.array([2, 4, 6]), 4, math.sqrt(8 / 3) / 4),
    ],
)
def test_mean_and_variation_are_those_of_what_is_drawn(given: Any, mean: float, variation: float) -> None:
    """As the source says it, and as 20,000 times have it."""
    source = draws("handling_minutes", given)
    assert source.mean == pytest.approx(mean)
    assert source.variation == pytest.approx(variation)
    times = source.draw(np.random.default_rng(7), 20_000)
    assert times.shape == (20_000,)
    assert times.dtype == float
    assert times.min() >= 0
    assert times.mean() == pytest.approx(mean, rel=0.03)
    assert times.std() == pytest.approx(variation * mean, rel=0.05, abs=1e-12)
    assert (source.draw(np.random.default_rng(7), 20_000) == times).all()


def test_a_source_stays_as_it_is() -> None:
    """And a sample is a copy of what was given."""
    assert draws("x", Exponential(3.0)) == Exponential(3.0)
    given = np.array([1.0, 2.0])
    source = draws("x", given)
    given[:] = 100
    assert source.mean == 1.5


def test_a_mean_that_there_is_not() -> None:
    """Infinite, whatever the distribution says of it."""
    assert draws("x", stats.pareto(0.9)).mean == math.inf


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (stats.norm(10, 2), "may be -inf"),
        (stats.Normal(mu=10.0, sigma=2.0), "may be -inf"),
        (-1, "mean of -1"),
        (0, "mean of 0"),
        ([0, 0], "mean of 0"),
        ([], "empty sample"),
        ([1, -1], "below 0 or no number"),
        ([1, math.nan], "below 0 or no number"),
        (["a"], "no number in it"),
        ("10", "'10'"),
        (math.inf, "no finite number"),
        (None, "no finite number"),
    ],
)
def test_what_gives_no_times(given: Any, why: str) -> None:
    """Refused with the name of the field."""
    with pytest.raises(ScenarioError, match=f"`handling_minutes` .*{why}"):
        draws("handling_minutes", given)
