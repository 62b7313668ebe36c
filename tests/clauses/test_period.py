"""What clauses about periods have in common: spans of the calendar, and numbers as people write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from leadsla.clauses.period import calendar_spans, number_text
from leadsla.instants import instant, zone
from leadsla.periods import Period


def test_spans_end_with_the_period_before_the_instant() -> None:
    """One that begins just then is none of them."""
    first, after = (instant(dt.datetime(2026, month, 1, tzinfo=dt.UTC)) for month in (1, 3))
    for end, labels in ((after, ["2026-01", "2026-02"]), (after + 1, ["2026-01", "2026-02", "2026-03"])):
        assert [span.label for span in calendar_spans(Period.MONTH, first, end, zone("UTC"))] == labels


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (100, "100"),
        (1200, "1,200"),
        (Fraction(1, 2), "0.5"),
        (Decimal("1500.50"), "1,500.5"),
        (Decimal("10.05"), "10.05"),
        (10 + Fraction(1, 10**12), "10"),
    ],
)
def test_numbers_as_people_write_them(number: Any, text: str) -> None:
    """Thousands apart, no zeros behind, and no more places than anybody reads."""
    assert number_text(number) == text
