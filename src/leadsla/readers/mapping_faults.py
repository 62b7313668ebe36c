"""What can be wrong with a mapping, whatever file it is for.

Kept apart from the mapping itself so that the fields read as the contract they are. Every check yields
sentences of one form: the key, what is wrong, what to write.
"""

from __future__ import annotations

import codecs
import datetime as dt
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.errors import ReadError, TimeError, nearest
from leadsla.instants import zone
from leadsla.readers.columns import Aliases, EventColumn
from leadsla.readers.times import EPOCHS

if TYPE_CHECKING:
    from leadsla.readers.mapping import EventMapping

SHAPES: Final = ("long", "wide")
_ONLY: Final[Mapping[str, tuple[str, ...]]] = {
    "long": (
        "at", "event", "names", "actor", "id", "seq", "recorded_at", "data", "drop", "only_named",
        "constants",
    ),
    "wide": ("events", "fields"),
}  # fmt: skip
_TEXTS: Final = ("lead", "at", "actor", "id", "seq", "recorded_at", "key")
_TIMED: Final = dt.datetime(2026, 3, 14, 15, 9, 26, tzinfo=dt.UTC)


def refusal(where: str, faults: Iterable[str]) -> ReadError:
    """The error that lists all faults of one mapping."""
    found = tuple(faults)
    return ReadError(f"{where} has faults:\n" + "\n".join(f"  {fault}" for fault in found), found)


def unknown_key(key: str, known: Iterable[str], place: str = "") -> str:
    """The fault of a key that means nothing."""
    guess = nearest(key, known)
    advice = f"write {guess}" if guess else f"the keys are {', '.join(known)}"
    return f"`{place}{key}`: unknown key; {advice}"


def faults_of(mapping: EventMapping) -> list[str]:
    """All that is wrong with a mapping, in the order of its keys."""
    if mapping.shape not in SHAPES:
        return [f"`shape`: {mapping.shape!r} is no shape; write long (a row an event) or wide (a row a lead)"]
    found = [*_required(mapping), *_of_other_shape(mapping), *_texts(mapping), *_renames(mapping)]
    found += [*_long(mapping), *_wide(mapping), *_aliases(mapping.aliases)]
    return [*found, *_times("", mapping.timezone, mapping.format), *_file(mapping)]


def _required(mapping: EventMapping) -> Iterator[str]:
    if mapping.lead is None:
        yield "`lead`: missing; name the column of the leads' ids"
    if mapping.shape == "long":
        if mapping.at is None:
            yield "`at`: missing; name the column of the events' times"
        if mapping.event == ():
            yield "`event`: missing; name the column of the events' names"
    elif not mapping.events:
        yield "`events`: missing; name the events and their time columns, such as `created: created_at`"


def _of_other_shape(mapping: EventMapping) -> Iterator[str]:
    other = "wide" if mapping.shape == "long" else "long"
    for name in _ONLY[other]:
        if getattr(mapping, name):
            yield f"`{name}`: a {mapping.shape} mapping has no such key; it belongs to `shape: {other}`"


def _texts(mapping: EventMapping) -> Iterator[str]:
    for name in _TEXTS:
        value = getattr(mapping, name)
        if value is not None:
            yield from _column(name, value)


def _column(key: str, value: Any) -> Iterator[str]:
    if not isinstance(value, str) or not value.strip():
        yield f"`{key}`: {value!r} is no name of a column; write it as text, in quotes if it is a number"


def _renames(mapping: EventMapping) -> Iterator[str]:
    for name in ("names", "data", "fields"):
        yield from _renaming(name, getattr(mapping, name), unique=name != "names")


def _renaming(place: str, value: Any, unique: bool) -> Iterator[str]:
    """Faults of a table of texts; where `unique`, no two may become the same."""
    if not isinstance(value, Mapping):
        yield f"`{place}`: {value!r} is no table; write `{place}: {{theirs: ours}}`"
        return
    taken: dict[Any, Any] = {}
    for theirs, ours in value.items():
        if not isinstance(theirs, str) or not isinstance(ours, str) or not ours.strip():
            yield f"`{place}`: {theirs!r}: {ours!r} must both be text; put numbers in quotes"
        elif unique and ours in taken:
            yield f"`{place}`: {taken[ours]!r} and {theirs!r} both become {ours!r}; rename one"
        else:
            taken[ours] = theirs


def _long(mapping: EventMapping) -> Iterator[str]:
    for name in ("event", "drop"):
        value = getattr(mapping, name)
        if not isinstance(value, tuple):
            yield f"`{name}`: {value!r} is no column; write a column or a list of columns"
        else:
            yield from (fault for column in value for fault in _column(name, column))
    if not isinstance(mapping.only_named, bool):
        yield f"`only_named`: {mapping.only_named!r}; write true or false"
    elif mapping.only_named and not mapping.names:
        yield "`only_named`: without `names` it leaves out every row; name the events to keep in `names`"
    if not isinstance(mapping.constants, Mapping) or not all(
        isinstance(key, str) for key in mapping.constants
    ):
        yield f"`constants`: {mapping.constants!r} is no table; write `constants: {{channel: email}}`"
    if isinstance(mapping.drop, tuple) and isinstance(mapping.data, Mapping):
        for column in mapping.drop:
            if column in mapping.data:
                yield f"`drop`: {column!r} is also in `data`; keep one of them"


def _wide(mapping: EventMapping) -> Iterator[str]:
    if not isinstance(mapping.events, Mapping):
        yield f"`events`: {mapping.events!r} is no table; write `events: {{created: {{column: created_at}}}}`"
        return
    for name, columns in mapping.events.items():
        if not isinstance(name, str) or not name.strip():
            yield f"`events`: {name!r} is no name of an event; write it as text"
        for column in columns:
            place = f"events.{name}."
            if not isinstance(column, EventColumn):
                yield from _misfit(place, column, EventColumn)
                continue
            yield from _column(f"{place}column", column.column)
            if column.actor is not None:
                yield from _column(f"{place}actor", column.actor)
            yield from _renaming(f"{place}data", column.data, unique=True)
            yield from _times(place, column.timezone, column.format)


def _misfit(place: str, value: Any, kind: type[attrs.AttrsInstance]) -> Iterator[str]:
    """Why a value could not be made into `kind`."""
    fields = attrs.fields_dict(kind)
    names = {name.rstrip("_"): field for name, field in fields.items()}
    if not isinstance(value, Mapping):
        yield f"`{place.rstrip('.')}`: {value!r} is no table; its keys are {', '.join(names)}"
        return
    for key in value:
        if key not in names:
            yield unknown_key(str(key), names, place)
    for name, field in names.items():
        if field.default is attrs.NOTHING and name not in value:
            yield f"`{place}{name}`: missing"


def _aliases(value: Any) -> Iterator[str]:
    if value is None:
        return
    if not isinstance(value, Aliases):
        yield from _misfit("aliases.", value, Aliases)
        return
    for name, text in (("file", value.file), ("from", value.from_), ("to", value.to)):
        if not isinstance(text, str) or not text:
            yield f"`aliases.{name}`: {text!r}; write it as text"


def _times(place: str, timezone: Any, format: Any) -> Iterator[str]:
    if timezone is not None:
        try:
            zone(timezone, f"{place}timezone")
        except TimeError as error:
            yield str(error)
    if format is None or (isinstance(format, str) and format in EPOCHS):
        return
    if not isinstance(format, str) or "%" not in format:
        yield f"`{place}format`: {format!r}; write a pattern such as '%d/%m/%Y %H:%M', or epoch, or epoch_ms"
    elif "%Z" in format:
        yield f"`{place}format`: %Z reads names of zones that are not unique; use %z, or give `timezone`"
    elif not any(year in format for year in ("%Y", "%y", "%G", "%c", "%x")):
        yield f"`{place}format`: {format!r} names no year; a time needs one, such as %Y"
    else:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                dt.datetime.strptime(_TIMED.strftime(format), format)  # noqa: DTZ007 - only whether it can be read
        except ValueError as error:
            yield f"`{place}format`: {format!r} cannot be read back ({error}); write a strptime pattern"


def _file(mapping: EventMapping) -> Iterator[str]:
    if mapping.encoding is not None:
        try:
            "a".encode(codecs.lookup(mapping.encoding).name)
        except (LookupError, TypeError, UnicodeError):
            yield f"`encoding`: {mapping.encoding!r} is no encoding of text; write such as cp1252 or utf-16"
    if mapping.delimiter is not None and (
        not isinstance(mapping.delimiter, str)
        or len(mapping.delimiter) != 1
        or mapping.delimiter in '"\r\n\0'
    ):
        yield f"`delimiter`: {mapping.delimiter!r} is not one character; write such as ';' or tab"
