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
