"""`reporting`: what was done is written down, and what became of the leads is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, at, followed, judge, on, only, outcomes_of, withdraw

import leadsla as ls
from leadsla.clauses import Reporting, Scope
from leadsla.evaluation.evaluation import Evaluation

SCOPE = Scope({}, ("mql",), ("sales", "marketing"), ("manager",), (), None)
MARCH = ls.Term(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
SPRING = ls.Term(dt.date(2026, 3, 1), dt.date(2026, 4, 30))


def of_leads(**changes: Any) -> Reporting:
    given: dict[str, Any] = {"id": "status", "owner": "sales", "each": "lead", "from_": "assigned"}
    return Reporting(**(given | {"within": "2 weeks"} | changes))


def of_periods(**changes: Any) -> Reporting:
    return Reporting(**({"id": "feedback", "owner": "sales", "each": "period", "per": "month"} | changes))


def recorded(**changes: Any) -> Reporting:
    return Reporting(**({"id": "recorded", "owner": "sales", "recorded_within": "2 hours"} | changes))


def touched(when: str, recorded_at: str | dt.datetime | None, name: str = "touched", **data: Any) -> ls.Event:
    known = at(recorded_at) if isinstance(recorded_at, str) else recorded_at
    return on(when, name, recorded_at=known, **data)


def report(when: str | dt.datetime, **given: Any) -> ls.Event:
    return on(when, "status_reported", lead="", **given)


def told(evaluation: Evaluation) -> list[tuple[str | None, str]]:
    return [(clock.period, clock.outcome) for clock in evaluation.clocks]


def test_the_sentences() -> None:
    """One for each shape."""
    assert (
        of_leads().sentence()
        == "Sales will bring the record of the lead up to date within 2 weeks of assignment."
    )
    assert of_periods().sentence() == "Sales will report the status in every month."
    assert recorded(of=["touched", "replied"], when="score > 1").sentence() == (
        "Sales will record every contact or the reply within 2 hours, where score is above 1."
    )


# -- on every lead ---------------------------------------------------------------------------------------------------


def test_met_by_an_update_of_the_lead() -> None:
    """Within two weeks; any event that `until` names."""
    events = [on("2 09:00", "assigned"), on("10 09:00", "updated", score=3)]
    assert only(judge(agree(of_leads()), events, "20 09:00")).done_at == at("10 09:00")
    other = [on("2 09:00", "assigned"), on("10 09:00", "noted")]
    assert outcomes_of(judge(agree(of_leads(until="noted")), other, "20 09:00")) == ["met"]


def test_breached_without_an_update() -> None:
    """After two weeks."""
    clock = only(judge(agree(of_leads()), [on("2 09:00", "assigned")], "20 09:00"))
    assert (clock.outcome, clock.breached_at, clock.lead) == ("breached", at("16 09:00"), "L1")


def test_exactly_at_the_deadline_is_met() -> None:
    """A microsecond later is not."""
    for when, outcome in ((at("16 09:00"), "met"), (at("16 09:00") + TICK, "breached")):
        events = [on("2 09:00", "assigned"), on(when, "updated")]
        assert outcomes_of(judge(agree(of_leads()), events, "20 09:00")) == [outcome]


def test_void_when_the_lead_is_gone() -> None:
    """Nobody is told of a lead that was lost."""
    events = [on("2 09:00", "assigned"), on("3 09:00", "lost")]
    assert outcomes_of(judge(agree(of_leads()), events, "20 09:00")) == ["void"]


# -- in every period -------------------------------------------------------------------------------------------------


def test_met_by_a_report_of_the_team_in_every_period() -> None:
    """One that names a lead is about that lead."""
    events = [on("2 09:00", "created"), on("3 09:00", "status_reported"), report("2026-04-07 09:00")]
    march, april = judge(agree(of_periods(), term=SPRING), events, "2026-04-20 09:00").clocks
    assert (march.outcome, march.breached_at) == ("breached", at("2026-04-01 00:00"))
    assert (april.outcome, april.done_at, april.lead) == ("met", at("2026-04-07 09:00"), None)


def test_an_explanation_counts_the_reports() -> None:
    """Or says that there is none."""
    given = agree(of_periods(), term=MARCH)
    log = [report("2 09:00"), report("9 09:00")]
    for number, said in enumerate(("no report", "1 report", "2 reports")):
        found = ls.evaluate(given, log[:number], at("12 09:00")).explain(None, "feedback")
        assert found.headline.endswith(f": {said}")
        assert [one.total for one in found.counted] == [1, 2][:number]


def test_any_event_of_the_team_may_be_the_report() -> None:
    """With a criterion of its own."""
    clause = of_periods(until={"event": "feedback_given", "when": 'event.about == "quality"'}, per="week")
    events = [
        on("3 09:00", "feedback_given", lead="", about="weather"),
        on("10 09:00", "feedback_given", lead="", about="quality"),
    ]
    assert told(judge(agree(clause, term=MARCH), events, "12 09:00")) == [
        ("2026-W09", "breached"),
        ("2026-W10", "breached"),
        ("2026-W11", "met"),
    ]


def test_exactly_at_the_end_of_a_period_the_next_has_begun() -> None:
    """On the wall clock of New York, where March has an hour less."""
    end = at("2026-04-01 04:00")
    given = agree(of_periods(), term=SPRING, timezone="America/New_York")
    for when, outcomes in ((end - TICK, ["met", "open"]), (end, ["breached", "met"])):
        assert [o for _, o in told(judge(given, [report(when)], "2026-04-02 09:00"))] == outcomes


# -- every activity --------------------------------------------------------------------------------------------------


def test_met_when_it_was_recorded_in_time() -> None:
    """At the instant at which it was recorded, by itself: no event says so then."""
    given = agree(recorded(on_met={"alert": "manager"}))
    events = [touched("2 09:00", "2 10:30")]
    clock = only(judge(given, events, "2 18:00", looks=["2 10:00", "2 10:30", "2 11:00"]))
    assert (clock.outcome, clock.started, clock.due) == ("met", at("2 09:00"), at("2 11:00"))
    assert clock.done_at == clock.ended_at == at("2 10:30")
    assert outcomes_of(judge(given, events, "2 10:30")) == ["open"]
    assert outcomes_of(judge(given, events, at("2 10:30") + TICK)) == ["met"]
    assert followed(judge(given, events, "2 18:00")) == [(at("2 10:30"), "alert", "manager")]


def test_breached_when_it_was_recorded_late_and_then_done() -> None:
    """Not before its due; the ladder goes on while it is owed."""
    ladder = [{"alert": "manager"}, {"escalate": "director", "after": "2 hours"}]
    given = agree(recorded(on_breach=ladder))
    clock = only(judge(given, [touched("2 09:00", "2 12:00")], "2 18:00"))
    assert (clock.outcome, clock.breached_at, clock.done_at) == ("breached", at("2 11:00"), at("2 12:00"))
    assert [said for _, said, _ in followed(judge(given, [touched("2 09:00", "2 12:00")], "2 18:00"))] == [
        "alert"
    ]
    late = judge(given, [touched("2 09:00", "2 16:00")], "2 18:00")
    assert [said for _, said, _ in followed(late)] == ["alert", "escalate"]
    assert only(late).ended_at == at("2 16:00")


def test_an_update_of_the_lead_records_nothing() -> None:
    """What was done is recorded when its own event says so."""
    log = [touched("2 09:00", "2 12:00"), on("2 10:00", "updated")]
    clock = only(judge(agree(recorded()), log, "2 18:00"))
    assert (clock.outcome, clock.done_at) == ("breached", at("2 12:00"))


def test_recorded_exactly_at_the_due_is_in_time() -> None:
    """A microsecond later is not."""
    for when, outcome in ((at("2 11:00"), "met"), (at("2 11:00") + TICK, "breached")):
        assert only(judge(agree(recorded()), [touched("2 09:00", when)], "2 18:00")).outcome == outcome


def test_recorded_as_it_happened_or_before() -> None:
    """A call of the dialler, a meeting that had been planned: met at once."""
    for when in ("2 09:00", "2 08:00"):
        clock = only(judge(agree(recorded()), [touched("2 09:00", when)], "2 18:00"))
        assert (clock.outcome, clock.done_at, clock.counted) == ("met", at("2 09:00"), dt.timedelta())


def test_what_does_not_say_when_it_was_recorded_is_not_judged() -> None:
    """Its absence proves nothing either way; `explain` says so."""
    evaluation = judge(agree(recorded()), [touched("2 09:00", None)], "2 18:00")
    assert evaluation.clocks == ()
    assert "does not say when it was recorded" in str(evaluation.explain("L1", "recorded"))


def test_activities_overlap() -> None:
    """Each has a clock of its own, also two of one instant, and each its own end."""
    events = [touched("2 09:00", "2 13:00"), touched("2 09:30", "2 10:00"), touched("2 09:30", "2 11:31")]
    clocks = judge(agree(recorded()), events, "2 18:00").clocks
    assert [(clock.cycle, clock.outcome) for clock in clocks] == [
        (1, "breached"),
        (2, "met"),
        (3, "breached"),
    ]
    assert [clock.done_at for clock in clocks] == [at("2 13:00"), at("2 10:00"), at("2 11:31")]


def test_void_is_no_activity_because_its_lead_is_gone() -> None:
    """It has to be recorded all the same; a merge alone ends it, or what the clause names."""
    events = [touched("2 09:00", "2 13:00"), on("2 10:00", "lost")]
    assert outcomes_of(judge(agree(recorded()), events, "2 18:00")) == ["breached"]
    assert outcomes_of(judge(agree(recorded(void_on="lost")), events, "2 18:00")) == ["void"]
    merged = [touched("2 09:00", "2 13:00"), on("2 10:00", "merged", into="L2")]
    assert outcomes_of(judge(agree(recorded()), merged, "2 18:00")) == ["void"]


def test_only_what_is_named_has_to_be_recorded() -> None:
    """Any trigger, with a criterion."""
    clause = recorded(of={"event": "touched", "when": 'event.channel == "call"'})
    events = [touched("2 09:00", "2 10:00", channel="email"), touched("2 09:30", "2 10:00", channel="call")]
    assert only(judge(agree(clause), events, "2 18:00")).started == at("2 09:30")


def test_within_a_business_day_over_a_weekend_and_a_holiday() -> None:
    """What happens on Friday is recorded on Tuesday, as Monday is closed."""
    office = ls.BusinessCalendar("UTC", {"mon-fri": ["09:00-17:00"]}, holidays=[dt.date(2026, 3, 9)])
    given = agree(recorded(recorded_within="1 business day"), calendars={"office": office})
    for when, outcome in (("10 15:00", "met"), ("10 15:01", "breached")):
        assert outcomes_of(judge(given, [touched("6 15:00", when)], "12 09:00")) == [outcome]


def test_a_day_over_a_change_of_the_clock() -> None:
    """A date later on the wall, which in New York is 23 hours on 8 March."""
    given = agree(recorded(recorded_within="1 day"), timezone="America/New_York")
    assert only(judge(given, [touched("8 02:00", "9 00:00")], "12 09:00")).due == at("9 01:00")


def test_an_activity_that_is_withdrawn_need_not_be_recorded() -> None:
    """The fact is gone, and with it what followed."""
    events = [touched("2 09:00", "2 13:00", id="call"), withdraw("2 12:00", "call")]
    assert judge(agree(recorded(on_breach={"alert": "manager"})), events, "2 18:00").clocks == ()


def test_a_paused_clock_is_done_when_it_was_recorded() -> None:
    """Pauses move the due, not the fact."""
    clause = recorded(pause_while="waiting")
    events = [on("2 08:00", "updated", waiting=True), touched("2 09:00", "2 12:00")]
    clock = only(judge(agree(clause), events, "2 18:00"))
    assert (clock.outcome, clock.done_at, clock.counted) == ("met", at("2 12:00"), dt.timedelta())


def test_an_explanation_says_that_the_event_told_when() -> None:
    """And not that the event is no longer kept."""
    evaluation = judge(agree(recorded()), [touched("2 09:00", "2 10:30")], "2 18:00")
    assert "recorded, as its event says" in str(evaluation.explain("L1", "recorded"))


# -- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "faults"),
    [
        (Reporting(id="a", owner="sales"), [("missing-key", "")]),
        (of_leads(from_=None, within=None), [("missing-key", ""), ("missing-key", "")]),
        (of_leads(of="touched"), [("wrong-value", "of")]),
        (of_leads(until={"enters": "nowhere"}), [("unknown-name", "until.enters")]),
        (of_leads(within="1 business day"), [("missing-key", "within")]),
        (of_periods(per=None), [("missing-key", "")]),
        (of_periods(per="fortnight"), [("wrong-value", "per")]),
        (of_periods(until={"enters": "mql"}), [("wrong-value", "until")]),
        (of_periods(when="has(stage)", repeat="each"), [("wrong-value", "when"), ("wrong-value", "repeat")]),
        (
            of_periods(on_breach={"alert": "manager", "after": "1 day"}),
            [("wrong-value", "on_breach[0].after")],
        ),
        (recorded(each="lead"), [("wrong-value", "each")]),
        (recorded(until="updated", repeat="each"), [("wrong-value", "until"), ("wrong-value", "repeat")]),
        (recorded(recorded_within="1 business day"), [("missing-key", "recorded_within")]),
        (recorded(), []),
    ],
)
def test_faults(clause: Reporting, faults: list[tuple[str, str]]) -> None:
    """Each shape has its own keys."""
    assert [(fault.name, fault.path) for fault in clause.faults(SCOPE)] == faults
