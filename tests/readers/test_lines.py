"""Lines: of any file, numbered, and never held when they are too long."""

from __future__ import annotations

import gzip
import resource
import sys
from pathlib import Path

import pytest

from leadsla.errors import ReadError
from leadsla.readers.lines import LONGEST, Lines


def lines(path: Path, data: bytes, encoding: str | None = None) -> list[tuple[int, str | None]]:
    path.write_bytes(data)
    return list(Lines(path, encoding))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.csv"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a\nb\n", ["a\n", "b\n"]),
        (b"a\r\nb", ["a\r\n", "b"]),
        (b"a\rb\r", ["a\r", "b\r"]),
        (b"\xef\xbb\xbfa\n", ["a\n"]),
        ("ä\n".encode(), ["ä\n"]),
        (gzip.compress(b"a\nb\n", mtime=0), ["a\n", "b\n"]),
        (b"\n\n", ["\n", "\n"]),
    ],
)
def test_lines_keep_their_ends_and_their_numbers(path: Path, data: bytes, expected: list[str]) -> None:
    """Every way to end a line, with a byte order mark or packed."""
    assert lines(path, data) == list(enumerate(expected, 1))


def test_the_encoding_of_the_mapping_is_used(path: Path) -> None:
    """An older system's letters, and two bytes each."""
    assert lines(path, "Zoë\n".encode("latin-1"), "latin-1") == [(1, "Zoë\n")]
    assert lines(path, "Zoë\n".encode("utf-16"), "utf-16") == [(1, "Zoë\n")]
    assert lines(path, "\ufeffZoë\n".encode(), "UTF-8") == [(1, "Zoë\n")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "the file is empty"),
        (gzip.compress(b"", mtime=0), "the file is empty"),
        (b"a\nb,\xe9t\xe9\n", "line 2: byte 0xe9 at character 3 is not UTF-8; .*`encoding: cp1252`"),
        (b"a\nb\0c\n", "line 2: a NUL byte"),
        ("lead\n".encode("utf-16"), "UTF-16 text; write `encoding: utf-16`"),
        ("lead\n".encode("utf-16-le"), "line 1: a NUL byte.*`encoding: utf-16`"),
        (b"PK\x03\x04 and so on", "a zip or Excel workbook; export the sheet as CSV"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PAR1", "a Parquet file; give it the ending .parquet"),
        (gzip.compress(b"lead\n" * 1000, mtime=0)[:-12], "the packed data ends early or is damaged"),
        (
            gzip.compress(b"lead\n" * 1000, mtime=0)[:20] + b"\0" * 40,
            "the packed data ends early or is damaged",
        ),
    ],
)
def test_what_is_no_text_says_what_it_is(path: Path, data: bytes, expected: str) -> None:
    """The error names the file, the line where there is one, and what to do."""
    with pytest.raises(ReadError, match=expected) as caught:
        lines(path, data)
    assert str(caught.value).startswith(str(path))


def test_the_wrong_encoding_is_named(path: Path) -> None:
    """Whether Python finds it byte by byte or in one go."""
    with pytest.raises(ReadError, match="line 1: byte 0xc3 at character 3 is not ascii"):
        lines(path, "Zoë\n".encode(), "ascii")
    with pytest.raises(ReadError, match="the text is not utf-16"):
        lines(path, b"\xff\xfe\x00\xd8a", "utf-16")


def test_what_is_no_file(tmp_path: Path) -> None:
    """A directory, and nothing at all."""
    with pytest.raises(ReadError, match="this is a directory; name the file in it"):
        list(Lines(tmp_path))
    (tmp_path / "events.csv").touch()
    with pytest.raises(ReadError, match=r"there is no such file; did you mean events.csv\?"):
        list(Lines(tmp_path / "event.csv"))
    with pytest.raises(ReadError, match="nor is there a directory"):
        list(Lines(tmp_path / "nowhere" / "event.csv"))


def test_the_longest_line_is_read_and_a_longer_one_is_not(path: Path) -> None:
    """The boundary, and the lines around it."""
    longest = "x" * (LONGEST - 1) + "\n"
    read = lines(path, f"a\n{longest}b\nx{longest}c\n".encode())
    assert read == [(1, "a\n"), (2, longest), (3, "b\n"), (4, None), (5, "c\n")]


def test_a_long_line_that_is_cut_at_a_return(path: Path) -> None:
    """A carriage return in the middle of a line does not end it."""
    read = lines(path, b"a\n" + b"x" * LONGEST + b"\r" + b"y" * 10 + b"\nb\n")
    assert read == [(1, "a\n"), (2, None), (3, "b\n")]


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_of_a_hundred_megabytes_is_not_held(path: Path, packed: bool) -> None:
    """Memory stays that of a line that may be; the lines after it are read."""
    with gzip.open(path, "wb", compresslevel=1) if packed else path.open("wb") as stream:
        stream.write(b"a\n")
        for _ in range(100):
            stream.write(b"x" * 1_000_000)
        stream.write(b"\nb\n")
    unit = 1 if sys.platform == "darwin" else 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    assert list(Lines(path)) == [(1, "a\n"), (2, None), (3, "b\n")]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit - before < 30_000_000
