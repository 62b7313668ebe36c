"""A type checker accepts what may be written, and nothing else."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

FILE = Path(__file__).with_name("typed_use.py")


def test_a_type_checker_accepts_it() -> None:
    pytest.importorskip("mypy")
    words = ["-m", "mypy", "--strict", "--cache-dir", "/dev/null", "--config-file", "/dev/null", str(FILE)]
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=False, cwd=FILE.parents[2]
    )
    assert done.returncode == 0, done.stdout


def test_it_runs() -> None:
    pytest.importorskip("scipy")
    assert runpy.run_path(str(FILE))["leads"] == 5000
