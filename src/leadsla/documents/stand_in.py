"""What stands in for the parts of an entry that cannot be read, so that the rest of it can be judged all the same.

A clause whose window is misspelt may name a stage that does not exist too, and both are to be said at once. So the
broken part is replaced by something that is always right, and nothing that is said of that part is passed on.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
import types
from collections.abc import Iterable, Mapping
from typing import Any, Final, Union, get_args, get_origin

import attrs

from leadsla.consequences import Action
from leadsla.criteria import Criterion
from leadsla.documents.entry_faults import join, key_of
from leadsla.errors import Fault
from leadsla.periods import Share, Target
from leadsla.segments import Segments
from leadsla.triggers import Trigger
from leadsla.windows import Window

_HOLDS_ANYWHERE: Final = 'stage == "x"'
_RIGHT: Final[Mapping[Any, Any]] = {
    str: "both",
    int: 1,
    float: 1.0,
    bool: True,
    dt.date: dt.date(2026, 1, 1),
    Window: "1 hour",
    Criterion: _HOLDS_ANYWHERE,
    Target: "50% per month",
    Share: "50%",
    Trigger: "created",
    Action: {"alert": "both"},
}
_STEP: Final = re.compile(r"[^.\[\]]+")
_NESTED: Final = re.compile(r"[.\[]")


def right(kind: Any) -> Any:
    """Something that can always be written where a value of that type is wanted; None where nothing is known."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in _RIGHT:
        return _RIGHT[kind]
    if origin in (Union, types.UnionType):
        return right(next((part for part in inner if part is not type(None)), None))
    if origin is Segments:
        return right(inner[0])
    if origin is tuple:
        return [right(inner[0])]
    if origin in (Mapping, dict):
        return {"any": right(inner[1])}
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind)).value
    if isinstance(kind, type) and attrs.has(kind):
        fields = attrs.fields(attrs.resolve_types(kind))
        return {key_of(field.name): right(field.type) for field in fields if field.default is attrs.NOTHING}
    return None


def repaired(cls: type, given: Mapping[str, Any], faults: Iterable[Fault]) -> tuple[dict[str, Any], set[str]]:
    """An entry with its broken parts replaced, and the paths of what was.

    An attribute that is text of a language of its own names an `example` of it in its metadata.
    """
    examples = {
        key_of(field.name): field.metadata["example"]
        for field in attrs.fields(cls)
        if "example" in field.metadata
    }
    kinds = {key_of(field.name): field.type for field in attrs.fields(attrs.resolve_types(cls)) if field.init}
    found = {key: value for key, value in given.items() if key in kinds and value is not None}
    replaced = set()
    for fault in faults:
        steps = [int(step) if step.isdigit() else step for step in _STEP.findall(_meant(fault, kinds))]
        if steps and steps[0] in examples:
            found[steps[0]] = examples[steps[0]]
            replaced.add(str(steps[0]))
        elif steps and steps[0] in kinds:
            found[steps[0]], path = _replaced(found.get(steps[0]), kinds[steps[0]], steps[1:])
            replaced.add(f"{steps[0]}{path}")
    return {key: value for key, value in found.items() if value is not None}, replaced


def _meant(fault: Fault, kinds: Mapping[str, Any]) -> str:
    """The path that a fault makes useless; by a misspelt key it is the one that was meant."""
    if (
        fault.path not in kinds
        and fault.name in ("unknown-key", "missing-key")
        and _NESTED.search(fault.path) is None
    ):
        return (fault.write or "").partition(":")[0]
    return fault.path


def _replaced(value: Any, kind: Any, steps: list[Any]) -> tuple[Any, str]:
    """A value with the innermost broken part that can be replaced by itself replaced; and the path of that part."""
    if steps and isinstance(steps[0], int) and isinstance(value, list) and steps[0] < len(value):
        item, path = _replaced_part(value[steps[0]], kind, steps[1:])
        if item is None:
            item = _item(kind)
        return [*value[: steps[0]], item, *value[steps[0] + 1 :]], f"[{steps[0]}]{path}"
    part, path = _replaced_part(value, kind, steps)
    return (right(kind), "") if part is None else (part, path)


def _replaced_part(value: Any, kind: Any, steps: list[Any]) -> tuple[Any, str]:
    """A mapping with one key replaced that may be anything of its type; else nothing."""
    parts = {"when": _HOLDS_ANYWHERE, "after": "1 hour", "within": "1 hour", "done_by": "created"}
    parts |= {"is": right(kind)} if Segments in _origins(kind) else {}
    if len(steps) == 1 and steps[0] in parts and isinstance(value, Mapping) and steps[0] in value:
        return {**value, steps[0]: parts[steps[0]]}, f".{steps[0]}"
    return None, ""


def _origins(kind: Any) -> tuple[Any, ...]:
    return (get_origin(kind), *map(get_origin, get_args(kind)))


def _item(kind: Any) -> Any:
    kind = (
        next((part for part in get_args(kind) if part is not type(None)), kind) if _optional(kind) else kind
    )
    if get_origin(kind) is Segments:
        return {"when": _HOLDS_ANYWHERE, "is": right(kind)}
    return right(get_args(kind)[0]) if get_origin(kind) is tuple else right(kind)


def _optional(kind: Any) -> bool:
    return get_origin(kind) in (Union, types.UnionType)


def is_under(path: str, places: Iterable[str]) -> bool:
    """Whether a path is one of these places, or inside one.

    >>> is_under("within[0].is", {"within[0]"}), is_under("within[0]", {"within[0].is"}), is_under("a[10]", {"a[1]"})
    (True, False, False)
    """
    return any(path == place or path.startswith((join(place, "x")[:-1], f"{place}[")) for place in places)
