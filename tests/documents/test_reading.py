"""Files: what cannot be read says why, at once."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from tests.documents.cases import SOUND

from leadsla.documents import check, load
from leadsla.documents.reading import MAX_BYTES, read_file, read_text
from leadsla.errors import AgreementError, Fault


def the_fault(path: Path) -> Fault:
    (fault,) = check(path)
    with pytest.raises(AgreementError) as caught:
        load(path)
    assert caught.value.faults == (fault,)
    assert str(path) in str(caught.value)
    return fault


@pytest.mark.parametrize("name", ["a.yaml", "a.yml", "A.YAML"])
def test_the_name_says_the_format(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(SOUND, encoding="utf-8")
    assert load(tmp_path / name).agreement == "acme"
    assert load(os.fspath(tmp_path / name)).agreement == "acme"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xml", b"<a/>", "`.xml` does not say how it is written"),
        ("agreement", b"a: 1", "without an ending"),
        ("a.yaml", SOUND.encode("utf-16"), "UTF-16"),
        ("a.yaml", gzip.compress(SOUND.encode(), mtime=0), "a packed file"),
        ("a.yaml", b"%PDF-1.7 ...", "a PDF"),
        ("a.yaml", SOUND.replace("Sales", "Café").encode("latin-1"), "the byte E9"),
        ("a.yaml", b"a: \x00", "U+0000"),
        ("a.yaml", b"#" * (MAX_BYTES + 1), "5,000,001 of at most 5,000,000"),
        ("a.json", b"", "not JSON"),
        ("a.toml", b"", "empty"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert words in the_fault(tmp_path / name).what


def test_the_place_of_a_byte_that_is_none_of_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("a: é\nb: caf".encode() + b"\xe9\n")
    fault = the_fault(tmp_path / "a.yaml")
    assert (fault.line, fault.column) == (2, 7)


def test_a_missing_file_says_which_one_may_be_meant(tmp_path: Path) -> None:
    (tmp_path / "agreement.yaml").write_text(SOUND, encoding="utf-8")
    fault = the_fault(tmp_path / "agrement.yaml")
    assert fault.what == "there is no such file"
    assert fault.write == str(tmp_path / "agreement.yaml")
    assert the_fault(tmp_path / "no" / "such.yaml").write is None


def test_a_folder_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    assert "a folder" in the_fault(tmp_path / "a.yaml").what
    assert "a folder" in the_fault(tmp_path).what
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "b.yaml")
        assert "no ordinary file" in the_fault(tmp_path / "b.yaml").what


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(SOUND, encoding="utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert the_fault(path).what == "the file cannot be opened: permission denied"


def test_a_name_that_no_file_can_have() -> None:
    assert "cannot be opened" in check("a\0.yaml")[0].what


def test_what_is_no_text_and_no_format_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="write yaml, json or toml"):
        read_text("", "xml")
    with pytest.raises(TypeError, match="use load"):
        read_text(b"")  # type: ignore[arg-type]


def test_a_text_may_be_too_long_too() -> None:
    (fault,) = read_text("x" * (MAX_BYTES + 1)).faults
    assert fault.name == "too-large"


def test_half_a_character_is_no_text() -> None:
    assert "U+D83D" in read_text("a: \ud83d").faults[0].what


def test_the_document_keeps_the_name_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_text(SOUND, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert read_file("a.yaml").source.name == "a.yaml"
