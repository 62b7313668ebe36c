"""For any log and any agreements: each policy is judged as `evaluate` judges it, and sums are those of the parts."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla.testing import History, agreements, clauses, histories

LATER = dt.timedelta(days=20)


def named(event: ls.Event) -> ls.Event:
    """The same event of a lead by another name."""
    lead = f"other {event.lead}" if event.lead else ""
    return ls.Event(
        lead, event.at, event.name, event.data, event.id, event.actor, event.seq, event.recorded_at
    )


def after(history: History) -> dt.datetime:
    return max(event.at for event in history.events) + LATER


@st.composite
def cases(draw: st.DrawFn) -> tuple[History, dict[str, ls.Agreement]]:
    """A history, and two agreements that promise something else under the same ids."""
    history = draw(histories(tidy=True))
    found = {}
    for name in ("one", "two"):
        promised = [attrs.evolve(draw(clauses()), id=clause.id) for clause in history.agreement.clauses]
        found[name] = attrs.evolve(history.agreement, version=name, clauses=promised)
    return history, found


@settings(max_examples=8)
@given(cases())
def test_each_is_what_evaluate_says_and_the_order_changes_nothing(
    case: tuple[History, dict[str, ls.Agreement]],
) -> None:
    history, others = case
    at = after(history)
    found = ls.compare(history.events, {"base": history.agreement}, others, at=at)
    for name, agreement in {"base": history.agreement, **others}.items():
        alone = ls.evaluate(agreement, history.events, at, as_if=agreement)
        assert found.evaluations[name].attainment() == alone.attainment()
        assert found.evaluations[name].consequences == alone.consequences
    turned = dict(reversed(others.items()))
    back = ls.compare(history.events, {"base": history.agreement}, turned, at=at)
    assert back.alternatives == found.alternatives[::-1]
    for table in ("figures", "clauses", "turns", "consequences", "changes", "worklist", "doubts"):
        assert Counter(map(repr, getattr(back, table))) == Counter(map(repr, getattr(found, table)))


@settings(max_examples=8)
@given(cases())
def test_turns_add_up_to_what_is_attained_whatever_leads_are_called(
    case: tuple[History, dict[str, ls.Agreement]],
) -> None:
    history, others = case
    found = ls.compare(history.events, {"base": history.agreement}, others, at=after(history))
    sums = {(row.policy, row.clause): row for row in found.clauses}
    for name in others:
        for clause in found.names:
            rows = [row for row in found.turns if (row.policy, row.clause) == (name, clause)]
            for outcome in ("met", "breached", "open", "void"):
                before = sum(row.clocks for row in rows if row.before == outcome)
                now = sum(row.clocks for row in rows if row.after == outcome)
                assert before == getattr(sums["base", clause], outcome)
                assert now == getattr(sums[name, clause], outcome)
    moved = [named(event) for event in sorted(history.events, key=lambda event: event.lead)]
    again = ls.compare(moved, {"base": history.agreement}, others, at=after(history))
    for table in ("figures", "clauses", "turns", "consequences", "doubts"):
        assert getattr(again, table) == getattr(found, table)
    for row in found.consequences:
        if row.policy != "base":
            assert row.times - row.baseline == row.come - row.gone


@settings(max_examples=12)
@given(histories(tidy=True))
def test_an_agreement_and_itself(history: History) -> None:
    found = ls.compare(history.events, history.agreement, history.agreement, at=after(history))
    assert not found
    assert (len(found.changes), len(found.doubts), len(found.worklist)) == (0, 0, 0)
    assert {row.difference for row in found.figures} <= {0.0, None}
    assert all(row.before == row.after for row in found.turns)


def plain(agreement: ls.Agreement, window: str) -> ls.Agreement:
    """Its promises as plain windows: from an event to an event, once, with nothing that follows by itself."""
    promised = [
        ls.ResponseWindow(id=one.id, owner=one.owner, from_="assigned", until="touched", within=window)  # type: ignore[arg-type]
        for one in agreement.clauses
    ]
    return attrs.evolve(agreement, clauses=promised)


LONGER = {"1 minute": "1 hour", "1 hour": "1 day", "1 day": "3 days"}


@settings(max_examples=15)
@given(histories(st.builds(plain, agreements(), st.sampled_from(list(LONGER))), tidy=True))
def test_a_longer_window_never_has_fewer_met(history: History) -> None:
    within = str(history.agreement.clauses[0].within)  # type: ignore[attr-defined]
    more = plain(history.agreement, LONGER[within])
    found = ls.compare(history.events, {"less": history.agreement}, {"more": more}, at=after(history))
    assert sum(row.paired.lost for row in found.clauses if row.paired is not None) == 0
    for clause in found.names:
        met = {row.policy: row.met for row in found.clauses if row.clause == clause}
        assert met["less"] <= met["more"]
