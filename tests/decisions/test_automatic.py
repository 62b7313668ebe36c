"""Automatic consequences: the recycle that the engine applies itself, where the agreement says so."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.decisions.scenario import agree, answer, at, evaluate, followed, judge, on, only, outcomes_of

from leadsla.errors import AgreementError
from leadsla.lifecycle import Lifecycle, Move, Stage

NINE = [on("2 09:00", "created"), on("2 10:00", "assigned")]


def back(to: str = "nurture", **changes: Any) -> Any:
    return answer(id="back", on_breach={"recycle": to, "automatic": True}, **changes)


def test_as_a_rule_the_host_acts() -> None:
    """`automatic` is false unless it is said: the lead stays where it is until the host says that it was recycled."""
    clause = answer(on_breach={"recycle": "nurture"})
    told = judge(agree(clause), NINE, "2 13:00")
    assert (told.stage("L1"), followed(told)) == ("mql", [(at("2 12:00"), "recycle", "nurture")])
    told = judge(agree(clause), [*NINE, on("2 12:30", "recycled", to="nurture")], "2 13:00")
    assert (told.stage("L1"), told.anomalies) == ("nurture", ())


def test_an_automatic_recycle_is_applied_at_its_deadline() -> None:
    """The lead moves and a new pass begins at the due itself, live and in replay."""
    nurture = answer(id="nurture", from_={"enters": "nurture"}, until="qualified", within="5 days")
    told = judge(agree(back(), nurture), NINE, "2 13:00")
    assert told.stage("L1") == "nurture"
    assert only(told, "nurture").started == at("2 12:00")


def test_it_is_dated_at_the_deadline_and_not_at_the_tick() -> None:
    """A start after the due and before anybody looks belongs to the new pass."""
    told = judge(
        agree(back(), answer(id="other", within="9 hours")), [*NINE, on("2 12:00:01", "assigned")], "3 10:00"
    )
    assert [(clock.clause, clock.started, clock.outcome) for clock in told.clocks] == [
        ("back", at("2 10:00"), "breached"),
        ("other", at("2 10:00"), "void"),
        ("back", at("2 12:00:01"), "breached"),
        ("other", at("2 12:00:01"), "breached"),
    ]


def test_automatic_false_judges_what_really_happened() -> None:
    """The same agreement over a log: the consequence is told, and the lead stays."""
    told = judge(agree(back()), NINE, "2 13:00", automatic=False)
    assert (told.stage("L1"), followed(told)) == ("mql", [(at("2 12:00"), "recycle", "nurture")])


def test_a_logged_recycle_into_the_stage_already_reached_confirms() -> None:
    """The host's own event comes back as a fact: no anomaly, no third pass, and what has begun since is not void."""
    nurture = answer(id="nurture", from_={"enters": "nurture"}, until="qualified", within="5 days")
    clause = answer(id="third", when="passes == 3")
    log = [*NINE, on("2 12:00:05", "recycled", to="nurture"), on("2 14:00", "assigned")]
    told = judge(agree(back(), nurture, clause), log, "2 14:30")
    assert told.anomalies == ()
    assert outcomes_of(told, "nurture") == ["open"]
    assert outcomes_of(told, "third") == []


def test_a_logged_recycle_without_a_stage_confirms_where_its_move_leads_there() -> None:
    """The table says where `recycled` leads."""
    lifecycle = Lifecycle(
        [Stage("mql"), Stage("nurture")], [Move("created", "mql"), Move("recycled", "nurture", "mql")]
    )
    told = judge(agree(back(), lifecycle=lifecycle), [*NINE, on("2 12:30", "recycled")], "2 13:00")
    assert (told.stage("L1"), told.anomalies) == ("nurture", ())


@pytest.mark.parametrize("occasion", ["start", "warning", "met"])
def test_an_automatic_recycle_on_another_occasion(occasion: str) -> None:
    """It comes after all events of its instant; what the same instant still brings is not lost."""
    clause = answer(**{f"on_{occasion}": {"recycle": "nurture", "automatic": True}})
    log = [*NINE, on("2 11:36", "touched")] if occasion == "met" else NINE
    when = {"start": at("2 10:00"), "warning": at("2 11:36"), "met": at("2 11:36")}[occasion]
    told = judge(agree(clause), log, "2 11:40")
    assert followed(told) == [(when, "recycle", "nurture")]
    assert told.stage("L1") == "nurture"
    assert evaluate(agree(clause), log, when).stage("L1") == "mql"


def test_an_automatic_recycle_that_no_move_allows_is_an_anomaly() -> None:
    """It is an event like any other: the stage stays, the pass is new."""
    lifecycle = Lifecycle(
        [Stage("mql"), Stage("nurture")], [Move("created", "mql"), Move("recycled", "mql", "nurture")]
    )
    told = judge(agree(back(), lifecycle=lifecycle), NINE, "2 13:00")
    assert (told.stage("L1"), [anomaly.at for anomaly in told.anomalies]) == ("mql", [at("2 12:00")])


def test_only_a_recycle_can_be_automatic() -> None:
    """Rerouting is the host's."""
    with pytest.raises(AgreementError, match="automatic"):
        agree(answer(on_breach={"reroute": "manager", "automatic": True}))


def test_a_recycle_that_a_late_answer_undoes() -> None:
    """The lead is where it would have been: `judge` has the answer arrive after the recycle."""
    log = [*NINE, on("2 11:00", "touched"), on("2 12:30", "accepted")]
    told = judge(agree(back()), log, "2 13:00")
    assert (told.stage("L1"), followed(told)) == ("sal", [])


def test_recycles_that_cause_each_other_for_ever_come_to_an_end() -> None:
    """Two clauses that send a lead to and fro every second for a year: after a thousand passes without end the engine
    leaves the lead where it is, and says so."""
    clauses = [
        answer(
            id="to",
            from_={"enters": "mql"},
            within="1 second",
            on_breach={"recycle": "nurture", "automatic": True},
        ),
        answer(
            id="fro",
            from_={"enters": "nurture"},
            within="1 second",
            on_breach={"recycle": "mql", "automatic": True},
        ),
    ]
    moves = [Move("created", "mql"), Move("recycled", None, ["mql", "nurture"])]
    agreement = agree(*clauses, lifecycle=Lifecycle([Stage("mql"), Stage("nurture")], moves))
    began = time.process_time()
    told = evaluate(agreement, NINE[:1], at("2026-12-31 00:00"))
    assert time.process_time() - began < 5
    assert len(told.clocks) == 1000
    [anomaly] = told.anomalies
    assert "1000" in anomaly.why


#: Due at ten, two hours before the lead is assigned: breached, and recycled, at the assignment.
OVERDUE = [on("2 08:00", "created"), on("2 12:00", "assigned")]


@pytest.mark.parametrize(
    ("more", "stage"),
    [
        ([], "nurture"),
        ([on("2 12:00", "accepted")], "nurture"),
        ([on("2 12:00", "touched")], "nurture"),
        ([on("2 12:00", "recycled", to="nurture")], "nurture"),
        ([on("2 12:00:01", "qualified")], "mql"),
        ([on("2 12:00:01", "touched"), on("2 12:30", "qualified")], "mql"),
    ],
)
def test_a_recycle_of_a_clock_that_is_overdue_at_its_start(more: list[Any], stage: str) -> None:
    """It waits for all events of its instant, whatever they are, also in a snapshot taken between them."""
    other = answer(id="other", until=["touched", "accepted"], within="5 days")
    told = judge(agree(back(count_from="created", until="won"), other), [*OVERDUE, *more], "2 18:00")
    assert told.stage("L1") == stage
    assert followed(told) == [(at("2 12:00"), "recycle", "nurture")]
    assert told.anomalies == ()
