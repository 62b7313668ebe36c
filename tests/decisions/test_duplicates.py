"""Duplicates: ids are unique per agreement."""

from __future__ import annotations

from tests.decisions.scenario import agree, answer, at, evaluate, judge, on, outcomes_of

from leadsla import Event
from leadsla.evaluation.monitor import Monitor

AGREEMENT = agree(answer(repeat="each"))


def both(log: list[Event], now: str) -> tuple[list[str], list[str], int]:
    """Outcomes, what is told of anomalies, and the number of duplicates: the same in replay and live."""
    monitor = Monitor(AGREEMENT)
    monitor.receive_all(log)
    replay, live = evaluate(AGREEMENT, log, now), monitor.evaluation(at(now))
    assert live == replay
    assert live.duplicates == replay.duplicates
    return outcomes_of(replay), [anomaly.why for anomaly in replay.anomalies], replay.duplicates


def test_a_second_event_with_the_same_id_is_ignored() -> None:
    """The same row delivered twice says nothing new, and is nothing to report."""
    start = on("2 10:00", "assigned", id="e1")
    again = on("2 10:00", "assigned", id="e1")
    assert both([start, again, start], "2 11:00") == (["open"], [], 2)


def test_the_same_id_with_other_content_is_ignored_and_reported() -> None:
    """What came first counts, whatever the order of their instants."""
    first, other = on("2 10:00", "assigned", id="e1"), on("2 09:00", "assigned", id="e1")
    outcomes, [why], count = both([first, other], "2 11:00")
    assert (outcomes, count) == (["open"], 1)
    assert "'e1'" in why


def test_ids_are_unique_per_agreement_and_not_per_lead() -> None:
    """An event of another lead with a known id is ignored too."""
    outcomes, whys, _ = both(
        [on("2 10:00", "assigned", id="e"), on("2 10:00", "assigned", "L2", id="e")], "2 11:00"
    )
    assert (outcomes, len(whys)) == (["open"], 1)


def test_a_teams_event_uses_up_its_id() -> None:
    """Events of no lead are events of the agreement."""
    outcomes, whys, _ = both(
        [on("2 10:00", "meeting_held", "", id="e"), on("2 10:00", "assigned", id="e")], "2 11:00"
    )
    assert (outcomes, len(whys)) == ([], 1)


def test_events_without_an_id_are_never_merged() -> None:
    """Two equal events happened twice."""
    log = [on("2 10:00", "touched"), on("2 10:00", "touched")]
    clause = answer(from_="touched", until="touched", repeat="each")
    assert outcomes_of(judge(agree(clause), log, "2 10:30")) == ["met", "open"]


def test_an_event_that_lies_later_keeps_its_id() -> None:
    """At an instant before it, it is not there yet; an event with its id that came after it is a duplicate still."""
    log = [on("2 12:00", "assigned", id="e"), on("2 10:00", "assigned", id="e")]
    for now in ("2 11:00", "2 12:30"):
        both(log, now)
