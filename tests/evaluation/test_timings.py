"""Timings: what a clock was given, and by how much it passed its due, in its own time."""

from __future__ import annotations

import datetime as dt

from tests.decisions.scenario import agree, answer, evaluate, on

import leadsla as ls

HOUR = dt.timedelta(hours=1)


def test_late_in_the_time_of_the_window() -> None:
    """Due on Friday 6 March at 16:00; touched on Monday at 10:00: two hours of the office, 66 of the watch."""
    start, done = on("6 15:00", "assigned"), on("9 10:00", "touched")
    for within, late in (("1 business hour", 2 * HOUR), ("1 hour", 66 * HOUR)):
        [timing] = evaluate(agree(answer(within=within)), [start, done], "20 00:00").timings()
        assert (timing.given, timing.late, str(timing.window)) == (HOUR, late, within)


def test_what_is_owed_is_late_so_far_and_what_is_void_until_then() -> None:
    start = on("2 09:00", "assigned")
    [owed] = evaluate(agree(answer()), [start], "2 12:00").timings()
    [void] = evaluate(agree(answer()), [start, on("2 14:00", "lost")], "9 12:00").timings()
    assert (owed.late, void.late) == (HOUR, 3 * HOUR)


def test_what_is_kept_or_open_is_not_late() -> None:
    start = on("2 09:00", "assigned")
    [met] = evaluate(agree(answer()), [start, on("2 11:00", "touched")], "9 12:00").timings()
    [open_] = evaluate(agree(answer()), [start], "2 11:00").timings()
    assert (met.late, open_.late) == (None, None)


def test_too_early_is_not_late() -> None:
    clause = ls.MinimumOpenTime(id="keep", owner="sales", from_="assigned", ends="lost", not_before="1 week")
    [timing] = evaluate(
        agree(clause), [on("2 09:00", "assigned"), on("3 09:00", "lost")], "20 00:00"
    ).timings()
    assert (timing.clock.outcome, timing.late) == ("breached", None)


def test_the_segment_that_held() -> None:
    within = [{"when": 'source == "demo"', "is": "5 minutes"}, {"is": "1 hour"}]
    events = [on("2 09:00", "assigned"), on("2 09:00", "assigned", lead="L2", source="demo")]
    found = evaluate(agree(answer(within=within)), events, "2 09:01").timings()
    assert [(timing.clock.lead, timing.segment, str(timing.window)) for timing in found] == [
        ("L1", 1, "1 hour"), ("L2", 0, "5 minutes"),
    ]  # fmt: skip


def test_what_is_due_at_once_is_given_nothing() -> None:
    clause = ls.RequiredInformation(id="known", owner="marketing", at="assigned", fields=["email"])
    [timing] = evaluate(agree(clause), [on("2 09:00", "assigned")], "2 10:00").timings()
    assert (timing.given, timing.window, timing.late) == (dt.timedelta(), None, HOUR)


def test_clocks_of_periods_have_none() -> None:
    quota = ls.Quota(id="leads", owner="marketing", count="created", at_least=1, per="month")
    told = evaluate(agree(quota, answer()), [on("2 09:00", "assigned")], "2 10:00")
    assert [timing.clock.clause for timing in told.timings()] == ["answer"]
    assert told.findings()["leads", "2026-03"] == "0 of 1, 1 lacking"


def test_a_rescored_clock_has_what_it_was_given_in_all() -> None:
    """Seven hours of the watch count until the 3rd, one of the office after it; the rest of twenty is the office's."""
    before = agree(answer(within="20 hours"))
    after = before.amended(
        "2",
        effective=dt.date(2026, 3, 3),
        state="agreed",
        clauses=[answer(within="20 business hours")],
        running_clocks={"answer": "rescore"},
    )
    [timing] = evaluate(after, [on("2 17:00", "assigned")], "3 10:00").timings()
    assert (str(timing.window), timing.given, timing.clock.counted) == (
        "20 business hours",
        20 * HOUR,
        8 * HOUR,
    )
