"""Commands can be typed as they stand, whatever leads are called."""

from __future__ import annotations

import shlex

import pytest

from leadsla.reports.commands import to_explain


@pytest.mark.parametrize(
    ("lead", "step", "words"),
    [
        ("L1", None, ["AGREEMENT", "EVENTS", "L1", "answer"]),
        ("L1", "call:1", ["AGREEMENT", "EVENTS", "L1", "answer", "--step", "call:1"]),
        ("$(x) 'y'", None, ["AGREEMENT", "EVENTS", "$(x) 'y'", "answer"]),
        # What begins with a dash would be an option.
        ("-2+3", "call:1", ["--step", "call:1", "--", "AGREEMENT", "EVENTS", "-2+3", "answer"]),
    ],
)
def test_the_command_that_explains(lead: str, step: str | None, words: list[str]) -> None:
    assert shlex.split(to_explain(lead, "answer", step)) == ["leadsla", "explain", *words]
