"""The second fold: targets over periods, and what follows when one is missed.

A cell is one clause in one period. It counts the clocks that started in it by outcome; whether its target can still be
kept is a matter of four numbers, and only when it cannot is the exact instant worked out. Only clauses that say what
follows (`on_missed`) have cells; attainment itself is read off the clocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leadsla.attainment import is_missed, missed_at
from leadsla.consequences import Consequence
from leadsla.evaluation.clocks import transition
from leadsla.evaluation.compile import Program
from leadsla.evaluation.periodic.standing import PeriodClock
from leadsla.evaluation.periodic.terms import PeriodTerms
from leadsla.evaluation.promises import Promise, counted_by, promise_of
from leadsla.evaluation.terms import CompiledClause
from leadsla.instants import NEVER, moment
from leadsla.lead import BREACHED, MET, OPEN, VOID, Lead, RunningClock, RunningPlan
from leadsla.periods import period_bounds

#: What counts for a target: a clock of a lead, a plan as a whole, or the clock of a period.
Judged = RunningClock | RunningPlan | PeriodClock


class Cell:
    """One clause in one period: its clocks by outcome, and the instant at which its miss was told."""

    __slots__ = ("clause", "counts", "end", "known", "outcomes", "period", "target", "told")

    def __init__(self, promise: Promise, period: str) -> None:
        self.clause = promise.clause
        self.target = promise.target
        self.period = period
        self.end = period_bounds(period, promise.tz)[1]
        self.outcomes: dict[Judged, str] = {}
        self.counts = {MET: 0, BREACHED: 0, OPEN: 0, VOID: 0}
        self.told: int | None = None
        #: The instant of the miss as last worked out; NEVER when it has to be worked out again.
        self.known: int | None = NEVER

    def note(self, clock: Judged) -> None:
        """Count a clock as it is now."""
        before = self.outcomes.get(clock)
        if before != clock.outcome:
            if before is not None:
                self.counts[before] -= 1
            self.outcomes[clock] = clock.outcome
            self.counts[clock.outcome] += 1
            self.known = NEVER

    def forget(self, clock: Judged) -> None:
        """Leave a clock out again (its lead is being repaired)."""
        before = self.outcomes.pop(clock, None)
        if before is not None:
            self.counts[before] -= 1
            self.known = NEVER

    def missed_at(self) -> int | None:
        """When the target came to be missed, as far as is known; None while it can be kept."""
        counts = self.counts
        if not is_missed(counts[MET], counts[BREACHED], counts[OPEN], self.target.share):
            return None
        if self.known == NEVER:
            self.known = missed_at(map(transition, self.outcomes), self.target.share, self.end)
        return self.known


class Targets:
    """All cells of an agreement. `note` what changes; `judge` says what follows."""

    def __init__(self, program: Program) -> None:
        self.program = program
        terms: list[CompiledClause | PeriodTerms] = [*program.clauses, *program.periods]
        followed = {
            compiled.key
            for compiled in terms
            if compiled.clause.target is not None and compiled.clause.on_missed
        }
        #: By the index of clauses of which something may follow: their key, and by which periods clocks are counted.
        self.counted = {
            compiled.index: (compiled.key, counted_by(compiled.clause))
            for compiled in terms
            if compiled.key in followed
        }
        #: By the key of a clause, and a period; None where nothing follows in it.
        self.known: dict[tuple[int, str], Cell | None] = {}

    @property
    def cells(self) -> dict[tuple[int, str], Cell]:
        """The cells there are."""
        return {key: cell for key, cell in self.known.items() if cell is not None}

    def note(self, lead: Lead) -> None:
        """Count the lead's clocks as they are now."""
        for clock, cell in self._counted(lead):
            cell.note(clock)

    def forget(self, lead: Lead) -> None:
        """Leave the lead's clocks out again."""
        for clock, cell in self._counted(lead):
            cell.forget(clock)

    def _counted(self, lead: Lead) -> Iterator[tuple[RunningClock | RunningPlan, Cell]]:
        if not self.counted:
            return
        for clock in lead.clocks:
            if clock.terms.index in self.counted and not clock.terms.clause.counts_plans:
                cell = self._cell(clock)
                if cell is not None:
                    yield clock, cell
        for plan in lead.plans:
            if plan.terms.index in self.counted and plan.terms.clause.counts_plans:
                cell = self._cell(plan)
                if cell is not None:
                    yield plan, cell

    def note_period(self, clock: PeriodClock) -> None:
        """Count the clock of a period."""
        cell = self._cell(clock)
        if cell is not None:
            cell.note(clock)

    def forget_period(self, clock: PeriodClock) -> None:
        """Leave the clock of a period out again."""
        cell = self._cell(clock)
        if cell is not None:
            cell.forget(clock)

    def _cell(self, clock: Judged) -> Cell | None:
        found = self.counted.get(clock.terms.index)
        if found is None:
            return None
        key = (found[0], found[1].label(clock.started, clock.terms.tz))
        if key not in self.known:
            promise = promise_of(self.program, clock.terms.clause.id, key[1])
            said = promise is not None and promise.clause.on_missed
            self.known[key] = Cell(promise, key[1]) if promise is not None and said else None
        return self.known[key]

    def judge(self, limit: int) -> Iterable[tuple[Cell, int | None, int | None]]:
        """The cells whose miss, as visible before `limit`, is not what was told: (cell, told, now). Marks them told."""
        for _, cell in sorted(self.cells.items()):
            if cell.end >= limit and cell.told is None:
                continue
            now = cell.missed_at()
            now = now if now is not None and now < limit else None
            if now != cell.told:
                before, cell.told = cell.told, now
                yield cell, before, now

    @property
    def consequences(self) -> Iterator[Consequence]:
        """What has followed from the targets that were told to be missed."""
        for cell in self.cells.values():
            yield from () if cell.told is None else missed_consequences(cell, cell.told)

    @property
    def next(self) -> int:
        """The earliest instant at which a miss would be told."""
        pending = (cell.missed_at() for cell in self.cells.values() if cell.told is None)
        return min((at for at in pending if at is not None), default=NEVER)


def missed_consequences(cell: Cell, at: int) -> list[Consequence]:
    """What follows a missed target: the actions of `on_missed`, with the period as their subject."""
    return [
        Consequence(
            at=moment(at),
            lead=None,
            clause=cell.clause.id,
            action=action,
            on="missed",
            key=(None, cell.clause.id, cell.period, "missed", place),
            period=cell.period,
        )
        for place, action in enumerate(cell.clause.on_missed)
    ]
