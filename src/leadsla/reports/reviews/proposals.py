"""Proposals for adjustment: what in the agreement the evidence speaks against, and what could stand there instead.

Each proposal says what is seen, by which rule it is proposed, and where possible the YAML to paste. They are readings
of the past period and promise nothing about the next: leads that come then are other leads.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from leadsla.clauses import LeadClause, about_leads
from leadsla.reports.reviews.evidence import evidence
from leadsla.reports.reviews.figures import of
from leadsla.reports.reviews.proposal import ENOUGH, OFTEN, SOME, Proposal
from leadsla.reports.reviews.span import Span
from leadsla.reports.reviews.windows import too_loose, too_tight, within_of
from leadsla.segments import Segment

if TYPE_CHECKING:
    from leadsla.consequences import Consequence
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey
    from leadsla.evaluation.timings import Timing
    from leadsla.metrics import Leakage
    from leadsla.windows import Window


def proposals(
    evaluation: Evaluation,
    span: Span,
    timings: Sequence[Timing],
    leakage: Leakage | None,
    journeys: Sequence[Journey],
) -> tuple[Proposal, ...]:
    """What the evidence of the period speaks for; `timings` are those of the clocks that started in it."""
    found: list[Proposal] = []
    for one in evidence(evaluation.agreement, timings):
        found += too_tight(one)
        found += too_loose(one)
    widened = {proposal.clause for proposal in found if proposal.kind == "widen"}
    found += _without_clocks(evaluation, span, timings, journeys)
    found += _unused_segments(evaluation, timings)
    found += _everyday(evaluation, span, timings, widened)
    found += _blocked(evaluation, span, journeys)
    found += _uncovered(evaluation, leakage)
    return tuple(found)


# -- clauses ---------------------------------------------------------------------------------------------------------


def _without_clocks(
    evaluation: Evaluation, span: Span, timings: Sequence[Timing], journeys: Sequence[Journey]
) -> Iterator[Proposal]:
    """Promises on leads of which no clock started."""
    begun = {timing.clock.clause for timing in timings}
    for clause in evaluation.agreement.clauses:
        if not about_leads(clause) or clause.id in begun:
            continue
        names = clause.starts().events
        events = sum(event.name in names for one in journeys for event in one.events if event.at in span)
        asked = f"events that could start it ({', '.join(sorted(names))})" if names else "what starts it"
        said = (
            f"{events:,} {asked} are in the log of the period"
            if names
            else "Nothing entered or left its stage"
        )
        yield Proposal(
            "no clock",
            clause.id,
            f"{clause.name} started no clock: see whether the log has what it starts with, and whether that happens.",
            f"It starts with {clause.starts()}{clause.for_whom()}. {said}.",
        )


def _unused_segments(evaluation: Evaluation, timings: Sequence[Timing]) -> Iterator[Proposal]:
    """Segments into which no clock fell, of clauses that had enough of them."""
    clocks: dict[str, Counter[int]] = {}
    for timing in timings:
        clocks.setdefault(timing.clock.clause, Counter())[timing.segment] += 1
    for clause in evaluation.agreement.clauses:
        cases = (clause.window() if isinstance(clause, LeadClause) else None) or ()
        counts = clocks.get(clause.id, Counter())
        empty = [place for place in range(len(cases)) if not counts[place]]
        if len(cases) > 1 and empty and counts.total() >= ENOUGH:
            kept = [case for place, case in enumerate(cases) if place not in empty]
            whom = "; ".join(_case(case) for place, case in enumerate(cases) if place in empty)
            yield Proposal(
                "unused segment",
                clause.id,
                f"Nobody falls into a segment of {clause.name} ({whom}): take it out, or correct what it asks for.",
                f"None of {counts.total():,} clocks had it.",
                within_of(kept),
            )


def _case(case: Segment[Window]) -> str:
    return f"{case.is_} where {case.when}" if case.when is not None else f"{case.is_} for all others"


def _everyday(
    evaluation: Evaluation, span: Span, timings: Sequence[Timing], widened: set[str | None]
) -> Iterator[Proposal]:
    """What followed a warning or a breach so often that it alarms nobody; not where the window itself is questioned."""
    clocks = Counter(timing.clock.clause for timing in timings)
    fired: dict[tuple[str, str, str], set[tuple[object, ...]]] = {}
    for said in evaluation.consequences:
        if said.lead is not None and said.on in ("warning", "breach") and _origin(said) in span:
            fired.setdefault((said.clause, said.on, str(said.action)), set()).add(said.key[:6])
    for (clause, on, action), by in fired.items():
        n = clocks[clause]
        if clause in widened or n < ENOUGH or len(by) < OFTEN * n or len(by) > n:
            continue
        name = evaluation.clauses[clause].name
        yield Proposal(
            "everyday consequence",
            clause,
            f"`{action}` follows a {on} of {name} every day: put it later, or let somebody else have it.",
            f"It followed at {of(len(by), n, 'clocks')}.",
        )


def _origin(said: Consequence) -> dt.datetime:
    """When the clock that it follows from was started."""
    return dt.datetime.fromisoformat(said.key[4])


# -- the lifecycle ---------------------------------------------------------------------------------------------------


def _blocked(evaluation: Evaluation, span: Span, journeys: Sequence[Journey]) -> Iterator[Proposal]:
    """Moves that did not come about for want of the same thing."""
    groups: dict[tuple[str, str, str, tuple[str, ...], str], set[str]] = {}
    for journey in journeys:
        for blocked in journey.blocked:
            if blocked.at in span:
                key = (blocked.event, blocked.from_ or "", blocked.to, blocked.missing, blocked.criterion)
                groups.setdefault(key, set()).add(journey.lead)
    for (event, from_, to, missing, criterion), leads in sorted(groups.items()):
        if len(leads) < SOME:
            continue
        lacked = f"lacked {' and '.join(missing)}" if missing else f"did not fulfil `{criterion}`"
        remedy = "ask for it earlier" if missing else "ask whether that is what is meant"
        yield Proposal(
            "blocked move",
            None,
            f"`{event}` did not bring leads to {to}: {remedy}.",
            f"{len(leads):,} leads{f' in {from_}' if from_ else ''} {lacked}, first {min(leads)}.",
            _required(evaluation, from_, missing) if missing and from_ else "",
        )


def _required(evaluation: Evaluation, stage: str, missing: Sequence[str]) -> str:
    """A clause that asks for the fields where the lead enters the stage before."""
    owner = next((one.owner for one in evaluation.agreement.lifecycle.stages if one.name == stage), None)
    id = f"complete-{stage}"
    while id in evaluation.clauses:
        id += "-too"
    return (
        f"- {{id: {id}, kind: required_information, owner: {owner or 'both'}, at: {{enters: {stage}}}, "
        f"fields: [{', '.join(missing)}]}}"
    )


def _uncovered(evaluation: Evaluation, leakage: Leakage | None) -> Iterator[Proposal]:
    """Stages in which leads are left although they were touched, because nothing is owed there."""
    lost = [] if leakage is None else [one for one in leakage.lost if one.cause == "lost from sight"]
    for stage, number in sorted(Counter(one.stage or "" for one in lost).items()):
        if number < SOME or not stage:
            continue
        leads = sorted(one.lead for one in lost if one.stage == stage)
        yield Proposal(
            "uncovered stage",
            None,
            f"No promise covers leads that are left in {stage}: say who looks after them, and how long they may stay.",
            f"{number:,} leads were left there, first {leads[0]}.",
        )
