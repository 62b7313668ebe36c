"""`leadsla report`: what became of an agreement in a period, as one page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

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
from leadsla.reports.commands import Commands

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.readers import EventLog

HELP: Final = """Write what became of an agreement in a period, as one page for the meeting.

Whether it is kept, how each promise stands, how many more late leads can be afforded, how fast things are done, why
they were late, when leads come and where they go, what is owed, and why each clock stands as it does. The page is one
file that needs no script and asks for nothing. Without --period it is the month in which the last clock started.

\b
Examples:
  leadsla report agreement.yaml events.csv --period 2026-02 -o february.html
  leadsla report agreement.yaml events.csv --period 2026-Q1 --format json
  leadsla report agreement.yaml events.csv --period 2026-02 --pseudonyms -o for-others.html
  leadsla report agreement.yaml events.csv --period 2026 --split --explain all -o 2026
"""


#: The files of a folder of pages.
_OURS: Final = re.compile(r"index\.html|leads\.html|(late|lists|why)-\d+\.html")


class ExplainWhich(StrEnum):
    """Which clocks a report explains."""

    ALL = "all"
    LATE = "late"
    NONE = "none"


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
    explain: Annotated[
        ExplainWhich,
        typer.Option(
            "--explain", help="Which clocks are explained: all that are listed, late and owed, or none."
        ),
    ] = ExplainWhich.LATE,
    split: Annotated[
        bool,
        typer.Option("--split", help="Make a folder of pages (--output FOLDER), with longer lists."),
    ] = False,
    pseudonyms: Annotated[
        bool,
        typer.Option(
            "--pseudonyms", help="Replace leads, representatives and texts of fields by pseudonyms."
        ),
    ] = False,
    strict: Strict = False,
    no_automatic: NoAutomatic = False,
    output: Output = None,
) -> int:
    """Write the report of a period."""
    from leadsla.errors import SizeError
    from leadsla.reports import report as reported
    from leadsla.reports.pages.limits import FOLDER, PAGE
    from leadsla.reports.pages.making import last_month

    if period is not None:
        check_period(period)
    case = Case.of(agreement, events, at, mapping, timezone, strict, no_automatic)
    if split:
        _check_folder(output, format)
    else:
        check_output(output, case.files)
    evaluation, log = case.judge()
    if len(log) == evaluation.later:
        raise Refusal("the log has no event up to that instant, so there is nothing to report")
    period = period or last_month(evaluation)
    options = [*([] if reps else ["--no-reps"]), *(["--censored"] if censored else [])]
    options += [] if explain is ExplainWhich.LATE else ["--explain", explain.value]
    options += ["--split"] if split else []
    commands = _commands(case, period, evaluation, options)
    if pseudonyms:
        evaluation, log = _hidden(case, evaluation, log)
        commands = Commands()
    found = reported(
        evaluation,
        period,
        log,
        commands=commands,
        reps=reps,
        censored=censored,
        explain=explain.value,
        limits=FOLDER if split else PAGE,
    )
    try:
        if split and output is not None:
            _write_folder(Path(output), found.pages())
            return DONE
        text = json_text(found.to_dict()) if format is ReportShape.JSON else found.html()
    except SizeError as error:
        raise Refusal(str(error)) from None
    with destination(output) as terminal:
        terminal.data(text)
    return DONE


def _commands(case: Case, period: str, evaluation: Evaluation, options: Sequence[str]) -> Commands:
    """What the page says to type."""
    return Commands(
        explain=case.to_explain,
        clocks=case.to_list("evaluate", evaluation.at),
        due=case.to_list("due", evaluation.at),
        report=case.to_report(period, evaluation.at, *options),
    )


def _hidden(case: Case, evaluation: Evaluation, log: EventLog) -> tuple[Evaluation, EventLog]:
    """The same under pseudonyms; refused where the agreement decides by what pseudonyms cannot keep."""
    from leadsla.evaluation import evaluate
    from leadsla.reports.pseudonyms import pseudonymous

    agreement = evaluation.versions[-1]
    hidden = pseudonymous(log, agreement)
    judged = evaluate(agreement, hidden, evaluation.at, automatic=case.automatic, strict=case.strict)
    if judged.attainment() != evaluation.attainment():
        raise Refusal(
            "--pseudonyms: some promises come out otherwise without the names, because the agreement decides by texts "
            "of the log in a way that pseudonyms cannot keep; declare numbers, dates and flags as such in `fields`"
        )
    return judged, hidden


def _check_folder(output: str | None, format: ReportShape) -> None:
    """Refuse, before any work is done, a folder that cannot be written, or that holds what is not of a report."""
    if format is ReportShape.JSON:
        raise Refusal("--split makes a folder of pages; the data is one file, so leave out one of the two")
    if output is None:
        raise Refusal("--split makes a folder of pages; name it with --output FOLDER")
    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"--output {output}: this is a file; --split needs the name of a folder")
    if not folder.parent.is_dir():
        raise Refusal(f"--output {output}: there is no directory {folder.parent}")
    others = (
        [one.name for one in folder.iterdir() if not _OURS.fullmatch(one.name)] if folder.exists() else []
    )
    if others:
        raise Refusal(f"--output {output}: the folder holds {sorted(others)[0]}; name an empty or a new one")


def _write_folder(folder: Path, pages: Mapping[str, str]) -> None:
    """Write the pages, and take away those of an earlier report."""
    folder.mkdir(exist_ok=True)
    for one in folder.iterdir():
        if one.name not in pages:
            one.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
