"""The people at work: who is there and free, which lead is taken next, and who takes it.

Each queue has the people who serve it. With a pool there is one queue for the team (or for each skill), else one for
each of the people. Somebody who is free and there never waits while a lead does that they could take. What has been
begun is finished, also after closing time.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

from leadsla.calendars.spans import Span, merged
from leadsla.instants import NEVER, moment
from leadsla.simulation.model.people import Representative

#: A lead that waits: what it is sorted by, when it was ready, its place, and its turn when it began to wait.
Waiting = tuple[float, int, int, int]


class Person:
    """Somebody at work in a run; `spans` are when they are there, in order."""

    __slots__ = (
        "begins",
        "close",
        "ends",
        "free",
        "index",
        "name",
        "open",
        "place",
        "queues",
        "speeds",
        "woken",
    )

    def __init__(
        self, index: int, name: str, spans: Sequence[Span], capacity: int, speeds: Speeds | None
    ) -> None:
        self.index = index
        self.name = name
        self.begins = [*(begin for begin, _ in spans), NEVER]
        self.ends = [*(end for _, end in spans), NEVER]
        self.place = 0
        self.open, self.close = self.begins[0], self.ends[0]
        #: How many leads more could be worked at once.
        self.free = capacity
        self.speeds = speeds
        self.queues: tuple[int, ...] = ()
        self.woken = -1

    def is_there(self, at: int) -> bool:
        """Whether they are at work at an instant; instants never go back."""
        while at >= self.close:
            self.place += 1
            self.open, self.close = self.begins[self.place], self.ends[self.place]
        return at >= self.open


class Speeds:
    """How fast somebody new works by the month."""

    def __init__(self, given: Representative, tz: ZoneInfo) -> None:
        self.given = given
        self.tz = tz
        self.known: dict[dt.date, float] = {}

    def at(self, instant: int) -> float:
        """The share of the full speed at an instant."""
        date = moment(instant).astimezone(self.tz).date().replace(day=1)
        found = self.known.get(date)
        if found is None:
            found = self.known[date] = self.given.speed(date)
        return found


class Desk:
    """The queues of a run. `wake` is called for somebody who is to be asked again when they open."""

    def __init__(
        self,
        people: Sequence[Person],
        servers: Sequence[Sequence[int]],
        turns: list[int],
        wake: Callable[[int, Person], None],
    ) -> None:
        self.people = people
        self.servers = [[people[one] for one in serving] for serving in servers]
        #: A lead whose turn has changed since it began to wait waits no more.
        self.turns = turns
        self.wake = wake
        self.waiting: list[list[Waiting]] = [[] for _ in servers]
        for person in people:
            person.queues = tuple(place for place, serving in enumerate(servers) if person.index in serving)

    def free_for(self, queue: int, at: int) -> Person | None:
        """Somebody who is free and there; who comes later is woken when they open."""
        for person in self.servers[queue]:
            if person.free:
                if at >= person.open if at < person.close else person.is_there(at):
                    return person
                if person.woken != person.open and person.open < NEVER:
                    person.woken = person.open
                    self.wake(person.open, person)
        return None

    def wait(self, queue: int, rank: float, at: int, lead: int) -> None:
        """Have a lead wait."""
        heappush(self.waiting[queue], (rank, at, lead, self.turns[lead]))

    def next_for(self, person: Person) -> int | None:
        """The lead that somebody takes who is free and there; None where none waits."""
        best, where = None, 0
        for queue in person.queues:
            waiting = self.waiting[queue]
            while waiting and waiting[0][3] != self.turns[waiting[0][2]]:
                heappop(waiting)
            if waiting and (best is None or waiting[0] < best):
                best, where = waiting[0], queue
        if best is None:
            return None
        heappop(self.waiting[where])
        return best[2]


class OpenTime:
    """When any of some people are there, and how much of a stretch of time that is."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = merged(sorted(spans))
        self.begins = [begin for begin, _ in self.spans]
        self.before = [0]
        for begin, end in self.spans:
            self.before.append(self.before[-1] + end - begin)

    def until(self, at: int) -> int:
        """The open time before an instant."""
        place = bisect_right(self.begins, at)
        if not place:
            return 0
        begin, end = self.spans[place - 1]
        return self.before[place - 1] + min(at, end) - begin

    def between(self, start: int, end: int) -> int:
        """The open time from one instant until another."""
        return self.until(end) - self.until(start)
