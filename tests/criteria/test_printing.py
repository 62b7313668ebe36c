"""The normal form reads back to the same tree, whatever the tree."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from tests.criteria.trees import any_tree, conditions

from leadsla.criteria import Criterion, CriterionError
from leadsla.criteria.nodes import MAX_DEPTH, Arithmetic, Call, Comparison, Constant, Name, Node, Not
from leadsla.criteria.printing import number_text, printed


@given(any_tree)
def test_any_tree_prints_to_what_parses_back(tree: Node) -> None:
    try:
        criterion = Criterion(tree)
    except CriterionError:
        return  # beyond a bound
    again = Criterion.parse(str(criterion))
    assert again == criterion
    assert hash(again) == hash(criterion)
    assert str(again) == str(criterion)


@given(conditions)
def test_a_condition_prints_to_what_parses_back(tree: Node) -> None:
    assert Criterion.parse(printed(tree)).tree == tree


@pytest.mark.parametrize(
    "wrap",
    [
        Not,
        lambda node: Comparison("==", node, Name("b")),
        lambda node: Comparison("==", Name("b"), node),
        lambda node: Arithmetic("-", Name("b"), node),
        lambda node: Call("lower", (node,)),
    ],
)
def test_the_deepest_trees_print_to_what_parses_back(wrap: Callable[[Node], Node]) -> None:
    tree: Node = Name("a")
    for _ in range(MAX_DEPTH - 1):
        tree = wrap(tree)
        assert Criterion.parse(printed(tree)).tree == tree
    with pytest.raises(CriterionError, match="33 levels deep"):
        Criterion(wrap(tree))


def test_the_deepest_tree_of_negated_operands_prints_to_what_parses_back() -> None:
    tree: Node = Name("a")
    for _ in range(15):
        tree = Comparison("==", Not(tree), Name("b"))
    assert Criterion.parse(printed(tree)).tree == tree


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (Decimal("0.10"), "0.1"),
        (Decimal("1e-7"), "0.0000001"),
        (Decimal("1.5e3"), "1500"),
        (100, "100"),
    ],
)
def test_numbers_are_printed_in_full(value: int | Decimal, text: str) -> None:
    assert number_text(value) == text


def test_what_is_no_part_of_a_criterion_is_refused() -> None:
    with pytest.raises(TypeError, match="Node is no part of a criterion"):
        printed(Node())
    assert printed(Constant("share", Decimal("2.50"))) == "2.5%"
