"""The rows of a table that are judged by the fold, and what is seen of their clocks."""

from __future__ import annotations

from collections.abc import Iterable

from leadsla.evaluation.collector import collector_paused
from leadsla.evaluation.columns.table import LeadTable
from leadsla.evaluation.compile import Program
from leadsla.evaluation.succession import folding
from leadsla.lead import Lead, RunningClock


def folded(
    program: Program, table: LeadTable, rows: Iterable[int], limit: int, *, automatic: bool
) -> dict[int, Lead]:
    """The leads of some rows, as `evaluate` has them at an instant."""
    fold = folding(program, automatic=automatic)
    leads = {}
    with collector_paused():
        for row in rows:
            lead = leads[row] = Lead(table.lead(row))
            for event in table.history(row):
                if event.instant <= limit:
                    fold.step(lead, event)
            fold.advance(lead, limit)
    return leads


def promises(lead: Lead) -> list[RunningClock]:
    """The clocks of a lead that are promises, and not duties that followed from them."""
    return [clock for clock in lead.clocks if not clock.terms.clause.duty]
