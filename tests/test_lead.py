"""The state of the fold: what a lead and a clock have before anything has happened."""

from __future__ import annotations

from typing import Any

import pytest

from leadsla.instants import NEVER
from leadsla.lead import BREACHED, CLOCK_VALUES, MET, NONE_SEEN, OPEN, VOID, Lead, RunningClock


def test_the_outcomes() -> None:
    """The words of documents and of JSON."""
    assert (OPEN, MET, BREACHED, VOID) == ("open", "met", "breached", "void")


def test_a_new_lead_has_nothing() -> None:
    """No stage, no clocks, nothing to wake up for; it is in its first pass."""
    lead = Lead("L1")
    assert lead.id == "L1"
    assert (lead.stage, lead.assignee, lead.created, lead.moved, lead.recycle, lead.recycled_at) == (
        None,
    ) * 6
    assert (lead.passes, lead.at, lead.pass_began, lead.wake, lead.merged) == (1, 0, 0, NEVER, False)
    assert (lead.fields, lead.clocks, lead.owed, lead.latest, lead.consequences) == ({}, [], [], {}, [])
    assert lead.seen is lead.holds is NONE_SEEN
    assert list(lead.anomalies) == []


def test_leads_share_nothing() -> None:
    """What one remembers and reports, no other does."""
    one, other = Lead("L1"), Lead("L2")
    one.remember("won", 5)
    one.remember("won", 6)
    one.remember("lost", 7)
    one.report(5, "won", "why")
    one.report(6, "lost", "because")
    one.fields["a"] = 1
    assert one.seen == {"won": [5, 6], "lost": [7]}
    assert list(one.anomalies) == [(5, "won", "why"), (6, "lost", "because")]
    assert (dict(other.seen), list(other.anomalies), other.fields) == ({}, [], {})
    assert dict(NONE_SEEN) == {}


def test_a_new_clock_runs_from_its_start_to_its_due() -> None:
    """Open, in its first cycle, with the due as its timer."""
    clock = RunningClock("terms", "v", 10, 5, 30)
    values = {name: getattr(clock, name) for name in CLOCK_VALUES}
    expected: dict[str, Any] = dict.fromkeys(CLOCK_VALUES)
    expected |= {
        "value": "v",
        "origin": 10,
        "started": 5,
        "base": 30,
        "due": 30,
        "timer": 30,
        "cycle": 1,
        "round": 1,
        "ordinal": 0,
        "held": 0,
        "carried": 0,
        "outcome": OPEN,
        "warnings": (),
        "rungs": (),
    }
    assert values == expected
    assert clock.terms == "terms"


def test_all_that_a_clock_is_made_of_is_listed() -> None:
    """A value that is not listed would be lost in a snapshot."""
    plain = (str, int, tuple, type(None))
    own = {name for name, value in vars(RunningClock).items() if name[0] != "_" and isinstance(value, plain)}
    own |= set(vars(RunningClock("terms", "v", 10, 5, 30))) - {"terms"}
    own -= {"plan", "former"}  # written with the plan, which names its steps, and as the names of terms
    assert own == set(CLOCK_VALUES)
    assert len(CLOCK_VALUES) == len(set(CLOCK_VALUES))


def test_nothing_seen_cannot_be_written_to() -> None:
    """All leads share it."""
    with pytest.raises(TypeError):
        NONE_SEEN["won"] = [1]  # type: ignore[index]
