"""The work that a promise asks for on one lead that never answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from leadsla import examples
from leadsla.calendars import BusinessCalendar
from leadsla.clauses import Cadence, MinimumEffort, MinimumTouches, ResponseWindow, StalledLead
from leadsla.clauses.work import Work

OFFICE = BusinessCalendar("UTC", {"mon-fri": ["09:00-17:00"]}, dayparts={"morning": "09:00-12:00"})
MONDAY = dt.date(2026, 3, 2)
GIVEN: dict[str, Any] = {"id": "c", "owner": "sales", "from_": "assigned"}


def plan(*steps: dict[str, Any], begun: dt.date = MONDAY, **keys: Any) -> dict[str, int]:
    return dict(Cadence(steps=list(steps), **GIVEN | keys).work(OFFICE, begun).touches)


def test_one_touch_answers_and_a_verdict_takes_none() -> None:
    assert ResponseWindow(within="1 hour", **GIVEN).work(OFFICE, MONDAY).touches == {"any": 1}
    verdict = ResponseWindow(within="1 hour", until=["accepted", "rejected"], **GIVEN)
    assert verdict.work(OFFICE, MONDAY) == Work()


def test_touches_and_minutes_of_the_segment_that_asks_for_most() -> None:
    touches = MinimumTouches(
        within="2 weeks",
        touches=[{"when": 'x == "a"', "is": {"any": 4}}, {"is": {"call": 3, "email": 3}}],
        **GIVEN,
    )
    assert touches.work(OFFICE, MONDAY).touches == {"call": 3, "email": 3}
    minutes = [{"when": 'x == "a"', "is": 20}, {"is": 30}]
    assert MinimumEffort(within="2 weeks", minutes=minutes, **GIVEN).work(OFFICE, MONDAY).minutes == 30


def test_what_asks_for_no_touches() -> None:
    assert (
        StalledLead(within="5 days", id="s", owner="sales", from_="assigned").work(OFFICE, MONDAY) == Work()
    )


def test_the_plan_of_the_first_document() -> None:
    """Calls: 1, 1, 1, then three a day on two days, then one a week from Thursday 5 March to 28 May, before day 90."""
    agreement = examples.agreement("1-three-stages-and-cadence")
    (clause,) = (one for one in agreement.clauses if one.id == "three-days-then-weekly")
    assert isinstance(clause, Cadence)
    found = clause.work(agreement.calendar_named(clause.calendar), MONDAY)
    assert found.touches == {"call": 1 + 1 + 1 + 6 + 13, "voicemail": 3, "email": 1 + 2 + 13, "linkedin": 1}


def test_steps_by_day() -> None:
    once = {"id": "a", "do": {"call": 1}}
    assert plan(once) == {"call": 1}
    assert plan({"id": "a", "days": [1, 2, 5], "do": {"call": "2-3"}}) == {"call": 6}
    assert plan({"id": "a", "from_day": 2, "every": "week", "until_day": 30, "do": {"email": 1}}) == {
        "email": 5
    }
    assert plan({"id": "a", "from_day": 2, "every": "day", "until_day": 8, "do": {"email": 1}}) == {
        "email": 5
    }
    assert plan({"id": "a", "from_day": 2, "every": "2 weeks", "do": {"email": 1}}) == {"email": 27}


def test_a_plan_begins_on_an_open_date() -> None:
    """From Saturday 28 February the first day is Monday, and 30 dates on is 31 March."""
    step = {"id": "a", "from_day": 1, "every": "week", "until_day": 30, "do": {"call": 1}}
    assert plan(step, begun=dt.date(2026, 2, 28)) == plan(step) == {"call": 5}


def test_only_touches_are_work_of_sales() -> None:
    assert plan({"id": "a", "do": {"any": 1}}, settled_by="delivered") == {}


def test_several_promises_are_kept_by_the_same_touches() -> None:
    found = Work({"call": 3, "email": 1}).with_(Work({"any": 6}, 30)).with_(Work({"call": 1}, 10))
    assert (found.touches, found.number, found.minutes) == ({"call": 3, "email": 1, "any": 6}, 6, 30)
    assert Work({"call": 4, "email": 4, "any": 6}).number == 8
