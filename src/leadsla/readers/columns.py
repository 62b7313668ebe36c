"""The parts of a mapping that have keys of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs


@attrs.frozen
class EventColumn:
    """One time column of a wide file: each row with a time in `column` has the event then.

    `timezone` and `format` stand before those of the whole mapping; `actor` is a column, and `data` maps
    columns to the keys under which the event carries them.
    """

    column: str
    timezone: str | None = None
    format: str | None = None
    actor: str | None = None
    data: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Aliases:
    """A table that says which lead an id of this file belongs to: a row of `file` reads `from_` is `to`."""

    file: str
    from_: str
    to: str


def made(kind: type[Any], value: Any) -> Any:
    """`value` as an instance of `kind` where its keys allow that; else as it is, to be found fault with."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        return value
    given = {("from_" if key == "from" else key): item for key, item in value.items()}
    names = attrs.fields_dict(kind)
    required = {name for name, field in names.items() if field.default is attrs.NOTHING}
    return kind(**given) if required <= given.keys() <= names.keys() else value
