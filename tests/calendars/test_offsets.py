"""Where a zone's pieces of constant offset begin, and what that does to local intervals."""

from __future__ import annotations

import datetime as dt

from leadsla.calendars.offsets import YEARS, date_of, day_number, local_day, pieces, to_instants
from leadsla.instants import DAY, FIRST, HOUR, LAST, MINUTE, instant, zone

NEW_YORK = zone("America/New_York")
SPRING = instant(dt.datetime(2026, 3, 8, 7, tzinfo=dt.UTC))
AUTUMN = instant(dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC))


def test_the_years_are_the_years() -> None:
    """From 1970 to the end of 2100."""
    assert (YEARS[0], YEARS[-1], len(YEARS)) == (FIRST, LAST, 132)


def test_pieces_meet_at_the_changes() -> None:
    """They cover what was asked, no more."""
    start, end = YEARS[56] + 5, YEARS[57] + 7
    assert pieces(NEW_YORK, start, end) == [
        (start, SPRING, -5 * HOUR),
        (SPRING, AUTUMN, -4 * HOUR),
        (AUTUMN, end, -5 * HOUR),
    ]
    assert pieces(zone("UTC"), FIRST - 5, LAST + 5) == [(FIRST, LAST, 0)]
    assert pieces(NEW_YORK, 5, 5) == []
    assert pieces(zone("UTC"), YEARS[56], YEARS[57] + 1) == [(YEARS[56], YEARS[57] + 1, 0)]


def test_local_intervals_across_changes() -> None:
    """Shorter in spring, longer in autumn, twice where the clock is put back, gone where it jumps."""
    spring, autumn = local_day(dt.date(2026, 3, 8))[0], local_day(dt.date(2026, 11, 1))[0]

    def lengths(midnight: int, start: int, end: int) -> list[int]:
        found = to_instants(NEW_YORK, [(midnight + start * MINUTE, midnight + end * MINUTE)])
        return [(b - a) // MINUTE for a, b in found]

    assert lengths(spring, 0, 360) == [300]
    assert lengths(autumn, 0, 360) == [420]
    assert lengths(autumn, 75, 105) == [30, 30]
    assert lengths(spring, 130, 170) == []
    assert lengths(spring, 150, 195) == [15]
    assert lengths(spring, 120, 180) == []
    assert to_instants(NEW_YORK, []) == []
    start, end = local_day(dt.date(2026, 3, 8))
    ahead = 14 * HOUR
    assert to_instants(zone("Pacific/Kiritimati"), [(start, end)]) == [(start - ahead, end - ahead)]


def test_dates_and_day_numbers() -> None:
    """The local date of an instant; days since 1970."""
    assert date_of(AUTUMN - 3 * HOUR, NEW_YORK) == dt.date(2026, 10, 31)
    assert day_number(dt.date(1970, 1, 2)) == 1
    assert local_day(dt.date(1970, 1, 2)) == (DAY, 2 * DAY)
