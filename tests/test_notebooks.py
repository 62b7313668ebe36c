"""The notebooks of `examples/` run, and show what is written in them."""

from __future__ import annotations

from typing import Any

import pytest
from docs._build.notebooks import NAMES, executed, page, read

for needed in ("IPython", "nbformat", "pandas", "narwhals", "scipy"):
    pytest.importorskip(needed, reason="notebooks need the packages of an analyst")


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_shows_what_a_fresh_run_shows(name: str) -> None:
    """`python -m docs._build.notebooks` writes the outputs anew."""
    import nbformat

    notebook = read(name)
    nbformat.validate(notebook)
    for cell, again in zip(notebook.cells, executed(notebook).cells, strict=True):
        assert cell.get("outputs") == again.get("outputs"), cell.source
        assert cell.get("execution_count") == again.get("execution_count")


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_can_be_read_by_everybody(name: str) -> None:
    """No error and no place of the machine in it, and every chart is an image with words for who cannot see it."""
    outputs: list[Any] = [one for cell in read(name).cells for one in cell.get("outputs", [])]
    assert not [one for one in outputs if one.output_type == "error"]
    assert all("/" + "tmp" not in str(one) and "<script" not in str(one) for one in outputs)
    drawn = [one.data for one in outputs if "image/svg+xml" in one.get("data", {})]
    assert len(drawn) >= 4
    assert all(data["text/plain"].startswith("<Chart: ") for data in drawn)
    assert "text/html" not in {kind for data in drawn for kind in data}


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_a_page(name: str) -> None:
    """Its charts have the colours of the page."""
    made = page(name)
    assert made.startswith("# ")
    assert "<svg" in made
    assert "<style" not in made
