"""The review, worked out by hand on a small log: March 2026 of a small agreement in UTC, as of 9 April."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from tests.decisions.scenario import agree, answer, at, evaluate, on

import leadsla as ls
from leadsla.errors import UnknownError, WindowError
from leadsla.lifecycle import Lifecycle, Move, Stage
from leadsla.reports import Review, review
from leadsla.reports.reviews.promises import Slot
from leadsla.responsibilities import Goal

HOUR = dt.timedelta(hours=1)
APRIL = "2026-04-09 00:00"
FUNNEL = Lifecycle(
    [Stage("mql", "marketing"), Stage("sal", "sales"), Stage("customer"), Stage("nurture")],
    [
        Move("created", "mql"),
        Move("accepted", "sal", "mql", requires=["email"]),
        Move("won", "customer", "sal"),
        Move("rejected", "nurture", ["mql", "sal"]),
    ],
)
ANSWER = answer(
    title="First answer",
    within="2 business hours",
    target="80% per month",
    on_breach=[{"alert": "manager"}, {"remediate": "call it", "by": "manager", "within": "1 day"}],
    on_missed={"review": "joint", "within": "1 week"},
)
QUOTA = ls.Quota(id="leads", owner="marketing", count="created", at_least=6, per="month", title="Leads")
MEETING = ls.RecurringMeeting(
    id="weekly", owner="both", rule="every week", attended_by=["marketing", "sales"]
)


def agreement(*clauses: Any, **changes: Any) -> ls.Agreement:
    given: dict[str, Any] = {
        "title": "Small agreement",
        "lifecycle": FUNNEL,
        "goals": []
        if clauses
        else [Goal("marketing", "Six leads a month", ("leads",)), Goal("sales", "Be friendly")],
    }
    return agree(*(clauses or (ANSWER, QUOTA, MEETING)), **(given | changes))


def lead(name: str, day: int, touched: str | None = None, **data: Any) -> list[ls.Event]:
    """Created and assigned at 09:00 of a day in March; touched or not."""
    begin = at(f"{day} 09:00")
    events = [
        on(begin, "created", lead=name, email="a@b.example"),
        on(begin, "assigned", lead=name, to="rep1"),
    ]
    return events + ([on(touched, "touched", lead=name, **data)] if touched else [])


LOG = [
    *lead("L1", 2, "2 11:00"),  # met exactly at its due
    *lead("L2", 3, "3 14:00"),  # due 11:00: late by 2 business hours
    *lead("L3", 4),  # never touched; overdue to this day
    *lead("L4", 5, "5 10:00"),
    on("5 11:00", "accepted", lead="L4"),
    on("6 11:00", "won", lead="L4"),
    *lead("L5", 9, "9 10:00"),
    on("9 11:00", "rejected", lead="L5"),  # without a reason
    on("10 11:00", "won", lead="L5"),  # no such move
    on("3 15:00", "remediated", lead="L2"),
    on("4 10:00", "meeting_held", "", attended="marketing, sales"),
    on("11 10:00", "meeting_held", "", attended="marketing"),
    on("2026-04-02 10:00", "reviewed", ""),
]


@pytest.fixture(scope="module")
def march() -> Review:
    return review(evaluate(agreement(), LOG, APRIL), "2026-03")


def test_who_meets_about_what(march: Review) -> None:
    assert (march.period.start, march.period.end) == (at("1 00:00"), at("2026-04-01 00:00"))
    assert (march.over, march.leads, march.versions, march.rows) == (True, 5, ("1",), None)
    text = " ".join(str(march).split())
    assert "Period: Sun 1 Mar to Tue 31 Mar 2026, UTC time, as of Thu 9 Apr 2026 00:00." in text
    assert "To attend: Marketing and Sales." in text


def test_targets_kept_and_missed(march: Review) -> None:
    [line] = march.promises.targets
    row = line.attainment
    assert (row.period, row.met, row.breached, row.open, row.status) == ("2026-03", 3, 2, 0, "missed")
    assert not line.partial


def test_quotas_and_meetings(march: Review) -> None:
    leads, weekly = march.promises.periods
    assert leads.slots == (Slot("2026-03", "breached", "5 of 6, 1 lacking"),)
    # The weeks that end in March: the 9th (from 23 February) to the 13th.
    assert [slot.period for slot in weekly.slots] == [f"2026-W{week:02}" for week in (9, 10, 11, 12, 13)]
    assert [slot.outcome for slot in weekly.slots] == ["breached", "met", "breached", "breached", "breached"]
    assert weekly.slots[2].told == "0 of 1 meeting"


def test_goals(march: Review) -> None:
    judged, words = march.promises.goals
    assert (judged.judged, judged.kept, judged.missed, judged.undecided) == (True, 0, 1, 0)
    assert not words.judged


def test_where_promises_are_broken(march: Review) -> None:
    found = march.breaches
    assert (found.clocks, found.breached, found.owed) == (5, 2, 1)
    [one] = found.offenders
    assert (one.breached, one.clocks, one.owed, one.never) == (2, 5, 1, 0)
    assert one.lateness is not None
    # L2 was late by two hours of the office; L3 is since 4 March 11:00: 1 hour and 4 afternoon hours that day, and 25
    # days of 7 hours to 8 April: 2 in the week of the 4th, 4 weeks of 5, 3 in April's second week.
    assert (one.lateness.n, one.lateness.median, one.lateness.most) == (2, 2 * HOUR, (5 + 25 * 7) * HOUR)
    assert [(late.lead, late.late, late.owed) for late in one.worst] == [
        ("L3", 180 * HOUR, True),
        ("L2", 2 * HOUR, False),
    ]
    assert (one.people, one.others) == ((), (1, 2, 5))


def test_what_was_never_done_is_told_apart() -> None:
    """L1 was done late, L2 never, and is gone; L3 is still owed: two of the three have a lateness."""
    gone = [*lead("L2", 3), on("4 09:00", "lost", lead="L2")]
    found = review(
        evaluate(agreement(), [*lead("L1", 2, "2 16:00"), *gone, *lead("L3", 4)], APRIL), "2026-03"
    )
    [one] = found.breaches.offenders
    assert (one.breached, one.owed, one.never) == (3, 1, 1)
    assert one.lateness is not None
    assert one.lateness.n == 2
    assert [(late.lead, late.owed, late.done) for late in one.worst] == [
        ("L3", True, False),
        ("L2", False, False),
        ("L1", False, True),
    ]


def test_goals_are_judged_by_their_targets() -> None:
    goals = [Goal("sales", "Quick", ("answer",)), Goal("marketing", "Many", ("leads",))]
    found = review(evaluate(agreement(goals=goals), LOG, APRIL), "2026-03").promises.goals
    assert [(goal.words, goal.kept, goal.missed) for goal in found] == [("Quick", 0, 1), ("Many", 0, 1)]
    kept = review(evaluate(agreement(goals=goals), lead("L1", 2, "2 10:00"), APRIL), "2026-03").promises.goals
    assert [(goal.words, goal.kept, goal.missed) for goal in kept] == [("Quick", 1, 0), ("Many", 0, 1)]


def test_leads_lost(march: Review) -> None:
    assert march.leakage is not None
    assert (march.leakage.entered, march.leakage.decided, march.leakage.in_work) == (5, 2, 0)
    assert march.leakage.by_cause == {"never touched": 1, "lost from sight": 2}


def test_what_the_log_could_not_be(march: Review) -> None:
    [group] = march.remarks
    assert (group.event, group.count, group.examples) == ("won", 1, (("L5", at("10 11:00")),))


def test_what_followed(march: Review) -> None:
    """Two remedies; the review of the missed target came to be owed on 1 April, and is April's."""
    [remedy] = march.followed.duties
    assert (remedy.deed, remedy.owner, remedy.owed, remedy.done, remedy.overdue) == (
        "remediate: call it", "sales", 2, 1, 1,
    )  # fmt: skip
    assert remedy.overdue_for == ("L3",)
    assert [(told.what, told.on, told.count) for told in march.followed.told] == [
        ("alert manager", "breach", 2)
    ]
    april = review(evaluate(agreement(), LOG, APRIL), "2026-04")
    assert [(line.deed, line.owner, line.done) for line in april.followed.duties] == [
        ("review joint", "both", 1)
    ]


def test_what_comes_next(march: Review) -> None:
    [meeting] = march.coming.meetings
    assert (meeting.period, meeting.opens, meeting.due) == (
        "2026-W15", at("2026-04-06 00:00"), at("2026-04-13 00:00"),
    )  # fmt: skip
    assert march.coming.proposed == ()
    held = [*LOG, on("2026-04-07 10:00", "meeting_held", "", attended="marketing, sales")]
    [later] = review(evaluate(agreement(), held, APRIL), "2026-03").coming.meetings
    assert later.period == "2026-W16"
    at_its_end = review(evaluate(agreement(), LOG, "2026-04-13 00:00"), "2026-03").coming.meetings
    assert [meeting.period for meeting in at_its_end] == ["2026-W16"]


def test_amendments_that_are_proposed() -> None:
    changes: dict[str, Any] = {
        "effective": dt.date(2026, 7, 1),
        "by": "Sales",
        "why": "Five minutes are too short",
    }
    proposed = agreement().amended("2", **changes)
    found = review(evaluate(proposed, LOG, APRIL), "2026-03")
    assert [(one.version, one.amends, one.why) for one in found.coming.proposed] == [
        ("2", "1", "Five minutes are too short")
    ]
    assert (
        "Version 2, which amends 1, is proposed (by Sales), in force from 2026-07-01 if it is agreed: Five"
        in " ".join(str(found).split())
    )
    agreed = agreement().amended("2", state="agreed", **changes)
    assert review(evaluate(agreed, LOG, APRIL), "2026-03").coming.proposed == ()


def test_clocks_of_a_version_that_is_no_more_are_reviewed_all_the_same() -> None:
    """From the 10th on there is another version, without the clause on acceptance and with a shorter window."""
    taking = answer(id="take", until="accepted", title="Taking it", target="80% per month")
    before = agreement(answer(within="2 hours", target="80% per month"), taking)
    after = before.amended(
        "2",
        effective=dt.date(2026, 3, 10),
        state="agreed",
        clauses=[answer(within="1 hour", target="50% per month")],
    )
    found = review(evaluate(after, [*lead("L1", 2), *lead("L2", 12)], APRIL), "2026-03")
    assert found.versions == ("1", "2")
    assert [(one.name, one.breached, one.clocks) for one in found.breaches.offenders] == [
        ("Answer", 2, 2),
        ("Taking it", 1, 1),
    ]
    assert "Agreement: decisions, versions 1 and 2." in " ".join(str(found).split())


def test_the_text_as_a_whole(march: Review) -> None:
    text = str(march)
    assert text.splitlines()[:5] == [
        "Review of 2026-03: Small agreement",
        "==================================",
        "",
        "1 target: 1 missed. All 2 breaches are of First answer. In all, 1 is still to be",
        "made good. 3 of 5 leads (60.0%) are lost without an outcome.",
    ]
    assert max(map(len, text.splitlines())) <= 80
    assert "    leadsla explain AGREEMENT EVENTS L3 answer" in text.splitlines()
    assert "By representative nothing is told: none had 20 of its clocks" in " ".join(text.split())
    assert march.markdown().startswith("# Review of 2026-03: Small agreement\n\n1 target: 1 missed.")


def test_as_data(march: Review) -> None:
    data = json.loads(json.dumps(march.to_dict()))
    assert list(data) == [
        "agreement", "version", "versions", "period", "at", "over", "leads", "rows",
        "promises", "breaches", "remarks", "leakage", "followed", "proposals", "coming",
    ]  # fmt: skip
    assert (data["agreement"], data["version"], data["at"]) == ("decisions", "1", "2026-04-09T00:00:00Z")
    assert [line["kind"] for line in data["promises"]["periods"]] == ["quota", "recurring_meeting"]
    assert data["period"] == {
        "label": "2026-03",
        "start": "2026-03-01T00:00:00Z",
        "end": "2026-04-01T00:00:00Z",
    }
    assert data["breaches"]["offenders"][0]["lateness"] == {
        "n": 2, "median_s": 7200.0, "most_s": 648000.0, "business": True,
    }  # fmt: skip
    assert data["promises"]["targets"][0]["attainment"]["status"] == "missed"
    assert data["leakage"]["by_cause"] == {"never touched": 1, "lost from sight": 2}


def test_what_was_read_of_the_log() -> None:
    """Rows as the reader counted them, and the events that were left aside; one is later than the review."""
    log = ls.examples.acme_events()
    told = ls.evaluate(ls.examples.acme(), log, log[-2].at)
    rows = review(told, "2026-02", read=log.report).rows
    assert rows is not None
    assert (rows.read, rows.kept, rows.left_out, rows.ignored) == (357, 357, 0, 1)


def test_missed_targets_come_first_and_kept_ones_last() -> None:
    """Kept, undecided (one of two is open for sixty days) and missed, in the agreement's order."""
    met = answer(id="met", within="3 days", target="80% per month")
    open_ = answer(id="open", within="60 days", until="accepted", target="80% per month")
    missed = answer(id="missed", within="1 minute", target="80% per month")
    found = review(evaluate(agreement(met, open_, missed), lead("L1", 2, "2 11:00"), APRIL), "2026-03")
    assert [(line.clause, line.attainment.status) for line in found.promises.targets] == [
        ("missed", "missed"),
        ("open", "undecided"),
        ("met", "kept"),
    ]


def test_what_follows_every_start_is_no_news() -> None:
    clause = answer(on_start={"alert": "assignee"}, on_met={"alert": "manager"})
    found = review(evaluate(agreement(clause), lead("L1", 2, "2 10:00"), APRIL), "2026-03")
    assert [(told.on, told.what) for told in found.followed.told] == [("met", "alert manager")]


@pytest.mark.parametrize(
    ("period", "targets", "partial"),
    [
        ("2026-Q1", ["2026-03"], False),  # quarters have the months that end in them
        ("2026", ["2026-03"], False),
        ("2026-W14", ["2026-03"], False),  # 30 March to 5 April: the month ends in it
        ("2026-W10", ["2026-03"], True),  # no month ends in it, so the one that goes on is shown
    ],
)
def test_a_target_is_reviewed_where_its_period_ends(period: str, targets: list[str], partial: bool) -> None:
    found = review(evaluate(agreement(), LOG, APRIL), period).promises.targets
    assert [line.attainment.period for line in found] == targets
    assert [line.partial for line in found] == [partial] * len(targets)


def test_a_clock_belongs_to_the_period_in_which_it_started() -> None:
    """Started in the last microsecond of March, or in the first of April."""
    last = on(at("2026-04-01 00:00") - dt.timedelta(microseconds=1), "assigned")
    first = on("2026-04-01 00:00", "assigned", lead="L2")
    told = evaluate(agreement(), [last, first], APRIL)
    for period, named in (("2026-03", "L1"), ("2026-04", "L2")):
        [one] = review(told, period).breaches.offenders
        assert [late.lead for late in one.worst] == [named]


def test_in_the_zone_of_the_agreement() -> None:
    told = evaluate(agreement(timezone="America/New_York"), LOG, APRIL)
    assert review(told, "2026-03").period.start == at("1 05:00")


@pytest.mark.parametrize(
    ("period", "error", "said"),
    [
        ("2026-13", WindowError, "there is no such period"),
        ("March", WindowError, "this is not a period"),
        (
            "2025-Q4",
            UnknownError,
            "lies outside the term of the agreement, Thu 1 Jan 2026 to Thu 31 Dec 2026; .* 2026-04",
        ),
        ("2027", UnknownError, "lies outside the term"),
        (
            "2026-05",
            UnknownError,
            "begins on Fri 1 May 2026 00:00, and the log is judged as of Thu 9 Apr 2026 00:00",
        ),
    ],
)
def test_what_cannot_be_reviewed(period: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        review(evaluate(agreement(), LOG, APRIL), period)


def test_an_empty_log_is_reviewed_without_a_word_too_much() -> None:
    found = review(evaluate(agreement(ANSWER), [], APRIL), "2026-03")
    text = str(found)
    assert text.splitlines()[3] == "No target is to be judged. 1 proposal to talk about."
    assert "No clock of a lead started in the period." in text
    assert "No lead entered a stage in the period." in text
    assert found.proposals[0].kind == "no clock"


def test_a_period_that_goes_on_says_so() -> None:
    found = review(evaluate(agreement(), LOG, "10 00:00"), "2026-03")
    assert not found.over
    assert "the period is not over, and this is how it stands" in " ".join(str(found).split())
    assert [line.attainment.status for line in found.promises.targets] == ["undecided"]


def test_a_representative_is_named_from_twenty_clocks_on() -> None:
    """Names in their order, whatever the rate; who has fewer is told with all others."""
    events = [event for number in range(20) for event in lead(f"A{number}", 2, "2 10:00")]
    events += [on("3 09:00", "assigned", lead=f"B{number}", to="adam") for number in range(20)]
    events += [on("3 09:00", "assigned", lead="C", to="zoe")]
    [one] = review(evaluate(agreement(ANSWER), events, APRIL), "2026-03").breaches.offenders
    assert [(person.assignee, person.breached, person.clocks) for person in one.people] == [
        ("adam", 20, 20),
        ("rep1", 0, 20),
    ]
    assert one.others == (1, 1, 1)


def test_a_lead_called_like_markup_stays_text() -> None:
    """Nothing of a log is read as Markdown, nor breaks a line of the page."""
    name = "`<b>|*x*\n# y"
    found = review(evaluate(agreement(), [on("4 09:00", "assigned", lead=name, to="<i>|")], APRIL), "2026-03")
    marked = found.markdown()
    assert "\\<b\\>\\|\\*x\\*" in marked
    assert not any("<b>" in line or line.startswith("# y") for line in marked.splitlines())
    assert not any(line.startswith("# y") for line in str(found).splitlines())


def test_a_monitor_that_has_compacted_reviews_all_but_where_leads_went() -> None:
    monitor = ls.Monitor(agreement(), lateness="1 day")
    monitor.receive_all([event for event in LOG if event.at < at(APRIL)])
    monitor.advance(at(APRIL))
    found = review(monitor.evaluation(at(APRIL)), "2026-03")
    assert found.leakage is None
    assert "the monitor has compacted their events" in " ".join(str(found).split())
    assert found.breaches.breached == 2
