"""Whole leads for a budget: how many of each source bring most, when money that is left over buys none.

The source that brings most for its money comes first. All that the money allows of it is not always best: what is left
over may buy nothing, where one lead less of it pays for a better one of the next. So fewer are tried too, as long as
what the rest of the money can bring at best is more than what is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from math import gcd, lcm
from typing import Final

import attrs

#: So many times fewer leads of a source are tried; a mix found until then is less than a lead from the best.
_TRIES: Final = 20_000


@attrs.frozen
class Offer:
    """A source that sells leads: what one costs and brings, and how many there are (None: as many as are paid)."""

    cost: Fraction
    worth: Fraction
    at_most: int | None = None


def bought(offers: Sequence[Offer], money: Fraction) -> list[int]:
    """How many of each offer bring most for the money; offers that bring most for their money come first.

    >>> offers = [Offer(Fraction(60), Fraction(61)), Offer(Fraction(50), Fraction(49))]
    >>> bought(offers, Fraction(100)), bought(offers, Fraction(119))
    ([0, 2], [1, 1])
    """
    numbers = [0 if one.cost else one.at_most or 0 for one in offers]
    paid = [place for place, one in enumerate(offers) if one.cost and one.at_most != 0]
    found = _Search.of([offers[place] for place in paid], money).best()
    for place, number in zip(paid, found, strict=True):
        numbers[place] = number
    return numbers


@attrs.define
class _Search:
    """The offers in whole numbers of the same unit, so that all is exact and quick.

    `steps` are what the costs from each offer on have in common: no other amount of the money can be spent on them.
    """

    costs: list[int]
    worths: list[int]
    most: list[int | None]
    money: int
    steps: list[int]
    found: list[int]
    value: int = -1
    tries: int = _TRIES

    @classmethod
    def of(cls, offers: Sequence[Offer], money: Fraction) -> _Search:
        unit = lcm(money.denominator, *(one.cost.denominator for one in offers))
        value = lcm(1, *(one.worth.denominator for one in offers))
        costs = [int(one.cost * unit) for one in offers]
        steps = list(accumulate(reversed(costs), gcd))[::-1]
        worths = [int(one.worth * value) for one in offers]
        return cls(costs, worths, [one.at_most for one in offers], int(money * unit), steps, [0] * len(costs))

    def best(self) -> list[int]:
        """The best numbers; a stack in place of calls, as there may be thousands of offers."""
        numbers, place, left, value = [0] * len(self.costs), 0, self.money, 0
        while True:
            while place < len(numbers):  # as much as there is money for
                number = left // self.costs[place]
                limit = self.most[place]
                numbers[place] = number if limit is None else min(number, limit)
                left -= numbers[place] * self.costs[place]
                value += numbers[place] * self.worths[place]
                place += 1
            if value > self.value:
                self.value, self.found = value, list(numbers)
            place -= 1
            while place >= 0 and self.tries:  # one less of the last of which fewer may still be better
                if not numbers[place]:
                    place -= 1
                    continue
                self.tries -= 1
                numbers[place] -= 1
                left += self.costs[place]
                value -= self.worths[place]
                useless = left % self.steps[place + 1] if place + 1 < len(numbers) else 0
                if self._may(place + 1, left - useless, value):
                    break
                if not self._may(place + 1, left, value):  # and so no fewer of it either
                    left += numbers[place] * self.costs[place]
                    value -= numbers[place] * self.worths[place]
                    numbers[place] = 0
            else:
                return self.found
            place += 1

    def _may(self, place: int, left: int, value: int) -> bool:
        """Whether what is left of the money can bring more than what is found, parts of a lead included."""
        while place < len(self.costs):
            cost, limit = self.costs[place], self.most[place]
            if limit is None or limit * cost >= left:
                return (value - self.value) * cost + left * self.worths[place] > 0
            value += limit * self.worths[place]
            left -= limit * cost
            place += 1
        return value > self.value
