"""What is owed: by when, how much time is left, and what follows if nobody does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

import attrs

from leadsla.consequences import Action
from leadsla.evaluation.clocks import Clock, clock_view, due_at, reckoned
from leadsla.evaluation.periodic.duties import PeriodDuty
from leadsla.evaluation.periodic.standing import PeriodClock, period_view
from leadsla.instants import LAST, moment
from leadsla.lead import OPEN, Lead, RunningClock
from leadsla.tables import SECONDS, SHARE, TEXT, TIME, Columns, Row, Rows


@attrs.frozen
class Owed(Row):
    """An entry of the worklist: a clock that somebody still has to act on, and what follows if nobody does."""

    COLUMNS: ClassVar[Columns] = {
        "lead": (TEXT, lambda row: row.clock.lead),
        "clause": (TEXT, lambda row: row.clock.clause),
        "step": (TEXT, lambda row: row.clock.step),
        "period": (TEXT, lambda row: row.clock.period),
        "owner": (TEXT, lambda row: row.clock.owner),
        "assignee": (TEXT, lambda row: row.clock.assignee),
        "outcome": (TEXT, lambda row: row.clock.outcome),
        "due": (TIME, lambda row: row.clock.due),
        "used": SHARE,
        "left_s": SECONDS,
        "next_at": (TIME, lambda row: row.next and row.next[0]),
        "next": (TEXT, lambda row: row.next and row.next[1]),
    }
    BRIEF: ClassVar[tuple[str, ...]] = (
        "lead",
        "clause",
        "step",
        "assignee",
        "outcome",
        "due",
        "left_s",
        "used",
        "next",
    )

    clock: Clock
    #: The share of the window that has counted so far; more than 1 when it is late.
    used: float
    #: The time left in the window's basis (business time for a business window); negative when it is late.
    left: dt.timedelta
    #: What follows next: when, and which action.
    next: tuple[dt.datetime, Action] | None = None


def worklist(
    leads: Iterable[Lead], duties: Iterable[PeriodDuty], periods: Iterable[PeriodClock], at: int
) -> Rows[Owed]:
    """What is owed on leads, for periods and in them at `at`, soonest due first."""
    found = [_entry(clock, clock_view(clock, lead, at), at) for lead in leads for clock in lead.owed]
    found += [_entry(duty.clock, duty.view(at), at) for duty in duties]
    found += [_owed(clock, at) for clock in periods]
    return Rows(
        Owed, sorted(found, key=lambda owed: (owed.clock.due, owed.clock.lead or "", owed.clock.clause))
    )


def _entry(clock: RunningClock, view: Clock, at: int) -> Owed:
    line, due = clock.terms.line, due_at(clock, at)
    left = line.between(at, due)
    total = clock.carried + line.between(clock.begun, clock.base)
    used = view.counted / dt.timedelta(microseconds=total) if total else float(at > due)
    return Owed(view, used, dt.timedelta(microseconds=left), _follows(clock, due))


def _follows(clock: RunningClock, due: int) -> tuple[dt.datetime, Action] | None:
    actions = clock.terms.clause.on_breach
    if clock.outcome == OPEN and not clock.terms.clause.inverse:
        ladder = sorted(
            (due if action.after is None else reckoned(clock.terms.shift(action.after), due), place)
            for place, action in enumerate(actions)
        )
    else:
        ladder = list(clock.rungs)
    return (moment(ladder[0][0]), actions[ladder[0][1]]) if ladder and ladder[0][0] != LAST else None


def _owed(clock: PeriodClock, at: int) -> Owed:
    """What is owed in a period: all time counts, and a breach is its end."""
    slot, actions = clock.slot, clock.terms.clause.on_breach
    used = (at - slot.start) / (slot.due - slot.start)
    left = dt.timedelta(microseconds=slot.due - at)
    return Owed(period_view(clock, at), used, left, (moment(slot.due), actions[0]) if actions else None)
