"""Whether times say when something was done: jobs that close leads, dates without times, answers at the full hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from leadsla.events import Event
from leadsla.metrics.checks.finding import SHOWN, Finding, Log, minutes, share, shown_event

#: From so many events of a name on something is said, and so many at one minute make a job of it, at this share.
_LEAST, _TOGETHER, _PART = 50, 20, 0.10
#: Nearly all at midnight are dates without times.
_DATES: Final = 0.95
#: One answer in sixty comes at the full hour by itself; three times as many do not.
_ROUND, _LEAST_ANSWERS = 3 / 60, 100
_ANSWERS: Final = frozenset({"touched", "connected", "accepted", "rejected"})
_MIDNIGHT: Final = 0


def check_automatic(log: Log) -> Iterator[Finding]:
    """Events of one name that a job writes: at one minute of the day, or many leads in one go."""
    for name, events in log.by_name.items():
        if len(events) < _LEAST:
            continue
        when = log.minutes_by_name[name]
        of_day = [minute % 1440 for minute in log.walls(when)]
        [(minute, count)] = Counter(of_day).most_common(1)
        if count < max(_TOGETHER, _PART * len(events)):
            yield from _batches(log, name, events, when)
            continue
        at = f"{minute // 60:02d}:{minute % 60:02d}"
        there = [event for event, other in zip(events, of_day, strict=True) if other == minute]
        shown = tuple(shown_event(event, log.tz) for event in there[:SHOWN])
        if minute == 0 and count >= _DATES * len(events):
            yield Finding(
                "dates_only",
                f"{share(count, len(events))} of the `{name}` events are at midnight: dates without a time.",
                "Export the time too; else promise in days, not in hours, what begins or ends with it.",
                count,
                len(events),
                shown,
                {"event": name},
            )
        else:
            yield _job(name, f"come at {at}, at whatever date", there, len(events), shown, {"minute": at})


def _batches(log: Log, name: str, events: list[Event], when: list[int]) -> Iterator[Finding]:
    """Many leads in the same minute of one date; `when` are the minutes of the events, in order."""
    full = {minute for minute, other in zip(when, when[_TOGETHER - 1 :], strict=False) if minute == other}
    leads: dict[int, set[str]] = {minute: set() for minute in full}
    for event, minute in zip(events, when, strict=True) if full else ():
        if minute in full:
            leads[minute].add(event.lead)
    batches = {minute for minute, found in leads.items() if len(found) >= _TOGETHER}
    there = (
        [event for event, minute in zip(events, when, strict=True) if minute in batches] if batches else []
    )
    if there and len(there) >= _PART * len(events):
        number = f"{len(batches):,} batch{'es' * (len(batches) != 1)}"
        shown = tuple(shown_event(event, log.tz) for event in there[:SHOWN])
        what = f"come in {number}, of {_TOGETHER} leads or more in one minute"
        yield _job(name, what, there, len(events), shown, {"batches": len(batches)})


def _job(
    name: str, what: str, there: list[Event], total: int, shown: tuple[str, ...], evidence: dict[str, object]
) -> Finding:
    return Finding(
        "automatic",
        f"{share(len(there), total)} of the `{name}` events {what}: a job or an import wrote them.",
        "What ends with them was not done by people then: leave them out (by their actor, or a field), or do not "
        "take their time for when somebody acted.",
        len(there),
        total,
        shown,
        {"event": name, **evidence},
    )


def check_round_times(log: Log) -> Iterator[Finding]:
    """Answers on the stroke of the hour: somebody works to the clock on the wall, or enters times by hand."""
    number = total = 0
    for name in _ANSWERS:
        events, when = log.by_name.get(name, []), log.minutes_by_name.get(name, [])
        ours = [minute for event, minute in zip(events, when, strict=True) if _is_ours(event)]
        of_day = [minute % 1440 for minute in log.walls(ours)]
        total += len(of_day) - of_day.count(_MIDNIGHT)
        number += sum(minute % 60 == 0 and minute != _MIDNIGHT for minute in of_day)
    if total < _LEAST_ANSWERS or number < max(_TOGETHER, _ROUND * total):
        return
    answers = [event for event in log.events if event.name in _ANSWERS and _is_ours(event)]
    timed = [
        (event, minute % 1440) for event, minute in zip(answers, log.walls(minutes(answers)), strict=True)
    ]
    there = [(event, minute) for event, minute in timed if minute != _MIDNIGHT and minute % 60 == 0]
    hours = Counter(f"{minute // 60:02d}:00" for _, minute in there).most_common(SHOWN)
    often = ", ".join(f"{hour} ({number:,})" for hour, number in hours)
    yield Finding(
        "round_times",
        f"{share(number, total)} of the answers come in the first minute of an hour, where chance has "
        f"1.7 %; most often {often}.",
        "Ask whether a deadline at that time is worked to, or a job sends them, or times are entered by hand "
        "afterwards: then responses are not measured to the minute.",
        number,
        total,
        tuple(shown_event(event, log.tz) for event, _ in there[:SHOWN]),
        {"hours": dict(hours)},
    )


def _is_ours(event: Event) -> bool:
    return event.data.get("direction") != "inbound"
