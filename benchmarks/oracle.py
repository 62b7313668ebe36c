"""Business time worked out the slow way: every minute of UTC is turned into local time and looked up.

The oracle knows nothing of intervals, offsets or compiled years, so it cannot share a fault with the library.
A calendar is compared with it around the instants at which a zone changes its clocks: `python -m
benchmarks.oracle` does so for every zone of the tz database, the tests for a sample.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import random
import sys
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate
from zoneinfo import ZoneInfo, available_timezones

from leadsla.calendars import BusinessCalendar
from leadsla.calendars.offsets import pieces
from leadsla.instants import FIRST, LAST

SECOND = 1_000_000
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

#: Weeks to compare; each day's hours as (opening, closing) in minutes, past 1440 on the next day.
WEEKS: Mapping[str, Mapping[str, list[tuple[int, int]]]] = {
    "office": {day: [(540, 720), (780, 1020)] for day in DAYS[:5]},
    "night": {
        **{day: [(1320, 1800)] for day in DAYS[:5]},
        "sat": [(540, 720), (1380, 1440)],
        "sun": [(0, 360)],
    },
    "around the change": {day: [(15, 45), (75, 105), (110, 150), (165, 200), (1410, 1455)] for day in DAYS},
    "always": {day: [(0, 1440)] for day in DAYS},
}


def text(span: tuple[int, int]) -> str:
    start, end = span
    end = end if end <= 1440 else end - 1440
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


class Oracle:
    """Open time in a stretch of UTC, by the minute (or less where offsets have seconds), in microseconds."""

    def __init__(
        self,
        tz: ZoneInfo,
        week: Mapping[str, list[tuple[int, int]]],
        closed: set[dt.date],
        special: Mapping[dt.date, list[tuple[int, int]]],
        start: int,
        end: int,
    ) -> None:
        offsets = {dt.datetime.fromtimestamp(at, tz).utcoffset() for at in range(start, end, 3600)}
        self.step = math.gcd(60, *(int(offset.total_seconds()) for offset in offsets))
        self.start, self.tz = start, tz
        self.open = bytearray()
        day = dt.timedelta(days=1)
        kept: dict[dt.date, list[tuple[int, int]]] = {}

        def hours(date: dt.date) -> list[tuple[int, int]]:
            if date not in kept:
                kept[date] = special.get(date, [] if date in closed else week.get(DAYS[date.weekday()], []))
            return kept[date]

        for at in range(start, end, self.step):
            local = dt.datetime.fromtimestamp(at, tz)
            date, seconds = local.date(), local.hour * 3600 + local.minute * 60 + local.second
            self.open.append(
                any(a * 60 <= seconds < b * 60 for a, b in hours(date))
                or any(a * 60 <= seconds + 86_400 < b * 60 for a, b in hours(date - day))
            )
        self.step *= SECOND
        self.start *= SECOND
        self.end = self.start + len(self.open) * self.step
        self.passed = list(accumulate((self.step * flag for flag in self.open), initial=0))

    def worked(self, t: int) -> int:
        i, rest = divmod(t - self.start, self.step)
        return self.passed[i] + (rest if rest and self.open[i] else 0)

    def is_open(self, t: int) -> bool:
        return bool(self.open[(t - self.start) // self.step])

    def earliest(self, target: int) -> int | None:
        """The earliest instant by which so much has passed, if it lies clearly inside."""
        i = bisect_left(self.passed, target) - 1
        return self.start + i * self.step + target - self.passed[i] if 0 <= i < len(self.open) else None

    def latest(self, target: int) -> int | None:
        """The latest instant by which no more than so much has passed, if it lies clearly inside."""
        i = bisect_right(self.passed, target) - 1
        return self.start + i * self.step + target - self.passed[i] if 0 < i < len(self.open) else None

    def edges(self) -> list[int]:
        """The instants at which open changes to closed or back."""
        return [
            self.start + i * self.step for i in range(1, len(self.open)) if self.open[i] != self.open[i - 1]
        ]


def changes(tz: ZoneInfo) -> list[int]:
    """Seconds, to the minute, at which a zone changes its offset in 1970 to 2100; looked for day by day."""
    found = []
    offset = dt.datetime.fromtimestamp(0, tz).utcoffset()
    for day in range(1, 47_800):
        after = dt.datetime.fromtimestamp(day * 86_400, tz).utcoffset()
        if after != offset:
            first = next(
                at
                for at in range((day - 1) * 86_400, day * 86_400 + 60, 60)
                if dt.datetime.fromtimestamp(at, tz).utcoffset() != offset
            )
            found.append(first)
            offset = after
    return found


def missed(tz: ZoneInfo, found: list[int]) -> list[int]:
    """The changes that the library does not see, or sees where there is none (in seconds)."""
    seen = {-(-start // (60 * SECOND)) * 60 for start, _, _ in pieces(tz, FIRST, LAST)[1:]}
    return sorted(seen ^ {at for at in found if at * SECOND < LAST})


def instants(rng: random.Random, oracle: Oracle, around: int, count: int) -> Iterator[int]:
    """Instants to ask about: random ones, and ones at and beside edges and the change of the clocks."""
    edges = oracle.edges()
    low, high = oracle.start + oracle.step, oracle.end - oracle.step
    for _ in range(count):
        kind = rng.random()
        if kind < 0.4 or not edges:
            found = rng.randrange(low, high)
        elif kind < 0.7:
            found = rng.choice(edges) + rng.choice((-SECOND, -1, 0, 0, 1, SECOND))
        else:
            found = (
                around * SECOND + rng.randrange(-3 * 3600, 3 * 3600) * SECOND + rng.choice((0, 0, 1, 999_999))
            )
        yield min(max(found, low), high)


def local(t: int, tz: ZoneInfo) -> dt.datetime:
    return (EPOCH + dt.timedelta(microseconds=t)).astimezone(tz)


def same(a: dt.datetime, b: dt.datetime) -> bool:
    """The same wall-clock time, fold and zone."""
    return (a.replace(tzinfo=None), a.fold, a.tzinfo) == (b.replace(tzinfo=None), b.fold, b.tzinfo)


def compare(
    calendar: BusinessCalendar, oracle: Oracle, around: int, rng: random.Random, count: int
) -> tuple[int, list[str]]:
    """Ask the calendar and the oracle the same; how many answers were compared, and those that differ."""
    line, tz, asked, wrong = calendar.timeline, oracle.tz, 0, []

    def check(what: str, got: object, want: object) -> None:
        nonlocal asked
        asked += 1
        if got != want:
            wrong.append(f"{calendar.timezone} {what}: got {got}, oracle {want}")

    ask = list(instants(rng, oracle, around, count))
    for t, other in zip(ask, reversed(ask), strict=True):
        worked, at = oracle.worked(t), local(t, tz)
        check(f"is_open {at!r}", (line.is_open(t), calendar.is_open(at)), (oracle.is_open(t),) * 2)
        open_time = oracle.worked(other) - worked
        check(f"between {t} {other}", line.between(t, other), open_time)
        there = local(other, tz)
        check(f"between {at!r} {there!r}", calendar.between(at, there), dt.timedelta(microseconds=open_time))
        d = rng.choice((0, open_time, abs(open_time), rng.randrange(1, 40 * 3600 * SECOND), 60 * SECOND))
        for name, sign in (("add", 1), ("subtract", -1)):
            later = d * sign > 0 or (d == 0 and sign < 0)
            want = (oracle.earliest if later else oracle.latest)(worked + d * sign)
            if want is None:
                continue
            check(f"{name} {t} {d}", getattr(line, name)(t, d), want)
            got = getattr(calendar, name)(at, dt.timedelta(microseconds=d))
            check(f"{name} {at!r} {d} in its zone", same(got, local(want, tz)), True)
            got = getattr(calendar, name)(at.astimezone(dt.UTC), dt.timedelta(microseconds=d))
            check(f"{name} {at!r} {d} in UTC", same(got, local(want, dt.UTC)), True)
    return asked, wrong + impossible(calendar, oracle, around, rng)


def impossible(calendar: BusinessCalendar, oracle: Oracle, around: int, rng: random.Random) -> list[str]:
    """Wall-clock times near the change, be there one, two or none: Python's reading of them counts."""
    wrong = []
    for fold in (0, 1):
        for shift in rng.sample(range(-150, 150), 12):
            wall = (local(around * SECOND, oracle.tz) + dt.timedelta(minutes=shift)).replace(fold=fold)
            t = (wall - EPOCH) // dt.timedelta(microseconds=1)
            got = calendar.add(wall, dt.timedelta(minutes=30))
            want = oracle.earliest(oracle.worked(t) + 1800 * SECOND)
            if want is not None and not same(got, local(want, oracle.tz)):
                wrong.append(
                    f"{calendar.timezone} add {wall!r}: got {got!r}, oracle {local(want, oracle.tz)!r}"
                )
            far = local(oracle.end - oracle.step, oracle.tz)
            length = oracle.worked(oracle.end - oracle.step) - oracle.worked(t)
            if not far.fold and calendar.between(wall, far) != dt.timedelta(microseconds=length):
                wrong.append(f"{calendar.timezone} between {wall!r} {far!r}")
    return wrong


def judge(
    zone: str, week: str, around: int, seed: int, count: int = 60, days: int = 5
) -> tuple[int, list[str]]:
    """Compare one week in one zone around an instant (in seconds)."""
    rng, tz = random.Random(f"{zone} {week} {around} {seed}"), ZoneInfo(zone)
    date = dt.datetime.fromtimestamp(around, tz).date()
    closed = {date + dt.timedelta(days=2)} if rng.random() < 0.5 else set()
    special = {date - dt.timedelta(days=2): [(600, 630), (690, 1020)]} if week != "night" else {}
    hours = {day: [text(span) for span in spans] for day, spans in WEEKS[week].items()}
    written = {day: [text(span) for span in spans] for day, spans in special.items()}
    calendar = BusinessCalendar(zone, hours, closed, written)
    start, end = (around // 60) * 60 - days * 86_400, (around // 60) * 60 + days * 86_400
    oracle = Oracle(tz, WEEKS[week], closed, special, max(start, 0), min(end, 4_133_980_800))
    return compare(calendar, oracle, around, rng, count)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--zones", type=int, default=0, help="so many zones, taken at random; 0 = all")
    parser.add_argument(
        "--changes", type=int, default=2, help="so many changes of the clocks in each zone and week"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    rng = random.Random(options.seed)
    zones = sorted(available_timezones() - {"localtime"})
    zones = rng.sample(zones, options.zones) if options.zones else zones
    begun, asked, wrong, places = time.perf_counter(), 0, [], 0
    for zone in zones:
        found = changes(ZoneInfo(zone))
        wrong += [f"{zone}: the change at {at} is missed or made up" for at in missed(ZoneInfo(zone), found)]
        found = found or [1_767_225_600]
        for week in WEEKS:
            for around in rng.sample(found, min(options.changes, len(found))):
                some, differ = judge(zone, week, around, options.seed)
                asked, places = asked + some, places + 1
                wrong += differ
    for line in wrong[:20]:
        print(line)
    print(
        f"{len(zones)} zones, {places} changes of the clocks, {asked:,} answers compared, "
        f"{len(wrong)} differ, {time.perf_counter() - begun:.0f} s"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
