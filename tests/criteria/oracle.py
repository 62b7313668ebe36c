"""A second answer: a criterion judged by a plain walk over its tree, with no code of the compiled form."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from leadsla.criteria import valid_email, valid_phone
from leadsla.criteria.nodes import (
    And,
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Data,
    Membership,
    Name,
    Node,
    Not,
    Or,
)

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_BUILT_IN = {"stage": "text", "assignee": "text", "age": "duration", "passes": "number"}


def judge(node: Node, fields: dict[str, str], lead: Any, event: Any) -> bool:
    """Whether the condition holds."""
    if isinstance(node, And):
        return all(judge(part, fields, lead, event) for part in node.conditions)
    if isinstance(node, Or):
        return any(judge(part, fields, lead, event) for part in node.conditions)
    if isinstance(node, Not):
        return not judge(node.part, fields, lead, event)
    if isinstance(node, Comparison):
        return _compare(node.sign, node.left, node.right, fields, lead, event)
    if isinstance(node, Membership):
        return _member(node, fields, lead, event)
    return _value(node, "flag", fields, lead, event) is True


def _kind(node: Node, fields: dict[str, str]) -> str:
    if isinstance(node, Constant):
        return node.kind
    if isinstance(node, Name):
        return _BUILT_IN.get(node.name) or fields[node.name]
    if isinstance(node, Data):
        return "any"
    if isinstance(node, Arithmetic) or (isinstance(node, Call) and node.name == "count"):
        return "number"
    return "text" if isinstance(node, Call) and node.name == "lower" else "flag"


def _shared_kind(left: Node, right: Node, ordered: bool, fields: dict[str, str]) -> str:
    kinds = [_kind(left, fields), _kind(right, fields)]
    for special in ("duration", "date"):
        if special in kinds:
            return special
    if set(kinds) == {"any"}:
        return "any"
    if "share" in kinds:
        return "share"
    if {"number", "money"} & set(kinds):
        return "number"
    if "flag" in kinds:
        return "flag"
    return "date" if ordered else "text"


def _order(sign: str, left: Any, right: Any) -> bool:
    if sign == "==":
        return bool(left == right)
    if sign == "!=":
        return bool(left != right)
    if sign in ("<", "<="):
        return left < right or (sign == "<=" and left == right)
    return right < left or (sign == ">=" and left == right)


def _compare(sign: str, left: Node, right: Node, fields: Any, lead: Any, event: Any) -> bool:
    ordered = sign not in ("==", "!=")
    kind = _shared_kind(left, right, ordered, fields)
    if kind != "any":
        one = _value(left, kind, fields, lead, event)
        other = _value(right, kind, fields, lead, event)
        return one is not None and other is not None and _order(sign, one, other)
    kinds = ["number", "date"] if ordered else ["number", "date", "flag", "text"]
    for kind in kinds:
        one = _value(left, kind, fields, lead, event)
        other = _value(right, kind, fields, lead, event)
        if kind in ("flag", "text"):  # between two values of the event these need the very type
            type_ = bool if kind == "flag" else str
            raw = [event.data.get(side.key) if event else None for side in (left, right)]  # type: ignore[attr-defined]
            if not all(isinstance(value, type_) for value in raw):
                continue
            one, other = (None if isinstance(value, str) and not value.strip() else value for value in raw)
        if one is not None and other is not None:
            return _order(sign, one, other)
    return False


def _member(node: Membership, fields: Any, lead: Any, event: Any) -> bool:
    readable = found = False
    for choice in node.choices:
        kind = _shared_kind(node.item, choice, False, fields)
        value = _value(node.item, kind, fields, lead, event)
        readable = readable or value is not None
        found = found or (value is not None and value == _value(choice, kind, fields, lead, event))
    return readable and found != node.negated


def _value(node: Node, kind: str, fields: Any, lead: Any, event: Any) -> Any:
    if isinstance(node, Constant):
        if node.kind in ("number", "share"):
            return Fraction(node.value) / (100 if node.kind == "share" else 1)  # type: ignore[arg-type]
        return _from_text(node.value, kind) if kind in ("date", "duration") else node.value
    if isinstance(node, Name):
        return _name(node.name, fields, lead)
    if isinstance(node, Data):
        return _untyped(event.data.get(node.key) if event else None, kind)
    if isinstance(node, Arithmetic):
        one = _value(node.left, "number", fields, lead, event)
        other = _value(node.right, "number", fields, lead, event)
        if one is None or other is None or (node.sign == "/" and other == 0):
            return None
        if node.sign == "/":
            return Fraction(one) / Fraction(other)
        return {"+": one + other, "-": one - other, "*": one * other}[node.sign]
    if isinstance(node, Call):
        return _call(node, fields, lead, event)
    return judge(node, fields, lead, event)


def _name(name: str, fields: Any, lead: Any) -> Any:
    if name == "age":
        return None if lead.created is None else lead.at - lead.created
    if name in _BUILT_IN:
        return _typed(getattr(lead, name), _BUILT_IN[name])
    return _typed(lead.fields.get(name), fields[name])


def _typed(value: Any, kind: str) -> Any:
    """A value that has its type already; anything else is missing."""
    if kind == "text":
        return value if isinstance(value, str) and value.strip() else None
    if kind == "flag":
        return value if isinstance(value, bool) else None
    if kind == "date":
        return value if type(value) is dt.date else None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if isinstance(value, int):
        return Fraction(value)
    written = value if isinstance(value, Decimal) else Decimal(repr(value))
    return Fraction(written) if written.is_finite() and abs(written.adjusted()) <= 400 else None


def _untyped(value: Any, kind: str) -> Any:
    if kind == "any":
        return (
            None
            if value is None or value != value or (isinstance(value, str) and not value.strip())
            else value
        )
    if isinstance(value, str):
        return _from_text(value, kind) if value.strip() else None
    if kind == "text":
        return value.isoformat() if isinstance(value, dt.date) else None
    if kind == "flag":
        return {"True": True, "False": False, "1": True, "0": False}.get(
            str(value) if isinstance(value, bool | int) and value in (0, 1) else ""
        )
    if kind == "date":
        return (
            value.date() if isinstance(value, dt.datetime) else value if isinstance(value, dt.date) else None
        )
    return None if kind == "duration" else _typed(value, "number")


def _from_text(text: str, kind: str) -> Any:
    if kind == "text":
        return text
    text = text.strip()
    if kind == "flag":
        return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(
            text.lower()
        )
    if kind == "duration":
        found = re.fullmatch(r"([0-9.]+) +([a-z]+?)s?", text)
        return int(Fraction(found[1]) * _SECONDS[found[2]] * 1_000_000) if found else None
    if kind == "date":
        if not re.match("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) or text[10:11] not in ("", "T", " "):
            return None
        try:
            return dt.datetime.fromisoformat(text).date()
        except ValueError:
            return None
    if kind == "share" and re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)? ?%", text):
        return Fraction(text.rstrip("% ")) / 100
    if len(text) > 100 or not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9][0-9]?)?", text):
        return None
    return Fraction(Decimal(text))


def _call(node: Call, fields: Any, lead: Any, event: Any) -> Any:
    first = node.arguments[0]
    if node.name == "count":
        instants = [at for at in lead.seen.get(first.value, []) if at <= lead.at]  # type: ignore[attr-defined]
        for keyword in node.keywords:
            length = _from_text(keyword.value.value, "duration")  # type: ignore[attr-defined]
            instants = [at for at in instants if at > lead.at - length]
        return Fraction(len(instants))
    if node.name == "has":
        return _value(first, "any", fields, lead, event) is not None
    text = _value(first, "text", fields, lead, event)
    if text is None:
        return None if node.name == "lower" else False
    if node.name == "lower":
        return text.lower()
    if node.name == "valid_email":
        return valid_email(text)
    if node.name == "valid_phone":
        return valid_phone(text)
    part = node.arguments[1].value  # type: ignore[attr-defined]
    return {
        "contains": part in text,
        "starts_with": text[: len(part)] == part,
        "ends_with": text.endswith(part),
    }[node.name]
