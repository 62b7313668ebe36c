"""YAML 1.2 as agreements take it, and what they do not take."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.cases import SOUND

from leadsla.documents import examine_text
from leadsla.documents.nodes import MAX_VALUES
from leadsla.documents.reading import read_text
from leadsla.errors import Fault


def tree(text: str) -> object:
    document = read_text(text)
    assert document.faults == ()
    return document.tree


def the_fault(text: str) -> Fault:
    (fault,) = read_text(text).faults
    return fault


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("9:00", "9:00"),
        ("1:30:00", "1:30:00"),
        ("1_000", "1_000"),
        ("012", 12),
        ("0o14", 12),
        ("0x1f", 31),
        ("-3", -3),
        ("+1.5e3", 1500.0),
        (".5", 0.5),
        ("1e999999", "1e999999"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("~", None),
        ("", None),
        ("null", None),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("2026-01-31", dt.date(2026, 1, 31)),
        ("2026-02-31", "2026-02-31"),
        ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
        ("'3'", "3"),
        ('"true"', "true"),
        ("!!str 3", "3"),
        ("! 3", "3"),
        ("9" * 200, "9" * 200),
    ],
)
def test_scalars_are_those_of_the_core_schema_and_dates(written: str, value: object) -> None:
    assert tree(f"- {written}") == [value]


def test_keys_are_text_as_they_are_written() -> None:
    assert tree("{1: a, true: b, 2026-01-01: c, no: d, 1.50: e}") == {
        "1": "a",
        "true": "b",
        "2026-01-01": "c",
        "no": "d",
        "1.50": "e",
    }


def test_an_alias_is_what_it_stands_for() -> None:
    assert tree("a: &x [1, {b: 2}]\nc: *x") == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}


def test_a_fault_in_an_alias_is_marked_where_it_is_written() -> None:
    text = SOUND.replace("owner: sales\n    from: assigned", "owner: &who salez\n    from: assigned")
    text = text.replace("owner: sales\n    from: {enters", "owner: *who\n    from: {enters")
    assert [fault.line for fault in examine_text(text).faults] == [25, 25]


@pytest.mark.parametrize(
    ("text", "name", "line", "words"),
    [
        ("a: [1, 2", "syntax", 1, "list in brackets"),
        ("a: {b: 1", "syntax", 1, "mapping in braces"),
        ("a: 'x", "syntax", 1, "quote is never closed"),
        ("a: b: c", "syntax", 1, "no key can be"),
        ("a:\n\t- x", "syntax", 2, "a tab stands"),
        ("a: 1\n b: 2", "syntax", 2, "no key can be"),
        ("- a\nb: 1", "syntax", 2, "does not fit the indentation"),
        ("a: @x", "syntax", 1, "stands in quotes"),
        ("a: *x", "syntax", 1, "no anchor `&x`"),
        ("a: &a [*a]", "syntax", 1, "inside what it stands for"),
        ("x: &x {a: 1}\ny:\n  <<: *x", "syntax", 3, "merge keys"),
        ("x: &x [1]\n*x : 1", "syntax", 2, "a key is text"),
        ('a: "\\UFFFFFFFF"', "syntax", 1, "not YAML"),
        ("[a]: 1", "syntax", 1, "a key is text"),
        ("{a: 1}: 1", "syntax", 1, "a key is text"),
        ("? [a]\n: 1", "syntax", 1, "a key is text"),
        (": 1", "syntax", 1, "a key is empty"),
        ("a: !foo 1", "syntax", 1, "tag `!foo`"),
        ("a: !!binary aGk=", "syntax", 1, "tag"),
        ("a: !!set {b}", "syntax", 1, "tag"),
        ("a: 1\n---\nb: 1", "syntax", 2, "second document"),
        ("%YAML 1.1\n---\na: 1", "syntax", 2, "YAML 1.2"),
        ('a: "\\ud83d"', "syntax", 1, "half a character"),
        ("a: x\x85y", "unreadable", 1, "U+0085"),
        ("a: x\u2028y", "unreadable", 1, "U+2028"),
        ("a: x\x00y", "unreadable", 1, "U+0000"),
        ("\n\na: &\n", "syntax", 3, "not YAML"),
    ],
)
def test_what_is_not_taken_says_so_at_its_place(text: str, name: str, line: int, words: str) -> None:
    fault = the_fault(text)
    assert (fault.name, fault.line) == (name, line)
    assert words in fault.what


@pytest.mark.parametrize("text", ["", "  \n", "# only a comment\n", "---\n", "~", "null\n"])
def test_nothing_is_no_agreement(text: str) -> None:
    assert "empty" in the_fault(text).what


def test_every_duplicate_is_a_fault_with_both_lines() -> None:
    text = SOUND + "calendar: x\nleadsla: 2\n"
    found = examine_text(text.replace("{name: Sales}", "{name: Sales, name: S}")).faults
    assert [(fault.name, fault.line) for fault in found] == [
        ("duplicate-key", 9),
        ("duplicate-key", 40),
        ("duplicate-key", 41),
    ]
    assert [fault.label for fault in found] == [f"stands in line {line} already" for line in (9, 6, 1)]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "a: " + "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "\n".join(f"{' ' * depth}k:" for depth in range(500)),
        "a: [" + "x," * 100_000 + "]",
        "a: &a [1]\n"
        + "".join(
            f"k{number}: &k{number} [*{'a' if not number else f'k{number - 1}'}]\n" for number in range(100)
        ),
        "".join(f"k{number}: 1\n" for number in range(MAX_VALUES)),
    ],
)
def test_nothing_grows_without_bound(text: str) -> None:
    fault = the_fault(text)
    assert fault.name in ("too-large", "syntax")
    assert fault.line is not None


def test_line_breaks_of_all_kinds() -> None:
    for mark in ("\r\n", "\r"):
        text = (
            SOUND.replace("owner: salez", "").replace("\n", mark).replace("{enters: sal}", "{enters: sall}")
        )
        (fault,) = examine_text(text).faults
        assert (fault.line, fault.column) == (37, 20)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    (fault,) = examine_text("\ufeff" + SOUND.replace("leadsla: 1", "leadsla: x")).faults
    assert (fault.line, fault.column) == (1, 10)


@given(st.text(alphabet=st.sampled_from("ab:-?[]{},'\"#&*!|>%@`\n \t0.~\\\r"), max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    examine_text(text)


@given(
    st.integers(0, len(SOUND)),
    st.integers(0, 12),
    st.sampled_from(["", " ", "\n", "x", ": ", "[", '"', "3", "- "]),
)
def test_no_slip_of_the_pen_breaks_the_reader(at: int, length: int, slip: str) -> None:
    """Whatever is cut out of an agreement and put there instead: an agreement, or faults in the order of the file."""
    found = examine_text(SOUND[:at] + slip + SOUND[at + length :])
    assert (found.agreement is None) == any(not fault.warning for fault in found.faults)
    lines = [fault.line for fault in found.faults]
    assert all(line is not None for line in lines) or not SOUND[:at] + slip + SOUND[at + length :]
    assert lines == sorted(lines, key=lambda line: line or 0)
