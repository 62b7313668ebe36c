"""Where case files stand, and how they are run."""

from __future__ import annotations

from pathlib import Path

import pytest

import leadsla as ls
from leadsla import examples
from leadsla.reports.cases import cases_beside, examine_cases, run_cases
from leadsla.reports.cases.front_door import agreement_beside

CASES = "cases:\n  - {case: None, events: [], then: [{at: Mon 2026-03-02 09:00, follows: nothing}]}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "acme.yaml").write_text(examples.path("agreement.yaml").read_text())
    return tmp_path


def test_cases_stand_beside_their_agreement(folder: Path) -> None:
    assert cases_beside(folder / "acme.yaml") is None
    with pytest.raises(FileNotFoundError, match=r"beside acme.yaml there is no acme.cases.yaml"):
        run_cases(folder / "acme.yaml")
    beside = folder / "acme.cases.yaml"
    beside.write_text(CASES)
    assert cases_beside(folder / "acme.yaml") == beside
    assert agreement_beside(beside) == folder / "acme.yaml"
    assert agreement_beside(folder / "acme.yaml") is None
    assert agreement_beside(folder / "other.cases.yaml") is None
    assert [result.holds for result in run_cases(folder / "acme.yaml")] == [True]


def test_cases_may_stand_elsewhere_and_in_json(folder: Path) -> None:
    elsewhere = folder / "more.json"
    elsewhere.write_text(
        '{"cases": [{"case": "A", "events": [], "then": [{"at": "2026-03-02", "follows": "nothing"}]}]}'
    )
    assert [result.case.name for result in run_cases(folder / "acme.yaml", elsewhere)] == ["A"]


def test_faults_of_a_case_file_are_raised_together(folder: Path) -> None:
    path = folder / "acme.cases.yaml"
    path.write_text(CASES.replace("Mon", "Tue").replace("nothing", "[xyz abc]"))
    with pytest.raises(ls.AgreementError) as error:
        run_cases(folder / "acme.yaml")
    assert [fault.line for fault in error.value.faults] == [2, 2]


def test_what_is_no_document_has_no_cases(folder: Path) -> None:
    path = folder / "acme.cases.yaml"
    path.write_text("cases: [")
    file = examine_cases(path, examples.acme())
    assert file.run() == ()
    assert [fault.name for fault in file.faults] == ["syntax"]
