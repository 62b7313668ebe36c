"""What the words mean and who does what where: stages, scores, reasons to disqualify, next steps, the handoff."""

from __future__ import annotations

from collections.abc import Iterator

from leadsla.agreement import Agreement
from leadsla.documents.signed.tree import (
    Block,
    Cell,
    Heading,
    Items,
    Paragraph,
    Run,
    Table,
    Text,
    line,
    quiet,
    strong,
)
from leadsla.documents.signed.words import owner_name, provided
from leadsla.lifecycle import Move
from leadsla.phrases import listed, phrase_of, plain_name, quoted, sentence_case, stage_name
from leadsla.qualification.disqualification import Disqualification
from leadsla.qualification.scorecards import Rule, Scorecard, shown
from leadsla.responsibilities import Responsibility


def definitions(agreement: Agreement) -> Iterator[Block]:
    """What the stages mean, what a lead scores, and why one is disqualified."""
    stages = agreement.lifecycle.stages
    if not stages:
        return
    yield Heading("Definitions")
    rows = []
    for stage in stages:
        means = [Run(f"{stage.means.rstrip('.')}.")] if stage.means else []
        means += [Run(f"{sentence_case(stage.criterion.spoken())}.")] if stage.criterion is not None else []
        means += [Run(way, quiet=True) for way in _ways(agreement, stage.name)]
        owner = owner_name(agreement, stage.owner) if stage.owner is not None else ""
        rows.append(((strong(sentence_case(stage_name(stage.name))),), (line(owner),), (tuple(means),)))
    yield Table(("Stage", "Owner", "What it means, and how a lead gets there"), rows, (14, 13, 73))
    yield from _scores(agreement)
    if agreement.disqualification:
        yield Heading("Agreed reasons to disqualify a lead", 3)
        yield Items(
            strong(f"{sentence_case(entry.reason)}:", _reason(entry)) for entry in agreement.disqualification
        )


def _reason(entry: Disqualification) -> str:
    where = f"(where {entry.when.spoken()})" if entry.when is not None else "(for people to judge)"
    return f"{entry.means} {where}" if entry.means else where


def _ways(agreement: Agreement, stage: str) -> Iterator[str]:
    """How a lead comes into a stage; moves that differ in where they start are said once."""
    starts: dict[tuple[str, object, tuple[str, ...]], list[str]] = {}
    for move in agreement.lifecycle.moves:
        if move.to == stage:
            found = starts.setdefault((move.event, move.when, move.requires), [])
            found += [stage_name(name) for name in move.from_ if name != stage] or (
                [] if move.from_ else ["new"]
            )
    for move in agreement.lifecycle.moves:
        key = (move.event, move.when, move.requires)
        if move.to == stage and starts.get(key):
            yield _way(move, starts.pop(key))


def _way(move: Move, starts: list[str]) -> str:
    stages = [name for name in dict.fromkeys(starts) if name != "new"]
    begun = ["by a new lead"] if "new" in starts else []
    begun += [f"from {listed(stages, 'or')}"] if stages else []
    when = f" where {move.when.spoken()}" if move.when is not None else ""
    needs = f", with {listed(map(plain_name, move.requires))} given" if move.requires else ""
    return f"Entered {listed(begun, 'or')}, when it {phrase_of(move.event).becomes}{when}{needs}."


def _scores(agreement: Agreement) -> Iterator[Block]:
    scorecards = agreement.scorecards
    for name, card in scorecards.cards.items():
        yield Heading(f"Points of {plain_name(name)}", 3)
        means = _card(card)
        if means:
            yield Paragraph(line(means))
        rows = [
            (
                (line(rule.because or _rule(rule)),),
                (line(sentence_case(_rule(rule))),),
                (line(shown(rule.points)),),
            )
            for rule in card.rules
        ]
        yield Table(("Because of", "For", "Points"), rows, (30, 55, 15))
    said = []
    if scorecards.ready is not None:
        ready = scorecards.ready
        parts = [
            f"at least {shown(amount)} points of {plain_name(card)}" for card, amount in ready.cards.items()
        ]
        parts += [] if ready.total is None else [f"at least {shown(ready.total)} points in total"]
        asked = [f"with {listed(parts)}"] if parts else []
        asked += [] if ready.when is None else [f"where {ready.when.spoken()}"]
        said.append(f"A lead is sales ready {listed(asked)}.")
    if scorecards.grades:
        grades = [f"{grade} from {shown(least)} points on" for grade, least in scorecards.grades.items()]
        said.append(f"Grades: {listed(grades)}.")
    if said:
        yield Paragraph(line(" ".join(said)))


def _card(card: Scorecard) -> str:
    bounds = [f"at most {shown(card.most)}"] if card.most is not None else []
    bounds += [f"at least {shown(card.least)}"] if card.least is not None else []
    parts = [card.means] if card.means else []
    parts += [f"{listed(bounds)} points together"] if bounds else []
    return sentence_case(f"{'; '.join(parts)}.") if parts else ""


def _rule(rule: Rule) -> str:
    if rule.event is None:
        return "" if rule.when is None else rule.when.spoken()
    said = f"each {quoted(plain_name(rule.event))}"
    said += f" where {rule.when.spoken()}" if rule.when is not None else ""
    said += f" in the last {rule.within}" if rule.within is not None else ""
    said += f", half of it gone every {rule.half_life}" if rule.half_life is not None else ""
    return said + (f", at most {shown(rule.most)} together" if rule.most is not None else "")


def next_steps(agreement: Agreement) -> Iterator[Block]:
    """Who owes what at which stage, and what is not owed."""
    if not agreement.responsibilities:
        return
    yield Heading("Next steps at each stage")
    parties = agreement.parties
    rows = []
    for stage, row in agreement.responsibilities.items():
        cells = [_owed(agreement, row.get(party)) for party in parties]
        rows.append(((strong(sentence_case(stage_name(stage))),), *cells))
    width = 82 // max(len(parties), 1)
    titles = ("Stage", *(party.name for party in parties.values()))
    yield Table(titles, rows, (18, *(width for _ in parties)))


def _owed(agreement: Agreement, cell: Responsibility | None) -> Cell:
    if cell is None:
        return (quiet("—"),)
    owed: list[Text] = [provided(agreement, item) for item in cell.owes]
    refused = [provided(agreement, item) for item in cell.owes_not]
    return (*owed, *((Run("Not owed:", quiet=True), *text) for text in refused))


def handoff(agreement: Agreement) -> Iterator[Block]:
    """How leads pass from marketing to sales."""
    answers = list(agreement.handoff.answers())
    if not answers:
        return
    yield Heading("Handoff of leads")
    rows = [
        ((strong(question),), tuple(provided(agreement, item) for item in provisions))
        for question, provisions in answers
    ]
    yield Table(("Question", "Agreed answer"), rows, (34, 66))
