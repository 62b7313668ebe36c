"""Why a clock was breached: where the time went from its start until it was done, part by part.

Every instant belongs to exactly one part, so the parts add up to the whole wait. While a clock is paused nobody waits
for anybody; else, while the office is closed nobody could have acted; else, while the lead is assigned to nobody the
routing is late; and only what is left is the representative's. Blaming people for nights and for routing is how such
figures lose their readers. Blaming the night is another: closed hours do not count in a window of business time, and a
pause counts in none, so neither has made such a clock late, however much of the wait it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, Final

import attrs

from leadsla.evaluation.clocks import Clock
from leadsla.evaluation.compile import Program
from leadsla.evaluation.explanation.trace import record
from leadsla.evaluation.journeys import History
from leadsla.events import Event, is_missing
from leadsla.instants import FIRST, LAST, MICROSECOND, NEVER
from leadsla.lead import BREACHED, Lead, RunningClock
from leadsla.tables import SECONDS, TEXT, WHOLE, Columns, Row


@attrs.frozen
class Delay(Row):
    """The wait of a breached clock, from its start until it was done, ceased to be owed, or now.

    `paused` is what the clock stood still; of the rest, `closed` is outside the opening hours of the clause's calendar,
    `unassigned` until the lead was assigned to somebody, and `representative` what remains. Together they are `total`.
    `basis` is that of the window, business or elapsed; None where it was due at once.
    """

    COLUMNS: ClassVar[Columns] = {
        "lead": (TEXT, lambda row: row.clock.lead),
        "clause": (TEXT, lambda row: row.clock.clause),
        "cycle": (WHOLE, lambda row: row.clock.cycle),
        "step": (TEXT, lambda row: row.clock.step),
        "assignee": (TEXT, lambda row: row.clock.assignee),
        **dict.fromkeys(("representative_s", "unassigned_s", "paused_s", "closed_s", "total_s"), SECONDS),
        "cause": TEXT,
    }

    clock: Clock
    closed: dt.timedelta
    paused: dt.timedelta
    unassigned: dt.timedelta
    representative: dt.timedelta
    basis: str | None = "elapsed"

    @property
    def total(self) -> dt.timedelta:
        """The whole wait, by the wall clock."""
        return self.closed + self.paused + self.unassigned + self.representative

    @property
    def cause(self) -> str:
        """The largest of the parts that count in the window, of equal ones the first of those listed.

        A pause never counts, and closed hours do not in business time; they are named where there is no other part.
        What was due at once has been made late by no wait.
        """
        if self.basis is None:
            return AT_ONCE
        closed = dt.timedelta() if self.basis == "business" else self.closed
        parts = (self.representative, self.unassigned, dt.timedelta(), closed)
        if not any(parts):
            parts = (*parts[:2], self.paused, self.closed)
        return PARTS[parts.index(max(parts))]


#: The parts of a wait.
PARTS: Final = ("representative", "unassigned", "paused", "closed")
#: The cause of what was due as it started, such as information that is required at a handover.
AT_ONCE: Final = "at once"


def delays(
    program: Program,
    leads: Iterable[Lead],
    history: History,
    at: int,
    *,
    automatic: bool,
    views: Mapping[RunningClock, Clock],
    started: tuple[int, int] = (FIRST, LAST),
) -> Iterator[Delay]:
    """The delays of all breached clocks of leads at `at` that started in a stretch of time, in the order of the clocks.

    `views` are the clocks as they are shown.
    A clock that was broken by ending too early did not wait, and is left out.
    """
    first, after = started
    for lead in leads:
        breached = [
            clock
            for clock in lead.clocks
            if clock.outcome == BREACHED and not clock.terms.inverse and first <= clock.started < after
        ]
        if not breached:
            continue
        begun, events = history(lead.id)
        assigned = _assignments(begun, events)
        for clock in breached:
            pauses: Sequence[tuple[int, int]] = ()
            if clock.held or clock.paused_at is not None:
                pauses = _pauses(program, clock, lead, history, at, automatic=automatic)
            yield _delay(clock, views[clock], pauses, assigned, at)


def _assignments(begun: Lead, events: Iterable[Event]) -> int:
    """From when on the lead was assigned to somebody."""
    if begun.assignee is not None:
        return 0
    assigning = (
        event.instant for event in events if event.name == "assigned" and not is_missing(event.data.get("to"))
    )
    return next(assigning, NEVER)


def _pauses(
    program: Program, clock: RunningClock, lead: Lead, history: History, at: int, *, automatic: bool
) -> list[tuple[int, int]]:
    """When the clock stood still: the lead is folded once more, with somebody listening."""
    begun, events = history(lead.id)
    recorder = record(program, clock.terms.compiled, begun, events, at, automatic=automatic)
    story = next(
        story
        for story in recorder.stories
        if (story.clock.cycle, story.clock.step) == (clock.cycle, clock.step)
    )
    return [(pause.start, at if pause.end is None else pause.end) for pause in story.pauses]


def _delay(
    clock: RunningClock, view: Clock, pauses: Sequence[tuple[int, int]], assigned: int, at: int
) -> Delay:
    end = next(found for found in (clock.done_at, clock.ended_at, at) if found is not None)
    between = clock.terms.calendar.timeline.between
    running = unassigned = representative = 0
    for a, b in _running(clock.started, end, pauses) if pauses else ((clock.started, end),):
        running += b - a
        given = min(max(assigned, a), b)
        if given > a:
            unassigned += between(a, given)
        if given < b:
            representative += between(given, b)
    return Delay(
        view,
        closed=(running - unassigned - representative) * MICROSECOND,
        paused=(end - clock.started - running) * MICROSECOND,
        unassigned=unassigned * MICROSECOND,
        representative=representative * MICROSECOND,
        basis=None if clock.terms.window is None else clock.terms.window.basis,
    )


def _running(start: int, end: int, pauses: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches of a time that lie in no pause."""
    for begin, until in sorted(pauses):
        if start < min(begin, end):
            yield start, min(begin, end)
        start = max(start, until)
    if start < end:
        yield start, end
