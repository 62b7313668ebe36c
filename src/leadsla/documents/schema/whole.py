"""The schema of a whole document: its sections, calendars, and a clause by its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.clauses import Clause, kinds_by_tag
from leadsla.documents.schema.calendars import calendar_definitions
from leadsla.documents.schema.values import Schema, Values, described, if_a_mapping
from leadsla.documents.schema.words import about, about_key
from leadsla.documents.structure import BY_NAME, KEYS, NUMBERED, PLAIN, REQUIRED
from leadsla.funnels import FUNNELS
from leadsla.indicators import Indicator
from leadsla.lifecycle import Lifecycle, Move, Stage

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
#: What is said of a clause before its kind is known.
_OF_ALL_KINDS: Final = ("id", "owner", "title")


def schema(kinds: Iterable[type[Clause]] = ()) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of agreements, for editors: it completes keys and marks what cannot be read.

    It is made from the classes by which documents are read; `kinds` are kinds of clauses of your own, as for `load`.
    It accepts all that `load` accepts, and refuses all that is wrong with a document's structure: keys that are unknown
    or missing, values of another type, words that are none of those there are, and windows, shares, dates and times
    that cannot be read. What a document names and does not declare is for `check` to find.

    >>> list(schema()["properties"])[:4]
    ['leadsla', 'agreement', 'title', 'organisation']
    """
    values = Values()
    values.definitions |= calendar_definitions()
    values.definitions["clause"] = _clause(kinds_by_tag(kinds), values)
    properties = {key: _section(key, values) for key in KEYS}
    return {
        "$schema": _DIALECT,
        **described(about(Agreement)),
        "type": "object",
        "properties": properties,
        "required": list(REQUIRED),
        "additionalProperties": False,
        "$defs": dict(sorted(values.definitions.items())),
    }


def _section(key: str, values: Values) -> Schema:
    """What stands under a key of the document."""
    field = attrs.fields_dict(attrs.resolve_types(Agreement))[key]
    if "schema" in field.metadata or key not in (*_SECTIONS, *BY_NAME, *NUMBERED, *PLAIN):
        return values.of_key(Agreement, field)
    if key in _SECTIONS:
        found = _SECTIONS[key](values)
    elif key in BY_NAME:
        found = {"type": "object", "additionalProperties": values.of(BY_NAME[key])}
    elif key in NUMBERED:
        found = {"type": "array", "items": values.of(NUMBERED[key])}
    else:
        found = {"type": "array"}
    return {**found, **described(about_key(Agreement, key))}


def _lifecycle(values: Values) -> Schema:
    """Stages and moves, or the name of a ready-made one."""
    of_ones_own = {
        "type": "object",
        "properties": {
            key: {"type": "array", "items": values.of(kind), **described(about_key(Lifecycle, key))}
            for key, kind in (("stages", Stage), ("moves", Move))
        },
        "additionalProperties": False,
    }
    return {**if_a_mapping(of_ones_own, {"enum": list(FUNNELS)}), "examples": list(FUNNELS)}


def _clause(kinds: Mapping[str, type[Clause]], values: Values) -> Schema:
    """A clause: by its kind, whose keys it has. Editors then say what is wrong with it as one of that kind."""
    fields = attrs.fields_dict(attrs.resolve_types(Clause))
    kind = {
        "description": "What kind of promise it is; the other keys are those of its kind.",
        "enum": list(kinds),
        "enumDescriptions": [about(cls) for cls in kinds.values()],
    }
    return {
        **described(about(Clause)),
        "type": "object",
        "properties": {"kind": kind, **{key: values.of_key(Clause, fields[key]) for key in _OF_ALL_KINDS}},
        "required": ["id", "kind", "owner"],
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": tag}}, "required": ["kind"]},
                "then": values.of_class(cls),
            }
            for tag, cls in kinds.items()
        ],
    }


def _kpis(values: Values) -> Schema:
    """Anything, and what has a target is an indicator."""
    judged = {"if": {"type": "object", "required": ["target"]}, "then": values.of(Indicator)}
    return {"type": "array", "items": judged}


_SECTIONS: Final[Mapping[str, Callable[[Values], Schema]]] = {
    "kpis": _kpis,
    "calendars": lambda values: {"type": "object", "additionalProperties": {"$ref": "#/$defs/calendar"}},
    "clauses": lambda values: {"type": "array", "items": {"$ref": "#/$defs/clause"}},
    "lifecycle": _lifecycle,
}
