"""Every rule of the five documents has what expresses it and what shows it, and all that is named exists."""

from __future__ import annotations

import ast
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import leadsla
from leadsla import examples
from leadsla.agreement import Agreement
from leadsla.reports.cases import cases_beside, examine_cases

ROOT = Path(__file__).parents[1]
ROWS: list[Mapping[str, Any]] = YAML(typ="safe").load(ROOT / "docs" / "coverage.yaml")
KEYS = {"rule", "at", "says", "met", "by", "shown", "figures", "later"}
AGREEMENTS: dict[str, Agreement] = {
    name.partition("-")[0]: examples.agreement(name) for name in examples.AGREEMENTS
}
rows = pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["rule"]))
agreements = pytest.mark.parametrize("number", AGREEMENTS)


@functools.cache
def cases_of(number: str) -> tuple[str, ...]:
    name = examples.AGREEMENTS[int(number) - 1]
    beside = cases_beside(examples.path(f"{name}.yaml", "agreements"))
    assert beside is not None
    return tuple(case.name for case in examine_cases(beside, AGREEMENTS[number]).cases)


@functools.cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_no_rule_is_missing() -> None:
    assert [row["rule"] for row in ROWS] == list(range(1, 192))


@rows
def test_a_row_says_where_and_what(row: Mapping[str, Any]) -> None:
    assert set(row) <= KEYS
    document, line = map(int, row["at"].split(":"))
    assert 1 <= document <= 5
    assert line > 0
    assert row["says"]
    assert len(row["met"]) > 5


@rows
def test_a_row_is_shown_or_said_not_to_be_there_yet(row: Mapping[str, Any]) -> None:
    assert row.get("shown") or row.get("later")


@rows
def test_what_expresses_a_rule_exists(row: Mapping[str, Any]) -> None:
    for reference in row.get("by", ()):
        clause = reference.partition("#")
        if clause[1]:
            assert clause[2] in AGREEMENTS[clause[0]].clauses_by_id, reference
        else:
            number, _, section = reference.partition("@")
            assert getattr(AGREEMENTS[number], section), reference


@rows
def test_what_shows_a_rule_exists(row: Mapping[str, Any]) -> None:
    for reference in row.get("shown", ()):
        number, _, words = reference.partition(": ")
        if number in AGREEMENTS:
            assert len([name for name in cases_of(number) if name.startswith(words)]) == 1, reference
        else:
            path, _, test = reference.partition("::")
            assert functions_of(path), reference
            assert not test or test in functions_of(path), reference


def test_every_clause_of_the_agreements_meets_a_rule() -> None:
    """So that nothing stands in an agreement that no document asks for."""
    named = {reference for row in ROWS for reference in row.get("by", ())}
    for number, agreement in AGREEMENTS.items():
        for clause in agreement.clauses:
            assert f"{number}#{clause.id}" in named


def test_a_figure_that_is_only_quoted_stands_nowhere_in_the_package() -> None:
    """It is no default and no anchor of anything."""
    package = Path(leadsla.__file__).parent
    texts = [
        path.read_text(encoding="utf-8") for path in package.rglob("*") if path.suffix in (".py", ".yaml")
    ]
    figures = [figure for row in ROWS for figure in row.get("figures", ())]
    assert len(figures) > 8
    assert [figure for figure in figures if any(figure in text for text in texts)] == []


# -- what the agreements say beside their clauses ---------------------------------------------------------------------


@agreements
def test_every_agreement_names_who_signs(number: str) -> None:
    agreement = AGREEMENTS[number]
    assert agreement.organisation == "Acme"
    assert all(party.signatory for party in agreement.parties.values())
    assert agreement.term.from_ < agreement.term.to


@agreements
def test_every_stage_says_what_it_means(number: str) -> None:
    assert all(stage.means and stage.owner for stage in AGREEMENTS[number].lifecycle.stages)


@agreements
def test_both_parties_have_goals(number: str) -> None:
    goals = AGREEMENTS[number].goals
    assert {"marketing", "sales"} <= {goal.owner for goal in goals}


@agreements
def test_responsibilities_name_clauses_that_there_are(number: str) -> None:
    agreement = AGREEMENTS[number]
    assert agreement.responsibilities
    assert set(agreement.responsibilities) <= set(agreement.lifecycle.order)


@agreements
def test_every_agreement_has_statements(number: str) -> None:
    assert all(statement.activity and statement.timeframe for statement in AGREEMENTS[number].statements)
    assert AGREEMENTS[number].statements


@agreements
def test_indicators_are_named(number: str) -> None:
    assert {"marketing", "sales"} <= {indicator["owner"] for indicator in AGREEMENTS[number].kpis}
    assert all(indicator["metric"] for indicator in AGREEMENTS[number].kpis)


def test_the_handoff_is_written_down() -> None:
    for number in ("2", "3"):
        handoff = AGREEMENTS[number].handoff
        assert handoff is not None
        assert all(getattr(handoff, key) for key in ("passed", "needed", "notified", "unmet", "returned"))


def test_the_objectives_of_the_first_document() -> None:
    assert [objective.split()[0] for objective in AGREEMENTS["1"].objectives] == ["Services", "A", "A"]


def test_the_objectives_of_the_second_document() -> None:
    assert "convert" in AGREEMENTS["2"].objectives[0]


def test_the_notes_of_the_fourth_document() -> None:
    assert AGREEMENTS["4"].notes
