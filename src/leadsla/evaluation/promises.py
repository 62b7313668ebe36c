"""Which version's target holds in a period, where versions differ: one rule, for attainment and for what follows."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

from leadsla.clauses import Clause
from leadsla.evaluation.compile import Program
from leadsla.instants import NEVER
from leadsla.periods import Period, Target, period_bounds


class Promise(NamedTuple):
    """A clause with a target, as the version has it that counts for a period."""

    version: str
    clause: Clause
    target: Target
    tz: ZoneInfo


def promise_of(program: Program, clause: str, label: str, at: int = NEVER) -> Promise | None:
    """The target of a clause in a period: that of the version in force as it began, if that has one for such periods.

    Else it is that of the first version to come into force with one while the period runs; None where no version has
    one, and as long as (as of `at`) none that has one is in force.
    """
    for edition in program.editions:
        found = edition.clauses.get(clause)
        if found is None or found.target is None:
            continue
        start, end = period_bounds(label, edition.tz)
        if edition.number and (edition.begins > at or edition.begins >= end):
            continue
        if found.target.period.label(start, edition.tz) == label and start < edition.reign.after:
            return Promise(edition.version, found, found.target, edition.tz)
    return None


def counted_by(clause: Clause) -> Period:
    """By which periods the clocks of a clause are counted: those of its target, else months."""
    return Period.MONTH if clause.target is None else clause.target.period
