"""Rhythms of meetings: what people call them, and the dates that they come to."""

from __future__ import annotations

import datetime as dt

import pytest

from leadsla.clauses.rhythm import (
    Step,
    count_of,
    dates_of_phases,
    dates_of_step,
    label_of,
    phases_of,
    step_of,
)
from leadsla.errors import EntryError
from leadsla.periods import Period


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def starts(text: str, first: str, last: str) -> list[str]:
    return [start.isoformat() for start, _ in dates_of_step(step_of(text), day(first), day(last))]


def test_a_number_of_times() -> None:
    """In words or digits, up to a thousand; more is a slip of the pen."""
    assert count_of("twice a week") == (2, Period.WEEK)
    assert count_of("1000 per year") == (1000, Period.YEAR)
    with pytest.raises(EntryError, match="no number per period"):
        count_of("1001 per year")


def test_steps_begin_with_the_period_around_the_first_date() -> None:
    """With the quarter or the year that it is in, whatever its day."""
    assert starts("every two quarters", "2026-08-20", "2027-02-01") == ["2026-07-01", "2027-01-01"]
    assert starts("every two quarters", "2026-06-30", "2026-12-31") == ["2026-04-01", "2026-10-01"]
    assert starts("every two quarters", "2026-11-30", "2027-03-31") == ["2026-10-01"]
    assert starts("every two years", "2026-03-14", "2028-01-01") == ["2026-01-01", "2028-01-01"]


def test_a_phase_without_a_number_has_one_slot_at_least() -> None:
    """Also where a slot of it is longer than one of the next."""
    found = dates_of_phases(phases_of(("quarterly", "then monthly")), day("2026-01-01"), day("2026-05-31"))
    assert [start.isoformat() for start, _ in found] == ["2026-01-01", "2026-04-01", "2026-05-01"]


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        ("2026-01-01", "2026-02-01", "2026-01"),
        ("2026-04-01", "2026-07-01", "2026-Q2"),
        ("2026-02-01", "2026-05-01", "2026-02-01"),
        ("2026-01-01", "2027-01-01", "2026"),
        ("2026-01-01", "2026-03-01", "2026-01-01"),
        ("2026-04-01", "2027-04-01", "2026-04-01"),
    ],
)
def test_a_label_is_that_of_a_period_where_it_is_one(start: str, end: str, label: str) -> None:
    """And else the first date: two months from January are no year, nor are twelve from April."""
    assert label_of(day(start), day(end)) == label


def test_months_clamp_to_their_end() -> None:
    """Counted from the first date each time, so that none is lost on the way."""
    step = Step(1, Period.MONTH)
    assert [step.later(day("2026-01-31"), times).day for times in range(4)] == [31, 28, 31, 30]
