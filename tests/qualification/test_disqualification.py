"""What disqualifies a lead, judged at the event."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from leadsla.events import Event
from leadsla.qualification import Disqualification, Snapshot, objection

FIELDS = {"company": "text"}
AGREED = [
    Disqualification("competitor", 'contains(lower(company), "acme")', "Works for a competitor"),
    Disqualification("no_budget", means="Sales has asked, and there is no money this year"),
    Disqualification("left", 'event.said == "left"'),
]


def judged(data: dict[str, Any], **fields: Any) -> str | None:
    event = Event("L1", dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), "disqualified", data)
    return objection(AGREED, FIELDS)(Snapshot(event.instant, fields, {}), event)


def test_an_agreed_reason_that_holds_is_no_matter() -> None:
    """By a criterion on the lead, on the event, or for people to judge."""
    assert judged({"reason": "competitor"}, company="Acme Holding") is None
    assert judged({"reason": "no_budget"}) is None
    assert judged({"reason": "left", "said": "left"}) is None
    assert judged({"reason": "no_budget", "said": "left"}, company="Acme") is None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "disqualified without a reason; the agreed ones are competitor, no_budget, left"),
        ({"reason": " "}, "disqualified without a reason; the agreed ones are competitor, no_budget, left"),
        (
            {"reason": "ugly"},
            "disqualified because of 'ugly', which is no agreed reason (competitor, no_budget, left)",
        ),
        (
            {"reason": ["competitor"]},
            "disqualified without a reason; the agreed ones are competitor, no_budget, left",
        ),
        (
            {"reason": "competitor"},
            (
                "disqualified because of 'competitor', which does not hold: "
                'contains(lower(company), "acme") was false (company is "Duck")'
            ),
        ),
        (
            {"reason": "left"},
            (
                "disqualified because of 'left', which does not hold: "
                'event.said == "left" was false (event.said is missing: a comparison with a missing value is false)'
            ),
        ),
    ],
)
def test_what_is_not_covered_is_said(data: dict[str, Any], why: str) -> None:
    """No reason, another reason, or one that does not hold, with the values that were seen."""
    assert judged(data, company="Duck") == why
