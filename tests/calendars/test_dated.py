"""Calendars whose hours change by date."""

from __future__ import annotations

import datetime as dt
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.calendars import BusinessCalendar, Change, DatedCalendar
from leadsla.errors import CalendarError

DAYS = BusinessCalendar("Europe/Paris", {"mon-sun": "09:00-17:00"}, dayparts={"morning": "09:00-12:00"})
NIGHTS = BusinessCalendar("Europe/Paris", {"mon-sun": "22:00-06:00"}, ["2026-07-14"], version="nights")
JULY, AUGUST = dt.date(2026, 7, 1), dt.date(2026, 8, 1)
DATED = DatedCalendar(DAYS, [Change(JULY, NIGHTS), Change(AUGUST, DAYS)])


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=DAYS.zone)


def test_each_date_has_the_hours_in_force_on_it() -> None:
    """A shift past midnight belongs whole to the date on which it began, also into the next hours."""
    found = [
        (str(a)[8:16], str(b)[8:16])
        for a, b in DATED.intervals(at("2026-06-30T00:00"), at("2026-07-03T00:00"))
    ]
    assert found == [("30 09:00", "30 17:00"), ("01 22:00", "02 06:00"), ("02 22:00", "03 00:00")]
    found = [
        (str(a)[8:16], str(b)[8:16])
        for a, b in DATED.intervals(at("2026-07-31T00:00"), at("2026-08-02T00:00"))
    ]
    assert found == [("31 00:00", "31 06:00"), ("31 22:00", "01 06:00"), ("01 09:00", "01 17:00")]
    assert DATED.add(at("2026-06-30T16:00"), dt.timedelta(hours=2)) == at("2026-07-01T23:00")
    assert DATED.opening(JULY) == NIGHTS.opening(JULY)
    assert (DATED.why_closed(dt.date(2026, 7, 14)), DATED.why_closed(dt.date(2026, 8, 14))) == ("holiday", "")
    assert DATED.holiday_name(dt.date(2026, 7, 14)) == NIGHTS.holiday_name(dt.date(2026, 7, 14))


def test_the_edition_in_force_at_an_instant() -> None:
    """From the first instant of the date in its zone."""
    first = at("2026-07-01T00:00")
    assert DATED.edition(first - dt.timedelta(microseconds=1)) is DAYS
    assert DATED.edition(first) is NIGHTS
    assert DATED.edition(first.astimezone(dt.UTC)).version == "nights"
    assert [DATED.number(date) for date in (dt.date(2026, 6, 30), JULY, AUGUST)] == [0, 1, 2]
    assert DATED.editions == (DAYS, NIGHTS, DAYS)


def test_what_all_editions_share() -> None:
    """Zone and name; the parts of the day that every edition has."""
    assert (DATED.timezone, str(DATED), dict(DATED.dayparts)) == ("Europe/Paris", str(DAYS), {})
    assert dict(DatedCalendar(DAYS, [Change(JULY, DAYS)]).dayparts) == dict(DAYS.dayparts)
    moved = DATED.in_zone("UTC")
    assert (moved.timezone, moved.edition(at("2026-07-02T00:00")).timezone) == ("UTC", "UTC")
    assert pickle.loads(pickle.dumps(DATED)) == DATED
    assert "DatedCalendar(" in repr(DATED)


@given(st.datetimes(dt.datetime(2026, 6, 20), dt.datetime(2026, 8, 10)), st.integers(0, 200))
def test_it_is_open_when_the_edition_of_the_date_is(when: dt.datetime, hours: int) -> None:
    """In opening of its own date or of the night before."""
    moment = when.replace(tzinfo=DAYS.zone)
    date = moment.date()
    spans = [*DATED.opening(date), *DATED.opening(date - dt.timedelta(days=1))]
    instant = (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)
    assert DATED.is_open(moment) == any(a <= instant < b for a, b in spans)
    length = dt.timedelta(hours=hours)
    assert hours == 0 or DATED.between(moment, DATED.add(moment, length)) == length


def test_changes_out_of_order_or_in_another_zone_are_refused() -> None:
    """A calendar has one time zone, and its hours change forward."""
    with pytest.raises(CalendarError, match="change on 2026-07-01 after they changed on 2026-07-01"):
        DatedCalendar(DAYS, [Change(JULY, NIGHTS), Change(JULY, DAYS)])
    with pytest.raises(CalendarError, match="a calendar has one time zone"):
        DatedCalendar(DAYS, [Change(JULY, NIGHTS.in_zone("UTC"))])
