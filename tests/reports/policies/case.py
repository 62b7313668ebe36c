"""A small agreement and log that the tests of policies share, to be reckoned by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs

import leadsla as ls

AGREEMENT = ls.loads("""\
leadsla: 1
agreement: inbound
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: UTC
parties: {sales: {name: Sales}, marketing: {name: Marketing}}
roles: {manager: sales, next_rep: sales}
calendars: {office: {hours: {mon-fri: ["09:00-17:00"]}}, late: {hours: {mon-fri: ["09:00-20:00"]}}}
lifecycle:
  stages: [{name: lead, owner: marketing}, {name: working, owner: sales}, {name: back, owner: marketing}]
  moves:
    - {event: created, to: lead}
    - {event: assigned, from: [lead, back], to: working}
    - {event: won, from: working, to: working}
    - {event: recycled, from: [lead, working], to: back}
clauses:
  - id: answer
    kind: response_window
    owner: sales
    from: assigned
    repeat: each
    within: 2 hours
    target: 50% per month
    on_breach: [{alert: manager}]
  - id: close
    kind: response_window
    title: Close it
    owner: sales
    from: assigned
    until: won
    within: 5 days
""")
ANSWER, CLOSE = AGREEMENT.clauses
AT = dt.datetime(2026, 4, 2, tzinfo=dt.UTC)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


def lead(
    name: str, begun: dt.datetime, touched: dt.timedelta | None, won: int | None = None
) -> list[ls.Event]:
    """A lead that is created and assigned, touched so long after it, and won so many days after."""
    log = [ls.Event(name, begun, "created"), ls.Event(name, begun, "assigned", {"to": "ann"})]
    log += [] if touched is None else [ls.Event(name, begun + touched, "touched", {"channel": "call"})]
    return log + ([] if won is None else [ls.Event(name, begun + dt.timedelta(days=won), "won")])


MINUTE = dt.timedelta(minutes=1)
#: Answered after 30, 90, 120 and 180 minutes, and never; in March but for the last.
LOG = [
    *lead("L1", at(2, 9), 30 * MINUTE, won=3),
    *lead("L2", at(3, 9), 90 * MINUTE, won=6),
    *lead("L3", at(4, 9), 120 * MINUTE),
    *lead("L4", at(5, 9), 180 * MINUTE),
    *lead("L5", at(1, 9, month=4), None),
]


def other(agreement: ls.Agreement = AGREEMENT, **changes: Any) -> ls.Agreement:
    """The agreement with clauses changed, by their ids."""
    clauses = [attrs.evolve(clause, **changes.get(clause.id, {})) for clause in agreement.clauses]
    return attrs.evolve(agreement, version="2", clauses=clauses)
