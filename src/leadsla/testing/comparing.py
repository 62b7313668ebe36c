"""What the laws compare, and how they say where two judgements differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from leadsla.consequences import Consequence
from leadsla.evaluation import Clock, Evaluation, Monitor
from leadsla.events import Event
from leadsla.testing.history import Tick


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events in the order of their instants, each id once, as it first arrived; without withdrawals."""
    return sorted(
        distinct(event for event in events if event.name != "withdrawn"), key=lambda event: event.order
    )


def distinct(events: Iterable[Event]) -> list[Event]:
    """The events in the order of their arrival, each id once, as it first arrived."""
    found: dict[Any, Event] = {}
    for number, event in enumerate(events):
        found.setdefault(number if event.id is None else event.id, event)
    return list(found.values())


def numbered(events: Sequence[Event]) -> list[Event]:
    """The same events with distinct `seq` in the order in which they count, so that any arrival means the same."""
    order = sorted(range(len(events)), key=lambda number: events[number].order)
    seq = {number: place for place, number in enumerate(order)}
    return [
        Event(e.lead, e.at, e.name, e.data, e.id, e.actor, seq[number], e.recorded_at)
        for number, e in enumerate(events)
    ]


def instants_after(events: Sequence[Event], ticks: Sequence[Tick] = ()) -> tuple[dt.datetime, ...]:
    """When to look: as the last thing happens, just after, and after long enough for all that is owed to fall due."""
    last = max([event.at for event in events] + [at for _, at in ticks])
    return last, last + dt.timedelta(microseconds=1), last + dt.timedelta(days=40)


def steps(events: Sequence[Event], ticks: Sequence[Tick]) -> list[Event | dt.datetime]:
    """Arrivals and ticks in the order in which a host meets them."""
    found: list[Event | dt.datetime] = []
    for number in range(len(events) + 1):
        found += [at for place, at in ticks if place == number]
        found += events[number : number + 1]
    return found


def do(monitor: Monitor, step: Event | dt.datetime) -> list[Consequence]:
    """One step of a host: an arrival, or time that passes."""
    return monitor.receive(step) if isinstance(step, Event) else monitor.advance(step)


def expect_same(found: Evaluation, expected: Evaluation, what: str) -> None:
    """Raise `AssertionError` where two judgements differ: the first entry that does."""
    here, there = _told(found), _told(expected)
    if here == there:
        return
    for section, entries in there.items():
        if here[section] != entries:
            raise AssertionError(
                f"{what}, at {expected.at}: {section} differ: {_difference(here[section], entries)}"
            )


def _told(evaluation: Evaluation) -> dict[str, Any]:
    told = evaluation.to_dict()
    told["values"] = [clock.value for clock in evaluation.clocks]
    told["stages"] = [[lead, evaluation.stage(lead)] for lead in evaluation.leads]
    told["plans"] = [plan.to_dict() for plan in evaluation.plans]
    return told | {"duplicates": evaluation.duplicates, "later": evaluation.later}


def _difference(here: Any, there: Any) -> str:
    if isinstance(here, list) and isinstance(there, list):
        for place in range(max(len(here), len(there))):
            one, other = here[place : place + 1], there[place : place + 1]
            if one != other:
                return f"entry {place} is {one or 'missing'}, and should be {other or 'absent'}"
    return f"{here!r}, and should be {there!r}"


def state(evaluation: Evaluation) -> tuple[Any, ...]:
    """What does not change while only time passes and nothing happens."""
    return (
        tuple(
            (
                c.lead,
                c.clause,
                c.cycle,
                c.step,
                c.version,
                c.outcome,
                c.started,
                c.done_at,
                c.breached_at,
                c.ended_at,
            )
            for c in evaluation.clocks
        ),
        tuple((step.step, step.status) for plan in evaluation.plans for step in plan.steps),
        evaluation.consequences,
        evaluation.anomalies,
        # A recycle that no move follows still begins a pass, which criteria can ask for.
        tuple((evaluation.stage(lead), evaluation.passes(lead)) for lead in evaluation.leads),
    )


def clocks_by_lead(evaluation: Evaluation) -> dict[str | None, list[Clock]]:
    """The clocks of each lead in the order in which they started."""
    found: dict[str | None, list[Clock]] = {}
    for clock in evaluation.clocks:
        found.setdefault(clock.lead, []).append(clock)
    return found
