"""The register of kinds: each has all that a kind must have, so that one more cannot come in half done.

A kind `response_window` has its cases in `tests/clauses/test_response_window.py`; the tests there whose names begin
with `test_met_`, `test_breached_`, `test_void_` and `test_exactly_at_the_deadline_` are the cases that every kind must
show. The case files of the shipped agreements show it too, and its section in `docs/clauses.md` is made from it.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest
from ruamel.yaml import YAML

import leadsla as ls
from leadsla.clauses import KINDS, Clause, LeadClause, PeriodClause, ResponseWindow, kinds_by_tag
from leadsla.examples.showing import ASPECTS, Shown, shown

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
DOCS = Path(__file__).parents[2] / "docs"
#: An agreement in which the examples of the page are clauses.
AROUND = """
leadsla: 1
agreement: a
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: UTC
calendar: office
parties: {marketing: {name: Marketing}, sales: {name: Sales}}
roles: {sales_manager: sales, next_rep: sales}
fields: {source: text, score: number, company: text, email: text, employees: number}
calendars:
  office:
    hours: {mon-fri: "09:00-17:00"}
    dayparts: {morning: "09:00-12:00", lunch: "12:00-13:00", afternoon: "13:00-17:00"}
lifecycle:
  stages: [subscriber, mql, sal, sql, recycled, nurture]
  moves: []
clauses:
"""
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
    assert sentence.startswith("Sales will ")
    assert "5 minutes" in sentence or issubclass(kind, PeriodClause)
    assert {"assignment", "rejection"} & set(re.findall(r"\w+", sentence)) or issubclass(kind, PeriodClause)
    assert sentence.endswith(".")
    assert "\n" not in sentence


@kinds
def test_a_kind_has_its_cases(kind: type[Clause]) -> None:
    """In a file of its own: met, breached, void, and exactly at the deadline."""
    own = Path(__file__).with_name(f"test_{kind.kind}.py")
    names = [node.name for node in ast.parse(own.read_text()).body if isinstance(node, ast.FunctionDef)]
    for case in CASES:
        assert any(name.startswith(case) for name in names), f"{own.name} has no test {case}…"


#: What a kind cannot show, and why.
NEVER: dict[tuple[str, str], str] = {
    ("rejection_policy", "void"): "a rejection is judged at once, and nothing takes it back",
    ("recurring_meeting", "void"): "a meeting is owed in every slot of the term",
}


@pytest.fixture(scope="module")
def cases() -> Mapping[tuple[str, str], Sequence[Shown]]:
    return shown()


@pytest.mark.parametrize("aspect", ASPECTS)
@kinds
def test_a_kind_is_shown_in_the_case_files(
    kind: type[Clause], aspect: str, cases: Mapping[tuple[str, str], Sequence[Shown]]
) -> None:
    """Met, breached, void, at the deadline, over a weekend, a holiday and a change of the clocks."""
    assert bool(cases.get((kind.kind, aspect))) is ((kind.kind, aspect) not in NEVER)


@kinds
def test_a_kind_has_its_section_in_the_documentation(kind: type[Clause]) -> None:
    """Made from the class, with an example that is a clause without faults, whose keys are those of the class."""
    example = page_examples()[kind.kind]
    keys = {field.name.rstrip("_") for field in attrs.fields(kind)} | {"kind"}
    for entry in YAML(typ="safe").load(example):
        assert entry["kind"] == kind.kind
        assert set(entry) <= keys
    clauses = ls.loads(AROUND + textwrap.indent(example, "  ")).clauses
    assert {type(clause) for clause in clauses} == {kind}


def test_no_section_is_of_a_kind_that_there_is_not() -> None:
    """And every page stands in the navigation."""
    assert set(page_examples()) == {kind.kind for kind in KINDS}
    navigation = (DOCS.parent / "mkdocs.yml").read_text()
    assert all(f" {page.name}\n" in navigation for page in DOCS.glob("*.md"))


def page_examples() -> dict[str, str]:
    """The examples of the page, as it gives them to its sections."""
    page = (DOCS / "clauses.md").read_text()
    code = re.findall(r'```python exec="1"\n(.*?)\n```\n', page, re.DOTALL)[0]
    assigned = [node for node in ast.parse(code).body if isinstance(node, ast.Assign)]
    [examples] = [node.value for node in assigned if "EXAMPLES" in ast.dump(node.targets[0])]
    found: dict[str, str] = ast.literal_eval(examples)
    return found


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
