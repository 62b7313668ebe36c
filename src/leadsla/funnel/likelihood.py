"""How likely a goal is by the number of leads, where deals differ in size and rates are uncertain too.

The number of deals is binomial. Deals that differ in size are taken to follow a gamma distribution, which has the mean
and the deviation that are told and knows no negative deal; so many of them together follow one as well, exactly. That
makes a goal of revenue a goal of deals whose number is itself a chance: `Thresholds`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.funnel.backwards import backwards, mean_yield, mix_of, size_of, yield_of
from leadsla.funnel.beliefs import Likely, likely, uncertain
from leadsla.funnel.chance import MOST, at_least, fewest, first_enough
from leadsla.funnel.exact import Exact
from leadsla.funnel.numbers import refusal, whole
from leadsla.funnel.science import science
from leadsla.tables import NUMBER, SHARE, WHOLE, Columns

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel

#: What is taken of deals that differ, as words for people.
DIFFER: Final = (
    "deals differ in size, and are taken to follow a gamma distribution with their mean and deviation"
)
#: Numbers of deals that are looked at, at most; where there are more, neighbours stand for each other.
_DEALS: Final = 1000
#: A chance below this is none.
_NONE: Final = 1e-14


@attrs.frozen
class Thresholds:
    """Numbers of deals that reach the goal, with the chance that it takes just so many."""

    deals: tuple[int, ...]
    weights: tuple[float, ...]


@attrs.frozen
class Outlook(Exact):
    """What a number of leads comes to: means, standard deviations, and the chance that the goal is reached.

    What is about revenue is None where the size of deals is not told.
    """

    COLUMNS: ClassVar[Columns] = {
        "leads": WHOLE,
        **dict.fromkeys(("deals", "deals_sd", "revenue", "revenue_sd"), NUMBER),
        "probability": SHARE,
    }

    leads: int
    deals: Fraction
    deals_sd: float
    revenue: Fraction | None
    revenue_sd: float | None
    probability: float


@attrs.frozen(slots=False)
class Likelihood:
    """How likely the goal of a funnel is, by the number of leads of its first stage. Needs the extra `science`.

    `part` is the share of their deals that counts, for a goal that is to be reached in a period.
    """

    funnel: ReverseFunnel
    part: Fraction = Fraction(1)

    def probability(self, leads: int) -> float:
        """The chance that so many leads reach the goal."""
        if self.certain:
            return at_least(self.thresholds.deals[0], leads, self._rate)
        return _mixed(self.thresholds, leads, self.rates)

    def fewest(self, confidence: Fraction) -> int | None:
        """The smallest number of leads that reach the goal as likely as is asked; None where a trillion do not."""
        if self.certain:
            return fewest(self.thresholds.deals[0], self._rate, confidence)
        if self.probability(MOST) < confidence:
            return None
        guess = ceil(backwards(self.funnel).leads / self.part)
        asked = float(confidence)
        return first_enough(lambda leads: self.probability(leads) >= asked, 1, guess, guess // 20 + 1)

    @cached_property
    def rates(self) -> Likely:
        """The rate from lead to deal, as it is believed."""
        found = likely(self.funnel)
        if self.part == 1:
            return found
        return attrs.evolve(found, values=tuple(value * float(self.part) for value in found.values))

    @cached_property
    def thresholds(self) -> Thresholds:
        """How many deals reach marketing's share of the goal."""
        goal, mean = self.funnel.goal, self.size_mean
        if goal.deals is not None:
            return Thresholds((ceil(goal.deals * self.funnel.marketing_share),), (1.0,))
        assert goal.revenue is not None
        assert mean is not None
        revenue = goal.revenue * self.funnel.marketing_share
        if not self.size_variance:
            return Thresholds((ceil(revenue / mean),), (1.0,))
        shape, scale = float(mean**2 / self.size_variance), float(self.size_variance / mean)
        return _thresholds(shape, float(revenue) / scale)

    @cached_property
    def size_mean(self) -> Fraction | None:
        """The mean of a deal of the mix, or None where it is not told."""
        one = mean_yield(self.funnel)
        return None if one.revenue is None else one.revenue / one.deals

    @cached_property
    def size_variance(self) -> Fraction:
        """The variance of a deal of the mix: within the sources, and between them."""
        total, deals = Fraction(0), mean_yield(self.funnel).deals
        for source, part in mix_of(self.funnel):
            size = size_of(self.funnel, source)
            if size is not None:
                total += part * yield_of(self.funnel, source).deals * (size.sd**2 + size.mean**2)
        return Fraction(0) if self.size_mean is None else total / deals - self.size_mean**2

    def outlook(self, leads: int) -> Outlook:
        """What so many leads come to."""
        rate = self._rate
        # The law of total variance: by chance at each rate, and by what the rate may be.
        values, weights = self.rates.values, self.rates.weights
        mean = sum(value * weight for value, weight in zip(values, weights, strict=True))
        spread = sum((value - mean) ** 2 * weight for value, weight in zip(values, weights, strict=True))
        inner = float(rate * (1 - rate)) - spread
        deals = leads * inner + leads**2 * spread
        if self.size_mean is None:
            revenue = None
        else:
            revenue = sqrt(leads * float(rate * self.size_variance) + deals * float(self.size_mean) ** 2)
        return Outlook(
            leads,
            leads * rate,
            sqrt(deals),
            None if self.size_mean is None else leads * rate * self.size_mean,
            revenue,
            self.probability(leads),
        )

    @cached_property
    def _rate(self) -> Fraction:
        return mean_yield(self.funnel).deals * self.part

    @cached_property
    def certain(self) -> bool:
        """Whether it is a matter of one number of deals and one rate, which is decided exactly."""
        return len(self.thresholds.deals) == 1 and not uncertain(self.funnel)


def whole_leads(value: Any) -> int:
    """A number of leads of the first stage; raises `FunnelError` for what is none."""
    found = whole(value, "the number of leads", "5000", least=0)
    if found > MOST:
        raise refusal(f"nothing is told of more than {MOST:,} leads", "a number of leads that can be worked")
    return found


def _thresholds(shape: float, amount: float) -> Thresholds:
    """How many deals it takes to reach an amount, in units of the gamma distribution of one deal."""
    gammaincc = science("scipy.special").gammaincc

    def reached(deals: int) -> float:
        return float(gammaincc(deals * shape, amount))

    low = first_enough(lambda deals: reached(deals) > _NONE, 1, 1, 1)
    high = first_enough(lambda deals: reached(deals) >= 1 - _NONE, low, low, 1)
    step = max(1, (high - low) // _DEALS)
    ends = [*range(low, high, step), high]
    found, before = [], 0.0
    for end in ends:
        share = reached(end)
        found.append((end - step // 2 if end > low else end, share - before))
        before = share
    deals, weights = zip(*[one for one in found if one[1] > 0], strict=True)
    return Thresholds(deals, weights)


def _mixed(thresholds: Thresholds, leads: int, rates: Likely) -> float:
    np = science("numpy")
    betainc = science("scipy.special").betainc
    deals = np.array(thresholds.deals, dtype=float)
    can = deals <= leads
    if not can.any():
        return 0.0
    deals, weights = deals[can], np.array(thresholds.weights)[can]
    enough = betainc(deals[:, None], leads - deals[:, None] + 1, np.array(rates.values)[None, :])
    return min(1.0, float(weights @ enough @ np.array(rates.weights)))
