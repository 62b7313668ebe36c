"""How the tests run the command line: in this process, on a pipe or on a make-believe terminal."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from leadsla.cli import main

#: The agreement and log that most tests judge, and the instant at which they do.
CASE = Path(__file__).parent / "case"
AT = "2026-02-17T16:00"


@attrs.frozen
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str


class Screen(io.StringIO):
    """A standard stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """It is one."""
        return True


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command: piped, or with `columns` on a terminal of that width; `env` are variables of its environment."""
    monkeypatch.chdir(CASE)

    def command(*words: str | Path, columns: int | None = None, env: dict[str, str] | None = None) -> Ran:
        kind = io.StringIO if columns is None else Screen
        out, err = kind(), kind()
        with pytest.MonkeyPatch.context() as patch:
            for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "LEADSLA_DEBUG"):
                patch.delenv(name, raising=False)
            patch.setenv("TERM", "xterm-256color")
            if columns is not None:
                patch.setenv("COLUMNS", str(columns))
            for name, value in (env or {}).items():
                patch.setenv(name, value)
            patch.setattr("sys.stdout", out)
            patch.setattr("sys.stderr", err)
            status = main([str(word) for word in words])
        return Ran(status, out.getvalue(), err.getvalue())

    return command


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compares a text with the one in `golden/`; with `GOLDEN=write` in the environment it is written there."""

    def compare(name: str, text: str) -> None:
        path = Path(__file__).parent / "golden" / name
        if os.environ.get("GOLDEN") == "write":
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare
