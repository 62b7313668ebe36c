"""Calendars made of calendars."""

from __future__ import annotations

import datetime as dt
import itertools
import pickle
from zoneinfo import ZoneInfo

import pytest

from leadsla.calendars import BusinessCalendar, CombinedCalendar
from leadsla.calendars.offsets import YEARS
from leadsla.errors import CalendarError
from leadsla.instants import DAY, HOUR

D = dt.date
PARIS = ZoneInfo("Europe/Paris")
OFFICE = BusinessCalendar(
    "Europe/Paris", {"mon-fri": "09:00-18:00"}, {D(2026, 5, 1): "May Day"}, name="office"
)
NIGHT = BusinessCalendar("Europe/Paris", {"mon-fri": "22:00-06:00"}, name="night")
NEW_YORK = BusinessCalendar("America/New_York", {"mon-fri": "09:00-17:00"}, ["2026-01-06"], name="New York")


def paris(*when: int) -> dt.datetime:
    return dt.datetime(*when, tzinfo=PARIS)


def clock(calendar: CombinedCalendar, date: dt.date) -> list[str]:
    """What belongs to a date, in local time."""
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    edges = [
        [(epoch + dt.timedelta(microseconds=edge)).astimezone(calendar.zone) for edge in span]
        for span in calendar.opening(date)
    ]
    return [f"{start:%a %H:%M}-{end:%a %H:%M}" for start, end in edges]


def test_both() -> None:
    """Open when both are, which is when New York is up and Paris still there."""
    both = OFFICE & NEW_YORK
    assert clock(both, D(2026, 1, 5)) == ["Mon 15:00-Mon 18:00"]
    assert both.add(paris(2026, 1, 5, 9), dt.timedelta(hours=4)) == paris(2026, 1, 7, 16)
    assert both.zone is OFFICE.zone
    assert both.why_closed(D(2026, 1, 6)) == "holiday"
    assert both.why_closed(D(2026, 5, 1)) == both.holiday_name(D(2026, 5, 1)) == "May Day"
    assert (NEW_YORK & OFFICE).holiday_name(D(2026, 5, 1)) == "May Day"
    assert both.why_closed(D(2026, 1, 5)) == ""
    assert (OFFICE & NIGHT).why_closed(
        D(2026, 1, 5)
    ) == "the two calendars are never open together on this date"
    assert both.next_open_date(D(2026, 1, 5)) == D(2026, 1, 7)


def test_either() -> None:
    """The right's time belongs to its own local date, unless the left's interval holds it."""
    either = NIGHT | BusinessCalendar("Europe/Paris", {"tue,sat": "05:00-10:00"})
    assert clock(either, D(2026, 1, 5)) == ["Mon 22:00-Tue 06:00"]
    assert clock(either, D(2026, 1, 6)) == ["Tue 06:00-Tue 10:00", "Tue 22:00-Wed 06:00"]
    assert clock(either, D(2026, 1, 10)) == ["Sat 06:00-Sat 10:00"]
    assert either.why_closed(D(2026, 1, 11)) == "Sunday"
    assert (OFFICE | NEW_YORK).why_closed(D(2026, 1, 10)) == "Saturday"
    assert clock(OFFICE | NEW_YORK, D(2026, 1, 5)) == ["Mon 09:00-Mon 23:00"]
    tokyo = BusinessCalendar("Asia/Tokyo", {"sat": "08:00-09:00"})  # New York's Friday
    assert (NEW_YORK | tokyo).why_closed(D(2026, 1, 10)) == "Saturday"
    weekend = BusinessCalendar("Europe/Paris", {"sat": "10:00-12:00"})
    assert (OFFICE | weekend).why_closed(D(2026, 5, 1)) == "May Day; Friday"


def test_one_but_not_the_other() -> None:
    """A meeting taken out of the hours."""
    lunch = BusinessCalendar("Europe/Paris", {"mon-sun": "12:00-14:00"}, name="lunch")
    less = OFFICE - lunch
    assert clock(less, D(2026, 1, 5)) == ["Mon 09:00-Mon 12:00", "Mon 14:00-Mon 18:00"]
    assert less.between(paris(2026, 1, 5), paris(2026, 1, 6)) == dt.timedelta(hours=7)
    nothing = OFFICE - BusinessCalendar.always("Europe/Paris")
    assert nothing.why_closed(D(2026, 1, 5)) == "taken away by the calendar 'always open'"
    assert nothing.why_closed(D(2026, 1, 10)) == "Saturday"
    with pytest.raises(
        CalendarError, match=r"'office' - the calendar 'always open' is never open again after"
    ):
        nothing.next_open(paris(2026, 1, 5))
    with pytest.raises(CalendarError, match="never open again"):
        nothing.next_open_date(D(2026, 1, 5))


def test_dates_partition_the_line() -> None:
    """All open time belongs to exactly one date."""
    start, end = YEARS[56] + 30 * DAY, YEARS[56] + 330 * DAY
    for combined in (
        OFFICE | NEW_YORK,
        NIGHT | NEW_YORK,
        NIGHT & NEW_YORK,
        (NIGHT - NEW_YORK) | OFFICE,
        NEW_YORK | BusinessCalendar.always("Pacific/Apia"),
    ):
        line = combined.timeline
        owned = [
            span
            for number in range(365)
            for span in combined.opening(D(2026, 1, 1) + dt.timedelta(days=number))
        ]
        owned.sort()
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(owned))
        assert sum(max(0, min(b, end) - max(a, start)) for a, b in owned) == line.between(start, end)
        assert all(line.between(a, b) == b - a for a, b in owned if start <= a and b <= end)


def test_a_skipped_date_has_no_time() -> None:
    """Nor does the right bring any to it."""
    samoa = BusinessCalendar("Pacific/Apia", {"mon-sun": "09:00-17:00"})
    both = samoa | BusinessCalendar.always()
    assert both.opening(D(2011, 12, 30)) == ()
    assert sum(b - a for a, b in both.opening(D(2011, 12, 29))) == 24 * HOUR


def test_values() -> None:
    """Equal, hashable, picklable, printable; the name tells what it is made of."""
    one, other = OFFICE & NEW_YORK, OFFICE & NEW_YORK
    assert one == other
    assert hash(one) == hash(other)
    assert one not in (OFFICE | NEW_YORK, NEW_YORK & OFFICE)
    one.add(paris(2026, 1, 5), dt.timedelta(hours=1))
    copy = pickle.loads(pickle.dumps(one))
    assert copy == one
    assert copy.add(paris(2026, 1, 5), dt.timedelta(hours=1)) == paris(2026, 1, 5, 16)
    assert str(one) == "(the calendar 'office' & the calendar 'New York')"
    assert repr(one) == f"({OFFICE!r} & {NEW_YORK!r})"


def test_dayparts_are_those_of_the_left() -> None:
    """A cadence goes by the left one's day."""
    left = BusinessCalendar("UTC", {"mon": "09:00-17:00"}, dayparts={"morning": "09:00-12:00"})
    day = (YEARS[56], YEARS[56] + 12 * HOUR)
    assert (left | OFFICE).daypart("morning", D(2026, 1, 1)) == (day[0] + 9 * HOUR, day[1])


def test_only_calendars_combine() -> None:
    """Anything else is refused."""
    with pytest.raises(TypeError):
        OFFICE | 5  # type: ignore[operator]
    with pytest.raises(CalendarError, match=r"write '|', '&' or '-'"):
        CombinedCalendar(OFFICE, NIGHT, "+")
    with pytest.raises(CalendarError, match="`left` of a combined calendar is 'office'; give a calendar"):
        CombinedCalendar("office", OFFICE, "&")  # type: ignore[arg-type]
    with pytest.raises(CalendarError, match="`right` of a combined calendar is None; give a calendar"):
        CombinedCalendar(OFFICE, None, "&")  # type: ignore[arg-type]
