"""What voided clocks is told for all of them at once, as each explanation tells it."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings

import leadsla as ls
from leadsla.evaluation import Evaluation
from leadsla.evaluation.explanation.explain import Explanation
from leadsla.testing import History, agreements, histories
from leadsla.testing.clauses import BY_KIND
from leadsla.testing.comparing import distinct, instants_after

AT = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
EVERY_KIND = histories(agreements(each=[strategy() for strategy in BY_KIND.values()]))


def as_explained(evaluation: Evaluation) -> int:
    """Every void clock of a lead has a cause, the kind of which is that of its explanation; how many there are."""
    causes = evaluation.void_causes(evaluation.leads)
    void = [clock for clock in evaluation.clocks if clock.lead and clock.outcome == "void"]
    keys = [(clock.lead or "", clock.clause, clock.cycle, clock.step) for clock in void]
    assert set(causes) == set(keys)
    for lead, clause, cycle, step in keys:
        told = evaluation.explain(lead, clause, cycle, step)
        assert isinstance(told, Explanation)
        kinds = ("voided it", "`repeat: restart`", "`running_clocks`", "the day to which", "the lead was")
        assert told.headline.startswith("void, because ")
        [kind] = {kind for kind in kinds if kind in causes[lead, clause, cycle, step]}
        assert kind in told.headline
    return len(void)


@settings(max_examples=max(10, settings().max_examples // 10))
@given(EVERY_KIND)
def test_the_causes_are_those_of_explain(history: History) -> None:
    events = distinct(history.events)
    as_explained(ls.evaluate(history.agreement, events, instants_after(events, history.ticks)[-1]))


def test_the_example() -> None:
    found = ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), AT)
    assert as_explained(found) > 0
    assert set(found.void_causes(found.leads).values()) == {
        "`disqualified` voided it",
        "`recycled` voided it",
    }
    assert found.void_causes([]) == {}
