"""The lists that counts lead to: late clocks, what is owed, and the explanation of each, as far as a page can hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from heapq import nlargest, nsmallest
from typing import TYPE_CHECKING, Final

import attrs

from leadsla.evaluation import Clock, Plan
from leadsla.evaluation.explanation.explain import Explanation
from leadsla.evaluation.explanation.layout import ledger
from leadsla.lead import BREACHED, MET, OPEN, VOID
from leadsla.reports.commands import Command
from leadsla.reports.pages.scene import Cell, Key, Scene, anchor, key_of
from leadsla.reports.pages.standing import became_late
from leadsla.reports.reviews.wording import is_elapsed

if TYPE_CHECKING:
    from leadsla.evaluation.worklist import Owed

_MOST_LINES: Final = 14
_MOST_REASONS: Final = 4


class Which(StrEnum):
    """Which clocks are explained: all that are listed, what is late or owed, or none."""

    ALL = "all"
    LATE = "late"
    NONE = "none"


@attrs.frozen
class Late:
    """A late clock: whose, since when, when it was done (None: never, or not yet), and by how much in its own time."""

    anchor: str
    lead: str
    assignee: str | None
    due: dt.datetime
    done_at: dt.datetime | None
    late: dt.timedelta | None
    #: Whether that is time of a calendar.
    business: bool
    owed: bool


@attrs.frozen
class LateList:
    """The late clocks of a promise, the latest first: `total` of them, of which `rows` are listed."""

    id: str
    clause: str
    name: str
    period: str
    total: int
    rows: tuple[Late, ...]


@attrs.frozen
class Listed:
    """A clock that is met, open or void: whose, from when on, when due (None: a plan), and when it was over."""

    anchor: str
    lead: str
    assignee: str | None
    started: dt.datetime
    due: dt.datetime | None
    ended_at: dt.datetime | None


@attrs.frozen
class ClockList:
    """The clocks of a promise with an outcome other than breached: `total` of them, of which `rows` are listed.

    The open ones with the soonest due first, the others with the latest start first.
    """

    id: str
    clause: str
    name: str
    period: str
    outcome: str
    total: int
    rows: tuple[Listed, ...]


@attrs.frozen
class OwedRow:
    """An entry of the worklist. `mark` is late, at risk, paused or open; `used` is the share of the window."""

    anchor: str
    lead: str | None
    clause: str
    name: str
    what: str
    assignee: str | None
    owner: str
    mark: str
    due: dt.datetime
    used: float
    left: dt.timedelta
    #: Whether that is time of a calendar.
    business: bool
    next: str


@attrs.frozen
class Worklist:
    """What is owed, soonest due first: `total`, of which `rows` are listed."""

    total: int
    late: int
    at_risk: int
    rows: tuple[OwedRow, ...]


@attrs.frozen
class Explained:
    """Why a clock stands as it does: the headline, the reasons, and its ledger in columns, the titles first."""

    anchor: str
    lead: str
    clause: str
    title: str
    headline: str
    because: tuple[str, ...]
    ledger: tuple[tuple[str, ...], ...]
    command: str


def late_lists(scene: Scene) -> tuple[LateList, ...]:
    """The late clocks of each promise."""
    found = []
    most = _most_late(scene)
    for cell in scene.cells:
        late = len(cell.of(BREACHED))
        if late:
            rows = tuple(_late(clock, scene) for clock in _latest(cell, most))
            found.append(LateList(cell.id, cell.clause, cell.name, cell.period, late, rows))
    return tuple(found)


def clock_lists(scene: Scene) -> tuple[ClockList, ...]:
    """The clocks of each promise that are met, open or void."""
    found = []
    most = _most_others(scene)
    for cell in scene.cells:
        for outcome in (MET, OPEN, VOID):
            clocks = cell.of(outcome)
            if clocks:
                rows = tuple(map(_listed, _first(clocks, outcome, most)))
                name = f"{outcome}.{cell.id}"
                found.append(ClockList(name, cell.clause, cell.name, cell.period, outcome, len(clocks), rows))
    return tuple(found)


def _most_late(scene: Scene) -> int:
    return scene.limits.late_of(len(cell.of(BREACHED)) for cell in scene.cells)


def _most_others(scene: Scene) -> int:
    return scene.limits.others_of(
        len(cell.of(outcome)) for cell in scene.cells for outcome in (MET, OPEN, VOID)
    )


def _first(clocks: list[Clock | Plan], outcome: str, most: int) -> list[Clock | Plan]:
    if outcome == OPEN:
        return nsmallest(most, clocks, key=lambda clock: (_due(clock) or clock.started, clock.lead or ""))
    return clocks[: -most - 1 : -1]


def _due(clock: Clock | Plan) -> dt.datetime | None:
    return None if isinstance(clock, Plan) else clock.due


def _listed(clock: Clock | Plan) -> Listed:
    return Listed(
        anchor(key_of(clock)),
        clock.lead or "",
        clock.assignee,
        clock.started,
        _due(clock),
        clock.ended_at,
    )


def _late(clock: Clock | Plan, scene: Scene) -> Late:
    timing = None if isinstance(clock, Plan) else scene.timing(clock)
    return Late(
        anchor=anchor(key_of(clock)),
        lead=clock.lead or "",
        assignee=clock.assignee,
        due=became_late(clock) if isinstance(clock, Plan) else clock.due,
        done_at=None if isinstance(clock, Plan) else clock.done_at,
        late=None if timing is None else timing.late,
        business=timing is not None and timing.window is not None and timing.window.business,
        owed=not isinstance(clock, Plan) and clock.owed,
    )


def worklist(scene: Scene) -> Worklist:
    """What is owed as of the instant of the evaluation, whenever it began."""
    owed = scene.worklist
    marks = [_mark(entry) for entry in owed]
    rows = tuple(
        _owed(entry, mark, scene) for entry, mark in list(zip(owed, marks, strict=True))[: scene.limits.owed]
    )
    return Worklist(len(owed), marks.count("late"), marks.count("at risk"), rows)


def _mark(entry: Owed) -> str:
    if entry.clock.outcome == BREACHED:
        return "late"
    if entry.clock.paused:
        return "paused"
    return "at risk" if entry.clock.at_risk else "open"


def _owed(entry: Owed, mark: str, scene: Scene) -> OwedRow:
    clock = entry.clock
    return OwedRow(
        anchor=anchor(key_of(clock)),
        lead=clock.lead,
        clause=clock.clause,
        name=scene.evaluation.clauses[clock.clause].name,
        what=clock.duty.deed if clock.duty is not None else clock.step or "",
        assignee=clock.assignee,
        owner=clock.owner,
        mark=mark,
        due=clock.due,
        used=round(entry.used, 4),
        left=entry.left,
        business=not is_elapsed(scene.evaluation.clauses[clock.clause], clock.duty),
        next="" if entry.next is None else f"{entry.next[1].do} {entry.next[1].to}",
    )


def explained(scene: Scene, which: Which, command: Command) -> tuple[Explained, ...]:
    """The explanations of what is owed and late or at risk, then of what was late, the latest first.

    With `Which.ALL` of everything else that is listed, too.
    """
    wanted: dict[Key, None] = {}
    most = scene.limits.explained
    if which is Which.ALL:
        most += scene.limits.late_in_all + scene.limits.others_in_all + scene.limits.owed
    for clock in _worth(scene, which) if which is not Which.NONE else ():
        if clock.lead is not None and len(wanted) < most:
            wanted.setdefault(key_of(clock))
    found = []
    for key in wanted:
        lead, clause, cycle, step = key
        assert lead is not None
        explanation = scene.evaluation.explain(lead, clause, cycle, step)
        if isinstance(explanation, Explanation):
            found.append(_explained(key, explanation, command(lead, clause, step)))
    return tuple(sorted(found, key=lambda one: one.anchor))


def _worth(scene: Scene, which: Which) -> Iterator[Clock]:
    """Turn by turn of each promise, so that none is left without."""
    owed = [entry.clock for entry in scene.worklist[: scene.limits.owed]]
    yield from (clock for clock in owed if clock.at_risk or clock.outcome == BREACHED)
    most = _most_late(scene)
    yield from _in_turn([_latest(cell, most) for cell in scene.cells])
    yield from owed
    if which is Which.ALL:
        others = _most_others(scene)
        outcomes = (MET, OPEN, VOID)
        yield from _in_turn([_first(cell.of(one), one, others) for cell in scene.cells for one in outcomes])


def _in_turn(columns: list[list[Clock | Plan]]) -> Iterator[Clock]:
    """The clocks of several lists, the first of each first; plans have no explanation as a whole."""
    for place in range(max(map(len, columns), default=0)):
        for column in columns:
            if place < len(column):
                clock = column[place]
                if not isinstance(clock, Plan):
                    yield clock


def _latest(cell: Cell, most: int) -> list[Clock | Plan]:
    """The late clocks of a promise, so many of them, the latest first."""
    return nlargest(most, cell.of(BREACHED), key=lambda clock: (became_late(clock), clock.lead or ""))


def _explained(key: Key, explanation: Explanation, command: str) -> Explained:
    head, *rows = [
        row if not isinstance(row, str) else ("", "", row, "", "", "") for row in ledger(explanation)
    ]
    if len(rows) > _MOST_LINES:
        half = _MOST_LINES // 2
        more = ("", "", f"… {len(rows) - 2 * half} more rows", "", "", "")
        rows = [*rows[:half], more, *rows[-half:]]
    return Explained(
        anchor=anchor(key),
        lead=explanation.lead,
        clause=explanation.clause,
        title=explanation.title,
        headline=explanation.headline,
        because=tuple(explanation.because[:_MOST_REASONS]),
        ledger=(head, *rows),
        command=command,
    )
