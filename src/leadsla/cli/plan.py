"""`leadsla plan`: what to do for a lead and when, as its cadences have it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

import typer

from leadsla.cli.explain import clause_named
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
    Timezone,
)
from leadsla.cli.results import check_output, destination, json_text
from leadsla.errors import ExtraError, UnknownError

HELP: Final = """Say what to do for a lead and when.

The last plan of a lead, or that of one cadence: the steps that were done, missed or skipped, what is to be done now,
and what is to come. A time with ~ may come sooner. With --format ical, the steps that are open or to come as an
iCalendar file.

\b
Examples:
  leadsla plan agreement.yaml events.csv L-4821
  leadsla plan agreement.yaml events.csv L-4821 --format ical --output L-4821.ics
"""


class PlanShape(StrEnum):
    """How a plan is written."""

    TEXT = "text"
    JSON = "json"
    ICAL = "ical"


@guarded
def plan(
    agreement: AgreementFile,
    events: EventFile,
    lead: Annotated[str, typer.Argument(metavar="LEAD", show_default=False, help="The id of a lead.")],
    clause: Annotated[
        str | None,
        typer.Argument(metavar="CLAUSE", show_default=False, help="The id or the title of a cadence."),
    ] = None,
    more_events: MoreEvents = None,
    at: At = None,
    mapping: MappingFile = None,
    timezone: Timezone = None,
    format: Annotated[
        PlanShape, typer.Option("--format", help="For people, programs or calendars.")
    ] = PlanShape.TEXT,
    strict: Strict = False,
    no_automatic: NoAutomatic = False,
    output: Output = None,
) -> int:
    """Write the last plan of a lead, or that of one clause."""
    files = (events, *(more_events or ()))
    case = Case.of(agreement, files, at, mapping, timezone, strict, no_automatic)
    check_output(output, case.files)
    evaluation = case.evaluate()
    try:
        found = evaluation.plan(lead, None if clause is None else clause_named(clause, evaluation.agreement))
        written = found.to_ical() if format is PlanShape.ICAL else ""
    except UnknownError as error:
        raise Refusal(str(error), NO) from None
    except ExtraError as error:
        raise Refusal(str(error)) from None
    with destination(output) as terminal:
        if format is PlanShape.ICAL:
            terminal.data(written)
        elif format is PlanShape.JSON:
            terminal.data(json_text(found.to_dict()))
        else:
            terminal.lines(str(found))
    return DONE
