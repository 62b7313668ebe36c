"""Rows that are there twice, that cannot be, or that are not there: the log as a record."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Final

import attrs

from leadsla.events import Event, shown
from leadsla.instants import moment
from leadsla.metrics.checks.finding import SHOWN, Finding, Log, shown_event

#: So many outcomes have to be expected before the first one, and so many leads known after it.
_EXPECTED, _LEAST = 5.0, 50
_OUTCOMES: Final = ("won", "lost", "disqualified", "accepted", "rejected", "recycled")


def check_duplicates(log: Log) -> Iterator[Finding]:
    """Events that say the same of the same lead at the same instant; a second id does not make them two."""
    twice: list[Event] = []
    for events in _together(log):
        if len({(event.lead, event.name) for event in events}) < len(events):
            twice += _repeats(events)
    if twice:
        total = len(log.events)
        yield Finding(
            "duplicates",
            f"{len(twice):,} of {total:,} events repeat another in lead, time, name, actor and data.",
            "Remove them from the export, or give every event an `id`, so that a second one is ignored.",
            len(twice),
            total,
            tuple(shown_event(event, log.tz) for event in twice[:SHOWN]),
        )


def _together(log: Log) -> Iterator[Sequence[Event]]:
    """The events of each instant that has several."""
    times, beyond = log.instants, 0
    for place, (one, other) in enumerate(pairwise(times)):
        if one == other and place >= beyond:
            beyond = bisect_right(times, one, place)
            yield log.events[place:beyond]


def _repeats(events: Sequence[Event]) -> Iterator[Event]:
    """Those events of one instant that say what one before them says."""
    seen: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        others = seen.setdefault((event.lead, event.name), [])
        if any(_says(event) == _says(other) for other in others):
            yield event
        else:
            others.append(event)


def _says(event: Event) -> tuple[str | None, list[tuple[str, str]]]:
    return event.actor, sorted((key, shown(value)) for key, value in event.data.items())


def check_impossible(log: Log) -> Iterator[Finding]:
    """What comes before its lead was created, and what was recorded before it happened."""
    early = []
    for lead, events in log.by_lead.items():
        created = log.created.get(lead)
        if created is not None and events[0].instant < created.instant:
            early.append(events[0])
    if early:
        total = len(log.by_lead)
        yield Finding(
            "before_created",
            f"{len(early):,} of {total:,} leads have an event before they were created.",
            "Correct the dates at the source; till then these leads have waits that mean nothing.",
            len(early),
            total,
            tuple(shown_event(event, log.tz) for event in early[:SHOWN]),
        )
    known = [event for event in log.events if event.recorded_at is not None]
    ahead = [event for event in known if event.recorded_at is not None and event.recorded_at < event.at]
    if ahead:
        yield Finding(
            "recorded_before",
            f"{len(ahead):,} of {len(known):,} events with a time of recording were recorded before they happened.",
            "Compare the clocks and the zones of the two columns.",
            len(ahead),
            len(known),
            tuple(shown_event(event, log.tz) for event in ahead[:SHOWN]),
        )


def check_truncated(log: Log) -> Iterator[Finding]:
    """An outcome that no early lead has, though by later ones there should be: the export begins after the leads do.

    How many there should be before the first of them is told from the leads that were created after it.
    """
    created = {lead: log.created[lead].instant for lead in log.by_lead if lead in log.created}
    for name in _OUTCOMES:
        ends = _ends(log, name, created)
        if not ends:
            continue
        born = [(start, ends[lead].instant if lead in ends else None) for lead, start in created.items()]
        cut = cut_off(born)
        if cut is None:
            continue
        first = min((ends[lead] for lead in created if lead in ends), key=attrgetter("instant"))
        before = [start for start, _ in born if start < cut.first]
        start = min(before)
        yield Finding(
            "truncated",
            f"No `{name}` is dated before {first.at.astimezone(log.tz):%Y-%m-%d}, though {len(before):,} of "
            f"{len(born):,} leads were created before, from {_date(log, start)} on; by what became of later leads "
            f"about {cut.expected:.0f} should be.",
            f"Export `{name}` from the beginning, or leave out leads created before that date where shares and waits "
            "up to it are told.",
            len(before),
            len(born),
            (shown_event(first, log.tz),),
            {"event": name, "first": first.at.isoformat(), "expected": round(cut.expected, 1)},
        )


@attrs.frozen
class CutOff:
    """That no outcome is before `first`, though some were `expected` of the `before` leads that came before it."""

    first: int
    before: int
    expected: float


def cut_off(born: Sequence[tuple[int, int | None]]) -> CutOff | None:
    """Whether outcomes begin later than the leads do, from when each lead came and had its outcome; None if not.

    What is expected of leads before the first outcome is told from those that came after it.
    """
    first = min((end for _, end in born if end is not None), default=None)
    if first is None:
        return None
    later = [(start, end) for start, end in born if start >= first]
    waits = sorted(end - start for start, end in later if end is not None)
    before = [start for start, _ in born if start < first]
    if len(later) < _LEAST or not before:
        return None
    expected = sum(bisect_right(waits, first - start) for start in before) / len(later)
    return None if expected < _EXPECTED else CutOff(first, len(before), expected)


def _ends(log: Log, name: str, created: dict[str, int]) -> dict[str, Event]:
    """The first event of an outcome of each lead, from when the lead was created."""
    found: dict[str, Event] = {}
    for event in log.by_name.get(name, ()):
        if event.lead in created and event.instant >= created[event.lead]:
            found.setdefault(event.lead, event)
    return found


def _date(log: Log, at: int) -> str:
    return f"{moment(at).astimezone(log.tz):%Y-%m-%d}"
