"""Tables that answer business time for a million instants at once.

A grid cuts time into buckets of 2**n ticks, so short that each meets at most one open run; then the open time
up to an instant is three table look-ups by bucket number, without a search. Open time is cut in the same way,
so short that each bucket meets at most one closing, for the way back. Work goes in chunks that stay in the
processor's cache. Where runs or gaps are so short that the tables would be huge, a binary search takes their
place.
"""

from __future__ import annotations

from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from leadsla.calendars.timeline import State, Timeline

Ints = npt.NDArray[np.integer[Any]]

#: Elements that are worked on at a time.
CHUNK: Final = 1 << 15
#: The most buckets of a table.
_MOST: Final = 1 << 22
#: The most buckets for one question: making a bucket costs about a quarter of a search.
_PER_QUESTION: Final = 4
#: Buckets are at most this many bits wide, so that places within one fit in 32.
_WIDEST: Final = 30


def _bits(shortest: int) -> int:
    """The widest bucket, as a power of two, that is no longer than the shortest gap or run."""
    return min(max(int(shortest).bit_length() - 1, 0), _WIDEST)


@attrs.frozen(eq=False)
class Search:
    """A compiled timeline in ticks of its own as sorted arrays, looked up by binary search."""

    lo: int
    total: int
    starts: Ints
    idles: Ints
    counts: Ints

    @classmethod
    def of(cls, state: State, tick: int) -> Search:
        """The arrays of a compiled state; all its instants are whole seconds, so every tick divides them."""
        lo, _, starts, idles, counts, total = state
        return cls(
            lo // tick,
            total // tick,
            np.array(starts, np.int64) // tick,
            np.array(idles, np.int64) // tick,
            np.array(counts, np.int64) // tick,
        )

    def worked(self, t: Ints) -> Ints:
        """The open time from the beginning of the timeline to `t`."""
        i = np.searchsorted(self.starts, t, side="right")
        found: Ints = np.minimum(t - self.idles[i], self.counts[i])
        return found

    def reached(self, target: Ints, late: Ints | int) -> Ints:
        """The earliest instant at which `target` has passed; where `late` is 1, the latest."""
        i = np.searchsorted(self.counts, target + late, side="left")
        found: Ints = target + self.idles[i]
        return found

    def between(self, a: Ints, b: Ints, out: Ints) -> None:
        """Fill `out` with the open time in [a, b)."""
        np.subtract(self.worked(b), self.worked(a), out=out)

    def add(self, t: Ints, d: Ints, positive: bool, out: Ints) -> None:
        """Fill `out` with the instants at which `d` has passed since `t`."""
        out[...] = self.reached(self.worked(t) + d, 0 if positive else (d <= 0).astype(np.int64))


@attrs.frozen(eq=False)
class Grid:
    """A compiled timeline in ticks as tables by bucket, for work in arrays of `CHUNK`."""

    lo: int
    kind: Any
    bits: int
    base: Ints
    opens: Ints
    closes: Ints
    open_bits: int
    limits: Ints
    idles: Ints
    gaps: Ints

    def _worked(self, t: Ints, room: _Room) -> Ints:
        n = len(t)
        number, place, found, edge = room.number[:n], room.place[:n], room.found[:n], room.edge[:n]
        np.subtract(t, self.lo, out=number)
        np.bitwise_and(number, (1 << self.bits) - 1, out=place)
        np.right_shift(number, self.bits, out=number)
        np.take(self.opens, number, out=edge, mode="clip")
        np.maximum(place, edge, out=place)
        np.take(self.closes, number, out=edge, mode="clip")
        np.minimum(place, edge, out=place)
        np.take(self.base, number, out=found, mode="clip")
        np.add(found, place, out=found)
        return found

    def between(self, a: Ints, b: Ints, out: Ints) -> None:
        """Fill `out` with the open time in [a, b)."""
        room, second = _Room.of(self.kind), _Room.of(self.kind)
        for start in range(0, len(a), CHUNK):
            part = slice(start, start + CHUNK)
            np.subtract(self._worked(b[part], room), self._worked(a[part], second), out=out[part])

    def add(self, t: Ints, d: Ints, positive: bool, out: Ints) -> None:
        """Fill `out` with the instants at which `d` has passed since `t`; `positive`: all `d` are."""
        room = _Room.of(self.kind)
        for start in range(0, len(t), CHUNK):
            part = slice(start, start + CHUNK)
            self._reach(self._worked(t[part], room), d[part], positive, room, out[part])

    def _reach(self, target: Ints, d: Ints, positive: bool, room: _Room, out: Ints) -> None:
        n = len(target)
        number, other, limit = room.number[:n], room.other[:n], room.limit[:n]
        np.copyto(other, d)
        np.add(target, other, out=target)
        sought = target if positive else np.add(target, d <= 0)
        np.right_shift(sought, self.open_bits, out=number)
        np.take(self.limits, number, out=limit, mode="clip")
        np.subtract(limit, sought, out=limit)
        # All ones where the closing in this bucket lies behind, else zero.
        np.right_shift(limit, limit.dtype.itemsize * 8 - 1, out=limit)
        np.take(self.gaps, number, out=other, mode="clip")
        np.bitwise_and(other, limit, out=other)
        np.add(target, other, out=target)
        np.take(self.idles, number, out=other, mode="clip")
        np.add(target, other, out=target)
        np.add(target, self.lo, out=out, dtype=np.int64)


@attrs.frozen(eq=False)
class _Room:
    """Arrays for what is worked out on the way."""

    number: Ints
    place: Ints
    edge: Ints
    found: Ints
    other: Ints
    limit: Ints

    @classmethod
    def of(cls, kind: Any) -> _Room:
        place = np.int32
        return cls(
            np.empty(CHUNK, np.int64),
            np.empty(CHUNK, place),
            np.empty(CHUNK, place),
            *(np.empty(CHUNK, kind) for _ in range(3)),
        )


def tables(line: Timeline, state: State, tick: int, size: int) -> Grid | Search:
    """What answers `size` questions fastest for a compiled timeline, in ticks of so many microseconds."""
    kept = line.grids.get(
        tick
    )  # the state, a search, a grid or None, and after how many more questions a grid pays
    if kept is not None and kept[0] is state and (kept[2] is not None or size < kept[3]):
        if kept[2] is None:
            line.grids[tick] = (*kept[:3], kept[3] - size)
        return kept[2] or kept[1]  # type: ignore[no-any-return]
    lo, hi, starts, _, _, total = state
    search = Search.of(state, tick)
    begins, ends = search.starts, search.idles[1:] + search.counts[1:]
    bits = _bits(int((begins[1:] - ends[:-1]).min(initial=1 << _WIDEST)))
    # The first and the last run are cut short by the years, which does no harm: nothing lies beyond them.
    open_bits = _bits(int(np.diff(search.counts)[1:-1].min(initial=1 << _WIDEST)))
    buckets = max(((hi - lo) // tick) >> bits, (total // tick) >> open_bits)
    grid = None
    owed = 0 if kept is None or kept[0] is not state else kept[3]
    if buckets <= _MOST and (buckets <= size * _PER_QUESTION or 0 < owed <= size) and len(starts):
        grid = _grid(search, hi // tick, begins, ends, bits, open_bits)
    pays = buckets / _PER_QUESTION - size if buckets <= _MOST else float("inf")
    line.grids[tick] = (state, search, grid, pays)
    return grid or search


def _grid(search: Search, hi: int, begins: Ints, ends: Ints, bits: int, open_bits: int) -> Grid:
    kind = np.int32 if hi - search.lo < 1 << 31 else np.int64
    width = 1 << bits
    edges = search.lo + (np.arange(((hi - search.lo) >> bits) + 1, dtype=np.int64) << bits)
    run = np.minimum(np.searchsorted(ends, edges, side="right"), len(ends) - 1)
    opens = np.clip(begins[run] - edges, 0, width)
    closes = np.maximum(np.minimum(ends[run] - edges, width), opens)
    base = search.worked(edges) - opens
    sought = np.arange((search.total >> open_bits) + 1, dtype=np.int64) << open_bits
    first = np.maximum(np.searchsorted(search.counts, sought, side="left"), 1)
    following = np.minimum(first + 1, len(search.counts) - 1)
    return Grid(
        search.lo,
        kind,
        bits,
        base.astype(kind),
        opens.astype(np.int32),
        closes.astype(np.int32),
        open_bits,
        search.counts[first].astype(kind),
        (search.idles[first] - search.lo).astype(kind),
        (search.idles[following] - search.idles[first]).astype(kind),
    )
