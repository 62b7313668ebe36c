"""JSON: the same tree, the same faults, their places."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.cases import SOUND

from leadsla.documents import dump, examine_text, loads
from leadsla.documents.reading import read_text

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=15,
)


@given(VALUES, st.booleans(), st.sampled_from([None, 1, 2]))
def test_the_tree_is_what_json_says(value: object, plain: bool, indent: int | None) -> None:
    text = json.dumps([value], ensure_ascii=plain, indent=indent)
    document = read_text(text, "json")
    if not document.faults:
        assert document.tree == [value]
    else:
        assert {fault.name for fault in document.faults} == {"unreadable"}  # a control character as it is


def test_the_same_agreement_as_in_yaml() -> None:
    agreement = loads(SOUND)
    assert loads(dump(agreement, "json"), "json") == agreement


def test_a_fault_has_its_place_inside_the_text() -> None:
    text = dump(loads(SOUND), "json").replace(
        'hold == \\"customer\\"', 'hold == \\"customer\\" and \\u0074ier > 2'
    )
    (fault,) = examine_text(text, "json").faults
    assert fault.line is not None
    assert fault.column is not None
    assert fault.end_column is not None
    assert text.split("\n")[fault.line - 1][fault.column - 1 : fault.end_column - 1] == "\\u0074ier"


@pytest.mark.parametrize(
    ("text", "name", "line", "words"),
    [
        ('{"a": 1,}', "syntax", 1, "not JSON"),
        ('{"a": 1,\n "a": 2}', "duplicate-key", 2, "`a` stands twice"),
        ('{"a": NaN}', "syntax", 1, "`NaN` is no number of JSON"),
        ('{"a": -Infinity}', "syntax", 1, "`-Infinity` is no number"),
        ('{"a": ' + "9" * 5000 + "}", "syntax", 1, "more digits"),
        ('{"a": "\\ud83d"}', "syntax", 1, "half a character"),
        ("[" * 100_000, "too-large", 1, "levels deep"),
        ('{"a":' * 100_000, "too-large", 1, "levels deep"),
        ("[" + "1," * 100_000 + "1]", "too-large", 1, "values"),
        ("{'a': 1}", "syntax", 1, "not JSON"),
        ("", "syntax", 1, "not JSON"),
        ("null", "syntax", None, "empty"),
    ],
)
def test_what_is_not_taken_says_so(text: str, name: str, line: int | None, words: str) -> None:
    fault = next(fault for fault in examine_text(text, "json").faults if fault.name == name)
    assert fault.line == line
    assert words in fault.what


def test_strings_with_brackets_are_not_counted_as_levels() -> None:
    assert read_text(json.dumps(["[" * 1000, '"]' * 1000]), "json").faults == ()


@given(st.text(alphabet='[]{}",:1a\\ \n', max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    examine_text(text, "json")
