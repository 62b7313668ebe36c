"""`ColumnJudge`: an agreement made ready to judge tables of leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np

from leadsla.agreement import Agreement
from leadsla.errors import UnknownError, nearest
from leadsla.evaluation.columns import stages
from leadsla.evaluation.columns.arithmetic import Judging
from leadsla.evaluation.columns.coded import Array
from leadsla.evaluation.columns.folding import folded
from leadsla.evaluation.columns.found import BREACHED, MET, Found
from leadsla.evaluation.columns.judged import JudgedTable
from leadsla.evaluation.columns.planning import TablePlan, plan_of
from leadsla.evaluation.columns.situations import Situations
from leadsla.evaluation.columns.table import MISSING, Layout, LeadTable
from leadsla.evaluation.replay import program_of
from leadsla.instants import instant
from leadsla.lead import Lead

#: Rows that are judged at a time: so many stay in the processor's cache.
CHUNK = 1 << 14
#: What is known of the outcome where a clause lets the engine recycle a lead on an occasion; on others, nothing is.
_BY_OUTCOME = {"met": MET, "breach": BREACHED}


class ColumnJudge:
    """An agreement made ready, once, to judge tables with a row a lead.

    `as_if` and `automatic` are those of `evaluate`. Judging the same facts, it says what `evaluate` says.

    >>> import numpy as np
    >>> from datetime import datetime, timezone
    >>> from leadsla import examples
    >>> judge = ColumnJudge(examples.acme())
    >>> table = LeadTable(
    ...     {"assigned": np.array(["2026-03-02T14:00", "2026-03-02T15:00"], "datetime64[us]"),
    ...      "touched": np.array(["2026-03-02T14:04", "2026-03-02T18:59"], "datetime64[us]")})
    >>> judged = judge.judge(table, datetime(2026, 3, 3, tzinfo=timezone.utc), ["first-response"])
    >>> judged["first-response"].counts
    {'open': 0, 'met': 1, 'breached': 1, 'void': 0}

    Raises `UnknownError` (a `KeyError`) for a version that the agreement does not have.
    """

    def __init__(
        self, agreement: Agreement, *, as_if: Agreement | str | None = None, automatic: bool = True
    ) -> None:
        self.agreement = agreement
        self.automatic = automatic
        self._as_if = as_if
        self._program = program_of(agreement, as_if)
        self._plans: dict[Layout, TablePlan] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process: it is made ready there."""
        return partial(ColumnJudge, as_if=self._as_if, automatic=self.automatic), (self.agreement,)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses about leads, which can be judged."""
        return tuple(dict.fromkeys(compiled.clause.id for compiled in self._program.clauses))

    def why_not(self, table: LeadTable) -> dict[str, str]:
        """The clauses that are not judged in vectors over such a table, each with the reason; they are folded."""
        plans = self._plan(table.layout).clauses
        return {id: plan.why_not for id, plan in plans.items() if plan.why_not}

    def in_vectors(self, table: LeadTable) -> tuple[str, ...]:
        """The clauses that are judged in vectors over such a table."""
        return self._plan(table.layout).in_vectors

    def judge(self, table: LeadTable, at: dt.datetime, clauses: Iterable[str] | None = None) -> JudgedTable:
        """What `evaluate` says at `at` of the facts in a table: of all clauses about leads, or of some.

        One clause that is not judged in vectors has all rows folded, a thousand times slower: `why_not` says which.
        Raises `UnknownError` for a clause that is none, or is about periods.
        """
        limit, plan = instant(at), self._plan(table.layout)
        wanted = self.clauses if clauses is None else tuple(clauses)
        for id in wanted:
            if id not in self.clauses:
                raise UnknownError(f"there is no clause {id!r} about leads; {_advice(id, self.clauses)}")
        if any(plan.clauses[id].why_not for id in wanted):
            rows = np.arange(table.size)
            return self._judged(table, limit, wanted, {}, self._fold(table, rows, limit))
        vectors = _Vectors(self, table, limit, plan, wanted)
        found = vectors.judge()
        rows = np.flatnonzero(vectors.unsure)
        return self._judged(
            table, limit, wanted, {id: found[id] for id in wanted}, self._fold(table, rows, limit)
        )

    def _plan(self, layout: Layout) -> TablePlan:
        plan = self._plans.get(layout)
        if plan is None:
            plan = self._plans[layout] = plan_of(self._program, layout, automatic=self.automatic)
        return plan

    def _fold(self, table: LeadTable, rows: Array, limit: int) -> dict[int, Lead]:
        return folded(self._program, table, rows.tolist(), limit, automatic=self.automatic)

    def _judged(
        self,
        table: LeadTable,
        limit: int,
        wanted: tuple[str, ...],
        found: dict[str, tuple[Judging, Found]],
        leads: dict[int, Lead],
    ) -> JudgedTable:
        return JudgedTable(self._program, table, limit, wanted, found, leads)


class _Vectors:
    """One table judged in vectors; `unsure` are the rows that have to be folded after all."""

    def __init__(
        self, judge: ColumnJudge, table: LeadTable, limit: int, plan: TablePlan, wanted: tuple[str, ...]
    ) -> None:
        self.table, self.limit, self.plan = table, limit, plan
        # What the engine recycles by clauses that nobody asked for changes what becomes of the others.
        self.ids = tuple(dict.fromkeys((*wanted, *plan.acting)))
        plans = [plan.clauses[id] for id in self.ids]
        edition = judge._program.editions[0]
        situations = Situations(table, edition.declared)
        if any(one.staged for one in plans):
            stages.walk(situations, edition, table.keys(limit))
        term = (edition.reign.first, edition.reign.after)
        self.judgings = [Judging(one, situations, limit, term) for one in plans]
        self.unsure = np.zeros(table.size, bool)

    def judge(self) -> dict[str, tuple[Judging, Found]]:
        """The clocks of all rows but the unsure ones, by clause."""
        for begin in range(0, self.table.size, CHUNK):
            part = slice(begin, min(begin + CHUNK, self.table.size))
            keys = self.table.keys(self.limit, part)
            unsure, recycled = self._turned(part)
            for number, judging in enumerate(self.judgings):
                also, place = judging.judge(keys, part, recycled)
                if also is not None:
                    unsure |= also
                self._note_recycles(judging, self.ids[number], place)
            self.unsure[part] |= unsure
        found = {
            id: judging.room.found(self.table) for id, judging in zip(self.ids, self.judgings, strict=True)
        }
        if self.unsure.any():
            found = {id: one.without(self.unsure) for id, one in found.items()}
        return {id: (judging, found[id]) for id, judging in zip(self.ids, self.judgings, strict=True)}

    def _turned(self, part: slice) -> tuple[Array, Array | None]:
        """The rows with a merge or several recycles, and those with one."""
        size = part.stop - part.start
        unsure, recycles = np.zeros(size, bool), np.zeros(size, np.int16)
        for place in self.plan.merged:
            unsure |= self._happened(place, part)
        for place in self.plan.recycled:
            recycles += self._happened(place, part)
        unsure |= recycles > 1
        return unsure, recycles > 0 if self.plan.recycled else None

    def _happened(self, place: int, part: slice) -> Array:
        times = self.table.times[place][part]
        happened: Array = (times != MISSING) & (times <= self.limit)
        return happened

    def _note_recycles(self, judging: Judging, id: str, place: slice) -> None:
        """Note the rows that the engine may recycle: the first such recycle follows from what is seen here."""
        if id not in self.plan.acting:
            return
        rows = place if judging.room.rows is None else judging.room.rows[place]
        clause = judging.compiled.clause
        for occasion in clause.occasions:
            if any(action.automatic for action in clause.actions_on(occasion)):
                outcome = _BY_OUTCOME.get(occasion)
                self.unsure[rows] |= True if outcome is None else judging.room.outcome[place] == outcome


def _advice(id: str, known: tuple[str, ...]) -> str:
    return f"write {nearest(id, known) or ' or '.join(known)}"
