"""Events as the simulation makes them: what the fold reads and no more; real ones only for who asks for the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from leadsla.events import Event
from leadsla.instants import moment

#: The data of an event that carries none.
NO_DATA: Final[Mapping[str, Any]] = {}


class Light:
    """An event of a simulated lead. The data may be shared, and is never changed."""

    __slots__ = ("actor", "data", "instant", "lead", "name")

    id: str | None = None
    seq: int | None = None
    recorded_at: dt.datetime | None = None

    def __init__(
        self, lead: str, instant: int, name: str, data: Mapping[str, Any], actor: str | None
    ) -> None:
        self.lead = lead
        self.instant = instant
        self.name = name
        self.data = data
        self.actor = actor

    @property
    def at(self) -> dt.datetime:
        """The instant as a time in UTC."""
        return moment(self.instant)

    def real(self) -> Event:
        """The same as an event of the library."""
        return Event(self.lead, moment(self.instant), self.name, self.data, actor=self.actor)
