"""How likely the leads of a plan reach the goal within its period, beside what is in the funnel already.

Of the leads that come a deal of the period is what converts and closes in it: a binomial number, at the rate of the mix
times the share in the period. Those that wait at a stage are such numbers too, each group with its own chance.
Uncertain rates are looked at case by case, the same in all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from leadsla.errors import ExtraError
from leadsla.funnel.backwards import Taken, mean_yield
from leadsla.funnel.beliefs import cases
from leadsla.funnel.chance import MOST, first_enough
from leadsla.funnel.likelihood import Likelihood
from leadsla.funnel.science import science

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel

#: A number of leads with the chance of each.
Trials: TypeAlias = "tuple[int, Fraction | float]"
#: So many cases of uncertain rates are looked at; fewer where many deals are lacking.
_CASES: Final = 256
_FEW: Final = 64
_MANY: Final = 500


@attrs.frozen
class Group:
    """Leads at a stage: of those that go on, `gone` did so before; of their deals `joint` closes in the period."""

    count: int
    stage: int
    joint: Fraction
    gone: Fraction = Fraction(0)

    def chance(self, reaches: Sequence[Any]) -> Any:
        """The chance of each to become a deal of the period."""
        here, after = reaches[self.stage], reaches[self.stage + 1]
        return reaches[-1] / here * self.joint / (1 - after / here * self.gone)


@attrs.frozen(slots=False)
class Sureness:
    """The chance of a goal by the number of leads that come, of whose deals `part` close in the period.

    `won` deals there are, and `waiting` are the leads in the funnel. Where rates are uncertain, all leads that wait at
    one stage have their mean chance.
    """

    funnel: ReverseFunnel
    part: Fraction
    won: Fraction = Fraction(0)
    waiting: tuple[Group, ...] = ()

    def probability(self, leads: int) -> float | None:
        """The chance that so many leads reach the goal in its period; None where it is not told.

        That is without the extra `science`; and for deals that differ in size where leads are in the funnel already.
        """
        if leads > MOST:
            return None
        try:
            if not self.waiting and not self.won:
                return self._alone.probability(leads) if self.part else 0.0
            return self._beside(leads) if len(self._alone.thresholds.deals) == 1 else None
        except ExtraError:
            return None

    def fewest(self, confidence: Fraction) -> int | None:
        """The smallest number of leads that reach the goal as likely as is asked; None where it is not told."""
        try:
            return self._fewest(confidence)
        except ExtraError:
            return None

    def _fewest(self, confidence: Fraction) -> int | None:
        if not self.part or self.probability(1) is None:
            return None
        if not self.waiting and not self.won:
            return self._alone.fewest(confidence)
        asked = float(confidence)
        if self._beside(MOST) < asked:
            return None
        lacking, rate = max(self._lacking, 1), mean_yield(self.funnel).deals * self.part
        guess, step = round(lacking / rate), round(sqrt(lacking) / rate) + 1
        return first_enough(lambda leads: self._beside(leads) >= asked, 0, guess, step)

    @cached_property
    def _alone(self) -> Likelihood:
        return Likelihood(self.funnel, self.part or Fraction(1))

    @cached_property
    def _lacking(self) -> int:
        return ceil(self._alone.thresholds.deals[0] - self.won)

    @cached_property
    def _cases(self) -> list[tuple[Any, float, float]]:
        """Cases of the rates: how likely those that wait bring too few, the rate of those that come, the weight."""
        found = cases(self.funnel)
        if len(found) > _CASES:
            kept = _FEW if self._lacking > _MANY else _CASES
            found = [(taken, 1 / kept) for taken, _ in found[:kept]]
        return [(*self._case(taken, len(found) > 1), weight) for taken, weight in found]

    def _case(self, taken: Taken, unsure: bool) -> tuple[Any, float]:
        reaches = [reach for reach in mean_yield(self.funnel, taken).reaches if reach is not None]
        groups: list[Trials] = [(one.count, one.chance(reaches)) for one in self.waiting]
        if unsure:
            groups = [self._together(stage, reaches) for stage in {one.stage for one in self.waiting}]
        return below(self._lacking, groups), min(1.0, float(reaches[-1] * self.part))

    def _together(self, stage: int, reaches: Sequence[Any]) -> Trials:
        here = [one for one in self.waiting if one.stage == stage]
        count = sum(one.count for one in here)
        return count, min(1.0, sum(one.count * float(one.chance(reaches)) for one in here) / max(count, 1))

    def _beside(self, leads: int) -> float:
        if self._lacking <= 0:
            return 1.0
        numpy, stats = science("numpy"), science("scipy.stats")
        left = numpy.arange(self._lacking, 0, -1) - 1  # of the new leads, so many or fewer, and it is too few
        short = sum(
            weight * float(waiting @ stats.binom.cdf(left, leads, rate))
            for waiting, rate, weight in self._cases
        )
        return min(1.0, max(0.0, 1 - short))


def below(number: int, groups: Sequence[Trials]) -> Any:
    """How likely groups come to each sum below a number, as an array. Needs the extra `science`.

    >>> below(2, [(1, Fraction(1, 2)), (1, Fraction(1, 4))]).round(3).tolist()
    [0.375, 0.5]
    """
    numpy, stats = science("numpy"), science("scipy.stats")
    found = numpy.zeros(max(number, 1))
    found[0] = 1.0
    for count, rate in groups:
        if count and rate:
            chances = stats.binom.pmf(numpy.arange(len(found)), count, float(rate))
            found = numpy.convolve(found, chances)[: len(found)]
    return found
