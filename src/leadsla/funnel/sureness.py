"""How likely the leads of a plan reach the goal within its period, beside what is in the funnel already.

Of the leads that come a deal of the period is what converts and closes in it: a binomial number, at the rate of the mix
times the share in the period. Those that wait at a stage are such numbers too, each group with its own chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

import attrs

from leadsla.errors import ExtraError
from leadsla.funnel.backwards import mean_yield
from leadsla.funnel.chance import MOST, at_least, first_enough
from leadsla.funnel.likelihood import Likelihood
from leadsla.funnel.science import science

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel

#: A number of leads or deals with the chance of each.
Group = tuple[int, Fraction]


@attrs.frozen(slots=False)
class Sureness:
    """The chance of a goal by the number of leads that come, of whose deals `part` close in the period.

    `won` deals there are, and `waiting` are the leads in the funnel by their chances.
    """

    funnel: ReverseFunnel
    part: Fraction
    won: Fraction = Fraction(0)
    waiting: tuple[Group, ...] = ()

    def probability(self, leads: int) -> float | None:
        """The chance that so many leads reach the goal in its period; None where it is not told.

        That is without the extra `science`; and where leads are in the funnel already, for deals that differ in size
        and for rates that are uncertain.
        """
        if leads > MOST:
            return None
        try:
            if not self.waiting and not self.won:
                return self._alone.probability(leads) if self.part else 0.0
            return self._beside(leads) if self._alone.certain else None
        except ExtraError:
            return None

    def fewest(self, confidence: Fraction) -> int | None:
        """The smallest number of leads that reach the goal as likely as is asked; None where it is not told."""
        if not self.part or self.probability(1) is None:
            return None
        if not self.waiting and not self.won:
            return self._alone.fewest(confidence)
        asked = float(confidence)
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
    def _short(self) -> Any:
        """How likely those that wait bring each number of deals below what is lacking."""
        return below(self._lacking, self.waiting)

    def _beside(self, leads: int) -> float:
        if self._lacking <= 0:
            return 1.0
        numpy, stats = science("numpy"), science("scipy.stats")
        rate = float(mean_yield(self.funnel).deals * self.part)
        left = numpy.arange(self._lacking, 0, -1) - 1  # of the new leads, so many or fewer, and it is too few
        return min(1.0, max(0.0, float(1 - self._short @ stats.binom.cdf(left, leads, rate))))


def below(number: int, groups: Sequence[Group]) -> Any:
    """How likely groups come to each sum below a number, as an array. Needs the extra `science`."""
    numpy, stats = science("numpy"), science("scipy.stats")
    found = numpy.zeros(max(number, 1))
    found[0] = 1.0
    for count, rate in groups:
        if count and rate:
            chances = stats.binom.pmf(numpy.arange(len(found)), count, float(rate))
            found = numpy.convolve(found, chances)[: len(found)]
    return found


def sum_at_least(number: int, groups: Sequence[Group]) -> float:
    """The probability that groups come to so many or more. Needs the extra `science`.

    >>> round(sum_at_least(2, [(1, Fraction(1, 2)), (1, Fraction(1, 4))]), 3)
    0.125
    """
    able = [(count, rate) for count, rate in groups if count and rate]
    if number <= 0:
        return 1.0
    if sum(count for count, _ in able) < number:
        return 0.0
    if len(able) == 1:
        return at_least(number, *able[0])
    return min(1.0, max(0.0, float(1 - below(number, able).sum())))
