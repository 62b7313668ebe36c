"""What can be said of criteria without a lead: whether one can hold, and whether one follows from another.

Everything here is cautious: what is not certain is not said.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from leadsla.criteria import Criterion
from leadsla.criteria.nodes import (
    And,
    Call,
    Comparison,
    Constant,
    Data,
    Membership,
    Name,
    Node,
    Not,
    Or,
    walk,
)

_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_BELOW: Final = ("<", "<=")


def holds_in(criterion: Criterion | None, stage: str | None) -> bool | None:
    """Whether a criterion holds for a lead in that stage, as far as the stage decides it; None where it does not.

    >>> holds_in(Criterion.parse('stage == "sql" and score > 5'), "mql")
    False
    >>> holds_in(Criterion.parse('stage == "sql" and score > 5'), "sql") is None
    True
    """
    return True if criterion is None else _truth(criterion.tree, stage)


def _truth(node: Node, stage: str | None) -> bool | None:
    match node:
        case And():
            found = [_truth(part, stage) for part in node.conditions]
            return False if False in found else None if None in found else True
        case Or():
            found = [_truth(part, stage) for part in node.conditions]
            return True if True in found else None if None in found else False
        case Not():
            inner = _truth(node.part, stage)
            return None if inner is None else not inner
        case (
            Comparison(sign=sign, left=Name(name="stage"), right=Constant(value=value))
            | Comparison(sign=sign, left=Constant(value=value), right=Name(name="stage"))
        ):
            if sign not in ("==", "!="):
                return None
            return stage is not None and (stage == value) == (sign == "==")
        case Membership(item=Name(name="stage"), choices=choices, negated=negated):
            return stage is not None and (stage in {choice.value for choice in choices}) != negated
        case _:
            return None


def reads_only(criterion: Criterion, *names: str) -> bool:
    """Whether a criterion reads nothing of the lead but these names."""
    nodes = list(walk(criterion.tree))
    read = {node.name for node in nodes if isinstance(node, Name)}
    return bool(read) and read <= set(names) and not any(isinstance(node, Call | Data) for node in nodes)


def implies(narrow: Criterion, wide: Criterion | None) -> bool:
    """Whether `wide` certainly holds wherever `narrow` does.

    >>> wide = Criterion.parse("employees >= 50")
    >>> [implies(Criterion.parse(text), wide) for text in ("employees > 100", "employees > 20", "score > 5")]
    [True, False, False]
    """
    return wide is None or _implied(narrow.tree, wide.tree)


def contradicts(one: Criterion, other: Criterion | None) -> bool:
    """Whether the two certainly never hold together.

    >>> contradicts(Criterion.parse('region == "emea"'), Criterion.parse('region in ["us", "ca"]'))
    True
    """
    conditions = [*_conditions(one.tree), *(_conditions(other.tree) if other is not None else ())]
    atoms = [atom for atom in map(_atom, conditions) if atom is not None]
    return any(_apart(first, second) for first in atoms for second in atoms)


def _conditions(node: Node) -> tuple[Node, ...]:
    return node.conditions if isinstance(node, And) else (node,)


def _implied(narrow: Node, wide: Node) -> bool:
    if narrow == wide:
        return True
    if isinstance(narrow, Or):
        return all(_implied(part, wide) for part in narrow.conditions)
    if isinstance(wide, And):
        return all(_implied(narrow, part) for part in wide.conditions)
    if isinstance(wide, Or) and any(_implied(narrow, part) for part in wide.conditions):
        return True
    if isinstance(narrow, And) and any(_implied(part, wide) for part in narrow.conditions):
        return True
    first, second = _atom(narrow), _atom(wide)
    return first is not None and second is not None and first[0] == second[0] and _inside(first, second)


#: A name, a sign (`in` for a set of choices), and what it is compared with.
_Atom = tuple[Node, str, Any]


def _atom(node: Node) -> _Atom | None:
    match node:
        case Membership(item=item, choices=choices, negated=False):
            return item, "in", {choice.value for choice in choices}
        case Comparison(sign="==", left=left, right=Constant(value=value)):
            return left, "in", {value}
        case Comparison(sign=sign, left=left, right=Constant(value=value)) if _is_number(value):
            return left, sign, value
        case Comparison(sign=sign, left=Constant(value=value), right=right) if _is_number(value):
            return (right, "in", {value}) if sign == "==" else (right, _TURNED[sign], value)
        case _:
            return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _allowed(sign: str, value: Any, bound: Any) -> bool:
    tests = {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}
    return bool(tests.get(sign, value != bound))


def _inside(narrow: _Atom, wide: _Atom) -> bool:
    """Whether every value that one atom allows is allowed by the other; both are about the same name."""
    _, sign, value = narrow
    _, other, bound = wide
    if sign == "in":
        if other == "in":
            return bool(value <= bound)
        return all(_is_number(one) and _allowed(other, one, bound) for one in value)
    if other == "in" or "!=" in (sign, other) or (sign in _BELOW) != (other in _BELOW):
        return False
    return _allowed(other, value, bound) or (value == bound and sign in ("<", ">"))


def _apart(first: _Atom, second: _Atom) -> bool:
    if first[0] != second[0]:
        return False
    for (_, sign, value), (_, other, bound) in ((first, second), (second, first)):
        if sign == "in" and other == "in" and not value & bound:
            return True
        if (
            sign == "in"
            and other != "in"
            and not any(_is_number(v) and _allowed(other, v, bound) for v in value)
        ):
            return True
        if sign in _BELOW and other in (">", ">="):
            return bool(value < bound or (value == bound and (sign, other) != ("<=", ">=")))
    return False
