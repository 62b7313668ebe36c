"""Whole numbers that add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor


def whole_parts(values: Sequence[Fraction]) -> list[int]:
    """The values as whole numbers that add up to their sum, rounded up: by the largest remainder.

    Each is rounded down first, and what is lacking goes, one each, to those of which most was cut off; of equal ones
    to the earlier.

    >>> whole_parts([Fraction(5, 3), Fraction(5, 3), Fraction(5, 3)])
    [2, 2, 1]
    """
    found = [floor(value) for value in values]
    lacking = ceil(sum(values, Fraction(0))) - sum(found)
    cut = sorted(range(len(found)), key=lambda place: (found[place] - values[place], place))
    for place in cut[:lacking]:
        found[place] += 1
    return found
