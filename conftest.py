"""The blocks of the README and of the docs, as tests: Python is run, agreements are loaded, commands are typed.

A `console` block holds commands after `$ ` and what they print, to the letter; they run where the project stands.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parent


def run_console(example: Example) -> str | None:
    """Type the commands of a block, and say what came out differently."""
    given = example.parsed.strip().splitlines()
    printed: list[str] = []
    for line in given:
        if line.startswith("$ "):
            printed.append(line)
            printed += _typed(line[2:])
    wanted = [line.rstrip() for line in given]
    got = [line.rstrip() for line in printed]
    return None if got == wanted else "\n".join(["this is printed:", *got])


def _typed(command: str) -> list[str]:
    words = shlex.split(command)
    program = [sys.executable, "-m", "leadsla"] if words[0] == "leadsla" else [sys.executable]
    environment = {**os.environ, "COLUMNS": "110", "NO_COLOR": "1", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [*program, *words[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return (done.stdout or done.stderr).rstrip().splitlines()


def run_yaml(example: Example) -> None:
    """Load a block that is a whole agreement."""
    if example.parsed.lstrip().startswith("leadsla:"):
        from leadsla import loads

        loads(example.parsed)


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
        CodeBlockParser(language="console", evaluator=run_console),
        CodeBlockParser(language="yaml", evaluator=run_yaml),
        SkipParser(),
    ],
    patterns=["*.md"],
    path=str(ROOT),
).pytest()
