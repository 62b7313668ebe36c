"""A criterion as people say it: `score >= 60 and has(email)` is "score is at least 60 and email is given".

For documents that are signed by people who do not write criteria. The normal form stays the exact one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

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
from leadsla.criteria.printing import number_text, printed
from leadsla.phrases import listed, plain_name, quoted, stage_name

_SIGNS: Final = MappingProxyType(
    {"==": "", "!=": " not", "<": " below", "<=": " at most", ">": " above", ">=": " at least"}
)
_ORDERED: Final = frozenset({"<", "<=", ">", ">="})
#: The same comparison with its sides exchanged.
_TURNED: Final = MappingProxyType({"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="})
_TIMES: Final = MappingProxyType({1: "once", 2: "twice"})
_TESTS: Final = MappingProxyType(
    {"contains": "contains", "starts_with": "begins with", "ends_with": "ends with"}
)
_VALID: Final = MappingProxyType({"valid_email": "email address", "valid_phone": "phone number"})


def spoken(node: Node, said: Mapping[str, str] = MappingProxyType({})) -> str:
    """A condition in words; `said` has those for names that have words of their own.

    >>> from leadsla.criteria import Criterion
    >>> print(spoken(Criterion.parse('score >= 60 and source in ["event", "webinar"] and not has(phone)').tree))
    score is at least 60, source is “event” or “webinar”, and phone is missing
    >>> print(spoken(Criterion.parse('count("requested", within="90 days") >= 1').tree))
    “requested” has happened at least once in the last 90 days
    """
    match node:
        case And():
            return _all(node, said)
        case Or():
            return listed((_inside(part, said) for part in node.conditions), "or")
        case Not():
            return _not(node.part, said)
        case Comparison():
            return _comparison(node, said)
        case Membership():
            link = " not" if node.negated else ""
            choices = listed((_value(choice, node.item) for choice in node.choices), "or")
            return f"{_is(_thing(node.item, said))}{link} {choices}"
        case Call():
            return _call(node, said)
        case Constant():
            return "always" if node.value else "never"
        case _:
            name = node.name if isinstance(node, Name) else ""
            return said.get(name) or f"{_is(_thing(node, said))} true"


def _is(thing: str) -> str:
    """A thing with its verb, of one or of many as far as can be seen: `score is`, `employees are`."""
    many = (
        thing.endswith("s")
        and not thing.endswith(("ss", "us", "is", "sales"))
        and not thing.startswith("the ")
    )
    return f"{thing} {'are' if many else 'is'}"


def _all(node: And, said: Mapping[str, str]) -> str:
    parts = [_inside(part, said) for part in node.conditions]
    if len(parts) == 2:
        return " and ".join(parts)
    return f"{', '.join(parts[:-1])}, and {parts[-1]}"


def _inside(node: Node, said: Mapping[str, str]) -> str:
    text = spoken(node, said)
    return f"({text})" if isinstance(node, And | Or) else text


def _not(part: Node, said: Mapping[str, str]) -> str:
    match part:
        case Call(name="has"):
            return f"{_is(_thing(part.arguments[0], said))} missing"
        case Membership():
            return spoken(Membership(part.item, part.choices, not part.negated), said)
        case Name() if part.name not in said:
            return f"{_is(_thing(part, said))} false"
        case Data():
            return f"{_is(_thing(part, said))} false"
        case _:
            return f"it is not so that {_inside(part, said)}"


def _comparison(node: Comparison, said: Mapping[str, str]) -> str:
    sign, left, right = node.sign, node.left, node.right
    if isinstance(left, Constant) and not isinstance(right, Constant):
        sign, left, right = _TURNED[sign], right, left
    if isinstance(left, Call) and left.name == "count":
        return _counted(left, sign, right, said)
    ordered = sign in _ORDERED
    value = _value(right, left, ordered) if isinstance(right, Constant) else _thing(right, said)
    return f"{_is(_thing(left, said))}{_SIGNS[sign]} {value}"


def _counted(call: Call, sign: str, right: Node, said: Mapping[str, str]) -> str:
    happened = _happened(call)
    if not isinstance(right, Constant) or not isinstance(right.value, int):
        return f"the number of times that {happened} is{_SIGNS[sign]} {_thing(right, said)}"
    number = int(right.value)
    if (sign, number) in ((">", 0), (">=", 1)):
        often = "at least once"
    elif (sign, number) in (("==", 0), ("<", 1), ("<=", 0)):
        return happened.replace(" has happened", " has not happened", 1)
    else:
        words = {"==": "exactly", "!=": "other than", "<": "fewer than", "<=": "at most"}
        often = f"{words.get(sign, 'more than' if sign == '>' else 'at least')} {_times(number)}"
    return happened.replace(" has happened", f" has happened {often}", 1)


def _times(number: int) -> str:
    return _TIMES.get(number, f"{number:,} times")


def _happened(call: Call) -> str:
    name = call.arguments[0]
    event = name.value if isinstance(name, Constant) else printed(name)
    within = "".join(
        f" in the last {word.value.value}" for word in call.keywords if isinstance(word.value, Constant)
    )
    return f"{quoted(plain_name(str(event)))} has happened{within}"


def _call(node: Call, said: Mapping[str, str]) -> str:
    """A function that is true or false."""
    first = _thing(node.arguments[0], said) if node.arguments else ""
    if node.name == "has":
        return f"{_is(first)} given"
    if node.name in _TESTS:
        return f"{first} {_TESTS[node.name]} {_thing(node.arguments[1], said)}"
    if node.name in _VALID:
        return f"{first} is a valid {_VALID[node.name]}"
    return "the lead is sales ready" if node.name == "sales_ready" else f"{printed(node)} is true"


def _thing(node: Node, said: Mapping[str, str]) -> str:
    """What a condition is about."""
    match node:
        case Constant():
            return _value(node, node)
        case Name():
            return plain_name(node.name)
        case Data():
            return quoted(plain_name(node.key))
        case Arithmetic():
            return f"{_thing(node.left, said)} {node.sign} {_thing(node.right, said)}"
        case Call(name="lower"):
            return _thing(node.arguments[0], said)
        case Call(name="points"):
            card = "".join(str(part.value) for part in node.arguments if isinstance(part, Constant))
            return f"the score of {plain_name(card)}" if card else "the total score"
        case Call(name="grade"):
            return "the grade"
        case Call(name="count"):
            return f"the number of times that {_happened(node)}"
        case _:
            return spoken(node, said)


def _value(constant: Constant, beside: Node, ordered: bool = False) -> str:
    value = constant.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        if isinstance(beside, Name) and beside.name == "stage":
            return stage_name(value)
        return value if ordered else quoted(value)
    whole, dot, rest = number_text(value if isinstance(value, Decimal) else Decimal(value)).partition(".")
    grouped = (
        f"{int(whole):,}{dot}{rest}"
        if whole.lstrip("-").isdigit() and whole != "-0"
        else f"{whole}{dot}{rest}"
    )
    return grouped + ("%" if constant.kind == "share" else "")
