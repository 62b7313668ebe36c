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


def test_the_whole_text() -> None:
    """What is promised, for when, what counted, and what followed."""
    assert str(explained("leads", "2026-04-02 09:00", period="2026-03")) == (
        "Leads 2026-03: breached on Wed 1 Apr 2026 00:00: 2 of 3, 1 lacking\n"
        "  times in UTC\n"
        "\n"
        "  Marketing will reach at least 3 in every month, counting every lead that is created, each lead once.\n"
        "  from Tue 10 Mar 2026 00:00 until just before Wed 1 Apr 2026 00:00\n"
        "  clipped to the term of the agreement, where the term begins or ends within the period\n"
        "  2 of 3, 1 lacking\n"
        "\n"
        "  Wed 11 Mar 2026 09:00       1  created L1\n"
        "  Thu 12 Mar 2026 09:00       -  created L1: the lead has counted before in this period\n"
        "  Fri 13 Mar 2026 09:00       2  created L2\n"
        "\n"
        "  Wed 1 Apr 2026 00:00  review joint (on breach)"
    )
    assert str(explained("meeting")) == (
        "Meeting 2026-03: open, due Wed 1 Apr 2026 00:00: 0 of 1 meeting\n"
        "  times in UTC\n"
        "\n"
        "  Marketing and sales will meet once per month, with both teams there.\n"
        "  from Tue 10 Mar 2026 00:00 until just before Wed 1 Apr 2026 00:00\n"
        "  clipped to the term of the agreement, where the term begins or ends within the period\n"
        "  0 of 1 meeting\n"
        "\n"
        "  Sat 14 Mar 2026 09:00       -  meeting_held: marketing was missing"
    )
    assert str(explained("meeting", "2 09:00")) == (
        "Meeting: no clock, because its first period has not begun\n  times in UTC\n"
    )


def test_what_was_met_says_when_it_was_judged() -> None:
    """Its due is not its end."""
    found = explained("rate", "2026-04-20 09:00", period="2026-03")
    assert found.headline.startswith("met on Fri 3 Apr 2026 00:00: 1 of the 2 leads")
    assert found.because[3:] == (
        "judged on Fri 3 Apr 2026 00:00, 2 days after its end",
        "1 of the 2 leads that entered mql went on to sal",
    )
    assert "judged on" not in str(explained("leads"))


def test_only_the_ends_of_the_term_are_said_to_be_clipped() -> None:
    """A month in the midst of it is whole."""
    term = ls.Term(dt.date(2026, 3, 10), dt.date(2026, 5, 10))
    evaluation = evaluate(agree(LEADS, term=term), [], "2026-05-09 09:00")
    clipped = [
        any("clipped" in reason for reason in evaluation.explain(None, "leads", period=period).because)
        for period in ("2026-03", "2026-04", "2026-05")
    ]
    assert clipped == [True, False, True]


def test_what_happens_at_the_instant_of_looking_has_happened() -> None:
    """It counts, and is listed."""
    assert [c.event for c in explained("leads", "11 09:00").counted] == ["created"]


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
    for number, more in ((20, None), (21, "… 1 more")):
        text = str(evaluate(agree(LEADS, term=MARCH), events[:number], "20 09:00").explain(None, "leads"))
        assert (more in text) if more else ("more" not in text)


def test_it_is_data_too() -> None:
    """Which JSON can carry."""
    found = explained("leads", "2026-04-02 09:00", period="2026-03")
    first, second = (clock.to_dict() for clock in found.periods)
    assert json.loads(json.dumps(found.to_dict())) == {
        "lead": None,
        "clause": "leads",
        "title": "Leads",
        "headline": "breached on Wed 1 Apr 2026 00:00: 2 of 3, 1 lacking",
        "at": "2026-04-02T09:00:00Z",
        "zone": "UTC",
        "version": "1",
        "period": "2026-03",
        "clock": first,
        "because": list(found.because),
        "counted": [
            counted("2026-03-11T09:00:00Z", "L1", "e1", 1, ""),
            counted("2026-03-12T09:00:00Z", "L1", None, None, "the lead has counted before in this period"),
            counted("2026-03-13T09:00:00Z", "L2", None, 2, ""),
        ],
        "consequences": [found.consequences[0].to_dict()],
        "periods": [first, second],
    }
    assert [first["outcome"], second["outcome"]] == ["breached", "open"]
    assert len(found.consequences) == 1


def counted(at: str, lead: str, id: str | None, total: int | None, said: str) -> dict[str, Any]:
    return {"at": at, "lead": lead, "event": "created", "id": id, "total": total, "said": said}


def test_amounts_are_numbers_in_the_data() -> None:
    """Whole ones whole."""
    sales = Quota(id="sales", owner="sales", count="won", sum="amount", at_least=5, per="month")
    log = [on("11 09:00", "won", amount="1.25"), on("12 09:00", "won", amount="2.75")]
    found = evaluate(agree(sales, term=MARCH), log, "20 09:00").explain(None, "sales").to_dict()
    assert [repr(item["total"]) for item in found["counted"]] == ["1.25", "4"]


def test_before_the_first_period_there_is_none() -> None:
    """And of one that is still to come neither."""
    found = explained("leads", "2 09:00")
    assert found.headline == "no clock, because its first period has not begun"
    assert (found.version, found.period, found.clock, found.periods) == ("1", None, None, ())
    assert found.to_dict()["clock"] is None
    found = explained("leads", period="2026-04")
    assert found.headline == "no clock, because 2026-04 has not begun"
    assert (found.version, found.period, found.clock) == ("1", "2026-04", None)
    assert [clock.period for clock in found.periods] == ["2026-03"]


@pytest.mark.parametrize(
    ("last", "labels"),
    [
        ("2026-08-31", "2026-03, 2026-04, 2026-05, 2026-06, 2026-07, 2026-08"),
        ("2026-09-30", "7, from 2026-03 to 2026-09"),
        ("2028-02-29", "24, from 2026-03 to 2028-02"),
    ],
)
def test_of_many_periods_the_first_and_the_last_are_named(last: str, labels: str) -> None:
    """Where one is asked for that the clause does not have."""
    term = ls.Term(dt.date(2026, 3, 1), dt.date.fromisoformat(last))
    with pytest.raises(KeyError, match=rf"has no period 'soon'; it has {labels}$"):
        evaluate(agree(LEADS, term=term), [], "20 09:00").explain(None, "leads", period="soon")


def test_a_clause_that_owes_nothing_has_no_period() -> None:
    """A rule without an occurrence in the term."""
    never = RecurringMeeting(id="meeting", owner="both", rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    evaluation = evaluate(agree(never, term=MARCH), [], "20 09:00")
    headline = "no clock, because nothing is owed within the term"
    assert evaluation.explain(None, "meeting").headline == headline
    with pytest.raises(KeyError, match=r"it has none$"):
        evaluation.explain(None, "meeting", period="2026-03")


def test_times_are_those_of_the_agreement_s_place() -> None:
    """Also where there is no clock yet."""
    given = agree(LEADS, term=MARCH, timezone="America/New_York")
    evaluation = evaluate(given, [on("11 09:00", "created")], "20 09:00")
    found = evaluation.explain(None, "leads")
    assert found.headline.startswith("open, due Wed 1 Apr 2026 00:00")
    assert "Wed 11 Mar 2026 05:00" in str(found)
    assert "times in New York" in str(evaluate(given, [], "2 09:00").explain(None, "leads"))


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
