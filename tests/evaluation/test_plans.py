"""Plans as callers see them: adherence, JSON and iCalendar."""

from __future__ import annotations

import json

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
