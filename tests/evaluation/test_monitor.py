"""`Monitor`: what a host is told, once, and what is taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, answer, at, on, withdraw

import leadsla as ls
from leadsla.clauses import Quota
from leadsla.errors import EventError, MoveError, TimeError, WindowError
from leadsla.evaluation.monitor import Followed, Monitor
from leadsla.lead import Lead
from leadsla.lifecycle import Lifecycle, Stage

ALERT = {"alert": "manager"}
START = on("2 10:00", "assigned")


def monitor(**given: Any) -> Monitor:
    own = {key: given.pop(key) for key in ("lateness", "automatic", "strict") if key in given}
    return Monitor(agree(answer(**({"on_breach": ALERT} | given))), **own)


def said(told: list[ls.Consequence]) -> list[tuple[str | None, str, int, bool]]:
    """To whom each consequence belongs, what it does, its issue, and whether it is taken back."""
    return [(one.lead, one.do, one.issue, one.retracted) for one in told]


# -- receiving -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, "event", 5, {"lead": "L1"}])
def test_what_is_no_event_is_refused(value: Any) -> None:
    """By what it is; nothing has changed."""
    watch = monitor()
    with pytest.raises(EventError) as caught:
        watch.receive(value)
    assert str(caught.value) == f"{value!r} is not an Event"
    assert watch.next_due is None


def test_what_follows_is_told_once() -> None:
    """What came due before the event, and what the event brings."""
    watch = monitor(on_start={"assign_task": "call"}, on_met={"alert": "director"})
    assert said(watch.receive(START)) == [("L1", "assign_task", 1, False)]
    assert said(watch.receive(on("2 11:00", "updated"))) == []
    assert said(watch.receive(on("2 11:30", "touched"))) == [("L1", "alert", 1, False)]
    late = monitor()
    late.receive(START)
    assert said(late.receive(on("2 13:00", "updated"))) == [("L1", "alert", 1, False)]
    assert late.advance(at("2 13:00")) == []


def test_a_second_event_with_a_known_id_changes_nothing() -> None:
    """It is counted, and reported if it says something else."""
    watch = monitor()
    watch.receive(on("2 10:00", "assigned", id="1"))
    assert watch.receive(on("2 10:00", "assigned", id="1")) == []
    assert watch.receive(on("2 10:30", "touched", id="1")) == []
    evaluation = watch.evaluation(at("2 11:00"))
    assert evaluation.duplicates == 2
    assert [anomaly.event for anomaly in evaluation.anomalies] == ["touched"]
    assert [clock.outcome for clock in evaluation.clocks] == ["open"]


def test_an_event_of_a_team_is_remembered_by_its_id_alone() -> None:
    """It belongs to no lead."""
    watch = monitor()
    assert watch.receive(on("2 09:00", "meeting_held", lead="", id="1")) == []
    assert watch.evaluation(at("2 11:00")).leads == ()
    watch.receive(on("2 09:00", "meeting_held", lead="", id="1"))
    assert watch.evaluation(at("2 11:00")).duplicates == 1


def test_receive_all_is_receive_for_each() -> None:
    """In turn."""
    watch = monitor(on_start={"assign_task": "call"})
    told = watch.receive_all(iter([START, on("2 10:00", "assigned", lead="L2")]))
    assert [one.lead for one in told] == ["L1", "L2"]


def test_a_strict_monitor_refuses_and_stays_as_it_was() -> None:
    """Nothing of the event is kept, not even its id or its lead."""
    watch = monitor(strict=True)
    watch.receive(on("2 09:00", "created"))
    watch.receive(START)
    before = watch.evaluation(at("2 18:00")).to_dict()
    snapshot = watch.snapshot()
    with pytest.raises(MoveError):
        watch.receive(on("2 13:00", "won", id="1", score=5))
    with pytest.raises(MoveError):
        watch.receive(on("2 13:00", "won", lead="L2"))
    assert watch.snapshot() == snapshot
    assert watch.evaluation(at("2 18:00")).to_dict() == before
    assert said(watch.receive(on("2 13:00", "updated", id="1"))) == [("L1", "alert", 1, False)]
    assert said(monitor().receive(on("2 13:00", "won"))) == []


def test_an_automatic_recycle_is_left_to_the_host_where_it_is_said() -> None:
    """Else the monitor moves the lead."""
    recycle = {"recycle": "nurture", "automatic": True}
    for automatic, stage in ((True, "nurture"), (False, "mql")):
        watch = monitor(on_breach=recycle, automatic=automatic)
        watch.receive_all([on("2 09:00", "created"), START])
        assert said(watch.advance(at("2 13:00"))) == [("L1", "recycle", 1, False)]
        assert watch.evaluation(at("2 13:00")).stage("L1") == stage


# -- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("now", [dt.datetime(2026, 3, 2), None, "2026-03-02"])
def test_now_is_an_aware_datetime(now: Any) -> None:
    """By its name."""
    for ask in (monitor().advance, monitor().evaluation):
        with pytest.raises(TimeError, match=r"^`now` is "):
            ask(now)


def test_advance_tells_what_came_due_soonest_first() -> None:
    """Of all leads; once, and nothing backwards."""
    watch = monitor()
    watch.receive_all(
        [
            on("2 10:30", "assigned", lead="L1"),
            on("2 10:00", "assigned", lead="L3"),
            on("2 10:00", "assigned", lead="L2"),
        ]
    )
    assert watch.advance(at("2 12:00")) == []
    told = watch.advance(at("2 18:00"))
    assert [(one.at, one.lead) for one in told] == [
        (at("2 12:00"), "L2"),
        (at("2 12:00"), "L3"),
        (at("2 12:30"), "L1"),
    ]
    assert watch.advance(at("2 18:00")) == watch.advance(at("2 11:00")) == watch.advance(at("3 18:00")) == []


def test_all_that_comes_due_at_once_is_told() -> None:
    """Targets of two clauses, and the quotas of two, when the month ends."""
    target = {"target": "80% per month", "on_missed": {"review": "joint"}}
    quota = {"owner": "marketing", "per": "month", "at_least": 3, "on_breach": {"alert": "manager"}}
    watch = Monitor(
        agree(
            answer(id="a", **target),
            answer(id="b", **target),
            Quota(id="c", count={"enters": "mql"}, **quota),
            Quota(id="d", count="won", **quota),
            term=ls.Term(dt.date(2026, 3, 1), dt.date(2026, 3, 31)),
        )
    )
    watch.receive(START)
    told = watch.advance(at("2026-04-02 00:00"))
    assert sorted((one.clause, one.do) for one in told) == [
        ("a", "review"),
        ("b", "review"),
        ("c", "alert"),
        ("d", "alert"),
    ]


def test_next_due_is_the_first_instant_at_which_something_happens() -> None:
    """A microsecond after the due, and never before the last advance; none where nothing is due."""
    watch = monitor(on_breach=[ALERT, {"escalate": "director", "after": "1 hour"}])
    assert watch.next_due is None
    watch.receive(START)
    assert watch.next_due == at("2 12:00") + TICK
    assert watch.advance(at("2 12:00")) == []
    assert watch.next_due == at("2 12:00") + TICK
    assert said(watch.advance(at("2 12:00") + TICK)) == [("L1", "alert", 1, False)]
    assert watch.next_due == at("2 13:00") + TICK
    watch.receive(on("2 12:30", "touched"))
    assert watch.next_due is None


def test_next_due_is_never_in_the_past() -> None:
    """What a late event brings at the very instant of the last advance is due right after it."""
    watch = monitor(target="80% per day", on_missed={"review": "joint"})
    watch.receive(START)
    watch.advance(at("4 00:00"))
    watch.receive(on("3 10:00", "assigned", lead="L2"))
    assert watch.next_due == at("4 00:00") + TICK


def test_next_due_looks_at_targets_too() -> None:
    """Whichever is sooner."""
    watch = monitor(target="80% per day", on_missed={"review": "joint"})
    watch.receive(START)
    watch.advance(at("2 13:00"))
    assert watch.next_due == at("3 00:00") + TICK
    assert watch.advance(at("3 00:00")) == []
    assert said(watch.advance(at("3 00:00") + TICK)) == [(None, "review", 1, False)]
    assert watch.next_due is None


# -- late ------------------------------------------------------------------------------------------------------------


def test_a_late_answer_takes_back_what_was_told() -> None:
    """And a withdrawal of the answer tells it again, by the next issue."""
    watch = monitor()
    watch.receive(START)
    [alert] = watch.advance(at("2 18:00"))
    [back] = watch.receive(on("2 11:00", "touched", id="t"))
    assert (back.id, back.issue, back.retracted, back.at) == (alert.id, 1, True, alert.at)
    [again] = watch.receive(withdraw("2 19:00", "t"))
    assert (again.id, again.issue, again.retracted) == (alert.id, 2, False)
    [gone] = watch.receive(on("2 11:00", "touched"))
    assert (gone.id, gone.issue, gone.retracted) == (alert.id, 2, True)


def test_what_was_never_taken_back_is_the_first_issue() -> None:
    """Also of a lead of which something else was."""
    watch = monitor(repeat="each")
    watch.receive(START)
    watch.advance(at("2 18:00"))
    assert said(watch.receive(on("2 11:00", "touched"))) == [("L1", "alert", 1, True)]
    watch.receive(on("3 10:00", "assigned"))
    assert said(watch.advance(at("3 18:00"))) == [("L1", "alert", 1, False)]


def test_a_missed_target_is_taken_back_by_issues_too() -> None:
    """Each with its own."""
    watch = monitor(on_breach=(), target="80% per day", on_missed=[{"review": "joint"}, ALERT])
    watch.receive(START)
    assert said(watch.advance(at("4 00:00"))) == [(None, "review", 1, False), (None, "alert", 1, False)]
    assert said(watch.receive(on("2 11:00", "touched", id="t"))) == [
        (None, "review", 1, True),
        (None, "alert", 1, True),
    ]
    assert said(watch.receive(withdraw("4 00:00", "t"))) == [
        (None, "review", 2, False),
        (None, "alert", 2, False),
    ]
    assert said(watch.receive(on("2 11:00", "touched"))) == [
        (None, "review", 2, True),
        (None, "alert", 2, True),
    ]


def test_an_event_of_the_last_instant_is_in_order() -> None:
    """Of its lead, with a counter that is no lower."""
    watch = monitor(on_start={"assign_task": "call"})
    watch.receive(on("2 10:00", "updated", seq=2))
    assert said(watch.receive(on("2 10:00", "assigned", seq=2))) == [("L1", "assign_task", 1, False)]
    assert said(watch.receive(on("2 10:00", "assigned", seq=1, to="rep7"))) == [
        ("L1", "assign_task", 1, True),
        ("L1", "assign_task", 2, False),
    ]


# -- lateness --------------------------------------------------------------------------------------------------------


def test_lateness_is_a_window() -> None:
    """Or none."""
    with pytest.raises(WindowError):
        monitor(lateness="soon")
    assert monitor(lateness=ls.Window.parse("1 day")) is not None
    with pytest.raises(WindowError) as caught:
        monitor(lateness="close of business")
    assert (
        str(caught.value) == "a close of business is no length of time to look back by: 'close of business'"
    )


def test_what_is_too_late_is_reported_and_not_applied() -> None:
    """A microsecond before the horizon; at it, it repairs."""
    watch = monitor(lateness="1 day")
    watch.receive(START)
    watch.advance(at("3 11:00"))
    assert watch.receive(on(at("2 11:00") - TICK, "touched")) == []
    assert said(watch.receive(on("2 11:00", "touched"))) == [("L1", "alert", 1, True)]
    evaluation = watch.evaluation(at("3 11:00"))
    [anomaly] = evaluation.anomalies
    assert anomaly.why == "it arrived later than the lateness of 1 day allows, and is not applied"
    assert (anomaly.lead, anomaly.at, anomaly.event) == ("L1", at("2 11:00") - TICK, "touched")
    assert [clock.outcome for clock in evaluation.clocks] == ["met"]


def test_before_time_has_passed_nothing_is_too_late() -> None:
    """There is nothing to be late for; nor where no lateness is given."""
    watch = monitor(lateness="1 hour")
    watch.receive(on("3 10:00", "assigned"))
    watch.receive(on("2 10:00", "assigned", lead="L2"))
    assert watch.evaluation(at("3 10:00")).anomalies == ()
    endless = monitor()
    endless.advance(at("2027-01-01 00:00"))
    endless.receive(START)
    assert endless.evaluation(at("2027-01-01 00:00")).anomalies == ()


def test_what_is_compacted_cannot_be_asked_for() -> None:
    """By what the monitor looks back."""
    watch = monitor(lateness="1 day")
    watch.receive(START)
    watch.advance(at("9 00:00"))
    with pytest.raises(EventError, match=r"^`now` is .*, before the 1 day that this monitor looks back$"):
        watch.evaluation(at("8 00:00") - TICK)
    assert [clock.outcome for clock in watch.evaluation(at("8 00:00")).clocks] == ["breached"]


def test_compaction_forgets_old_events_and_their_ids() -> None:
    """And keeps what they did."""
    watch = monitor(lateness="1 day")
    watch.receive_all([on("2 10:00", "assigned", id="1"), on("8 12:00", "updated", id="2")])
    watch.advance(at("9 00:00"))
    data = watch.snapshot()
    assert [event["id"] for event in data["ids"]] == ["2"]
    [lead] = data["leads"]
    assert [event["id"] for event in lead["events"]] == ["2"]
    assert lead["base"]["clocks"][0]["outcome"] == "breached"
    assert data["compacted"] == data["advanced"] - 86_400_000_000


def test_compaction_waits_until_it_is_worth_it() -> None:
    """A quarter of the lateness."""
    watch = monitor(lateness="4 hours")
    watch.receive(START)
    watch.advance(at("2 14:00"))
    assert watch.snapshot()["compacted"] == watch._horizon
    first = watch.snapshot()["compacted"]
    watch.advance(at("2 14:59"))
    assert watch.snapshot()["compacted"] == first
    watch.advance(at("2 15:00"))
    assert watch.snapshot()["compacted"] == first + 3_600_000_000


HOUR = dt.timedelta(hours=1)
HORIZON = at("8 00:00")
#: Instants around the horizon of a monitor that looks back one day and stands at the 9th.
AROUND = [HORIZON + shift for shift in (-HOUR, -TICK, 0 * TICK, TICK, HOUR)]


def around(*events: ls.Event) -> None:
    """Whatever is compacted at the horizon, all instants since have the answers of a replay, and so have late facts."""
    agreement = agree(answer(within="1 day", on_breach={"alert": "manager"}, repeat="each"))
    known = [on("7 20:00", "assigned", id="start"), *events]
    watch = ls.Monitor(agreement, lateness="1 day")
    watch.receive_all(known)
    watch.advance(at("9 00:00"))
    assert watch.snapshot()["compacted"] == watch._horizon
    for look in (*AROUND[2:], HORIZON + 2 * TICK, at("9 00:00")):
        assert watch.evaluation(look) == ls.evaluate(agreement, known, look), look
    for when in AROUND[2:]:
        late = on(when, "touched", id="late", channel="call")
        repaired = ls.Monitor.restore(agreement, watch.snapshot())
        repaired.receive(late)
        assert repaired.evaluation(at("9 00:00")) == ls.evaluate(agreement, [*known, late], at("9 00:00")), (
            when
        )


@pytest.mark.parametrize("touched", AROUND)
@pytest.mark.parametrize("withdrawn", AROUND)
def test_a_touch_and_its_withdrawal_around_the_horizon(touched: dt.datetime, withdrawn: dt.datetime) -> None:
    """In every order, to the microsecond."""
    around(
        on(touched, "touched", id="touch"), ls.Event("L1", withdrawn, "withdrawn", {"id": "touch"}, "gone")
    )


@pytest.mark.parametrize("withdrawn", AROUND)
@pytest.mark.parametrize("restored", AROUND)
def test_a_withdrawal_and_its_own_around_the_horizon(withdrawn: dt.datetime, restored: dt.datetime) -> None:
    """What is withdrawn may be put back."""
    around(
        on("7 21:00", "touched", id="touch"),
        ls.Event("L1", withdrawn, "withdrawn", {"id": "touch"}, "gone"),
        ls.Event("L1", restored, "withdrawn", {"id": "gone"}, "back"),
    )


@pytest.mark.parametrize("withdrawn", AROUND)
def test_a_withdrawal_of_nothing_around_the_horizon(withdrawn: dt.datetime) -> None:
    """It is reported, before and after."""
    around(ls.Event("L1", withdrawn, "withdrawn", {"id": "nothing"}), on("8 12:00", "touched"))


# -- asking ----------------------------------------------------------------------------------------------------------


def test_an_evaluation_moves_nothing_on() -> None:
    """Ahead, back and now."""
    watch = monitor()
    watch.receive_all([START, on("2 11:00", "touched", lead="L1"), on("2 12:00", "assigned", lead="L2")])
    before = watch.snapshot()
    assert [clock.outcome for clock in watch.evaluation(at("3 00:00")).clocks] == ["met", "breached"]
    early = watch.evaluation(at("2 10:30"))
    assert [clock.outcome for clock in early.clocks] == ["open"]
    assert (early.later, early.leads) == (2, ("L1",))
    assert watch.snapshot() == before
    assert watch.agreement is early.agreement


def test_events_after_the_instant_are_counted() -> None:
    """As `evaluate` counts them."""
    events = [START, on("2 11:00", "touched"), on("2 12:00", "updated"), on("2 12:00", "assigned", lead="L2")]
    watch = monitor()
    watch.receive_all(events)
    for now in ("2 10:00", "2 11:00", "2 11:59", "2 12:00"):
        replay = ls.evaluate(watch.agreement, events, at(now))
        assert watch.evaluation(at(now)).later == replay.later
        assert watch.evaluation(at(now)).leads == replay.leads


def test_an_explanation_is_of_what_was_received() -> None:
    """Up to the instant, without what was withdrawn."""
    events = [
        START,
        on("2 10:30", "touched", id="t"),
        withdraw("2 10:40", "t"),
        on("2 11:00", "touched"),
        on("2 11:30", "lost"),
    ]
    watch = monitor()
    watch.receive_all(events)
    for now in ("2 10:00", "2 10:30", "2 10:40", "2 11:00", "2 12:00"):
        replay = ls.evaluate(watch.agreement, events, at(now))
        assert watch.evaluation(at(now)).explain("L1", "answer") == replay.explain("L1", "answer")


def test_an_explanation_goes_on_from_what_was_compacted() -> None:
    """The clock is the one of the evaluation; what was annulled and is gone stays so."""
    watch = monitor(lateness="1 day", repeat="each")
    watch.receive_all(
        [START, on("2 10:30", "touched", id="t"), on("8 23:00", "assigned"), on("9 00:00", "updated")]
    )
    watch.advance(at("9 00:10"))
    evaluation = watch.evaluation(at("9 00:10"))
    assert watch.snapshot()["leads"][0]["base"] is not None
    assert [clock.cycle for clock in evaluation.clocks] == [1, 2]
    assert evaluation.explain("L1", "answer").clock == evaluation.clocks[1]
    repaired = monitor(lateness="1 day")
    repaired.receive_all(
        [START, on("2 10:30", "touched", id="t"), withdraw("2 11:00", "t"), on("9 00:00", "updated")]
    )
    repaired.advance(at("9 00:10"))
    repaired.receive(withdraw("9 00:05", "t"))
    evaluation = repaired.evaluation(at("9 00:10"))
    assert evaluation.anomalies == ()
    assert "withdrawn" not in str([row.event for row in evaluation.explain("L1", "answer").rows])


def test_a_lead_under_watch_has_nothing_yet() -> None:
    """The defaults; two share nothing."""
    one, other = Followed(Lead("L1")), Followed(Lead("L2"))
    assert (one.events, one.base, one.issues, one.extra, one.gone) == ([], None, {}, [], set())
    one.events.append(START)
    one.issues["a"] = 1
    assert (other.events, other.issues) == ([], {})
    assert one != Followed(one.lead, one.events, one.base, one.issues)


def test_a_recycle_begins_a_pass_also_where_no_move_follows_it() -> None:
    """Waking for it is not for nothing: criteria can ask for the pass."""
    clause = answer(on_breach={"recycle": "nurture", "automatic": True})
    watch = Monitor(agree(clause, lifecycle=Lifecycle([Stage("mql"), Stage("nurture")], [])))
    watch.receive(START)
    due = watch.next_due
    assert due is not None
    assert watch.evaluation(due).passes("L1") == 2
    assert watch.evaluation(due - TICK).passes("L1") == 1
