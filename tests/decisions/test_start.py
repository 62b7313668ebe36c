"""Start: which events start a clock, which do not, and from when it counts."""

from __future__ import annotations

import pytest
from tests.decisions.scenario import TICK, agree, answer, at, followed, judge, on, only, outcomes_of

TWICE = [on("2 10:00", "assigned", to="a"), on("2 11:00", "assigned", to="b")]


def test_repeat_defaults_to_once() -> None:
    """A second start in the same pass starts nothing, whether the first clock runs or is settled."""
    assert answer().repeat == "once"
    assert outcomes_of(judge(agree(answer()), TWICE, "2 11:30")) == ["open"]
    settled = [TWICE[0], on("2 10:30", "touched"), TWICE[1]]
    assert outcomes_of(judge(agree(answer()), settled, "2 11:30")) == ["met"]


def test_each_opens_a_cycle_after_the_last_is_settled() -> None:
    """While one runs, a start is ignored; after it is met, the next start opens cycle 2."""
    log = [*TWICE, on("2 11:30", "touched"), on("2 13:00", "assigned", to="c")]
    told = judge(agree(answer(repeat="each")), log, "2 13:30")
    assert [(clock.cycle, clock.outcome, clock.started) for clock in told.clocks] == [
        (1, "met", at("2 10:00")),
        (2, "open", at("2 13:00")),
    ]


def test_restart_voids_the_running_cycle() -> None:
    """A new start resets the clock: the running one is void, cycle 2 counts from the new start."""
    told = judge(agree(answer(repeat="restart")), TWICE, "2 11:30")
    assert [(clock.cycle, clock.outcome, clock.ended_at, clock.due) for clock in told.clocks] == [
        (1, "void", at("2 11:00"), at("2 12:00")),
        (2, "open", None, at("2 13:00")),
    ]


@pytest.mark.parametrize("repeat", ["each", "restart"])
def test_a_start_after_a_breach_opens_the_next_cycle(repeat: str) -> None:
    """A breached clock is settled as to its outcome, although it is still owed; its outcome stays."""
    log = [on("2 10:00", "assigned"), on("2 13:00", "assigned")]
    told = judge(agree(answer(repeat=repeat)), log, "2 14:00")
    assert outcomes_of(told) == ["breached", "open"]
    assert told.clocks[0].owed


@pytest.mark.parametrize("repeat", ["each", "restart"])
def test_one_until_closes_every_cycle_still_owed(repeat: str) -> None:
    """One answer ends what was overdue and meets what runs."""
    log = [on("2 10:00", "assigned"), on("2 13:00", "assigned"), on("2 14:00", "touched")]
    told = judge(agree(answer(repeat=repeat)), log, "2 15:00")
    assert [(clock.outcome, clock.done_at) for clock in told.clocks] == [
        ("breached", at("2 14:00")),
        ("met", at("2 14:00")),
    ]


def test_when_decides_at_the_start_and_only_there() -> None:
    """A criterion that comes to hold later starts nothing; one that ceases to hold stops nothing."""
    clause = answer(when='source == "demo"')
    log = [on("2 10:00", "assigned"), on("2 10:30", "updated", source="demo")]
    assert not judge(agree(clause), log, "2 11:00").clocks
    log = [on("2 10:00", "assigned", source="demo"), on("2 10:30", "updated", source="web")]
    assert outcomes_of(judge(agree(clause), log, "2 11:00")) == ["open"]


def test_a_start_that_was_refused_does_not_use_up_once() -> None:
    """`once` is about clocks, not about events: a later start for which `when` holds starts the clock."""
    log = [on("2 10:00", "assigned"), on("2 11:00", "assigned", source="demo")]
    assert only(judge(agree(answer(when='source == "demo"')), log, "2 11:30")).started == at("2 11:00")


SEGMENTED = answer(
    within=[
        {"when": "score >= 80", "is": "10 minutes"},
        {"when": "score >= 50", "is": "1 hour"},
        {"when": 'source == "demo"', "is": "1 day"},
    ]
)


@pytest.mark.parametrize(
    ("data", "due"),
    [
        ({"score": 90, "source": "demo"}, "2 10:10"),
        ({"score": 50}, "2 11:00"),
        ({"source": "demo"}, "3 10:00"),
    ],
)
def test_the_first_segment_that_holds_wins(data: dict[str, object], due: str) -> None:
    """Segments are read from the top."""
    assert only(judge(agree(SEGMENTED), [on("2 10:00", "assigned", **data)], "2 10:01")).due == at(due)


def test_a_segment_may_be_of_the_event_that_starts() -> None:
    """And of nothing that happened before or after."""
    within = [
        {"when": 'event.kind == "demo"', "is": "10 minutes"},
        {"when": 'event.kind == "page"', "is": "1 day"},
    ]
    clause = answer(within=within, repeat="each")
    for kind, due in (("demo", "2 10:10"), ("page", "3 10:00")):
        told = judge(agree(clause), [on("2 10:00", "assigned", kind=kind)], "2 10:05")
        assert only(told).due == at(due)
    assert judge(agree(clause), [on("2 10:00", "assigned", kind="call")], "2 10:05").clocks == ()


def test_no_segment_no_clock() -> None:
    """Where none holds the clause does not apply."""
    assert not judge(agree(SEGMENTED), [on("2 10:00", "assigned", score=49)], "2 10:01").clocks


def test_the_segment_is_chosen_at_the_start_and_kept() -> None:
    """A score that rises while the clock runs changes nothing."""
    log = [on("2 10:00", "assigned", score=50), on("2 10:05", "scored", score=99)]
    assert only(judge(agree(SEGMENTED), log, "2 10:06")).due == at("2 11:00")


@pytest.mark.parametrize(
    "change", [{"when": "score >= 50"}, {"within": [{"when": "score >= 50", "is": "2 hours"}]}]
)
def test_a_restart_whose_when_or_segments_fail_leaves_the_running_clock_alone(
    change: dict[str, object],
) -> None:
    """Nothing is voided where nothing is started in its place."""
    log = [on("2 10:00", "assigned", score=60), on("2 11:00", "assigned", score=10)]
    told = judge(agree(answer(repeat="restart", **change)), log, "2 11:30")
    assert (only(told).outcome, only(told).due) == ("open", at("2 12:00"))


def test_a_restart_whose_numbers_of_touches_fail_leaves_the_running_clock_alone() -> None:
    """The numbers of `minimum_touches` may be by segment too."""
    from leadsla.clauses import MinimumTouches

    clause = MinimumTouches(
        id="tries", owner="sales", from_="assigned", within="2 hours", repeat="restart",
        touches=[{"when": "score >= 50", "is": {"any": 2}}],
    )  # fmt: skip
    log = [on("2 10:00", "assigned", score=60), on("2 11:00", "assigned", score=10)]
    assert outcomes_of(judge(agree(clause), log, "2 11:30")) == ["open"]


def test_a_restart_while_paused_voids_the_paused_clock() -> None:
    """The new clock starts paused, because the criterion still holds."""
    log = [TWICE[0], on("2 10:30", "updated", waiting=True), TWICE[1]]
    told = judge(agree(answer(repeat="restart", pause_while="waiting")), log, "2 18:00")
    assert [(clock.outcome, clock.paused, clock.counted.total_seconds()) for clock in told.clocks] == [
        ("void", False, 1800),
        ("open", True, 0),
    ]


# -- count_from ------------------------------------------------------------------------------------------------------

RETRO = answer(count_from="created", on_breach={"alert": "manager"})


def test_with_count_from_started_is_that_instant() -> None:
    """The window counts from the earlier event; the clock exists from the starting one."""
    clock = only(judge(agree(RETRO), [on("2 09:00", "created"), on("2 10:00", "assigned")], "2 10:30"))
    assert (clock.started, clock.due, clock.counted.total_seconds()) == (at("2 09:00"), at("2 11:00"), 5400)


def test_count_from_takes_the_last_such_event_of_the_pass() -> None:
    """Of several, the nearest before the start."""
    clause = answer(count_from="requested")
    log = [on("2 08:00", "requested"), on("2 09:30", "requested"), on("2 10:00", "assigned")]
    assert only(judge(agree(clause), log, "2 10:30")).started == at("2 09:30")


def test_count_from_without_such_an_event_counts_from_the_start() -> None:
    """There is nothing earlier to count from."""
    assert only(judge(agree(RETRO), [on("2 10:00", "assigned")], "2 10:30")).started == at("2 10:00")


def test_count_from_does_not_reach_into_an_earlier_pass() -> None:
    """A pass has clocks of its own: what was before the recycle does not count."""
    log = [on("2 08:00", "created"), on("2 09:00", "recycled"), on("2 10:00", "assigned")]
    assert only(judge(agree(RETRO), log, "2 10:30")).started == at("2 10:00")


def test_count_from_the_recycle_itself() -> None:
    """The event that begins the pass belongs to it."""
    clause = answer(count_from="recycled")
    log = [on("2 08:00", "created"), on("2 09:00", "recycled", to="nurture"), on("2 10:00", "assigned")]
    assert only(judge(agree(clause), log, "2 10:30")).started == at("2 09:00")


def test_due_before_the_start_is_breached_at_the_starting_event() -> None:
    """No consequence is dated before its cause: `breached_at` is the later of due and starting event."""
    told = judge(agree(RETRO), [on("2 08:00", "created"), on("2 10:30", "assigned")], "2 10:30")
    clock = only(told)
    assert (clock.due, clock.breached_at, clock.outcome) == (at("2 10:00"), at("2 10:30"), "breached")
    assert followed(told) == [(at("2 10:30"), "alert", "manager")]


def test_such_a_clock_is_breached_even_if_until_comes_at_the_same_instant() -> None:
    """The answer of that instant only sets `done_at`."""
    log = [on("2 08:00", "created"), on("2 10:30", "assigned", seq=1), on("2 10:30", "touched", seq=2)]
    clock = only(judge(agree(RETRO), log, "2 10:30"))
    assert (clock.outcome, clock.breached_at, clock.done_at) == ("breached", at("2 10:30"), at("2 10:30"))


def test_due_exactly_at_the_start_can_still_be_met() -> None:
    """Done exactly at due is met, also where due and start are one instant; a microsecond later it is breached."""
    log = [on("2 08:00", "created", seq=1), on("2 10:00", "assigned", seq=2)]
    met = only(judge(agree(RETRO), [*log, on("2 10:00", "touched", seq=3)], "2 11:00"))
    assert (met.outcome, met.due) == ("met", at("2 10:00"))
    late = judge(agree(RETRO), log, at("2 10:00") + TICK)
    assert (only(late).outcome, only(late).breached_at) == ("breached", at("2 10:00"))


def test_warnings_that_lie_before_the_start_are_given_at_the_start() -> None:
    """A warning is a consequence too, and none is dated before its cause."""
    clause = answer(count_from="created", warn_at=["25%", "90%"], on_warning={"alert": "assignee"})
    told = judge(agree(clause), [on("2 09:00", "created"), on("2 10:00", "assigned")], "2 10:59")
    assert followed(told) == [(at("2 10:00"), "alert", "assignee"), (at("2 10:48"), "alert", "assignee")]


def test_the_ladder_of_such_a_clock_counts_from_breached_at() -> None:
    """Not from the due, which lies before the clock existed."""
    clause = answer(count_from="created", on_breach={"escalate": "director", "after": "1 hour"})
    told = judge(agree(clause), [on("2 06:00", "created"), on("2 10:00", "assigned")], "2 13:00")
    assert followed(told) == [(at("2 11:00"), "escalate", "director")]


# -- per -------------------------------------------------------------------------------------------------------------

DELIVER = answer(id="deliver", from_="requested", until="delivered", per="event.content", repeat="each")


def test_per_gives_one_clock_for_each_value() -> None:
    """Each is settled by its own value alone."""
    log = [
        on("2 10:00", "requested", content="guide"),
        on("2 10:10", "requested", content="video"),
        on("2 10:20", "delivered", content="video"),
    ]
    told = judge(agree(DELIVER), log, "2 11:00")
    assert [(clock.value, clock.outcome, clock.cycle) for clock in told.clocks] == [
        ("guide", "open", 1),
        ("video", "met", 2),
    ]


def test_per_with_a_missing_value_is_a_clock_of_its_own() -> None:
    """An event without the value is settled by one without it; its cycle is a number that no other clock has."""
    log = [
        on("2 10:00", "requested", content="guide"),
        on("2 10:10", "requested"),
        on("2 10:20", "requested", content=" "),
        on("2 10:30", "delivered", content="guide"),
        on("2 10:40", "delivered", content=None),
    ]
    told = judge(agree(DELIVER), log, "2 11:00")
    assert [(clock.value, clock.done_at, clock.cycle) for clock in told.clocks] == [
        ("guide", at("2 10:30"), 1),
        (None, at("2 10:40"), 2),
    ]


def test_once_with_per_is_once_for_each_value() -> None:
    """The second request of the same content starts nothing, another content does."""
    clause = answer(id="deliver", from_="requested", until="delivered", per="event.content")
    log = [on(f"2 10:0{n}", "requested", content=value) for n, value in enumerate(("a", "a", "b"))]
    assert [clock.value for clock in judge(agree(clause), log, "2 11:00").clocks] == ["a", "b"]


def test_an_event_that_voids_voids_the_clocks_of_all_values() -> None:
    """`per` tells apart what is owed, not what ends it all."""
    log = [
        on("2 10:00", "requested", content="a"),
        on("2 10:00", "requested", content="b"),
        on("2 11:00", "lost"),
    ]
    assert outcomes_of(judge(agree(DELIVER), log, "2 12:00")) == ["void", "void"]


# -- the term --------------------------------------------------------------------------------------------------------


def test_only_clocks_started_within_the_term_exist() -> None:
    """From the first instant of the first date to the last of the last one, in the agreement's zone."""
    for when, count in (
        ("2025-12-31 23:59:59.999999", 0),
        ("2026-01-01 00:00", 1),
        ("2026-12-31 23:59:59.999999", 1),
        ("2027-01-01 00:00", 0),
    ):
        assert len(judge(agree(answer()), [on(when, "assigned")], at("2027-01-02 00:00")).clocks) == count, (
            when
        )


def test_the_term_is_reckoned_in_the_zone_of_the_agreement() -> None:
    """Midnight in New York is five in the morning in UTC."""
    agreement = agree(answer(), timezone="America/New_York")
    assert not judge(agreement, [on("2026-01-01 04:59", "assigned")], at("2026-01-02 00:00")).clocks
    assert len(judge(agreement, [on("2026-01-01 05:00", "assigned")], at("2026-01-02 00:00")).clocks) == 1


def test_a_clock_that_started_in_the_term_runs_on_after_it() -> None:
    """The term bounds starts, not dues."""
    clock = only(judge(agree(answer()), [on("2026-12-31 23:00", "assigned")], at("2027-01-02 00:00")))
    assert (clock.outcome, clock.breached_at) == ("breached", at("2027-01-01 01:00"))
