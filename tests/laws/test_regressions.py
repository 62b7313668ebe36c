"""Examples that laws once found, shrunk; each with the rule that it broke."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import pytest

from leadsla import Agreement, BusinessCalendar, Event, Monitor, ResponseWindow, evaluate
from leadsla.clauses import LeadClause
from leadsla.lifecycle import Lifecycle, Move, Stage
from leadsla.parties import Party, Term
from leadsla.testing import lateness_compaction_is_invisible

NINE = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
MICROSECOND = dt.timedelta(microseconds=1)


def agreed(*clauses: LeadClause, calendar: BusinessCalendar | None = None) -> Agreement:
    """A small agreement, in UTC."""
    return Agreement(
        agreement="laws",
        version="1",
        term=Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        timezone="UTC",
        parties={"sales": Party("Sales")},
        roles={"manager": "sales"},
        fields={"nurture": "flag"},
        calendars={"office": calendar or BusinessCalendar("UTC", {"mon-fri": "09:00-17:00"})},
        calendar="office",
        lifecycle=Lifecycle(
            [Stage("mql"), Stage("sal"), Stage("recycled")],
            [
                Move("created", "mql"),
                Move("accepted", "sal", "mql"),
                Move("rejected", "recycled", ["mql", "sal"]),
                Move("recycled", from_=["mql", "sal", "recycled"]),
            ],
        ),
        clauses=clauses,
    )


def answer(id: str = "answer", **keys: Any) -> ResponseWindow:
    """A touch within an hour of the assignment, but for what is given."""
    given: dict[str, Any] = {"owner": "sales", "from_": "assigned", "within": "1 hour"}
    return ResponseWindow(id=id, **(given | keys))


def event(name: str, hours: float = 0, data: Mapping[str, Any] | None = None, **keys: Any) -> Event:
    """An event of lead L1, so many hours after nine."""
    return Event("L1", NINE + hours * HOUR, name, data, **keys)


def test_the_same_object_twice_is_a_duplicate() -> None:
    """An event with an id counts once, also where the caller passes one object twice."""
    created = event("created", id="e0")
    evaluation = evaluate(agreed(answer()), [created, created], NINE)
    assert evaluation.duplicates == 1
    assert evaluation.anomalies == ()


def test_an_id_belongs_to_the_event_that_arrived_first_even_if_it_lies_ahead() -> None:
    """The second event with an id is ignored, also where the first lies after the instant of the evaluation."""
    events = [event("accepted", 5, id="e0"), event("created", 0, id="e0")]
    monitor = Monitor(agreed(answer()))
    monitor.receive_all(events)
    found, live = evaluate(monitor.agreement, events, NINE + HOUR), monitor.evaluation(NINE + HOUR)
    assert found.leads == live.leads == ()
    assert found.duplicates == live.duplicates == 1
    assert found.to_dict() == live.to_dict()


def test_a_second_withdrawal_of_what_a_first_one_missed_finds_it() -> None:
    """Only the withdrawal that comes before its event is reported."""
    events = [
        event("withdrawn", 0, {"id": "e1"}, id="w0"),
        event("created", 1, id="e1"),
        event("withdrawn", 2, {"id": "e1"}, id="w2"),
    ]
    assert [anomaly.at for anomaly in evaluate(agreed(answer()), events, NINE + 3 * HOUR).anomalies] == [NINE]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("withdrawn", {"id": ["e0"]}),
        ("recycled", {"to": ["mql"]}),
        ("assigned", {"content": ["guide", "video"]}),
        ("assigned", {"content": {"name": "guide"}}),
    ],
)
def test_data_of_any_shape_is_no_exception(name: str, data: Mapping[str, Any]) -> None:
    """A list or a mapping where text is expected is judged like other text, live and in a replay, and restored."""
    agreement = agreed(answer(per="event.content"))
    events = [event("created"), event(name, 1, data), event("touched", 1.5, data)]
    monitor = Monitor(agreement)
    monitor.receive_all(events)
    restored = Monitor.restore(agreement, json.loads(json.dumps(monitor.snapshot())))
    at = NINE + 3 * HOUR
    assert restored.evaluation(at) == monitor.evaluation(at) == evaluate(agreement, events, at)


def test_values_of_any_shape_have_clocks_of_their_own() -> None:
    """`per` tells lists apart as it does texts, and a touch settles the clock of its own value."""
    guide, video = {"content": ["guide"]}, {"content": ["video"]}
    events = [event("assigned", 0, guide), event("assigned", 0, video), event("touched", 0.5, video)]
    evaluation = evaluate(agreed(answer(per="event.content")), events, NINE + 2 * HOUR)
    assert [(clock.value, clock.outcome) for clock in evaluation.clocks] == [
        ("['guide']", "breached"),
        ("['video']", "met"),
    ]


def test_a_restored_snapshot_is_the_same_snapshot() -> None:
    """To write what was restored gives what was read."""
    agreement = agreed(answer())
    monitor = Monitor(agreement)
    monitor.receive(event("assigned"))
    written = json.dumps(monitor.snapshot())
    assert json.dumps(Monitor.restore(agreement, json.loads(written)).snapshot()) == written


def test_a_clock_that_counts_from_earlier_is_warned_when_its_share_has_counted() -> None:
    """Half of two hours, counted from nine with a pause of 42 minutes, is reached at 10:42: not after the start."""
    clause = answer(
        count_from="created",
        within="2 hours",
        pause_while="nurture",
        warn_at="50%",
        on_warning={"alert": "manager"},
    )
    events = [
        event("created"),
        event("updated", 0.1, {"nurture": True}),
        event("updated", 0.8, {"nurture": False}),
        event("assigned", 1.5),
    ]
    evaluation = evaluate(agreed(clause), events, NINE + 2 * HOUR)
    assert [(c.on, c.at - NINE) for c in evaluation.consequences] == [("warning", 1.7 * HOUR)]


def test_what_a_clock_had_reached_before_a_pause_that_goes_on_is_told_at_once() -> None:
    """A clock that starts paused, counted from before the pause, warns of the share that had counted by then."""
    clause = answer(
        count_from="created",
        within="2 hours",
        pause_while="nurture",
        warn_at=["25%", "75%"],
        on_warning={"alert": "manager"},
    )
    events = [event("created"), event("updated", 1, {"nurture": True}), event("assigned", 2)]
    agreement = agreed(clause)
    evaluation = evaluate(agreement, events, NINE + 9 * HOUR)
    assert [(c.on, c.at - NINE) for c in evaluation.consequences] == [("warning", 2 * HOUR)]
    assert [(clock.at_risk, clock.outcome) for clock in evaluation.clocks] == [(True, "open")]


def test_a_recycle_to_where_the_lead_is_is_nothing_to_wake_up_for() -> None:
    """Another event of the instant has brought the lead there already."""
    clause = answer(on_start={"recycle": "recycled", "automatic": True}, within="3 hours")
    monitor = Monitor(agreed(clause))
    monitor.receive_all([event("created"), event("assigned", 1)])
    assert monitor.next_due == NINE + HOUR + MICROSECOND
    monitor.receive(event("rejected", 1))
    assert monitor.next_due == NINE + 4 * HOUR + MICROSECOND
    monitor.receive_all([event("recycled", 2, {"to": "mql"})])
    assert monitor.evaluation(NINE + 3 * HOUR).stage("L1") == "mql"


def test_a_clock_that_a_restart_voids_is_nothing_to_wake_up_for() -> None:
    """`next_due` is that of the clock that runs."""
    monitor = Monitor(agreed(answer(repeat="restart")))
    monitor.receive_all([event("assigned"), event("assigned", 0.5)])
    assert monitor.next_due == NINE + 1.5 * HOUR + MICROSECOND


def test_a_strict_monitor_lets_time_pass_where_no_move_allows_a_recycle_of_its_own() -> None:
    """What the log asks for is refused; what the agreement asks of the engine is an anomaly."""
    clause = answer(on_breach={"recycle": "sal", "automatic": True})
    monitor = Monitor(agreed(clause), strict=True)
    monitor.receive(event("assigned"))
    monitor.advance(NINE + 2 * HOUR)
    assert [anomaly.event for anomaly in monitor.evaluation(NINE + 2 * HOUR).anomalies] == ["recycled"]


def test_what_a_withdrawal_of_the_future_annuls_is_not_compacted() -> None:
    """Seen from before the withdrawal, the event stands; so it has to be kept until nobody can look from there."""
    agreement = agreed(answer(from_={"enters": "mql"}, within="1 day"))
    bounded, free = Monitor(agreement, lateness="2 days"), Monitor(agreement)
    now = NINE + 48 * HOUR + MICROSECOND
    for monitor in (bounded, free):
        monitor.receive_all([event("created", id="e0"), event("accepted", 24, id="e1"), event("updated", 48)])
        monitor.receive(event("withdrawn", 72, {"id": "e0"}, id="w"))
        monitor.advance(now)
    for at in (now, NINE + 72 * HOUR, NINE + 99 * HOUR):
        assert bounded.evaluation(at).to_dict() == free.evaluation(at).to_dict()


def test_a_law_leaves_out_each_withdrawal_of_what_has_been_forgotten() -> None:
    """Not the first of two alone: the bounded monitor can follow neither of them, and is not asked to."""
    agreement = agreed(answer(on_breach={"alert": "manager"}))
    events = [
        event("assigned", id="e0"),
        event("updated", 72),
        *(event("withdrawn", 72, {"id": "e0"}, id=id) for id in ("first", "second")),
    ]
    lateness_compaction_is_invisible(agreement, events, [(2, NINE + 72 * HOUR)])
