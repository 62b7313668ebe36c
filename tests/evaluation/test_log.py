"""Putting a log in order: each fact once, up to an instant, without what was withdrawn."""

from __future__ import annotations

import random
from typing import Any

import pytest
from tests.decisions.scenario import TICK, at, on, withdraw

from leadsla.errors import EventError
from leadsla.evaluation.log import arrange, contradiction, standing
from leadsla.instants import instant

NOON = instant(at("2 12:00"))


def test_events_by_lead_in_order_of_their_instants() -> None:
    """Leads in the order in which they are met; an empty log is empty."""
    first, second, other = on("2 09:00", "a"), on("2 10:00", "b"), on("2 08:00", "a", lead="L2")
    log = arrange(iter([second, other, first]), NOON)
    assert log.by_lead == {"L1": [first, second], "L2": [other]}
    assert list(log.by_lead) == ["L1", "L2"]
    assert (log.team, log.withdrawing, log.later, log.duplicates, log.anomalies) == ([], set(), 0, 0, [])
    assert arrange([], NOON).by_lead == {}


def test_up_to_and_including_the_instant() -> None:
    """What is later is counted and left out, and is no reason to look at counters."""
    inside, outside = on("2 12:00", "a"), on(at("2 12:00") + TICK, "b", seq=5)
    log = arrange([outside, inside, outside], NOON)
    assert (log.by_lead, log.later) == ({"L1": [inside]}, 2)


def test_a_counter_orders_events_of_one_instant() -> None:
    """None is 0; where the counters are the same, the given order."""
    events = [
        on("2 09:00", name, seq=seq) for name, seq in (("a", 2), ("b", None), ("c", -1), ("d", 0), ("e", 2))
    ]
    assert [event.name for event in arrange(events, NOON).by_lead["L1"]] == ["c", "b", "d", "a", "e"]
    plain = [on("2 09:00", name) for name in "dbca"]
    assert [event.name for event in arrange(plain, NOON).by_lead["L1"]] == list("dbca")


def test_events_of_a_team_stand_apart() -> None:
    """They belong to no lead."""
    meeting = on("2 09:00", "meeting_held", lead="")
    log = arrange([meeting, on("2 09:00", "a")], NOON)
    assert log.team == [meeting]
    assert list(log.by_lead) == ["L1"]


def test_a_second_event_with_a_known_id_is_ignored() -> None:
    """And reported if it says something else; also when the first lies later than the instant."""
    first, again, other = on("2 09:00", "a", id="1"), on("2 09:00", "a", id="1"), on("2 10:00", "b", id="1")
    log = arrange([first, again, other], NOON)
    assert log.by_lead == {"L1": [first]}
    assert log.duplicates == 2
    [anomaly] = log.anomalies
    known = "Event('L1', 2026-03-02T09:00:00Z, 'a')"
    assert anomaly.why == f"the id '1' was given before to another event ({known}); this one is ignored"
    later = on("2 13:00", "a", id="1")
    log = arrange([later, other], NOON)
    assert (log.by_lead, log.later, log.duplicates) == ({}, 1, 1)
    without = [on("2 09:00", "a"), on("2 09:00", "a")]
    assert arrange(without, NOON).duplicates == 0


def test_a_contradiction_is_reported_of_the_second_event() -> None:
    """Its lead, its instant, its name."""
    known, event = on("2 09:00", "a", id="1"), on("2 10:00", "b", lead="L2", id="1")
    assert contradiction(known, on("2 09:00", "a", id="1")) == []
    [found] = contradiction(known, event)
    assert (found.lead, found.at, found.event) == ("L2", at("2 10:00"), "b")


@pytest.mark.parametrize("value", [None, "event", 5, {"lead": "L1"}])
def test_what_is_no_event_is_refused(value: Any) -> None:
    """By what it is."""
    with pytest.raises(EventError) as caught:
        arrange([value], NOON)
    assert str(caught.value) == f"{value!r} is not an Event"


def test_leads_with_withdrawals_are_marked() -> None:
    """Those alone."""
    log = arrange([on("2 09:00", "a", id="1"), withdraw("2 10:00", "1"), on("2 09:00", "a", lead="L2")], NOON)
    assert log.withdrawing == {"L1"}


# -- withdrawals -----------------------------------------------------------------------------------------------------


def test_without_withdrawals_all_events_stand() -> None:
    """The very list."""
    events = [on("2 09:00", "a", id="1")]
    assert standing(events) == (events, [])
    assert standing(events)[0] is events


def test_a_withdrawal_annuls_the_event_it_names_and_itself() -> None:
    """In their order the others stand."""
    a, b, c = (on(f"2 0{hour}:00", name, id=name) for hour, name in ((7, "a"), (8, "b"), (9, "c")))
    assert standing([a, b, c, withdraw("2 10:00", "b")]) == ([a, c], [])
    assert standing([a, b, withdraw("2 10:00", "b"), withdraw("2 10:00", "b"), c]) == ([a, c], [])


def test_a_withdrawal_annuls_nothing_later() -> None:
    """Such an id is no earlier event's."""
    early, late = withdraw("2 08:00", "a"), on("2 09:00", "a", id="a")
    stand, anomalies = standing([early, late])
    assert stand == [early, late]
    [found] = anomalies
    assert (found.lead, found.at, found.event, found.why) == (
        "L1",
        at("2 08:00"),
        "withdrawn",
        "withdraws 'a', no earlier event of this lead",
    )


def test_a_withdrawal_can_be_withdrawn() -> None:
    """Then the event stands again."""
    a = on("2 07:00", "a", id="a")
    first, second = withdraw("2 08:00", "a", id="w1"), withdraw("2 09:00", "w1", id="w2")
    assert standing([a, first, second]) == ([a], [])
    assert standing([a, first, second, withdraw("2 10:00", "w2")]) == ([], [])


def test_a_withdrawal_of_nothing_stays_and_is_reported() -> None:
    """With what it names; in the order of time."""
    events = [on("2 07:00", "a"), withdraw("2 08:00", "x"), withdraw("2 09:00", None), withdraw("2 10:00", 5)]
    stand, anomalies = standing(events)
    assert stand == events
    assert [anomaly.why.split(",")[0] for anomaly in anomalies] == [
        "withdraws 'x'",
        "withdraws None",
        "withdraws 5",
    ]


def test_an_event_without_id_cannot_be_withdrawn() -> None:
    """Not even by a withdrawal that names none."""
    events = [on("2 07:00", "a"), withdraw("2 08:00", None)]
    assert standing(events)[0] == events


def test_events_that_are_gone_can_still_be_named() -> None:
    """Those that were annulled and are no longer kept."""
    a = on("2 07:00", "a", id="a")
    again = withdraw("2 09:00", "gone")
    assert standing([a, again], {"gone"}) == ([a], [])
    assert len(standing([a, again], {"other"})[1]) == 1


def test_given_order_does_not_matter_where_instants_differ() -> None:
    """Any order is put in order."""
    events = [on(f"2 0{hour}:00", "a", id=str(hour)) for hour in range(8)]
    for seed in range(5):
        mixed = random.Random(seed).sample(events, len(events))
        assert arrange(mixed, NOON).by_lead == {"L1": events}
