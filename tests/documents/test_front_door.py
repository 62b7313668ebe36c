"""`load`, `loads`, `check` and the error they raise."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from tests.decisions.scenario import agree, answer
from tests.documents.cases import SOUND, changed

import leadsla
from leadsla.documents import check, dump, examine, examine_text, load, loads
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


def write(folder: Path, name: str, **keys: Any) -> Path:
    """A small agreement in a file, with other keys or without those that are None."""
    tree = json.loads(dump(agree(answer()), "json")) | keys
    (folder / name).write_text(json.dumps({key: value for key, value in tree.items() if value is not None}))
    return folder / name


def amending(document: str, version: str = "1", **more: Any) -> dict[str, Any]:
    return {
        "version": "2",
        "effective": "2026-04-01",
        "amends": {"version": version, "document": document, **more},
    }


def test_the_version_that_is_amended_is_read_from_its_document(tmp_path: Path) -> None:
    """Relative to the document that names it, with what it refers to in turn."""
    (tmp_path / "older").mkdir()
    first = write(tmp_path / "older", "first.json")
    later = load(write(tmp_path, "second.json", **amending("older/first.json")))
    assert later.versions == (load(first), later)
    assert loads((tmp_path / "second.json").read_text(), "json").versions == (later,)


def test_faults_of_the_version_before_are_said_with_its_file(tmp_path: Path) -> None:
    """At the place that names the file."""
    write(tmp_path, "first.json", timezone="Nowhere", currency=7, title=7, notes=7)
    found = check(write(tmp_path, "second.json", **amending("first.json")))
    assert [fault.path for fault in found] == ["amends.document"] * 4
    assert "first.json, line 1: " in found[0].what
    assert "4 faults, of which the first 3 are shown" in found[3].what
    assert all(fault.line == 1 for fault in found)
    [missing] = check(write(tmp_path, "third.json", **amending("frist.json")))
    assert (missing.name, missing.path, missing.write) == (
        "unreadable",
        "amends.document",
        str(tmp_path / "first.json"),
    )


def test_what_does_not_fit_the_version_before_has_its_place(tmp_path: Path) -> None:
    """A name that is not the document's, a clause that neither has."""
    write(tmp_path, "first.json")
    given = amending("first.json", "0", running_clocks={"anser": "rescore"})
    found = check(write(tmp_path, "second.json", **given))
    assert [(fault.path, fault.line) for fault in found] == [
        ("amends.version", 1), ("amends.running_clocks.anser", 1),
    ]  # fmt: skip


def test_documents_that_amend_each_other_are_refused(tmp_path: Path) -> None:
    """Neither was first."""
    write(tmp_path, "second.json", **amending("third.json", "3"))
    third = write(
        tmp_path, "third.json", **(amending("second.json", "2") | {"version": "3", "effective": "2026-05-01"})
    )
    [fault] = check(third)
    assert (fault.path, fault.line) == ("amends.document", 1)
    assert "second.json" in fault.what
    assert "neither was first" in fault.what
    [own] = check(write(tmp_path, "own.json", **amending("own.json")))
    assert "neither was first" in own.what
