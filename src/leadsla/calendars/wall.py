"""Open time on the wall clock of one zone, so that datetimes of that zone need no conversion.

Most of the cost of a business-time question is turning local datetimes into instants and back. Between two
datetimes of one and the same zone Python subtracts wall-clock times, which is nearly free, so this module
restates a timeline in wall-clock time: where the offset changes there is a breakpoint, as there is at every
opening. The restatement holds for times that are the first of their name (`fold=0`, gaps included: the offset
before the gap counts, as everywhere in Python). Results whose wall-clock time could be a second one are
marked, and are worked out on the timeline.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from zoneinfo import ZoneInfo

from leadsla.calendars.offsets import pieces
from leadsla.calendars.timeline import State

#: Wall-clock 1970 in the zone; the range [lo, hi); at each breakpoint `starts`, `idles` and `counts` as on a
#: timeline; then the timeline's own counts with, by interval, what turns open time into wall-clock time
#: (None: ask the timeline), their total, and its state.
Wall = tuple[
    dt.datetime, int, int, list[int], list[int], list[int], list[int], list[int | None], int, State | None
]


def nothing(tz: ZoneInfo) -> Wall:
    """The wall clock of a timeline of which nothing is compiled."""
    return (dt.datetime(1970, 1, 1, tzinfo=tz), 1, 0, [], [0], [0], [0], [None], 0, None)


def wall_of(tz: ZoneInfo, state: State) -> Wall:
    """A compiled timeline on the wall clock of `tz`."""
    lo, hi, starts, idles, counts, total = state
    found = pieces(tz, lo, hi)
    breaks: list[int] = []
    local_idles: list[int] = [0]
    local_counts: list[int] = [0]
    shifts: list[int | None] = [None] * len(counts)
    local = lo + found[0][2]
    low = local
    for number, (begun, until, offset) in enumerate(found):
        before = found[number - 1][2] if number else offset
        after = found[number + 1][2] if number + 1 < len(found) else offset
        # A wall-clock time that comes twice is the first one, one that never comes is read with the offset
        # before it: either way this piece's offset holds until the later of the two readings of its end.
        local_end = until + max(offset, after)
        i = bisect_right(starts, local - offset)
        end = bisect_left(starts, local_end - offset)
        breaks.append(local)
        local_idles.append(idles[i] + offset)
        local_counts.append(counts[i])
        breaks += [start + offset for start in starts[i:end]]
        local_idles += [idle + offset for idle in idles[i + 1 : end + 1]]
        local_counts += counts[i + 1 : end + 1]
        local = local_end
        first = bisect_left(starts, begun + max(0, before - offset)) + 1
        last = bisect_left(starts, until)
        for j in range(first, last + 1):
            if idles[j] + counts[j] < until:
                shifts[j] = idles[j] + offset
    return (
        dt.datetime(1970, 1, 1, tzinfo=tz),
        low,
        local,
        breaks,
        local_idles,
        local_counts,
        counts,
        shifts,
        total,
        state,
    )
