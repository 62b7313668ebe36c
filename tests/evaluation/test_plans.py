"""Plans as callers see them: adherence, JSON and iCalendar."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.clauses.test_cadence import ASKED, CALL, cadence, call, plan_of
from tests.decisions.scenario import evaluate, on

import leadsla as ls


def test_what_is_to_come_is_planned_and_what_depends_on_others_is_expected() -> None:
    """And it does not count in the adherence yet."""
    steps = [CALL, {"id": "again", "after": "call", "delay": "1 hour"}, {"id": "later", "days": [2]}]
    told = evaluate(plan_of(cadence(*steps)), [ASKED], "3 10:00")
    plan = told.plan("L1")
    assert [(step.step, step.status, step.expected) for step in plan.steps] == [
        ("call", "open", False),
        ("again", "planned", True),
        ("later", "planned", False),
    ]
    assert [(row.step, dict(row.counts), row.rate) for row in told.adherence()] == [
        ("call", {"open": 1}, None)
    ]
    assert json.loads(json.dumps(plan.to_dict()))["steps"][0]["due"] == "2026-03-03T10:05:00Z"


def test_adherence_over_leads() -> None:
    """One of two in time."""
    events = [ASKED, on("3 10:00", "requested", lead="L2"), call("3 10:02"), call("3 10:30", lead="L2")]
    [row] = evaluate(plan_of(cadence(CALL)), events, "3 12:00").adherence()
    assert row.to_dict() == {"clause": "plan", "step": "call", "rate": 0.5, "done": 1, "late": 1}


@pytest.mark.parametrize(
    "lead", ["Ümläut 商談", "two\nlines", "a,b;c\\d", 'q"uote', "x" * 300, "BEGIN:VEVENT"]
)
def test_icalendar_keeps_odd_leads(lead: str) -> None:
    """Unicode, line breaks and all that means something in iCalendar."""
    icalendar = pytest.importorskip("icalendar")
    event = ls.Event(lead, ASKED.at, "requested")
    plan = evaluate(plan_of(cadence(CALL)), [event], "3 10:00").plan(lead)
    [read] = icalendar.Calendar.from_ical(plan.to_ical()).walk("VEVENT")
    assert str(read["summary"]) == f"{lead}: 1 call"


AFTER = {"id": "mail", "after": "call", "do": {"email": 1}, "within": "2 hours"}
DAYS = {"id": "daily", "days": [2, 3], "daypart": "morning", "do": {"call": "1-2"}}


def test_a_plan_as_text_and_as_icalendar() -> None:
    """For people, on the wall of its calendar; and for their calendars, where an entry keeps its id."""
    pytest.importorskip("icalendar")
    office = ls.BusinessCalendar(
        "America/New_York", {"mon-fri": ["09:00-17:00"]}, dayparts={"morning": "09:00-12:00"}
    )
    long = {"id": "long", "do": {"call": 1}, "within": "2 days"}
    made = plan_of(cadence(CALL, AFTER | {"when": "no_answer"}, long, DAYS), office)
    plan = evaluate(made, [on("3 15:00", "requested")], "3 15:01").plan("L1")
    assert str(plan) == (
        "Plan: L1, open (America/New_York)\n"
        "  call      Tue 03 Mar 10:00 to 10:05            open          1 call  (1 call to go)\n"
        "  long      Tue 03 Mar 10:00 to Thu 05 Mar 10:00 open          1 call  (1 call to go)\n"
        "  mail     ~Tue 03 Mar 10:05 to 12:05            planned       1 email\n"
        "  daily:2   Wed 04 Mar 09:00 to 12:00            planned       1 to 2 calls\n"
        "  daily:3   Thu 05 Mar 09:00 to 12:00            planned       1 to 2 calls"
    )
    assert plan.to_ical().replace("\r", "").splitlines()[:18] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//leadsla//plan//EN",
        "BEGIN:VEVENT",
        "SUMMARY:L1: 1 call",
        "DTSTART:20260303T150000Z",
        "DTEND:20260303T150500Z",
        "DTSTAMP:20260303T150100Z",
        "UID:2eb02950dfaed574f9f6@leadsla",
        "DESCRIPTION:Plan\\, step call",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "SUMMARY:L1: 1 call",
        "DTSTART:20260303T150000Z",
        "DTEND:20260305T150000Z",
        "DTSTAMP:20260303T150100Z",
        "UID:dd5ceeef8acf018fb70e@leadsla",
        "DESCRIPTION:Plan\\, step long",
    ]
    assert "DESCRIPTION:Plan\\, step mail\\, at the latest" in plan.to_ical()
    assert "step daily:2\r\n" in plan.to_ical()


def test_a_plan_without_steps_to_show_is_its_heading() -> None:
    """Where the only step falls on a day that the term does not have."""
    term = ls.Term(ASKED.at.date(), ASKED.at.date())
    plan = evaluate(plan_of(cadence(DAYS), term=term), [ASKED], "3 10:00").plan("L1")
    assert str(plan) == "Plan: L1, void (UTC)"
    plan = evaluate(plan_of(cadence(CALL)), [ASKED], "3 10:00").plan("L1")
    assert str(plan) == (
        "Plan: L1, open (UTC)\n  call   Tue 03 Mar 10:00 to 10:05       open          1 call  (1 call to go)"
    )


def test_plans_for_several_values_have_entries_of_their_own() -> None:
    """So that calendars keep both."""
    pytest.importorskip("icalendar")
    asked = [on("3 10:00", "requested", content=content) for content in ("guide", "video")]
    plans = evaluate(plan_of(cadence(CALL, per="event.content")), asked, "3 10:01").plans
    ids = {line for plan in plans for line in plan.to_ical().splitlines() if line.startswith("UID")}
    assert [plan.value for plan in plans] == ["guide", "video"]
    assert len(ids) == 2


def test_a_plan_as_data() -> None:
    """Whole: whose it is, from when, and each step with what was done of it, was lacking, too much or unwanted."""
    steps = [CALL | {"without": ["sms"]}, AFTER, {"id": "web", "when": 'source == "web"', "do": {"any": 1}}]
    log = [
        on("3 09:00", "assigned", to="rep7"),
        ASKED,
        call("3 10:01"),
        call("3 10:02"),
        call("3 10:03", "sms"),
    ]
    plan = evaluate(plan_of(cadence(*steps)), log, "3 11:00").plan("L1")
    assert json.loads(json.dumps(plan.to_dict())) == {
        "lead": "L1",
        "clause": "plan",
        "title": "Plan",
        "cycle": 1,
        "owner": "sales",
        "assignee": "rep7",
        "version": "1",
        "outcome": "open",
        "started": "2026-03-03T10:00:00Z",
        "ended_at": None,
        "at": "2026-03-03T11:00:00Z",
        "zone": "UTC",
        "value": None,
        "breached_at": None,
        "steps": [
            step("call", "1 call (no sms)", "done", ("10:00", "10:05"), "2026-03-03T10:01:00Z")
            | {"did": {"call": 2, "sms": 1}, "over": {"call": 1}, "unwanted": {"sms": 1}},
            step("web", "1 touch", "skipped", ("10:00", "17:00")),
            step("mail", "1 email", "open", ("10:01", "12:01"))
            | {"did": {"call": 1, "sms": 1}, "lacking": {"email": 1}},
        ],
    }


def step(
    name: str, about: str, status: str, times: tuple[str, str], done_at: str | None = None
) -> dict[str, Any]:
    """One of which nothing was done, lacking or too much."""
    opens, due = (f"2026-03-03T{time}:00Z" for time in times)
    return {
        "step": name, "id": name, "about": about, "status": status, "opens": opens, "due": due, "done_at": done_at,
        "did": {}, "lacking": {}, "over": {}, "unwanted": {}, "expected": False,
    }  # fmt: skip


def test_touches_on_any_channel_add_up() -> None:
    """Also for what is too much; and a delivery without a channel is of what is lacking, then of any."""
    step = {"id": "try", "do": {"any": "1-2"}, "within": "1 hour"}
    log = [ASKED, call("3 10:01"), call("3 10:02", "email"), call("3 10:03", "sms")]
    [[told]] = [plan.steps for plan in evaluate(plan_of(cadence(step)), log, "3 10:30").plans]
    assert (told.did, told.over) == ({"call": 1, "email": 1, "sms": 1}, {"any": 1})
    letters = cadence(step | {"do": {"email": 1}}, settled_by="delivered")
    sent = [ASKED, on("3 10:01", "delivered"), on("3 10:02", "delivered")]
    [[told]] = [plan.steps for plan in evaluate(plan_of(letters), sent, "3 10:30").plans]
    assert told.did == {"email": 1, "any": 1}


def test_what_is_lacking_is_said_as_long_as_it_is_owed() -> None:
    """Not of a step whose day is over."""
    [[told]] = [
        plan.steps for plan in evaluate(plan_of(cadence({"id": "a", "days": [1]})), [ASKED], "5 10:00").plans
    ]
    assert (told.status, told.lacking, told.remarks) == ("missed", {}, "")


def test_what_follows_a_day_is_expected_and_what_has_opened_is_not_shown_twice() -> None:
    """The mail after the last day's call; and the one after the call that was made."""
    last = {"id": "last", "days": [3], "do": {"call": 1}}
    letter = {"id": "letter", "after": "last", "do": {"email": 1}, "within": "1 hour"}
    made = plan_of(cadence(CALL, AFTER, last, letter))
    plan = evaluate(made, [ASKED, call("3 10:02")], "3 10:30").plan("L1")
    assert [(step.id, step.status, step.expected) for step in plan.steps] == [
        ("call", "done", False),
        ("mail", "open", False),
        ("last", "planned", False),
        ("letter", "planned", True),
    ]
    ended = evaluate(made, [ASKED, call("3 10:02"), on("3 10:10", "replied")], "3 10:30").plan("L1")
    assert [(step.id, step.status) for step in ended.steps] == [("call", "done"), ("mail", "void")]
    assert ended.to_dict()["ended_at"] == "2026-03-03T10:10:00Z"


def test_adherence_counts_each_status() -> None:
    """Two of three in time."""
    asked = [on("3 10:00", "requested", lead=lead) for lead in ("L1", "L2", "L3")]
    made = [call("3 10:02", lead=lead) for lead in ("L1", "L2")]
    [row] = evaluate(plan_of(cadence(CALL)), [*asked, *made], "3 12:00").adherence()
    assert (dict(row.counts), row.rate) == ({"done": 2, "missed": 1}, 2 / 3)
