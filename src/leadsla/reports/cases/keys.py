"""The keys of a case: a mapping read key by key, with its faults under its own path, and what a value has to be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import attrs

from leadsla.documents.entries import Parts
from leadsla.documents.entry_faults import FaultyError, empty_faults, join, key_faults, under, wrong_type
from leadsla.errors import Fault, nearest


class EntryOf:
    """A mapping being read, key by key, with its faults under its own path."""

    def __init__(self, path: str, entry: Any, parts: Parts) -> None:
        self.path = path
        self.entry = entry
        self.parts = parts
        self.given: dict[str, Any] = {}
        self.faulty = False

    def check(self, of: str, known: Iterable[str], required: Iterable[str]) -> bool:
        """Whether it is a mapping; its keys are checked then."""
        if not isinstance(self.entry, Mapping):
            self.fault(wrong_type(f"a mapping for {of}", self.entry))
            return False
        self.given = {key: value for key, value in self.entry.items() if value is not None}
        for fault in key_faults(self.entry, tuple(dict.fromkeys(known)), required, of) + empty_faults(
            self.entry
        ):
            # What an event may carry depends on the agreement, so a list of all names would be no help.
            self.fault(attrs.evolve(fault, because=_WHY_NOT) if of == "an event" and fault.because else fault)
        return True

    def value(self, key: str, read: Callable[[Any], Any]) -> Any:
        given = self.given.get(key)
        before = len(self.parts.faults)
        found = None if given is None else self.parts.part(join(self.path, key), read, given)
        self.faulty |= len(self.parts.faults) > before
        return found

    def fault(self, fault: Fault) -> None:
        self.parts.faults += under(self.path, [fault])
        self.faulty = True


_WHY_NOT: Final = (
    "it is no data of the vocabulary, no field, and nothing in the agreement reads it as `event.NAME`"
)


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise FaultyError(wrong_type("text", value))
    return value


def whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise FaultyError(wrong_type("a whole number", value))
    return value


def as_it_is(value: Any) -> Any:
    return value


def period(value: Any) -> str:
    """The label of a period, which YAML may have taken for a date or a number: 2026-03-02, 2026."""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def names(value: Any) -> tuple[str, ...]:
    return (
        ()
        if value == "nothing"
        else tuple(text(item) for item in (value if isinstance(value, list) else [value]))
    )


def plain(value: Any) -> Any:
    """Data as a log has it: dates as they are written."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def one_of(name: str, known: Iterable[str], what: str) -> str:
    names = list(known)
    if name not in names:
        guess = nearest(name, names)
        listed = (
            f"there {'is' if len(names) == 1 else 'are'} {', '.join(names)}" if names else "there is none"
        )
        raise FaultyError(
            Fault(
                "unknown-name", f"there is no {what} `{name}`", write=guess, because=None if guess else listed
            )
        )
    return name
