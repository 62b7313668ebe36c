"""Every law of `leadsla.testing`, over random agreements and logs; far more of them with HYPOTHESIS_PROFILE=soak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadsla import Agreement, Clause, evaluate, examples
from leadsla.clauses import KINDS, about_leads
from leadsla.testing import LAWS, STAGES, History, agreements, clauses, histories, load_of_dump_is_the_same
from leadsla.testing.clauses import BY_KIND
from leadsla.testing.comparing import instants_after

#: A few laws at a time share a history, which takes longer to make than to judge.
GROUPS = [LAWS[place::5] for place in range(5)]


@pytest.mark.parametrize("laws", GROUPS, ids=lambda laws: "-".join(law.__name__ for law in laws))
def test_laws(laws: tuple[Callable[..., None], ...]) -> None:
    """They hold."""

    @settings(max_examples=max(50, settings().max_examples // 2))
    @given(histories())
    def hold(history: History) -> None:
        for law in laws:
            law(history.agreement, history.events, history.ticks)

    hold()


@settings(max_examples=max(5, settings().max_examples // 20))
@given(histories(agreements(each=[strategy() for strategy in BY_KIND.values()])))
def test_laws_hold_with_every_kind_at_once(history: History) -> None:
    """A clause of each kind beside one on each stage: what one brings about does not mislead another."""
    assert {clause.kind for clause in history.agreement.clauses} == {kind.kind for kind in KINDS}
    for law in LAWS:
        law(history.agreement, history.events, history.ticks)


@settings(max_examples=max(30, settings().max_examples // 3))
@given(agreements())
def test_load_of_dump_is_the_same(agreement: Agreement) -> None:
    """A document holds all of an agreement."""
    load_of_dump_is_the_same(agreement)


@settings(max_examples=max(20, settings().max_examples // 5))
@given(histories(st.just(examples.acme())))
def test_laws_hold_for_an_agreement_from_a_file(history: History) -> None:
    """Logs walk any agreement, with the values that its criteria ask for."""
    for law in LAWS:
        law(history.agreement, history.events, history.ticks)


def test_every_kind_has_a_strategy() -> None:
    """A new kind has to join the strategies, or the laws do not see it."""
    assert set(BY_KIND) == {kind.kind for kind in KINDS}


@settings(max_examples=30)
@given(agreements(), clauses())
def test_every_stage_has_a_clause(agreement: Agreement, clause: Clause) -> None:
    """Whatever stage a lead enters, some clock starts: a wrongly dated move can not hide."""
    on_leads = [c for c in agreement.clauses if about_leads(c)]
    entered = {cause.enters for c in on_leads for cause in c.starts().causes if cause.when is None}
    assert set(STAGES) <= entered
    assert clause.kind in BY_KIND


def test_logs_bring_about_all_that_can_happen() -> None:
    """The examples that the laws are put to are not empty ones: every outcome, occasion and boundary comes up."""
    seen = Counter[str]()

    @settings(max_examples=150, derandomize=True, database=None)
    @given(histories())
    def look(history: History) -> None:
        seen.update(_happened(history))

    look()
    for what in (
        "met", "breached", "void", "open", "done late", "done at due", "paused", "cycle 2", "start", "warning",
        "breach", "missed", "rung", "anomaly", "duplicate", "recycled by itself", "late", "same instant",
        "period met", "period breached", "period open", "of the team",
    ):  # fmt: skip
        assert seen[what] >= 3, f"{what} came up {seen[what]} times in {seen}"


def _happened(history: History) -> list[str]:
    evaluation = evaluate(history.agreement, history.events, instants_after(history.events)[-1])
    found: list[Any] = [clock.outcome for clock in evaluation.clocks]
    found += [consequence.on for consequence in evaluation.consequences]
    found += ["rung" for c in evaluation.consequences if c.action.after is not None]
    found += ["recycled by itself" for c in evaluation.consequences if c.action.automatic]
    found += ["anomaly" for _ in evaluation.anomalies] + ["duplicate"] * evaluation.duplicates
    for clock in evaluation.clocks:
        late = clock.done_at is not None and clock.outcome == "breached"
        found += (
            ["done late"] * late + ["done at due"] * (clock.done_at == clock.due) + [f"cycle {clock.cycle}"]
        )
        found += ["paused"] * clock.paused
        found += [f"period {clock.outcome}"] * (clock.lead is None)
    found += ["of the team" for event in history.events if not event.lead]
    for before, after in zip(history.events, history.events[1:], strict=False):
        found += ["late"] * (after.at < before.at) + ["same instant"] * (after.at == before.at)
    return found
