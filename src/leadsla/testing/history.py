"""A history: an agreement, what arrived in which order, and when time was let pass in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from leadsla.agreement import Agreement
from leadsla.evaluation import Monitor
from leadsla.events import Event
from leadsla.instants import MICROSECOND
from leadsla.testing.agreements import agreements as any_agreements
from leadsla.testing.logs import logs
from leadsla.testing.values import pick, up_to

#: After how many arrivals time is let pass, and to which instant.
Tick = tuple[int, dt.datetime]


@attrs.frozen
class History:
    """What a law is put to; `laws` take it as (agreement, events, ticks)."""

    agreement: Agreement
    events: Sequence[Event]
    ticks: Sequence[Tick] = ()


@st.composite
def ticks(draw: DrawFn, agreement: Agreement, events: Sequence[Event]) -> list[Tick]:
    """When time is let pass: before, at and after deadlines and events, ahead of arrivals or behind them."""
    instants = {event.at for event in events}
    monitor = Monitor(agreement)
    for event in sorted(events, key=lambda event: event.order):
        monitor.receive(event)
        due = monitor.next_due
        instants |= set() if due is None else {due}
    for _ in range(4):
        due = monitor.next_due
        if due is None:
            break
        monitor.advance(due)
        instants.add(due)
    chosen = [*sorted(instants), max(instants) + dt.timedelta(days=40)][-64:]
    found = []
    for _ in range(up_to(draw, 5)):
        at = pick(draw, chosen) + pick(draw, (0, -1, 1, -2)) * MICROSECOND
        found.append((up_to(draw, min(len(events), 63)), at))
    return sorted(found, key=lambda tick: tick[0])


_AGREEMENTS: Final = any_agreements()


@st.composite
def histories(
    draw: DrawFn,
    agreements: SearchStrategy[Agreement] | None = None,
    *,
    leads: int = 2,
    size: int = 14,
    tidy: bool = False,
) -> History:
    """Histories under agreements (any that `agreements()` makes); `leads`, `size` and `tidy` as for `logs`."""
    agreement = draw(_AGREEMENTS if agreements is None else agreements)
    events = draw(logs(agreement, leads=leads, size=size, tidy=tidy))
    return History(agreement, events, draw(ticks(agreement, events)))
