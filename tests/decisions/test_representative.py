"""Representative: whose clock, and whose breach."""

from __future__ import annotations

from typing import Any

from tests.decisions.scenario import TICK, agree, answer, at, evaluate, judge, on, only

ALERT = answer(on_breach={"alert": "assignee"}, on_start={"assign_task": "call"})


def test_assigned_carries_to() -> None:
    """The assignee is who was assigned last."""
    told = judge(
        agree(answer(from_="created")),
        [on("2 09:00", "assigned", to="a"), on("2 10:00", "created")],
        "2 11:00",
    )
    assert only(told).assignee == "a"


def test_a_clock_belongs_to_the_assignee_at_its_start() -> None:
    """While it runs, and when it is met, also where the lead has been handed on."""
    log = [on("2 10:00", "assigned", to="a"), on("2 10:30", "assigned", to="b"), on("2 11:00", "touched")]
    told = judge(agree(ALERT), log, "2 13:00")
    assert (only(told).outcome, only(told).assignee) == ("met", "a")


def test_a_breach_belongs_to_the_assignee_at_its_due() -> None:
    """Who had the lead when time ran out, and not who has it when it is looked at."""
    log = [
        on("2 10:00", "assigned", to="a"),
        on("2 10:30", "assigned", to="b"),
        on("2 12:30", "assigned", to="c"),
    ]
    told = judge(agree(ALERT), log, "2 13:00")
    assert only(told).assignee == "b"
    assert [(said.on, said.assignee) for said in told.consequences] == [("start", "a"), ("breach", "b")]


def test_at_the_due_itself_the_assignment_of_that_instant_counts() -> None:
    """And one a microsecond later does not."""
    for when, whose in ((at("2 12:00"), "b"), (at("2 12:00") + TICK, "a")):
        log = [on("2 10:00", "assigned", to="a"), on(when, "assigned", to="b")]
        assert only(judge(agree(ALERT), log, "2 13:00")).assignee == whose


def test_an_assignment_to_nobody_leaves_the_assignee() -> None:
    """An empty cell is no name."""
    log = [on("2 09:00", "assigned", to="a"), on("2 10:00", "assigned", to=" ")]
    assert only(judge(agree(answer(repeat="restart")), log, "2 09:30")).assignee == "a"
    assert judge(agree(answer(repeat="restart")), log, "2 10:30").clocks[1].assignee == "a"


def test_an_assignee_is_text_whatever_the_source_gives() -> None:
    """A number of a representative is its text."""
    values: list[Any] = [7, "7", ["a", "b"], {}, b"x", True, 10**5000]
    given = [
        only(evaluate(agree(answer()), [on("2 10:00", "assigned", to=to)], "2 11:00")).assignee
        for to in values
    ]
    assert given[:4] == ["7", "7", "['a', 'b']", "{}"]
    assert all(isinstance(assignee, str) for assignee in given)
