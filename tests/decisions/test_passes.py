"""Passes: a recycled lead begins again, with clocks of its own."""

from __future__ import annotations

import pytest
from tests.decisions.scenario import agree, answer, at, judge, on, only, outcomes_of

from leadsla.lifecycle import Lifecycle, Move, Stage

RECYCLED_BY_REJECTION = Lifecycle(
    [Stage("mql"), Stage("recycled")],
    [Move("created", "mql"), Move("rejected", "recycled", "mql"), Move("recycled", None, "mql"),
     Move("qualified", "mql", "recycled")],
)  # fmt: skip


def test_recycled_begins_a_new_pass() -> None:
    """`once` means once a pass: after the recycle the same start starts again."""
    log = [on("2 10:00", "assigned"), on("2 11:00", "recycled", to="nurture"), on("2 12:00", "assigned")]
    told = judge(agree(answer()), log, "2 12:30")
    assert outcomes_of(told) == ["void", "open"]


def test_cycle_counts_on_across_passes() -> None:
    """The clocks of one clause and lead are numbered through."""
    log = [on("2 10:00", "assigned"), on("2 11:00", "recycled"), on("2 12:00", "assigned"), on("2 13:00", "recycled"),
           on("2 14:00", "assigned")]  # fmt: skip
    assert [clock.cycle for clock in judge(agree(answer()), log, "2 14:30").clocks] == [1, 2, 3]


def test_what_ran_is_void_by_default() -> None:
    """The recycle ends what marketing's or sales' clocks were running for."""
    clock = only(judge(agree(answer()), [on("2 10:00", "assigned"), on("2 11:00", "recycled")], "2 14:00"))
    assert (clock.outcome, clock.ended_at) == ("void", at("2 11:00"))


def test_a_move_into_a_stage_called_recycled_begins_no_pass() -> None:
    """Only the event does: a rejection that leads to the stage `recycled` leaves the pass as it is."""
    clause = answer(void_on="never")
    log = [on("2 09:00", "created"), on("2 10:00", "assigned"), on("2 10:30", "touched"), on("2 11:00", "rejected"),
           on("2 12:00", "qualified"), on("2 13:00", "assigned")]  # fmt: skip
    told = judge(agree(clause, lifecycle=RECYCLED_BY_REJECTION), log, "2 13:30")
    assert outcomes_of(told) == ["met"]


def test_recycled_begins_a_pass_also_where_a_rejection_led_to_that_stage_already() -> None:
    """A rejected lead that is then recycled is in that stage already; it has not been recycled before, so its pass ends
    here. That is no anomaly: the event says what is so."""
    log = [on("2 09:00", "created"), on("2 10:00", "assigned"), on("2 10:30", "touched"), on("2 11:00", "rejected"),
           on("2 11:30", "recycled", to="recycled"), on("2 12:00", "qualified"),
           on("2 13:00", "assigned")]  # fmt: skip
    told = judge(agree(answer(), lifecycle=RECYCLED_BY_REJECTION), log, "2 13:30")
    assert outcomes_of(told) == ["met", "open"]
    assert told.anomalies == ()


def test_of_two_recycles_after_a_rejection_the_second_confirms() -> None:
    """The first ended the pass, the second says the same again."""
    log = [on("2 09:00", "created"), on("2 09:10", "rejected"), on("2 09:20", "recycled", to="recycled"),
           on("2 09:30", "recycled", to="recycled"), on("2 10:00", "assigned")]  # fmt: skip
    told = judge(agree(answer(when="passes == 2"), lifecycle=RECYCLED_BY_REJECTION), log, "2 10:30")
    assert outcomes_of(told) == ["open"]


def test_recycled_twice_is_one_pass() -> None:
    """The second event of the same recycle confirms: it voids nothing, and starts no third pass."""
    clauses = [answer(), answer(id="nurture", from_={"enters": "nurture"})]
    log = [on("2 09:00", "created"), on("2 10:00", "recycled", to="nurture"), on("2 10:30", "recycled", to="nurture"),
           on("2 11:00", "assigned")]  # fmt: skip
    told = judge(agree(*clauses), log, "2 11:30")
    assert [(clock.clause, clock.outcome) for clock in told.clocks] == [
        ("nurture", "open"),
        ("answer", "open"),
    ]
    assert told.anomalies == ()


def test_a_recycle_that_only_confirms_still_brings_its_fields_and_pauses() -> None:
    """What it says of the lead is known from then on, to `pause_while` too."""
    nurture = answer(id="nurture", from_={"enters": "nurture"}, pause_while="waiting")
    log = [on("2 09:00", "created"), on("2 10:00", "recycled", to="nurture"),
           on("2 10:30", "recycled", to="nurture", waiting=True)]  # fmt: skip
    assert only(judge(agree(nurture), log, "2 11:30")).paused


def test_a_second_recycle_after_the_lead_came_back_is_a_pass_of_its_own() -> None:
    """Out of the stage and into it again."""
    log = [on("2 09:00", "created"), on("2 09:10", "recycled", to="nurture"), on("2 09:20", "qualified"),
           on("2 09:30", "recycled", to="nurture"), on("2 10:00", "assigned")]  # fmt: skip
    told = judge(agree(answer(when="passes == 3")), log, "2 10:30")
    assert outcomes_of(told) == ["open"]


def test_a_recycle_of_a_lead_without_a_stage_begins_a_pass() -> None:
    """Without a table of moves there is no stage to be in already."""
    log = [
        on("2 10:00", "assigned"),
        on("2 10:10", "recycled"),
        on("2 10:20", "recycled"),
        on("2 10:30", "assigned"),
    ]
    told = judge(
        agree(answer(), answer(id="third", when="passes == 3"), lifecycle=Lifecycle()), log, "2 11:00"
    )
    assert outcomes_of(told, "third") == ["open"]


@pytest.mark.parametrize("repeat", ["once", "each"])
def test_a_pass_has_clocks_of_its_own_where_the_recycle_voids_none(repeat: str) -> None:
    """With a `void_on` of its own the first clock runs on, and the new pass starts another beside it."""
    clause = answer(within="10 hours", void_on="lost", repeat=repeat)
    log = [
        on("2 10:00", "assigned"),
        on("2 11:00", "recycled"),
        on("2 12:00", "assigned"),
        on("2 13:00", "assigned"),
    ]
    told = judge(agree(clause), log, "2 14:00")
    assert [(clock.cycle, clock.outcome, clock.started) for clock in told.clocks] == [
        (1, "open", at("2 10:00")),
        (2, "open", at("2 12:00")),
    ]


def test_a_start_of_the_recycle_itself_belongs_to_the_new_pass() -> None:
    """The move comes before the start."""
    clause = answer(from_=["assigned", "recycled"], void_on="lost", within="9 hours")
    log = [on("2 10:00", "assigned"), on("2 11:00", "recycled"), on("2 12:00", "assigned")]
    assert [clock.started for clock in judge(agree(clause), log, "2 13:00").clocks] == [
        at("2 10:00"),
        at("2 11:00"),
    ]
