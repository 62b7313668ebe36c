"""What kind of value each part of a criterion has, and which kinds can be compared.

The check and the compiled form both ask here, so that what is accepted is what is computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from leadsla.criteria.nodes import Arithmetic, Call, Constant, Data, Name, Node
from leadsla.criteria.tokens import is_name
from leadsla.criteria.values import FIELD_TYPES

#: Names that a criterion knows without their being declared.
BUILT_INS: Final[Mapping[str, str]] = MappingProxyType(
    {"stage": "text", "assignee": "text", "age": "duration", "passes": "number"}
)
NUMBERS: Final = frozenset({"number", "money", "share"})
#: Kinds with an order; of the others only `==` and `!=` can be asked.
ORDERED: Final = NUMBERS | {"date", "duration", "any"}
IN_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "number": "a number",
        "money": "an amount of money",
        "share": "a share",
        "text": "text",
        "date": "a date",
        "flag": "true or false",
        "duration": "a length of time",
        "any": "any value",
    }
)


@attrs.frozen
class Signature:
    """How a function is called. An argument is a `name` (a field or event.x), `text` or a `literal` text."""

    arguments: tuple[str, ...]
    gives: str
    example: str
    keywords: tuple[str, ...] = ()
    #: Arguments that may be left out.
    optional: tuple[str, ...] = ()


FUNCTIONS: Final[Mapping[str, Signature]] = MappingProxyType(
    {
        "has": Signature(("name",), "flag", "has(email)"),
        "count": Signature(("literal",), "number", 'count("pricing_page", within="14 days")', ("within",)),
        "lower": Signature(("text",), "text", "lower(industry)"),
        "contains": Signature(("text", "literal"), "flag", 'contains(title, "sales")'),
        "starts_with": Signature(("text", "literal"), "flag", 'starts_with(phone, "+1")'),
        "ends_with": Signature(("text", "literal"), "flag", 'ends_with(email, "@example.org")'),
        "valid_email": Signature(("text",), "flag", "valid_email(email)"),
        "valid_phone": Signature(("text",), "flag", "valid_phone(phone)"),
        "points": Signature((), "number", 'points("fit")', optional=("literal",)),
        "grade": Signature((), "text", 'grade() in ["A", "B"]'),
        "sales_ready": Signature((), "flag", "sales_ready()"),
    }
)


def can_be_field(name: str) -> bool:
    """Whether an agreement can declare a field of that name: it can be written, and is not built in.

    >>> can_be_field("employees"), can_be_field("stage"), can_be_field("lead score")
    (True, False, False)
    """
    return is_name(name) and name not in BUILT_INS


def kind_of(node: Node, fields: Mapping[str, str]) -> str:
    """The kind of a part's value: a field type, `duration`, `any` (event.x), or `unknown`.

    A field declared with a type that there is not is unknown too: that fault is not the criterion's.
    """
    match node:
        case Constant():
            return node.kind
        case Name():
            declared = fields.get(node.name, "")
            return BUILT_INS.get(node.name) or (declared if declared in FIELD_TYPES else "unknown")
        case Data():
            return "any"
        case Call():
            return FUNCTIONS[node.name].gives if node.name in FUNCTIONS else "unknown"
        case Arithmetic():
            return "number"
        case _:
            return "flag"


def common_kind(left: Node, right: Node, fields: Mapping[str, str], ordered: bool = False) -> str | None:
    """The kind as which two parts are compared, or None where they cannot be.

    A text literal beside a date or a length of time is one; beside event.x it is text, or a date where order
    is asked.
    """
    kinds = {kind_of(left, fields), kind_of(right, fields)}
    if "unknown" in kinds:
        return "unknown"
    literal = any(isinstance(node, Constant) and node.kind == "text" for node in (left, right))
    if "any" in kinds:
        kinds.discard("any")
        kind = kinds.pop() if kinds else "any"
        return "date" if ordered and literal and kind == "text" else kind
    if len(kinds) == 1:
        return kinds.pop()
    if kinds <= NUMBERS:
        return "number"
    timed = kinds & {"date", "duration"}
    return timed.pop() if literal and len(timed) == 1 and kinds <= timed | {"text"} else None
