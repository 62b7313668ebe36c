"""Leakage: each lost lead once, by the first cause that holds; decided, in work and lost add up to the whole."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest
from hypothesis import given, settings
from tests.decisions.scenario import agree, answer, at, evaluate, on

import leadsla as ls
from leadsla.errors import EventError
from leadsla.evaluation import Evaluation
from leadsla.lifecycle import Lifecycle, Move, Stage
from leadsla.metrics import CAUSES, Leakage, leakage
from leadsla.qualification import Rule, Scorecard, Scorecards
from leadsla.testing import History, histories
from leadsla.testing.comparing import distinct, instants_after

FUNNEL = Lifecycle(
    [Stage(name) for name in ("mql", "sal", "customer", "nurture")],
    [
        Move("created", "mql"),
        Move("accepted", "sal", "mql"),
        Move("won", "customer", "sal"),
        Move("rejected", "nurture", ["mql", "sal"]),
        Move("recycled", None, ["mql", "sal"]),
        Move("qualified", "mql", "nurture"),
    ],
)
PLAN = ls.Cadence(
    id="plan",
    owner="sales",
    from_="planned",
    day_basis="calendar",
    steps=[{"id": "call", "do": {"call": 1}, "days": [1]}],
)
MARCH = (at("1 00:00"), at("2026-04-01 00:00"))
#: Somebody who was assigned and touched, so that the log can tell who was not; won.
OTHER = [
    on("2 09:00", "created", lead="other"),
    on("2 09:00", "accepted", lead="other"),
    on("2 09:00", "touched", lead="other"),
    on("2 10:00", "won", lead="other"),
]
CREATED, ASSIGNED, TOUCHED = on("2 09:00", "created"), on("2 10:00", "assigned"), on("2 11:00", "touched")


def of(*events: ls.Event, now: str = "2026-04-01 00:00") -> Evaluation:
    return evaluate(agree(answer(), PLAN, lifecycle=FUNNEL), [*OTHER, *events], now)


def cause(*events: ls.Event) -> str:
    [lost] = leakage(of(*events), *MARCH).lost
    return lost.cause


def test_a_lead_nobody_was_given() -> None:
    assert cause(CREATED) == "never assigned"


def test_a_lead_nobody_touched() -> None:
    """What comes in is no touch."""
    assert cause(CREATED, ASSIGNED, on("3 09:00", "replied")) == "never touched"


def test_a_lead_that_was_touched_without_having_been_assigned_was_taken_up() -> None:
    assert cause(CREATED, TOUCHED) == "lost from sight"


SILENT = "rejected without a reason"


@pytest.mark.parametrize(
    ("reason", "expected"), [({}, SILENT), ({"reason": " "}, SILENT), ({"reason": "no budget"}, "rejected")]
)
def test_a_rejection_tells_more_than_what_was_not_done(reason: dict[str, str], expected: str) -> None:
    assert cause(CREATED, on("2 10:00", "rejected", **reason)) == expected


def test_a_cadence_to_its_end_before_what_it_led_to() -> None:
    """The plan was gone through on 3 March, and the lead sent back on the 4th: that is where it was lost."""
    planned = on("3 09:00", "planned")
    assert (
        cause(CREATED, ASSIGNED, TOUCHED, planned, on("4 09:00", "recycled", to="nurture"))
        == "cadence exhausted"
    )


def test_sent_back_and_not_taken_up() -> None:
    back = on("4 09:00", "recycled", to="nurture")
    assert cause(CREATED, ASSIGNED, TOUCHED, back) == "recycled"


def test_a_new_attempt_is_judged_by_itself() -> None:
    """Touched, sent back, qualified again: what was done before does not count for it, nor what was not."""
    back, again = on("4 09:00", "recycled", to="nurture"), on("9 09:00", "qualified")
    assert cause(CREATED, ASSIGNED, TOUCHED, back, again) == "never assigned"
    assert (
        cause(CREATED, back, again, on("9 10:00", "assigned"), on("9 10:30", "touched")) == "lost from sight"
    )


def test_overdue_is_owed_but_no_longer_open() -> None:
    """Touched once, assigned again and never answered: the clock is breached, and nothing else is open."""
    again = on("3 09:00", "assigned")
    clause = answer(repeat="each")
    told = evaluate(agree(clause, lifecycle=FUNNEL), [*OTHER, CREATED, ASSIGNED, TOUCHED, again], "20 00:00")
    assert [lost.cause for lost in leakage(told, *MARCH).lost] == ["overdue"]
    before = evaluate(agree(clause, lifecycle=FUNNEL), [*OTHER, CREATED, ASSIGNED, TOUCHED, again], "3 11:00")
    assert leakage(before, *MARCH).in_work == 1


def test_stalled_is_overdue_progress() -> None:
    """Accepted and tried, and then nothing for longer than was agreed."""
    stalled = ls.StalledLead(id="moves", owner="sales", from_="accepted", within="10 days")
    log = [*OTHER, CREATED, on("2 10:00", "accepted"), on("2 11:00", "touched")]
    told = evaluate(agree(stalled, lifecycle=FUNNEL), log, "20 00:00")
    assert [lost.cause for lost in leakage(told, *MARCH).lost] == ["stalled"]
    assert leakage(evaluate(agree(stalled, lifecycle=FUNNEL), log, "9 00:00"), *MARCH).in_work == 1


def test_handed_over_below_the_threshold_is_the_first_on_the_way() -> None:
    """By the score as it was handed over in the last attempt; what sales said of it tells more."""
    fit = Scorecard([Rule(when="employees >= 50", points=30)])
    cards = Scorecards({"fit": fit}, ready=30)
    agreement = agree(answer(), lifecycle=FUNNEL, fields={"employees": "number"}, scorecards=cards)

    def causes(*events: ls.Event) -> list[str]:
        return [
            lost.cause for lost in leakage(evaluate(agreement, [*OTHER, *events], "20 00:00"), *MARCH).lost
        ]

    small = on("2 09:00", "created", employees=5)
    grown = on("3 09:00", "updated", employees=80)
    assert causes(small, ASSIGNED, grown) == ["below the threshold"]
    assert causes(small, ASSIGNED, TOUCHED) == ["below the threshold"]
    assert causes(small, grown, on("4 10:00", "assigned")) == ["never touched"]
    assert causes(small) == ["never assigned"]
    assert causes(small, ASSIGNED, on("3 10:00", "rejected", reason="too small")) == ["rejected"]
    back, again = on("4 09:00", "recycled", to="nurture"), on("9 09:00", "qualified")
    assert causes(small, ASSIGNED, back, grown, again, on("9 10:00", "assigned")) == ["never touched"]


def test_what_has_an_outcome_is_not_lost() -> None:
    """In a stage that no move leads out of; won, lost or disqualified, moved or not; merged."""
    for name in ("lost", "disqualified", "merged"):
        given = {"into": "other"} if name == "merged" else {}
        found = leakage(of(CREATED, on("2 10:00", name, **given)), *MARCH)
        assert (found.entered, found.decided, found.lost) == (2, 2, ())
    moved_on = leakage(of(CREATED, on("2 10:00", "lost"), on("2 11:00", "accepted")), *MARCH)
    assert (moved_on.decided, moved_on.by_cause) == (1, {"never touched": 1})


def test_a_plan_with_steps_to_come_is_work() -> None:
    events = [*OTHER, CREATED, ASSIGNED, TOUCHED, on("3 09:00", "planned")]
    plan = attrs.evolve(PLAN, steps=[{"id": "call", "do": {"call": 1}, "days": [9]}])
    told = evaluate(agree(plan, lifecycle=FUNNEL), events, "5 00:00")
    assert leakage(told, *MARCH).in_work == 1


def test_who_entered_in_the_time_and_how_they_stood_at_its_end() -> None:
    """The last microsecond of March is in it; what happened in April is told beside and changes nothing."""
    last = on(at("2026-04-01 00:00") - dt.timedelta(microseconds=1), "created", "L1")
    first = on("2026-04-01 00:00", "created", lead="L2")
    later = on("2026-04-02 09:00", "touched")
    found = leakage(of(last, first, later, now="2026-05-01 00:00"), *MARCH)
    assert (found.entered, found.by_cause) == (2, {"never assigned": 1})
    assert [(lost.lead, lost.resumed) for lost in found.lost] == [("L1", at("2026-04-02 09:00"))]
    april = leakage(of(last, first, later, now="2026-05-01 00:00"), MARCH[1], at("2026-05-01 00:00"))
    assert [lost.lead for lost in april.lost] == ["L2"]


def test_a_log_without_touches_cannot_tell_who_was_not_touched() -> None:
    told = evaluate(agree(answer(), lifecycle=FUNNEL), [CREATED], "20 00:00")
    found = leakage(told, *MARCH)
    assert (found.unknown, found.by_cause) == (("never assigned", "never touched"), {"lost from sight": 1})


def test_a_monitor_that_has_compacted_the_time_refuses() -> None:
    monitor = ls.Monitor(agree(answer(), lifecycle=FUNNEL), lateness="1 day")
    monitor.receive(CREATED)
    monitor.advance(at("30 00:00"))
    now = monitor.evaluation(at("30 00:00"))
    with pytest.raises(EventError, match="compacted events of lead 'L1' since 2026-03-01"):
        leakage(now, *MARCH)
    assert leakage(now, at("3 00:00"), MARCH[1]).entered == 0


def test_as_data() -> None:
    found = leakage(of(CREATED), *MARCH).to_dict()
    assert (found["entered"], found["decided"], found["in_work"], found["lost"]) == (2, 1, 0, 1)
    assert found["leads"] == [
        {
            "lead": "L1",
            "cause": "never assigned",
            "stage": "mql",
            "last": "2026-03-02T09:00:00Z",
            "resumed": None,
        }
    ]


def parts(found: Leakage) -> tuple[int, int, int, list[tuple[str, str]]]:
    return found.entered, found.decided, found.in_work, [(lost.lead, lost.cause) for lost in found.lost]


@settings(max_examples=40)
@given(histories())
def test_laws(history: History) -> None:
    """All add up, each lead is counted once, live is as replay, and other leads change nothing but what a log knows."""
    events = distinct(history.events)
    end = instants_after(events, history.ticks)[-1]
    start = min((event.at for event in events), default=end)
    told = ls.evaluate(history.agreement, events, end)
    found = leakage(told, start, end)
    assert found.entered == found.decided + found.in_work + len(found.lost)
    assert sum(found.by_cause.values()) == len(found.lost) == len({lost.lead for lost in found.lost})
    assert set(found.by_cause) <= set(CAUSES) - set(found.unknown)
    monitor = ls.Monitor(history.agreement)
    monitor.receive_all(events)
    assert leakage(monitor.evaluation(end), start, end) == found
    alone = [
        leakage(ls.evaluate(history.agreement, [e for e in events if e.lead == lead], end), start, end)
        for lead in sorted({event.lead for event in events if event.lead})
    ]
    assert found.entered == sum(one.entered for one in alone)
    assert found.decided == sum(one.decided for one in alone)
    assert found.in_work == sum(one.in_work for one in alone)
