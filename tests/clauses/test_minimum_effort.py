"""`minimum_effort`: a lead is given enough time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, at, evaluate, judge, on, only

import leadsla as ls
from leadsla.clauses import MinimumEffort, Scope
from leadsla.clauses.minimum_effort import effort
from leadsla.errors import EntryError

START = on("2 10:00", "assigned", to="rep7")
SCOPE = Scope({"score": "number"}, ("mql",), ("sales",), (), (), None)


def clause(**changes: Any) -> MinimumEffort:
    given: dict[str, Any] = {"id": "effort", "owner": "sales", "from_": "assigned", "within": "2 hours"}
    return MinimumEffort(**(given | {"minutes": 30} | changes))


def touch(when: Any, minutes: Any = None, **data: Any) -> ls.Event:
    return on(when, "touched", channel="call", minutes=minutes, **data)


def outcome(made: MinimumEffort, *events: ls.Event, now: str = "2 11:59") -> str:
    return only(evaluate(agree(made), [START, *events], now)).outcome


# -- what people write -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", [None, 0, -5, "30", "30 minutes", True, float("nan"), float("inf"), 10**7, [30]]
)
def test_minutes_are_a_number_above_nothing(value: Any) -> None:
    """With an example of one."""
    with pytest.raises(EntryError) as caught:
        effort(value)
    assert caught.value.what == f"`minutes` is {value!r}"
    assert caught.value.write == "how many minutes, for example 30"


def test_the_most_minutes_that_there_are() -> None:
    """A million may be asked for, and may be spent."""
    assert effort(1_000_000) == 1_000_000
    assert outcome(clause(minutes=1_000_000), touch("2 10:30", 1_000_000)) == "met"


def test_how_many_minutes_may_depend_on_the_event_that_starts() -> None:
    """On what it says, as any segment may."""
    made = clause(minutes=[{"when": 'event.to == "rep7"', "is": 30}, {"is": 60}])
    assert outcome(made, touch("2 10:30", 40)) == "met"
    other = [on("2 10:00", "assigned", to="rep8"), touch("2 10:30", 40)]
    assert only(evaluate(agree(made), other, "2 11:59")).outcome == "open"


def test_minutes_are_kept_as_they_are_written() -> None:
    """A whole number is one, whatever its type."""
    for given, kept in ((30, 30), (7.5, 7.5), (30.0, 30), (Decimal("7.5"), 7.5), (Decimal(30), 30)):
        assert (effort(given), type(effort(given))) == (kept, type(kept))


def test_the_sentence() -> None:
    """Minutes, by segment too."""
    assert (
        clause().sentence()
        == "Sales will spend at least 30 minutes on the lead within 2 hours of assignment."
    )
    assert clause(minutes=1).promise().startswith("spend at least 1 minute on")
    by_segment = [{"when": "score > 5", "is": 60}, {"is": 12.5}]
    assert clause(minutes=by_segment).promise() == (
        "spend at least 60 minutes if score is above 5, otherwise at least 12.5 minutes on the lead "
        "within 2 hours of assignment"
    )


# -- adding up -------------------------------------------------------------------------------------------------------


def test_met_when_the_sum_reaches_the_minutes() -> None:
    """At the touch that completes it."""
    log = [START, touch("2 10:30", 18), touch("2 11:00", 11.5), touch("2 11:30", "0.5")]
    clock = only(judge(agree(clause()), log, "2 18:00"))
    assert (clock.outcome, clock.done_at) == ("met", at("2 11:30"))


def test_breached_by_too_little_time() -> None:
    """A later touch completes it late; all that was spent before counts."""
    log = [START, touch("2 10:30", 29), touch("2 13:00", 1)]
    clock = only(judge(agree(clause()), log, "2 18:00"))
    assert (clock.outcome, clock.breached_at, clock.done_at) == ("breached", at("2 12:00"), at("2 13:00"))


def test_exactly_at_the_deadline_counts() -> None:
    """The due included, a microsecond later not."""
    for when, outcome_then in ((at("2 12:00"), "met"), (at("2 12:00") + TICK, "breached")):
        clock = only(judge(agree(clause()), [START, touch("2 10:30", 20), touch(when, 10)], "2 18:00"))
        assert clock.outcome == outcome_then


def test_void_where_the_lead_is_gone() -> None:
    """Whatever was spent."""
    clock = only(judge(agree(clause()), [START, touch("2 10:30", 20), on("2 11:00", "lost")], "2 18:00"))
    assert (clock.outcome, clock.done_at) == ("void", None)


def test_a_tenth_is_a_tenth() -> None:
    """Three touches of 0.1 minutes are 0.3, which floats would miss."""
    tenths = [touch(f"2 10:{minute}", 0.1) for minute in (10, 20, 30)]
    assert outcome(clause(minutes=0.3), *tenths) == "met"
    assert outcome(clause(minutes=Decimal("0.3000001")), *tenths) == "open"


def test_only_outbound_touches_after_the_start_count() -> None:
    """A conversation that the lead began is not time spent on following up."""
    assert outcome(clause(), touch("2 09:00", 60)) == "open"
    assert outcome(clause(), touch("2 10:30", 60, direction="inbound")) == "open"
    assert outcome(clause(), on("2 10:30", "replied", minutes=60)) == "open"
    assert outcome(clause(), on("2 10:30", "connected", channel="call", minutes=30)) == "met"
    assert outcome(clause(), on("2 10:30", "updated", minutes=60)) == "open"


@pytest.mark.parametrize("odd", [None, "", "half an hour", -30, float("nan"), float("inf"), [30], True])
def test_what_is_no_number_of_minutes_counts_none(odd: Any) -> None:
    """And neither hides nor adds what other touches took."""
    assert outcome(clause(), touch("2 10:30", odd)) == "open"
    assert outcome(clause(), touch("2 10:30", odd), touch("2 10:40", 30)) == "met"


def test_a_number_too_long_to_be_printed_counts_none() -> None:
    """It is a slip, and no explanation fails on it."""
    told = evaluate(agree(clause()), [START, touch("2 10:30", 10**5000)], "2 11:00")
    assert only(told).outcome == "open"
    assert told.explain("L1", "effort").ignored[0].why.endswith(" is no number of minutes")


def test_it_counts_while_the_clock_is_paused() -> None:
    """As touches do."""
    log = [START, on("2 10:10", "updated", waiting=True), touch("2 14:00", 30)]
    clock = only(judge(agree(clause(pause_while="waiting")), log, "2 18:00"))
    assert (clock.outcome, clock.done_at) == ("met", at("2 14:00"))


def test_minutes_by_segment_are_those_that_held_at_the_start() -> None:
    """Where none holds the clause does not apply."""
    made = clause(minutes=[{"when": "score >= 80", "is": 60}, {"when": "score >= 40", "is": 30}])
    for score, wanted in ((90, "open"), (50, "met")):
        log = [
            on("2 09:00", "updated", score=score),
            START,
            touch("2 10:30", 30),
            on("2 10:40", "updated", score=9),
        ]
        assert only(judge(agree(made), log, "2 11:00")).outcome == wanted
    assert not evaluate(agree(made), [START, touch("2 10:30", 30)], "2 11:00").clocks


def test_weekends_holidays_and_a_change_of_the_clocks() -> None:
    """The window is the calendar's: business time from Friday on, over a holiday, over the night of a change."""
    friday = on("6 16:00", "assigned")
    made = clause(within="2 business hours")
    clock = only(judge(agree(made), [friday, touch("9 10:00", 30)], "9 18:00"))
    assert (clock.outcome, clock.due) == ("met", at("9 10:00"))
    closed = ls.BusinessCalendar("UTC", {"mon-fri": ["09:00-12:00", "13:00-17:00"]}, ["2026-03-09"])
    clock = only(
        judge(agree(made, calendars={"office": closed}), [friday, touch("10 10:00", 30)], "10 18:00")
    )
    assert (clock.outcome, clock.due) == ("met", at("10 10:00"))
    # Clocks go forward on 8 March: the same time the day after is 23 hours later.
    eastern = agree(clause(within="1 day"), timezone="America/New_York")
    assert only(judge(eastern, [on("7 20:00", "assigned"), touch("8 19:00", 30)], "8 20:00")).outcome == "met"
    late = touch(at("8 19:00") + TICK, 30)
    assert only(judge(eastern, [on("7 20:00", "assigned"), late], "8 20:00")).outcome == "breached"


# -- telling ---------------------------------------------------------------------------------------------------------


def test_what_has_been_spent_is_told() -> None:
    """With what each touch added, and why one added nothing."""
    log = [START, touch("2 10:30", 12.5), touch("2 10:40"), touch("2 10:50", 0), touch("2 10:55", "ten")]
    told = evaluate(agree(clause()), log, "2 18:00").explain("L1", "effort")
    assert [row.cause for row in told.rows if row.what == "progress"] == ["touched: 12.5 of 30 minutes"]
    assert [item.why for item in told.ignored] == [
        "it does not say how many minutes it took",
        "it took no time",
        "'ten' is no number of minutes",
    ]
    assert next(row.cause for row in told.rows if row.what == "breached") == (
        "not done by its due: 12.5 of 30 minutes"
    )


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"from_": {"enters": "xyz"}}, "from.enters"),
        ({"minutes": [{"when": "scor > 5", "is": 30}]}, "minutes[0].when"),
        ({"within": [{"when": "scor > 5", "is": "1 hour"}]}, "within[0].when"),
        ({"owner": "xyz"}, "owner"),
    ],
)
def test_its_own_faults(given: dict[str, object], path: str) -> None:
    """Each in its place, beside those of all kinds."""
    assert [fault.path for fault in clause(**given).faults(SCOPE)] == [path]
