"""Attainment told apart by team, representative, segment or a field of the lead, by clock or by lead.

The two ways to count give different figures, so the caller says which: there is no default. *Clocks* are what targets
are promised for. By *leads*, all clocks of one promise in one period that one lead has are one: breached if any of
them is, else open if any is, else met if any is, else void. It belongs to the group of the last of them to start.

A target is promised for all clocks of a period; no part of them and no other count was ever promised to reach it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

import attrs

from leadsla.attainment import Attainment
from leadsla.errors import EntryError, nearest
from leadsla.lead import BREACHED, MET, OPEN, VOID
from leadsla.metrics.conversion import UNKNOWN
from leadsla.metrics.shares import Proportion
from leadsla.tables import SHARE, TEXT, WHOLE, Columns, Row, Rows

if TYPE_CHECKING:
    from leadsla.clauses import Clause
    from leadsla.evaluation import Evaluation

#: What clocks are told apart by, beside the fields of the lead.
GROUPS: Final = ("team", "representative", "segment")
#: The group of clocks of a lead that was assigned to nobody, and of those that belong to no lead.
NOBODY, NO_LEAD = "nobody", "no lead"
#: The segments of a promise: of one that has none, and of the leads that no criterion chose.
ALL_LEADS, OTHERWISE = "all leads", "otherwise"
#: What a lead came to by its clocks: the first of these that one of them has.
_WORST_FIRST: Final = (BREACHED, OPEN, MET, VOID)

Unit = Literal["clocks", "leads"]


@attrs.frozen
class Attained(Row):
    """What a promise came to in a period, or in one group of it: so many `of` clocks, or of leads.

    `target` and `status` are None unless the row is the promise's own: all of its clocks, counted as clocks.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("clause", "period", "group", "of"), TEXT),
        **dict.fromkeys(("met", "breached", "open", "void"), WHOLE),
        "target": SHARE,
        "status": TEXT,
        "rate": (SHARE, lambda row: row.rate.share),
        "low": (SHARE, lambda row: row.rate.low),
        "high": (SHARE, lambda row: row.rate.high),
    }

    clause: str
    period: str
    group: str | None
    of: Unit
    met: int = 0
    breached: int = 0
    open: int = 0
    void: int = 0
    target: float | None = None
    status: str | None = None

    @property
    def total(self) -> int:
        """All, whatever became of them."""
        return self.met + self.breached + self.open + self.void

    @property
    def rate(self) -> Proportion:
        """The met ones of those that were met or breached."""
        return Proportion(self.met, self.met + self.breached, of=self.of)


def attained(evaluation: Evaluation, by: str | None = None, *, count: Unit) -> Rows[Attained]:
    """Each promise in each period, told apart by `by`, counted by `"clocks"` or by `"leads"`.

    `by` is `team` (who owes it), `representative` (to whom the lead is assigned), `segment` (which case of the window
    held) or a field of the lead as it is now (`source`). By leads, promises about periods, which have none, are left
    out. Groups add up to the whole, whichever they are.

    >>> import leadsla as ls
    >>> from datetime import datetime, timezone
    >>> at = datetime(2026, 2, 17, 21, tzinfo=timezone.utc)
    >>> evaluation = ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), at)
    >>> [(row.period, str(row.rate)) for row in attained(evaluation, count="clocks")][:1]
    [('2026-01', '8 of 11 clocks, 72.7 % (43.4 to 90.3 %)')]

    Raises `EntryError` for a `by` that is neither, and for another `count`.
    """
    if count not in ("clocks", "leads"):
        raise EntryError(f"clocks or leads are counted, not {count!r}", write="clocks, or leads")
    group = _grouping(evaluation, by)
    own = {(row.clause, row.period): row for row in evaluation.attainment()}
    order = {key: place for place, key in enumerate(own)}
    cells: dict[tuple[str, str, str], Counter[str]] = {}
    for clause, period, clocks in _units(evaluation, count):
        last = max(clocks, key=lambda clock: clock.started)
        outcomes = {clock.outcome for clock in clocks}
        outcome = next(one for one in _WORST_FIRST if one in outcomes)
        cells.setdefault((clause, period, group(last)), Counter())[outcome] += 1
    whole = by is None and count == "clocks"
    return Rows(
        Attained,
        (
            _row(own[clause, period], cells[clause, period, name], name if by else None, count, whole)
            for clause, period, name in sorted(cells, key=lambda cell: (order[cell[:2]], cell[2]))
        ),
    )


def _row(own: Attainment, counts: Counter[str], group: str | None, count: Unit, whole: bool) -> Attained:
    target = None if own.target is None or not whole else float(own.target.value)
    status = own.status if whole else None
    return Attained(own.clause, own.period, group, count, **counts, target=target, status=status)


def _units(evaluation: Evaluation, count: Unit) -> Iterable[tuple[str, str, list[Any]]]:
    """What is counted, each with the clocks that it consists of."""
    found = evaluation.counted()
    if count == "clocks":
        return ((clause, period, [clock]) for _, clause, period, clock in found)
    leads: dict[tuple[str, str, str], list[Any]] = {}
    for _, clause, period, clock in found:
        if clock.lead is not None:
            leads.setdefault((clause, period, clock.lead), []).append(clock)
    return ((clause, period, clocks) for (clause, period, _), clocks in leads.items())


def _grouping(evaluation: Evaluation, by: str | None) -> Callable[[Any], str]:
    if by is None:
        return lambda clock: ""
    if by == "team":
        return lambda clock: str(clock.owner)
    if by == "representative":
        return lambda clock: clock.assignee or NOBODY
    if by == "segment":
        return _segments(evaluation)
    fields = evaluation.agreement.fields
    if by not in fields:
        guess = nearest(by, [*GROUPS, *fields]) or f"one of {', '.join([*GROUPS, *fields])}"
        raise EntryError(f"the agreement has no field `{by}`", write=guess)
    values = {journey.lead: journey.fields.get(by) for journey in evaluation.journeys()}

    def value_of(clock: Any) -> str:
        value = values.get(clock.lead)
        return NO_LEAD if clock.lead is None else UNKNOWN if value is None else str(value)

    return value_of


def _segments(evaluation: Evaluation) -> Callable[[Any], str]:
    """The criterion of the segment that held for a clock, as its version has it."""
    clauses = {one.version: one.clauses_by_id for one in evaluation.versions}
    numbers = {
        (timing.clock.lead, timing.clock.clause, timing.clock.cycle, timing.clock.step): timing.segment
        for timing in evaluation.timings()
        if timing.clock.duty is None
    }

    def segment_of(clock: Any) -> str:
        clause: Clause = clauses[clock.version][clock.clause]
        cases = getattr(clause, "window", lambda: None)()
        key = (clock.lead, clock.clause, clock.cycle, getattr(clock, "step", None))
        if cases is None or len(cases) == 1 or key not in numbers:
            return ALL_LEADS
        when = cases.cases[numbers[key]].when
        return OTHERWISE if when is None else str(when)

    return segment_of
