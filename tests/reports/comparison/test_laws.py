"""For any log and any two agreements: sums are those of the lists, and backwards it is the same backwards."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla.reports.comparison import Comparison, compare_agreements
from leadsla.reports.comparison.values import OUTCOMES, TABLES
from leadsla.testing import History, clauses, histories

LATER = dt.timedelta(days=20)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[History, ls.Agreement]:
    """A history, and an agreement that promises something else under the same ids."""
    history = draw(histories(tidy=True))
    promised = list(history.agreement.clauses)
    for number, clause in enumerate(promised):
        if draw(st.booleans()):
            promised[number] = attrs.evolve(draw(clauses()), id=clause.id)
    return history, attrs.evolve(history.agreement, version="2", clauses=promised)


def compared(history: History, new: ls.Agreement) -> tuple[Comparison, Comparison]:
    at = max(event.at for event in history.events) + LATER
    return (
        compare_agreements(history.agreement, new, history.events, at),
        compare_agreements(new, history.agreement, history.events, at),
    )


@settings(max_examples=40)
@given(pairs())
def test_backwards_it_is_the_same_backwards(pair: tuple[History, ls.Agreement]) -> None:
    forth, back = compared(*pair)
    turned = forth.reversed()
    assert (turned.old, turned.new) == (back.old, back.new)
    for table in TABLES:
        assert Counter(map(repr, getattr(turned, table))) == Counter(map(repr, getattr(back, table)))


@settings(max_examples=40)
@given(pairs())
def test_sums_are_those_of_the_lists(pair: tuple[History, ls.Agreement]) -> None:
    found, _ = compared(*pair)
    for row in found.clauses:
        changes = [
            change for change in found.clocks if change.clause == row.clause and change.clock.duty is None
        ]
        for outcome in OUTCOMES:
            came = sum(change.outcomes[1] == outcome for change in changes)
            went = sum(change.outcomes[0] == outcome for change in changes)
            assert getattr(row.new, outcome) - getattr(row.old, outcome) == came - went
    for action in found.actions:
        said = [
            change
            for change in found.consequences
            if (change.consequence.do, change.consequence.to) == (action.do, action.to)
        ]
        came, went = (sum(getattr(change, side) is None for change in said) for side in ("old", "new"))
        assert action.new - action.old == came - went


@settings(max_examples=40)
@given(histories(tidy=True))
def test_an_agreement_and_itself(history: History) -> None:
    found, _ = compared(history, history.agreement)
    assert not found
