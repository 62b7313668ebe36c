"""`evaluate`, and all that can be said of its result."""

from __future__ import annotations

import datetime as dt
import gc
import json
from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, answer, at, on, withdraw

import leadsla as ls
from leadsla.clauses import Quota
from leadsla.errors import EventError, MoveError, TimeError, UnknownError
from leadsla.evaluation.collector import collector_paused
from leadsla.evaluation.evaluation import Evaluation, when_and_whose

ALERT = {"alert": "manager"}


def start(when: str = "2 10:00", lead: str = "L1", **data: Any) -> ls.Event:
    return on(when, "assigned", lead=lead, **data)


def judged(*events: ls.Event, now: str = "2 11:00", **changes: Any) -> Evaluation:
    return ls.evaluate(agree(answer(**changes)), events, at(now))


# -- judging ---------------------------------------------------------------------------------------------------------


def test_an_empty_log_has_nothing_to_say() -> None:
    """Of no lead."""
    empty = judged()
    assert (empty.clocks, empty.consequences, empty.anomalies, empty.leads) == ((), (), (), ())
    assert (empty.attainment(), empty.worklist(), empty.later, empty.duplicates) == ((), (), 0, 0)


def test_the_agreement_and_the_instant_are_those_given() -> None:
    """In UTC."""
    agreement = agree(answer())
    zoned = at("2 11:00").astimezone(dt.timezone(dt.timedelta(hours=5)))
    evaluation = ls.evaluate(agreement, [], zoned)
    assert evaluation.agreement is agreement
    assert evaluation.at == at("2 11:00")
    assert evaluation.at.tzinfo is dt.UTC


@pytest.mark.parametrize("now", [dt.datetime(2026, 3, 2), None, "2026-03-02", float("nan"), 5])
def test_what_is_no_instant_is_refused(now: Any) -> None:
    """By the name of the argument."""
    with pytest.raises(TimeError, match=r"^`at` is "):
        ls.evaluate(agree(answer()), [], now)


def test_what_is_no_event_is_refused() -> None:
    """And the collector of cycles runs again."""
    with pytest.raises(EventError):
        ls.evaluate(agree(answer()), ["event"], at("2 11:00"))  # type: ignore[list-item]
    assert gc.isenabled()


def test_strict_refuses_what_no_move_allows() -> None:
    """By lead, instant and reason; as a rule it is an anomaly."""
    events = [on("2 09:00", "created"), on("2 10:00", "won")]
    with pytest.raises(MoveError) as caught:
        ls.evaluate(agree(answer()), events, at("2 11:00"), strict=True)
    assert str(caught.value) == (
        "lead 'L1' at 2026-03-02 10:00:00+00:00: "
        "no move for `won` in stage `mql` (to `customer`: it leads from `sql`)"
    )
    [anomaly] = ls.evaluate(agree(answer()), events, at("2 11:00")).anomalies
    assert (anomaly.lead, anomaly.at, anomaly.event) == ("L1", at("2 10:00"), "won")


def test_automatic_recycles_are_applied_unless_it_is_said() -> None:
    """At the deadline."""
    clause = answer(on_breach={"recycle": "nurture", "automatic": True})
    events = [on("2 09:00", "created"), start()]
    for given, stage in (({}, "nurture"), ({"automatic": True}, "nurture"), ({"automatic": False}, "mql")):
        assert ls.evaluate(agree(clause), events, at("2 13:00"), **given).stage("L1") == stage


def test_what_is_later_and_what_was_there_before_is_counted() -> None:
    """And has no other effect; an event at the instant counts."""
    again = [start(id="1"), start(id="1"), on("2 11:00", "touched"), on(at("2 11:00") + TICK, "lost")]
    evaluation = judged(*again)
    assert (evaluation.later, evaluation.duplicates) == (1, 1)
    assert [clock.outcome for clock in evaluation.clocks] == ["met"]


def test_leads_are_sorted_and_know_their_stage() -> None:
    """A lead that is not in the log has none."""
    evaluation = judged(on("2 09:00", "created", lead="L2"), start(lead="L10"), start(lead="L1"))
    assert evaluation.leads == ("L1", "L10", "L2")
    assert [clock.lead for clock in evaluation.clocks] == ["L1", "L10"]
    assert (evaluation.stage("L2"), evaluation.stage("L1")) == ("mql", None)
    with pytest.raises(KeyError):
        evaluation.stage("L3")


def test_all_is_worked_out_once() -> None:
    """And kept."""
    evaluation = judged(start())
    assert evaluation.clocks is evaluation.clocks
    assert evaluation.consequences is evaluation.consequences
    assert evaluation.anomalies is evaluation.anomalies


def test_consequences_are_sorted_by_instant_then_by_lead() -> None:
    """Missed targets among them; those of one lead and instant as they came about."""
    evaluation = judged(
        start("2 10:00", "L2"),
        start("2 10:00", "L1"),
        start("2 09:00", "L3"),
        now="3 12:00",
        on_breach=[{"reroute": "manager"}, ALERT],
        target="80% per day",
        on_missed={"review": "joint"},
    )
    assert [(said.at, said.lead, said.do) for said in evaluation.consequences] == [
        (at("2 11:00"), "L3", "reroute"),
        (at("2 11:00"), "L3", "alert"),
        (at("2 12:00"), "L1", "reroute"),
        (at("2 12:00"), "L1", "alert"),
        (at("2 12:00"), "L2", "reroute"),
        (at("2 12:00"), "L2", "alert"),
        (at("3 00:00"), None, "review"),
    ]
    assert [when_and_whose(said) for said in evaluation.consequences[-2:]] == [
        (at("2 12:00"), "L2"),
        (at("3 00:00"), ""),
    ]


def test_a_missed_target_is_told_after_its_period_only() -> None:
    """Not at its end."""
    given: dict[str, Any] = {"target": "80% per day", "on_missed": {"review": "joint"}}
    assert judged(start(), now="3 00:00", **given).consequences == ()
    after = ls.evaluate(agree(answer(**given)), [start()], at("3 00:00") + TICK)
    assert [said.do for said in after.consequences] == ["review"]


def test_anomalies_are_sorted_by_instant_then_by_lead() -> None:
    """Those of the log among them."""
    evaluation = judged(
        on("2 10:00", "won", lead="L2"),
        on("2 10:00", "won", lead="L1"),
        on("2 09:00", "won", lead="L3", id="1"),
        on("2 09:30", "lost", lead="L4", id="1"),
    )
    assert [(said.at, said.lead, said.event) for said in evaluation.anomalies] == [
        (at("2 09:00"), "L3", "won"),
        (at("2 09:30"), "L4", "lost"),
        (at("2 10:00"), "L1", "won"),
        (at("2 10:00"), "L2", "won"),
    ]


def test_withdrawals_of_nothing_are_anomalies() -> None:
    """And what was withdrawn has not happened."""
    events = [
        start(id="1"),
        on("2 10:10", "withdrawn", id="w"),
        ls.Event("L1", at("2 10:20"), "withdrawn", {"id": "1"}),
    ]
    evaluation = judged(*events)
    assert evaluation.clocks == ()
    assert ["withdraws None" in said.why for said in evaluation.anomalies] == [True]


# -- attainment ------------------------------------------------------------------------------------------------------


def test_all_that_is_wrong_is_reported() -> None:
    """Every contradiction and every withdrawal of nothing, of each lead."""
    events = [
        on("2 10:00", "assigned", id="1"),
        on("2 10:01", "touched", id="1"),
        on("2 10:02", "accepted", id="1"),
        withdraw("2 10:03", "x"),
        withdraw("2 10:04", "y", lead="L2"),
    ]
    evaluation = judged(*events)
    assert [(anomaly.lead, anomaly.event) for anomaly in evaluation.anomalies] == [
        ("L1", "touched"),
        ("L1", "accepted"),
        ("L1", "withdrawn"),
        ("L2", "withdrawn"),
    ]
    watch = ls.Monitor(evaluation.agreement)
    watch.receive_all(events)
    assert watch.evaluation(evaluation.at).anomalies == evaluation.anomalies


def test_attainment_counts_clocks_by_clause_and_period() -> None:
    """In the agreement's order, then by period; a month where there is no target."""
    clauses = [answer(id="z", target="80% per day"), answer(id="a", within="3 hours")]
    events = [
        start("3 10:00", "L1"),
        start("2 10:00", "L2"),
        on("2 10:30", "touched", lead="L2"),
        start("2 10:00", "L3"),
        on("2 10:30", "lost", lead="L3"),
        start("2 10:00", "L4"),
    ]
    rows = ls.evaluate(agree(*clauses), events, at("3 11:00")).attainment()
    assert [(row.clause, row.period, row.met, row.breached, row.open, row.void) for row in rows] == [
        ("z", "2026-03-02", 1, 1, 0, 1),
        ("z", "2026-03-03", 0, 0, 1, 0),
        ("a", "2026-03", 1, 1, 1, 1),
    ]
    assert [(row.target is None, row.ended, row.by) for row in rows] == [
        (False, True, None),
        (False, False, None),
        (True, False, None),
    ]
    assert [row.status for row in rows] == ["missed", "undecided", None]


def test_a_period_has_ended_at_its_end() -> None:
    """Not a microsecond before."""
    for now, ended in ((at("3 00:00"), True), (at("3 00:00") - TICK, False)):
        [row] = ls.evaluate(agree(answer(target="80% per day")), [start()], now).attainment()
        assert row.ended is ended


def test_attainment_is_of_the_dates_of_the_agreement_s_zone() -> None:
    """The night of the 3rd in UTC is the evening of the 2nd in New York."""
    agreement = agree(answer(target="80% per day"), timezone="America/New_York")
    rows = ls.evaluate(agreement, [start("3 04:59"), start("3 05:00", lead="L2")], at("4 00:00")).attainment()
    assert [row.period for row in rows] == ["2026-03-02", "2026-03-03"]


def test_attainment_by_an_attribute() -> None:
    """A row for each value, as text."""
    evaluation = judged(
        start(to="b", lead="L1"), start(to="a", lead="L2"), start(lead="L3"), start(to="a", lead="L4")
    )
    assert [(row.by, row.open) for row in evaluation.attainment(by="assignee")] == [
        ("None", 1),
        ("a", 2),
        ("b", 1),
    ]
    assert [(row.by, row.open) for row in evaluation.attainment(by="cycle")] == [("1", 4)]
    with pytest.raises(AttributeError):
        evaluation.attainment(by="colour")


# -- the worklist ----------------------------------------------------------------------------------------------------


def test_the_worklist_is_what_is_owed_soonest_due_first() -> None:
    """Then by lead, then by clause; late ones are owed too."""
    clauses = [answer(id="b"), answer(id="a"), answer(id="late", within="10 minutes")]
    events = [
        start(lead="L2"),
        start(lead="L1"),
        start("2 09:30", lead="L3"),
        start(lead="L4"),
        on("2 10:01", "lost", lead="L4"),
    ]
    work = ls.evaluate(agree(*clauses), events, at("2 11:00")).worklist()
    assert [(owed.clock.lead, owed.clock.clause) for owed in work] == [
        ("L3", "late"),
        ("L1", "late"),
        ("L2", "late"),
        ("L3", "a"),
        ("L3", "b"),
        ("L1", "a"),
        ("L1", "b"),
        ("L2", "a"),
        ("L2", "b"),
    ]
    assert all(owed.clock.owed for owed in work)


def test_what_is_owed_for_a_period_comes_before_leads_that_are_due_with_it() -> None:
    """Also where nothing follows from it."""
    quota = Quota(id="z", owner="marketing", count={"enters": "mql"}, per="month", at_least=3)
    march = ls.Term(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    agreement = agree(answer(within="1 day"), quota, term=march)
    found = ls.evaluate(agreement, [start("31 00:00")], at("31 12:00")).worklist()
    assert [(owed.clock.lead, owed.clock.due, owed.next) for owed in found] == [
        (None, at("2026-04-01 00:00"), None),
        ("L1", at("2026-04-01 00:00"), None),
    ]


def test_how_much_is_used_and_left() -> None:
    """In the window's basis; more than all and less than nothing when it is late."""
    for now, used, left in (("2 10:30", 0.25, 90), ("2 12:00", 1.0, 0), ("2 13:00", 1.5, -60)):
        [owed] = judged(start(), now=now).worklist()
        assert (owed.used, owed.left) == (used, dt.timedelta(minutes=left))
    [owed] = judged(start(), now="2 14:00", within="4 business hours").worklist()
    assert (owed.used, owed.left) == (0.75, dt.timedelta(hours=1))


def test_what_was_paused_is_not_used() -> None:
    """And is left."""
    events = [start(), on("2 11:00", "updated", waiting=True)]
    [owed] = judged(*events, now="2 14:00", pause_while="waiting").worklist()
    assert (owed.used, owed.left, owed.clock.due) == (0.5, dt.timedelta(hours=1), at("2 15:00"))


def test_what_is_due_at_once_is_used_up() -> None:
    """There is no window to have a share of."""
    clause = ls.RequiredInformation(id="info", owner="marketing", at="assigned", fields=["email"])
    for now, used in ((at("2 10:00"), 0.0), (at("2 10:00") + TICK, 1.0)):
        [owed] = ls.evaluate(agree(clause), [start()], now).worklist()
        assert owed.used == used


def test_what_follows_next() -> None:
    """The soonest that is to come, whether the clock is open or late; nothing where nothing is."""
    ladder = [{"escalate": "director", "after": "2 hours"}, {"reroute": "manager", "after": "1 hour"}]
    for now, when, do in (
        ("2 11:00", "2 13:00", "reroute"),
        ("2 12:30", "2 13:00", "reroute"),
        ("2 13:30", "2 14:00", "escalate"),
    ):
        [owed] = judged(start(), now=now, on_breach=ladder).worklist()
        assert owed.next is not None
        assert (owed.next[0], owed.next[1].do) == (at(when), do)
    [owed] = judged(start(), now="2 14:30", on_breach=ladder).worklist()
    assert owed.next is None
    [owed] = judged(start(), on_breach=[*ladder, ALERT]).worklist()
    assert owed.next == (at("2 12:00"), ls.Action.of(ALERT))
    [owed] = judged(start()).worklist()
    assert owed.next is None
    once = ls.BusinessCalendar("UTC", {}, exceptions={"2026-03-02": ["09:00-17:00"]})
    never = answer(on_breach={"escalate": "director", "after": "1 business day"})
    for now in ("2 11:00", "2 13:00"):
        [owed] = ls.evaluate(agree(never, calendars={"office": once}), [start()], at(now)).worklist()
        assert owed.next is None


# -- as data ---------------------------------------------------------------------------------------------------------


def test_the_json_of_an_evaluation() -> None:
    """Its keys in their order, each a list of what it is made of; JSON can carry it."""
    evaluation = judged(
        start(), on("2 10:10", "won"), now="2 13:00", on_breach=ALERT, void_on="merged", target="80% per day"
    )
    data = evaluation.to_dict()
    assert list(data) == ["agreement", "version", "at", "clocks", "attainment", "consequences", "anomalies"]
    assert (data["agreement"], data["version"], data["at"]) == ("decisions", "1", "2026-03-02T13:00:00Z")
    assert data["clocks"] == [clock.to_dict() for clock in evaluation.clocks]
    assert data["attainment"] == [row.to_dict() for row in evaluation.attainment()]
    assert data["consequences"] == [said.to_dict() for said in evaluation.consequences]
    assert data["anomalies"] == [said.to_dict() for said in evaluation.anomalies]
    assert [len(data[key]) for key in ("clocks", "attainment", "consequences", "anomalies")] == [1, 1, 1, 1]
    assert json.loads(json.dumps(data)) == data


def test_evaluations_are_equal_by_what_they_say() -> None:
    """And cannot be a key."""
    one = judged(start())
    assert one == judged(start())
    assert one != judged(start(), now="2 11:01")
    assert one != one.to_dict()
    with pytest.raises(TypeError):
        hash(one)


def test_an_evaluation_prints_its_counts() -> None:
    """Leads, clocks, late, open and at risk."""
    events = [
        start(lead="L1"),
        start("2 08:00", lead="L2"),
        start("2 09:20", lead="L3"),
        on("2 09:00", "created", lead="L4"),
    ]
    assert repr(judged(*events)) == (
        "<Evaluation decisions 1 at 2026-03-02T11:00:00Z: 4 leads, 3 clocks, 1 late, 2 open, 1 at risk>"
    )
    many = [on("2 09:00", "created", lead=str(number)) for number in range(1000)]
    assert "1,000 leads, 0 clocks" in repr(judged(*many))


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_a_frame_of_the_clocks(backend: str) -> None:
    """A row for each, a column for each thing that its JSON has."""
    pytest.importorskip(backend)
    evaluation = judged(start(), start(lead="L2"))
    frame = evaluation.to_frame(backend)
    columns = list(frame.columns) if backend != "pyarrow" else frame.column_names
    assert columns == list(evaluation.clocks[0].to_dict())
    assert len(frame) == 2
    if backend == "pandas":
        assert list(frame["lead"]) == ["L1", "L2"]
        assert list(frame["counted_s"]) == [3600.0, 3600.0]
        assert type(judged(start()).to_frame()) is type(frame)


def test_explaining_what_there_is_not() -> None:
    """By what was asked for."""
    evaluation = judged(start())
    with pytest.raises(UnknownError, match=r"^there is no lead 'L2'"):
        evaluation.explain("L2", "answer")
    with pytest.raises(UnknownError, match="anwser"):
        evaluation.explain("L1", "anwser")
    assert evaluation.explain("L1", "answer") is not None


def test_explaining_one_of_several_cycles() -> None:
    """The last, unless it is said."""
    events = [start("2 08:00"), on("2 08:30", "touched"), start("2 10:00")]
    evaluation = judged(*events, repeat="each")
    assert [clock.started for clock in evaluation.clocks] == [at("2 08:00"), at("2 10:00")]
    assert evaluation.explain("L1", "answer").clock == evaluation.clocks[1]
    for cycle in (1, 2):
        assert evaluation.explain("L1", "answer", cycle).clock == evaluation.clocks[cycle - 1]
        assert evaluation.explain("L1", "answer", cycle=cycle).clock == evaluation.clocks[cycle - 1]


@pytest.mark.parametrize("automatic", [True, False])
def test_explaining_judges_as_the_evaluation_did(automatic: bool) -> None:
    """With the recycles of the engine, or without."""
    back = answer(id="back", within="1 hour", on_breach={"recycle": "nurture", "automatic": True})
    events = [on("2 09:00", "created"), start()]
    evaluation = ls.evaluate(agree(back, answer()), events, at("2 11:30"), automatic=automatic)
    clock = evaluation.explain("L1", "answer").clock
    assert clock == evaluation.clocks[1]
    assert clock.outcome == ("void" if automatic else "open")
    watch = ls.Monitor(agree(back, answer()), automatic=automatic)
    watch.receive_all(events)
    assert watch.evaluation(at("2 11:30")).explain("L1", "answer").clock == clock


def test_the_collector_runs_on_as_it_did() -> None:
    """Whether it ran before or not, and whatever happens in between."""
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
