"""The words of a criterion's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.criteria.tokens import is_name, is_word, tokens
from leadsla.errors import CriterionError


def test_kinds_values_and_places() -> None:
    found = [
        (token.kind, token.value, token.start, token.end) for token in tokens("a_1 >= 4_0.5% and 'it\\'s'")
    ]
    assert found == [
        ("word", "a_1", 0, 3),
        ("symbol", ">=", 4, 6),
        ("share", "4_0.5", 7, 13),
        ("word", "and", 14, 17),
        ("text", "it's", 18, 25),
        ("end", "", 25, 25),
    ]


@given(st.text(max_size=8))
def test_a_word_is_one_token(text: str) -> None:
    if is_word(text) and is_name(text):
        assert [token.value for token in tokens(text)] == [text, ""]
    elif text and not text.isspace():
        try:
            found = tokens(text)
        except CriterionError:
            return
        assert (
            [token.kind for token in found] != ["word", "end"] or found[0].value != text or not is_name(text)
        )


@pytest.mark.parametrize("text", ["a.and", "event.NOT"])
def test_after_a_dot_any_word_is_a_key(text: str) -> None:
    assert tokens(text)[2].kind == "word"
