"""`leadsla funnel`: from a goal back to the leads that it takes."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from leadsla.cli.failures import DONE, Refusal, guarded, warn
from leadsla.cli.options import Output
from leadsla.cli.results import check_output, destination, json_text
from leadsla.cli.sheets import sheet_lines

if TYPE_CHECKING:
    from leadsla.funnel import Answer, ReverseFunnel
    from leadsla.funnel.explaining import Figures

HELP: Final = """Say what a revenue goal takes: the leads, stage by stage, and what they cost.

FUNNEL says the goal, the stages with their rates, and what else is known; what is not given is left out of the answer.
Averages are exact. With `confidence` it is also said how many leads reach the goal as likely as that; this needs the
extra `science`: pip install 'leadsla[science]'.

\b
Examples:
  leadsla funnel funnel.yaml
  leadsla funnel funnel.yaml --explain needed_at
  leadsla funnel funnel.yaml --agreement agreement.yaml
  leadsla funnel funnel.yaml --format json -o funnel.json
  leadsla funnel funnel.yaml --format quotas -o quotas.yaml
"""
#: A goal that was over no longer ago than this may be looked back at, where no date is asked for.
_LOOKING_BACK: Final = dt.timedelta(days=366)


class FunnelShape(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"
    QUOTAS = "quotas"


@guarded
def funnel(
    file: Annotated[
        str, typer.Argument(metavar="FUNNEL", show_default=False, help="The funnel: YAML, JSON or TOML.")
    ],
    at: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            show_default="today",
            help="Answer as of this date. A goal that is over by then is refused; without the option, one that "
            "has been over for less than a year is only warned of.",
        ),
    ] = None,
    agreement: Annotated[
        str | None,
        typer.Option(
            metavar="AGREEMENT",
            show_default=False,
            help="What sales has promised: the touches that a lead takes, and the windows that too many leads break.",
        ),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option(
            metavar="FIGURE",
            show_default=False,
            help="The formula of a figure with its numbers, named as in the JSON: budget.needed, budget, mql, "
            "needed_at; all: of every figure.",
        ),
    ] = None,
    format: Annotated[
        FunnelShape, typer.Option("--format", help="For people or programs, or the tables of quota clauses.")
    ] = FunnelShape.TABLE,
    output: Output = None,
) -> int:
    """Write what a goal takes."""
    from leadsla.cli.judging import agreement_in
    from leadsla.funnel import Answer
    from leadsla.funnel.text import sheets_of

    today = _date(at)
    check_output(output, [file] if agreement is None else [file, agreement])
    found = _funnel_in(file, today if at is not None else today - _LOOKING_BACK)
    past = found.goal.past(today)
    if past is not None:
        warn(f"{file}: {past.what}")
    answer = Answer(found, today, None if agreement is None else agreement_in(agreement))
    figures = None if explain is None else _figures(answer, explain, format)
    quotas = _quotas(answer) if format is FunnelShape.QUOTAS else ""
    with destination(output) as terminal:
        if format is FunnelShape.JSON:
            data = answer.to_dict() if figures is None else {"figures": figures.to_dict()}
            terminal.data(json_text(data))
        elif format is FunnelShape.QUOTAS:
            terminal.data(quotas)
        elif figures is not None:
            terminal.lines(str(figures))
        else:
            for line in sheet_lines(sheets_of(answer), terminal.width):
                terminal.line(*line)
    return DONE


def _date(text: str | None) -> dt.date:
    """The date that `--at` names; without one it is today, which only the command line looks up."""
    from leadsla.instants import date_in

    if text is None:
        return dt.datetime.now(dt.UTC).date()
    try:
        return date_in(text)
    except ValueError:
        raise Refusal(f"--at {text!r}: this is no date; write it as 2026-03-31") from None


def _funnel_in(file: str, today: dt.date) -> ReverseFunnel:
    """The funnel in a file; one with faults is refused with the first of them."""
    from leadsla.errors import FunnelError
    from leadsla.funnel import load

    try:
        return load(file, today=today)
    except FunnelError as error:
        for fault in error.faults:
            if fault.name == "unreadable" and fault.line is None:
                write = f"; write {fault.write}" if fault.write else ""
                raise Refusal(f"{file}: {fault.what}{write}") from None
        raise Refusal(f"the funnel has faults, so nothing was worked out\n{error}") from None


def _figures(answer: Answer, name: str, format: FunnelShape) -> Figures:
    """The figures with their formulas; refused where there is none of that name."""
    from leadsla.errors import FunnelError

    if format is FunnelShape.QUOTAS:
        raise Refusal("--explain is of the answer, and --format quotas writes tables; ask for one of the two")
    try:
        return answer.explain(None if name == "all" else name)
    except FunnelError as error:
        raise Refusal(f"--explain {name}: {error}") from None


def _quotas(answer: Answer) -> str:
    """The document of the quotas; refused where none can be set."""
    from leadsla.errors import FunnelError

    try:
        return answer.funnel.to_quotas(today=answer.today).to_yaml()
    except FunnelError as error:
        raise Refusal(f"{error}") from None
