"""One event: fields and move first, then settle, void, pause or resume, start."""

from __future__ import annotations

from tests.decisions.scenario import agree, answer, at, judge, on, only, outcomes_of

from leadsla.clauses import RequiredInformation


def test_fields_come_first() -> None:
    """What the event says of the lead is known before the clause asks."""
    clause = answer(when='source == "demo"')
    assert only(judge(agree(clause), [on("2 10:00", "assigned", source="demo")], "2 10:01")).outcome == "open"


def test_the_move_comes_before_the_start() -> None:
    """A clause that asks for the stage at its start sees the stage that the event led to."""
    clause = answer(from_="accepted", when='stage == "sal"')
    told = judge(agree(clause), [on("2 09:00", "created"), on("2 10:00", "accepted")], "2 10:01")
    assert only(told).started == at("2 10:00")


def test_the_move_comes_before_settling() -> None:
    """`until` may ask for the stage that the same event entered."""
    clause = answer(from_="created", until={"enters": "sal"})
    assert (
        only(judge(agree(clause), [on("2 09:00", "created"), on("2 10:00", "accepted")], "2 10:01")).outcome
        == "met"
    )


def test_the_assignee_is_known_before_the_start() -> None:
    """The clock that an assignment starts belongs to the one who was assigned."""
    assert only(judge(agree(answer()), [on("2 10:00", "assigned", to="rep7")], "2 10:01")).assignee == "rep7"


def test_until_beats_void_on() -> None:
    """An event that settles and voids settles."""
    clause = answer(until=["touched", "closed"], void_on="closed")
    told = judge(agree(clause), [on("2 10:00", "assigned"), on("2 11:00", "closed")], "2 12:00")
    assert only(told).outcome == "met"


def test_void_on_where_until_asks_for_more() -> None:
    """The same event where `until` does not hold voids."""
    clause = answer(until={"event": "closed", "when": 'event.how == "well"'}, void_on="closed")
    log = [on("2 10:00", "assigned"), on("2 11:00", "closed", how="badly")]
    assert only(judge(agree(clause), log, "2 12:00")).outcome == "void"


def test_settling_comes_before_pausing() -> None:
    """An event that answers and puts the lead on hold settles; a settled clock is not paused."""
    clause = answer(pause_while="waiting")
    log = [on("2 10:00", "assigned"), on("2 11:00", "touched", waiting=True)]
    clock = only(judge(agree(clause), log, "2 18:00"))
    assert (clock.outcome, clock.paused, clock.due) == ("met", False, at("2 12:00"))


def test_a_clock_may_be_settled_while_it_is_paused() -> None:
    """What is done is done; the pause up to then did not count."""
    log = [on("2 10:00", "assigned"), on("2 10:30", "updated", waiting=True), on("2 15:00", "touched")]
    clock = only(judge(agree(answer(pause_while="waiting")), log, "2 18:00"))
    assert (clock.outcome, clock.paused, clock.counted.total_seconds()) == ("met", False, 1800)
    assert clock.due == at("2 16:30")


def test_an_event_never_settles_a_clock_that_it_started() -> None:
    """Starting comes last: an event that is both `from` and `until` opens a cycle, the next one closes it."""
    clause = answer(from_="touched", until="touched", repeat="each")
    told = judge(agree(clause), [on("2 10:00", "touched"), on("2 11:00", "touched")], "2 12:00")
    assert outcomes_of(told) == ["met", "open"]


def test_voiding_comes_before_starting() -> None:
    """An event that voids and starts leaves a running clock behind."""
    clause = answer(from_="recycled", void_on="recycled", repeat="each")
    told = judge(agree(clause), [on("2 10:00", "recycled"), on("2 11:00", "recycled")], "2 12:00")
    assert outcomes_of(told) == ["void", "open"]


def test_resuming_comes_before_starting() -> None:
    """A clock that the resuming event starts is not paused."""
    log = [on("2 09:00", "updated", waiting=True), on("2 10:00", "assigned", waiting=False)]
    assert not only(judge(agree(answer(pause_while="waiting")), log, "2 10:01")).paused


def test_any_event_can_bring_what_was_missing_also_an_assignment() -> None:
    """Names that nothing in the agreement mentions, and names with a meaning of their own, settle what every event
    can settle."""
    for name in ("assigned", "noted", "merged_not", "qualified"):
        clause = RequiredInformation(
            id="mail", owner="marketing", at="created", fields=["email"], within="2 hours"
        )
        log = [on("2 09:00", "created"), on("2 10:00", name, email="a@b.c")]
        assert only(judge(agree(clause), log, "2 12:00")).done_at == at("2 10:00"), name
