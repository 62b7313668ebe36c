"""What a log does not have that a policy asks of it: events, hours, times fine enough, and an end."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from leadsla.calendars import BusinessCalendar, Calendar
from leadsla.clauses import Clause
from leadsla.evaluation import Clock
from leadsla.instants import zone
from leadsla.lead import BREACHED, MET, OPEN
from leadsla.reports.policies.policy import Policy
from leadsla.reports.policies.seen import Seen, count
from leadsla.reports.policies.values import Doubt
from leadsla.triggers import Trigger, event_tests

#: Below so many instants nothing is said of how finely they are written; all but one in a hundred are so written.
_FEW, _ODD = 20, 0.01
#: How finely times may be written, the coarsest first.
_UNITS: Final = (
    ("days", dt.timedelta(days=1)),
    ("hours", dt.timedelta(hours=1)),
    ("minutes", dt.timedelta(minutes=1)),
    ("seconds", dt.timedelta(seconds=1)),
)


def unseen(seen: Seen) -> Iterator[Doubt]:
    """Promises that wait for events which nobody wrote down."""
    for clause, old in seen.changed():
        for key, trigger in _triggers(clause):
            if old is not None and getattr(old, key, None) == trigger:
                continue
            if any(cause.event is None for cause in trigger.causes):
                continue  # a stage that is entered or left: that is told by the moves
            if seen.names & {name for event in trigger.events for name in event_tests(event)}:
                continue
            clocks = sum(clock.clause == clause.id for clock in seen.policy.evaluation.clocks)
            named = " or ".join(f"`{name}`" for name in sorted(trigger.events))
            what = (
                f"{clause.name} waits for {named} (`{key.removesuffix('_')}`), and the log has none: it was not to be "
                f"written down. {count(clocks, 'clock')} of this promise."
            )
            yield seen.doubt("unseen-events", [what], clocks, clocks, "clocks")


def _triggers(clause: Clause) -> Iterator[tuple[str, Trigger]]:
    """What a promise waits for, by its keys; not what takes a lead out, which may well not be there."""
    for field in attrs.fields(type(clause)):
        value = getattr(clause, field.name)
        if isinstance(value, Trigger) and value.causes and field.name != "void_on":
            yield field.name, value


def closed(seen: Seen) -> Iterator[Doubt]:
    """Hours that count under the policy alone, in which nobody had to work."""
    pairs = Counter((_hours(seen.first, old), _hours(seen.policy, new)) for old, new in seen.clocks)
    for (ours, theirs), clocks in pairs.items():
        if ours is None or theirs is None or ours == theirs:
            continue
        until = seen.policy.evaluation.at
        if not (theirs - ours).between(min(old.started for old, _ in seen.clocks), until):
            continue  # fewer hours, in which people worked: what counted elsewhere counts no more
        alone = sum(
            theirs.is_open(event.at) and not ours.is_open(event.at)
            for given in seen.events.values()
            for event in given
            if event.is_attempt
        )
        what = (
            f"{count(clocks, 'clock')} that stand otherwise count other hours. In those that are open here alone the "
            f"log has {count(alone, 'touch', 'touches')} of {seen.attempts:,}: nobody had to work then."
        )
        yield seen.doubt("hours", [what], clocks, len(seen.clocks), "clocks")


def _hours(policy: Policy, clock: Clock) -> Calendar | None:
    """The hours that count for a clock; None for those of a lead's own zone, which no agreement names."""
    agreement = policy.agreement
    if clock.calendar is None:
        return BusinessCalendar.always(agreement.timezone)
    return agreement.calendars.get(clock.calendar)


def resolution(seen: Seen) -> Iterator[Doubt]:
    """Windows that are shorter than the times of the log are fine."""
    tz = zone(seen.policy.agreement.timezone)
    for clause, _ in seen.changed():
        clocks = [
            clock for clock in seen.policy.evaluation.clocks if clock.clause == clause.id and clock.lead
        ]
        times = [at for clock in clocks for at in (clock.started, clock.done_at) if at is not None]
        unit = _unit([at.astimezone(tz).replace(tzinfo=None) for at in times])
        if unit is None:
            continue
        short = sum(clock.due - clock.started < unit[1] for clock in clocks)
        if short:
            what = (
                f"The times of {clause.name} are whole {unit[0]} in the log, and {count(short, 'clock')} of "
                f"{len(clocks):,} have less than that: whether they were met is not to be seen."
            )
            yield seen.doubt("resolution", [what], short, len(clocks), "clocks")


def _unit(times: Sequence[dt.datetime]) -> tuple[str, dt.timedelta] | None:
    """How finely times are written; None of too few, or where it is finer than seconds."""
    if len(times) < _FEW:
        return None
    start = dt.datetime(1970, 1, 1)  # what the clock on the wall said has no zone
    for name, size in _UNITS:
        if sum((at - start) % size != dt.timedelta() for at in times) <= _ODD * len(times):
            return name, size
    return None


def young(seen: Seen) -> Iterator[Doubt]:
    """Clocks that are judged under the baseline and still run under the policy."""
    running = [old for old, new in seen.clocks if new.outcome == OPEN and old.outcome in (MET, BREACHED)]
    if running:
        number = count(len(running), "clock")
        what = f"Judged under the baseline and still running here, so in no rate yet: {number}."
        yield seen.doubt("open", [what], len(running), seen.of_leads, "clocks")
