"""Events: facts that are whole, never changed, and refused where they cannot be one."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from leadsla.errors import EventError, TimeError
from leadsla.events import CHANNELS, TOUCHES, VOCABULARY, Event, is_missing
from leadsla.instants import UTC

NINE = dt.datetime(2026, 3, 2, 9, tzinfo=UTC)


class Unwilling:
    """A null of somebody else's, which refuses to be compared."""

    def __eq__(self, other: object) -> bool:
        raise TypeError("boolean value of NA is ambiguous")

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("value", [None, "", " ", "\t\n", float("nan"), Decimal("nan"), Unwilling()])
def test_what_counts_as_missing(value: Any) -> None:
    """Null, blank text, not a number; and what cannot even be compared."""
    assert is_missing(value) is True


@pytest.mark.parametrize("value", [0, False, 0.0, "0", " a ", [], {}, Decimal(0), float("inf")])
def test_what_is_empty_but_given(value: Any) -> None:
    """Nothing of this is missing."""
    assert is_missing(value) is False


def test_the_vocabulary_is_fixed() -> None:
    """The standard names with the data that each carries."""
    assert VOCABULARY["assigned"] == VOCABULARY["notified"] == ("to",)
    assert VOCABULARY["touched"] == ("channel", "direction", "outcome", "minutes", "content")
    assert {name: data for name, data in VOCABULARY.items() if len(data) == 1} == {
        "requested": ("content",),
        "delivered": ("content",),
        "scored": ("score",),
        "assigned": ("to",),
        "notified": ("to",),
        "rejected": ("reason",),
        "disqualified": ("reason",),
        "lost": ("reason",),
        "recycled": ("to",),
        "proposed": ("amount",),
        "won": ("amount",),
        "withdrawn": ("id",),
        "merged": ("into",),
    }
    assert VOCABULARY["meeting_held"] == ("attended", "meeting")
    assert {name for name, data in VOCABULARY.items() if not data} == {
        "created",
        "qualified",
        "accepted",
        "advanced",
        "updated",
        "status_reported",
    }
    with pytest.raises(TypeError):
        VOCABULARY["assigned"] = ()  # type: ignore[index]
    assert CHANNELS == ("call", "voicemail", "email", "linkedin", "sms", "meeting", "other")


@pytest.mark.parametrize(
    ("name", "direction", "outcome"),
    [
        ("touched", "outbound", "unknown"),
        ("connected", "outbound", "connected"),
        ("replied", "inbound", "replied"),
    ],
)
def test_a_contact_attempt_is_made_whole(name: str, direction: str, outcome: str) -> None:
    """What its source leaves out, or leaves blank, is filled in; what it gives is kept."""
    whole = {"channel": "other", "direction": direction, "outcome": outcome}
    assert Event("L1", NINE, name).data == whole == TOUCHES[name]
    blank = {"channel": " ", "direction": None, "outcome": float("nan"), "minutes": 3}
    assert Event("L1", NINE, name, blank).data == {**whole, "minutes": 3}
    given = {"channel": "call", "direction": "inbound", "outcome": "busy"}
    assert Event("L1", NINE, name, given).data == given


def test_other_events_carry_what_they_are_given() -> None:
    """Nothing, or a copy of the data."""
    assert Event("L1", NINE, "assigned").data == {}
    assert Event("L1", NINE, "assigned", None).data == {}
    given = {"to": "rep7", "note": ""}
    event = Event("L1", NINE, "assigned", given)
    given["to"] = "rep8"
    assert event.data == {"to": "rep7", "note": ""}


def test_what_is_left_out_is_none() -> None:
    """By the names of design: id, actor, seq, recorded_at."""
    event = Event("L1", NINE, "assigned")
    assert (event.lead, event.at, event.name) == ("L1", NINE, "assigned")
    assert (event.id, event.actor, event.seq, event.recorded_at) == (None, None, None, None)
    full = Event("L1", NINE, "assigned", {}, "e1", "rep7", 4, NINE + dt.timedelta(hours=1))
    assert (full.id, full.actor, full.seq, full.recorded_at) == (
        "e1",
        "rep7",
        4,
        NINE + dt.timedelta(hours=1),
    )
    assert Event("", NINE, "meeting_held").lead == ""


def test_times_are_kept_in_utc() -> None:
    """To the microsecond, whatever zone they came in."""
    local = dt.datetime(2026, 3, 2, 4, 0, 0, 7, tzinfo=ZoneInfo("America/New_York"))
    event = Event("L1", local, "assigned", recorded_at=local)
    for kept in (event.at, event.recorded_at):
        assert kept == dt.datetime(2026, 3, 2, 9, 0, 0, 7, tzinfo=UTC)
        assert kept.tzinfo is UTC
    assert event.instant == 1_772_442_000_000_007
    assert Event("L1", NINE, "assigned").at is NINE


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"lead": 7}, EventError, "`lead` is 7, not text; give the lead's id as text"),
        ({"lead": None}, EventError, "`lead` is None, not text; give the lead's id as text"),
        (
            {"name": ""},
            EventError,
            "`name` of an event of lead 'L1' is ''; give the event's name, such as 'assigned'",
        ),
        (
            {"name": None},
            EventError,
            "`name` of an event of lead 'L1' is None; give the event's name, such as 'assigned'",
        ),
        (
            {"data": "to rep7"},
            EventError,
            "`data` of 'assigned' of lead 'L1' is 'to rep7', not a mapping of names to values",
        ),
        (
            {"data": []},
            EventError,
            "`data` of 'assigned' of lead 'L1' is [], not a mapping of names to values",
        ),
        ({"id": 5}, EventError, "`id` of 'assigned' of lead 'L1' is 5, not text"),
        ({"seq": "5"}, EventError, "`seq` of 'assigned' of lead 'L1' is '5', not a whole number"),
        ({"seq": float("nan")}, EventError, "`seq` of 'assigned' of lead 'L1' is nan, not a whole number"),
        (
            {"at": "2026-03-02"},
            TimeError,
            "`at` is '2026-03-02', not a datetime; give an aware datetime (event 'assigned' of lead 'L1')",
        ),
    ],
)
def test_what_cannot_be_a_fact_is_refused(given: dict[str, Any], error: type[Exception], said: str) -> None:
    """By the argument, the event and the lead."""
    whole = {"lead": "L1", "at": NINE, "name": "assigned"} | given
    with pytest.raises(error) as caught:
        Event(**whole)
    assert str(caught.value) == said


@pytest.mark.parametrize("what", ["at", "recorded_at"])
def test_naive_times_are_refused_by_the_field_s_name(what: str) -> None:
    """And the event that has it."""
    given: dict[str, Any] = {"at": NINE, what: dt.datetime(2026, 3, 2, 9)}
    with pytest.raises(TimeError, match=rf"^`{what}` is 2026.* \(event 'won' of lead 'L9'\)$") as caught:
        Event(lead="L9", name="won", **given)
    assert caught.value.__suppress_context__


def test_events_are_ordered_by_instant_and_counter() -> None:
    """No counter is counter 0."""
    assert Event("L1", NINE, "a").order == (1_772_442_000_000_000, 0)
    assert Event("L1", NINE, "a", seq=0).order == (1_772_442_000_000_000, 0)
    assert Event("L1", NINE, "a", seq=3).order == (1_772_442_000_000_000, 3)
    assert Event("L1", NINE, "a", seq=-1).order < Event("L1", NINE, "a").order


def test_equal_events_are_equal_in_all_they_say() -> None:
    """Any difference makes another event; data, which may be any value, is not hashed."""
    one = Event("L1", NINE, "won", {"amount": [1]}, "e1", "rep7", 3, NINE)
    assert one == Event("L1", NINE, "won", {"amount": [1]}, "e1", "rep7", 3, NINE)
    assert hash(one) == hash(Event("L1", NINE, "won", {"amount": [2]}, "e1", "rep7", 3, NINE))
    later = NINE + dt.timedelta(microseconds=1)
    for change in (
        {"lead": "L2"},
        {"at": later},
        {"name": "lost"},
        {"data": {}},
        {"id": "e2"},
        {"actor": "rep8"},
        {"seq": 4},
        {"recorded_at": later},
    ):
        given: dict[str, Any] = {
            "lead": "L1",
            "at": NINE,
            "name": "won",
            "data": {"amount": [1]},
            "id": "e1",
            "actor": "rep7",
            "seq": 3,
            "recorded_at": NINE,
        }
        assert Event(**(given | change)) != one


def test_an_event_is_never_changed_and_can_be_sent() -> None:
    """Frozen, without further attributes, and the same after pickling."""
    event = Event("L1", NINE, "touched", {"channel": "call"}, "e1", "rep7", 3, NINE)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        event.name = "won"  # type: ignore[misc]
    assert not hasattr(event, "__dict__")
    for again in (pickle.loads(pickle.dumps(event)), copy.deepcopy(event)):
        assert again == event
        assert again.instant == event.instant


def test_an_event_prints_what_it_says() -> None:
    """Lead, instant, name and data."""
    assert (
        repr(Event("L1", NINE, "won", {"amount": 3})) == "Event('L1', 2026-03-02T09:00:00Z, 'won', amount=3)"
    )
    assert (
        repr(Event("L1", NINE, "won", {"a": 1, "b": "c"}))
        == "Event('L1', 2026-03-02T09:00:00Z, 'won', a=1, b='c')"
    )
    assert repr(Event("L1", NINE, "won")) == "Event('L1', 2026-03-02T09:00:00Z, 'won')"


@pytest.mark.parametrize(
    ("name", "data", "is_one"),
    [
        ("touched", {}, True),
        ("connected", {}, True),
        ("replied", {}, False),
        ("replied", {"direction": "outbound"}, True),
        ("touched", {"direction": "inbound"}, False),
        ("delivered", {"direction": "outbound"}, False),
    ],
)
def test_an_attempt_is_a_touch_that_goes_out(name: str, data: dict[str, Any], is_one: bool) -> None:
    assert Event("L1", dt.datetime(2026, 3, 2, tzinfo=dt.UTC), name, data).is_attempt is is_one
