"""Stalled: a lead that makes progress, and what progress is."""

from __future__ import annotations

from typing import Any

from tests.decisions.scenario import agree, at, followed, judge, on, only

from leadsla.clauses import StalledLead

CREATED = on("2 09:00", "created")


def stalled(**changes: Any) -> StalledLead:
    given: dict[str, Any] = {"id": "stalled", "owner": "sales", "from_": "created", "within": "5 days"}
    return StalledLead(**(given | changes))


def test_a_move_forward_is_progress_and_settles_met() -> None:
    """By default, whatever event caused it."""
    clock = only(judge(agree(stalled()), [CREATED, on("4 10:00", "accepted")], "9 10:00"))
    assert (clock.outcome, clock.done_at) == ("met", at("4 10:00"))


def test_an_event_that_moved_nothing_is_no_progress() -> None:
    """An illegal advance leaves the lead where it lies."""
    clock = only(
        judge(agree(stalled()), [CREATED, on("4 10:00", "advanced"), on("5 10:00", "touched")], "9 10:00")
    )
    assert clock.outcome == "breached"


def test_a_move_back_is_no_progress() -> None:
    """From a later stage to an earlier one."""
    clause = stalled(from_="accepted", void_on="lost")
    log = [CREATED, on("2 10:00", "accepted"), on("3 10:00", "recycled", to="mql")]
    assert only(judge(agree(clause), log, "9 10:00")).outcome == "breached"


def test_progress_on_says_what_progress_is_instead() -> None:
    """Then a move is none, and the event is."""
    clause = stalled(progress_on="proposed")
    log = [CREATED, on("3 10:00", "accepted")]
    assert only(judge(agree(clause), log, "9 10:00")).outcome == "breached"
    assert only(judge(agree(clause), [*log, on("4 10:00", "proposed")], "9 10:00")).outcome == "met"


def test_progress_in_between_ends_the_ladder() -> None:
    """After 60 days an alert, after 90 a recycle; progress on day 75 cancels the return."""
    ladder = [{"alert": "manager"}, {"recycle": "nurture", "after": "30 days"}]
    clause = stalled(within="60 days", on_breach=ladder)
    log = [on("2026-01-02 09:00", "created")]
    quiet = judge(agree(clause), log, at("2026-06-01 00:00"))
    assert followed(quiet) == [
        (at("3 09:00"), "alert", "manager"),
        (at("2026-04-02 09:00"), "recycle", "nurture"),
    ]
    told = judge(agree(clause), [*log, on("18 09:00", "accepted")], at("2026-06-01 00:00"))
    assert followed(told) == [(at("3 09:00"), "alert", "manager")]
    assert only(told).done_at == at("18 09:00")


def test_winning_is_progress() -> None:
    """A move forward to the end settles met, although `won` voids by default."""
    log = [CREATED, on("2 10:00", "accepted"), on("2 11:00", "advanced", email="a@b.c"), on("2 12:00", "won")]
    clause = stalled(from_={"enters": "sql"})
    assert only(judge(agree(clause), log, "9 10:00")).outcome == "met"
