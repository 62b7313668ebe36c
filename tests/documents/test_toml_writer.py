"""TOML of an agreement."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from leadsla.documents.toml_writer import write_toml

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(TEXT, VALUES, max_size=5))
def test_every_tree_is_read_as_itself(tree: dict[str, object]) -> None:
    assert tomllib.loads(write_toml(tree)) == tree


def test_clauses_are_tables_and_sections_of_sections_have_no_empty_header() -> None:
    tree = {
        "title": "t",
        "calendars": {"a": {"hours": {"mon": "9:00-10:00"}}},
        "clauses": [{"id": "x"}, {"id": "y"}],
    }
    assert write_toml(tree).splitlines() == [
        'title = "t"',
        "",
        "[calendars.a]",
        'hours = { mon = "9:00-10:00" }',
        "",
        "[[clauses]]",
        'id = "x"',
        "",
        "[[clauses]]",
        'id = "y"',
    ]
