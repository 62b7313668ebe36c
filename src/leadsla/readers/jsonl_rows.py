"""JSON lines as rows: one object a line, each with columns of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from leadsla.errors import ReadError
from leadsla.readers.lines import Lines, report_long
from leadsla.readers.report import Findings, Reason


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, refused when a key stands twice: which value was meant nobody can say."""
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice")
    return made


def _number(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"the number {text[:30]} is too large")
    return number


# NaN and Infinity are no JSON, but exports write them for "nothing here".
_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_float=_number, parse_constant=lambda _: None)


def jsonl_rows(lines: Lines, findings: Findings) -> Iterator[tuple[int, tuple[str, ...], Sequence[Any]]]:
    """The rows of a file of JSON lines as (line, columns, cells); blank lines are none.

    Columns differ from row to row, so the cells end in one more, None: what stands in a column that the row
    has not.

    Raises `ReadError` when the first line shows that the file is one JSON document and not lines of them.
    """
    for number, line in lines:
        if line is None:
            report_long(number, findings)
        elif not line.isspace():
            read = _read(line, number, findings)
            if read is not None:
                yield number, tuple(read), [*read.values(), None]
            elif number == 1 and line.lstrip().startswith("["):
                raise ReadError(
                    f"{lines.path}: a JSON array; write one object a line, without brackets around them"
                )


def _read(text: str, line: int, findings: Findings) -> dict[str, Any] | None:
    """The object of a line, or None once it is reported."""
    try:
        read = _decoder.decode(text.rstrip())
        if "\\u" in text:
            json.dumps(read, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        findings.leave_out(line, Reason.JSON, f"{error.msg} at column {error.colno}")
    except UnicodeEncodeError:
        findings.leave_out(line, Reason.JSON, "half of a surrogate pair, which is no character")
    except (ValueError, RecursionError) as error:
        findings.leave_out(line, Reason.JSON, str(error).split(";")[0])
    else:
        if isinstance(read, dict):
            return read
        findings.leave_out(line, Reason.JSON, f"not an object but {text.strip()[:30]}")
    return None
