"""Putting a log in order: by lead, by instant, each fact once, without what was withdrawn.

The rules for duplicates, withdrawals and events of the future stand here and nowhere else; batch and live use call
them on the same facts and get the same log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from operator import attrgetter

import attrs

from leadsla.errors import EventError
from leadsla.evaluation.clocks import Anomaly
from leadsla.events import Event, shown

_INSTANT = attrgetter("instant")
_ORDER = attrgetter("order")


@attrs.define
class Log:
    """Events by lead, each lead's in order. `team` are the events of no lead; `later` counts those after `at`."""

    by_lead: dict[str, list[Event]] = attrs.field(factory=dict)
    team: list[Event] = attrs.field(factory=list)
    #: The leads with withdrawn events.
    withdrawing: set[str] = attrs.field(factory=set)
    later: int = 0
    duplicates: int = 0
    anomalies: list[Anomaly] = attrs.field(factory=list)


def arrange(events: Iterable[Event], limit: int) -> Log:
    """A log in order, up to and including the instant `limit`."""
    log, by_id = Log(), dict[str, Event]()
    by_lead = log.by_lead
    counted, ordered, last = False, True, 0
    for event in events:
        try:
            id = event.id
        except AttributeError:
            raise EventError(f"{event!r} is not an Event") from None
        if id is not None:
            if id in by_id:
                log.duplicates += 1
                log.anomalies += contradiction(by_id[id], event)
                continue
            by_id[id] = event
        at = event.instant
        if at > limit:
            log.later += 1
            continue
        if at < last:
            ordered = False
        last = at
        if event.seq is not None:
            counted = True
        if event.name == "withdrawn":
            log.withdrawing.add(event.lead)
        found = by_lead.get(event.lead)
        if found is None:
            by_lead[event.lead] = [event]
        else:
            found.append(event)
    if counted or not ordered:  # most logs come in the order of time
        for lead_events in by_lead.values():
            lead_events.sort(key=_ORDER if counted else _INSTANT)
    log.team = by_lead.pop("", [])
    return log


def contradiction(known: Event, event: Event) -> list[Anomaly]:
    """What to report of a second event with a known id: nothing if it says the same."""
    if known == event:
        return []
    why = f"the id {event.id!r} was given before to another event ({known!r}); this one is ignored"
    return [Anomaly(event.lead, event.at, event.name, why)]


def standing(events: list[Event], gone: Collection[str] = ()) -> tuple[list[Event], list[Anomaly]]:
    """The events of a lead, in order, less those that a later `withdrawn` annuls, and less that `withdrawn`.

    A withdrawal can itself be withdrawn. One that names no earlier event of this lead stays and is reported; `gone` are
    ids of events that were annulled and are no longer kept.
    """
    if not any(event.name == "withdrawn" for event in events):
        return events, []
    # The withdrawals that name an id, latest first, until the event is met that they annul.
    naming: dict[str | None, list[Event]] = {}
    stand: list[Event] = []
    done: set[int] = set()
    for event in reversed(events):
        if event.id is not None and event.id in naming:
            done.update(map(id, naming.pop(event.id)))
            continue
        if event.name == "withdrawn":
            named = event.data.get("id")
            naming.setdefault(named if isinstance(named, str) else None, []).append(event)
        stand.append(event)
    done.update(id(event) for named in gone for event in naming.pop(named, ()))
    unknown = sorted((event for withdrawals in naming.values() for event in withdrawals), key=_ORDER)
    return [event for event in reversed(stand) if id(event) not in done], [
        Anomaly(
            event.lead,
            event.at,
            event.name,
            f"withdraws {shown(event.data.get('id'))}, no earlier event of this lead",
        )
        for event in unknown
    ]
