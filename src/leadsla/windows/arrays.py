"""Windows counted for whole numpy arrays of starts, with the answers that each start has alone.

The rules stand in `window`; here they are asked once for all starts that they treat alike: those of a week in which the
clock is not changed, or those between the same two breaks of a calendar.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from leadsla.instants import DAY, HOUR, SECOND
from leadsla.windows.window import (
    CLOSES,
    WEEK,
    OpeningHours,
    Shift,
    Shifts,
    Window,
    business_days,
    close_after,
    dates_on,
    is_steady,
)


def forward_many(window: Window, calendar: OpeningHours, tz: ZoneInfo) -> Shifts:
    """`Window.forward` for whole arrays."""
    forward, fixed = window.forward(calendar, tz), window.fixed
    if fixed is not None:
        return (lambda t: calendar.add_many(t, fixed, "us")) if window.business else (lambda t: t + fixed)
    if window.closing:
        return _closes(calendar, window.closing == CLOSES[1])
    if window.business:
        return _business_days(calendar, int(window.parts[0][0]))
    if window.whole_days:
        length = window.whole_days * DAY
        return lambda t: _by_week(t, length, forward, tz)
    return lambda t: _one_by_one(t, forward)


def _one_by_one(starts: Any, shift: Shift) -> Any:
    return np.fromiter(map(shift, starts.tolist()), np.int64, len(starts))


def _by_week(starts: Any, length: int, shift: Shift, tz: ZoneInfo) -> Any:
    """So many dates later, in arrays: starts of a week are shifted alike if neither they nor their ends see a change.

    What is beyond, up to two days on either side, is looked at too, because zones are that far from UTC.
    """
    weeks = starts // WEEK
    out = starts + length
    for week in np.unique(weeks).tolist():
        begin, end = week * WEEK, (week + 1) * WEEK
        meant = weeks == week
        if is_steady(tz, begin, end) and is_steady(tz, begin + length - 2 * DAY, end + length + 2 * DAY):
            out[meant] += shift(begin) - begin - length
        else:
            out[meant] = _one_by_one(starts[meant], shift)
    return out


def _closes(calendar: OpeningHours, following: bool) -> Shifts:
    """`close_after` of whole arrays: what begins in the same piece of time has the same close, looked up once."""
    known: dict[int, int] = {}

    def due(starts: Any) -> Any:
        begun = starts if following else calendar.add_many(starts, 0, "us")
        pieces, place = _pieces(calendar, begun)
        for piece, row in pieces.items():
            if piece not in known:
                known[piece] = close_after(calendar, int(starts[row]), following)
        return np.array([known[piece] for piece in pieces], np.int64)[place]

    return due


#: How far a piece of time moves, and the hours into which it is clamped there.
_Moved = tuple[int, tuple[tuple[int, int], ...]]


def _business_days(calendar: OpeningHours, days: int) -> Shifts:
    """`business_days` of whole arrays: a piece of time moves as a whole, unless the clock is changed where it goes."""
    known: dict[int, _Moved | None] = {}

    def moved(opened: int) -> _Moved | None:
        there, date = dates_on(calendar, opened, days)
        # No zone changes its clock and changes it back within three days.
        steady = _offset(calendar.zone, there - 36 * HOUR) == _offset(calendar.zone, there + 36 * HOUR)
        return (there - opened, calendar.opening(date)) if steady else None

    def due(starts: Any) -> Any:
        opened = calendar.add_many(starts, 0, "us")
        pieces, place = _pieces(calendar, opened)
        for piece, row in pieces.items():
            if piece not in known:
                known[piece] = moved(int(opened[row]))
        moves = [known[piece] or (0, ((0, 0),)) for piece in pieces]
        there = opened + np.array([by for by, _ in moves], np.int64)[place]
        out = np.array([spans[-1][1] for _, spans in moves], np.int64)[place]
        for number in reversed(range(max((len(spans) for _, spans in moves), default=0))):
            # Of a date with fewer openings, the last is taken again, which changes nothing.
            spans = np.array([spans[min(number, len(spans) - 1)] for _, spans in moves], np.int64)[place]
            np.copyto(out, np.maximum(there, spans[:, 0]), where=there <= spans[:, 1])
        unsteady = np.array([known[piece] is None for piece in pieces], bool)[place]
        if unsteady.any():
            out[unsteady] = [business_days(calendar, start, days) for start in starts[unsteady].tolist()]
        return out

    return due


def _pieces(calendar: OpeningHours, instants: Any) -> tuple[dict[int, int], Any]:
    """The pieces of time between the breaks of a calendar that instants lie in, and for each instant its own's number.

    A piece is named by its beginning, and comes with the place of one of the instants.
    """
    if not len(instants):
        return {}, instants
    breaks = np.array(calendar.breaks(int(instants.min()), int(instants.max())), np.int64)
    number = np.searchsorted(breaks, instants, side="right") - 1
    row = np.full(len(breaks), -1, np.int64)
    row[number] = np.arange(len(instants))
    there = row >= 0
    pieces = dict(zip(breaks[there].tolist(), row[there].tolist(), strict=True))
    return pieces, (np.cumsum(there) - 1)[number]


def _offset(tz: ZoneInfo, at: int) -> dt.timedelta | None:
    return dt.datetime.fromtimestamp(at // SECOND, tz).utcoffset()
