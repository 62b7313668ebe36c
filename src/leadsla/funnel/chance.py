"""How likely a goal is reached, and how many leads make it as likely as is asked.

Each lead becomes a deal or not, by the same rate and apart from the others, so the number of deals is binomial. The
average is reached about every other time; who promises it promises the toss of a coin.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import sqrt
from typing import Final

from leadsla.funnel.science import science

#: Of more leads than this nothing is told: floating point does not reach so far.
MOST: Final = 10**12
#: Nearer than this to what is asked, as a share of it, a probability in floating point decides nothing.
_DOUBT: Final = 1e-10
#: How much work it may be to decide exactly: bits of a number, and of all that are added up.
_LONGEST: Final = 2_000_000
_WORK: Final = 500_000_000


def at_least(successes: int, trials: int, rate: Fraction) -> float:
    """The probability of so many successes or more.

    >>> round(at_least(50, 5000, Fraction(1, 100)), 3)
    0.519

    Raises `ExtraError` without scipy.
    """
    if successes <= 0:
        return 1.0
    if successes > trials:
        return 0.0
    if rate >= 1:
        return 1.0
    return float(science("scipy.special").betainc(successes, trials - successes + 1, float(rate)))


def at_least_exactly(successes: int, trials: int, rate: Fraction) -> Fraction:
    """The same as an exact fraction; for small numbers, the work grows with their product."""
    if successes > trials:
        return Fraction(0)
    won, lost = rate.numerator, rate.denominator - rate.numerator
    if not lost:
        return Fraction(1)
    term = lost**trials
    below = 0
    for number in range(successes):
        below += term
        term = term * (trials - number) * won // ((number + 1) * lost)
    return 1 - Fraction(below, rate.denominator**trials)


def fewest(successes: int, rate: Fraction, confidence: Fraction) -> int:
    """The smallest number of trials of which so many succeed at least as likely as is asked.

    >>> [fewest(50, Fraction(1, 100), Fraction(asked, 100)) for asked in (50, 80, 90, 95)]
    [4967, 5580, 5920, 6211]

    Raises `ExtraError` without scipy.
    """
    if successes <= 0:
        return 0

    doubt = float(min(confidence, 1 - confidence)) * _DOUBT

    def enough(trials: int) -> bool:
        found = at_least(successes, trials, rate)
        if abs(found - float(confidence)) <= doubt and _can_be_decided(successes, trials, rate):
            return at_least_exactly(successes, trials, rate) >= confidence
        return found >= float(confidence)

    return first_enough(enough, successes, round(successes / rate), round(sqrt(successes) / rate) + 1)


def first_enough(enough: Callable[[int], bool], least: int, guess: int, step: int) -> int:
    """The first whole number from `least` on that is enough, where all after it are; `guess` is near it."""
    low, high = least - 1, max(least, guess)  # `low` is not enough, or below all that are asked for
    while not enough(high):
        low, high, step = high, high + step, step * 2
    step = max(1, step // 2)
    while high - step > low and enough(high - step):
        high, step = high - step, step * 2
    low = max(low, high - step)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _can_be_decided(successes: int, trials: int, rate: Fraction) -> bool:
    bits = trials * rate.denominator.bit_length()
    return bits <= _LONGEST and bits * successes <= _WORK
