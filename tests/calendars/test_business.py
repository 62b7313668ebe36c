"""Opening hours of a place: the datetime door, dates, exceptions, and bad input."""

from __future__ import annotations

import datetime as dt
import pickle
import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leadsla.calendars import BusinessCalendar
from leadsla.errors import CalendarError, TimeError
from leadsla.instants import DAY, HOUR, instant, iso, moment

NY = ZoneInfo("America/New_York")
D = dt.date
WEEK = {"mon-fri": ["09:00-12:00", "13:00-17:00"]}
OFFICE = BusinessCalendar(
    "America/New_York",
    WEEK,
    ["2026-01-01", {"2026-01-19": "Company day"}],
    {"2026-12-24": "closed", "2026-01-19": "10:00-14:00", D(2026, 1, 24): ["10:00-12:00"]},
    {"morning": "09:00-12:00", "evening": "18:00-20:00", "night": "23:00-02:00", "small": "02:10-02:40"},
    name="office",
)


def ny(*when: int, fold: int = 0) -> dt.datetime:
    return dt.datetime(*when, tzinfo=NY, fold=fold)


def hours(number: float) -> dt.timedelta:
    return dt.timedelta(hours=number)


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        (ny(2026, 1, 5, 9), hours(3), ny(2026, 1, 5, 12)),  # exactly at closing
        (ny(2026, 1, 5, 9), hours(3.5), ny(2026, 1, 5, 13, 30)),  # over lunch
        (ny(2026, 1, 9, 16, 30), hours(1), ny(2026, 1, 12, 9, 30)),  # over a weekend
        (ny(2025, 12, 31, 16), hours(2), ny(2026, 1, 2, 10)),  # over a holiday
        (ny(2026, 1, 5, 12), hours(0), ny(2026, 1, 5, 13)),
        (ny(2026, 1, 5, 9, 15), hours(0), ny(2026, 1, 5, 9, 15)),
        (ny(2026, 1, 5, 10), hours(-2), ny(2026, 1, 2, 16)),
        (ny(2026, 1, 19, 9), hours(5), ny(2026, 1, 20, 10)),  # an exception wins over a holiday
    ],
)
def test_add(start: dt.datetime, length: dt.timedelta, due: dt.datetime) -> None:
    """In New York, in UTC and anywhere, the same instant in the zone of the start."""
    assert OFFICE.add(start, length) == due
    assert OFFICE.add(start, length).tzinfo is NY
    for zone in (dt.UTC, ZoneInfo("Asia/Kolkata"), dt.timezone(hours(-3))):
        found = OFFICE.add(start.astimezone(zone), length)
        assert found == due
        assert found.tzinfo is zone
    if length:
        assert OFFICE.subtract(start, -length) == due


def test_between_and_the_rest() -> None:
    """Lengths are timedeltas; intervals and neighbours come in the zone of the first argument."""
    monday, friday = ny(2026, 1, 5), ny(2026, 1, 9, 23)
    assert OFFICE.between(monday, friday) == hours(35)
    assert OFFICE.between(friday, monday) == hours(-35)
    assert OFFICE.between(monday.astimezone(dt.UTC), friday) == hours(35)
    assert OFFICE.is_open(ny(2026, 1, 5, 9))
    assert not OFFICE.is_open(ny(2026, 1, 5, 12))
    assert OFFICE.next_open(ny(2026, 1, 5, 12)) == ny(2026, 1, 5, 13)
    assert OFFICE.previous_close(ny(2026, 1, 5, 12)) == ny(2026, 1, 5, 12)
    assert OFFICE.previous_close(ny(2026, 1, 5, 13)) == ny(2026, 1, 5, 12)
    assert OFFICE.intervals(ny(2026, 1, 5, 11), ny(2026, 1, 5, 14)) == [
        (ny(2026, 1, 5, 11), ny(2026, 1, 5, 12)),
        (ny(2026, 1, 5, 13), ny(2026, 1, 5, 14)),
    ]


def test_the_repeated_hour_is_counted_twice_and_named_right() -> None:
    """A night shift in the autumn is nine hours long, and its second 01:30 says so."""
    night = BusinessCalendar("America/New_York", {"mon-sun": "22:00-06:00"})
    start = ny(2026, 10, 31, 22)
    assert night.between(start, ny(2026, 11, 1, 12)) == hours(9)
    for length, fold in ((3.5, 0), (4.5, 1)):
        due = night.add(start, hours(length))
        assert (due.hour, due.minute, due.fold) == (1, 30, fold)
    assert night.between(start, ny(2026, 11, 1, 1, 30, fold=1)) == hours(4.5)
    assert night.add(ny(2026, 11, 1, 1, 30, fold=1), hours(1)) == ny(2026, 11, 1, 2, 30)
    assert night.between(ny(2026, 3, 7, 22), ny(2026, 3, 8, 12)) == hours(7)


def test_warm_and_cold_give_the_same() -> None:
    """The answer from what is compiled on the wall clock is the answer of a fresh calendar."""
    sunday = {"sun": ["00:00-06:00"], "sat": "22:00-23:59:59"}
    warm = BusinessCalendar("America/New_York", sunday)
    warm.add(ny(2026, 1, 1), hours(1))
    for day in (D(2026, 3, 8), D(2026, 11, 1)):
        for minute in range(0, 360, 10):
            for fold in (0, 1):
                at = dt.datetime.combine(day, dt.time(), NY) + dt.timedelta(minutes=minute)
                at = at.replace(fold=fold)
                cold = BusinessCalendar("America/New_York", sunday)
                got, want = warm.add(at, hours(2)), cold.add(at.astimezone(dt.UTC), hours(2)).astimezone(NY)
                assert (got, got.fold) == (want, want.fold)
                assert warm.between(at, ny(2026, 12, 1)) == cold.between(
                    at.astimezone(dt.UTC), ny(2026, 12, 1)
                )


def test_a_date_owns_the_night_that_starts_on_it() -> None:
    """Even when the next date is closed."""
    night = BusinessCalendar("America/New_York", {"fri": "22:00-06:00"}, ["2026-01-03"])
    (span,) = night.opening(D(2026, 1, 2))
    assert (iso(span[0]), span[1] - span[0]) == ("2026-01-03T03:00:00Z", 8 * HOUR)
    assert night.opening(D(2026, 1, 3)) == ()
    assert (
        BusinessCalendar("America/New_York", {"fri": "22:00-06:00"}, ["2026-01-02"]).opening(D(2026, 1, 2))
        == ()
    )


def test_dates() -> None:
    """Which dates are open, which is next, and why others are not."""
    assert OFFICE.is_open_date(D(2026, 1, 5))
    assert not OFFICE.is_open_date(D(2026, 1, 3))
    assert OFFICE.next_open_date(D(2025, 12, 31)) == D(2026, 1, 2)
    assert OFFICE.next_open_date(D(2026, 1, 23)) == D(2026, 1, 24)
    days = ((1, 1), (1, 3), (12, 24), (1, 5), (1, 19))
    assert [OFFICE.why_closed(D(2026, month, day)) for month, day in days] == [
        "holiday", "Saturday", "exception", "", "",
    ]  # fmt: skip
    assert OFFICE.holiday_name(D(2026, 1, 19)) == "Company day"
    assert OFFICE.holiday_name(D(2026, 1, 5)) == ""
    assert OFFICE.hours_of(D(2026, 1, 19)) == ((10 * HOUR, 14 * HOUR),)


def test_the_first_and_the_last_year_are_known() -> None:
    """Both whole."""
    assert OFFICE.is_open_date(D(1970, 1, 2))
    assert OFFICE.next_open_date(D(2100, 12, 30)) == D(2100, 12, 31)


def test_the_clock_of_the_machine_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A calendar a day behind the machine finds its own dates."""
    calendar = BusinessCalendar("Pacific/Pago_Pago", {}, exceptions={"2026-05-05": "23:30-23:40"})
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        assert calendar.next_open_date(D(2026, 1, 1)) == D(2026, 5, 5)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_next_open_date_of_a_calendar_that_seldom_opens() -> None:
    """Far ahead, and past the last."""
    seldom = BusinessCalendar(
        "UTC", {}, exceptions={"2026-05-05": "22:00-06:00", "2090-01-01": "09:00-10:00"}
    )
    assert seldom.next_open_date(D(1975, 1, 1)) == D(2026, 5, 5)
    assert seldom.next_open_date(D(2026, 5, 5)) == D(2090, 1, 1)
    with pytest.raises(CalendarError, match="never open again"):
        seldom.next_open_date(D(2090, 1, 1))
    with pytest.raises(CalendarError, match="no open date after 2100-12-31"):
        OFFICE.next_open_date(D(2100, 12, 31))


def test_a_skipped_date_is_not_open() -> None:
    """Samoa had no 30 December 2011; only what runs on past its midnight is left of its hours."""
    samoa = BusinessCalendar("Pacific/Apia", {"mon-sun": "09:00-17:00"})
    assert samoa.opening(D(2011, 12, 30)) == ()
    assert samoa.next_open_date(D(2011, 12, 29)) == D(2011, 12, 31)
    assert samoa.why_closed(D(2011, 12, 30)) == "a date that the time zone skips"
    once = BusinessCalendar("Pacific/Apia", {}, exceptions={"2011-12-30": "22:00-06:00"})
    assert once.next_open_date(D(2011, 1, 1)) == D(2011, 12, 30)
    day = BusinessCalendar("Pacific/Apia", {}, exceptions={"2011-12-30": "09:00-17:00"})
    assert day.why_closed(D(2011, 12, 30)) == "a date that the time zone skips"
    night = BusinessCalendar("Pacific/Apia", {"mon-sun": "22:00-06:00"})
    assert [sum(b - a for a, b in night.opening(D(2011, 12, day))) // HOUR for day in (29, 30, 31)] == [
        2,
        6,
        8,
    ]


def test_dayparts() -> None:
    """Named parts of the day, also outside the hours and across a change of the clocks."""
    assert OFFICE.dayparts["morning"] == (9 * HOUR, 12 * HOUR)
    assert OFFICE.daypart("evening", D(2026, 1, 5)) == (
        instant(ny(2026, 1, 5, 18)),
        instant(ny(2026, 1, 5, 20)),
    )
    start, end = OFFICE.daypart("night", D(2026, 10, 31))
    assert end - start == 4 * HOUR  # the hour from one to two comes twice
    skipped = instant(ny(2026, 3, 8, 3, 10))
    assert OFFICE.daypart("small", D(2026, 3, 8)) == (skipped, skipped)
    none = BusinessCalendar("UTC", WEEK)
    for calendar, name, advice in (
        (OFFICE, "mornin", "the calendar 'office' has no daypart 'mornin'; write morning$"),
        (OFFICE, "xyz", "write morning, evening, night, small$"),
        (none, "morning", "no daypart 'morning'; give it `dayparts`, such as {'morning': '09:00-12:00'}$"),
    ):
        with pytest.raises(CalendarError, match=advice):
            calendar.daypart(name, D(2026, 1, 5))


def test_equal_by_meaning() -> None:
    """Another spelling, another order, another name: the same calendar; else not."""
    other = BusinessCalendar(
        "America/New_York",
        {"fri,mon-thu": ["13:00-15:00", "9:00-12:00", "15:00-17:00"], "sat": "closed"},
        [{D(2026, 1, 19): "Company day"}, D(2026, 1, 1)],
        {D(2026, 12, 24): [], "2026-01-24": "10:00-12:00", "2026-01-19": ["10:00-14:00"]},
        {"evening": "18:00-20:00", "morning": "09:00-12:00", "night": "23:00-02:00", "small": "02:10-02:40"},
    )
    assert other == OFFICE
    assert hash(other) == hash(OFFICE)
    assert BusinessCalendar("America/New_York", WEEK) != OFFICE
    assert OFFICE.in_zone("Europe/Paris") != OFFICE
    assert OFFICE.in_zone("Europe/Paris").in_zone("America/New_York") == OFFICE
    assert OFFICE.in_zone("Europe/Paris").hours_of(D(2026, 1, 19)) == OFFICE.hours_of(D(2026, 1, 19))


def test_pickle_repr_and_dict_keep_the_meaning() -> None:
    """Three ways to write a calendar down."""
    OFFICE.add(ny(2026, 1, 5), hours(1))
    empty = BusinessCalendar("UTC", {"mon": "09:00-09:00"})
    for calendar in (
        OFFICE,
        empty,
        BusinessCalendar.always("Asia/Tokyo"),
        BusinessCalendar("UTC", WEEK, {"country": "DE"}),
    ):
        copy = pickle.loads(pickle.dumps(calendar))
        assert copy == calendar
        assert copy.name == calendar.name
        assert BusinessCalendar(**calendar.to_dict()) == calendar
        assert eval(repr(calendar), {"BusinessCalendar": BusinessCalendar, "datetime": dt}) == calendar
    assert pickle.loads(pickle.dumps(OFFICE)).add(ny(2026, 1, 5, 9), hours(3)) == ny(2026, 1, 5, 12)
    assert empty.to_dict() == {"timezone": "UTC", "hours": {"mon-sun": ["00:00-00:00"]}}
    assert OFFICE.to_dict()["exceptions"][D(2026, 12, 24)] == "closed"
    assert (
        repr(BusinessCalendar("UTC", {"mon": "9:00-12:00"}))
        == "BusinessCalendar('UTC', {'mon': ['09:00-12:00']})"
    )
    assert str(OFFICE) == "the calendar 'office'"
    assert str(empty) == "the calendar of UTC"


def test_nothing_can_be_changed() -> None:
    """A calendar is a value."""
    with pytest.raises(AttributeError):
        OFFICE.timezone = "UTC"  # type: ignore[misc]
    with pytest.raises(TypeError):
        OFFICE.exceptions[D(2026, 1, 1)] = ()  # type: ignore[index]
    with pytest.raises(TypeError):
        OFFICE.dayparts["noon"] = (0, 1)  # type: ignore[index]


def test_a_calendar_that_is_never_open_is_refused() -> None:
    """Unless an exception opens it; hours written as empty are taken at their word, without a loop."""
    for never in ({}, {"mon": "closed"}, {"mon-fri": []}):
        says = "`hours` is never open; give at least one day an interval, such as {'mon-fri': \\['09:00-17:00'\\]}$"
        with pytest.raises(CalendarError, match=says):
            BusinessCalendar("UTC", never)
        with pytest.raises(CalendarError, match="never open"):
            BusinessCalendar("UTC", never, exceptions={"2026-01-01": "closed"})
        assert BusinessCalendar("UTC", never, exceptions={"2026-01-01": "09:00-10:00"}).is_open_date(
            D(2026, 1, 1)
        )
    empty = BusinessCalendar("UTC", {"mon-fri": "09:00-09:00"})
    assert empty.between(ny(2026, 1, 5), ny(2026, 2, 5)) == hours(0)
    with pytest.raises(CalendarError, match="the calendar of UTC is never open again after 2026-01-05"):
        empty.next_open(ny(2026, 1, 5))
    with pytest.raises(CalendarError, match="too little open time"):
        empty.add(ny(2026, 1, 5), hours(1))


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"timezone": "Amerika/New_York"}, TimeError, "unknown time zone; write America/New_York"),
        ({"timezone": 5}, TimeError, "not the name of a time zone"),
        (
            {"exceptions": {"2026-13-01": "closed"}},
            CalendarError,
            "`exceptions` has '2026-13-01', which is no date",
        ),
        ({"exceptions": {"2026-01-05": "shut"}}, CalendarError, "`exceptions` of 2026-01-05 is 'shut'"),
        ({"exceptions": ["2026-01-05"]}, CalendarError, "write dates and their hours"),
        (
            {"exceptions": {dt.datetime(2026, 1, 5): "closed"}},
            CalendarError,
            "write its date, such as 2026-01-05",
        ),
        ({"exceptions": {"2026-01-05": [], D(2026, 1, 5): []}}, CalendarError, "names 2026-01-05 twice"),
        (
            {"exceptions": {"2026-01-05": "20:00-10:00"}},
            CalendarError,
            "20:00-10:00 of 2026-01-05 and 09:00-12:00 of 2026-01-06 cross",
        ),
        ({"dayparts": {"morning": "early"}}, CalendarError, "`dayparts` of 'morning' is 'early'"),
        ({"dayparts": {"noon": "12:00-12:00"}}, CalendarError, "which is empty"),
        ({"dayparts": {5: "09:00-12:00"}}, CalendarError, "has the name 5"),
        ({"dayparts": "morning"}, CalendarError, "write names and intervals"),
        ({"name": 5}, CalendarError, "`name` of a calendar is 5"),
    ],
)
def test_faults_say_what_to_write(arguments: dict[str, Any], error: type[Exception], says: str) -> None:
    """Each names the argument and the remedy."""
    with pytest.raises(error, match=says):
        BusinessCalendar(**{"timezone": "America/New_York", "hours": WEEK, **arguments})


def test_an_exception_may_not_cross_the_night_before_it() -> None:
    """The shift of Monday ends on Tuesday morning."""
    with pytest.raises(
        CalendarError,
        match="22:00-06:00 of 2026-01-05 and 05:00-09:00 of 2026-01-06 cross; end the first by 05:00",
    ):
        BusinessCalendar("UTC", {"mon": "22:00-06:00"}, exceptions={"2026-01-06": "05:00-09:00"})
    touching = BusinessCalendar("UTC", {"mon": "22:00-06:00"}, exceptions={"2026-01-06": "06:00-09:00"})
    assert touching.between(ny(2026, 1, 5), ny(2026, 1, 7)) == hours(11)


def test_a_long_shift_may_reach_into_the_next_year_of_utc() -> None:
    """From Wednesday at 23:00 to Thursday at 22:00 in New York, when the year is over in UTC."""
    shift = BusinessCalendar("America/New_York", {"wed": "23:00-22:00"})
    assert shift.is_open(ny(2026, 12, 31, 21, 30))
    assert not shift.is_open(ny(2026, 12, 31, 22))


def test_times_of_its_own_zone_need_no_conversion() -> None:
    """Within the years that are compiled the wall clock answers alone, from the first instant to the last hour."""
    place = BusinessCalendar("UTC", WEEK)
    begun, ended = (dt.datetime(year, 1, 1, tzinfo=place.zone) for year in (2026, 2027))
    whole = place.between(begun, ended - hours(1))
    object.__setattr__(place, "timeline", None)
    assert place.between(begun, ended - hours(1)) == whole == 261 * hours(7)
    assert place.between(ended - hours(1), begun) == -whole
    assert place.add(begun, hours(7)) == begun.replace(hour=17)
    assert place.add(begun, whole) == dt.datetime(2026, 12, 31, 17, tzinfo=place.zone)
    with pytest.raises(AttributeError):
        place.add(begun.astimezone(NY), hours(7))


def test_an_exception_may_cross_what_a_holiday_closes() -> None:
    """There is nothing to cross on a closed date."""
    calendar = BusinessCalendar("UTC", WEEK, ["2026-01-06"], {"2026-01-05": "20:00-10:00"})
    assert calendar.between(ny(2026, 1, 5), ny(2026, 1, 7)) == hours(14)


@pytest.mark.parametrize(
    ("ask", "error", "says"),
    [
        (lambda c: c.add(dt.datetime(2026, 1, 5), hours(1)), TimeError, "`t` is 2026-01-05 00:00:00, a time"),
        (lambda c: c.subtract(dt.datetime(2026, 1, 5), hours(1)), TimeError, "`t` is"),
        (lambda c: c.between(dt.datetime(2026, 1, 5), ny(2026, 1, 5)), TimeError, "`a` is"),
        (lambda c: c.between(ny(2026, 1, 5), dt.datetime(2026, 1, 5)), TimeError, "`b` is"),
        (lambda c: c.between(ny(2026, 1, 5), D(2026, 1, 5)), TimeError, "`b` is .*not a datetime"),
        (lambda c: c.is_open(dt.datetime(2026, 1, 5)), TimeError, "`t` is"),
        (lambda c: c.next_open("2026-01-05"), TimeError, "`t` is '2026-01-05', not a datetime"),
        (lambda c: c.previous_close("2026-01-05"), TimeError, "`t` is '2026-01-05', not a datetime"),
        (lambda c: c.intervals(None, ny(2026, 1, 5)), TimeError, "`a` is None"),
        (lambda c: c.intervals(ny(2026, 1, 5), None), TimeError, "`b` is None"),
        (lambda c: c.add(ny(2026, 1, 5), 60), CalendarError, "`d` is 60, not a timedelta; give a length"),
        (lambda c: c.subtract(ny(2026, 1, 5), "1 hour"), CalendarError, "`d` is '1 hour'"),
        (lambda c: c.add(ny(1969, 1, 5), hours(1)), TimeError, "outside the years 1970 to 2100"),
        (lambda c: c.add(ny(2100, 12, 30), hours(900)), CalendarError, "'office' has too little open time"),
        (lambda c: c.opening(ny(2026, 1, 5)), CalendarError, "give a local date"),
        (lambda c: c.opening("2026-01-05"), CalendarError, "give a local date"),
        (lambda c: c.opening(D(1969, 12, 31)), CalendarError, "outside the years 1970 to 2100"),
        (lambda c: c.opening(D(2101, 1, 1)), CalendarError, "outside the years 1970 to 2100"),
        (lambda c: c.next_open_date(None), CalendarError, "give a local date"),
        (lambda c: c.holiday_name(5), CalendarError, "give a local date"),
    ],
)  # fmt: skip
def test_bad_questions(ask: Any, error: type[Exception], says: str) -> None:
    """Refused with the argument's name, cold and warm."""
    for calendar in (BusinessCalendar("America/New_York", WEEK, name="office"), OFFICE):
        with pytest.raises(error, match=says):
            ask(calendar)


@pytest.mark.parametrize(
    "zone_name", ["America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Auckland"]
)
def test_between_two_breaks_nothing_begins_or_ends(zone_name: str) -> None:
    """One date, one offset, open or closed: in the year of a change at a minute past midnight, and in the last year."""
    week = {"mon-fri": ["09:00-12:00", "13:00-17:00"], "sat": "22:00-03:00", "sun": "03:00-24:00"}
    calendar = BusinessCalendar(zone_name, week, [D(2009, 12, 25)])
    tz = ZoneInfo(zone_name)

    def there(at: int) -> tuple[Any, ...]:
        local = moment(at).astimezone(tz)
        spans = [span for date in (local.date(), local.date() - dt.timedelta(days=1)) if date.year <= 2100
                 for span in calendar.opening(date) if span[0] <= at < span[1]]  # fmt: skip
        return local.date(), local.utcoffset(), spans

    for year in (2009, 2100):
        begin = instant(dt.datetime(year, 3, 1, tzinfo=dt.UTC))
        breaks = calendar.breaks(begin, begin + 300 * DAY)
        assert breaks[0] <= begin
        for start, end in zip(breaks[::3], breaks[1::3], strict=False):
            assert there(start) == there((start + end) // 2) == there(end - 1)
