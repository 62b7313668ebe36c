"""Who is who: two representatives on one lead, and one person under several ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from leadsla.events import ENGINE, Event, is_missing
from leadsla.metrics.checks.finding import SHOWN, Finding, Log, shown_event

#: Fewer digits are no phone number.
_DIGITS: Final = 7


def check_representatives(log: Log) -> Iterator[Finding]:
    """Leads that two representatives work on at once.

    That is so where one lead is assigned to two at one instant, or where a second one makes an attempt between two
    attempts of a first one, and it was not assigned to anybody in between.
    """
    found = [pair for events in log.by_lead.values() if (pair := _at_once(events)) is not None]
    if found:
        total = len(log.by_lead)
        yield Finding(
            "two_representatives",
            f"{len(found):,} of {total:,} leads have two representatives at once.",
            "See who owns them; the clock of one is settled by the other, and both may call.",
            len(found),
            total,
            tuple(f"{shown_event(event, log.tz)}: {one} and {two}" for event, one, two in found[:SHOWN]),
        )


def _at_once(events: list[Event]) -> tuple[Event, str, str] | None:
    assigned: dict[int, str] = {}
    turns: list[str] = []
    for event in events:
        if event.name == "assigned" and not is_missing(event.data.get("to")):
            to = str(event.data["to"])
            if assigned.setdefault(event.instant, to) != to:
                return event, assigned[event.instant], to
            turns.clear()
        elif event.name in ("recycled", "accepted", "assigned"):
            turns.clear()
        elif event.actor not in (None, ENGINE) and event.is_attempt:
            actor = str(event.actor)
            if not turns or turns[-1] != actor:
                turns.append(actor)
            if len(turns) > 2 and turns[-1] in turns[:-2]:
                return event, turns[-2], turns[-1]
    return None


def check_persons(log: Log) -> Iterator[Finding]:
    """Leads with the same email address or phone number: one person, whose waits are counted twice."""
    for what, owners in _owners(log).items():
        shared = {value: leads for value, leads in owners.items() if len(leads) > 1}
        if not shared:
            continue
        leads = {lead for found in shared.values() for lead in found}
        sizes = Counter(map(len, shared.values()))
        yield Finding(
            "one_person",
            f"{len(leads):,} of {len(log.by_lead):,} leads share {len(shared):,} {what} values with another lead.",
            "Merge them (`merged`), or map one id by an alias; an address of a whole company is no fault.",
            len(leads),
            len(log.by_lead),
            # The ids alone: a report is no place for addresses.
            tuple(" = ".join(list(found)[:SHOWN]) for found in list(shared.values())[:SHOWN]),
            {"field": what, "leads_per_value": {str(size): sizes[size] for size in sorted(sizes)}},
        )


def _owners(log: Log) -> dict[str, dict[str, dict[str, None]]]:
    """The leads of each address and of each number."""
    owners: dict[str, dict[str, dict[str, None]]] = {"email": {}, "phone": {}}
    kinds: dict[str, list[str]] = {}
    for lead, events in log.by_lead.items():
        for event in events:
            for key in event.data:
                known = kinds.get(key)
                if known is None:
                    known = kinds[key] = [what for what in owners if what in key.casefold()]
                for what in known:
                    if plain := _plain(what, event.data[key]):
                        owners[what].setdefault(plain, {})[lead] = None
    return owners


def _plain(what: str, value: object) -> str:
    """An address without case and blanks, a number by its digits; nothing where it is none."""
    if is_missing(value) or isinstance(value, bool):
        return ""
    if what == "email":
        text = str(value).strip().casefold()
        return text if "@" in text else ""
    digits = re.sub(r"\D", "", str(value)).lstrip("0")
    return digits if len(digits) >= _DIGITS else ""
