"""What clocks come to, counted by promise and period: attainment, and how much of a target's allowance is left.

There is one way to count: a clock belongs to the period in which it started, duties are no promises of their own, and
a cadence whose plans are promised as a whole counts plans. Clocks of all versions that started in a period are counted
together; whose target holds is said in `leadsla.evaluation.promises`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from leadsla.allowance import Allowance, Reckoning
from leadsla.attainment import Attainment
from leadsla.evaluation.clocks import Clock
from leadsla.evaluation.compile import Program
from leadsla.evaluation.plans import Plan
from leadsla.evaluation.promises import counted_by, promise_of
from leadsla.instants import EPOCH, MICROSECOND, instant
from leadsla.periods import Period, period_bounds
from leadsla.tables import Rows


class Counted(NamedTuple):
    """A clock (or plan) with the promise and the period that it counts for; `key` orders promises as agreed."""

    key: int
    clause: str
    period: str
    clock: Clock | Plan


def counted(program: Program, clocks: Iterable[Clock], plans: Iterable[Plan]) -> Iterator[Counted]:
    """The clocks and plans that count for promises, each with its period."""
    known = {edition.version: edition for edition in program.editions}
    labels: dict[tuple[str, Period, dt.date], str] = {}
    found: list[Clock | Plan] = [
        clock
        for clock in clocks
        if not (clock.duty or known[clock.version].clauses[clock.clause].counts_plans)
    ]
    found += [plan for plan in plans if known[plan.version].clauses[plan.clause].counts_plans]
    for clock in found:
        edition = known[clock.version]
        period = counted_by(edition.clauses[clock.clause])
        date = clock.started.astimezone(edition.tz).date()
        label = labels.get((clock.version, period, date))
        if label is None:
            label = period.label(instant(clock.started), edition.tz)
            labels[clock.version, period, date] = label
        yield Counted(program.keys[clock.clause], clock.clause, label, clock)


def attainment(
    program: Program, counting: Iterable[Counted], at: int, by: str | None = None
) -> Rows[Attainment]:
    """The outcomes of each promise in each period; `by` names an attribute of a clock that gives rows of their own."""
    counts: dict[tuple[int, str, str], Counter[str]] = {}
    names: dict[int, str] = {}
    for key, clause, label, clock in counting:
        names[key] = clause
        value = "" if by is None else str(getattr(clock, by))
        counts.setdefault((key, label, value), Counter())[clock.outcome] += 1
    return Rows(
        Attainment,
        (
            row_of(program, names[key], label, value if by else None, counts[key, label, value], at)
            for key, label, value in sorted(counts)
        ),
    )


def row_of(
    program: Program, clause: str, period: str, value: str | None, counts: Mapping[str, int], at: int
) -> Attainment:
    """A row of attainment from the counts of its outcomes."""
    promise = promise_of(program, clause, period, at)
    tz = program.tz if promise is None else promise.tz
    return Attainment(
        clause,
        period,
        **counts,
        target=None if promise is None else promise.target.share,
        ended=period_bounds(period, tz)[1] <= at,
        by=value,
    )


def allowances(
    program: Program, counting: Iterable[Counted], at: int, period: str | None = None
) -> Rows[Allowance]:
    """The allowance of each target on leads: in the last period with clocks, or in the one that is named."""
    if period is not None:
        period_bounds(period, program.tz)  # refuses what is no period
    cells: dict[tuple[int, str], list[Counted]] = {}
    for one in counting:
        if one.clock.lead is not None and period in (None, one.period):
            cells.setdefault((one.key, one.period), []).append(one)
    last = dict(sorted(cells, key=lambda cell: period_bounds(cell[1], program.tz)))
    found = (_allowance(program, cells[cell], at) for cell in sorted(last.items()))
    return Rows(Allowance, (one for one in found if one is not None))


def _allowance(program: Program, cell: list[Counted], at: int) -> Allowance | None:
    clause, period = cell[0].clause, cell[0].period
    promise = promise_of(program, clause, period, at)
    if promise is None:
        return None
    outcomes = Counter(one.clock.outcome for one in cell)
    row = row_of(program, clause, period, None, outcomes, at)
    agreement = next(edition.agreement for edition in program.editions if edition.version == promise.version)
    return Reckoning(
        row,
        promise.target.share,
        sorted(((one.clock.started - EPOCH) // MICROSECOND, one.clock.outcome) for one in cell),
        agreement.calendar_named(promise.clause.calendar),
        promise.tz,
        at,
        min(edition.reign.first for edition in program.editions),
        max(edition.reign.after for edition in program.editions),
    ).allowance()
