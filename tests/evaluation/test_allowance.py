"""The allowance of an evaluation: in which period, of which clocks, and the same live as replayed."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

import leadsla as ls
from leadsla.errors import WindowError

NOW = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def evaluation() -> ls.Evaluation:
    return ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), NOW)


def test_each_target_in_its_last_period(evaluation: ls.Evaluation) -> None:
    rows = evaluation.allowance()
    attained = {(row.clause, row.period): row for row in evaluation.attainment()}
    assert [(row.row.clause, row.row.period) for row in rows] == [
        ("first-response", "2026-02"),
        ("accept-or-reject", "2026-02"),
        ("complete-handoff", "2026-02"),
    ]
    for row in rows:
        assert row.row == attained[row.row.clause, row.row.period]


def test_by_hand(evaluation: ls.Evaluation) -> None:
    # 23 met, 5 breached and 2 open of 30: 6 of them may be breached. By the 17th eleven open days of February have
    # begun, for the 16th is a holiday.
    row = evaluation.allowance()[0]
    assert (row.row.met, row.row.breached, row.row.open, row.allowed, row.left) == (23, 5, 2, 6, 1)
    assert row.so_far.days == 11


def test_an_earlier_period_is_asked_for_by_name(evaluation: ls.Evaluation) -> None:
    rows = evaluation.allowance("2026-01")
    assert {row.row.period for row in rows} == {"2026-01"}
    assert all(row.to_come == 0 for row in rows)
    assert evaluation.allowance("2025-01") == ()
    with pytest.raises(WindowError, match="not a period"):
        evaluation.allowance("January")


def test_something_is_left_where_the_promise_is_kept_and_nothing_is_open(evaluation: ls.Evaluation) -> None:
    for row in evaluation.allowance("2026-01"):
        if not row.row.open:
            assert (row.left >= 0) == (row.row.status == "kept")


def test_the_monitor_says_the_same(evaluation: ls.Evaluation) -> None:
    monitor = ls.Monitor(ls.examples.acme())
    monitor.receive_all(ls.examples.acme_events())
    assert monitor.evaluation(NOW).allowance() == evaluation.allowance()


def test_a_promise_without_a_target_has_none() -> None:
    agreement = ls.examples.acme()
    without = attrs.evolve(
        agreement, clauses=[attrs.evolve(clause, target=None, on_missed=()) for clause in agreement.clauses]
    )
    assert ls.evaluate(without, ls.examples.acme_events(), NOW).allowance() == ()
