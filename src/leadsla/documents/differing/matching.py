"""Which entry of one list is which of the other: the equal ones, then those that are alike in what names them.

The same whichever list is the old one, so that a difference read backwards is about the same places.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import attrs

from leadsla.documents.differing.words import same

#: What two entries have in common when they are the same entry, changed.
Key = Callable[[Any], Any]


@attrs.frozen
class Matched:
    """Two lists laid beside each other: pairs of numbers, and the entries that one of them has alone."""

    old: Sequence[Any]
    new: Sequence[Any]
    pairs: tuple[tuple[int, int], ...]

    @property
    def reordered(self) -> bool:
        """Whether what is in both stands in another order."""
        return any(before[1] > after[1] for before, after in pairwise(self.pairs))

    def entries(self) -> Iterator[tuple[Any, Any, bool, bool]]:
        """Old entry, new entry, whether the first is there and the second: as the new list has them.

        What is gone stands behind what it stood behind.
        """
        after = dict(self.pairs)
        places: list[tuple[int, int, int]] = [(number, 0, -1) for number in range(len(self.new))]
        anchor = -1
        for number in range(len(self.old)):
            anchor = after.get(number, anchor)
            if number not in after:
                places.append((anchor, 1, number))
        before = {new: old for old, new in self.pairs}
        for place, gone, number in sorted(places):
            if gone:
                yield self.old[number], None, True, False
            elif place in before:
                yield self.old[before[place]], self.new[place], True, True
            else:
                yield None, self.new[place], False, True


def matched(old: Sequence[Any], new: Sequence[Any], *keys: Key) -> Matched:
    """Two lists with what is equal paired, then what is alike by the first key, by the second, and so on.

    >>> matched(["a", "b", "c"], ["c", "b", "d"]).pairs
    ((1, 1), (2, 0))
    """
    pairs: list[tuple[int, int]] = []
    left, right = list(range(len(old))), list(range(len(new)))
    for key in (None, *keys):
        named = [entry if key is None else key(entry) for entry in new]
        for one in list(left):
            wanted = old[one] if key is None else key(old[one])
            alike = same if key is None else operator.eq
            other = next((number for number in right if alike(named[number], wanted)), None)
            if other is not None:
                pairs.append((one, other))
                left.remove(one)
                right.remove(other)
    return Matched(old, new, tuple(sorted(pairs)))
