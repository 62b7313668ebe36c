"""By when leads must exist: by hand, and against counting every lead."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla.funnel import ReverseFunnel
from leadsla.funnel.timing import LATER, Timing

DATE = dt.date.fromisoformat


def time(*days: Any, period: str | None = "2026-Q3", **more: Any) -> Timing:
    """A funnel with a stage for each of these delays."""
    stages: list[Any] = [
        "lead",
        *({"name": f"s{n}", "rate": "50%", "days": one} for n, one in enumerate(days)),
    ]
    goal = {"deals": 8} | ({} if period is None else {"period": period})
    found = ReverseFunnel.from_dict({"goal": goal, "stages": stages} | more).answer().time
    assert found is not None
    return found


def test_what_takes_the_same_days_always() -> None:
    """Ten days and twenty are thirty: what comes on 31 August closes on 30 September, and a day later not in time."""
    found = time(10, 20)
    assert {found.latest(part) for part in ("1%", 0.5, 1)} == {DATE("2026-08-31")}
    assert (found.in_time(DATE("2026-08-31")), found.in_time(DATE("2026-09-01"))) == (1, 0)
    assert (found.in_period(DATE("2026-05-31")), found.in_period(DATE("2026-06-01"))) == (0, 1)


def test_what_was_observed() -> None:
    """Half take two days, half take nine; the dates follow from the last day of the period."""
    found = time([2, 9])
    assert (found.latest(0.5), found.latest(0.51)) == (DATE("2026-09-28"), DATE("2026-09-21"))
    assert found.in_time(DATE("2026-09-25")) == Fraction(1, 2)
    assert found.closed(DATE("2026-03-01"), DATE("2026-03-09")) == Fraction(1, 2)


def test_working_days() -> None:
    """Two working days after Friday 25 September are Tuesday 29th; a holiday on Monday moves them to the 30th."""
    assert time(2, working_days="mon-fri").latest(1) == DATE("2026-09-28")
    assert time(3, working_days="mon-fri").latest(1) == DATE(
        "2026-09-27"
    )  # a lead of Sunday waits for Monday
    entry = {"hours": {"mon-fri": "09:00-17:00"}, "holidays": ["2026-09-28"]}
    found = time(3, working_days=entry)
    assert found.latest(1) == DATE("2026-09-24")
    assert found.to_dict()["working_days"] is True
    assert (found.words, time(3).words) == ("working days", "days")


def test_what_never_closes_has_no_latest_date() -> None:
    assert time([1, 10_000]).latest("60%") is None
    assert time([1, 10_000]).to_dict()["latest"]["0.9"] is None


def test_without_a_period_there_is_still_a_lag() -> None:
    found = time(4, period=None)
    assert found.to_dict() == {"days": {"p50": 4, "p80": 4, "p90": 4}}
    assert found.calendar("2026-01", "2026-02").share("2026-01", "2026-02") == Fraction(4, 31)
    with pytest.raises(ls.FunnelError, match="the goal has no period"):
        found.latest(0.5)


def test_without_days_there_is_no_time() -> None:
    funnel = ReverseFunnel.from_dict({"goal": {"deals": 8}, "stages": ["lead", {"name": "won", "rate": 0.5}]})
    assert funnel.answer().time is None
    assert "time" not in funnel.answer().to_dict()


DELAYS = st.one_of(
    st.integers(0, 50),
    st.lists(st.integers(0, 80), min_size=1, max_size=5),
    st.tuples(st.integers(1, 20), st.integers(21, 90)).map(lambda two: {"p50": two[0], "p90": two[1]}),
)


@settings(max_examples=15)
@generated(st.lists(DELAYS, min_size=1, max_size=3), st.integers(0, 30), st.sampled_from([None, "mon-fri"]))
def test_longer_delays_never_allow_later_leads(delays: list[Any], more: int, working: str | None) -> None:
    given = {} if working is None else {"working_days": working}
    short, long = time(*delays, **given), time(*delays, more, **given)
    for part in (Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)):
        sooner, later = long.latest(part), short.latest(part)
        assert later is not None
        assert sooner is not None
        assert sooner <= later
        # The latest date is one that does, and the day after it does not.
        assert short.in_time(later) >= part > short.in_time(later + dt.timedelta(days=1))


@settings(max_examples=15)
@generated(st.lists(st.integers(0, 120), min_size=1, max_size=4))
def test_the_lag_calendar_against_every_lead(sample: list[int]) -> None:
    """A lead on each day of each month, with each delay."""
    found = time(sample).calendar("2026-01", "2026-04").table()
    assert all(sum(row.values()) == 1 for row in found.values())
    for created, row in found.items():
        first = DATE(f"{created}-01")
        dates = [first + dt.timedelta(days=day) for day in range(31)]
        dates = [date for date in dates if date.month == first.month]
        closings = [f"{date + dt.timedelta(days=days):%Y-%m}" for date in dates for days in sample]
        for closes, part in row.items():
            count = sum(one > "2026-04" if closes == LATER else one == closes for one in closings)
            assert part == Fraction(count, len(closings))


def test_the_calendar_as_a_table_and_a_chart() -> None:
    """From the month whose leads close in the period, to its end."""
    found = time(45).calendar()
    assert (found[0].created, found[-1].created, found[-1].closes) == ("2026-05", "2026-09", LATER)
    assert found.share("2026-09", LATER) == 1
    assert found.to_frame("polars").columns == ["created", "closes", "share"]
    assert ">52%<" in found.chart()
    with pytest.raises(ls.FunnelError, match="no leads of 2026-01"):
        found.share("2026-01", "2026-02")
    with pytest.raises(ls.FunnelError, match="'2026-Q1' is no month"):
        time(45).calendar("2026-Q1")
