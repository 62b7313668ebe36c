"""Clock scenarios from other engines' own tests: those that hold for us too are run as agreements with events.

`start` is `assigned`, `stop` an outbound touch; `pause` and `resume` update a field that `pause_while` looks at.
A scenario in which a clause comes to apply late starts at that event and counts from the first one. What a scenario
expects of due, elapsed and paused time and state is compared as it is written; states have the peers' names.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

import leadsla as ls
from leadsla.clauses import ResponseWindow
from leadsla.evaluation.monitor import Monitor
from leadsla.lifecycle import Lifecycle

CLOCKS = Path(__file__).resolve().parents[2] / "../shared/conformance/clocks.json"
AGREED = [
    scenario
    for scenario in (json.loads(CLOCKS.read_text()) if CLOCKS.exists() else [])
    if scenario["oracle"].startswith("agrees")
]
#: The peers' names of states, as outcomes; what is not settled is open.
STATES = {
    "Fulfilled": "met",
    "Failed": "breached",
    "missed": "breached",
    "First Response Due": "open",
    "Resolution Due": "open",
}
#: What is said there to be a defect of the peer: it scores a late answer that nobody looked for as in time.
DEFECTS = {"chatwoot-04": "hit"}
NAMES = {"start": "assigned", "stop": "touched", "pause": "updated", "resume": "updated"}
LATE = ("attach", "goal_change")

pytestmark = pytest.mark.skipif(not CLOCKS.exists(), reason="the shared conformance data are not here")


def when(event: dict[str, Any]) -> dt.datetime:
    return dt.datetime.fromisoformat(event["at"])


def agreement(scenario: dict[str, Any]) -> ls.Agreement:
    """The scenario's clause over its calendar; one that comes to apply late counts from the first event."""
    calendar = scenario["calendar"]
    hours = {
        day: ["-".join(interval) for interval in intervals] for day, intervals in calendar["weekly"].items()
    }
    late = any(event["event"] in LATE for event in scenario["events"])
    seconds = round(scenario["clause"]["target_minutes"] * 60)
    clause = ResponseWindow(
        id=scenario["clause"]["name"],
        owner="sales",
        from_="applied" if late else "assigned",
        count_from="assigned" if late else None,
        within=f"{seconds} business seconds",
        pause_while="waiting",
        repeat="each" if "recurs" in scenario["clause"] else "once",
    )
    return ls.Agreement(
        agreement="conformance",
        version="1",
        term=ls.Term(dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        timezone=calendar["tz"],
        parties={"sales": ls.Party("Sales")},
        fields={"waiting": "flag"},
        calendars={"hours": ls.BusinessCalendar(calendar["tz"], hours, calendar["holidays"])},
        calendar="hours",
        lifecycle=Lifecycle(),
        clauses=[clause],
    )


def events(scenario: dict[str, Any]) -> list[ls.Event]:
    """Its events as ours, in their order; `now` and sweeps are instants of looking, and no events."""
    made = []
    for number, event in enumerate(scenario["events"]):
        name = NAMES.get(event["event"], "applied" if event["event"] in LATE else "noted")
        data = {"waiting": event["event"] == "pause"} if name == "updated" else {}
        if event["event"] != "now":
            made.append(ls.Event("L1", when(event), name, data, seq=number))
    return made


def looked_at(scenario: dict[str, Any]) -> dt.datetime:
    """The instant of looking: the scenario's `now`, else its last event, or just past the due that it expects."""
    last = when(scenario["events"][-1])
    return last + dt.timedelta(microseconds=1)


@pytest.mark.parametrize("scenario", AGREED, ids=[scenario["id"] for scenario in AGREED])
def test_a_scenario_on_which_we_agree(scenario: dict[str, Any]) -> None:
    """Due, elapsed and paused time, breach and state are as the peer has them, in replay and live."""
    now = looked_at(scenario)
    told = ls.evaluate(agreement(scenario), events(scenario), now)
    [clock] = told.clocks
    for key, value in scenario["expected"].items():
        check(scenario, clock, key, value)
    monitor = Monitor(agreement(scenario))
    for event in events(scenario):
        monitor.advance(event.at)
        monitor.receive(event)
    monitor.advance(now)
    assert monitor.evaluation(now) == told


def check(scenario: dict[str, Any], clock: ls.Clock, key: str, value: Any) -> None:
    if key == "due":
        assert clock.due == dt.datetime.fromisoformat(value)
    elif key == "elapsed_seconds":
        assert clock.counted.total_seconds() == value
    elif key == "paused_seconds":
        assert held(scenario, clock) == value
    elif key == "breached":
        assert (clock.outcome == "breached") is value
    elif key == "state":
        if DEFECTS.get(scenario["id"]) == value:
            assert clock.outcome == "breached"
        else:
            assert clock.outcome == STATES[value]
    elif key == "states":
        assert states(scenario) == value
    else:
        raise AssertionError(f"`{key}` is not looked at")


def held(scenario: dict[str, Any], clock: ls.Clock) -> float:
    """The business time on hold: between start and end of the clock, less what counted."""
    calendar = agreement(scenario).calendar_named(None)
    end = clock.ended_at or looked_at(scenario)
    return (calendar.between(clock.started, end) - clock.counted).total_seconds()


def states(scenario: dict[str, Any]) -> list[str]:
    """The peer's names for how the clock stood after each event."""
    found = []
    for event in scenario["events"]:
        told = ls.evaluate(agreement(scenario), events(scenario), when(event))
        [clock] = told.clocks
        paused_before = any(before.startswith("Paused") for before in found)
        running = "Resolution Due" if paused_before else "First Response Due"
        found.append("Paused" if clock.paused else "Fulfilled" if clock.outcome == "met" else running)
    return found


def test_all_that_agree_are_run() -> None:
    """None is lost on the way."""
    assert len(AGREED) == 24
