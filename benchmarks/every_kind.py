"""How many events a second one core evaluates with all twelve kinds of clauses at once.

Run `python -m benchmarks.every_kind`. The log is that of `benchmarks.evaluation`, with more said of each event, a
request at the beginning of each lead, and a meeting and a report of the teams every week.
"""

from __future__ import annotations

import datetime as dt
import sys

from benchmarks.evaluation import events, timed
from leadsla import Agreement, Event
from leadsla.clauses import KINDS
from leadsla.documents import loads
from leadsla.instants import UTC

CLAUSES = """
- {id: first-response, kind: response_window, owner: sales, from: assigned, within: 15 business minutes,
   target: 80% per month, on_breach: [{alert: sales_manager}], on_missed: [{review: joint}]}
- {id: persistence, kind: minimum_touches, owner: sales, from: assigned, touches: {any: 4}, within: 2 weeks}
- {id: effort, kind: minimum_effort, owner: sales, from: assigned, minutes: 15, within: 2 weeks}
- id: plan
  kind: cadence
  owner: sales
  from: requested
  steps:
    - {id: call, do: {call: 1}, within: 1 hour}
    - {id: again, after: call, silence: 3 hours, do: {call: 1-2}}
    - {id: morning, days: [2, 3], daypart: morning, do: {call: 1}}
    - {id: weekly, from_day: 4, every: week, until_day: 30, do: {any: 1}}
  ends_on: [accepted, rejected]
- {id: kept-open, kind: minimum_open_time, owner: sales, from: assigned, not_before: 3 days, ends: rejected}
- {id: stalled, kind: stalled_lead, owner: sales, from: {enters: sal}, within: 60 days}
- {id: complete, kind: required_information, owner: marketing, at: assigned, fields: [source]}
- {id: rejections, kind: rejection_policy, owner: sales, reasons: [no budget], review_within: 2 weeks}
- {id: leads, kind: quota, owner: marketing, count: {enters: mql}, at_least: 50, per: month}
- {id: accepted, kind: conversion_rate, owner: sales, from: mql, to: sal, at_least: 60%, per: month,
   mature_after: 30 days}
- {id: meeting, kind: recurring_meeting, owner: both, count: 1 per week, attended_by: [marketing, sales]}
- {id: status, kind: reporting, owner: sales, each: lead, from: assigned, until: [accepted, rejected], within: 2 weeks}
"""


def every_kind() -> Agreement:
    """An agreement over the funnel of `benchmarks.evaluation` with a clause of each kind."""
    document = f"""
leadsla: 1
agreement: benchmark
version: "1"
term: {{from: 2026-01-01, to: 2026-12-31}}
timezone: America/New_York
parties: {{sales: {{name: Sales}}, marketing: {{name: Marketing}}}}
roles: {{sales_manager: sales}}
fields: {{score: number, source: text}}
calendar: office
calendars:
  office:
    hours: {{mon-fri: ["09:00-12:00", "13:00-17:00"]}}
    holidays: {{country: US}}
    dayparts: {{morning: "09:00-12:00"}}
lifecycle:
  stages: [{{name: mql, owner: marketing}}, {{name: sal, owner: sales}}, {{name: recycled, owner: marketing}}]
  moves:
    - {{event: created, to: mql}}
    - {{event: accepted, from: mql, to: sal}}
    - {{event: rejected, from: mql, to: recycled}}
clauses:{CLAUSES}"""
    made = loads(document)
    assert {clause.kind for clause in made.clauses} == {kind.kind for kind in KINDS}
    return made


def fuller(leads: int) -> list[Event]:
    """The log of `benchmarks.evaluation`, with what the further kinds look at."""
    made: list[Event] = []
    for event in events(leads):
        data = dict(event.data)
        if event.name == "touched":
            data |= {"minutes": 5, "outcome": "no_answer"}
        elif event.name == "rejected":
            data["reason"] = "no budget"
        made.append(Event(event.lead, event.at, event.name, data))
        if event.name == "created":
            made.append(Event(event.lead, event.at, "requested", {"content": "guide"}))
    for week in range(50):
        at = dt.datetime(2026, 1, 6, 15, tzinfo=UTC) + dt.timedelta(weeks=week)
        made.append(Event("", at, "meeting_held", {"attended": ["marketing", "sales"]}))
        made.append(Event("", at, "status_reported"))
    return sorted(made, key=lambda event: event.instant)


def main(sizes: tuple[int, ...] = (1_000, 10_000), rounds: int = 5) -> None:
    """Time logs of two sizes."""
    terms = every_kind()
    print(f"Python {sys.version.split()[0]}, {len(terms.clauses)} kinds, median and best of {rounds} rounds")
    for leads in sizes:
        timed(terms, leads, fuller(leads), rounds)


if __name__ == "__main__":
    main()
