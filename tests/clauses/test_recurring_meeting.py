"""`recurring_meeting`: the two teams meet, as often as they said, and everyone who has to be there is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, at, followed, judge, on

import leadsla as ls
from leadsla.clauses import RecurringMeeting, Scope

SCOPE = Scope({}, (), ("sales", "marketing"), ("manager",), (), None)
MARCH = ls.Term(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
BOTH = ("marketing", "sales")


def clause(**changes: Any) -> RecurringMeeting:
    rhythm = {} if changes.keys() & {"rule", "count", "phases"} else {"rule": "every week"}
    return RecurringMeeting(**({"id": "review", "owner": "both", "attended_by": BOTH} | rhythm | changes))


def agreed(term: ls.Term = MARCH, **changes: Any) -> ls.Agreement:
    timezone = changes.pop("timezone", "UTC")
    return agree(clause(**changes), term=term, timezone=timezone)


def held(when: str | dt.datetime, attended: Any = BOTH, **data: Any) -> ls.Event:
    return on(when, "meeting_held", lead="", attended=attended, **data)


def told(evaluation: ls.Evaluation) -> list[tuple[str | None, str]]:
    return [(clock.period, clock.outcome) for clock in evaluation.clocks]


def slots(first: str, last: str, **rhythm: Any) -> list[tuple[str | None, str, str]]:
    """The slots of a rhythm over a term: label, first date, first date after."""
    term = ls.Term(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    clocks = ls.evaluate(agreed(term, **rhythm), [], at("2030-01-01 00:00")).clocks
    return [(c.period, c.started.date().isoformat(), c.due.date().isoformat()) for c in clocks]


def test_the_sentence() -> None:
    """How often, and with whom."""
    assert clause().sentence() == "Marketing and sales will meet every week, with both teams there."
    assert (
        clause(count="2 per month", owner="sales", attended_by=()).sentence()
        == "Sales will meet twice per month."
    )
    assert "by the rule FREQ=WEEKLY;BYDAY=TU" in clause(rule="FREQ=WEEKLY;BYDAY=TU").sentence()
    phases = clause(phases=["weekly for 4", " then quarterly "], attended_by="sales")
    assert (
        phases.sentence()
        == "Marketing and sales will meet weekly for 4 meetings, then quarterly, with sales there."
    )


def test_the_sentence_says_how_often_and_for_how_many_meetings() -> None:
    """Also where the word for what is counted was written, or was not."""
    assert "meet 4 times per month, " in clause(count="4 per month").sentence()
    phases = clause(phases=["weekly for 4 meetings", "then monthly for 3", "quarterly"])
    assert "meet weekly for 4 meetings, then monthly for 3 meetings, quarterly, " in phases.sentence()


def test_met_in_every_week() -> None:
    """At the first meeting of each; one in a week does not help the next."""
    events = [held("2 09:00"), held("4 09:00"), held("17 09:00")]
    clocks = judge(agreed(), events, "22 09:00").clocks
    assert [(c.period, c.outcome) for c in clocks] == [
        ("2026-W09", "breached"),
        ("2026-W10", "met"),
        ("2026-W11", "breached"),
        ("2026-W12", "met"),
    ]
    assert (clocks[1].done_at, clocks[0].started) == (at("2 09:00"), at("1 00:00"))


def test_breached_without_everyone_who_has_to_be_there() -> None:
    """Sales alone is no meeting; a list, or text from a spreadsheet, in any case; more may come."""
    for attended, outcome in (
        (["sales"], "breached"),
        (["sales", "marketing"], "met"),
        ("Sales, Marketing", "met"),
        ("sales and marketing; finance", "met"),
        (None, "breached"),
        (7, "breached"),
        ([], "breached"),
    ):
        assert told(judge(agreed(), [held("3 09:00", attended)], "10 09:00"))[1][1] == outcome
    nobody = agreed(attended_by=())
    assert told(judge(nobody, [held("3 09:00", None)], "10 09:00"))[1][1] == "met"


def test_void_there_is_none_that_a_lead_s_end_could_void() -> None:
    """A meeting with a lead is not one of the teams."""
    events = [on("2 09:00", "created"), on("2 10:00", "lost"), on("3 09:00", "meeting_held", attended=BOTH)]
    assert told(judge(agreed(), events, "4 09:00"))[1:] == [("2026-W10", "open")]


def test_exactly_at_the_deadline_the_next_week_has_begun() -> None:
    """Sunday's last microsecond is this week's; Monday's first instant is the next one's."""
    monday = at("9 00:00")
    for when, outcomes in ((monday - TICK, ["met", "open"]), (monday, ["breached", "met"])):
        assert [o for _, o in told(judge(agreed(), [held(when)], "10 09:00"))][1:] == outcomes


def test_on_a_weekend_or_a_holiday_one_can_meet_too() -> None:
    """A slot is time on the wall calendar; that nobody works on Saturday is not the agreement's matter."""
    assert told(judge(agreed(), [held("7 09:00")], "10 09:00"))[1] == ("2026-W10", "met")


def test_weeks_change_with_the_clock_on_the_wall() -> None:
    """In New York the week of the change begins at 05:00 UTC and ends at 04:00."""
    clocks = judge(agreed(timezone="America/New_York"), [], "20 09:00").clocks
    assert (clocks[1].started, clocks[1].due) == (at("2 05:00"), at("9 04:00"))


def test_so_many_a_month() -> None:
    """Twice: at the second meeting that counts."""
    events = [held("3 09:00"), held("10 09:00", ["sales"]), held("24 09:00")]
    [clock] = judge(agreed(count="2 per month"), events, "25 09:00").clocks
    assert (clock.period, clock.outcome, clock.done_at) == ("2026-03", "met", at("24 09:00"))
    assert told(judge(agreed(count="3 per month"), events, "2026-04-02 09:00")) == [("2026-03", "breached")]


def test_an_explanation_says_who_was_missing_and_which_meeting_it_was() -> None:
    """And how many were held of how many."""
    given = agreed(count="2 per month")
    log = [
        held("3 09:00", []),
        held("4 09:00", ["Marketing"]),
        held("5 09:00", meeting="pipeline"),
        held("6 09:00"),
        held("7 09:00"),
    ]
    found = ls.evaluate(given, log, at("9 09:00")).explain(None, "review")
    assert [(one.event, one.total, one.said) for one in found.counted] == [
        ("meeting_held", None, "marketing and sales were missing"),
        ("meeting_held", None, "sales was missing"),
        ("meeting_held", None, "it was the meeting `pipeline`"),
        ("meeting_held", 1, ""),
        ("meeting_held", 2, ""),
    ]
    assert found.headline == "met on Sat 7 Mar 2026 09:00: 2 of 2 meetings"
    for changes, said in (
        ({"count": "2 per month"}, "0 of 2 meetings"),
        ({"rule": "monthly"}, "0 of 1 meeting"),
    ):
        evaluation = ls.evaluate(agreed(**changes), [], at("9 09:00"))
        assert evaluation.explain(None, "review").because[-1] == said


def test_several_meetings_are_told_apart_by_their_clause() -> None:
    """One that names none counts for all of them."""
    given = agree(
        clause(rule="monthly"), clause(id="pipeline", rule="monthly", attended_by=("sales",)), term=MARCH
    )
    for data, outcomes in (
        ({}, ["met", "met"]),
        ({"meeting": "pipeline"}, ["open", "met"]),
        ({"meeting": "another"}, ["open", "open"]),
    ):
        assert [o for _, o in told(judge(given, [held("3 09:00", **data)], "9 09:00"))] == outcomes


def test_the_words_of_a_rule_are_periods_of_the_calendar() -> None:
    """Clipped to the term; several at a time are called by their first date."""
    assert slots("2026-01-14", "2026-02-03", rule="every week") == [
        ("2026-W03", "2026-01-14", "2026-01-19"),
        ("2026-W04", "2026-01-19", "2026-01-26"),
        ("2026-W05", "2026-01-26", "2026-02-02"),
        ("2026-W06", "2026-02-02", "2026-02-04"),
    ]
    assert slots("2026-01-14", "2026-02-03", rule="every two weeks") == [
        ("2026-01-12", "2026-01-14", "2026-01-26"),
        ("2026-01-26", "2026-01-26", "2026-02-04"),
    ]
    assert [label for label, _, _ in slots("2026-02-10", "2026-12-31", rule="quarterly")] == [
        "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4",
    ]  # fmt: skip
    assert [label for label, _, _ in slots("2026-02-10", "2026-05-31", rule="every 3 months")] == [
        "2026-02-01", "2026-05-01",
    ]  # fmt: skip
    assert [label for label, _, _ in slots("2026-03-01", "2026-03-03", rule="daily")] == [
        "2026-03-01", "2026-03-02", "2026-03-03",
    ]  # fmt: skip
    assert slots("2025-07-01", "2026-06-30", rule="yearly") == [
        ("2025", "2025-07-01", "2026-01-01"),
        ("2026", "2026-01-01", "2026-07-01"),
    ]


def test_a_recurrence_rule_has_slots_from_each_occurrence_to_the_next() -> None:
    """Before the first nothing is owed; a rule that ends asks for no more."""
    assert slots("2026-03-01", "2026-03-20", rule="FREQ=WEEKLY;BYDAY=TU") == [
        ("2026-03-03", "2026-03-03", "2026-03-10"),
        ("2026-03-10", "2026-03-10", "2026-03-17"),
        ("2026-03-17", "2026-03-17", "2026-03-21"),
    ]
    assert [s[1] for s in slots("2026-03-01", "2026-06-30", rule="RRULE:FREQ=MONTHLY;BYDAY=1TU")] == [
        "2026-03-03", "2026-04-07", "2026-05-05", "2026-06-02",
    ]  # fmt: skip
    assert slots("2026-03-01", "2026-03-10", rule="FREQ=WEEKLY;BYDAY=TU")[-1] == (
        "2026-03-10", "2026-03-10", "2026-03-11",
    )  # fmt: skip
    assert [label for label, _, _ in slots("2026-03-01", "2026-03-02", rule="FREQ=DAILY")] == [
        "2026-03-01", "2026-03-02",
    ]  # fmt: skip
    for end in ("COUNT=2", "UNTIL=20260312", "UNTIL=20260310"):
        assert slots("2026-03-01", "2026-03-31", rule=f"FREQ=WEEKLY;BYDAY=TU;{end}") == [
            ("2026-03-03", "2026-03-03", "2026-03-10"),
            ("2026-03-10", "2026-03-10", "2026-03-17"),
        ]
    assert slots("2026-03-01", "2026-03-31", rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") == []


def test_phases_follow_one_another_from_the_first_day_of_the_term() -> None:
    """Weekly for four, every two weeks for three, then monthly for as long as a quarter, then quarterly."""
    phases = ["weekly for 4", "then every two weeks for 3", "then monthly", "then quarterly"]
    assert [start for _, start, _ in slots("2026-01-01", "2026-12-31", phases=phases)] == [
        "2026-01-01", "2026-01-08", "2026-01-15", "2026-01-22",
        "2026-01-29", "2026-02-12", "2026-02-26",
        "2026-03-12", "2026-04-12", "2026-05-12",
        "2026-06-12", "2026-09-12", "2026-12-12",
    ]  # fmt: skip


def test_a_slot_that_begins_on_the_last_day_of_the_term_has_that_day() -> None:
    """However it is said how often."""
    for rhythm in ({"rule": "every week"}, {"phases": ["weekly"]}, {"rule": "FREQ=WEEKLY;BYDAY=MO"}):
        assert [found[1:] for found in slots("2026-03-02", "2026-03-09", **rhythm)] == [
            ("2026-03-02", "2026-03-09"),
            ("2026-03-09", "2026-03-10"),
        ]
        assert [found[1:] for found in slots("2026-03-02", "2026-03-02", **rhythm)] == [
            ("2026-03-02", "2026-03-03")
        ]


def test_a_term_begins_at_midnight_on_its_own_wall() -> None:
    """East of Greenwich that is the day before in UTC, which has no slot."""
    given = agreed(
        ls.Term(dt.date(2026, 3, 2), dt.date(2026, 3, 9)), timezone="Asia/Tokyo", phases=["weekly"]
    )
    clocks = judge(given, [], "20 09:00").clocks
    assert [(clock.started, clock.due) for clock in clocks] == [
        (at("1 15:00"), at("8 15:00")),
        (at("8 15:00"), at("9 15:00")),
    ]


def test_phases_are_named_like_periods_where_they_are_some() -> None:
    """A term that begins with a quarter; a last phase with a number ends what is owed."""
    assert slots("2026-01-01", "2026-12-31", phases=["monthly for 3", "quarterly for 2 meetings"]) == [
        ("2026-01", "2026-01-01", "2026-02-01"),
        ("2026-02", "2026-02-01", "2026-03-01"),
        ("2026-03", "2026-03-01", "2026-04-01"),
        ("2026-Q2", "2026-04-01", "2026-07-01"),
        ("2026-Q3", "2026-07-01", "2026-10-01"),
    ]
    ends = slots("2026-01-31", "2026-04-20", phases="monthly")
    assert [start for _, start, _ in ends] == ["2026-01-31", "2026-02-28", "2026-03-31"]


@pytest.mark.parametrize(
    "text", ["bi-monthly", "bimonthly", "Bi-Weekly", "biweekly", "biweekly for 3", "2 bimonthly"]
)
def test_what_means_two_things_is_refused_with_both(text: str) -> None:
    """Twice in it, or every two of them."""
    unit = "month" if "month" in text.lower() else "week"
    key = "phases" if "for" in text else "count" if text[0] == "2" else "rule"
    with pytest.raises(
        ls.EventError, match=rf"means two things.*count: 2 per {unit}, or rule: every two {unit}s"
    ):
        clause(**{key: [text] if key == "phases" else text})


@pytest.mark.parametrize(
    "rhythm",
    [
        {"rule": "now and then"},
        {"rule": "every no weeks"},
        {"rule": 7},
        {"rule": "FREQ=SOMETIMES"},
        {"rule": "FREQ=HOURLY"},
        {"rule": "DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY"},
        {"count": "many per month"},
        {"count": "0 per month"},
        {"count": "2 per decade"},
        {"phases": ["weekly for ever"]},
        {"phases": [7]},
    ],
)
def test_a_rhythm_that_cannot_be_read(rhythm: dict[str, Any]) -> None:
    """Is refused with an example."""
    with pytest.raises(ls.EventError, match="write"):
        clause(**rhythm)


def test_a_document_says_which_phase_is_wrong() -> None:
    """With what to write instead."""
    text = ls.dump(agreed(phases=["weekly for 4", "monthly"])).replace("monthly]", "bi-monthly]")
    with pytest.raises(ls.AgreementError) as caught:
        ls.loads(text)
    [fault] = caught.value.faults
    assert (fault.path, fault.name) == ("clauses[0].phases[1]", "wrong-value")
    assert fault.write == "count: 2 per month, or rule: every two months"


def test_late_minutes_of_a_meeting_take_back_the_breach() -> None:
    """And a withdrawal brings it again."""
    given = agreed(ls.Term(dt.date(2026, 3, 2), dt.date(2026, 3, 8)), on_breach={"alert": "manager"})
    assert followed(judge(given, [], "10 09:00")) == [(at("9 00:00"), "alert", "manager")]
    monitor = ls.Monitor(given)
    assert [said.period for said in monitor.advance(at("10 09:00"))] == ["2026-W10"]
    told = monitor.receive(held("3 09:00", id="minutes"))
    assert [(said.retracted, said.issue) for said in told] == [(True, 1)]
    told = monitor.receive(ls.Event("", at("10 10:00"), "withdrawn", {"id": "minutes"}))
    assert [(said.retracted, said.issue) for said in told] == [(False, 2)]
    assert judge(
        given, [held("3 09:00", id="m"), ls.Event("", at("4 09:00"), "withdrawn", {"id": "m"})], "10 09:00"
    )


@pytest.mark.parametrize(
    ("changes", "name", "path"),
    [
        ({"rule": None}, "missing-key", ""),
        ({"rule": "monthly", "count": "2 per month"}, "wrong-value", "count"),
        ({"attended_by": ["finance"]}, "unknown-name", "attended_by[0]"),
    ],
)
def test_faults(changes: dict[str, Any], name: str, path: str) -> None:
    """Each with its place."""
    assert [(fault.name, fault.path) for fault in clause(**changes).faults(SCOPE)] == [(name, path)]
