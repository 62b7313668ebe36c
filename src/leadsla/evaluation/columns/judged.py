"""`JudgedTable`: what a table of leads came to, as columns."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np

from leadsla.attainment import Attainment
from leadsla.errors import UnknownError
from leadsla.evaluation.attaining import counted, row_of
from leadsla.evaluation.clocks import Clock, clock_view, counted_until, due_at, is_at_risk
from leadsla.evaluation.columns.arithmetic import BREACHED, OPEN, Found, Judging
from leadsla.evaluation.columns.assignees import Assignees
from leadsla.evaluation.columns.dates import labels_of
from leadsla.evaluation.columns.folding import promises
from leadsla.evaluation.columns.table import MISSING, Array, LeadTable
from leadsla.evaluation.compile import Program
from leadsla.evaluation.plans import plan_view
from leadsla.evaluation.promises import counted_by
from leadsla.evaluation.terms import Terms
from leadsla.instants import iso, moment, moment_or_none
from leadsla.lead import Lead, RunningClock
from leadsla.tables import Printed, Rows, Sheet

#: The outcomes, in the order of their codes.
OUTCOMES: Final = ("open", "met", "breached", "void")
_CODES: Final = {outcome: code for code, outcome in enumerate(OUTCOMES)}


class ClockColumns:
    """The clocks of one clause, a place a clock, by row of the table and then by cycle.

    `row` is the row of each clock's lead. Instants are `datetime64[us]` in UTC, NaT where something has not happened.
    Everything means what it means for a `Clock`, and is worked out when it is asked for.
    """

    def __init__(
        self,
        judged: JudgedTable,
        id: str,
        swift: tuple[Judging, Found] | None,
        slow: list[tuple[int, RunningClock, Lead]],
    ) -> None:
        self.clause = id
        self._judged = judged
        self._limit = judged._limit
        self._swift = swift
        self._slow = slow
        self._order: Array | None = None
        if slow and swift is not None and len(swift[1]):
            rows = np.concatenate((swift[1].rows, np.array([row for row, _, _ in slow], np.int64)))
            self._order = np.argsort(rows, kind="stable")

    def __len__(self) -> int:
        return len(self.row)

    def _column(
        self, kind: Any, swift: Callable[[Judging, Found], Any], slow: Callable[[RunningClock, Lead], Any]
    ) -> Array:
        """A column, from the clocks that were judged in vectors and those that were folded."""
        parts = [] if self._swift is None else [np.asarray(swift(*self._swift), kind)]
        if self._slow or not parts:
            values = [slow(clock, lead) for _, clock, lead in self._slow]
            column = np.empty(len(values), kind)
            column[:] = values
            parts.append(column)
        whole = parts[0] if len(parts) == 1 else np.concatenate(parts)
        return whole if self._order is None else whole[self._order]

    def _instants(
        self, swift: Callable[[Judging, Found], Any], slow: Callable[[RunningClock, Lead], int | None]
    ) -> Array:
        def known(clock: RunningClock, lead: Lead) -> int:
            at = slow(clock, lead)
            return MISSING if at is None else at

        return self._column(np.int64, swift, known).view("datetime64[us]")

    @cached_property
    def row(self) -> Array:
        """The row of the lead in the table."""
        folded = iter([row for row, _, _ in self._slow])
        return self._column(np.int64, lambda judging, found: found.rows, lambda clock, lead: next(folded))

    @cached_property
    def outcome(self) -> Array:
        """The outcome as a code: its place in `OUTCOMES`."""
        return self._column(
            np.int8, lambda judging, found: found.outcome, lambda clock, lead: _CODES[clock.outcome]
        )

    def are(self, outcome: str) -> Array:
        """For each clock whether it has an outcome: `open`, `met`, `breached` or `void`."""
        if outcome not in _CODES:
            raise UnknownError(f"there is no outcome {outcome!r}; there are {', '.join(OUTCOMES)}")
        same: Array = self.outcome == _CODES[outcome]
        return same

    @property
    def counts(self) -> dict[str, int]:
        """How many clocks have each outcome."""
        return dict(zip(OUTCOMES, np.bincount(self.outcome, minlength=4).tolist(), strict=True))

    @cached_property
    def cycle(self) -> Array:
        """Which clock of the clause it is for its lead."""
        return self._column(
            np.int64, lambda judging, found: np.ones_like(found.rows), lambda clock, lead: clock.cycle
        )

    @cached_property
    def step(self) -> Array:
        """The step of a plan; None where there is none."""
        return self._column(object, lambda judging, found: [None] * len(found), lambda clock, _: clock.step)

    @cached_property
    def started(self) -> Array:
        """When it started."""
        return self._instants(lambda judging, found: found.started, lambda clock, lead: clock.started)

    @cached_property
    def due(self) -> Array:
        """When it is due."""
        return self._instants(
            lambda judging, found: found.due, lambda clock, lead: due_at(clock, self._limit)
        )

    @cached_property
    def done_at(self) -> Array:
        """When it was done, in time or late."""
        return self._instants(lambda judging, found: found.done_at, lambda clock, lead: clock.done_at)

    @cached_property
    def breached_at(self) -> Array:
        """When it was breached."""
        return self._instants(lambda judging, found: found.breached_at, lambda clock, lead: clock.breached_at)

    @cached_property
    def ended_at(self) -> Array:
        """When it ceased to be owed."""
        return self._instants(lambda judging, found: found.end, lambda clock, lead: clock.ended_at)

    @cached_property
    def counted(self) -> Array:
        """The time that counted up to done, else void, else now, as `timedelta64[us]`."""

        def swift(judging: Judging, found: Found) -> Array:
            end = np.where(found.end == MISSING, self._limit, found.end)
            return judging.by_terms(
                found, lambda terms, which: terms.between_many(found.started[which], end[which])
            ).clip(0)

        return self._column(np.int64, swift, lambda clock, lead: counted_until(clock, self._limit)).view(
            "timedelta64[us]"
        )

    @cached_property
    def at_risk(self) -> Array:
        """Whether it is open and past the first of its warnings."""

        def swift(judging: Judging, found: Found) -> Array:
            risky = np.zeros(len(found), bool)

            def look(terms: Terms, which: Array) -> None:
                which = which[found.outcome[which] == OPEN]
                if len(which):
                    first = terms.first_warnings_many(found.started[which], found.due[which])
                    risky[which] = first < self._limit

            judging.each_terms(found, look)
            return risky

        return self._column(
            bool, swift, lambda clock, lead: clock.outcome == "open" and is_at_risk(clock, self._limit)
        )

    @cached_property
    def paused(self) -> Array:
        """Whether its time stands still."""
        return self._column(
            bool,
            lambda judging, found: np.zeros(len(found), bool),
            lambda clock, lead: clock.paused_at is not None,
        )

    @cached_property
    def assignee(self) -> Array:
        """To whom it belongs; None where nobody was assigned."""

        def swift(judging: Judging, found: Found) -> Array:
            return self._judged._assignees.names[self._assignee_codes(judging, found)]

        return self._column(object, swift, lambda clock, lead: clock.assignee)

    @cached_property
    def version(self) -> Array:
        """The version of the agreement by which it was judged."""
        return self._column(
            object,
            lambda judging, found: [judging.compiled.version] * len(found),
            lambda clock, lead: clock.terms.compiled.version,
        )

    @cached_property
    def owner(self) -> Array:
        """The party that promised it."""
        return self._column(
            object,
            lambda judging, found: [judging.compiled.clause.owner] * len(found),
            lambda clock, lead: clock.terms.clause.owner,
        )

    def _assignee_codes(self, judging: Judging, found: Found) -> Array:
        breached = found.outcome == BREACHED
        return self._judged._assignees.codes(found.rows, found.started, found.places, breached, found.due)

    def _of_terms(self, which: int) -> Array:
        """What clocks say of the calendar that they were judged by: its name or its edition."""

        def swift(judging: Judging, found: Found) -> Array:
            known = np.empty(max(len(judging.terms), 1), object)
            known[: len(judging.terms)] = [terms.hours[which] for terms in judging.terms]
            return known[found.terms]

        return self._column(object, swift, lambda clock, lead: clock.terms.hours[which])

    def __repr__(self) -> str:
        said = ", ".join(f"{number:,} {outcome}" for outcome, number in self.counts.items() if number)
        return f"<ClockColumns {self.clause}: {len(self):,} clocks{': ' if said else ''}{said}>"


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
