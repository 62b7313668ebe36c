"""The paired difference of two rates, against published figures and against enumeration."""

from __future__ import annotations

from itertools import product
from math import factorial

import pytest

from leadsla.reports.policies import Paired


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [((36, 2, 12, 0), -0.3404, -0.0569), ((36, 12, 2, 0), 0.0569, 0.3404)],
)
def test_a_published_example(cells: tuple[int, int, int, int], low: float, high: float) -> None:
    """Newcombe's method 10 for 36, 12, 2, 0: 0.0569 to 0.3404; turned round it is turned round."""
    found = Paired(*cells).interval
    assert found is not None
    assert found == pytest.approx((low, high), abs=0.00005)


def test_where_nothing_turned_there_is_no_interval() -> None:
    assert Paired(both=9, neither=3).interval is None
    assert Paired(both=9, neither=3).difference == 0
    assert (Paired().difference, Paired().interval) == (None, None)


def test_it_holds_the_difference_and_stays_within_its_bounds() -> None:
    for cells in product(range(4), repeat=4):
        found = Paired(*cells)
        if found.interval is None or found.difference is None:
            continue
        low, high = found.interval
        assert -1 - 1e-12 <= low <= float(found.difference) <= high <= 1 + 1e-12


def test_how_often_it_holds_the_truth() -> None:
    """Over every outcome of 14 clocks: of the 95 % that are asked for, about so much is reached."""
    size, chances = 14, (0.45, 0.25, 0.1, 0.2)
    truth, reached = chances[1] - chances[2], 0.0
    for both, gained, lost in product(range(size + 1), repeat=3):
        neither = size - both - gained - lost
        if neither < 0:
            continue
        cells = both, gained, lost, neither
        weight: float = factorial(size)
        for number, chance in zip(cells, chances, strict=True):
            weight *= chance**number / factorial(number)
        interval = Paired(*cells).interval
        if interval is not None and interval[0] <= truth <= interval[1]:
            reached += weight
    assert 0.92 < reached < 0.99
