"""Results as programs and spreadsheets read them, and where they go."""

from __future__ import annotations

import contextlib
import csv
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from leadsla.cli.failures import Refusal
from leadsla.cli.terminal import Terminal

#: With what a cell begins that a spreadsheet would take for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def json_text(data: Mapping[str, Any]) -> str:
    """Data as JSON, an entry of a list a line, so that it can be searched and compared line by line.

    >>> print(json_text({"at": "2026-02-17T21:00:00Z", "clocks": [{"lead": "L1"}, {"lead": "L2"}], "anomalies": []}))
    {
      "at": "2026-02-17T21:00:00Z",
      "clocks": [
        {"lead": "L1"},
        {"lead": "L2"}
      ],
      "anomalies": []
    }
    """
    parts = []
    for key, value in data.items():
        shown = json.dumps(value, allow_nan=False)
        if isinstance(value, list) and value:
            items = ",\n    ".join(json.dumps(item, allow_nan=False) for item in value)
            shown = f"[\n    {items}\n  ]"
        parts.append(f"  {json.dumps(key)}: {shown}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def csv_text(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV. Text that a spreadsheet would run as a formula is preceded by an apostrophe.

    >>> print(csv_text(["lead", "met"], [{"lead": "=1+1", "met": True}, {"lead": None, "met": False}]), end="")
    lead,met
    '=1+1,true
    ,false
    """
    lines: list[str] = []
    # The module quotes a break in a cell only if lines end in it, and a cell may hold either.
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])
    return "".join(line.removesuffix("\r\n") + "\n" for line in lines)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def check_output(output: str | None, inputs: Sequence[str]) -> None:
    """Refuse, before any work is done, a file that cannot be written or that is read."""
    if output is None:
        return
    path = Path(output)
    if path.is_dir():
        raise Refusal(f"--output {output}: this is a directory; name a file in it")
    if not path.parent.is_dir():
        raise Refusal(f"--output {output}: there is no directory {path.parent}")
    if any(path.exists() and Path(given).exists() and path.samefile(given) for given in inputs):
        raise Refusal(f"--output {output}: this is one of the files that are read; name another")


@contextlib.contextmanager
def destination(output: str | None) -> Iterator[Terminal]:
    """Where the result goes: standard output, or a file, which gets neither colour nor a width."""
    if output is None:
        yield Terminal(sys.stdout)
        return
    with Path(output).open("w", encoding="utf-8", newline="\n") as stream:
        yield Terminal(stream, {})
