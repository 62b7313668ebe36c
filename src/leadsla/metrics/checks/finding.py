"""What a check found, and the log as the checks see it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final
from zoneinfo import ZoneInfo

import attrs

from leadsla.events import ENGINE, Event
from leadsla.instants import moment, zone
from leadsla.tables import TEXT, WHOLE, Columns, Part, Row

if TYPE_CHECKING:
    from leadsla.agreement import Agreement

#: A day in UTC, in microseconds.
_DAY: Final = 86_400_000_000
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


@attrs.frozen(slots=False)
class Log:
    """The events in order of time, and what several checks ask of them. Local time is the agreement's, else UTC."""

    events: Sequence[Event]
    agreement: Agreement | None = None

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone in which hours are told."""
        return zone("UTC" if self.agreement is None else self.agreement.timezone)

    @cached_property
    def _offsets(self) -> dict[int, dt.timedelta]:
        return {}

    @cached_property
    def _days(self) -> dict[int, dt.timedelta | None]:
        return {}

    def local(self, event: Event) -> dt.datetime:
        """What the clock on the wall said, without its zone."""
        return event.at.replace(tzinfo=None) + self._offset(event)

    def minute(self, event: Event) -> int:
        """The minute of the day that it said."""
        offset = self._offset(event)
        return (event.instant // 60_000_000 + offset.days * 1440 + offset.seconds // 60) % 1440

    def _offset(self, event: Event) -> dt.timedelta:
        day = event.instant // _DAY
        if day not in self._days:
            start, end = (
                moment(at).astimezone(self.tz).utcoffset() for at in (day * _DAY, (day + 1) * _DAY - 1)
            )
            self._days[day] = start if start == end else None
        whole = self._days[day]
        if whole is not None:
            return whole
        # Zones change their offset on quarters of an hour, not within one.
        quarter = event.instant // 900_000_000
        offset = self._offsets.get(quarter)
        if offset is None:
            offset = self._offsets[quarter] = event.at.astimezone(self.tz).utcoffset() or dt.timedelta()
        return offset

    @cached_property
    def by_lead(self) -> dict[str, list[Event]]:
        """The events of each lead, in order of time."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            if event.lead:
                found.setdefault(event.lead, []).append(event)
        return found

    @cached_property
    def work(self) -> list[tuple[Event, dt.datetime]]:
        """What people did, with its local time: attempts of ours, and all that has an actor who is no machine.

        A machine is whoever is active all round the clock.
        """
        hours: dict[str, set[int]] = {}
        number: Counter[str] = Counter()
        for event in self.events:
            if event.actor is not None:
                number[event.actor] += 1
                hours.setdefault(event.actor, set()).add(event.at.hour)
        machines = {
            actor
            for actor, found in hours.items()
            if len(found) >= _MACHINE_HOURS and number[actor] >= _MACHINE_EVENTS
        } | {ENGINE}
        return [
            (event, self.local(event))
            for event in self.events
            if (event.actor is not None and event.actor not in machines)
            or (event.actor is None and event.is_attempt)
        ]

    @cached_property
    def worked(self) -> list[int]:
        """The instants of `work`, in their order."""
        return [event.instant for event, _ in self.work]
