"""Journeys: the moves of a lead, what did not move it, and how it stood, as of an instant."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest
from hypothesis import given, settings
from tests.decisions.scenario import agree, answer, at, evaluate, on

import leadsla as ls
from leadsla.evaluation.journeys import Blocked, Passage
from leadsla.lifecycle import Lifecycle, Move, Stage
from leadsla.testing import History, histories
from leadsla.testing.comparing import distinct, in_order, instants_after


def test_moves_with_the_event_that_made_them() -> None:
    told = evaluate(
        agree(answer()),
        [on("2 09:00", "created"), on("2 10:00", "accepted"), on("2 11:00", "touched")],
        "3 00:00",
    )
    [journey] = told.journeys()
    assert journey.moves == (
        Passage(at("2 09:00"), "created", None, "mql"),
        Passage(at("2 10:00"), "accepted", "mql", "sal"),
    )
    assert (journey.stage, [event.name for event in journey.events]) == (
        "sal",
        ["created", "accepted", "touched"],
    )


def test_a_move_of_the_agreement_itself_is_one_of_them() -> None:
    clause = answer(on_breach={"recycle": "nurture", "automatic": True})
    told = evaluate(agree(clause), [on("2 09:00", "created"), on("2 09:00", "assigned")], "3 00:00")
    [journey] = told.journeys()
    assert journey.moves[-1] == Passage(at("2 11:00"), "recycled", "mql", "nurture")
    automatic_off = evaluate(
        agree(clause), [on("2 09:00", "created"), on("2 09:00", "assigned")], "3 00:00", automatic=False
    )
    assert len(automatic_off.journeys()[0].moves) == 1


def test_what_lacked_for_a_move() -> None:
    """An advance needs an email; once it is there the same event moves the lead."""
    events = [on("2 09:00", "created"), on("2 10:00", "accepted"), on("2 11:00", "advanced")]
    [journey] = evaluate(
        agree(answer()), [*events, on("2 12:00", "advanced", email="a@b.example")], "3 00:00"
    ).journeys()
    assert journey.blocked == (Blocked(at("2 11:00"), "advanced", "sal", "sql", missing=("email",)),)
    assert journey.stage == "sql"


@pytest.mark.parametrize("place", ["when", "stage"])
def test_a_criterion_that_did_not_hold(place: str) -> None:
    """Of the move, or of the stage it leads to; that the lead was elsewhere is no lack of it."""
    when = "score >= 40" if place == "when" else None
    stage = Stage("mql", criterion=None if when else "score >= 40")
    made = Lifecycle([Stage("new"), stage], [Move("created", "new"), Move("qualified", "mql", "new", when)])
    told = evaluate(
        agree(answer(), lifecycle=made),
        [on("2 09:00", "qualified"), on("2 10:00", "created"), on("2 11:00", "qualified", score=39)],
        "3 00:00",
    )
    assert told.journeys()[0].blocked == (
        Blocked(at("2 11:00"), "qualified", "new", "mql", criterion="score >= 40"),
    )


def test_what_is_open_and_overdue_at_the_instant() -> None:
    """Due at 11:00: open at 11:00 sharp, overdue from the next microsecond on, neither once it is done."""
    events = [on("2 09:00", "assigned"), on("2 15:00", "touched")]
    told = evaluate(agree(answer()), events, "3 00:00")

    def stood(when: str) -> tuple[int, int]:
        [journey] = told.journeys(at(when))
        return journey.open, journey.overdue

    assert [stood(when) for when in ("2 11:00", "2 11:00:00.000001", "2 15:00")] == [(1, 0), (0, 1), (0, 0)]


def test_a_lead_is_there_from_its_first_event_on_and_never_later_than_the_evaluation() -> None:
    told = evaluate(agree(answer()), [on("2 09:00", "assigned")], "3 00:00")
    assert told.journeys(at("2 08:59")) == ()
    assert told.journeys(at("9 00:00")) == told.journeys() != ()
    assert told.journeys()[0].until == at("3 00:00")


def test_plans_to_come_and_gone_through() -> None:
    step = {"id": "call", "do": {"call": 1}, "days": [2]}
    clause = ls.Cadence(id="plan", owner="sales", from_="assigned", day_basis="calendar", steps=[step])
    told = evaluate(agree(clause), [on("2 09:00", "assigned")], "9 00:00")
    [before], [after] = told.journeys(at("2 10:00")), told.journeys()
    assert (before.to_come, before.open, before.exhausted) == (True, 0, ())
    assert (after.to_come, after.open, after.overdue, len(after.exhausted)) == (False, 0, 0, 1)
    stopped = evaluate(agree(clause), [on("2 09:00", "assigned"), on("2 10:00", "connected")], "9 00:00")
    assert stopped.journeys()[0].exhausted == ()


def test_a_monitor_that_has_compacted_says_so() -> None:
    monitor = ls.Monitor(agree(answer()), lateness="1 day")
    monitor.receive(on("2 09:00", "created"))
    monitor.advance(at("20 00:00"))
    monitor.receive(on("20 10:00", "accepted"))
    [journey] = monitor.evaluation(at("21 00:00")).journeys()
    assert journey.compacted == at("2 09:00")
    assert [move.to for move in journey.moves] == ["sal"]


def test_each_move_under_the_version_in_force() -> None:
    """Until 9 March an advance needs an email, from the 10th on it needs nothing."""
    before = agree(answer())
    moves = [attrs.evolve(move, requires=()) for move in before.lifecycle.moves]
    after = before.amended(
        "2",
        effective=dt.date(2026, 3, 10),
        state="agreed",
        lifecycle=Lifecycle(before.lifecycle.stages, moves),
    )
    start = [on("2 09:00", "created"), on("2 10:00", "accepted")]
    told = evaluate(after, [*start, on("9 23:59", "advanced"), on("10 00:00", "advanced")], "20 00:00")
    [journey] = told.journeys()
    assert [(move.at, move.to) for move in journey.moves][2:] == [(at("10 00:00"), "sql")]
    assert [blocked.at for blocked in journey.blocked] == [at("9 23:59")]
    assert journey.stage == told.stage("L1") == "sql"
    assert told.journeys(at("9 23:59"))[0].stage == "sal"


@settings(max_examples=60)
@given(histories())
def test_a_journey_up_to_an_instant_is_the_whole_one_of_what_had_happened(history: History) -> None:
    """It stands as the evaluation of that instant has it: stage, what is open, what is overdue. Live as in replay."""
    events = [event for event in in_order(distinct(history.events)) if event.name != "withdrawn"]
    end = instants_after(events, history.ticks)[-1]
    whole = ls.evaluate(history.agreement, events, end)
    monitor = ls.Monitor(history.agreement)
    monitor.receive_all(events)
    assert monitor.evaluation(end).journeys() == whole.journeys()
    for when in instants_after(events[: len(events) // 2], history.ticks)[:2]:
        until = min(when, end)
        then = ls.evaluate(history.agreement, events, until)
        found = whole.journeys(until)
        assert found == then.journeys()
        assert {journey.lead: journey.stage for journey in found} == {
            lead: then.stage(lead) for lead in then.leads
        }
        for journey in found:
            clocks = [clock for clock in then.clocks if clock.lead == journey.lead]
            assert journey.open == sum(clock.outcome == "open" for clock in clocks)
            assert journey.overdue == sum(clock.outcome == "breached" and clock.owed for clock in clocks)
