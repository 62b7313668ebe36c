"""Two policies on the same clocks: how many turned which way, and how far chance may have moved the difference.

The clocks are the same, so the two rates are not independent, and an interval that took them for two samples would be
far too wide. What is uncertain is only how many clocks turn.
"""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import attrs

from leadsla.metrics import Proportion


@attrs.frozen
class Paired:
    """The clocks that are judged (met or breached) under both of two policies, by both outcomes.

    `both` are met under both, `gained` under the second alone, `lost` under the first alone, `neither` under none.

    >>> turned = Paired(both=36, lost=12, gained=2, neither=0)
    >>> turned.total, turned.difference, [round(end, 4) for end in turned.interval]
    (50, Fraction(-1, 5), [-0.3404, -0.0569])
    """

    both: int = 0
    gained: int = 0
    lost: int = 0
    neither: int = 0

    @property
    def total(self) -> int:
        """How many there are."""
        return self.both + self.gained + self.lost + self.neither

    @property
    def difference(self) -> Fraction | None:
        """The share met under the second less that under the first, exactly; None of none."""
        return Fraction(self.gained - self.lost, self.total) if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Newcombe's interval of the difference at 95 %: Wilson's of either rate, put together as of paired data.

        None where no clock turned: how many others might have is not to be seen from these. Needs the extra `science`;
        raises `ExtraError` without it.
        """
        if not self.gained + self.lost:
            return None
        total = self.total
        first, second = Proportion(self.both + self.lost, total), Proportion(self.both + self.gained, total)
        (low, high), (from_, to) = first.interval or (0.0, 1.0), second.interval or (0.0, 1.0)
        one, two = (self.both + self.lost) / total, (self.both + self.gained) / total
        difference, alike = two - one, self._alike()
        down, up = two - from_, high - one
        below = sqrt(max(0.0, down**2 - 2 * alike * down * up + up**2))
        down, up = one - low, to - two
        above = sqrt(max(0.0, down**2 - 2 * alike * down * up + up**2))
        return difference - below, difference + above

    def _alike(self) -> float:
        """How far the two go together (phi), drawn towards none where that is little."""
        met, other = self.both + self.lost, self.both + self.gained
        spread = met * (self.total - met) * other * (self.total - other)
        if not spread:
            return 0.0
        found: float = self.both * self.neither - self.gained * self.lost
        if found > 0:
            found = max(found - self.total / 2, 0.0)
        return found / sqrt(spread)
