"""Schedules: the days of a plan."""

from __future__ import annotations

import datetime as dt

from tests.decisions.scenario import OFFICE

from leadsla.clauses.schedule import Days
from leadsla.clauses.steps import Step
from leadsla.instants import instant


def day(text: str) -> int:
    return dt.date.fromisoformat(f"2026-{text}").toordinal()


def noon(text: str) -> int:
    return instant(dt.datetime.fromisoformat(f"2026-{text}T12:00+00:00"))


def coming(days: Days, first: str, step: Step, count: int = 4) -> list[str | None]:
    dates = [days.coming(day(first), step, number) for number in range(count)]
    return [None if date is None else f"{dt.date.fromordinal(date):%m-%d}" for date in dates]


def test_day_one() -> None:
    """A Saturday's is Monday in business days, Saturday itself in calendar days."""
    assert Days(OFFICE, True).first(noon("03-07")) == day("03-09")
    assert Days(OFFICE, False).first(noon("03-07")) == day("03-07")


def test_days_and_their_numbers_are_inverse() -> None:
    """From a Friday: day 2 is Monday, or Saturday."""
    for business, second in ((True, "03-09"), (False, "03-07")):
        days = Days(OFFICE, business)
        assert days.date(day("03-06"), 2) == day(second)
        assert [days.number(day("03-06"), days.date(day("03-06"), n)) for n in (1, 2, 7, 3)] == [1, 2, 7, 3]


def test_what_comes_when() -> None:
    """Days in their order; a repetition counts from its first date, however the one before it was moved."""
    assert coming(Days(OFFICE, True), "03-06", Step(id="a", days=[3, 1])) == ["03-06", "03-10", None, None]
    assert coming(Days(OFFICE, True), "03-06", Step(id="a", from_day=2)) == ["03-09", None, None, None]
    every = Step(id="a", from_day=1, every="3 days", until_day=10)
    assert coming(Days(OFFICE, False), "03-05", every, 5) == ["03-05", "03-08", "03-11", "03-14", None]
    assert coming(Days(OFFICE, True), "03-05", every) == ["03-05", "03-09", "03-11", None]


def hours(days: Days, date: int) -> tuple[int, int]:
    return days.bounds(date, None)[0], days.close(date)


def test_the_hours_of_a_date() -> None:
    """Of a date without hours: the whole of it; in calendar days work begins at midnight."""
    midnight, morning = noon("03-09") - 12 * 3600 * 10**6, noon("03-09") - 3 * 3600 * 10**6
    close = noon("03-09") + 5 * 3600 * 10**6
    assert hours(Days(OFFICE, True), day("03-09")) == (morning, close)
    assert hours(Days(OFFICE, False), day("03-09")) == (midnight, close)
    assert hours(Days(OFFICE, True), day("03-08"))[1] == midnight
