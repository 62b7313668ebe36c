"""Lengths of time in criteria."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.criteria.durations import about, better_duration, duration, spelled
from leadsla.instants import DAY, HOUR, MINUTE, SECOND


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1 second", SECOND),
        ("90 minutes", 90 * MINUTE),
        ("1.5 hours", 90 * MINUTE),
        ("14 days", 14 * DAY),
        ("1 days", DAY),
        ("2 weeks", 14 * DAY),
        (" 2  weeks ", 14 * DAY),
        ("0.000001 seconds", 1),
        ("0 days", 0),
        ("0.000001 minutes", 60),
        ("14days", None),
        ("14 d", None),
        ("-1 day", None),
        ("1 month", None),
        ("1 business day", None),
        ("1 Day", None),
        ("1 day 2 hours", None),
        ("0.0000001 seconds", None),
        ("9999999999999 days", None),
        ("", None),
    ],
)
def test_reading(text: str, length: int | None) -> None:
    assert duration(text) == length


@given(st.integers(0, 10**15))
def test_what_is_spelled_reads_back(length: int) -> None:
    assert duration(spelled(length)) == length


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("14d", "14 days"),
        ("1 Day", "1 day"),
        ("2 hrs", "2 hours"),
        ("5 min", "5 minutes"),
        ("5 m", "5 minutes"),
        ("30 secs", "30 seconds"),
        ("4 business days", "4 days"),
        ("1 month", "30 days"),
        ("1 quarter", "90 days"),
        ("1 year", "365 days"),
        ("2 wks", "2 weeks"),
        ("0 days", None),
        ("5 parsecs", None),
        ("soon", None),
    ],
)
def test_what_was_probably_meant(text: str, better: str | None) -> None:
    assert better_duration(text) == better
    assert better is None or duration(better)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (0, "0 seconds"),
        (SECOND, "1 second"),
        (DAY + 1, "1 day"),
        (3 * DAY + 2 * HOUR + MINUTE, "3 days 2 hours"),
    ],
)
def test_for_a_reader(length: int, text: str) -> None:
    assert about(length) == text
