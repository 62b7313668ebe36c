"""Sections of the signed document as Markdown: what stages mean, what leads score, and who owes what.

Each section is drawn from the values that are judged, so that what people sign cannot drift from what happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from leadsla.agreement import Agreement
from leadsla.lifecycle import Move
from leadsla.qualification.scorecards import shown
from leadsla.responsibilities import Goal, Provision


def definitions(agreement: Agreement) -> str:
    """The sections on stages, scorecards, disqualification, responsibilities, goals and the handoff, as Markdown.

    >>> from leadsla import examples
    >>> print(definitions(examples.acme()).splitlines()[0])
    ## Stages
    """
    parts = ((heading, [*section(agreement)]) for heading, section in SECTIONS.items())
    return "\n\n".join("\n".join([f"## {heading}", "", *lines]) for heading, lines in parts if lines) + "\n"


def _stages(agreement: Agreement) -> Iterator[str]:
    rows = []
    for stage in agreement.lifecycle.stages:
        means = [stage.means] if stage.means else []
        means += [_code(stage.criterion)] if stage.criterion is not None else []
        moves = [_move(move) for move in agreement.lifecycle.moves if move.to == stage.name]
        owner = _party(agreement, stage.owner) if stage.owner is not None else ""
        rows.append((stage.name, owner, "<br>".join(means), "<br>".join(moves)))
    if rows:
        yield from _table(("Stage", "Owner", "What it means", "How a lead gets there"), rows)


def _move(move: Move) -> str:
    start = f" from {' or '.join(move.from_)}" if move.from_ else ""
    when = f" where {_code(move.when)}" if move.when is not None else ""
    needs = f" with {', '.join(move.requires)}" if move.requires else ""
    return f"`{move.event}`{start}{when}{needs}"


def _scorecards(agreement: Agreement) -> Iterator[str]:
    scorecards = agreement.scorecards
    rows = [
        (name, rule.because, _code(rule) if rule.event is None else str(rule), shown(rule.points))
        for name, card in scorecards.cards.items()
        for rule in card.rules
    ]
    if rows:
        yield from _table(("Scorecard", "Because of", "For", "Points"), rows)
    for name, card in scorecards.cards.items():
        bounds = [f"at most {shown(card.most)}"] if card.most is not None else []
        bounds += [f"at least {shown(card.least)}"] if card.least is not None else []
        if bounds or card.means:
            told = (
                f"{card.means}; {' and '.join(bounds)}" if card.means and bounds else card.means or bounds[0]
            )
            yield from ("", f"`{name}`: {told}.")
    if scorecards.ready is not None:
        yield from ("", f"A lead is sales ready with {scorecards.ready}.")
    if scorecards.grades:
        grades = ", ".join(
            f"{grade} from {shown(least)} points on" for grade, least in scorecards.grades.items()
        )
        yield from ("", f"Grades: {grades}.")


def _disqualification(agreement: Agreement) -> Iterator[str]:
    rows = [
        (entry.reason, entry.means, "for people to judge" if entry.when is None else _code(entry.when))
        for entry in agreement.disqualification
    ]
    if rows:
        yield from _table(("Reason", "What it means", "Where"), rows)


def _responsibilities(agreement: Agreement) -> Iterator[str]:
    rows = []
    for stage, row in agreement.responsibilities.items():
        cells = []
        for party in agreement.parties:
            cell = row.get(party)
            owed = [] if cell is None else [_provision(agreement, item) for item in cell.owes]
            owed += [] if cell is None else [f"Not: {_provision(agreement, item)}" for item in cell.owes_not]
            cells.append("<br>".join(owed))
        rows.append((stage, *cells))
    if rows:
        yield from _table(("Stage", *(party.name for party in agreement.parties.values())), rows)


def _goals(agreement: Agreement) -> Iterator[str]:
    for goal in agreement.goals:
        yield f"- {_party(agreement, goal.owner)}: {_provision(agreement, goal)}"


def _handoff(agreement: Agreement) -> Iterator[str]:
    for question, provisions in agreement.handoff.answers():
        yield f"- {question}: {'; '.join(_provision(agreement, item) for item in provisions)}"


SECTIONS: Final[dict[str, Callable[[Agreement], Iterator[str]]]] = {
    "Stages": _stages,
    "Scorecards": _scorecards,
    "Disqualification": _disqualification,
    "Responsibilities": _responsibilities,
    "Goals": _goals,
    "Handoff": _handoff,
}


def _party(agreement: Agreement, owner: str) -> str:
    if owner == "both":
        return " and ".join(party.name for party in agreement.parties.values())
    return agreement.parties[owner].name


def _provision(agreement: Agreement, item: Provision | Goal) -> str:
    """Words with the names of the clauses that judge them, or the sentences of the clauses."""
    clauses = [agreement.clauses_by_id[name] for name in item.clause]
    if not item.words:
        return " ".join(clause.sentence() for clause in clauses)
    return f"{item.words} ({', '.join(clause.name for clause in clauses)})" if clauses else item.words


def _code(value: object) -> str:
    return f"`{value}`"


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = list(titles)
    yield _row(head)
    yield "|" + "---|" * len(head)
    yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    """A row of a table; what would end a cell or a line does not."""
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
