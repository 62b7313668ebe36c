"""What callers see of a clock and of an anomaly."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import attrs
import pytest
from tests.decisions.scenario import TICK, agree, answer, at, evaluate, on, only

import leadsla as ls
from leadsla.errors import CalendarError
from leadsla.evaluation.clocks import (
    Anomaly,
    Clock,
    consequences_of,
    due_after,
    due_at,
    moved,
    reckoned,
    transition,
)
from leadsla.evaluation.compile import Program
from leadsla.evaluation.fold import Fold
from leadsla.instants import LAST, instant
from leadsla.lead import Lead, RunningClock

START = on("2 10:00", "assigned", to="rep7")
CLOCK = Clock(
    lead="L1",
    clause="answer",
    cycle=1,
    step=None,
    period=None,
    owner="sales",
    assignee="rep7",
    version="1",
    outcome="open",
    at_risk=False,
    paused=False,
    started=at("2 10:00"),
    due=at("2 12:00"),
    done_at=None,
    breached_at=None,
    ended_at=None,
    counted=dt.timedelta(minutes=1.5),
)


def folded(*events: Any, until: str = "2 18:00", **changes: Any) -> Lead:
    """A lead after such events and the time until then."""
    fold, lead = Fold(Program(agree(answer(**changes)))), Lead("L1")
    for event in events:
        fold.step(lead, event)
    fold.advance(lead, instant(at(until)))
    return lead


def test_the_json_of_a_clock() -> None:
    """Its keys in their order; times in UTC with `Z`, what counted in seconds."""
    found = evaluate(agree(answer()), [START], "2 11:00")
    assert only(found).to_dict() == {
        "lead": "L1",
        "clause": "answer",
        "cycle": 1,
        "step": None,
        "period": None,
        "owner": "sales",
        "assignee": "rep7",
        "version": "1",
        "calendar": None,
        "calendar_version": None,
        "outcome": "open",
        "at_risk": False,
        "paused": False,
        "started": "2026-03-02T10:00:00Z",
        "due": "2026-03-02T12:00:00Z",
        "done_at": None,
        "breached_at": None,
        "ended_at": None,
        "counted_s": 3600.0,
    }
    late = only(evaluate(agree(answer()), [START, on("2 13:00", "touched")], "2 18:00")).to_dict()
    assert (late["done_at"], late["breached_at"], late["ended_at"], late["outcome"], late["counted_s"]) == (
        "2026-03-02T13:00:00Z",
        "2026-03-02T12:00:00Z",
        "2026-03-02T13:00:00Z",
        "breached",
        10800.0,
    )


def test_a_clock_is_owed_until_it_has_ended() -> None:
    """Open, or breached and not done."""
    assert CLOCK.owed
    assert attrs.evolve(CLOCK, outcome="breached", breached_at=at("2 12:00")).owed
    assert not attrs.evolve(CLOCK, outcome="breached", ended_at=at("2 12:00")).owed


def test_clocks_and_anomalies_are_values() -> None:
    """Frozen, the same after pickling; a clock has no value unless it is said."""
    assert CLOCK.value is None
    anomaly = Anomaly("L1", at("2 10:00"), "won", "why")
    for value in (CLOCK, anomaly):
        assert pickle.loads(pickle.dumps(value)) == value
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            value.lead = "L2"  # type: ignore[misc]


def test_the_json_of_an_anomaly() -> None:
    """Four keys."""
    assert Anomaly("L1", at("2 10:00") + TICK, "won", "why").to_dict() == {
        "lead": "L1",
        "at": "2026-03-02T10:00:00.000001Z",
        "event": "won",
        "why": "why",
    }


# -- reckoning -------------------------------------------------------------------------------------------------------


def test_while_paused_due_is_as_if_resumed_then() -> None:
    """At the beginning of the pause and before, it is the due."""
    lead = folded(START, on("2 11:00", "updated", waiting=True), until="2 11:00", pause_while="waiting")
    [clock] = lead.clocks
    due = instant(at("2 12:00"))
    assert clock.paused_at == instant(at("2 11:00"))
    for when, moved_by in (("2 10:30", 0), ("2 11:00", 0), ("2 11:30", 30), ("2 13:00", 120)):
        assert due_at(clock, instant(at(when))) == due + moved_by * 60_000_000
    assert due_after(clock, 0, 0) == due
    assert due_after(clock, 5, 0) == due + 5
    assert due_after(clock, 0, due + 7) == due + 7


def test_instants_move_by_what_was_paused() -> None:
    """And not where nothing was."""
    [clock] = folded(START).clocks
    assert moved(clock, 100) == 100
    clock.held = 7
    assert moved(clock, 100) == 107


def test_what_never_comes_is_at_the_end_of_all_years() -> None:
    """Where a calendar is never open again."""

    def never(at: int) -> int:
        raise CalendarError("never")

    assert reckoned(never, 5) == LAST
    assert reckoned(lambda a, b: a + b, 5, 6) == 11


def test_what_counted_stops_where_the_clock_ends_or_pauses() -> None:
    """Up to done, else void, else now; without what was paused."""
    for events, now, minutes in (
        ([], "2 11:00", 60),
        ([], "2 13:00", 180),
        ([on("2 11:30", "touched")], "2 13:00", 90),
        ([on("2 11:30", "lost")], "2 13:00", 90),
        ([on("2 11:00", "updated", waiting=True)], "2 13:00", 60),
        ([on("2 11:00", "updated", waiting=True), on("2 11:30", "updated", waiting=False)], "2 12:00", 90),
        ([on("2 11:00", "updated", waiting=True), on("2 11:30", "lost")], "2 12:00", 60),
    ):
        clock = only(evaluate(agree(answer(pause_while="waiting")), [START, *events], now))
        assert clock.counted == dt.timedelta(minutes=minutes)


def test_at_risk_is_of_the_first_warning_and_moves_with_a_pause() -> None:
    """Past it, not at it; a paused clock stands still."""
    clause = answer(warn_at=["75%", "25%"], pause_while="waiting")
    for now, risk in (("2 10:30", False), ("2 10:30:01", True)):
        assert only(evaluate(agree(clause), [START], now)).at_risk is risk
    pause = on("2 10:20", "updated", waiting=True)
    assert not only(evaluate(agree(clause), [START, pause], "2 11:00")).at_risk
    resume = on("2 10:40", "updated", waiting=False)
    for now, risk in (("2 10:50", False), ("2 10:50:01", True)):
        assert only(evaluate(agree(clause), [START, pause, resume], now)).at_risk is risk


def test_the_transition_of_a_clock() -> None:
    """A breach counts from the breach, all else from the end."""
    noon = instant(at("2 12:00"))
    assert transition(folded(START, until="2 11:00").clocks[0]) == ("open", None)
    assert transition(folded(START).clocks[0]) == ("breached", noon)
    assert transition(folded(START, on("2 13:00", "touched")).clocks[0]) == ("breached", noon)
    assert transition(folded(START, on("2 12:00", "touched")).clocks[0]) == ("met", noon)
    assert transition(folded(START, on("2 12:00", "lost")).clocks[0]) == ("void", noon)


def test_a_consequence_is_known_by_what_it_is_of() -> None:
    """Lead, clause, value, step, start, ordinal, occasion (with the number of a warning) and place."""
    lead = folded(
        START,
        warn_at=["50%", "75%"],
        on_warning=[{"alert": "assignee"}],
        on_breach=[{"alert": "manager"}, {"alert": "director"}],
    )
    start = "2026-03-02T10:00:00Z"
    assert [(consequence.on, consequence.key) for consequence in consequences_of(lead)] == [
        ("warning", ("L1", "answer", None, None, start, 0, "warning:0", 0)),
        ("warning", ("L1", "answer", None, None, start, 0, "warning:1", 0)),
        ("breach", ("L1", "answer", None, None, start, 0, "breach", 0)),
        ("breach", ("L1", "answer", None, None, start, 0, "breach", 1)),
    ]
    assert [consequence.to for consequence in consequences_of(lead, 2)] == ["manager", "director"]
    assert {consequence.assignee for consequence in consequences_of(lead)} == {"rep7"}


def test_the_view_of_a_clock_says_who_and_what() -> None:
    """Owner, version, value, cycle."""
    agreement = agree(answer(per="event.content", owner="marketing"), version="7")
    events = [on("2 10:00", "assigned", content="a"), on("2 10:30", "assigned", content="b", to="rep8")]
    first, second = evaluate(agreement, events, "2 11:00").clocks
    assert (first.value, first.cycle, first.assignee, first.owner, first.version) == (
        "a",
        1,
        None,
        "marketing",
        "7",
    )
    assert (second.value, second.cycle, second.assignee) == ("b", 2, "rep8")
    assert (first.step, first.period, first.lead, first.clause) == (None, None, "L1", "answer")


def test_a_running_clock_is_not_compared_by_value() -> None:
    """Two that say the same are two."""
    assert RunningClock(None, None, 0, 0, 0) != RunningClock(None, None, 0, 0, 0)


def test_before_it_opens_nothing_has_counted() -> None:
    """Not a microsecond of a clock that starts and ends in closed time."""
    log = [on("2 07:00", "assigned"), on("2 08:00", "touched")]
    [clock] = ls.evaluate(agree(answer(within="2 business hours")), log, at("2 09:00")).clocks
    assert clock.counted == dt.timedelta(0)
