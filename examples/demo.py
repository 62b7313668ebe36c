"""A first look: what the command line says about the example that comes with the package.

It runs with `python -m examples.demo`, and every command in it can be typed.
"""

from __future__ import annotations

import os
import shlex
import sys
from itertools import takewhile
from pathlib import Path

from leadsla import examples
from leadsla.cli import main

#: When January is looked back on, when the worklist is drawn up, and when the clock of a lead is explained.
AFTER_JANUARY, AT = "2026-02-01", "2026-02-17T16:00-05:00"
LEAD, CLAUSE, THEN = "L-4821", "first-response", "2026-02-09T09:55-05:00"


def near(path: Path) -> str:
    """A path as short as it can be typed from here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def typed(words: list[str]) -> str:
    """The command line that does the same; the program is the one beside this Python, if there is one."""
    program = Path(sys.executable).with_name("leadsla")
    return shlex.join([near(program) if program.exists() else "leadsla", *words])


def show(title: str, *words: str) -> int:
    """A title, the command line, and what it writes; gives the exit status."""
    print(f"\n## {title}\n$ {typed(list(words))}", flush=True)
    return main(words)


def excerpt(path: Path) -> str:
    """The first lines of the clause that is explained, up to its target."""
    lines = iter(path.read_text(encoding="utf-8").splitlines())
    clause = next(line for line in lines if line.strip() == f"- id: {CLAUSE}")
    body = takewhile(lambda line: not line.strip().startswith("warn_at"), lines)
    return "\n".join([clause, *(line for line in body if not line.strip().startswith("title"))])


def demo() -> int:
    """Write the tour; 1 if a command of it did not do what it should."""
    agreement, events = examples.path("agreement.yaml"), examples.path("events.csv")
    case = (near(agreement), near(events))
    print(f"## A promise in {case[0]}\n{excerpt(agreement)}")
    done = [
        show("Is the agreement sound?", "check", case[0], "--no-advice"),
        show("Which promises were kept in January?", "evaluate", *case, "--at", AFTER_JANUARY),
        show("What is owed now, by whom, and what follows?", "due", *case, "--at", AT, "--limit", "3"),
        show(f"Why was {LEAD} in time?", "explain", *case, LEAD, CLAUSE, "--at", THEN),
    ]
    return max(map(abs, done))


if __name__ == "__main__":
    sys.exit(demo())
