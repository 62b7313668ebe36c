"""Whole leads for a budget, against all that the money can buy, reckoned coin by coin."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from leadsla.funnel.buying import Offer, bought


def most(offers: list[Offer], money: int) -> Fraction:
    """The most that so much money buys: for every amount of it, with one more lead after the other."""
    best = [Fraction(0)] * (money * 6 + 1)
    for one in offers:
        cost = int(one.cost * 6)
        for _ in range(len(best) // cost if one.at_most is None else one.at_most):
            for amount in range(len(best) - 1, cost - 1, -1):
                best[amount] = max(best[amount], best[amount - cost] + one.worth)
    return best[-1]


def offer(cost: str, worth: int, at_most: int | None = None) -> Offer:
    return Offer(Fraction(cost), Fraction(worth), at_most)


@pytest.mark.parametrize(
    ("offers", "money", "found"),
    [
        ([offer("60", 61), offer("50", 49)], 100, [0, 2]),
        ([offer("1", 1, 6), offer("4", 3, 4)], 20, [4, 4]),  # two less, one less is no better
        ([offer("1", 17, 1), offer("5", 17, 1), offer("11/2", 18, 2), offer("11", 6)], 11, [0, 0, 2, 0]),
        ([offer("0", 1, 7), offer("9", 1)], 8, [7, 0]),
        ([offer("3", 1, 0), offer("5", 1)], 16, [0, 3]),
    ],
)
def test_by_hand(offers: list[Offer], money: int, found: list[int]) -> None:
    assert bought(offers, Fraction(money)) == found


@pytest.mark.parametrize("seed", range(8))
def test_nothing_better_can_be_bought(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(40):
        offers = [
            Offer(
                Fraction(draw.randint(1, 12), draw.choice([1, 2, 3])),
                Fraction(draw.randint(1, 20)),
                draw.choice([None, 0, 1, 2, 5]),
            )
            for _ in range(draw.randint(1, 4))
        ]
        offers.sort(key=lambda one: one.worth / one.cost, reverse=True)
        money = draw.randint(1, 15)
        found = bought(offers, Fraction(money))
        assert all(
            one.at_most is None or number <= one.at_most for one, number in zip(offers, found, strict=True)
        )
        assert sum(one.cost * number for one, number in zip(offers, found, strict=True)) <= money
        assert sum(one.worth * number for one, number in zip(offers, found, strict=True)) == most(
            offers, money
        )


def test_a_thousand_offers_are_looked_at_only_so_often() -> None:
    offers = [Offer(Fraction(1000 + place, 3), Fraction(1)) for place in range(1000)]
    found = bought(offers, Fraction(10**9))
    assert sum(found) == 10**9 * 3 // 1000
