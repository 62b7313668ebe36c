"""Days that count, against counting them one by one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.funnel.given import simple

import leadsla as ls
from leadsla.calendars import BusinessCalendar
from leadsla.funnel.days import Days, read_days

NEW_YEAR = ["2025-12-31", "2026-01-01", "2026-01-02"]
WORK = BusinessCalendar("Europe/Berlin", {"mon-fri": "09:00-17:00"}, NEW_YEAR)
DATES = st.dates(dt.date(2025, 11, 1), dt.date(2026, 3, 31)).map(dt.date.toordinal)


def open_(date: int) -> bool:
    return WORK.is_open_date(dt.date.fromordinal(date))


@settings(max_examples=40)
@given(DATES, DATES, st.integers(0, 60))
def test_working_days_are_counted(one: int, other: int, count: int) -> None:
    days, (first, last) = Days(WORK), sorted((one, other))
    assert days.between(first, last) == sum(map(open_, range(first + 1, last + 1)))
    back = days.back(last, count)
    assert days.between(back, last) >= count
    assert back == last or days.between(back + 1, last) < count
    ahead = days.ahead(first, count)
    assert days.between(first, ahead) >= count
    assert ahead == first or days.between(first, ahead - 1) < count


@given(DATES, DATES, st.integers(0, 60))
def test_without_a_calendar_every_day_counts(one: int, other: int, count: int) -> None:
    days = Days()
    assert days.between(one, other) == other - one
    assert (days.back(one, count), days.ahead(one, count)) == (one - count, one + count)


def test_what_names_working_days() -> None:
    """Weekdays, an entry as agreements have it, or the agreement's own calendar."""
    entry = {"hours": {"mon-fri": "09:00-17:00"}, "holidays": {"country": "US"}}
    assert not read_days(entry).is_open_date(dt.date(2026, 7, 3))
    assert read_days("mon-sat").is_open_date(dt.date(2026, 1, 3))
    calendar = ls.examples.acme().calendars["office"]
    assert simple(working_days=calendar).working_days is calendar


@pytest.mark.parametrize(
    ("value", "said", "path"),
    [
        ("weekdays", "names no days of the week", "working_days"),
        (5, "the days on which people work", "working_days"),
        ({"hours": {"mon": "9-5"}}, "", "working_days.hours.mon"),
    ],
)
def test_faults(value: Any, said: str, path: str) -> None:
    with pytest.raises(ls.FunnelError) as caught:
        simple(working_days=value)
    assert caught.value.faults[0].path.startswith(path)
    assert said in str(caught.value)
