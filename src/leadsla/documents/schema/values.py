"""From the types of classes to the schema of what people write for them, as `Entries` reads it.

Both go by the same types, and by the same metadata of an attribute: `read` names a reader of its own, and `schema` says
what that reader takes. Without it a value with a reader of its own may be anything.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
import types
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias, Union, get_args, get_origin

import attrs

from leadsla.clauses import Clause
from leadsla.consequences import KEYS as ACTION_KEYS
from leadsla.consequences import VERBS, Action
from leadsla.criteria import Criterion, Length
from leadsla.documents.entries import is_key
from leadsla.documents.entry_faults import key_of
from leadsla.documents.schema.spellings import SOMETHING, TEXTS
from leadsla.documents.schema.words import about, about_key
from leadsla.lifecycle import Stage
from leadsla.periods import Share, Target
from leadsla.qualification import Rule, Scorecard, Scorecards
from leadsla.responsibilities import Goal, Provision
from leadsla.segments import Segments
from leadsla.triggers import Cause, Trigger
from leadsla.windows import Window

Schema: TypeAlias = dict[str, Any]

#: Anything that says something: a key with nothing after it is a fault wherever it stands.
ANYTHING: Final[Mapping[str, Any]] = {"type": ["string", "number", "boolean", "object", "array"]}
_LIST: Final[Schema] = {"type": "array"}
_PLAIN: Final[Mapping[Any, str]] = {str: "string", int: "integer", float: "number", bool: "boolean"}
#: Types that are written as text of a language of their own, and the names of their schemas.
_SPELLED: Final[Mapping[Any, str]] = {
    Window: "window",
    Share: "share",
    Target: "target",
    Length: "length",
    Criterion: "criterion",
    dt.date: "date",
}
#: What is wanted of a mapping beside its keys.
_BESIDE: Final[Mapping[type, Schema]] = {
    Cause: {"oneOf": [{"required": [key]} for key in ("event", "enters", "leaves")]},
    Provision: {"anyOf": [{"required": [key]} for key in ("words", "clause")]},
    Goal: {"anyOf": [{"required": [key]} for key in ("words", "clause")]},
    Rule: {
        "anyOf": [{"required": [key]} for key in ("when", "event")],
        "dependentRequired": {key: ["event"] for key in ("within", "half_life", "most")},
    },
}
#: What the words that a verb is followed by are.
_FOLLOWED_BY: Final[Mapping[str, str]] = {
    "role": "a role, a party, `assignee` or `both`",
    "stage": "a stage",
    "words": "words",
}


class Values:
    """The schemas of values by their types; classes are defined once, in `definitions`, and referred to."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {name: dict(schema) for name, schema in TEXTS.items()}
        self._names: dict[type, str] = {}
        self._special: Final = {
            Trigger: self._trigger,
            Action: self._action,
            Scorecards: self._scorecards,
            Provision: self._provision,
            Stage: self._stage,
        }

    def of(self, kind: Any) -> Schema:
        """The schema of a type."""
        origin, inner = get_origin(kind), get_args(kind)
        if kind in _PLAIN:
            return {"type": _PLAIN[kind]}
        if kind in _SPELLED:
            return _reference(_SPELLED[kind])
        if origin in (Union, types.UnionType):
            return self._union([part for part in inner if part is not type(None)])
        if origin is Literal:
            return {"enum": list(inner)}
        if origin is Segments:
            return self.by_segment(self.of(inner[0]))
        if origin is list or (origin is tuple and inner[1:] == (...,)):
            return one_or_list(self.of(inner[0]))
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            return {"enum": [member.value for member in kind]}
        if isinstance(kind, type) and attrs.has(kind):
            return self.of_class(kind)
        return dict(ANYTHING)

    def _union(self, parts: list[Any]) -> Schema:
        schemas = [self.of(part) for part in parts]
        return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}

    def of_class(self, cls: type) -> Schema:
        """A reference to the definition of a class, which is made when it is first asked for."""
        if cls not in self._names:
            name = self._names[cls] = self._free_name(cls)
            self.definitions[name] = {}  # it may hold values of its own type
            self.definitions[name] = self._special.get(cls, self.mapping)(cls)
        return _reference(self._names[cls])

    def _free_name(self, cls: type) -> str:
        plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()
        name = cls.kind if issubclass(cls, Clause) and cls.kind else plain
        number = 1
        while name in self.definitions:
            number += 1
            name = f"{plain}_{number}"
        return name

    def mapping(self, cls: type) -> Schema:
        """A mapping with the keys of a class."""
        fields = [field for field in attrs.fields(attrs.resolve_types(cls)) if is_key(field)]
        properties = {key_of(field.name): self.of_key(cls, field) for field in fields}
        required = [key_of(field.name) for field in fields if field.default is attrs.NOTHING]
        if issubclass(cls, Clause):
            properties = {"kind": {"const": cls.kind}, **properties}
            required = ["kind", *required]
        return {**described(about(cls)), **_mapping(properties, required), **_BESIDE.get(cls, {})}

    def of_key(self, cls: type, field: attrs.Attribute[Any]) -> Schema:
        """The schema of what stands under a key of a class, with what the key is for."""
        default = None if field.default is attrs.NOTHING else field.default
        default = default.value if isinstance(default, enum.Enum) else default
        shown = isinstance(default, bool | int | float) or (isinstance(default, str) and default)
        return {
            **self._value_of(field),
            **described(about_key(cls, key_of(field.name))),
            **({"default": default} if shown else {}),
        }

    def _value_of(self, field: attrs.Attribute[Any]) -> Schema:
        if field.metadata.get("may_be_empty"):
            return {"if": {"type": "array", "maxItems": 0}, "else": self.of(Trigger)}
        if "schema" not in field.metadata and "read" not in field.metadata:
            return self.of(field.type)
        own = dict(field.metadata.get("schema", ANYTHING))
        return self.by_segment(own) if get_origin(field.type) is Segments else own

    def by_segment(self, value: Schema) -> Schema:
        """A value, or one for each of some segments."""
        segments = {"minItems": 1, "items": _mapping({"when": self.of(Criterion), "is": value}, ["is"])}
        a_list_itself = _LIST in (value.get("if"), {"type": value.get("type")}) or value == ANYTHING
        # A list of mappings is one of segments; of a value that is no list itself, any list is.
        alone = {**_LIST, "minItems": 1, "items": {"type": "object"}} if a_list_itself else _LIST
        return {"if": alone, "then": segments, "else": value, **self._examples(value)}

    def _examples(self, value: Schema) -> Schema:
        """The examples of a value, for a place where it is one of two things: editors offer them there too."""
        defined = self.definitions.get(value.get("$ref", "").rpartition("/")[2], value)
        return {"examples": defined["examples"]} if "examples" in defined else {}

    def _trigger(self, cls: type) -> Schema:
        """An event's name, a mapping, or a list of triggers."""
        items = _reference(self._names[cls])
        others = {"type": ["string", "array"], "minLength": 1, "minItems": 1, "items": items}
        return {**described(about(cls)), **if_a_mapping(self.of_class(Cause), others)}

    def _action(self, cls: type) -> Schema:
        """A verb with whom or what it concerns, and when."""
        types_of = attrs.fields_dict(attrs.resolve_types(cls))
        verbs = {
            verb: {**said(), "description": f"`{verb}` and then {_FOLLOWED_BY[named]}."}
            for verb, named in VERBS.items()
        }
        keys = {key: self.of_key(cls, types_of[key]) for key in ACTION_KEYS}
        keys["by"] |= said()
        one = {"oneOf": [{"required": [verb]} for verb in VERBS]}
        return {**described(about(cls)), **_mapping({**verbs, **keys}, []), **one}

    def _stage(self, cls: type) -> Schema:
        return {**described(about(cls)), **if_a_mapping(self.mapping(cls), {"type": "string"})}

    def _provision(self, cls: type) -> Schema:
        return {**described(about(cls)), **if_a_mapping(self.mapping(cls), said())}

    def _scorecards(self, cls: type) -> Schema:
        """Cards by their names, and beside them the threshold and the grades."""
        points = dict(attrs.fields_dict(Rule)["points"].metadata["schema"])
        some = {"type": "object", "additionalProperties": points}
        threshold = {**some, "minProperties": 1, "properties": {"when": self.of(Criterion)}}
        ready = if_a_mapping(threshold, {**points, "type": [points["type"], "string"]})
        keys: dict[str, Schema] = {"ready": ready, "grades": some}
        return {
            **described(about(cls)),
            "type": "object",
            "properties": {key: schema | described(about_key(cls, key)) for key, schema in keys.items()},
            "additionalProperties": self.of(Scorecard),
        }


def one_or_list(item: Schema) -> Schema:
    """One value, or a list of them."""
    return {"if": _LIST, "then": {"items": {} if item == ANYTHING else item}, "else": item}


def if_a_mapping(mapping: Schema, otherwise: Schema) -> Schema:
    """One of two schemas, by what a value is: so editors say what is wrong with it as such a one."""
    return {"if": {"type": "object"}, "then": mapping, "else": otherwise}


def said() -> Schema:
    """Text that says something."""
    return {"type": "string", "pattern": SOMETHING}


def described(text: str) -> Schema:
    """A description, where there is one."""
    return {"description": text} if text else {}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _mapping(properties: Mapping[str, Any], required: list[str]) -> Schema:
    found: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**found, "required": required} if required else found
