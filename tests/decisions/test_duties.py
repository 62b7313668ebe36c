"""Duties: an action owed within a window is a clock of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.decisions.scenario import OFFICE, TICK, agree, answer, at, evaluate, followed, judge, on, only

import leadsla as ls
from leadsla.clauses import StalledLead

MARCH = ls.Term(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
START = on("2 10:00", "assigned", to="rep7")
COACHING = {"remediate": "coaching", "by": "manager", "within": "4 hours"}


def owing(*actions: Any, **changes: Any) -> ls.Agreement:
    """An agreement whose one clause has such actions on its breach at 12:00."""
    return agree(answer(**({"on_breach": list(actions)} | changes)))


def duty(evaluation: ls.Evaluation) -> ls.Clock:
    """The one duty there is."""
    [clock] = [clock for clock in evaluation.clocks if clock.duty]
    return clock


def test_an_action_within_a_window_is_owed_from_when_it_follows() -> None:
    """Under the id of its clause, with a step of its own; by the party of the role; in the clause's calendar."""
    told = judge(
        owing({"alert": "manager"}, {"review": "manager", "within": "8 business hours"}), [START], "2 18:00"
    )
    owed = duty(told)
    assert (owed.lead, owed.clause, owed.step, owed.owner, owed.assignee) == (
        "L1",
        "answer",
        "on_breach[1]:review",
        "sales",
        None,
    )
    assert (owed.outcome, owed.started, owed.due) == (
        "open",
        at("2 12:00"),
        at("3 14:00"),
    )
    assert owed.duty is not None
    assert owed.duty.deed == "review manager"
    assert [(entry.clock.step, entry.clock.due) for entry in told.worklist()] == [
        (None, at("2 12:00")),
        ("on_breach[1]:review", owed.due),
    ]
    assert followed(told) == [(at("2 12:00"), "alert", "manager"), (at("2 12:00"), "review", "manager")]


def test_an_action_without_a_window_is_not_owed() -> None:
    """It is told, and that is all."""
    told = judge(owing({"review": "manager"}, {"remediate": "coaching"}), [START], "2 18:00")
    assert not only(told).duty


@pytest.mark.parametrize(
    ("action", "by"),
    [
        ({"review": "joint"}, "meeting_held"),
        ({"review": "joint"}, "reviewed"),
        ({"remediate": "coaching"}, "remediated"),
        ({"assign_task": "call back"}, "done"),
        ({"reroute": "director"}, "assigned"),
        ({"recycle": "nurture"}, "recycled"),
        ({"escalate": "manager", "done_by": "resolved"}, "resolved"),
        ({"flag": "variance", "done_by": ["noted", {"event": "updated", "when": "event.noted"}]}, "noted"),
    ],
)
def test_what_settles_it(action: dict[str, Any], by: str) -> None:
    """An event by its verb, or what `done_by` says; no other."""
    agreement = owing(action | {"within": "4 hours"}, void_on=[], repeat="once")
    other = on("2 13:00", "updated")
    told = judge(agreement, [START, other, on("2 14:00", by)], "2 18:00")
    assert (duty(told).outcome, duty(told).done_at) == ("met", at("2 14:00"))


@pytest.mark.parametrize(
    ("action", "owner"),
    [
        ({"review": "joint"}, "both"),
        ({"review": "both"}, "both"),
        ({"review": "marketing"}, "marketing"),
        ({"review": "director"}, "sales"),
        ({"review": "assignee"}, "marketing"),
        ({"remediate": "coaching"}, "marketing"),
        ({"remediate": "coaching", "by": "manager"}, "sales"),
        ({"remediate": "adjust campaigns or budget", "by": "joint"}, "both"),
        ({"assign_task": "call back", "by": "assignee"}, "marketing"),
    ],
)
def test_who_owes_it(action: dict[str, Any], owner: str) -> None:
    """The party of the role that is named; where none is, the owner of the clause."""
    told = evaluate(owing(action | {"within": "4 hours"}, owner="marketing"), [START], "2 13:00")
    assert duty(told).owner == owner


@pytest.mark.parametrize(
    ("action", "assignee"),
    [
        ({"assign_task": "call back"}, "rep9"),
        ({"review": "assignee"}, "rep9"),
        ({"assign_task": "call back", "by": "manager"}, None),
        ({"remediate": "coaching"}, None),
    ],
)
def test_whose_it_is(action: dict[str, Any], assignee: str | None) -> None:
    """A task is the representative's who has the lead when it is due; coaching is not done by the one coached."""
    log = [START, on("2 14:00", "assigned", to="rep9")]
    told = judge(owing(action | {"within": "4 hours"}), log, "2 18:00")
    assert (duty(told).outcome, duty(told).assignee) == ("breached", assignee)


def test_met_exactly_at_its_due_and_breached_a_microsecond_later() -> None:
    """Late it is still owed, and done when it is done; nothing further follows."""
    agreement = owing(COACHING)
    for when, outcome in ((at("2 16:00"), "met"), (at("2 16:00") + TICK, "breached")):
        told = judge(agreement, [START, on(when, "remediated")], "3 09:00")
        assert (duty(told).outcome, duty(told).done_at, duty(told).due) == (outcome, when, at("2 16:00"))
        assert [said.do for said in told.consequences] == ["remediate"]
    assert duty(judge(agreement, [START], "3 09:00")).owed


def test_it_is_of_no_account_in_the_attainment_of_its_clause() -> None:
    """Nor does it settle or void the clock that it follows."""
    agreement = owing(COACHING, target="80% per month")
    [row] = judge(agreement, [START, on("2 13:00", "remediated")], "2 18:00").attainment()
    assert (row.met, row.breached, row.open, row.void) == (0, 1, 0, 0)


@pytest.mark.parametrize("name", ["won", "lost", "disqualified", "recycled", "touched"])
def test_what_becomes_of_the_lead_does_not_void_it(name: str) -> None:
    """Coaching is owed all the same."""
    log = [START, on("2 13:00", name), on("2 15:00", "remediated")]
    told = judge(owing(COACHING), log, "2 18:00")
    assert (duty(told).outcome, duty(told).done_at) == ("met", at("2 15:00"))


def test_a_merge_ends_it() -> None:
    """The lead goes on as another, of which nothing is known here."""
    told = judge(owing(COACHING), [START, on("2 13:00", "merged", into="L2")], "2 18:00")
    assert (duty(told).outcome, duty(told).ended_at) == ("void", at("2 13:00"))


def test_a_retraction_of_its_cause_takes_it_away() -> None:
    """A touch that was logged late was in time after all."""
    agreement = owing(COACHING)
    monitor = ls.Monitor(agreement)
    monitor.receive(START)
    assert [said.do for said in monitor.advance(at("2 13:00"))] == ["remediate"]
    assert duty(monitor.evaluation(at("2 13:00"))).outcome == "open"
    [gone] = monitor.receive(on("2 11:00", "touched"))
    assert gone.retracted
    assert not only(monitor.evaluation(at("2 13:00"))).duty


def test_an_event_does_not_settle_the_duty_that_it_brings_about() -> None:
    """One that is owed on being met, and done by the event that met it, waits for the next such event."""
    task = {"assign_task": "next steps", "within": "1 day", "done_by": "touched"}
    agreement = agree(answer(on_met=task))
    first, second = on("2 11:00", "touched"), on("2 13:00", "touched")
    assert duty(judge(agreement, [START, first], "2 12:00")).outcome == "open"
    told = judge(agreement, [START, first, second], "2 14:00")
    assert (duty(told).started, duty(told).done_at) == (at("2 11:00"), at("2 13:00"))


def test_duties_on_the_start_a_warning_and_a_rung() -> None:
    """Each begins when its consequence comes; a rung that does not come brings none."""
    agreement = agree(
        answer(
            on_start={"assign_task": "follow up", "within": "30 minutes"},
            warn_at="50%",
            on_warning={"assign_task": "remind", "within": "10 minutes"},
            on_breach=[COACHING | {"after": "1 hour"}],
        )
    )
    told = judge(agreement, [START], "2 18:00")
    assert [(clock.step, clock.started, clock.due) for clock in told.clocks[1:]] == [
        ("on_start[0]:assign_task", at("2 10:00"), at("2 10:30")),
        ("on_warning[0]:assign_task", at("2 11:00"), at("2 11:10")),
        ("on_breach[0]:remediate", at("2 13:00"), at("2 17:00")),
    ]
    told = judge(agreement, [START, on("2 12:30", "touched")], "2 18:00")
    assert [clock.step for clock in told.clocks[1:]] == [
        "on_start[0]:assign_task",
        "on_warning[0]:assign_task",
    ]


def test_every_breach_brings_its_own_duty() -> None:
    """They are numbered by themselves, and one remedy settles all that are owed."""
    agreement = owing(COACHING, repeat="each")
    log = [START, on("2 13:00", "touched"), on("2 14:00", "assigned"), on("2 16:30", "remediated")]
    duties = [clock for clock in judge(agreement, log, "2 18:00").clocks if clock.duty]
    assert [(clock.cycle, clock.started, clock.outcome) for clock in duties] == [
        (1, at("2 12:00"), "breached"),
        (2, at("2 16:00"), "met"),
    ]
    assert {clock.done_at for clock in duties} == {at("2 16:30")}


def test_with_a_clock_for_each_value_the_duty_knows_its_own() -> None:
    """Whose answer was late."""
    clause = answer(from_="requested", until="delivered", per="event.content", on_breach=COACHING)
    log = [on("2 10:00", "requested", content="guide"), on("2 10:30", "requested", content="video")]
    told = judge(agree(clause), [*log, on("2 11:00", "delivered", content="guide")], "2 18:00")
    assert (duty(told).value, duty(told).started) == ("video", at("2 12:30"))


def test_the_calendar_is_that_of_the_clock_it_follows() -> None:
    """The lead's own, where the clause counts by the lead's zone."""
    clause = answer(
        within="2 business hours",
        calendar_by={"zone": "source"},
        on_breach={"review": "manager", "within": "1 business hour"},
    )
    log = [on("2 08:00", "updated", source="America/New_York"), on("2 14:00", "assigned")]
    told = judge(agree(clause), log, "3 09:00")  # 14:00 is 9:00 there, and 16:00 is 11:00
    assert (duty(told).started, duty(told).due) == (at("2 16:00"), at("2 17:00"))


def test_it_explains_itself() -> None:
    """By its step: what it follows, when it was due, and who did it."""
    told = evaluate(
        owing(COACHING | {"after": "1 hour"}), [START, on("2 16:00", "remediated", id="e9")], "2 18:00"
    )
    explained = told.explain("L1", "answer", step="on_breach[0]:remediate")
    assert explained.title == "Answer: remediate: coaching"
    assert explained.headline == "met, 1 hour before it was due"
    assert explained.because[0] == (
        "sales is to do this: remediate: coaching by manager, within 4 hours of 1 hour after the breach of `answer`, "
        "done by `remediated` (version 1)"
    )
    assert [(row.what, row.cause) for row in explained.rows if row.what in ("started", "done")] == [
        ("started", "1 hour after the breach of `answer` (cycle 1)"),
        ("done", "remediated (e9) settles it"),
    ]
    assert explained.dues[0].cause == "4 hours from 1 hour after the breach of `answer` (cycle 1)"
    assert told.explain("L1", "answer").clock.step is None
    before = evaluate(owing(COACHING), [START], "2 11:00").explain(
        "L1", "answer", step="on_breach[0]:remediate"
    )
    assert before.headline == "no clock, because the breach of `answer` has not come"
    with pytest.raises(KeyError, match="did you mean 'on_breach\\[0\\]:remediate'"):
        told.explain("L1", "answer", step="on_breach[0]:remediat")


# -- a stalled lead --------------------------------------------------------------------------------------------------

STALLED = StalledLead(
    id="stalled",
    owner="sales",
    from_="accepted",
    within="60 days",
    on_breach=[{"alert": "manager"}, {"recycle": "nurture", "after": "30 days", "automatic": True}],
)
ACCEPTED = [on("2026-01-05 08:00", "created"), on("2026-01-05 09:00", "accepted")]


def test_sixty_days_alert_ninety_days_recycle() -> None:
    """Document 5: a lead that got nowhere for 60 or 90 days goes back."""
    told = judge(agree(STALLED), ACCEPTED, "2026-05-01 00:00")
    assert followed(told) == [
        (at("2026-03-06 09:00"), "alert", "manager"),
        (at("2026-04-05 09:00"), "recycle", "nurture"),
    ]
    assert told.stage("L1") == "nurture"


def test_progress_on_day_75_cancels_the_recycle() -> None:
    """The alert has been given; the lead stays where it has come to."""
    progress = on("2026-03-21 09:00", "advanced", email="a@b.c")
    told = judge(agree(STALLED), [*ACCEPTED, progress], "2026-05-01 00:00")
    assert followed(told) == [(at("2026-03-06 09:00"), "alert", "manager")]
    assert (told.stage("L1"), only(told).done_at) == ("sql", at("2026-03-21 09:00"))


# -- the lead's clock beside the representative's ---------------------------------------------------------------------


def test_speed_to_lead_runs_on_while_each_representative_starts_afresh() -> None:
    """The lead waits since it came; the next has all of the time, and the breach is the first's."""
    speed = answer(id="speed-to-lead", from_="created", within="1 hour")
    response = answer(
        id="representative", within="15 minutes", repeat="restart", on_breach={"reroute": "director"}
    )
    log = [
        on("2 10:00", "created"),
        on("2 10:20", "assigned", to="rep7"),
        on("2 10:36", "assigned", to="rep9"),
        on("2 10:48", "touched", channel="call"),
    ]
    told = judge(agree(speed, response), log, "2 12:00")
    assert [(clock.clause, clock.assignee, clock.outcome, clock.started) for clock in told.clocks] == [
        ("speed-to-lead", None, "met", at("2 10:00")),
        ("representative", "rep7", "breached", at("2 10:20")),
        ("representative", "rep9", "met", at("2 10:36")),
    ]
    assert followed(told) == [(at("2 10:35"), "reroute", "director")]
    assert [clock.counted.total_seconds() / 60 for clock in told.clocks] == [48, 28, 12]


def test_rerouting_before_the_breach_voids_the_first_representatives_clock() -> None:
    """It was taken from him in time; the lead's own clock knows nothing of it."""
    speed = answer(id="speed-to-lead", from_="created", within="20 minutes")
    response = answer(id="representative", within="15 minutes", repeat="restart")
    log = [
        on("2 10:00", "created"),
        on("2 10:05", "assigned", to="rep7"),
        on("2 10:15", "assigned", to="rep9"),
    ]
    told = judge(agree(speed, response), [*log, on("2 10:28", "touched")], "2 12:00")
    assert [(clock.assignee, clock.outcome) for clock in told.clocks] == [
        ("rep9", "breached"),
        ("rep7", "void"),
        ("rep9", "met"),
    ]


# -- what is owed for a period ----------------------------------------------------------------------------------------

REVIEW = {"review": "joint", "within": "2 business days"}


def promised(*on_missed: Any, **changes: Any) -> ls.Agreement:
    """An agreement whose target is missed in the first week of March where no lead is answered."""
    return agree(answer(**({"target": "80% per week", "on_missed": list(on_missed)} | changes)))


def team(when: Any, name: str, **data: Any) -> ls.Event:
    return on(when, name, lead="", **data)


def test_the_review_of_a_missed_target_is_owed_for_the_period() -> None:
    """By both; from the end of the week, in the clause's calendar; until the team has met."""
    agreement = promised({"flag": "variance"}, REVIEW)
    told = judge(agreement, [START, team("9 15:00", "meeting_held")], "12 10:00")
    review = duty(told)
    assert (review.lead, review.period, review.clause, review.step, review.owner) == (
        None,
        "2026-W10",
        "answer",
        "on_missed[1]:review",
        "both",
    )
    # The week ends with Sunday; Monday at nine is the first open instant after it.
    assert (review.started, review.due) == (at("9 00:00"), at("11 09:00"))
    assert (review.outcome, review.done_at) == ("met", at("9 15:00"))
    assert [(said.do, said.lead, said.period) for said in told.consequences] == [
        ("flag", None, "2026-W10"),
        ("review", None, "2026-W10"),
    ]
    assert [row.clause for row in told.attainment()] == ["answer"]


def test_it_is_late_a_microsecond_after_its_due_and_stays_owed() -> None:
    """It stands in the worklist, beside what is owed for leads."""
    agreement = promised(REVIEW)
    for when, outcome in ((at("11 09:00"), "met"), (at("11 09:00") + TICK, "breached")):
        told = judge(agreement, [START, team(when, "reviewed")], "12 10:00")
        assert (duty(told).outcome, duty(told).done_at) == (outcome, when)
    told = judge(agreement, [START], "12 10:00")
    assert (duty(told).outcome, duty(told).breached_at, duty(told).owed) == ("breached", at("11 09:00"), True)
    assert [(entry.clock.lead, entry.clock.step) for entry in told.worklist()] == [
        ("L1", None),
        (None, "on_missed[0]:review"),
    ]


def test_only_the_team_settles_it_and_only_afterwards() -> None:
    """A meeting about a lead is not that of the teams; nor is one before."""
    log = [
        START,
        on("9 15:00", "meeting_held"),
        team("6 10:00", "meeting_held"),
        team("9 00:00", "meeting_held"),
    ]
    assert duty(judge(promised(REVIEW), log, "10 10:00")).outcome == "open"


def test_by_what_and_by_whom_it_is_done_may_be_said() -> None:
    """A remedy by the sales side, when the campaign has been changed."""
    remedy = {
        "remediate": "adjust campaigns or budget",
        "by": "marketing",
        "within": "1 week",
        "done_by": {"event": "changed", "when": 'event.what == "campaign"'},
    }
    log = [START, team("10 10:00", "changed", what="price"), team("11 10:00", "changed", what="campaign")]
    told = judge(promised(remedy), log, "20 10:00")
    assert (duty(told).owner, duty(told).outcome, duty(told).done_at) == ("marketing", "met", at("11 10:00"))


def test_a_retraction_of_the_miss_takes_it_away() -> None:
    """A touch that arrives late keeps the target."""
    agreement = promised(REVIEW)
    monitor = ls.Monitor(agreement)
    monitor.receive(START)
    monitor.advance(at("9 10:00"))
    assert duty(monitor.evaluation(at("9 10:00"))).outcome == "open"
    assert monitor.next_due == at("11 09:00") + TICK
    [gone] = monitor.receive(on("2 11:00", "touched"))
    assert gone.retracted
    assert monitor.next_due is None
    assert not only(monitor.evaluation(at("9 10:00"))).duty


def test_every_missed_period_has_its_own() -> None:
    """One meeting is about all that is owed by then."""
    log = [START, on("10 10:00", "assigned", lead="L2"), team("16 10:00", "meeting_held")]
    told = judge(promised(REVIEW), log, "20 10:00")
    assert [(clock.period, clock.outcome, clock.done_at) for clock in told.clocks if clock.duty] == [
        ("2026-W10", "breached", at("16 10:00")),
        ("2026-W11", "met", at("16 10:00")),
    ]


def test_a_quota_that_is_not_reached_has_its_remedy() -> None:
    """The discrepancy is flagged, a meeting ensues, and a remediation plan may be owed too."""
    quota = ls.Quota(
        id="quota",
        owner="marketing",
        count="created",
        at_least=2,
        per="month",
        on_breach=[
            {"flag": "variance"},
            {"review": "joint", "within": "2 weeks"},
            {"remediate": "remediation plan", "within": "30 days"},
        ],
    )
    log = [on("2 10:00", "created"), team("2026-04-10 10:00", "meeting_held")]
    told = judge(agree(quota), log, "2026-05-01 00:00")
    march = [clock for clock in told.clocks if clock.duty and clock.period == "2026-03"]
    assert [(clock.step, clock.owner, clock.outcome, clock.due) for clock in march] == [
        ("on_breach[1]:review", "both", "met", at("2026-04-15 00:00")),
        ("on_breach[2]:remediate", "marketing", "open", at("2026-05-01 00:00")),
    ]
    assert {clock.started for clock in march} == {at("2026-04-01 00:00")}


def test_each_warning_of_a_period_brings_its_own_duty() -> None:
    """The second of the same step is its second cycle."""
    quota = ls.Quota(
        id="quota", owner="marketing", count="created", at_least=2, per="month", warn_at=["50%", "75%"],
        on_warning=[{"alert": "both"}, {"review": "joint", "within": "1 week"}],
        on_breach={"review": "joint", "within": "1 week"},
    )  # fmt: skip
    told = judge(agree(quota, term=MARCH), [team("17 10:00", "reviewed")], "2026-04-02 10:00")
    assert [
        (clock.step, clock.cycle, clock.started, clock.outcome) for clock in told.clocks if clock.duty
    ] == [
        ("on_warning[1]:review", 1, at("16 12:00"), "met"),
        ("on_warning[1]:review", 2, at("24 06:00"), "breached"),
        ("on_breach[0]:review", 1, at("2026-04-01 00:00"), "open"),
    ]


def test_each_duty_of_a_period_is_done_by_its_own() -> None:
    """Two of one clause; and its calendar is that of the clause."""
    late = ls.BusinessCalendar("UTC", {"mon-fri": ["13:00-17:00"]})
    remedy = {"remediate": "plan", "within": "1 business hour"}
    quota = ls.Quota(
        id="quota", owner="marketing", count="created", at_least=2, per="month", calendar="late",
        on_breach=[{"review": "joint", "within": "1 week"}, remedy],
    )  # fmt: skip
    agreement = agree(quota, term=MARCH, calendars={"office": OFFICE, "late": late})
    for name, outcomes in (("reviewed", ["met", "open"]), ("remediated", ["open", "met"])):
        told = judge(agreement, [team("2026-04-01 13:30", name)], "2026-04-01 13:45")
        assert [clock.outcome for clock in told.clocks if clock.duty] == outcomes
        assert [clock.due for clock in told.clocks if clock.duty] == [
            at("2026-04-08 00:00"),
            at("2026-04-01 14:00"),
        ]


def test_what_is_owed_for_a_period_is_not_done_by_a_stage() -> None:
    """The team has none."""
    with pytest.raises(ls.AgreementError, match="which has no stage to move to"):
        promised(REVIEW | {"done_by": {"enters": "sql"}})


def test_each_duty_is_done_by_its_own() -> None:
    """Two of one clause and one of another; what settles one leaves the others owed."""
    review, task = {"review": "joint", "within": "4 hours"}, {"assign_task": "call back", "within": "4 hours"}
    clauses = (
        answer(id="first", on_breach=[COACHING, review]),
        answer(id="second", on_breach=[task]),
        answer(id="third", until="accepted"),
    )
    steps = {
        "remediated": "on_breach[0]:remediate",
        "reviewed": "on_breach[1]:review",
        "done": "on_breach[0]:assign_task",
    }
    for name, step in steps.items():
        told = judge(agree(*clauses), [START, on("2 14:00", name)], "2 15:00")
        assert [clock.step for clock in told.clocks if clock.duty and clock.outcome == "met"] == [step]
        assert [clock.outcome for clock in told.clocks if not clock.duty] == 3 * ["breached"]


def test_it_counts_in_the_calendar_of_the_clock_that_it_follows() -> None:
    """The office hours of where the lead is: noon in UTC is seven in the morning in New York."""
    agreement = owing(COACHING | {"within": "1 business hour"}, calendar_by={"zone": "source"})
    log = [on("2 10:00", "assigned", to="rep7", source="America/New_York")]
    assert duty(judge(agreement, log, "2 13:00")).due == at("2 15:00")
