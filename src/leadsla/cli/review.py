"""`leadsla review`: the agenda of the review meeting, from the evidence."""

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

HELP: Final = """Write the agenda of the review meeting, from the evidence of a period.

Targets kept and missed, the promises that are broken most, leads lost without an outcome, anomalies, what followed and
whether it was done, proposals for adjustment with the YAML to paste, and when the next meeting is due. PERIOD is a
quarter, month, week, year or day in the agreement's time zone; a clock belongs to the period in which it started.

\b
Examples:
  leadsla review agreement.yaml events.csv --period 2026-Q1
  leadsla review agreement.yaml events.csv --period 2026-03 --format md -o march.md
"""
#: Prose is no wider than this, wherever it goes.
_READABLE: Final = 80


class ReviewShape(StrEnum):
    """How a review is written."""

    TEXT = "text"
    MD = "md"
    JSON = "json"


@guarded
def review(
    agreement: AgreementFile,
    events: EventFiles = None,
    period: Annotated[
        str, typer.Option(metavar="PERIOD", show_default=False, help="2026-Q1, 2026-03, 2026-W05 or 2026.")
    ] = ...,  # type: ignore[assignment]
    at: At = None,
    mapping: MappingFile = None,
    timezone: Timezone = None,
    format: Annotated[
        ReviewShape, typer.Option("--format", help="For people, documents or programs.")
    ] = ReviewShape.TEXT,
    strict: Strict = False,
    no_automatic: NoAutomatic = False,
    output: Output = None,
) -> int:
    """Write the agenda of a review meeting."""
    from leadsla.reports import review as reviewed

    check_period(period)
    case = Case.of(agreement, events, at, mapping, timezone, strict, no_automatic)
    check_output(output, case.files)
    evaluation, log = case.judge()
    found = reviewed(evaluation, period, read=log.report, explain=case.to_explain)
    if len(log) == evaluation.later:
        raise Refusal("the log has no event up to that instant, so there is nothing to review")
    with destination(output) as terminal:
        if format is ReviewShape.JSON:
            terminal.data(json_text(found.to_dict()))
        elif format is ReviewShape.MD:
            terminal.lines(found.markdown())
        else:
            terminal.lines(found.text(min(terminal.width or _READABLE, _READABLE)))
    return DONE


def check_period(period: str) -> None:
    """Refuse what is no period before a long log is read."""
    from leadsla.errors import WindowError
    from leadsla.instants import zone
    from leadsla.periods import period_bounds

    try:
        period_bounds(period, zone("UTC"))
    except WindowError as error:
        what = "there is no such period" if error.write is None else "this is no period"
        raise Refusal(
            f"--period {period!r}: {what}; write for example 2026-Q1, 2026-03 or 2026-W05"
        ) from None
