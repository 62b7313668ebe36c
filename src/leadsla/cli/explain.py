"""`leadsla explain`: why a clock stands as it does, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from leadsla.cli.failures import DONE, NO, Refusal, guarded
from leadsla.cli.judging import Case
from leadsla.cli.options import (
    AgreementFile,
    At,
    EventFile,
    MappingFile,
    MoreEvents,
    NoAutomatic,
    Output,
    Strict,
    TextShape,
    Timezone,
)
from leadsla.cli.results import check_output, destination, json_text
from leadsla.cli.tables import Column, table
from leadsla.cli.terminal import Terminal
from leadsla.errors import UnknownError

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.explanation.explain import Explanation
    from leadsla.evaluation.periodic.explaining import PeriodExplanation

HELP: Final = """Say why a clock stands as it does: what started it, which time counted, what settled it or did not.

Without CLAUSE, a line for each clause of the agreement: how its clock stands for this lead, or why it has none. CLAUSE
is the id of a clause, or its title. For promises about periods write - for LEAD. With --score, what the lead scores
instead, rule by rule.

\b
Examples:
  leadsla explain agreement.yaml events.csv L-4821
  leadsla explain agreement.yaml events.csv L-4821 first-response
  leadsla explain agreement.yaml events.csv L-4821 first-response --at 2026-02-09T09:55 --all
  leadsla explain agreement.yaml events.csv L-4821 --score
  leadsla explain agreement.yaml events.csv - qualified-leads --period 2026-02
"""
#: For LEAD where a promise is about a period.
_NO_LEAD: Final = "-"


@guarded
def explain(
    agreement: AgreementFile,
    events: EventFile,
    lead: Annotated[
        str, typer.Argument(metavar="LEAD", show_default=False, help="The id of a lead; - for none.")
    ],
    clause: Annotated[
        str | None,
        typer.Argument(metavar="CLAUSE", show_default=False, help="The id or the title of a clause."),
    ] = None,
    more_events: MoreEvents = None,
    cycle: Annotated[
        int | None,
        typer.Option(metavar="N", show_default="the last", help="Which clock, where the clause had several."),
    ] = None,
    step: Annotated[
        str | None,
        typer.Option(
            metavar="STEP",
            show_default=False,
            help="A duty of the clause, such as on_breach[0]:review, or a step of its plan, such as morning:2.",
        ),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            metavar="PERIOD", show_default="the last", help="Which period of the clause, such as 2026-02."
        ),
    ] = None,
    at: At = None,
    all: Annotated[
        bool, typer.Option("--all", help="Leave no line out; without CLAUSE, explain every clause at length.")
    ] = False,
    score: Annotated[
        bool, typer.Option("--score", help="Say what the lead scores, and what is behind each point.")
    ] = False,
    mapping: MappingFile = None,
    timezone: Timezone = None,
    format: Annotated[TextShape, typer.Option("--format", help="For people or programs.")] = TextShape.TEXT,
    strict: Strict = False,
    no_automatic: NoAutomatic = False,
    output: Output = None,
) -> int:
    """Write the explanation of one clause for a lead, a line on each, or the score."""
    if score and clause is not None:
        raise Refusal("--score is about the lead and not about a clause; leave one of the two out")
    if clause is None and (cycle is not None or step is not None or period is not None):
        option = "--cycle" if cycle is not None else "--step" if step is not None else "--period"
        raise Refusal(f"{option} chooses among the clocks of one clause; name the clause too")
    files = (events, *(more_events or ()))
    case = Case.of(agreement, files, at, mapping, timezone, strict, no_automatic)
    check_output(output, case.files)
    evaluation = case.evaluate()
    if score:
        return _show_score(evaluation, lead, format, output)
    try:
        found = _explanations(evaluation, lead, clause, cycle, step, period)
    except UnknownError as error:
        raise Refusal(str(error), NO) from None
    with destination(output) as terminal:
        if format is TextShape.JSON:
            _show_data(found, single=clause is not None, terminal=terminal)
        elif clause is not None or all:
            for number, explanation in enumerate(found):
                terminal.lines(("\n" if number else "") + explanation.text(all=all))
        else:
            _show_headlines(found, lead, terminal)
    return DONE


def _explanations(
    evaluation: Evaluation,
    lead: str,
    clause: str | None,
    cycle: int | None,
    step: str | None,
    period: str | None,
) -> list[Explanation | PeriodExplanation]:
    agreement = evaluation.agreement
    whose = None if lead == _NO_LEAD else lead
    if clause is not None:
        return [evaluation.explain(whose, clause_named(clause, agreement), cycle, step, period=period)]
    subject = "period" if whose is None else "lead"
    now = [one.id for one in agreement.clauses if one.subject == subject]
    # A clock goes on under an earlier version where the one in force promises it no more.
    before = [clock.clause for clock in evaluation.clocks if clock.lead == whose]
    return [evaluation.explain(whose, one) for one in dict.fromkeys([*now, *before])]


def _show_score(evaluation: Evaluation, lead: str, format: TextShape, output: str | None) -> int:
    try:
        found = evaluation.score(lead)
    except UnknownError as error:
        raise Refusal(str(error), NO) from None
    with destination(output) as terminal:
        if format is TextShape.JSON:
            terminal.data(json_text(found.to_dict()))
        else:
            terminal.lines(str(found))
    return DONE


def clause_named(text: str, agreement: Agreement) -> str:
    """The id of the clause with that id, or else with that title; the text itself where there is none.

    What the version in force does not promise may be of an earlier one.
    """
    if text in agreement.clauses_by_id:
        return text
    for version in reversed(agreement.versions):
        titled = [clause.id for clause in version.clauses if clause.name.casefold() == text.casefold()]
        if titled:
            return titled[0] if len(titled) == 1 else text
    return text


def _show_data(found: list[Explanation | PeriodExplanation], *, single: bool, terminal: Terminal) -> None:
    data = [explanation.to_dict() for explanation in found]
    terminal.data(json_text(data[0] if single else {"explanations": data}))


def _show_headlines(found: list[Explanation | PeriodExplanation], lead: str, terminal: Terminal) -> None:
    """A line for each clause; what a headline says is never cut."""
    if not found:
        subject = "periods" if lead == _NO_LEAD else "leads"
        terminal.line(f"the agreement has no clause about {subject}")
        return
    rows = [[explanation.clause, explanation.title, explanation.headline] for explanation in found]
    for line in table(
        (
            Column("clause"),
            Column("promise"),
            Column("for this lead" if lead != _NO_LEAD else "in the last period"),
        ),
        rows,
        None,
    ):
        terminal.line(*line)
