"""The normal form of a criterion: one spelling for each tree, which reads back to the same tree."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from leadsla.criteria.nodes import (
    And,
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Data,
    Keyword,
    Membership,
    Name,
    Node,
    Not,
    Or,
)
from leadsla.criteria.tokens import ESCAPES

_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SINGLE = range(7)
_STRENGTH: Final[dict[type[Node], int]] = {
    Or: _OR,
    And: _AND,
    Not: _NOT,
    Comparison: _COMPARISON,
    Membership: _COMPARISON,
}
_MARKS: Final = str.maketrans({meant: "\\" + mark for mark, meant in ESCAPES.items() if mark != "'"})


def printed(node: Node) -> str:
    """The node as text.

    >>> printed(Comparison("==", Name("source"), Constant("text", "a trade fair")))
    'source == "a trade fair"'
    """
    match node:
        case Constant():
            return _constant(node)
        case Name():
            return node.name
        case Data():
            return f"event.{node.key}"
        case Keyword():
            return f"{node.name}={printed(node.value)}"
        case Call():
            return f"{node.name}({', '.join(printed(part) for part in node.parts)})"
        case Arithmetic():
            level = _strength(node)
            return f"{_at_least(level, node.left)} {node.sign} {_at_least(level + 1, node.right)}"
        case Comparison():
            return f"{_at_least(_SUM, node.left)} {node.sign} {_at_least(_SUM, node.right)}"
        case Membership():
            choices = ", ".join(_constant(choice) for choice in node.choices)
            return f"{_at_least(_SUM, node.item)} {'not in' if node.negated else 'in'} [{choices}]"
        case Not():
            # A comparison would bind as meant, but `not (a < b)` leaves the reader in no doubt.
            return f"not {_at_least(_NOT if isinstance(node.part, Not) else _SINGLE, node.part)}"
        case And():
            return " and ".join(_at_least(_NOT, condition) for condition in node.conditions)
        case Or():
            return " or ".join(_at_least(_AND, condition) for condition in node.conditions)
        case _:
            raise TypeError(f"{type(node).__name__} is no part of a criterion")


def _strength(node: Node) -> int:
    if isinstance(node, Arithmetic):
        return _SUM if node.sign in "+-" else _PRODUCT
    return _STRENGTH.get(type(node), _SINGLE)


def _at_least(strength: int, node: Node) -> str:
    text = printed(node)
    return text if _strength(node) >= strength else f"({text})"


def _constant(node: Constant) -> str:
    value = node.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value.translate(_MARKS)}"'
    return number_text(value) + ("%" if node.kind == "share" else "")


def number_text(value: int | Decimal) -> str:
    """A decimal number in full, without zeros at its end."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
