"""Late: facts that arrive out of order, and what time may and may not do."""

from __future__ import annotations

import json

import pytest
from tests.decisions.scenario import (
    TICK,
    Host,
    agree,
    answer,
    at,
    evaluate,
    face,
    followed,
    judge,
    on,
    only,
    outcomes_of,
    standing_in,
    withdraw,
)

from leadsla.errors import EventError, WindowError
from leadsla.evaluation.monitor import Monitor

START = on("2 10:00", "assigned", to="a")
ALERT = answer(on_breach=[{"alert": "manager"}, {"escalate": "director", "after": "1 hour"}])


def breached() -> Host:
    """A host that was told of a breach and its rung."""
    host = Host(Monitor(agree(ALERT)))
    host.receive(START)
    host.advance(at("2 14:00"))
    assert len(host.stood) == 2
    return host


def test_older_than_the_last_advance_is_late() -> None:
    """An answer in time that becomes known after the breach retracts what followed from it."""
    host = breached()
    told = host.monitor.receive(on("2 11:00", "touched"))
    assert [(said.retracted, said.do, said.issue) for said in told] == [
        (True, "alert", 1),
        (True, "escalate", 1),
    ]
    assert only(host.monitor.evaluation(at("2 14:00"))).outcome == "met"


def test_older_than_the_leads_last_event_is_late() -> None:
    """Without any `advance`: the later event has let time pass for this lead."""
    monitor = Monitor(agree(ALERT))
    monitor.receive(START)
    told = monitor.receive(on("2 12:30", "noted"))
    assert [(said.do, said.at) for said in told] == [("alert", at("2 12:00"))]
    [retraction] = monitor.receive(on("2 11:00", "touched"))
    assert (retraction.retracted, retraction.id) == (True, told[0].id)


def test_at_the_instant_of_the_last_advance_is_not_late() -> None:
    """`advance(now)` lets happen what is due before `now`; an event at `now` is in order."""
    host = Host(Monitor(agree(ALERT)))
    host.receive(START)
    host.advance(at("2 12:00"))
    host.receive(on("2 12:00", "touched"))
    assert only(host.monitor.evaluation(at("2 13:00"))).outcome == "met"
    assert not host.stood


def test_outcomes_are_final_for_events_in_order() -> None:
    """Whatever comes later, what was settled stays as it is."""
    log = [START, on("2 11:00", "touched"), on("2 11:10", "lost"), on("2 11:20", "assigned"), on("2 11:30", "recycled"),
           on("2 11:40", "won"), on("2 11:50", "merged")]  # fmt: skip
    monitor, seen = Monitor(agree(answer(repeat="each"))), []
    for event in log:
        monitor.receive(event)
        settled = [clock for clock in monitor.evaluation(event.at).clocks if clock.ended_at is not None]
        assert settled[: len(seen)] == seen
        seen = settled
    assert [clock.outcome for clock in seen] == ["met", "void"]


def test_a_withdrawal_revises_an_outcome_by_a_retraction() -> None:
    """The answer that met the clock never was: now it is breached."""
    host = Host(Monitor(agree(answer(on_met={"alert": "director"}, on_breach={"alert": "manager"}))))
    for event in (START, on("2 11:00", "touched", id="t")):
        host.receive(event)
    host.advance(at("2 14:00"))
    told = host.monitor.receive(withdraw("2 14:00", "t"))
    assert [(said.retracted, said.on) for said in told] == [(True, "met"), (False, "breach")]


def test_a_withdrawal_annuls_the_earlier_event_with_that_id() -> None:
    """Both ways, and it is nothing that happened to the lead itself."""
    log = [START, on("2 11:00", "touched", id="t"), withdraw("2 11:30", "t")]
    assert only(judge(agree(ALERT), log, "2 12:30")).outcome == "breached"


def test_a_withdrawal_can_be_withdrawn() -> None:
    """And that one too: the last word counts."""
    log = [
        START,
        on("2 11:00", "touched", id="t"),
        withdraw("2 11:10", "t", id="w1"),
        withdraw("2 11:20", "w1", id="w2"),
    ]
    assert only(judge(agree(ALERT), log, "2 12:30")).outcome == "met"
    log.append(withdraw("2 11:30", "w2", id="w3"))
    told = judge(agree(ALERT), log, "2 12:30")
    assert (only(told).outcome, told.anomalies) == ("breached", ())


def test_a_withdrawal_that_comes_before_its_event_annuls_it_when_it_arrives() -> None:
    """The event is older and only arrives later."""
    host = Host(Monitor(agree(ALERT)))
    for event in (START, withdraw("2 11:30", "t")):
        host.receive(event)
    assert len(host.monitor.evaluation(at("2 11:40")).anomalies) == 1
    host.receive(on("2 11:00", "touched", id="t"))
    told = host.monitor.evaluation(at("2 11:40"))
    assert (only(told).outcome, told.anomalies) == ("open", ())


def test_a_withdrawal_of_nothing_is_reported() -> None:
    """An unknown id, an event that lies later, an event of another lead, no id at all, an id that is no text."""
    for log in (
        [START, withdraw("2 11:00", "x")],
        [START, withdraw("2 11:00", "t"), on("2 11:30", "noted", id="t")],
        [START, withdraw("2 11:00", "t"), on("2 10:30", "noted", "L2", id="t")],
        [START, on("2 11:00", "withdrawn")],
        [START, withdraw("2 11:00", ["t"])],
    ):
        told = judge(agree(ALERT), log, "2 11:40")
        assert [anomaly.event for anomaly in told.anomalies] == ["withdrawn"]


def test_two_withdrawals_of_one_event_are_one() -> None:
    """Of which one may lie before the event, and withdraw nothing."""
    log = [START, on("2 11:00", "touched", id="t"), withdraw("2 11:10", "t"), withdraw("2 11:20", "t")]
    assert judge(agree(ALERT), log, "2 12:30").anomalies == ()
    early = judge(agree(ALERT), [withdraw("2 09:00", "t"), *log[:3]], "2 12:30")
    assert [anomaly.at for anomaly in early.anomalies] == [at("2 09:00")]


def test_the_age_of_a_lead_whose_first_event_was_withdrawn() -> None:
    """It is counted from the first event that stands, and a withdrawal is none."""
    clause = answer(when='age < "30 minutes"')
    log = [on("2 08:00", "created", id="c"), withdraw("2 09:00", "c"), on("2 09:45", "created"), START]
    assert only(judge(agree(clause), log, "2 10:30")).started == at("2 10:00")


def test_a_withdrawal_does_not_take_back_what_time_has_brought() -> None:
    """A later event let time pass for the lead; withdrawn, it did not make that time unhappen."""
    host = Host(Monitor(agree(ALERT)))
    for event in (START, on("2 12:30", "noted", id="n")):
        host.receive(event)
    told = host.monitor.receive(withdraw("2 12:31", "n"))
    assert told == []
    host.advance(at("2 18:00"))
    assert host.stood == standing_in(host.monitor.evaluation(at("2 18:00")))


def test_receive_touches_its_own_lead_only() -> None:
    """What is overdue at other leads waits for `advance`."""
    monitor = Monitor(agree(ALERT))
    monitor.receive(START)
    assert monitor.receive(on("2 15:00", "assigned", "L2")) == []
    assert [said.lead for said in monitor.advance(at("2 15:00"))] == ["L1", "L1"]


def test_events_after_at_are_ignored_and_counted() -> None:
    """In a replay and in a monitor's evaluation of an earlier instant."""
    log = [START, on("2 10:30", "touched"), on("2 12:00", "lost"), on("3 10:00", "assigned", "L2")]
    agreement = agree(ALERT)
    told = evaluate(agreement, log, "2 10:29")
    assert (outcomes_of(told), told.later, told.leads) == (["open"], 3, ("L1",))
    monitor = Monitor(agreement)
    monitor.receive_all(log)
    assert monitor.evaluation(at("2 10:29")) == told
    assert monitor.evaluation(at("2 10:29")).later == 3
    assert evaluate(agreement, log, "2 10:30").later == 2


def test_advance_backwards_does_nothing() -> None:
    """Nor does advancing to the same instant again."""
    host = breached()
    before = host.monitor.snapshot()
    for when in ("2 14:00", "2 13:00", "2 09:00"):
        assert host.monitor.advance(at(when)) == []
    assert host.monitor.snapshot() == before


def test_a_late_event_that_changes_nothing_tells_nothing() -> None:
    """The lead is folded again and found as it was."""
    assert breached().monitor.receive(on("2 11:00", "noted")) == []


def test_a_retraction_that_is_taken_back_is_issued_again() -> None:
    """Retracted by a late answer, issued again when that answer is withdrawn, and so on."""
    host = breached()
    host.receive(on("2 11:00", "touched", id="t"))
    assert not host.stood
    told = host.monitor.receive(withdraw("2 14:30", "t", id="w"))
    assert [(said.do, said.retracted, said.issue) for said in told] == [
        ("alert", False, 2),
        ("escalate", False, 2),
    ]
    host.hear(told)
    told = host.monitor.receive(withdraw("2 14:40", "w"))
    assert [(said.do, said.retracted, said.issue) for said in told] == [
        ("alert", True, 2),
        ("escalate", True, 2),
    ]


def test_a_late_assignment_changes_whose_breach_it_was() -> None:
    """The same consequence for another assignee is retracted and issued anew, under the same id."""
    host = breached()
    told = host.monitor.receive(on("2 11:30", "assigned", to="b"))
    assert [(said.retracted, said.assignee, said.issue) for said in told] == [
        (True, "a", 1),
        (True, "a", 1),
        (False, "b", 2),
        (False, "b", 2),
    ]
    assert {said.id for said in told} == set(host.stood)


# -- lateness --------------------------------------------------------------------------------------------------------


def compacting() -> Monitor:
    """A monitor that looks back two days, at work for a week."""
    monitor = Monitor(agree(answer(repeat="each", on_breach={"alert": "manager"})), lateness="2 days")
    monitor.receive_all(
        [on("2 10:00", "assigned", id="a"), on("2 10:30", "touched", id="t"), on("2 11:00", "assigned", id="b"),
         withdraw("2 11:30", "nothing")]
    )  # fmt: skip
    for day in range(3, 10):
        monitor.advance(at(f"{day} 00:00"))
    return monitor


def test_lateness_compacts_what_is_older_and_reports_later_arrivals() -> None:
    """An arrival older than the lateness is an anomaly and not applied."""
    monitor = compacting()
    before = monitor.evaluation(at("9 00:00")).to_dict()
    assert monitor.receive(on("2 10:10", "touched")) == []
    after = monitor.evaluation(at("9 00:00")).to_dict()
    assert after["clocks"] == before["clocks"]
    assert [anomaly["why"] for anomaly in after["anomalies"] if anomaly not in before["anomalies"]] == [
        "it arrived later than the lateness of 2 days allows, and is not applied"
    ]


def test_an_arrival_within_the_lateness_still_repairs() -> None:
    """Exactly at the horizon it is in time, a microsecond older it is not."""
    for when, applied in ((at("7 00:00"), True), (at("7 00:00") - TICK, False)):
        monitor = compacting()
        monitor.receive(on(when, "touched"))
        told = monitor.evaluation(at("9 00:00"))
        assert (told.clocks[1].done_at == when) is applied


def test_compaction_changes_no_outcome_no_consequence_and_no_anomaly() -> None:
    """What a monitor with lateness says is what one without says, of all that arrived in time; after a repair too."""
    monitor, whole = compacting(), Monitor(agree(answer(repeat="each", on_breach={"alert": "manager"})))
    whole.receive_all(
        [on("2 10:00", "assigned", id="a"), on("2 10:30", "touched", id="t"), on("2 11:00", "assigned", id="b"),
         withdraw("2 11:30", "nothing")]
    )  # fmt: skip
    whole.advance(at("9 00:00"))
    for event in (on("8 10:00", "touched"), on("9 10:00", "assigned"), on("8 12:00", "noted")):
        assert list(map(face, monitor.receive(event))) == list(map(face, whole.receive(event)))
        assert monitor.evaluation(at("9 11:00")) == whole.evaluation(at("9 11:00"))
    assert monitor.snapshot()["leads"][0]["base"] is not None
    again = Monitor.restore(monitor.agreement, json.loads(json.dumps(monitor.snapshot())))
    assert again.evaluation(at("9 11:00")) == whole.evaluation(at("9 11:00"))


def test_a_withdrawal_of_what_was_compacted_is_reported() -> None:
    """It can no longer be applied."""
    monitor = compacting()
    monitor.receive(withdraw("9 00:00", "t"))
    told = monitor.evaluation(at("9 00:00"))
    assert told.clocks[0].outcome == "met"
    assert [anomaly.at for anomaly in told.anomalies] == [at("2 11:30"), at("9 00:00")]


def test_an_evaluation_before_what_was_compacted_is_refused() -> None:
    """It is no longer known how things stood then."""
    with pytest.raises(EventError, match="before the 2 days"):
        compacting().evaluation(at("3 00:00"))


def test_a_lateness_that_is_no_length_is_refused_at_once() -> None:
    """And not by the first `advance`."""
    with pytest.raises(WindowError, match="close of business"):
        Monitor(agree(ALERT), lateness="close of business")


def test_followed_says_the_same_of_a_repaired_lead() -> None:
    """A late answer that comes after the rung leaves the ladder as it was climbed."""
    log = [START, on("2 13:30", "touched"), on("2 14:00", "noted")]
    assert followed(judge(agree(ALERT), log, "2 18:00")) == [
        (at("2 12:00"), "alert", "manager"),
        (at("2 13:00"), "escalate", "director"),
    ]
