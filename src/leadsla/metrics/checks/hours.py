"""Whether the hours of a log are those of its zone and of its calendar: seen in when people work.

A wrong zone hides: every time is off by the same hours, and nothing contradicts it. But people keep to the clocks on
their wall, so where those change and the times of the log do not follow, or the other way round, the working day jumps
by an hour overnight.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import islice, product
from statistics import correlation
from typing import Final

from leadsla.instants import zone
from leadsla.metrics.checks.finding import SHOWN, Finding, Log, share

#: Zones whose changes of the clocks are looked at beside the agreement's own.
_CHANGING: Final = ("Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Sydney")
#: So many weeks are compared on each side of a change, by half-hours of their weekdays.
_WEEKS, _BINS, _HOUR = 4, 48, 2
#: A week says something from so many events on; a jump shows in so many of the pairs of weeks.
_LEAST_IN_A_WEEK, _LEAST_PAIRS, _CLEAR = 50, 4, 0.75
#: A calendar does not fit when more than this share of the work is outside of it, with so much work at least.
_OUTSIDE, _LEAST_WORK = 0.10, 50
#: A weekday is one of work when it has this share of it.
_DAY: Final = 0.01
_FIRST: Final = dt.date(1970, 1, 1)
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_Profile = list[float]


def check_zone(log: Log) -> Iterator[Finding]:
    """Whether the working day jumps by an hour where clocks change: then the log's times are in another zone."""
    changes = _changes(log)
    own = sorted(date for date, names in changes.items() if log.tz.key in names)
    halves = Counter([minute // 30 for minute in log.worked]) if changes else Counter()
    for date, names in sorted(changes.items()):
        before, after = _profiles(halves, date, own)
        lags = [_lag(a, b) for a, b in product(before, after)]
        if len(lags) < _LEAST_PAIRS:
            continue
        [(lag, votes)] = Counter(lags).most_common(1)
        if abs(lag) != _HOUR or votes < _CLEAR * len(lags):
            continue
        later = "later" if lag > 0 else "earlier"
        why = (
            "the times do not follow the change, so they are probably those of a zone with other changes, or none"
            if log.tz.key in names
            else f"{log.tz.key} does not change then, so the people who work are probably in another zone"
        )
        yield Finding(
            "zone",
            f"From {date} on, when clocks change in {names[0]}, the working day is an hour {later} by {log.tz.key}, "
            f"in {votes} of {len(lags)} pairs of weeks before and after: {why}.",
            "Find out in which zone the log was written, and say so in the mapping or the agreement (`timezone`).",
            votes,
            len(lags),
            evidence={"date": date.isoformat(), "zones": names, "shift_hours": lag / _HOUR},
        )
        return


def _changes(log: Log) -> dict[dt.date, list[str]]:
    """The dates in the log on which clocks change, with the zones in which they do; the log's own comes first."""
    found: dict[dt.date, list[str]] = {}
    if not log.work:
        return found
    first, last = log.local(log.work[0]).date(), log.local(log.work[-1]).date()
    for name in dict.fromkeys((log.tz.key, *_CHANGING)):
        tz = zone(name)
        offset = None
        days = (last - first).days + 2
        for week in range(0, days, 7):
            # Clocks do not change twice within a week: one without a change is passed over.
            if (
                offset is not None
                and _offset(tz, first + dt.timedelta(days=min(week + 6, days - 1))) == offset
            ):
                continue
            for number in range(week, min(week + 7, days)):
                date = first + dt.timedelta(days=number)
                now = _offset(tz, date)
                if offset is not None and now != offset:
                    # The midnight after the change is the first with the new offset.
                    found.setdefault(date - dt.timedelta(days=1), []).append(name)
                offset = now
    return found


def _offset(tz: dt.tzinfo, date: dt.date) -> dt.timedelta | None:
    return dt.datetime(date.year, date.month, date.day, tzinfo=tz).utcoffset()


def _profiles(
    halves: Counter[int], date: dt.date, own: list[dt.date]
) -> tuple[list[_Profile], list[_Profile]]:
    """The half-hours of weekdays, week by week, before a date and from it on, within the own clocks' changes beside."""
    middle = _number(date)
    low = max((_number(one) for one in own if one < date), default=middle - _WEEKS * 7)
    high = min((_number(one) for one in own if one > date), default=middle + _WEEKS * 7)
    weeks: dict[int, _Profile] = {}
    for half, count in halves.items():
        day = half // _BINS
        week = (day - middle) // 7
        if -_WEEKS <= week < _WEEKS and _weekday(day) < 5 and low <= day < high:
            weeks.setdefault(week, [0.0] * _BINS)[half % _BINS] += count
    full = {week: profile for week, profile in weeks.items() if sum(profile) >= _LEAST_IN_A_WEEK}
    return (
        [profile for week, profile in sorted(full.items()) if week < 0],
        [profile for week, profile in sorted(full.items()) if week >= 0],
    )


def _number(date: dt.date) -> int:
    """The number of a date, counted from 1970."""
    return (date - _FIRST).days


def _weekday(day: int) -> int:
    """The day of the week of a date, by its number."""
    return (day + _FIRST.weekday()) % 7


def _lag(before: _Profile, after: _Profile) -> int:
    """By how many half-hours the later profile is best laid over the earlier one."""

    def fit(lag: int) -> float:
        moved = before[-lag:] + before[:-lag] if lag else before
        return correlation(moved, after) if len(set(moved)) > 1 and len(set(after)) > 1 else 0.0

    return max(sorted(range(-6, 7), key=abs), key=fit)


def check_calendar(log: Log) -> Iterator[Finding]:
    """Whether people work when the agreement's calendar is open, and when they do."""
    if log.agreement is None or len(log.work) < _LEAST_WORK:
        return
    timeline = log.agreement.calendar_named(None).timeline
    times = [event.instant for event in log.work]
    opening = timeline.intervals(times[0], times[-1] + 1)
    total = len(times)
    outside = total - sum(bisect_left(times, end) - bisect_left(times, start) for start, end in opening)
    if outside <= _OUTSIDE * total:
        return
    count: Counter[int] = Counter()
    for day, several in Counter([minute // 1440 for minute in log.worked]).items():
        count[_weekday(day)] += several
    days = [day for day in range(7) if count[day] >= _DAY * total]
    of_day = Counter(minute % 1440 for minute in log.worked if _weekday(minute // 1440) in days)
    minutes = [minute for minute in sorted(of_day) for _ in range(of_day[minute])]
    closed = (event for event in log.work if not timeline.is_open(event.instant))
    begin, end = _within(minutes, 0.95)
    first, last = _within(minutes, 0.995)
    covered = sum(begin <= minute < end for minute in minutes)
    named = (
        f"{_DAYS[days[0]]}-{_DAYS[days[-1]]}"
        if days == list(range(days[0], days[-1] + 1))
        else ", ".join(_DAYS[day] for day in days)
    )
    hours = f"{_clock(begin)}-{_clock(end)}"
    yield Finding(
        "calendar",
        f"The calendar does not fit: {share(outside, total)} of what people did is outside of its opening hours. Work "
        f"runs {named}, nearly all of it {first // 60:02d}-{(last - 1) // 60:02d} h; {named} {hours} would have "
        f"{share(covered, total)} of it.",
        "Agree on the hours in which people really work, or on windows of elapsed time.",
        outside,
        total,
        tuple(
            f"{event.lead} {event.name} {log.local(event):%a %Y-%m-%d %H:%M}"
            for event in islice(closed, SHOWN)
        ),
        {
            "days": [_DAYS[day] for day in days],
            "hours": hours,
            "covers": covered / total,
            "first_hour": first // 60,
            "last_hour": (last - 1) // 60,
        },
    )


def _within(minutes: list[int], part: float) -> tuple[int, int]:
    """The half-hours that hold the middle part of the day's work: from and until, in minutes."""
    cut = int(len(minutes) * (1 - part) / 2)
    return minutes[cut] // 30 * 30, (minutes[-1 - cut] // 30 + 1) * 30


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
