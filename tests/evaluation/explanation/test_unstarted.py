"""Leads without a clock are counted by the reasons that their explanations give."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings

import leadsla as ls
from leadsla.clauses import ResponseWindow
from leadsla.errors import UnknownError
from leadsla.evaluation import Evaluation
from leadsla.evaluation.explanation.explain import Explanation
from leadsla.events import Event
from leadsla.testing import History, agreements, histories
from leadsla.testing.amendments import amended
from leadsla.testing.clauses import BY_KIND
from leadsla.testing.comparing import distinct, instants_after

AT = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
EVERY_KIND = histories(agreements(each=[strategy() for strategy in BY_KIND.values()]))
ANY_VERSION = histories(amended())


def as_explained(evaluation: Evaluation) -> None:
    """Each lead without a clock of a clause is counted once, for the reason that explains it."""
    counted = [(row.clause, lead) for row in evaluation.unstarted() for lead in row.leads]
    assert len(counted) == len(set(counted))
    reasons = {(row.clause, lead): row.reason for row in evaluation.unstarted() for lead in row.leads}
    of_leads = {clock.clause for clock in evaluation.clocks if clock.lead} | {row for row, _ in counted}
    have = {(clock.clause, clock.lead) for clock in evaluation.clocks if not clock.duty}
    have |= {(plan.clause, plan.lead) for plan in evaluation.plans}
    for clause in of_leads:
        for lead in evaluation.leads:
            assert ((clause, lead) in reasons) != ((clause, lead) in have)
            if (clause, lead) in reasons:
                told = evaluation.explain(lead, clause)
                assert isinstance(told, Explanation)
                assert (told.clock, told.reason) == (None, reasons[clause, lead])


@settings(max_examples=max(20, settings().max_examples // 5))
@given(EVERY_KIND)
def test_the_reasons_are_those_of_explain(history: History) -> None:
    events = distinct(history.events)
    as_explained(ls.evaluate(history.agreement, events, instants_after(events, history.ticks)[-1]))


@settings(max_examples=max(20, settings().max_examples // 5))
@given(ANY_VERSION)
def test_under_several_versions_too(history: History) -> None:
    events = distinct(history.events)
    as_explained(ls.evaluate(history.agreement, events, instants_after(events, history.ticks)[-1]))


def test_the_example() -> None:
    found = ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), AT)
    assert [(row.clause, row.reason, row.count) for row in found.unstarted()] == [
        ("persistence", "no event of this lead is `accepted`", 8),
        ("no-stalled-lead", "nothing that happened to this lead is entering `sal`", 7),
        ("no-stalled-lead", "the move that would start it was not made", 1),
    ]
    as_explained(found)
    assert found.unstarted([]) == ()
    with pytest.raises(UnknownError, match="no lead 'nobody'"):
        found.unstarted(["nobody"])


def test_by_hand() -> None:
    """One with a clock; one too small; one whose size nobody knows; one never assigned; one assigned before the term;
    one that was assigned after it had been merged."""
    clause = ResponseWindow(
        id="first", owner="sales", from_="assigned", until="touched", within="30 minutes", when="size >= 50"
    )
    terms = ls.Agreement(
        agreement="small", version="1", term=ls.Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), timezone="UTC",
        parties={"sales": ls.Party("Sales")}, lifecycle=ls.Lifecycle(), clauses=[clause], fields={"size": "number"},
    )  # fmt: skip
    at = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    log = [
        Event("big", at, "assigned", {"size": 80}),
        Event("small", at, "assigned", {"size": 8}),
        Event("unknown", at, "assigned"),
        Event("alone", at, "created", {"size": 90}),
        Event("early", at.replace(year=2025), "assigned", {"size": 70}),
        Event("gone", at, "merged", {"into": "big"}),
        Event("gone", at.replace(hour=10), "assigned", {"size": 60}),
    ]
    found = ls.evaluate(terms, log, at.replace(hour=12))
    assert [(row.reason, row.leads) for row in found.unstarted()] == [
        ("`when: size >= 50` was false", ("small", "unknown")),
        ("it lies outside the agreement's term", ("early",)),
        ("no event of this lead is `assigned`", ("alone",)),
        ("the lead was merged into another before", ("gone",)),
    ]
    as_explained(found)
