"""Same instant: warnings, then breaches in the agreement's order, then ladder rungs, then recycles."""

from __future__ import annotations

from typing import Any

from tests.decisions.scenario import TICK, Host, agree, answer, at, followed, judge, on, outcomes_of

import leadsla as ls
from leadsla.evaluation.monitor import Monitor

NINE = [on("2 09:00", "created"), on("2 10:00", "assigned")]


def told_live(agreement: ls.Agreement, events: list[ls.Event], now: str) -> list[tuple[str, str, str]]:
    """(clause, verb, object) in the order in which a host hears of it."""
    monitor = Monitor(agreement)
    told = [*monitor.receive_all(events), *monitor.advance(at(now))]
    return [(said.clause, said.do, said.to) for said in told]


def told_in_replay(agreement: ls.Agreement, events: list[ls.Event], now: str) -> list[tuple[str, str, str]]:
    return [(said.clause, said.do, said.to) for said in judge(agreement, events, now).consequences]


def both_ways(agreement: ls.Agreement, events: list[ls.Event], now: str) -> list[tuple[str, str, str]]:
    """What is told, in its order: the same live and in replay."""
    live = told_live(agreement, events, now)
    assert told_in_replay(agreement, events, now) == live
    return live


def test_breaches_of_one_instant_settle_in_the_order_of_the_agreement() -> None:
    """Not by their names: the order of the clauses is what was signed."""
    clauses = [answer(id=id, on_breach={"alert": "manager"}) for id in ("zulu", "alpha", "mike")]
    assert both_ways(agree(*clauses), NINE, "2 13:00") == [
        ("zulu", "alert", "manager"),
        ("alpha", "alert", "manager"),
        ("mike", "alert", "manager"),
    ]


def test_the_order_of_the_agreement_beats_the_order_of_starting() -> None:
    """A clock that started later breaches first, where its clause stands first."""
    first = answer(id="second-start", from_="accepted", within="1 hour", on_breach={"alert": "manager"})
    second = answer(id="first-start", on_breach={"alert": "director"})
    told = both_ways(agree(first, second), [*NINE, on("2 11:00", "accepted")], "2 13:00")
    assert told == [("second-start", "alert", "manager"), ("first-start", "alert", "director")]


def test_warnings_come_before_breaches() -> None:
    """A warning of the last clause goes before a breach of the first at the same instant."""
    due = answer(id="due", within="1 hour", on_breach={"alert": "manager"})
    warned = answer(id="warned", within="2 hours", warn_at=["50%"], on_warning={"alert": "assignee"})
    assert both_ways(agree(due, warned), NINE, "2 11:30") == [
        ("warned", "alert", "assignee"),
        ("due", "alert", "manager"),
    ]


def test_a_warning_at_the_due_itself_comes_before_its_breach() -> None:
    """`warn_at: 100%` warns, and then the clock is breached."""
    clause = answer(warn_at=["100%"], on_warning={"alert": "assignee"}, on_breach={"alert": "manager"})
    assert followed(judge(agree(clause), NINE, "2 13:00")) == [
        (at("2 12:00"), "alert", "assignee"),
        (at("2 12:00"), "alert", "manager"),
    ]


def test_breaches_come_before_rungs() -> None:
    """The rung of the first clause comes after the breach of the last at the same instant."""
    ladder = answer(id="ladder", within="1 hour", on_breach={"escalate": "director", "after": "1 hour"})
    late = answer(id="late", within="2 hours", on_breach={"alert": "manager"})
    assert both_ways(agree(ladder, late), NINE, "2 13:00") == [
        ("late", "alert", "manager"),
        ("ladder", "escalate", "director"),
    ]


def test_rungs_come_before_recycles() -> None:
    """A rung fires at the instant at which another clause sends the lead back, although that voids it."""
    back = answer(id="back", within="2 hours", on_breach={"recycle": "nurture", "automatic": True})
    ladder = answer(id="ladder", within="1 hour", on_breach={"escalate": "director", "after": "1 hour"})
    assert both_ways(agree(back, ladder), NINE, "2 14:00") == [
        ("back", "recycle", "nurture"),
        ("ladder", "escalate", "director"),
    ]


def test_a_recycle_comes_after_all_breaches_of_its_instant() -> None:
    """The clause that stands after the recycling one is breached too, and not void."""
    back = answer(id="back", on_breach={"recycle": "nurture", "automatic": True})
    told = judge(agree(back, answer(id="other")), NINE, "2 13:00")
    assert outcomes_of(told) == ["breached", "breached"]
    assert told.stage("L1") == "nurture"


def test_a_recycle_voids_what_is_due_an_instant_later() -> None:
    """What is due a microsecond after the recycle is void."""
    back = answer(id="back", on_breach={"recycle": "nurture", "automatic": True})
    other = answer(id="other", from_="accepted")
    log = [*NINE, on(at("2 10:00") + TICK, "accepted")]
    assert outcomes_of(judge(agree(back, other), log, "2 13:00")) == ["breached", "void"]


def test_one_recycle_per_lead_and_instant() -> None:
    """Of two recycles of one instant the first in the agreement's order is applied; both are told to the host."""
    clauses = [
        answer(id="first", on_breach={"recycle": "nurture", "automatic": True}),
        answer(id="second", on_breach={"recycle": "sql", "automatic": True}),
    ]
    told = judge(agree(*clauses), NINE, "2 13:00")
    assert told.stage("L1") == "nurture"
    assert [to for _, _, to in followed(told)] == ["nurture", "sql"]
    assert not told.anomalies


def test_a_recycle_into_the_current_stage_does_nothing() -> None:
    """No new pass, no void, no anomaly."""
    clauses = [
        answer(id="back", on_breach={"recycle": "mql", "automatic": True}),
        answer(id="longer", within="5 hours"),
    ]
    told = judge(agree(*clauses), [*NINE, on("2 14:00", "touched")], "2 18:00")
    assert outcomes_of(told) == ["breached", "met"]
    assert (told.stage("L1"), told.anomalies) == ("mql", ())


def test_deadlines_strictly_before_an_event_settle_before_it() -> None:
    """An event does not save a clock whose due lies before it, even where nobody looked in between."""
    log = [*NINE, on("2 12:00:00.000001", "touched")]
    assert outcomes_of(judge(agree(answer()), log, "2 13:00")) == ["breached"]


def test_deadlines_settle_by_due_before_the_order_of_the_agreement() -> None:
    """Between two looks, the earlier due acts first, whatever the order of the clauses."""
    clauses: list[Any] = [
        answer(id="long", within="3 hours", on_breach={"alert": "manager"}),
        answer(id="short", within="1 hour", on_breach={"recycle": "nurture", "automatic": True}),
    ]
    told = judge(agree(*clauses), NINE, "3 09:00")
    assert outcomes_of(told) == ["void", "breached"]
    assert followed(told) == [(at("2 11:00"), "recycle", "nurture")]


def test_a_host_hears_of_one_instant_in_the_order_in_which_it_happened() -> None:
    """`advance` over several leads: soonest first, then by lead, then in the agreement's order."""
    agreement = agree(
        answer(id="b", on_breach={"alert": "manager"}), answer(id="a", on_breach={"alert": "director"})
    )
    host = Host(Monitor(agreement))
    for lead in ("L2", "L1"):
        host.receive(on("2 10:00", "assigned", lead))
    told = host.monitor.advance(at("2 13:00"))
    assert [(said.lead, said.clause) for said in told] == [("L1", "b"), ("L1", "a"), ("L2", "b"), ("L2", "a")]
