"""`leadsla render`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import leadsla as ls
from leadsla import examples

ACME = examples.path("agreement.yaml")


def test_markdown_is_what_comes_without_more(run: Any) -> None:
    """On standard output."""
    ran = run("render", ACME)
    assert (ran.status, ran.out, ran.err) == (0, ls.render_agreement(examples.acme()), "")


def test_a_page(run: Any) -> None:
    assert run("render", ACME, "--to", "html").out == ls.render_agreement(examples.acme(), to="html")


@pytest.mark.parametrize(
    ("name", "begins"), [("a.docx", b"PK"), ("a.HTML", b"<!doctype html>"), ("a.txt", b"# ")]
)
def test_the_ending_says_the_format(run: Any, tmp_path: Path, name: str, begins: bytes) -> None:
    """Unless `--to` does."""
    assert run("render", ACME, "-o", tmp_path / name).out == ""
    assert (tmp_path / name).read_bytes().startswith(begins)
    run("render", ACME, "-o", tmp_path / name, "--to", "md")
    assert (tmp_path / name).read_bytes().startswith(b"# ")


def test_a_docx_needs_a_file(run: Any) -> None:
    ran = run("render", ACME, "--to", "docx")
    assert (ran.status, ran.out) == (2, "")
    assert "name a file with --output agreement.docx" in ran.err


def test_a_document_with_faults(run: Any, tmp_path: Path) -> None:
    """As every command answers it: what is wrong, and no traceback."""
    bad = tmp_path / "bad.yaml"
    bad.write_text("leadsla: 1\n", encoding="utf-8")
    ran = run("render", bad)
    assert ran.status != 0
    assert "missing" in ran.err
    assert "Traceback" not in ran.err


def test_without_the_extra(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    from leadsla.documents.signed import html

    html._template.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    ran = run("render", ACME, "--to", "html")
    assert (ran.status, ran.out) == (2, "")
    assert "pip install 'leadsla[documents]'" in ran.err


def test_the_agreement_itself_is_not_written_over(run: Any, tmp_path: Path) -> None:
    copy = tmp_path / "agreement.md"
    copy.write_text(ACME.read_text("utf-8"), encoding="utf-8")
    assert run("render", copy, "-o", copy).status == 2
