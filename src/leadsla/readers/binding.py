"""A mapping meets the columns of a file: every column it names must be there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadsla.errors import ReadError, nearest
from leadsla.readers.mapping import OPTIONAL, OTHERS, EventMapping
from leadsla.readers.mapping_faults import refusal

#: Where the last cell of a row stands: it is None in files whose rows have columns of their own.
ABSENT = -1
_SHOWN = 30


def named_columns(mapping: EventMapping) -> Iterator[tuple[str, str]]:
    """Every column that a mapping names, with the key that names it."""
    assert mapping.lead is not None
    yield "lead", mapping.lead
    if mapping.shape == "long":
        assert mapping.at is not None
        yield "at", mapping.at
        yield from (("event", column) for column in mapping.event)
        for role in OPTIONAL:
            column = getattr(mapping, role)
            if column is not None:
                yield role, column
        yield from (("data", column) for column in mapping.data)
        yield from (("drop", column) for column in mapping.drop if column != OTHERS)
    for name, times in mapping.events.items():
        for time in times:
            yield f"events.{name}.column", time.column
            if time.actor is not None:
                yield f"events.{name}.actor", time.actor
            yield from ((f"events.{name}.data", column) for column in time.data)
    yield from (("fields", column) for column in mapping.fields)
    if mapping.key is not None:
        yield "key", mapping.key


def missing_columns(named: Sequence[tuple[str, str]], columns: Sequence[str], path: str) -> ReadError | None:
    """The error that lists the named columns which a file does not have, or None when it has all."""
    found = []
    for key, column in named:
        if column not in columns:
            guess = nearest(column, columns)
            found.append(f"`{key}`: no column {column!r}" + (f"; did you mean {guess!r}?" if guess else ""))
    if not found:
        return None
    shown = ", ".join(map(repr, columns[:_SHOWN])) + (", ..." if len(columns) > _SHOWN else "")
    return refusal(f"{path}: the mapping of this file", [*found, f"the columns are {shown}"])


def role_of(mapping: EventMapping, role: str, columns: Sequence[str]) -> int | None:
    """Where the column of an optional role stands; the standard file has it under its own name, if at all."""
    column = getattr(mapping, role)
    if column is None and mapping.is_standard and role not in mapping.data and role not in mapping.drop:
        return columns.index(role) if role in columns else None
    return None if column is None else position(columns, column)


def position(columns: Sequence[str], column: str) -> int:
    """Where a column stands, or `ABSENT`."""
    return columns.index(column) if column in columns else ABSENT


def data_of(mapping: EventMapping, columns: Sequence[str], path: str) -> list[tuple[str, int]]:
    """The keys of an event's data in a long file, each with where its column stands.

    Raises `ReadError` when two columns would come under one key.
    """
    roles = {mapping.lead, mapping.at, *mapping.event, *(getattr(mapping, role) for role in OPTIONAL)}
    if mapping.is_standard:
        roles |= set(OPTIONAL)
    found: dict[str, int] = {}
    for where, column in enumerate(columns):
        if column in mapping.data:
            key = mapping.data[column]
        elif not column or column in roles or column in mapping.drop or OTHERS in mapping.drop:
            continue
        else:
            key = column
        if key in found:
            raise refusal(
                f"{path}: the mapping of this file",
                [f"`data`: {columns[found[key]]!r} and {column!r} both become {key!r}; rename or drop one"],
            )
        found[key] = where
    return list(found.items())
