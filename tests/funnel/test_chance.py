"""Probabilities: against tables, and against exact fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("scipy")

from leadsla.funnel.chance import at_least, at_least_exactly, fewest

ASKED = [Fraction(part, 100) for part in (50, 80, 90, 95)]


@pytest.mark.parametrize(
    ("successes", "rate", "needed"),
    [
        (1, "0.01", [69, 161, 230, 299]),
        (10, "0.02", [484, 625, 708, 782]),
        (50, "0.01", [4967, 5580, 5920, 6211]),
        (100, "0.10525", [947, 1025, 1067, 1103]),
    ],
)
def test_how_many_it_takes(successes: int, rate: str, needed: list[int]) -> None:
    """And one lead fewer is not enough, in exact fractions."""
    assert [fewest(successes, Fraction(rate), asked) for asked in ASKED] == needed
    for asked, leads in zip(ASKED, needed, strict=True):
        assert at_least_exactly(successes, leads, Fraction(rate)) >= asked
        assert at_least_exactly(successes, leads - 1, Fraction(rate)) < asked


def test_the_average_is_the_toss_of_a_coin() -> None:
    assert round(at_least(50, 5000, Fraction(1, 100)), 3) == 0.519


def test_exactly_at_the_boundary() -> None:
    """What is asked is what so many leads have exactly, so one of them more would be too many."""
    for successes, trials, rate in ((1, 1, Fraction(1, 2)), (2, 3, Fraction(1, 2)), (3, 7, Fraction(3, 10))):
        exactly = at_least_exactly(successes, trials, rate)
        assert fewest(successes, rate, exactly) == trials
        assert fewest(successes, rate, exactly + Fraction(1, 10**30)) == trials + 1
        assert fewest(successes, rate, exactly - Fraction(1, 10**30)) == trials


def test_a_rate_of_one_needs_no_more_than_the_goal() -> None:
    assert fewest(50, Fraction(1), Fraction(99, 100)) == 50
    assert (at_least(50, 50, Fraction(1)), at_least(50, 49, Fraction(1))) == (1, 0)


@settings(max_examples=40)
@given(
    st.integers(1, 12),
    st.fractions(Fraction(1, 40), Fraction(39, 40), max_denominator=40),
    st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=1000),
)
def test_the_smallest_by_exact_fractions(successes: int, rate: Fraction, asked: Fraction) -> None:
    found = fewest(successes, rate, asked)
    assert at_least_exactly(successes, found, rate) >= asked
    assert at_least_exactly(successes, found - 1, rate) < asked
    assert at_least(successes, found, rate) == pytest.approx(float(at_least_exactly(successes, found, rate)))


@settings(max_examples=20)
@given(st.integers(0, 8), st.integers(0, 9), st.fractions(0, 1, max_denominator=9))
def test_exact_fractions_by_counting_every_way(successes: int, trials: int, rate: Fraction) -> None:
    from itertools import product

    ways = product((rate, 1 - rate), repeat=trials)
    total = Fraction(0)
    for won, way in zip(product((1, 0), repeat=trials), ways, strict=True):
        if sum(won) >= successes:
            part = Fraction(1)
            for one in way:
                part *= one
            total += part
    assert at_least_exactly(successes, trials, rate) == total


def test_huge_numbers_are_quick_and_end() -> None:
    """Where a small part of what is asked decides, too."""
    assert fewest(10**6, Fraction(1, 10**6), Fraction(9, 10)) == 1_001_281_764_859
    assert fewest(3, Fraction(1, 10**9), Fraction(1, 10**6)) == 18_254_284
