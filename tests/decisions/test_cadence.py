"""Cadence: the edges of a plan, each by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.clauses.test_cadence import ASKED, CALL, cadence, call, plan_of, stand, statuses
from tests.decisions.scenario import OFFICE, at, evaluate, judge, on

import leadsla as ls
from leadsla.clauses.steps import LAST_DAY

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


# -- two plans at once ---------------------------------------------------------------------------------------------

MAIL = {"id": "mail", "after": "call", "do": {"email": 1}, "within": "1 hour"}


def two(first: dict[str, Any] | None = None, second: dict[str, Any] | None = None) -> ls.Agreement:
    """Two plans of a call and a mail, both from the request."""
    plans = (cadence(CALL, MAIL, **(first or {})), cadence(CALL, MAIL, id="other", **(second or {})))
    return plan_of(*plans[:1], clauses=plans)


def told(
    agreement: ls.Agreement, *events: ls.Event, now: str = "3 16:00"
) -> dict[tuple[str, str | None], str]:
    return {(c.clause, c.step): c.outcome for c in judge(agreement, [ASKED, *events], now).clocks}


def test_one_touch_is_of_every_plan_and_brings_the_next_step_of_each() -> None:
    """The mail of both."""
    assert told(two(), call("3 10:02"), call("3 10:30", "email")) == {
        ("plan", "call"): "met",
        ("plan", "mail"): "met",
        ("other", "call"): "met",
        ("other", "mail"): "met",
    }


def test_what_settles_one_plan_says_nothing_to_the_other() -> None:
    """A delivery is no touch, and a touch is no delivery."""
    agreement = two(second={"settled_by": "delivered"})
    assert told(agreement, call("3 10:02")) == {
        ("plan", "call"): "met",
        ("plan", "mail"): "breached",
        ("other", "call"): "breached",
    }
    assert told(agreement, on("3 10:02", "delivered", channel="call")) == {
        ("plan", "call"): "breached",
        ("other", "call"): "met",
        ("other", "mail"): "breached",
    }


def test_what_ends_plans_ends_them_all() -> None:
    """Or each by its own."""
    reached = [call("3 10:02"), on("3 10:20", "replied")]
    assert told(two(), *reached) == {
        ("plan", "call"): "met",
        ("plan", "mail"): "void",
        ("other", "call"): "met",
        ("other", "mail"): "void",
    }
    assert told(two(second={"ends_on": "rejected"}), *reached)["other", "mail"] == "breached"
    voided = two(first={"void_on": "lost"}, second={"void_on": "recycled"})
    gone = judge(voided, [ASKED, call("3 10:02"), on("3 10:20", "lost")], "3 16:00")
    assert [(plan.clause, plan.outcome, plan.ended_at) for plan in gone.plans] == [
        ("plan", "void", at("3 10:20")),
        ("other", "breached", at("3 11:02")),  # gone through, when the mail was due
    ]


# -- events with conditions ----------------------------------------------------------------------------------------


def test_only_what_passes_counts_ends_and_voids() -> None:
    """Each trigger of a plan may have a criterion."""
    clause = cadence(
        CALL,
        MAIL,
        settled_by={"event": "touched", "when": "event.good"},
        ends_on={"event": "replied", "when": "event.good"},
        void_on={"event": "lost", "when": "event.good"},
    )
    nothing = [call("3 10:01", good=False), on("3 10:02", "replied", good=False), on("3 10:03", "lost")]
    later = call("3 10:04", good=True)
    for last, outcome in (("replied", "met"), ("lost", "void")):
        seen = judge(plan_of(clause), [ASKED, *nothing, later, on("3 10:30", last, good=True)], "3 16:00")
        assert {clock.step: clock.done_at for clock in seen.clocks} == {"call": at("3 10:04"), "mail": None}
        assert stand(seen) == {"call": "met", "mail": "void"}
        assert [(plan.outcome, plan.ended_at) for plan in seen.plans] == [(outcome, at("3 10:30"))]


def test_a_plan_of_deliveries_does_not_end_with_an_answer() -> None:
    """Unless its clause says so: who reads the newsletter goes on reading it."""
    clause = cadence(CALL, MAIL, settled_by="delivered")
    sent = [on("3 10:02", "delivered", channel="call"), on("3 10:10", "replied")]
    assert told(plan_of(clause), *sent, on("3 10:30", "delivered", channel="email")) == {
        ("plan", "call"): "met",
        ("plan", "mail"): "met",
    }


def test_the_condition_of_a_step_reads_what_the_lead_is() -> None:
    """Its stage and whose it is, beside its fields."""
    when = 'stage == "mql" and assignee == "rep7"'
    clause = cadence(CALL, MAIL | {"when": when})
    begun = [on("3 09:00", "created"), on("3 09:30", "assigned", to="rep7")]
    for before, outcome in ((begun, {"call": "met", "mail": "open"}), (begun[:1], {"call": "met"})):
        assert stand(judge(plan_of(clause), [*before, ASKED, call("3 10:02")], "3 10:30")) == outcome


def test_a_step_for_when_nobody_answers() -> None:
    """`no_answer` is of the step before it: the voicemail is owed where the call was not answered."""
    voicemail = {"id": "mailbox", "after": "call", "when": "no_answer", "do": {"voicemail": 1}}
    late = {"id": "late", "after": "mailbox", "when": "no_answer", "do": {"email": 1}}
    clause = cadence(CALL, voicemail, late, ends_on="rejected")
    calls = {"no_answer": ["mailbox"], "connected": []}
    for outcome, steps in calls.items():
        seen = judge(plan_of(clause), [ASKED, call("3 10:02", outcome=outcome)], "3 12:00")
        assert list(stand(seen)) == ["call", *steps]
    # Nobody answers to a voicemail, whatever became of the call before it.
    assert statuses(seen) == {"call": "done", "mailbox": "skipped", "late": "planned"}


def test_what_comes_in_breaks_the_silence() -> None:
    """A touch of the lead's own is an answer, as a reply is."""
    retry = {"id": "retry", "after": "call", "silence": "1 hour", "do": {"call": 1}}
    clause = cadence(CALL, retry, ends_on="rejected")
    came = call("3 10:20", "email", direction="inbound")
    assert statuses(judge(plan_of(clause), [ASKED, call("3 10:02"), came], "3 12:00"))["retry"] == "skipped"


def test_silence_without_a_name_counts_from_the_step_before() -> None:
    """Not from the first, nor from one that is still to come."""
    steps = [CALL, MAIL, {"id": "retry", "silence": "1 hour", "do": {"call": 1}}, {"id": "x", "days": [5]}]
    events = [ASKED, call("3 10:02"), call("3 10:30", "email")]
    retry = {clock.step: clock.started for clock in judge(plan_of(cadence(*steps)), events, "3 16:00").clocks}
    assert retry["retry"] == at("3 11:30")
    assert "retry" not in stand(judge(plan_of(cadence(*steps)), events[:2], "3 11:00"))


def test_several_steps_after_one_and_one_touch_for_several_steps() -> None:
    """What comes at once and what comes later; and what follows each of two that one call completes."""
    later = {"id": "later", "after": "call", "delay": "1 hour", "do": {"call": 1}}
    at_once = judge(plan_of(cadence(CALL, MAIL, later)), [ASKED, call("3 10:02")], "3 11:30")
    assert {clock.step: clock.started for clock in at_once.clocks} == {
        "call": at("3 10:00"),
        "mail": at("3 10:02"),
        "later": at("3 11:02"),
    }
    second = CALL | {"id": "second"}
    after = {"id": "after", "after": "second", "do": {"linkedin": 1}, "within": "1 hour"}
    both = judge(plan_of(cadence(CALL, MAIL, second, after)), [ASKED, call("3 10:02")], "3 10:30")
    assert stand(both) == {"call": "met", "second": "met", "mail": "open", "after": "open"}


# -- how plans begin and end ---------------------------------------------------------------------------------------


def test_a_plan_of_which_no_step_applies_is_over_as_it_begins() -> None:
    """And nothing follows, since nothing was gone through."""
    clause = cadence(CALL | {"when": 'source == "web"'}, on_exhausted={"alert": "manager"})
    seen = judge(plan_of(clause), [ASKED], "3 12:00")
    [plan] = seen.plans
    assert (plan.outcome, plan.ended_at, seen.consequences) == ("void", ASKED.at, ())


def test_a_restart_voids_the_plan_before_it() -> None:
    """Also where something was done of it; each tells its own consequences, also at one instant."""
    alert = {"on_start": {"alert": "manager"}}
    clause = cadence(CALL, MAIL, repeat="restart", **alert)
    again = on("3 10:04", "requested")
    seen = judge(plan_of(clause), [ASKED, call("3 10:02"), again], "3 10:30")
    assert [(plan.cycle, plan.outcome, plan.ended_at) for plan in seen.plans] == [
        (1, "void", at("3 10:04")),
        (2, "breached", None),
    ]
    twice = [on("3 10:00", "requested", seq=number) for number in (1, 2)]
    found = judge(plan_of(clause), twice, "3 10:04")
    assert [plan.outcome for plan in found.plans] == ["void", "open"]
    assert len({said.id for said in found.consequences}) == len(found.consequences) == 2


def test_a_plan_for_each_value_begins_once() -> None:
    """A second request for the guide finds its plan, also after one for the video."""
    clause = cadence(CALL, per="event.content")
    events = [
        on(f"3 10:0{number}", "requested", content=content)
        for number, content in enumerate(("guide", "video", "guide", "video"))
    ]
    seen = judge(plan_of(clause), events, "3 12:00")
    assert [(plan.value, plan.started) for plan in seen.plans] == [
        ("guide", at("3 10:00")),
        ("video", at("3 10:01")),
    ]


def test_a_touch_after_the_end_of_a_plan_is_not_of_it() -> None:
    """The first call reached the lead; the second, still within the five minutes, is nobody's step."""
    reached = call("3 10:01", outcome="connected")
    seen = judge(plan_of(cadence(CALL)), [ASKED, reached, call("3 10:02")], "3 12:00")
    [[step]] = [plan.steps for plan in seen.plans]
    assert (step.did, step.over) == ({"call": 1}, {})


def test_what_a_step_that_is_done_brings_at_the_end_of_the_term_does_not_come() -> None:
    """The call of the last minute is made as the term ends."""
    term = ls.Term(dt.date(2026, 1, 1), dt.date(2026, 3, 3))
    begun = [on("3 23:58", "requested")]
    for when, steps in (("4 00:00", ["call"]), ("3 23:59:59", ["call", "mail"])):
        clause = cadence(CALL, MAIL, on_exhausted={"alert": "manager"})
        seen = judge(plan_of(clause, term=term), [*begun, call(when)], "4 09:00")
        assert [clock.step for clock in seen.clocks] == steps
        # The plan that the term cuts short has not been gone through.
        assert len(seen.consequences) == len(steps) - 1
        assert stand(seen)["call"] == "met"


def test_a_consequence_of_a_step_that_is_done() -> None:
    """Told with the touch that does it."""
    seen = judge(plan_of(cadence(CALL, on_met={"alert": "manager"})), [ASKED, call("3 10:02")], "3 12:00")
    assert [(said.at, said.lead, said.do) for said in seen.consequences] == [(at("3 10:02"), "L1", "alert")]


# -- days ----------------------------------------------------------------------------------------------------------


def test_day_one_is_the_date_on_the_wall_of_the_calendar() -> None:
    """In New York it is still the third when it is two in the morning of the fourth in UTC."""
    office = ls.BusinessCalendar("America/New_York", {"mon-fri": ["09:00-17:00"]})
    for basis, opens in (("calendar", "4 05:00"), ("business", "5 14:00")):
        clause = cadence({"id": "next", "days": [2], "do": {"call": 1}}, day_basis=basis)
        seen = judge(plan_of(clause, office), [on("4 02:00", "requested")], "6 00:00")
        assert [clock.started for clock in seen.clocks] == [at(opens)]


def test_leads_of_several_zones_in_one_log() -> None:
    """Each has the days of its own zone, whatever came before it."""
    step = {"id": "next", "days": [1, 2], "do": {"call": 1}}
    made = plan_of(cadence(step, calendar_by={"zone": "source"}))
    zones = {"L1": "Asia/Tokyo", "L2": "America/New_York", "L3": "Asia/Tokyo"}
    events = [on("2 18:00", "requested", lead=lead, source=zone) for lead, zone in zones.items()]
    seen = judge(made, events, "6 12:00")
    starts = {(clock.lead, clock.step): clock.started for clock in seen.clocks}
    assert starts["L1", "next:1"] == starts["L3", "next:1"] == at("3 00:00")  # three in the night there
    assert starts["L2", "next:1"] == at("2 18:00")  # one in the afternoon, which is after lunch
    assert starts["L2", "next:2"] == at("3 14:00")
    assert starts["L1", "next:2"] == starts["L3", "next:2"] == at("4 00:00")


def test_time_is_counted_in_the_zone_of_the_lead() -> None:
    """An hour of work in Tokyo, from nine in the morning there, is over before Europe wakes."""
    step = {"id": "first", "do": {"call": 1}, "within": "2 business hours"}
    made = plan_of(cadence(step, calendar_by={"zone": "source"}))
    [clock] = judge(made, [on("3 00:00", "requested", source="Asia/Tokyo")], "3 01:00").clocks
    assert (clock.due, clock.counted) == (at("3 02:00"), dt.timedelta(hours=1))


def test_days_are_numbered_alike_whatever_was_asked_before() -> None:
    """A plan that began weeks before those that were looked at first has the days that it has by itself."""
    step = {"id": "daily", "from_day": 1, "every": "day", "until_day": 4, "do": {"call": 1}}
    agreement = plan_of(cadence(step))
    events = [on(f"{day} 10:00", "requested", lead=f"L{place}") for place, day in enumerate((20, 11, 3))]
    seen = judge(agreement, events, "30 12:00")
    for event in events:
        alone = judge(agreement, [event], "30 12:00")
        assert [(c.step, c.started) for c in seen.clocks if c.lead == event.lead] == [
            (c.step, c.started) for c in alone.clocks
        ]
    assert [c.step for c in seen.clocks if c.lead == "L2"] == ["daily:1", "daily:2", "daily:3", "daily:4"]


def test_a_calendar_of_the_clause_s_own_has_its_parts_of_the_day() -> None:
    """Not those of the agreement."""
    late = ls.BusinessCalendar("UTC", {"mon-fri": ["13:00-21:00"]}, dayparts={"evening": "18:00-21:00"})
    clause = cadence({"id": "a", "days": [2], "daypart": "evening", "do": {"call": 1}}, calendar="late")
    made = plan_of(clause, calendars={"office": OFFICE, "late": late})
    assert judge(made, [ASKED], "9 12:00").clocks[0].started == at("4 18:00")


def test_the_last_day_that_there_may_be() -> None:
    """And a repetition that ends on the day on which it begins."""
    for step in (
        {"id": "a", "days": [LAST_DAY]},
        {"id": "a", "from_day": LAST_DAY},
        {"id": "a", "from_day": 4, "every": "week", "until_day": 4},
    ):
        assert plan_of(cadence(step)).clauses


def test_what_cannot_be_reckoned_after_a_skipped_step_is_told() -> None:
    """The desk is staffed for a morning: what would come six open hours after the mail does not."""
    desk = ls.BusinessCalendar("UTC", {}, exceptions={dt.date(2026, 3, 3): ["09:00-12:00"]})
    again = {"id": "again", "after": "mail", "delay": "6 business hours", "do": {"call": 1}}
    soon = {"id": "soon", "after": "mail", "delay": "5 minutes", "do": {"call": 1}, "within": "1 hour"}
    clause = cadence(CALL, MAIL | {"when": 'source == "web"'}, again, soon)
    seen = evaluate(plan_of(clause, desk), [ASKED, call("3 10:03")], "3 11:30")
    [anomaly] = seen.anomalies
    assert anomaly.why.startswith("no step `again` of `plan`:")
    assert (anomaly.event, anomaly.lead, anomaly.at) == ("", "L1", at("3 11:03"))
    assert list(stand(seen)) == ["call", "soon"]
    planned = evaluate(plan_of(cadence(CALL, MAIL, again, soon), desk), [ASKED], "3 10:00").plan("L1")
    assert [step.step for step in planned.steps] == ["call", "mail", "soon"]
