"""Each thing that a case can expect, where it holds and where it does not."""

from __future__ import annotations

from typing import Any

import pytest

import leadsla as ls
from leadsla import examples
from leadsla.documents.reading import read_text
from leadsla.evaluation import monitor as monitor_module
from leadsla.reports.cases import Result, judge_case
from leadsla.reports.cases.reading import read_cases

ACME = examples.acme()
LATE = "{at: Mon 2026-03-02 09:00, event: assigned, to: rep7, source: webinar}"
LATER = "{at: Mon 2026-03-02 11:30, event: touched, channel: call}"


def result(expected: str, *events: str, agreement: ls.Agreement = ACME) -> Result:
    listed = ", ".join(events or (LATE, LATER))
    text = f"cases: [{{case: A case, why: It was agreed, events: [{listed}], then: [{expected}]}}]"
    [case], found = read_cases(read_text(text), agreement)
    assert not found
    return judge_case(agreement, case)


NOON = "at: Mon 2026-03-02 12:00"
FIRST = f"{NOON}, clause: first-response"


@pytest.mark.parametrize(
    ("right", "wrong", "row"),
    [
        ("outcome: breached", "outcome: met", ("outcome", "met", "breached")),
        (
            "due: Mon 2026-03-02 10:00",
            "due: Mon 2026-03-02 10:01",
            ("due", "Mon 2026-03-02 10:01", "Mon 2026-03-02 10:00"),
        ),
        ("done_at: Mon 2026-03-02 11:30", "done_at: never", ("done_at", "never", "Mon 2026-03-02 11:30")),
        ("owed: false", "owed: true", ("owed", "true", "false")),
        ("assignee: rep7", "assignee: rep8", ("assignee", "rep8", "rep7")),
        ("clocks: 1", "clocks: 2", ("clocks", "2", "1")),
        ("cycle: 1, outcome: breached", "cycle: 2, outcome: breached", ("clock", "one", "none")),
        (
            "on: breach, follows: [alert sales_manager, reroute next_rep]",
            "on: breach, follows: nothing",
            ("follows", "nothing", "alert sales_manager, reroute next_rep"),
        ),
        (
            "on: warning, follows: [{alert: assignee}, alert assignee at Mon 2026-03-02 09:48]",
            "on: warning, follows: [alert assignee at Mon 2026-03-02 09:31, alert assignee]",
            (
                "follows",
                "alert assignee at Mon 2026-03-02 09:31, alert assignee",
                "alert assignee at Mon 2026-03-02 09:30, alert assignee at Mon 2026-03-02 09:48",
            ),
        ),
    ],
)
def test_of_a_clock(right: str, wrong: str, row: tuple[str, str, str]) -> None:
    assert result(f"{{{FIRST}, {right}}}").holds
    [difference] = result(f"{{{FIRST}, {wrong}}}").differences
    assert difference.rows == (row,)
    assert difference.about.startswith("`first-response`")


def test_of_a_stage_and_of_anomalies() -> None:
    moves = ("{at: Mon 2026-03-02 09:00, event: created}", "{at: Mon 2026-03-02 09:01, event: accepted}")
    assert result(f"{{{NOON}, stage: subscriber, anomalies: [accepted]}}", *moves).holds
    told = result(f"{{{NOON}, stage: mql, anomalies: nothing}}", *moves).differences
    assert [difference.rows for difference in told] == [
        (("stage", "mql", "subscriber"),),
        (("anomalies", "nothing", "accepted"),),
    ]


def test_of_a_target_in_a_period() -> None:
    april = "at: Fri 2026-05-01 09:00, clause: first-response, period: 2026-03"
    assert result(f"{{{april}, target: missed, rate: 0%, met: 0, breached: 1, open: 0, void: 0}}").holds
    [difference] = result(f"{{{april}, target: kept, rate: 80%}}").differences
    assert difference.rows == (("status", "kept", "missed"), ("rate", "0.8", "0"))
    [difference] = result(f"{{{april.replace('2026-03', '2026-04')}, target: kept}}").differences
    assert difference.rows == (("period", "2026-04", "none"),)


def test_a_report_shows_both_sides_and_why() -> None:
    report = result(f"{{{FIRST}, outcome: met}}").report()
    assert report.startswith("A case: does not hold\n  because: It was agreed\n")
    assert "`first-response` of L1, at Mon 2026-03-02 12:00" in report
    assert "    outcome  met       breached" in report
    assert "L1  First response: " in report
    assert "alert sales manager at Mon 10:00 (on breach)" in report
    assert result(f"{{{FIRST}, outcome: breached}}").report() == "A case: holds"


def test_no_clock_is_explained_too() -> None:
    report = result(f"{{{NOON}, clause: persistence, clocks: 1}}").report()
    assert "no event of this lead is `accepted`" in report


def test_several_clocks_have_to_be_told_apart() -> None:
    again = "{at: Mon 2026-03-02 11:40, event: recycled, to: recycled}"
    events = (
        "{at: Mon 2026-03-02 08:59, event: created}",
        "{at: Mon 2026-03-02 08:59, event: qualified}",
        LATE,
    )
    twice = (*events, again, "{at: Mon 2026-03-02 11:45, event: assigned}")
    [difference] = result(f"{{{FIRST}, outcome: void}}", *twice).differences
    assert difference.rows == (("clock", "one", "2: cycle 1, cycle 2"),)
    assert difference.explanation == ""
    assert result(f"{{{FIRST}, cycle: 2, outcome: open}}", *twice).holds


def test_replay_and_monitor_have_to_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """A monitor that loses its second event is found out, though the case holds by replay."""
    receive = monitor_module.Monitor.receive
    monkeypatch.setattr(
        monitor_module.Monitor,
        "receive",
        lambda self, event: [] if event.name == "touched" else receive(self, event),
    )
    [difference] = result(f"{{{FIRST}, outcome: breached}}").differences
    assert difference.rows == (("the monitor", "what replay says", "something else"),)
    assert "a fault of leadsla" in difference.explanation


def test_a_case_is_looked_at_again_and_again() -> None:
    """At each of its instants, as it stands then."""
    looks: list[Any] = ["{at: Mon 2026-03-02 10:00, clause: first-response, outcome: open}"]
    looks += ["{at: Mon 2026-03-02 10:01, clause: first-response, outcome: breached, done_at: never}"]
    looks += [f"{{{FIRST}, outcome: breached, done_at: Mon 2026-03-02 11:30}}"]
    assert result(", ".join(looks)).holds


def test_of_a_score() -> None:
    """With what it is made of, where it is another."""
    funnel = examples.agreement("2-revenue-funnel")
    asked = (
        "{at: Mon 2026-03-02 08:00, event: created, employees: 80}",
        "{at: Mon 2026-03-02 09:00, event: demo_requested}",
    )
    assert result(f"{{{NOON}, points: 70, ready: true}}", *asked, agreement=funnel).holds
    [difference] = result(f"{{{NOON}, points: 60, ready: false}}", *asked, agreement=funnel).differences
    assert difference.rows == (("points", "60", "70"), ("ready", "false", "true"))
    assert "Asked for a demonstration" in difference.explanation
    [difference] = result(f"{{{NOON}, lead: L1, points: 0}}", agreement=ACME).differences
    assert difference.rows == (("score", "one", "none"),)


def test_the_promise_is_meant_and_not_what_is_owed_for_its_breach() -> None:
    """A duty is meant where its step is said."""
    stages = examples.agreement("1-three-stages-and-cadence")
    asked = (
        "{at: Mon 2026-03-02 09:00, event: requested, content: information}",
        "{at: Mon 2026-03-02 09:00, event: notified, by: automation}",
    )
    looks = (
        "{at: Mon 2026-03-02 12:00, clause: five-minutes, outcome: breached}",
        '{at: Mon 2026-03-02 12:00, clause: five-minutes, step: "on_breach[1]:remediate", outcome: open}',
    )
    assert result(", ".join(looks), *asked, agreement=stages).holds
