"""Advice about an agreement as a whole: what the sources demand and it does not have."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from leadsla.advice.clauses import advice
from leadsla.agreement import Agreement
from leadsla.errors import Fault

#: Lines and columns of a printed page, and what a section takes beside its own text.
_PAGE: Final = 60
_COLUMNS: Final = 95
_HEADING: Final = 2
#: Which kinds of clauses meet a demand of the sources, by the name of the advice that says it is not met.
DEMANDS: Final = {
    "no-response-window": (("response_window", "cadence"), "how quickly a lead is answered"),
    "no-quota": (("quota",), "how many leads marketing delivers"),
    "no-required-information": (("required_information",), "what a lead brings along when it is handed over"),
    "no-minimum-touches": (("minimum_touches", "cadence"), "how often a lead is tried"),
    "no-minimum-open-time": (("minimum_open_time",), "how long a lead is kept open before it is sent back"),
    "no-rejection-reasons": (("rejection_policy",), "for which reasons a lead may be rejected"),
    "no-meeting": (("recurring_meeting",), "how often marketing and sales meet"),
}


def of_whole(agreement: Agreement) -> Iterator[Fault]:
    """All advice about the agreement as a whole."""
    yield from _demands(agreement)
    yield from _parties(agreement)
    yield from _sections(agreement)
    lines = page_lines(agreement)
    if lines > _PAGE:
        what = f"the signed text takes about {lines} lines, which is more than one page"
        yield advice("several-pages", what, "clauses", because="it is best to begin with one page")


def _demands(agreement: Agreement) -> Iterator[Fault]:
    kinds = {clause.kind for clause in agreement.clauses}
    rejects = any(move.event == "rejected" for move in agreement.lifecycle.moves)
    for name, (meeting, demand) in DEMANDS.items():
        if kinds.isdisjoint(meeting) and (name != "no-rejection-reasons" or rejects):
            write = f"a clause of the kind {' or '.join(meeting)}"
            yield advice(name, f"no clause says {demand}", "clauses", write=write)


def _parties(agreement: Agreement) -> Iterator[Fault]:
    owners = {clause.owner for clause in agreement.clauses}
    for party in agreement.parties:
        if party not in owners and not ("both" in owners and len(agreement.parties) == 2):
            what = f"{party} signs and owes nothing"
            yield advice("no-promise", what, f"parties.{party}", write=f"a clause with owner: {party}")


def _sections(agreement: Agreement) -> Iterator[Fault]:
    stages = agreement.lifecycle.stages
    untold = [stage.name for stage in stages if not stage.means and stage.criterion is None]
    missing = (
        ("lifecycle", not stages or untold, "what each stage means", "means: ..., for every stage"),
        ("goals", not agreement.goals, "what the goals of both parties are", "goals: [...]"),
        (
            "responsibilities",
            not agreement.responsibilities,
            "who owes what at each stage",
            "responsibilities: ...",
        ),
        ("kpis", not agreement.kpis, "which indicators are measured", "kpis: [...]"),
        ("objectives", not agreement.objectives, "what the agreement is for", "objectives: [...]"),
    )
    for path, is_missing, what, write in missing:
        if is_missing:
            told = f" (stage {', '.join(untold)})" if path == "lifecycle" and untold else ""
            because = "the sources call it an essential section"
            yield advice(
                "missing-section", f"it is not said {what}{told}", path, write=write, because=because
            )


def page_lines(agreement: Agreement) -> int:
    """How many lines of a page the signed text takes, about: the sentences, wrapped, and the headings."""
    stages = [f"{stage.name}: {stage.means}" for stage in agreement.lifecycle.stages]
    said = [statement.activity for statement in agreement.statements]
    sections = (
        [agreement.title],
        agreement.objectives,
        stages,
        agreement.lines,
        said,
        [agreement.notes],
        agreement.parties,
    )
    return sum(
        _HEADING + sum(len(textwrap.wrap(text, _COLUMNS)) or 1 for text in section)
        for section in sections
        if section
    )
