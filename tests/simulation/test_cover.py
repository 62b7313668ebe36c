"""Hours of cover that pay, by hand."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla.calendars import BusinessCalendar
from leadsla.errors import CalendarError, ScenarioError
from leadsla.metrics import speed_to_lead
from leadsla.simulation import Cover, ErlangC, Scenario, coverage_hours_that_pay

GIVEN: dict[str, Any] = {
    "arrivals": {"mon-fri": {"08:00-20:00": 6}},
    "hours": {"mon-fri": ["09:00-17:00"]},
    "handling_minutes": 10,
    "people": 3,
    "within_minutes": 5,
    "worth": 15,
    "cost_per_hour": 40,
    "cover_people": 2,
}


@functools.cache
def usual() -> Cover:
    return coverage_hours_that_pay(**GIVEN)


def cover(**other: Any) -> Cover:
    return coverage_hours_that_pay(**(GIVEN | other)) if other else usual()


def test_what_is_answered_in_time_as_it_is() -> None:
    """At nine the leads of four hours wait: 240 minutes of work, of which three people do two a minute more than comes.

    The wait is five minutes or less from the 112.5th minute on, and gone after two hours.
    """
    found = cover()
    assert found.leads_per_week == 360
    left = [ErlangC(6, 10, 3).share_within(5 - 2 * (120 - minute) / 3) for minute in range(113, 120)]
    by_hand = (360 * ErlangC(6, 10, 3).share_within(5) + sum(left)) / 720
    assert found.share_in_time == pytest.approx(by_hand, abs=0.002)


def test_who_waits_at_an_opening_is_answered_in_time_where_few_do() -> None:
    """One an hour: in the last minutes before nine there is nobody, as good as."""
    found = cover(arrivals={"mon": {"08:00-09:00": 0.001}})
    before = [ErlangC(0.001, 10, 3).share_within(4.5 - gap) for gap in range(5)]
    assert found.share_in_time == pytest.approx(sum(before) / 60, abs=1e-4)


def test_against_a_scenario() -> None:
    """Three people from nine to five, and two more before and after, for six weeks of simulated leads."""
    duty = {"name": "duty", "number": 2, "hours": {"mon-fri": ["08:00-09:00", "17:00-20:00"]}}
    day = {"name": "day", "number": 3, "hours": {"mon-fri": "09:00-17:00"}}
    begin = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    seen = []
    for people in ([day], [day, duty]):
        scenario = Scenario(
            arrivals={"per_hour": GIVEN["arrivals"]},
            representatives=people,
            work={"handling_minutes": 10, "contact": ["100%"], "most_attempts": 1},
            timezone="UTC",
        )
        run = scenario.simulate(ls.examples.acme(), begin, begin + dt.timedelta(weeks=6), rng=7)
        waits = [wait for wait in speed_to_lead(run.evaluation) if wait.done]
        seen.append(sum(wait.elapsed <= dt.timedelta(minutes=5) for wait in waits) / len(waits))
    found = cover()
    assert found.share_in_time == pytest.approx(seen[0], abs=0.03)
    assert found.share_if_all_that_pay == pytest.approx(seen[1], abs=0.03)


def test_an_hour_by_hand() -> None:
    """From 17 to 18 comes before nobody's opening: two people answer so many of six leads, at 40."""
    hour = next(row for row in cover(arrivals={"mon": {"09:00-18:00": 6}}).rows if row.hour == "mon 17:00")
    assert hour.in_time == pytest.approx(6 * ErlangC(6, 10, 2).share_within(5))
    assert (hour.arrivals, hour.share_of_leads, hour.cost) == (6, pytest.approx(1 / 9), 40)
    assert hour.worth == pytest.approx(15 * hour.in_time)
    assert hour.net == hour.worth - 40
    assert (hour.pays, hour.overloaded) == (True, False)


def test_hours_in_which_nobody_comes_do_not_pay() -> None:
    found = cover()
    assert {row.hour[4:] for row in found.paying} == {"08:00", "17:00", "18:00", "19:00"}
    assert len(found.paying) == 20
    assert len(found.rows) == 168 - 40
    night = next(row for row in found.rows if row.hour == "sun 03:00")
    assert (night.in_time, night.net, night.pays) == (0, -40, False)


@given(st.integers(0, 60), st.floats(0, 100), st.integers(1, 3))
@settings(max_examples=4)
def test_what_pays_adds_up(within: int, worth: float, people: int) -> None:
    found = cover(
        within_minutes=within, worth=worth, cover_people=people, arrivals={"mon-tue": {"06:00-12:00": 4}}
    )
    added = sum(row.in_time for row in found.paying) / found.leads_per_week
    assert found.share_if_all_that_pay == pytest.approx(found.share_in_time + added)
    assert found.share_if_all_that_pay <= 1
    assert [row.pays for row in found.rows] == sorted((row.pays for row in found.rows), reverse=True)


def test_dearer_hours_pay_less_often() -> None:
    assert len(cover(cost_per_hour=1000).paying) == 0
    assert cover(cost_per_hour=1000).share_if_all_that_pay == cover().share_in_time
    assert len(cover(cost_per_hour=0, worth=0).paying) == 0


def test_half_an_hour_costs_half() -> None:
    found = cover(
        arrivals={"mon": {"09:00-10:00": 6}}, hours={"mon": ["09:00-09:30"], "tue": ["09:00-17:00"]}
    )
    hour = next(row for row in found.rows if row.hour == "mon 09:00")
    assert hour.cost == 20
    assert hour.in_time == pytest.approx(3 * ErlangC(6, 10, 2).share_within(5))


def test_an_hour_past_midnight_and_past_the_week() -> None:
    found = cover(hours={"sun": ["22:00-02:00"]}, arrivals={"mon": {"00:00-02:00": 6}})
    assert found.share_in_time == pytest.approx(ErlangC(6, 10, 3).share_within(5))
    assert len(found.rows) == 164


def test_more_than_they_can_do_is_not_in_time() -> None:
    found = cover(arrivals={"mon": {"17:00-18:00": 12}})
    hour = next(row for row in found.rows if row.hour == "mon 17:00")
    assert (hour.overloaded, hour.in_time) == (True, 0)


def test_the_week_of_a_calendar() -> None:
    calendar = BusinessCalendar("America/New_York", {"mon-fri": ["09:00-17:00"]}, holidays={"country": "US"})
    assert cover(hours=calendar).to_dict() == cover().to_dict()


def test_it_is_a_table_and_a_drawing() -> None:
    found = cover()
    frame = found.to_frame("polars")
    assert frame.columns[:3] == ["hour", "arrivals", "share_of_leads"]
    assert len(frame) == 128
    assert found.to_dict()["assumptions"] == list(found.assumptions)
    assert "<svg" in found._repr_html_()
    assert len(found._repr_html_()) < 30_000
    assert "without holidays" in str(found)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"arrivals": 0}, "arrivals"),
        ({"worth": -1}, "worth"),
        ({"cost_per_hour": -1}, "cost_per_hour"),
        ({"within_minutes": -1}, "within_minutes"),
        ({"handling_minutes": 0}, "handling_minutes"),
        ({"people": 0}, "people"),
        ({"cover_people": 0}, "cover_people"),
    ],
)
def test_what_cannot_be_is_refused(other: dict[str, Any], field: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        cover(**other)
    assert caught.value.field == field


def test_hours_that_are_none() -> None:
    with pytest.raises(CalendarError):
        cover(hours={"someday": ["09:00-17:00"]})
