"""The leads that a page names, each with where it is and what was owed on it: where a name leads to."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from leadsla.reports.pages.scene import Scene, anchor, key_of


@attrs.frozen
class LeadClock:
    """A clock of a lead: its name in the address of the page, what it is called, and how it stands."""

    anchor: str
    name: str
    outcome: str


@attrs.frozen
class LeadEntry:
    """A lead, where it is as of the instant of the report, and its clocks."""

    lead: str
    stage: str | None
    clocks: tuple[LeadClock, ...]


def lead_entries(scene: Scene, named: Iterable[str]) -> tuple[LeadEntry, ...]:
    """The entries of leads, as far as the page holds them, in the order of their names."""
    evaluation = scene.evaluation
    wanted: dict[str, list[LeadClock]] = {}
    known = set(evaluation.leads)
    for lead in named:
        if lead in known and len(wanted) < scene.limits.named_in_all:
            wanted.setdefault(lead, [])
    clauses = evaluation.clauses
    for clock in evaluation.clocks if wanted else ():
        if clock.lead in wanted and not clock.duty:
            step = f", {clock.step}" if clock.step else ""
            entry = LeadClock(anchor(key_of(clock)), clauses[clock.clause].name + step, clock.outcome)
            wanted[clock.lead].append(entry)
    return tuple(LeadEntry(lead, evaluation.stage(lead), tuple(wanted[lead])) for lead in sorted(wanted))
