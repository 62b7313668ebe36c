"""`cadence`: a lead is worked through a schedule of steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.decisions.scenario import TICK, agree, at, evaluate, judge, on

import leadsla as ls
from leadsla.clauses import Cadence
from leadsla.clauses.response_window import OUTBOUND_TOUCH
from leadsla.errors import AgreementError
from leadsla.evaluation import Evaluation
from leadsla.lifecycle import Lifecycle

PARTS = {"morning": "09:00-12:00", "lunch": "12:00-13:00", "afternoon": "13:00-17:00"}
HOURS = {"mon-fri": ["09:00-12:00", "13:00-17:00"]}
OFFICE = ls.BusinessCalendar("UTC", HOURS, dayparts=PARTS)
STEPS: list[dict[str, Any]] = [
    {"id": "first-call", "do": {"call": 1}, "within": "5 minutes"},
    {
        "id": "follow-up",
        "after": "first-call",
        "when": "no_contact",
        "do": {"call": 1, "voicemail": 1, "email": 1, "linkedin": 1},
        "within": "1 hour",
    },
    {
        "id": "retry",
        "after": "follow-up",
        "silence": "3 hours",
        "do": {"call": "1-2"},
        "without": ["voicemail"],
    },
    {
        "id": "morning",
        "days": [2, 3],
        "daypart": "morning",
        "do": {"call": 1},
        "if_no_answer": {"voicemail": 1, "email": 1},
    },
    {"id": "lunch", "days": [2, 3], "daypart": "lunch", "when": "silence", "do": {"call": 1}},
    {"id": "afternoon", "days": [2, 3], "daypart": "afternoon", "when": "silence", "do": {"call": 1}},
    {"id": "weekly", "from_day": 4, "every": "week", "until_day": 90, "do": {"call": "1-2", "email": "1-2"}},
]
CALL = {"id": "call", "do": {"call": 1}, "within": "5 minutes"}
ASKED = on("3 10:00", "requested")  # a Tuesday


def cadence(*steps: dict[str, Any], **changes: Any) -> Cadence:
    return Cadence(
        **({"id": "plan", "owner": "sales", "from_": "requested", "steps": steps or STEPS} | changes)
    )


def plan_of(clause: Cadence, calendar: ls.BusinessCalendar = OFFICE, **changes: Any) -> ls.Agreement:
    return agree(clause, **({"calendars": {"office": calendar}} | changes))


def call(when: str | dt.datetime, channel: str = "call", **data: Any) -> ls.Event:
    return on(when, "touched", channel=channel, **data)


def stand(evaluation: Evaluation) -> dict[str | None, str]:
    return {clock.step: clock.outcome for clock in evaluation.clocks}


def dues(evaluation: Evaluation, zone: str = "UTC") -> dict[str | None, tuple[str, str]]:
    def shown(when: dt.datetime) -> str:
        return f"{when.astimezone(ZoneInfo(zone)):%a %d %H:%M}"

    return {clock.step: (shown(clock.started), shown(clock.due)) for clock in evaluation.clocks}


def statuses(evaluation: Evaluation) -> dict[str, str]:
    return {step.step: step.status for plan in evaluation.plans for step in plan.steps}


# -- the plan of three days and then weekly --------------------------------------------------------------------------

DAY_ONE = [
    call("3 10:03", outcome="no_answer"),
    *(
        call(f"3 10:1{number}", channel)
        for number, channel in enumerate(("call", "voicemail", "email", "linkedin"))
    ),
]


def test_met_step_by_step_as_it_was_agreed() -> None:
    """The call in 5 minutes, four channels, again after 3 hours, and the morning with voicemail and email."""
    worked = [
        ASKED,
        *DAY_ONE,
        call("3 14:00"),
        *(call(f"4 09:1{number}", channel) for number, channel in enumerate(("call", "voicemail", "email"))),
    ]
    told = judge(plan_of(cadence()), worked, "4 11:00")
    assert stand(told) == dict.fromkeys(("first-call", "follow-up", "retry", "morning:2"), "met")
    assert dues(told)["retry"] == ("Tue 03 13:13", "Tue 03 17:00")
    assert dues(told)["morning:2"] == ("Wed 04 09:00", "Wed 04 12:00")


def test_breached_steps_neither_shift_nor_drop_the_others() -> None:
    """Nobody does anything: what stands on days comes on its days, what comes after the call waits for it."""
    told = judge(plan_of(cadence()), [ASKED], "2026-06-10 09:00")
    names = [f"{part}:{day}" for day in (2, 3) for part in ("morning", "lunch", "afternoon")]
    weekly = [f"weekly:{day}" for day in range(4, 69, 5)]
    assert stand(told) == dict.fromkeys(["first-call", *names, *weekly], "breached")
    assert dues(told)["weekly:4"] == ("Fri 06 09:00", "Fri 06 17:00")
    assert {clock.step for clock in told.clocks if clock.ended_at is None} == {"first-call"}


def test_a_late_call_brings_its_successor_then_and_moves_nothing_else() -> None:
    """The follow-up opens when the call was made, an hour late."""
    told = judge(plan_of(cadence()), [ASKED, call("3 11:00")], "4 12:00")
    assert dues(told)["follow-up"] == ("Tue 03 11:00", "Tue 03 12:00")
    assert stand(told)["first-call"] == "breached"
    assert dues(told)["morning:2"] == ("Wed 04 09:00", "Wed 04 12:00")


def test_void_is_what_is_still_owed_when_the_lead_is_reached() -> None:
    """The call that connects is met and ends the plan; what was overdue stays breached and is owed no more."""
    told = judge(plan_of(cadence()), [ASKED, on("4 09:30", "replied")], "5 12:00")
    assert stand(told) == {"first-call": "breached", "morning:2": "void"}
    assert all(clock.ended_at is not None for clock in told.clocks)
    assert [plan.outcome for plan in told.plans] == ["breached"]
    reached = judge(plan_of(cadence()), [ASKED, call("3 10:04", outcome="connected")], "5 12:00")
    assert stand(reached) == {"first-call": "met"}
    assert [plan.outcome for plan in reached.plans] == ["met"]


def test_exactly_at_the_deadline_is_in_time() -> None:
    """At 10:05:00 the call is met, a microsecond later breached; the same at the end of a part of the day."""
    due = at("3 10:05")
    assert stand(judge(plan_of(cadence(CALL)), [ASKED, call(due)], "3 11:00")) == {"call": "met"}
    assert stand(judge(plan_of(cadence(CALL)), [ASKED, call(due + TICK)], "3 11:00")) == {"call": "breached"}
    noon = at("4 12:00")
    step = {"id": "morning", "days": [2], "daypart": "morning", "do": {"call": 1}}
    assert stand(judge(plan_of(cadence(step)), [ASKED, call(noon)], "5 11:00")) == {"morning": "met"}
    assert stand(judge(plan_of(cadence(step)), [ASKED, call(noon + TICK)], "5 11:00")) == {
        "morning": "breached"
    }


@pytest.mark.parametrize(
    ("start", "day_two", "weekly"),
    [
        ("2026-03-06 16:58", "Mon 09", "Wed 11"),  # a Friday, two minutes before closing
        ("2026-03-06 23:00", "Tue 10", "Thu 12"),  # a Friday night: day 1 is Monday
        ("2026-03-07 10:00", "Tue 10", "Thu 12"),  # a Saturday
        ("2026-04-02 16:00", "Mon 06", "Wed 08"),  # the eve of a holiday, Good Friday
    ],
)
def test_weekend_and_holiday_day_one_is_the_first_open_date(start: str, day_two: str, weekly: str) -> None:
    """Days of the plan are open days; the five minutes run on a watch."""
    office = ls.BusinessCalendar("UTC", HOURS, [dt.date(2026, 4, 3)], dayparts=PARTS)
    told = judge(plan_of(cadence(), office), [on(start, "requested")], at(start) + dt.timedelta(days=8))
    found = dues(told)
    assert found["morning:2"] == (f"{day_two} 09:00", f"{day_two} 12:00")
    assert found["lunch:2"] == (f"{day_two} 12:00", f"{day_two} 13:00")
    assert found["weekly:4"][0] == f"{weekly} 09:00"
    [first] = [clock for clock in told.clocks if clock.step == "first-call"]
    assert first.due - first.started == dt.timedelta(minutes=5)


def test_dst_sunday_the_morning_stands_at_nine_on_the_wall() -> None:
    """The clocks go forward in New York on 8 March 2026; in calendar days Sunday is day 2 of a Saturday's plan."""
    office = ls.BusinessCalendar("America/New_York", HOURS, dayparts=PARTS | {"night": "01:30-03:30"})
    steps = [
        {"id": "night", "days": [2], "daypart": "night", "do": {"call": 1}},
        {"id": "morning", "days": [2, 3], "daypart": "morning", "do": {"call": 1}},
    ]
    made = plan_of(cadence(*steps, day_basis="calendar"), office, timezone="America/New_York")
    told = judge(made, [on("2026-03-07 15:00", "requested")], "2026-03-10 12:00")
    assert dues(told, "America/New_York") == {
        "night": ("Sun 08 01:30", "Sun 08 03:30"),
        "morning:2": ("Sun 08 09:00", "Sun 08 12:00"),
        "morning:3": ("Mon 09 09:00", "Mon 09 12:00"),
    }
    [night] = [clock for clock in told.clocks if clock.step == "night"]
    assert night.counted >= dt.timedelta(hours=1)
    assert night.due - night.started == dt.timedelta(hours=1)


def test_a_touch_counts_for_every_open_step_else_for_the_one_due_last() -> None:
    """One call meets two steps that are open together; with none open, it ends what is overdue."""
    both = [CALL, {"id": "today", "days": [1], "do": {"call": 1}}]
    assert stand(judge(plan_of(cadence(*both)), [ASKED, call("3 10:01")], "3 11:00")) == {
        "call": "met",
        "today": "met",
    }
    told = judge(plan_of(cadence(CALL)), [ASKED, call("3 10:30")], "3 11:00")
    [clock] = told.clocks
    assert (clock.outcome, clock.done_at) == ("breached", at("3 10:30"))


def test_a_step_by_day_is_owed_until_that_day_closes() -> None:
    """A call in the afternoon ends the morning's step late; a call the next day does not."""
    step = {"id": "morning", "days": [2], "daypart": "morning", "do": {"call": 1}}
    [late] = judge(plan_of(cadence(step)), [ASKED, call("4 17:00")], "6 11:00").clocks
    assert (late.outcome, late.done_at, late.ended_at) == ("breached", at("4 17:00"), at("4 17:00"))
    [never] = judge(plan_of(cadence(step)), [ASKED, call("4 17:01")], "6 11:00").clocks
    assert (never.outcome, never.done_at, never.ended_at) == ("breached", None, at("4 17:00"))


def test_a_range_asks_for_its_least_and_lists_what_is_over_its_most() -> None:
    """Three calls for 1-2 are met, with one over; a voicemail where none was wanted is listed too."""
    step = {"id": "retry", "do": {"call": "1-2"}, "without": ["voicemail"], "within": "1 hour"}
    touches = [call("3 10:01"), call("3 10:02", "voicemail"), call("3 10:03"), call("3 10:04")]
    [plan] = judge(plan_of(cadence(step)), [ASKED, *touches], "3 12:00").plans
    [told] = plan.steps
    assert (told.status, told.over, told.unwanted) == ("done", {"call": 1}, {"voicemail": 1})
    assert told.did == {"call": 3, "voicemail": 1}


def test_the_answer_decides_what_else_is_owed() -> None:
    """Voicemail and email are owed where the step's own call did not connect."""
    step = {
        "id": "morning",
        "do": {"call": 1},
        "if_no_answer": {"voicemail": 1, "email": 1},
        "within": "2 hours",
    }
    answered = cadence(step, ends_on="rejected")
    assert stand(judge(plan_of(answered), [ASKED, call("3 10:01", outcome="connected")], "3 13:00")) == {
        "morning": "met"
    }
    assert stand(judge(plan_of(answered), [ASKED, call("3 10:01")], "3 13:00")) == {"morning": "breached"}


def test_how_steps_were_kept() -> None:
    """Done, late, skipped, by another channel, with other content, missed."""
    steps = [
        {"id": "one", "days": [1], "do": {"call": 1}, "content": "guide"},
        {"id": "two", "days": [2], "do": {"call": 1}},
        {"id": "three", "days": [3], "daypart": "morning", "do": {"call": 1}},
        {"id": "four", "days": [4], "do": {"call": 1}, "when": 'source == "web"'},
        {"id": "five", "days": [5], "do": {"call": 1}},
        {"id": "six", "days": [6], "do": {"call": 1}, "content": "guide"},
    ]
    touches = [
        call("3 11:00", content="offer"),
        call("4 11:00", "email"),
        call("5 15:00"),
        call("10 11:00", content="guide"),
    ]
    told = judge(plan_of(cadence(*steps)), [ASKED, *touches], "12 12:00")
    assert statuses(told) == {
        "one": "other content",
        "two": "other channel",
        "three": "late",
        "four": "skipped",
        "five": "missed",
        "six": "done",
    }
    rates = {row.step: row.rate for row in told.adherence()}
    assert rates == {"one": 1.0, "two": 0.0, "three": 0.0, "four": None, "five": 0.0, "six": 1.0}


def test_a_skipped_step_lets_its_successor_come_from_its_due() -> None:
    """The follow-up is for leads of the web; what comes 3 hours after it counts from when it would have been due."""
    steps = [
        CALL,
        {"id": "mail", "after": "call", "when": 'source == "web"', "do": {"email": 1}, "within": "1 hour"},
        {"id": "again", "after": "mail", "delay": "3 hours", "do": {"call": 1}},
    ]
    told = judge(plan_of(cadence(*steps)), [ASKED, call("3 10:02")], "3 16:00")
    assert statuses(told)["mail"] == "skipped"
    assert dues(told)["again"] == ("Tue 03 14:02", "Tue 03 17:00")


def test_silence_is_broken_by_a_reply_that_does_not_end_the_plan() -> None:
    """With `ends_on` something else, the retry after 3 hours of silence is skipped when the lead has written."""
    steps = [CALL, {"id": "retry", "after": "call", "silence": "3 hours", "do": {"call": 1}}]
    clause = cadence(*steps, ends_on="rejected")
    assert "retry" in stand(judge(plan_of(clause), [ASKED, call("3 10:02")], "3 15:00"))
    told = judge(plan_of(clause), [ASKED, call("3 10:02"), on("3 12:00", "replied")], "3 15:00")
    assert statuses(told)["retry"] == "skipped"


def test_exhausted_once_when_all_has_been_gone_through() -> None:
    """At the last step's due, or when it is done; not where the lead was reached before."""
    steps = [CALL, {"id": "last", "days": [2], "daypart": "morning", "do": {"call": 1}}]
    clause = cadence(*steps, on_exhausted=[{"recycle": "nurture"}, {"alert": "manager"}])

    def followed(*events: ls.Event) -> list[tuple[str, dt.datetime]]:
        told = judge(plan_of(clause), [ASKED, *events], "9 12:00")
        return [(c.do, c.at) for c in told.consequences if c.on == "exhausted"]

    assert followed() == [("recycle", at("4 12:00")), ("alert", at("4 12:00"))]
    assert followed(call("4 09:30"))[0] == ("recycle", at("4 09:30"))
    assert followed(on("4 09:30", "replied")) == []


def test_a_plan_without_days_waits_for_what_is_overdue() -> None:
    """Nobody has called: the lead is not unresponsive."""
    steps = [CALL, {"id": "again", "after": "call", "delay": "1 hour", "do": {"call": 1}, "within": "1 hour"}]
    clause = cadence(*steps, on_exhausted=[{"recycle": "nurture"}])
    assert not judge(plan_of(clause), [ASKED], "9 12:00").consequences
    [told] = judge(plan_of(clause), [ASKED, call("5 10:00")], "9 12:00").consequences
    assert told.at == at("5 12:00")


def test_an_automatic_recycle_ends_the_plan_and_the_next_pass_has_its_own() -> None:
    """The engine's recycle at exhaustion moves the lead; a request in the new pass begins a second plan."""
    steps = [CALL]
    clause = cadence(*steps, on_exhausted=[{"recycle": "nurture", "automatic": True}])
    events = [on("3 09:00", "created"), ASKED, call("3 10:01"), on("6 10:00", "requested"), call("6 10:09")]
    told = judge(plan_of(clause), events, "9 12:00")
    assert told.stage("L1") == "nurture"
    assert [(plan.cycle, plan.outcome) for plan in told.plans] == [(1, "met"), (2, "breached")]
    assert [(clock.cycle, clock.outcome) for clock in told.clocks] == [(1, "met"), (2, "breached")]


def test_repeat_once_each_and_restart() -> None:
    """A second request: nothing in the same pass, nothing while the plan runs, or a plan that begins afresh."""
    steps = [CALL, {"id": "later", "days": [3], "do": {"call": 1}}]
    again = on("4 10:00", "requested")
    cycles = {
        repeat: [
            clock.cycle
            for clock in judge(plan_of(cadence(*steps, repeat=repeat)), [ASKED, again], "9 12:00").clocks
        ]
        for repeat in ("once", "each", "restart")
    }
    assert cycles == {"once": [1, 1], "each": [1, 1], "restart": [1, 2, 2]}
    ended = [ASKED, on("3 11:00", "replied"), again]
    told = judge(plan_of(cadence(*steps, repeat="each")), ended, "9 12:00")
    assert [plan.cycle for plan in told.plans] == [1, 2]


def test_a_target_counts_steps_or_whole_plans() -> None:
    """Two of three steps in time; no plan without a breach."""
    steps = [CALL, *({"id": f"day{day}", "days": [day], "do": {"call": 1}} for day in (2, 3))]
    events = [ASKED, call("4 10:00"), call("5 10:00")]
    rows = {}
    for counted in ("steps", "leads"):
        clause = cadence(*steps, count_by=counted, target="60% per month", on_missed={"review": "joint"})
        told = judge(plan_of(clause), events, "2026-04-02 12:00")
        [row] = told.attainment()
        rows[counted] = (row.met, row.breached, row.status, [c.on for c in told.consequences])
    assert rows == {"steps": (2, 1, "kept", []), "leads": (0, 1, "missed", ["missed"])}


def test_marketing_nurtures_with_what_is_delivered_while_the_lead_is_in_its_stage() -> None:
    """A newsletter every two weeks, in calendar days, until the lead leaves the stage."""
    step = {"id": "newsletter", "from_day": 1, "every": "2 weeks", "do": {"email": 1}, "within": "1 day"}
    clause = cadence(
        step,
        owner="marketing",
        from_={"enters": "mql"},
        settled_by="delivered",
        ends_on={"leaves": "mql"},
        day_basis="calendar",
    )
    events = [
        on("2 10:00", "created"),
        on("2 12:00", "delivered", content="issue 1"),
        on("16 20:00", "delivered", content="issue 2"),
        on("2026-04-20 10:00", "accepted"),
    ]
    told = judge(plan_of(clause), events, "2026-06-01 12:00")
    outcomes = [(f"{clock.started:%m-%d}", clock.outcome) for clock in told.clocks]
    assert outcomes == [("03-02", "met"), ("03-16", "met"), ("03-30", "breached"), ("04-13", "breached")]
    assert all(clock.owner == "marketing" for clock in told.clocks)


def test_steps_stop_at_the_end_of_the_term_and_the_plan_is_not_exhausted() -> None:
    """What would open after the term does not; a plan so cut short says nothing of the lead."""
    term = ls.Term(dt.date(2026, 1, 1), dt.date(2026, 3, 4))
    steps = [CALL, *({"id": f"day{day}", "days": [day], "do": {"call": 1}} for day in (2, 3))]
    clause = cadence(*steps, on_exhausted={"recycle": "nurture"})
    told = judge(plan_of(clause, term=term), [ASKED, call("3 10:01")], "20 12:00")
    assert stand(told) == {"call": "met", "day2": "breached"}
    assert not told.consequences
    assert told.plan("L1").ended_at is not None


def test_the_plan_of_a_lead_and_what_is_next() -> None:
    """The whole plan from its first moment; the next step as time goes on; what depends on others is `expected`."""
    told = evaluate(plan_of(cadence()), [ASKED], "3 10:00")
    plan = told.plan("L1")
    assert plan.next is not None
    assert (plan.next.step, plan.next.due) == ("first-call", at("3 10:05"))
    assert [step.step for step in plan.steps][:5] == [
        "first-call",
        "follow-up",
        "retry",
        "morning:2",
        "lunch:2",
    ]
    assert [step.step for step in plan.steps if step.expected] == ["follow-up", "retry"]
    later = evaluate(plan_of(cadence()), [ASKED, *DAY_ONE, call("3 14:00")], "3 15:00").plan("L1")
    assert later.next is not None
    assert (later.next.step, later.next.opens) == ("morning:2", at("4 09:00"))
    ended = evaluate(plan_of(cadence()), [ASKED, on("3 10:01", "replied")], "3 15:00").plan("L1")
    assert ended.next is None
    assert "morning:2" in str(later)
    with pytest.raises(KeyError, match="no lead 'L2'"):
        told.plan("L2")
    with pytest.raises(KeyError, match="other"):
        told.plan("L1", "other")


def test_the_plan_as_icalendar() -> None:
    """An entry for each step that is open or to come, as other programs read it."""
    icalendar = pytest.importorskip("icalendar")
    plan = evaluate(plan_of(cadence()), [ASKED], "3 10:00").plan("L1")
    read = icalendar.Calendar.from_ical(plan.to_ical())
    entries = {str(event["description"]): event for event in read.walk("VEVENT")}
    assert len(entries) == len(plan.steps)
    morning = entries["Plan, step morning:2"]
    assert (morning.decoded("dtstart"), morning.decoded("dtend")) == (at("4 09:00"), at("4 12:00"))
    assert str(morning["summary"]) == "L1: 1 call (if nobody answers, 1 voicemail and 1 email)"
    assert len({str(event["uid"]) for event in entries.values()}) == len(entries)


def test_the_sentence() -> None:
    """Every step in words."""
    said = cadence().sentence()
    assert said.startswith(
        "Sales will follow the plan from the request until the lead is reached, rejected or disqualified, or replies: "
        "at once: 1 call, within 5 minutes; after “first call”, if nobody has been reached so far: 1 call, 1 voicemail"
    )
    assert "after 3 hours of silence since “follow up”: 1 to 2 calls (no voicemail);" in said
    assert "from day 4 every week until day 90: 1 to 2 calls and 1 to 2 emails" in said


@pytest.mark.parametrize(
    ("do", "settled_by", "said"),
    [
        ({"any": 1}, "delivered", "1 delivery of guide"),
        ({"any": 2}, "delivered", "2 deliveries of guide"),
        ({"any": "1-2"}, "updated", "1 to 2 updates of guide"),
        ({"any": "1+"}, "delivered", "at least 1 delivery of guide"),
        ({"any": "2+"}, "delivered", "at least 2 deliveries of guide"),
        ({"email": 2}, "delivered", "2 emails of guide"),
        ({"any": 1}, ["delivered", "updated"], "delivery or update, 1 time, with guide"),
        ({"any": "1-2"}, ["delivered", "updated"], "delivery or update, 1 to 2 times, with guide"),
        ({"any": 2}, OUTBOUND_TOUCH, "2 touches, with guide"),
    ],
)
def test_what_a_step_asks_for_in_words(do: dict[str, Any], settled_by: Any, said: str) -> None:
    """By what counts for it, one or several; and with what."""
    made = cadence({"id": "a", "do": do, "content": "guide"}, settled_by=settled_by)
    assert made.sentence().endswith(f": at once: {said}.")


def test_what_a_step_is_to_be_done_without_in_words() -> None:
    """One channel or another."""
    made = cadence({"id": "a", "without": ["sms", "call"]}, settled_by="delivered")
    assert made.sentence() == (
        "Sales will follow the plan from the request: at once: at least 1 delivery (no sms or call)."
    )


def faults(*steps: dict[str, Any], **changes: Any) -> Iterable[tuple[str, str]]:
    with pytest.raises(AgreementError) as caught:
        plan_of(cadence(*steps, **changes))
    return [(fault.path, fault.what) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("step", "path"),
    [
        ({"id": "a:b"}, "id"),
        ({"id": "a", "after": "call"}, "after"),
        ({"id": "a", "silence": "1 hour"}, "silence"),
        ({"id": "a", "days": [2], "from_day": 3}, "from_day"),
        ({"id": "a", "days": [0]}, "days[0]"),
        ({"id": "a", "days": [2, 2]}, "days[1]"),
        ({"id": "a", "days": [2], "delay": "1 hour"}, "delay"),
        ({"id": "a", "every": "week"}, "every"),
        ({"id": "a", "until_day": 9}, "until_day"),
        ({"id": "a", "from_day": 9, "every": "week", "until_day": 4}, "from_day"),
        ({"id": "a", "from_day": 9, "until_day": 14}, "until_day"),
        ({"id": "a", "daypart": "morning"}, "daypart"),
        ({"id": "a", "days": [2], "daypart": "evening"}, "daypart"),
        ({"id": "a", "when": "scores > 3"}, "when"),
        ({"id": "a", "when": "event.x == 3"}, "when"),
        ({"id": "a", "without": ["fax"]}, "without[0]"),
    ],
)
def test_a_step_that_cannot_be_is_refused(step: dict[str, Any], path: str) -> None:
    """With the place of what is wrong."""
    assert [found[0] for found in faults(step)] == [f"clauses[0].steps[0].{path}"]


def test_a_plan_that_cannot_be_is_refused() -> None:
    """Two steps of one name, nothing after what comes more than once, no pause, no earlier start, no steps."""
    assert [path for path, _ in faults(CALL, CALL)] == ["clauses[0].steps[1].id"]
    twice = {"id": "twice", "days": [1, 2]}
    assert [path for path, _ in faults(twice, {"id": "b", "after": "twice"})] == ["clauses[0].steps[1].after"]
    assert [path for path, _ in faults(CALL, pause_while="waiting")] == ["clauses[0].pause_while"]
    assert [path for path, _ in faults(CALL, count_from="created")] == ["clauses[0].count_from"]
    with pytest.raises(AgreementError, match="a plan without steps"):
        agree(Cadence(id="plan", owner="sales", from_="requested", steps=[]))


def test_a_daypart_must_be_in_every_calendar_that_may_count() -> None:
    """Also in those of `calendar_by`."""
    step = {"id": "a", "days": [2], "daypart": "morning"}
    by = {"field": "source", "calendars": {"web": "plain"}}
    with pytest.raises(AgreementError, match="no daypart `morning`"):
        agree(
            cadence(step, calendar_by=by),
            calendars={"office": OFFICE, "plain": ls.BusinessCalendar("UTC", HOURS)},
        )


def test_the_lead_s_own_zone() -> None:
    """`calendar_by: {zone: ...}`: the morning is the lead's morning."""
    step = {"id": "morning", "days": [2], "daypart": "morning", "do": {"call": 1}}
    made = plan_of(cadence(step, calendar_by={"zone": "source"}))
    told = judge(made, [on("3 02:00", "requested", source="Asia/Tokyo")], "6 12:00")
    assert dues(told, "Asia/Tokyo") == {"morning": ("Wed 04 09:00", "Wed 04 12:00")}


def test_the_document_keeps_the_plan() -> None:
    """What is dumped is read as the same; the ready-made lifecycle has nothing to do with it."""
    made = plan_of(cadence(), lifecycle=Lifecycle())
    for format in ("yaml", "json", "toml"):
        assert ls.loads(ls.dump(made, format), format) == made
    assert "call: 1," in ls.dump(made).replace("}", ",")  # a number, where it is one


# -- what a second judge found -----------------------------------------------------------------------------------------


def test_repetitions_that_fall_on_closed_days_come_once() -> None:
    """Every day from a Friday: what would come on Saturday and on Sunday comes on Monday, with Monday's, once."""
    step = {"id": "daily", "from_day": 1, "every": "day", "until_day": 5, "do": {"call": 1}}
    told = judge(plan_of(cadence(step)), [on("6 10:00", "requested")], "20 12:00")
    assert [(clock.step, f"{clock.started:%a}") for clock in told.clocks] == [
        ("daily:1", "Fri"),
        ("daily:2", "Mon"),
        ("daily:3", "Tue"),
    ]
    planned = evaluate(plan_of(cadence(step)), [on("6 10:00", "requested")], "6 10:00").plan("L1")
    assert [step.step for step in planned.steps] == ["daily:1", "daily:2", "daily:3"]


def test_nothing_stands_after_until_day() -> None:
    """The seventh day of the plan is a holiday; what would move to the eighth does not come."""
    office = ls.BusinessCalendar("UTC", HOURS, [dt.date(2026, 3, 10)], dayparts=PARTS)
    for until, expected in ((8, ["weekly:1"]), (9, ["weekly:1", "weekly:6"])):
        step = {"id": "weekly", "from_day": 1, "every": "week", "until_day": until, "do": {"call": 1}}
        told = judge(plan_of(cadence(step), office), [ASKED], "30 12:00")
        assert [clock.step for clock in told.clocks] == expected


def test_day_one_after_midnight() -> None:
    """In business days it belongs to the shift that began the day before; in calendar days to the date on the wall."""
    night = ls.BusinessCalendar("UTC", {"mon-sun": "22:00-06:00"})
    step = {"id": "daily", "days": [1, 2], "do": {"call": 1}}
    for basis, expected in (
        (
            "business",
            {"daily:1": ("Tue 03 02:00", "Tue 03 06:00"), "daily:2": ("Tue 03 22:00", "Wed 04 06:00")},
        ),
        (
            "calendar",
            {"daily:1": ("Tue 03 02:00", "Tue 03 06:00"), "daily:2": ("Wed 04 00:00", "Wed 04 06:00")},
        ),
    ):
        told = judge(plan_of(cadence(step, day_basis=basis), night), [on("3 02:00", "requested")], "6 12:00")
        assert dues(told) == expected


def test_weekend_a_day_of_the_plan_that_is_closed_is_due_when_the_next_open_one_closes() -> None:
    """In calendar days, day 1 may be a Friday evening; the step is not dropped, and its own window counts from then."""
    friday = on("6 18:00", "requested")
    step = {"id": "first", "days": [1, 2], "do": {"call": 1}}
    told = judge(plan_of(cadence(step, day_basis="calendar")), [friday], "12 12:00")
    assert dues(told) == {
        "first:1": ("Fri 06 18:00", "Mon 09 17:00"),
        "first:2": ("Sat 07 00:00", "Mon 09 17:00"),
    }
    soon = {"id": "first", "days": [1], "do": {"call": 1}, "within": "5 minutes"}
    told = judge(plan_of(cadence(soon, day_basis="calendar")), [friday], "12 12:00")
    assert dues(told) == {"first": ("Fri 06 18:00", "Fri 06 18:05")}


def test_a_part_of_the_day_that_has_gone_by_is_not_owed() -> None:
    """The lead came at noon: the morning of day 1 is over, its afternoon is not; a morning begun is owed till noon."""
    steps = [
        {"id": part, "days": [1], "daypart": part, "do": {"call": 1}} for part in ("morning", "afternoon")
    ]
    assert set(stand(judge(plan_of(cadence(*steps)), [on("3 12:00", "requested")], "3 18:00"))) == {
        "afternoon"
    }
    begun = judge(plan_of(cadence(*steps)), [on("3 11:59:59", "requested")], "3 18:00")
    assert dues(begun)["morning"] == ("Tue 03 11:59", "Tue 03 12:00")


def test_no_answer_adds_to_what_is_to_be_done() -> None:
    """A call, and where it is not answered a call again: one call does not do for both."""
    step = {"id": "try", "do": {"call": 1}, "if_no_answer": {"call": 1, "email": 1}, "within": "2 hours"}
    clause = cadence(step, ends_on="rejected")
    first, again, mail = call("3 10:01"), call("3 10:02"), call("3 10:03", "email")
    assert stand(judge(plan_of(clause), [ASKED, first, mail], "3 13:00")) == {"try": "breached"}
    told = judge(plan_of(clause), [ASKED, first, again, mail, call("3 10:04")], "3 13:00")
    assert stand(told) == {"try": "met"}
    [[kept]] = [plan.steps for plan in told.plans]
    assert kept.over == {"call": 1}
    [[owed]] = [plan.steps for plan in evaluate(plan_of(clause), [ASKED], "3 10:00").plans]
    assert owed.lacking == {"call": 2, "email": 1}


def test_a_reply_is_no_touch_unless_it_is_asked_for_by_name() -> None:
    """`touched` stands for replies too where it is looked back on, but what comes in does no step."""
    inbound = on("3 10:02", "replied")
    for settled_by, outcome in (("touched", "breached"), (["touched", "replied"], "met")):
        clause = cadence(CALL | {"do": {"any": 1}}, settled_by=settled_by, ends_on="rejected")
        assert stand(judge(plan_of(clause), [ASKED, inbound], "3 11:00")) == {"call": outcome}


def test_what_ends_the_plan_ends_what_is_overdue_after_it_was_exhausted() -> None:
    """The call was never made, the plan is gone through; when the lead replies, nobody owes the call any more."""
    clause = cadence(CALL, on_exhausted={"alert": "manager"})
    told = judge(plan_of(clause), [ASKED, on("4 10:00", "replied")], "5 12:00")
    [clock] = told.clocks
    assert (clock.outcome, clock.done_at, clock.ended_at) == ("breached", None, at("4 10:00"))
    [plan] = told.plans
    assert plan.ended_at == at("3 10:05")
    assert [said.at for said in told.consequences] == [at("3 10:05")]


def test_silence_is_broken_whatever_value_the_plan_is_for() -> None:
    """A plan for each guide that was asked for: a reply names no guide, and breaks the silence all the same."""
    steps = [CALL, {"id": "retry", "after": "call", "silence": "3 hours", "do": {"call": 1}}]
    clause = cadence(*steps, per="event.content", ends_on="rejected")
    asked, touch = on("3 10:00", "requested", content="guide"), call("3 10:02", content="guide")
    assert statuses(judge(plan_of(clause), [asked, touch, on("3 12:00", "replied")], "3 15:00")) == {
        "call": "done",
        "retry": "skipped",
    }


def test_void_a_calendar_that_never_opens_again_gives_no_step_and_says_so() -> None:
    """The desk is staffed for two days: what would be due after that is not, and is told as an anomaly."""
    days = {dt.date(2026, 3, day): ["09:00-12:00"] for day in (3, 4)}
    desk = ls.BusinessCalendar("UTC", {}, exceptions=days, dayparts=PARTS)
    steps = [
        CALL,
        {"id": "again", "after": "call", "delay": "6 business hours", "do": {"call": 1}},
        {"id": "later", "after": "call", "delay": "2 days", "do": {"call": 1}},
        {"id": "daily", "from_day": 1, "every": "day", "do": {"email": 1}},
    ]
    judge(plan_of(cadence(*steps), desk), [ASKED, call("3 10:03")], "5 10:00")
    told = evaluate(plan_of(cadence(*steps), desk), [ASKED, call("3 10:03")], "9 12:00")
    assert set(stand(told)) == {"call", "daily:1", "daily:2"}
    assert [anomaly.why.partition(" of ")[0] for anomaly in told.anomalies] == [
        "no step `again`",
        "no step `later`",
    ]
    assert {anomaly.event for anomaly in told.anomalies} == {""}
    planned = evaluate(plan_of(cadence(*steps), desk), [ASKED], "3 10:00").plan("L1")
    assert [step.step for step in planned.steps] == ["call", "daily:1", "daily:2"]
    alone = evaluate(plan_of(cadence(CALL, {"id": "x", "delay": "2 days"}), desk), [ASKED], "3 10:00").plan(
        "L1"
    )
    assert [step.step for step in alone.steps] == ["call"]


def test_every_month_from_the_thirty_first() -> None:
    """A month that has no such day ends with its last; the next has its 31st again."""
    step = {"id": "letter", "from_day": 1, "every": "month", "do": {"email": 1}}
    told = judge(
        plan_of(cadence(step, day_basis="calendar")),
        [on("2026-01-31 10:00", "requested")],
        "2026-06-30 12:00",
    )
    assert [f"{clock.started:%m-%d}" for clock in told.clocks] == [
        "01-31",
        "02-28",
        "03-31",
        "04-30",
        "05-31",
        "06-30",
    ]


def test_a_step_after_what_comes_again_and_days_that_never_come_are_refused() -> None:
    """Also where `silence` counts from the step before without naming it; and day 1,000,000 is in no year we know."""
    twice = {"id": "twice", "days": [1, 2]}
    assert [path for path, _ in faults(twice, {"id": "b", "silence": "1 hour"})] == [
        "clauses[0].steps[1].silence"
    ]
    assert [path for path, _ in faults({"id": "a", "days": [10**6]})] == ["clauses[0].steps[0].days[0]"]
    assert [path for path, _ in faults({"id": "a", "from_day": 10**6})] == ["clauses[0].steps[0].from_day"]


def test_an_open_step_takes_the_touch_else_the_one_due_last() -> None:
    """Of three calls one is overdue since 10:05, one since 10:30, and one opens at 11."""
    steps = [
        CALL,
        {"id": "two", "do": {"call": 1}, "within": "30 minutes"},
        {"id": "three", "delay": "1 hour", "do": {"call": 1}},
    ]
    told = judge(plan_of(cadence(*steps)), [ASKED, call("3 10:40")], "3 10:50")
    assert {clock.step: clock.done_at for clock in told.clocks} == {"call": None, "two": at("3 10:40")}
    told = judge(plan_of(cadence(*steps)), [ASKED, call("3 11:10")], "3 11:30")
    assert [clock.step for clock in told.clocks if clock.done_at] == ["three"]
