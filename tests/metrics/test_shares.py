"""Shares with their counts; Wilson's interval against its formula."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.metrics.shares import Proportion

#: The normal quantile of 97.5 %.
Z = 1.959963984540054


def wilson(count: int, total: int) -> tuple[float, float]:
    share = count / total
    middle = (share + Z * Z / (2 * total)) / (1 + Z * Z / total)
    half = Z / (1 + Z * Z / total) * sqrt(share * (1 - share) / total + Z * Z / (4 * total * total))
    return middle - half, middle + half


def test_the_conversion_of_a_public_log() -> None:
    found = Proportion(842, 8000)
    assert round(100 * (found.low or 0), 3) == 9.871
    assert round(100 * (found.high or 0), 3) == 11.217
    assert float(found.share or 0) == 0.10525


@given(st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_is_wilsons(counts: tuple[int, int]) -> None:
    found = Proportion(*counts)
    low, high = wilson(*counts)
    assert found.low == pytest.approx(max(0, low), abs=1e-9)
    assert found.high == pytest.approx(min(1, high), abs=1e-9)


def test_of_none_there_is_no_share() -> None:
    found = Proportion(0, 0, of="clocks")
    assert (found.share, found.low, found.high) == (None, None, None)
    assert str(found) == "0 of 0 clocks"
    assert found.to_dict() == {"count": 0, "total": 0, "share": None, "low": None, "high": None}
