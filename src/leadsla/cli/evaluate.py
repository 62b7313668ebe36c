"""`leadsla evaluate`: judge a log, and say how each promise did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import attrs
import typer

from leadsla.cli.failures import DONE, NO, guarded, warn
from leadsla.cli.judging import Case, count
from leadsla.cli.options import (
    AgreementFile,
    At,
    EventFiles,
    Format,
    MappingFile,
    NoAutomatic,
    Output,
    Shape,
    Strict,
    Timezone,
)
from leadsla.cli.results import check_output, csv_text, destination, json_text
from leadsla.cli.tables import Column, table
from leadsla.cli.terminal import Piece, Styled, Terminal

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.attainment import Attainment
    from leadsla.evaluation import Evaluation
    from leadsla.readers import EventLog

HELP: Final = """Judge a log under an agreement: which promises were kept, which clocks were breached.

The table has a row for each promise and period. --format json is the evaluation whole (clocks, attainment,
consequences, anomalies); --format csv has a row for each clock. What reading the log had to leave out is told on
standard error.

\b
Examples:
  leadsla evaluate agreement.yaml events.csv
  leadsla evaluate agreement.yaml events.csv --at 2026-02-17 --format json -o feb.json
  leadsla evaluate agreement.yaml export.csv --mapping crm.yaml --fail-on-breach
  leadsla evaluate agreement.yaml events.csv --as-if 2026.1
"""
_SHOWN: Final = 10
_COLUMNS: Final = (
    Column("promise", least=12),
    Column("owner"),
    Column("period"),
    Column("met", right=True),
    Column("breached", right=True),
    Column("open", right=True),
    Column("void", right=True),
    Column("rate", right=True),
    Column("target", right=True),
    Column("status"),
)
_STATUS: Final = {"kept": "green", "missed": "bold red", "undecided": ""}


@guarded
def evaluate(
    agreement: AgreementFile,
    events: EventFiles = None,
    at: At = None,
    mapping: MappingFile = None,
    timezone: Timezone = None,
    format: Format = Shape.TABLE,
    fail_on_breach: Annotated[
        bool, typer.Option("--fail-on-breach", help="Exit with status 1 if any clock is breached.")
    ] = False,
    checks: Annotated[
        bool,
        typer.Option(
            "--checks", help="Say on standard error what may be wrong with the log itself, with evidence."
        ),
    ] = False,
    strict: Strict = False,
    no_automatic: NoAutomatic = False,
    as_if: Annotated[
        str | None,
        typer.Option(
            "--as-if",
            metavar="VERSION|FILE",
            show_default=False,
            help="Judge the whole log by one version of the agreement, or by another document, as if it had been in "
            "force all along.",
        ),
    ] = None,
    output: Output = None,
) -> int:
    """Judge a log and write how each promise did."""
    case = attrs.evolve(Case.of(agreement, events, at, mapping, timezone, strict, no_automatic), as_if=as_if)
    check_output(output, case.files)
    evaluation, log = case.judge()
    if checks:
        _check(log, evaluation.agreement)
    with destination(output) as terminal:
        if format is Shape.JSON:
            terminal.data(json_text(evaluation.to_dict()))
        elif format is Shape.CSV:
            terminal.data(_clocks_csv(evaluation))
        else:
            show(evaluation, terminal)
    breached = sum(clock.outcome == "breached" for clock in evaluation.clocks)
    if fail_on_breach and breached:
        warn(f"{count(breached, 'clock')} breached, and --fail-on-breach was given")
        return NO
    return DONE


def _check(log: EventLog, agreement: Agreement) -> None:
    """Tell the doubts about the log where what reading it had to report is told."""
    from leadsla.metrics import check_log

    found = check_log(log, agreement)
    for finding in found:
        warn(str(finding))
    warn(f"checks of the log: {count(len(found), 'finding')}")


def _clocks_csv(evaluation: Evaluation) -> str:
    from leadsla.evaluation import Clock

    names = [field.name for field in attrs.fields(Clock)]
    columns = ["counted_s" if name == "counted" else name for name in names if name not in ("value", "duty")]
    return csv_text(columns, [clock.to_dict() for clock in evaluation.clocks])


def show(evaluation: Evaluation, terminal: Terminal) -> None:
    """The evaluation for people: the promises, the counts, and what could not be so."""
    from leadsla.evaluation.explanation.wording import Face
    from leadsla.instants import instant, zone

    face = Face(zone(evaluation.agreement.timezone))
    at = instant(evaluation.at)
    utc = f" ({face.in_utc(at)})" if face.in_utc(at) else ""
    agreement = evaluation.agreement
    as_if = " (as if in force all along)" if evaluation.as_if else ""
    terminal.line(
        Styled(f"{agreement.agreement} {agreement.version}{as_if}", "bold"),
        f"  {face.full(at)} {face.place}{utc}",
    )
    terminal.line()
    rows = [_row(evaluation, row) for row in evaluation.attainment()]
    if rows:
        for line in table(_COLUMNS, rows, terminal.width):
            terminal.line(*line)
    else:
        terminal.line("no clock has started")
    terminal.line()
    terminal.line(_counts(evaluation))
    _show_anomalies(evaluation, terminal, face)


def _row(evaluation: Evaluation, row: Attainment) -> list[Piece]:
    clause = evaluation.clause(row.clause)
    judged = row.met + row.breached
    # Rounded down, in whole numbers: a rate that is shown as the target has reached it.
    tenths = row.met * 1000 // judged if judged else 0
    rate = "" if not judged else "100%" if tenths == 1000 else f"{tenths // 10}.{tenths % 10}%"
    status = row.status or ""
    return [
        clause.name,
        clause.owner,
        row.period,
        f"{row.met:,}",
        f"{row.breached:,}",
        f"{row.open:,}",
        f"{row.void:,}",
        rate,
        "" if row.target is None else str(row.target),
        Styled(status, _STATUS.get(status, "")),
    ]


def _counts(evaluation: Evaluation) -> str:
    outcomes: dict[str, int] = dict.fromkeys(("met", "breached", "open", "void"), 0)
    for clock in evaluation.clocks:
        outcomes[clock.outcome] += 1
    owed = sum(clock.outcome == "breached" and clock.owed for clock in evaluation.clocks)
    at_risk = sum(clock.at_risk for clock in evaluation.clocks)
    paused = sum(clock.paused and clock.outcome == "open" for clock in evaluation.clocks)
    said = {
        "breached": [f"{owed:,} still owed"] if owed else [],
        "open": ([f"{at_risk:,} at risk"] if at_risk else []) + ([f"{paused:,} paused"] if paused else []),
    }
    parts = []
    for outcome, number in outcomes.items():
        more = said.get(outcome)
        parts.append(f"{number:,} {outcome}" + (f" ({', '.join(more)})" if more else ""))
    leads, clocks = count(len(evaluation.leads), "lead"), count(len(evaluation.clocks), "clock")
    return f"{leads}, {clocks}: {', '.join(parts)}; {count(len(evaluation.consequences), 'consequence')}"


def _show_anomalies(evaluation: Evaluation, terminal: Terminal, face: Any) -> None:
    from leadsla.instants import instant

    found = evaluation.anomalies
    if not found:
        return
    number = len(found)
    terminal.line()
    terminal.line(f"{number:,} {'anomaly' if number == 1 else 'anomalies'} in the log:")
    for anomaly in found[:_SHOWN]:
        lead = anomaly.lead or "(no lead)"
        terminal.line(f"  {face.full(instant(anomaly.at))}  {lead}  {anomaly.event}: {anomaly.why}")
    if number > _SHOWN:
        terminal.line(f"  and {number - _SHOWN:,} more; --format json has them all")
