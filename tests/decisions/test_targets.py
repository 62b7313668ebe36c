"""Missed targets: what follows when a promise over a period is not kept."""

from __future__ import annotations

from tests.decisions.scenario import (
    TICK,
    Host,
    agree,
    answer,
    at,
    evaluate,
    followed,
    judge,
    on,
    standing_in,
    withdraw,
)

import leadsla as ls
from leadsla.evaluation.monitor import Monitor

DAILY = answer(target="80% per day", on_missed=[{"review": "joint"}, {"remediate": "coaching"}])


def leads(count: int, begin: str = "2 10:00") -> list[ls.Event]:
    return [on(begin, "assigned", f"L{number}") for number in range(count)]


def answered(count: int, when: str = "2 10:30") -> list[ls.Event]:
    return [on(when, "touched", f"L{number}") for number in range(count)]


def test_a_missed_target_has_its_consequences_at_the_end_of_the_period() -> None:
    """Once for each action, with the period as subject, and never for a lead."""
    told = judge(agree(DAILY), leads(5) + answered(3), "3 10:00")
    assert followed(told) == [(at("3 00:00"), "review", "joint"), (at("3 00:00"), "remediate", "coaching")]
    assert {(said.lead, said.period, said.on, said.assignee) for said in told.consequences} == {
        (None, "2026-03-02", "missed", None)
    }


def test_a_kept_target_has_none() -> None:
    """Four of five are 80 %."""
    assert followed(judge(agree(DAILY), leads(5) + answered(4), "3 10:00")) == []


def test_a_miss_that_is_certain_early_is_told_at_the_end_of_the_period() -> None:
    """What starts in the afternoon may still make up for it."""
    agreement = agree(DAILY)
    log = leads(1)
    assert followed(evaluate(agreement, log, at("3 00:00"))) == []
    assert len(followed(evaluate(agreement, log, at("3 00:00") + TICK))) == 2
    saved = log + [on("2 15:00", name, f"M{n}") for n in range(4) for name in ("assigned", "touched")]
    assert followed(judge(agreement, saved, "3 10:00")) == []


def test_a_miss_that_becomes_certain_later_is_told_at_that_instant() -> None:
    """Clocks still open at the end of the period decide it when they are settled."""
    agreement = agree(answer(within="20 hours", target="80% per day", on_missed={"review": "joint"}))
    told = judge(agreement, leads(2), "3 10:00")
    assert followed(told) == [(at("3 06:00"), "review", "joint")]
    assert followed(judge(agreement, leads(2) + answered(2, "3 06:00"), "3 10:00")) == []


def test_next_due_wakes_for_a_missed_target() -> None:
    """A microsecond after the end of the period, although no clock is due then."""
    host = Host(Monitor(agree(DAILY)))
    host.receive(on("2 10:00", "assigned"))
    host.advance(at("2 20:00"))
    assert host.monitor.next_due == at("3 00:00") + TICK
    host.advance(at("3 00:00"))
    assert not host.stood
    host.advance(at("3 00:00") + TICK)
    assert len(host.stood) == 2
    assert host.monitor.next_due is None


def test_a_late_answer_retracts_a_missed_target_and_its_withdrawal_issues_it_again() -> None:
    """Targets follow the repaired outcomes."""
    host = Host(Monitor(agree(DAILY)))
    host.receive(on("2 10:00", "assigned"))
    host.advance(at("3 10:00"))
    told = host.monitor.receive(on("2 11:00", "touched", id="t"))
    assert [(said.retracted, said.on, said.issue) for said in told] == [
        (True, "missed", 1),
        (True, "missed", 1),
    ]
    host.hear(told)
    told = host.monitor.receive(withdraw("3 10:00", "t"))
    assert [(said.retracted, said.on, said.issue) for said in told] == [
        (False, "missed", 2),
        (False, "missed", 2),
    ]
    host.hear(told)
    assert host.stood == standing_in(host.monitor.evaluation(at("3 10:00")))


def test_clocks_that_are_void_can_neither_keep_nor_miss() -> None:
    """A period with nothing but void clocks misses nothing."""
    log = [*leads(2), on("2 10:10", "lost", "L0"), on("2 10:10", "lost", "L1")]
    assert followed(judge(agree(DAILY), log, "3 10:00")) == []


def test_consequences_of_a_period_are_never_applied_to_leads() -> None:
    """An automatic recycle under `on_missed` moves nobody: it has no lead."""
    clause = answer(target="80% per day", on_missed={"recycle": "nurture", "automatic": True})
    told = judge(agree(clause), [on("2 09:00", "created"), on("2 10:00", "assigned")], "3 10:00")
    assert told.stage("L1") == "mql"
    assert [said.do for said in told.consequences] == ["recycle"]


def test_the_id_of_a_missed_target_is_of_clause_period_and_place() -> None:
    """The same whichever leads missed it, and another for each period and each action."""
    one = judge(agree(DAILY), leads(1), "3 10:00").consequences
    two = judge(agree(DAILY), leads(5) + answered(2), "3 10:00").consequences
    assert [said.id for said in one] == [said.id for said in two]
    other = judge(agree(DAILY), leads(1, "3 10:00"), "4 10:00").consequences
    assert len({said.id for said in (*one, *other)}) == 4


def test_a_clock_that_counts_from_an_earlier_period_still_counts_there() -> None:
    """It came to exist after the period's end: told as missed before, and revised by the clock that met."""
    clause = answer(
        count_from="created", within="5 days", target="50% per day", on_missed={"review": "joint"}
    )
    log = [on("2 09:00", "created", "L1"), on("2 10:00", "assigned", "L1"), on("2 09:00", "created", "L2"),
           on("7 12:00", "assigned", "L2"), on("2 09:00", "created", "L3"), on("6 12:00", "assigned", "L3"),
           on("6 13:00", "touched", "L3"), on("6 13:00", "touched", "L1")]  # fmt: skip
    assert followed(judge(agree(clause), log, "9 10:00")) == []
