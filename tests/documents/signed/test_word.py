"""The signed document as DOCX, read back, and in a word processor."""

from __future__ import annotations

import datetime as dt
import io
import sys
import time
import zipfile
from pathlib import Path

import docx
import pytest
from tests.documents.signed.scenes import SCRIPT, amended, hostile, program, run, shipped

import leadsla as ls
from leadsla.documents.signed.content import signed_document
from leadsla.documents.signed.tree import Heading, Table
from leadsla.errors import ExtraError


def read(agreement: ls.Agreement) -> docx.document.Document:
    return docx.Document(io.BytesIO(ls.render_agreement(agreement, to="docx")))


@pytest.mark.parametrize("name", shipped())
def test_headings_and_tables_are_real(name: str) -> None:
    """In the order of the document, with every row."""
    agreement = shipped()[name]
    made, said = read(agreement), signed_document(agreement)
    found = [(p.text, p.style.name) for p in made.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    headings = [(b.text, f"Heading {b.level}") for b in said.blocks if isinstance(b, Heading)]
    assert found == [(said.title, "Title"), *headings]
    tables = [block for block in said.blocks if isinstance(block, Table)]
    assert len(made.tables) == len(tables) + 1  # the signatures
    for grid, table in zip(made.tables, tables, strict=False):
        assert tuple(cell.text for cell in grid.rows[0].cells) == table.titles
        assert len(grid.rows) == 1 + len(table.rows)
        assert grid.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_text_in_cells_and_lists() -> None:
    made = read(shipped()["acme"])
    assert (
        made.tables[0].rows[1].cells[2].text
        == "Has opted in to hear from us. Entered by a new lead, when it is created."
    )
    assert "a)\tLeads of an agreed quality, followed up in an agreed time." in [
        p.text for p in made.paragraphs
    ]
    assert made.sections[0].footer.paragraphs[0].text.startswith("acme-inbound, version 2026.1, sha256:")


def test_signatures_are_shown() -> None:
    """And an empty line where nobody has signed."""
    grid = read(amended()).tables[-1]
    assert [row.cells[1].text for row in grid.rows] == [
        "Marketing Head of marketing",
        "signed, sha256:0123456789abcdef…",
        "Ada Example",
        "Head",
        "20 June 2026",
    ]
    assert [row.cells[3].text for row in grid.rows][1:] == [""] * 4


def test_hostile_text_is_text() -> None:
    made = read(hostile())
    assert SCRIPT in made.paragraphs[1].text
    assert made.core_properties.title.startswith(SCRIPT)


def test_two_runs_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever they are made: nothing in the file says when."""
    first = ls.render_agreement(shipped()["acme"], to="docx")
    later = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    assert ls.render_agreement(shipped()["acme"], to="docx") == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = docx.Document(io.BytesIO(first)).core_properties
    assert (about.author, about.created) == ("", dt.datetime(1980, 1, 1, tzinfo=dt.UTC))


def test_without_python_docx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(ExtraError, match=r"install it with: pip install 'leadsla\[documents\]'"):
        ls.render_agreement(shipped()["acme"], to="docx")


def test_in_a_word_processor(tmp_path: Path) -> None:
    """It opens, and comes out as pages."""
    office = program("soffice", "libreoffice")
    (tmp_path / "agreement.docx").write_bytes(ls.render_agreement(shipped()["acme"], to="docx"))
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    run(office, home, "--headless", "--convert-to", "pdf", tmp_path / "agreement.docx", folder=tmp_path)
    assert (tmp_path / "agreement.pdf").read_bytes().startswith(b"%PDF")
