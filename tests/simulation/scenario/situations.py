"""Agreements and scenarios for tests: small, quick, and with all that can act."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from leadsla import Agreement, loads
from leadsla.simulation import Scenario

UTC = dt.UTC
BEGIN, END = dt.datetime(2026, 3, 2, tzinfo=UTC), dt.datetime(2026, 3, 9, tzinfo=UTC)
ALWAYS = {"mon-sun": "00:00-24:00"}

_HEAD = """
leadsla: 1
agreement: small
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: America/New_York
calendar: office
parties: {marketing: {name: Marketing}, sales: {name: Sales}}
roles: {next_rep: sales}
fields: {region: text, score: number}
calendars:
  office:
    hours: {mon-fri: ["09:00-17:00"]}
    dayparts: {morning: "09:00-12:00", evening: "18:00-20:00"}
lifecycle:
  stages: [{name: new}, {name: sal}, {name: recycled}, {name: gone}]
  moves:
    - {event: created, to: new}
    - {event: accepted, from: new, to: sal}
    - {event: rejected, to: gone, from: [new, sal]}
    - {event: recycled, from: [new, sal]}
clauses:
  - {id: answer, kind: response_window, owner: sales, from: assigned, within: 30 business minutes%s}
"""
CADENCE = """  - id: plan
    kind: cadence
    owner: sales
    from: assigned
    ends_on: [connected, rejected]
    steps:
      - {id: first, do: {call: 1}, within: 1 business hour}
      - {id: second, after: first, when: no_contact, do: {voicemail: 1, email: 1}, within: 2 business hours}
      - {id: morning, days: [2, 3], daypart: morning, do: {call: 1}, content: offer}
"""
COUNTED = """  - id: often
    kind: minimum_touches
    owner: sales
    from: assigned
    touches: {call: 2, any: 3}
    within: 4 business days
"""


@cache
def agreement(breach: str = "", clauses: str = "") -> Agreement:
    """An answer within half an hour, what follows a breach, and more clauses."""
    found = loads(_HEAD % (f", on_breach: {breach}" if breach else "") + clauses)
    assert isinstance(found, Agreement)
    return found


def scenario(**given: Any) -> Scenario:
    """Three leads an hour, two people, ten minutes each; what is given instead."""
    whole: dict[str, Any] = {
        "arrivals": {"per_hour": 3},
        "representatives": 2,
        "work": {"handling_minutes": 10},
    }
    return Scenario(**{**whole, **given})
