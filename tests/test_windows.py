"""Windows: how they are read, printed and counted."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla import BusinessCalendar, Window, WindowError
from leadsla.errors import CalendarError
from leadsla.instants import DAY, HOUR, MINUTE, UTC, instant, moment, zone
from leadsla.windows import ELAPSED, clamp, owning_date

NEW_YORK = ZoneInfo("America/New_York")
OFFICE = BusinessCalendar("America/New_York", {"mon-fri": ["09:00-12:00", "13:00-17:00"]})
NIGHTS = BusinessCalendar("America/New_York", {"mon-thu": ["22:00-06:00"]})


def new_york(month: int, day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK)


def due(text: str, start: dt.datetime, calendar: BusinessCalendar | None = None) -> dt.datetime:
    return Window.parse(text).due(start, calendar, "America/New_York")


class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            "5 minutes", "1 minute", "3 hours", "2 weeks", "90 days", "6 months", "1 year", "30 seconds",
            "5 business minutes", "8 business hours", "1 business hour", "4 business days", "1.5 hours",
            "0.5 business hours", "close of business", "close of next business day", "1 day 2 hours",
            "1 hour 30 minutes", "2 months 1 week 3 days",
        ],
    )  # fmt: skip
    def test_prints_back_to_the_same_text(self, text: str) -> None:
        assert str(Window.parse(text)) == text
        assert Window.parse(str(Window.parse(text))) == Window.parse(text)

    @pytest.mark.parametrize(
        ("text", "same"),
        [
            ("PT5M", "5 minutes"), ("P2W", "2 weeks"), ("P90D", "90 days"), ("P1DT2H", "1 day 2 hours"),
            ("PT1H30M", "1 hour 30 minutes"), ("P1M", "1 month"), ("PT0.5S", "0.5 seconds"), ("P1Y", "1 year"),
            ("5 min", "5 minutes"), ("2 hrs", "2 hours"), ("1 hour and 30 minutes", "1 hour 30 minutes"),
            ("  8   Business  Hours ", "8 business hours"), ("5.0 minutes", "5 minutes"), ("10 secs", "10 seconds"),
            ("Close Of  Business", "close of business"),
        ],
    )  # fmt: skip
    def test_other_spellings(self, text: str, same: str) -> None:
        assert Window.parse(text) == Window.parse(same)
        assert str(Window.parse(text)) == same

    @pytest.mark.parametrize(
        ("text", "what"),
        [
            ("", "not a window"), ("soon", "not a window"), ("5", "not a window"), ("5 minuts", "unknown unit"),
            ("0 minutes", "zero"), ("0.0 business hours", "zero"), ("PT0S", "zero"), ("-5 minutes", "not a window"),
            ("1.5 days", "cannot be split"), ("1.5 business days", "cannot be split"),
            ("2 business weeks", "no agreed length"), ("1 business month", "no agreed length"),
            ("101 years", "more than a hundred years"), ("99999999999 hours", "more than a hundred years"),
            ("1 business day 2 business hours", "one amount"), ("1 day 2 business hours", "one amount"),
            ("5 minutes 1 hour", "longest first"), ("1 hour 1 hour", "longest first"),
            ("0.0000001 seconds", "finer than a microsecond"), ("PT5X", "not an ISO 8601"), ("P1H", "not an ISO 8601"),
            ("5 minutes later", "not a window"), ("P1D2W", "longest first"),
        ],
    )  # fmt: skip
    def test_what_is_no_window(self, text: str, what: str) -> None:
        with pytest.raises(WindowError, match=what):
            Window.parse(text)

    def test_the_error_marks_the_unit_and_says_what_to_write(self) -> None:
        with pytest.raises(WindowError) as caught:
            Window.parse("5 minuts")
        error = caught.value
        assert (error.start, error.end, error.write) == (2, 8, "minutes")

    def test_a_business_week_is_refused_with_advice(self) -> None:
        with pytest.raises(WindowError) as caught:
            Window.parse("2 business weeks")
        assert caught.value.write is not None
        assert "business days" in caught.value.write

    def test_not_text(self) -> None:
        with pytest.raises(WindowError, match="a window is text"):
            Window.parse(5)  # type: ignore[arg-type]

    def test_of_takes_a_window_or_text(self) -> None:
        window = Window.parse("5 minutes")
        assert Window.of(window) is window
        assert Window.of("5 minutes") == window

    def test_basis(self) -> None:
        assert Window.parse("5 minutes").basis == "elapsed"
        assert Window.parse("5 business minutes").basis == "business"
        assert Window.parse("close of business").basis == "business"

    def test_fixed_length(self) -> None:
        assert Window.parse("1 hour 30 minutes").fixed == 90 * MINUTE
        assert Window.parse("1.5 business hours").fixed == 90 * MINUTE
        assert Window.parse("1 day").fixed is None
        assert Window.parse("close of business").fixed is None

    def test_repr(self) -> None:
        assert repr(Window.parse("5 minutes")) == "Window('5 minutes')"

    @given(
        st.integers(1, 10**6),
        st.sampled_from(["second", "minute", "hour", "business minute", "business hour"]),
    )
    def test_any_amount_reads_back(self, amount: int, unit: str) -> None:
        text = f"{amount} {unit}{'' if amount == 1 else 's'}"
        if "hour" in unit and amount > 800_000:
            return
        assert str(Window.parse(text)) == text


class TestElapsed:
    def test_hours_run_on_a_watch_across_a_change_of_the_clocks(self) -> None:
        assert due("24 hours", new_york(3, 7, 12)) == new_york(3, 8, 13)

    def test_days_run_on_the_wall(self) -> None:
        assert due("1 day", new_york(3, 7, 12)) == new_york(3, 8, 12)
        assert due("90 days", new_york(1, 15, 9)) == new_york(4, 15, 9)
        assert due("2 weeks", new_york(3, 1, 9)) == new_york(3, 15, 9)

    def test_months_clamp_to_the_end_of_the_month(self) -> None:
        assert due("1 month", new_york(1, 31, 9)) == new_york(2, 28, 9)
        assert due("1 year", dt.datetime(2028, 2, 29, 9, tzinfo=NEW_YORK)) == dt.datetime(
            2029, 2, 28, 9, tzinfo=NEW_YORK
        )

    def test_a_due_that_does_not_exist_moves_on_by_the_gap(self) -> None:
        assert instant(due("1 day", new_york(3, 7, 2, 30))) == instant(new_york(3, 8, 3, 30))
        assert instant(due("1 month", new_york(2, 8, 2, 30))) == instant(new_york(3, 8, 3, 30))

    def test_an_ambiguous_due_is_the_first(self) -> None:
        first = dt.datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 01:30 daylight time
        assert instant(due("1 day", new_york(10, 31, 1, 30))) == instant(first)
        assert instant(due("1 month", new_york(10, 1, 1, 30))) == instant(first)

    def test_days_then_hours(self) -> None:
        assert due("1 day 2 hours", new_york(3, 7, 12)) == new_york(3, 8, 14)

    def test_the_zone_decides_what_a_day_is(self) -> None:
        start = dt.datetime(2026, 3, 7, 17, tzinfo=UTC)
        assert instant(Window.parse("1 day").due(start)) - instant(start) == DAY
        assert (
            instant(Window.parse("1 day").due(start, timezone="America/New_York")) - instant(start)
            == 23 * HOUR
        )

    def test_going_back_mirrors(self) -> None:
        back = Window.parse("1 day").back(OFFICE, NEW_YORK)
        assert back(instant(new_york(3, 8, 12))) == instant(new_york(3, 7, 12))
        assert Window.parse("30 minutes").back(OFFICE, NEW_YORK)(instant(new_york(3, 2, 9))) == instant(
            new_york(3, 2, 8, 30)
        )

    @given(
        st.sampled_from(
            ["America/New_York", "Europe/London", "Pacific/Apia", "Africa/Casablanca", "Australia/Lord_Howe"]
        ),
        st.integers(1, 4_000_000_000),
        st.integers(1, 400),
    )
    def test_days_keep_the_wall_clock_time_wherever_it_exists(
        self, name: str, seconds: int, days: int
    ) -> None:
        """Against the definition, by the zone's own conversion of every candidate offset."""
        tz = zone(name)
        start = dt.datetime.fromtimestamp(seconds, tz)
        wall = start.replace(tzinfo=None) + dt.timedelta(days=days)
        found = moment(Window.parse(f"{days} days").forward(OFFICE, tz)(seconds * 1_000_000)).astimezone(tz)
        candidates = [wall.replace(tzinfo=tz, fold=fold) for fold in (0, 1)]
        existing = [c for c in candidates if c.astimezone(UTC).astimezone(tz).replace(tzinfo=None) == wall]
        if existing:
            assert instant(found) == min(map(instant, existing))
        else:
            gap = candidates[0].utcoffset() - candidates[1].utcoffset()  # type: ignore[operator]
            assert found.replace(tzinfo=None) == wall - gap


class TestBusinessTime:
    def test_minutes_and_hours_count_open_time(self) -> None:
        assert due("5 business minutes", new_york(3, 6, 16, 58), OFFICE) == new_york(3, 9, 9, 3)
        assert due("8 business hours", new_york(3, 2, 9), OFFICE) == new_york(3, 3, 10)

    def test_a_window_that_ends_at_closing_time_is_due_then(self) -> None:
        assert due("30 business minutes", new_york(3, 6, 16, 30), OFFICE) == new_york(3, 6, 17)

    def test_days_are_the_same_time_on_a_later_open_date(self) -> None:
        assert due("4 business days", new_york(3, 2, 10), OFFICE) == new_york(3, 6, 10)
        assert due("1 business day", new_york(3, 6, 10), OFFICE) == new_york(3, 9, 10)

    def test_a_start_outside_hours_counts_from_the_next_opening(self) -> None:
        assert due("1 business day", new_york(3, 7, 15), OFFICE) == new_york(3, 10, 9)
        assert due("1 business day", new_york(3, 2, 12, 30), OFFICE) == new_york(3, 3, 13)
        assert due("1 business day", new_york(3, 2, 18), OFFICE) == new_york(3, 4, 9)

    def test_days_clamp_into_the_hours_of_the_date(self) -> None:
        late = BusinessCalendar(
            "America/New_York", {"mon": "08:00-18:00", "tue": ["10:00-12:00", "14:00-16:00"]}
        )
        assert due("1 business day", new_york(3, 2, 8, 30), late) == new_york(3, 3, 10)  # before opening
        assert due("1 business day", new_york(3, 2, 17), late) == new_york(3, 3, 16)  # after close
        assert due("1 business day", new_york(3, 2, 13), late) == new_york(3, 3, 14)  # in a gap
        assert due("1 business day", new_york(3, 2, 12), late) == new_york(3, 3, 12)  # at a close: due then

    def test_a_night_shift_belongs_to_the_date_on_which_it_starts(self) -> None:
        assert due("1 business day", new_york(3, 3, 2), NIGHTS) == new_york(
            3, 4, 2
        )  # Monday's shift to Tuesday's
        assert due("1 business day", new_york(3, 5, 23), NIGHTS) == new_york(
            3, 9, 23
        )  # Thursday's to Monday's
        assert owning_date(NIGHTS, instant(new_york(3, 3, 2))) == dt.date(2026, 3, 2)
        assert owning_date(NIGHTS, instant(new_york(3, 3, 12))) == dt.date(2026, 3, 3)

    def test_close_of_business(self) -> None:
        assert due("close of business", new_york(3, 2, 10), OFFICE) == new_york(3, 2, 17)
        assert due("close of business", new_york(3, 2, 17), OFFICE) == new_york(3, 3, 17)
        assert due("close of business", new_york(3, 7, 10), OFFICE) == new_york(3, 9, 17)
        assert due("close of business", new_york(3, 3, 2), NIGHTS) == new_york(3, 3, 6)

    def test_close_of_next_business_day_counts_from_the_start_date_itself(self) -> None:
        assert due("close of next business day", new_york(3, 2, 18), OFFICE) == new_york(3, 3, 17)
        assert due("close of next business day", new_york(3, 6, 10), OFFICE) == new_york(3, 9, 17)
        assert due("close of next business day", new_york(3, 7, 10), OFFICE) == new_york(3, 9, 17)

    def test_business_time_needs_a_calendar(self) -> None:
        with pytest.raises(WindowError, match="needs a calendar"):
            Window.parse("5 business minutes").due(new_york(3, 2))

    def test_going_back(self) -> None:
        nine = instant(new_york(3, 9, 9))
        assert Window.parse("30 business minutes").back(OFFICE, NEW_YORK)(nine) == instant(
            new_york(3, 6, 16, 30)
        )
        ten = instant(new_york(3, 9, 10))
        assert Window.parse("2 business days").back(OFFICE, NEW_YORK)(ten) == instant(new_york(3, 5, 10))
        five = instant(new_york(3, 9, 17))  # a close belongs to the date it closes
        assert Window.parse("1 business day").back(OFFICE, NEW_YORK)(five) == instant(new_york(3, 6, 17))

    def test_there_is_no_way_back_by_a_close_of_business(self) -> None:
        with pytest.raises(WindowError, match="no length of time"):
            Window.parse("close of business").back(OFFICE, NEW_YORK)

    def test_no_open_date_before(self) -> None:
        only = BusinessCalendar("UTC", {}, exceptions={dt.date(1980, 1, 1): ["09:00-17:00"]})
        back = Window.parse("1 business day").back(only, zone("UTC"))
        with pytest.raises(CalendarError, match="no open date before"):
            back(instant(dt.datetime(1980, 1, 1, 12, tzinfo=UTC)))

    @given(st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2028, 1, 1)), st.integers(1, 30))
    def test_business_days_against_walking_the_dates(self, local: dt.datetime, days: int) -> None:
        """Walk the calendar by hand: weekdays only, hours 9-12 and 13-17."""
        start = local.replace(tzinfo=NEW_YORK).astimezone(UTC)
        moved = moment(OFFICE.timeline.add(instant(start), 0)).astimezone(NEW_YORK)
        date = moved.date()
        for _ in range(days):
            date += dt.timedelta(days=1)
            while date.weekday() > 4:
                date += dt.timedelta(days=1)
        wall = moved.time() if not dt.time(12) < moved.time() < dt.time(13) else dt.time(13)
        wanted = dt.datetime.combine(date, wall, tzinfo=NEW_YORK)
        assert instant(Window.parse(f"{days} business days").due(start, OFFICE)) == instant(wanted)


def test_the_first_date_of_all_has_no_eve() -> None:
    """Instants begin with 1970, so nobody's shift began before."""
    first = dt.datetime(1970, 1, 1, 15, tzinfo=UTC)
    assert Window.parse("close of business").due(first, OFFICE) == dt.datetime(
        1970, 1, 1, 17, tzinfo=NEW_YORK
    )


def test_clamping_into_opening_intervals() -> None:
    opening = ((10, 20), (30, 40))
    assert [clamp(t, opening) for t in (5, 10, 15, 20, 25, 30, 35, 40, 50)] == [
        10,
        10,
        15,
        20,
        30,
        30,
        35,
        40,
        40,
    ]


def test_the_line_of_elapsed_time() -> None:
    assert (ELAPSED.add(5, 3), ELAPSED.subtract(5, 3), ELAPSED.between(5, 3)) == (8, 2, -2)
    assert Window.parse("5 minutes").line(OFFICE) is ELAPSED
    assert Window.parse("5 business minutes").line(OFFICE) is OFFICE.timeline


@pytest.mark.parametrize("text", ["PT٥M", "٥ minutes", "PT5M\n"])
def test_digits_are_those_of_ascii_and_a_line_break_ends_a_text(text: str) -> None:
    if text.isascii():
        assert str(Window.parse(text)) == "5 minutes"
        return
    with pytest.raises(WindowError):
        Window.parse(text)


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("America/New_York", (2026, 3, 8)),
        ("America/New_York", (2026, 11, 1)),
        ("Australia/Lord_Howe", (2026, 4, 5)),
        ("Pacific/Apia", (2011, 12, 30)),
        ("Africa/Casablanca", (2026, 2, 15)),
        ("UTC", (2026, 1, 1)),
    ],
)
@pytest.mark.parametrize("days", [1, 3, 14, 60, 90])
def test_days_around_a_change_of_the_clocks(place: str, change: tuple[int, int, int], days: int) -> None:
    """Every start of some weeks before and after a change ends at the same time on the wall, so many dates later."""
    tz = ZoneInfo(place)
    forward = Window.parse(f"{days} days").forward(BusinessCalendar.always(place), tz)
    changed = instant(dt.datetime(*change, tzinfo=UTC))
    for start in range(changed - (days + 9) * DAY, changed + 9 * DAY, 3 * HOUR):
        there = moment(start).astimezone(tz).replace(tzinfo=None) + dt.timedelta(days=days)
        assert forward(start) == instant(there.replace(tzinfo=tz)), moment(start)


class TestArrays:
    """Whole arrays have the dues that each start has alone, around changes of the clock too."""

    @pytest.mark.parametrize(
        "zone_name", ["America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]
    )
    @pytest.mark.parametrize(
        "text",
        [
            "5 minutes", "1 day 2 hours", "2 days", "2 weeks", "90 days", "1 month", "8 business hours",
            "2 business days", "close of business", "close of next business day",
        ],
    )  # fmt: skip
    def test_forward_many_is_forward(self, text: str, zone_name: str) -> None:
        window, tz = Window.parse(text), zone(zone_name)
        calendar = BusinessCalendar(
            zone_name, {"mon-fri": ["09:00-12:00", "13:00-17:00"], "sat": "22:00-03:00"}
        )
        rng = np.random.default_rng(5)
        begin = instant(dt.datetime(2026, 1, 1, tzinfo=UTC))
        starts = np.concatenate(
            [
                begin + rng.integers(0, 365 * DAY, 40),
                begin + 3600 * 1_000_000 * rng.integers(0, 365 * 24, 40),
                instant(dt.datetime(2026, 3, 6, tzinfo=UTC)) + rng.integers(0, 4 * DAY, 20),
                instant(dt.datetime(2026, 10, 30, tzinfo=UTC)) + rng.integers(0, 4 * DAY, 20),
            ]
        )
        forward = window.forward(calendar, tz)
        expected = [forward(start) for start in starts.tolist()]
        assert window.forward_many(calendar, tz)(starts).tolist() == expected

    def test_a_date_on_which_the_clock_is_changed(self) -> None:
        """Six business days on from a Saturday night is the next one, in which the clock is put forward at two."""
        calendar = BusinessCalendar("America/New_York", {"mon-fri": "09:00-17:00", "sat": "22:00-04:00"})
        begin = instant(new_york(2, 28, 22))
        starts = begin + np.arange(0, 6 * HOUR, 10 * MINUTE)
        window = Window.parse("6 business days")
        forward = window.forward(calendar, NEW_YORK)
        found = window.forward_many(calendar, NEW_YORK)(starts)
        assert found.tolist() == [forward(start) for start in starts.tolist()]
        assert len(set((found - starts).tolist())) > 1

    def test_a_start_without_a_due_is_an_error_of_all(self) -> None:
        campaign = BusinessCalendar("UTC", {}, exceptions={dt.date(2026, 3, 2): "09:00-17:00"})
        starts = np.array([instant(dt.datetime(2026, 3, 2, hour, tzinfo=UTC)) for hour in (9, 18)])
        for text in ("1 business hour", "1 business day"):
            with pytest.raises(CalendarError):
                Window.parse(text).forward_many(campaign, zone("UTC"))(starts)
