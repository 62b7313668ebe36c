"""Clock scenarios of other engines in which the policy changes: each holds here with the setting that means the same.

What a scenario expects is read from its file; where it says a rule in words, the rule is put to an agreement.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

import leadsla as ls
from leadsla.clauses import ResponseWindow
from leadsla.lifecycle import Lifecycle

CLOCKS = Path(__file__).resolve().parents[2] / "../shared/conformance/clocks.json"
SCENARIOS: dict[str, Any] = {
    scenario["id"]: scenario for scenario in (json.loads(CLOCKS.read_text()) if CLOCKS.exists() else [])
}
MICROSECOND = dt.timedelta(microseconds=1)

pytestmark = pytest.mark.skipif(not CLOCKS.exists(), reason="the shared conformance data are not here")


def agreement(scenario: dict[str, Any], minutes: float, version: str = "1") -> ls.Agreement:
    """The scenario's clause over its calendar, with a window of so many minutes that count."""
    calendar = scenario["calendar"]
    hours = {day: ["-".join(interval) for interval in spans] for day, spans in calendar["weekly"].items()}
    return ls.Agreement(
        agreement="conformance",
        version=version,
        term=ls.Term(dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        timezone=calendar["tz"],
        parties={"sales": ls.Party("Sales")},
        calendars={"hours": ls.BusinessCalendar(calendar["tz"], hours, calendar["holidays"])},
        calendar="hours",
        lifecycle=Lifecycle(),
        clauses=[window(minutes)],
    )


def window(minutes: float) -> ResponseWindow:
    return ResponseWindow(
        id="goal", owner="sales", from_="assigned", within=f"{round(minutes * 60)} business seconds"
    )


def on(at: str, name: str) -> ls.Event:
    return ls.Event("L1", dt.datetime.fromisoformat(at), name)


def amended(first: ls.Agreement, minutes: float, day: dt.date, way: str) -> ls.Agreement:
    return first.amended(
        "2", effective=day, state="agreed", clauses=[window(minutes)], running_clocks={"goal": way}
    )


def test_a_due_that_is_there_is_kept() -> None:
    """fcrm-10: an edit of the policy does not reach what runs: `keep`, which is what happens by itself."""
    scenario = SCENARIOS["fcrm-10"]
    [start] = scenario["events"]
    assert scenario["expected"]["due_if_preset"].startswith("kept")
    preset = dt.datetime.fromisoformat(scenario["expected"]["due_if_preset"][6:-1]).replace(tzinfo=dt.UTC)
    started = dt.datetime.fromisoformat(start["at"])
    minutes = (preset - started) / dt.timedelta(minutes=1)
    first = agreement(scenario, minutes)
    later = started + dt.timedelta(days=1)
    for way in ("keep", None):
        ways = {} if way is None else {"goal": way}
        second = first.amended(
            "2", effective=later.date(), state="agreed", running_clocks=ways,
            clauses=[window(scenario["clause"]["target_minutes"])],
        )  # fmt: skip
        [clock] = ls.evaluate(second, [on(start["at"], "assigned")], later).clocks
        assert (clock.due, clock.version) == (preset, "1")


def test_time_that_has_passed_is_carried_into_another_goal() -> None:
    """doc-04: from 180 minutes to 120 after one hour: `rescore`. The change comes at midnight here, so all is moved."""
    scenario = SCENARIOS["doc-04"]
    start, change = scenario["events"]
    first, second = int(re.findall(r"\d+", start["goal"])[0]), scenario["clause"]["target_minutes"]
    midnight = dt.datetime(2024, 1, 9, tzinfo=dt.UTC)
    moved = midnight - dt.datetime.fromisoformat(change["at"])
    started = dt.datetime.fromisoformat(start["at"]) + moved
    chain = amended(agreement(scenario, first), second, midnight.date(), "rescore")
    before, after = (
        ls.evaluate(chain, [on(started.isoformat(), "assigned")], at).clocks[0]
        for at in (midnight - MICROSECOND, midnight)
    )
    assert before.due == started + dt.timedelta(minutes=first)
    assert after.due == dt.datetime.fromisoformat(scenario["expected"]["due"]) + moved
    assert after.counted == midnight - started


def test_what_was_met_stays_met_unless_one_asks_as_if() -> None:
    """doc-05: met under the old goal; breached as if by the new one, which changes nothing of what is so."""
    scenario = SCENARIOS["doc-05"]
    start, stop, edit = scenario["events"]
    old, new = (60 * int(hours) for hours in re.findall(r"(\d+)h", edit["change"]))
    at = dt.datetime.fromisoformat(edit["at"])
    events = [on(start["at"], "assigned"), on(stop["at"], "touched")]
    for way in ("keep", "rescore", "restart"):
        chain = amended(agreement(scenario, old), new, at.date(), way)
        [kept] = ls.evaluate(chain, events, at).clocks
        assert kept.outcome == scenario["expected"]["state_kept"].split()[0]
        [rebuilt] = ls.evaluate(chain, events, at, as_if="2").clocks
        assert rebuilt.outcome == scenario["expected"]["state_after_reconstruction"].split()[0]
        assert (kept.version, rebuilt.version) == ("1", "2")
        assert ls.evaluate(chain, events, at).clocks == (kept,)


def test_edits_of_policy_or_hours_do_not_reach_what_runs() -> None:
    """doc-10: neither does an edit of the hours; what starts with a later event is judged by the later ones."""
    scenario = SCENARIOS["doc-10"]
    assert "schedule or policy edits do not reach a ticket" in scenario["expected"]["rule"]
    first = agreement(scenario, 240)
    short = ls.BusinessCalendar("UTC", {"mon-sun": "12:00-13:00"})
    chain = first.amended(
        "2", effective=dt.date(2024, 1, 9), state="agreed", calendars={"hours": short}, clauses=[window(60)]
    )
    events = [on("2024-01-08T22:00:00+00:00", "assigned")]
    events.append(ls.Event("L2", dt.datetime(2024, 1, 9, 8, tzinfo=dt.UTC), "assigned"))
    kept, new = ls.evaluate(chain, events, dt.datetime(2024, 1, 9, 8, tzinfo=dt.UTC)).clocks
    assert (kept.due, kept.version) == (dt.datetime(2024, 1, 9, 2, tzinfo=dt.UTC), "1")
    assert (new.due, new.version) == (dt.datetime(2024, 1, 9, 13, tzinfo=dt.UTC), "2")


def test_an_explicit_change_ends_what_runs_and_touches_nothing_else() -> None:
    """doc-11: cancels the running instance and creates a new one; those that have come to an end are never touched."""
    scenario = SCENARIOS["doc-11"]
    assert "cancels the running instance and creates a new one" in scenario["expected"]["rule"]
    chain = amended(agreement(scenario, 240), 60, dt.date(2024, 1, 9), "restart")
    events = [
        on("2024-01-08T22:00:00+00:00", "assigned"),
        ls.Event("late", dt.datetime(2024, 1, 8, 10, tzinfo=dt.UTC), "assigned"),
    ]
    told = ls.evaluate(chain, events, dt.datetime(2024, 1, 9, tzinfo=dt.UTC))
    assert [(clock.lead, clock.version, clock.outcome) for clock in told.clocks] == [
        ("L1", "1", "void"), ("L1", "2", "open"), ("late", "1", "breached"),
    ]  # fmt: skip
