"""Criteria: what missing values, wrong types and looking back mean to a clause."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.decisions.scenario import TICK, agree, answer, at, judge, on, only


def applies(criterion: str, *log: Any, **data: Any) -> bool:
    """Whether a clause with this `when` starts."""
    told = judge(agree(answer(when=criterion)), [*log, on("2 10:00", "assigned", **data)], "2 10:30")
    return bool(told.clocks)


MISSING: list[dict[str, Any]] = [{}, {"score": None}, {"score": ""}, {"score": "  "}, {"score": float("nan")}]


@pytest.mark.parametrize("data", MISSING)
def test_a_comparison_with_a_missing_value_is_false(data: dict[str, Any]) -> None:
    """Whatever is compared: also `!=` and `not in`; missing is absent, null, blank or NaN."""
    for criterion in (
        "score > 1",
        "score < 1",
        "score == 0",
        "score != 5",
        "score not in [5]",
        "score in [5]",
    ):
        assert not applies(criterion, **data), criterion


@pytest.mark.parametrize("data", MISSING)
def test_not_is_two_valued(data: dict[str, Any]) -> None:
    """The opposite of false is true, also where it is false for lack of a value."""
    assert applies("not score > 1", **data)
    assert applies("not has(score)", **data)
    assert not applies("not (not score > 1)", **data)


def test_missing_text_of_the_event() -> None:
    """The same holds for the event's own data."""
    assert not applies('event.reason != "price"')
    assert not applies('event.reason != "price"', reason=" ")
    assert applies('event.reason != "price"', reason="timing")


def test_declared_data_sets_the_leads_field() -> None:
    """From then on the lead has it, until another event says otherwise."""
    assert applies("score == 7", on("2 09:00", "scored", score=7))
    assert applies("score == 8", on("2 09:00", "scored", score=7), score=8)
    assert not applies("score == 7", on("2 09:00", "scored", score=7), score=8)


def test_data_that_is_not_declared_sets_nothing() -> None:
    """It is the event's alone, which has no `event` afterwards."""
    told = judge(agree(answer(when='event.colour == "red"')), [on("2 09:00", "noted", colour="red"), on("2 10:00", "assigned")], "2 11:00")  # noqa: E501  # fmt: skip
    assert not told.clocks


@pytest.mark.parametrize("empty", [None, "", "  ", float("nan")])
def test_empty_cells_never_set_a_field(empty: Any) -> None:
    """An export leaves cells empty that it knew before."""
    assert applies("score == 7", on("2 09:00", "scored", score=7), score=empty)


def test_a_value_of_a_wrong_type_is_reported_and_counts_as_missing() -> None:
    """It is neither kept as it is nor does the old value stand for it."""
    log = [on("2 09:00", "scored", score=7), on("2 10:00", "assigned", score="a dozen")]
    told = judge(agree(answer(when="score == 7")), log, "2 11:00")
    assert not told.clocks
    assert "`score` is 'a dozen', which is no number" in told.anomalies[0].why


def test_numbers_are_what_they_are_written_as() -> None:
    """Text, whole numbers, decimals and floats of one value are equal."""
    for value in (7, 7.0, "7", " 7.0 ", Decimal("7.00")):
        assert applies("score == 7", score=value), value
    assert applies("score == 0.1", score=0.1)


def test_count_within_includes_this_event_and_not_its_far_end() -> None:
    """`count(within=d)` covers what lies in (at - d, at]."""
    hour = 'count("touched", within="1 hour") == 1'
    assert not applies(hour, on("2 09:00", "touched"))
    assert applies(hour, on(at("2 09:00") + TICK, "touched"))
    assert applies(hour, on("2 10:00", "touched"))
    assert applies('count("assigned", within="1 hour") == 1')


def test_count_counts_attempts_however_they_are_logged() -> None:
    """A touch that connected is a `connected`, a reply is a `touched`."""
    log = [on("2 09:00", "touched", outcome="connected"), on("2 09:10", "replied"), on("2 09:20", "touched")]
    assert applies('count("connected") == 1 and count("touched") == 3 and count("replied") == 1', *log)


def test_built_in_names() -> None:
    """`stage`, `assignee`, `age`, `passes`, as the event left them."""
    log = [on("2 09:00", "created")]
    assert applies('stage == "mql" and assignee == "a" and passes == 1 and age == "1 hour"', *log, to="a")


def test_odd_values_raise_nothing() -> None:
    """Whatever an export carries is judged somehow."""
    values: list[Any] = [
        [],
        {},
        object(),
        b"x",
        10**500,
        float("inf"),
        Decimal("NaN"),
        Decimal("Infinity"),
        1j,
        True,
    ]
    for value in values:
        told = judge_once(value)
        assert len(told.clocks) <= 1


def judge_once(value: Any) -> Any:
    import leadsla as ls

    clause = answer(when='score >= 1 or source == "x" or event.odd == 1 or event.odd in [1, 2] or waiting')
    log = [on("2 10:00", "assigned", score=value, source=value, waiting=value, odd=value)]
    return ls.evaluate(agree(clause), log, at("2 11:00"))


def test_a_criterion_does_not_see_later_events() -> None:
    """`when` is judged at the start, with what was known then."""
    log = [on("2 10:00", "assigned"), on("2 10:00:01", "scored", score=9)]
    assert not judge(agree(answer(when="score == 9")), log, "2 11:00").clocks
    log[1] = on("2 10:00", "scored", score=9, seq=-1)
    assert only(judge(agree(answer(when="score == 9")), log, "2 11:00")).outcome == "open"
