"""Laws of live use: whatever the order, the ticks, the repeats and the restarts, it comes to the same as one replay."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import attrs

from leadsla.agreement import Agreement
from leadsla.consequences import Consequence
from leadsla.errors import MoveError
from leadsla.evaluation import Monitor, evaluate
from leadsla.events import Event
from leadsla.instants import MICROSECOND, instant, zone
from leadsla.testing.comparing import (
    distinct,
    do,
    expect_same,
    in_order,
    instants_after,
    numbered,
    state,
    steps,
)
from leadsla.testing.history import Tick
from leadsla.windows import Window


def live(
    agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = (), **options: Any
) -> tuple[Monitor, list[Consequence]]:
    """A monitor that received the events in the order given, with time let pass at the ticks, and all that it told.

    >>> import leadsla as ls
    >>> from datetime import datetime, timezone
    >>> nine = datetime(2026, 3, 2, 14, tzinfo=timezone.utc)
    >>> events = [ls.Event("L1", nine, "assigned", {"to": "rep7"})]
    >>> monitor, told = live(ls.examples.acme(), events, ticks=[(1, nine + dt.timedelta(days=2))])
    >>> any(consequence.on == "breach" for consequence in told)
    True
    """
    monitor = Monitor(agreement, **options)
    told = [consequence for step in steps(events, ticks) for consequence in do(monitor, step)]
    return monitor, told


def live_equals_replay(agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()) -> None:
    """However the facts are split into calls, a monitor says what `evaluate` says of all of them at once."""
    monitor = Monitor(agreement)
    received: list[Event] = []
    for step in steps(events, ticks):
        do(monitor, step)
        if isinstance(step, Event):
            received.append(step)
        else:
            expect_same(
                monitor.evaluation(step), evaluate(agreement, received, step), "live use after a tick"
            )
    for at in instants_after(events, ticks):
        expected = evaluate(agreement, events, at)
        expect_same(monitor.evaluation(at), expected, "live use and replay")
        monitor.advance(at)
        expect_same(monitor.evaluation(at), expected, "live use, advanced, and replay")


def late_events_converge(agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()) -> None:
    """In which order facts arrive makes no difference to what is known once all have arrived."""
    arrived = numbered(distinct(events))
    for what, order in (("as they arrived", arrived), ("backwards", arrived[::-1])):
        monitor, _ = live(agreement, order, ticks)
        for at in instants_after(events, ticks):
            expected = evaluate(agreement, sorted(arrived, key=lambda event: event.order), at)
            expect_same(monitor.evaluation(at), expected, f"events that arrive {what}")


def duplicates_change_nothing(
    agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()
) -> None:
    """An event that is delivered again is told nothing and changes nothing, neither at once nor later."""
    given = distinct(event for event in events if event.id is not None)
    if not given:
        return
    monitor, again = Monitor(agreement), Monitor(agreement)
    for number, step in enumerate(steps(given, ticks)):
        told, told_again = do(monitor, step), do(again, step)
        _expect(
            told_again == told, f"after duplicates, step {number} told {told_again}, and should tell {told}"
        )
        if isinstance(step, Event):
            for event in (step, given[0]):
                told = again.receive(event)
                _expect(not told, f"the duplicate of {event!r} told {told}")
    for at in instants_after(given, ticks):
        found, expected = again.evaluation(at), monitor.evaluation(at)
        _expect(found.to_dict() == expected.to_dict(), f"duplicates changed what is so at {at}")
        _expect(
            found.duplicates == 2 * len(given),
            f"{found.duplicates} duplicates, and should be {2 * len(given)}",
        )


def snapshot_changes_nothing(
    agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()
) -> None:
    """A monitor that is written as JSON and restored between any two steps tells and knows the same."""
    monitor = restored = Monitor(agreement)
    for number, step in enumerate(steps(events, ticks)):
        written = json.dumps(restored.snapshot())
        restored = Monitor.restore(agreement, json.loads(written))
        _expect(
            json.dumps(restored.snapshot()) == written,
            f"before step {number} a snapshot is not its own inverse",
        )
        if number == 0:
            monitor = Monitor(agreement)
        _expect(
            restored.next_due == monitor.next_due, f"before step {number} `next_due` is {restored.next_due}"
        )
        told, expected = do(restored, step), do(monitor, step)
        _expect(
            told == expected, f"restored, step {number} ({step!r}) told {told}, and should tell {expected}"
        )
    for at in instants_after(events, ticks):
        expect_same(restored.evaluation(at), monitor.evaluation(at), "a restored monitor")


def next_due_is_exact(agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()) -> None:
    """To advance to just before `next_due` does nothing, to advance to it does something."""
    given = in_order(events)
    monitor = Monitor(agreement)
    for number, event in enumerate(given):
        monitor.receive(event)
        until = given[number + 1].at if number + 1 < len(given) else event.at + dt.timedelta(days=40)
        for _ in range(12):
            due = monitor.next_due
            if due is None or due > until:
                break
            _expect_exact(monitor, due)


def _expect_exact(monitor: Monitor, due: dt.datetime) -> None:
    before = state(monitor.evaluation(due - MICROSECOND))
    told = monitor.advance(due - MICROSECOND)
    _expect(not told, f"to advance to just before `next_due` {due} told {told}")
    _expect(monitor.next_due == due, f"`next_due` was {due}, and just before it is {monitor.next_due}")
    told = monitor.advance(due)
    _expect(
        bool(told) or state(monitor.evaluation(due)) != before,
        f"to advance to `next_due` {due} told nothing and changed nothing",
    )


def nothing_is_overdue_after_advance(
    agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()
) -> None:
    """After `advance(now)` no running clock was due before `now`, and there is nothing left to wake up for."""
    monitor = Monitor(agreement)
    last = instants_after(events, ticks)
    for step in [*steps(events, ticks), *last]:
        do(monitor, step)
        if isinstance(step, Event):
            continue
        late = [
            c
            for c in monitor.evaluation(step).clocks
            if c.outcome == "open" and not c.paused and c.due < step
        ]
        _expect(not late, f"at {step} there are clocks that should be breached or met: {late}")
        due = monitor.next_due
        _expect(due is None or due > step, f"after `advance({step})` there is something due at {due}")


def retractions_balance(agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()) -> None:
    """What a host was told, less what was taken back, is what `evaluate` says; issues count up, and no one is lost."""
    monitor = Monitor(agreement)
    standing: dict[str, Consequence] = {}
    issued: dict[str, int] = {}
    received: list[Event] = []
    reached = None
    for step in [*steps(events, ticks), *instants_after(events, ticks)]:
        for told in do(monitor, step):
            _account(told, standing, issued)
        if isinstance(step, Event):
            received.append(step)
            continue
        reached = step if reached is None else max(step, reached)
        if step == reached and all(event.at < step for event in received):
            expected = {c.id: c for c in evaluate(agreement, received, step).consequences}
            extra = [c for id, c in standing.items() if expected.get(id) != attrs.evolve(c, issue=1)]
            missing = [c for id, c in expected.items() if id not in standing]
            _expect(not extra, f"at {step} a host still believes {extra}")
            _expect(not missing, f"at {step} a host was not told {missing}")


def _account(told: Consequence, standing: dict[str, Consequence], issued: dict[str, int]) -> None:
    if told.retracted:
        stood = standing.pop(told.id, None)
        _expect(stood is not None, f"{told} is taken back, and does not stand")
        _expect(attrs.evolve(told, retracted=False) == stood, f"{told} takes back {stood}")
    else:
        _expect(told.id not in standing, f"{told} is told, and stands already")
        _expect(
            told.issue == issued.get(told.id, 0) + 1, f"{told} should be issue {issued.get(told.id, 0) + 1}"
        )
        standing[told.id], issued[told.id] = told, told.issue


def lateness_compaction_is_invisible(
    agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = (), *, lateness: str = "2 days"
) -> None:
    """A monitor that forgets what is older than its lateness knows the same, for events that arrive within it."""
    window, tz = Window.of(lateness), zone(agreement.timezone)
    back = window.back(agreement.calendar_named(None), tz)
    bounded, free = Monitor(agreement, lateness=window), Monitor(agreement)
    advanced, known = 0, dict[str, Event]()
    for number, step in enumerate([*steps(distinct(events), ticks), *instants_after(events, ticks)]):
        if isinstance(step, Event):
            horizon = back(advanced) if advanced else 0
            if step.instant < horizon or _withdraws_before(step, known, horizon):
                continue
            if step.id is not None:
                known[step.id] = step
        else:
            advanced = max(advanced, instant(step))
        told, expected = do(bounded, step), do(free, step)
        _expect(
            told == expected,
            f"with a lateness, step {number} ({step!r}) told {told}, and should tell {expected}",
        )
        if not isinstance(step, Event) and instant(step) == advanced:
            expect_same(
                bounded.evaluation(step), free.evaluation(step), f"a monitor with a lateness of {lateness}"
            )


def _withdraws_before(event: Event, known: dict[str, Event], horizon: int) -> bool:
    """Whether an event withdraws what is past the horizon, itself or by way of a withdrawal of its withdrawal."""
    followed = set[str]()
    while event.name == "withdrawn":
        named = event.data.get("id")
        if not isinstance(named, str) or named not in known or named in followed:
            return False
        followed.add(named)
        event = known[named]
        if event.instant < horizon:
            return True
    return False


def refused_events_change_nothing(
    agreement: Agreement, events: Sequence[Event], ticks: Sequence[Tick] = ()
) -> None:
    """A strict monitor that refuses an event is as if it had never arrived."""
    monitor, taken = Monitor(agreement, strict=True), list[Event]()
    for step in steps(distinct(events), ticks):
        before = json.dumps(monitor.snapshot())
        try:
            do(monitor, step)
        except MoveError:
            _expect(isinstance(step, Event), f"`advance({step})` refused a move, and no event asked for one")
            _expect(json.dumps(monitor.snapshot()) == before, f"{step!r} was refused, and changed the state")
        else:
            taken += [step] if isinstance(step, Event) else []
    if taken:
        for at in instants_after(events, ticks):
            expect_same(monitor.evaluation(at), evaluate(agreement, taken, at), "a strict monitor")


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)
