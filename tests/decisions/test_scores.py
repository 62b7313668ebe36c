"""Scores in the fold: read by moves, stages, clauses and segments at the instant of the event, live and replayed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.decisions.scenario import agree, answer, at, judge, on, only

import leadsla as ls
from leadsla.lifecycle import Lifecycle, Move, Stage
from leadsla.qualification import Disqualification, Rule, Scorecard, Scorecards

CARDS = Scorecards(
    {
        "fit": Scorecard([Rule(when="score >= 40", points=30), Rule(when='stage == "sal"', points=5)]),
        "intent": Scorecard(
            [
                Rule(event="pricing_page", within="1 day", points=10),
                Rule(event="demo_requested", half_life="2 hours", points=40),
                Rule(
                    event="requested", when='event.phase == "decision" and count("requested") >= 2', points=15
                ),
                Rule(event="connected", points=7),
            ]
        ),
    },
    ready={"fit": 30, "intent": 20},
    grades={"A": 60, "B": 40},
)


def scored_agreement(*clauses: Any, **changes: Any) -> ls.Agreement:
    return agree(*clauses, **({"scorecards": CARDS} | changes))


def test_a_clause_applies_by_what_the_lead_scores_then() -> None:
    """40 points at 9:00 are 20 at 11:00: ready at 11:00, and a minute later no more."""
    agreement = scored_agreement(answer(when="sales_ready()", repeat="each", until="touched"))
    events = [
        on("2026-03-02 09:00", "demo_requested", score=50),
        on("2026-03-02 11:00", "assigned"),
        on("2026-03-02 11:01", "touched"),
        on("2026-03-02 11:02", "assigned"),
    ]
    assert only(judge(agreement, events, "2026-03-03 09:00")).started == at("2026-03-02 11:00")


def test_a_segment_by_grade() -> None:
    """Better leads are answered sooner."""
    within = [
        {"when": 'grade() == "A"', "is": "5 minutes"},
        {"when": 'grade() == "B"', "is": "1 hour"},
        {"is": "1 day"},
    ]
    agreement = scored_agreement(answer(within=within))
    dues = []
    for hour in ("09:00", "11:00", "15:00"):
        events = [
            on("2026-03-02 09:00", "demo_requested", score=50),
            on(f"2026-03-02 {hour}", "assigned", seq=1),
        ]
        clock = only(judge(agreement, events, "2026-03-02 15:00"))
        dues.append(str(clock.due - clock.started))
    assert dues == ["0:05:00", "1:00:00", "1 day, 0:00:00"]  # 70, 50 and 35 points


def test_a_move_by_points_counts_the_event_itself() -> None:
    """As `count` does; within a day."""
    lifecycle = Lifecycle(
        [Stage("mql"), Stage("sql")],
        [Move("created", "mql"), Move("pricing_page", "sql", "mql", 'points("intent") >= 20')],
    )
    agreement = scored_agreement(lifecycle=lifecycle)
    first = [on("2026-03-02 08:00", "created"), on("2026-03-02 09:00", "pricing_page")]
    assert (
        judge(agreement, [*first, on("2026-03-03 08:59", "pricing_page")], "2026-03-04 09:00").stage("L1")
        == "sql"
    )
    assert (
        judge(agreement, [*first, on("2026-03-03 09:00", "pricing_page")], "2026-03-04 09:00").stage("L1")
        == "mql"
    )


def test_what_a_stage_means_must_hold_whichever_move_leads_there() -> None:
    """A move that it forbids is an anomaly that says why; a recycled lead comes back all the same."""
    lifecycle = Lifecycle(
        [Stage("mql"), Stage("sql", criterion="sales_ready()")],
        [
            Move("created", "mql"),
            Move("accepted", "sql", "mql"),
            Move("advanced", "sql", "mql", when="score < 100"),
            Move("recycled", "sql", "mql"),
        ],
    )
    agreement = scored_agreement(lifecycle=lifecycle)
    created = on("2026-03-02 08:00", "created", score=50)
    for name in ("accepted", "advanced"):
        found = judge(agreement, [created, on("2026-03-02 09:00", name)], "2026-03-02 10:00")
        assert found.stage("L1") == "mql"
        [anomaly] = found.anomalies
        assert "a lead is `sql` where `sales_ready()`, which does not hold" in anomaly.why
    ready = on("2026-03-02 08:30", "demo_requested")
    found = judge(
        agreement, [created, ready, on("2026-03-02 09:00", "advanced", score=100)], "2026-03-02 10:00"
    )
    assert "`when: score < 100` does not hold" in found.anomalies[0].why
    for name in ("accepted", "advanced"):
        found = judge(agreement, [created, ready, on("2026-03-02 09:00", name)], "2026-03-02 10:00")
        assert (found.stage("L1"), found.anomalies) == ("sql", ())
    found = judge(agreement, [created, on("2026-03-02 09:00", "recycled")], "2026-03-02 10:00")
    assert (found.stage("L1"), found.anomalies) == ("sql", ())


def test_an_event_with_a_criterion_is_judged_when_it_happens() -> None:
    """By its own data, and with itself among those that it counts; a connected call counts however it was logged."""
    events = [
        on("2026-03-02 09:00", "requested", phase="decision"),
        on("2026-03-02 09:10", "requested", phase="awareness"),
        on("2026-03-02 09:20", "requested", phase="decision"),
        on("2026-03-02 09:30", "touched", channel="call", outcome="connected"),
        on("2026-03-02 09:40", "connected"),
    ]
    score = judge(scored_agreement(), events, "2026-03-02 10:00").score("L1")
    assert score.points == 15 + 7 + 7
    [phase] = [part for part in score.cards[1].parts if part.rule.event == "requested"]
    assert phase.events == ((at("2026-03-02 09:20"), Decimal(15)),)


def test_a_late_event_changes_the_score() -> None:
    """As it changes all that follows from it; `judge` receives the log backwards too."""
    agreement = scored_agreement(answer(when='points("intent") >= 40'))
    events = [on("2026-03-02 09:00", "assigned"), on("2026-03-02 09:00", "demo_requested", seq=-1)]
    assert only(judge(agreement, events, "2026-03-02 10:00")).outcome == "open"


def test_the_score_of_an_evaluation_is_that_of_its_instant() -> None:
    """Fading while nothing happens; before the events, nothing."""
    events = [
        on("2026-03-02 09:00", "demo_requested", score=50),
        on("2026-03-02 10:00", "pricing_page"),
    ]
    for when, points in (
        ("2026-03-02 09:00", 70),
        ("2026-03-02 11:00", 60),
        ("2026-03-03 10:00", Decimal("30.01")),
    ):
        found = judge(scored_agreement(), events, when).score("L1")
        assert (found.points, found.at) == (points, at(when))


def test_a_monitor_gives_the_score_that_a_replay_gives() -> None:
    """At every instant, after a snapshot too."""
    agreement = scored_agreement()
    events = [
        on("2026-03-02 09:00", "demo_requested", score=50),
        on("2026-03-02 10:00", "requested", phase="decision"),
        on("2026-03-02 11:00", "requested", phase="decision"),
        on("2026-03-02 12:00", "accepted"),
    ]
    monitor = ls.Monitor(agreement)
    for number, one in enumerate(events):
        monitor.receive(one)
        monitor = ls.Monitor.restore(agreement, monitor.snapshot())
        replayed = ls.evaluate(agreement, events[: number + 1], one.at).score("L1")
        assert monitor.evaluation(one.at).score("L1") == replayed


def test_who_has_no_score() -> None:
    """A lead that is not there, and any lead where nothing is agreed."""
    events = [on("2026-03-02 09:00", "created")]
    with pytest.raises(KeyError, match="there is no lead 'L2'"):
        judge(scored_agreement(), events, "2026-03-02 10:00").score("L2")
    with pytest.raises(KeyError, match="the agreement has no scorecards"):
        judge(agree(), events, "2026-03-02 10:00").score("L1")


def test_scores_do_not_pause() -> None:
    """They are functions of time."""
    with pytest.raises(ls.AgreementError, match="`sales_ready` changes as time passes"):
        scored_agreement(answer(pause_while="sales_ready()"))


def test_a_disqualification_that_no_agreed_reason_covers_is_reported() -> None:
    """And is a fact all the same: its clocks are void. Where nothing is agreed, nothing is reported."""
    agreed = [Disqualification("unfit", "score < 40"), Disqualification("no_budget")]
    agreement = agree(answer(), disqualification=agreed)
    created = [on("2026-03-02 09:00", "assigned", score=50)]
    for reason, count in (("no_budget", 0), ("unfit", 1), ("other", 1), (None, 1)):
        events = [*created, on("2026-03-02 09:30", "disqualified", reason=reason)]
        found = judge(agreement, events, "2026-03-02 10:00")
        assert [anomaly.event for anomaly in found.anomalies] == ["disqualified"] * count
        assert only(found).outcome == "void"
        assert judge(agree(answer()), events, "2026-03-02 10:00").anomalies == ()
    late = [*created, on("2026-03-02 09:30", "disqualified", reason="unfit", score=10)]
    assert judge(agreement, late, "2026-03-02 10:00").anomalies == ()  # the event's own field counts


def test_a_disqualification_reads_scores_and_counts() -> None:
    """What it counts is looked back on."""
    criterion = 'count("touched") >= 2 and points("fit") < 30'
    agreement = scored_agreement(disqualification=[Disqualification("unresponsive", criterion)])
    touches = [on(f"2026-03-02 09:0{number}", "touched") for number in range(2)]
    gone = on("2026-03-02 10:00", "disqualified", reason="unresponsive")
    assert judge(agreement, [*touches, gone], "2026-03-02 11:00").anomalies == ()
    assert len(judge(agreement, [*touches[:1], gone], "2026-03-02 11:00").anomalies) == 1


def test_a_score_reads_what_the_lead_is() -> None:
    """Its stage, who has it, its passes and its age, as a clause reads them."""
    rules = {
        'stage == "mql"': 1,
        'assignee == "rep7"': 2,
        "passes == 2": 4,
        'age > "3 hours"': 8,
    }
    cards = Scorecards({"fit": Scorecard([Rule(when=when, points=points) for when, points in rules.items()])})
    events = [
        on("2 09:00", "created"),
        on("2 10:00", "assigned", to="rep7"),
        on("2 11:00", "recycled", to="mql"),
    ]
    expected = {"09:00": 1, "10:00": 3, "11:00": 7, "12:00": 7, "12:01": 15}
    for hour, points in expected.items():
        assert judge(agree(scorecards=cards), events, f"2 {hour}").score("L1").points == points
