"""A criterion as closures: parsed and checked once, asked millions of times.

`read` gives a part's value as its kind reckons with it (numbers exact, lengths of time in microseconds), None
where it is missing or of a wrong type; `condition` gives true or false, and a missing value makes every
comparison false. What an agreement asks most (one field or one key of the event against literals) has a
closure of its own.
"""

from __future__ import annotations

import datetime as dt
import operator
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, Protocol

from leadsla.criteria.checking import literal_date
from leadsla.criteria.declared import SCORE_FUNCTIONS, scores_of
from leadsla.criteria.durations import duration
from leadsla.criteria.formats import valid_email, valid_phone
from leadsla.criteria.kinds import BUILT_INS, NUMBERS, common_kind, kind_of
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
from leadsla.criteria.printing import printed
from leadsla.criteria.values import STRICT, WHOLE, coerce, exact, is_present, plain


class Subject(Protocol):
    """What a criterion looks at: a lead as it is at an instant. Instants are microseconds since 1970 UTC."""

    @property
    def fields(self) -> Mapping[str, Any]: ...  # values of their declared types; missing ones absent or None
    @property
    def stage(self) -> str | None: ...
    @property
    def assignee(self) -> str | None: ...
    @property
    def passes(self) -> int: ...
    @property
    def created(self) -> int | None: ...  # the lead's first event
    @property
    def at(self) -> int: ...  # now
    @property
    def seen(self) -> Mapping[str, Sequence[int]]: ...  # an event's name -> when, ascending


class Happening(Protocol):
    """The event that is looked at with the lead, if there is one."""

    @property
    def name(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


Read = Callable[[Subject, Happening | None], Any]
Condition = Callable[[Subject, Happening | None], bool]
_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = MappingProxyType(
    {
        "==": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)
_RECKON: Final[Mapping[str, Callable[[Any, Any], Any]]] = MappingProxyType(
    {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": Fraction}
)


def condition(node: Node, fields: Mapping[str, str]) -> Condition:
    """The closure of a condition; `fields` are those it was checked against."""
    match node:
        case And():
            return _all([condition(part, fields) for part in node.conditions])
        case Or():
            return _any([condition(part, fields) for part in node.conditions])
        case Not():
            part = condition(node.part, fields)
            return lambda lead, event: not part(lead, event)
        case Comparison():
            return _comparison(node, fields)
        case Membership():
            return _membership(node, fields)
        case _:
            held = read(node, "flag", fields)
            return lambda lead, event: held(lead, event) is True


def _all(parts: list[Condition]) -> Condition:
    if len(parts) == 2:
        first, second = parts
        return lambda lead, event: first(lead, event) and second(lead, event)
    return lambda lead, event: all(part(lead, event) for part in parts)


def _any(parts: list[Condition]) -> Condition:
    if len(parts) == 2:
        first, second = parts
        return lambda lead, event: first(lead, event) or second(lead, event)
    return lambda lead, event: any(part(lead, event) for part in parts)


# Comparisons.


def _comparison(node: Comparison, fields: Mapping[str, str]) -> Condition:
    left, right = node.left, node.right
    compare = _COMPARE[node.sign]
    kind = _compared_as(left, right, fields, node.sign not in ("==", "!="))
    if kind == "any":
        return _either(node.sign, read(left, "any", fields), read(right, "any", fields))
    if isinstance(right, Constant):
        if isinstance(left, Name) and left.name not in BUILT_INS and kind in NUMBERS:
            return _field_against_number(left.name, compare, right)
        if kind == "text" and node.sign == "==" and isinstance(left, Data):
            return _data_is_text(left.key, str(right.value))
    return _compared(compare, read(left, kind, fields), read(right, kind, fields))


def _compared_as(left: Node, right: Node, fields: Mapping[str, str], ordered: bool = False) -> str:
    """The kind of a comparison; what has been checked always has one."""
    return common_kind(left, right, fields, ordered) or "any"


def _compared(compare: Callable[[Any, Any], bool], left: Read, right: Read) -> Condition:
    def test(lead: Subject, event: Happening | None) -> bool:
        one = left(lead, event)
        if one is None:
            return False
        other = right(lead, event)
        return other is not None and compare(one, other)

    return test


def _field_against_number(name: str, compare: Callable[[Any, Any], bool], literal: Constant) -> Condition:
    precise = _number_of(literal)
    near = plain(_decimal_of(literal))
    # A float compares with such a literal as its printed form would; with others it is made exact first.
    quick = isinstance(near, float) or (isinstance(near, int) and abs(near) <= WHOLE)

    def test(lead: Subject, event: Happening | None) -> bool:
        value: Any = lead.fields.get(name)
        kind = type(value)
        if quick and (kind is int or (kind is float and value - value == 0.0)):
            return compare(value, near)
        number = exact(value)
        return number is not None and compare(number, precise)

    return test


def _data_is_text(key: str, literal: str) -> Condition:
    def test(lead: Subject, event: Happening | None) -> bool:
        if event is None:
            return False
        value = event.data.get(key)
        return value == literal if type(value) is str else _as_text(value) == literal

    return test


def _either(sign: str, left: Read, right: Read) -> Condition:
    """Two values of the event: compared as numbers or as dates if both read so, else as flags or text."""
    compare = _COMPARE[sign]

    def test(lead: Subject, event: Happening | None) -> bool:
        one, other = left(lead, event), right(lead, event)
        for kind in ("number", "date"):
            first, second = _LOOSE[kind](one), _LOOSE[kind](other)
            if first is not None and second is not None:
                return compare(first, second)
        if sign not in ("==", "!="):
            return False
        for type_ in (bool, str):
            if isinstance(one, type_) and isinstance(other, type_):
                return compare(one, other)
        return False

    return test


def _membership(node: Membership, fields: Mapping[str, str]) -> Condition:
    item, negated = node.item, node.negated
    by_kind: dict[str, set[Any]] = {}
    for choice in node.choices:
        kind = _compared_as(item, choice, fields)
        by_kind.setdefault(kind, set()).add(_constant(choice, kind))
    groups = [(read(item, kind, fields), frozenset(found)) for kind, found in by_kind.items()]
    if len(groups) == 1:
        [(value_of, choices)] = groups

        def test(lead: Subject, event: Happening | None) -> bool:
            value = value_of(lead, event)
            return value is not None and (value in choices) is not negated

        return test

    def mixed(lead: Subject, event: Happening | None) -> bool:
        values = [(value_of(lead, event), choices) for value_of, choices in groups]
        if all(value is None for value, choices in values):
            return False
        return any(value is not None and value in choices for value, choices in values) is not negated

    return mixed


# Values.


def _decimal_of(literal: Constant) -> Decimal:
    shift = "e-2" if literal.kind == "share" else ""
    return Decimal(printed(literal).removesuffix("%") + shift)


def _number_of(literal: Constant) -> int | Fraction:
    number = Fraction(_decimal_of(literal))
    return number.numerator if number.denominator == 1 else number


def _constant(literal: Constant, kind: str) -> Any:
    """What a literal stands for beside values of a kind."""
    if literal.kind in ("number", "share"):
        return _number_of(literal)
    if kind == "date":
        return literal_date(str(literal.value))
    if kind == "duration":
        return duration(str(literal.value))
    return literal.value


def _as_text(value: Any) -> str | None:
    if isinstance(value, str):
        return value if is_present(value) else None
    return value.isoformat() if isinstance(value, dt.date) and is_present(value) else None


def _as_number(value: Any) -> int | Fraction | None:
    if isinstance(value, str):
        value = coerce(value, "number")
    return exact(value)


#: A value of the event, which has no declared type, as one of a kind.
_LOOSE: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {
        "any": lambda value: value if is_present(value) else None,
        "text": _as_text,
        "number": _as_number,
        "money": _as_number,
        "share": lambda value: exact(coerce(value, "share")),
        "date": lambda value: coerce(value, "date"),
        "flag": lambda value: coerce(value, "flag"),
        "duration": lambda value: duration(value) if isinstance(value, str) else None,
    }
)


def read(node: Node, kind: str, fields: Mapping[str, str]) -> Read:
    """The closure that gives a part's value as one of a kind, or None."""
    match node:
        case Constant():
            constant = _constant(node, kind)
            return lambda lead, event: constant
        case Name():
            return _name(node.name, fields)
        case Data():
            return _data(node.key, _LOOSE[kind])
        case Arithmetic():
            return _reckoned(node.sign, read(node.left, "number", fields), read(node.right, "number", fields))
        case Call():
            return _call(node, fields)
        case _:
            return condition(node, fields)


def _name(name: str, fields: Mapping[str, str]) -> Read:
    if name in BUILT_INS:
        return _BUILT_IN[name]
    strict = STRICT[fields[name]]
    return lambda lead, event: strict(lead.fields.get(name))


def _age(lead: Subject, event: Happening | None) -> int | None:
    return None if lead.created is None else lead.at - lead.created


_BUILT_IN: Final[Mapping[str, Read]] = MappingProxyType(
    {
        "stage": lambda lead, event: STRICT["text"](lead.stage),
        "assignee": lambda lead, event: STRICT["text"](lead.assignee),
        "passes": lambda lead, event: exact(lead.passes),
        "age": _age,
    }
)


def _data(key: str, loose: Callable[[Any], Any]) -> Read:
    return lambda lead, event: None if event is None else loose(event.data.get(key))


def _reckoned(sign: str, left: Read, right: Read) -> Read:
    reckon = _RECKON[sign]

    def value(lead: Subject, event: Happening | None) -> Any:
        one, other = left(lead, event), right(lead, event)
        if one is None or other is None or (other == 0 and sign == "/"):
            return None
        return reckon(one, other)

    return value


# Functions.


def _call(node: Call, fields: Mapping[str, str]) -> Read:
    if node.name == "count":
        return _count(node)
    if node.name in SCORE_FUNCTIONS:
        return _score(node, fields)
    subject = node.arguments[0]
    if node.name == "has":
        kind = kind_of(subject, fields)
        present = read(subject, kind, fields)
        return lambda lead, event: present(lead, event) is not None
    text = read(subject, "text", fields)
    if node.name in _OF_TEXT:
        of_text = _OF_TEXT[node.name]
        return lambda lead, event: None if (value := text(lead, event)) is None else of_text(value)
    within_text = _WITHIN_TEXT[node.name]
    wanted = str(node.arguments[1].value) if isinstance(node.arguments[1], Constant) else ""
    return lambda lead, event: (value := text(lead, event)) is not None and within_text(value, wanted)


_OF_TEXT: Final[Mapping[str, Callable[[str], Any]]] = MappingProxyType(
    {"lower": str.lower, "valid_email": valid_email, "valid_phone": valid_phone}
)
_WITHIN_TEXT: Final[Mapping[str, Callable[[str, str], bool]]] = MappingProxyType(
    {"contains": operator.contains, "starts_with": str.startswith, "ends_with": str.endswith}
)


def _score(node: Call, fields: Mapping[str, str]) -> Read:
    scores = scores_of(fields)
    assert scores is not None  # else it has a fault
    card = next((str(argument.value) for argument in node.arguments if isinstance(argument, Constant)), None)
    return scores.reader(node.name, card)


def _count(node: Call) -> Read:
    name = str(node.arguments[0].value) if isinstance(node.arguments[0], Constant) else ""
    written = node.keywords[0].value if node.keywords else None
    length = duration(str(written.value)) if isinstance(written, Constant) else None

    def ever(lead: Subject, event: Happening | None) -> int:
        return bisect_right(lead.seen.get(name, ()), lead.at)

    def lately(lead: Subject, event: Happening | None) -> int:
        seen = lead.seen.get(name, ())
        return bisect_right(seen, lead.at) - bisect_right(seen, lead.at - (length or 0))

    return ever if length is None else lately
