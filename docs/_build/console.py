"""Type the commands of the `console` blocks: the tests compare what they print, `make retype` writes it down again."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"```console\n(.*?)\n```", re.DOTALL)


def retyped(block: str) -> str:
    """The block with what its commands print now; a command stands after `$ `."""
    lines: list[str] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            lines += [line, *_typed(line[2:])]
    return "\n".join(line.rstrip() for line in lines)


def _typed(command: str) -> list[str]:
    words = shlex.split(command)
    program = [sys.executable, "-m", "leadsla"] if words[0] == "leadsla" else [sys.executable]
    environment = {**os.environ, "COLUMNS": "110", "NO_COLOR": "1", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [*program, *words[1:]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return (done.stdout or done.stderr).rstrip().splitlines()


def main() -> None:
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = page.read_text("utf-8")
        again = _BLOCK.sub(lambda found: f"```console\n{retyped(found[1])}\n```", text)
        if again != text:
            page.write_text(again, "utf-8")
            print(f"retyped {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
