"""`rejection_policy`: no lead is sent back without a word."""

from __future__ import annotations

from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, at, evaluate, followed, judge, on, only

import leadsla as ls
from leadsla.clauses import RejectionPolicy, Repeat, Scope
from leadsla.consequences import Action
from leadsla.triggers import NOTHING, Trigger

SCOPE = Scope({"email": "text"}, ("mql",), ("sales", "marketing"), (), (), None)
REASONS = ("no budget", "no need")


def clause(**changes: Any) -> RejectionPolicy:
    given: dict[str, Any] = {"id": "rejections", "owner": "sales", "reasons": REASONS}
    return RejectionPolicy(**(given | changes))


def rejected(when: Any = "2 10:00", **data: Any) -> ls.Event:
    return on(when, "rejected", **data)


def duty(evaluation: ls.Evaluation) -> ls.Clock:
    [clock] = [clock for clock in evaluation.clocks if clock.duty]
    return clock


# -- what people write -----------------------------------------------------------------------------------------------


def test_the_sentence() -> None:
    """Reasons, data, and who reviews by when."""
    assert (
        clause().sentence()
        == "Sales will give one of the reasons “no budget” or “no need” with each rejection."
    )
    assert clause(reasons=(), requires=["email", "comment"]).promise() == (
        "give email and comment with each rejection"
    )
    assert clause(requires="comment", review_within="1 week", reviewer="joint").promise() == (
        "give one of the reasons “no budget” or “no need”, and comment with each rejection; "
        "both teams will review it within 1 week"
    )
    assert clause(reasons=(), review_within="1 week").promise() == (
        "answer for what it sends back with each rejection; marketing will review it within 1 week"
    )


def test_what_it_is_by_default() -> None:
    """Every rejection has its clock, due at once, and nothing voids it."""
    made = clause()
    assert (made.starts(), made.window(), made.void_on, made.repeat) == (
        Trigger.of("rejected"),
        None,
        NOTHING,
        Repeat.EACH,
    )
    assert made.settles() == Trigger.of(["updated", "rejected"])
    assert made.actions_on("start") == made.actions_on("breach") == ()
    review = Action("review", "marketing", within=ls.Window.parse("1 week"), done_by=Trigger.of("reviewed"))
    assert clause(on_start={"alert": "both"}, review_within="1 week").actions_on("start") == (
        Action("alert", "both"),
        review,
    )


# -- the sender's duty -----------------------------------------------------------------------------------------------


def test_met_at_once_with_a_reason_that_was_agreed_on() -> None:
    """Written as in the agreement, but for blanks around it."""
    for reason in ("no budget", " no need "):
        clock = only(judge(agree(clause()), [rejected(reason=reason)], "2 18:00"))
        assert (clock.outcome, clock.started, clock.due, clock.done_at) == ("met", *[at("2 10:00")] * 3)


@pytest.mark.parametrize("reason", [None, "", "too small", "No Budget", 5, ["no budget"], float("nan")])
def test_breached_at_once_without_one(reason: Any) -> None:
    """Or with another."""
    clock = only(judge(agree(clause()), [rejected(reason=reason)], "2 18:00"))
    assert (clock.outcome, clock.breached_at, clock.done_at) == ("breached", at("2 10:00"), None)


def test_exactly_at_the_deadline_it_may_be_completed() -> None:
    """At the same instant; a microsecond later it is late, but done."""
    for when, outcome in ((at("2 10:00"), "met"), (at("2 10:00") + TICK, "breached")):
        log = [rejected(seq=1), on(when, "updated", reason="no need", seq=2)]
        clock = only(judge(agree(clause()), log, "2 18:00"))
        assert (clock.outcome, clock.done_at) == (outcome, when)


def test_void_only_by_what_is_said_to_void_it() -> None:
    """A rejected lead is gone as a rule; the reason is owed all the same."""
    log = [rejected(), on("2 11:00", "recycled", to="nurture"), on("2 12:00", "lost")]
    told = judge(agree(clause()), [*log, on("2 13:00", "updated", reason="no need")], "2 18:00")
    assert (only(told).outcome, only(told).done_at) == ("breached", at("2 13:00"))
    clock = only(judge(agree(clause(void_on="lost")), log, "2 18:00"))
    assert (clock.outcome, clock.ended_at, clock.done_at) == ("breached", at("2 12:00"), None)
    at_once = [rejected(seq=1), on("2 10:00", "lost", seq=2)]
    assert only(judge(agree(clause(void_on="lost")), at_once, "2 18:00")).outcome == "void"


def test_data_is_brought_by_the_event_or_known_of_the_lead() -> None:
    """In whatever order it comes."""
    made = clause(requires=["comment", "email"])
    known = on("2 09:00", "updated", email="a@b.c")
    whole = rejected(reason="no need", comment="bought last month")
    assert only(judge(agree(made), [known, whole], "2 18:00")).outcome == "met"
    assert only(judge(agree(made), [whole], "2 18:00")).outcome == "breached"
    parts = [
        rejected(comment="x"),
        on("2 11:00", "updated", email="a@b.c"),
        on("2 12:00", "updated", reason="no need"),
    ]
    assert only(judge(agree(made), parts, "2 18:00")).done_at == at("2 12:00")


def test_without_reasons_none_is_asked_for() -> None:
    """Only what is required."""
    made = clause(reasons=(), requires="comment")
    assert only(judge(agree(made), [rejected(comment="x")], "2 18:00")).outcome == "met"
    assert only(judge(agree(made), [rejected(reason="no need")], "2 18:00")).outcome == "breached"


@pytest.mark.parametrize(
    ("data", "missing"),
    [
        ({"reason": "no need"}, "comment"),
        ({}, "reason, comment"),
        ({"reason": 5, "comment": "x"}, "reason; '5' is none of the reasons"),
    ],
)
def test_what_is_missing_at_once(data: dict[str, Any], missing: str) -> None:
    """A reason that was agreed on is not said to be none, nor is one that was not given."""
    told = evaluate(agree(clause(requires="comment")), [rejected(**data)], "2 18:00")
    headline = told.explain("L1", "rejections").headline
    assert headline == f"breached at once: missing: {missing}, and still owed"


def test_a_reason_given_by_another_event_is_none_of_a_rejection() -> None:
    """Unless the clause says that it completes one."""
    log = [rejected(), on("2 11:00", "disqualified", reason="no need")]
    assert only(judge(agree(clause()), log, "2 18:00")).done_at is None
    completed = judge(agree(clause(completed_by="disqualified")), log, "2 18:00")
    assert only(completed).done_at == at("2 11:00")


def test_every_rejection_has_a_clock_of_its_own() -> None:
    """Who rejects once more with a reason has given it for the first too."""
    told = judge(agree(clause()), [rejected(), rejected("2 12:00", reason="no need")], "2 18:00")
    assert [(clock.cycle, clock.outcome, clock.done_at) for clock in told.clocks] == [
        (1, "breached", at("2 12:00")),
        (2, "met", at("2 12:00")),
    ]


def test_on_a_weekend_a_holiday_and_a_changed_clock_it_is_judged_at_once() -> None:
    """No calendar counts in what has no window."""
    for when in ("7 10:00", "8 07:00", "9 10:00"):
        clock = only(judge(agree(clause(), timezone="America/New_York"), [rejected(when)], "20 10:00"))
        assert (clock.due, clock.breached_at) == (at(when), at(when))


# -- the review ------------------------------------------------------------------------------------------------------


def test_the_review_is_a_clock_of_the_other_side() -> None:
    """Told as the rejection comes, and owed until it is reviewed; in business time over a weekend."""
    made = clause(review_within="2 business hours")
    log = [rejected("6 16:00", reason="no need"), on("9 10:00", "reviewed")]
    told = judge(agree(made), log, "9 18:00")
    review = duty(told)
    assert (review.clause, review.step, review.owner) == ("rejections", "on_start[0]:review", "marketing")
    assert (review.started, review.due, review.outcome) == (at("6 16:00"), at("9 10:00"), "met")
    assert followed(told) == [(at("6 16:00"), "review", "marketing")]


def test_the_review_is_late_a_microsecond_after_its_due() -> None:
    """Whatever has become of the lead."""
    made = clause(review_within="1 week", reviewed_by={"event": "updated", "when": "event.reviewed"})
    log = [rejected(reason="no need"), on("3 10:00", "lost"), on("4 10:00", "updated", email="a@b.c")]
    for when, outcome in ((at("9 10:00"), "met"), (at("9 10:00") + TICK, "breached")):
        told = judge(agree(made), [*log, on(when, "updated", reviewed=True)], "12 10:00")
        assert (duty(told).outcome, duty(told).done_at) == (outcome, when)
        [row] = told.attainment()
        assert (row.met, row.breached) == (1, 0)


# -- telling and faults ----------------------------------------------------------------------------------------------


def test_what_is_missing_is_told() -> None:
    """And which reason was none."""
    log = [rejected(reason="too small"), on("2 11:00", "updated"), on("2 12:00", "updated", comment="x")]
    told = evaluate(agree(clause(requires="comment")), log, "2 18:00").explain("L1", "rejections")
    assert told.headline == (
        "breached at once: missing: reason, comment; 'too small' is none of the reasons, and still owed"
    )
    assert [row.cause for row in told.rows if row.what == "progress"] == [
        "updated: missing: reason; 'too small' is none of the reasons"
    ]
    assert [item.why for item in told.ignored] == [
        "still missing: reason, comment; 'too small' is none of the reasons"
    ]
    met = evaluate(agree(clause()), [rejected(reason="no need")], "2 18:00").explain("L1", "rejections")
    assert [row.cause for row in met.rows if row.what == "done"] == [
        "rejected: all that is required was given"
    ]


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ({"at": {"enters": "xyz"}}, ["at.enters"]),
        ({"completed_by": {"enters": "xyz"}}, ["completed_by.enters"]),
        ({"review_within": "1 week", "reviewer": "xyz"}, ["reviewer"]),
        ({"review_within": "1 week", "reviewed_by": {"enters": "xyz"}}, ["reviewed_by.enters"]),
        ({"review_within": "1 business day"}, ["review_within"]),
        ({"on_start": {"alert": "xyz"}, "review_within": "1 week"}, ["on_start[0].alert"]),
        ({"reasons": ()}, [""]),
        ({"owner": "xyz"}, ["owner"]),
    ],
)
def test_its_own_faults(given: dict[str, object], places: list[str]) -> None:
    """Each under the key that people write, beside those of all kinds."""
    assert [fault.path for fault in clause(**given).faults(SCOPE)] == places
