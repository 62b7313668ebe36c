"""The integer core, on lines small enough to work out by hand."""

from __future__ import annotations

import pickle
import threading

import pytest

from leadsla.calendars import BusinessCalendar, Timeline
from leadsla.calendars.offsets import YEARS
from leadsla.errors import CalendarError
from leadsla.instants import DAY, FIRST, HOUR, LAST


def open_at(spans: list[tuple[int, int]]) -> Timeline:
    """A line that is open exactly then."""

    def source(start: int, end: int) -> list[tuple[int, int]]:
        return [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]

    return Timeline(source, "the line")


BASE = YEARS[56]
LINE = open_at([(BASE + 10, BASE + 20), (BASE + 30, BASE + 50)])


@pytest.mark.parametrize(
    ("t", "d", "expected"),
    [
        (0, 5, 15),  # from before the opening
        (12, 8, 20),  # ends exactly at closing: due at closing
        (12, 9, 31),
        (20, 1, 31),  # from the instant of closing
        (30, 20, 50),
        (25, 0, 30),  # no length: the next opening
        (20, 0, 30),  # closing is no open instant
        (10, 0, 10),
        (12, 0, 12),
        (35, -5, 30),  # backwards to an opening: the latest such instant
        (35, -6, 19),
        (40, -20, 10),
    ],
)
def test_add(t: int, d: int, expected: int) -> None:
    """The earliest instant by which so much has passed."""
    assert LINE.add(BASE + t, d) == BASE + expected
    if d:
        assert LINE.subtract(BASE + t, -d) == BASE + expected


@pytest.mark.parametrize(
    ("t", "expected"), [(12, 12), (20, 20), (25, 20), (30, 20), (31, 31), (60, 50), (50, 50)]
)
def test_subtract_nothing_is_the_limit_from_below(t: int, expected: int) -> None:
    """The instant itself where the time just before it is open, else the last close."""
    assert LINE.subtract(BASE + t, 0) == LINE.previous_close(BASE + t) == BASE + expected


@pytest.mark.parametrize(
    ("a", "b", "expected"), [(0, 60, 30), (15, 35, 10), (20, 30, 0), (35, 15, -10), (12, 12, 0), (60, 0, -30)]
)
def test_between(a: int, b: int, expected: int) -> None:
    """Open time, negative backwards."""
    assert LINE.between(BASE + a, BASE + b) == expected


def test_intervals_are_half_open() -> None:
    """Open at the opening, not at the closing."""
    assert [LINE.is_open(BASE + t) for t in (9, 10, 19, 20, 29, 30, 49, 50)] == [
        False, True, True, False, False, True, True, False,
    ]  # fmt: skip


def test_intervals_are_clipped() -> None:
    """What is cut off is left out, an empty stretch has none."""
    assert LINE.intervals(BASE + 15, BASE + 31) == [(BASE + 15, BASE + 20), (BASE + 30, BASE + 31)]
    assert LINE.intervals(BASE + 20, BASE + 30) == LINE.intervals(BASE + 31, BASE + 15) == []
    assert LINE.intervals(BASE + 15, BASE + 15) == []
    assert LINE.intervals(FIRST, LAST) == [(BASE + 10, BASE + 20), (BASE + 30, BASE + 50)]


def test_an_interval_across_the_turn_of_the_year_stays_one() -> None:
    """Compiled year by year, but merged at the seam."""
    turn = YEARS[57]
    line = open_at([(turn - 5, turn + 5)])
    assert line.is_open(turn - 1)
    assert line.is_open(turn)  # only the year before is compiled, and ends here
    assert line.add(turn - 5, 10) == turn + 5
    assert line.intervals(turn - 10, turn + 10) == [(turn - 5, turn + 5)]
    assert line.previous_close(turn + 1) == turn + 1
    assert open_at([(turn - 5, turn + 5)]).is_open(turn)
    assert open_at([(turn - 5, turn + 5)]).previous_close(turn) == turn
    assert open_at([(turn - 5, turn)]).next_open(turn - 5) == turn - 5


def test_what_it_looks_for_may_lie_before_what_is_compiled() -> None:
    """Also when that is the end of the years already."""
    line = open_at([(YEARS[100], YEARS[100] + 10)])
    assert not line.is_open(LAST - 5)
    assert line.previous_close(LAST - 5) == YEARS[100] + 10


@pytest.mark.parametrize("years", [range(56, 131), range(56, -1, -1)])
def test_many_small_steps_compile_every_year_once(years: range) -> None:
    """And in few strides, each as long as all before."""
    asked: list[tuple[int, int]] = []

    def source(start: int, end: int) -> list[tuple[int, int]]:
        asked.append((YEARS.index(start), YEARS.index(end)))
        return []

    line = Timeline(source, "the line")
    for year in years:
        line.is_open(YEARS[year] + DAY)
    forwards = [(56, 57), (57, 58), (58, 60), (60, 64), (64, 72), (72, 88), (88, 120), (120, 131)]
    backwards = [(56, 57), (55, 56), (53, 55), (49, 53), (41, 49), (25, 41), (0, 25)]
    assert asked == (forwards if years.step > 0 else backwards)


def test_it_reaches_as_far_as_is_asked_and_no_farther() -> None:
    """What is compiled already is not compiled again, and far years are reached in one stride."""
    line = open_at([])
    known = line.cover(YEARS[56], YEARS[57])
    assert known[:2] == (YEARS[56], YEARS[57])
    assert line.cover(YEARS[56], YEARS[57]) is known
    assert line.cover(YEARS[57], YEARS[56]) is known
    assert not line.is_open(YEARS[10] + DAY)
    assert line.state[:2] == (YEARS[10], YEARS[57])
    assert not line.is_open(YEARS[120] + DAY)
    assert line.state[:2] == (YEARS[10], YEARS[121])


def test_a_microsecond_up_to_an_edge() -> None:
    """Due at the closing, begun at the opening, also where nothing is compiled yet."""
    assert open_at([(BASE + 10, BASE + 20), (BASE + 30, BASE + 50)]).add(BASE + 19, 1) == BASE + 20
    assert LINE.subtract(BASE + 31, 1) == BASE + 30


def test_it_says_when_it_is_never_open_again() -> None:
    """No loop: an error that names the line, and what was asked."""
    with pytest.raises(
        CalendarError, match=r"the line is never open again after 2026-01-01T00:00:00.000050Z"
    ):
        LINE.next_open(BASE + 50)
    with pytest.raises(CalendarError, match="the line was never open before 2026"):
        LINE.previous_close(BASE + 10)
    with pytest.raises(CalendarError, match=r"too little open time after .* 1 hours were asked for"):
        LINE.add(BASE, HOUR)
    with pytest.raises(CalendarError, match="too little open time before"):
        LINE.subtract(BASE + 60, 31)
    assert LINE.subtract(BASE + 60, 30) == BASE + 10
    assert LINE.add(BASE, 30) == BASE + 50


@pytest.mark.parametrize("t", [FIRST - 1, LAST + 1, -(1 << 80), 1 << 80])
def test_it_knows_the_years_1970_to_2100_only(t: int) -> None:
    """Instants outside are refused, not guessed."""
    for ask in (LINE.is_open, LINE.next_open, LINE.previous_close, lambda t: LINE.between(BASE, t)):
        with pytest.raises(CalendarError, match="outside the years 1970 to 2100"):
            ask(t)


@pytest.mark.parametrize(
    ("t", "says"),
    [
        (FIRST - 1, "the line: 1969-12-31T23:59:59.999999Z lies outside"),
        (LAST + 1, "the line: 2101-01-01T00:00:00.000001Z lies outside"),
        (260_000_000 * 1_000_000_000, "the line: a time lies outside"),  # after the year 9999
    ],
)
def test_it_says_which_instant_it_does_not_know(t: int, says: str) -> None:
    """The one that lies outside, whichever of the two was asked about first."""
    for known in (FIRST, BASE, LAST):
        for ask in (lambda at=known: LINE.between(at, t), lambda at=known: LINE.between(t, at)):
            with pytest.raises(CalendarError, match=says):
                ask()


def test_the_ends_of_the_years_can_be_asked_about() -> None:
    """The first and the last instant are no special case."""
    line = BusinessCalendar.always().timeline
    assert line.between(FIRST, LAST) == LAST - FIRST
    assert line.add(LAST - 5, 5) == LAST
    assert line.subtract(5, 5) == FIRST
    assert line.next_open(FIRST) == FIRST
    with pytest.raises(CalendarError, match="never open before"):
        line.previous_close(FIRST)
    with pytest.raises(CalendarError, match="never open again"):
        line.next_open(LAST)


def test_the_compiled_years_never_change_an_answer() -> None:
    """Whichever years are asked about first."""
    hours = {"mon-fri": ["22:00-06:00"], "sun": "00:00-24:00"}
    asked = [year * 365 * DAY + 7 * HOUR for year in (30, 2, 100, 31, 29, 60, 128, 1)]
    fresh = [BusinessCalendar("Europe/Berlin", hours).timeline.add(t, 500 * HOUR) for t in asked]
    line = BusinessCalendar("Europe/Berlin", hours).timeline
    assert [line.add(t, 500 * HOUR) for t in asked] == fresh
    assert [line.add(t, 500 * HOUR) for t in reversed(asked)] == fresh[::-1]


def test_threads_get_the_answers_of_one() -> None:
    """Eight threads ask a fresh calendar, which compiles under their hands."""
    hours = {"mon-fri": ["09:00-12:00", "13:00-17:00"], "sat": "22:00-03:00"}
    asked = [year * 366 * DAY + 5 * HOUR for year in range(2, 128, 3)]
    line = BusinessCalendar("America/New_York", hours).timeline
    want = [(line.add(t, 3000 * HOUR), line.between(t, t + 50 * DAY)) for t in asked]
    shared = BusinessCalendar("America/New_York", hours).timeline
    got: dict[int, list[tuple[int, int]]] = {}
    ready = threading.Barrier(8)

    def ask(number: int) -> None:
        ready.wait()
        turned = asked[number * 5 :] + asked[: number * 5]
        got[number] = sorted((shared.add(t, 3000 * HOUR), shared.between(t, t + 50 * DAY)) for t in turned)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {number: sorted(want) for number in range(8)}


def test_pickling_keeps_the_line() -> None:
    """What is compiled is dropped, the answers stay."""
    line = BusinessCalendar("America/New_York", {"mon-fri": "09:00-17:00"}).timeline
    t = YEARS[56] + 5 * DAY
    want = line.add(t, 100 * HOUR)
    copy = pickle.loads(pickle.dumps(line))
    assert copy.state != line.state
    assert copy.add(t, 100 * HOUR) == want
