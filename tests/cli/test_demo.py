"""The tour of `make demo`: every command that it shows can be typed, and does what it shows."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from examples import demo

from leadsla.cli import main

ROOT = Path(__file__).parents[2]


def test_every_command_of_the_tour_can_be_typed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert demo.demo() == 0
    shown = capsys.readouterr().out
    commands = [line[2:] for line in shown.splitlines() if line.startswith("$ ")]
    assert [shlex.split(command)[1] for command in commands] == ["check", "evaluate", "due", "explain"]
    for command in commands:
        assert main(shlex.split(command)[1:]) == 0
        assert f"$ {command}\n{capsys.readouterr().out}" in shown
    assert len(shown.splitlines()) < 70


def test_the_clause_is_shown_as_it_stands_in_the_agreement(tmp_path: Path) -> None:
    path = tmp_path / "agreement.yaml"
    path.write_text(
        "clauses:\n  - id: first-response\n    title: First\n    within: 1 hour\n    warn_at: 50%\n    owner: sales\n"
    )
    assert demo.excerpt(path) == "  - id: first-response\n    within: 1 hour"


def test_paths_are_as_short_as_they_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert demo.near(tmp_path / "a" / "b.yaml") == "a/b.yaml"
    assert demo.near(tmp_path.parent / "b.yaml") == str(tmp_path.parent / "b.yaml")
