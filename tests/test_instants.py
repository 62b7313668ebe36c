"""Instants: the one door between aware datetimes and whole microseconds."""

from __future__ import annotations

import datetime as dt
import io
import struct
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla import instants
from leadsla.errors import TimeError
from leadsla.instants import (
    FIRST,
    LAST,
    NEVER,
    UTC,
    instant,
    iso,
    local_instant,
    moment,
    moment_or_none,
    start_of_date,
    zone,
)

NEW_YORK = ZoneInfo("America/New_York")


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_units_are_microseconds() -> None:
    """Written out once, because all else is reckoned with them."""
    assert (instants.SECOND, instants.MINUTE, instants.HOUR, instants.DAY) == (
        1_000_000,
        60_000_000,
        3_600_000_000,
        86_400_000_000,
    )
    assert dt.timedelta(microseconds=1) == instants.MICROSECOND
    assert FIRST == 0
    assert moment(LAST) == utc(2101, 1, 1)
    assert NEVER > LAST
    assert NEVER == 2**62


def test_an_instant_is_the_microseconds_since_1970() -> None:
    """In whatever zone the datetime is."""
    assert instant(utc(1970, 1, 1)) == 0
    assert instant(utc(1970, 1, 1, 0, 0, 1, 5)) == 1_000_005
    assert instant(dt.datetime(2026, 3, 2, 9, tzinfo=NEW_YORK)) == instant(utc(2026, 3, 2, 14))
    assert type(instant(utc(2026, 3, 2))) is type(local_instant(dt.datetime(2026, 3, 2), NEW_YORK)) is int


def test_a_naive_time_is_refused_by_the_name_of_its_argument() -> None:
    """With what to give instead."""
    with pytest.raises(TimeError, match=r"^`at` is 2026-03-02 09:00:00, a time without an offset; give it a"):
        instant(dt.datetime(2026, 3, 2, 9))
    with pytest.raises(
        TimeError, match=r"^`now` is .* `\.replace\(tzinfo=ZoneInfo\('America/New_York'\)\)`$"
    ):
        instant(dt.datetime(2026, 3, 2, 9), "now")


@pytest.mark.parametrize("value", [None, "2026-03-02T09:00:00Z", 5, 1.5, dt.date(2026, 3, 2), float("nan")])
def test_what_is_no_datetime_is_refused(value: Any) -> None:
    """Also a date, and the number that a datetime would become."""
    with pytest.raises(TimeError, match=r"^`recorded_at` is .*, not a datetime; give an aware datetime$"):
        instant(value, "recorded_at")


def test_the_years_are_1970_to_2100() -> None:
    """To the microsecond, at both ends."""
    tick = dt.timedelta(microseconds=1)
    assert instant(utc(2101, 1, 1) - tick) == LAST - 1
    for outside in (utc(2101, 1, 1), utc(1970, 1, 1) - tick):
        with pytest.raises(TimeError, match=r"^`at` is .* outside the years 1970 to 2100"):
            instant(outside)


@given(st.integers(FIRST, LAST - 1))
def test_moment_is_the_inverse_of_instant(value: int) -> None:
    """Both ways, and in UTC."""
    assert instant(moment(value)) == value
    assert moment(value).tzinfo is UTC
    assert moment_or_none(value) == moment(value)


def test_what_has_not_happened_has_no_moment() -> None:
    """Nothing stays nothing; the first instant is one."""
    assert moment_or_none(None) is None
    assert moment_or_none(0) == utc(1970, 1, 1)
    assert iso(None) is None


def test_iso_writes_utc_with_a_z() -> None:
    """Fractions of a second only where there are some."""
    assert iso(0) == "1970-01-01T00:00:00Z"
    assert iso(1_500_000) == "1970-01-01T00:00:01.500000Z"


def test_zone_finds_iana_names() -> None:
    """The very zones of the standard library."""
    assert zone("America/New_York") == NEW_YORK
    assert zone("UTC").utcoffset(None) == dt.timedelta(0)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "Amerika/New_York",
            "`timezone` is 'Amerika/New_York', an unknown time zone; write America/New_York",
        ),
        ("", "`timezone` is '', an unknown time zone; write an IANA name such as America/New_York"),
        ("/etc/passwd", "`timezone` is '/etc/passwd', an unknown time zone; write "),
        ("Europe", "`timezone` is 'Europe', an unknown time zone; write "),
        ("a\x00b", "`timezone` is 'a\\x00b', an unknown time zone; write "),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest_name(name: str, said: str) -> None:
    """Also where the name is a folder, a path, or no text that a file could have."""
    with pytest.raises(TimeError) as caught:
        zone(name)
    assert str(caught.value).startswith(said)
    assert caught.value.__cause__ is None


def test_what_is_no_text_is_no_zone() -> None:
    """By the name of its argument."""
    with pytest.raises(
        TimeError, match=r"^`zone` is 5, not the name of a time zone such as 'America/New_York'$"
    ):
        zone(5, "zone")  # type: ignore[arg-type]


def test_a_local_time_is_an_instant() -> None:
    """The first of two where it is ambiguous, moved on by the gap where it does not exist."""
    assert moment(local_instant(dt.datetime(2026, 3, 2, 9), NEW_YORK)) == utc(2026, 3, 2, 14)
    assert moment(local_instant(dt.datetime(2026, 3, 8, 2, 30), NEW_YORK)) == utc(2026, 3, 8, 7, 30)
    for fold in (0, 1):
        twice = dt.datetime(2026, 11, 1, 1, 30, fold=fold)
        assert moment(local_instant(twice, NEW_YORK)) == utc(2026, 11, 1, 5, 30)


def test_a_date_starts_at_its_first_instant() -> None:
    """At midnight where there is one, else where the gap ends; a date that was left out starts with the next."""
    assert moment(start_of_date(dt.date(2026, 3, 2), NEW_YORK)) == utc(2026, 3, 2, 5)
    sao_paulo = ZoneInfo("America/Sao_Paulo")  # no midnight on the day of change
    assert moment(start_of_date(dt.date(2018, 11, 4), sao_paulo)) == utc(2018, 11, 4, 3)
    apia = ZoneInfo("Pacific/Apia")  # no 30 December 2011
    assert moment(start_of_date(dt.date(2011, 12, 30), apia)) == utc(2011, 12, 30, 10)
    assert moment(start_of_date(dt.date(2011, 12, 31), apia)) == utc(2011, 12, 30, 10)
    havana = ZoneInfo("America/Havana")  # midnight twice: the first
    assert moment(start_of_date(dt.date(2026, 11, 1), havana)) == utc(2026, 11, 1, 4)


def zone_with_a_gap(begins: dt.datetime, hours: int) -> ZoneInfo:
    """A zone of UTC whose clocks go forward once."""
    header = b"TZif" + bytes(16) + struct.pack(">6l", 0, 0, 0, 1, 2, 8)
    change = struct.pack(">lB", int(begins.timestamp()), 1)
    offsets = struct.pack(">lbB", 0, 0, 0) + struct.pack(">lbB", hours * 3600, 0, 4)
    return ZoneInfo.from_file(io.BytesIO(header + change + offsets + b"AAA\0BBB\0"))


@pytest.mark.parametrize("minutes", [1, 30, 59])
def test_a_date_whose_midnight_lies_inside_a_gap_starts_where_the_gap_ends(minutes: int) -> None:
    """To the microsecond."""
    begins = utc(2026, 3, 2) - dt.timedelta(minutes=minutes)
    tz = zone_with_a_gap(begins, 1)
    assert moment(start_of_date(dt.date(2026, 3, 2), tz)) == begins
    assert moment(start_of_date(dt.date(2026, 3, 1), tz)) == utc(2026, 3, 1)
    assert moment(start_of_date(dt.date(2026, 3, 3), tz)) == utc(2026, 3, 2, 23)


@given(
    st.dates(dt.date(1971, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["America/New_York", "Asia/Beirut", "Pacific/Apia", "UTC"]),
)
def test_the_microsecond_before_a_date_starts_is_another_date(date: dt.date, name: str) -> None:
    """Whatever the zone does that night."""
    tz = zone(name)
    start = start_of_date(date, tz)
    assert moment(start).astimezone(tz).date() >= date
    assert moment(start - 1).astimezone(tz).date() < date
