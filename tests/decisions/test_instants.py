"""Instants: what happens exactly at, just before and just after a due."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.decisions.scenario import TICK, agree, answer, at, evaluate, followed, judge, on, only

import leadsla as ls
from leadsla.errors import TimeError
from leadsla.evaluation.monitor import Monitor

START, DUE = on("2 10:00", "assigned"), at("2 12:00")
ALERT = answer(on_breach={"alert": "manager"})


def test_done_exactly_at_due_is_met() -> None:
    """The due itself still belongs to the window."""
    told = judge(agree(ALERT), [START, on(DUE, "touched")], "2 13:00")
    assert (only(told).outcome, only(told).done_at, followed(told)) == ("met", DUE, [])


def test_done_a_microsecond_after_due_is_breached() -> None:
    """The first instant after the due is too late; the late answer sets `done_at` and ends what is owed."""
    clock = only(judge(agree(ALERT), [START, on(DUE + TICK, "touched")], "2 13:00"))
    assert (clock.outcome, clock.breached_at, clock.done_at, clock.ended_at) == (
        "breached",
        DUE,
        DUE + TICK,
        DUE + TICK,
    )


def test_a_timer_is_visible_only_after_its_instant() -> None:
    """At the due the clock is open, because an event of this instant may still come; a microsecond later it is not."""
    agreement = agree(ALERT)
    assert only(evaluate(agreement, [START], DUE)).outcome == "open"
    assert only(evaluate(agreement, [START], DUE + TICK)).outcome == "breached"
    judge(agreement, [START], DUE + TICK)


def test_breached_at_is_the_due_and_not_the_tick_that_found_it() -> None:
    """A breach is dated at its deadline, however late somebody looks."""
    told = judge(agree(ALERT), [START], "20 10:00")
    assert only(told).breached_at == DUE
    assert followed(told) == [(DUE, "alert", "manager")]


def test_an_event_at_the_due_comes_before_the_timer() -> None:
    """A timer acts after all events of its instant: an assignment at the due still names who missed it."""
    told = judge(agree(ALERT), [on("2 10:00", "assigned", to="a"), on(DUE, "assigned", to="b")], "2 13:00")
    assert only(told).assignee == "b"


def test_next_due_is_the_due_and_a_microsecond() -> None:
    """The first instant at which `advance` does something; at the due itself it does nothing."""
    monitor = Monitor(agree(ALERT))
    monitor.receive(START)
    assert monitor.next_due == DUE + TICK
    assert monitor.advance(DUE) == []
    assert monitor.next_due == DUE + TICK
    assert [told.at for told in monitor.advance(DUE + TICK)] == [DUE]
    assert monitor.next_due is None


def test_next_due_is_none_where_nothing_is_due() -> None:
    """Neither before the first event, nor after the last clock is settled."""
    monitor = Monitor(agree(ALERT))
    assert monitor.next_due is None
    monitor.receive_all([START, on("2 10:30", "touched")])
    assert monitor.next_due is None


def test_next_due_is_none_where_the_due_lies_beyond_all_years() -> None:
    """A due after the year 2100 can never be reached by `advance`, so there is nothing to wake for."""
    monitor = Monitor(agree(answer(within="80 years")))
    monitor.receive(START)
    assert monitor.next_due is None
    told = judge(monitor.agreement, [START], "2 11:00")
    assert only(told).due == at("2106-03-02 10:00")
    assert [owed.left.days for owed in told.worklist()] == [29218]


def test_a_naive_time_is_refused_with_its_name() -> None:
    """Aware datetimes only, in events, in `evaluate` and in `advance`."""
    naive = dt.datetime(2026, 3, 2, 10)
    with pytest.raises(TimeError, match="`at` is 2026-03-02 10:00:00, a time without an offset"):
        ls.Event("L1", naive, "assigned")
    with pytest.raises(TimeError, match="`at`"):
        ls.evaluate(agree(ALERT), [], naive)
    with pytest.raises(TimeError, match="`now`"):
        Monitor(agree(ALERT)).advance(naive)


def test_instants_are_kept_to_the_microsecond_in_utc() -> None:
    """An offset is only a way of writing the same instant."""
    local = dt.datetime(2026, 3, 2, 15, 30, 0, 7, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30)))
    clock = only(judge(agree(answer()), [ls.Event("L1", local, "assigned")], "2 10:30"))
    assert clock.started == at("2 10:00:00.000007")
    assert clock.to_dict()["started"] == "2026-03-02T10:00:00.000007Z"
