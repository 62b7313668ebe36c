"""A mapping: how the rows of an export become events.

A mapping is data, written by people who know their export and not this library. So all that is wrong with one
is said at once, each with the key it stands at and what was probably meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from leadsla.errors import ReadError
from leadsla.readers.columns import Aliases, EventColumn, made
from leadsla.readers.mapping_faults import faults_of, refusal, unknown_key

#: Columns that a standard long file may have beside `lead`, `at` and `event`.
OPTIONAL: Final = ("id", "actor", "seq", "recorded_at")
#: In `drop`: every column that the mapping does not name.
OTHERS: Final = "*"


def _columns(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


def _aliases(value: Any) -> Any:
    return made(Aliases, value)


def _event_columns(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {name: _one_event(item) for name, item in value.items()}


def _one_event(item: Any) -> Any:
    items = item if isinstance(item, (list, tuple)) else [item]
    return tuple(EventColumn(item) if isinstance(item, str) else made(EventColumn, item) for item in items)


@attrs.frozen(kw_only=True)
class EventMapping:
    """How the rows of one file become events. Without arguments: the standard long file.

    `shape` is `long` (a row an event) or `wide` (a row a lead). In a long one `lead`, `at` and `event` name
    columns (several in `event` are joined by `:`), `names` turns the export's names into ours and
    `only_named` leaves out the rest; `actor`, `id`, `seq`, `recorded_at` name columns; every other column is
    data, under the key that `data` gives it, or its own name, unless `drop` lists it (`*` drops all that the
    mapping does not name); `constants` are data that every event carries where its row says nothing else. In
    a wide one `events` maps names to time columns, in the order in which they can happen, and `fields` maps
    columns to fields of the lead, carried by the row's earliest event.

    For both: `timezone` of the times without an offset; `format` of times that are not ISO 8601 (a `strptime`
    pattern, `epoch` or `epoch_ms`); `key` (a column such as the email) and `aliases` (a table) that join the
    leads of several systems; `encoding` and `delimiter` of the file.

    >>> EventMapping(shape="wide", lead="id", events={"created": "made_on"}).events["created"][0].column
    'made_on'

    Raises `ReadError` that lists all faults.
    """

    shape: str = "long"
    lead: str | None = None
    at: str | None = None
    event: tuple[str, ...] = attrs.field(default=(), converter=_columns)
    names: Mapping[str, str] = attrs.field(factory=dict)
    actor: str | None = None
    id: str | None = None
    seq: str | None = None
    recorded_at: str | None = None
    data: Mapping[str, str] = attrs.field(factory=dict)
    drop: tuple[str, ...] = attrs.field(default=(), converter=_columns)
    only_named: bool = False
    constants: Mapping[str, Any] = attrs.field(factory=dict)
    events: Mapping[str, tuple[EventColumn, ...]] = attrs.field(factory=dict, converter=_event_columns)
    fields: Mapping[str, str] = attrs.field(factory=dict)
    timezone: str | None = None
    format: str | None = None
    key: str | None = None
    aliases: Aliases | None = attrs.field(default=None, converter=_aliases)
    encoding: str | None = None
    delimiter: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.is_standard:
            object.__setattr__(self, "lead", "lead")
            object.__setattr__(self, "at", "at")
            object.__setattr__(self, "event", ("event",))
        if self.delimiter in ("tab", "\\t"):
            object.__setattr__(self, "delimiter", "\t")
        found = faults_of(self)
        if found:
            raise refusal("the mapping", found)

    @property
    def is_standard(self) -> bool:
        """Whether the columns are those of the long file that needs no mapping, optional ones included."""
        named = (self.lead, self.at, self.event)
        return self.shape == "long" and named in ((None, None, ()), ("lead", "at", ("event",)))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], where: str = "the mapping") -> EventMapping:
        """The mapping that plain data (of YAML, JSON, or written in Python) says; `where` opens the error.

        >>> EventMapping.from_dict({"lead": "case", "at": "timestamp", "evnt": "activity"})
        Traceback (most recent call last):
            ...
        leadsla.errors.ReadError: the mapping has faults:
          `evnt`: unknown key; write event
          `event`: missing; name the column of the events' names

        Raises `ReadError` that lists all faults.
        """
        if not isinstance(data, Mapping):
            raise ReadError(f"{where} is {data!r}, not keys and values such as `shape: long`")
        known = list(attrs.fields_dict(cls))
        found = [unknown_key(str(key), known) for key in data if key not in known]
        try:
            made = cls(**{key: value for key, value in data.items() if key in known and value is not None})
        except ReadError as error:
            found += error.faults
        if found:
            raise refusal(where, found)
        return made
