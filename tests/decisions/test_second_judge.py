"""A second judge of response windows: it counts minutes one by one, as a person would with a calendar and a pencil.

It knows nothing of dues that move, of timers or of lines of open time. Starts, answers, voids, holds, `count_from` and
the three ways to repeat are drawn at random, and both judges must say the same of every clock.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.decisions.scenario import OFFICE, agree, answer, at, evaluate, judge

from leadsla import Event

BEGIN = at("6 15:00")  # a Friday; the office closes at five and opens again on Monday
MINUTE = dt.timedelta(minutes=1)
OPEN = [OFFICE.is_open(BEGIN + minute * MINUTE) for minute in range(20_000)]
NAMES = ("assigned", "touched", "lost", "hold", "release", "created", "noted")
#: Minutes after BEGIN: this Friday, the weekend, and Monday morning.
INSTANTS = st.one_of(st.integers(0, 180), st.integers(0, 5000), st.integers(3960, 4140))


class Pencil:
    """One clock, as a row on paper."""

    def __init__(self, started: int, origin: int) -> None:
        self.started, self.origin = started, origin
        self.outcome, self.due = "open", 0
        self.breached_at: int | None = None
        self.done_at: int | None = None
        self.ended_at: int | None = None


class SecondJudge:
    """Events in minutes; `window` in minutes that count."""

    def __init__(self, window: int, business: bool, repeat: str, count_from: bool, pausing: bool) -> None:
        self.window, self.business, self.repeat = window, business, repeat
        self.count_from, self.pausing = count_from, pausing
        self.rows: list[Pencil] = []
        self.created: int | None = None
        #: When the hold was put on or taken off.
        self.holds: list[tuple[int, bool]] = []

    def on_hold(self, minute: int) -> bool:
        said = [on for when, on in self.holds if when <= minute]
        return self.pausing and bool(said) and said[-1]

    def due(self, row: Pencil, now: int) -> int:
        """Where the count is full, if the hold ends now."""
        counted, minute = 0, row.started
        while counted < self.window:
            held = minute < now and self.on_hold(minute)
            if not held and (OPEN[minute] or not self.business):
                counted += 1
            minute += 1
        return minute

    def look(self, now: int) -> None:
        """Breach what is overdue."""
        for row in self.rows:
            if row.outcome == "open":
                row.due = self.due(row, now)
                if row.due < now:
                    row.outcome, row.breached_at = "breached", max(row.due, row.origin)

    def happen(self, now: int, name: str) -> None:
        self.look(now)
        if name == "created":
            self.created = now
        owed = [row for row in self.rows if row.ended_at is None]
        if name in ("touched", "lost"):
            for row in owed:
                row.ended_at = now
                row.done_at = now if name == "touched" else None
                if row.outcome == "open":
                    row.outcome = "met" if name == "touched" else "void"
        if name in ("hold", "release"):
            self.holds.append((now, name == "hold"))
        if name == "assigned":
            self.start(now)

    def start(self, now: int) -> None:
        last = self.rows[-1] if self.rows else None
        if last is not None:
            if self.repeat == "once" or (self.repeat == "each" and last.outcome == "open"):
                return
            if last.outcome == "open":
                last.outcome, last.ended_at = "void", now
        started = self.created if self.count_from and self.created is not None else now
        self.rows.append(Pencil(started, now))
        self.look(now)


def as_event(minute: int, number: int, name: str) -> Event:
    data = {"waiting": name == "hold"} if name in ("hold", "release") else {}
    return Event("L1", BEGIN + minute * MINUTE, "updated" if data else name, data, seq=number)


def minutes(when: dt.datetime | None) -> int | None:
    return None if when is None else (when - BEGIN) // MINUTE


@given(
    log=st.lists(st.tuples(INSTANTS, st.sampled_from(NAMES)), max_size=12),
    window=st.integers(1, 240),
    business=st.booleans(),
    repeat=st.sampled_from(["once", "each", "restart"]),
    count_from=st.booleans(),
    pausing=st.booleans(),
    later=st.integers(0, 600),
    every_way=st.integers(0, 9),
)
def test_both_judges_say_the_same(
    log: list[tuple[int, str]],
    window: int,
    business: bool,
    repeat: str,
    count_from: bool,
    pausing: bool,
    later: int,
    every_way: int,
) -> None:
    """Outcome, start, due, breach, answer and end of every clock."""
    log = sorted(log, key=lambda event: event[0])
    now = (log[-1][0] if log else 0) + later
    second = SecondJudge(window, business, repeat, count_from, pausing)
    for minute, name in log:
        second.happen(minute, name)
    second.look(now)
    clause: dict[str, Any] = {
        "within": f"{window} {'business ' if business else ''}minutes",
        "repeat": repeat,
    }
    clause |= {"count_from": "created"} if count_from else {}
    clause |= {"pause_while": "waiting"} if pausing else {}
    events = [as_event(minute, number, name) for number, (minute, name) in enumerate(log)]
    way = judge if every_way == 0 else evaluate
    told = way(agree(answer(**clause)), events, BEGIN + now * MINUTE)
    assert [
        (
            clock.outcome,
            *map(minutes, (clock.started, clock.due, clock.breached_at, clock.done_at, clock.ended_at)),
        )
        for clock in told.clocks
    ] == [
        (row.outcome, row.started, row.due, row.breached_at, row.done_at, row.ended_at) for row in second.rows
    ]
