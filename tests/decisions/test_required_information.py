"""Required information: what a lead must come with, judged when it is handed over."""

from __future__ import annotations

from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, at, evaluate, followed, judge, on, only

from leadsla.clauses import RequiredInformation


def info(**changes: Any) -> RequiredInformation:
    given: dict[str, Any] = {
        "id": "info",
        "owner": "marketing",
        "at": "assigned",
        "fields": ["email", "phone"],
    }
    return RequiredInformation(**(given | changes))


WHOLE = {"email": "a@b.c", "phone": "+1 212 555 0100"}


def test_it_is_judged_at_the_move() -> None:
    """Started and due are one instant."""
    clock = only(judge(agree(info()), [on("2 10:00", "assigned", **WHOLE)], "2 10:00"))
    assert (clock.outcome, clock.started, clock.due, clock.done_at) == ("met", *[at("2 10:00")] * 3)


def test_what_the_lead_had_before_counts() -> None:
    """The fields of the lead, not of the event alone."""
    log = [on("2 09:00", "created", email="a@b.c"), on("2 10:00", "assigned", phone="+1 212 555 0100")]
    assert only(judge(agree(info()), log, "2 10:00")).outcome == "met"


def test_incomplete_is_breached_at_the_same_instant() -> None:
    """Visible a microsecond later, as every timer."""
    log = [on("2 10:00", "assigned", email="a@b.c")]
    assert only(evaluate(agree(info()), log, at("2 10:00"))).outcome == "open"
    told = judge(agree(info(on_breach={"alert": "manager"})), log, at("2 10:00") + TICK)
    assert (only(told).outcome, only(told).breached_at) == ("breached", at("2 10:00"))
    assert followed(told) == [(at("2 10:00"), "alert", "manager")]


def test_completed_by_another_event_of_that_instant_is_met() -> None:
    """Done exactly at due."""
    log = [
        on("2 10:00", "assigned", seq=1, email="a@b.c"),
        on("2 10:00", "updated", seq=2, phone="+1 212 555 0100"),
    ]
    assert only(judge(agree(info()), log, "2 11:00")).outcome == "met"


def test_late_completion_sets_done_at() -> None:
    """The breach stands."""
    log = [on("2 10:00", "assigned", email="a@b.c"), on("2 15:00", "updated", phone="+1 212 555 0100")]
    clock = only(judge(agree(info()), log, "2 16:00"))
    assert (clock.outcome, clock.done_at, clock.ended_at) == ("breached", at("2 15:00"), at("2 15:00"))


def test_it_is_judged_also_where_the_move_was_blocked() -> None:
    """The lifecycle refuses the move for lack of an email; the clause still says that it was lacking."""
    log = [on("2 09:00", "created"), on("2 09:30", "accepted"), on("2 10:00", "advanced")]
    told = judge(agree(info(at="advanced", fields=["email"])), log, "2 11:00")
    assert (told.stage("L1"), only(told).outcome) == ("sal", "breached")


def test_with_within_it_may_be_completed_later() -> None:
    """Then it is a clock like any other."""
    log = [on("2 10:00", "assigned", email="a@b.c"), on("2 11:00", "updated", phone="+1 212 555 0100")]
    clock = only(judge(agree(info(within="2 hours")), log, "2 16:00"))
    assert (clock.outcome, clock.due) == ("met", at("2 12:00"))


def test_complete_at_the_start_is_met_at_once_whatever_the_window() -> None:
    """There is nothing to wait for."""
    clock = only(judge(agree(info(within="2 hours")), [on("2 10:00", "assigned", **WHOLE)], "2 10:00"))
    assert (clock.outcome, clock.done_at) == ("met", at("2 10:00"))


def test_complete_at_the_start_but_due_before_it_is_breached_and_done() -> None:
    """With `count_from` the window may be over already."""
    clause = info(within="30 minutes", count_from="created")
    log = [on("2 09:00", "created"), on("2 10:00", "assigned", **WHOLE)]
    clock = only(judge(agree(clause), log, "2 11:00"))
    assert (clock.outcome, clock.breached_at, clock.done_at) == ("breached", at("2 10:00"), at("2 10:00"))


@pytest.mark.parametrize(
    ("data", "outcome"), [({"email": "a@b.c"}, "met"), ({}, "breached"), ({"email": " "}, "breached")]
)
def test_at_least_so_many(data: dict[str, Any], outcome: str) -> None:
    """One of two; a blank is missing."""
    told = judge(agree(info(at_least=1)), [on("2 10:00", "assigned", **data)], "2 11:00")
    assert only(told).outcome == outcome


def test_valid_is_more_than_there() -> None:
    """An address without a domain is no email."""
    clause = info(fields=["email"], valid={"email": "email"})
    for value, outcome in (("a@b.com", "met"), ("nobody", "breached")):
        assert (
            only(judge(agree(clause), [on("2 10:00", "assigned", email=value)], "2 11:00")).outcome == outcome
        )


def test_a_criterion_must_hold_too() -> None:
    """Beside the fields, or alone."""
    clause = info(fields=[], criterion="score >= 60")
    for score, outcome in ((60, "met"), (59, "breached")):
        assert (
            only(judge(agree(clause), [on("2 10:00", "assigned", score=score)], "2 11:00")).outcome == outcome
        )


def test_a_recycle_that_brings_the_last_field_completes_and_does_not_void() -> None:
    """Settling comes before voiding."""
    clause = info(fields=["email"], within="2 hours")
    log = [on("2 10:00", "assigned"), on("2 11:00", "recycled", email="a@b.c")]
    assert only(judge(agree(clause), log, "2 16:00")).outcome == "met"
    log[1] = on("2 11:00", "recycled")
    assert only(judge(agree(clause), log, "2 16:00")).outcome == "void"
