"""Laws of business time, for calendars of every shape."""

from __future__ import annotations

import datetime as dt
import functools
import pickle
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from leadsla.calendars import BusinessCalendar, Calendar
from leadsla.calendars.hours import DAYS
from leadsla.instants import DAY, HOUR, MINUTE, moment

ZONES = (
    "UTC",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
)
START = 1_735_689_600_000_000  # 2025
WEEKS: tuple[dict[str, Any], ...] = (
    {"mon-fri": ["09:00-12:00", "13:00-17:00"]},
    {"mon-sun": "22:00-06:00"},
    {"sat-sun": ["00:00-06:00", "12:00-24:00"], "wed": "23:59:30-00:00:30"},
    {"mon-sun": "00:00-24:00"},
    {"mon-sun": ["01:15-01:45", "01:50-02:30", "23:30-00:30"]},
)


@functools.cache
def made(zone: str, week: int, closed: int) -> BusinessCalendar:
    dates = [dt.date(2025, 1, 1) + dt.timedelta(days=closed * i) for i in range(1, 40)] if closed else []
    return BusinessCalendar(zone, WEEKS[week], dates)


simple = st.builds(made, st.sampled_from(ZONES), st.integers(0, len(WEEKS) - 1), st.sampled_from((0, 3, 10)))
combined = st.builds(
    lambda left, right, operation: {"|": left | right, "&": left & right, "-": left - right}[operation],
    simple,
    simple,
    st.sampled_from("|&-"),
)
calendars = st.one_of(simple, combined)
times = st.one_of(
    st.integers(START, START + 700 * DAY),
    st.integers(0, 700 * 48).map(lambda half_hours: START + half_hours * 30 * MINUTE),
)
lengths = st.one_of(st.integers(1, 60 * HOUR), st.integers(1, 240).map(lambda n: n * 15 * MINUTE))


def has_time(calendar: Calendar) -> bool:
    """Whether the calendar has as much open time either side as the laws ask for."""
    line = calendar.timeline
    return (
        min(line.between(START - 700 * DAY, START), line.between(START + 700 * DAY, START + 1400 * DAY))
        > 60 * HOUR
    )


@given(calendars, times, lengths)
def test_what_is_added_has_passed(calendar: Calendar, t: int, d: int) -> None:
    """`between(t, add(t, d)) == d`, by the earliest such instant; subtract mirrors it, by the latest."""
    assume(has_time(calendar))
    line = calendar.timeline
    due = line.add(t, d)
    assert line.between(t, due) == d
    assert line.between(t, due - 1) == d - 1
    since = line.subtract(t, d)
    assert line.between(since, t) == d
    assert line.between(since + 1, t) == d - 1
    assert line.add(t, -d) == since
    assert line.subtract(t, -d) == due


@given(calendars, times, times, lengths, lengths)
def test_adding_is_monotone_and_adds_up(calendar: Calendar, t: int, u: int, d: int, e: int) -> None:
    """A later start or a longer window is never due earlier, and two windows are one."""
    assume(has_time(calendar))
    line = calendar.timeline
    (t, u), (d, e) = sorted((t, u)), sorted((d, e))
    assert line.add(t, d) <= line.add(u, d)
    assert line.add(t, d) <= line.add(t, e)
    assert line.subtract(t, d) <= line.subtract(u, d)
    assert line.add(line.add(t, d), e) == line.add(t, d + e)
    assert line.subtract(line.subtract(t, d), e) == line.subtract(t, d + e)


@given(calendars, times, times, times)
def test_between_adds_up(calendar: Calendar, a: int, b: int, c: int) -> None:
    """From here to there to yonder; backwards is negative; and it is the sum of the intervals."""
    line = calendar.timeline
    assert line.between(a, b) + line.between(b, c) == line.between(a, c)
    assert line.between(a, b) == -line.between(b, a)
    assert abs(line.between(a, b)) == sum(y - x for x, y in line.intervals(min(a, b), max(a, b)))


@given(calendars, times)
def test_openings_and_closes_agree(calendar: Calendar, t: int) -> None:
    """The next opening is open and nothing before it is; the last close has nothing after it."""
    assume(has_time(calendar))
    line = calendar.timeline
    opening, close = line.next_open(t), line.previous_close(t)
    assert line.is_open(opening)
    assert line.between(t, opening) == line.between(close, t) == 0
    assert line.is_open(close - 1)
    assert line.is_open(t) == (opening == t)
    assert (line.add(t, 0), line.subtract(t, 0)) == (opening, close)


@given(simple, simple, times)
def test_combining_is_the_algebra_of_instants(
    left: BusinessCalendar, right: BusinessCalendar, t: int
) -> None:
    """Against a bitmap of a week, half a minute at a time."""
    either, both, less = left | right, left & right, left - right
    step = MINUTE // 2
    start = t // step * step
    asked = range(start, start + 2 * DAY, 97 * step)
    bits = [(left.timeline.is_open(at), right.timeline.is_open(at)) for at in asked]
    assert [either.timeline.is_open(at) for at in asked] == [a or b for a, b in bits]
    assert [both.timeline.is_open(at) for at in asked] == [a and b for a, b in bits]
    assert [less.timeline.is_open(at) for at in asked] == [a and not b for a, b in bits]
    one, other = left.timeline.between(t, t + 7 * DAY), right.timeline.between(t, t + 7 * DAY)
    shared = both.timeline.between(t, t + 7 * DAY)
    assert either.timeline.between(t, t + 7 * DAY) == one + other - shared
    assert less.timeline.between(t, t + 7 * DAY) == one - shared


@given(calendars, times, times, lengths, st.sampled_from(ZONES), st.booleans())
def test_datetimes_give_the_answers_of_the_line(
    calendar: Calendar, t: int, u: int, d: int, zone: str, own: bool
) -> None:
    """In the calendar's own zone and in any other, fold and all."""
    assume(has_time(calendar))
    tz = calendar.zone if own else ZoneInfo(zone)
    line, at, to = calendar.timeline, moment(t).astimezone(tz), moment(u).astimezone(tz)
    length = dt.timedelta(microseconds=d)
    for got, want in (
        (calendar.add(at, length), line.add(t, d)),
        (calendar.subtract(at, length), line.subtract(t, d)),
        (calendar.next_open(at), line.next_open(t)),
        (calendar.previous_close(at), line.previous_close(t)),
    ):
        expected = moment(want).astimezone(tz)
        assert (got.replace(tzinfo=None), got.fold, got.tzinfo) == (
            expected.replace(tzinfo=None),
            expected.fold,
            tz,
        )
    assert calendar.between(at, to) == dt.timedelta(microseconds=line.between(t, u))
    assert calendar.is_open(at) == line.is_open(t)


@given(calendars, times, lengths)
def test_pickling_changes_nothing(calendar: Calendar, t: int, d: int) -> None:
    """Equal, and with the same answers."""
    assume(has_time(calendar))
    copy = pickle.loads(pickle.dumps(calendar))
    assert copy == calendar
    assert hash(copy) == hash(calendar)
    assert copy.timeline.add(t, d) == calendar.timeline.add(t, d)


hours_of_a_day = st.lists(st.integers(0, 95), min_size=2, max_size=4, unique=True).map(
    lambda quarters: [
        f"{a // 4:02}:{a % 4 * 15:02}-{b // 4:02}:{b % 4 * 15:02}"
        for a, b in zip(sorted(quarters)[::2], sorted(quarters)[1::2], strict=False)
    ]
)


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(DAYS, hours_of_a_day)).filter(bool),
    st.sampled_from(ZONES),
    st.dictionaries(st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 31)), hours_of_a_day, max_size=3),
    st.integers(0, 700),
)
def test_a_date_owns_what_its_hours_say(
    hours: dict[str, list[str]], zone: str, exceptions: dict[dt.date, list[str]], number: int
) -> None:
    """What belongs to the dates is what the line has, and a calendar reads back as it was written."""
    calendar = BusinessCalendar(zone, hours, (), exceptions)
    date = dt.date(2025, 1, 1) + dt.timedelta(days=number)
    for start, end in calendar.opening(date):
        assert calendar.timeline.between(start, end) == end - start
    assert bool(calendar.why_closed(date)) != calendar.is_open_date(date)
    assert BusinessCalendar(**calendar.to_dict()) == calendar
