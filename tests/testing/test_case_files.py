"""The plug for pytest, in a session of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from leadsla import examples

CASE = "cases:\n  - {case: Nothing follows, events: [], then: [{at: Mon 2026-03-02 09:00, follows: WHAT}]}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["leadsla.testing.case_files"]\n')
    (tmp_path / "acme.yaml").write_text(examples.path("agreement.yaml").read_text())
    return tmp_path


def told(folder: Path) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no"]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr


def test_each_case_is_a_test(folder: Path) -> None:
    (folder / "acme.cases.yaml").write_text(CASE.replace("WHAT", "nothing"))
    assert "1 passed" in told(folder)


def test_a_failure_is_the_report(folder: Path) -> None:
    (folder / "acme.cases.yaml").write_text(CASE.replace("WHAT", "[alert both]"))
    text = told(folder)
    assert "1 failed" in text
    assert "follows  alert both  nothing" in text
    assert "Traceback" not in text


def test_a_file_with_faults_is_an_error(folder: Path) -> None:
    (folder / "acme.cases.yaml").write_text(CASE.replace("WHAT", "[alart both]"))
    text = told(folder)
    assert "1 error" in text
    assert "= write: alert" in text
    (folder / "acme.yaml").unlink()
    assert "beside it there is no acme.yaml" in told(folder)
