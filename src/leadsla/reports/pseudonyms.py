"""Pseudonyms: a log in which nobody can be recognised, and which is judged as the log itself.

A page that leaves the house needs no names. They are replaced before anything is judged, so that no later step, and no
sentence of an explanation, can let one through; what the agreement itself says stays, since outcomes depend on it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.criteria import coerce
from leadsla.criteria.formats import valid_email, valid_phone
from leadsla.documents.canonical import canonical
from leadsla.events import CHANNELS, ENGINE, TOUCHES, Event, is_missing
from leadsla.readers import EventLog

#: Data whose values are people of ours, leads, and events; whatever else is text is a value of its own field.
_PEOPLE: Final = frozenset({"to", "attended"})
_LEADS: Final = frozenset({"into"})
_EVENTS: Final = frozenset({"id"})
#: What makes a contact attempt: closed lists of words.
_ATTEMPT: Final = frozenset(
    {*CHANNELS, "inbound", "outbound", *(word for given in TOUCHES.values() for word in given.values())}
)
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'')
_PARTS: Final = re.compile(r"\b(?:contains|starts_with|ends_with)\(")
#: So many letters of a pseudonym are random: with a million names two are the same once in a million logs.
_LETTERS: Final = 12


@attrs.frozen(slots=False)
class Pseudonyms:
    """The pseudonyms of a log under an agreement: the same name gives the same one, `lead-k3f9a2mq7xcd`.

    They are a keyed digest (HMAC-SHA-256). The key is the digest of the whole log where none is given: who does not
    have the log cannot tell whose pseudonym one is by trying names, and the same log gives the same bytes. With a `key`
    of your own, which stays secret, names are the same from log to log.
    """

    agreement: Agreement
    key: bytes = attrs.field(repr=False)

    @classmethod
    def of(cls, events: Iterable[Event], agreement: Agreement, key: bytes | None = None) -> Pseudonyms:
        """The pseudonyms of a log."""
        return cls(agreement, _digest(events) if key is None else key)

    @cached_property
    def _agreed(self) -> tuple[str, ...]:
        """The texts of all versions."""
        versions = self.agreement.versions
        return tuple(text for one in versions for text in _texts(json.loads(canonical(one))))

    @cached_property
    def said(self) -> frozenset[str]:
        """The words of the agreement: texts of it, and what its criteria compare with, without case."""
        found: set[str] = set()
        for text in self._agreed:
            found.add(text.casefold())
            found.update((one or other).casefold() for one, other in _QUOTED.findall(text))
        return frozenset(found)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """What criteria look for inside texts, the longest first."""
        found = {
            one or other
            for text in self._agreed
            if _PARTS.search(text)
            for one, other in _QUOTED.findall(text)
        }
        return tuple(sorted(filter(None, found), key=lambda part: (-len(part), part)))

    @cached_property
    def _known(self) -> dict[tuple[str, str], str]:
        return {}

    def name(self, kind: str, value: str) -> str:
        """The pseudonym of a value of a kind (`lead`, `rep`, or the name of a field).

        What is empty, or a word of the agreement, stays; so does a part of it that criteria look for.
        """
        if is_missing(value) or value.casefold() in self.said:
            return value
        found = self._known.get((kind, value))
        if found is None:
            found = self._known[kind, value] = self._made(kind, value)
        return found

    def _made(self, kind: str, value: str) -> str:
        digest = hmac.new(
            self.key, f"{kind}\0{value}".encode("utf-8", "surrogatepass"), hashlib.sha256
        ).digest()
        plain = re.sub(r"[^a-z0-9]+", "-", kind.casefold()).strip("-") or "value"
        made = f"{plain}-{base64.b32encode(digest).decode().lower()[:_LETTERS]}"
        first = next((part for part in self.parts if value.startswith(part)), "")
        last = next((part for part in self.parts if value.endswith(part)), "")
        inside = [part for part in self.parts if part in value and part not in (first, last)]
        if kind not in ("lead", "rep", "event"):  # what was a usable address or number stays one
            if valid_email(value) and not last:
                last = "@example.invalid"
            elif valid_phone(value):
                return f"+0{int.from_bytes(digest[:8]) % 10**12:012d}1"
        return first + " ".join([made, *inside]) + last

    def event(self, event: Event) -> Event:
        """An event without names."""
        return Event(
            self.name("lead", event.lead),
            event.at,
            event.name,
            {key: self._value(key, value) for key, value in event.data.items()},
            id=None if event.id is None else self.name("event", event.id),
            actor=event.actor if event.actor in (None, ENGINE) else self.name("rep", event.actor or ""),
            seq=event.seq,
            recorded_at=event.recorded_at,
        )

    def _value(self, key: str, value: Any) -> Any:
        match value:
            case None | bool():
                return value
            case Mapping():
                return {inner: self._value(str(inner), item) for inner, item in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self._value(key, item) for item in value]
        declared = self.agreement.fields.get(key)
        if declared not in (None, "text") and (is_missing(value) or coerce(value, declared) is not None):
            return value
        if key in ("minutes", "amount") and isinstance(value, int | float | Decimal):
            return value
        if key in ("channel", "direction", "outcome") and value in _ATTEMPT:
            return value
        kind = "rep" if key in _PEOPLE else "lead" if key in _LEADS else "event" if key in _EVENTS else key
        return self.name(kind, value if isinstance(value, str) else repr(value))

    def log(self, log: EventLog) -> EventLog:
        """A log without names; of its files it tells how many rows there were, and not what stood there."""
        files = tuple(
            attrs.evolve(
                part,
                file=f"file {place}",
                problems=tuple(attrs.evolve(row, file=f"file {place}", what="") for row in part.problems),
            )
            for place, part in enumerate(log.report.files, 1)
        )
        return EventLog(tuple(map(self.event, log)), attrs.evolve(log.report, files=files))


def pseudonymous(log: EventLog, agreement: Agreement, key: bytes | None = None) -> EventLog:
    """A log in which leads, representatives, ids and every text of a field are replaced by pseudonyms.

    Numbers, dates and flags of declared fields stay, and so do the words that the agreement itself says, because
    outcomes depend on them. See `Pseudonyms` for what pseudonyms are.

    >>> import leadsla as ls
    >>> log = pseudonymous(ls.examples.acme_events(), ls.examples.acme())
    >>> log[0].lead[:5], len(log[0].lead), log[0].name
    ('lead-', 17, 'created')
    """
    return Pseudonyms.of(log, agreement, key).log(log)


def _digest(events: Iterable[Event]) -> bytes:
    found = hashlib.sha256()
    for event in events:
        told = f"{event!r}|{event.id!r}|{event.actor!r}|{event.seq!r}|{event.recorded_at!r}\n"
        found.update(told.encode("utf-8", "surrogatepass"))
    return found.digest()


def _texts(tree: Any) -> Iterable[str]:
    """All texts of a document, keys included."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from _texts(item)
