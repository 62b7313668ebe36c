"""How much a page holds. Browsers open a page of a megabyte or two at once; what is left out is counted and named."""

from __future__ import annotations

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

    def late_of(self, cells: int) -> int:
        """How many late clocks are listed of each of so many promises."""
        return min(self.late, self.late_in_all // max(cells, 1))

    def others_of(self, cells: int) -> int:
        """How many of each other outcome."""
        return min(self.others, self.others_in_all // max(3 * cells, 1))


#: What one page holds, and what a folder of pages does.
PAGE: Final = Limits()
FOLDER: Final = Limits(
    late=10_000, late_in_all=50_000, others=10_000, others_in_all=50_000, owed=5_000, named=1_000, named_in_all=10_000,
    explained=2_000,
)  # fmt: skip
