"""Arithmetic that can be read: a value together with its formula, in names and in the numbers put in for them.

A formula is made by reckoning with terms, so what is written is what was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from operator import add, mul
from typing import Final

import attrs

#: How tightly a term binds: a sum, a product, what stands by itself.
_SUM: Final = 0
_PRODUCT: Final = 1
_ALONE: Final = 2
#: Decimals and fractions that are longer than this are rounded, to so many digits.
_DECIMALS: Final = 12
_DIGITS: Final = 9
_PARTS: Final = 10**6


@attrs.frozen
class Term:
    """A value with its `formula` in names and in `numbers`; not `exact` where one of these was rounded.

    >>> goal, size, rate = named("goal", 1_000_000), named("size", 20_000), named("rate", Fraction(1, 100))
    >>> leads = goal / size / rate
    >>> leads.formula, leads.numbers, leads.value
    ('goal / size / rate', '1,000,000 / 20,000 / 0.01', Fraction(5000, 1))
    """

    formula: str
    numbers: str
    value: Fraction
    exact: bool = True
    in_names: int = _ALONE
    in_numbers: int = _ALONE

    def __add__(self, other: Term) -> Term:
        return self._with(other, "+", self.value + other.value, _SUM, _SUM)

    def __sub__(self, other: Term) -> Term:
        return self._with(other, "-", self.value - other.value, _SUM, _PRODUCT)

    def __mul__(self, other: Term) -> Term:
        return self._with(other, "x", self.value * other.value, _PRODUCT, _PRODUCT)

    def __truediv__(self, other: Term) -> Term:
        return self._with(other, "/", self.value / other.value, _PRODUCT, _ALONE)

    def _with(self, other: Term, sign: str, value: Fraction, rank: int, right: int) -> Term:
        formula = (
            f"{_in(self.formula, self.in_names, rank)} {sign} {_in(other.formula, other.in_names, right)}"
        )
        numbers = (
            f"{_in(self.numbers, self.in_numbers, rank)} {sign} {_in(other.numbers, other.in_numbers, right)}"
        )
        return Term(formula, numbers, value, self.exact and other.exact, rank, rank)


def _in(text: str, rank: int, least: int) -> str:
    return text if rank >= least else f"({text})"


def named(name: str, value: Fraction | float) -> Term:
    """A value by its name."""
    found = Fraction(value)
    text, exact, rank = _written(found)
    return Term(name, text, found, exact, _ALONE, rank)


def number(value: int) -> Term:
    """A number that is part of a formula."""
    return named(f"{value:,}", Fraction(value))


def product(terms: Iterable[Term]) -> Term:
    """All of them multiplied; of none it is 1."""
    found = list(terms)
    return reduce(mul, found) if found else number(1)


def total(terms: Iterable[Term]) -> Term:
    """All of them added up; there is one at least."""
    return reduce(add, terms)


def up(term: Term) -> Term:
    """The smallest whole number that is as much; a whole number stays as it is written."""
    return _function("round up", (term,), Fraction(ceil(term.value)), term.value.denominator == 1)


def down(term: Term) -> Term:
    """The largest whole number that is no more; a whole number stays as it is written."""
    return _function("round down", (term,), Fraction(floor(term.value)), term.value.denominator == 1)


def larger(one: Term, other: Term) -> Term:
    """The larger of two."""
    return _function("larger of", (one, other), max(one.value, other.value))


def _function(name: str, terms: tuple[Term, ...], value: Fraction, same: bool = False) -> Term:
    if same:
        return terms[0]
    formula, numbers = (
        f"{name} ({'; '.join(texts)})"
        for texts in ([one.formula for one in terms], [one.numbers for one in terms])
    )
    return Term(formula, numbers, value, all(one.exact for one in terms))


def written(value: Fraction | float) -> str:
    """A number in a formula: exactly where that is short, else in nine digits.

    >>> written(Fraction(5000)), written(Fraction(1, 8)), written(Fraction(33, 41)), written(Fraction(1, 10**7 + 1))
    ('5,000', '0.125', '33/41', '0.0000000999999900')
    """
    return _written(Fraction(value))[0]


def is_short(value: Fraction) -> bool:
    """Whether a number is written exactly."""
    return _written(value)[1]


def _written(value: Fraction) -> tuple[str, bool, int]:
    """A number as text, whether that is exact, and how tightly it binds."""
    rank = _ALONE if value >= 0 else _SUM
    decimals = next((places for places in range(_DECIMALS + 1) if 10**places % value.denominator == 0), None)
    if decimals is not None:
        return _decimal(value, decimals), True, rank
    if abs(value.numerator) < _PARTS and value.denominator < _PARTS:
        return f"{value.numerator}/{value.denominator}", True, min(rank, _PRODUCT)
    before = len(str(abs(value.numerator))) - len(str(value.denominator))  # of the point, or one digit more
    return _decimal(value, max(0, _DIGITS - before)), False, rank


def _decimal(value: Fraction, places: int) -> str:
    whole = round(abs(value) * 10**places)
    digits = str(whole).rjust(places + 1, "0")
    text = f"{int(digits[: len(digits) - places]):,}"
    return f"{'-' if value < 0 else ''}{text}{f'.{digits[-places:]}' if places else ''}"
