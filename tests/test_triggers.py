"""Triggers: what people write, which events are meant, and how they read."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import attrs
import pytest

from leadsla.criteria import Criterion
from leadsla.errors import EntryError
from leadsla.events import Event
from leadsla.lead import Lead
from leadsla.triggers import (
    ALWAYS,
    ANY,
    BACK_OR_OUT,
    EVERYTHING,
    FORWARD,
    NOTHING,
    Cause,
    Trigger,
    both,
    either,
    event_tests,
)

NINE = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
ORDER = {"mql": 0, "sal": 1, "sql": 2}
MOVING = ("accepted", "rejected", "recycled")


def happens(name: str, **data: Any) -> Event:
    return Event("L1", NINE, name, data)


def moved(start: str | None, to: str | None, **fields: Any) -> Lead:
    """A lead that has just moved; nowhere, if `to` is None."""
    lead = Lead("L1")
    lead.moved = None if to is None else (start, to)
    lead.stage = start if to is None else to
    lead.fields = fields
    return lead


def means(trigger: Trigger, event: Event, lead: Lead | None = None) -> bool:
    """Whether an event is meant."""
    tests = trigger.tests({"score": "number"}, MOVING, ORDER)
    return event.name in tests and bool(tests[event.name](lead or moved(None, None), event))


def yes(lead: Any, event: Any) -> bool:
    return True


def no(lead: Any, event: Any) -> bool:
    return False


# -- what people write -----------------------------------------------------------------------------------------------


def test_a_name_is_a_trigger() -> None:
    """One cause, with nothing but the event."""
    assert Trigger.of("accepted") == Trigger((Cause("accepted"),))
    assert attrs.astuple(Cause("accepted")) == ("accepted", None, None, None, False)


def test_a_mapping_is_a_trigger() -> None:
    """With the keys of a cause."""
    assert Trigger.of({"enters": "sql"}).causes == (Cause(enters="sql"),)
    assert Trigger.of({"leaves": "sql"}).causes == (Cause(leaves="sql"),)
    withal = Trigger.of({"event": "scored", "when": "score > 5"})
    assert withal.causes == (Cause("scored", Criterion.parse("score > 5")),)


def test_a_list_is_any_of_its_triggers() -> None:
    """Lists in lists as well, in their order; tuples too."""
    written = ["accepted", ({"enters": "sql"}, Cause("won")), Trigger.of("lost")]
    assert Trigger.of(written).causes == (Cause("accepted"), Cause(enters="sql"), Cause("won"), Cause("lost"))


def test_a_trigger_stays_as_it_is() -> None:
    """And a cause becomes one."""
    trigger = Trigger.of("accepted")
    assert Trigger.of(trigger) is trigger
    assert Trigger.of(Cause("accepted")) == trigger


@pytest.mark.parametrize("value", ["", None, 5, [], (), True, float("nan"), ["accepted", ""]])
def test_what_is_no_trigger_is_refused(value: Any) -> None:
    """With what to write."""
    with pytest.raises(
        EntryError, match=r" is not a trigger; write an event's name, \{enters: STAGE\} or a list"
    ):
        Trigger.of(value)


def test_an_unknown_key_is_refused_with_the_nearest() -> None:
    """The first that is unknown, as a key."""
    with pytest.raises(EntryError) as caught:
        Trigger.of({"event": "accepted", "wen": "score > 5", "x": 1})
    error = caught.value
    assert (error.what, error.key, error.write, error.on_key) == (
        "a trigger has no key `wen`",
        "wen",
        "when",
        True,
    )
    with pytest.raises(EntryError) as caught:
        Trigger.of({5: "accepted"})
    assert (caught.value.key, caught.value.write) == ("5", "one of event, when, enters, leaves")


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"when": "score > 5"},
        {"event": "accepted", "enters": "sql"},
        {"event": "accepted", "leaves": "sql"},
        {"enters": "sql", "leaves": "mql"},
    ],
)
def test_a_cause_names_exactly_one_thing(value: dict[str, str]) -> None:
    """An event, a stage entered or a stage left."""
    with pytest.raises(EntryError) as caught:
        Trigger.of(value)
    assert (caught.value.what, caught.value.write) == (
        "a trigger names one of `event`, `enters` or `leaves`",
        "a list for several",
    )
    with pytest.raises(EntryError):
        Cause("accepted", forward=True)
    assert FORWARD.causes == (Cause(forward=True),)


# -- which events are meant ------------------------------------------------------------------------------------------


def test_an_event_is_meant_by_its_name() -> None:
    """And no other is."""
    tests = Trigger.of("accepted").tests({}, MOVING, ORDER)
    assert tests == {"accepted": ALWAYS}
    assert means(Trigger.of("accepted"), happens("accepted"))
    assert not means(Trigger.of("accepted"), happens("rejected"))


@pytest.mark.parametrize(
    ("name", "event", "meant"),
    [
        ("touched", happens("touched"), True),
        ("touched", happens("connected"), True),
        ("touched", happens("replied"), True),
        ("connected", happens("connected"), True),
        ("connected", happens("touched", outcome="connected"), True),
        ("connected", happens("touched"), False),
        ("connected", happens("replied"), False),
        ("replied", happens("replied"), True),
        ("replied", happens("touched", direction="inbound"), True),
        ("replied", happens("touched"), False),
        ("replied", happens("connected"), False),
        ("assigned", happens("assigned"), True),
        ("assigned", happens("touched"), False),
    ],
)
def test_a_contact_attempt_is_meant_however_it_was_logged(name: str, event: Event, meant: bool) -> None:
    """`connected` is short for a touch that connected, `replied` for one that comes in."""
    assert means(Trigger.of(name), event) is meant
    tests = event_tests(name)
    assert (event.name in tests and tests[event.name](None, event)) is meant


def test_a_criterion_narrows_what_is_meant() -> None:
    """The lead as the event left it, and the event; both tests have to hold."""
    trigger = Trigger.of({"event": "connected", "when": "score > 5"})
    assert means(trigger, happens("connected"), moved(None, None, score=6))
    assert not means(trigger, happens("connected"), moved(None, None, score=5))
    assert means(trigger, happens("touched", outcome="connected"), moved(None, None, score=6))
    assert not means(trigger, happens("touched"), moved(None, None, score=6))


@pytest.mark.parametrize(
    ("start", "to", "meant"),
    [("mql", "sql", True), (None, "sql", True), ("sql", "sql", False), ("mql", "sal", False)],
)
def test_entering_a_stage(start: str | None, to: str, meant: bool) -> None:
    """By a move from elsewhere, whichever event that can change the stage caused it."""
    for name in MOVING:
        assert means(Trigger.of({"enters": "sql"}), happens(name), moved(start, to)) is meant
    assert not means(Trigger.of({"enters": "sql"}), happens("touched"), moved(start, to))
    assert not means(Trigger.of({"enters": "sql"}), happens("accepted"), moved("sql", None))


@pytest.mark.parametrize(
    ("start", "to", "meant"),
    [("sql", "mql", True), ("sql", "sql", False), ("mql", "sql", False), (None, "sql", False)],
)
def test_leaving_a_stage(start: str | None, to: str, meant: bool) -> None:
    """By a move to elsewhere."""
    assert means(Trigger.of({"leaves": "sql"}), happens("accepted"), moved(start, to)) is meant
    assert not means(Trigger.of({"leaves": "sql"}), happens("accepted"), moved("sql", None))


def test_a_stage_with_a_criterion() -> None:
    """Entered by such leads only."""
    trigger = Trigger.of({"enters": "sql", "when": "score > 5"})
    assert means(trigger, happens("accepted"), moved("mql", "sql", score=6))
    assert not means(trigger, happens("accepted"), moved("mql", "sql", score=5))
    assert not means(trigger, happens("accepted"), moved("mql", "sal", score=6))


@pytest.mark.parametrize(
    ("start", "to", "meant"),
    [
        ("mql", "sal", True),
        ("mql", "sql", True),
        (None, "mql", True),
        ("sal", "sal", False),
        ("sql", "sal", False),
    ],
)
def test_a_move_forward_is_one_to_a_later_stage(start: str | None, to: str, meant: bool) -> None:
    """From no stage, to any; not by an event that takes the lead back or out."""
    assert means(FORWARD, happens("accepted"), moved(start, to)) is meant
    assert not means(FORWARD, happens("recycled"), moved(start, to))
    assert not means(FORWARD, happens("accepted"), moved(start, None))


def test_back_or_out_is_no_progress() -> None:
    """Whatever the order of the stages says."""
    assert {"recycled", "disqualified", "lost"} <= BACK_OR_OUT
    lead = moved("mql", "sql")
    tests = FORWARD.tests({}, (*BACK_OR_OUT, "won"), ORDER)
    assert {name for name, test in tests.items() if test(lead, happens(name))} == {"won"}


def test_any_of_several_causes_is_meant() -> None:
    """Of one name, either test; a name without a condition needs none."""
    trigger = Trigger.of(
        [{"event": "scored", "when": "score > 5"}, {"event": "scored", "when": "score < 2"}, "won"]
    )
    assert [means(trigger, happens("scored"), moved(None, None, score=score)) for score in (1, 2, 5, 6)] == [
        True,
        False,
        False,
        True,
    ]
    assert means(trigger, happens("won"))
    assert Trigger.of([{"event": "won", "when": "score > 5"}, "won"]).tests({"score": "number"}, (), {}) == {
        "won": ALWAYS
    }


def test_nothing_and_everything() -> None:
    """No event, and whatever event there is."""
    assert NOTHING.tests({}, MOVING, ORDER) == {}
    assert EVERYTHING.tests({}, MOVING, ORDER) == {ANY: ALWAYS}
    assert ANY == "*"


def test_tests_are_joined_without_needless_calls() -> None:
    """What always holds adds nothing to `both`, and makes `either` hold."""
    assert both(ALWAYS, yes) is yes
    assert both(yes, ALWAYS) is yes
    assert either(ALWAYS, no) is ALWAYS
    assert either(no, ALWAYS) is ALWAYS
    for first, second in ((yes, yes), (yes, no), (no, yes), (no, no)):
        a, b = first is yes, second is yes
        assert both(first, second)(None, None) is (a and b)
        assert either(first, second)(None, None) is (a or b)
    assert ALWAYS(None, None) is True  # type: ignore[arg-type]


def test_tests_are_given_the_lead_and_the_event() -> None:
    """In this order."""
    lead, event = moved(None, None), happens("won")

    def right(a: Any, b: Any) -> bool:
        return a is lead and b is event

    assert both(right, right)(lead, event)
    assert either(no, right)(lead, event)
    assert either(right, no)(lead, event)


# -- how they read ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("accepted", "`accepted`"),
        ({"event": "scored", "when": "score > 5"}, "`scored` with score > 5"),
        ({"enters": "sql"}, "entering `sql`"),
        ({"leaves": "sql", "when": "score > 5"}, "leaving `sql` with score > 5"),
        (["accepted", {"leaves": "mql"}, "won"], "`accepted` or leaving `mql` or `won`"),
        (FORWARD, "a move to a later stage"),
    ],
)
def test_a_trigger_reads_as_a_sentence_has_it(value: Any, text: str) -> None:
    """In the middle of one."""
    assert str(Trigger.of(value)) == text


def test_the_events_that_a_trigger_names() -> None:
    """Stages name none."""
    assert Trigger.of(["won", {"enters": "sql"}, {"event": "lost", "when": "score > 5"}]).events == {
        "won",
        "lost",
    }
    assert NOTHING.events == frozenset()


def test_triggers_are_values() -> None:
    """Equal by what they say, hashable, never changed, the same after pickling."""
    trigger = Trigger.of(["won", {"enters": "sql", "when": "score > 5"}])
    assert trigger == Trigger.of(["won", {"enters": "sql", "when": "score > 5"}])
    assert hash(trigger) == hash(pickle.loads(pickle.dumps(trigger)))
    assert trigger != Trigger.of([{"enters": "sql", "when": "score > 5"}, "won"])
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        trigger.causes = ()  # type: ignore[misc]
