"""A clause about periods made ready for the second fold: what it takes notice of, and the slots it is judged in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from leadsla.agreement import Agreement
from leadsla.clauses.period import Fact, PeriodClause, Reader, Slot
from leadsla.errors import CalendarError
from leadsla.instants import LAST, moment, zone
from leadsla.periods import Share
from leadsla.triggers import Test
from leadsla.windows import Shift, Window

#: The share of the time to the due after which an open clock is at risk, where the clause names no warning.
_AT_RISK = (4, 5)


class Noting(NamedTuple):
    """A test of events with the place under which those that pass are taken down."""

    place: int
    test: Test
    read: Reader | None


class PeriodTerms:
    """One clause about periods, bound to the agreement; `index` is its place in it, as for clauses about leads."""

    def __init__(
        self, clause: PeriodClause, index: int, agreement: Agreement, first: int, after: int
    ) -> None:
        self.clause = clause
        self.index = index
        self.version = agreement.version
        self.tz = zone(agreement.timezone)
        self.calendar = agreement.calendar_named(clause.calendar)
        self.first, self.after = first, after
        self.observed = clause.observes(agreement.declared)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The slots within the term, in order; each ends before the next begins."""
        found: list[Slot] = []
        matures = self.clause.matures()
        shift = None if matures is None else self._shift(matures)
        for span in self.clause.spans(self.first, self.after, self.tz):
            start, end = max(span.start, self.first), min(span.end, self.after)
            if start < end:
                before = found[-1] if found and self.clause.compares else None
                due = end if shift is None else shift(end)
                first = moment(start).astimezone(self.tz).date()
                found.append(Slot(span.label, start, end, due, first, before))
        return tuple(found)

    def _shift(self, window: Window) -> Shift:
        forward = window.forward(self.calendar, self.tz)

        def later(at: int) -> int:
            try:
                return forward(at)
            except CalendarError:  # the calendar is never open for so long again
                return LAST

        return later

    def facts_of(self, slot: Slot, facts: Sequence[Fact]) -> Sequence[Fact]:
        """Those of all facts of the clause that matter for a slot."""
        until = slot.due + 1 if self.clause.at_due else slot.end
        return facts[bisect_left(facts, (slot.since,)) : bisect_left(facts, (until,))]

    def warnings_of(self, slot: Slot) -> list[int]:
        """When each entry of `warn_at` comes (80 % where there is none): shares of all time from start to due."""
        total = slot.due - slot.start
        found = []
        for item in self.clause.warn_at:
            if isinstance(item, Share):
                numerator, denominator = item.value.as_integer_ratio()
                found.append(slot.start - (-total * numerator // denominator))
            else:
                try:
                    found.append(max(slot.start, item.back(self.calendar, self.tz)(slot.due)))
                except CalendarError:  # no open time so long before the due
                    found.append(slot.start)
        return found or [slot.start - (-total * _AT_RISK[0] // _AT_RISK[1])]
