"""What a check found, and the log as the checks see it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Final
from zoneinfo import ZoneInfo

import attrs

from leadsla.calendars.offsets import pieces
from leadsla.events import ENGINE, TOUCHES, Event
from leadsla.instants import HOUR, MINUTE, zone
from leadsla.tables import TEXT, WHOLE, Columns, Part, Row

if TYPE_CHECKING:
    from leadsla.agreement import Agreement

#: How many examples a finding shows.
SHOWN: Final = 3
#: Who is active in so many hours of the day, over so many events, is a machine.
_MACHINE_HOURS, _MACHINE_EVENTS = 20, 100


@attrs.frozen
class Finding(Row):
    """A doubt about a log: `name` tells its kind, `what` says it with its counts, `do` what to do about it.

    `count` of `total` (what they are is in `what`); `examples` are the first ones, at most three; `evidence` has the
    other figures, as JSON can carry them.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("name", "what", "do"), TEXT),
        **dict.fromkeys(("count", "total"), WHOLE),
    }
    PARTS: ClassVar[Mapping[str, Part]] = {
        "examples": Part(
            {"name": TEXT, "example": TEXT}, lambda row: ((row.name, one) for one in row.examples)
        ),
        "evidence": Part(
            {"name": TEXT, "figure": TEXT, "value": TEXT},
            lambda row: ((row.name, *figure) for figure in row.evidence.items()),
        ),
    }

    name: str
    what: str
    do: str
    count: int
    total: int
    examples: tuple[str, ...] = ()
    evidence: Mapping[str, Any] = attrs.field(factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return {**super().to_dict(), "examples": list(self.examples), "evidence": dict(self.evidence)}

    def __str__(self) -> str:
        shown = f" For example {'; '.join(self.examples)}." if self.examples else ""
        return f"{self.name}: {self.what}{shown} {self.do}"


def share(count: int, total: int) -> str:
    """So many of so many, with the share.

    >>> share(985, 2807)
    '985 of 2,807 (35.1 %)'
    """
    return f"{count:,} of {total:,} ({100 * count / total:.1f} %)"


def shown_event(event: Event, tz: ZoneInfo) -> str:
    """One event as an example, in local time."""
    return f"{event.lead} {event.name} {event.at.astimezone(tz):%Y-%m-%d %H:%M:%S}"


def minutes(events: Iterable[Event]) -> list[int]:
    """The minutes since 1970 UTC in which events lie."""
    return [event.instant // MINUTE for event in events]


@attrs.frozen(slots=False)
class Log:
    """The events in order of time, and what several checks ask of them. Local time is the agreement's, else UTC.

    Where all events are looked at, it is at their minutes and not at dates, which take ten times as long.
    """

    events: Sequence[Event]
    agreement: Agreement | None = None

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone in which hours are told."""
        return zone("UTC" if self.agreement is None else self.agreement.timezone)

    @cached_property
    def instants(self) -> list[int]:
        """The instants of the events."""
        return list(map(attrgetter("instant"), self.events))

    @cached_property
    def _pieces(self) -> list[tuple[int, int, int]]:
        """From which minute until which the clock on the wall is ahead of UTC by how many."""
        found = pieces(self.tz, self.instants[0], self.instants[-1] + 1)
        return [(start // MINUTE, -(-end // MINUTE), ahead // MINUTE) for start, end, ahead in found]

    def local(self, event: Event) -> dt.datetime:
        """What the clock on the wall said, without its zone."""
        return event.at.astimezone(self.tz).replace(tzinfo=None)

    def walls(self, minutes: Sequence[int]) -> list[int]:
        """Minutes since 1970 that the clock on the wall said in minutes since 1970 UTC, which are in order."""
        found: list[int] = []
        for start, end, ahead in self._pieces if minutes else ():
            there = minutes[bisect_left(minutes, start) : bisect_left(minutes, end)]
            found += [minute + ahead for minute in there]
        return found

    @cached_property
    def by_lead(self) -> dict[str, list[Event]]:
        """The events of each lead, in order of time."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            own = found.get(event.lead)
            if own is None:
                found[event.lead] = [event]
            else:
                own.append(event)
        found.pop("", None)  # those of the team
        return found

    @cached_property
    def by_name(self) -> dict[str, list[Event]]:
        """The events of each name, in order of time; the names in their order."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            own = found.get(event.name)
            if own is None:
                found[event.name] = [event]
            else:
                own.append(event)
        return dict(sorted(found.items()))

    @cached_property
    def minutes_by_name(self) -> dict[str, list[int]]:
        """The minutes of `by_name`."""
        return {name: minutes(events) for name, events in self.by_name.items()}

    @cached_property
    def created(self) -> dict[str, Event]:
        """The first `created` of each lead that has one."""
        found: dict[str, Event] = {}
        for event in self.by_name.get("created", ()):
            found.setdefault(event.lead, event)
        found.pop("", None)
        return found

    @cached_property
    def work(self) -> list[Event]:
        """What people did: attempts of ours, and all that has an actor who is no machine.

        A machine is whoever is active all round the clock.
        """
        active = Counter(
            (event.actor, event.instant // HOUR % 24) for event in self.events if event.actor is not None
        )
        hours = Counter(actor for actor, _ in active)
        number: Counter[str] = Counter()
        for (actor, _), count in active.items():
            number[actor] += count
        machines = {
            actor
            for actor, several in hours.items()
            if several >= _MACHINE_HOURS and number[actor] >= _MACHINE_EVENTS
        } | {ENGINE}
        return [
            event
            for event in self.events
            if (
                event.name in TOUCHES and event.is_attempt
                if event.actor is None
                else event.actor not in machines
            )
        ]

    @cached_property
    def worked(self) -> list[int]:
        """The minutes since 1970 of `work` by the clock on the wall, in its order."""
        return self.walls(minutes(self.work))
