"""Queues with an exact answer, against published figures and against the balance of what comes and goes."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadsla.errors import ScenarioError, UnstableError
from leadsla.simulation.erlang import ErlangC, OnePerson, blocking, smallest_team

#: Arrivals an hour, minutes each, people: share within 5 minutes, share that waits, mean wait in minutes.
ROWS = [
    ((6, 20, 4), "0.894516 0.173913 1.73913"),
    ((20, 6, 3), "0.806845 0.444444 2.66667"),
    ((10, 30, 8), "0.898548 0.167267 1.672665"),
    ((30, 10, 7), "0.880752 0.324150 1.620750"),
    ((60, 10, 12), "0.834679 0.449388 2.246941"),
    ((120, 8, 18), "0.847814 0.531181 2.124725"),
    ((200, 3, 11), "0.871165 0.682118 2.046355"),
]
QUEUES = [row for row, _ in ROWS]


@pytest.mark.parametrize(("queue", "wanted"), ROWS)
def test_the_seven_rows_to_every_digit(queue: tuple[int, int, int], wanted: str) -> None:
    """As many digits as the figures are given with."""
    line = ErlangC(*queue)
    found = line.share_within(5), line.probability_of_waiting, line.mean_wait_min
    for value, text in zip(found, wanted.split(), strict=True):
        digits = len(text.split(".")[1])
        assert abs(value - float(text)) <= 0.5000001 * 10**-digits, text


def test_the_smallest_teams_for_80_percent() -> None:
    """Within 5 minutes, and within 60."""
    for minutes, wanted in ((5, [4, 3, 8, 7, 12, 18, 11]), (60, [3, 3, 6, 6, 11, 17, 11])):
        assert [smallest_team(*queue[:2], 0.8, minutes).people for queue in QUEUES] == wanted


def exactly(arrivals: Fraction, minutes: Fraction, people: int) -> tuple[Fraction, Fraction]:
    """The share that waits and the mean wait in minutes, from the balance of the states and Little's law."""
    load = arrivals * minutes / 60
    weights = [Fraction(1)]
    for busy in range(1, people + 1):
        weights.append(weights[-1] * load / busy)
    over = load / people
    queueing = weights[-1] / (1 - over)
    total = sum(weights[:-1]) + queueing
    waiting = weights[-1] * over / (1 - over) ** 2 / total
    return queueing / total, waiting / (arrivals / 60)


@given(st.integers(1, 40), st.integers(1, 10_000), st.fractions(Fraction(1, 100), Fraction(999, 1000)))
@settings(max_examples=40)
def test_as_the_balance_of_the_states_has_it(people: int, minutes: int, over: Fraction) -> None:
    """The definition, in exact fractions, for any load below what the people can do."""
    arrivals = over * people * 60 / minutes
    share, wait = exactly(arrivals, Fraction(minutes), people)
    line = ErlangC(float(arrivals), minutes, people)
    assert line.probability_of_waiting == pytest.approx(float(share), rel=1e-9)
    assert line.mean_wait_min == pytest.approx(float(wait), rel=1e-9)
    assert line.mean_waiting == pytest.approx(float(wait * arrivals / 60), rel=1e-9)


def test_loads_that_overflow_factorials() -> None:
    """A million erlangs; the square-root rule of Halfin and Whitt holds there."""
    load, beta = 1e6, 0.5
    line = ErlangC(6 * load, 10, round(load + beta * math.sqrt(load)))
    normal, below = math.exp(-(beta**2) / 2) / math.sqrt(2 * math.pi), 0.5 * math.erfc(-beta / math.sqrt(2))
    assert line.probability_of_waiting == pytest.approx(1 / (1 + beta * below / normal), rel=1e-3)
    assert ErlangC(1, 1, 5000).probability_of_waiting == 0.0
    assert ErlangC(0, 10, 3).mean_wait_min == 0.0


def test_blocking_is_a_ratio_of_sums() -> None:
    """Erlang B in fractions."""
    load = Fraction(7, 2)
    weights = [load**busy / math.factorial(busy) for busy in range(6)]
    assert blocking(3.5, 5) == pytest.approx(float(weights[-1] / sum(weights)), rel=1e-14)


def test_an_unstable_queue_says_so() -> None:
    """Exactly as much as the people can do is too much already."""
    for people in (1, 4, 5):
        line = ErlangC(30, 10, people)
        assert line.unstable
        numbers: list[Callable[[ErlangC], Any]] = [
            lambda line: line.probability_of_waiting,
            lambda line: line.mean_wait_min,
            lambda line: line.mean_waiting,
            lambda line: line.share_within(5),
            lambda line: line.wait_quantile_min(0.5),
        ]
        for number in numbers:
            with pytest.raises(UnstableError, match=f"5 erlangs of work for {people} at work"):
                number(line)
        assert "unstable" in repr(line)
        assert line.to_dict()["mean_wait_min"] is None
        assert line.to_dict()["unstable"] is True
        assert (
            f"30 an hour, 10 min each, {people} people: unstable: 5 erlangs of work for {people} at work"
            in repr(line)
        )
    assert not ErlangC(30, 10, 6).unstable
    assert ErlangC(3 * 0.1 * 60, 1 / 0.3, 1).unstable  # a load of 1, but for rounding
    with pytest.raises(UnstableError):
        _ = OnePerson(60, 1, 0).mean_wait_min
    assert "(variation 0): unstable: 1 erlangs of work for 1 at work" in repr(OnePerson(60, 1, 0))
    assert OnePerson(60, 1, 0).to_dict()["mean_wait_min"] is None


def test_quantiles_undo_shares() -> None:
    """And are 0 where so many do not wait at all."""
    line = ErlangC(30, 10, 7)
    for share in (0.7, 0.9, 0.999):
        assert line.share_within(line.wait_quantile_min(share)) == pytest.approx(share, abs=1e-12)
    assert line.wait_quantile_min(0.5) == line.wait_quantile_min(0) == 0.0
    assert line.share_within(-1) == 0.0
    assert line.share_within(0) == pytest.approx(1 - line.probability_of_waiting)


@given(st.floats(0.1, 300), st.floats(0.1, 120), st.floats(0.01, 0.99), st.sampled_from([0, 0.5, 5, 60]))
@settings(max_examples=40)
def test_no_smaller_team_would_do(arrivals: float, minutes: float, share: float, within: float) -> None:
    """The one found reaches the share; the next smaller one is unstable or does not."""
    team = smallest_team(arrivals, minutes, share, within)
    assert team.share_within(within) >= share
    if team.people > 1:
        smaller = ErlangC(arrivals, minutes, team.people - 1)
        assert smaller.unstable or smaller.share_within(within) < share


@pytest.mark.parametrize("load", [10.5, 10.7, 10.9])
def test_the_search_begins_where_the_work_can_be_done(load: float) -> None:
    """A low share at loads whose rounding would pass over the smallest team."""
    assert smallest_team(load, 60, 0.01, 60).people == 11
    assert smallest_team(12.5, 60, 0.01, 60).people == 13


def test_one_person_may_be_enough() -> None:
    """Found at once where there is next to nothing to do."""
    assert smallest_team(1, 6, 0.8, 5).people == 1
    assert smallest_team(1, 6, 0.9, 0).people == 1  # just nine in ten find nobody waiting
    assert smallest_team(1, 6, 0.91, 0).people == 2
    assert smallest_team(0, 6, 0.99, 0).people == 1


def test_one_person() -> None:
    """M/M/1 waits 4 handlings at a load of 0.8, M/D/1 half of that; M/M/1 is Erlang's queue of one."""
    assert OnePerson(8, 6, 1).mean_wait_min == pytest.approx(4 * 6)
    assert OnePerson(8, 6, 0).mean_wait_min == pytest.approx(2 * 6)
    assert OnePerson(8, 6, 1).mean_wait_min == pytest.approx(ErlangC(8, 6, 1).mean_wait_min)
    assert OnePerson(8, 6, 1).probability_of_waiting == pytest.approx(0.8)
    assert repr(OnePerson(8, 6, 0)) == "<OnePerson 8 an hour, 6 min each (variation 0): 12 min in the mean>"


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: ErlangC(-1, 10, 3), "arrivals_per_hour"),
        (lambda: ErlangC(math.nan, 10, 3), "arrivals_per_hour"),
        (lambda: ErlangC(1, 0, 3), "handling_minutes"),
        (lambda: ErlangC(1, 10, 0), "people"),
        (lambda: ErlangC(1, 10, 2.5), "people"),  # type: ignore[arg-type]
        (lambda: ErlangC(1, 10, True), "people"),
        (lambda: ErlangC("6", 10, 3), "arrivals_per_hour"),  # type: ignore[arg-type]
        (lambda: OnePerson(1, 10, -0.1), "variation"),
        (lambda: smallest_team(1, 10, 1, 5), "share"),
        (lambda: smallest_team(1, 10, 80, 5), "share"),
        (lambda: smallest_team(1, 10, 0.8, -5), "within_minutes"),
        (lambda: ErlangC(1, 10, 3).wait_quantile_min(1), "share"),
        (lambda: ErlangC(1, 10, 3).wait_quantile_min(math.nan), "share"),
        (lambda: ErlangC(1, 10, 3).share_within(math.nan), "minutes"),
        (lambda: ErlangC(1, math.nan, 3), "handling_minutes"),
        (lambda: OnePerson(1, 10, math.nan), "variation"),
        (lambda: smallest_team(1, 10, 0.8, math.nan), "within_minutes"),
        (lambda: smallest_team(1, 10, math.nan, 5), "share"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(make: Callable[[], Any], field: str) -> None:
    """The error names the field."""
    with pytest.raises(ScenarioError, match=f"`{field}`") as caught:
        make()
    assert caught.value.field == field


def test_a_frame_of_one_row() -> None:
    """Units in the names."""
    assert repr(ErlangC(30, 10, 7)) == (
        "<ErlangC 30 an hour, 10 min each, 7 people: 32.4 % wait, 1.62 min in the mean>"
    )
    frame = ErlangC(30, 10, 7).to_frame("polars")
    assert frame.shape == (1, 9)
    assert frame["mean_wait_min"].to_list() == pytest.approx([1.62075], abs=1e-6)
