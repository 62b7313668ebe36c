"""What the rate from lead to deal may be, where the rates on the way are themselves uncertain.

A rate that was counted, or is believed, is a beta distribution. One uncertain rate is integrated by Gauss and Legendre
over its probabilities, several by a fixed Sobol sequence: the same input gives the same answer, and nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar, Final

import attrs

from leadsla.funnel.backwards import OVERALL, Taken, mean_yield
from leadsla.funnel.exact import Exact
from leadsla.funnel.rates import Rate
from leadsla.funnel.science import science
from leadsla.tables import NUMBER, Columns

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel

#: Points of one uncertain rate, points of several (as a power of 2), and the groups that these are put into.
_POINTS: Final = 128
_SOBOL: Final = 13
_GROUPS: Final = 256
#: A rate is taken to be no smaller, so that one over it is a number.
_LEAST: Final = 1e-300
#: The share of cases that an interval holds.
INTERVAL: Final = Fraction(80, 100)


@attrs.frozen
class Likely:
    """Values that the rate from lead to deal may have, with their weights, which add up to 1."""

    values: tuple[float, ...]
    weights: tuple[float, ...]


@attrs.frozen
class Believed(Exact):
    """The leads that reach the goal on average, over what is believed of the rates.

    `mean` is None where a belief is so wide that there is none; `low` and `high` hold 80 % of the cases.
    """

    COLUMNS: ClassVar[Columns] = {
        "mean": NUMBER,
        "p10": (NUMBER, attrgetter("low")),
        "p90": (NUMBER, attrgetter("high")),
    }

    mean: Fraction | float | None
    low: float
    high: float


def uncertain(funnel: ReverseFunnel) -> tuple[tuple[str, Rate], ...]:
    """The uncertain rates that deals depend on, by stage; where those of two sources are alike they are one."""
    found = dict[tuple[str, Rate], None]()

    def note(stage: str, rate: Rate) -> Fraction:
        if rate.belief is not None:
            found[stage, rate] = None
        return rate.share

    overall = funnel.overall_rate
    if overall is not None and not _differ(funnel):
        note(OVERALL, overall)  # whatever is known of the stages between
    else:
        mean_yield(funnel, note)
    return tuple(found)


def likely(funnel: ReverseFunnel) -> Likely:
    """The rate from lead to deal, as it is believed. Raises `ExtraError` without numpy and scipy."""
    found, rates = cases(funnel), uncertain(funnel)
    if len(found) <= _POINTS:
        values = [min(1.0, float(mean_yield(funnel, taken).deals)) for taken, _ in found]
        return Likely(tuple(values), tuple(weight for _, weight in found))
    numpy = science("numpy")
    # All cases at once: a rate is the array of its values.
    told = [numpy.array([taken(stage, rate) for taken, _ in found]) for stage, rate in rates]
    whole = dict(zip(rates, told, strict=True))
    deals = mean_yield(funnel, lambda stage, rate: whole.get((stage, rate), rate.share)).deals
    values = numpy.minimum(1.0, numpy.array(deals, dtype=float))
    groups = numpy.sort(values).reshape(_GROUPS, -1).mean(axis=1)
    return Likely(tuple(groups.tolist()), (1 / _GROUPS,) * _GROUPS)


def believed(funnel: ReverseFunnel, leads: Fraction) -> Believed | None:
    """The leads that reach the goal on average where `leads` do at the mean rates; None where all are certain.

    The mean is not that at the mean rate: a rate that is half of what was thought costs more leads than one that is
    half higher saves. Raises `ExtraError` without numpy and scipy.
    """
    rates = uncertain(funnel)
    if not rates:
        return None
    at_mean, outer = _worth(funnel, lambda stage, rate: rate.share), (1 - float(INTERVAL)) / 2
    if len(rates) == 1:
        low, high = (_worth(funnel, _at(rates, [point])) for point in (outer, 1 - outer))
    else:
        worth = [_worth(funnel, taken) for taken, _ in cases(funnel)]
        low, high = (float(found) for found in science("numpy").quantile(worth, [outer, 1 - outer]))
    return Believed(_mean(funnel, rates, leads), float(leads) * at_mean / high, float(leads) * at_mean / low)


def _mean(
    funnel: ReverseFunnel, rates: tuple[tuple[str, Rate], ...], leads: Fraction
) -> Fraction | float | None:
    """The mean of the leads: exactly where all go the same way, as the mean of 1 / Beta is known."""
    beliefs = [rate.belief for _, rate in rates if rate.belief is not None]
    if any(belief.alpha <= 1 for belief in beliefs):
        return None
    if _differ(funnel):
        at_mean = _worth(funnel, lambda stage, rate: rate.share)
        return float(leads) * sum(weight * at_mean / _worth(funnel, taken) for taken, weight in cases(funnel))
    found = leads
    for belief in beliefs:
        both = belief.alpha + belief.beta
        found *= (both - 1) / (belief.alpha - 1) * belief.alpha / both
    return found


def _differ(funnel: ReverseFunnel) -> bool:
    """Whether a source has rates of its own."""
    return any(source.rates for source in funnel.sources)


def _worth(funnel: ReverseFunnel, taken: Taken) -> float:
    """What one lead brings of what the goal is told in."""
    found = mean_yield(funnel, taken)
    worth = found.deals if funnel.goal.deals is not None else found.revenue
    assert worth is not None  # a goal of revenue has a size of deals
    return float(worth)


def cases(funnel: ReverseFunnel) -> list[tuple[Taken, float]]:
    """Cases of what the uncertain rates may be, with their weights. Raises `ExtraError` without numpy and scipy."""
    rates = uncertain(funnel)
    if not rates:
        return [(lambda stage, rate: rate.share, 1.0)]
    if len(rates) == 1:
        points, weights = science("numpy").polynomial.legendre.leggauss(_POINTS)
        even = (points + 1) / 2
        # Nearer together towards 0 and 1, where what is rare decides about a confidence that is high.
        points = even**3 * (10 - 15 * even + 6 * even**2)
        weights = weights * 15 * (even * (1 - even)) ** 2
        return [
            (_at(rates, [point]), weight)
            for point, weight in zip(points.tolist(), weights.tolist(), strict=True)
        ]
    points = science("scipy.stats.qmc").Sobol(len(rates), scramble=True, rng=0).random_base2(_SOBOL)
    return [(_at(rates, point), 1 / len(points)) for point in points.tolist()]


def _at(rates: Sequence[tuple[str, Rate]], points: Sequence[float]) -> Taken:
    """Each uncertain rate at a point of its probabilities, from 0 to 1."""
    betaincinv = science("scipy.special").betaincinv
    values = dict[tuple[str, Rate], float]()
    for (stage, rate), point in zip(rates, points, strict=True):
        assert rate.belief is not None
        found = betaincinv(float(rate.belief.alpha), float(rate.belief.beta), point)
        values[stage, rate] = max(float(found), _LEAST)
    return lambda stage, rate: values.get((stage, rate), rate.share)
