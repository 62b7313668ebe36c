"""Events: what happened to a lead, as facts that are never changed.

An event has the lead, the instant, a name in the past tense and data. Names are open: a log may carry any; the ones
in `VOCABULARY` mean something to the engine or to the shipped agreements.

A contact attempt is made whole when its event is made: `touched`, `connected` and `replied` always carry a
`channel`, a `direction` and an `outcome`, so nothing later needs a special case for an export that leaves them out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from leadsla.errors import EventError, TimeError
from leadsla.instants import EPOCH, MICROSECOND, UTC, instant, iso

#: The actor of what the agreement itself brings about: a recycle that leadsla applies, or a host for it.
ENGINE: Final = "leadsla"
#: The standard names and the data each carries.
VOCABULARY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "created": (),
        "requested": ("content",),
        "delivered": ("content",),
        "scored": ("score",),
        "qualified": (),
        "assigned": ("to",),
        "notified": ("to",),
        "accepted": (),
        "rejected": ("reason",),
        "touched": ("channel", "direction", "outcome", "minutes", "content"),
        "connected": ("channel", "direction", "outcome", "minutes", "content"),
        "replied": ("channel", "direction", "outcome", "content"),
        "advanced": (),
        "updated": (),
        "recycled": ("to",),
        "disqualified": ("reason",),
        "proposed": ("amount",),
        "won": ("amount",),
        "lost": ("reason",),
        "withdrawn": ("id",),
        "merged": ("into",),
        "meeting_held": ("attended", "meeting"),
        "status_reported": (),
    }
)
CHANNELS: Final = ("call", "voicemail", "email", "linkedin", "sms", "meeting", "other")
#: What a contact attempt is taken to be where its source does not say.
TOUCHES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "touched": {"channel": "other", "direction": "outbound", "outcome": "unknown"},
        "connected": {"channel": "other", "direction": "outbound", "outcome": "connected"},
        "replied": {"channel": "other", "direction": "inbound", "outcome": "replied"},
    }
)


def is_missing(value: Any) -> bool:
    """Whether a value counts as not given: null, blank text, or not a number.

    >>> [is_missing(value) for value in (None, " ", float("nan"), 0, False)]
    [True, True, True, False, False]
    """
    if value is None:
        return True
    if isinstance(value, str):
        return not value or value.isspace()
    try:
        return bool(value != value)
    except Exception:  # noqa: BLE001 - a foreign null may refuse to be compared: then nothing is known
        return True


def shown(value: Any) -> str:
    """A value of any kind as it is written in reports; what has no `repr` of its own is named by its type.

    >>> shown("a"), shown(10**5000)[:2]
    ("'a'", '0x')
    """
    try:
        return repr(value)
    except Exception:  # noqa: BLE001 - a report about odd data must not fail on them
        return hex(value) if isinstance(value, int) else f"<{type(value).__name__}>"


def _whole(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an event with what a contact attempt leaves out filled in."""
    given = dict(data)
    for key, default in TOUCHES.get(name, {}).items():
        if is_missing(given.get(key)):
            given[key] = default
    return given


@attrs.frozen(init=False, repr=False)
class Event:
    """Something that happened to a lead at an instant.

    `lead` is the lead's id, empty for an event of a team (`meeting_held`). `at` is an aware datetime, kept in UTC.
    `data` is a mapping of names to plain values. A second event with the same `id` is ignored; `seq` is the source's
    counter, which orders events of one instant; `recorded_at` is when the source learned of the event.

    >>> from datetime import datetime, timezone
    >>> Event("L1", datetime(2026, 3, 2, 9, tzinfo=timezone.utc), "touched", {"channel": "call"})
    Event('L1', 2026-03-02T09:00:00Z, 'touched', channel='call', direction='outbound', outcome='unknown')

    Raises `EventError` for a missing lead or name or data that is not a mapping, `TimeError` for a naive time.
    """

    lead: str
    at: dt.datetime
    name: str
    data: Mapping[str, Any] = attrs.field(hash=False)
    id: str | None
    actor: str | None
    seq: int | None
    recorded_at: dt.datetime | None
    #: `at` in microseconds since 1970 UTC: what the engine orders and reckons by.
    instant: int = attrs.field(eq=False)

    def __init__(
        self,
        lead: str,
        at: dt.datetime,
        name: str,
        data: Mapping[str, Any] | None = None,
        id: str | None = None,
        actor: str | None = None,
        seq: int | None = None,
        recorded_at: dt.datetime | None = None,
    ) -> None:
        if not isinstance(lead, str):
            raise EventError(f"`lead` is {lead!r}, not text; give the lead's id as text")
        if not isinstance(name, str) or not name:
            raise EventError(
                f"`name` of an event of lead {lead!r} is {name!r}; give the event's name, such as 'assigned'"
            )
        if data is not None and not isinstance(data, Mapping):
            raise EventError(
                f"`data` of {name!r} of lead {lead!r} is {data!r}, not a mapping of names to values"
            )
        if id is not None and not isinstance(id, str):
            raise EventError(f"`id` of {name!r} of lead {lead!r} is {id!r}, not text")
        if seq is not None and not isinstance(seq, int):
            raise EventError(f"`seq` of {name!r} of lead {lead!r} is {seq!r}, not a whole number")
        try:
            reckoned = instant(at)
            if recorded_at is not None:
                instant(recorded_at, "recorded_at")
        except TimeError as error:
            raise TimeError(f"{error} (event {name!r} of lead {lead!r})") from None
        whole = _whole(name, data or {}) if data or name in TOUCHES else {}
        # One positional call sets all slots: several times cheaper than a frozen attribute at a time.
        self.__attrs_init__(
            lead,
            at if at.tzinfo is UTC else EPOCH + reckoned * MICROSECOND,
            name,
            whole,
            id,
            actor,
            seq,
            recorded_at if recorded_at is None else recorded_at.astimezone(UTC),
            reckoned,
        )

    @property
    def order(self) -> tuple[int, int]:
        """What events are ordered by: the instant, then the source's counter (0 where there is none)."""
        return self.instant, self.seq or 0

    @property
    def is_attempt(self) -> bool:
        """Whether it is an attempt of ours to reach the lead: a touch, however it was logged, that goes out."""
        return self.name in TOUCHES and self.data.get("direction") == "outbound"

    def __repr__(self) -> str:
        data = "".join(f", {key}={shown(value)}" for key, value in self.data.items())
        return f"Event({self.lead!r}, {iso(self.instant)}, {self.name!r}{data})"
