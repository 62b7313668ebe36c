"""How long clocks took, beside what they were given: both in the time that counts for them.

Whether a window is right is a question about how long things take; the outcome alone does not say that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import ClassVar

import attrs

from leadsla.evaluation.clocks import Clock
from leadsla.instants import MICROSECOND
from leadsla.lead import BREACHED, RunningClock
from leadsla.tables import SECONDS, TEXT, WHOLE, Columns, Row
from leadsla.windows import Window


@attrs.frozen
class Timing(Row):
    """A clock with the window that it was given, and how late it was.

    `segment` is the number of the segment of `within` that held (from 0), for a plan the place of the step; `window`
    is None for what is due at once. `given` is the time that counts between the start and the due, less pauses. `late`
    is by how much the due was passed, in the same time, until it was done or ceased to be owed, else so far; None where
    it was not, or where a breach is being too early.
    """

    COLUMNS: ClassVar[Columns] = {
        "lead": (TEXT, lambda row: row.clock.lead),
        "clause": (TEXT, lambda row: row.clock.clause),
        "cycle": (WHOLE, lambda row: row.clock.cycle),
        "step": (TEXT, lambda row: row.clock.step),
        "outcome": (TEXT, lambda row: row.clock.outcome),
        "segment": WHOLE,
        "window": TEXT,
        "counted_s": (SECONDS, lambda row: row.clock.counted),
        **dict.fromkeys(("given_s", "late_s"), SECONDS),
    }

    clock: Clock
    segment: int
    window: Window | None
    given: dt.timedelta
    late: dt.timedelta | None


def timings(views: Iterable[Clock], clocks: Iterable[RunningClock], at: int) -> Iterator[Timing]:
    """The timings of clocks of leads, of which both the view and the state are given, as of `at`."""
    for view, clock in zip(views, clocks, strict=True):
        terms = clock.terms
        line = terms.line
        late = None
        if clock.outcome == BREACHED and not terms.inverse:
            end = at if clock.ended_at is None else clock.ended_at
            late = max(0, line.between(clock.due, end)) * MICROSECOND
        given = (clock.carried + line.between(clock.begun, clock.base)) * MICROSECOND
        yield Timing(view, terms.segment, terms.window, given, late)
