"""How sure a mean over independent runs is: Student's interval, and that of a difference on the same leads.

Runs of a simulation are independent, and nearly normal once each is a mean of many leads, so the interval of their mean
is Student's. Two policies are compared run by run, because a run gives both the same leads: what is left of the
difference is the policies'.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from leadsla.errors import ExtraError
from leadsla.simulation import fields
from leadsla.simulation.streams import numpy_or_error
from leadsla.tables import NUMBER, SHARE, WHOLE, Columns, Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@attrs.frozen(repr=False)
class Interval(Row):
    """A mean over runs, and from where to where it may be.

    `runs` have a value and `missing` have none. The ends are None for a single run, which cannot know how much others
    would differ, and all is None where no run has a value.

    >>> Interval.of([4.0, 6.0, 5.0, 5.0])
    <Interval 5 (3.701 to 6.299; 95 %, 4 runs)>
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("mean", "low", "high"), NUMBER),
        **dict.fromkeys(("runs", "missing"), WHOLE),
        "confidence": SHARE,
    }

    mean: float | None
    low: float | None
    high: float | None
    runs: int
    missing: int
    confidence: float

    @classmethod
    def of(cls, values: Any, confidence: float = 0.95) -> Interval:
        """The interval of the mean of independent values; nan is a value that is missing.

        Raises `ScenarioError` for a confidence that is no share, `ExtraError` without scipy.
        """
        fields.chance("confidence", confidence)
        numpy = numpy_or_error()
        given = numpy.asarray(values, dtype=float)
        known = given[~numpy.isnan(given)]
        runs = len(known)
        if not runs:
            return cls(None, None, None, 0, len(given), confidence)
        mean = float(known.mean())
        if runs == 1:
            return cls(mean, None, None, 1, len(given) - 1, confidence)
        half = _quantile(runs - 1, confidence) * float(known.std(ddof=1)) / math.sqrt(runs)
        return cls(mean, mean - half, mean + half, runs, len(given) - runs, confidence)

    @property
    def half_width(self) -> float | None:
        """From the mean to either end."""
        return None if self.high is None or self.mean is None else self.high - self.mean

    def holds(self, value: float) -> bool:
        """Whether a value lies in the interval, its ends included; False where there is none."""
        return self.low is not None and self.high is not None and self.low <= value <= self.high

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def __str__(self) -> str:
        if self.mean is None:
            return "no value in any run"
        if self.low is None or self.high is None:
            return f"{self.mean:.4g} (one run: no interval)"
        missing = f", {self.missing} without a value" if self.missing else ""
        sure = f"{100 * self.confidence:g} %, {self.runs} runs{missing}"
        return f"{self.mean:.4g} ({self.low:.4g} to {self.high:.4g}; {sure})"


@attrs.frozen(repr=False)
class Difference(Interval):
    """A mean difference of two policies over the same runs, and from where to where it may be.

    `cut` is the share of the variance that the same leads took away: two policies on leads of their own would have
    differed by the sum of both variances. Below zero the same leads made it worse. None where nothing varies.
    """

    COLUMNS: ClassVar[Columns] = {**Interval.COLUMNS, "cut": SHARE}

    cut: float | None = None

    @classmethod
    def between(cls, one: Any, other: Any, confidence: float = 0.95) -> Difference:
        """`one` less `other`, run by run; runs in which either has no value are missing."""
        numpy = numpy_or_error()
        pairs = numpy.asarray(one, dtype=float), numpy.asarray(other, dtype=float)
        found = Interval.of(pairs[0] - pairs[1], confidence)
        return cls(**attrs.asdict(found), cut=_cut(*pairs))

    @property
    def beyond_chance(self) -> bool:
        """Whether zero lies outside of the interval."""
        return self.low is not None and not self.holds(0.0)


def _cut(one: NDArray[np.float64], other: NDArray[np.float64]) -> float | None:
    """The share of the variance of a difference that pairing took away."""
    known = one - other == one - other  # false where either is nan
    if known.sum() < 2:
        return None
    apart = one[known].var(ddof=1) + other[known].var(ddof=1)
    return float(1 - (one - other)[known].var(ddof=1) / apart) if apart > 0 else None


def _quantile(freedom: int, confidence: float) -> float:
    try:
        from scipy.stats import t
    except ImportError:
        raise ExtraError("an interval needs scipy; install it with: pip install 'leadsla[science]'") from None
    return float(t.ppf((1 + confidence) / 2, freedom))
