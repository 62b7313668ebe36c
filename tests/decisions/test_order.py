"""Order: events are ordered by (`at`, `seq`, given order)."""

from __future__ import annotations

from tests.decisions.scenario import agree, answer, at, evaluate, judge, on, only, outcomes_of

from leadsla.evaluation.monitor import Monitor


def test_events_are_ordered_by_their_instants_however_they_are_given() -> None:
    """A log may be in any order; the instants decide."""
    log = [on("2 10:30", "touched"), on("2 10:00", "assigned")]
    assert only(judge(agree(answer()), log, "2 15:00")).outcome == "met"


def test_seq_orders_events_of_one_instant() -> None:
    """The source's counter says which of two events of one instant came first, whatever the order of the rows."""
    log = [on("2 10:00", "touched", seq=2), on("2 10:00", "assigned", seq=1)]
    told = judge(agree(answer()), log, "2 10:00")
    assert (only(told).outcome, only(told).done_at) == ("met", at("2 10:00"))


def test_seq_the_other_way_round_touches_before_there_is_a_clock() -> None:
    """The same rows with the counters exchanged: the touch came first and settles nothing."""
    log = [on("2 10:00", "touched", seq=1), on("2 10:00", "assigned", seq=2)]
    assert only(judge(agree(answer()), log, "2 10:00")).outcome == "open"


def test_given_order_decides_where_instant_and_seq_are_equal() -> None:
    """Without a counter, the order in which the events are given."""
    first, second = on("2 10:00", "assigned"), on("2 10:00", "touched")
    assert only(judge(agree(answer()), [first, second], "2 10:01")).outcome == "met"
    assert only(judge(agree(answer()), [second, first], "2 10:01")).outcome == "open"


def test_an_event_without_a_counter_counts_as_zero() -> None:
    """Zero lies between a negative and a positive counter."""
    log = [on("2 10:00", "touched", seq=1), on("2 10:00", "assigned"), on("2 10:00", "created", seq=-1)]
    told = judge(agree(answer()), log, "2 10:01")
    assert only(told).outcome == "met"
    assert not told.anomalies


def test_instant_goes_before_seq() -> None:
    """The counter orders events of one instant only."""
    log = [on("2 10:00", "assigned", seq=9), on("2 10:00:00.000001", "touched", seq=1)]
    assert only(judge(agree(answer()), log, "2 10:01")).outcome == "met"


def test_different_leads_may_be_permuted() -> None:
    """Leads never interact: shuffling events of different leads changes nothing."""
    one = [on("2 10:00", "assigned", "A"), on("2 10:10", "touched", "A")]
    two = [on("2 10:00", "assigned", "B"), on("2 16:00", "touched", "B")]
    agreement = agree(answer())
    told = judge(agreement, one + two, "3 09:00")
    assert outcomes_of(told) == ["met", "breached"]
    for log in (two + one, [one[0], two[0], two[1], one[1]], [two[1], one[1], one[0], two[0]]):
        assert evaluate(agreement, log, "3 09:00") == told


def test_a_monitor_puts_a_lower_seq_of_the_same_instant_before() -> None:
    """Live, an event of the same instant with a lower counter is late, and repairs its lead."""
    monitor = Monitor(agree(answer(on_met={"alert": "manager"})))
    assert not monitor.receive(on("2 10:00", "touched", seq=2))
    [told] = monitor.receive(on("2 10:00", "assigned", seq=1))
    assert (told.on, told.at) == ("met", at("2 10:00"))
