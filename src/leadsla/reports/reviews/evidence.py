"""What the clocks say about a window: which share was done within which time, exactly.

A clock counts for a window by the time that counted until it was done, in the window's own time; what was never done,
and what is still open, counts as not done. What counted after an overdue clock's due counts even where a longer window
would have been paused, so a window that is said to suffice does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadsla.clauses import LeadClause
from leadsla.instants import DAY, HOUR, MICROSECOND, MINUTE
from leadsla.lead import MET, VOID
from leadsla.windows import Window

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.evaluation.timings import Timing


@attrs.frozen
class Evidence:
    """The clocks of one segment of a clause: `n` that count, `met` of them, and how long each took that was done.

    `took` is sorted; `quick` counts those that took less than half of their windows.
    """

    clause: LeadClause
    segment: int
    window: Window
    n: int
    met: int
    took: tuple[dt.timedelta, ...]
    quick: int

    @property
    def target(self) -> Fraction | None:
        """The share that is promised to be met."""
        return None if self.clause.target is None else self.clause.target.share.value

    def within(self, length: dt.timedelta) -> int:
        """How many were done within a length of time."""
        return sum(took <= length for took in self.took)


def evidence(agreement: Agreement, timings: Iterable[Timing]) -> Iterator[Evidence]:
    """For each segment of each clause that has a window of its own, what its clocks took.

    Clocks of windows that are not in the agreement as it stands are left out: nobody can change those any more.
    """
    groups: dict[tuple[str, int], list[Timing]] = {}
    for timing in timings:
        groups.setdefault((timing.clock.clause, timing.segment), []).append(timing)
    for clause in agreement.clauses:
        windows = clause.window() if isinstance(clause, LeadClause) and not clause.inverse else None
        for segment, case in enumerate(windows or ()):
            found = [timing for timing in groups.get((clause.id, segment), []) if timing.window == case.is_]
            if found and isinstance(clause, LeadClause):
                yield _evidence(clause, segment, case.is_, found)


def _evidence(clause: LeadClause, segment: int, window: Window, timings: list[Timing]) -> Evidence:
    counted = [timing for timing in timings if timing.clock.outcome != VOID]
    done = [timing for timing in counted if timing.clock.done_at is not None]
    return Evidence(
        clause=clause,
        segment=segment,
        window=window,
        n=len(counted),
        met=sum(timing.clock.outcome == MET for timing in counted),
        took=tuple(sorted(timing.clock.counted for timing in done)),
        quick=sum(2 * timing.clock.counted < timing.given for timing in done),
    )


def readable(length: dt.timedelta, like: Window) -> Window:
    """The shortest window that people would write which is no shorter than `length`, in the time of another window.

    >>> [str(readable(dt.timedelta(minutes=m), Window.parse("5 business minutes"))) for m in (3.5, 42, 95, 601)]
    ['4 business minutes', '45 business minutes', '2 business hours', '11 business hours']
    >>> str(readable(dt.timedelta(days=10, hours=23, minutes=30), Window.parse("2 weeks")))
    '12 days'
    """
    size = length // MICROSECOND
    minutes = -(-size // MINUTE)
    if minutes <= 10:
        return _window(max(minutes, 1), "minute", like)
    if minutes <= 55:
        return _window(-(-minutes // 5) * 5, "minute", like)
    if like.business or size <= 3 * DAY:
        return _window(-(-size // HOUR), "hour", like)
    # A day of the calendar may be an hour short, where clocks go forward.
    return _window(-(-(size + HOUR) // DAY), "day", like)


def _window(amount: int, unit: str, like: Window) -> Window:
    return Window(((Fraction(amount), unit),), like.business)
