"""What an explanation tells of versions: which one judged, what its coming into force did, and what was before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from tests.clauses.test_cadence import ASKED, cadence, plan_of
from tests.decisions.scenario import OFFICE, agree, answer, at, on
from tests.evaluation.explanation.test_explain_laws import holds

import leadsla as ls
from leadsla.clauses import about_leads
from leadsla.testing import History, histories
from leadsla.testing.amendments import amended
from leadsla.testing.comparing import instants_after

DAY = dt.date(2026, 3, 10)
START = on("9 12:00", "assigned", to="rep7", id="e1")


def told(way: str, after: Any, events: list[ls.Event], now: str, first: Any = None) -> Any:
    before = agree(first or answer(within="30 hours"))
    agreement = before.amended(
        "2", effective=DAY, state="agreed", clauses=[after], running_clocks={after.id: way}
    )
    return ls.evaluate(agreement, events, at(now)).explain("L1", after.id)


def test_a_rescored_clock_tells_both_dues_and_both_promises() -> None:
    """On which day which version came, where the due was and is, and what was promised before."""
    explanation = told("rescore", answer(within="20 hours"), [START], "10 04:00")
    holds(explanation)
    assert explanation.version == "2"
    now, before, *_ = explanation.because
    assert now == "sales is to contact the lead within 20 hours of assignment (version 2)"
    assert before == (
        "version 2 came into force on Tue 10 Mar 2026 00:00: rescored, due Tue 18:00 -> Tue 08:00; before: "
        "sales is to contact the lead within 30 hours of assignment (version 1)"
    )
    assert [(due.at, due.since) for due in explanation.dues] == [
        (at("10 18:00"), at("9 12:00")), (at("10 08:00"), at("10 00:00")),
    ]  # fmt: skip
    [mark] = [row for row in explanation.rows if row.what == "amended"]
    assert (mark.start, mark.cause) == (
        at("10 00:00"),
        "version 2 came into force: rescored, due Tue 18:00 -> Tue 08:00",
    )
    assert "came into force" in str(explanation)


def test_hours_of_both_versions_are_in_the_ledger() -> None:
    """What counted before counted by the old hours, and adds up with what counts by the new ones."""
    explanation = told(
        "rescore",
        answer(within="6 business hours"),
        [on("9 10:00", "assigned")],
        "11 00:00",
        answer(within="8 hours", pause_while="waiting"),
    )
    holds(explanation)
    explanation = told(
        "rescore",
        answer(within="20 hours"),
        [on("9 10:00", "assigned")],
        "11 00:00",
        answer(within="9 business hours"),
    )
    holds(explanation)
    counted = [(row.start, row.end) for row in explanation.rows if row.what == "counted"]
    assert (at("9 13:00"), at("9 17:00")) in counted
    assert any(start == at("10 00:00") for start, _ in counted)
    assert OFFICE.is_open(at("9 13:00"))


PAUSED = answer(within="1 business hour", pause_while="not waiting")
ASSIGNED = on("9 10:00", "assigned")


def test_a_pause_that_a_version_ends_moves_the_due_once() -> None:
    """Six business hours were paused, and a day from the start is moved by them, by the hours of that day."""
    explanation = told("rescore", answer(within="1 day"), [ASSIGNED], "10 04:00", PAUSED)
    holds(explanation)
    assert [(due.at, due.since) for due in explanation.dues] == [
        (at("9 11:00"), at("9 10:00")), (at("10 16:00"), at("10 00:00")),
    ]  # fmt: skip
    causes = {row.what: row.cause for row in explanation.rows}
    assert causes["paused"] == (
        "waiting was false (waiting is missing), from assigned to version 2, as it came into force"
    )
    assert causes["amended"] == "version 2 came into force: rescored, due Mon 11:00 -> Tue 16:00"
    assert causes["due"] == "the end of 1 day, moved by what was paused"


def test_a_pause_that_ends_with_a_version_moves_the_due_once() -> None:
    """By an event of the very instant at which the version, which pauses too, came into force."""
    after = answer(within="1 day", pause_while="not waiting")
    ready = on("10 00:00", "updated", waiting=True)
    explanation = told("rescore", after, [ASSIGNED, ready], "10 04:00", PAUSED)
    holds(explanation)
    assert [due.at for due in explanation.dues] == [at("9 11:00"), at("10 16:00")]


def test_a_pause_that_outlasts_a_version_moves_the_due_twice() -> None:
    """Six hours by the hours of the one, and nine and a half by those of the other."""
    after = answer(within="1 day", pause_while="not waiting")
    ready = on("10 09:30", "updated", waiting=True)
    explanation = told("rescore", after, [ASSIGNED, ready], "10 12:00", PAUSED)
    holds(explanation)
    assert [(due.at, due.since) for due in explanation.dues] == [
        (at("9 11:00"), at("9 10:00")), (at("10 16:00"), at("10 00:00")), (at("11 01:30"), at("10 09:30")),
    ]  # fmt: skip
    paused = [row for row in explanation.rows if row.what == "paused"]
    assert [(row.start, row.end) for row in paused] == [
        (at("9 10:00"), at("10 00:00")), (at("10 00:00"), at("10 09:30")),
    ]  # fmt: skip
    assert paused[-1].cause.endswith("from assigned to updated: due moves Tue 16:00 -> Wed 01:30")


def test_what_is_breached_as_a_version_comes_says_so() -> None:
    """It was due before."""
    explanation = told("rescore", answer(within="1 hour"), [START], "10 04:00")
    holds(explanation)
    [row] = [row for row in explanation.rows if row.what == "breached"]
    assert (row.start, row.cause) == (at("10 00:00"), "due before version 2 came into force")


def test_a_restarted_clock_tells_what_began_it() -> None:
    """And the old one, what ended it."""
    before = agree(answer(within="30 hours"))
    agreement = before.amended(
        "2",
        effective=DAY,
        state="agreed",
        clauses=[answer(within="1 hour")],
        running_clocks={"answer": "restart"},
    )
    evaluation = ls.evaluate(agreement, [START], at("10 04:00"))
    old, new = (evaluation.explain("L1", "answer", cycle) for cycle in (1, 2))
    holds(old)
    holds(new)
    [void] = [row for row in old.rows if row.what == "void"]
    assert void.cause == "version 2, as it came into force, started it afresh (`running_clocks`)"
    assert new.rows[0].cause == "version 2 coming into force"
    assert (old.version, new.version) == ("1", "2")


def test_a_clause_is_told_of_in_the_version_in_force() -> None:
    """Also where no clock of it has started; one that was dropped is told of as it last was."""
    before = agree(answer(id="old"), answer())
    agreement = before.amended("2", effective=DAY, state="agreed", clauses=[answer(within="1 hour")])
    evaluation = ls.evaluate(agreement, [on("9 12:00", "created")], at("11 00:00"))
    assert [evaluation.explain("L1", name).version for name in ("answer", "old")] == ["2", "1"]
    with pytest.raises(KeyError, match="there is no clause 'new'"):
        evaluation.explain("L1", "new")


def test_a_step_is_told_of_where_the_clause_has_become_another_kind() -> None:
    """By the version whose steps they were; what no version has is refused."""
    before = plan_of(cadence())
    agreement = before.amended("2", effective=DAY, state="agreed", clauses=[answer(id="plan")])
    evaluation = ls.evaluate(agreement, [ASKED], at("11 10:00"))
    explanation = evaluation.explain("L1", "plan", step="first-call")
    holds(explanation)
    assert (explanation.version, explanation.clock.step) == ("1", "first-call")
    with pytest.raises(ls.errors.UnknownError, match="there is no step 'first-cal'"):
        evaluation.explain("L1", "plan", step="first-cal")


@settings(max_examples=max(10, settings().max_examples // 8), phases=[Phase.explicit, Phase.generate])
@given(histories(amended()))
def test_every_explanation_holds_over_versions(history: History) -> None:
    """The ledger of every clock adds up, whatever became of it on the days of versions."""
    all_hold(ls.evaluate(history.agreement, history.events, instants_after(history.events)[1]))


@settings(max_examples=max(10, settings().max_examples // 10), phases=[Phase.explicit, Phase.generate])
@given(histories(amended()))
def test_compacted_explanations_hold_over_versions(history: History) -> None:
    """Also where the oldest events, and what a version did on its day, are no longer kept."""
    monitor = ls.Monitor(history.agreement, lateness="1 day")
    for event in sorted(history.events, key=lambda event: event.order):
        monitor.advance(event.at)
        monitor.receive(event)
    at = instants_after(history.events)[1]
    monitor.advance(at)
    all_hold(monitor.evaluation(at))


def all_hold(evaluation: ls.Evaluation) -> None:
    """The explanation of every clock of a lead holds."""
    clauses = {
        clause.id
        for reign in evaluation.agreement.reigns
        for clause in reign.agreement.clauses
        if about_leads(clause)
    }
    for clock in evaluation.clocks:
        if clock.lead is not None and clock.clause in clauses:
            explanation = evaluation.explain(clock.lead, clock.clause, clock.cycle, clock.step)
            if explanation.clock is not None:
                holds(explanation)
