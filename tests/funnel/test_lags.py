"""Delays as distributions over whole days, against enumeration, against scipy and against draws."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import ceil, log
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadsla.funnel import Delay
from leadsla.funnel.lags import LONGEST, NO_LAG, Lag, in_words

DAYS = st.fractions(min_value=0, max_value=40, max_denominator=4)
SAMPLES = st.lists(DAYS, min_size=1, max_size=4)


def lag(value: Any) -> Lag:
    return Lag.of_delay(Delay.of(value))


def test_a_part_of_a_day_counts_as_a_day() -> None:
    """Two and a half days are three; none are none."""
    assert (lag(2.5).within(2), lag(2.5).within(3)) == (0, 1)
    assert lag(0) == NO_LAG == Lag.of_delay(None)
    assert lag([0.5, 2, 2, 7]).weights == (0, 1, 2, 0, 0, 0, 0, 1)


@settings(max_examples=30)
@given(st.lists(SAMPLES, min_size=1, max_size=4))
def test_a_sum_is_that_of_all_who_could_be(samples: list[list[Fraction]]) -> None:
    """Every combination of one delay of each sample, counted one by one."""
    found = NO_LAG
    for sample in samples:
        found += lag(sample)
    totals = [sum(map(ceil, one)) for one in product(*samples)]
    for days in range(max(totals) + 2):
        assert found.within(days) == Fraction(sum(total <= days for total in totals), len(totals))
    assert found.within(-1) == 0


@settings(max_examples=30)
@given(
    st.lists(st.integers(1, 99), min_size=1, max_size=5, unique=True),
    st.lists(st.integers(1, 300), min_size=5, max_size=5, unique=True),
)
def test_quantiles_are_kept_exactly(shares: list[int], days: list[int]) -> None:
    told = dict(zip(sorted(shares), sorted(days[: len(shares)]), strict=True))
    found = lag({f"p{share}": number for share, number in told.items()})
    assert all(found.within(number) == Fraction(share, 100) for share, number in told.items())
    assert all(found.quantile(Fraction(share, 100)) == number for share, number in told.items())
    assert all(weight >= 0 for weight in found.weights)


@pytest.mark.parametrize("factor", [1, 2, 5])
def test_two_quantiles_are_lognormal(factor: int) -> None:
    """As scipy has it, and longer days at the same shares are later at every share."""
    stats = pytest.importorskip("scipy.stats")
    found = lag({"p50": 3 * factor, "p90": 20 * factor})
    spread = log(20 / 3) / stats.norm.ppf(0.9)
    for days in (1, 2, 10, 60, 400):
        wanted = stats.lognorm.cdf(days, spread, scale=3 * factor)
        assert float(found.within(days)) == pytest.approx(wanted, abs=1e-11)
        assert found.within(days) <= lag({"p50": 3, "p90": 20}).within(days)


def test_one_quantile_is_exponential_and_more_are_pieces() -> None:
    assert lag({"p50": 3}).within(6) == Fraction(3, 4)
    found = lag({"p30": 0, "p65": 2, "p90": 2, "p95": 9})
    assert [found.within(days) for days in (0, 2, 9)] == [
        Fraction(30, 100),
        Fraction(9, 10),
        Fraction(19, 20),
    ]
    assert found.within(1) < Fraction(65, 100)
    assert lag({"p20": 5, "p80": 5}) == lag(5)
    assert lag({"p20": 0, "p80": 0}) == NO_LAG


def test_what_is_taken_is_said() -> None:
    values: Sequence[Any] = (
        7,
        [1, 2],
        {"p50": 0},
        {"p50": 3},
        {"p50": 3, "p90": 20},
        {"p10": 1, "p50": 3, "p90": 9},
    )
    assert [in_words(Delay.of(value)) for value in values] == [
        None,
        None,
        None,
        "exponential, through p50 3",
        "lognormal, through p50 3, p90 20",
        "lognormal, in pieces, through p10 1, p50 3, p90 9",
    ]
    assert in_words(Delay.of({"p20": 5, "p80": 5})) == "always, through p20 5, p80 5"


def test_nothing_is_waited_for_beyond_ten_years() -> None:
    """What takes longer never comes, in a sum as well."""
    never = lag([1, 10**9])
    assert (never.within(10**9), never.quantile(Fraction(1, 2)), never.quantile(1)) == (
        Fraction(1, 2),
        1,
        None,
    )
    assert (lag(LONGEST) + lag(1)).weights == ()
    assert (lag(LONGEST) + lag(1) + lag(1)).within(LONGEST) == 0


def test_a_sum_of_lognormal_delays_against_draws() -> None:
    """A hundred thousand draws of both, each rounded up, with a fixed seed."""
    numpy = pytest.importorskip("numpy")
    draws = numpy.random.default_rng(6)
    normal = 1.2815515655446004
    parts = [(3, 20), (30, 75)]
    count = 100_000
    total = sum(
        numpy.ceil(draws.lognormal(log(half), log(most / half) / normal, count)) for half, most in parts
    )
    found = lag({"p50": 3, "p90": 20}) + lag({"p50": 30, "p90": 75})
    for days in (10, 30, 45, 90, 200):
        share = float(found.within(days))
        assert (total <= days).mean() == pytest.approx(share, abs=4 * (share * (1 - share) / count) ** 0.5)
