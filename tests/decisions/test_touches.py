"""Touches: what counts towards `minimum_touches`."""

from __future__ import annotations

from typing import Any

from tests.decisions.scenario import TICK, agree, at, evaluate, judge, on, only

from leadsla import Event
from leadsla.calendars import BusinessCalendar
from leadsla.clauses import MinimumTouches

START = on("2 10:00", "assigned")


def tries(touches: Any = None, **changes: Any) -> MinimumTouches:
    given: dict[str, Any] = {"id": "tries", "owner": "sales", "from_": "assigned", "within": "2 days"}
    return MinimumTouches(**(given | {"touches": touches or {"any": 2}} | changes))


def call(when: Any, **data: Any) -> Event:
    return on(when, "touched", **({"channel": "call"} | data))


def email(when: Any, **data: Any) -> Event:
    return on(when, "touched", channel="email", **data)


def outcome(clause: MinimumTouches, *log: Event, now: str = "9 10:00") -> str:
    return only(judge(agree(clause), [START, *log], now)).outcome


def test_only_outbound_touches_count() -> None:
    """A lead that calls has not been tried."""
    inbound = call("2 11:00", direction="inbound")
    assert outcome(tries(), inbound, on("2 12:00", "replied"), call("2 13:00")) == "breached"
    assert outcome(tries(), inbound, call("2 12:00"), call("2 13:00")) == "met"


def test_a_touch_without_a_direction_is_outbound_and_connected_is_one_too() -> None:
    """However an attempt is logged."""
    assert outcome(tries(), on("2 11:00", "touched"), on("2 12:00", "connected")) == "met"


def test_touches_before_the_start_do_not_count() -> None:
    """Also at the instant of the start, where they come before it."""
    assert outcome(tries(), call("2 09:00"), call("2 10:00", seq=-1), call("2 11:00")) == "breached"


def test_touches_at_the_instant_of_the_start_and_after_it_count() -> None:
    """The order of that instant decides."""
    assert outcome(tries(), call("2 10:00", seq=1), call("2 10:00", seq=2)) == "met"


def test_the_due_is_included() -> None:
    """The second touch exactly at the due is in time, a microsecond later it is not."""
    assert outcome(tries(), call("2 11:00"), call("4 10:00")) == "met"
    assert outcome(tries(), call("2 11:00"), call(at("4 10:00") + TICK)) == "breached"


def test_touches_count_while_paused() -> None:
    """Who tries although the lead is on hold has tried."""
    log = [on("2 10:30", "updated", waiting=True), call("2 11:00"), call("5 11:00")]
    assert outcome(tries(pause_while="waiting"), *log) == "met"


def test_past_a_breach_they_count_to_set_done_at() -> None:
    """One in time, one late: done when the second came."""
    clock = only(judge(agree(tries()), [START, call("2 11:00"), call("5 11:00")], "9 10:00"))
    assert (clock.outcome, clock.done_at) == ("breached", at("5 11:00"))


def test_every_channel_that_is_asked_for_needs_its_number() -> None:
    """Two calls and an email; more calls do not stand for the email."""
    clause = tries({"call": 2, "email": 1})
    assert outcome(clause, call("2 11:00"), call("2 12:00"), call("2 13:00")) == "breached"
    assert outcome(clause, call("2 11:00"), call("2 12:00"), email("2 13:00")) == "met"


def test_any_counts_touches_on_all_channels_once() -> None:
    """Also beside a channel of its own, and also for a channel that an export calls `any`."""
    assert outcome(tries({"any": 2}), call("2 11:00"), email("2 12:00")) == "met"
    assert outcome(tries({"any": 2, "email": 1}), email("2 11:00")) == "breached"
    assert outcome(tries({"any": 2}), on("2 11:00", "touched", channel="any")) == "breached"


def test_nearer_ones_than_apart_count_once() -> None:
    """Three calls in a row are one attempt; exactly so far apart they are two."""
    clause = tries(apart="4 hours")
    assert outcome(clause, call("2 11:00"), call("2 11:05"), call("2 14:59:59")) == "breached"
    assert outcome(clause, call("2 11:00"), call("2 15:00")) == "met"


def test_apart_is_measured_from_the_last_touch_that_counted() -> None:
    """Calls every three hours: the first and the third are apart."""
    clause = tries({"any": 3}, apart="4 hours")
    assert outcome(clause, *(call(f"2 {hour}:00") for hour in (11, 14, 17, 20))) == "breached"
    assert outcome(clause, *(call(f"2 {hour}:00") for hour in (11, 14, 17, 20, 23))) == "met"


def test_a_touch_that_is_not_asked_for_keeps_no_other_from_counting() -> None:
    """Where calls are promised, an email shortly before a call is no attempt that the call repeats."""
    clause = tries({"call": 1}, apart="4 hours")
    assert outcome(clause, email("2 11:00"), call("2 11:05")) == "met"


def test_apart_may_be_business_time() -> None:
    """Over the night, and into years in which the calendar is never open again: then nothing counts any more."""
    clause = tries(apart="2 business hours")
    assert outcome(clause, call("2 16:30"), call("3 10:00")) == "breached"
    assert outcome(clause, call("2 16:30"), call("3 10:30")) == "met"
    once = BusinessCalendar("UTC", {}, exceptions={"2026-03-02": ["09:00-17:00"]})
    told = evaluate(
        agree(clause, calendars={"office": once}), [START, call("2 16:30"), call("3 10:30")], "9 10:00"
    )
    assert only(told).outcome == "breached"


def test_numbers_may_be_by_segment() -> None:
    """The segment at the start; where none holds there is no clock."""
    clause = tries([{"when": "score >= 50", "is": {"any": 2}}, {"when": "score >= 10", "is": {"any": 1}}])
    for score, expected in ((50, ["open"]), (10, ["met"]), (9, [])):
        told = judge(agree(clause), [on("2 10:00", "assigned", score=score), call("2 11:00")], "2 12:00")
        assert [clock.outcome for clock in told.clocks] == expected


def test_a_channel_of_any_kind_is_a_touch() -> None:
    """What is no channel is another channel."""
    channels: list[Any] = [["call"], {"a": 1}, 7, float("nan"), None, "", b"call", 10**5000]
    for channel in channels:
        log = [START, on("2 11:00", "touched", channel=channel), call("2 12:00")]
        assert only(evaluate(agree(tries()), log, "2 13:00")).outcome == "met"
