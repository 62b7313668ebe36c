"""Strategies for tables of leads, and the law that judging them in columns is judging their events.

This module needs numpy (extra `columns`), so `leadsla.testing` does not import it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import attrs
import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from leadsla.agreement import Agreement
from leadsla.criteria import Criterion
from leadsla.evaluation import Clock, Evaluation, evaluate
from leadsla.evaluation.columns import ColumnJudge, JudgedTable, LeadTable
from leadsla.instants import DAY, HOUR, MINUTE, UTC, instant, moment
from leadsla.lifecycle import Lifecycle
from leadsla.testing.values import FIELDS, NAMES, VALUES, likely, pick, up_to

_MISSING: Final = -(1 << 63)
#: Before the term, a morning, evenings before changes of the clock, and the last days of a short term.
_BEGINNINGS: Final = tuple(
    instant(dt.datetime.fromisoformat(f"2026-{text}Z"))
    for text in ("01-01T04:00", "03-02T14:00", "03-06T21:30", "03-08T06:00", "03-27T16:59", "10-30T20:00")
)
_GAPS: Final = (0, 0, MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 5 * HOUR, DAY, 3 * DAY, 9 * DAY)
_EVENTS: Final = (*NAMES, "won", "lost", "merged", "page_viewed")
#: What a clause must not have to be judged in vectors.
_PLAIN: Final = ("per", "count_from")
#: What events carry, beside fields of the lead.
_DATA: Final[dict[str, dict[str, tuple[Any, ...]]]] = {
    "assigned": {"to": ("rep1", "rep2", "", None)},
    "touched": {"direction": ("inbound", "outbound"), "outcome": ("connected", "unknown", None)},
    "recycled": {"to": ("mql", "recycled", "nowhere")},
    "requested": {"content": ("guide", "video")},
}


@st.composite
def simple_agreements(draw: DrawFn, agreements: SearchStrategy[Agreement]) -> Agreement:
    """Agreements of a strategy without what has clauses folded: most that is owed can be judged in vectors then.

    One agreement in five still lets the engine recycle leads.
    """
    agreement, acting = draw(agreements), likely(draw, 2)
    clauses = []
    for clause in agreement.clauses:
        keys: dict[str, Any] = {key: None for key in _PLAIN if hasattr(clause, key)}
        for occasion in clause.occasions:
            actions = clause.actions_on(occasion)
            keys[f"on_{occasion}"] = [action for action in actions if acting or not action.automatic]
        clauses.append(attrs.evolve(clause, **keys))
    stages = [attrs.evolve(stage, criterion=None) for stage in agreement.lifecycle.stages]
    moves = [
        move if acting else attrs.evolve(move, when=_readable(move.when))
        for move in agreement.lifecycle.moves
    ]
    return attrs.evolve(agreement, clauses=clauses, lifecycle=Lifecycle(stages, moves))


def _readable(criterion: Criterion | None) -> Criterion | None:
    """A criterion, unless it asks about time or who is at work."""
    told = criterion is None or not (
        criterion.reads_time or "assignee" in str(criterion) or "passes" in str(criterion)
    )
    return criterion if told else None


@st.composite
def tables(draw: DrawFn, agreement: Agreement, *, rows: int = 5) -> LeadTable:
    """Tables for an agreement: ties, events that did not happen, events at a due and a microsecond beside it."""
    asked = sorted(
        {
            name
            for clause in agreement.clauses
            if clause.subject == "lead"
            for trigger in (clause.starts(), clause.settles())  # type: ignore[attr-defined]
            for name in trigger.events
            if name not in ("withdrawn", "*")
        }
    ) or ["assigned"]
    names = ["created"] if likely(draw, 6) else []
    for choices in (asked, sorted(agreement.lifecycle.moving), _EVENTS):
        names += [pick(draw, choices) for _ in range(up_to(draw, 3))]
    names = list(dict.fromkeys(names)) or ["assigned"]
    size = 1 + up_to(draw, rows - 1)
    now = [pick(draw, _BEGINNINGS) for _ in range(size)]
    times = {name: _column(draw, now, 2 if likely(draw, 1) else 1) for name in names}
    data = {name: _carried(draw, name, size) for name in names if likely(draw, 6)}
    known = [name for name in FIELDS if likely(draw, 5)]
    fields = {name: [pick(draw, VALUES[name]) for _ in range(size)] for name in known}
    table = LeadTable(times, fields=fields, data=data, leads=[f"L{9 - row}" for row in range(size)])
    if likely(draw, 7):
        later = _later(table)
        clocks = evaluate(agreement, table.events(), later).clocks
        dues = [clock.due for clock in clocks if clock.lead and clock.due < later]
        if dues:
            name, due = pick(draw, names), instant(pick(draw, dues[:30]))
            times[name][up_to(draw, size - 1), 0] = due + pick(draw, (0, 0, -1, 1))
    return LeadTable(times, fields=fields, data=data, leads=[f"L{9 - row}" for row in range(size)])


def _column(draw: DrawFn, now: list[int], times: int) -> Any:
    """When an event happened to each lead: mostly after what is in the columns before, which `now` says."""
    cells = np.full((len(now), times), _MISSING)
    for row, number in np.ndindex(*cells.shape):
        if not likely(draw, 2):
            cells[row, number] = now[row] + (-1 if likely(draw, 2) else 1) * pick(draw, _GAPS)
            now[row] = max(now[row], int(cells[row, number]))
    return cells


def _carried(draw: DrawFn, name: str, size: int) -> dict[str, Any]:
    """What an event carries: a value for all leads, one a lead, or a field that it sets."""
    found: dict[str, Any] = {}
    for key, values in _DATA.get(name, {}).items():
        found[key] = pick(draw, values) if likely(draw, 4) else [pick(draw, values) for _ in range(size)]
    return found


def _later(table: LeadTable) -> dt.datetime:
    known = [int(at) for column in table.times for at in column.tolist() if at != _MISSING]
    return moment(max(known, default=0) + 20 * DAY)


def instants_of(table: LeadTable) -> list[dt.datetime]:
    """When to look at a table: as each of its events happens, just after, and long after."""
    known = sorted({int(at) for column in table.times for at in column.tolist() if at != _MISSING})
    return [moment(at + beside) for at in known for beside in (0, 1)] + [_later(table)]


def columns_say_what_the_fold_says(agreement: Agreement, table: LeadTable, at: dt.datetime) -> JudgedTable:
    """Raise `AssertionError` where judging a table differs from evaluating its events, in any field of any clock.

    Each clause is judged alone as well, so that one that has to be folded does not hide the others.
    """
    evaluation = evaluate(agreement, table.events(), at)
    judge = ColumnJudge(agreement)
    whole = judge.judge(table, at)
    _compare(whole, evaluation, judge.clauses)
    for clause in judge.clauses:
        if clause not in judge.why_not(table):
            _compare(judge.judge(table, at, [clause]), evaluation, (clause,))
    return whole


def _compare(judged: JudgedTable, evaluation: Evaluation, clauses: tuple[str, ...]) -> None:
    expected = [clock for clock in evaluation.clocks if _is_promise(clock, clauses)]
    found = list(judged.clocks())
    for number in range(max(len(found), len(expected))):
        one, other = found[number : number + 1], expected[number : number + 1]
        assert one == other, f"clock {number} of {clauses} at {evaluation.at} is {one}, and should be {other}"
    for clause in clauses:
        _compare_columns(judged, clause, [clock for clock in expected if clock.clause == clause])
    for by in (None, "assignee"):
        rows = tuple(row for row in evaluation.attainment(by) if row.clause in clauses)
        assert judged.attainment(by) == rows, f"attainment is {judged.attainment(by)}, and should be {rows}"


def _is_promise(clock: Clock, clauses: tuple[str, ...]) -> bool:
    return clock.lead is not None and clock.duty is None and clock.clause in clauses


def _compare_columns(judged: JudgedTable, clause: str, expected: list[Clock]) -> None:
    """The columns say what the clocks say."""
    columns = judged[clause]
    rows = {judged.table.lead(row): row for row in range(judged.table.size)}
    said = sorted((rows[clock.lead or ""], number, clock) for number, clock in enumerate(expected))
    ordered = [(row, clock) for row, _, clock in said]
    assert columns.row.tolist() == [row for row, _ in ordered]
    for name in ("cycle", "step", "assignee", "at_risk", "paused", "counted", "version", "owner"):
        assert getattr(columns, name).tolist() == [getattr(clock, name) for _, clock in ordered], name
    for name in ("started", "due", "done_at", "breached_at", "ended_at"):
        found = [None if at is None else at.replace(tzinfo=UTC) for at in getattr(columns, name).tolist()]
        assert found == [getattr(clock, name) for _, clock in ordered], name
    for outcome, number in columns.counts.items():
        assert number == sum(clock.outcome == outcome for _, clock in ordered)
        assert columns.are(outcome).sum() == number
