"""Targets over periods: counted as clocks change, told when they come to be missed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.decisions.scenario import agree, answer, at, on

from leadsla.evaluation.compile import Program
from leadsla.evaluation.fold import Fold
from leadsla.evaluation.targets import Cell, Targets, missed_consequences
from leadsla.instants import NEVER, instant
from leadsla.lead import Lead

CLAUSE: dict[str, Any] = {"target": "50% per day", "on_missed": [{"review": "joint"}, {"alert": "manager"}]}
MIDNIGHT = instant(at("3 00:00"))


class Day:
    """Leads of one day under one clause, and their targets."""

    def __init__(self, **changes: Any) -> None:
        self.program = Program(agree(answer(**(CLAUSE | changes))))
        self.fold = Fold(self.program)
        self.targets = Targets(self.program)

    def lead(self, *events: Any, until: str = "2 11:00") -> Lead:
        lead = Lead("L1")
        for event in events:
            self.fold.step(lead, event)
        self.fold.advance(lead, instant(at(until)))
        return lead

    @property
    def cell(self) -> Cell:
        [cell] = self.targets.cells.values()
        return cell


START = on("2 10:00", "assigned")
OPEN = (START,)
MET = (START, on("2 10:30", "touched"))
VOID = (START, on("2 10:30", "lost"))


def test_only_a_clause_with_a_target_and_consequences_has_cells() -> None:
    """Attainment itself is read off the clocks."""
    for changes, count in (({}, 1), ({"target": None, "on_missed": ()}, 0), ({"on_missed": ()}, 0)):
        day = Day(**changes)
        day.targets.note(day.lead(START))
        assert len(day.targets.cells) == count


def test_a_cell_is_one_clause_in_one_period() -> None:
    """Which ends where the next begins."""
    day = Day()
    day.targets.note(day.lead(START))
    assert list(day.targets.cells) == [(0, "2026-03-02")]
    assert (day.cell.period, day.cell.end, day.cell.told) == ("2026-03-02", MIDNIGHT, None)
    assert day.cell.target == day.program.clauses[0].clause.target
    assert day.cell.clause is day.program.clauses[0].clause


def test_a_clock_is_counted_once_as_it_is_now() -> None:
    """However often it is noted, and until it is forgotten."""
    day = Day()
    lead = day.lead(START)
    for _ in range(2):
        day.targets.note(lead)
        assert day.cell.counts == {"open": 1, "met": 0, "breached": 0, "void": 0}
    day.fold.advance(lead, instant(at("2 12:00")) + 1)
    day.targets.note(lead)
    assert day.cell.counts == {"open": 0, "met": 0, "breached": 1, "void": 0}
    day.targets.forget(lead)
    day.targets.forget(lead)
    assert day.cell.counts == {"open": 0, "met": 0, "breached": 0, "void": 0}
    assert day.cell.outcomes == {}
    for events, outcome in ((MET, "met"), (VOID, "void")):
        day.targets.note(day.lead(*events))
        assert day.cell.counts[outcome] == 1


def test_a_miss_is_told_once_its_period_has_ended() -> None:
    """After the end, not at it; and once."""
    day = Day()
    day.targets.note(day.lead(START, until="2 18:00"))
    assert day.cell.missed_at() == MIDNIGHT
    assert day.targets.next == MIDNIGHT
    assert list(day.targets.judge(MIDNIGHT)) == []
    assert list(day.targets.judge(MIDNIGHT + 1)) == [(day.cell, None, MIDNIGHT)]
    assert day.cell.told == MIDNIGHT
    assert list(day.targets.judge(MIDNIGHT + 2)) == []
    assert day.targets.next == NEVER


def test_a_miss_that_no_longer_holds_is_taken_back() -> None:
    """What was told and what is now."""
    day = Day()
    lead = day.lead(START, until="2 18:00")
    day.targets.note(lead)
    list(day.targets.judge(MIDNIGHT + 1))
    day.targets.note(day.lead(*MET))
    assert list(day.targets.judge(MIDNIGHT + 5)) == [(day.cell, MIDNIGHT, None)]
    assert day.cell.told is None
    day.targets.note(day.lead(START, until="2 18:00"))
    assert list(day.targets.judge(MIDNIGHT + 5)) == [(day.cell, None, MIDNIGHT)]


def test_a_target_that_can_be_kept_is_not_missed() -> None:
    """Open clocks may still be met; there is nothing to wake up for."""
    day = Day()
    day.targets.note(day.lead(*OPEN))
    assert day.cell.missed_at() is None
    assert day.targets.next == NEVER
    assert list(day.targets.judge(MIDNIGHT + 1)) == []


def test_a_miss_after_the_end_is_told_at_its_instant() -> None:
    """A clock that ran on past the period."""
    day = Day(within="20 hours")
    lead = day.lead(START, until="2 18:00")
    day.targets.note(lead)
    assert list(day.targets.judge(MIDNIGHT + 1)) == []
    day.fold.advance(lead, instant(at("3 07:00")))
    day.targets.note(lead)
    six = instant(at("3 06:00"))
    assert list(day.targets.judge(six)) == []
    assert list(day.targets.judge(six + 1)) == [(day.cell, None, six)]


def test_what_is_known_is_worked_out_again_when_something_changes() -> None:
    """A forgotten clock, and a noted one."""
    day = Day(within="20 hours")
    early, late = (
        day.lead(on("2 09:00", "assigned"), until="4 00:00"),
        day.lead(on("2 10:00", "assigned"), until="4 00:00"),
    )
    met = day.lead(*MET)
    for lead in (met, early, late):
        day.targets.note(lead)
    assert day.cell.missed_at() == instant(at("3 06:00"))
    day.targets.forget(late)
    assert day.cell.missed_at() is None
    day.targets.forget(met)
    assert day.cell.missed_at() == instant(at("3 05:00"))


def test_cells_are_judged_in_order() -> None:
    """Of the clauses, then of the periods."""
    day = Day()
    for when in ("4 10:00", "2 10:00", "3 10:00"):
        day.targets.note(day.lead(on(when, "assigned"), until="9 00:00"))
    told = [(cell.period, now) for cell, _, now in day.targets.judge(instant(at("9 00:00")))]
    assert told == [(f"2026-03-0{n}", instant(at(f"{n + 1} 00:00"))) for n in (2, 3, 4)]


def test_a_cell_whose_period_lasts_does_not_hold_up_the_others() -> None:
    """The one of the first clause is a month, which has not ended."""
    clauses = (answer(id="a", **(CLAUSE | {"target": "50% per month"})), answer(id="b", **CLAUSE))
    program = Program(agree(*clauses))
    fold, targets, lead = Fold(program), Targets(program), Lead("L1")
    fold.step(lead, START)
    fold.advance(lead, instant(at("3 12:00")))
    targets.note(lead)
    told = [(cell.clause.id, now) for cell, _, now in targets.judge(instant(at("3 12:00")))]
    assert told == [("b", MIDNIGHT)]
    assert list(targets.judge(instant(at("3 12:00")))) == []


def test_the_next_miss_is_the_earliest() -> None:
    """Of those that were not told."""
    day = Day()
    for when in ("4 10:00", "2 10:00"):
        day.targets.note(day.lead(on(when, "assigned"), until="9 00:00"))
    assert day.targets.next == MIDNIGHT
    list(day.targets.judge(MIDNIGHT + 1))
    assert day.targets.next == instant(at("5 00:00"))


def test_what_follows_a_missed_target() -> None:
    """One consequence for each action, of the period and of no lead."""
    day = Day()
    day.targets.note(day.lead(START, until="2 18:00"))
    review, alert = missed_consequences(day.cell, MIDNIGHT)
    assert (review.do, review.to, alert.do, alert.to) == ("review", "joint", "alert", "manager")
    for place, made in enumerate((review, alert)):
        assert (made.at, made.lead, made.clause, made.on, made.period) == (
            at("3 00:00"),
            None,
            "answer",
            "missed",
            "2026-03-02",
        )
        assert made.key == (None, "answer", "2026-03-02", "missed", place)
        assert (made.assignee, made.issue, made.retracted) == (None, 1, False)


def test_periods_are_those_of_the_agreement_s_zone() -> None:
    """A clock that starts in the night belongs to the date there."""
    program = Program(agree(answer(**CLAUSE), timezone="America/New_York"))
    targets, lead = Targets(program), Lead("L1")
    Fold(program).step(lead, on("3 04:00", "assigned"))
    targets.note(lead)
    [(_, period)] = targets.cells
    assert period == "2026-03-02"
    [cell] = targets.cells.values()
    assert cell.end == instant(dt.datetime(2026, 3, 3, 5, tzinfo=dt.UTC))
