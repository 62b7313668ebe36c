"""Steps of plans, explained."""

from __future__ import annotations

import pytest
from tests.clauses.test_cadence import ASKED, CALL, DAY_ONE, cadence, call, plan_of
from tests.decisions.scenario import at, evaluate, on

import leadsla as ls


def told(step: str | None, now: str, *events: ls.Event, clause: ls.Cadence | None = None) -> str:
    evaluation = evaluate(plan_of(clause or cadence()), [ASKED, *events], now)
    return evaluation.explain("L1", "plan", step=step).text(all=True)


def test_a_step_by_day_says_where_it_stands_and_what_has_been_done() -> None:
    """The morning of day 2, with the call made and two touches lacking."""
    text = told("morning:2", "4 11:30", *DAY_ONE, call("4 09:11"))
    assert "Plan, step morning:2: open, due in 30 minutes" in text
    assert "counted  2 h 30 min of the morning" in text
    assert "the plan began with requested Tue 3 Mar 2026 10:00; it counts business days" in text
    assert "step `morning:2`: on days 2 and 3 in the morning" in text
    assert "touched: 1 call done; lacking: 1 voicemail, 1 email" in text
    assert "the end of the morning" in text


def test_a_step_after_another_names_the_event_that_brought_it() -> None:
    """And what its condition saw."""
    text = told("follow-up", "3 10:30", *DAY_ONE[:1])
    assert "step `follow-up` after “first call”, brought by touched" in text
    assert "its condition held: no_contact was true" in text


def test_a_step_that_was_skipped() -> None:
    """What its condition saw when it came."""
    clause = cadence(CALL, {"id": "web", "after": "call", "when": 'source == "web"'})
    text = told("web", "3 12:00", call("3 10:02", source="fair"), clause=clause)
    assert "no clock: the step was skipped, because its condition was false on Tue 3 Mar 2026 10:02" in text
    assert '"fair"' in text
    silent = cadence(CALL, {"id": "retry", "after": "call", "silence": "1 hour"}, ends_on="rejected")
    text = told("retry", "3 12:00", call("3 10:02"), on("3 10:30", "replied"), clause=silent)
    assert "silence is false" in text


def test_a_step_that_has_not_come() -> None:
    """When it opens, at the latest where that depends on another."""
    assert "no clock yet: it opens Wed 4 Mar 2026 12:00" in told("lunch:2", "3 12:00")
    assert "no clock yet: it opens at the latest Tue 3 Mar 2026 10:05" in told("follow-up", "3 10:01")


def test_a_step_whose_day_is_over() -> None:
    """Breached and not owed any more, since its day is over."""
    text = told("morning:2", "5 10:00")
    assert "breached and never done" in text
    assert "the day to which it belonged was over" in text


def test_without_a_step_the_last_that_opened_is_told() -> None:
    """And a step that is not there is refused with those that are."""
    assert "step afternoon:2" in told(None, "4 14:00")
    with pytest.raises(KeyError, match=r"no step 'morning:9'; did you mean 'morning:[23]'"):
        told("morning:9", "4 14:00")
    with pytest.raises(KeyError, match="no step 'on_breach"):
        told("on_breach[0]:review", "4 14:00")


def test_a_lead_without_a_plan() -> None:
    """The reasons are those of any clause."""
    evaluation = evaluate(plan_of(cadence()), [on("3 10:00", "created")], at("3 12:00"))
    explained = evaluation.explain("L1", "plan", step="first-call")
    assert explained.clock is None
    assert explained.headline == "no clock, because no event of this lead is `requested`"


MAIL = {"id": "mail", "after": "call", "do": {"email": 1}, "within": "1 hour"}


def test_what_is_done_and_lacking_in_words() -> None:
    """Nothing, several things, and nothing any more."""
    clause = cadence(CALL | {"do": {"call": 1, "sms": 2}, "within": "1 hour"}, ends_on="rejected")
    assert "nothing done; lacking: 1 call, 2 sms\n" in told("call", "3 12:00", clause=clause)
    log = [call("3 10:02"), call("3 10:03", "sms"), call("3 10:04", "sms"), call("3 10:05", "sms")]
    text = told("call", "3 12:00", *log, clause=clause)
    assert "touched: 1 call done; lacking: 2 sms\n" in text
    assert "touched: 1 call, 1 sms done; lacking: 1 sms\n" in text


def test_what_a_touch_is_not_counted_for() -> None:
    """One that came in, and one that another step took."""
    second = CALL | {"id": "second", "within": "10 minutes"}
    clause = cadence(CALL, second, ends_on="rejected", settled_by="touched")
    came, made = call("3 10:01", direction="inbound"), call("3 10:30")
    for step, passed_over in (("call", True), ("second", False)):
        text = told(step, "3 12:00", came, made, clause=clause)
        assert "only what goes out to the lead counts for a step" in text
        why = "a touch counts for the steps that are open, else for the one that was due last"
        assert (why in text) is passed_over


@pytest.mark.parametrize("name", ["replied", "lost"])
def test_an_event_that_ends_or_voids_a_plan_is_named(name: str) -> None:
    """At the steps that it leaves undone."""
    text = told("mail", "3 12:00", call("3 10:02"), on("3 10:20", name), clause=cadence(CALL, MAIL))
    assert f"void, because {name} voided it on Tue 3 Mar 2026 10:20" in text


def test_a_restart_is_named_at_the_plan_that_it_voids() -> None:
    """And its steps are brought by the event that begins it."""
    log = [ASKED, on("3 10:02", "requested")]
    evaluation = evaluate(plan_of(cadence(CALL, repeat="restart")), log, "3 12:00")
    text = evaluation.explain("L1", "plan", step="call", cycle=1).text(all=True)
    assert "void, because requested started it afresh (`repeat: restart`) on Tue 3 Mar 2026 10:02" in text
    assert "step `call` at once, brought by requested" in text


def test_a_touch_that_does_a_step_is_named() -> None:
    """With its channel."""
    text = told("call", "3 12:00", call("3 10:02"), clause=cadence(CALL, MAIL))
    assert "touched settles it: call, outbound; 3 min to spare" in text


def test_a_condition_and_silence_are_both_seen() -> None:
    """One after the other."""
    web = {"id": "web", "silence": "1 hour", "when": 'source == "web"'}
    text = told("web", "3 12:00", call("3 10:02"), clause=cadence(CALL, web))
    assert 'silence is true; source == "web" was false' in text
