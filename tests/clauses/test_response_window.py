"""`response_window`: something is answered in time."""

from __future__ import annotations

import pytest
from tests.decisions.scenario import TICK, agree, answer, at, evaluate, judge, on, only

from leadsla.clauses import Scope
from leadsla.criteria import Criterion
from leadsla.triggers import Cause, Trigger

START = on("2 10:00", "assigned", to="rep7")
SCOPE = Scope({"score": "number"}, ("mql",), ("sales",), (), (), None)


def test_the_sentence() -> None:
    """Owner, trigger, window and what answers."""
    assert answer(until=["accepted", "rejected"], within="8 business hours").sentence() == (
        "Sales will accept or reject the lead within 8 business hours of assignment."
    )


def test_an_answer_is_a_touch_that_goes_out() -> None:
    """The default of `until`."""
    assert answer().until == Trigger((Cause("touched", Criterion.parse('event.direction == "outbound"')),))
    assert answer().settles() is answer().until
    assert answer(until="won").settles() == Trigger.of("won")
    assert answer().starts() == Trigger.of("assigned")
    assert answer().window() == answer().within


def test_met_by_an_answer_in_time() -> None:
    """Done and ended at the touch; the time that counted is the time it took."""
    clock = only(judge(agree(answer()), [START, on("2 11:30", "touched")], "2 18:00"))
    assert (clock.outcome, clock.done_at, clock.ended_at, clock.breached_at) == (
        "met",
        at("2 11:30"),
        at("2 11:30"),
        None,
    )
    assert clock.counted.total_seconds() == 5400


def test_breached_without_an_answer() -> None:
    """Visible after the due, dated at it; still owed."""
    clock = only(judge(agree(answer()), [START], "2 18:00"))
    assert (clock.outcome, clock.breached_at, clock.done_at, clock.ended_at) == (
        "breached",
        at("2 12:00"),
        None,
        None,
    )


def test_breached_and_then_done_late() -> None:
    """The outcome stays."""
    clock = only(judge(agree(answer()), [START, on("2 14:00", "touched")], "2 18:00"))
    assert (clock.outcome, clock.done_at, clock.ended_at) == ("breached", at("2 14:00"), at("2 14:00"))


def test_exactly_at_the_deadline_is_met() -> None:
    """A microsecond later is not."""
    for when, outcome in ((at("2 12:00"), "met"), (at("2 12:00") + TICK, "breached")):
        clock = only(judge(agree(answer()), [START, on(when, "touched")], "2 18:00"))
        assert (clock.outcome, clock.due) == (outcome, at("2 12:00"))


@pytest.mark.parametrize("name", ["recycled", "disqualified", "won", "lost"])
def test_void_where_the_lead_is_gone(name: str) -> None:
    """Nothing is owed any more."""
    clock = only(judge(agree(answer()), [START, on("2 11:00", name)], "2 18:00"))
    assert (clock.outcome, clock.ended_at, clock.done_at) == ("void", at("2 11:00"), None)


def test_a_lead_that_calls_in_is_not_answered() -> None:
    """A touch that comes in does not settle, one that connects does."""
    for name, data, outcome in (
        ("touched", {"direction": "inbound"}, "open"),
        ("replied", {}, "open"),
        ("connected", {}, "met"),
        ("touched", {}, "met"),
    ):
        assert (
            only(evaluate(agree(answer()), [START, on("2 11:00", name, **data)], "2 11:30")).outcome
            == outcome
        )


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"from_": {"enters": "xyz"}}, "from.enters"),
        ({"until": {"enters": "xyz"}}, "until.enters"),
        ({"within": [{"when": "scor > 5", "is": "1 hour"}]}, "within[0].when"),
        ({"owner": "xyz"}, "owner"),
    ],
)
def test_its_own_faults(given: dict[str, object], path: str) -> None:
    """Each in its place, beside those of all kinds."""
    assert [fault.path for fault in answer(**given).faults(SCOPE)] == [path]
