"""Criteria composed in Python equal those parsed from text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.criteria.trees import sound

from leadsla.criteria import Criterion, CriterionError, Expression, count, event, field, has, percent
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


@pytest.mark.parametrize(
    ("composed", "text"),
    [
        (field("score") >= 40, "score >= 40"),
        (40 <= field("score"), "score >= 40"),  # noqa: SIM300
        (field("score") == 0.1, "score == 0.1"),
        (field("score") != Decimal("0.10"), "score != 0.1"),
        (field("score") < Fraction(1, 4), "score < 0.25"),
        (field("score") <= -2.0, "score <= -2"),
        (field("score") > 1e22, "score > 10000000000000000000000"),
        (field("industry").is_in(["saas", "fintech"]), 'industry in ["saas", "fintech"]'),
        (field("industry").not_in(("saas",)), 'industry not in ["saas"]'),
        (field("opted").holds(), "opted"),
        (field("opted") == True, "opted == true"),  # noqa: E712
        (field("opted").holds() & has("email"), "opted and has(email)"),
        (event("direction") == "outbound", 'event.direction == "outbound"'),
        (event("to") == field("assignee"), "event.to == assignee"),
        (count("p", within="14 days") >= 1, 'count("p", within="14 days") >= 1'),
        (count("p", within=dt.timedelta(days=14)) >= 1, 'count("p", within="14 days") >= 1'),
        (count("p") == 0, 'count("p") == 0'),
        (has("email") | has(event("x")), "has(email) or has(event.x)"),
        (~(field("score") < 40), "not (score < 40)"),
        (field("rate") >= percent(40), "rate >= 40%"),
        (field("rate") >= percent(2.5), "rate >= 2.5%"),
        (field("close") >= dt.date(2026, 1, 31), 'close >= "2026-01-31"'),
        (field("age") > dt.timedelta(hours=36), 'age > "36 hours"'),
        (field("a") + 1 - field("b") > 2, "a + 1 - b > 2"),
        (2 * (1 - field("a")) / 3 > 0, "2 * (1 - a) / 3 > 0"),
        (1 + field("a") * (4 / field("b")) > 0, "1 + a * (4 / b) > 0"),
        (field("title").lower().contains("vp"), 'contains(lower(title), "vp")'),
        (
            field("t").starts_with("vp") | field("t").ends_with("vp"),
            'starts_with(t, "vp") or ends_with(t, "vp")',
        ),
        (
            field("email").is_email() & event("phone").is_phone(),
            "valid_email(email) and valid_phone(event.phone)",
        ),
        ((field("a") == 1) & (field("b") == 2) & (field("c") == 3), "a == 1 and b == 2 and c == 3"),
        ((field("a") == 1) & ((field("b") == 2) | (field("c") == 3)), "a == 1 and (b == 2 or c == 3)"),
    ],
)
def test_composition_equals_parsing(composed: Criterion, text: str) -> None:
    assert composed == Criterion.parse(text)
    assert hash(composed) == hash(Criterion.parse(text))
    assert str(composed) == text


def _composed(node: Node) -> Any:
    """The tree of a parsed criterion built again by the functions of composition."""
    match node:
        case Constant():
            if node.kind == "share":
                return percent(node.value)  # type: ignore[arg-type]
            return node.value
        case Name():
            return field(node.name)
        case Data():
            return event(node.key)
        case Arithmetic():
            left, right = _expression(node.left), _composed(node.right)
            return {"+": left.__add__, "-": left.__sub__, "*": left.__mul__, "/": left.__truediv__}[
                node.sign
            ](right)
        case Comparison():
            left, right = _expression(node.left), _composed(node.right)
            signs = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
            return getattr(left, f"__{signs[node.sign]}__")(right)
        case Membership():
            choices = [_composed(choice) for choice in node.choices]
            return (_expression(node.item).not_in if node.negated else _expression(node.item).is_in)(choices)
        case Not():
            return ~_condition(node.part)
        case And() | Or():
            found = _condition(node.conditions[0])
            for part in node.conditions[1:]:
                found = found & _condition(part) if isinstance(node, And) else found | _condition(part)
            return found
        case Call():
            return _call(node)
    raise AssertionError(node)


def _call(node: Call) -> Any:
    if node.name == "count":
        within = node.keywords[0].value.value if node.keywords else None  # type: ignore[attr-defined]
        return count(node.arguments[0].value, within=within)  # type: ignore[attr-defined]
    if node.name == "has":
        return has(_composed(node.arguments[0]))
    method = {"valid_email": "is_email", "valid_phone": "is_phone"}.get(node.name, node.name)
    return getattr(_composed(node.arguments[0]), method)(*(_composed(part) for part in node.arguments[1:]))


def _expression(node: Node) -> Expression:
    made = _composed(node)
    return made if isinstance(made, Expression) else Expression(node)


def _condition(node: Node) -> Criterion:
    made = _composed(node)
    return made.holds() if isinstance(made, Expression) else made


@given(sound)
def test_any_criterion_can_be_composed(criterion: Criterion) -> None:
    assert _condition(criterion.tree) == criterion


@pytest.mark.parametrize(
    "compose",
    [
        lambda: field("lead score"),
        lambda: field("and"),
        lambda: field(""),
        lambda: event("lead score"),
        lambda: field("a") == None,  # noqa: E711
        lambda: field("a") == [1],
        lambda: field("a") == dt.datetime(2026, 1, 1),
        lambda: field("a") == float("nan"),
        lambda: field("a") == 10**100,
        lambda: field("a") == Fraction(1, 3),
        lambda: field("a") == 1e-300,
        lambda: field("a").is_in([]),
        lambda: field("a").is_in("abc"),
        lambda: field("a").is_in([field("b")]),
        lambda: field("a").is_in(range(501)),
        lambda: field("a") == "x" * 2000,
        lambda: percent("40"),  # type: ignore[arg-type]
    ],
)
def test_what_no_text_could_say_cannot_be_composed(compose: Any) -> None:
    with pytest.raises(CriterionError):
        compose()


@given(st.integers(1, 250))
def test_bounds_hold_for_composition_too(size: int) -> None:
    parts = [field("a").holds() for _ in range(size)]
    joined = parts[0]
    try:
        for part in parts[1:]:
            joined = joined | part
    except CriterionError:
        assert size >= 200
    else:
        assert size < 200
        assert Criterion.parse(str(joined)) == joined


def test_python_words_that_would_drop_a_part_are_refused() -> None:
    with pytest.raises(TypeError, match="join with &"):
        field("a") == 1 and field("b") == 2
    with pytest.raises(TypeError, match="not true or false"):
        1 < field("a") < 5  # noqa: B015
    with pytest.raises(TypeError, match="is_in"):
        bool(field("a"))
    with pytest.raises(TypeError, match=r"a flag is one by .holds()"):
        (field("a") == 1) & field("opted")  # type: ignore[operator]
    with pytest.raises(TypeError, match="unhashable"):
        hash(field("a"))


def test_an_expression_shows_its_tree() -> None:
    assert repr(field("a")) == "Expression(Name(name='a'))"
