"""Business time against hand-written numpy: `python -m benchmarks.calendars`.

The job is New York, Monday to Friday 9 to 12 and 13 to 17, federal holidays, a million random pairs in 2024
to 2026. The rival is what one writes by hand: `np.busday_offset` and `np.busday_count`, with the time zone by
a table of its changes. All answers are compared before anything is timed, and the rounds are interleaved.
`make` joins the library to a comparison of scalar libraries.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from leadsla.calendars import BusinessCalendar

WEEK = {"mon-fri": ["09:00-12:00", "13:00-17:00"]}
DAY_SECONDS = 7 * 3600


def make(
    spec: Any,
) -> tuple[Callable[[dt.datetime, int], dt.datetime], Callable[[dt.datetime, dt.datetime], dt.timedelta]]:
    """The library's `add` and `between` for the standard week of a comparison."""
    calendar = BusinessCalendar(spec.tz.key, WEEK, spec.holidays)
    add, minute = calendar.add, dt.timedelta(minutes=1)

    def add_minutes(start: dt.datetime, minutes: int) -> dt.datetime:
        return add(start, minutes * minute)

    return add_minutes, calendar.between


class ByHand:
    """The standard week in plain numpy, in seconds."""

    def __init__(self, tz: ZoneInfo, holidays: list[dt.date]) -> None:
        import numpy as np

        self.days = np.busdaycalendar(holidays=np.array(holidays, "datetime64[D]"))
        changes, offsets = [0], [0]
        for at in range(1_640_995_200, 1_893_456_000, 3600):
            offset = int(dt.datetime.fromtimestamp(at, tz).utcoffset().total_seconds())
            if offset != offsets[-1]:
                changes.append(at)
                offsets.append(offset)
        self.changes, self.offsets = np.array(changes), np.array(offsets)
        self.local_changes = self.changes + self.offsets

    def place(self, t: Any) -> tuple[Any, Any]:
        """The local date of an instant, and the seconds that have been worked on it."""
        import numpy as np

        local = t + self.offsets[np.searchsorted(self.changes, t, side="right") - 1]
        number = local // 86_400
        second = local - number * 86_400
        date = number.view("datetime64[D]")
        worked = np.clip(second - 32_400, 0, 10_800) + np.clip(second - 46_800, 0, 14_400)
        return date, np.where(np.is_busday(date, busdaycal=self.days), worked, 0)

    def add(self, t: Any, d: Any) -> Any:
        import numpy as np

        date, worked = self.place(t)
        whole, rest = np.divmod(worked + d - 1, DAY_SECONDS)
        date = np.busday_offset(date, whole, roll="forward", busdaycal=self.days)
        rest += 1
        local = date.view("int64") * 86_400 + rest + np.where(rest <= 10_800, 32_400, 36_000)
        return local - self.offsets[np.searchsorted(self.local_changes, local, side="right") - 1]

    def between(self, a: Any, b: Any) -> Any:
        import numpy as np

        date, worked = self.place(a)
        until, more = self.place(b)
        return np.busday_count(date, until, busdaycal=self.days) * DAY_SECONDS + more - worked


def contenders(calendar: BusinessCalendar, size: int) -> dict[str, dict[str, Callable[[], Any]]]:
    """What is timed: by job, the rivals."""
    import numpy as np

    rng = np.random.default_rng(1)
    low, high = 1_704_085_200, 1_798_675_200
    t = rng.integers(low, high, size)
    d = rng.integers(300, 10 * DAY_SECONDS, size)
    end = t + rng.integers(0, 14 * 86_400, size)
    hand = ByHand(calendar.zone, [date for year in range(2023, 2029) for date in calendar.holidays_in(year)])
    micro_t, micro_d, micro_end = t * 1_000_000 + 123_456, d * 1_000_000 + 654_321, end * 1_000_000 + 500_001
    date_t, date_d, date_end = (
        micro_t.view("datetime64[us]"),
        micro_d.view("timedelta64[us]"),
        micro_end.view("datetime64[us]"),
    )
    jobs: dict[str, dict[str, Callable[[], Any]]] = {
        "add": {
            "numpy busday by hand": lambda: hand.add(t, d),
            "add_many, int64 seconds": lambda: calendar.add_many(t, d, unit="s"),
            "add_many, int64 microseconds": lambda: calendar.add_many(micro_t, micro_d, unit="us"),
            "add_many, datetime64[us]": lambda: calendar.add_many(date_t, date_d),
        },
        "between": {
            "numpy busday by hand": lambda: hand.between(t, end),
            "between_many, int64 seconds": lambda: calendar.between_many(t, end, unit="s"),
            "between_many, int64 microseconds": lambda: calendar.between_many(micro_t, micro_end, unit="us"),
            "between_many, datetime64[us]": lambda: calendar.between_many(date_t, date_end),
        },
    }
    for rivals in jobs.values():
        answers = [answer() for answer in list(rivals.values())[:2]]
        if not (answers[0] == answers[1]).all():
            raise SystemExit("the rivals disagree: nothing is timed")
    for one, other, scalar in (
        (micro_t, micro_d, calendar.timeline.add),
        (micro_t, micro_end, calendar.timeline.between),
    ):
        many = calendar.add_many if scalar == calendar.timeline.add else calendar.between_many
        found = many(one[:20_000], other[:20_000], unit="us").tolist()
        if found != [
            scalar(a, b) for a, b in zip(one[:20_000].tolist(), other[:20_000].tolist(), strict=True)
        ]:
            raise SystemExit("whole arrays disagree with one at a time: nothing is timed")
    return jobs


def first_answer(rounds: int = 9) -> float:
    """Milliseconds to the first answer of a fresh calendar, nothing about its country or zone kept."""
    from leadsla.calendars import closures, offsets

    start = dt.datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("America/New_York"))
    times = []
    for _ in range(rounds):
        closures._expanded.cache_clear()
        offsets._year.cache_clear()
        begun = time.perf_counter()
        calendar = BusinessCalendar("America/New_York", WEEK, {"country": "US"})
        calendar.add(start, dt.timedelta(hours=20))
        times.append(time.perf_counter() - begun)
    return statistics.median(times[1:]) * 1e3


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args(arguments)
    calendar = BusinessCalendar("America/New_York", WEEK, {"country": "US"})
    for job, rivals in contenders(calendar, options.size).items():
        times: dict[str, list[float]] = {name: [] for name in rivals}
        for _ in range(options.rounds):
            for name, run in rivals.items():
                begun = time.perf_counter()
                run()
                times[name].append(time.perf_counter() - begun)
        base = statistics.median(times["numpy busday by hand"])
        print(f"{job}: {options.size:,} pairs, median of {options.rounds} interleaved rounds")
        for name, taken in times.items():
            median = statistics.median(taken)
            rate = options.size / median / 1e6
            print(f"  {name:<34}{median * 1e3:>9.1f} ms{rate:>8.1f} M/s{base / median:>7.1f} x")
    print(f"first answer of a fresh calendar with US holidays: {first_answer():.2f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
