"""`required_information`: what a lead must come with when it is handed over."""

from __future__ import annotations

from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, at, evaluate, judge, on, only

import leadsla as ls
from leadsla.clauses import RequiredInformation, Scope
from leadsla.errors import Fault
from leadsla.lead import Lead, RunningClock
from leadsla.triggers import EVERYTHING, Trigger

SCOPE = Scope({"score": "number", "email": "text", "phone": "text"}, ("mql",), ("marketing",), (), (), None)
EMAIL = "ann@example.com"


def clause(**changes: Any) -> RequiredInformation:
    given: dict[str, Any] = {"id": "info", "owner": "marketing", "at": "assigned"}
    return RequiredInformation(
        **(given | ({} if {"valid", "criterion"} & set(changes) else {"fields": ["email"]}) | changes)
    )


def handed(made: RequiredInformation, *later: ls.Event, now: str = "2 11:59", **data: Any) -> ls.Clock:
    """The clock of a lead that is handed over with such data."""
    return only(evaluate(agree(made), [on("2 10:00", "assigned", **data), *later], now))


# -- what people write -----------------------------------------------------------------------------------------------


def test_one_field_or_several() -> None:
    """The defaults are none."""
    assert clause(fields="email").fields == ("email",)
    assert clause(fields=["email", "phone"]).fields == ("email", "phone")
    bare = RequiredInformation(id="a", owner="b", at="assigned")
    assert (bare.fields, bare.at_least, bare.criterion, bare.valid, bare.within) == ((), None, None, {}, None)
    assert bare.window() is None
    assert bare.starts() == Trigger.of("assigned")
    assert bare.settles() is EVERYTHING
    assert clause(within="1 hour").window() == clause(within="1 hour").within


@pytest.mark.parametrize(
    ("given", "promise"),
    [
        ({}, "provide email at assignment"),
        ({"fields": ["email", "phone"]}, "provide email and phone at assignment"),
        (
            {"fields": ["email", "phone"], "at_least": 1},
            "provide at least 1 of email and phone at assignment",
        ),
        ({"valid": {"email": "email"}}, "provide a valid email at assignment"),
        ({"criterion": "score >= 60"}, "ensure at assignment that score is at least 60"),
        (
            {"fields": "phone", "valid": {"email": "email"}, "criterion": "score >= 60", "within": "1 hour"},
            "provide phone within 1 hour of assignment, with a valid email, and ensure that score is at least 60",
        ),
    ],
)
def test_the_sentence(given: dict[str, Any], promise: str) -> None:
    """Owner, what is required, window and trigger."""
    assert clause(**given).sentence() == f"Marketing will {promise}."


# -- judging ---------------------------------------------------------------------------------------------------------


def test_met_at_once_where_all_is_there() -> None:
    """Due as it starts."""
    agreement = agree(clause())
    clock = only(judge(agreement, [on("2 10:00", "assigned", email=EMAIL)], "2 18:00"))
    assert (clock.outcome, clock.started, clock.due, clock.done_at) == ("met", *[at("2 10:00")] * 3)
    clock = only(
        judge(agreement, [on("2 09:00", "updated", email=EMAIL), on("2 10:00", "assigned")], "2 18:00")
    )
    assert clock.outcome == "met"


def test_breached_at_once_where_something_is_missing() -> None:
    """Given later it is done late."""
    start, later = on("2 10:00", "assigned"), on("2 13:00", "updated", email=EMAIL)
    clock = only(judge(agree(clause()), [start, later], "2 18:00"))
    assert (clock.outcome, clock.breached_at, clock.done_at) == ("breached", at("2 10:00"), at("2 13:00"))


def test_exactly_at_the_deadline_it_may_be_completed() -> None:
    """A microsecond later it is late."""
    made = clause(within="2 hours")
    for when, outcome in ((at("2 12:00"), "met"), (at("2 12:00") + TICK, "breached")):
        events = [on("2 10:00", "assigned"), on(when, "updated", email=EMAIL)]
        clock = only(judge(agree(made), events, "2 18:00"))
        assert (clock.outcome, clock.due) == (outcome, at("2 12:00"))


def test_void_where_the_lead_is_gone() -> None:
    """Before it was complete."""
    events = [on("2 10:00", "assigned"), on("2 11:00", "lost")]
    assert only(judge(agree(clause(within="2 hours")), events, "2 18:00")).outcome == "void"


def test_any_event_may_complete_it() -> None:
    """Whatever its name, also one that nothing else mentions; an event that brings nothing does not."""
    made = clause(within="2 hours")
    for name in ("updated", "form_sent", "touched", "accepted"):
        assert handed(made, on("2 11:00", name, email=EMAIL)).outcome == "met"
        assert handed(made, on("2 11:00", name, email=" ")).outcome == "open"


def test_all_fields_or_at_least_so_many() -> None:
    """Whichever they are."""
    both = clause(fields=["email", "phone"])
    assert handed(both, email=EMAIL).outcome == "breached"
    assert handed(both, email=EMAIL, phone="1").outcome == "met"
    some = clause(fields=["email", "phone", "score"], at_least=2)
    assert handed(some, phone="1").outcome == "breached"
    assert handed(some, phone="1", score=0).outcome == "met"
    assert handed(some, phone="1", score=0, email=EMAIL).outcome == "met"


def test_a_field_may_have_to_be_valid() -> None:
    """Whether it is also one of those that are counted or not."""
    made = clause(valid={"email": "email", "phone": "phone"})
    assert handed(made, email=EMAIL, phone="+1 212 555 0147").outcome == "met"
    assert handed(made, email="ann", phone="+1 212 555 0147").outcome == "breached"
    assert handed(made, email=EMAIL, phone="x").outcome == "breached"
    assert handed(made, email=EMAIL).outcome == "breached"
    counted = clause(fields=["email", "source"], at_least=1, valid={"email": "email"})
    assert handed(counted, email="ann").outcome == "breached"
    assert handed(counted, email="ann", source="web").outcome == "met"
    assert handed(counted, email=EMAIL).outcome == "met"


def test_a_criterion_about_the_lead() -> None:
    """Beside the fields, which it does not stand in for."""
    made = clause(criterion="score >= 60")
    assert handed(made, score=60).outcome == "met"
    assert handed(made, score=59).outcome == "breached"
    beside = clause(fields=["email"], criterion="score >= 60")
    assert handed(beside, score=60).outcome == "breached"
    assert handed(beside, email=EMAIL).outcome == "breached"
    assert handed(beside, score=60, email=EMAIL).outcome == "met"
    optional = clause(fields=["email", "phone"], at_least=1, criterion="score >= 60")
    assert handed(optional, phone="1", score=1).outcome == "breached"


# -- telling ---------------------------------------------------------------------------------------------------------


def test_the_judge_tells_what_is_missing() -> None:
    """The fields that lack, then what does not hold; only what is needed still."""
    made = clause(fields=["email", "phone"], valid={"source": "email"}, criterion="score >= 60")
    judge_of = made.judge({"email": "text", "phone": "text", "source": "text", "score": "number"})
    clock, lead = RunningClock(None, None, 0, 0, 0), Lead("L1")
    assert judge_of.complete(clock, lead) is False
    assert clock.progress == ["email", "phone", "source", "score >= 60"]
    assert judge_of.told(clock) == "missing: email, phone, source, score >= 60"
    assert (
        judge_of.passed_over(clock, on("2 10:00", "won"))
        == "still missing: email, phone, source, score >= 60"
    )
    lead.fields = {"email": EMAIL, "phone": "1", "source": EMAIL, "score": 60}
    assert judge_of.settled(clock, lead, None) is True  # type: ignore[arg-type]
    assert clock.progress == []
    assert judge_of.told(clock) == "all that is required is there"


def test_the_judge_tells_how_many_are_enough() -> None:
    """Where that is not all of them; what is not needed any more is not missing."""
    judge_of = clause(fields=["email", "phone"], at_least=1, criterion="score >= 60").judge(
        {"email": "text", "phone": "text", "score": "number"}
    )
    clock, lead = RunningClock(None, None, 0, 0, 0), Lead("L1")
    judge_of.complete(clock, lead)
    assert judge_of.told(clock) == "missing: email, phone, score >= 60 (at least 1 are required)"
    lead.fields = {"email": EMAIL}
    assert judge_of.settled(clock, lead, None) is False  # type: ignore[arg-type]
    assert clock.progress == ["score >= 60"]


# -- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"at": {"enters": "xyz"}}, "at.enters"),
        ({"within": [{"when": "scor > 5", "is": "1 hour"}]}, "within[0].when"),
        ({"criterion": "scor > 5"}, "criterion"),
        ({"criterion": "event.score > 5"}, "criterion"),
        ({"fields": ["email", "xyz"]}, "fields[1]"),
        ({"valid": {"xyz": "email"}}, "valid.xyz"),
        ({"owner": "xyz"}, "owner"),
    ],
)
def test_its_own_faults(given: dict[str, object], path: str) -> None:
    """Each in its place, beside those of all kinds."""
    assert [fault.path for fault in clause(**given).faults(SCOPE)] == [path]


def test_what_can_be_checked() -> None:
    """An email or a phone; the nearest, or both."""
    assert list(clause(valid={"email": "email", "phone": "phone"}).faults(SCOPE)) == []
    for kind, write in (
        ("emial", "email"),
        ("fone", "phone"),
        ("xyz", "email or phone"),
        (5, "email or phone"),
    ):
        assert list(clause(valid={"email": kind}).faults(SCOPE)) == [
            Fault("unknown-name", f"`{kind}` cannot be checked", "valid.email", write=write)
        ]


def test_something_is_required() -> None:
    """A field, a valid field or a criterion."""
    assert list(RequiredInformation(id="a", owner="marketing", at="assigned").faults(SCOPE)) == [
        Fault("missing-key", "nothing is required", "", write="fields: [email, phone]")
    ]
    for some in ({"fields": "email"}, {"valid": {"email": "email"}}, {"criterion": "score > 5"}):
        assert list(clause(**some).faults(SCOPE)) == []


@pytest.mark.parametrize(
    ("count", "most", "at_least"), [(1, 1, 2), (2, 2, 3), (2, 2, 0), (2, 2, -1), (0, 1, 1)]
)
def test_no_more_than_there_are(count: int, most: int, at_least: int) -> None:
    """And at least one."""
    made = clause(fields=["email", "phone"][:count], at_least=at_least, criterion="score > 5")
    assert list(made.faults(SCOPE)) == [
        Fault(
            "wrong-value",
            f"at least {at_least} of {count} fields",
            "at_least",
            write=f"a number from 1 to {most}",
        )
    ]
    for fine in (1, 2):
        assert list(clause(fields=["email", "phone"], at_least=fine).faults(SCOPE)) == []
