"""`load`, `loads`, `check` and the error they raise."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from tests.documents.cases import SOUND, changed

import leadsla
from leadsla.documents import check, examine, examine_text, load, loads
from leadsla.errors import AgreementError


def test_an_agreement_from_a_file_and_from_its_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SOUND, encoding="utf-8")
    assert load(tmp_path / "a.yaml") == loads(SOUND)
    assert leadsla.load is load
    assert check(tmp_path / "a.yaml") == []


def test_the_error_shows_ten_faults_and_has_all() -> None:
    text = SOUND + "".join(f"key{number}: 1\n" for number in range(25))
    with pytest.raises(AgreementError) as caught:
        loads(text, name="big.yaml")
    assert len(caught.value.faults) == 25
    lines = str(caught.value).splitlines()
    assert sum(line.startswith("fault[") for line in lines) == 10
    assert lines[-1] == "big.yaml: 25 faults, of which the first 10 are shown"
    assert "\x1b" not in str(caught.value)


def test_the_error_of_a_few_faults_ends_in_their_number() -> None:
    with pytest.raises(AgreementError) as caught:
        loads(changed("unknown-key"), name="a.yaml")
    assert str(caught.value).endswith("a.yaml: 1 fault in 2 clauses")


def test_the_error_can_be_sent_elsewhere() -> None:
    with pytest.raises(AgreementError) as caught:
        loads(changed("criterion"))
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.faults, str(copy)) == (caught.value.faults, str(caught.value))


def test_a_warning_is_no_error(tmp_path: Path) -> None:
    text = changed("never-reached")
    assert loads(text).agreement == "acme"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (fault,) = check(tmp_path / "a.yaml")
    assert fault.warning


def test_a_warning_beside_a_fault_is_not_shown_by_the_error_but_kept() -> None:
    text = changed("never-reached").replace("{enters: sal}", "{enters: sall}")
    with pytest.raises(AgreementError) as caught:
        loads(text)
    assert [fault.warning for fault in caught.value.faults] == [True, False]
    assert "warning[" not in str(caught.value)


def test_the_document_comes_with_what_was_found(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('title = "x"', encoding="utf-8")
    found = examine(tmp_path / "a.toml")
    assert found.agreement is None
    assert found.document.tree == {"title": "x"}
    assert len(repr(examine_text(SOUND))) < 400


@pytest.mark.parametrize("text", ["- 1", "3", "[]", "text", "true"])
def test_what_is_no_mapping_is_no_agreement(text: str) -> None:
    (fault,) = examine_text(text).faults
    assert fault.name == "wrong-type"
    assert fault.line == 1
