"""JSON lines: one object a line, or a report of what stood there."""

from __future__ import annotations

import contextlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.errors import ReadError
from leadsla.readers.jsonl_rows import jsonl_rows
from leadsla.readers.lines import LONGEST, Lines
from leadsla.readers.report import Findings


def rows(path: Path, text: str | bytes) -> tuple[list[tuple[int, dict[str, Any]]], list[str]]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    findings = Findings(path.name)
    found = [
        (line, dict(zip(columns, cells, strict=False)))
        for line, columns, cells in jsonl_rows(Lines(path), findings)
    ]
    return found, [str(problem) for problem in findings.problems]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.jsonl"


def test_objects_keep_their_values(path: Path) -> None:
    """Numbers stay numbers; blank lines are no rows; NaN is nothing."""
    found, problems = rows(path, '{"a": 1, "b": [true]}\n\n  {"c": NaN}\r\n')
    assert found == [(1, {"a": 1, "b": [True]}), (3, {"c": None})]
    assert not problems


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"a": 1', "Expecting ',' delimiter at column 8"),
        ('{"a" 1}', "Expecting ':' delimiter at column 6"),
        ("[1]", "not an object but [1]"),
        ('"a"', 'not an object but "a"'),
        ('{"a": 1, "a": 2}', "the key 'a' stands twice"),
        ('{"a": 1e999}', "the number 1e999 is too large"),
        ('{"a": ' + "9" * 5000 + "}", "Exceeds the limit"),
        ('{"a": "\\ud800"}', "half of a surrogate pair, which is no character"),
        ('{"a": ' + "[" * 100_000 + "}", ""),
    ],
)
def test_a_bad_line_is_reported_alone(path: Path, line: str, expected: str) -> None:
    """The lines around it are read."""
    found, problems = rows(path, f'{{"x": 1}}\n{line}\n{{"x": 2}}\n')
    assert found == [(1, {"x": 1}), (3, {"x": 2})]
    assert len(problems) == 1
    assert problems[0].startswith(f"log.jsonl line 2: bad JSON: {expected}")


def test_a_long_line_is_reported_alone(path: Path) -> None:
    """As in any text file."""
    found, problems = rows(path, '{"x": "' + "y" * LONGEST + '"}\n{"x": 2}\n')
    assert found == [(2, {"x": 2})]
    assert problems == ["log.jsonl line 1: line too long: longer than 1,000,000 characters"]


@pytest.mark.parametrize("text", ['[{"a": 1},\n {"a": 2}]\n', '[{"a": 1}]'])
def test_a_json_document_is_no_lines(path: Path, text: str) -> None:
    """The commonest mistake is said in so many words."""
    with pytest.raises(ReadError, match="a JSON array; write one object a line"):
        rows(path, text)


def test_an_empty_file_is_refused(path: Path) -> None:
    """An export of nothing at all has most likely failed."""
    with pytest.raises(ReadError, match="the file is empty"):
        rows(path, "")


@given(st.binary(max_size=100))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    """Law: any file is rows, problems or `ReadError`."""
    with TemporaryDirectory() as folder, contextlib.suppress(ReadError):
        found, problems = rows(Path(folder, "log.jsonl"), data)
        assert len(found) + len(problems) <= data.count(b"\n") + data.count(b"\r") + 1
