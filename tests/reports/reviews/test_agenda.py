"""What the agenda says, sentence by sentence, where the example of the documentation does not come to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.decisions.scenario import agree, answer, at, evaluate, on

import leadsla as ls
from leadsla.reports import review
from leadsla.responsibilities import Goal

APRIL = "2026-04-09 00:00"
TARGET = answer(target="80% per month")


def said(agreement: ls.Agreement, events: list[ls.Event], period: str = "2026-03", now: str = APRIL) -> str:
    """The text in one line."""
    return " ".join(str(review(evaluate(agreement, events, now), period)).split())


def late(number: int, to: str | None = None) -> list[ls.Event]:
    """Leads that are assigned on 2 March at 09:00 and touched so many hours after the due."""
    events = []
    for hours in range(1, number + 1):
        given = {} if to is None else {"to": to}
        events += [on("2 09:00", "assigned", lead=f"L{hours:02}", **given)]
        events += [on(at("2 11:00") + dt.timedelta(hours=hours), "touched", lead=f"L{hours:02}")]
    return events


def test_the_verdict_without_a_breach() -> None:
    text = said(agree(TARGET), [on("2 09:00", "assigned"), on("2 10:00", "touched")])
    assert "1 target: 1 kept. No promise on a lead was broken." in text
    assert "1 clock of leads started, and none was breached." in text


def test_the_verdict_where_no_lead_is_lost() -> None:
    events = [on("2 09:00", "created"), on("2 10:00", "accepted"), on("2 11:00", "lost")]
    text = said(agree(answer()), events)
    assert "No target is to be judged. No lead is lost without an outcome. 1 proposal to talk about." in text
    assert "Nothing in the log of the period contradicts the lifecycle or itself." in text


def test_the_verdict_with_one_breach() -> None:
    assert "The only breach is of Answer. " in said(agree(TARGET), late(1)) + " "
    owed = said(agree(TARGET), [on("2 09:00", "assigned")])
    assert "The only breach is of Answer, and still to be made good." in owed


def test_how_late_is_told_of_more_leads_than_are_named() -> None:
    """Of four the second is the median, and the fourth what nine in ten do not exceed."""
    text = said(agree(TARGET), late(4))
    assert "Half of 4 were late by 2 hours or less, nine in ten by 4 hours or less." in text
    assert "Half of" not in said(agree(TARGET), late(3))


def test_what_is_still_owed_is_late_so_far() -> None:
    text = said(agree(TARGET), [*late(3), on("2 09:00", "assigned", lead="open")])
    assert "Half of 4 were late by 2 hours or less so far, nine in ten by 37 days 13 hours or less." in text


def test_too_early() -> None:
    clause = ls.MinimumOpenTime(id="keep", owner="sales", from_="assigned", ends="lost", not_before="1 week")
    text = said(agree(clause), [on("2 09:00", "assigned", to="rep1"), on("3 09:00", "lost")])
    assert "- L1 (rep1): too early." in text


def test_representatives() -> None:
    text = said(agree(TARGET), [*late(20, "ann"), on("2 09:00", "assigned", lead="other", to="bob")])
    assert (
        "By representative, where there were 20 clocks or more: ann 20 of 20; 1 other together 1 of 1."
        in text
    )
    assert "Its leads had no representative." in said(agree(TARGET), late(2))


def test_steps_of_a_plan() -> None:
    step = {"id": "call", "do": {"call": 1}, "days": [1, 2], "within": "1 hour"}
    clause = ls.Cadence(id="plan", owner="sales", from_="assigned", day_basis="calendar", steps=[step])
    text = said(agree(clause), [on("2 09:00", "assigned", lead=name) for name in ("L1", "L2")])
    assert "Of its steps, most often call (4)." in text
    assert "leadsla explain AGREEMENT EVENTS L1 plan --step call:2" in text


def test_many_periods_are_told_by_those_that_were_not_kept() -> None:
    meeting = ls.RecurringMeeting(id="weekly", owner="both", rule="every week")
    held = [on(f"{day} 10:00", "meeting_held", "") for day in (2, 9)]
    text = said(agree(meeting), held)
    assert (
        "- Weekly (Sales and Marketing): kept in 2 of 5 periods, not in 2026-W09 (0 of 1 meeting); 2026-W12 (0 of 1 "
        "meeting); 2026-W13 (0 of 1 meeting)."
    ) in text
    year = said(agree(meeting), held, "2026")
    assert "; and 9 more, open in 2026-W15 (0 of 1 meeting)." in year


def test_periods_without_a_promise() -> None:
    rate = ls.ConversionRate(id="rate", owner="marketing", from_="mql", to="sal", at_least="20%", per="month")
    assert "- Rate (Marketing): 2026-03 void (no lead entered mql in it)." in said(agree(rate), [])


def test_goals_that_nothing_judges() -> None:
    goals = [Goal("sales", "", ("answer",)), Goal("both", "Be kind."), Goal("marketing", "More", ("quota",))]
    quota = ls.Quota(id="quota", owner="marketing", count="created", at_least=1, per="quarter")
    text = said(agree(answer(), quota, goals=goals), [], now="20 00:00")
    assert "- Sales: answer: nothing to judge it by in this period." in text
    assert "- Sales and Marketing: Be kind: no clause judges it." in text
    assert "- Marketing: More: 1 undecided." in text


def test_a_target_that_reaches_beyond_the_period() -> None:
    text = said(agree(TARGET), late(1), "2026-W10")
    assert "2026-03* 0 1 0 0.0% 80% missed * This period reaches beyond 2026-W10." in text


def test_anomalies_of_the_team_and_without_an_event() -> None:
    """A withdrawal of nothing, by the team; values of leads are left out of the reason."""
    events = [
        on("2 09:00", "withdrawn", "", id="e9"),
        *(on("3 09:00", "updated", lead=n, score=n) for n in "ab"),
    ]
    text = said(agree(answer()), events)
    assert "3 anomalies: what was logged and could not be so, or had no effect." in text
    assert (
        "- 2 `updated` of 2 leads: `score` is …, which is no number; it counts as missing. First: a on "
        "Tue 3 Mar 09:00, b on Tue 3 Mar 09:00."
    ) in text
    assert "First: the team on Mon 2 Mar 09:00." in text


def test_what_has_happened_since_and_what_the_log_cannot_tell() -> None:
    events = [on("2 09:00", "created"), on("2026-04-02 09:00", "updated")]
    text = said(agree(answer()), events)
    assert (
        "- 1 lost from sight: it has no outcome, and no promise covers it where it is (L1). Each lead is counted "
        "once, by the first of these causes that holds, as it stands here. Something has happened to 1 of them "
        "since. Which of them were never assigned or never touched, the log cannot tell: it has no such event."
    ) in text


def test_the_order_of_what_followed() -> None:
    """Overdue first; what is owed by its kind, what is only told by how often."""
    clause = answer(
        target="80% per month",
        on_breach=[{"alert": "manager"}, {"assign_task": "call", "within": "1 hour"}],
        on_missed=[{"review": "joint"}],
    )
    done = on("2 12:30", "done", lead="L01")
    text = said(agree(clause), [*late(3), done], "2026-Q1")
    assert (
        "- assign task: call, after Answer (Sales): owed 3 times: 1 done late, 2 overdue (for L02, L03)."
        in text
    )
    assert "- 3 times alert manager, on a breach of Answer." in text
    assert "on a missed target" not in text  # that was on 1 April


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "To attend: Sales and Marketing."),
        ({"parties": {"sales": ls.Party("Sales", "Ann")}, "roles": {}}, "To attend: Sales (Ann)."),
    ],
)
def test_who_attends_where_no_clause_says(changes: dict[str, Any], expected: str) -> None:
    assert expected in said(agree(answer(), **changes), [])


def test_who_attends_by_the_clauses_about_meetings() -> None:
    meeting = ls.RecurringMeeting(
        id="weekly", owner="both", rule="every week", attended_by=["marketing", "manager"]
    )
    assert "To attend: Marketing and manager." in said(agree(meeting), [])


def test_a_meeting_to_come_says_from_when_on() -> None:
    meeting = ls.RecurringMeeting(id="weekly", owner="both", rule="every week")
    held = [on("2026-04-07 10:00", "meeting_held", "")]
    text = said(agree(meeting), held)
    assert "- Weekly (2026-W16): to be held from Mon 13 Apr until Sun 19 Apr 2026." in text
