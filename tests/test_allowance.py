"""The allowance: how many more clocks may be breached, worked out by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from leadsla.allowance import Allowance, Recent, Reckoning, allowed, needed_in_a_row
from leadsla.attainment import Attainment
from leadsla.calendars import BusinessCalendar
from leadsla.instants import instant, zone
from leadsla.periods import Share

EIGHTY = Share.parse("80%")
NEW_YORK = zone("America/New_York")
OFFICE = BusinessCalendar(
    "America/New_York", {"mon-fri": ["09:00-12:00", "13:00-17:00"]}, [dt.date(2026, 2, 16)]
)


LATELY = Recent(5, 59, 17)


def february(met: int, breached: int, open: int, ended: bool = False) -> Attainment:
    return Attainment("first-response", "2026-02", met, breached, open, target=EIGHTY, ended=ended)


def standing(to_come: int | None = 98, recent: Recent = LATELY, breached: int = 24) -> Allowance:
    row = february(101, breached, 6)
    return Allowance(row, EIGHTY, to_come, recent, Recent(11, 101 + breached, breached))


def at(text: str) -> int:
    return instant(dt.datetime.fromisoformat(text).replace(tzinfo=NEW_YORK))


def reckoned(clocks: list[tuple[int, str]], now: str, calendar: BusinessCalendar = OFFICE) -> Allowance:
    outcomes = [outcome for _, outcome in clocks]
    row = february(outcomes.count("met"), outcomes.count("breached"), outcomes.count("open"))
    term = at("2026-01-01"), at("2027-01-01")
    return Reckoning(row, EIGHTY, clocks, calendar, NEW_YORK, at(now), *term).allowance()


# -- whole numbers -------------------------------------------------------------------------------------------


def test_what_is_allowed_is_exact_where_floating_point_is_not() -> None:
    assert int(10 * (1 - 0.8)) == 1  # the trap
    assert allowed(EIGHTY, 10) == 2
    assert [allowed(EIGHTY, count) for count in (0, 4, 5, 131, 229)] == [0, 0, 1, 26, 45]
    assert allowed(Share.parse("100%"), 1000) == 0


def test_a_month_in_the_middle() -> None:
    found = standing()
    assert (found.count, found.allowed, found.left) == (131, 26, 2)
    assert (found.expected, found.allowed_expected, found.left_expected) == (229, 45, 21)
    assert (found.needed, found.to_judge) == (83, 104)
    assert found.price == 4


def test_the_pace_is_the_share_breached_over_the_share_allowed() -> None:
    found = standing()
    assert found.pace == Fraction(17, 59) / Fraction(1, 5)
    assert found.on_course is False
    assert standing(recent=Recent(5, 60, 12)).pace == 1
    assert standing(recent=Recent(5, 60, 12)).on_course is True


def test_nothing_is_said_of_a_pace_with_too_little_to_go_by() -> None:
    assert standing(recent=Recent(5, 19, 10)).pace is None
    assert standing(recent=Recent(5, 20, 10)).pace is not None
    assert standing(breached=4).pace is None
    assert standing(breached=5).pace is not None
    assert standing(recent=Recent(5, 19, 10)).on_course is None


def test_a_target_of_all_allows_none() -> None:
    attained = Attainment("x", "2026-02", 9, 1, 0, target=Share.parse("100%"))
    found = Allowance(attained, Share.parse("100%"), 5, Recent(5, 30, 6), Recent(5, 30, 6))
    assert (found.allowed, found.left, found.in_a_row, found.price, found.pace) == (0, -1, None, None, None)


def test_over_already_it_says_how_many_in_a_row() -> None:
    found = Allowance(february(94, 31, 6), EIGHTY, 98, Recent(5, 59, 17), Recent(11, 125, 31))
    assert found.left == -5
    assert found.in_a_row == 24


def test_without_anything_to_come_there_is_no_expectation() -> None:
    found = standing(to_come=None)
    assert (found.expected, found.left_expected, found.needed, found.on_course) == (None, None, None, None)
    assert found.chance(found.recent) is None


# -- chance --------------------------------------------------------------------------------------------------


def test_the_chance_says_what_it_rests_on() -> None:
    found = standing()
    # Of 104 to be judged 21 may be breached; lately 17 of 59 were, in the period 24 of 125.
    assert found.chance(found.recent) == pytest.approx(betabinom.cdf(21, 104, 17.5, 42.5))
    assert found.chance(found.so_far) == pytest.approx(betabinom.cdf(21, 104, 24.5, 101.5))
    assert found.chance(Recent(5, 19, 3)) is None


def test_what_is_lost_already_has_no_chance() -> None:
    found = standing(to_come=0, breached=60)
    assert found.left_expected is not None
    assert found.left_expected < 0
    assert found.chance(found.recent) == 0.0


# -- from clocks ---------------------------------------------------------------------------------------------


def day_by_day(days: list[int], each: int, breached: int) -> list[tuple[int, str]]:
    """On each day of February so many clocks, the first of them breached."""
    return [
        (
            at(f"2026-02-{day:02}T{9 + number // 20:02}:{number % 20 * 3:02}"),
            "breached" if number < breached else "met",
        )
        for day in days
        for number in range(each)
    ]


def test_what_is_to_come_follows_open_time_and_not_the_wall_calendar() -> None:
    # Monday 2 to Friday 6 February: five open days of seven hours; fourteen are left, for the 16th is a holiday.
    found = reckoned(day_by_day([2, 3, 4, 5, 6], 10, 2), "2026-02-06T17:00")
    assert found.to_come == 140
    assert found.expected == 190
    # At the weekend nothing moves.
    assert reckoned(day_by_day([2, 3, 4, 5, 6], 10, 2), "2026-02-08T23:00").to_come == 140


def test_the_recent_days_are_the_last_five_open_ones() -> None:
    days = [9, 10, 11, 12, 13, 17, 18]
    clocks = day_by_day(days[:2], 10, 9) + day_by_day(days[2:], 10, 1)
    found = reckoned(clocks, "2026-02-18T17:00")
    assert found.recent == Recent(5, 50, 5)  # 11, 12, 13, 17 and 18 February: the 16th is closed
    assert found.so_far.judged == 70
    assert found.so_far.breached == 23


def test_when_the_allowance_is_used_up() -> None:
    # A week with one of 20 late on each day, then three days with eight: 29 late of 160 in eight open days. At 20 a day
    # the eleven days left bring 220, so that 76 of 380 are allowed and 47 are left; at 26 late of the last 100 that
    # lasts for 180.77 clocks, which is nine open days, to the 25th, and sixteen minutes.
    clocks = day_by_day([2, 3, 4, 5, 6], 20, 1) + day_by_day([9, 10, 11], 20, 8)
    found = reckoned(clocks, "2026-02-11T17:00")
    assert (found.left, found.to_come, found.left_expected, found.recent) == (3, 220, 47, Recent(5, 100, 26))
    assert found.used_up_at is not None
    assert found.used_up_at.replace(second=0, microsecond=0) == dt.datetime(
        2026, 2, 26, 14, 16, tzinfo=dt.UTC
    )


def test_what_is_more_than_used_up_is_used_up_now() -> None:
    found = reckoned(day_by_day([2, 3, 4], 100, 99), "2026-02-27T10:00")
    assert found.left_expected is not None
    assert found.left_expected < 0
    assert found.used_up_at == dt.datetime(2026, 2, 27, 15, tzinfo=dt.UTC)


def test_at_an_even_pace_it_is_never_used_up() -> None:
    assert reckoned(day_by_day([2, 3, 4, 5, 6], 20, 4), "2026-02-06T17:00").used_up_at is None


def test_before_the_first_open_hour_nothing_is_expected() -> None:
    assert reckoned([(at("2026-02-01T10:00"), "open")], "2026-02-01T12:00").to_come is None


def test_an_hour_is_not_taken_for_a_month() -> None:
    """February has 19 open days of seven hours: nothing is expected within their first twentieth, 6 h 39 min."""
    clocks = [(at("2026-02-02T09:01"), "open")] * 9
    assert reckoned(clocks, "2026-02-02T16:38:59").to_come is None
    found = reckoned(clocks, "2026-02-02T16:39")
    assert (found.to_come, found.expected) == (171, 180)


def test_a_period_that_is_over_has_nothing_to_come() -> None:
    found = Reckoning(
        february(8, 2, 0, ended=True),
        EIGHTY,
        [],
        OFFICE,
        NEW_YORK,
        at("2026-03-05"),
        at("2026-01-01"),
        at("2027-01-01"),
    ).allowance()
    assert (found.to_come, found.expected, found.left, found.used_up_at) == (0, 10, 0, None)


# -- laws ----------------------------------------------------------------------------------------------------

COUNTS = st.integers(0, 500)
SHARES = st.integers(0, 1000).map(lambda number: Share(Fraction(number, 1000)))


@given(COUNTS, COUNTS, SHARES)
def test_something_is_left_exactly_where_the_rate_is_at_the_target(
    met: int, breached: int, target: Share
) -> None:
    row = Attainment("x", "2026-02", met, breached, target=target)
    found = Allowance(row, target, 0, Recent(0, 0, 0), Recent(0, 0, 0))
    judged = met + breached
    assert (found.left >= 0) == (judged == 0 or Fraction(met, judged) >= target.value)


@given(COUNTS, COUNTS, SHARES)
def test_so_many_in_a_row_bring_it_back_and_one_fewer_does_not(
    met: int, breached: int, target: Share
) -> None:
    count = met + breached
    wanted = needed_in_a_row(target, count, breached)
    if wanted is None:
        assert target.value == 1
        return
    assert breached <= allowed(target, count + wanted)
    if wanted:
        assert breached > allowed(target, count + wanted - 1)


@given(COUNTS, COUNTS, COUNTS, COUNTS, SHARES)
def test_what_is_needed_keeps_the_target_exactly(
    met: int, breached: int, open: int, to_come: int, target: Share
) -> None:
    found = Allowance(
        Attainment("x", "2026-02", met, breached, open, target=target),
        target,
        to_come,
        *[Recent(0, 0, 0)] * 2,
    )
    assert found.needed is not None
    assert found.left_expected is not None
    assert found.to_judge is not None
    assert (found.needed <= found.to_judge) == (found.left_expected >= 0)
    if found.left_expected >= 0:
        assert found.to_judge - found.needed == min(found.left_expected, found.to_judge)
