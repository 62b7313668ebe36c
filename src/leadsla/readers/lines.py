"""Text files as numbered lines, never more of them in memory than one.

A log can be anything: packed, cut short, of another encoding, a picture, one line of a gigabyte. Whatever
cannot be text is refused with the reason; a line too long is passed over without being held.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from leadsla.errors import ReadError
from leadsla.readers.report import Findings, Reason

#: The longest line, and the longest row of several quoted lines, in characters.
LONGEST: Final = 1_000_000
_SAMPLE: Final = 65_536
_NOT_UTF8: Final = re.compile("[\udc80-\udcff]")
#: The first bytes of what people hand over for a log by mistake, and what to do instead.
_KINDS: Final = (
    (b"PK\x03\x04", "a zip or Excel workbook; export the sheet as CSV (UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; export the sheet as CSV (UTF-8)"),
    (b"%PDF", "a PDF document; export the data as CSV (UTF-8)"),
    (b"PAR1", "a Parquet file; give it the ending .parquet"),
    (b"\xff\xfe", "UTF-16 text; write `encoding: utf-16` in the mapping"),
    (b"\xfe\xff", "UTF-16 text; write `encoding: utf-16` in the mapping"),
)


class Lines:
    """The numbered lines of one text file, with their ends; a line too long is reported and comes as None.

    Raises `ReadError` for a file that is not there, is empty, is not text, or whose packing is broken.
    """

    def __init__(self, path: Path, encoding: str | None = None):
        self.path = path
        self.number = 0
        self._encoding = "utf-8-sig" if (encoding or "utf-8").lower() in ("utf-8", "utf8") else encoding
        self._given = encoding
        self._newline = "\n"
        self._raw: BinaryIO | None = None

    @property
    def done(self) -> int:
        """How many bytes of the file have been taken."""
        return self._raw.tell() if self._raw is not None and not self._raw.closed else 0

    def close(self) -> None:
        """Let go of the file, also where its lines were not read to the end."""
        if self._raw is not None:
            self._raw.close()

    def __iter__(self) -> Iterator[tuple[int, str | None]]:
        with self._faults_named(), opened(self.path) as self._raw, _unpacked(self._raw) as packed:
            read = self._text(packed).readline
            while line := read(LONGEST + 1):
                self.number += 1
                if len(line) > LONGEST:
                    while line and not line.endswith(self._newline):
                        line = read(LONGEST)
                    yield self.number, None
                    continue
                if "\0" in line or not (line.isascii() or _NOT_UTF8.search(line) is None):
                    raise self._not_text(line)
                yield self.number, line

    def _text(self, packed: io.BufferedReader) -> io.TextIOWrapper:
        sample = packed.peek(_SAMPLE)
        if not sample:
            raise ReadError(f"{self.path}: the file is empty")
        for start, what in _KINDS:
            if sample.startswith(start) and not (self._given and "utf-16" in what):
                raise ReadError(f"{self.path}: this is {what}")
        # Splitting at \n alone counts lines as editors do; only old exports end them in \r alone.
        self._newline = "\r" if b"\r" in sample[:-1] and b"\n" not in sample else "\n"
        return io.TextIOWrapper(packed, self._encoding, errors="surrogateescape", newline=self._newline)

    def _not_text(self, line: str) -> ReadError:
        place = f"{self.path} line {self.number}"
        if "\0" in line:
            return ReadError(
                f"{place}: a NUL byte, so no text; UTF-16 needs `encoding: utf-16` in the mapping"
            )
        found = _NOT_UTF8.search(line)
        assert found is not None
        byte = ord(found[0]) - 0xDC00
        if self._given:
            return ReadError(
                f"{place}: byte 0x{byte:02x} at character {found.start() + 1} is not {self._given}"
            )
        return ReadError(
            f"{place}: byte 0x{byte:02x} at character {found.start() + 1} is not UTF-8; if the file "
            "comes from Excel or an older system, say so in the mapping, such as `encoding: cp1252`"
        )

    @contextlib.contextmanager
    def _faults_named(self) -> Iterator[None]:
        """Puts the file's name and line to whatever breaks while it is read."""
        try:
            yield
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            place = f"{self.path} after line {self.number}"
            raise ReadError(
                f"{place}: the packed data ends early or is damaged ({error}); fetch the file again"
            ) from None
        except UnicodeDecodeError as error:
            place = f"{self.path} after line {self.number}"
            raise ReadError(f"{place}: the text is not {self._given}: {error.reason}") from None
        except OSError as error:
            raise ReadError(f"{self.path}: cannot be read: {error.strerror or error}") from None


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, opened for bytes.

    Raises `ReadError` for a path that is no file, or that may not be read.
    """
    if path.is_dir():
        raise ReadError(f"{path}: this is a directory; name the file in it")
    try:
        stream = path.open("rb", buffering=_SAMPLE)
    except FileNotFoundError:
        raise ReadError(f"{path}: there is no such file{_near(path)}") from None
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror or error}") from None
    with stream:
        yield stream


def _near(path: Path) -> str:
    from leadsla.errors import nearest

    try:
        guess = nearest(path.name, os.listdir(path.parent))
    except OSError:
        return f"; nor is there a directory {path.parent}"
    return f"; did you mean {guess}?" if guess else ""


@contextlib.contextmanager
def _unpacked(raw: BinaryIO) -> Iterator[io.BufferedReader]:
    """The bytes of a file, unpacked if they are packed, whatever the file is called."""
    assert isinstance(raw, io.BufferedReader)
    if raw.peek(2)[:2] != b"\x1f\x8b":
        yield raw
        return
    with gzip.GzipFile(fileobj=raw) as packed:
        yield io.BufferedReader(packed, _SAMPLE)


def report_long(line: int, findings: Findings) -> None:
    """Reports a line that was too long to be held."""
    findings.leave_out(line, Reason.TOO_LONG, f"longer than {LONGEST:,} characters")
