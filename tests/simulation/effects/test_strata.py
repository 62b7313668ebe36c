"""Odds within strata, against what can be worked out in another way."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special, stats

from leadsla.simulation.effects import OddsRatio, Slope
from leadsla.simulation.effects.strata import Stratum

COUNTS = st.integers(1, 40)


def stratum(minutes: list[float], outcomes: list[int]) -> Stratum:
    return np.log(minutes), np.array(outcomes, dtype=bool)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
@settings(max_examples=30)
def test_one_table_has_the_ratio_and_variance_of_woolf(a: int, b: int, c: int, d: int) -> None:
    found = OddsRatio.of([(a, b, c, d)])
    assert found.ratio is not None
    assert found.high is not None
    assert found.ratio == pytest.approx(a * d / (b * c))
    error = math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    assert math.log(found.high / found.ratio) == pytest.approx(stats.norm.isf(0.025) * error)


def test_the_ratio_common_to_two_strata_by_hand() -> None:
    """(10 x 30 / 60 + 5 x 40 / 100) / (10 x 10 / 60 + 35 x 20 / 100)."""
    found = OddsRatio.of([(10, 10, 10, 30), (5, 35, 20, 40)])
    assert found.ratio == pytest.approx((5 + 2) / (100 / 60 + 7))
    assert found.leads == 160


def test_the_same_strata_twice_tell_the_same_more_surely() -> None:
    one, two = OddsRatio.of([(10, 10, 10, 30)]), OddsRatio.of([(10, 10, 10, 30)] * 2)
    assert one.ratio == two.ratio == 3
    assert one.high is not None
    assert two.high is not None
    assert math.log(one.high / 3) == pytest.approx(math.sqrt(2) * math.log(two.high / 3))


def test_a_stratum_without_a_comparison_tells_nothing() -> None:
    blank = [(0, 0, 3, 4), (3, 4, 0, 0), (2, 0, 3, 0), (0, 2, 0, 3)]
    assert OddsRatio.of(blank) == OddsRatio.of([]) == OddsRatio(None, None, None, 0)
    assert OddsRatio.of([*blank, (8, 2, 4, 6)]) == OddsRatio.of([(8, 2, 4, 6)])
    assert OddsRatio.of([(3, 0, 2, 2)]) == OddsRatio(None, None, None, 7)
    assert str(OddsRatio.of([])) == "not told"


def test_the_crude_slope_is_that_of_a_logistic_regression() -> None:
    rng = np.random.default_rng(7)
    x = np.log(rng.uniform(1, 1000, 300))
    y = rng.random(300) < special.expit(1 - 0.4 * x)

    def loss(given: np.ndarray) -> float:
        level = given[0] + given[1] * x
        return float(np.logaddexp(0, level).sum() - level[y].sum())

    fitted = optimize.minimize(loss, [0.0, 0.0], method="BFGS", options={"gtol": 1e-7})
    found = Slope.of([(x, y)])
    assert found.slope == pytest.approx(-fitted.x[1], rel=1e-4)
    assert found.high is not None
    share = special.expit(fitted.x[0] + fitted.x[1] * x)
    design = np.column_stack([np.ones_like(x), x])
    covariance = np.linalg.inv(design.T @ (design * (share * (1 - share))[:, None]))
    half = stats.norm.isf(0.025) * math.sqrt(covariance[1, 1])
    assert found.high - found.slope == pytest.approx(half, rel=1e-4)
    assert (found.leads, found.strata, found.why) == (300, 1, None)


def test_small_strata_are_conditioned_on_their_outcomes() -> None:
    """Against the likelihood over all choices of so many leads, one by one."""
    rng = np.random.default_rng(3)
    strata = []
    for size in (3, 5, 8, 6, 7, 4):
        x = np.log(rng.uniform(1, 500, size))
        y = np.zeros(size, dtype=bool)
        y[rng.permutation(size)[: size // 2]] = True
        strata.append((x, y))

    def loss(slope: float) -> float:
        total = 0.0
        for x, y in strata:
            sums = [slope * sum(chosen) for chosen in itertools.combinations(x, int(y.sum()))]
            total += special.logsumexp(sums) - slope * x[y].sum()
        return total

    fitted = optimize.minimize_scalar(loss, bounds=(-10, 10), method="bounded", options={"xatol": 1e-9})
    found = Slope.of(strata, "within")
    assert found.slope == pytest.approx(-fitted.x, abs=1e-5)
    curved = (loss(fitted.x + 1e-3) - 2 * loss(fitted.x) + loss(fitted.x - 1e-3)) / 1e-6
    assert found.high is not None
    assert found.high - found.slope == pytest.approx(stats.norm.isf(0.025) / math.sqrt(curved), rel=1e-3)


def test_pairs_are_told_by_those_that_differ() -> None:
    """Of 12 pairs the faster lead alone had the outcome, of 4 the slower one: 3 times the odds for twice the time.

    A level of its own for each pair would make nine times of it.
    """
    pairs = (
        [stratum([10, 20], [1, 0])] * 12 + [stratum([10, 20], [0, 1])] * 4 + [stratum([10, 20], [1, 1])] * 9
    )
    found = Slope.of(pairs)
    assert found.slope == pytest.approx(math.log2(3))
    assert (found.leads, found.strata) == (32, 16)


def test_large_strata_have_a_level_of_their_own() -> None:
    """Which is the same as conditioning, but for what hundreds of leads cannot tell apart."""
    rng = np.random.default_rng(5)
    x = np.log(rng.uniform(1, 500, 400))
    y = rng.random(400) < special.expit(0.5 - 0.5 * x)
    whole = Slope.of([(x, y), (x, y)])
    assert whole.slope == pytest.approx(Slope.of([(x, y)]).slope, rel=1e-6)
    few = Slope.of([(x[:100], y[:100])])
    more = Slope.of([(x[:101], y[:101])])
    assert few.slope == pytest.approx(more.slope, rel=0.1)


def test_where_there_is_no_slope_it_says_why() -> None:
    found = Slope.of([stratum([5, 5], [1, 0]), stratum([5, 9], [1, 1])])
    assert (found.slope, found.leads) == (None, 0)
    assert "no two leads" in str(found)
    apart = Slope.of([stratum([1, 2, 30, 40], [1, 1, 0, 0])])
    assert (apart.slope, apart.high, apart.leads) == (None, None, 4)
    assert "separates the outcomes" in str(apart)
    apart = Slope.of([stratum([*range(1, 200)], [1] * 100 + [0] * 99)])
    assert apart.slope is None


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(11)
    held = {"slope": 0, "ratio": 0}
    runs = 120
    for _ in range(runs):
        strata, tables = [], []
        for level in rng.normal(0, 1.5, 12):
            x = np.log(rng.uniform(1, 200, 16)) + level  # the better a stratum, the slower it is answered
            strata.append((x, rng.random(16) < special.expit(level + 1 - 0.6 * (x - level) - 0.6 * level)))
            counts = rng.binomial([8, 8], special.expit([level + math.log(3), level]))
            tables.append((int(counts[0]), int(8 - counts[0]), int(counts[1]), int(8 - counts[1])))
        slope, ratio = Slope.of(strata), OddsRatio.of(tables)
        held["slope"] += slope.low is not None and slope.high is not None and slope.low <= 0.6 <= slope.high
        held["ratio"] += ratio.low is not None and ratio.high is not None and ratio.low <= 3 <= ratio.high
    for count in held.values():
        assert stats.binomtest(count, runs, 0.95).pvalue > 0.01
