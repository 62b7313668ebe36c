"""The blocks of the README and of the docs, as tests: Python is run, agreements are loaded, commands are typed.

A `console` block holds commands after `$ ` and what they print, to the letter; they run where the project stands.
"""

from __future__ import annotations

from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path

from docs._build.console import retyped
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

#: Every case of every case file is a test.
pytest_plugins = ["leadsla.testing.case_files"]


def run_console(example: Example) -> str | None:
    """Type the commands of a block, and say what came out differently."""
    given = "\n".join(line.rstrip() for line in example.parsed.strip().splitlines())
    printed = retyped(given)
    return None if printed == given else f"this is printed (`make retype` writes it down):\n{printed}"


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
    path=str(Path(__file__).parent),
).pytest()
