"""Hours as people write them, and the faults they make."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.calendars.hours import DAYS, parse_days, parse_hours, parse_interval, parse_week, week_text
from leadsla.errors import CalendarError
from leadsla.instants import HOUR, MINUTE, SECOND


@pytest.mark.parametrize(
    ("key", "days"),
    [
        ("mon", [0]),
        ("Monday", [0]),
        ("mon-fri", [0, 1, 2, 3, 4]),
        ("fri-mon", [4, 5, 6, 0]),
        ("mon,wed,fri", [0, 2, 4]),
        ("mon-tue, SAT", [0, 1, 5]),
        ("sun-sun", [6]),
        ("mon-sun", [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_days(key: str, days: list[int]) -> None:
    """Days, ranges that may pass the week's end, lists, full names."""
    assert parse_days(key) == days


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("09:00-17:00", 9 * HOUR, 17 * HOUR),
        ("9:00 - 17:00", 9 * HOUR, 17 * HOUR),
        ("22:00-06:00", 22 * HOUR, 30 * HOUR),
        ("00:00-24:00", 0, 24 * HOUR),
        ("18:00-00:00", 18 * HOUR, 24 * HOUR),
        ("08:30:15-12:00", 8 * HOUR + 30 * MINUTE + 15 * SECOND, 12 * HOUR),
        ("09:00-09:00", 9 * HOUR, 9 * HOUR),
    ],
)
def test_intervals(text: str, start: int, end: int) -> None:
    """Microseconds of the day; past midnight goes on after 24 hours."""
    assert parse_interval(text, "hours") == (start, end)


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ({"mon": "25:00-26:00"}, "there is no 25:00 on a clock"),
        ({"mon": "09:60-10:00"}, "there is no 09:60 on a clock"),
        ({"mon": "24:01-24:30"}, "there is no 24:01"),
        ({"mon": "09:00-24:00:01"}, "there is no 24:00 on a clock"),
        ({"mon": "09:00:60-10:00"}, "there is no 09:00 on a clock"),
        ({"mon": "24:00-06:00"}, "starts when its day is over"),
        ({"mon": "nine to five"}, "no interval of a day; write a start and an end such as '09:00-17:00'"),
        ({"mon": 9}, "`hours` of 'mon' is 9; write an interval"),
        ({"mon": [540]}, "is 540, not text.*in quotes"),
        ({"mon": {"from": "09:00"}}, "write an interval such as"),
        ({"mon": None}, "write an interval such as"),
        ({"mnoday": "09:00-17:00"}, "the day 'mnoday'.*write monday"),
        ({"mon,x": "09:00-17:00"}, "the day 'x' in 'mon,x'"),
        ({"mon-x": "09:00-17:00"}, "the day 'x' in 'mon-x'"),
        ({"x": "09:00-17:00"}, "no day of the week; write days such as mon, mon-fri or mon,wed,fri$"),
        ({1: "09:00-17:00"}, "the key 1; write a day"),
        (
            {"mon-wed": "09:00-17:00", "wed": "09:00-12:00"},
            "names Wednesday twice, in 'mon-wed' and in 'wed'",
        ),
        ({"mon,mon": "09:00-17:00"}, "names Monday twice"),
        ({"mon": ["09:00-13:00", "12:00-17:00"]}, "'mon': 09:00-13:00 and 12:00-17:00 cross"),
        ({"mon": ["09:00-17:00", "09:00-17:00"]}, "cross; make one end before the other starts$"),
        (
            {"mon": "22:00-06:00", "tue": "05:00-09:00"},
            "22:00-06:00 of Monday and 05:00-09:00 of Tuesday cross",
        ),
        (
            {"sun": "22:00-06:00", "mon": "05:59-09:00"},
            "of Sunday and 05:59-09:00 of Monday cross; end the first by 05:59",
        ),
        (["09:00-17:00"], "write days and their intervals"),
    ],
)
def test_faults_say_what_to_write(hours: Any, says: str) -> None:
    """Each names the place and the remedy."""
    with pytest.raises(CalendarError, match=says):
        parse_week(hours)


def test_touching_is_no_crossing() -> None:
    """Hours that touch are one stretch; past midnight, each keeps its date."""
    assert parse_hours(["09:00-12:00", "12:00-17:00"], "h") == parse_hours("09:00-17:00", "h")
    week = parse_week({"mon": "22:00-06:00", "tue": "06:00-09:00"})
    assert week[0] == ((22 * HOUR, 30 * HOUR),)
    assert week[1] == ((6 * HOUR, 9 * HOUR),)


def test_closed_days_have_no_hours() -> None:
    """By word, by an empty list, by an empty interval."""
    assert parse_week({"mon": "closed", "tue": [], "wed": "09:00-09:00", "thu": "Closed"}) == ((),) * 7


edges = st.lists(st.integers(0, 86_399), min_size=2, max_size=6, unique=True).map(sorted)


@given(st.lists(edges, min_size=7, max_size=7))
def test_a_week_reads_back_as_it_was(days: list[list[int]]) -> None:
    """Printing and reading are inverse."""

    def clock(second: int) -> str:
        return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"

    hours = {
        day: [f"{clock(a)}-{clock(b)}" for a, b in zip(times[::2], times[1::2], strict=False)]
        for day, times in zip(DAYS, days, strict=True)
    }
    week = parse_week(hours)
    assert parse_week(week_text(week)) == week
    assert sum(b - a for day in week for a, b in day) == SECOND * sum(
        b - a for times in days for a, b in zip(times[::2], times[1::2], strict=False)
    )


def test_digits_of_hours_are_those_of_ascii() -> None:
    with pytest.raises(CalendarError, match="no interval of a day"):
        parse_interval("٠٩:00-17:00", "hours")
