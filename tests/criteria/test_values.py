"""What an export carries becomes a value of the declared type, or is known not to."""

from __future__ import annotations

import datetime as dt
import numbers
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.criteria.trees import Unfriendly, decimals, junk

from leadsla.criteria import FIELD_TYPES, coerce, is_present, readable
from leadsla.criteria.values import exact, plain

DATE = dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("value", "type_name", "expected"),
    [
        (5, "number", 5),
        (5.5, "money", 5.5),
        (Decimal("5.50"), "money", Decimal("5.50")),
        ("1200.50", "money", 1200.5),
        (" 12 ", "number", 12),
        ("-3", "number", -3),
        ("+3.0", "number", 3),
        (".5", "number", 0.5),
        ("5.", "number", 5),
        ("1.5e3", "number", 1500),
        ("0.1234567890123456789", "number", Decimal("0.1234567890123456789")),
        ("1,200", "number", None),
        ("1_200", "number", None),
        ("$5", "money", None),
        ("5 EUR", "money", None),
        ("40%", "number", None),
        ("1e999", "number", None),
        ("٣", "number", None),
        ("9" * 101, "number", None),
        ("nan", "number", None),
        ("inf", "number", None),
        (True, "number", None),
        (float("inf"), "number", None),
        (Decimal("sNaN"), "number", None),
        (1j, "number", None),
        (np.int64(5), "number", 5),
        (np.float64(0.1), "number", 0.1),
        ("40%", "share", 0.4),
        ("2.5 %", "share", 0.025),
        ("-40%", "share", -0.4),
        (0.4, "share", 0.4),
        ("0.4", "share", 0.4),
        (40, "share", 40),
        ("%", "share", None),
        (DATE, "date", DATE),
        (dt.datetime(2026, 3, 2, 23, tzinfo=dt.timezone(dt.timedelta(hours=-8))), "date", DATE),
        ("2026-03-02", "date", DATE),
        ("2026-03-02T23:00:00-08:00", "date", DATE),
        ("2026-03-02 09:30", "date", DATE),
        (" 2026-03-02 ", "date", DATE),
        (pd.Timestamp("2026-03-02 09:00"), "date", DATE),
        ("2026-02-30", "date", None),
        ("2026-3-2", "date", None),
        ("20260302", "date", None),
        ("02/03/2026", "date", None),
        ("2026-03-02T25:00", "date", None),
        (20260302, "date", None),
        (True, "flag", True),
        ("TRUE", "flag", True),
        (" Yes", "flag", True),
        ("no", "flag", False),
        ("0", "flag", False),
        (1, "flag", True),
        (0, "flag", False),
        (2, "flag", None),
        ("on", "flag", None),
        (0.0, "flag", None),
        (np.bool_(True), "flag", True),
        ("saas", "text", "saas"),
        (" saas ", "text", " saas "),
        (5, "text", "5"),
        (5.0, "text", "5.0"),
        (Decimal("5.50"), "text", "5.50"),
        (True, "text", "true"),
        (False, "text", "false"),
        (DATE, "text", "2026-03-02"),
        pytest.param(10**5000, "text", None, id="too long to print"),
        ([1], "text", None),
        ("x", "integer", None),
    ],
)
def test_reading(value: Any, type_name: str, expected: Any) -> None:
    found = coerce(value, type_name)
    assert found == expected
    assert type(found) is type(expected) or isinstance(value, np.generic)


@pytest.mark.parametrize(
    "value", [None, "", " \t", float("nan"), Decimal("NaN"), Decimal("sNaN"), pd.NaT, pd.NA, Unfriendly()]
)
def test_what_is_missing(value: Any) -> None:
    assert not is_present(value)
    for type_name in FIELD_TYPES:
        assert coerce(value, type_name) is None
        assert readable(value, type_name)


@pytest.mark.parametrize("value", [0, False, "0", 0.0, [], {}, dt.date(2026, 1, 1), float("inf")])
def test_what_is_present(value: Any) -> None:
    assert is_present(value)


def test_what_is_to_be_reported() -> None:
    assert not readable("a dozen", "number")
    assert not readable("someday", "date")
    assert readable("12", "number")


class Odd(Fraction):
    """A number that says it is one, and is not."""

    @property
    def numerator(self) -> int:
        raise ValueError("nothing here")


class Whole:
    """An integer of another kind, which cannot become one of ours."""

    def __int__(self) -> int:
        raise OverflowError("beyond an integer")


numbers.Integral.register(Whole)


def test_numbers_of_other_classes() -> None:
    assert exact(np.int64(5)) == 5
    assert exact(np.float32(0.5)) == Fraction(1, 2)
    assert exact(Fraction(1, 3)) == Fraction(1, 3)
    assert exact(Odd(1, 2)) is None
    assert coerce(Odd(1, 2), "number") is None
    assert coerce(Whole(), "number") is None
    assert coerce(Fraction(1, 2), "number") == Fraction(1, 2)


@given(
    junk | st.just(Odd(1, 2)) | st.just(Whole()) | st.just(np.array([1, 2])),
    st.sampled_from([*FIELD_TYPES, "integer"]),
)
def test_nothing_raises(value: Any, type_name: str) -> None:
    found = coerce(value, type_name)
    assert (
        readable(value, type_name) is (found is not None or not is_present(value)) or type_name == "integer"
    )
    assert coerce(found, type_name) == found


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_what_is_printed(value: float) -> None:
    assert exact(value) == Fraction(repr(value))


@given(st.integers() | st.fractions())
def test_exact_numbers_stay(value: Any) -> None:
    assert exact(value) == value


@given(decimals)
def test_the_plain_number_prints_as_the_decimal(value: Decimal) -> None:
    assert exact(plain(value)) == Fraction(value)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e90, max_value=1e90))
def test_a_number_read_from_text_is_that_number(value: float) -> None:
    read = coerce(repr(value), "number")
    assert read is None or exact(read) == exact(value)
    assert read is not None or "e-1" in repr(value) or "e-2" in repr(value) or "e-3" in repr(value)
