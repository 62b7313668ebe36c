"""A clause about periods made ready for the second fold: what it takes notice of, and the slots it is judged in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from leadsla.agreement import Agreement
from leadsla.calendars import Calendar, DatedCalendar
from leadsla.clauses.period import Fact, PeriodClause, Reader, Slot
from leadsla.errors import CalendarError
from leadsla.instants import LAST, moment, zone
from leadsla.periods import Share
from leadsla.triggers import Test
from leadsla.versions import Reign
from leadsla.windows import Shift, Window

#: The share of the time to the due after which an open clock is at risk, where the clause names no warning.
_AT_RISK = (4, 5)


class Noting(NamedTuple):
    """A test of events with the place under which those that pass are taken down."""

    place: int
    test: Test
    read: Reader | None


class PeriodTerms:
    """One clause about periods in one version; `index` and `key` are as for clauses about leads.

    `before` are the terms of the same clause in the versions before.
    """

    def __init__(
        self, clause: PeriodClause, index: int, key: int, reign: Reign, before: Sequence[PeriodTerms] = ()
    ) -> None:
        agreement: Agreement = reign.agreement
        self.clause = clause
        self.index = index
        self.key = key
        self.version = agreement.version
        self.tz = zone(agreement.timezone)
        self.calendar = agreement.calendar_named(clause.calendar)
        self.declared = agreement.declared
        self.observed = clause.observes(self.declared)
        #: The first instant of the term, and the first after it; and from when to when a period begins.
        self.first, self.after = reign.term
        self.since, self.until = reign.first, reign.after
        self.before = tuple(before)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The slots that begin while the version is in force, in order; each ends before the next begins.

        The period that the version before has begun runs to its end; the first slot here begins there.
        """
        earlier = [slot for terms in self.before for slot in terms.slots]
        first = max([self.since, *(slot.end for slot in earlier)])
        found: list[Slot] = []
        matures = self.clause.matures()
        for span in self.clause.spans(self.first, self.after, self.tz):
            start, end = max(span.start, first), min(span.end, self.after)
            if start < end and start < self.until:
                compared = found[-1] if found else (earlier[-1] if earlier else None)
                due = end if matures is None else self._shift(matures, start)(end)
                date = moment(start).astimezone(self.tz).date()
                before = compared if self.clause.compares else None
                found.append(Slot(span.label, start, end, due, date, before))
        return tuple(found)

    def named(self, slot: Slot) -> str:
        """What tells a slot from all others of the clause: its label, which two versions may both have."""
        return slot.label if slot.label not in self._taken else f"{slot.label} {self.version}"

    @cached_property
    def _taken(self) -> frozenset[str]:
        return frozenset(slot.label for terms in self.before for slot in terms.slots)

    def calendar_at(self, at: int) -> Calendar:
        """The calendar as it is in force at an instant: that of a period is the one as it began."""
        calendar = self.calendar
        return calendar.edition(moment(at)) if isinstance(calendar, DatedCalendar) else calendar

    def _shift(self, window: Window, started: int) -> Shift:
        forward = window.forward(self.calendar_at(started), self.tz)

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
                    found.append(max(slot.start, item.back(self.calendar_at(slot.start), self.tz)(slot.due)))
                except CalendarError:  # no open time so long before the due
                    found.append(slot.start)
        return found or [slot.start - (-total * _AT_RISK[0] // _AT_RISK[1])]
