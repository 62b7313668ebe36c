"""`minimum_touches`: a lead is tried often enough."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from tests.decisions.scenario import TICK, agree, at, evaluate, judge, on, only

import leadsla as ls
from leadsla.clauses import MinimumTouches, Scope
from leadsla.clauses.minimum_touches import touch_counts
from leadsla.errors import EntryError, Fault
from leadsla.lead import Lead, RunningClock
from leadsla.windows import Window

START = on("2 10:00", "assigned", to="rep7")
SCOPE = Scope({"score": "number"}, ("mql",), ("sales",), (), (), None)


def clause(**changes: Any) -> MinimumTouches:
    given: dict[str, Any] = {"id": "touches", "owner": "sales", "from_": "assigned", "within": "2 hours"}
    return MinimumTouches(**(given | {"touches": {"any": 2}} | changes))


def touch(when: Any, channel: str = "call", **data: Any) -> ls.Event:
    return on(when, "touched", channel=channel, **data)


def outcome(made: MinimumTouches, *events: ls.Event, now: str = "2 11:59") -> str:
    return only(evaluate(agree(made), [START, *events], now)).outcome


# -- what people write -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, {}, "any: 3", 3, [3], float("nan")])
def test_touches_are_a_mapping_of_numbers(value: Any) -> None:
    """With an example."""
    with pytest.raises(EntryError) as caught:
        touch_counts(value)
    assert caught.value.what == f"{value!r} says no numbers of touches"
    assert caught.value.write == "for example {call: 3, email: 3} or {any: 6}"
    assert caught.value.key is None


def test_an_unknown_channel_is_refused_with_the_nearest() -> None:
    """As a key."""
    for channel, write in (
        ("cal", "call"),
        ("xyz", "one of call, voicemail, email, linkedin, sms, meeting, other, or any"),
        (5, "one of call, voicemail, email, linkedin, sms, meeting, other, or any"),
    ):
        with pytest.raises(EntryError) as caught:
            touch_counts({"email": 1, channel: 1})
        error = caught.value
        assert (error.what, error.key, error.write, error.on_key) == (
            f"`{channel}` is no channel",
            str(channel),
            write,
            True,
        )


@pytest.mark.parametrize("number", [0, -1, 1.5, "3", None, True, float("nan")])
def test_a_number_of_touches_is_one_or_more(number: Any) -> None:
    """Whole."""
    with pytest.raises(EntryError) as caught:
        touch_counts({"email": 1, "call": number})
    error = caught.value
    assert (error.what, error.key, error.write, error.on_key) == (
        f"`call` is {number!r}",
        "call",
        "how many touches, 1 or more",
        False,
    )


def test_every_channel_can_be_asked_for() -> None:
    """And all together."""
    wanted = dict.fromkeys(["call", "voicemail", "email", "linkedin", "sms", "meeting", "other", "any"], 1)
    assert touch_counts(wanted) == wanted
    assert touch_counts(wanted) is not wanted


def test_the_sentence() -> None:
    """Numbers by channel, window, trigger, and the pause."""
    assert clause().sentence() == "Sales will make 2 touches within 2 hours of assignment."
    assert (
        clause(touches={"call": 3, "email": 2, "any": 6}, apart="4 hours").sentence()
        == "Sales will make 3 calls, 2 emails and 6 touches within 2 hours of assignment, at least 4 hours apart."
    )
    by_segment = [{"when": "score > 5", "is": {"call": 3}}, {"is": {"any": 1}}]
    assert (
        clause(touches=by_segment).sentence()
        == "Sales will make 3 calls if score is above 5, otherwise 1 touch, within 2 hours of assignment."
    )


# -- counting --------------------------------------------------------------------------------------------------------


def test_met_by_enough_touches() -> None:
    """At the touch that completes them."""
    clock = only(judge(agree(clause()), [START, touch("2 10:30"), touch("2 11:00", "email")], "2 18:00"))
    assert (clock.outcome, clock.done_at) == ("met", at("2 11:00"))


def test_breached_by_too_few() -> None:
    """One is not two; a later one completes it late."""
    clock = only(judge(agree(clause()), [START, touch("2 10:30"), touch("2 13:00")], "2 18:00"))
    assert (clock.outcome, clock.breached_at, clock.done_at) == ("breached", at("2 12:00"), at("2 13:00"))
    assert outcome(clause(), touch("2 10:30"), now="2 18:00") == "breached"


def test_exactly_at_the_deadline_counts() -> None:
    """The due included, a microsecond later not."""
    for when, outcome_then in ((at("2 12:00"), "met"), (at("2 12:00") + TICK, "breached")):
        clock = only(judge(agree(clause()), [START, touch("2 10:30"), touch(when)], "2 18:00"))
        assert clock.outcome == outcome_then


def test_void_where_the_lead_is_gone() -> None:
    """Whatever was counted."""
    clock = only(judge(agree(clause()), [START, touch("2 10:30"), on("2 11:00", "lost")], "2 18:00"))
    assert (clock.outcome, clock.done_at) == ("void", None)


def test_each_channel_is_counted_for_itself() -> None:
    """And all together; more of one is not another."""
    wanted = clause(touches={"call": 2, "email": 1})
    assert outcome(wanted, touch("2 10:10"), touch("2 10:20"), touch("2 10:30")) == "open"
    assert outcome(wanted, touch("2 10:10"), touch("2 10:20", "email")) == "open"
    assert outcome(wanted, touch("2 10:10"), touch("2 10:20", "email"), touch("2 10:30")) == "met"
    assert outcome(clause(touches={"sms": 1}), touch("2 10:10")) == "open"
    together = clause(touches={"call": 1, "any": 3})
    assert outcome(together, touch("2 10:10"), touch("2 10:20", "sms")) == "open"
    assert outcome(together, touch("2 10:10"), touch("2 10:20", "sms"), touch("2 10:30", "email")) == "met"
    assert outcome(together, *[touch(f"2 10:{minute}", "sms") for minute in (10, 20, 30)]) == "open"


def test_only_outbound_touches_after_the_start_count() -> None:
    """Neither what comes in, nor what was before, nor what was at once but before it."""
    one = clause(touches={"any": 1})
    assert outcome(one, touch("2 10:30", direction="inbound")) == "open"
    assert outcome(one, on("2 10:30", "replied")) == "open"
    assert outcome(one, on("2 10:30", "connected")) == "met"
    assert only(evaluate(agree(one), [touch("2 09:59"), START], "2 11:00")).outcome == "open"


def test_touches_nearer_than_apart_count_once() -> None:
    """Counted from the last that counted, not from the last there was; exactly that far apart is far enough."""
    wanted = clause(touches={"any": 3}, apart="30 minutes")
    near = [touch("2 10:10"), touch("2 10:25"), touch("2 10:39:59")]
    assert outcome(wanted, *near, touch("2 10:45")) == "open"
    assert outcome(wanted, *near, touch("2 10:45"), touch("2 11:15")) == "met"
    assert outcome(wanted, touch("2 10:10"), touch("2 10:40"), touch("2 11:10")) == "met"
    assert outcome(wanted, touch("2 10:10"), touch("2 10:40"), touch("2 11:09:59")) == "open"
    plain = clause(touches={"any": 3})
    assert outcome(plain, touch("2 10:10"), touch("2 10:10"), touch("2 10:10")) == "met"


def test_apart_counts_in_its_own_basis() -> None:
    """Business time between two touches."""
    wanted = clause(within="1 day", apart="2 business hours")
    assert outcome(wanted, touch("2 11:30"), touch("2 14:29"), now="2 18:00") == "open"
    assert outcome(wanted, touch("2 11:30"), touch("2 14:30"), now="2 18:00") == "met"


def test_numbers_by_segment() -> None:
    """Chosen at the start; where none holds there is no clock."""
    wanted = clause(
        touches=[{"when": "score > 5", "is": {"any": 1}}, {"when": "score > 1", "is": {"call": 2}}]
    )
    for score, touches, expected in ((6, 1, "met"), (2, 1, "open"), (2, 2, "met")):
        events = [on("2 10:00", "assigned", score=score), *[touch(f"2 10:{10 + n}") for n in range(touches)]]
        assert only(evaluate(agree(wanted), events, "2 11:59")).outcome == expected
    assert evaluate(agree(wanted), [on("2 10:00", "assigned", score=1)], "2 11:59").clocks == ()
    by_event = clause(touches=[{"when": 'event.to == "rep7"', "is": {"any": 1}}])
    assert outcome(by_event, touch("2 10:10")) == "met"


# -- telling ---------------------------------------------------------------------------------------------------------


def test_the_judge_tells_what_has_been_counted() -> None:
    """And why a touch was passed over."""
    judge_of = clause(touches={"call": 2, "any": 3}, apart="30 minutes").judge({})
    clock, lead = RunningClock(None, None, 0, 0, 0), Lead("L1")
    assert judge_of.begin(clock, lead, START) is True
    assert clock.progress == [0, None, {}]
    assert judge_of.told(clock) == "call 0 of 2, touch 0 of 3"
    clock.progress = [0, 0, {"call": 1, "any": 2, "sms": 1}]
    assert judge_of.told(clock) == "call 1 of 2, touch 2 of 3"
    assert (
        judge_of.passed_over(clock, touch("2 10:30", "sms"))
        == "less than 30 minutes after the last touch that counts"
    )
    calls = clause(touches={"call": 2}, apart="30 minutes").judge({})
    calls.begin(clock, lead, START)
    assert calls.passed_over(clock, touch("2 10:30", "sms")) == "its channel is not asked for"
    assert (
        calls.passed_over(clock, touch("2 10:30")) == "less than 30 minutes after the last touch that counts"
    )


def test_no_segment_no_clock() -> None:
    """The judge refuses to begin."""
    judge_of = clause(touches=[{"when": "score > 5", "is": {"any": 1}}]).judge({"score": "number"})
    clock = RunningClock(None, None, 0, 0, 0)
    assert judge_of.begin(clock, Lead("L1"), START) is False


# -- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"from_": {"enters": "xyz"}}, "from.enters"),
        ({"within": [{"when": "scor > 5", "is": "1 hour"}]}, "within[0].when"),
        ({"touches": [{"when": "scor > 5", "is": {"any": 1}}]}, "touches[0].when"),
        ({"owner": "xyz"}, "owner"),
    ],
)
def test_its_own_faults(given: dict[str, object], path: str) -> None:
    """Each in its place, beside those of all kinds."""
    assert [fault.path for fault in clause(**given).faults(SCOPE)] == [path]


def test_a_pause_between_touches_is_a_length_of_time() -> None:
    """Close of business is none."""
    assert list(clause(apart="4 hours").faults(SCOPE)) == []
    assert clause(apart="4 hours").apart == Window.parse("4 hours")
    assert clause().apart is None
    [fault] = clause(apart="close of business").faults(attrs.evolve(SCOPE, default_calendar="office"))
    assert fault == Fault(
        "wrong-value", "`close of business` is no pause between touches", "apart", write="4 hours"
    )


# -- what a host asks ------------------------------------------------------------------------------------------------


def test_what_is_lacking_is_told_by_channel() -> None:
    """Those that are done are left out, and more than was asked for lacks nothing."""
    judge = clause(touches={"call": 2, "email": 1, "any": 4}).judge({})
    clock = RunningClock(None, None, 0, 0, 0)
    for done, lacking in (
        ({}, {"call": 2, "email": 1, "any": 4}),
        ({"call": 1, "any": 1}, {"call": 1, "email": 1, "any": 3}),
        ({"call": 3, "email": 1, "any": 4}, {}),
    ):
        clock.progress = [0, None, done]
        assert judge.lacking(clock) == lacking
        assert judge.counts_from(clock) is None


def test_a_touch_counts_from_the_pause_after_the_last_on() -> None:
    """At once where there was none."""
    [lead] = evaluate(agree(clause(apart="30 minutes")), [START, touch("2 10:10")], "2 10:11")._leads.values()
    [clock] = lead.clocks
    judge = clock.terms.compiled.judge
    assert judge.counts_from(clock) == clock.started + 40 * 60_000_000
    clock.progress[1] = None
    assert judge.counts_from(clock) == 0
