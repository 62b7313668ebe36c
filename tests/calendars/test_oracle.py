"""Calendars against the brute-force oracle, around changes of the clocks in more than a hundred zones."""

from __future__ import annotations

import datetime as dt
import random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from benchmarks.oracle import WEEKS, changes, judge, missed

ZONES = sorted(available_timezones() - {"localtime"})
SAMPLE = random.Random(20260105).sample(ZONES, 110)
#: Changes that are unlike the rest, in seconds.
ODD = {
    "a whole date skipped": ("Pacific/Apia", 1_325_239_200),
    "a date skipped at the turn of the year": ("Pacific/Kiritimati", 788_868_000),
    "half an hour": ("Australia/Lord_Howe", 1_775_314_800),
    "midnight skipped": ("America/Sao_Paulo", 1_541_300_400),
    "the hour after midnight repeated": ("America/Havana", 1_793_509_200),
    "an offset with seconds": ("Africa/Monrovia", 63_593_070),
    "two changes within a week": ("America/Recife", 970_974_000),
    "midnight repeated": ("America/Sao_Paulo", 1_550_368_800),
    "no change at all": ("UTC", 1_767_225_600),
}


@pytest.mark.parametrize("week", WEEKS)
def test_no_answer_differs_in_a_sample_of_zones(week: str) -> None:
    """Add, subtract, between and is_open agree around one change of the clocks in each of 110 zones."""
    rng = random.Random(week)
    wrong = []
    for zone in SAMPLE:
        around = rng.randrange(1_000_000, 4_100_000_000) if week == "office" else _a_change(zone, rng)
        wrong += judge(zone, week, around, seed=7, count=16, days=2)[1]
    assert wrong == []


def _a_change(zone: str, rng: random.Random) -> int:
    """Some instant at which the zone changes its clocks, found by its offset month by month."""
    tz = ZoneInfo(zone)
    year = rng.randrange(1971, 2099) * 31_556_952 - 62_167_219_200
    step = 30 * 86_400
    for start in range(year, year + 13 * step, step):
        low, high = start, start + step
        before = dt.datetime.fromtimestamp(low, tz).utcoffset()
        if dt.datetime.fromtimestamp(high, tz).utcoffset() != before:
            while high - low > 1:
                middle = (low + high) // 2
                same = dt.datetime.fromtimestamp(middle, tz).utcoffset() == before
                low, high = (middle, high) if same else (low, middle)
            return high // 60 * 60
    return year


@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize("odd", ODD)
def test_no_answer_differs_at_odd_changes(odd: str, week: str) -> None:
    """The changes that trip calendars up."""
    zone, around = ODD[odd]
    asked, wrong = judge(zone, week, around, seed=7, count=60)
    assert asked > 300
    assert wrong == []


@pytest.mark.parametrize("zone", SAMPLE[:25])
def test_no_change_of_offset_is_missed(zone: str) -> None:
    """The changes that the library finds are those that a walk day by day from 1970 to 2100 finds."""
    tz = ZoneInfo(zone)
    assert missed(tz, changes(tz)) == []
