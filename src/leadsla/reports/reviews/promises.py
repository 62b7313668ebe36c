"""What was promised and how it came out: targets, promises about periods, goals.

A target, or a promise about a period, is reviewed in the period in which its own period ends, so that each is reviewed
once. Where none ends in it (a month's target, and the review of a week), the one that goes on at its end is shown.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from leadsla.attainment import KEPT, MISSED, Attainment
from leadsla.clauses import about_periods
from leadsla.instants import moment, zone
from leadsla.lead import BREACHED, MET, VOID
from leadsla.periods import period_bounds
from leadsla.reports.reviews.span import Span

if TYPE_CHECKING:
    from leadsla.evaluation import Clock, Evaluation


@attrs.frozen
class TargetLine:
    """A target in one of its periods. `partial` says that this period reaches beyond the one that is reviewed."""

    clause: str
    name: str
    owner: str
    attainment: Attainment
    partial: bool = False


@attrs.frozen
class Slot:
    """A promise about a period in one period: how it came out, and what was reached, in words."""

    period: str
    outcome: str
    told: str


@attrs.frozen
class PeriodLine:
    """A quota, a conversion rate, a meeting or a report, in each of its periods."""

    clause: str
    name: str
    owner: str
    kind: str
    slots: tuple[Slot, ...]

    def count(self, outcome: str) -> int:
        """In how many of the periods it came out so."""
        return sum(slot.outcome == outcome for slot in self.slots)


@attrs.frozen
class GoalLine:
    """A goal of a party, with how its clauses did: kept, missed and undecided, over all their periods.

    `judged` is False for a goal that stands in words alone.
    """

    owner: str
    words: str
    clauses: tuple[str, ...]
    judged: bool
    kept: int = 0
    missed: int = 0
    undecided: int = 0


@attrs.frozen
class Promises:
    """The targets (missed ones first), the promises about periods, and the goals."""

    targets: tuple[TargetLine, ...]
    periods: tuple[PeriodLine, ...]
    goals: tuple[GoalLine, ...]

    def count(self, status: str) -> int:
        """How many targets have that status."""
        return sum(line.attainment.status == status for line in self.targets)


def promises(evaluation: Evaluation, span: Span) -> Promises:
    """How the promises did whose periods end in the time that is reviewed."""
    targets, periods = _targets(evaluation, span), _periods(evaluation, span)
    return Promises(targets, periods, _goals(evaluation, targets, periods))


def reaches_beyond(period: str, span: Span, tz: ZoneInfo) -> bool | None:
    """Whether a period goes on beyond the time that is reviewed; None where it is not reviewed in it at all."""
    start, end = (moment(at) for at in period_bounds(period, tz))
    return end > span.end if span.start < end <= span.end or start < span.end < end else None


def _targets(evaluation: Evaluation, span: Span) -> tuple[TargetLine, ...]:
    clauses = evaluation.clauses
    tz = zone(evaluation.agreement.timezone)
    rows: dict[str, list[tuple[bool, Attainment]]] = {}
    for row in evaluation.attainment():
        if row.target is None or row.status is None:
            continue
        partial = reaches_beyond(row.period, span, tz)
        if partial is not None:
            rows.setdefault(row.clause, []).append((partial, row))
    found = []
    for clause, of_clause in rows.items():
        whole = [pair for pair in of_clause if not pair[0]]
        found += [
            TargetLine(clause, clauses[clause].name, clauses[clause].owner, row, partial)
            for partial, row in whole or of_clause
        ]
    order = {MISSED: 0, KEPT: 2}
    return tuple(sorted(found, key=lambda line: order.get(line.attainment.status or "", 1)))


def _periods(evaluation: Evaluation, span: Span) -> tuple[PeriodLine, ...]:
    clocks: dict[str, list[Clock]] = {}
    for clock in evaluation.clocks:
        if clock.lead is None and not clock.duty:
            clocks.setdefault(clock.clause, []).append(clock)
    if not clocks:
        return ()
    findings = evaluation.findings()
    found = []
    for clause in filter(about_periods, evaluation.clauses.values()):
        of_clause = clocks.get(clause.id, [])
        ended = [clock for clock in of_clause if span.start < clock.due <= span.end]
        running = [clock for clock in of_clause if clock.started < span.end < clock.due]
        slots = tuple(
            Slot(clock.period or "", clock.outcome, findings[clause.id, clock.period or ""])
            for clock in (ended or running)
        )
        if slots:
            found.append(PeriodLine(clause.id, clause.name, clause.owner, clause.kind, slots))
    return tuple(found)


def _goals(
    evaluation: Evaluation, targets: tuple[TargetLine, ...], periods: tuple[PeriodLine, ...]
) -> tuple[GoalLine, ...]:
    found = []
    for goal in evaluation.agreement.goals:
        counts = Counter[str]()
        for line in targets:
            if line.clause in goal.clause:
                counts[line.attainment.status or ""] += 1
        for period in periods:
            if period.clause in goal.clause:
                counts.update(slot.outcome for slot in period.slots)
        kept, missed = counts[KEPT] + counts[MET], counts[MISSED] + counts[BREACHED]
        undecided = counts.total() - kept - missed - counts[VOID]
        found.append(
            GoalLine(goal.owner, goal.words, goal.clause, bool(counts.total()), kept, missed, undecided)
        )
    return tuple(found)
