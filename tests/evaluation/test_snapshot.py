"""The state as data: written as JSON and read back, nothing is lost and nothing is shared."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.decisions.scenario import TICK, agree, answer, at, on, withdraw

import leadsla as ls
from leadsla.clauses import MinimumTouches, RequiredInformation
from leadsla.errors import EventError
from leadsla.evaluation.compile import Program
from leadsla.evaluation.fold import Fold
from leadsla.evaluation.monitor import Monitor
from leadsla.evaluation.snapshot import EDITION, copy_lead, plain, read_event, restored, write_event
from leadsla.instants import instant
from leadsla.lead import CLOCK_VALUES, NONE_SEEN, Lead

BERLIN = ZoneInfo("Europe/Berlin")
#: One of all that a monitor can know: pauses, ladders, warnings, passes, values, counts, segments, zones.
CLAUSES = [
    answer(
        id="answer",
        within=[{"when": 'source == "demo"', "is": "1 hour"}, {"is": "2 business hours"}],
        pause_while="waiting",
        count_from="created",
        warn_at=["50%"],
        on_warning={"alert": "assignee"},
        on_start={"assign_task": "call"},
        on_breach=[{"alert": "manager"}, {"escalate": "director", "after": "1 day"}],
        on_met={"alert": "manager"},
        calendar_by={"zone": "email"},
        target="80% per day",
        on_missed={"review": "joint"},
    ),
    answer(id="deliver", from_="requested", until="delivered", per="event.content", repeat="each"),
    MinimumTouches(
        id="touches",
        owner="sales",
        from_="assigned",
        within="2 days",
        touches={"call": 2, "any": 4},
        apart="1 hour",
    ),
    RequiredInformation(
        id="info", owner="marketing", at="assigned", within="1 day", fields=["email", "phone"]
    ),
    answer(id="back", from_="accepted", within="1 hour", on_breach={"recycle": "nurture", "automatic": True}),
]
EVENTS = [
    on("2 09:00", "created", lead="L1", id="1"),
    on(
        "2 10:00",
        "assigned",
        lead="L1",
        to="rep7",
        source="demo",
        id="2",
        score=Decimal("1.5"),
        email="Europe/Berlin",
    ),
    on("2 10:10", "updated", lead="L1", waiting=True),
    on("2 10:20", "touched", lead="L1", channel="call"),
    on("2 09:30", "requested", lead="L2", content=["a", "b"]),
    on("2 09:40", "requested", lead="L2", content=Decimal("2.50")),
    on("2 10:40", "delivered", lead="L2", content=["a", "b"], id="3"),
    on("2 11:00", "created", lead="L3"),
    on("2 11:10", "accepted", lead="L3"),
    on("2 12:00", "won", lead="L3", seq=2, actor="rep8"),
    on("2 12:30", "assigned", lead="L4", to="rep9", source="web"),
    on("2 12:40", "updated", lead="L1", waiting=False, phone="1"),
    on("2 13:00", "merged", lead="L2", into="L1"),
    on("2 13:10", "won", lead="L2"),
    withdraw("2 13:30", "3", lead="L2"),
    on("2 09:30", "touched", lead="L4", id="2"),
    on("2 13:40", "touched", lead="L4", channel="email"),
    on("4 09:00", "recycled", lead="L1", to="mql"),
    on("4 10:00", "assigned", lead="L1", to="rep7"),
    on("3 10:00", "touched", lead="L4", channel="call"),
]


def through_json(monitor: Monitor) -> Monitor:
    return Monitor.restore(monitor.agreement, json.loads(json.dumps(monitor.snapshot())))


# -- plain values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (True, True),
        (5, 5),
        (1.5, 1.5),
        ("text", "text"),
        (Decimal("1.50"), {"!decimal": "1.50"}),
        (Fraction(1, 3), {"!fraction": "1/3"}),
        (dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), {"!datetime": "2026-03-02T09:00:00+00:00"}),
        (dt.datetime(2026, 3, 2, 9), {"!datetime": "2026-03-02T09:00:00"}),
        (dt.date(2026, 3, 2), {"!date": "2026-03-02"}),
        ({"a": [Decimal(1), {"b": None}], "c": 1}, {"a": [{"!decimal": "1"}, {"b": None}], "c": 1}),
        ([], []),
        ({}, {}),
        ({"!date": "soon"}, {"!mapping": [["!date", "soon"]]}),
        ({"!mapping": []}, {"!mapping": [["!mapping", []]]}),
        ({"!date": "soon", "a": 1}, {"!date": "soon", "a": 1}),
        ({"!other": 1}, {"!other": 1}),
    ],
)
def test_values_are_written_and_restored(value: Any, written: Any) -> None:
    """What JSON has no type for is tagged with its type; what looks like a tag is none."""
    assert plain(value) == written
    again = restored(json.loads(json.dumps(plain(value))))
    assert again == value
    assert type(again) is type(value)


def test_tuples_and_sets_become_lists() -> None:
    """Sets in an order that is always the same; keys become text."""
    assert plain((1, (2,))) == [1, [2]]
    assert plain({"b", "a", "c"}) == plain(frozenset({"b", "a", "c"})) == ["a", "b", "c"]
    assert plain({"a", 1}) == ["a", 1]
    assert plain({5: 1}) == {"5": 1}


def test_what_is_no_plain_value_is_refused() -> None:
    """By what it is."""
    with pytest.raises(EventError) as caught:
        plain({"a": [object]})
    assert str(caught.value) == (
        "<class 'object'> cannot be written to a snapshot; give plain values as data of events"
    )


# -- events ----------------------------------------------------------------------------------------------------------


def test_an_event_is_written_and_read() -> None:
    """What it does not have is not written."""
    bare = on(at("2 10:00") + TICK, "won")
    assert write_event(bare) == {"lead": "L1", "at": "2026-03-02T10:00:00.000001Z", "name": "won", "data": {}}
    full = ls.Event(
        "L1",
        at("2 10:00"),
        "won",
        {"amount": Decimal(5)},
        "1",
        "rep7",
        0,
        dt.datetime(2026, 3, 2, 12, tzinfo=BERLIN),
    )
    assert write_event(full) == {
        "lead": "L1",
        "at": "2026-03-02T10:00:00Z",
        "name": "won",
        "data": {"amount": {"!decimal": "5"}},
        "id": "1",
        "actor": "rep7",
        "seq": 0,
        "recorded_at": "2026-03-02T11:00:00+00:00",
    }
    for event in (bare, full, on("2 10:00", "touched", channel="call")):
        again = read_event(json.loads(json.dumps(write_event(event))))
        assert again == event
        assert again.instant == event.instant


# -- leads -----------------------------------------------------------------------------------------------------------


def test_a_copy_of_a_lead_goes_its_own_way() -> None:
    """Whatever happens to it, the other stays; and the other way round."""
    fold = Fold(Program(agree(*CLAUSES)))
    lead = Lead("L1")
    own = [event for event in EVENTS if event.lead == "L1" and event.instant <= instant(at("2 10:10"))]
    for event in own:
        fold.step(lead, event)

    def state(of: Lead) -> Any:
        values = {
            name: value
            for name, value in vars(of).items()
            if name not in ("clocks", "owed", "latest", "consequences")
        }
        clocks = [{name: getattr(clock, name) for name in CLOCK_VALUES} for clock in of.clocks]
        number = {clock: place for place, clock in enumerate(of.clocks)}
        links = (
            [number[clock] for clock in of.owed],
            {key: number[clock] for key, clock in of.latest.items()},
            [(noted[0], number[noted[1]], *noted[2:]) for noted in of.consequences],
        )
        defaults = {
            name: getattr(of, name) for name in ("stage", "assignee", "passes", "created", "wake", "recycle")
        }
        return json.loads(json.dumps([values, clocks, links, defaults], default=str))

    copied = copy_lead(lead)
    before = state(lead)
    assert [clock.terms for clock in copied.clocks] == [clock.terms for clock in lead.clocks]
    assert state(copied)[1:] == before[1:]
    for event in (
        on("2 10:20", "touched", channel="call"),
        on("2 10:40", "updated", waiting=False, phone="1"),
        on("2 11:00", "won"),
    ):
        fold.step(copied, event)
    fold.advance(copied, instant(at("5 00:00")))
    assert state(lead) == before
    assert state(copied)[1:] != before[1:]
    again = copy_lead(lead)
    assert state(again)[1:] == before[1:]
    fold.advance(lead, instant(at("5 00:00")))
    assert state(again)[1:] == before[1:]


def test_a_copy_of_a_new_lead_shares_that_it_has_nothing() -> None:
    """Nothing is made for nothing."""
    copied = copy_lead(Lead("L1"))
    assert copied.id == "L1"
    assert copied.seen is NONE_SEEN
    assert copied.holds is NONE_SEEN


# -- monitors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lateness", [None, "1 day"])
@pytest.mark.parametrize("automatic", [True, False])
def test_a_monitor_is_the_same_after_json(lateness: str | None, automatic: bool) -> None:
    """After every event and every tick, whatever comes next."""
    agreement = agree(*CLAUSES)
    watch = Monitor(agreement, lateness=lateness, automatic=automatic)
    again = Monitor(agreement, lateness=lateness, automatic=automatic)
    for number, event in enumerate(EVENTS):
        assert again.receive(event) == watch.receive(event)
        if number % 3 == 2:
            assert again.advance(event.at) == watch.advance(event.at)
        assert again.snapshot() == watch.snapshot()
        again = through_json(again)
        assert again.snapshot() == watch.snapshot()
        assert again.next_due == watch.next_due
    now = at("9 00:00")
    assert again.evaluation(now).to_dict() == watch.evaluation(now).to_dict()
    assert [clock.value for clock in again.evaluation(now).clocks] == [
        clock.value for clock in watch.evaluation(now).clocks
    ]
    assert again.advance(now) == watch.advance(now)
    assert again.evaluation(now).to_dict() == watch.evaluation(now).to_dict()
    assert again.evaluation(now).duplicates == watch.evaluation(now).duplicates == 1


def test_a_snapshot_says_what_it_is_of() -> None:
    """The edition, the agreement, and how the monitor was made."""
    watch = Monitor(agree(answer()), lateness="30 days", automatic=False, strict=True)
    data = watch.snapshot()
    assert {
        key: data[key] for key in ("leadsla", "agreement", "versions", "lateness", "automatic", "strict")
    } == {
        "leadsla": 2,
        "agreement": "decisions",
        "versions": ["1"],
        "lateness": "30 days",
        "automatic": False,
        "strict": True,
    }
    assert EDITION == 2
    assert Monitor(agree(answer())).snapshot()["lateness"] is None
    for made in (watch, Monitor(agree(answer())), Monitor(agree(answer()), strict=True)):
        assert through_json(made).snapshot() == made.snapshot()


def test_a_strict_monitor_is_strict_again() -> None:
    """And one that does not recycle does not."""
    with pytest.raises(ls.MoveError):
        through_json(Monitor(agree(answer()), strict=True)).receive(on("2 10:00", "won"))
    assert through_json(Monitor(agree(answer()))).receive(on("2 10:00", "won")) == []


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("leadsla", 1, "this snapshot is of leadsla 1, and what restores it is of 2"),
        ("leadsla", None, "this snapshot is of leadsla None, and what restores it is of 2"),
        (
            "agreement",
            "other",
            "this snapshot is of agreement 'other', and what restores it is of 'decisions'",
        ),
        ("versions", ["2"], "this snapshot is of the versions 2, and what restores it is of 1"),
    ],
)
def test_a_snapshot_of_something_else_is_refused(key: str, value: Any, said: str) -> None:
    """By what it is of."""
    data = Monitor(agree(answer())).snapshot() | {key: value}
    with pytest.raises(EventError) as caught:
        Monitor.restore(agree(answer()), data)
    assert str(caught.value) == said


def test_a_new_monitor_has_seen_nothing() -> None:
    """Neither an instant nor a lead."""
    data = Monitor(agree(answer()), lateness="1 day").snapshot()
    assert (data["advanced"], data["compacted"], data["leads"], data["ids"]) == (0, 0, [], [])


def test_a_target_that_was_told_missed_is_not_told_again() -> None:
    """Nor one that was not told kept to itself."""
    agreement = agree(answer(target="80% per day", on_missed={"review": "joint"}))
    watch = Monitor(agreement)
    watch.receive(on("2 10:00", "assigned"))
    early = through_json(watch)
    assert [one.do for one in watch.advance(at("3 00:01"))] == ["review"]
    assert through_json(watch).advance(at("3 00:02")) == []
    assert [one.do for one in early.advance(at("3 00:02"))] == ["review"]


def test_a_snapshot_is_taken_and_not_shared() -> None:
    """What happens later does not change it, nor what reads it."""
    watch = Monitor(agree(*CLAUSES))
    watch.receive_all(EVENTS[:6])
    data = watch.snapshot()
    kept = json.dumps(data)
    again = Monitor.restore(watch.agreement, data)
    for monitor in (watch, again):
        monitor.receive_all(EVENTS[6:])
        monitor.advance(at("9 00:00"))
    assert json.dumps(data) == kept


def test_anomalies_issues_and_duplicates_survive() -> None:
    """Those of the monitor, and those of a lead."""
    watch = Monitor(
        agree(answer(on_breach={"alert": "manager"}, target="80% per day", on_missed={"review": "joint"}))
    )
    watch.receive_all(
        [on("2 10:00", "assigned", id="1"), on("2 10:01", "touched", id="1"), withdraw("2 10:02", "x")]
    )
    watch.advance(at("4 00:00"))
    watch.receive(on("2 11:00", "touched", id="t"))
    again = through_json(watch)
    told = again.receive(withdraw("4 00:00", "t"))
    assert [(one.do, one.issue) for one in told] == [("alert", 2), ("review", 2)]
    assert told == watch.receive(withdraw("4 00:00", "t"))
    whys = [anomaly.why for anomaly in again.evaluation(at("4 00:00")).anomalies]
    assert len(whys) == 2
    assert again.evaluation(at("4 00:00")).anomalies == watch.evaluation(at("4 00:00")).anomalies
