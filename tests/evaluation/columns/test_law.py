"""Columns and the fold never disagree: random agreements of response windows over random tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from leadsla import testing
from leadsla.evaluation.columns import ColumnJudge, LeadTable, arithmetic, judge, situations, stages
from leadsla.evaluation.columns.arithmetic import Judging
from leadsla.evaluation.columns.situations import Situations
from leadsla.testing.tables import columns_say_what_the_fold_says, instants_of, simple_agreements, tables

WINDOWS = testing.agreements(testing.response_windows())
#: Mostly such as are judged in vectors; the others are folded, wholly or by the row.
AGREEMENTS = st.one_of(simple_agreements(WINDOWS), simple_agreements(WINDOWS), WINDOWS)
Patch = pytest.MonkeyPatch


@settings(max_examples=max(40, settings().max_examples // 3))
@given(st.data())
def test_columns_say_what_the_fold_says(data: Any) -> None:
    """Whatever the clauses, the lifecycle and the calendars are, at any instant; also a few rows at a time."""
    agreement = data.draw(AGREEMENTS)
    table = data.draw(tables(agreement))
    at = data.draw(st.sampled_from(instants_of(table)))
    with pytest.MonkeyPatch.context() as patch:
        if data.draw(st.booleans()):
            patch.setattr(judge, "CHUNK", 2)
            patch.setattr(situations, "_FIRST", 1)
            patch.setattr(situations, "_MOST_CODES", data.draw(st.sampled_from((0, 1 << 16))))
        columns_say_what_the_fold_says(agreement, table, at)


@settings(max_examples=8)
@given(st.data())
def test_other_kinds_are_folded(data: Any) -> None:
    """A table is judged rightly under clauses of every kind, with plans and duties."""
    agreement = data.draw(testing.agreements(testing.clauses()))
    table = data.draw(tables(agreement, rows=3))
    columns_say_what_the_fold_says(agreement, table, data.draw(st.sampled_from(instants_of(table))))


def test_the_law_is_no_law_of_the_empty() -> None:
    """Clocks of every outcome are judged in vectors, and some rows of those tables are folded."""
    seen = Counter[str]()

    @settings(max_examples=60, derandomize=True, database=None, phases=[Phase.generate])
    @given(st.data())
    def look(data: Any) -> None:
        agreement = data.draw(simple_agreements(WINDOWS))
        table = data.draw(tables(agreement))
        judging = ColumnJudge(agreement)
        told = [id for id in judging.clauses if id not in judging.why_not(table)]
        for at in instants_of(table)[-2:]:
            judged = judging.judge(table, at, told)
            for columns in judged:
                seen.update(columns.counts)
            seen["folded"] += len(judged.folded)
            seen["late"] += sum(int(np.sum(c.are("breached") & ~np.isnat(c.done_at))) for c in judged)

    look()
    assert min(seen[what] for what in ("open", "met", "breached", "void", "folded", "late")) >= 3, seen


# Faults that the law has to see.


def _due_too_soon(patch: Patch) -> None:
    dues = arithmetic.dues_many
    patch.setattr(arithmetic, "dues_many", lambda terms, which, starts: dues(terms, which, starts) - 1)


def _columns_in_no_order(patch: Patch) -> None:
    keys = LeadTable.keys

    def unordered(self: LeadTable, limit: int, part: slice = slice(None)) -> Any:
        mask = (1 << self.bits) - 1
        return [np.where(key < 1 << 61, key & ~mask, key) for key in keys(self, limit, part)]

    patch.setattr(LeadTable, "keys", unordered)


def _one_answer_for_all(patch: Patch) -> None:
    patch.setattr(Situations, "codes", lambda self, place, reads: None)


def _what_was_known_of_another(patch: Patch) -> None:
    """Answers are kept for the next table by less than what they depend on."""
    patch.setattr(Situations, "_seen", lambda self, place, reads, rows: [()] * len(rows))


def _nobody_moves(patch: Patch) -> None:
    patch.setattr(stages, "walk", lambda situations, edition, keys: None)


def _the_future_is_known(patch: Patch) -> None:
    keys = LeadTable.keys
    patch.setattr(LeadTable, "keys", lambda self, limit, part=slice(None): keys(self, 1 << 61, part))


def _no_term(patch: Patch) -> None:
    begin = Judging.__init__
    patch.setattr(
        Judging, "__init__", lambda self, plan, found, at, term: begin(self, plan, found, at, (0, 1 << 52))
    )


FAULTS = [
    _due_too_soon, _columns_in_no_order, _one_answer_for_all, _what_was_known_of_another, _nobody_moves,
    _the_future_is_known, _no_term,
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_a_fault_is_seen(fault: Callable[[Patch], None]) -> None:
    """An arithmetic that is wrong in one point breaks the law."""

    @settings(
        max_examples=400,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def hold(data: Any) -> None:
        agreement = data.draw(simple_agreements(WINDOWS))
        table = data.draw(tables(agreement))
        at = data.draw(st.sampled_from(instants_of(table)))
        with pytest.MonkeyPatch.context() as patch:
            fault(patch)
            try:
                columns_say_what_the_fold_says(agreement, table, at)
            except Exception:  # noqa: BLE001 - wrong answers may also be ones that nothing can be made of
                raise AssertionError("seen") from None

    with pytest.raises(AssertionError, match="seen"):
        hold()
