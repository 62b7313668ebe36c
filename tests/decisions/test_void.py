"""Void: what cancels a clock, and what that leaves."""

from __future__ import annotations

import pytest
from tests.decisions.scenario import agree, answer, at, followed, judge, on, only, outcomes_of

from leadsla.clauses import StalledLead

START = on("2 10:00", "assigned")


@pytest.mark.parametrize("name", ["recycled", "disqualified", "won", "lost"])
def test_void_on_defaults_to_four_events(name: str) -> None:
    """The lead is no longer there to be worked on."""
    clock = only(judge(agree(answer()), [START, on("2 11:00", name)], "2 13:00"))
    assert (clock.outcome, clock.done_at, clock.ended_at) == ("void", None, at("2 11:00"))
    assert clock.counted.total_seconds() == 3600


def test_other_events_do_not_void() -> None:
    """A rejection, for one, does not."""
    assert outcomes_of(judge(agree(answer()), [START, on("2 11:00", "rejected")], "2 11:30")) == ["open"]


def test_the_default_leaves_out_the_own_until() -> None:
    """A clause that waits for `won` is not void by it, also where its `until` does not hold for this one."""
    clause = answer(until={"event": "won", "when": "event.amount > 10"})
    log = [START, on("2 10:30", "won", amount=5), on("2 11:00", "won", amount=50)]
    assert only(judge(agree(clause), log, "2 12:00")).done_at == at("2 11:00")


def test_the_default_leaves_out_the_own_from() -> None:
    """A clause that starts at `lost` keeps running when it is lost again."""
    clause = answer(from_="lost", until="reopened")
    log = [on("2 10:00", "lost"), on("2 11:00", "lost")]
    assert outcomes_of(judge(agree(clause), log, "2 11:30")) == ["open"]
    assert outcomes_of(judge(agree(clause), [*log, on("2 11:40", "won")], "2 11:50")) == ["void"]


def test_a_void_on_of_its_own_replaces_the_default() -> None:
    """Nothing else voids then."""
    clause = answer(void_on="cancelled", within="5 hours")
    assert outcomes_of(judge(agree(clause), [START, on("2 11:00", "lost")], "2 12:00")) == ["open"]
    assert outcomes_of(judge(agree(clause), [START, on("2 11:00", "cancelled")], "2 12:00")) == ["void"]


def test_after_a_breach_it_stops_ladders_and_owing_not_the_outcome() -> None:
    """The breach stands, nobody owes the answer any more, and no rung comes."""
    clause = answer(on_breach=[{"alert": "manager"}, {"escalate": "director", "after": "2 hours"}])
    told = judge(agree(clause), [START, on("2 13:00", "lost")], "3 10:00")
    clock = only(told)
    assert (clock.outcome, clock.ended_at, clock.done_at, clock.owed) == (
        "breached",
        at("2 13:00"),
        None,
        False,
    )
    assert followed(told) == [(at("2 12:00"), "alert", "manager")]


def test_an_answer_after_the_void_changes_nothing() -> None:
    """What is void is settled."""
    log = [START, on("2 11:00", "lost"), on("2 11:30", "touched")]
    clock = only(judge(agree(answer()), log, "2 13:00"))
    assert (clock.outcome, clock.done_at) == ("void", None)


def test_void_at_the_due_is_void() -> None:
    """The event of that instant comes before the timer."""
    assert only(judge(agree(answer()), [START, on("2 12:00", "lost")], "2 13:00")).outcome == "void"


def test_a_paused_clock_can_be_voided() -> None:
    """What counted before the hold is what counted."""
    log = [START, on("2 10:30", "updated", waiting=True), on("2 15:00", "lost")]
    clock = only(judge(agree(answer(pause_while="waiting")), log, "2 18:00"))
    assert (clock.outcome, clock.paused, clock.counted.total_seconds()) == ("void", False, 1800)


def test_a_stalled_lead_that_is_recycled_is_void_and_has_made_no_progress() -> None:
    """Also where the stage that it goes back to stands last in the order of the stages, as it mostly does."""
    clause = StalledLead(id="stalled", owner="sales", from_="created", within="5 days")
    for name in ("recycled", "lost", "disqualified"):
        log = [on("2 09:00", "created"), on("2 10:00", name, to="nurture")]
        assert only(judge(agree(clause), log, "2 11:00")).outcome == "void", name


@pytest.mark.parametrize("name", ["recycled", "disqualified", "won", "lost"])
def test_an_empty_void_on_lets_nothing_void(name: str) -> None:
    """But for a merge: the lead then goes on as another."""
    clause = answer(void_on=[])
    log = [START, on("2 11:00", name)]
    assert outcomes_of(judge(agree(clause), log, "2 11:30")) == ["open"]
    assert outcomes_of(judge(agree(clause), [*log, on("2 11:40", "merged", into="L2")], "2 11:50")) == [
        "void"
    ]
