"""A share of leads, with its counts and how far chance may have moved it.

A percentage without its denominator says nothing, so a share always carries both counts; the interval is Wilson's,
which is sound for small counts and for shares near 0 and 1, where the usual plus or minus is not.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar, Final

import attrs

from leadsla.errors import ExtraError
from leadsla.tables import SHARE, WHOLE, Columns, Kind, Row

#: How sure intervals are, where nothing else is asked for.
CONFIDENCE: Final = 0.95


def ends_of(name: str) -> dict[str, tuple[Kind, Callable[[Any], Any]]]:
    """The columns of the proportion that is the attribute `name` of a row."""
    return {end: (SHARE, attrgetter(f"{name}.{end}")) for end in ("share", "low", "high")}


@attrs.frozen(slots=False)
class Proportion(Row):
    """So many of so many; `of` names what was counted, such as leads or clocks.

    >>> won = Proportion(842, 8000, of="leads")
    >>> str(won), float(won.share)
    ('842 of 8,000 leads, 10.5 % (9.9 to 11.2 %)', 0.10525)

    `low` and `high` are Wilson's interval at 95 % and need the extra `science`. All are None of none.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("count", "total"), WHOLE),
        **dict.fromkeys(("share", "low", "high"), SHARE),
    }

    count: int
    total: int
    of: str = "leads"

    @property
    def share(self) -> Fraction | None:
        """The share, exactly."""
        return Fraction(self.count, self.total) if self.total else None

    @cached_property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval at 95 %; raises `ExtraError` without scipy."""
        if not self.total:
            return None
        try:
            from scipy.stats import binomtest
        except ImportError:
            raise ExtraError(
                "an interval needs scipy; install it with: pip install 'leadsla[science]'"
            ) from None
        found = binomtest(self.count, self.total).proportion_ci(CONFIDENCE, method="wilson")
        return float(found.low), float(found.high)

    @property
    def low(self) -> float | None:
        """The lower end of the interval."""
        return None if self.interval is None else self.interval[0]

    @property
    def high(self) -> float | None:
        """The upper end of the interval."""
        return None if self.interval is None else self.interval[1]

    def __str__(self) -> str:
        counts = f"{self.count:,} of {self.total:,} {self.of}"
        if self.share is None or self.low is None or self.high is None:
            return counts
        return f"{counts}, {float(self.share):.1%} ({self.low * 100:.1f} to {self.high:.1%})".replace(
            "%", " %"
        )
