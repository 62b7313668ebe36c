"""Which keys of a schema there are, and which of them a document has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

#: A definition of the schema (empty: the document itself) with the way inside it, and a key.
Place = tuple[str, str]


def keys_of(schema: dict[str, Any]) -> set[Place]:
    """Every key of a schema."""
    found = set(_keys({key: part for key, part in schema.items() if key != "$defs"}, ""))
    return found.union(*(_keys(part, name) for name, part in schema["$defs"].items()))


def _keys(part: Any, where: str) -> Iterator[Place]:
    if not isinstance(part, dict):
        return
    for key, inner in part.get("properties", {}).items():
        yield where, key
        yield from _keys(inner, f"{where}.{key}")
    for key, step in (("then", ""), ("else", ""), ("items", "[]"), ("additionalProperties", ".*")):
        yield from _keys(part.get(key), where + step)
    for inner in (*part.get("allOf", ()), *part.get("anyOf", ())):
        yield from _keys(inner, where)


def keys_in(value: Any, part: dict[str, Any], schema: dict[str, Any], where: str = "") -> Iterator[Place]:
    """The keys of a schema that a valid value has."""
    definitions = schema["$defs"]
    if "$ref" in part:
        where = part["$ref"].rpartition("/")[2]
        yield from keys_in(value, definitions[where], schema, where)
        return
    own, others = part.get("properties", {}), part.get("additionalProperties")
    for key, item in value.items() if isinstance(value, dict) else ():
        if key in own:
            yield where, key
            yield from keys_in(item, own[key], schema, f"{where}.{key}")
        elif isinstance(others, dict):
            yield from keys_in(item, others, schema, f"{where}.*")
    for item in value if isinstance(value, list) else ():
        yield from keys_in(item, part.get("items", {}), schema, f"{where}[]")
    for branch in _branches(value, part, definitions):
        yield from keys_in(value, branch, schema, where)


def _branches(value: Any, part: dict[str, Any], definitions: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (*part.get("allOf", ()), *part.get("anyOf", ()))
    if "if" in part:
        holds = Draft202012Validator({**part["if"], "$defs": definitions}).is_valid(value)
        yield part.get("then" if holds else "else", {})
