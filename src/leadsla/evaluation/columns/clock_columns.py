"""`ClockColumns`: the clocks of one clause, as columns that are worked out when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from leadsla.errors import UnknownError
from leadsla.evaluation.clocks import counted_until, due_at, is_at_risk
from leadsla.evaluation.columns.arithmetic import Judging
from leadsla.evaluation.columns.coded import Array
from leadsla.evaluation.columns.found import BREACHED, OPEN, Found
from leadsla.evaluation.columns.table import MISSING
from leadsla.evaluation.terms import Terms
from leadsla.lead import Lead, RunningClock

if TYPE_CHECKING:
    from leadsla.evaluation.columns.judged import JudgedTable

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
