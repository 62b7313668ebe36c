"""Opening hours as people write them: `mon-fri` and `09:00-12:00`, read, checked and printed back.

Hours are kept as microseconds of the local day; one that passes midnight ends after 24:00 of the day on which
it starts.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from leadsla.calendars.spans import Span, merged
from leadsla.errors import CalendarError, nearest
from leadsla.instants import DAY, SECOND

#: The open intervals of one day, sorted.
Hours = tuple[Span, ...]
#: The hours of Monday to Sunday.
Week = tuple[Hours, ...]

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBER: Final = {name: i for i, name in enumerate(DAYS)} | {
    name.lower(): i for i, name in enumerate(DAY_NAMES)
}
_TIME: Final = "([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?"
_INTERVAL: Final = re.compile(rf"\s*{_TIME}\s*-\s*{_TIME}\s*")


def _day(word: str, key: str) -> int:
    number = _NUMBER.get(word.strip().lower())
    if number is None:
        guess = nearest(word.strip().lower(), _NUMBER)
        advice = f"write {guess}" if guess else "write days such as mon, mon-fri or mon,wed,fri"
        raise CalendarError(
            f"`hours` names the day {word.strip()!r} in {key!r}, which is no day of the week; {advice}"
        )
    return number


def parse_days(key: Any) -> list[int]:
    """The days that a key of `hours` names, Monday being 0.

    >>> parse_days("mon-wed,fri"), parse_days("Saturday-mon")
    ([0, 1, 2, 4], [5, 6, 0])
    """
    if not isinstance(key, str):
        raise CalendarError(
            f"`hours` has the key {key!r}; write a day or days as text, such as 'mon' or 'mon-fri'"
        )
    days: list[int] = []
    for part in key.split(","):
        first, dash, last = part.partition("-")
        start = _day(first, key)
        end = _day(last, key) if dash else start
        days.extend((start + i) % 7 for i in range((end - start) % 7 + 1))
    return days


def parse_interval(text: Any, where: str) -> Span:
    """One interval of a day in microseconds; one whose end is before its start passes midnight.

    >>> [edge // 3_600_000_000 for edge in parse_interval("22:00-06:00", "hours")]
    [22, 30]
    """
    advice = "write a start and an end such as '09:00-17:00'"
    if not isinstance(text, str):
        raise CalendarError(f"{where} is {text!r}, not text; {advice} (in quotes)")
    match = _INTERVAL.fullmatch(text)
    if match is None:
        raise CalendarError(f"{where} is {text!r}, which is no interval of a day; {advice}")
    hour, minute, second, last_hour, last_minute, last_second = (int(part or 0) for part in match.groups())
    for h, m, s in ((hour, minute, second), (last_hour, last_minute, last_second)):
        if m > 59 or s > 59 or h * 3600 + m * 60 + s > 86_400:
            raise CalendarError(f"{where} is {text!r}, but there is no {h:02}:{m:02} on a clock; {advice}")
    start = (hour * 3600 + minute * 60 + second) * SECOND
    end = (last_hour * 3600 + last_minute * 60 + last_second) * SECOND
    if start == DAY:
        raise CalendarError(
            f"{where} is {text!r}, which starts when its day is over; write 00:00 on the next day"
        )
    return start, end if end >= start else end + DAY


def parse_hours(value: Any, where: str) -> Hours:
    """The hours of a day: an interval, a list of them, or "closed".

    Raises `CalendarError` for what is no interval and for two that cross.
    """
    if isinstance(value, str):
        value = [] if value.strip().lower() == "closed" else [value]
    if not isinstance(value, Iterable) or isinstance(value, Mapping | bytes):
        raise CalendarError(
            f"{where} is {value!r}; write an interval such as '09:00-17:00', a list of them, or 'closed'"
        )
    spans = sorted(span for span in (parse_interval(text, where) for text in value) if span[0] < span[1])
    for before, after in itertools.pairwise(spans):
        if after[0] < before[1]:
            raise CalendarError(
                f"{where}: {interval_text(before)} and {interval_text(after)} cross; "
                "make one end before the other starts"
            )
    return tuple(merged(spans))


def parse_week(hours: Any) -> Week:
    """The hours of every day of the week, Monday first.

    >>> [len(day) for day in parse_week({"mon-fri": ["09:00-12:00", "13:00-17:00"], "sat": "10:00-12:00"})]
    [2, 2, 2, 2, 2, 1, 0]

    Raises `CalendarError` for a day named twice, for times that are none, and for intervals that cross.
    """
    if not isinstance(hours, Mapping):
        raise CalendarError(
            f"`hours` is {hours!r}; write days and their intervals, such as {{'mon-fri': ['09:00-17:00']}}"
        )
    week: list[Hours | None] = [None] * 7
    named: dict[int, str] = {}
    for key, value in hours.items():
        read = parse_hours(value, f"`hours` of {key!r}")
        for day in parse_days(key):
            if day in named:
                raise CalendarError(
                    f"`hours` names {DAY_NAMES[day]} twice, in {named[day]!r} and in {key!r}; keep one"
                )
            week[day], named[day] = read, key
    done = tuple(day or () for day in week)
    for day in range(7):
        crossing(done[day], done[(day + 1) % 7], DAY_NAMES[day], DAY_NAMES[(day + 1) % 7])
    return done


def names_interval(hours: Mapping[str, Any]) -> bool:
    """Whether hours write any interval, be it an empty one: who writes none at all has forgotten them.

    >>> names_interval({"mon": "09:00-09:00"}), names_interval({"mon": "closed", "tue": []})
    (True, False)
    """
    return any(":" in str(value) for value in hours.values())


def crossing(today: Hours, tomorrow: Hours, day: str, next_day: str) -> None:
    """Refuse hours that run past midnight into the next day's own."""
    if today and tomorrow and today[-1][1] - DAY > tomorrow[0][0]:
        raise CalendarError(
            f"{interval_text(today[-1])} of {day} and {interval_text(tomorrow[0])} of {next_day} cross; "
            f"end the first by {time_text(tomorrow[0][0])}, or start the second later"
        )


def time_text(time: int) -> str:
    """A time of day, with seconds only where it has any.

    >>> time_text(9 * 3600 * SECOND), time_text((8 * 3600 + 30 * 60 + 15) * SECOND)
    ('09:00', '08:30:15')
    """
    seconds = time // SECOND
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def interval_text(span: Span) -> str:
    """An interval as it is written."""
    start, end = span
    return f"{time_text(start)}-{time_text(end if end <= DAY else end - DAY)}"


def hours_text(hours: Hours) -> list[str] | str:
    """The hours of a day as they are written."""
    return [interval_text(span) for span in hours] or "closed"


def week_text(week: Sequence[Hours]) -> dict[str, list[str] | str]:
    """A week as it is written, days of the same hours together; closed days are left out.

    >>> week_text(parse_week({"mon,tue,wed": "09:00-17:00", "fri": "9:00-12:00"}))
    {'mon-wed': ['09:00-17:00'], 'fri': ['09:00-12:00']}
    """
    written: dict[str, list[str] | str] = {}
    day = 0
    while day < 7:
        last = day
        while last < 6 and week[last + 1] == week[day]:
            last += 1
        if week[day]:
            written[DAYS[day] if last == day else f"{DAYS[day]}-{DAYS[last]}"] = hours_text(week[day])
        day = last + 1
    return written
