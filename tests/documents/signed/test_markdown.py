"""The signed document as Markdown.

The golden texts are written anew by `GOLDEN=write pytest tests/documents/signed/test_markdown.py`, to be read before
they are kept. Digests are left out of them, because they change with how a digest is taken.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.signed.scenes import amended, hostile, shipped

import leadsla as ls
from leadsla.documents.signed.markdown import escaped
from leadsla.testing.agreements import agreements

GOLDEN = Path(__file__).parent / "golden"
CASES = {**shipped(), "amended": amended()}


@pytest.mark.parametrize("name", CASES)
def test_the_document_as_it_reads(name: str) -> None:
    """Word by word."""
    text = re.sub(r"sha256:[0-9a-f]{16}…", "sha256:…", ls.render_agreement(CASES[name]))
    golden = GOLDEN / f"{name}.md"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_no_text_of_an_agreement_has_a_meaning() -> None:
    """No tag, no emphasis, no link, no cell or heading of its own, and as many rows as there are."""
    text = ls.render_agreement(hostile())
    for sign in ("<img", "<!--", "[d](", "`c`", "*a*", " _b_"):
        assert not re.search(rf"(?<!\\){re.escape(sign)}", text), sign
    assert "\\<img" in text
    for line in text.splitlines():
        if line.startswith("|") and "Contact the lead" in line:
            assert len(re.findall(r"(?<!\\)\|", line)) == 4


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain, text: (it) is!", "plain, text: (it) is!"),
        ("# no heading", "\\# no heading"),
        ("- no point", "\\- no point"),
        ("---", "\\---"),
        ("+", "\\+"),
        ("=====", "\\====="),
        ("12) no number", "12\\) no number"),
        ("12 of them", "12 of them"),
        ("-5 degrees", "-5 degrees"),
        ("a_b|c", "a\\_b\\|c"),
        ("&lt;", "\\&lt;"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_escapes(text: str, written: str) -> None:
    """What has a meaning anywhere, and what has one at the beginning of a line."""
    assert escaped(text) == written


@given(st.text(max_size=30))
def test_an_escaped_text_is_still_that_text(text: str) -> None:
    """Without the signs that protect it."""
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped(text)) == text


@settings(max_examples=25, deadline=None)
@given(agreements())
def test_every_agreement_can_be_written(agreement: ls.Agreement) -> None:
    """And twice the same."""
    text = ls.render_agreement(agreement)
    assert text == ls.render_agreement(agreement)
    assert ls.render_agreement(agreement, to="html") == ls.render_agreement(agreement, to="html")


def test_another_format() -> None:
    with pytest.raises(ValueError, match=r"'pdf' is no format of a signed document; write md, html or docx"):
        ls.render_agreement(shipped()["acme"], to="pdf")  # type: ignore[call-overload]
