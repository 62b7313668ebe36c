"""`leadsla schema`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run

import leadsla


def test_the_schema_goes_to_standard_output(run: Run) -> None:
    ran = run("schema")
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out) == leadsla.schema()


def test_it_goes_into_a_file(run: Run, tmp_path: Path) -> None:
    ran = run("schema", "-o", tmp_path / "agreement.schema.json")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert json.loads((tmp_path / "agreement.schema.json").read_text("utf-8")) == leadsla.schema()


def test_a_place_that_is_none_is_said_before_any_work(run: Run, tmp_path: Path) -> None:
    ran = run("schema", "-o", tmp_path / "nowhere" / "a.json")
    assert ran.status == 2
    assert "there is no directory" in ran.err
