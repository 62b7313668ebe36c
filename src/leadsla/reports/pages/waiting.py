"""Why they were late: where the time of every breached clock went, and which part of it was the cause, exactly one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from operator import attrgetter
from typing import Final

import attrs

from leadsla.evaluation import Plan
from leadsla.evaluation.delays import AT_ONCE, PARTS, Delay
from leadsla.instants import MICROSECOND
from leadsla.lead import BREACHED
from leadsla.phrases import listed
from leadsla.reports.pages.scene import Cell, Scene, number, percent
from leadsla.reports.pages.speed import rounded

#: What has no wait: a stage left too early, and a plan, which is late by one of its steps.
TOO_EARLY: Final = "too early"
STEP_MISSED: Final = "a step missed"
#: The causes and what they mean, in the order in which they are shown; the first of equal ones is a clock's cause.
CAUSES: Final[Mapping[str, str]] = {
    "representative": "most of the time that counted the office was open and the lead was assigned",
    "unassigned": "most of the time that counted the office was open and the lead was assigned to nobody",
    "paused": "all of the time the clock was paused",
    "closed": "most of the time that counted the office was closed, where closed hours count",
    AT_ONCE: "it was due as it started, so no wait made it late",
    TOO_EARLY: "it was broken by doing something too early",
    STEP_MISSED: "a step of the plan was missed",
}
_NOTHING: Final = dt.timedelta()


@attrs.frozen
class Waiting:
    """The late clocks of a promise: `causes` counts each once; `parts` are their waits in parts that add up to `total`.

    `never` is how many of them were never done.
    """

    id: str
    clause: str
    name: str
    period: str
    late: int
    never: int
    causes: Mapping[str, int]
    parts: Mapping[str, dt.timedelta]
    total: dt.timedelta
    answer: str


def waiting(scene: Scene) -> tuple[Waiting, ...]:
    """A row for each promise of which clocks were breached."""
    late = [clock.started for cell in scene.cells for clock in cell.of(BREACHED)]
    if not late:
        return ()
    after = max(late) + MICROSECOND
    # The clocks of cells are those of the evaluation; a key of four parts for each would cost more than its delay.
    delays = {id(delay.clock): delay for delay in scene.evaluation.delays(min(late), after)}
    return tuple(_waiting(cell, delays) for cell in scene.cells if cell.of(BREACHED))


def _waiting(cell: Cell, delays: Mapping[int, Delay]) -> Waiting:
    late = cell.of(BREACHED)
    counts: Counter[str] = Counter()
    found: list[Delay] = []
    for clock in late:
        delay = delays.get(id(clock))
        if isinstance(clock, Plan) or delay is None:
            counts[STEP_MISSED if isinstance(clock, Plan) else TOO_EARLY] += 1
            continue
        counts[delay.cause] += 1
        found.append(delay)
    parts = {part: sum(map(attrgetter(part), found), _NOTHING) for part in PARTS}
    total = sum(parts.values(), _NOTHING)
    return Waiting(
        id=cell.id,
        clause=cell.clause,
        name=cell.name,
        period=cell.period,
        late=len(late),
        never=sum(not isinstance(clock, Plan) and clock.done_at is None for clock in late),
        causes={cause: counts[cause] for cause in CAUSES if counts[cause]},
        parts=parts,
        total=total,
        answer=_answer(len(late), parts, total),
    )


def _answer(late: int, parts: Mapping[str, dt.timedelta], total: dt.timedelta) -> str:
    said = f"{number(late, 'lead')} late"
    if not total:
        return f"{said}."
    own = parts["representative"]
    others = [
        f"{percent(parts[part] // dt.timedelta(seconds=1), total // dt.timedelta(seconds=1))} {what}"
        for part, what in (
            ("closed", "while the office was closed"),
            ("unassigned", "before anybody had the lead"),
            ("paused", "while the clock was paused"),
        )
        if parts[part]
    ]
    said += f"; of {rounded(total, days=True)} of waiting "
    said += f"{percent(own // dt.timedelta(seconds=1), total // dt.timedelta(seconds=1))} lay with the representative"
    return f"{said}, {listed(others)}." if others else f"{said}."
