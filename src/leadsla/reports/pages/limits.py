"""How much a page holds. Browsers open a page of a megabyte or two at once; what is left out is counted and named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs


@attrs.frozen(kw_only=True)
class Limits:
    """How many entries the lists of a report have.

    `late` clocks of a promise, `others` (met, open or void) of a promise and outcome, both with a limit for all
    together; `owed` entries of the worklist; `named` leads of a list of names; `explained` clocks.
    """

    late: int = 300
    late_in_all: int = 1_500
    others: int = 60
    others_in_all: int = 600
    owed: int = 200
    named: int = 25
    named_in_all: int = 800
    explained: int = 250

    def late_of(self, counts: Iterable[int]) -> int:
        """How many late clocks are listed of each promise at most, where they have so many."""
        return shared_out(counts, self.late, self.late_in_all)

    def others_of(self, counts: Iterable[int]) -> int:
        """How many of each promise and other outcome at most."""
        return shared_out(counts, self.others, self.others_in_all)


def shared_out(counts: Iterable[int], each: int, in_all: int) -> int:
    """The largest part, up to `each`, that all of so many may have without there being more than `in_all` together.

    >>> shared_out([2, 3, 90, 200], each=60, in_all=100), shared_out([20, 30], each=60, in_all=100)
    (47, 60)
    """
    left = sorted(counts)
    while left:
        part = in_all // len(left)
        if part >= each:
            return each
        if left[0] > part:
            return part
        in_all -= left.pop(0)
    return each


#: What one page holds, and what a folder of pages does.
PAGE: Final = Limits()
FOLDER: Final = Limits(
    late=10_000, late_in_all=50_000, others=10_000, others_in_all=50_000, owed=5_000, named=1_000, named_in_all=10_000,
    explained=2_000,
)  # fmt: skip
