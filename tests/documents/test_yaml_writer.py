"""YAML that people can read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leadsla.documents.reading import read_text
from leadsla.documents.yaml_writer import WIDTH, scalar, write_yaml

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)


@given(TEXT)
def test_every_text_is_read_as_itself(text: str) -> None:
    assert read_text(f"a: {scalar(text)}\nb: [{scalar(text)}, {{{scalar(text or 'x')}: 1}}]").tree == {
        "a": text,
        "b": [text, {text or "x": 1}],
    }


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read_as_itself(number: float) -> None:
    if len(repr(number)) <= 100:
        (found,) = read_text(f"- {scalar(number)}").tree
        assert (type(found), found) == (type(number), number)


def test_small_things_stand_on_one_line_and_large_ones_in_blocks() -> None:
    small = {"name": "a", "owner": "b"}
    text = write_yaml(
        {"term": small, "fields": dict.fromkeys((f"field{n}" for n in range(20)), "text"), "x": []}
    )
    lines = text.splitlines()
    assert lines[0] == "term: {name: a, owner: b}"
    assert lines[1] == "fields:"
    assert lines[2] == "  field0: text"
    assert lines[-1] == "x: []"
    assert max(map(len, lines)) <= WIDTH


def test_lists_in_lists_and_mappings_in_lists() -> None:
    tree = {
        "a": [[{"b": {"c": 1}}, "x" * 90], [["y" * 60], ["z" * 60]]],
        "b": [{}, [], {"a": {}}],
        "kpis": [["x"]],
    }
    assert read_text(write_yaml(tree)).tree == tree


def test_several_lines_of_text_stand_as_they_are() -> None:
    assert write_yaml({"notes": "one\n\ntwo\n"}) == "notes: |\n  one\n\n  two\n"
    assert write_yaml({"notes": "one\ntwo"}) == "notes: |-\n  one\n  two\n"
    for text in ("one\ntwo\n\n", " one\ntwo", "one \ntwo", "\none", "one\r\ntwo", "a\n\tb", "\n", "a\x07\nb"):
        assert read_text(write_yaml({"notes": text})).tree == {"notes": text}


def test_dates_are_keys_without_quotes() -> None:
    assert write_yaml({"exceptions": {"2026-12-24": "closed"}}) == "exceptions: {2026-12-24: closed}\n"
