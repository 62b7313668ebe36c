"""The journey of a lead: its moves, what did not move it, and what was still owed on it, as of an instant.

Clocks say what was promised; where leads went, and where they were left, only the fold knows. So the lead is folded
once more, by the fold that judged it, with its moves taken down. Nothing is decided here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any, ClassVar

import attrs

from leadsla.evaluation.amending import Amending
from leadsla.evaluation.compile import Handler, Program
from leadsla.evaluation.fold import Fold
from leadsla.evaluation.succession import Folding, Succession
from leadsla.events import Event
from leadsla.instants import moment
from leadsla.lead import OPEN, Lead
from leadsla.lifecycle import CompiledMove
from leadsla.tables import TEXT, TIME, TRUTH, WHOLE, Columns, Part, Row

#: A lead as it was before the first of its events that are kept, and those events.
History = Callable[[str], tuple[Lead, list[Event]]]


@attrs.frozen
class Passage:
    """A move that was made: when, by which event, from where (None: from no stage yet) and where to."""

    at: dt.datetime
    event: str
    from_: str | None
    to: str


@attrs.frozen
class Blocked:
    """A move that an event could have made, had the lead been as the move requires.

    `missing` are the required fields that the lead lacked; else `criterion` is what did not hold.
    """

    at: dt.datetime
    event: str
    from_: str | None
    to: str
    missing: tuple[str, ...] = ()
    criterion: str = ""


@attrs.frozen
class Journey(Row):
    """Where a lead went up to `until`, and how it stood then.

    `events` are those that stand, `moves` those that were made, `blocked` those that were not for want of something.
    `open` counts the clocks that could still be met, `overdue` those that were breached and not done; `stalled` says
    whether one of these is a promise of progress, `to_come` whether a plan had steps to come, and `exhausted` when
    plans had been gone through to their end.
    `compacted` is up to when a monitor no longer keeps the events, so that moves until then are not known; mostly None.
    """

    COLUMNS: ClassVar[Columns] = {
        "lead": TEXT,
        "until": TIME,
        "stage": TEXT,
        "merged": TRUTH,
        **dict.fromkeys(("open", "overdue"), WHOLE),
        "to_come": TRUTH,
        "events": (WHOLE, lambda row: len(row.events)),
        "moves": (WHOLE, lambda row: len(row.moves)),
        "blocked": (WHOLE, lambda row: len(row.blocked)),
    }
    PARTS: ClassVar[Mapping[str, Part]] = {
        "moves": Part(
            {"lead": TEXT, "at": TIME, "event": TEXT, "from": TEXT, "to": TEXT},
            lambda row: ((row.lead, move.at, move.event, move.from_, move.to) for move in row.moves),
        ),
        "blocked": Part(
            {
                "lead": TEXT,
                "at": TIME,
                "event": TEXT,
                "from": TEXT,
                "to": TEXT,
                "missing": TEXT,
                "criterion": TEXT,
            },
            lambda row: (
                (row.lead, one.at, one.event, one.from_, one.to, ", ".join(one.missing), one.criterion)
                for one in row.blocked
            ),
        ),
    }

    lead: str
    until: dt.datetime
    stage: str | None
    events: tuple[Event, ...] = attrs.field(repr=False)
    moves: tuple[Passage, ...]
    blocked: tuple[Blocked, ...] = ()
    merged: bool = False
    open: int = 0
    overdue: int = 0
    stalled: bool = False
    to_come: bool = False
    exhausted: tuple[dt.datetime, ...] = ()
    compacted: dt.datetime | None = None
    #: The fields of the lead as they were in the end.
    fields: Mapping[str, Any] = attrs.field(factory=dict, repr=False, hash=False)


@attrs.define
class _Notes:
    """What is taken down of the lead that is being folded."""

    moves: list[Passage] = attrs.field(factory=list)
    blocked: list[Blocked] = attrs.field(factory=list)


class _Noting(Fold):
    """A fold that takes down the moves of the lead that it is on."""

    notes: _Notes

    def _move(self, lead: Lead, event: Event, handler: Handler) -> None:
        super()._move(lead, event, handler)
        if lead.moved is not None:
            self.notes.moves.append(Passage(event.at, event.name, *lead.moved))
        elif handler.named and not handler.recycles:
            self.notes.blocked += _blocked(handler.moves, lead, event)


class _Moving(_Noting):
    """The same without a clock: leads are moved and given their fields, and nothing is owed.

    Nothing that moves a lead looks at a clock, as long as the engine recycles no lead by itself.
    """

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.handlers = {name: _without_clocks(handler) for name, handler in self.handlers.items()}
        self.other = _without_clocks(self.other)
        self.pausing = False


def _without_clocks(handler: Handler) -> Handler:
    found = copy(handler)
    found.starts = ()
    found.facts = ()
    return found


class _NotingAmending(_Noting, Amending):
    """The same under one of several versions."""


class _NotingSuccession(Succession):
    """The same under several versions, one after the other."""

    kind = _NotingAmending


def _folding(program: Program, notes: _Notes, *, automatic: bool) -> Folding:
    """The fold of a program with what it takes down, under one version or several."""
    if len(program.editions) == 1:
        fold = _Noting(program, automatic=automatic)
        fold.notes = notes
        return fold
    folds = _NotingSuccession(program, automatic=automatic)
    for one in folds.folds:
        assert isinstance(one, _Noting)
        one.notes = notes
    return folds


def _blocked(moves: Iterable[CompiledMove], lead: Lead, event: Event) -> Iterator[Blocked]:
    """The first move from the lead's stage that lacked something of the lead."""
    for compiled in moves:
        to = compiled.move.to
        if to is None or lead.stage not in compiled.from_:
            continue
        if compiled.defined is not None and not compiled.defined(lead, event):
            yield Blocked(event.at, event.name, lead.stage, to, criterion=str(compiled.definition))
            return
        if compiled.test is not None and not compiled.test(lead, event):
            if compiled.move.when is None:
                continue  # another outcome of the event is meant
            yield Blocked(event.at, event.name, lead.stage, to, criterion=str(compiled.move.when))
            return
        if missing := compiled.missing(lead):
            yield Blocked(event.at, event.name, lead.stage, to, missing=tuple(missing))
            return


def journeys(
    program: Program,
    leads: Iterable[str],
    history: History,
    until: int,
    *,
    automatic: bool,
    judged: Mapping[str, Lead] | None = None,
) -> Iterator[Journey]:
    """The journeys of leads to which something happened up to `until`.

    `judged` are the leads as they stand at `until`, where that is known; else they are folded to it.
    """
    notes = _Notes()
    fold = _folding(program, notes, automatic=automatic)
    moving: _Moving | None = None
    if judged is not None and len(program.editions) == 1 and not (automatic and program.recycling):
        moving = _Moving(program)
        moving.notes = notes
    for lead_id in leads:
        lead, events = history(lead_id)
        compacted = None if lead.created is None else moment(lead.at)
        events = [event for event in events if event.instant <= until]
        if compacted is None and not events:
            continue
        notes.moves, notes.blocked = [], []
        if moving is not None and judged is not None and compacted is None:
            for event in events:
                moving.step(lead, event)
            lead = judged[lead_id]
        else:
            for event in events:
                fold.step(lead, event)
            fold.advance(lead, until)
        yield _journey(lead, until, events, notes, compacted)


def _journey(
    lead: Lead, until: int, events: Sequence[Event], notes: _Notes, compacted: dt.datetime | None
) -> Journey:
    open_ = sum(clock.outcome == OPEN for clock in lead.owed)
    return Journey(
        lead=lead.id,
        until=moment(until),
        stage=lead.stage,
        events=tuple(events),
        moves=tuple(notes.moves),
        blocked=tuple(notes.blocked),
        merged=lead.merged,
        open=open_,
        overdue=len(lead.owed) - open_,
        stalled=any(clock.outcome != OPEN and clock.terms.clause.progress for clock in lead.owed),
        to_come=any(plan.openings for plan in lead.plans),
        exhausted=tuple(
            moment(plan.ended_at)
            for plan in lead.plans
            if plan.ended_at is not None and plan.steps and not (plan.stopped or plan.cut_short)
        ),
        compacted=compacted,
        fields=dict(lead.fields),
    )
