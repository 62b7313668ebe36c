"""Explanations of periods: what counted, what did not and why, and what is lacking."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from tests.decisions.scenario import agree, evaluate, on

import leadsla as ls
from leadsla.clauses import ConversionRate, Quota, RecurringMeeting

MARCH = ls.Term(dt.date(2026, 3, 10), dt.date(2026, 4, 30))
LEADS = Quota(
    id="leads", owner="marketing", count="created", distinct="lead", at_least=3, per="month",
    on_breach={"review": "joint"},
)  # fmt: skip
MEETING = RecurringMeeting(
    id="meeting", owner="both", count="1 per month", attended_by=["sales", "marketing"]
)
RATE = ConversionRate(
    id="rate", owner="sales", from_="mql", to="sal", at_least="50%", per="month", mature_after="2 days"
)
EVENTS = [
    on("11 09:00", "created", lead="L1", id="e1"),
    on("12 09:00", "created", lead="L1"),
    on("13 09:00", "created", lead="L2"),
    on("13 10:00", "accepted", lead="L2"),
    on("14 09:00", "meeting_held", lead="", attended=["sales"]),
]


def explained(clause: str, now: str = "20 09:00", **which: Any) -> Any:
    given = agree(LEADS, MEETING, RATE, term=MARCH)
    return evaluate(given, EVENTS, now).explain(which.pop("lead", None), clause, **which)


def test_a_quota_says_what_counted_and_what_is_lacking() -> None:
    """By when, which events, and which of them did not count."""
    found = explained("leads")
    assert found.headline == "open, due Wed 1 Apr 2026 00:00: 2 of 3, 1 lacking"
    assert [(c.lead, c.total, c.said) for c in found.counted] == [
        ("L1", 1, ""),
        ("L1", None, "the lead has counted before in this period"),
        ("L2", 2, ""),
    ]
    assert any("clipped to the term" in reason for reason in found.because)
    text = str(found)
    assert "Leads 2026-03: open" in text
    assert "Wed 11 Mar 2026 09:00       1  created L1" in text


def test_a_breach_says_what_followed() -> None:
    """With the period that is asked for; the last that has begun otherwise."""
    found = explained("leads", "2026-04-02 09:00", period="2026-03")
    assert found.headline == "breached on Wed 1 Apr 2026 00:00: 2 of 3, 1 lacking"
    assert "review joint (on breach)" in str(found)
    assert explained("leads", "2026-04-02 09:00").period == "2026-04"
    assert [clock.period for clock in found.periods] == ["2026-03", "2026-04"]


def test_a_meeting_says_who_was_missing() -> None:
    """It does not count."""
    found = explained("meeting")
    assert [(c.lead, c.total, c.said) for c in found.counted] == [(None, None, "marketing was missing")]
    assert found.headline.endswith("0 of 1 meeting")


def test_a_rate_says_who_went_on_and_when_it_is_judged() -> None:
    """Or that there was nobody."""
    found = explained("rate")
    assert [(c.lead, c.said) for c in found.counted] == [
        ("L1", "not at sal by the due"),
        ("L2", "went on to sal"),
    ]
    assert "1 of the 2 leads that entered mql went on to sal" in found.headline
    assert any("2 days after its end" in reason for reason in found.because)
    assert explained("rate", "2026-05-20 09:00").headline == "void: no lead entered mql in it"


def test_the_events_of_one_lead_alone() -> None:
    """What it brought."""
    assert [c.event for c in explained("leads", lead="L2").counted] == ["created"]


def test_many_events_are_cut_in_the_middle() -> None:
    """And all are there when they are asked for."""
    events = [on(f"11 09:{minute:02}", "created", lead=f"L{minute}") for minute in range(30)]
    found = evaluate(agree(LEADS, term=MARCH), events, "20 09:00").explain(None, "leads")
    assert "… 10 more" in str(found)
    assert len(found.text(all=True).splitlines()) == len(str(found).splitlines()) + 9


def test_it_is_data_too() -> None:
    """Which JSON can carry."""
    data = json.loads(json.dumps(explained("leads").to_dict()))
    assert (data["period"], data["clock"]["outcome"], data["counted"][0]["id"]) == ("2026-03", "open", "e1")
    assert [item["total"] for item in data["counted"]] == [1, None, 2]


def test_before_the_first_period_there_is_none() -> None:
    """And of one that is still to come neither."""
    assert explained("leads", "2 09:00").headline == "no clock, because its first period has not begun"
    assert explained("leads", period="2026-04").headline == "no clock, because 2026-04 has not begun"


@pytest.mark.parametrize(
    ("clause", "which", "why"),
    [
        ("leads", {"period": "2027-01"}, "no period '2027-01'; it has 2026-03, 2026-04"),
        ("leads", {"lead": "L9"}, "no lead 'L9'"),
        ("lead", {}, "no clause 'lead'; did you mean 'leads'"),
    ],
)
def test_what_there_is_not(clause: str, which: dict[str, Any], why: str) -> None:
    """The error says what there is."""
    with pytest.raises(KeyError, match=why):
        explained(clause, **which)


def test_a_promise_on_leads_needs_a_lead() -> None:
    """Which is said."""
    clause = ls.ResponseWindow(id="answer", owner="sales", from_="assigned", within="2 hours")
    with pytest.raises(KeyError, match="name the lead"):
        evaluate(agree(clause), [], "2 09:00").explain(None, "answer")
