"""Cadence: the edges of a plan, each by hand."""

from __future__ import annotations

import datetime as dt

from tests.clauses.test_cadence import ASKED, CALL, cadence, call, plan_of, stand, statuses
from tests.decisions.scenario import at, judge, on

import leadsla as ls

AGAIN = {"id": "again", "after": "call", "delay": "1 hour", "do": {"call": 1}, "within": "1 hour"}


def test_what_would_open_as_the_term_ends_does_not() -> None:
    """The term ends with 4 March: a step of the 5th, from midnight on, is outside; one of the 4th is inside."""
    term = ls.Term(dt.date(2026, 1, 1), dt.date(2026, 3, 4))
    steps = [{"id": f"day{day}", "days": [day], "do": {"call": 1}} for day in (2, 3)]
    made = plan_of(cadence(*steps, day_basis="calendar"), term=term)
    assert statuses(judge(made, [ASKED], "4 12:00")) == {"day2": "open"}  # and day 3 is not announced
    assert stand(judge(made, [ASKED], "9 12:00")) == {"day2": "breached"}


def test_silence_ends_with_a_touch_that_connects_though_the_plan_goes_on() -> None:
    """Where only a rejection ends the plan."""
    steps = [CALL, {"id": "retry", "after": "call", "silence": "1 hour", "do": {"call": 1}}]
    reached = call("3 10:02", outcome="connected")
    told = judge(plan_of(cadence(*steps, ends_on="rejected")), [ASKED, reached], "3 16:00")
    assert statuses(told) == {"call": "done", "retry": "skipped"}


def test_a_touch_at_the_due_of_a_step_that_is_done_is_still_in_its_time() -> None:
    """Three calls of 1-2, the last at 11:00 sharp: one too many; a microsecond later it would be none of its own."""
    step = {"id": "retry", "do": {"call": "1-2"}, "within": "1 hour"}
    calls = [call("3 10:01"), call("3 10:30")]
    for last, over in (("3 11:00", {"call": 1}), ("3 11:00:00.000001", {})):
        [plan] = judge(plan_of(cadence(step)), [ASKED, *calls, call(last)], "3 12:00").plans
        assert plan.steps[0].over == over


def test_a_plan_with_days_does_not_wait_for_what_is_overdue() -> None:
    """Nobody made the first call, so what comes after it never came; with its last day the plan is gone through."""
    steps = [CALL, AGAIN, {"id": "last", "days": [2], "daypart": "morning", "do": {"call": 1}}]
    clause = cadence(*steps, on_exhausted={"alert": "manager"})
    [exhausted] = judge(plan_of(clause), [ASKED], "9 12:00").consequences
    assert (exhausted.on, exhausted.at) == ("exhausted", at("4 12:00"))


def test_a_plan_that_is_voided_is_void_whatever_was_done_of_it() -> None:
    """The call was made in time, then the lead went back to nurturing; what ends a plan leaves it met."""
    begun = [on("3 09:00", "created"), ASKED, call("3 10:02")]
    voided = judge(
        plan_of(cadence(CALL, AGAIN)), [*begun, on("3 10:30", "recycled", to="nurture")], "9 12:00"
    )
    ended = judge(plan_of(cadence(CALL, AGAIN)), [*begun, on("3 10:30", "replied")], "9 12:00")
    assert [plan.outcome for plan in (*voided.plans, *ended.plans)] == ["void", "met"]


def test_a_step_belongs_to_the_assignee_as_it_opens() -> None:
    """Not to whoever had the lead as the plan began."""
    steps = [CALL, {"id": "later", "days": [2], "daypart": "morning", "do": {"call": 1}}]
    events = [
        on("3 09:00", "assigned", to="rep1"),
        ASKED,
        call("3 10:02"),
        on("3 15:00", "assigned", to="rep2"),
        call("4 09:30"),
    ]
    told = judge(plan_of(cadence(*steps)), events, "5 12:00")
    assert [(clock.step, clock.assignee) for clock in told.clocks] == [("call", "rep1"), ("later", "rep2")]


def test_a_plan_goes_on_from_a_copy_and_from_a_snapshot() -> None:
    """A strict monitor steps on copies, one with a lateness on what it compacted; `judge` restores at every event."""
    events = [
        on("3 10:00", "requested", content="guide"),
        call("3 10:01", content="guide"),
        on("3 10:30", "requested", content="guide"),  # while the plan for it runs
        on("3 12:00", "requested", content="video"),
        call("3 12:30", content="video"),
        call("3 13:00", content="guide"),
        on("9 10:00", "requested", content="guide"),
        call("9 10:01", content="guide"),
    ]
    again = {"id": "again", "after": "call", "silence": "1 hour", "do": {"call": 1}, "within": "1 hour"}
    clause = cadence(CALL, again, per="event.content", repeat="each", settled_by="touched")
    agreement = plan_of(clause)
    expected = judge(agreement, events, "9 12:00")
    assert [(c.cycle, c.step, c.value, c.outcome) for c in expected.clocks] == [
        (1, "call", "guide", "met"),
        (1, "again", "guide", "breached"),
        (2, "call", "video", "breached"),
        (2, "again", "video", "breached"),
        (3, "call", "guide", "met"),
        (3, "again", "guide", "open"),
    ]
    for monitor in (ls.Monitor(agreement, strict=True), ls.Monitor(agreement, lateness="1 day")):
        for event in events:
            monitor.receive(event)
            monitor.advance(event.at)
        assert monitor.evaluation(at("9 12:00")).to_dict() == expected.to_dict()
