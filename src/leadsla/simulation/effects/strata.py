"""Odds compared within strata, where what differs between strata cannot pass for an effect.

The common odds ratio is that of Mantel and Haenszel (1959), with the variance of Robins, Breslow and Greenland (1986),
which holds for many small strata and for a few large ones. The slope over the response time is that of a logistic
regression: conditional on how many outcomes a stratum has where it is small, for then its own level could not be told
from so few leads, and with a level of its own where it is large.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

import attrs

from leadsla.errors import ExtraError
from leadsla.metrics.shares import CONFIDENCE
from leadsla.simulation.streams import numpy_or_error
from leadsla.tables import NUMBER, TEXT, WHOLE, Columns, Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: With and without the outcome among those compared, and the same among those they are compared with.
Fourfold: TypeAlias = tuple[int, int, int, int]
#: Of one stratum: the logarithms of the response times, and whether each lead had the outcome.
Stratum: TypeAlias = "tuple[NDArray[np.float64], NDArray[np.bool_]]"
#: Up to so many leads the level of a stratum is conditioned away, which takes steps in the square of their number.
_SMALL: Final = 100
#: A slope beyond this, for a response time that varies as much as 1, is no slope: the outcomes are separated.
_STEEPEST: Final = 30.0


@attrs.frozen
class OddsRatio(Row):
    """How many times the odds are, with its interval at 95 %, and how many leads told it; None where nothing could."""

    COLUMNS: ClassVar[Columns] = {**dict.fromkeys(("ratio", "low", "high"), NUMBER), "leads": WHOLE}

    ratio: float | None
    low: float | None
    high: float | None
    leads: int

    @classmethod
    def of(cls, tables: Iterable[Fourfold]) -> OddsRatio:
        """The ratio common to strata; those with nobody on a side, or with all or none of the outcomes, tell nothing.

        >>> found = OddsRatio.of([(8, 2, 4, 6)])
        >>> round(found.ratio, 6), found.leads
        (6.0, 20)
        """
        above = below = above_p = mixed = below_q = 0.0
        leads = 0
        for with_, without, other_with, other_without in tables:
            total = with_ + without + other_with + other_without
            if not (
                with_ + without
                and other_with + other_without
                and with_ + other_with
                and without + other_without
            ):
                continue
            leads += total
            r, s = with_ * other_without / total, without * other_with / total
            p = (with_ + other_without) / total
            above, below = above + r, below + s
            above_p, below_q = above_p + p * r, below_q + (1 - p) * s
            mixed += p * s + (1 - p) * r
        if not above or not below:
            return cls(None, None, None, leads)
        variance = above_p / (2 * above**2) + mixed / (2 * above * below) + below_q / (2 * below**2)
        ratio, wide = above / below, math.exp(_normal() * math.sqrt(variance))
        return cls(ratio, ratio / wide, ratio * wide, leads)

    def __str__(self) -> str:
        if self.ratio is None:
            return "not told"
        if self.low is None:
            return f"{self.ratio:.3g} times"
        return f"{self.ratio:.3g} times ({self.low:.3g} to {self.high:.3g})"


@attrs.frozen
class Slope(Row):
    """The power b with which odds fall with the response time, odds ~ minutes ** -b, with its interval at 95 %.

    `leads` are those in strata that could tell, with more than one response time and both outcomes. All is None where
    none could, or where the outcomes are separated so that no slope is the likeliest; `why` says which.
    """

    COLUMNS: ClassVar[Columns] = {
        "basis": TEXT,
        **dict.fromkeys(("slope", "low", "high"), NUMBER),
        **dict.fromkeys(("leads", "strata"), WHOLE),
        "why": TEXT,
    }

    basis: str
    slope: float | None
    low: float | None
    high: float | None
    leads: int
    strata: int
    why: str | None = None

    @classmethod
    def of(cls, strata: Sequence[Stratum], basis: str = "crude") -> Slope:
        """The likeliest slope; raises `ExtraError` without numpy or scipy."""
        numpy = numpy_or_error()
        telling = [(x, y) for x, y in strata if 0 < y.sum() < len(y) and x.min() < x.max()]
        leads = sum(len(y) for _, y in telling)
        if not telling:
            why = "no two leads of a stratum were answered after different times with different outcomes"
            return cls(basis, None, None, None, 0, 0, why)
        scale = float(numpy.concatenate([x - x.mean() for x, _ in telling]).std())
        scaled = [((x - x.mean()) / scale, y) for x, y in telling]
        found = _likeliest(scaled)
        if found is None:
            return cls(
                basis, None, None, None, leads, len(telling), "the response time separates the outcomes"
            )
        slope, information = found
        half = _normal() / math.sqrt(information)
        low, high = (-slope - half) / scale, (-slope + half) / scale
        return cls(basis, -slope / scale, low, high, leads, len(telling))

    def __str__(self) -> str:
        if self.slope is None:
            return f"{self.basis}: no slope, {self.why}"
        return f"{self.basis}: b = {self.slope:.3g} ({self.low:.3g} to {self.high:.3g}; {self.leads:,} leads)"


def _likeliest(strata: Sequence[Stratum]) -> tuple[float, float] | None:
    """Where the score of all strata is zero, by Newton's steps, and the information there."""
    small = _Small.of([one for one in strata if len(one[1]) <= _SMALL])
    large = [one for one in strata if len(one[1]) > _SMALL]
    slope = 0.0
    for _ in range(60):
        told = [small.at(slope), *(_own_level(slope, x, y) for x, y in large)]
        score, information = math.fsum(one for one, _ in told), math.fsum(one for _, one in told)
        if not information > 1e-9:
            return None
        step = score / information
        slope += max(-1.0, min(1.0, step))
        if abs(slope) > _STEEPEST:
            return None
        if abs(step) < 1e-9:
            return slope, information
    return None


@attrs.frozen(eq=False)
class _Small:
    """Small strata side by side: a row for each, filled up with what is in none of them (`there`)."""

    x: NDArray[np.float64]
    there: NDArray[np.bool_]
    chosen: NDArray[np.int64]
    seen: float

    @classmethod
    def of(cls, strata: Sequence[Stratum]) -> _Small:
        numpy = numpy_or_error()
        shape = len(strata), max((len(y) for _, y in strata), default=0)
        x, there = numpy.zeros(shape), numpy.zeros(shape, dtype=bool)
        for row, (values, _) in enumerate(strata):
            x[row, : len(values)], there[row, : len(values)] = values, True
        chosen = numpy.array([int(y.sum()) for _, y in strata], dtype=int)
        return cls(x, there, chosen, math.fsum(float(values[y].sum()) for values, y in strata))

    def at(self, slope: float) -> tuple[float, float]:
        """Score and information, given how many leads of each stratum had the outcome.

        Over all choices of so many leads, weighted by exp(slope x their sum), the sum has a mean and a variance. They
        grow lead by lead: a choice of m among n leads has the nth or has not.
        """
        numpy = numpy_or_error()
        rows, most = len(self.chosen), int(self.chosen.max(initial=0))
        logs = numpy.full((rows, most + 1), -numpy.inf)
        logs[:, 0] = 0.0
        mean, square = numpy.zeros_like(logs), numpy.zeros_like(logs)
        for place in range(self.x.shape[1]):
            value = self.x[:, place, None]
            with_it = numpy.where(self.there[:, place, None], logs[:, :-1] + slope * value, -numpy.inf)
            total = numpy.logaddexp(logs[:, 1:], with_it)
            part = numpy.exp(with_it - numpy.where(numpy.isneginf(total), 0.0, total))
            squares = square[:, :-1] + 2 * value * mean[:, :-1] + value**2
            square[:, 1:] += part * (squares - square[:, 1:])
            mean[:, 1:] += part * (mean[:, :-1] + value - mean[:, 1:])
            logs[:, 1:] = total
        each = numpy.arange(rows), self.chosen
        return self.seen - float(mean[each].sum()), float((square[each] - mean[each] ** 2).sum())


def _own_level(slope: float, x: NDArray[np.float64], y: NDArray[np.bool_]) -> tuple[float, float]:
    """Score and information of a stratum with the level that fits it best at this slope."""
    special = _special()
    level = float(special.logit(y.mean()))
    for _ in range(100):
        share = special.expit(level + slope * x)
        weight = share * (1 - share)
        step = float((y - share).sum() / weight.sum())
        level += max(-2.0, min(2.0, step))
        if abs(step) < 1e-10:
            break
    information = float((weight * x**2).sum() - (weight * x).sum() ** 2 / weight.sum())
    return float((x * (y - share)).sum()), information


def _normal() -> float:
    return float(_special().ndtri((1 + CONFIDENCE) / 2))


def _special() -> Any:
    try:
        from scipy import special
    except ImportError:
        raise ExtraError("an effect needs scipy; install it with: pip install 'leadsla[science]'") from None
    return special
