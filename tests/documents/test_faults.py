"""Every fault that is raised has a name that is explained."""

from __future__ import annotations

import ast
from pathlib import Path

import attrs
import pytest

import leadsla
from leadsla.advice import ADVICE
from leadsla.clauses import LeadClause
from leadsla.consequences import VERBS
from leadsla.documents import FAULTS, about
from leadsla.documents.calendar_entries import KEYS as CALENDAR_KEYS
from leadsla.documents.entry_faults import key_of
from leadsla.documents.structure import KEYS


def names_raised() -> set[str]:
    """The names of all faults that stand in the source as `Fault("name", ...)`, and in `name = "..."` before one."""
    found = set()
    for path in Path(leadsla.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fault" and node.args:
                found |= {part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)}
    return found - {""}


def test_every_fault_is_explained() -> None:
    assert names_raised() <= set(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_an_explanation_is_a_paragraph(name: str) -> None:
    assert 80 < len(about(name)) < 500
    assert about(name).endswith(".")
    assert "  " not in about(name)


def test_an_unknown_name_says_which_was_meant() -> None:
    with pytest.raises(KeyError, match="write unknown-key"):
        about("unknwon-key")


def test_the_documentation_has_every_fault_and_every_key() -> None:
    page = (Path(__file__).parents[2] / "docs" / "agreement-document.md").read_text(encoding="utf-8")
    shared = [key_of(field.name) for field in attrs.fields(LeadClause)]
    for name in (*(name for name in FAULTS if name not in ADVICE), *KEYS, *CALENDAR_KEYS, *shared, *VERBS):
        assert f"`{name}`" in page, name
