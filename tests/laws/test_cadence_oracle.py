"""The fold against a second judge of cadences (`cadence_oracle`), on random cadences and logs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from tests.laws.cadence_oracle import judged

from leadsla import Agreement, Cadence, evaluate
from leadsla.instants import moment_or_none
from leadsla.testing import History, agreements, cadences, histories
from leadsla.testing.comparing import in_order, instants_after

#: Of a step that opened: (lead, clause, cycle, step, opened, due, outcome, done_at, breached_at, ended_at).
#: Of a plan: (lead, clause, cycle, "", ended, the steps that were skipped).
Row = tuple[Any, ...]


@st.composite
def _plans_alone(draw: DrawFn) -> Agreement:
    """Agreements with nothing but cadences."""
    made = draw(agreements(cadences(), size=2))
    return attrs.evolve(made, clauses=[clause for clause in made.clauses if isinstance(clause, Cadence)])


def _found(history: History, at: dt.datetime) -> list[Row]:
    evaluation = evaluate(history.agreement, in_order(history.events), at, automatic=False)
    names = (
        "lead",
        "clause",
        "cycle",
        "step",
        "started",
        "due",
        "outcome",
        "done_at",
        "breached_at",
        "ended_at",
    )
    rows: list[Row] = [
        tuple(getattr(clock, name) for name in names) for clock in evaluation.clocks if not clock.duty
    ]
    for plan in evaluation.plans:
        skipped = sorted((step.step, step.opens, step.due) for step in plan.steps if step.status == "skipped")
        rows.append((plan.lead, plan.clause, plan.cycle, "", plan.ended_at, skipped))
    return sorted(rows, key=lambda row: row[:4])


def _expected(history: History, at: dt.datetime) -> list[Row]:
    rows: list[Row] = []
    for lead, clause, plan in judged(history.agreement, in_order(history.events), at):
        over = plan.ended if plan.exhausted is None else plan.exhausted
        skipped = []
        for step in plan.steps:
            stood = (step.opened, step.due, step.done_at, step.breached_at, step.ended_at)
            opened, due, *ends = (moment_or_none(value) for value in stood)
            if step.outcome == "skipped":
                skipped.append((step.name, opened, due))
            elif step.outcome not in ("waits", "never"):
                rows.append((lead, clause, plan.cycle, step.name, opened, due, step.outcome, *ends))
        rows.append((lead, clause, plan.cycle, "", moment_or_none(over), sorted(skipped)))
    return sorted(rows, key=lambda row: row[:4])


@given(histories(_plans_alone(), leads=1))
def test_cadences_are_judged_as_defined(history: History) -> None:
    """What opened when, was due, done, skipped, given up; and when the plan was over."""
    for at in sorted({*instants_after(in_order(history.events)), *(at for _, at in history.ticks)}):
        assert _found(history, at) == _expected(history, at), at
