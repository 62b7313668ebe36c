"""`leadsla plan`: what to do for a lead and when."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

AGREEMENT = """\
leadsla: 1
agreement: plans
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: America/New_York
parties: {sales: {name: Sales}}
calendar: office
calendars:
  office:
    hours: {mon-fri: ["09:00-12:00", "13:00-17:00"]}
    dayparts: {morning: "09:00-12:00"}
lifecycle: {stages: [], moves: []}
clauses:
  - id: three-days
    title: Three days
    kind: cadence
    owner: sales
    from: requested
    steps:
      - {id: call, do: {call: 1}, within: 5 minutes}
      - {id: again, after: call, silence: 3 hours, do: {call: 1-2}}
      - {id: morning, days: [2, 3], daypart: morning, do: {call: 1}}
"""
LOG = "lead,at,event,channel\nL1,2026-03-03T10:00:00-05:00,requested,\nL1,2026-03-03T10:03:00-05:00,touched,call\n"
SHOWN = """\
Three days: L1, open (America/New_York)
  call        Tue 03 Mar 10:00 to 10:05       done          1 call
  again       Tue 03 Mar 13:03 to 17:00       open          1 to 2 calls  (1 call to go)
  morning:2   Wed 04 Mar 09:00 to 12:00       planned       1 call
  morning:3   Thu 05 Mar 09:00 to 12:00       planned       1 call
"""


@pytest.fixture
def words(tmp_path: Path) -> list[Any]:
    (tmp_path / "agreement.yaml").write_text(AGREEMENT)
    (tmp_path / "events.csv").write_text(LOG)
    return ["plan", tmp_path / "agreement.yaml", tmp_path / "events.csv"]


AT = ("--at", "2026-03-03T14:00")


def test_the_plan_as_people_read_it(run: Any, words: list[Any]) -> None:
    """Every step, what is to be done now, and what is to come."""
    found = run(*words, "L1", *AT)
    assert (found.status, found.out) == (0, SHOWN)
    assert run(*words, "L1", "three days", *AT).out == SHOWN


def test_the_plan_as_data(run: Any, words: list[Any]) -> None:
    """Times in UTC."""
    told = json.loads(run(*words, "L1", *AT, "--format", "json").out)
    assert (told["lead"], told["clause"], told["outcome"]) == ("L1", "three-days", "open")
    assert [step["status"] for step in told["steps"]] == ["done", "open", "planned", "planned"]
    assert told["steps"][1]["due"] == "2026-03-03T22:00:00Z"


def test_the_plan_as_a_calendar(run: Any, words: list[Any], tmp_path: Path) -> None:
    """In a file that calendars read."""
    icalendar = pytest.importorskip("icalendar")
    file = tmp_path / "L1.ics"
    assert run(*words, "L1", *AT, "--format", "ical", "--output", file).status == 0
    read = icalendar.Calendar.from_ical(file.read_text())
    assert [str(event["description"]) for event in read.walk("VEVENT")] == [
        "Three days, step again",
        "Three days, step morning:2",
        "Three days, step morning:3",
    ]


def test_who_has_no_plan(run: Any, words: list[Any]) -> None:
    """An unknown lead or clause is a no, said with what there is."""
    for what, said in (("L2", "there is no lead 'L2'"), ("L1", "by the clause 'weekly'")):
        found = run(*words, what, "weekly", *AT)
        assert (found.status, found.out) == (1, "")
        assert said in found.err


def test_a_step_is_explained(run: Any, words: list[Any]) -> None:
    """By its name in the plan."""
    out = run("explain", *words[1:], "L1", "three-days", "--step", "again", *AT).out
    assert out.startswith("L1  Three days, step again: open, due in 3 hours")
    assert "its condition held: silence is true" in out
    assert "after 3 hours of silence since “call”, 1 to 2 calls" in out


def test_a_lead_of_which_no_cadence_has_begun(run: Any) -> None:
    found = run("plan", "agreement.yaml", "events.csv", "L-5097", "--at", "2026-02-17T16:00")
    assert (found.status, found.out) == (1, "")
    assert "error: lead 'L-5097' has no plan: no cadence has begun for it\n" in found.err
