"""Why a criterion was true or false: the comparisons that decide it, each with the values it saw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from leadsla.criteria.compiled import Happening, Subject, condition, read
from leadsla.criteria.declared import SCORE_FUNCTIONS
from leadsla.criteria.durations import about
from leadsla.criteria.kinds import BUILT_INS, IN_WORDS, common_kind, kind_of
from leadsla.criteria.nodes import (
    And,
    Arithmetic,
    Call,
    Comparison,
    Data,
    Membership,
    Name,
    Node,
    Not,
    Or,
    walk,
)
from leadsla.criteria.printing import printed
from leadsla.criteria.values import is_present

_LONGEST: Final = 60  # characters of a value that is shown
_MISSING_RULE: Final = ": a comparison with a missing value is false"


def trace(tree: Node, fields: Mapping[str, str], lead: Subject, event: Happening | None) -> str:
    """The decisive parts of a checked criterion, one after another."""
    return "; ".join(dict.fromkeys(_decisive(tree, fields, lead, event)))


def _decisive(node: Node, fields: Mapping[str, str], lead: Subject, event: Happening | None) -> Iterator[str]:
    match node:
        case Not():
            yield from _decisive(node.part, fields, lead, event)
        case And() | Or():
            deciding = isinstance(node, Or)  # one true part decides an `or`, one false part an `and`
            truths = [condition(part, fields)(lead, event) for part in node.conditions]
            shown = deciding if deciding in truths else not deciding
            for part, truth in zip(node.conditions, truths, strict=True):
                if truth is shown:
                    yield from _decisive(part, fields, lead, event)
        case _:
            truth = condition(node, fields)(lead, event)
            yield f"{printed(node)} was {str(truth).lower()}{_seen(node, truth, fields, lead, event)}"


def _seen(node: Node, truth: bool, fields: Mapping[str, str], lead: Subject, event: Happening | None) -> str:
    """The values that a condition looked at, in brackets."""
    shown: dict[str, str] = {}
    missing = False
    for part, kind in _leaves(node, "flag", fields):
        value = read(part, kind, fields)(lead, event)
        missing = missing or value is None
        shown[printed(part)] = _state(part, kind, value, lead, event)
    if not shown:
        return ""
    values = ", ".join(f"{name} {state}" for name, state in shown.items())
    if truth or not isinstance(node, Comparison | Membership):
        return f" ({values})"
    return f" ({values}{_MISSING_RULE if missing else _division(node, fields, lead, event)})"


def _leaves(node: Node, kind: str, fields: Mapping[str, str]) -> Iterator[tuple[Node, str]]:
    """What a condition reads, each with the kind as which it is read."""
    match node:
        case Name():
            yield node, kind_of(node, fields)
        case Data():
            yield node, kind
        case Call() if node.name == "count" or node.name in SCORE_FUNCTIONS:
            yield node, kind_of(node, fields)
        case Call():
            yield from _leaves(node.arguments[0], "any" if node.name == "has" else "text", fields)
        case Comparison():
            common = common_kind(node.left, node.right, fields, node.sign not in ("==", "!="))
            for part in node.parts:
                yield from _leaves(part, common or "any", fields)
        case Membership():
            kinds = {common_kind(node.item, choice, fields) or "any" for choice in node.choices}
            yield from _leaves(node.item, kinds.pop() if len(kinds) == 1 else "any", fields)
        case _:
            for part in node.parts:
                yield from _leaves(part, "number" if isinstance(node, Arithmetic) else "flag", fields)


def _division(node: Node, fields: Mapping[str, str], lead: Subject, event: Happening | None) -> str:
    """The rule that made a comparison false though no value was missing: something was divided by zero."""
    divided = any(
        isinstance(part, Arithmetic)
        and part.sign == "/"
        and read(part, "number", fields)(lead, event) is None
        for part in walk(node)
    )
    return f": a division by zero counts as missing{_MISSING_RULE.replace(':', ', and')}" if divided else ""


def _state(part: Node, kind: str, value: Any, lead: Subject, event: Happening | None) -> str:
    if isinstance(part, Name) and part.name not in BUILT_INS:
        given: Any = lead.fields.get(part.name)
    elif isinstance(part, Data):
        given = event.data.get(part.key) if event is not None else None
    else:
        given = value
    if isinstance(part, Call) and isinstance(given, Fraction):  # points, which have few decimals
        given = Decimal(given.numerator) / given.denominator
    if value is not None:
        return f"is {about(given) if kind == 'duration' and isinstance(given, int) else _value(given)}"
    if is_present(given):
        return f"is {_value(given)}, which is not {IN_WORDS[kind]} and counts as missing"
    return "is missing, since there is no event" if isinstance(part, Data) and event is None else "is missing"


def _value(value: Any) -> str:
    """A value as a criterion would write it, cut where it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) >= 10**_LONGEST:
        return f"a number of more than {_LONGEST} digits"
    if isinstance(value, dt.date):
        value = value.isoformat()
    elif isinstance(value, int | float | Decimal | Fraction):
        return str(value)
    elif not isinstance(value, str):
        return f"a {type(value).__name__}"
    return f'"{value[:_LONGEST]}…"' if len(value) > _LONGEST else f'"{value}"'
