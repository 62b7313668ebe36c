"""`Monitor.attainment`: running counts, which are those of an evaluation at the same instant."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, answer, at, on, withdraw

import leadsla as ls
from leadsla.clauses import Quota
from leadsla.evaluation.monitor import Monitor

NOW = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)


def watching(*events: ls.Event, **changes: Any) -> Monitor:
    monitor = Monitor(
        agree(answer(**({"target": "80% per day"} | changes)), answer(id="other", within="1 hour"))
    )
    monitor.receive_all(events)
    return monitor


def counts(monitor: Monitor, now: str | None = None) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    """(met, breached, open, void) by clause and period; they must be those of an evaluation."""
    rows = monitor.attainment(None if now is None else at(now))
    if now is not None:
        assert rows == monitor.evaluation(at(now)).attainment()
    return {(row.clause, row.period): (row.met, row.breached, row.open, row.void) for row in rows}


def test_nothing_was_received() -> None:
    assert watching().attainment() == ()
    assert watching().attainment(NOW) == ()


def test_clocks_are_counted_as_they_change() -> None:
    """With and without a target, and whether or not something follows a miss."""
    monitor = watching(on("2 10:00", "assigned"))
    assert counts(monitor) == {("answer", "2026-03-02"): (0, 0, 1, 0), ("other", "2026-03"): (0, 0, 1, 0)}
    monitor.receive(on("2 10:30", "touched"))
    monitor.receive(on("2 10:40", "assigned", "L2"))
    assert counts(monitor, "2 10:40") == {
        ("answer", "2026-03-02"): (1, 0, 1, 0),
        ("other", "2026-03"): (1, 0, 1, 0),
    }
    monitor.receive(on("2 10:50", "lost", "L2"))
    assert counts(monitor) == {("answer", "2026-03-02"): (1, 0, 0, 1), ("other", "2026-03"): (1, 0, 0, 1)}


def test_the_instant_is_the_last_advance_or_event() -> None:
    """Whichever is later decides what is breached, and whether a period has ended."""
    monitor = watching(on("2 10:00", "assigned"))
    monitor.advance(at("2 12:00"))
    assert counts(monitor)["answer", "2026-03-02"] == (0, 0, 1, 0)
    monitor.receive(on("2 12:00:01", "created", "L2"))
    assert counts(monitor)["answer", "2026-03-02"] == (0, 1, 0, 0)
    assert monitor.attainment()[0].status == "undecided"
    monitor.advance(at("3 00:00"))
    assert monitor.attainment()[0].status == "missed"


def test_asking_for_a_later_instant_moves_nothing() -> None:
    """What comes due before it is looked at, and still comes due."""
    monitor = watching(on("2 10:00", "assigned"), on("2 11:30", "assigned", "L2"))
    assert counts(monitor, "2 12:00")["answer", "2026-03-02"] == (0, 0, 2, 0)
    assert monitor.attainment(at("2 12:00") + TICK)[0].breached == 1
    assert counts(monitor, "2 18:00")["answer", "2026-03-02"] == (0, 2, 0, 0)
    assert counts(monitor, "2 11:30")["answer", "2026-03-02"] == (0, 0, 2, 0)
    assert monitor.next_due == at("2 11:00") + TICK


def test_an_instant_before_what_is_known() -> None:
    """Is answered as an evaluation answers it."""
    monitor = watching(on("2 10:00", "assigned"), on("2 10:30", "touched"))
    assert counts(monitor, "2 10:15")["answer", "2026-03-02"] == (0, 0, 1, 0)
    monitor.advance(at("4 00:00"))
    assert counts(monitor, "2 10:15")["answer", "2026-03-02"] == (0, 0, 1, 0)
    assert counts(monitor)["answer", "2026-03-02"] == (1, 0, 0, 0)


def test_late_events_repair_the_counts() -> None:
    """And their withdrawal puts them back."""
    monitor = watching(on("2 10:00", "assigned"))
    monitor.advance(at("3 10:00"))
    assert counts(monitor)["answer", "2026-03-02"] == (0, 1, 0, 0)
    monitor.receive(on("2 11:00", "touched", id="t"))
    assert counts(monitor)["answer", "2026-03-02"] == (1, 0, 0, 0)
    monitor.receive(withdraw("3 10:00", "t"))
    assert counts(monitor)["answer", "2026-03-02"] == (0, 1, 0, 0)
    monitor.receive(on("2 10:00", "assigned", "L2", id="a"))
    monitor.receive(withdraw("3 10:00", "a", "L2"))
    assert counts(monitor)["answer", "2026-03-02"] == (0, 1, 0, 0)


def test_a_cell_that_is_left_is_no_row() -> None:
    """A clock that was the only one of its day never was."""
    monitor = watching(on("2 10:00", "assigned", id="a"))
    assert len(counts(monitor)) == 2
    monitor.receive(withdraw("2 10:00", "a"))
    assert monitor.attainment() == ()


def test_promises_about_periods_count_too() -> None:
    """As they are at the instant, begun and ended ones."""
    quota = Quota(id="volume", owner="marketing", count="created", at_least=2, per="month")
    monitor = Monitor(agree(quota, answer()))
    monitor.receive_all([on("2 10:00", "created"), on("3 10:00", "created", "L2"), on("3 11:00", "assigned")])
    assert counts(monitor, "3 11:00")["volume", "2026-03"] == (1, 0, 0, 0)
    assert counts(monitor, "20 11:00") == counts(monitor, "4 11:00")
    assert counts(monitor, "2026-05-01 00:00")["volume", "2026-04"] == (0, 0, 1, 0)
    later = counts(monitor, "2026-05-02 00:00")
    assert (later["volume", "2026-04"], later["volume", "2026-05"]) == ((0, 1, 0, 0), (0, 0, 1, 0))
    monitor.advance(at("2026-04-15 00:00"))
    assert counts(monitor, "2026-05-02 00:00") == later
    monitor.advance(at("2026-05-02 00:00"))
    assert counts(monitor) == later


def test_what_a_deadline_brings_about_counts_for_a_period() -> None:
    """A lead that goes back by itself fills a quota of leads sent back, also where time was not let pass."""
    recycle = {"recycle": "nurture", "automatic": True}
    quota = Quota(id="back", owner="sales", count={"enters": "nurture"}, at_least=1, per="month")
    monitor = Monitor(agree(answer(on_breach=recycle), quota))
    monitor.receive_all([on("2 09:00", "created"), on("2 10:00", "assigned")])
    assert counts(monitor, "2 11:00")["back", "2026-03"] == (0, 0, 1, 0)
    assert counts(monitor, "2 18:00")["back", "2026-03"] == (1, 0, 0, 0)


def test_a_monitor_that_was_restored_counts_the_same() -> None:
    """Its instant is that of the latest event still, by which a clock has come due."""
    monitor = watching(
        on("2 10:00", "assigned"), on("2 12:00", "assigned", "L2"), on("2 18:00", "created", "L3")
    )
    assert counts(monitor)["answer", "2026-03-02"] == (0, 2, 0, 0)
    before = monitor.attainment()
    again = Monitor.restore(monitor.agreement, json.loads(json.dumps(monitor.snapshot())))
    assert again.attainment() == before


def test_every_step_of_the_log_of_the_example() -> None:
    """Plans, quotas, duties and promises on leads, after each event and in between."""
    monitor = Monitor(ls.examples.acme())
    for number, event in enumerate(sorted(ls.examples.acme_events(), key=lambda one: one.order)):
        monitor.receive(event)
        if number % 9 == 0:
            monitor.advance(event.at)
            assert monitor.attainment() == monitor.evaluation(event.at).attainment()
            later = event.at + dt.timedelta(days=2)
            assert monitor.attainment(later) == monitor.evaluation(later).attainment()


def test_leads_that_have_not_changed_are_not_counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no lead is folded."""
    monitor = watching(*(on("2 10:00", "assigned", f"L{number}") for number in range(20)))
    monitor.attainment()
    monitor.receive(on("2 10:30", "touched", "L7"))
    counted = []
    assert monitor._tally is not None
    of = monitor._tally.of
    monkeypatch.setattr(monitor._tally, "of", lambda lead: counted.append(lead.id) or of(lead))
    monkeypatch.setattr(monitor, "_refold", None)
    assert counts(monitor)["answer", "2026-03-02"] == (1, 0, 19, 0)
    assert counted == ["L7"]
