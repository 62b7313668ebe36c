"""One log under two agreements, by hand: which clock is which, what turned, and what it adds up to."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import attrs
import pytest

import leadsla as ls
from leadsla.clauses import ResponseWindow
from leadsla.reports.comparison import ActionSum, Comparison, Counts, compare_agreements, compare_outcomes

AGREEMENT = ls.loads("""\
leadsla: 1
agreement: inbound
version: "1"
term: {from: 2026-01-01, to: 2026-12-31}
timezone: UTC
parties: {sales: {name: Sales}}
roles: {manager: sales, next_rep: sales}
lifecycle: {stages: [], moves: []}
clauses:
  - id: answer
    kind: response_window
    owner: sales
    from: assigned
    within: 2 hours
    target: 50% per month
    on_breach: [{alert: manager}]
  - id: try
    kind: minimum_touches
    owner: sales
    from: assigned
    touches: {any: 2}
    within: 2 days
  - id: volume
    kind: quota
    owner: sales
    count: won
    at_least: 2
    per: month
    on_breach: [{review: manager, within: 1 week}]
""")
ANSWER, TRY, VOLUME = AGREEMENT.clauses
AT = dt.datetime(2026, 4, 2, tzinfo=dt.UTC)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


LOG = [
    ls.Event("L1", at(2, 9), "assigned", {"to": "ann"}),
    ls.Event("L1", at(2, 10, 30), "touched", {"channel": "call"}),
    ls.Event("L2", at(3, 9), "assigned", {"to": "bob"}),
    ls.Event("L2", at(3, 9, 30), "touched", {"channel": "call"}),
    ls.Event("L3", at(4, 9), "assigned", {"to": "bob"}),
    ls.Event("L3", at(4, 9, 10), "created"),
    ls.Event("L3", at(20, 9), "won"),
]


def other(**changes: Any) -> ls.Agreement:
    """The agreement with clauses changed, by their ids."""
    clauses = [attrs.evolve(clause, **changes.get(clause.id, {})) for clause in AGREEMENT.clauses]
    return attrs.evolve(AGREEMENT, version="2", clauses=clauses)


def compared(new: ls.Agreement, log: list[ls.Event] | None = None) -> Comparison:
    return compare_agreements(AGREEMENT, new, LOG if log is None else log, AT)


def test_an_agreement_and_itself() -> None:
    found = compared(AGREEMENT)
    assert not found
    assert (found.clocks, found.consequences) == ((), ())
    assert [row.differs for row in (*found.clauses, *found.attainment, *found.actions)].count(True) == 0
    assert str(found).splitlines()[-1] == "No difference for any lead."


def test_a_shorter_window_turns_what_was_late_under_it() -> None:
    found = compared(other(answer={"within": "1 hour"}))
    assert [(change.lead, change.clause, change.outcomes) for change in found.turned] == [
        ("L1", "answer", ("met", "breached"))
    ]
    assert [(change.lead, change.turned) for change in found.clocks] == [
        ("L1", True),
        ("L2", False),
        ("L3", False),
    ]
    [first, *_] = found.clocks
    assert first.old is not None
    assert first.new is not None
    assert (first.old.due, first.new.due) == (at(2, 11), at(2, 10))


def test_what_follows_appears_vanishes_and_moves() -> None:
    found = compared(other(answer={"within": "1 hour"}))
    said = [
        (change.consequence.lead, change.old is None, change.new is None) for change in found.consequences
    ]
    assert said == [("L1", True, False), ("L3", False, False)]
    assert found.actions == (ActionSum("alert", "manager", 1, 2), ActionSum("review", "manager", 3, 3))
    moved = found.consequences[1].to_dict()
    assert (moved["at_old"], moved["at_new"]) == ("2026-03-04T11:00:00Z", "2026-03-04T10:00:00Z")


def test_an_action_in_another_place_is_the_same_action() -> None:
    both = [{"escalate": "next_rep"}, {"alert": "manager"}]
    found = compared(other(answer={"on_breach": both}))
    assert [(change.consequence.do, change.consequence.lead) for change in found.consequences] == [
        ("escalate", "L3")
    ]


def test_sums_by_promise_and_period() -> None:
    found = compared(other(answer={"within": "1 hour", "target": "60% per month"}))
    assert [(row.clause, row.old, row.new) for row in found.clauses if row.differs] == [
        ("answer", Counts(met=2, breached=1), Counts(met=1, breached=2))
    ]
    [row] = [row for row in found.attainment if row.differs]
    assert row.to_dict() == {
        "clause": "answer",
        "period": "2026-03",
        "rate_old": 2 / 3,
        "rate_new": 1 / 3,
        "target_old": 0.5,
        "target_new": 0.6,
        "status_old": "kept",
        "status_new": "missed",
    }


def test_a_promise_that_only_one_of_the_two_makes() -> None:
    found = compared(attrs.evolve(AGREEMENT, clauses=[ANSWER, VOLUME]))
    assert {(change.clause, change.new) for change in found.clocks} == {("try", None)}
    [row] = [row for row in found.clauses if row.differs]
    assert (row.clause, row.old, row.new) == ("try", Counts(breached=3), None)
    assert row.to_dict()["met_new"] is None
    assert found.clocks[0].outcomes == ("breached", None)


def test_a_promise_that_is_only_renamed_is_the_same() -> None:
    renamed = attrs.evolve(AGREEMENT, clauses=[ANSWER, attrs.evolve(TRY, id="effort"), VOLUME])
    assert not compared(renamed)
    assert [row.clause for row in compared(renamed).clauses] == ["answer", "effort", "volume"]


def test_a_clock_that_starts_at_another_time_is_known_by_its_cycle() -> None:
    found = compared(other(answer={"from_": "created"}))
    assert [(change.lead, change.outcomes) for change in found.clocks] == [
        ("L1", ("met", None)),
        ("L2", ("met", None)),
        ("L3", ("breached", "breached")),
    ]


def test_a_clock_that_starts_at_the_same_time_is_the_same_whatever_its_cycle() -> None:
    log = [
        ls.Event("L1", at(2, 9), "assigned", {"to": "ann"}),
        ls.Event("L1", at(2, 10), "touched", {"channel": "call"}),
        ls.Event("L1", at(5, 9), "assigned", {"to": "bob"}),
    ]
    each = other(answer={"repeat": "each"})
    later = other(answer={"repeat": "each", "when": 'event.to == "bob"'})
    found = compare_agreements(each, later, log, AT)
    assert [(change.clock.started, change.new is None) for change in found.clocks] == [(at(2, 9), True)]


def test_clocks_of_periods() -> None:
    found = compared(other(volume={"at_least": 1}))
    [change] = [change for change in found.turned if change.clock.step is None]
    assert (change.lead, change.clock.period, change.outcomes) == (None, "2026-03", ("breached", "met"))
    [duty] = [change for change in found.turned if change.clock.duty is not None]
    assert duty.new is None
    assert [row.old for row in found.clauses if row.clause == "volume"] == [Counts(breached=3, open=1)]


def test_terms_are_widened_to_both() -> None:
    """A version of another year judges the log too."""
    later = attrs.evolve(AGREEMENT, term=ls.Term(dt.date(2027, 1, 1), dt.date(2027, 12, 31)))
    assert not compared(later)


def test_evaluations_of_two_instants_are_refused() -> None:
    one, two = ls.evaluate(AGREEMENT, LOG, AT), ls.evaluate(AGREEMENT, LOG, at(5, 9))
    with pytest.raises(ValueError, match="of two instants"):
        compare_outcomes(one, two)


def test_as_text() -> None:
    found = compared(other(answer={"within": "1 hour", "target": "60% per month"}))
    assert str(found) == TEXT
    assert found.text(shown=0).splitlines()[-2] == "and 1 more clock, of 1 lead"


TEXT = """\
Outcomes under inbound 2, compared with 1
of 3 leads up to Thu 2 Apr 2026 00:00 UTC

promise  met     breached  open  void
Answer   2 -> 1  1 -> 2    0     0

2 promises with the same numbers of outcomes under both

attainment  period   rate            target      status
Answer      2026-03  66.6% -> 33.3%  50% -> 60%  kept -> missed

what follows       times
alert the manager  1 -> 2

L1
  Answer: breached, was met; due Mon 2 Mar 10:00, was 11:00
    + alert the manager, Mon 2 Mar 10:00

another outcome: 1 clock, of 1 lead of 3; another time alone: 2 clocks"""


def test_of_periods_and_duties_in_text() -> None:
    lines = str(compared(other(volume={"at_least": 1}))).splitlines()
    start = lines.index("Promises about periods")
    assert lines[start + 1 : start + 3] == [
        "  Volume, 2026-03: met, was breached; due Wed 1 Apr 00:00",
        "    - review by the manager, Wed 1 Apr 00:00",
    ]


def test_what_was_never_due_in_text() -> None:
    """A pause that outlasts the last open hours, and the same without the pause."""
    once = ls.BusinessCalendar("UTC", {"mon": "closed"}, (), {"2026-03-02": ["09:00-17:00"]})
    paused = ResponseWindow(
        id="answer", owner="sales", from_="assigned", within="1 business hour", pause_while="waiting"
    )
    running = attrs.evolve(paused, pause_while=None)
    old, new = (
        attrs.evolve(
            AGREEMENT,
            clauses=[one],
            fields={"waiting": "flag"},
            calendars={"office": once},
            calendar="office",
        )
        for one in (paused, running)
    )
    log = [ls.Event("L1", at(2, 9), "assigned", {"waiting": True})]
    found = compare_agreements(old, attrs.evolve(new, version="2"), log, AT)
    assert "  Answer: breached, was open; due Mon 2 Mar 10:00, was never" in str(found).splitlines()


def test_as_data() -> None:
    found = compared(other(answer={"within": "1 hour"}))
    told = json.loads(json.dumps(found.to_dict()))
    assert (told["old"], told["new"], told["at"]) == ("inbound 1", "inbound 2", "2026-04-02T00:00:00Z")
    assert told["clocks"][0] == {
        "lead": "L1",
        "clause": "answer",
        "cycle": 1,
        "step": None,
        "period": None,
        "owner": "sales",
        "assignee": "ann",
        "outcome_old": "met",
        "outcome_new": "breached",
        "started_old": "2026-03-02T09:00:00Z",
        "started_new": "2026-03-02T09:00:00Z",
        "due_old": "2026-03-02T11:00:00Z",
        "due_new": "2026-03-02T10:00:00Z",
        "done_at_old": "2026-03-02T10:30:00Z",
        "done_at_new": "2026-03-02T10:30:00Z",
        "breached_at_old": None,
        "breached_at_new": "2026-03-02T10:00:00Z",
        "ended_at_old": "2026-03-02T10:30:00Z",
        "ended_at_new": "2026-03-02T10:30:00Z",
    }


@pytest.mark.parametrize("table", ["clocks", "consequences", "clauses", "attainment", "actions"])
def test_as_frames(table: str) -> None:
    """Every table, also without rows."""
    polars = pytest.importorskip("polars")
    found = compared(other(answer={"within": "1 hour"}))
    frame = found.to_frame("polars", table)
    assert frame.shape[0] == len(getattr(found, table))
    assert compared(AGREEMENT).to_frame("polars", table).columns == frame.columns
    if table == "clocks":
        assert frame["due_new"].dtype == polars.Datetime("us", "UTC")
        assert frame["due_new"][0] == at(2, 10)


def test_a_frame_of_what_is_not_there() -> None:
    with pytest.raises(ls.ReadError, match="write clocks"):
        compared(AGREEMENT).to_frame(table="clock")


def test_a_proposal_is_tried_on_a_log_from_before_it_is_in_force() -> None:
    """A version that amends the old one and nobody has agreed to yet comes to the same as one that stands alone."""
    alone = other(answer={"within": "1 hour"})
    amendment = ls.Amendment("1", agreement=AGREEMENT)
    proposal = attrs.evolve(alone, effective=dt.date(2026, 7, 1), amends=amendment)
    assert not proposal.agreed
    assert compared(proposal) == compared(alone)
    assert compare_agreements(proposal.versions[0], proposal, LOG, AT) == compared(alone)
