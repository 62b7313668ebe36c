"""`minimum_open_time`: a lead is not given up too soon."""

from __future__ import annotations

from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, answer, at, evaluate, judge, on, only

import leadsla as ls
from leadsla.clauses import MinimumOpenTime, Scope
from leadsla.triggers import Trigger

BEFORE = on("2 09:00", "created")
START = on("2 10:00", "assigned", to="rep7")
SCOPE = Scope({"score": "number"}, ("mql",), ("sales",), (), (), None)


def clause(**changes: Any) -> MinimumOpenTime:
    given: dict[str, Any] = {"id": "open", "owner": "sales", "from_": "assigned", "not_before": "2 hours"}
    return MinimumOpenTime(**(given | changes))


def back(when: Any, to: str = "nurture", **given: Any) -> ls.Event:
    return on(when, "recycled", to=to, **given)


def test_the_sentence() -> None:
    """How long, from when, before what."""
    assert clause().sentence() == (
        "Sales will keep the lead open for at least 2 hours from assignment before it is recycled."
    )
    assert (
        clause(ends=["recycled", {"enters": "nurture"}])
        .promise()
        .endswith(" before it is recycled or enters nurture")
    )


def test_by_default_it_is_ended_by_a_recycle() -> None:
    """What starts and settles."""
    assert (clause().starts(), clause().settles()) == (Trigger.of("assigned"), Trigger.of("recycled"))
    assert clause().window() == clause().not_before
    assert MinimumOpenTime.inverse


def test_met_by_lasting() -> None:
    """At its due, whatever comes later."""
    for log in ([START], [START, back("2 15:00")]):
        clock = only(judge(agree(clause()), log, "2 18:00"))
        assert (clock.outcome, clock.done_at, clock.ended_at) == ("met", at("2 12:00"), at("2 12:00"))


def test_breached_by_an_end_that_comes_too_soon() -> None:
    """At that end, and done with then."""
    clock = only(judge(agree(clause()), [START, back("2 11:00")], "2 18:00"))
    assert (clock.outcome, clock.breached_at, clock.ended_at, clock.owed) == (
        "breached",
        at("2 11:00"),
        at("2 11:00"),
        False,
    )


def test_exactly_at_the_deadline_it_may_end() -> None:
    """A microsecond before is too soon."""
    for when, outcome in ((at("2 12:00"), "met"), (at("2 12:00") - TICK, "breached")):
        clock = only(judge(agree(clause()), [START, back(when)], "2 18:00"))
        assert (clock.outcome, clock.done_at) == (outcome, when)


def test_void_where_the_lead_is_gone_otherwise() -> None:
    """Won before the time is out: nobody gave it up."""
    for name in ("won", "lost", "disqualified"):
        clock = only(judge(agree(clause()), [START, on("2 11:00", name)], "2 18:00"))
        assert (clock.outcome, clock.ended_at) == ("void", at("2 11:00"))


def test_void_by_a_recycle_that_the_agreement_brings_about() -> None:
    """Its own consequence is nobody's haste: applied by leadsla, or logged by a host for it."""
    late = answer(within="1 hour", on_breach={"recycle": "nurture", "automatic": True})
    log = [BEFORE, START]
    told = judge(agree(clause(), late), log, "2 18:00")
    clock = only(told, "open")
    assert (clock.outcome, clock.ended_at, clock.breached_at) == ("void", at("2 11:00"), None)
    assert told.explain("L1", "open").headline == (
        "void, because recycled (by this agreement) voided it on Mon 2 Mar 2026 11:00"
    )
    for actor, outcome in (("leadsla", "void"), ("rep7", "breached"), (None, "breached")):
        by = back("2 11:00", actor=actor)
        assert only(judge(agree(clause()), [*log, by], "2 18:00")).outcome == outcome
    at_its_due = back("2 12:00", actor="leadsla")
    assert only(judge(agree(clause()), [*log, at_its_due], "2 18:00")).outcome == "met"


def test_a_paused_clock_that_is_ended_is_ended_too_soon() -> None:
    """What was paused is not time that it was kept open."""
    log = [START, on("2 10:30", "updated", waiting=True), back("2 17:00")]
    clock = only(judge(agree(clause(pause_while="waiting")), log, "2 18:00"))
    assert (clock.outcome, clock.breached_at) == ("breached", at("2 17:00"))


def test_with_a_clock_for_each_value_only_its_own_end_counts() -> None:
    """An end about something else neither breaches nor voids."""
    made = clause(from_="requested", ends="closed", per="event.content")
    log = [
        on("2 10:00", "requested", content="guide"),
        on("2 11:00", "closed", content="video", actor="leadsla"),
    ]
    assert only(judge(agree(made), log, "2 11:30")).outcome == "open"


def test_weekends_holidays_and_a_change_of_the_clocks() -> None:
    """Too soon by the calendar that the window counts in."""
    friday, made = on("6 16:00", "assigned"), clause(not_before="2 business hours")
    for end, outcome in (("8 23:00", "breached"), ("9 09:59:59", "breached"), ("9 10:00", "met")):
        assert only(judge(agree(made), [friday, back(end)], "9 18:00")).outcome == outcome
    closed = agree(
        made,
        calendars={
            "office": ls.BusinessCalendar("UTC", {"mon-fri": ["09:00-12:00", "13:00-17:00"]}, ["2026-03-09"])
        },
    )
    assert only(judge(closed, [friday, back("9 17:00")], "10 18:00")).outcome == "breached"
    eastern = agree(clause(not_before="1 day"), timezone="America/New_York")
    saturday = on("7 20:00", "assigned")  # the night has 23 hours
    assert only(judge(eastern, [saturday, back(at("8 19:00") - TICK)], "9 00:00")).outcome == "breached"
    assert only(judge(eastern, [saturday, back("8 19:00")], "9 00:00")).outcome == "met"


def test_two_weeks_by_segment() -> None:
    """Document 4: each lead is kept open for a minimum of time before it goes back to marketing."""
    made = clause(not_before=[{"when": "score >= 80", "is": "2 weeks"}, {"is": "1 week"}])
    for score, outcome in ((90, "breached"), (10, "met")):
        log = [on("2 09:00", "updated", score=score), START, back("12 10:00")]
        assert only(evaluate(agree(made), log, "20 18:00")).outcome == outcome


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"from_": {"enters": "xyz"}}, "from.enters"),
        ({"ends": {"enters": "xyz"}}, "ends.enters"),
        ({"not_before": [{"when": "scor > 5", "is": "1 hour"}]}, "not_before[0].when"),
        ({"owner": "xyz"}, "owner"),
    ],
)
def test_its_own_faults(given: dict[str, object], path: str) -> None:
    """Each in its place, beside those of all kinds."""
    assert [fault.path for fault in clause(**given).faults(SCOPE)] == [path]
