"""Pause: a criterion that stops the count and moves the due."""

from __future__ import annotations

from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, answer, at, evaluate, followed, judge, on, only

from leadsla.calendars import BusinessCalendar
from leadsla.errors import AgreementError
from leadsla.evaluation.monitor import Monitor


def hold(when: Any) -> Any:
    return on(when, "updated", waiting=True)


def release(when: Any) -> Any:
    return on(when, "updated", waiting=False)


START = on("2 10:00", "assigned")
PAUSED = answer(pause_while="waiting", on_breach={"alert": "manager"})
BUSINESS = answer(pause_while="waiting", within="2 business hours", on_breach={"alert": "manager"})


def test_due_moves_by_the_time_that_was_paused() -> None:
    """An hour on hold is an hour more."""
    log = [START, hold("2 10:30"), release("2 11:30")]
    clock = only(judge(agree(PAUSED), log, "2 12:30"))
    assert (clock.outcome, clock.due, clock.paused, clock.counted.total_seconds()) == (
        "open",
        at("2 13:00"),
        False,
        5400,
    )


def test_several_pauses_add_up() -> None:
    """Every pause counts, and the due is reckoned from all of them together."""
    log = [START, hold("2 10:10"), release("2 10:20"), hold("2 11:00"), release("2 11:05"), hold("2 12:00"),
           release("2 14:00")]  # fmt: skip
    assert only(judge(agree(PAUSED), log, "2 14:01")).due == at("2 14:15")


def test_the_due_is_the_unpaused_due_plus_the_counting_time_paused() -> None:
    """For business time only what the calendar counts: a hold over lunch and the night moves the due by less."""
    log = [START, hold("2 11:00"), release("3 09:30")]
    clock = only(judge(agree(BUSINESS), log, "3 09:31"))
    # One of two hours was left at 11:00; on hold were 1 h before lunch, 4 h after it, and half an hour next morning.
    assert clock.due == at("3 10:30")


def test_a_hold_in_closed_time_moves_nothing() -> None:
    """The night counts neither for the window nor for the pause."""
    log = [on("2 16:00", "assigned"), hold("2 17:30"), release("3 08:30")]
    assert only(judge(agree(BUSINESS), log, "3 08:31")).due == at("3 10:00")


def test_a_hold_in_closed_time_does_not_move_a_due_at_closing() -> None:
    """Nor is it shown as moved while it holds: five in the evening, and not the opening after it."""
    log = [on("2 09:00", "assigned"), hold("2 12:10")]
    agreement = agree(answer(within="7 business hours", pause_while="waiting"))
    assert only(judge(agreement, log, "2 12:20")).due == at("2 17:00")
    assert only(judge(agreement, [*log, release("2 12:30")], "2 16:00")).due == at("2 17:00")


def test_a_paused_clock_does_not_breach() -> None:
    """While paused the due is no timer."""
    log = [START, hold("2 11:00")]
    clock = only(judge(agree(PAUSED), log, "9 10:00"))
    assert (clock.outcome, clock.paused) == ("open", True)
    monitor = Monitor(agree(PAUSED))
    monitor.receive_all(log)
    assert monitor.next_due is None


def test_while_paused_due_is_shown_as_if_resumed_now() -> None:
    """It moves on with the time that is asked about."""
    log = [START, hold("2 11:00")]
    for now, due in (("2 11:00", "2 12:00"), ("2 11:30", "2 12:30"), ("3 11:00", "3 12:00")):
        assert only(judge(agree(PAUSED), log, now)).due == at(due)


def test_what_counted_stands_still_while_paused() -> None:
    """And so does whether the clock is at risk."""
    log = [START, hold("2 11:00")]
    clock = only(judge(agree(PAUSED), log, "5 10:00"))
    assert (clock.counted.total_seconds(), clock.at_risk) == (3600, False)


def test_an_overdue_clock_cannot_pause() -> None:
    """After the breach the hold changes nothing."""
    log = [START, hold("2 12:00:01"), release("2 15:00")]
    clock = only(judge(agree(PAUSED), log, "2 16:00"))
    assert (clock.outcome, clock.due, clock.paused) == ("breached", at("2 12:00"), False)


def test_a_clock_pauses_only_before_its_due() -> None:
    """At the due itself it is too late, a microsecond before it is not."""
    assert only(judge(agree(PAUSED), [START, hold("2 12:00")], "2 13:00")).outcome == "breached"
    clock = only(judge(agree(PAUSED), [START, hold(at("2 12:00") - TICK), release("2 15:00")], "2 15:00"))
    assert (clock.outcome, clock.due) == ("open", at("2 15:00") + TICK)


def test_a_pause_across_the_due_saves_the_clock() -> None:
    """What was left at the hold is left at the release."""
    log = [START, hold("2 11:59"), release("2 18:00"), on("2 18:01", "touched")]
    assert only(judge(agree(PAUSED), log, "2 19:00")).outcome == "met"
    late = [*log[:3], on(at("2 18:01") + TICK, "touched")]
    assert only(judge(agree(PAUSED), late, "2 19:00")).breached_at == at("2 18:01")


def test_a_clock_that_starts_while_the_criterion_holds_starts_paused() -> None:
    """And counts from the release."""
    log = [hold("2 09:00"), START, release("2 11:00")]
    assert only(judge(agree(PAUSED), log[:2], "2 10:30")).paused
    assert only(judge(agree(PAUSED), log, "2 12:00")).due == at("2 13:00")


def test_the_event_that_starts_may_also_pause() -> None:
    """Fields come first, so the criterion holds when the clock starts."""
    log = [on("2 10:00", "assigned", waiting=True), release("2 11:00")]
    assert only(judge(agree(PAUSED), log, "2 12:00")).due == at("2 13:00")


def test_the_criterion_is_looked_at_on_events_of_any_name() -> None:
    """Whatever event brings the field, and a change of stage too."""
    clause = answer(pause_while='stage == "nurture"', void_on="lost")
    log = [
        on("2 09:00", "created"),
        START,
        on("2 11:00", "recycled", to="nurture"),
        on("2 15:00", "qualified"),
    ]
    assert only(judge(agree(clause), log, "2 15:30")).due == at("2 16:00")


@pytest.mark.parametrize(
    "criterion", ['age >= "2 days"', 'count("touched", within="1 day") > 0', "event.x == 1"]
)
def test_functions_of_time_and_of_the_event_are_refused(criterion: str) -> None:
    """They would have to be looked at between events, or mean nothing between them."""
    with pytest.raises(AgreementError, match="pause_while"):
        agree(answer(pause_while=criterion))


def test_a_hold_and_release_of_one_instant_moves_nothing() -> None:
    """Zero time on hold."""
    log = [
        START,
        on("2 11:00", "updated", waiting=True, seq=1),
        on("2 11:00", "updated", waiting=False, seq=2),
    ]
    assert only(judge(agree(PAUSED), log, "2 11:30")).due == at("2 12:00")


def test_a_warning_moves_with_the_due() -> None:
    """Half of the window is half of what counts."""
    clause = answer(pause_while="waiting", warn_at=["50%"], on_warning={"alert": "assignee"})
    log = [START, hold("2 10:30"), release("2 11:30")]
    assert followed(judge(agree(clause), log, "2 12:30")) == [(at("2 12:00"), "alert", "assignee")]


def test_a_warning_that_falls_in_a_pause_is_given_at_the_release() -> None:
    """Half of the window is up at the very instant of the hold; what is given is never dated before the release, also
    where the calendar was closed in between."""
    clause = answer(
        pause_while="waiting", within="4 business hours", warn_at=["50%"], on_warning={"alert": "assignee"}
    )
    log = [START, hold("2 12:00"), release("2 20:00")]
    assert followed(judge(agree(clause), log, "3 09:00")) == [(at("2 20:00"), "alert", "assignee")]


def test_a_warning_in_closed_time_is_not_given_while_paused() -> None:
    """A warning one elapsed day before the due may lie on a Sunday; on hold nobody is warned."""
    clause = answer(
        pause_while="waiting", within="8 business hours", warn_at=["1 day"], on_warning={"alert": "assignee"}
    )
    log = [on("6 10:00", "assigned"), hold("7 10:00"), release("8 20:00")]
    told = judge(agree(clause), log, "9 09:00")
    assert only(told).due == at("9 11:00")
    assert followed(told) == [(at("8 20:00"), "alert", "assignee")]


def test_a_due_at_an_opening_is_not_left_behind_by_a_pause() -> None:
    """A window of business days may end at an opening, with nothing left to count the night before. A clock that is
    paused over that opening and released later is due at the next opening, and never before the release."""
    clause = answer(pause_while="waiting", within="1 business day", on_breach={"alert": "manager"})
    log = [on("2 07:00", "assigned"), hold("3 08:00"), release("3 20:00")]
    assert only(judge(agree(clause), log[:1], "2 08:00")).due == at("3 09:00")
    told = judge(agree(clause), log, "4 10:00")
    assert only(told).due == at("4 09:00")
    assert followed(told) == [(at("4 09:00"), "alert", "manager")]
    done = judge(agree(clause), [*log, on("4 09:00", "touched")], "4 10:00")
    assert only(done).outcome == "met"


def test_count_from_counts_a_pause_that_began_before_the_start() -> None:
    """A clock that counts from earlier was paused when its criterion held, as if it had run all along."""
    clause = answer(pause_while="waiting", count_from="created", within="4 hours")
    log = [on("2 09:00", "created"), hold("2 10:00"), release("2 11:00"), on("2 12:00", "assigned")]
    clock = only(judge(agree(clause), log, "2 12:30"))
    assert (clock.started, clock.due, clock.counted.total_seconds()) == (at("2 09:00"), at("2 14:00"), 9000)
    late = only(judge(agree(clause), log, "2 18:00"))
    assert (late.outcome, late.breached_at) == ("breached", at("2 14:00"))


def test_count_from_with_a_pause_that_still_holds_starts_paused_since_then() -> None:
    """And is not overdue, although its unpaused due is past."""
    clause = answer(pause_while="waiting", count_from="created")
    log = [on("2 09:00", "created"), hold("2 10:00"), on("2 12:00", "assigned"), release("2 13:00")]
    paused = only(judge(agree(clause), log[:3], "2 12:30"))
    assert (paused.paused, paused.outcome, paused.due) == (True, "open", at("2 13:30"))
    assert only(judge(agree(clause), log, "2 13:30")).due == at("2 14:00")


def test_count_from_with_a_pause_after_the_due_is_overdue() -> None:
    """The clock would have been breached before the hold began."""
    clause = answer(pause_while="waiting", count_from="created")
    log = [on("2 09:00", "created"), hold("2 11:00"), on("2 12:00", "assigned")]
    assert only(judge(agree(clause), log, "2 12:30")).breached_at == at("2 12:00")


def test_a_pause_into_years_without_open_time_is_reported_and_never_due() -> None:
    """A calendar that never opens again leaves nothing to be due at: the clock stays open, with an anomaly."""
    once = BusinessCalendar(
        "UTC", {}, exceptions={"2026-03-02": ["09:00-12:00"], "2026-03-03": ["09:00-10:00"]}
    )
    clause = answer(
        pause_while="waiting", within="3 business hours", warn_at=["90%"], on_warning={"alert": "manager"}
    )
    log = [START, hold("2 11:30"), release("3 11:00")]
    agreement = agree(clause, calendars={"office": once})
    for now in ("2 11:30", "2 12:00", "3 10:59", "3 11:00", "9 10:00"):
        told = evaluate(agreement, log, now)
        assert only(told).outcome == "open", now
        assert len(told.worklist()) == 1, now
    told = judge(agreement, log, "9 10:00")
    assert "too little open time" in told.anomalies[0].why
