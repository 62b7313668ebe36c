"""How long leads wait, with those that still do counted as waiting.

A lead that has not been answered yet has waited so long at least. To leave it out makes every figure too good, and to
take what it has waited so far for its answer makes it wrong, so it is *censored*: the share done by a time is
Kaplan and Meier's, with bands on the log-log scale, by `scipy.stats.ecdf`. A median that so many leads have not
reached says so instead of naming a number, and a mean is one up to a horizon, because beyond the last lead seen there
is none.
"""

from __future__ import annotations

import datetime as dt
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

import attrs

from leadsla.errors import EventError, ExtraError
from leadsla.tables import SECONDS, SHARE, Columns, Printed, Row, Sheet, frame_of, grid_of, in_words, said

#: How sure bands are.
CONFIDENCE: Final = 0.95
#: The shares of which people are told when they are reached.
QUANTILES: Final = (0.25, 0.5, 0.75, 0.9)
_SECOND: Final = dt.timedelta(seconds=1)


@attrs.frozen
class Estimate(Row):
    """A share done by a time, with its band; the ends are None where there is none to give."""

    COLUMNS: ClassVar[Columns] = dict.fromkeys(("share", "low", "high"), SHARE)

    share: float
    low: float | None
    high: float | None

    def __str__(self) -> str:
        low, high = (said(SHARE, end) for end in (self.low, self.high))
        return f"{said(SHARE, self.share)} ({low.removesuffix(' %')} to {high})"


@attrs.frozen(repr=False)
class Survival(Printed):
    """The share done by each time: `times` (seconds) at which it changes, `shares` from then on, and its band.

    `done` are the waits that ended, `waiting` those that had not; together `total`.

    >>> minutes = [dt.timedelta(minutes=number) for number in (1, 2, 2, 5)]
    >>> found = Survival.of(minutes, waiting=[dt.timedelta(minutes=3), dt.timedelta(minutes=6)])
    >>> found
    <Survival 4 done, 2 waiting: half done by 2 min>
    >>> found.quantile(0.9) is None  # not reached
    True
    """

    done: int
    waiting: int
    times: tuple[float, ...]
    shares: tuple[float, ...]
    lows: tuple[float | None, ...]
    highs: tuple[float | None, ...]

    @classmethod
    def of(cls, done: Iterable[dt.timedelta], waiting: Iterable[dt.timedelta] = ()) -> Survival:
        """From how long each took that was done, and how long each has waited that was not.

        Raises `EventError` for a wait below zero, `ExtraError` without scipy.
        """
        ended, going = _seconds(done), _seconds(waiting)
        if not ended:
            return cls(0, len(going), (), (), (), ())
        found = _stats().ecdf(_stats().CensoredData(uncensored=ended, right=going))
        with warnings.catch_warnings():
            # At a share of 0 or 1 there is no band on this scale: None says so.
            warnings.simplefilter("ignore", RuntimeWarning)
            band = found.cdf.confidence_interval(CONFIDENCE, method="log-log")
        changes = _changes(found.cdf.probabilities)
        return cls(
            len(ended),
            len(going),
            tuple(float(found.cdf.quantiles[place]) for place in changes),
            tuple(float(found.cdf.probabilities[place]) for place in changes),
            tuple(_or_none(band.low.probabilities[place]) for place in changes),
            tuple(_or_none(band.high.probabilities[place]) for place in changes),
        )

    @property
    def total(self) -> int:
        """All waits, done or not."""
        return self.done + self.waiting

    def by(self, time: dt.timedelta) -> Estimate:
        """The share done by a time, included."""
        place = bisect_right(self.times, time / _SECOND) - 1
        if place < 0:
            return Estimate(0.0, None, None)
        return Estimate(self.shares[place], self.lows[place], self.highs[place])

    def quantile(self, share: float) -> dt.timedelta | None:
        """By when that share is done; None where it has not been reached."""
        place = _reaching(self.shares, share)
        return self.times[place] * _SECOND if place < len(self.times) else None

    def quantile_band(self, share: float) -> tuple[dt.timedelta | None, dt.timedelta | None]:
        """From when to when that share may be done: where the band of the curve reaches it; None where it does not."""
        soonest = (
            time for time, high in zip(self.times, self.highs, strict=True) if high is None or high >= share
        )
        latest = (
            time for time, low in zip(self.times, self.lows, strict=True) if low is not None and low >= share
        )
        return _length_of(next(soonest, None)), _length_of(next(latest, None))

    @property
    def median(self) -> dt.timedelta | None:
        """By when half are done; None where that has not been reached."""
        return self.quantile(0.5)

    def mean_up_to(self, horizon: dt.timedelta) -> dt.timedelta:
        """The mean wait within a horizon: a lead that is not done by then has waited as long as it."""
        end = horizon / _SECOND
        area, before, left = 0.0, 0.0, 1.0
        for time, share in zip(self.times, self.shares, strict=True):
            if time >= end:
                break
            area += (time - before) * left
            before, left = time, 1 - share
        return (area + (end - before) * left) * _SECOND

    def to_dict(self) -> dict[str, Any]:
        """The steps of the curve, times in seconds."""
        names = ("time_s", "share", "low", "high")
        steps = zip(self.times, self.shares, self.lows, self.highs, strict=True)
        return {
            "done": self.done,
            "waiting": self.waiting,
            "median_s": None if self.median is None else self.median / _SECOND,
            "curve": [dict(zip(names, step, strict=True)) for step in steps],
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for each step of the curve: `time_s`, `share`, `low`, `high`."""
        types = {"time_s": SECONDS, "share": SHARE, "low": SHARE, "high": SHARE}
        return frame_of(types, zip(self.times, self.shares, self.lows, self.highs, strict=True), backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        rows = [(share, self.quantile(share), *self.quantile_band(share)) for share in QUANTILES]
        types = {"done": SHARE, "within_s": SECONDS, "low_s": SECONDS, "high_s": SECONDS}
        return (Sheet(f"{self.done:,} done, {self.waiting:,} still waiting", grid_of(types, rows)),)

    def __repr__(self) -> str:
        half = "half not reached" if self.median is None else f"half done by {in_words(self.median)}"
        return f"<Survival {self.done:,} done, {self.waiting:,} waiting: {half}>"


def reached(
    done: Iterable[dt.timedelta], waiting: Iterable[dt.timedelta], shares: Sequence[float]
) -> tuple[dt.timedelta | None, ...]:
    """By when shares are done: `Survival.of(done, waiting).quantile` of each, at a fraction of what bands cost.

    >>> minutes = [dt.timedelta(minutes=number) for number in (1, 2, 2, 5)]
    >>> [str(length) for length in reached(minutes, [dt.timedelta(minutes=6)], (0.5, 0.9))]
    ['0:02:00', 'None']

    Raises `EventError` for a wait below zero, `ExtraError` without scipy.
    """
    ended, going = _seconds(done), _seconds(waiting)
    if not ended:
        return (None,) * len(shares)
    found = _stats().ecdf(_stats().CensoredData(uncensored=ended, right=going)).cdf
    places = [_reaching(found.probabilities, share) for share in shares]
    return tuple(
        float(found.quantiles[place]) * _SECOND if place < len(found.quantiles) else None for place in places
    )


def _seconds(lengths: Iterable[dt.timedelta]) -> list[float]:
    found = [length / _SECOND for length in lengths]
    if min(found, default=0) < 0:
        raise EventError("a wait is never below zero: something ended before it began")
    return found


def _reaching(shares: Sequence[float], share: float) -> int:
    """The place at which a rising curve reaches a share; its length where it never does."""
    return bisect_left(shares, share - 1e-12)


def _changes(shares: Sequence[float]) -> list[int]:
    """Where the curve steps up; at times at which leads only ceased to be watched it does not."""
    return [place for place, share in enumerate(shares) if share > (shares[place - 1] if place else 0)]


def _length_of(seconds: float | None) -> dt.timedelta | None:
    return None if seconds is None else seconds * _SECOND


def _or_none(value: float) -> float | None:
    return None if value != value else float(value)


def _stats() -> Any:
    try:
        from scipy import stats
    except ImportError:
        raise ExtraError("waits need scipy; install it with: pip install 'leadsla[science]'") from None
    return stats
