"""Open time as a line of instants: the integer core that every business-time answer comes from.

Between two instants the open time that has passed is a difference of one rising function, W(t); adding open
time is looking W up backwards. Both are a bisection in a list and a subtraction. The intervals are compiled
year by year, only as far as somebody asks, into one immutable tuple that is swapped as a whole: readers need
no lock.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

from leadsla.calendars.offsets import YEARS
from leadsla.calendars.spans import Span, merged
from leadsla.errors import CalendarError
from leadsla.instants import FIRST, HOUR, LAST, iso

#: What is compiled: the range [lo, hi], and for its n intervals, at index 1 to n (0 stands for before the
#: first), `starts` (from index 0), `idles` (closed time from lo up to the interval, plus lo), `counts` (open
#: time up to its end), and their total.
State = tuple[int, int, list[int], list[int], list[int], int]

_NOTHING: State = (1, 0, [], [0], [0], 0)


class Timeline:
    """The instants at which a calendar is open. Arguments and results are microseconds since 1970 UTC.

    `source(start, end)` gives the sorted, separate open intervals of any stretch of the years 1970 to 2100,
    `name` is what errors call the calendar. Every method raises `CalendarError` where the answer would lie
    outside these years.

    >>> line = Timeline(lambda start, end: [(start, start + 10)], "ten microseconds a year")
    >>> line.add(5, 5), line.add(5, 6) == YEARS[1] + 1, line.between(0, YEARS[2])
    (10, True, 20)
    """

    __slots__ = ("_lock", "_name", "_source", "_state", "grids")

    def __init__(self, source: Callable[[int, int], Sequence[Span]], name: str) -> None:
        self._source = source
        self._name = name
        self._lock = threading.Lock()
        self._state: State = _NOTHING
        #: Tables of the column functions, made from the state that each names; never needed for an answer.
        self.grids: dict[Any, Any] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return Timeline, (self._source, self._name)

    def add(self, t: int, d: int) -> int:
        """The earliest instant at which `d` of open time has passed since `t`; for 0, the next open one."""
        lo, hi, starts, idles, counts, total = self._state
        if d > 0 and lo <= t <= hi:
            i = bisect_right(starts, t)
            target = t - idles[i]
            if target > counts[i]:
                target = counts[i]
            target += d
            if target <= total:
                return idles[bisect_left(counts, target)] + target
        return self._shifted(t, d, d <= 0)

    def subtract(self, t: int, d: int) -> int:
        """The latest instant since which `d` of open time has passed at `t`; for 0, `t` or the last close."""
        return self._shifted(t, -d, d > 0)

    def between(self, a: int, b: int) -> int:
        """The open time in [a, b); negative when b is before a."""
        lo, hi, starts, idles, counts, _ = self._state
        if not (lo <= a <= hi and lo <= b <= hi):
            lo, hi, starts, idles, counts, _ = self.cover(a, b)
        i = bisect_right(starts, a)
        before = a - idles[i]
        if before > counts[i]:
            before = counts[i]
        i = bisect_right(starts, b)
        after = b - idles[i]
        if after > counts[i]:
            after = counts[i]
        return after - before

    def is_open(self, t: int) -> bool:
        """Whether `t` lies in an open interval."""
        lo, hi, starts, idles, counts, _ = self._state
        if not lo <= t < hi:
            # The interval around the end of what is compiled may go on beyond it.
            lo, hi, starts, idles, counts, _ = self.cover(t, min(t + 1, LAST))
        i = bisect_right(starts, t)
        return t - idles[i] < counts[i]

    def next_open(self, t: int) -> int:
        """The earliest open instant at or after `t`."""
        return self._shifted(t, 0, True)

    def previous_close(self, t: int) -> int:
        """The end of the open time before `t`: `t` itself when the instants just before it are open."""
        return self._shifted(t, 0, False)

    def intervals(self, a: int, b: int) -> list[Span]:
        """The open intervals of [a, b), clipped to it."""
        if a >= b:
            return []
        _, _, starts, idles, counts, _ = self.cover(a, b)
        found: list[Span] = []
        for i in range(bisect_right(starts, a) or 1, bisect_left(starts, b) + 1):
            end = idles[i] + counts[i]
            if end > a:
                found.append((max(starts[i - 1], a), min(end, b)))
        return found

    @property
    def state(self) -> State:
        """What is compiled so far."""
        return self._state

    def cover(self, a: int, b: int) -> State:
        """The compiled state, once it reaches from `a` to `b` (in either order)."""
        first, last = (a, b) if a <= b else (b, a)
        if first < FIRST or last > LAST:
            beyond = iso(first if first < FIRST else last) if abs(first) + abs(last) < 1 << 57 else "a time"
            raise CalendarError(f"{self._name}: {beyond} lies outside the years 1970 to 2100 that it knows")
        with self._lock:
            lo, hi, *_ = self._state
            if lo > hi:
                index = min(bisect_right(YEARS, first), len(YEARS) - 1) - 1
                self._compile(index, max(bisect_left(YEARS, last), index + 1))
            elif first < lo or last > hi:
                from_, until = YEARS.index(lo), YEARS.index(hi)
                # Doubling keeps the work of many small steps in proportion to the years that they cover.
                if first < lo:
                    from_ = min(bisect_right(YEARS, first) - 1, max(2 * from_ - until, 0))
                if last > hi:
                    until = max(bisect_left(YEARS, last), min(2 * until - YEARS.index(lo), len(YEARS) - 1))
                self._compile(from_, until)
            return self._state

    def _compile(self, first: int, last: int) -> None:
        """Make the state reach from YEARS[first] to YEARS[last]; the lock is held."""
        lo, hi, starts, idles, counts, _ = self._state
        begin, end = YEARS[first], YEARS[last]
        if lo > hi:
            spans = list(self._source(begin, end))
        else:
            known = [(start, idles[i] + counts[i]) for i, start in enumerate(starts, 1)]
            before = self._source(begin, lo) if begin < lo else ()
            after = self._source(hi, end) if hi < end else ()
            spans = merged([*before, *known, *after])
        starts = [start for start, _ in spans]
        counts = list(accumulate((end - start for start, end in spans), initial=0))
        idles = [begin]
        idles += [start - count for start, count in zip(starts, counts, strict=False)]
        self._state = (begin, end, starts, idles, counts, counts[-1])

    def _shifted(self, t: int, d: int, late: bool) -> int:
        """The latest instant u with W(u) = W(t) + d (`late`: at an opening) or the earliest (at a close)."""
        search = bisect_right if late else bisect_left
        state = self._state
        if not state[0] <= t <= state[1]:
            state = self.cover(t, t)
        while True:
            lo, hi, starts, idles, counts, _ = state
            i = bisect_right(starts, t)
            target = min(t - idles[i], counts[i]) + d
            j = search(counts, target)
            if 0 < j < len(counts):
                return idles[j] + target
            if (j == 0 and lo <= FIRST) or (j > 0 and hi >= LAST):
                raise CalendarError(self._out_of_time(t, d, late, j == 0))
            state = self.cover(lo - 1, lo) if j == 0 else self.cover(hi, hi + 1)

    def _out_of_time(self, t: int, d: int, late: bool, backwards: bool) -> str:
        if d == 0:
            what = "is never open again after" if late else "was never open before"
            return f"{self._name} {what} {iso(t)} within the years 1970 to 2100"
        where = "before" if backwards else "after"
        return (
            f"{self._name} has too little open time {where} {iso(t)} within the years 1970 to 2100: "
            f"{abs(d) / HOUR:g} hours were asked for"
        )
