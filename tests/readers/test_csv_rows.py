"""CSV: what is a row, and what becomes of one that is broken."""

from __future__ import annotations

import contextlib
import csv
import io
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadsla.errors import ReadError
from leadsla.readers.csv_rows import MOST_LINES, csv_rows
from leadsla.readers.lines import LONGEST, Lines
from leadsla.readers.report import Findings, Reason


def rows(path: Path, text: str | bytes, delimiter: str = ",") -> tuple[list[tuple[int, list[str]]], Findings]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    findings = Findings(path.name)
    return [
        (line, list(cells)) for line, _, cells in csv_rows(Lines(path), delimiter, findings, list)
    ], findings


def problems(findings: Findings) -> list[tuple[int, Reason]]:
    return [(problem.line, problem.reason) for problem in findings.problems]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.csv"


def test_a_row_has_the_line_on_which_it_starts(path: Path) -> None:
    """Newlines within quotes, blank lines and carriage returns do not put the numbers out."""
    found, findings = rows(path, 'a,b\r\n1,"x\r\ny"\r\n\r\n2,"say ""hi"""\r\n3,\r\n')
    assert found == [(2, ["1", "x\r\ny"]), (5, ["2", 'say "hi"']), (6, ["3", ""])]
    assert not findings.problems


def test_a_row_of_another_width_is_left_out(path: Path) -> None:
    """Too many cells or too few mean that some are not where they seem to be."""
    found, findings = rows(path, "a,b\n1,2\n1\n1,2,3\n3,4\n")
    assert found == [(2, ["1", "2"]), (5, ["3", "4"])]
    assert [str(problem) for problem in findings.problems] == [
        "log.csv line 3: wrong cell count: 1 cells where the header has 2",
        "log.csv line 4: wrong cell count: 3 cells where the header has 2",
    ]


def test_a_quote_that_is_never_closed_costs_one_row(path: Path) -> None:
    """The rows after it are not swallowed."""
    found, findings = rows(path, 'a,b\n1,2\n3,"4\n5,6\n7,8\n')
    assert found == [(2, ["1", "2"]), (4, ["5", "6"]), (5, ["7", "8"])]
    assert [str(problem) for problem in findings.problems] == [
        "log.csv line 3: bad quotes: a quote that is not closed"
    ]


def test_a_quote_that_closes_in_the_wrong_place_costs_one_row(path: Path) -> None:
    """Quotes are read strictly: nothing may follow a closing quote."""
    found, findings = rows(path, 'a,b\n"1"x,2\n5,6\n3,"4\n5,"6"\n7,8\n')
    assert found == [(3, ["5", "6"]), (5, ["5", "6"]), (6, ["7", "8"])]
    assert problems(findings) == [(2, Reason.QUOTES), (4, Reason.QUOTES)]


def test_a_long_line_is_left_out_alone(path: Path) -> None:
    """Also where it comes within quotes."""
    long = "x" * (LONGEST + 5)
    found, findings = rows(path, f'a,b\n1,{long}\n3,4\n5,"6\n{long}"\n7,8\n')
    assert found == [(3, ["3", "4"]), (6, ["7", "8"])]
    assert problems(findings) == [(2, Reason.TOO_LONG), (4, Reason.QUOTES), (5, Reason.TOO_LONG)]


def test_long_cells_are_read(path: Path) -> None:
    """The csv module's own limit of 131,072 characters is none of ours, and is left as it was."""
    before = csv.field_size_limit()
    note = "x" * 200_000
    found, findings = rows(path, f'a,b\n1,{note}\n2,"{note}\n{note}"\n3,4\n')
    assert [(line, len(cells[1])) for line, cells in found] == [(2, 200_000), (3, 400_001), (5, 1)]
    assert not findings.problems
    assert csv.field_size_limit() == before


def test_a_quoted_row_longer_than_the_longest_line_is_left_out(path: Path) -> None:
    """Its lines are read as rows of their own, so that none is lost unseen."""
    text = ("y" * 99 + "\n") * (LONGEST // 100 + 1)
    found, findings = rows(path, f'a\n"\n{text}"\nlast\n')
    assert found[-1] == (len(text) // 100 + 4, ["last"])
    assert problems(findings)[0] == (2, Reason.QUOTES)


def test_quotes_that_never_match_are_refused_in_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line opens a quote that the next one closes and opens again: it must not take for ever."""
    monkeypatch.setattr("leadsla.readers.csv_rows._UNCLOSED", 20)
    started = time.process_time()
    with pytest.raises(ReadError, match=r"log\.csv line 22: too many quotes that never close"):
        rows(path, "a,b,c\n" + 'a",b,"c\n' * 1_000_000)
    assert time.process_time() - started < 30


@pytest.mark.parametrize("more", [0, 1])
def test_a_quoted_row_may_have_so_many_lines_and_no_more(path: Path, more: int) -> None:
    """The boundary: one line more, and its lines are rows of their own."""
    lines = MOST_LINES + more
    found, findings = rows(path, 'a\n"' + "\n" * (lines - 1) + '"\nlast\n')
    assert [line for line, _ in found] == ([2, lines + 2] if not more else [lines + 2])
    assert findings.left_out == 2 * more


def test_a_return_within_a_cell_needs_quotes(path: Path) -> None:
    """It would be a line's end to others."""
    found, findings = rows(path, 'a,b\n1,"x\ry"\n2,x\ry\n')
    assert found == [(2, ["1", "x\ry"])]
    assert [problem.what for problem in findings.problems] == [
        "a carriage return within a cell that has no quotes"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n\n", "no header"),
        (",,\n1,2,3\n", "no header"),
        ('"a\n', "no header"),
        ("x" * (LONGEST + 5) + "\na,b\n", "no header"),
        ("a,b,a, b\n", "the header names 'a', 'b' twice; give each a name of its own"),
        ("lead;at;event\n", "one column, 'lead;at;event'; write `delimiter: ';'` in the mapping"),
        ("lead\tat\n", "write `delimiter: tab`"),
    ],
)
def test_headers_that_cannot_be_used(path: Path, text: str, expected: str) -> None:
    """Without a header that names each column once, no cell means anything."""
    with pytest.raises(ReadError, match=r"log\.csv") as caught:
        rows(path, text)
    assert expected in str(caught.value)


def test_a_header_alone_is_no_rows(path: Path) -> None:
    """A log in which nothing has happened yet."""
    assert rows(path, "a,b\n")[0] == []


def test_a_column_without_a_name_is_noted(path: Path) -> None:
    """Frames write their index so; nothing can name it."""
    found, findings = rows(path, ",a\n0,x\n")
    assert found == [(2, ["0", "x"])]
    assert [str(problem) for problem in findings.problems] == [
        "log.csv line 1: column without a name: column 1 has no name and is not read"
    ]


def test_other_delimiters(path: Path) -> None:
    """As the mapping says."""
    assert rows(path, "a;b\n1,5;2\n", ";")[0] == [(2, ["1,5", "2"])]


# Text that a cell can hold and a file of UTF-8 can store.
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=8))
def test_what_csv_writes_is_read(table: list[list[str]]) -> None:
    """Law: every table that Python writes reads back, each row with its line."""
    expected, line = [], 2
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["a", "b"])
    for cells in table:
        writer.writerow(cells)
        expected.append((line, cells))
        line += 1 + sum(cell.count("\n") for cell in cells)
    with TemporaryDirectory() as folder:
        found, findings = rows(Path(folder, "log.csv"), written.getvalue())
    assert found == expected
    assert not findings.problems


@given(st.lists(st.sampled_from(['"', '""', "x", ",", "\n", "\r\n", "\r", ";", " "]), max_size=40))
def test_no_arrangement_of_quotes_loses_a_row(pieces: list[str]) -> None:
    """Law: after any rubbish a whole row is read, or stands in a quoted cell, or a fault is reported."""
    with TemporaryDirectory() as folder:
        found, findings = rows(Path(folder, "log.csv"), "a,b\n" + "".join(pieces) + "\n8,9\n")
    last = (found[-1][1] if found else []) == ["8", "9"]
    inside = any("\n8,9" in cell for _, cells in found for cell in cells)
    assert last or inside or findings.left_out


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    """Law: any file is rows or `ReadError`."""
    with TemporaryDirectory() as folder, contextlib.suppress(ReadError):
        found, findings = rows(Path(folder, "log.csv"), data)
        assert all(line > 1 for line, _ in found)
        assert {problem.line for problem in findings.problems}.isdisjoint(line for line, _ in found)
