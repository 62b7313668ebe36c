"""How long leads take, as a distribution over whole days: of one delay, and of several one after the other.

A part of a day counts as a day, so that nothing is promised for a day too early. What is fixed or was observed is
exact. Quantiles become a distribution that has exactly those quantiles: through two of them a lognormal one, through
more its pieces (the normal score runs in straight lines over the logarithm of the days), through one alone an
exponential one.
Shares are whole numbers out of a whole, and so are their sums: nothing is rounded on the way, and nothing but the
standard library is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, groupby
from math import ceil, exp, gcd, log
from statistics import NormalDist
from typing import Final

import attrs

from leadsla.funnel.delays import Delay
from leadsla.funnel.numbers import shown

#: No lead is waited for any longer: ten years of days. What takes longer never comes.
LONGEST: Final = 3660
#: Of so many parts are the shares of a distribution that quantiles became; a percentage is a whole number of them.
_PARTS: Final = 10**12
_NORMAL: Final = NormalDist()


@attrs.frozen(slots=False)
class Lag:
    """Shares of leads by the whole days they take: `weights[k]` of every `of` take k days, and the rest over ten years.

    >>> lag = Lag.of_delay(Delay.of([2, 2, 9])) + Lag.of_delay(Delay.of(1.5))
    >>> [(days, str(lag.within(days))) for days in (3, 4, 10, 11)]
    [(3, '0'), (4, '2/3'), (10, '2/3'), (11, '1')]
    >>> lag.quantile(Fraction(1, 2)), lag.quantile(1)
    (4, 11)
    """

    weights: tuple[int, ...]
    of: int

    @classmethod
    def of_delay(cls, delay: Delay | None) -> Lag:
        """The distribution of a delay; none at all where nothing is told."""
        if delay is None:
            return NO_LAG
        if delay.fixed is not None:
            return _counted([delay.fixed])
        return _counted(delay.sample) if delay.sample else _of_quantiles(delay.quantiles)

    @cached_property
    def sums(self) -> tuple[int, ...]:
        """`sums[k]` of every `of` take k days or fewer."""
        return tuple(accumulate(self.weights))

    def parts_within(self, days: int) -> int:
        """How many of every `of` take so many days or fewer."""
        if days < 0 or not self.sums:
            return 0
        return self.sums[min(days, len(self.sums) - 1)]

    def within(self, days: int) -> Fraction:
        """The share that takes so many days or fewer."""
        return Fraction(self.parts_within(days), self.of)

    def quantile(self, share: Fraction | int) -> int | None:
        """The fewest days within which at least this share comes; None where it never does."""
        return next((days for days, parts in enumerate(self.sums) if parts >= share * self.of), None)

    def __add__(self, other: Lag) -> Lag:
        """Both, one after the other."""
        if NO_LAG in (self, other):
            return other if self == NO_LAG else self
        return _made(_product(self.weights, other.weights, self.of * other.of), self.of * other.of)


def _made(weights: Sequence[int], of: int) -> Lag:
    kept = list(weights[: LONGEST + 1])
    while kept and not kept[-1]:
        kept.pop()
    common = gcd(of, *kept)
    return Lag(tuple(weight // common for weight in kept), of // common)


#: No time at all.
NO_LAG: Final = Lag((1,), 1)


def _counted(days: Sequence[Fraction]) -> Lag:
    whole = [ceil(one) for one in days]
    weights = [0] * (min(max(whole), LONGEST) + 1)
    for one in whole:
        if one <= LONGEST:
            weights[one] += 1
    return _made(weights, len(whole))


def _product(ours: Sequence[int], theirs: Sequence[int], most: int) -> list[int]:
    """The weights of the sums of two, none above `most`: two polynomials, multiplied as two long numbers."""
    if not ours or not theirs:
        return []
    width = most.bit_length() // 8 + 1

    def long(weights: Sequence[int]) -> int:
        return int.from_bytes(b"".join(weight.to_bytes(width, "little") for weight in weights), "little")

    places = len(ours) + len(theirs) - 1
    found = (long(ours) * long(theirs)).to_bytes(places * width, "little")
    return [
        int.from_bytes(found[place * width : (place + 1) * width], "little")
        for place in range(min(places, LONGEST + 1))
    ]


@attrs.frozen
class _Curve:
    """The share that takes so many days at most, from quantiles that do not begin at 0 days."""

    #: Days with the least and the greatest share that is told of them.
    knots: tuple[tuple[Fraction, Fraction, Fraction], ...]

    def share(self, days: int) -> float:
        """The share that takes so many whole days at most."""
        if len(self.knots) == 1:
            (at, least, most), *_ = self.knots
            if least != most:  # as much as from one share to another took exactly so long, so all did
                return float(days >= at)
            return 1 - exp(log(1 - float(least)) * days / float(at))
        if days <= 0:
            return 0.0
        return _NORMAL.cdf(self._score(log(days), days))

    def _score(self, x: float, days: int) -> float:
        place = sum(at <= days for at, _, _ in self.knots)
        after = min(max(place, 1), len(self.knots) - 1)
        low, high = self.knots[after - 1], self.knots[after]
        left, right = (
            (log(low[0]), _NORMAL.inv_cdf(float(low[2]))),
            (log(high[0]), _NORMAL.inv_cdf(float(high[1]))),
        )
        slope = (right[1] - left[1]) / (right[0] - left[0])
        if place == 0:
            return _NORMAL.inv_cdf(float(low[1])) + slope * (x - left[0])
        if place == len(self.knots):
            return _NORMAL.inv_cdf(float(high[2])) + slope * (x - right[0])
        return left[1] + slope * (x - left[0])


def _of_quantiles(quantiles: Sequence[tuple[Fraction, Fraction]]) -> Lag:
    at_once = max((share for share, days in quantiles if days == 0), default=Fraction(0))
    later = [((share - at_once) / (1 - at_once), days) for share, days in quantiles if days > 0]
    if not later:
        return NO_LAG
    knots = []
    for days, group in groupby(later, key=lambda one: one[1]):
        shares = [share for share, _ in group]
        knots.append((days, shares[0], shares[-1]))
    curve = _Curve(tuple(knots))
    sums = list[int]()
    for days in range(LONGEST + 1):
        share = float(at_once) + (1 - float(at_once)) * curve.share(days)
        sums.append(max(round(share * _PARTS), sums[-1] if sums else 0))
        if sums[-1] >= _PARTS:
            break
    return _made([after - before for before, after in zip([0, *sums], sums, strict=False)], _PARTS)


def in_words(delay: Delay) -> str | None:
    """What is taken of a delay beyond what is told, in words; None where nothing is."""
    told = [(share, days) for share, days in delay.quantiles if days > 0]
    if not told:
        return None
    through = ", ".join(f"p{int(share * 100)} {shown(days)}" for share, days in delay.quantiles)
    if len({days for _, days in told}) > 1:
        pieces = "" if len(told) == 2 else ", in pieces"
        return f"lognormal{pieces}, through {through}"
    return f"exponential, through {through}" if len(told) == 1 else f"always, through {through}"
