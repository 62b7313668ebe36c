"""Proposals for adjustment: what in the agreement the evidence speaks against, and what could stand there instead.

Each proposal says what is seen, by which rule it is proposed, and where possible the YAML to paste. They are readings
of the past period and promise nothing about the next: leads that come then are other leads.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from leadsla.clauses import LeadClause, about_leads
from leadsla.reports.reviews.evidence import Evidence, evidence, readable
from leadsla.reports.reviews.figures import needed, of, rounded
from leadsla.reports.reviews.span import Span
from leadsla.reports.reviews.wording import length
from leadsla.segments import Segment, Segments

if TYPE_CHECKING:
    from leadsla.consequences import Consequence
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey
    from leadsla.evaluation.timings import Timing
    from leadsla.metrics import Leakage
    from leadsla.windows import Window

#: From how many clocks on a window is questioned: with 30, one clock more or less is 3 % and turns no proposal.
ENOUGH: Final = 30
#: A window that is met at most at this share of its target is no stretch, but out of reach.
OUT_OF_REACH: Final = Fraction(1, 2)
#: A window that is met so often asks for nothing; one clock in a hundred may be a slip of the log.
NEARLY_ALL: Final = Fraction(99, 100)
#: So many of them need less than half of a loose window, and are within the one that is proposed: one in twenty is left
#: out, so that it does not stand on a single slow clock.
NEARLY: Final = Fraction(19, 20)
#: What follows so often is expected, and calls nobody any more.
OFTEN: Final = Fraction(1, 2)
#: Once or twice is the slip of a person; three leads are a gap in the rule.
SOME: Final = 3

#: The rule behind each kind of proposal.
RULES: Final = {
    "widen": f"A window is questioned where at most half of its target is met, of {ENOUGH} clocks or more; what was "
    "never done, or is still open, counts as not done.",
    "tighten": f"A window is loose where 99% of {ENOUGH} clocks or more met it and 95% needed less than half of it; "
    "the one proposed would have kept the target, and 95%.",
    "no clock": "A promise that starts no clock in a whole period is not about anything that happens, or the log does "
    "not have what it starts with.",
    "unused segment": f"A segment is questioned where none of {ENOUGH} clocks or more fell into it.",
    "everyday consequence": f"What follows at half of {ENOUGH} clocks or more is no alarm any more.",
    "blocked move": f"A move is questioned where the same thing held up {SOME} leads or more.",
    "uncovered stage": f"A stage is questioned where {SOME} leads or more were left with nothing owed on them.",
}


@attrs.frozen
class Proposal:
    """A proposal: what to change, the evidence, the rule by which it is proposed, and YAML to paste where there is any.

    `kind` is one of `RULES`; `clause` the clause that it is about, if it is about one.
    """

    kind: str
    clause: str | None
    what: str
    evidence: str
    yaml: str = ""

    @property
    def rule(self) -> str:
        """The rule behind it, in a sentence."""
        return RULES[self.kind]


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
        found += _too_tight(one)
        found += _too_loose(one)
    widened = {proposal.clause for proposal in found if proposal.kind == "widen"}
    found += _without_clocks(evaluation, span, timings, journeys)
    found += _unused_segments(evaluation, timings)
    found += _everyday(evaluation, span, timings, widened)
    found += _blocked(evaluation, span, journeys)
    found += _uncovered(evaluation, leakage)
    return tuple(found)


# -- windows ---------------------------------------------------------------------------------------------------------


def _too_tight(one: Evidence) -> Iterator[Proposal]:
    """A window that nobody meets: the one that would have met the target."""
    target = one.target
    if target is None or one.n < ENOUGH or one.met > OUT_OF_REACH * target * one.n:
        return
    number = needed(target, one.n)
    said = f"{one.window} was met by {of(one.met, one.n)}, and the target is {_share(target)}."
    if len(one.took) < number:
        yield Proposal(
            "widen",
            one.clause.id,
            f"No window would have met the target of {_named(one)}: too few were done at all.",
            f"{said} Done at all, in time or late: {of(len(one.took), one.n)}.",
        )
        return
    took = one.took[number - 1]
    window = readable(took, one.window)
    yield Proposal(
        "widen",
        one.clause.id,
        f"Too few meet {_named(one)}: allow {window}, or find out what keeps people from {one.window}.",
        f"{said} {length(rounded(took), one.window.business)} would have met it on this evidence: "
        f"{of(one.within(took), one.n)}.",
        _within(one, window),
    )


def _too_loose(one: Evidence) -> Iterator[Proposal]:
    """A window that everybody meets: the one that would still have kept the target."""
    if one.n < ENOUGH or one.met < NEARLY_ALL * one.n or len(one.took) < needed(NEARLY, one.n):
        return
    if one.quick < needed(NEARLY, one.n):
        return
    number = needed(max(NEARLY, one.target or NEARLY), one.n)
    if number > len(one.took):
        return
    took = one.took[number - 1]
    window = readable(took, one.window)
    if window.fixed is not None and one.window.fixed is not None and window.fixed >= one.window.fixed:
        return
    yield Proposal(
        "tighten",
        one.clause.id,
        f"Everybody meets {_named(one)}: promise {window} instead of {one.window}.",
        f"{one.window} was met by {of(one.met, one.n)}; within "
        f"{length(rounded(took), one.window.business)} it was done by {of(one.within(took), one.n)}.",
        _within(one, window),
    )


def _named(one: Evidence) -> str:
    case = one.clause.window() or Segments(())  # there is one: the evidence is about it
    when = case.cases[one.segment].when
    if len(case) == 1:
        return one.clause.name
    return f"{one.clause.name} where {when}" if when is not None else f"{one.clause.name} for all others"


def _share(share: Fraction) -> str:
    return f"{float(share * 100):g}%"


def _within(one: Evidence, window: Window) -> str:
    """The key `within` of the clause, with one of its windows changed."""
    cases = list(one.clause.window() or ())
    cases[one.segment] = Segment(window, cases[one.segment].when)
    return _within_of(cases)


def _within_of(cases: Sequence[Segment[Window]]) -> str:
    if len(cases) == 1 and cases[0].when is None:
        return f"within: {cases[0].is_}"
    lines = ["within:"]
    for case in cases:
        when = "" if case.when is None else f"when: {_quoted(str(case.when))}, "
        lines.append(f"  - {{{when}is: {case.is_}}}")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


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
            f"{clause.name} started no clock: look whether the log has what it starts with, or take it out.",
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
                _within_of(kept),
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
    lost = [] if leakage is None else [one for one in leakage.lost if one.cause == "nothing owed"]
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
