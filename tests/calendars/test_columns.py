"""Whole arrays give the answers of one at a time, to the microsecond."""

from __future__ import annotations

import copy
import datetime as dt
import random
import sys
from typing import Any

import pytest

from leadsla.calendars import BusinessCalendar
from leadsla.calendars.grid import Grid, Search, tables
from leadsla.calendars.offsets import YEARS
from leadsla.errors import CalendarError, ExtraError
from leadsla.instants import DAY, FIRST, HOUR, LAST, SECOND

np = pytest.importorskip("numpy")

CALENDARS = {
    "office": BusinessCalendar(
        "America/New_York", {"mon-fri": ["09:00-12:00", "13:00-17:00"]}, {"country": "US"}
    ),
    "night": BusinessCalendar("Europe/Berlin", {"mon-fri": "22:00-06:00", "sun": "00:00-06:00"}),
    "short gaps": BusinessCalendar("Asia/Kolkata", {"mon-sun": ["08:00-11:59:50", "12:00-20:00"]}),
    "short runs": BusinessCalendar("America/St_Johns", {"mon-sun": ["08:00-08:00:07", "12:00-20:00"]}),
    "shortest gap later": BusinessCalendar(
        "America/New_York", {"mon-thu": "09:00-17:00", "fri": ["09:00-12:00", "12:40-17:00"]}
    ),
    "always": BusinessCalendar.always("Europe/London"),
    "combined": BusinessCalendar("Asia/Tokyo", {"mon-fri": "09:00-18:00"})
    | BusinessCalendar("Europe/London", {"mon-fri": "09:00-17:00"}),
}
SIZE = 120_000
#: So many of them differ.
DIFFERENT = SIZE // 8
#: Those that are looked up in tables.
GRIDS = ("office", "night", "shortest gap later", "always", "combined")


def instants(calendar: Any, count: int, seed: int) -> list[int]:
    """Random instants of three years, and a third of them at or beside an edge."""
    rng = random.Random(seed)
    low, high = YEARS[55], YEARS[58]
    edges = [edge for span in calendar.timeline.intervals(low + DAY, low + 90 * DAY) for edge in span]
    return [
        rng.choice(edges) + rng.choice((-SECOND, -1, 0, 1, SECOND))
        if edges and rng.random() < 0.33
        else rng.randrange(low, high)
        for _ in range(count)
    ]


def amounts(count: int, seed: int, positive: bool) -> list[int]:
    rng = random.Random(seed)
    some = (
        (SECOND, HOUR, 7 * HOUR, 3 * HOUR, 8 * HOUR, 1)
        if positive
        else (0, 0, -HOUR, -7 * HOUR, 3 * HOUR, -1, 1)
    )
    low = 1 if positive else -80 * HOUR
    return [rng.choice(some) if rng.random() < 0.5 else rng.randrange(low, 80 * HOUR) for _ in range(count)]


@pytest.mark.parametrize("positive", [True, False])
@pytest.mark.parametrize("tick", [1, 1_000, SECOND])
@pytest.mark.parametrize("name", CALENDARS)
def test_add_many_is_add(name: str, tick: int, positive: bool) -> None:
    """Of every length, none and negative ones too, on edges and off them."""
    calendar = copy.copy(CALENDARS[name])  # of which nothing is compiled yet
    starts = [t // tick for t in instants(calendar, DIFFERENT, 1)]
    lengths = [max(d // tick, 1) if positive else d // tick for d in amounts(DIFFERENT, 2, positive)]
    unit = {1: "us", 1_000: "ms", SECOND: "s"}[tick]
    found = calendar.add_many(np.tile(starts, 8), np.tile(lengths, 8), unit=unit).tolist()
    add = calendar.timeline.add
    assert found == 8 * [add(t * tick, d * tick) // tick for t, d in zip(starts, lengths, strict=True)]
    assert (calendar.timeline.grids[tick][2] is not None) == (name in GRIDS)


@pytest.mark.parametrize("tick", [1, SECOND])
@pytest.mark.parametrize("name", CALENDARS)
def test_between_many_is_between(name: str, tick: int) -> None:
    """Forwards and backwards."""
    calendar = copy.copy(CALENDARS[name])  # of which nothing is compiled yet
    starts = [t // tick for t in instants(calendar, DIFFERENT, 3)]
    ends = [t // tick for t in instants(calendar, DIFFERENT, 4)]
    found = calendar.between_many(
        np.tile(starts, 8), np.tile(ends, 8), unit="us" if tick == 1 else "s"
    ).tolist()
    between = calendar.timeline.between
    assert found == 8 * [between(a * tick, b * tick) // tick for a, b in zip(starts, ends, strict=True)]


def test_the_tables_are_used_where_they_can_be() -> None:
    """Buckets for many questions, a search for few and where gaps or runs are a matter of seconds."""
    for name, size, kind in (
        ("office", SIZE, Grid),
        ("office", 10, Search),
        ("night", SIZE, Grid),
        ("short gaps", SIZE, Search),
        ("short runs", SIZE, Search),
        ("always", SIZE, Grid),
        ("combined", SIZE, Grid),
    ):
        line = copy.copy(CALENDARS[name]).timeline
        state = line.cover(YEARS[55], YEARS[57])
        found = tables(line, state, SECOND, size)
        assert isinstance(found, kind), name
        if isinstance(found, Grid):
            kinds = [table.dtype for table in (found.base, found.limits, found.idles, found.gaps)]
            assert {*kinds, found.opens.dtype, found.closes.dtype, np.dtype(found.kind)} == {
                np.dtype("int32")
            }
        assert tables(line, state, SECOND, size) is found, name
        assert tables(line, line.cover(YEARS[55], YEARS[60]), SECOND, size) is not found, name


def test_the_shortest_runs_may_be_those_beside_the_ends() -> None:
    """The tables are as fine as the shortest run of all, and know the last one."""
    short = {"2026-01-02": "09:00-09:30", "2026-12-30": "09:00-09:30"}
    for exceptions in (dict([one]) for one in short.items()):
        calendar = BusinessCalendar("America/New_York", {"mon-fri": "09:00-17:00"}, exceptions=exceptions)
        line = calendar.timeline
        known = line.cover(YEARS[56], YEARS[57])
        assert isinstance(tables(line, known, SECOND, 10_000_000), Grid)
        starts = np.arange(YEARS[56] // SECOND, YEARS[57] // SECOND - 4 * 86_400, 600)
        for amount in (1, 3600, 9 * 3600, 20 * 3600):
            found = calendar.add_many(starts, np.array(amount), unit="s").tolist()
            assert line.state is known
            assert found == [line.add(int(t) * SECOND, amount * SECOND) // SECOND for t in starts]


def test_more_years_than_a_small_number_holds() -> None:
    """Across all the years, whole seconds no longer fit in 32 bits."""
    calendar = BusinessCalendar("America/New_York", {"mon-fri": ["09:00-12:00", "13:00-17:00"]})
    rng = random.Random(5)
    starts = [rng.randrange(2 * DAY // SECOND, LAST // SECOND - 90 * 86_400) for _ in range(2_000)]
    line = calendar.timeline
    whole = tables(line, line.cover(FIRST, LAST), SECOND, 10_000_000)
    assert isinstance(whole, Grid)
    assert whole.kind is np.int64
    # The last hours of all, on Friday 31 December 2100.
    assert calendar.between_many(LAST // SECOND - 12 * 3600, LAST // SECOND - 1, unit="s") == 7 * 3600
    found = calendar.add_many(np.array(starts), np.array(100_000), unit="s").tolist()
    assert found == [line.add(t * SECOND, 100_000 * SECOND) // SECOND for t in starts]
    assert calendar.between_many(np.array(starts), np.array(starts[::-1]), unit="s").tolist() == [
        line.between(a * SECOND, b * SECOND) // SECOND for a, b in zip(starts, starts[::-1], strict=True)
    ]


def test_the_seconds_of_2038_outgrow_32_bits() -> None:
    """Tables of a few years count in 32 bits, also where the instants themselves do not fit any more."""
    calendar = BusinessCalendar("America/New_York", {"mon-fri": "09:00-17:00"})
    line, begun = calendar.timeline, YEARS[67] // SECOND  # 2037
    starts = np.arange(begun + 330 * 86_400, begun + 400 * 86_400, 600)
    assert starts[0] < 1 << 31 < starts[-1]
    assert isinstance(tables(line, line.cover(YEARS[67], YEARS[69]), SECOND, 10_000_000), Grid)
    found = calendar.add_many(starts, np.array(20 * 3600), unit="s").tolist()
    assert found == [line.add(int(t) * SECOND, 20 * HOUR) // SECOND for t in starts]


def test_dates_of_numpy_keep_their_kind() -> None:
    """The finer of the two units; one length for all; any shape; Python's own length."""
    office = CALENDARS["office"]
    starts = np.array(
        [["2026-01-05T14:00", "2026-01-05T15:00"], ["2026-01-09T21:30", "2026-01-01T00:00"]], "datetime64[s]"
    )
    found = office.add_many(starts, np.timedelta64(1500, "ms"))
    assert found.dtype == "datetime64[ms]"
    assert found.shape == (2, 2)
    assert str(found[1, 0]) == "2026-01-09T21:30:01.500"
    assert (office.add_many(starts, dt.timedelta(seconds=1.5)) == found).all()
    assert office.add_many(starts, np.timedelta64(2, "h")).dtype == "datetime64[s]"
    assert (
        office.add_many(starts.astype("datetime64[ms]"), np.timedelta64(90, "s"))
        == office.add_many(starts, np.timedelta64(90, "s"))
    ).all()
    closing = np.array(["2026-01-05T22:00"], "datetime64[s]")
    assert str(office.add_many(closing, np.timedelta64(0, "s"))[0]) == "2026-01-06T14:00:00"
    whole = np.array([1_767_625_200], np.uint64)
    assert office.add_many(whole, np.array([3600], np.uint64), unit="s").tolist() == [1_767_628_800]
    lengths = office.between_many(starts, starts[::-1].astype("datetime64[us]"))
    assert lengths.dtype == "timedelta64[us]"
    assert lengths[0, 0] == np.timedelta64(35 * 3600 - 1800, "s")
    assert lengths[1, 0] == -lengths[0, 0]
    assert office.between_many(starts[0, 0], starts).shape == (2, 2)
    assert office.between_many(starts, starts[0, 0]).shape == (2, 2)
    assert office.add_many(starts[0, 0], np.array([1, 2, 3], "timedelta64[h]")).shape == (3,)


def test_only_the_years_asked_about_are_compiled() -> None:
    """A column of one year costs one year."""
    fresh = BusinessCalendar("America/New_York", {"mon-fri": "09:00-17:00"})
    fresh.between_many(GOOD, GOOD + np.timedelta64(9, "h"))
    assert fresh.timeline.state[:2] == (YEARS[56], YEARS[57])


def test_nothing_gives_nothing() -> None:
    """Empty arrays."""
    office = CALENDARS["office"]
    assert (
        office.add_many(np.array([], "datetime64[s]"), np.array([], "timedelta64[s]")).dtype
        == "datetime64[s]"
    )
    assert office.between_many(np.array([], np.int64), np.array([], np.int64), unit="s").size == 0


def test_the_last_years_are_no_error_by_themselves() -> None:
    """Only a pair without an answer is refused, not the latest start with the longest length of another."""
    office = CALENDARS["office"]
    starts = np.array(["2100-12-29T15:00", "2100-01-04T15:00", "1970-01-05T15:00"], "datetime64[s]")
    lengths = np.array([1, 500, 1], "timedelta64[h]")
    want = [
        office.add(start.item().replace(tzinfo=dt.UTC), length.item()).replace(tzinfo=None)
        for start, length in zip(starts, lengths, strict=True)
    ]
    assert office.add_many(starts, lengths).tolist() == want
    back = np.array([-1, -500, 0], "timedelta64[h]")
    assert office.add_many(starts, back).tolist() == [
        office.add(start.item().replace(tzinfo=dt.UTC), length.item()).replace(tzinfo=None)
        for start, length in zip(starts, back, strict=True)
    ]
    closing = np.array(["2100-01-04T21:59:59", "2100-12-29T15:00", "1970-01-05T15:00"], "datetime64[s]")
    found = office.add_many(closing, np.array([1, 3600, 500 * 3600], "timedelta64[s]"))
    assert str(found[0]) == "2100-01-04T22:00:00"  # due at closing, not at the next opening
    with pytest.raises(CalendarError, match="too little open time after 2100-12-29"):
        office.add_many(starts, np.array([500, 1, 1], "timedelta64[h]"))
    with pytest.raises(CalendarError, match="too little open time before 1970-01-05"):
        office.add_many(starts, np.array([1, 1, -500], "timedelta64[h]"))
    with pytest.raises(CalendarError, match="too little open time"):
        office.add_many(starts, np.timedelta64(1 << 62, "us"))
    for most in ((1 << 63) - 1, 1 - (1 << 63)):
        with pytest.raises(CalendarError, match="too little open time"):
            office.add_many(starts, np.timedelta64(most, "us"))
    round_the_clock = (1 << 64) // SECOND + 1  # as microseconds, less than a second more than 64 bits count
    for much in (round_the_clock, -round_the_clock):
        with pytest.raises(CalendarError, match="too little open time"):
            office.add_many(starts.astype("datetime64[us]"), np.timedelta64(much, "s"))
    # Beside pairs that only just have an answer: the first and the last microsecond there are.
    always = BusinessCalendar.always()
    ends = np.array([FIRST, FIRST, FIRST, LAST - 5], np.int64)
    assert always.add_many(ends, np.array([0, 1, 2, 5]), unit="us").tolist() == [0, 1, 2, LAST]
    with pytest.raises(CalendarError, match=r"too little open time after 2100-12-31T23:59:59\.999995"):
        always.add_many(ends[[0, 1, 2, 3, 3]], np.array([0, 1, 2, 5, 6]), unit="us")
    with pytest.raises(CalendarError, match="never open again after 2100-12-31T23:30"):
        office.add_many(
            np.array(["1970-01-01", "2026-01-05", "2100-12-31T23:30"], "datetime64[s]"),
            np.timedelta64(0, "s"),
        )


GOOD = np.array(["2026-01-05"], "datetime64[s]")
HOURS = np.array([1], "timedelta64[h]")


@pytest.mark.parametrize(
    ("starts", "amounts", "unit", "says"),
    [
        (np.array(["2026-01-05", "NaT"], "datetime64[s]"), HOURS, None, r"`starts` has a missing .* 1"),
        (GOOD, np.array(["NaT"], "timedelta64[s]"), None, r"`amounts` has a missing time \(NaT\) at .* 0"),
        (GOOD.astype("datetime64[ns]"), HOURS, None, r"`starts` is datetime64\[ns\]; write `.astype"),
        (GOOD.astype("datetime64[D]"), HOURS, None, "astype"),
        (GOOD.astype("datetime64[10s]"), HOURS, None, "astype"),
        (GOOD, np.array([1], "timedelta64[M]"), None, "`amounts` is timedelta64"),
        (GOOD, np.array([3600]), None, "`amounts` is an array of int64; give timedelta64"),
        (np.array([1_767_000_000]), HOURS, "s", "`amounts` is an array of timedelta64"),
        (np.array([1_767_000_000]), np.array([5]), None, "`unit` is None; give unit='s'"),
        (np.array([1_767_000_000]), np.array([5]), "m", "`unit` is 'm'; give unit='s'"),
        (np.array([1.5]), np.array([5]), "s", "`starts` is an array of float64; give datetime64"),
        (np.array([True]), np.array([5]), "s", "an array of bool"),
        (np.array([dt.datetime(2026, 1, 5)]), HOURS, None, "an array of object"),
        (np.array([-1]), np.array([5]), "s", "`starts` at position 0 lies outside the years 1970 to 2100"),
        (np.array([5, LAST // SECOND]), np.array([5]), "s", "`starts` at position 1 lies outside"),
        (np.array([0, LAST // SECOND]), np.array([5]), "s", "`starts` at position 1 lies outside"),
        (np.array([5, -1]), np.array([5]), "s", "`starts` at position 1 lies outside"),
        (np.array([[5, 6], [7, LAST // SECOND]]), np.array([5]), "s", "`starts` at position 3 lies outside"),
        (np.array([1 << 63], np.uint64), np.array([5]), "s", "goes beyond the years"),
    ],
)  # fmt: skip
def test_faults_say_what_to_write(starts: Any, amounts: Any, unit: str | None, says: str) -> None:
    """Each names the argument and the remedy."""
    with pytest.raises(CalendarError, match=says):
        CALENDARS["office"].add_many(starts, amounts, unit=unit)


def test_faults_of_between() -> None:
    """The same for the ends."""
    office = CALENDARS["office"]
    with pytest.raises(CalendarError, match=r"`starts` has a missing time"):
        office.between_many(np.array(["NaT"], "datetime64[s]"), GOOD)
    with pytest.raises(CalendarError, match="`starts` at position 0 lies outside"):
        office.between_many(np.array([-5]), np.array([5]), unit="s")
    with pytest.raises(CalendarError, match=r"`ends` has a missing time"):
        office.between_many(GOOD, np.array(["NaT"], "datetime64[s]"))
    with pytest.raises(CalendarError, match="`ends` is an array of int64"):
        office.between_many(GOOD, np.array([5]))
    with pytest.raises(CalendarError, match="`ends` at position 0 lies outside"):
        office.between_many(np.array([5]), np.array([-5]), unit="s")


def test_hours_that_are_empty() -> None:
    """No time passes, and none can be added."""
    empty = BusinessCalendar("UTC", {"mon": "09:00-09:00"})
    assert empty.between_many(GOOD, GOOD + np.timedelta64(9, "h")).tolist() == [dt.timedelta(0)]
    with pytest.raises(CalendarError, match="too little open time"):
        empty.add_many(GOOD, HOURS)


def test_it_says_that_numpy_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of a bare ImportError."""
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(
        ExtraError, match=r"^whole arrays of business time need numpy; install `leadsla\[columns\]`$"
    ):
        CALENDARS["office"].add_many(GOOD, HOURS)


def test_a_table_is_made_once_so_many_questions_were_asked() -> None:
    """Small questions add up: who asks a thousand times a year's worth of starts is answered by a grid in the end."""
    office = BusinessCalendar("UTC", {"mon-fri": "09:00-17:00"})
    line = office.timeline
    state = line.cover(0, 1)
    kinds = [type(tables(line, state, SECOND, 100)).__name__ for _ in range(200)]
    assert kinds[0] == "Search"
    assert kinds[-1] == "Grid"
    assert kinds == sorted(kinds, reverse=True)
