from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.cli.results import csv_text, json_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), VALUES, min_size=1))
def test_json_reads_back_as_what_was_written(data: dict[str, Any]) -> None:
    text = json_text(data)
    assert json.loads(text) == data
    assert text.isascii()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'])
def test_no_cell_is_a_formula(text: str) -> None:
    read = list(csv.reader(io.StringIO(csv_text(["lead"], [{"lead": text}]), newline="")))
    assert read == [["lead"], [f"'{text}"]]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_text_in_csv_reads_back_but_for_the_apostrophe(text: str) -> None:
    read = list(csv.reader(io.StringIO(csv_text(["a", "b"], [{"a": text, "b": 1}]), newline="")))
    assert read[1][0] in (text, f"'{text}")


def test_numbers_are_no_formulas() -> None:
    assert csv_text(["left_s"], [{"left_s": -40.5}]) == "left_s\n-40.5\n"
