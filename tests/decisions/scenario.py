"""A scenario: an agreement and events with explicit instants, judged in every way there is, which must all agree.

`judge` replays a log with `evaluate`, and lives it with several monitors: without a tick, waking when it is due, by the
hour, late and in the wrong order, and from a snapshot after every call. Whatever the way, the same facts have the same
outcomes, and the consequences that stand in the end are those of the replay.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

import leadsla as ls
from leadsla.clauses import Clause, ResponseWindow
from leadsla.evaluation.evaluation import Evaluation
from leadsla.evaluation.monitor import Monitor

TICK = dt.timedelta(microseconds=1)
OFFICE = ls.BusinessCalendar("UTC", {"mon-fri": ["09:00-12:00", "13:00-17:00"]})
STAGES = ("mql", "sal", "sql", "customer", "nurture")


def at(text: str) -> dt.datetime:
    """An instant of March 2026 in UTC (the 2nd is a Monday): `2 09:00`, `2 09:00:30`; or a whole date and time."""
    day, clock = text.split()
    date = day if "-" in day else f"2026-03-{int(day):02d}"
    return dt.datetime.fromisoformat(f"{date}T{clock}").replace(tzinfo=dt.UTC)


def on(when: str | dt.datetime, name: str, lead: str = "L1", **given: Any) -> ls.Event:
    """An event; `id`, `seq` and `actor` are those of the event, all else is its data."""
    own = {key: given.pop(key) for key in ("id", "seq", "actor", "recorded_at") if key in given}
    return ls.Event(lead, at(when) if isinstance(when, str) else when, name, given, **own)


def withdraw(when: str, what: Any, lead: str = "L1", id: str | None = None) -> ls.Event:
    """A withdrawal of the event with the id `what`; `id` is its own."""
    return ls.Event(lead, at(when), "withdrawn", {"id": what}, id)


def answer(**changes: Any) -> ResponseWindow:
    """A response window: from `assigned`, two hours, settled by an outbound touch, unless changed."""
    given: dict[str, Any] = {"id": "answer", "owner": "sales", "from_": "assigned", "within": "2 hours"}
    return ResponseWindow(**(given | changes))


def agree(*clauses: Clause, **changes: Any) -> ls.Agreement:
    """An agreement over the year 2026 in UTC with a small funnel, unless changed."""
    from leadsla.lifecycle import Lifecycle, Move, Stage

    anywhere = ("mql", "sal", "sql")
    given: dict[str, Any] = {
        "agreement": "decisions",
        "version": "1",
        "term": ls.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        "timezone": "UTC",
        "parties": {"sales": ls.Party("Sales"), "marketing": ls.Party("Marketing")},
        "roles": {"manager": "sales", "director": "sales"},
        "fields": {"score": "number", "source": "text", "email": "text", "phone": "text", "waiting": "flag"},
        "calendars": {"office": OFFICE},
        "calendar": "office",
        "lifecycle": Lifecycle(
            [Stage(name) for name in STAGES],
            [
                Move("created", "mql"),
                Move("accepted", "sal", "mql"),
                Move("advanced", "sql", "sal", requires=["email"]),
                Move("won", "customer", "sql"),
                Move("recycled", None, anywhere),
                Move("qualified", "mql", "nurture"),
            ],
        ),
        "clauses": clauses,
    }
    return ls.Agreement(**(given | changes))


# -- the ways of judging ---------------------------------------------------------------------------------------------

#: The consequences that stand, by their ids.
Stood = dict[str, tuple[Any, ...]]


def judge(
    agreement: ls.Agreement,
    events: Iterable[ls.Event],
    now: str | dt.datetime,
    *,
    automatic: bool = True,
    looks: Sequence[str | dt.datetime] = (),
) -> Evaluation:
    """The evaluation at `now`, after it has been found that every way of judging gives the same.

    Replay and monitors are also compared at the instants of the events and of every due, at the microseconds beside
    them, and at `looks`.
    """
    events, now = list(events), at(now) if isinstance(now, str) else now
    told = ls.evaluate(agreement, events, now, automatic=automatic)
    moments = {at(look) if isinstance(look, str) else look for look in looks}
    moments |= {event.at for event in events} | {clock.due for clock in told.clocks}
    moments = {when + beside * TICK for when in moments for beside in (-1, 0, 1)}
    replays = {
        when: ls.evaluate(agreement, events, when, automatic=automatic).to_dict()
        for when in moments
        if when <= now
    }
    for live in (untended, tended, hourly, backwards, reborn):
        host = Host(Monitor(agreement, automatic=automatic))
        live(host, [event for event in events if event.at <= now], now)
        assert host.monitor.evaluation(now).to_dict() == told.to_dict(), live.__name__
        assert host.stood == standing_in(told), live.__name__
        for when, replay in replays.items():
            assert host.monitor.evaluation(when).to_dict() == replay, f"{live.__name__}, as of {when}"
    return told


def evaluate(
    agreement: ls.Agreement, events: Iterable[ls.Event], now: str | dt.datetime, *, automatic: bool = True
) -> Evaluation:
    """The replay alone."""
    return ls.evaluate(agreement, events, at(now) if isinstance(now, str) else now, automatic=automatic)


def face(consequence: ls.Consequence) -> tuple[Any, ...]:
    """What a consequence says, without its issue."""
    said = consequence
    return said.at, said.lead, said.clause, said.do, said.to, said.on, said.assignee, said.period


def standing_in(evaluation: Evaluation) -> Stood:
    """The consequences of an evaluation by their ids, which must be different ones."""
    found = {consequence.id: face(consequence) for consequence in evaluation.consequences}
    assert len(found) == len(evaluation.consequences), "two consequences have one id"
    return found


class Host:
    """Who acts on consequences: keeps those that stand, and refuses to be told one twice."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor
        self.stood: Stood = {}
        self.heard: set[tuple[str, int, bool]] = set()

    def hear(self, told: Iterable[ls.Consequence]) -> None:
        for consequence in told:
            key = consequence.id, consequence.issue, consequence.retracted
            assert key not in self.heard, f"told twice: {consequence}"
            self.heard.add(key)
            if consequence.retracted:
                assert self.stood.pop(consequence.id) == face(consequence)
            else:
                assert consequence.id not in self.stood, f"stands already: {consequence}"
                self.stood[consequence.id] = face(consequence)

    def receive(self, event: ls.Event) -> None:
        self.hear(self.monitor.receive(event))

    def advance(self, now: dt.datetime) -> None:
        self.hear(self.monitor.advance(now))


def in_order(events: Iterable[ls.Event]) -> list[ls.Event]:
    return sorted(events, key=lambda event: event.order)


def untended(host: Host, events: list[ls.Event], now: dt.datetime) -> None:
    """Everything received in the order in which it is given, then one tick."""
    for event in events:
        host.receive(event)
    host.advance(now)


def tended(host: Host, events: list[ls.Event], now: dt.datetime) -> None:
    """Woken whenever something is due, and never in vain; the microsecond before, nothing happens."""

    def wake_until(when: dt.datetime) -> None:
        while (due := host.monitor.next_due) is not None and due <= when:
            before = outcomes(host, due - TICK)
            assert not host.monitor.advance(due - TICK), f"something happens before {due}"
            host.advance(due)
            assert outcomes(host, due) != before, f"woken in vain at {due}"

    for event in in_order(events):
        wake_until(event.at)
        host.receive(event)
    wake_until(now)
    assert not host.monitor.advance(now), "something happens when nothing is due"


def outcomes(host: Host, when: dt.datetime) -> tuple[Any, ...]:
    """What does not change by the mere passing of time."""
    seen = host.monitor.evaluation(when)
    clocks = tuple(
        (clock.clause, clock.cycle, clock.version, clock.outcome, clock.ended_at) for clock in seen.clocks
    )
    steps = tuple((step.step, step.status) for plan in seen.plans for step in plan.steps)
    return clocks, steps, tuple(map(face, seen.consequences)), tuple(map(seen.stage, seen.leads))


def hourly(host: Host, events: list[ls.Event], now: dt.datetime) -> None:
    """A tick now and then, at instants that have nothing to do with what is due."""
    events = in_order(events)
    begin = events[0].at if events else now
    step = max((now - begin) / 23, TICK)
    tick = begin
    for event in events:
        while tick < event.at:
            host.advance(tick)
            tick += step
        host.receive(event)
    host.advance(now)


def backwards(host: Host, events: list[ls.Event], now: dt.datetime) -> None:
    """All of it late: after the tick, and the last event first. Events of one (`at`, `seq`) keep their order."""
    host.advance(now)
    last = in_order(events)[::-1]
    while last:
        together = [event for event in last if event.order == last[0].order]
        last = last[len(together) :]
        for event in reversed(together):
            host.receive(event)


def reborn(host: Host, events: list[ls.Event], now: dt.datetime) -> None:
    """Written as JSON and restored between any two calls."""
    for event in in_order(events):
        host.receive(event)
        host.advance(event.at)
        data = json.loads(json.dumps(host.monitor.snapshot()))
        host.monitor = Monitor.restore(host.monitor.agreement, data)
    host.advance(now)


# -- reading an evaluation -------------------------------------------------------------------------------------------


def only(evaluation: Evaluation, clause: str | None = None) -> ls.Clock:
    """The one clock there is (of a clause)."""
    [clock] = [clock for clock in evaluation.clocks if clause in (None, clock.clause)]
    return clock


def outcomes_of(evaluation: Evaluation, clause: str | None = None) -> list[str]:
    """The outcomes of the clocks (of a clause), in the order in which they started."""
    return [clock.outcome for clock in evaluation.clocks if clause in (None, clock.clause)]


def followed(evaluation: Evaluation) -> list[tuple[dt.datetime, str, str]]:
    """What followed, as (at, verb, object), in the order of the evaluation."""
    return [(said.at, said.do, said.to) for said in evaluation.consequences]
