"""`stalled_lead`: a lead that makes no progress does not lie about."""

from __future__ import annotations

from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, at, evaluate, followed, judge, on, only

from leadsla.clauses import Scope, StalledLead
from leadsla.triggers import FORWARD, Trigger

SCOPE = Scope({"score": "number"}, ("mql",), ("sales",), (), (), None)
BEFORE = on("2 09:00", "created")
START = on("2 10:00", "accepted")
FORTH = {"email": "a@b.c"}


def clause(**changes: Any) -> StalledLead:
    given: dict[str, Any] = {"id": "stalled", "owner": "sales", "from_": "accepted", "within": "2 hours"}
    return StalledLead(**(given | changes))


def test_the_sentence() -> None:
    """Owner, window, trigger and what is progress."""
    assert clause(progress_on="proposed").sentence() == (
        "Sales will see to it that the lead gets a proposal within 2 hours of acceptance."
    )


def test_progress_is_a_move_forward_unless_it_is_said() -> None:
    """What starts and settles."""
    assert clause().settles() is FORWARD
    assert clause(progress_on="proposed").settles() == Trigger.of("proposed")
    assert clause().starts() == Trigger.of("accepted")
    assert clause().window() == clause().within


def test_met_by_a_move_to_a_later_stage() -> None:
    """At the move."""
    clock = only(judge(agree(clause()), [BEFORE, START, on("2 11:00", "advanced", **FORTH)], "2 18:00"))
    assert (clock.outcome, clock.done_at) == ("met", at("2 11:00"))


def test_breached_without_progress() -> None:
    """An event that could not move the lead is none."""
    clock = only(judge(agree(clause()), [BEFORE, START, on("2 11:00", "advanced")], "2 18:00"))
    assert (clock.outcome, clock.breached_at) == ("breached", at("2 12:00"))


def test_exactly_at_the_deadline_is_met() -> None:
    """A microsecond later is not."""
    for when, outcome in ((at("2 12:00"), "met"), (at("2 12:00") + TICK, "breached")):
        clock = only(judge(agree(clause()), [BEFORE, START, on(when, "advanced", **FORTH)], "2 18:00"))
        assert clock.outcome == outcome


def test_void_where_the_lead_is_gone() -> None:
    """Lost, or back with marketing."""
    for gone in (on("2 11:00", "lost"), on("2 11:00", "recycled", to="mql")):
        clock = only(judge(agree(clause()), [BEFORE, START, gone], "2 18:00"))
        assert (clock.outcome, clock.ended_at) == ("void", at("2 11:00"))


def test_progress_may_be_an_event() -> None:
    """Then a move is none."""
    agreement = agree(clause(progress_on="proposed"))
    events = [BEFORE, START, on("2 11:00", "advanced", **FORTH)]
    assert only(evaluate(agreement, events, "2 11:59")).outcome == "open"
    assert only(evaluate(agreement, [*events, on("2 11:30", "proposed")], "2 11:59")).outcome == "met"


def test_progress_cancels_what_would_follow_later() -> None:
    """Alert at the due, back to marketing an hour later; progress in between."""
    ladder = [{"alert": "manager"}, {"recycle": "nurture", "after": "1 hour"}]
    agreement = agree(clause(on_breach=ladder))
    late = on("2 12:30", "advanced", **FORTH)
    assert followed(judge(agreement, [BEFORE, START, late], "2 18:00")) == [
        (at("2 12:00"), "alert", "manager")
    ]
    assert followed(judge(agreement, [BEFORE, START], "2 18:00")) == [
        (at("2 12:00"), "alert", "manager"),
        (at("2 13:00"), "recycle", "nurture"),
    ]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"from_": {"enters": "xyz"}}, "from.enters"),
        ({"progress_on": {"enters": "xyz"}}, "progress_on.enters"),
        ({"within": [{"when": "scor > 5", "is": "1 hour"}]}, "within[0].when"),
        ({"owner": "xyz"}, "owner"),
    ],
)
def test_its_own_faults(given: dict[str, object], path: str) -> None:
    """Each in its place, beside those of all kinds."""
    assert [fault.path for fault in clause(**given).faults(SCOPE)] == [path]
