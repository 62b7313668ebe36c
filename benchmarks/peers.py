"""One instant at a time against other packages that reckon business time: `python -m benchmarks.peers`.

The same week and holidays for all, random New York datetimes of three years. The library's answers are held against a
judge that steps through minutes before anything is timed; a peer's wrong answers are counted and shown. Rounds are
interleaved and the medians compared. A peer that is not installed is named and left out.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from leadsla.calendars import BusinessCalendar

NEW_YORK = ZoneInfo("America/New_York")
UTC = dt.UTC
MINUTE = dt.timedelta(minutes=1)
WEEK = {"mon-fri": ["09:00-12:00", "13:00-17:00"]}
Answer = Callable[[Any, Any], Any]


def days_off() -> list[dt.date]:
    """US federal holidays, observed ones too, of the years that the questions reach."""
    import holidays

    return sorted(holidays.US(years=range(2023, 2029), language="en_US"))


class Judge:
    """Whether each minute of some years is open, by its wall-clock time alone."""

    def __init__(self, off: set[dt.date]) -> None:
        self.first = dt.datetime(2023, 12, 1, tzinfo=UTC)
        count = (dt.datetime(2027, 6, 1, tzinfo=UTC) - self.first) // MINUTE
        self.open = [self._is_open(self.first + number * MINUTE, off) for number in range(count)]

    @staticmethod
    def _is_open(at: dt.datetime, off: set[dt.date]) -> bool:
        wall = at.astimezone(NEW_YORK)
        return wall.weekday() < 5 and wall.date() not in off and wall.hour in (9, 10, 11, 13, 14, 15, 16)

    def add(self, start: dt.datetime, minutes: int) -> dt.datetime:
        place, left = (start - self.first) // MINUTE, minutes
        while left:
            left -= self.open[place]
            place += 1
        return self.first + place * MINUTE

    def between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        return sum(self.open[(start - self.first) // MINUTE : (end - self.first) // MINUTE]) * MINUTE


def leadsla(off: list[dt.date]) -> dict[str, Answer]:
    calendar = BusinessCalendar("America/New_York", WEEK, off)
    return {"add": lambda start, minutes: calendar.add(start, minutes * MINUTE), "between": calendar.between}


def businesstimedelta(off: list[dt.date]) -> dict[str, Answer]:
    import businesstimedelta as package
    import pytz

    zone, weekdays = pytz.timezone("America/New_York"), [0, 1, 2, 3, 4]
    day = package.WorkDayRule(start_time=dt.time(9), end_time=dt.time(17), working_days=weekdays, tz=zone)
    lunch = package.LunchTimeRule(
        start_time=dt.time(12), end_time=dt.time(13), working_days=weekdays, tz=zone
    )
    rules = package.Rules([day, lunch, package.HolidayRule(dict.fromkeys(off, "off"), tz=zone)])
    return {
        "add": lambda start, minutes: start + package.BusinessTimeDelta(rules, seconds=60 * minutes),
        "between": lambda start, end: rules.difference(start, end).timedelta,
    }


def opening_hours(off: list[dt.date]) -> dict[str, Answer]:
    from opening_hours import OpeningHours, State

    closed = "".join(f"; {date.year} {date:%b} {date.day:02d} off" for date in off)
    hours = OpeningHours(f"Mo-Fr 09:00-12:00,13:00-17:00{closed}", timezone=NEW_YORK)

    def add(start: dt.datetime, minutes: int) -> dt.datetime:
        left = 60.0 * minutes
        for begun, until, state, _ in hours.intervals(start):
            if state == State.OPEN:
                length = until.timestamp() - begun.timestamp()
                if length >= left:
                    return dt.datetime.fromtimestamp(begun.timestamp() + left, NEW_YORK)
                left -= length
        raise AssertionError("no end of opening hours")

    def between(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        open_ = (span for span in hours.intervals(start, end) if span[2] == State.OPEN)
        return dt.timedelta(seconds=sum(span[1].timestamp() - span[0].timestamp() for span in open_))

    return {"add": add, "between": between}


def pandas(off: list[dt.date]) -> dict[str, Answer]:
    """Whole hours only, and no exact `between`: its offset is built once for each number of hours."""
    import functools

    import numpy as np
    from pandas import Timestamp
    from pandas.tseries.offsets import CustomBusinessHour

    made = CustomBusinessHour(
        start=["09:00", "13:00"], end=["12:00", "17:00"], holidays=np.array(off, "datetime64[D]")
    )
    hours = functools.cache(lambda number: made * number)
    return {"add": lambda start, minutes: (Timestamp(start) + hours(minutes // 60)).to_pydatetime()}


def questions(count: int) -> dict[str, list[tuple[Any, Any]]]:
    """Starts with what is added (whole hours, so that all can answer) and with ends up to two weeks on."""
    rng = random.Random(5)
    begin = dt.datetime(2024, 1, 1, tzinfo=UTC)
    starts = [(begin + rng.randrange(3 * 365 * 1440) * MINUTE).astimezone(NEW_YORK) for _ in range(count)]
    ends = [(s.astimezone(UTC) + rng.randrange(14 * 1440) * MINUTE).astimezone(NEW_YORK) for s in starts]
    return {
        "add": [(start, 60 * rng.randrange(1, 71)) for start in starts],
        "between": list(zip(starts, ends, strict=True)),
    }


def seconds_each(answer: Answer, asked: list[tuple[Any, Any]], at_least: float = 0.03) -> float:
    begun, passes = time.perf_counter(), 0
    while time.perf_counter() - begun < at_least or not passes:
        for one, other in asked:
            answer(one, other)
        passes += 1
    return (time.perf_counter() - begun) / passes / len(asked)


def main(count: int = 300, rounds: int = 5) -> None:
    """Print microseconds a question, the ratio to the library, and wrong answers."""
    warnings.simplefilter("ignore")
    off = days_off()
    rivals: dict[str, dict[str, Answer]] = {"leadsla": leadsla(off)}
    for name, make in (
        ("opening-hours-py", opening_hours),
        ("pandas CustomBusinessHour", pandas),
        ("businesstimedelta", businesstimedelta),
    ):
        try:
            rivals[name] = make(off)
        except ImportError as error:
            print(f"left out: {error}")
    judge, asked = Judge(set(off)), questions(count)
    print(f"{count} questions, median of {rounds} interleaved rounds, Python {sys.version.split()[0]}")
    for job, pairs in asked.items():
        wanted = [getattr(judge, job)(*pair) for pair in pairs]
        answers = {name: rival[job] for name, rival in rivals.items() if job in rival}
        wrong = {
            name: sum(answer(*pair) != want for pair, want in zip(pairs, wanted, strict=True))
            for name, answer in answers.items()
        }
        if wrong["leadsla"]:
            raise SystemExit(f"leadsla is wrong in {wrong['leadsla']} of {count} answers to `{job}`")
        took: dict[str, list[float]] = {name: [] for name in answers}
        for _ in range(rounds):
            for name, answer in answers.items():
                took[name].append(seconds_each(answer, pairs))
        base = statistics.median(took["leadsla"])
        for name, each in took.items():
            median = statistics.median(each)
            print(
                f"  {job:<8} {name:<27}{median * 1e6:>10.2f} us{median / base:>9.0f} x{wrong[name]:>6} wrong"
            )


if __name__ == "__main__":
    main()
