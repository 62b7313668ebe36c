"""Which version's terms a clock keeps, and what an amendment does to the clocks that run: by hand, around one midnight.

Version 2 comes into force at the first instant of 10 March 2026, a Tuesday (E), unless a test says otherwise.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest
from tests.decisions.scenario import TICK, agree, answer, at, evaluate, followed, judge, on, only, outcomes_of

import leadsla as ls
from leadsla.calendars import Change
from leadsla.clauses import (
    Cadence,
    MinimumEffort,
    MinimumOpenTime,
    MinimumTouches,
    Quota,
    RequiredInformation,
)
from leadsla.clauses.quota_table import QuotaTable
from leadsla.lifecycle import Lifecycle, Move, Stage

DAY = dt.date(2026, 3, 10)
E = "10 00:00"
BEFORE = at(E) - TICK


def two(*clauses: Any, first: Any = None, day: dt.date = DAY, **given: Any) -> ls.Agreement:
    """Version 1 with an answer in two hours (or `first`), and version 2 with other clauses."""
    before = agree(*(answer(),) if first is None else first)
    return before.amended("2", effective=day, state="agreed", clauses=clauses, **given)


def terms(told: ls.Evaluation) -> list[tuple[str, str, dt.datetime]]:
    """(version, outcome, due) of the clocks in the order in which they started."""
    return [(clock.version, clock.outcome, clock.due) for clock in told.clocks]


# -- which version --------------------------------------------------------------------------------------------------


def test_a_clock_keeps_the_terms_of_the_version_in_force_when_it_started() -> None:
    """Before the day by the old window, from its first instant on by the new one."""
    agreement = two(answer(within="1 hour"))
    for when, version, due in (("9 23:00", "1", "10 01:00"), (BEFORE, "1", None), (E, "2", "10 01:00")):
        told = judge(agreement, [on(when, "assigned")], "12 00:00")
        start = at(when) if isinstance(when, str) else when
        expected = start + dt.timedelta(hours=2) if due is None else at(due)
        assert terms(told) == [(version, "breached", expected)]


def test_the_day_begins_in_the_zone_of_the_version() -> None:
    """At midnight in New York, also on the date on which its clocks go forward."""
    agreement = two(answer(within="1 hour"), day=dt.date(2026, 3, 8), timezone="America/New_York")
    told = judge(agreement, [on("8 04:59:59", "assigned"), on("8 05:00", "assigned", "L2")], "9 00:00")
    assert terms(told) == [("1", "breached", at("8 06:59:59")), ("2", "breached", at("8 06:00"))]


def test_what_settles_a_clock_is_what_its_own_version_says() -> None:
    """The old clock is settled by what settled it, although the new version asks for something else."""
    agreement = two(answer(until="accepted"))
    events = [on("9 23:00", "assigned"), on("10 00:30", "accepted"), on("10 00:50", "touched")]
    told = judge(
        agreement, [*events, on("10 00:40", "assigned", "L2"), on("10 00:45", "accepted", "L2")], "11 00:00"
    )
    assert [(c.version, c.outcome, c.done_at) for c in told.clocks] == [
        ("1", "met", at("10 00:50")), ("2", "met", at("10 00:45")),
    ]  # fmt: skip


def test_once_holds_across_an_amendment() -> None:
    """`repeat: once` is once a pass, whatever the version; `each` waits for the clock of the version before."""
    once = two(answer())
    events = [on("9 12:00", "assigned"), on("9 13:00", "touched"), on("10 09:00", "assigned")]
    assert outcomes_of(judge(once, events, "11 00:00")) == ["met"]
    each = two(answer(repeat="each"), first=[answer(repeat="each", within="30 hours")])
    events = [
        on("9 12:00", "assigned"),
        on("10 09:00", "assigned"),
        on("10 10:00", "touched"),
        on("10 11:00", "assigned"),
    ]
    told = judge(each, events, "12 00:00")
    assert [(c.version, c.cycle, c.outcome) for c in told.clocks] == [("1", 1, "met"), ("2", 2, "breached")]


def test_a_restart_of_a_new_version_voids_the_clock_of_the_old_one() -> None:
    """A new start resets the running clock, under the new terms."""
    agreement = two(answer(repeat="restart", within="1 hour"), first=[answer(within="30 hours")])
    told = judge(agreement, [on("9 12:00", "assigned"), on("10 09:00", "assigned")], "12 00:00")
    assert [(c.version, c.cycle, c.outcome) for c in told.clocks] == [("1", 1, "void"), ("2", 2, "breached")]


def test_clauses_that_come_and_go() -> None:
    """A clause that is no more starts no clock, and those that run finish; a new one starts from the day on."""
    agreement = two(answer(id="new"), first=[answer(id="old")])
    events = [on("9 23:00", "assigned"), on("10 09:00", "assigned", "L2")]
    told = judge(agreement, events, "11 00:00")
    assert [(c.clause, c.version, c.outcome, c.due) for c in told.clocks] == [
        ("old", "1", "breached", at("10 01:00")), ("new", "2", "breached", at("10 11:00")),
    ]  # fmt: skip


def test_moves_and_fields_follow_the_version_at_the_event() -> None:
    """What moves the lead, what is an anomaly and what a field holds are matters of the day of the event."""
    funnel = Lifecycle(
        [Stage("mql"), Stage("sal")], [Move("created", "mql"), Move("handed_over", "sal", "mql")]
    )
    agreement = two(
        answer(from_={"enters": "sal"}), first=[answer(from_={"enters": "sal"})], lifecycle=funnel,
        fields={"score": "text", "email": "text"},
    )  # fmt: skip
    events = [
        on("9 09:00", "created", score="7"), on("9 10:00", "handed_over"), on("9 11:00", "accepted"),
        on("9 09:00", "created", "L2"), on("10 10:00", "accepted", "L2"), on("10 11:00", "handed_over", "L2"),
        on("10 12:00", "updated", "L2", score="high"),
    ]  # fmt: skip
    told = judge(agreement, events, "11 00:00")
    assert [(c.lead, c.version, c.started) for c in told.clocks] == [
        ("L1", "1", at("9 11:00")), ("L2", "2", at("10 11:00")),
    ]  # fmt: skip
    assert told.anomalies == ()
    assert (told.stage("L1"), told.stage("L2")) == ("sal", "sal")


def test_a_field_of_another_type_is_read_anew() -> None:
    """A criterion of the new version sees the old value as its own type; what cannot be read is missing."""
    new = [answer(when='score == "7"', id="seven"), answer(when="source > 3", id="three")]
    agreement = two(*new, fields={"score": "text", "source": "number", "email": "text"})
    created = [
        on("9 09:00", "created", score=7, source="5"),
        on("9 09:00", "created", "L2", score=8, source="web"),
    ]
    told = judge(
        agreement, [*created, on("10 09:00", "assigned"), on("10 09:00", "assigned", "L2")], "11 00:00"
    )
    assert [(c.lead, c.clause) for c in told.clocks] == [("L1", "seven"), ("L1", "three")]


def test_what_is_looked_back_on_is_remembered_from_before() -> None:
    """A criterion of the new version counts what happened under the old one."""
    agreement = two(answer(when='count("pricing_page", within="14 days") >= 2'))
    events = [on("8 09:00", "pricing_page"), on("9 09:00", "pricing_page"), on("10 09:00", "assigned")]
    assert outcomes_of(judge(agreement, events, "11 00:00")) == ["breached"]


def test_three_versions_and_one_that_was_withdrawn() -> None:
    """Each clock names its own; what was withdrawn or only proposed was never in force."""
    one = agree(answer(within="3 hours"))
    gone = one.amended("2", effective=DAY, state="withdrawn", clauses=[answer(within="1 minute")])
    three = gone.amended(
        "3", effective=dt.date(2026, 3, 12), state="agreed", clauses=[answer(within="2 hours")]
    )
    four = three.amended(
        "4", effective=dt.date(2026, 3, 14), state="agreed", clauses=[answer(within="1 hour")]
    )
    five = four.amended("5", effective=dt.date(2026, 3, 15), clauses=[answer(within="2 minutes")])
    events = [on(f"{day} 09:00", "assigned", f"L{day}") for day in (11, 12, 13, 14, 15)]
    told = judge(five, events, "16 00:00")
    assert [(c.version, (c.due - c.started).seconds // 3600) for c in told.clocks] == [
        ("1", 3), ("3", 2), ("3", 2), ("4", 1), ("4", 1),
    ]  # fmt: skip
    assert told.to_dict()["version"] == "4"
    assert ls.evaluate(five, events, at("11 10:00")).to_dict()["version"] == "1"


def test_between_two_terms_no_clock_starts_and_those_that_run_finish() -> None:
    """A term that ended, and one that has not begun."""
    first = agree(answer(within="30 hours"), term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 3, 9)))
    later = ls.Term(dt.date(2026, 3, 12), dt.date(2026, 12, 31))
    agreement = first.amended("2", effective=later.from_, state="agreed", term=later)
    events = [on("9 12:00", "assigned"), on("10 09:00", "assigned", "L2"), on("12 09:00", "assigned", "L3")]
    told = judge(agreement, [*events, on("10 14:00", "touched")], "14 00:00")
    assert [(c.lead, c.version, c.outcome) for c in told.clocks] == [
        ("L1", "1", "met"),
        ("L3", "2", "breached"),
    ]
    assert told.to_dict()["version"] == "2"


def test_a_single_version_that_is_only_proposed_starts_no_clock() -> None:
    """It can be tried as if it were in force."""
    agreement = agree(answer(), state="proposed")
    assert (
        judge(agreement, [on("9 12:00", "assigned"), on("9 12:00", "created", "L2")], "11 00:00").clocks == ()
    )
    told = ls.evaluate(agreement, [on("9 12:00", "assigned")], at("11 00:00"), as_if="1")
    assert outcomes_of(told) == ["breached"]


# -- rescored -------------------------------------------------------------------------------------------------------


def rescored(*clauses: Any, first: Any = None, **given: Any) -> ls.Agreement:
    return two(*clauses, first=first, running_clocks={clause.id: "rescore" for clause in clauses}, **given)


LONG = answer(within="30 hours")


def test_a_rescored_clock_carries_the_time_that_has_counted() -> None:
    """The new window is laid from the start; from its day on the clock names the new version."""
    agreement = rescored(answer(within="20 hours"), first=[LONG])
    event = on("9 12:00", "assigned")
    assert terms(judge(agreement, [event], BEFORE)) == [("1", "open", at("10 18:00"))]
    assert terms(judge(agreement, [event], E)) == [("2", "open", at("10 08:00"))]
    assert terms(judge(agreement, [event], "12 00:00")) == [("2", "breached", at("10 08:00"))]
    assert only(judge(agreement, [event, on("10 08:00", "touched")], "12 00:00")).outcome == "met"


def test_what_would_have_been_due_before_is_breached_as_the_version_comes_into_force() -> None:
    """No consequence is dated before its cause; an answer at that instant is late."""
    agreement = rescored(answer(within="2 hours", on_breach={"alert": "manager"}), first=[LONG])
    told = judge(agreement, [on("9 12:00", "assigned"), on(E, "touched")], "12 00:00")
    clock = only(told)
    assert (clock.due, clock.breached_at, clock.done_at) == (at("9 14:00"), at(E), at(E))
    assert followed(told) == [(at(E), "alert", "manager")]


def test_what_is_due_just_as_the_version_comes_into_force_can_still_be_met() -> None:
    """Exactly at the due is in time."""
    agreement = rescored(answer(within="12 hours"), first=[LONG])
    events = [on("9 12:00", "assigned"), on(E, "touched")]
    assert only(judge(agreement, events, "12 00:00")).outcome == "met"
    assert only(judge(agreement, events[:1], "12 00:00")).breached_at == at(E)


def test_an_overdue_clock_is_not_touched() -> None:
    """It is owed as it was, and its ladder is that of its own version."""
    first = answer(on_breach=[{"alert": "manager"}, {"escalate": "director", "after": "20 hours"}])
    agreement = rescored(answer(within="30 hours"), first=[first])
    told = judge(agreement, [on("9 12:00", "assigned")], "12 00:00")
    assert terms(told) == [("1", "breached", at("9 14:00"))]
    assert followed(told) == [(at("9 14:00"), "alert", "manager"), (at("10 10:00"), "escalate", "director")]


def test_a_paused_clock_stays_paused_and_carries_its_pause() -> None:
    """Ten hours counted, four paused before the day and nine after it: the new window has six hours left."""
    waits = {"pause_while": "waiting"}
    agreement = rescored(answer(within="16 hours", **waits), first=[answer(within="30 hours", **waits)])
    events = [on("9 10:00", "assigned"), on("9 20:00", "updated", waiting=True)]
    paused = only(judge(agreement, events, "10 05:00"))
    assert (paused.version, paused.paused, paused.counted) == ("2", True, dt.timedelta(hours=10))
    told = judge(agreement, [*events, on("10 09:00", "updated", waiting=False)], "12 00:00")
    assert terms(told) == [("2", "breached", at("10 15:00"))]


def test_a_pause_that_the_new_version_does_not_know_ends_with_it() -> None:
    """And one that only the new version knows begins."""
    waits = {"pause_while": "waiting"}
    ends = rescored(answer(within="16 hours"), first=[answer(within="30 hours", **waits)])
    events = [on("9 10:00", "assigned"), on("9 20:00", "updated", waiting=True)]
    assert terms(judge(ends, events, "12 00:00")) == [("2", "breached", at("10 06:00"))]
    begins = rescored(answer(within="16 hours", **waits), first=[LONG])
    told = judge(begins, [*events, on("10 09:00", "updated", waiting=False)], "12 00:00")
    assert terms(told) == [("2", "breached", at("10 11:00"))]


def test_other_hours_count_only_what_is_left() -> None:
    """Of six hours four had counted by five o'clock, so two are left from seven on; where seven had, it is over."""
    early = ls.BusinessCalendar("UTC", {"mon-fri": ["07:00-11:00"]})
    agreement = rescored(
        answer(within="6 business hours"),
        first=[answer(within="8 business hours")],
        calendars={"office": early},
    )
    told = judge(agreement, [on("9 09:00", "assigned"), on("9 13:00", "assigned", "L2")], "10 08:00")
    assert [(clock.due, clock.counted) for clock in told.clocks] == [
        (at("9 16:00"), dt.timedelta(hours=8)), (at("10 09:00"), dt.timedelta(hours=5)),
    ]  # fmt: skip


def test_a_window_in_days_is_laid_from_the_start() -> None:
    """By the dates of the new version, not by what has counted."""
    agreement = rescored(answer(within="2 business days"), first=[answer(within="4 business days")])
    told = judge(agreement, [on("9 10:00", "assigned")], "10 12:00")
    assert terms(told) == [("2", "open", at("11 10:00"))]


def test_warnings_are_known_by_their_number() -> None:
    """One that was given is not given again, and one that would have been before is given as the version comes."""
    first = answer(within="20 hours", warn_at=["25%", "90%"], on_warning={"alert": "manager"})
    again = answer(within="40 hours", warn_at=["50%", "90%"], on_warning={"alert": "director"})
    told = judge(rescored(again, first=[first]), [on("9 12:00", "assigned")], "12 00:00")
    assert followed(told) == [(at("9 17:00"), "alert", "manager"), (at("11 00:00"), "alert", "director")]
    sooner = answer(within="20 hours", warn_at=["25%", "50%"], on_warning={"alert": "director"})
    told = judge(rescored(sooner, first=[first]), [on("9 12:00", "assigned")], "12 00:00")
    assert followed(told) == [(at("9 17:00"), "alert", "manager"), (at(E), "alert", "director")]


def test_what_followed_before_is_what_the_old_version_said() -> None:
    """A start is told once, in the words of the version under which it started."""
    first = answer(within="30 hours", on_start=[{"alert": "manager"}])
    again = answer(within="20 hours", on_start=[], on_breach={"alert": "director"})
    told = judge(rescored(again, first=[first]), [on("9 12:00", "assigned")], "12 00:00")
    assert followed(told) == [(at("9 12:00"), "alert", "manager"), (at("10 08:00"), "alert", "director")]


def test_the_segment_is_chosen_anew_for_the_lead_as_it_is() -> None:
    """Where none holds, or the clause is not for the lead any more, the clock keeps its terms."""
    segments = [{"when": 'source == "web"', "is": "20 hours"}, {"when": 'source == "fair"', "is": "25 hours"}]
    agreement = rescored(answer(within=segments, when="score > 5"), first=[LONG])
    created = {"L1": ("web", 9), "L2": ("fair", 9), "L3": ("phone", 9), "L4": ("web", 1)}
    events = [
        on("9 12:00", name, lead, source=source, score=score)
        for lead, (source, score) in created.items()
        for name in ("created", "assigned")
    ]
    assert [(v, due) for v, _, due in terms(judge(agreement, events, "12 00:00"))] == [
        ("2", at("10 08:00")), ("2", at("10 13:00")), ("1", at("10 18:00")), ("1", at("10 18:00")),
    ]  # fmt: skip


def test_what_has_been_counted_goes_on_counting() -> None:
    """Touches and minutes are carried; where they are enough by the new terms, it is done."""
    touches: dict[str, Any] = {"id": "touches", "owner": "sales", "from_": "assigned", "within": "2 days"}
    effort: dict[str, Any] = {"id": "effort", "owner": "sales", "from_": "assigned", "within": "2 days"}
    info: dict[str, Any] = {"id": "info", "owner": "sales", "at": "assigned", "within": "2 days"}
    agreement = rescored(
        MinimumTouches(touches={"any": 2}, **touches), MinimumEffort(minutes=30, **effort),
        RequiredInformation(fields=["email"], **info),
        first=[
            MinimumTouches(touches={"any": 3}, **touches), MinimumEffort(minutes=40, **effort),
            RequiredInformation(fields=["email", "phone"], **info),
        ],
    )  # fmt: skip
    start = [on("9 09:00", "assigned", email="a@b.c"), on("9 10:00", "touched", minutes=20)]
    more = [on("9 11:00", "touched", minutes=15), on("10 09:00", "touched")]
    told = judge(agreement, [*start, *more], "12 00:00")
    assert [(c.clause, c.outcome, c.done_at) for c in told.clocks] == [
        ("touches", "met", at(E)), ("effort", "met", at(E)), ("info", "met", at(E)),
    ]  # fmt: skip
    told = judge(agreement, [*start, on("10 09:00", "touched", minutes=10)], "12 00:00")
    assert [(c.clause, c.done_at) for c in told.clocks][:2] == [
        ("touches", at("10 09:00")),
        ("effort", at("10 09:00")),
    ]


def test_an_inverse_clock_whose_time_has_passed_is_met() -> None:
    """It lasted long enough by the new terms."""
    keep: dict[str, Any] = {"id": "open", "owner": "sales", "from_": "assigned", "ends": "recycled"}
    agreement = rescored(
        MinimumOpenTime(not_before="6 hours", **keep), first=[MinimumOpenTime(not_before="2 days", **keep)]
    )
    clock = only(judge(agreement, [on("9 12:00", "assigned"), on("10 01:00", "recycled")], "13 00:00"))
    assert (clock.outcome, clock.done_at, clock.version) == ("met", at(E), "2")


def test_rescored_twice_by_other_hours_each_time() -> None:
    """Each version counts what was left when it came."""
    first = agree(answer(within="20 hours"))
    second = first.amended(
        "2",
        effective=DAY,
        state="agreed",
        clauses=[answer(within="24 business hours")],
        running_clocks={"answer": "rescore"},
    )
    third = second.amended(
        "3", effective=dt.date(2026, 3, 11), state="agreed", clauses=[answer(within="21 hours")],
        running_clocks={"answer": "rescore"},
    )  # fmt: skip
    told = judge(third, [on("9 12:00", "assigned")], "12 00:00")
    # Twelve hours by the watch, seven of business, and two more by the watch.
    assert terms(told) == [("3", "breached", at("11 02:00"))]


# -- restarted ------------------------------------------------------------------------------------------------------


def restarted(*clauses: Any, first: Any = None, **given: Any) -> ls.Agreement:
    return two(*clauses, first=first, running_clocks={clause.id: "restart" for clause in clauses}, **given)


def test_a_restarted_clock_begins_anew() -> None:
    """The old one is void, and the next cycle starts at that instant with all that follows a start."""
    agreement = restarted(answer(within="1 hour", on_start={"alert": "manager"}), first=[LONG])
    told = judge(agreement, [on("9 12:00", "assigned", to="rep7"), on("10 00:30", "touched")], "12 00:00")
    assert [(c.version, c.cycle, c.outcome, c.started, c.ended_at) for c in told.clocks] == [
        ("1", 1, "void", at("9 12:00"), at(E)), ("2", 2, "met", at(E), at("10 00:30")),
    ]  # fmt: skip
    assert told.clocks[1].assignee == "rep7"
    assert followed(told) == [(at(E), "alert", "manager")]


def test_what_does_not_apply_is_not_restarted() -> None:
    """The clause is not for this lead, or is met already: the clock goes on."""
    agreement = restarted(answer(within="1 hour", when="score > 5"), first=[LONG])
    told = judge(
        agreement, [on("9 12:00", "assigned", score=3), on("9 12:00", "assigned", "L2", score=8)], "12 00:00"
    )
    assert [(c.lead, c.version, c.outcome) for c in told.clocks] == [
        ("L1", "1", "breached"), ("L2", "1", "void"), ("L2", "2", "breached"),
    ]  # fmt: skip
    assert (
        only(judge(agreement, [on("9 12:00", "assigned"), on("9 13:00", "touched")], "12 00:00")).outcome
        == "met"
    )


def test_each_value_of_per_is_restarted_by_itself() -> None:
    """A clock for each value goes on as a clock for that value."""
    per = {"per": "event.content", "until": {"event": "delivered"}}
    agreement = restarted(answer(within="1 hour", **per), first=[answer(within="30 hours", **per)])
    events = [on("9 12:00", "assigned", content=content) for content in ("a", "b")]
    told = judge(agreement, [*events, on("10 00:30", "delivered", content="b")], "12 00:00")
    assert [(c.value, c.version, c.cycle, c.outcome) for c in told.clocks] == [
        ("a", "1", 1, "void"), ("b", "1", 2, "void"), ("a", "2", 3, "breached"), ("b", "2", 4, "met"),
    ]  # fmt: skip


def test_a_clause_of_another_kind_takes_over() -> None:
    """A plan in place of a clock."""
    plan = Cadence(
        id="answer",
        owner="sales",
        from_="assigned",
        steps=[{"id": "call", "do": {"call": 1}, "within": "1 hour"}],
    )
    told = judge(restarted(plan, first=[LONG]), [on("9 12:00", "assigned")], "12 00:00")
    assert [(c.version, c.step, c.outcome, c.due) for c in told.clocks] == [
        ("1", None, "void", at("10 18:00")), ("2", "call", "breached", at("10 01:00")),
    ]  # fmt: skip


# -- plans and duties -----------------------------------------------------------------------------------------------


def plan(call: str, mail: str) -> Cadence:
    steps = [
        {"id": "call", "do": {"call": 1}, "within": call},
        {"id": "mail", "after": "call", "do": {"email": 1}, "within": mail},
        {"id": "again", "days": [4], "do": {"call": 1}},
    ]
    return Cadence(
        id="plan", owner="sales", from_="assigned", day_basis="calendar", steps=steps, ends_on="replied"
    )


def test_a_plan_is_kept_to_its_end() -> None:
    """Its steps open on the days and by the windows of the version under which it began."""
    agreement = two(plan("1 hour", "1 minute"), first=[plan("20 hours", "3 hours")])
    events = [on("9 12:00", "assigned"), on("10 06:00", "touched", channel="call")]
    told = judge(agreement, events, "13 00:00")
    assert [(c.version, c.step, c.outcome, c.due) for c in told.clocks] == [
        ("1", "call", "met", at("10 08:00")), ("1", "mail", "breached", at("10 09:00")),
        ("1", "again", "breached", at("12 17:00")),
    ]  # fmt: skip


def test_a_plan_is_restarted() -> None:
    """The open step is void, what was to come does not, and the new plan has its day 1 on that day."""
    agreement = two(
        plan("1 hour", "1 minute"), first=[plan("20 hours", "3 hours")], running_clocks={"plan": "restart"}
    )
    told = judge(agreement, [on("9 12:00", "assigned")], "14 00:00")
    assert [(c.version, c.cycle, c.step, c.outcome, c.due) for c in told.clocks] == [
        ("1", 1, "call", "void", at("10 08:00")), ("2", 2, "call", "breached", at("10 01:00")),
        ("2", 2, "again", "breached", at("13 17:00")),
    ]  # fmt: skip
    assert [(one.version, one.outcome) for one in told.plans] == [("1", "void"), ("2", "breached")]


def test_what_is_owed_after_a_breach_stays_owed_as_it_was() -> None:
    """A duty keeps the terms under which it followed, whatever becomes of its clause."""
    coach = {"remediate": "coaching", "within": "2 days", "done_by": "coached", "by": "manager"}
    agreement = restarted(answer(within="1 hour"), first=[answer(on_breach=coach)])
    told = judge(agreement, [on("9 12:00", "assigned"), on("10 12:00", "coached")], "14 00:00")
    assert [(c.version, c.step, c.outcome) for c in told.clocks] == [
        ("1", None, "breached"), ("1", "on_breach[0]:remediate", "met"),
    ]  # fmt: skip


def test_late_events_around_the_day() -> None:
    """An answer that was recorded late takes the restarted clock back."""
    agreement = restarted(answer(within="1 hour", on_start={"alert": "manager"}), first=[LONG])
    events = [on("9 12:00", "assigned"), on("9 13:00", "touched"), on("10 09:00", "created")]
    told = judge(agreement, events, "12 00:00")
    assert terms(told) == [("1", "met", at("10 18:00"))]
    assert followed(told) == []


# -- periods --------------------------------------------------------------------------------------------------------


def quota(number: int, per: str = "quarter", **more: Any) -> Quota:
    given: dict[str, Any] = {
        "id": "leads",
        "owner": "marketing",
        "count": "created",
        "on_breach": {"alert": "manager"},
    }
    return Quota(at_least=number, per=per, **(given | more))


def test_a_period_keeps_the_version_in_force_when_it_began() -> None:
    """The quarter runs to its end under its terms, and the next begins under the new ones."""
    agreement = two(quota(1), first=[quota(2)])
    told = judge(agreement, [on("9 12:00", "created"), on("12 12:00", "created", "L2")], "2026-07-02 00:00")
    assert [(c.period, c.version, c.outcome) for c in told.clocks] == [
        ("2026-Q1", "1", "met"), ("2026-Q2", "2", "breached"), ("2026-Q3", "2", "open"),
    ]  # fmt: skip


def test_a_promise_on_periods_that_is_new_begins_with_its_version() -> None:
    """Its first period is clipped to the day, as at the beginning of a term."""
    agreement = two(answer(), quota(1))
    told = judge(agreement, [on("9 12:00", "created")], "2026-04-02 00:00")
    [first, second] = [clock for clock in told.clocks if clock.clause == "leads"]
    assert (first.period, first.started, first.outcome) == ("2026-Q1", at(E), "breached")
    assert second.outcome == "open"


def test_other_periods_begin_where_the_last_old_one_ends() -> None:
    """Quarters become months with the second quarter."""
    agreement = two(quota(1, "month"), first=[quota(1)])
    told = judge(agreement, [], "2026-05-02 00:00")
    assert [(c.period, c.version) for c in told.clocks] == [
        ("2026-Q1", "1"),
        ("2026-04", "2"),
        ("2026-05", "2"),
    ]


def test_two_periods_of_one_name_are_two() -> None:
    """The term ended within the year, and the next one began later in it: each part owes what its version says."""
    first = agree(quota(1, "year"), term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 3, 5)))
    term = ls.Term(dt.date(2026, 3, 10), dt.date(2026, 12, 31))
    told = judge(first.amended("2", effective=DAY, state="agreed", term=term), [], "2027-01-02 00:00")
    assert [(c.period, c.version, c.due) for c in told.clocks] == [
        ("2026", "1", at("6 00:00")), ("2026", "2", at("2027-01-01 00:00")),
    ]  # fmt: skip
    assert len({said.id for said in told.consequences}) == 2


def test_attainment_counts_the_clocks_of_all_versions() -> None:
    """March began under the first version, so its target holds for March, whichever version its clocks are of."""
    first = answer(target="50% per month", on_missed={"review": "joint"})
    agreement = two(attrs.evolve(first, target="100% per month", on_missed=()), first=[first])
    events = [on(f"{day} 09:00", "assigned", f"L{day}") for day in (5, 12, 31)]
    told = judge(agreement, [*events, on("31 10:00", "touched", "L31")], "2026-05-01 00:00")
    [row] = told.attainment()
    assert (row.period, row.met, row.breached, str(row.target), row.status) == (
        "2026-03",
        1,
        2,
        "50%",
        "missed",
    )
    assert [said.period for said in told.consequences] == ["2026-03"]
    april = judge(agreement, [on("2026-04-05 09:00", "assigned")], "2026-05-01 00:00")
    assert [(row.period, str(row.target)) for row in april.attainment()] == [("2026-04", "100%")]
    assert april.consequences == ()


def test_a_target_that_is_to_come_does_not_hold_yet() -> None:
    """Not before its version is in force, and never for a period that was over by then."""
    agreement = two(answer(target="100% per month"))
    log = [on("2026-02-09 10:00", "assigned"), on("2 10:00", "assigned", "L2")]
    for when, march in ((BEFORE, None), (at(E), "100%")):
        rows = evaluate(agreement, log, when).attainment()
        assert [(row.period, row.breached, row.target and str(row.target)) for row in rows] == [
            ("2026-02", 1, None), ("2026-03", 1, march),
        ]  # fmt: skip


def test_a_target_that_is_new_holds_from_the_period_in_which_it_came() -> None:
    """The version that began the month had none."""
    agreement = two(answer(target="100% per month"))
    told = judge(agreement, [on("9 09:00", "assigned"), on("12 09:00", "assigned", "L2")], "13 00:00")
    assert [(row.period, row.breached, str(row.target)) for row in told.attainment()] == [
        ("2026-03", 2, "100%")
    ]
    quarterly = two(answer(target="90% per quarter"), first=[answer(target="80% per month")])
    told = judge(quarterly, [on("9 09:00", "assigned"), on("12 09:00", "assigned", "L2")], "13 00:00")
    assert [(row.period, row.breached, str(row.target)) for row in told.attainment()] == [
        ("2026-03", 1, "80%"), ("2026-Q1", 1, "90%"),
    ]  # fmt: skip


def test_what_is_owed_for_a_period_is_owed_by_the_version_of_the_period() -> None:
    """The review of a quarter that the old version began, in the old version's time."""

    def owed(within: str) -> Quota:
        return quota(1, on_breach={"review": "joint", "within": within, "done_by": "reviewed"})

    agreement = two(owed("1 day"), first=[owed("10 days")])
    told = judge(agreement, [], "2026-04-05 00:00")
    [duty] = [clock for clock in told.clocks if clock.duty]
    assert (duty.version, duty.due) == ("1", at("2026-04-11 00:00"))


# -- as if ----------------------------------------------------------------------------------------------------------


def test_as_if_judges_the_whole_log_by_one_version() -> None:
    """For as long as any version has its term; the agreement itself is judged as before."""
    agreement = two(answer(within="1 hour"))
    events = [on("9 23:00", "assigned"), on("10 09:00", "assigned", "L2")]
    before = evaluate(agreement, events, "12 00:00")
    for version, hours in (("1", 2), ("2", 1)):
        told = ls.evaluate(agreement, events, at("12 00:00"), as_if=version)
        assert [(c.version, c.due - c.started) for c in told.clocks] == [
            (version, dt.timedelta(hours=hours))
        ] * 2
        assert told.to_dict()["version"] == version
        assert f"as if by version {version}" in repr(told)
    assert evaluate(agreement, events, "12 00:00") == before
    other = agree(
        answer(within="3 hours"), version="x", term=ls.Term(dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    )
    told = ls.evaluate(
        agreement, [*events, on("2027-05-03 09:00", "assigned", "L3")], at("2027-06-01 00:00"), as_if=other
    )
    assert [c.version for c in told.clocks] == ["x"] * 3


def test_as_if_a_version_that_is_not_there() -> None:
    """The versions that there are, are told."""
    with pytest.raises(KeyError, match="there is no version '3'; there are '1', '2'"):
        ls.evaluate(two(answer()), [], at("12 00:00"), as_if="3")


# -- hours and quotas by date ---------------------------------------------------------------------------------------


WINTER = ls.BusinessCalendar("UTC", {"mon-fri": "09:00-17:00"})
SUMMER = ls.BusinessCalendar("UTC", {"mon-fri": "07:00-11:00"}, version="summer hours")
DATED = ls.DatedCalendar(WINTER, [Change(DAY, SUMMER), Change(dt.date(2026, 3, 12), WINTER)])


def test_a_clock_keeps_the_hours_in_force_when_it_started() -> None:
    """And says which they were; where all time counts there are none."""
    agreement = agree(answer(within="4 business hours"), answer(id="watch"), calendars={"office": DATED})
    events = [on("9 16:00", "assigned"), on("10 10:00", "assigned", "L2"), on("12 10:00", "assigned", "L3")]
    told = judge(agreement, events, "14 00:00")
    by_hours = [clock for clock in told.clocks if clock.clause == "answer"]
    assert [(c.calendar, c.calendar_version, c.due) for c in by_hours] == [
        ("office", "1", at("10 12:00")), ("office", "summer hours", at("11 10:00")),
        ("office", "1 from 2026-03-12", at("12 14:00")),
    ]  # fmt: skip
    assert {(c.calendar, c.calendar_version) for c in told.clocks if c.clause == "watch"} == {(None, None)}


def test_the_lead_s_own_zone_has_the_hours_of_the_date_too() -> None:
    """The edition is chosen by the date in the calendar's zone, then laid in the lead's."""
    agreement = agree(
        answer(within="1 business hour", calendar_by={"zone": "source"}), calendars={"office": DATED}
    )
    told = judge(
        agreement, [on("10 05:00", "created", source="Europe/Paris"), on("10 05:30", "assigned")], "10 12:00"
    )
    clock = only(told)
    assert (clock.calendar, clock.calendar_version) == ("office@Europe/Paris", "summer hours")
    assert clock.due == at("10 07:00")


def test_what_is_owed_after_a_breach_has_the_hours_in_force_then() -> None:
    """A duty starts with what it follows."""
    coach = {"remediate": "coaching", "within": "1 business hour", "done_by": "coached", "by": "manager"}
    agreement = agree(answer(within="4 business hours", on_breach=coach), calendars={"office": DATED})
    told = judge(agreement, [on("9 16:00", "assigned")], "14 00:00")
    assert [(c.step, c.calendar_version, c.due) for c in told.clocks] == [
        (None, "1", at("10 12:00")), ("on_breach[0]:remediate", "summer hours", at("11 08:00")),
    ]  # fmt: skip


def test_a_rescored_clock_takes_the_hours_of_the_day() -> None:
    """Those of the new version, in the edition in force as it comes."""
    hours = answer(within="8 business hours")
    agreement = rescored(hours, first=[hours], calendars={"office": DATED})
    clock = only(judge(agreement, [on("9 15:00", "assigned")], "10 12:00"))
    assert (clock.version, clock.calendar_version, clock.due) == ("2", "summer hours", at("11 09:00"))


def test_a_quota_takes_the_row_in_force_as_its_period_began() -> None:
    """Tables are dated by their rows, whatever the version."""
    rows = [{"from": "2026-01-01", "to": "2026-03-31", "value": 1}, {"from": "2026-04-01", "value": 3}]
    clause = attrs.evolve(quota(1, "month"), at_least=None, table=QuotaTable("q", rows))
    told = judge(
        agree(clause), [on("9 12:00", "created"), on("2026-04-02 12:00", "created", "L2")], "2026-05-01 12:00"
    )
    assert [c.outcome for c in told.clocks] == ["breached", "breached", "met", "breached", "open"]
