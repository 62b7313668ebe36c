"""Anomalies: what the table of moves does not allow, and what it leaves alone."""

from __future__ import annotations

import pytest
from tests.decisions.scenario import agree, answer, at, evaluate, judge, on, only, outcomes_of

import leadsla as ls
from leadsla.errors import MoveError
from leadsla.evaluation.monitor import Monitor
from leadsla.lifecycle import Lifecycle, Move, Stage


def test_a_name_that_occurs_in_no_move_is_never_an_anomaly() -> None:
    """Logs are full of names that the lifecycle knows nothing of."""
    told = judge(agree(answer()), [on("2 09:00", "page_viewed"), on("2 10:00", "touched")], "2 11:00")
    assert told.anomalies == ()


def test_an_event_that_no_move_allows_leaves_the_stage_alone_and_is_kept() -> None:
    """It is reported with the reason: where the lead is, and where the move leads from."""
    told = judge(agree(answer()), [on("2 09:00", "created"), on("2 10:00", "won")], "2 11:00")
    [anomaly] = told.anomalies
    assert (anomaly.lead, anomaly.at, anomaly.event) == ("L1", at("2 10:00"), "won")
    assert "in stage `mql`" in anomaly.why
    assert "`sql`" in anomaly.why
    assert told.stage("L1") == "mql"


def test_a_move_whose_fields_are_missing_is_an_anomaly_that_names_them() -> None:
    """`requires` is about the fields as the event left them."""
    log = [on("2 09:00", "created"), on("2 10:00", "accepted"), on("2 11:00", "advanced")]
    told = judge(agree(), log, "2 12:00")
    assert told.stage("L1") == "sal"
    assert "email" in told.anomalies[0].why
    told = judge(agree(), [*log[:2], on("2 11:00", "advanced", email="a@b.c")], "2 12:00")
    assert (told.stage("L1"), told.anomalies) == ("sql", ())


def test_an_anomalous_event_still_starts_pauses_settles_and_voids() -> None:
    """Clauses see events, the stage sees moves."""
    clauses = [
        answer(id="starts", from_="accepted"),
        answer(id="settles", until="accepted"),
        answer(id="voids", void_on="accepted"),
        answer(id="pauses", pause_while="waiting", within="5 hours"),
    ]
    log = [on("2 10:00", "assigned"), on("2 10:30", "accepted", waiting=True)]
    told = judge(agree(*clauses), log, "2 11:00")
    assert len(told.anomalies) == 1
    outcomes = {clock.clause: clock.outcome for clock in told.clocks}
    assert outcomes == {"starts": "open", "settles": "met", "voids": "void", "pauses": "open"}
    assert only(told, "pauses").paused


def test_enters_counts_only_the_move() -> None:
    """`{enters: sal}` starts nothing where the acceptance was not legal."""
    clause = answer(from_={"enters": "sal"})
    assert not judge(agree(clause), [on("2 10:00", "accepted")], "2 11:00").clocks
    told = judge(agree(clause), [on("2 09:00", "created"), on("2 10:00", "accepted")], "2 11:00")
    assert only(told).started == at("2 10:00")


def test_leaves_counts_only_the_move() -> None:
    """`{leaves: mql}` settles when the lead left that stage, whatever event moved it."""
    clause = answer(from_="created", until={"leaves": "mql"})
    log = [on("2 09:00", "created"), on("2 09:30", "advanced"), on("2 10:00", "accepted")]
    assert only(judge(agree(clause), log, "2 11:00")).done_at == at("2 10:00")


def test_a_move_without_from_needs_a_lead_without_a_stage() -> None:
    """`created` once more finds the lead in a stage, and is an anomaly."""
    told = judge(agree(), [on("2 09:00", "created"), on("2 10:00", "created")], "2 11:00")
    assert [anomaly.at for anomaly in told.anomalies] == [at("2 10:00")]
    assert "no stage" in told.anomalies[0].why


def test_a_touch_is_no_anomaly_where_only_connected_moves() -> None:
    """A move on `connected` is made by a touch that connected; one that did not is no attempt at that move."""
    lifecycle = Lifecycle([Stage("a"), Stage("b")], [Move("created", "a"), Move("connected", "b", "a")])
    log = [on("2 09:00", "created"), on("2 10:00", "touched", outcome="no_answer")]
    told = judge(agree(lifecycle=lifecycle), log, "2 11:00")
    assert (told.stage("L1"), told.anomalies) == ("a", ())
    told = judge(agree(lifecycle=lifecycle), [*log, on("2 10:30", "touched", outcome="connected")], "2 11:00")
    assert (told.stage("L1"), told.anomalies) == ("b", ())
    # A later one is a touch like any other: `touched` occurs in no move.
    later = [on("2 09:30", "connected"), on("2 10:30", "touched", outcome="connected")]
    assert judge(agree(lifecycle=lifecycle), [log[0], *later], "2 11:00").anomalies == ()


def test_a_name_that_stands_in_a_move_is_an_anomaly_where_it_moves_nothing() -> None:
    """`connected` itself, a second time, occurs in a move and is told."""
    lifecycle = Lifecycle([Stage("a"), Stage("b")], [Move("created", "a"), Move("connected", "b", "a")])
    log = [on("2 09:00", "created"), on("2 10:00", "connected"), on("2 11:00", "connected")]
    assert [anomaly.at for anomaly in judge(agree(lifecycle=lifecycle), log, "2 12:00").anomalies] == [
        at("2 11:00")
    ]


def test_the_first_move_that_fits_is_made() -> None:
    """The table is read from the top, criteria and required fields included."""
    moves = [Move("created", "a"), Move("scored", "c", "a", when="score >= 80"), Move("scored", "b", "a")]
    lifecycle = Lifecycle([Stage("a"), Stage("b"), Stage("c")], moves)
    for score, stage in ((79, "b"), (80, "c")):
        log = [on("2 09:00", "created"), on("2 10:00", "scored", score=score)]
        assert judge(agree(lifecycle=lifecycle), log, "2 11:00").stage("L1") == stage


def test_an_empty_table_of_moves_has_no_anomalies() -> None:
    """`moves` may be empty: then nothing is illegal and no lead has a stage."""
    told = judge(
        agree(answer(), lifecycle=Lifecycle()), [on("2 10:00", "assigned"), on("2 11:00", "won")], "2 12:00"
    )
    assert (told.stage("L1"), told.anomalies, outcomes_of(told)) == (None, (), ["void"])


def test_strict_raises_in_a_replay() -> None:
    """With the lead, the stage and the reason."""
    with pytest.raises(MoveError, match=r"lead .L1. at .*`won` in stage `mql`"):
        ls.evaluate(agree(), [on("2 09:00", "created"), on("2 10:00", "won")], at("2 11:00"), strict=True)


def test_strict_raises_and_leaves_the_monitor_unchanged() -> None:
    """Nothing of the refused event remains: no field, no clock, no settled clock, no known id."""
    monitor = Monitor(agree(answer(until="won", pause_while="waiting")), strict=True)
    monitor.receive_all([on("2 09:00", "created"), on("2 10:00", "assigned")])
    before = monitor.snapshot()
    for bad in (on("2 13:00", "won", waiting=True, id="w"), on("2 09:30", "won", id="late")):
        with pytest.raises(MoveError):
            monitor.receive(bad)
        assert monitor.snapshot() == before
    assert monitor.evaluation(at("2 11:00")) == evaluate(
        monitor.agreement, [on("2 09:00", "created"), on("2 10:00", "assigned")], "2 11:00"
    )


def test_strict_does_not_raise_for_what_the_engine_does_itself() -> None:
    """An automatic recycle that no move allows is no event of the log: an anomaly, and `advance` goes on."""
    moves = [Move("created", "mql"), Move("recycled", "mql", "nurture")]
    lifecycle = Lifecycle([Stage("mql"), Stage("nurture")], moves)
    clause = answer(on_breach={"recycle": "nurture", "automatic": True})
    monitor = Monitor(agree(clause, lifecycle=lifecycle), strict=True)
    monitor.receive_all([on("2 09:00", "created"), on("2 10:00", "assigned")])
    assert [said.do for said in monitor.advance(at("2 13:00"))] == ["recycle"]
    assert [anomaly.event for anomaly in monitor.evaluation(at("2 13:00")).anomalies] == ["recycled"]
