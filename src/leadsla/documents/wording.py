"""Faults whose words say by themselves what they are about: which key of which clause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from leadsla.errors import Fault

#: Faults whose words do not name their place: they come from readers that do not know it.
_OF_A_VALUE: Final = ("wrong-type", "criterion", "window")
_OF_KEYS: Final = ("unknown key", "required key")


def worded(fault: Fault, tree: Mapping[str, Any]) -> Fault:
    """A fault with its place in words, where its own words do not have it."""
    if fault.path.startswith("clauses["):
        number, _, rest = fault.path.removeprefix("clauses[").partition("]")
        name = _clause_name(tree.get("clauses"), int(number))
        key = rest.removeprefix(".").partition(".")[0].partition("[")[0]
        deeper = rest.removeprefix(f".{key}")
        return attrs.evolve(fault, what=_in_clause(fault, name, key, deeper))
    if fault.what.startswith(_OF_KEYS):
        inside = fault.path.rpartition(".")[0] if fault.on_key else fault.path
        return attrs.evolve(fault, what=f"{fault.what} in `{inside}`") if inside else fault
    if fault.path and fault.name in _OF_A_VALUE and f"`{fault.path.rpartition('.')[2]}`" not in fault.what:
        return attrs.evolve(fault, what=f"`{fault.path}`: {fault.what}")
    return fault


def _in_clause(fault: Fault, name: str, key: str, deeper: str) -> str:
    if fault.name == "duplicate-id":
        return fault.what
    if fault.what.startswith(_OF_KEYS):
        inside = key and (deeper or not fault.on_key)
        return f"{fault.what} in `{key}` of {name}" if inside else f"{fault.what} in {name}"
    of = (
        f"`{key}` of {name}"
        if key and f"`{key}`" not in fault.what and fault.name != "unknown-kind"
        else name
    )
    return f"{of}: {fault.what}"


def _clause_name(clauses: Any, number: int) -> str:
    entry = clauses[number] if isinstance(clauses, list) else None
    name = entry.get("id") if isinstance(entry, Mapping) else None
    return f"clause `{name}`" if isinstance(name, str) and name else f"clause {number + 1}"
