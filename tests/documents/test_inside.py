"""Places inside a text, whatever its quotes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.documents.inside import offsets_inside
from leadsla.documents.yaml_writer import quoted

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=20)


@given(TEXT)
def test_every_character_in_double_quotes_is_found_where_it_is_written(text: str) -> None:
    for raw in (quoted(text), json.dumps(text), json.dumps(text, ensure_ascii=False)):
        offsets = offsets_inside(raw, '"', text)
        assert offsets is not None
        assert offsets == sorted(offsets)
        for character, start, end in zip(text, offsets, offsets[1:], strict=False):
            assert json.loads(f'"{raw[start:end]}"', strict=False) == character if "\\U" not in raw else True


@given(TEXT)
def test_every_character_in_single_quotes(text: str) -> None:
    raw = "'" + text.replace("'", "''") + "'"
    offsets = offsets_inside(raw, "'", text)
    assert offsets is not None
    assert [raw[offset] for offset in offsets[:-1]] == list(text)


@pytest.mark.parametrize(
    ("raw", "style", "text"),
    [
        (">-\n    one two\n    three\n", ">", "one two three"),
        ("|\n    one two\n    three\n", "|", "one two\nthree\n"),
        ("one two\n    three", "", "one two three"),
        ('"one\n    two"', '"', "one two"),
        ('"""\none two"""', "", "one two"),
    ],
)
def test_text_over_several_lines_is_laid_word_by_word(raw: str, style: str, text: str) -> None:
    offsets = offsets_inside(raw, style, text) if '"""' not in raw else offsets_inside(raw[3:-3], style, text)
    if '"""' in raw:
        raw = raw[3:-3]
    assert offsets is not None
    assert len(offsets) == len(text) + 1
    for character, offset in zip(text, offsets, strict=False):
        assert character.isspace() or raw[offset] == character


def test_what_cannot_be_laid_beside_each_other_is_none() -> None:
    assert offsets_inside('"a\\\n  b"', '"', "ab c") is None
    assert offsets_inside('"abc"', '"', "ab") is None
