"""Logs that are made here: an agreement with four stages and one behind them, and leads by the days of their moves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs

import leadsla as ls
from leadsla.funnel import FunnelHistory

BEGIN = dt.datetime(2026, 1, 5, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
AGREEMENT = ls.loads(
    """
leadsla: 1
agreement: made-up
title: A funnel
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: UTC
currency: EUR
parties: {marketing: {name: Marketing}, sales: {name: Sales}}
fields: {source: text, size: text, amount: money}
lifecycle:
  stages:
    - {name: lead, owner: marketing}
    - {name: mql, owner: marketing}
    - {name: sql, owner: sales}
    - {name: customer, owner: sales}
    - {name: nurture, owner: marketing}
  moves:
    - {event: created, to: lead}
    - {event: qualified, from: [lead, nurture], to: mql}
    - {event: accepted, from: [lead, mql], to: sql}
    - {event: won, from: [lead, mql, sql], to: customer}
    - {event: rejected, from: [mql, sql], to: nurture}
clauses:
  - {id: answer, kind: response_window, owner: sales, from: qualified, within: 2 days}
"""
)
#: The event that leads to each stage.
EVENTS = {"lead": "created", "mql": "qualified", "sql": "accepted", "customer": "won", "nurture": "rejected"}


@attrs.frozen
class Made:
    """A lead: on which day it came, after how many days it moved where, and what is known of it."""

    day: float
    moves: tuple[tuple[str, float], ...] = ()
    source: str | None = None
    size: str | None = None
    amount: Any = None


def events(*leads: Made, prefix: str = "L") -> list[ls.Event]:
    """The log of these leads."""
    found = []
    for number, lead in enumerate(leads):
        name, came = f"{prefix}{number}", BEGIN + lead.day * DAY
        data = {"source": lead.source, "size": lead.size}
        given = {key: value for key, value in data.items() if value is not None}
        found.append(ls.Event(name, came, "created", given))
        for stage, after in lead.moves:
            worth = {"amount": lead.amount} if stage == "customer" and lead.amount is not None else {}
            found.append(ls.Event(name, came + after * DAY, EVENTS[stage], worth))
    return found


def history(*leads: Made, day: float = 100, **options: Any) -> FunnelHistory:
    """What the log of these leads says on a day."""
    return FunnelHistory.from_events(AGREEMENT, events(*leads), BEGIN + day * DAY, **options)


def won(day: float, after: float, **known: Any) -> Made:
    """A lead that went through all stages, the deal last."""
    moves = (("mql", after / 4), ("sql", after / 2), ("customer", after))
    return Made(day, moves, **known)
