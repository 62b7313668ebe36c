"""Waits with those that still go on: by hand, by an oracle that multiplies out, and by laws."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.errors import EventError
from leadsla.metrics.survival import Survival, in_words

MINUTE = dt.timedelta(minutes=1)


def minutes(*numbers: float) -> list[dt.timedelta]:
    return [number * MINUTE for number in numbers]


def test_a_curve_by_hand() -> None:
    # Of six, one is done after 1 minute (5/6 wait on), two of five after 2 (5/6 x 3/5 = 1/2), one leaves our sight
    # after 3, one of two is done after 5 (1/2 x 1/2 = 1/4), and the last still waits after 6.
    found = Survival.of(minutes(1, 2, 2, 5), waiting=minutes(3, 6))
    assert (found.done, found.waiting, found.total) == (4, 2, 6)
    assert found.times == (60, 120, 300)
    assert found.shares == pytest.approx((1 / 6, 1 / 2, 3 / 4))
    assert found.by(MINUTE).share == pytest.approx(1 / 6)
    assert found.by(4 * MINUTE).share == pytest.approx(1 / 2)
    assert found.by(0.5 * MINUTE).share == 0


def test_a_median_that_is_not_reached_is_none() -> None:
    found = Survival.of(minutes(1), waiting=minutes(2, 2, 2))
    assert found.median is None
    assert found.quantile(0.25) == MINUTE
    assert repr(found) == "<Survival 1 done, 3 waiting: half not reached>"


def test_to_leave_the_waiting_out_would_flatter() -> None:
    done = minutes(1, 2, 3, 4)
    assert Survival.of(done).median == 2 * MINUTE
    assert Survival.of(done, waiting=minutes(10, 10, 10)).median == 4 * MINUTE


def test_the_mean_up_to_a_horizon_is_the_area_over_the_curve() -> None:
    # All wait 1 minute, 5/6 a second one, half from there on: up to 5 minutes 1 + 5/6 + 3/2.
    found = Survival.of(minutes(1, 2, 2, 5), waiting=minutes(3, 6))
    assert found.mean_up_to(5 * MINUTE) / MINUTE == pytest.approx(1 + 5 / 6 + 3 / 2)
    assert found.mean_up_to(1.5 * MINUTE) / MINUTE == pytest.approx(1 + 5 / 12)
    assert Survival.of([], minutes(3)).mean_up_to(2 * MINUTE) == 2 * MINUTE


def test_nobody_done_yet() -> None:
    found = Survival.of([], waiting=minutes(3, 6))
    assert (found.times, found.median, found.by(MINUTE).share) == ((), None, 0)
    assert Survival.of([]).total == 0


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(EventError, match="below zero"):
        Survival.of(minutes(-1, 2))


def test_as_data() -> None:
    found = Survival.of(minutes(1, 2))
    assert [step["time_s"] for step in found.to_dict()["curve"]] == [60, 120]
    assert list(found.to_frame("polars").columns) == ["time_s", "share", "low", "high"]


WAITS = st.lists(st.integers(0, 50), max_size=40)


@given(WAITS, WAITS)
def test_the_curve_is_the_product_of_those_who_wait_on(done: list[int], waiting: list[int]) -> None:
    found = Survival.of(minutes(*done), minutes(*waiting))
    for time in range(51):
        left = Fraction(1)
        for step in sorted(set(done)):
            if step <= time:
                at_risk = sum(wait >= step for wait in (*done, *waiting))
                left *= 1 - Fraction(done.count(step), at_risk)
        assert found.by(time * MINUTE).share == pytest.approx(float(1 - left))


@given(WAITS.filter(bool), WAITS)
def test_the_band_holds_the_share(done: list[int], waiting: list[int]) -> None:
    found = Survival.of(minutes(*done), minutes(*waiting))
    for share, low, high in zip(found.shares, found.lows, found.highs, strict=True):
        assert low is None or low <= share + 1e-9
        assert high is None or high >= share - 1e-9


@given(WAITS.filter(bool))
def test_with_nobody_waiting_it_is_the_plain_share(done: list[int]) -> None:
    found = Survival.of(minutes(*done))
    for time in range(51):
        assert found.by(time * MINUTE).share == pytest.approx(sum(wait <= time for wait in done) / len(done))
    assert found.mean_up_to(100 * MINUTE) / MINUTE == pytest.approx(sum(done) / len(done))


def test_waits_in_words() -> None:
    said = [in_words(dt.timedelta(seconds=seconds)) for seconds in (0, 0.4, 61, 3600, 3660, 90000, 86405)]
    assert said == ["0 s", "0 s", "1 min 1 s", "1 h", "1 h 1 min", "1 d 1 h", "1 d"]
