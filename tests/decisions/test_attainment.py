"""Attainment: met / (met + breached) by period, and when a target is kept, missed or undecided."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.decisions.scenario import TICK, agree, answer, at, evaluate, judge, on

from leadsla.attainment import Attainment
from leadsla.periods import Share


def row(
    met: int = 0, breached: int = 0, open: int = 0, void: int = 0, target: str = "80%", ended: bool = True
) -> Attainment:
    return Attainment("c", "2026-03", met, breached, open, void, Share.parse(target), ended)


def test_kept_if_it_is_kept_even_when_all_open_ones_are_breached() -> None:
    """met / (met + breached + open) >= target."""
    assert row(met=8, open=2).status == "kept"
    assert row(met=8, breached=1, open=1).status == "kept"
    assert row(met=7, open=3).status != "kept"


def test_missed_if_it_is_missed_even_when_all_open_ones_are_met() -> None:
    """(met + open) / (met + breached + open) < target."""
    assert row(met=7, breached=3).status == "missed"
    assert row(met=5, breached=3, open=2).status == "missed"
    assert row(met=6, breached=2, open=2).status == "undecided"


def test_exactly_the_target_is_kept() -> None:
    """The promised share itself keeps the promise."""
    assert row(met=4, breached=1).status == "kept"


def test_shares_are_exact_fractions() -> None:
    """No rounding: 999 of 1000 is less than 99.95 %, and two thirds less than 66.67 %."""
    assert row(met=999, breached=1, target="99.95%").status == "missed"
    assert row(met=1999, breached=1, target="99.95%").status == "kept"
    assert row(met=2, breached=1, target="66.67%").status == "missed"
    assert row(met=2, breached=1, target="66.66%").status == "kept"
    assert Share.parse("29%").value == Fraction(29, 100)
    assert row(met=29, breached=71, target="29%").status == "kept"


def test_undecided_before_the_period_has_ended() -> None:
    """However clear it looks: what starts tomorrow counts too."""
    assert row(met=100, ended=False).status == "undecided"
    assert row(breached=100, ended=False).status == "undecided"


def test_rate_and_status_are_null_where_nothing_counts() -> None:
    """Nothing met, breached or open."""
    for ended in (False, True):
        assert (row(void=5, ended=ended).rate, row(void=5, ended=ended).status) == (None, None)
    assert row(open=5).rate is None
    assert row(open=5).status == "undecided"


def test_void_never_counts() -> None:
    """Neither for nor against."""
    assert row(met=4, breached=1, void=95).status == "kept"
    assert row(met=4, breached=1, void=95).rate == 0.8


def test_rate_is_met_of_those_that_are_settled() -> None:
    """Open ones are not in the rate."""
    assert row(met=3, breached=1, open=96).rate == 0.75


def test_a_target_of_zero_is_kept_and_of_a_hundred_is_missed_by_one() -> None:
    """The ends of the scale."""
    assert row(breached=3, target="0%").status == "kept"
    assert row(met=99, breached=1, target="100%").status == "missed"


def test_periods_are_by_started_in_the_zone_of_the_agreement() -> None:
    """A clock counts where it started, although it was due, or done, in the next month."""
    agreement = agree(answer(target="80% per month"), timezone="America/New_York")
    log = [
        on("2026-04-01 03:59", "assigned", "L1"),
        on("2026-04-01 04:00", "assigned", "L2"),
        on("2026-04-01 04:30", "touched", "L1"),
    ]
    rows = judge(agreement, log, at("2026-04-02 00:00")).attainment()
    assert [(row.period, row.met, row.breached) for row in rows] == [("2026-03", 1, 0), ("2026-04", 0, 1)]


def test_periods_with_count_from_are_by_the_instant_it_counts_from() -> None:
    """`started` is that instant, and the period is by `started`."""
    agreement = agree(answer(count_from="created", within="9 days", target="80% per month"))
    log = [on("2026-02-28 10:00", "created"), on("2 10:00", "assigned")]
    assert [row.period for row in judge(agreement, log, "3 10:00").attainment()] == ["2026-02"]


@pytest.mark.parametrize(
    ("period", "label", "end"),
    [
        ("day", "2026-03-02", "3 00:00"),
        ("week", "2026-W10", "9 00:00"),
        ("month", "2026-03", "2026-04-01 00:00"),
        ("quarter", "2026-Q1", "2026-04-01 00:00"),
        ("year", "2026", "2027-01-01 00:00"),
    ],
)
def test_a_status_is_decided_once_the_period_has_ended(period: str, label: str, end: str) -> None:
    """The first instant after the period is after it."""
    agreement = agree(answer(target=f"80% per {period}"))
    log = [on("2 10:00", "assigned"), on("2 10:30", "touched")]
    for when, status in ((at(end) - TICK, "undecided"), (at(end), "kept")):
        [found] = evaluate(agreement, log, when).attainment()
        assert (found.period, found.status) == (label, status)


def test_without_a_target_there_is_a_rate_by_month_and_no_status() -> None:
    """What is not promised is neither kept nor missed."""
    [found] = judge(
        agree(answer()), [on("2 10:00", "assigned"), on("2 10:30", "touched")], "3 10:00"
    ).attainment()
    assert (found.period, found.rate, found.target, found.status) == ("2026-03", 1.0, None, None)


def test_attainment_by_assignee() -> None:
    """A row for each of them; who has none is told apart too."""
    log = [on("2 10:00", "assigned", "L1", to="a"), on("2 10:00", "assigned", "L2", to="b"),
           on("2 11:00", "touched", "L1"), on("2 11:00", "assigned", "L3")]  # fmt: skip
    rows = judge(agree(answer()), log, "3 10:00").attainment(by="assignee")
    assert {row.by: (row.met, row.breached) for row in rows} == {"a": (1, 0), "b": (0, 1), "None": (0, 1)}
