"""`JudgedTable`: what a table of leads came to, as columns."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from leadsla.attainment import Attainment
from leadsla.errors import UnknownError
from leadsla.evaluation.attaining import counted, row_of
from leadsla.evaluation.clocks import Clock, clock_view
from leadsla.evaluation.columns.arithmetic import Judging
from leadsla.evaluation.columns.assignees import Assignees
from leadsla.evaluation.columns.clock_columns import OUTCOMES, ClockColumns
from leadsla.evaluation.columns.coded import Array
from leadsla.evaluation.columns.dates import labels_of
from leadsla.evaluation.columns.folding import promises
from leadsla.evaluation.columns.found import Found
from leadsla.evaluation.columns.table import MISSING, LeadTable
from leadsla.evaluation.compile import Program
from leadsla.evaluation.plans import plan_view
from leadsla.evaluation.promises import counted_by
from leadsla.instants import iso, moment, moment_or_none
from leadsla.lead import Lead, RunningClock
from leadsla.tables import Printed, Rows, Sheet


class JudgedTable(Printed):
    """What a table came to at an instant: the clocks of each clause as columns, and attainment.

    `clauses` are those that were judged, `folded` the rows that were judged by the fold.
    """

    def __init__(
        self,
        program: Program,
        table: LeadTable,
        limit: int,
        clauses: tuple[str, ...],
        found: dict[str, tuple[Judging, Found]],
        leads: dict[int, Lead],
    ) -> None:
        self.table = table
        self.clauses = clauses
        self._program = program
        self._limit = limit
        self._found = found
        self._leads = leads
        slow: dict[str, list[tuple[int, RunningClock, Lead]]] = {id: [] for id in clauses}
        for row, lead in leads.items():
            for clock in promises(lead):
                if clock.terms.clause.id in slow:
                    slow[clock.terms.clause.id].append((row, clock, lead))
        self._columns = {id: ClockColumns(self, id, found.get(id), slow[id]) for id in clauses}

    @property
    def at(self) -> dt.datetime:
        """The instant of the judgement, in UTC."""
        return moment(self._limit)

    @property
    def folded(self) -> Array:
        """The rows that were judged by the fold."""
        return np.array(list(self._leads), np.int64)

    def __getitem__(self, clause: str) -> ClockColumns:
        if clause not in self._columns:
            raise UnknownError(f"{clause!r} was not judged; there are {', '.join(self.clauses)}")
        return self._columns[clause]

    def __iter__(self) -> Iterator[ClockColumns]:
        return iter(self._columns.values())

    @cached_property
    def _assignees(self) -> Assignees:
        return Assignees(self.table, self._limit)

    def attainment(self, by: str | None = None) -> Rows[Attainment]:
        """Each promise in each period, as `Evaluation.attainment` has it, of the clauses that were judged.

        `by="assignee"` gives a row for each of them. Raises `UnknownError` for another attribute.
        """
        if by not in (None, "assignee"):
            raise UnknownError(f"`by` is {by!r}; tables are counted as a whole (None) or by 'assignee'")
        cells: dict[tuple[int, str, str], Counter[str]] = {}
        for id, (judging, found) in self._found.items():
            for label, value, outcome, number in self._counted(id, judging, found, by):
                cell = cells.setdefault((judging.compiled.key, label, value), Counter())
                cell[outcome] += number
        clocks = [
            clock_view(clock, lead, self._limit) for lead in self._leads.values() for clock in lead.clocks
        ]
        plans = [plan_view(plan, lead, self._limit) for lead in self._leads.values() for plan in lead.plans]
        for one in counted(self._program, clocks, plans):
            if one.clause in self.clauses:
                value = "" if by is None else str(one.clock.assignee)
                cells.setdefault((one.key, one.period, value), Counter())[one.clock.outcome] += 1
        names = {self._program.keys[id]: id for id in self.clauses}
        rows = (
            row_of(
                self._program, names[key], label, value if by else None, cells[key, label, value], self._limit
            )
            for key, label, value in sorted(cells)
        )
        return Rows(Attainment, rows)

    def _counted(
        self, id: str, judging: Judging, found: Found, by: str | None
    ) -> Iterator[tuple[str, str, str, int]]:
        """The clocks of a clause that were judged in vectors: period, value, outcome and how many."""
        compiled = judging.compiled
        labels, period = labels_of(found.started, counted_by(compiled.clause), compiled.tz)
        code, values = period, np.array([""], object)
        if by is not None:
            values = self._assignees.names
            code = period * len(values) + self._columns[id]._assignee_codes(judging, found)
        numbers = np.bincount(code * len(OUTCOMES) + found.outcome)
        for place in np.flatnonzero(numbers).tolist():
            rest, outcome = divmod(place, len(OUTCOMES))
            label, value = divmod(rest, len(values))
            yield labels[label], str(values[value]), OUTCOMES[outcome], int(numbers[place])

    def clocks(self) -> Rows[Clock]:
        """The clocks as `Evaluation.clocks` has them, by lead and in the order in which they started; one by one."""
        found: list[tuple[tuple[Any, ...], Clock]] = []
        for id, (judging, part) in self._found.items():
            found += self._views(id, judging, part)
        for lead in self._leads.values():
            for number, clock in enumerate(promises(lead)):
                if clock.terms.clause.id in self.clauses:
                    found.append(((lead.id, number), clock_view(clock, lead, self._limit)))
        return Rows(Clock, (clock for _, clock in sorted(found, key=lambda one: one[0])))

    def _views(self, id: str, judging: Judging, part: Found) -> Iterator[tuple[tuple[Any, ...], Clock]]:
        clause, version = judging.compiled.clause, judging.compiled.version
        columns = ClockColumns(self, id, (judging, part), [])
        counted_us, at_risk = columns.counted.view(np.int64).tolist(), columns.at_risk.tolist()
        assignees = columns.assignee
        instants = (part.done_at, part.breached_at, part.end)
        for place, row in enumerate(part.rows.tolist()):
            terms, started = judging.terms[part.terms[place]], int(part.started[place])
            lead = self.table.lead(row)
            done_at, breached_at, ended_at = (
                moment_or_none(None if column[place] == MISSING else int(column[place]))
                for column in instants
            )
            view = Clock(
                lead=lead,
                clause=id,
                cycle=1,
                step=None,
                period=None,
                owner=clause.owner,
                assignee=assignees[place],
                version=version,
                outcome=OUTCOMES[part.outcome[place]],
                at_risk=at_risk[place],
                paused=False,
                started=moment(started),
                due=moment(int(part.due[place])),
                done_at=done_at,
                breached_at=breached_at,
                ended_at=ended_at,
                counted=dt.timedelta(microseconds=counted_us[place]),
                calendar=terms.hours[0],
                calendar_version=terms.hours[1],
            )
            yield (lead, started, int(part.places[place]), judging.compiled.index), view

    def to_frame(self, backend: str = "pandas") -> Any:
        """The clocks as a data frame of `backend` (pandas, polars or pyarrow), with the columns of `Evaluation`'s.

        A row a clock: clause by clause, each by row of the table. Times are in UTC.
        """
        from leadsla.evaluation.columns.frames import frame_of

        return frame_of(self, backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        """The promises in each period, the latest first."""
        rows = sorted(self.attainment(), key=lambda row: row.period, reverse=True)
        (sheet,) = Rows(Attainment, rows)._sheets(shown)
        return (attrs.evolve(sheet, head=repr(self)[1:-1]),)

    def __repr__(self) -> str:
        counts = Counter[str]()
        for columns in self:
            counts.update(columns.counts)
        said = ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in OUTCOMES)
        return f"<JudgedTable at {iso(self._limit)}: {self.table.size:,} leads, {said}; {len(self._leads):,} folded>"
