"""The log: a sequence of events that does not change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs
import pytest

from leadsla.readers import EventLog, read_events


@pytest.fixture
def log(tmp_path: Path) -> EventLog:
    path = tmp_path / "log.csv"
    path.write_text("lead,at,event\nL1,2026-03-02T09:00Z,created\nL1,2026-03-03T09:00Z,won\n")
    return read_events(path)


def test_it_is_a_sequence(log: EventLog) -> None:
    """Length, index, slice, iteration, membership."""
    assert isinstance(log, Sequence)
    assert len(log) == 2
    assert log[-1].name == "won"
    assert log[:1] == (log[0],)
    assert list(log) == [log[0], log[1]]
    assert log[1] in log
    assert list(reversed(log)) == [log[1], log[0]]


def test_it_does_not_change(log: EventLog) -> None:
    """What was read is a fact."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        log.events = ()  # type: ignore[misc]


def test_it_shows_how_much_it_holds(log: EventLog) -> None:
    """And not all of it."""
    assert repr(log) == "<EventLog: 2 events of 1 lead>"
