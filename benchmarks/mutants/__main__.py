"""Mutation testing of the core: `python -m benchmarks.mutants [--part NAME] [--again] [--quick] [PATTERN...]`.

Or `make mutants`. `--part` names one of the parts in `pyproject.toml`; a pattern (`leadsla.evaluation.*`) selects
modules or single mutants. All is done on a copy of the checkout, in `mutants/`; `mutants/results.jsonl` holds the
verdicts, and a run that was broken off goes on where it stood. `--again` judges those once more that survived, after
tests were written for them; `--quick` puts each to a few seconds of tests only (`--look 30`: to so many), and
leaves out the second look at survivors, in new processes. To judge all anew, remove `mutants/`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.mutants.part import parts

CHECKOUT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__")


def main() -> None:
    """Copy the checkout and judge each part there."""
    asked = argparse.ArgumentParser(add_help=False)
    asked.add_argument("--part", action="append", choices=parts(CHECKOUT))
    given, others = asked.parse_known_args()
    place = CHECKOUT / "mutants"
    copy = place / "checkout"
    shutil.rmtree(copy, ignore_errors=True)
    for name in ("benchmarks", "docs", "examples", "src", "tests"):
        shutil.copytree(CHECKOUT / name, copy / name, ignore=LEFT_OUT)
    for name in ("pyproject.toml", "conftest.py", "README.md", "mkdocs.yml"):
        shutil.copy2(CHECKOUT / name, copy / name)
    environment = {"HYPOTHESIS_PROFILE": "mutants", **os.environ, "PYTHONPATH": str(copy / "src")}
    for part in given.part or parts(CHECKOUT):
        command = [sys.executable, "-m", "benchmarks.mutants.part", part, str(place / "results.jsonl")]
        subprocess.run([*command, *others], cwd=copy, env=environment, check=True)


if __name__ == "__main__":
    main()
