"""`leadsla report`: what became of an agreement in a period, as one page."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

import typer

from leadsla.cli.failures import DONE, Refusal, guarded
from leadsla.cli.judging import Case
from leadsla.cli.options import (
    AgreementFile,
    At,
    EventFiles,
    MappingFile,
    NoAutomatic,
    Output,
    Strict,
    Timezone,
)
from leadsla.cli.results import check_output, destination, json_text
from leadsla.cli.review import check_period

HELP: Final = """Write what became of an agreement in a period, as one page for the meeting.

Whether it is kept, how each promise stands, how many more late leads can be afforded, how fast things are done, why
they were late, when leads come and where they go, what is owed, and why each clock stands as it does. The page is one
file that needs no script and asks for nothing. Without --period it is the month in which the last clock started.

\b
Examples:
  leadsla report agreement.yaml events.csv --period 2026-02 -o february.html
  leadsla report agreement.yaml events.csv --period 2026-Q1 --format json
"""


class ReportShape(StrEnum):
    """How a report is written."""

    HTML = "html"
    JSON = "json"


@guarded
def report(
    agreement: AgreementFile,
    events: EventFiles = None,
    period: Annotated[
        str | None,
        typer.Option(metavar="PERIOD", show_default=False, help="2026-Q1, 2026-03, 2026-W05 or 2026."),
    ] = None,
    at: At = None,
    mapping: MappingFile = None,
    timezone: Timezone = None,
    format: Annotated[
        ReportShape, typer.Option("--format", help="The page, or its data for programs.")
    ] = ReportShape.HTML,
    reps: Annotated[
        bool, typer.Option("--reps/--no-reps", help="Compare representatives, within the limits of chance.")
    ] = True,
    censored: Annotated[
        bool,
        typer.Option("--censored", help="Draw how fast with those still open as waiting (Kaplan-Meier)."),
    ] = False,
    strict: Strict = False,
    no_automatic: NoAutomatic = False,
    output: Output = None,
) -> int:
    """Write the report of a period."""
    from leadsla.reports import report as reported
    from leadsla.reports.commands import Commands
    from leadsla.reports.pages.making import last_month

    if period is not None:
        check_period(period)
    case = Case.of(agreement, events, at, mapping, timezone, strict, no_automatic)
    check_output(output, case.files)
    evaluation, log = case.judge()
    if len(log) == evaluation.later:
        raise Refusal("the log has no event up to that instant, so there is nothing to report")
    period = period or last_month(evaluation)
    options = [*([] if reps else ["--no-reps"]), *(["--censored"] if censored else [])]
    commands = Commands(
        explain=case.to_explain,
        clocks=case.to_list("evaluate", evaluation.at),
        due=case.to_list("due", evaluation.at),
        report=case.to_report(period, evaluation.at, *options),
    )
    found = reported(evaluation, period, log, commands=commands, reps=reps, censored=censored)
    with destination(output) as terminal:
        terminal.data(json_text(found.to_dict()) if format is ReportShape.JSON else found.html())
    return DONE
