"""The register of kinds: each has all that a kind must have, so that one more cannot come in half done.

A kind `response_window` has its cases in `tests/clauses/test_response_window.py`; the tests there whose names begin
with `test_met_`, `test_breached_`, `test_void_` and `test_exactly_at_the_deadline_` are the cases that every kind must
show.
"""

from __future__ import annotations

import ast
import doctest
import importlib
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest

from leadsla.clauses import KINDS, Clause, LeadClause, PeriodClause, ResponseWindow, kinds_by_tag

CASES = ("test_met_", "test_breached_", "test_void_", "test_exactly_at_the_deadline_")
#: What each kind is given beside an id and an owner, to make one.
GIVEN: dict[str, dict[str, Any]] = {
    "response_window": {"from_": "assigned", "within": "5 minutes"},
    "minimum_touches": {"from_": "assigned", "within": "5 minutes", "touches": {"any": 3}},
    "minimum_effort": {"from_": "assigned", "within": "5 minutes", "minutes": 3},
    "cadence": {"from_": "assigned", "steps": [{"id": "call", "within": "5 minutes"}]},
    "minimum_open_time": {"from_": "assigned", "not_before": "5 minutes"},
    "stalled_lead": {"from_": "assigned", "within": "5 minutes"},
    "required_information": {"at": "assigned", "within": "5 minutes", "fields": ["email"]},
    "rejection_policy": {"at": "assigned", "reasons": ["no need"], "review_within": "5 minutes"},
    "quota": {"count": "assigned", "at_least": 3, "per": "month"},
    "conversion_rate": {"from_": "mql", "to": "sql", "at_least": "20%", "per": "month"},
    "recurring_meeting": {"rule": "every week", "attended_by": ["marketing", "sales"]},
    "reporting": {"each": "lead", "from_": "assigned", "within": "5 minutes"},
}
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)


def test_the_tags() -> None:
    """Fixed, one for each kind."""
    assert [kind.kind for kind in KINDS] == [
        "response_window",
        "minimum_touches",
        "minimum_effort",
        "cadence",
        "minimum_open_time",
        "stalled_lead",
        "required_information",
        "rejection_policy",
        "quota",
        "conversion_rate",
        "recurring_meeting",
        "reporting",
    ]
    assert len({kind.kind for kind in KINDS}) == len(KINDS)


@kinds
def test_a_kind_is_one_file_named_after_its_tag(kind: type[Clause]) -> None:
    """And nothing else says anything about it."""
    assert kind.kind
    assert kind.__module__ == f"leadsla.clauses.{kind.kind}"
    assert issubclass(kind, LeadClause | PeriodClause)
    assert (importlib.import_module(kind.__module__).__doc__ or "").startswith(f"`{kind.kind}`: ")


@kinds
def test_a_kind_has_a_docstring_with_an_executed_example(kind: type[Clause]) -> None:
    """Which prints its sentence."""
    module = importlib.import_module(kind.__module__)
    [found] = [
        test for test in doctest.DocTestFinder().find(kind, module=module) if test.name == kind.__name__
    ]
    assert any("sentence()" in example.source and example.want for example in found.examples)
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(found).failed == 0


@kinds
def test_the_sentence_names_owner_window_and_trigger(kind: type[Clause]) -> None:
    """On one line, as a sentence."""
    sentence = kind(id="a", owner="sales", **GIVEN[kind.kind]).sentence()
    assert sentence.startswith("Sales ")
    assert "5 minutes" in sentence or issubclass(kind, PeriodClause)
    assert "`assigned`" in sentence or issubclass(kind, PeriodClause)
    assert sentence.endswith(".")
    assert "\n" not in sentence


@kinds
def test_a_kind_has_its_cases(kind: type[Clause]) -> None:
    """In a file of its own: met, breached, void, and exactly at the deadline."""
    own = Path(__file__).with_name(f"test_{kind.kind}.py")
    names = [node.name for node in ast.parse(own.read_text()).body if isinstance(node, ast.FunctionDef)]
    for case in CASES:
        assert any(name.startswith(case) for name in names), f"{own.name} has no test {case}…"


@kinds
def test_a_kind_is_found_by_its_tag(kind: type[Clause]) -> None:
    """By whatever reads agreements."""
    assert kinds_by_tag()[kind.kind] is kind


def test_kinds_of_one_s_own_stand_beside_the_shipped_ones() -> None:
    """And may take the place of one."""

    @attrs.frozen(kw_only=True)
    class Mine(ResponseWindow):
        """A kind of somebody's own."""

        kind: ClassVar[str] = "mine"

    class Better(ResponseWindow):
        """The same tag as a shipped kind."""

    assert kinds_by_tag(iter([Mine])) == {**kinds_by_tag(), "mine": Mine}
    assert kinds_by_tag([Better])["response_window"] is Better
    assert list(kinds_by_tag()) == [kind.kind for kind in KINDS]
