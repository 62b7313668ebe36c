"""How long those take that convert, when some of them still will and most never do.

Of leads that came lately only the quick ones have converted yet, so the mean of what was seen is too short; and to ask
when half of all leads have converted makes no sense where a tenth ever does. So the share converted by each time is
Kaplan and Meier's, with every lead that has not converted watched until now, those that were lost too: they will not
convert, which is what is counted. Its last value is the share that ever converts as far as was seen, and delays are
quantiles of the curve as a part of that.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import exp, log, sqrt
from operator import attrgetter
from statistics import NormalDist
from typing import Any, ClassVar, Final

import attrs

from leadsla.metrics.survival import CONFIDENCE, Estimate, Survival
from leadsla.tables import NUMBER, SHARE, Columns, Printed, Row, Rows, Sheet

#: The delays that are told: by so many days that share of those that convert has done so.
QUANTILES: Final = (0.1, 0.25, 0.5, 0.75, 0.9, 0.99)
_DAY: Final = dt.timedelta(days=1)
_SECOND: Final = dt.timedelta(seconds=1)
_Z: Final = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


def _sorted(waits: Iterable[dt.timedelta]) -> tuple[dt.timedelta, ...]:
    return tuple(sorted(waits))


@attrs.frozen
class Quantile(Row):
    """By when a share of those that convert has done so, in days of 24 hours, and its interval at 95 %.

    An end is None where the leads that there are do not tell it.
    """

    COLUMNS: ClassVar[Columns] = {
        "share": SHARE,
        "days": NUMBER,
        "low_days": (NUMBER, attrgetter("low")),
        "high_days": (NUMBER, attrgetter("high")),
    }

    share: float
    days: float
    low: float | None
    high: float | None


@attrs.frozen(slots=False, repr=False)
class Lag(Printed):
    """The delays of leads that converted, and how long the others have been watched.

    >>> days = [dt.timedelta(days=number) for number in (1, 2, 2, 5)]
    >>> lag = Lag(days, [dt.timedelta(days=number) for number in (3, 9, 9, 9)])
    >>> lag
    <Lag 4 converted, 4 not yet: half of those that convert within 2 days>
    >>> round(lag.ever.share, 3)  # more than 4 of 8: one of the others has been watched for 3 days only
    0.531
    >>> lag.quantile(0.9).days
    5.0

    What is reckoned needs the extra `science`.
    """

    done: tuple[dt.timedelta, ...] = attrs.field(converter=_sorted)
    waiting: tuple[dt.timedelta, ...] = attrs.field(converter=_sorted)

    @cached_property
    def survival(self) -> Survival:
        """The share converted by each time; raises `ExtraError` without scipy."""
        return Survival.of(self.done, self.waiting)

    @property
    def ever(self) -> Estimate | None:
        """The share that converts as far as was seen, with its interval; None where none did."""
        curve = self.survival
        return Estimate(curve.shares[-1], curve.lows[-1], curve.highs[-1]) if curve.shares else None

    def quantile(self, share: float) -> Quantile | None:
        """By when that share of those that convert has done so; None where none did.

        The interval holds the times at which the share converted by then, of those that convert, cannot be told from
        `share`: on the scale of the log odds, with the variance of a ratio of two values of the curve (Greenwood's
        sums, delta method).
        """
        if self.ever is None:
            return None
        found = self.survival.quantile(share * self.ever.share)
        assert found is not None  # it is part of what was reached
        low = next((time for time, _, upper in self._bands if upper >= share), None)
        high = next((time for time, lower, _ in self._bands if lower >= share), None)
        days = found / _DAY
        return Quantile(share, days, None if low is None else min(low, days), high)

    @cached_property
    def _bands(self) -> tuple[tuple[float, float, float], ...]:
        """At each step but the last, days and the ends of the share of those that convert which has done so by then."""
        curve = self.survival
        whole, left = curve.shares[-1], 1 - curve.shares[-1]
        sums = self._greenwood
        found = []
        for time, part, one in list(zip(curve.times, curve.shares, sums, strict=True))[:-1]:
            variance = (
                ((1 - part) / whole) ** 2 * one
                + (part * left / whole**2) ** 2 * sums[-1]
                - 2 * part * (1 - part) * left / whole**3 * one
            )
            share = part / whole
            error = sqrt(max(variance, 0.0)) / (share * (1 - share))
            odds = log(share / (1 - share))
            found.append((time * _SECOND / _DAY, _share(odds - _Z * error), _share(odds + _Z * error)))
        return tuple(found)

    @cached_property
    def _greenwood(self) -> tuple[float, ...]:
        """Greenwood's sum up to each step of the curve; that of a last step at which all are done is not used."""
        total, sums = 0.0, []
        for wait, count in sorted(Counter(self.done).items()):
            at_risk = len(self.done) - bisect_left(self.done, wait)
            at_risk += len(self.waiting) - bisect_left(self.waiting, wait)
            total += count / (at_risk * (at_risk - count)) if at_risk > count else 0.0
            sums.append(total)
        return tuple(sums)

    @cached_property
    def may_rise(self) -> float:
        """The chance of conversions ending so long before the watching does, if more were to come (Maller and Zhou).

        Small: the leads were watched for long enough. It is 1 where the last conversion came as late as anybody was
        watched, and 0 where nobody is left who could convert later.
        """
        if not self.done:
            return 1.0
        if not self.waiting or self.waiting[-1] < self.done[-1]:
            return 0.0
        last = self.waiting[-1]
        after = 2 * self.done[-1] - last
        near = sum(wait > after for wait in self.done) if last > self.done[-1] else 0
        total = len(self.done) + len(self.waiting)
        return (1 - near / total) ** total

    @cached_property
    def quantiles(self) -> Rows[Quantile]:
        """The delays that are told: 10, 25, 50, 75, 90 and 99 %; none where none converted."""
        found = (self.quantile(share) for share in QUANTILES)
        return Rows(Quantile, (one for one in found if one is not None))

    def to_dict(self) -> dict[str, Any]:
        """How many converted and how many did not yet, the share that ever does, and the quantiles in days."""
        return {
            "converted": len(self.done),
            "not_yet": len(self.waiting),
            "ever": None if self.ever is None else self.ever.to_dict(),
            "quantiles": self.quantiles.to_dict(),
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for each quantile: `share`, `days`, `low_days`, `high_days`."""
        return self.quantiles.to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        [sheet] = self.quantiles._sheets(shown)
        return (attrs.evolve(sheet, head=repr(self)[1:-1]),)

    def __repr__(self) -> str:
        half = self.quantile(0.5)
        said = "none yet" if half is None else f"half of those that convert within {half.days:.3g} days"
        return f"<Lag {len(self.done):,} converted, {len(self.waiting):,} not yet: {said}>"


def _share(odds: float) -> float:
    return 1 / (1 + exp(-odds)) if odds > -700 else 0.0
