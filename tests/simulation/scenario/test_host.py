"""What people in a simulation do, by hand: their hours, whom they take first, what the agreement has them do."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.simulation.scenario.situations import ALWAYS, BEGIN, CADENCE, COUNTED, END, agreement, scenario

from leadsla import Event
from leadsla.simulation.host.simulated import SimulatedRun

NEW_YORK = ZoneInfo("America/New_York")


def campaign(leads: int, at: str, **given: Any) -> dict[str, Any]:
    return {
        "campaigns": [
            {"name": given.pop("name", "fair"), "at": at, "leads": leads, "over": "1 minute", **given}
        ]
    }


def touches(run: SimulatedRun) -> list[Event]:
    return [event for event in run.events if event.name == "touched"]


def test_people_begin_work_in_their_hours_alone_and_finish_what_they_began() -> None:
    run = scenario(work={"handling_minutes": [50], "contact": 0.5}).simulate(agreement(), BEGIN, END, rng=1)
    office = agreement().calendar_named("office")
    assert len(touches(run)) > 50
    assert all(office.is_open(event.at) for event in touches(run))
    late = [one for one in touches(run) if not office.is_open(one.at + dt.timedelta(minutes=50))]
    assert late


def test_night_cover_takes_away_the_waiting_that_is_closed_hours() -> None:
    covered = scenario(representatives=[2, {"name": "night", "hours": ALWAYS}])
    for found, closed in ((scenario(), True), (covered, False)):
        waiting = found.simulate(agreement(), BEGIN, END, rng=7).waiting()
        assert waiting.closed_share is not None
        assert (waiting.closed_share > 0.8) is closed
        assert (waiting.closed_share == 0) is not closed


def test_a_lead_that_comes_at_night_waits_closed_hours_until_somebody_is_there() -> None:
    found = scenario(arrivals=campaign(1, "2026-03-03T20:00"), representatives=1)
    [lead] = found.simulate(agreement(), BEGIN, END, rng=7).leads
    assert lead.came.astimezone(NEW_YORK).hour == 20
    assert lead.first_touch is not None
    assert lead.first_touch.astimezone(NEW_YORK) == dt.datetime(2026, 3, 4, 9, tzinfo=NEW_YORK)
    assert lead.wait_closed_min == lead.wait_min == pytest.approx(13 * 60, abs=1)


def test_a_day_of_absence_and_days_before_the_start_are_days_without_them() -> None:
    people = [
        {"name": "ann", "absent": [{"from": "2026-03-03", "to": "2026-03-04"}, "2026-03-06"]},
        {"name": "bob", "since": "2026-03-04"},
    ]
    run = scenario(representatives=people).simulate(agreement(), BEGIN, END, rng=7)
    days = {
        name: sorted({event.at.astimezone(NEW_YORK).day for event in touches(run) if event.actor == name})
        for name in ("ann", "bob")
    }
    assert days == {"ann": [2, 5], "bob": [4, 5, 6]}


def test_who_is_new_works_slower_by_the_month() -> None:
    people = {"name": "ann", "since": "2026-02-15", "ramp": {1: 0.25, 2: "50%"}, "hours": ALWAYS}
    run = scenario(representatives=people, work={"handling_minutes": [10]}).simulate(
        agreement(), BEGIN, END, rng=7
    )
    assert {event.data["minutes"] for event in touches(run)} == {20.0}
    later = dt.datetime(2026, 4, 1, 4, tzinfo=dt.UTC)
    run = scenario(representatives=people, work={"handling_minutes": [10]}).simulate(
        agreement(), later, later + dt.timedelta(days=3), rng=7
    )
    assert {event.data["minutes"] for event in touches(run)} == {10.0}


def test_several_leads_at_once_are_as_good_as_several_people() -> None:
    work = {"handling_minutes": 30}
    one, two = (
        scenario(representatives={"hours": ALWAYS, **people}, work=work).simulate(
            agreement(), BEGIN, END, rng=7
        )
        for people in ({"capacity": 3}, {"number": 3})
    )
    assert [lead.first_touch for lead in one.leads] == [lead.first_touch for lead in two.leads]


@pytest.mark.parametrize(("order", "first"), [("first_come", 0), ("newest_first", -1)])
def test_who_waits_is_taken_in_the_order_that_is_said(order: str, first: int) -> None:
    found = scenario(
        arrivals=campaign(5, "2026-03-03T08:00"),
        representatives=1,
        routing={"order": order},
        work={"handling_minutes": [10]},
    )
    run = found.simulate(agreement(), BEGIN, END, rng=7)
    taken = [event.lead for event in touches(run)]
    came = [lead.lead for lead in run.leads]
    assert taken == (came if first == 0 else came[::-1])


def test_the_highest_score_is_taken_first() -> None:
    found = scenario(
        arrivals=campaign(6, "2026-03-03T08:00", fields={"score": {"uniform": {"scale": 100}}}),
        representatives=1,
        routing={"order": "by_score"},
    )
    run = found.simulate(agreement(), BEGIN, END, rng=7)
    scores = {event.lead: event.data["score"] for event in run.events if event.name == "created"}
    taken = [scores[event.lead] for event in touches(run)]
    assert taken == sorted(taken, reverse=True)


@pytest.mark.parametrize("to", ["pool", "round_robin", "least_busy"])
def test_a_lead_is_worked_by_somebody_with_its_skill(to: str) -> None:
    found = scenario(
        arrivals={"per_hour": 3, "fields": {"region": {"choices": {"emea": 3, "apac": 1}}}},
        representatives=[{"name": "ann", "skills": ["emea"]}, {"name": "bob", "skills": ["emea", "apac"]}],
        routing={"to": to, "skill": "region"},
    )
    run = found.simulate(agreement(), BEGIN, END, rng=7)
    region = {event.lead: event.data["region"] for event in run.events if event.name == "created"}
    by = Counter((event.actor, region[event.lead]) for event in touches(run))
    assert by["ann", "apac"] == 0
    assert min(by["ann", "emea"], by["bob", "emea"], by["bob", "apac"]) > 0


def test_each_in_turn_gets_as_many_and_works_their_own() -> None:
    run = scenario(representatives=["ann", "bob"], routing={"to": "round_robin"}).simulate(
        agreement(), BEGIN, END, rng=7
    )
    given = {event.lead: event.data["to"] for event in run.events if event.name == "assigned"}
    turns = [event.data["to"] for event in run.events if event.name == "assigned"]
    assert turns == [("ann", "bob")[place % 2] for place in range(len(turns))]
    assert all(event.actor == given[event.lead] for event in touches(run))


def test_an_assignment_that_takes_its_time_is_its_own_part_of_the_wait() -> None:
    found = scenario(
        arrivals=campaign(1, "2026-03-03T10:00"),
        routing={"delay_minutes": [45]},
        work={"handling_minutes": 5},
    )
    [lead] = found.simulate(agreement(), BEGIN, END, rng=7).leads
    assert (lead.wait_routing_min, lead.wait_closed_min, lead.wait_queue_min) == (45, 0, 0)


# -- what the agreement asks for ---------------------------------------------------------------------------------------


def test_a_plan_is_worked_step_by_step_at_its_times() -> None:
    found = scenario(
        arrivals=campaign(1, "2026-03-03T10:00"),
        representatives=1,
        work={"handling_minutes": [10], "contact": 0},
    )
    run = found.simulate(agreement("", CADENCE), BEGIN, END, rng=7)
    told = [
        (event.at.astimezone(NEW_YORK).strftime("%a %H:%M"), event.data["channel"], event.data.get("content"))
        for event in touches(run)
    ]
    assert told == [
        ("Tue 10:00", "call", None),
        ("Tue 10:10", "voicemail", None),
        ("Tue 10:20", "email", None),
        ("Wed 09:00", "call", "offer"),
        ("Thu 09:00", "call", "offer"),
    ]
    assert Counter(clock.outcome for clock in run.evaluation.clocks) == {"met": 5}


def test_a_plan_ends_with_the_contact_and_so_does_the_work() -> None:
    found = scenario(
        arrivals=campaign(1, "2026-03-03T10:00"), work={"handling_minutes": [10], "contact": [0, 0, 1]}
    )
    run = found.simulate(agreement("", CADENCE), BEGIN, END, rng=7)
    # A voicemail reaches nobody and is an attempt all the same.
    assert [(event.data["channel"], event.data["outcome"]) for event in touches(run)] == [
        ("call", "no_answer"), ("voicemail", "no_answer"), ("email", "connected"),
    ]  # fmt: skip


def test_chances_by_channel_count_the_attempts_on_each() -> None:
    work = {"handling_minutes": [10], "contact": {"call": [0, 1], "email": 0}}
    found = scenario(arrivals=campaign(20, "2026-03-03T10:00"), representatives=9, work=work)
    run = found.simulate(agreement("", CADENCE), BEGIN, END, rng=7)
    for _, log in groupby(sorted(touches(run), key=lambda event: event.lead), lambda event: event.lead):
        assert [(event.data["channel"], event.data["outcome"] == "connected") for event in log] == [
            ("call", False), ("voicemail", False), ("email", False), ("call", True),
        ]  # fmt: skip


def test_so_many_touches_as_are_promised_are_made_one_of_each_channel_at_a_time() -> None:
    found = scenario(
        arrivals=campaign(1, "2026-03-03T10:00"),
        work={"handling_minutes": [10], "contact": 0, "again_after_hours": 3, "channel": "email"},
    )
    run = found.simulate(agreement("", COUNTED), BEGIN, END, rng=7)
    told = [
        (event.at.astimezone(NEW_YORK).strftime("%a %H:%M"), event.data["channel"]) for event in touches(run)
    ]
    assert told == [("Tue 10:00", "call"), ("Tue 10:10", "email"), ("Tue 13:20", "call")]
    assert {clock.outcome for clock in run.evaluation.clocks} == {"met"}


def test_touches_that_never_count_for_a_step_are_not_made_again_and_again() -> None:
    terms = CADENCE.replace(
        "ends_on:", "settled_by: {event: touched, when: 'event.minutes >= 30'}\n    ends_on:"
    )
    found = scenario(arrivals=campaign(1, "2026-03-03T10:00"), work={"handling_minutes": [10], "contact": 0})
    run = found.simulate(agreement("", terms), BEGIN, END, rng=7)
    told = [
        (event.at.astimezone(NEW_YORK).strftime("%a %H:%M"), event.data["channel"]) for event in touches(run)
    ]
    assert told == [("Tue 10:00", "call"), ("Wed 09:00", "call"), ("Thu 09:00", "call")]


def test_steps_that_ask_for_the_same_follow_each_other() -> None:
    terms = """  - id: plan
    kind: cadence
    owner: sales
    from: assigned
    steps: [{id: one, do: {call: 1}}, {id: two, after: one, do: {call: 1}}, {id: three, after: two, do: {call: 2}}]
"""
    found = scenario(arrivals=campaign(1, "2026-03-03T10:00"), work={"handling_minutes": [10], "contact": 0})
    run = found.simulate(agreement("", terms), BEGIN, END, rng=7)
    assert [event.at.astimezone(NEW_YORK).minute for event in touches(run)] == [0, 10, 20, 30]
    assert Counter(clock.outcome for clock in run.evaluation.clocks) == {"met": 4}


def test_where_the_agreement_asks_for_nothing_a_lead_is_tried_until_it_is_reached() -> None:
    work = {"handling_minutes": [10], "contact": [0, 0, 1], "again_after_hours": 2, "most_attempts": 5}
    found = scenario(arrivals=campaign(1, "2026-03-03T10:00"), work=work)
    assert len(touches(found.simulate(agreement(), BEGIN, END, rng=7))) == 3
    found = scenario(arrivals=campaign(1, "2026-03-03T10:00"), work={**work, "contact": 0})
    told = [
        event.at.astimezone(NEW_YORK).strftime("%a %H:%M")
        for event in touches(found.simulate(agreement(), BEGIN, END, rng=7))
    ]
    assert told == ["Tue 10:00", "Tue 12:10", "Tue 14:20", "Tue 16:30", "Wed 09:00"]


def test_a_lead_without_patience_is_not_reached_after_it() -> None:
    found = scenario(
        arrivals=campaign(40, "2026-03-03T09:00"),
        representatives=1,
        work={"handling_minutes": [10], "patience_hours": [2]},
    )
    run = found.simulate(agreement(), BEGIN, END, rng=7)
    reached = [lead.wait_min <= 120 for lead in run.leads if lead.reached is not None]
    assert 5 < len(reached) < 20
    assert all(reached)


# -- what follows ------------------------------------------------------------------------------------------------------


def test_a_breach_hands_the_lead_to_the_next_at_once() -> None:
    found = scenario(
        arrivals=campaign(3, "2026-03-03T10:00"),
        representatives=[{"name": "ann", "absent": "2026-03-03"}, {"name": "bob"}],
        routing={"to": "round_robin"},
    )
    run = found.simulate(agreement("{reroute: next_rep}"), BEGIN, END, rng=7)
    moved = [event for event in run.events if event.name == "assigned"][3:]
    assert [event.data["to"] for event in moved] == ["bob", "bob"]
    clocks = {clock.lead: clock for clock in run.evaluation.clocks}
    for event in moved:
        assert event.at == clocks[event.lead].breached_at + dt.timedelta(microseconds=1)
    assert {event.actor for event in touches(run)} == {"bob"}
    kept = scenario(
        arrivals=campaign(3, "2026-03-03T10:00"),
        representatives=[{"name": "ann", "absent": "2026-03-03"}, {"name": "bob"}],
        routing={"to": "round_robin", "acts_on": "recycle"},
    ).simulate(agreement("{reroute: next_rep}"), BEGIN, END, rng=7)
    assert {event.actor for event in touches(kept)} == {"ann", "bob"}


@pytest.mark.parametrize("automatic", [True, False])
def test_a_recycled_lead_is_not_worked_and_may_come_back(automatic: bool) -> None:
    breach = "{recycle: recycled, automatic: true}" if automatic else "{recycle: recycled}"
    given = {
        "arrivals": campaign(2, "2026-03-03T10:00"),
        "representatives": {"name": "ann", "absent": "2026-03-03"},
    }
    run = scenario(**given).simulate(agreement(breach), BEGIN, END, rng=7)
    assert not touches(run)
    assert {lead.state for lead in run.leads} == {"recycled"}
    assert [run.evaluation.passes(lead.lead) for lead in run.leads] == [2, 2]
    assert Counter(event.name for event in run.events)["recycled"] == (0 if automatic else 2)
    assert all(lead.wait_min == pytest.approx(30, abs=0.1) for lead in run.leads)
    back = scenario(**given, returning={"probability": 1, "after_hours": [24]}).simulate(
        agreement(breach), BEGIN, END, rng=7
    )
    assert Counter(event.name for event in back.events)["assigned"] == 4
    assert len(touches(back)) == 2


def test_leads_are_accepted_rejected_qualified_and_won_by_their_chances() -> None:
    found = scenario(
        arrivals={"per_hour": {"mon-fri": 30}},
        representatives={"number": 20, "hours": ALWAYS},
        work={"handling_minutes": [1]},
        acceptance={"probability": 0.8, "reasons": {"no_budget": 3, "duplicate": 1}},
        qualification={"probability": 0.5, "after_hours": [1]},
        deal={"probability": 0.25, "after_hours": [1], "amount": 1000},
    )
    run = found.simulate(agreement(), BEGIN, END, rng=7)
    names = Counter(event.name for event in run.events)
    assert names["accepted"] / names["created"] == pytest.approx(0.8, abs=0.03)
    assert names["advanced"] / names["accepted"] == pytest.approx(0.5, abs=0.03)
    assert names["won"] / names["advanced"] == pytest.approx(0.25, abs=0.03)
    reasons = Counter(event.data["reason"] for event in run.events if event.name == "rejected")
    assert reasons["no_budget"] / names["rejected"] == pytest.approx(0.75, abs=0.05)
    assert run.metrics()["amount"] == 1000 * names["won"] == 1000 * (run.metrics()["won"] or 0)


def test_the_frame_has_a_row_for_each_lead_those_that_wait_too() -> None:
    run = scenario(arrivals={"per_hour": 20}, representatives=1).simulate(agreement(), BEGIN, END, rng=7)
    frame = run.to_frame("polars")
    assert frame.columns[:5] == ["lead", "source", "came", "assigned", "first_touch"]
    censored = frame.filter(frame["censored"])
    assert len(censored) == run.waiting().censored > 0
    assert censored["first_touch"].null_count() == len(censored)
    assert len(frame) == run.to_dict()["leads"] == run.waiting().leads
    assert "not touched" in repr(run)
    assert "<script" not in run._repr_html_()


def test_nobody_comes_and_all_is_none() -> None:
    begin = dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC)
    found = scenario(arrivals={"per_hour": {"mon": 1}}, representatives={"hours": ALWAYS})
    run = found.simulate(agreement(), begin, begin + dt.timedelta(hours=3), rng=7)
    assert (run.events, len(run.leads), run.metrics()["mean_wait_min"]) == ((), 0, None)
    assert run.waiting().queue_share is None
