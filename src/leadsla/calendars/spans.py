"""Sets of instants as sorted lists of half-open intervals that neither overlap nor touch.

Calendars are combined and stitched together here and nowhere else, so that one rule decides what
happens where two intervals meet: they become one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

#: A half-open interval [start, end) in microseconds.
Span = tuple[int, int]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same instants with touching and overlapping intervals made one; `spans` must be sorted by start.

    >>> merged([(0, 2), (2, 3), (5, 6)])
    [(0, 3), (5, 6)]
    """
    out: list[Span] = []
    for start, end in spans:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def union(left: Sequence[Span], right: Sequence[Span]) -> list[Span]:
    """The instants in either.

    >>> union([(0, 2)], [(1, 4), (6, 7)])
    [(0, 4), (6, 7)]
    """
    return merged(sorted([*left, *right]))


def intersection(left: Sequence[Span], right: Sequence[Span]) -> list[Span]:
    """The instants in both.

    >>> intersection([(0, 5), (8, 9)], [(1, 2), (4, 9)])
    [(1, 2), (4, 5), (8, 9)]
    """
    out: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            out.append((start, end))
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1
    return out


def difference(left: Sequence[Span], right: Sequence[Span]) -> list[Span]:
    """The instants in `left` that are not in `right`.

    >>> difference([(0, 5), (8, 9)], [(1, 2), (4, 9)])
    [(0, 1), (2, 4)]
    """
    out: list[Span] = []
    first = 0
    for start, end in left:
        while first < len(right) and right[first][1] <= start:
            first += 1
        j = first
        while start < end and j < len(right) and right[j][0] < end:
            if right[j][0] > start:
                out.append((start, right[j][0]))
            start = max(start, right[j][1])
            j += 1
        if start < end:
            out.append((start, end))
    return out
