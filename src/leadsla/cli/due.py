"""`leadsla due`: what is owed now, by whom, and what follows if it is not done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from leadsla.cli.failures import DONE, Refusal, guarded
from leadsla.cli.judging import Case
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
    from leadsla.allowance import Allowance
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.explanation.wording import Face
    from leadsla.evaluation.worklist import Owed

HELP: Final = """List what is owed, soonest first: by when, by whom, how much time is left, what follows otherwise.

The time in the column "in" is time that counts: for a window in business hours, closed hours are not in it, so that
"3 h 30" may reach into tomorrow. It is cut to whole minutes, and has a minus when it is late. The mark before a row: ✕
late, ▲ at risk, ‖ paused (its due is shown as if it went on now).

\b
Examples:
  leadsla due agreement.yaml events.csv
  leadsla due agreement.yaml events.csv --owner sales --assignee rep7 --limit 20
  leadsla due agreement.yaml events.csv --at 2026-02-17T16:00-05:00 --format json
"""
_LATE, _AT_RISK, _PAUSED = "✕", "▲", "‖"
_STYLES: Final = {_LATE: "bold red", _AT_RISK: "yellow", _PAUSED: "dim", " ": ""}
_MINUTE: Final = dt.timedelta(minutes=1)
_CSV_COLUMNS: Final = (
    "lead", "clause", "cycle", "step", "owner", "assignee", "outcome", "at_risk", "paused", "started", "due",
    "used", "left_s", "next_at", "next_do", "next_to",
)  # fmt: skip


@guarded
def due(
    agreement: AgreementFile,
    events: EventFiles = None,
    at: At = None,
    owner: Annotated[
        str | None,
        typer.Option(
            metavar="PARTY", show_default=False, help="Only what this party owes, alone or with another."
        ),
    ] = None,
    assignee: Annotated[
        str | None,
        typer.Option(metavar="WHO", show_default=False, help="Only the leads of this representative."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, show_default=False, help="Show the first N only.")
    ] = None,
    mapping: MappingFile = None,
    timezone: Timezone = None,
    format: Format = Shape.TABLE,
    strict: Strict = False,
    no_automatic: NoAutomatic = False,
    output: Output = None,
) -> int:
    """Write the worklist."""
    case = Case.of(agreement, events, at, mapping, timezone, strict, no_automatic)
    check_output(output, case.files)
    evaluation = case.evaluate()
    _check_owner(owner, evaluation.agreement)
    found = [
        entry
        for entry in evaluation.worklist()
        if owner in (None, entry.clock.owner) or entry.clock.owner == "both"
        if assignee in (None, entry.clock.assignee)
    ]
    shown = found[:limit]
    with destination(output) as terminal:
        if format is Shape.JSON:
            terminal.data(json_text(_whole(evaluation, shown)))
        elif format is Shape.CSV:
            terminal.data(csv_text(_CSV_COLUMNS, [_flat(entry) for entry in shown]))
        else:
            _show(evaluation, found, shown, case, terminal)
    return DONE


def _check_owner(owner: str | None, agreement: Agreement) -> None:
    from leadsla.errors import nearest

    if owner is None or owner == "both" or owner in agreement.parties:
        return
    guess = nearest(owner, agreement.parties)
    advice = f"did you mean {guess}?" if guess else f"the parties are {', '.join(agreement.parties)}"
    raise Refusal(f"--owner {owner!r}: the agreement has no such party; {advice}")


def _whole(evaluation: Evaluation, shown: Sequence[Owed]) -> dict[str, Any]:
    from leadsla.instants import instant, iso

    agreement = evaluation.agreement
    return {
        "agreement": agreement.agreement,
        "version": agreement.version,
        "at": iso(instant(evaluation.at)),
        "owed": [_data(entry) for entry in shown],
        "allowance": [row.to_dict() for row in evaluation.allowance()],
    }


def _data(entry: Owed) -> dict[str, Any]:
    from leadsla.instants import instant, iso

    follows = None
    if entry.next is not None:
        at, action = entry.next
        follows = {"at": iso(instant(at)), "do": action.do, "to": action.to}
    return {
        **entry.clock.to_dict(),
        "used": entry.used,
        "left_s": entry.left.total_seconds(),
        "next": follows,
    }


def _flat(entry: Owed) -> dict[str, Any]:
    data = _data(entry)
    follows = data["next"] or {}
    return {**data, "next_at": follows.get("at"), "next_do": follows.get("do"), "next_to": follows.get("to")}


def _show(
    evaluation: Evaluation, found: Sequence[Owed], shown: Sequence[Owed], case: Case, terminal: Terminal
) -> None:
    from leadsla.evaluation.explanation.wording import Face
    from leadsla.instants import zone

    face = Face(zone(evaluation.agreement.timezone))
    if not found:
        terminal.line("nothing is owed")
        return
    columns = (
        Column(" "),
        Column(f"due ({face.place})"),
        Column("in", right=True),
        Column("lead", least=8),
        Column("promise", least=12),
        Column("who", least=6),
        Column("used", right=True),
        Column("next if missed", least=10),
    )
    rows = [_row(entry, evaluation, face) for entry in shown]
    for line in table(columns, rows, terminal.width):
        terminal.line(*line)
    terminal.line()
    more = f"; the first {len(shown):,} are shown" if len(shown) < len(found) else ""
    terminal.line(f"{_summary(found)}{more}")
    _tell_allowances(evaluation, terminal)
    first = shown[0].clock
    if first.lead is not None:
        terminal.line(f"why: {case.to_explain(first.lead, first.clause)}")


def _tell_allowances(evaluation: Evaluation, terminal: Terminal) -> None:
    """How many late leads each target can still afford, where its period runs."""
    for row in evaluation.allowance():
        if not row.row.ended:
            clause = evaluation.agreement.clauses_by_id.get(row.row.clause)
            terminal.line(f"{row.row.clause if clause is None else clause.name}: {afforded(row)}")


def afforded(row: Allowance) -> str:
    """What is left of an allowance, in words; at the pace of the last days where there is enough to go by."""
    late, left = row.row.breached, row.left_expected
    said = f"{late:,} late in {row.row.period}"
    if left is None or row.allowed_expected is None:
        return said
    if left < 0:
        return f"{said}, {-left:,} more than the {row.allowed_expected:,} that can be afforded in it"
    said += f", {left:,} of {row.allowed_expected:,} left for the whole of it"
    return said if row.pace is None else f"{said}, pace {float(row.pace):.1f}"


def _row(entry: Owed, evaluation: Evaluation, face: Face) -> list[Piece]:
    from leadsla.instants import LAST, MINUTE, instant, instant_or_never
    from leadsla.reports.reviews.wording import is_elapsed

    clock, mark = entry.clock, _mark(entry)
    clause = evaluation.clause(clock.clause)
    at = instant_or_never(clock.due) // MINUTE * MINUTE
    year = f" {face.local(at).year}" if face.local(at).year != face.local(instant(evaluation.at)).year else ""
    never = at >= LAST
    style = _STYLES[mark]
    step = f" ({clock.step})" if clock.step is not None else ""
    if clock.duty is not None:
        step = f": {clock.duty.deed}"
    return [
        Styled(mark, style),
        Styled("never" if never else f"{face.day(at)}{year} {face.time(at)}", style),
        "" if never else left_in_words(entry.left, days=is_elapsed(clause, clock.duty)),
        clock.lead or clock.period or "",
        f"{clause.name}{step}",
        clock.assignee or f"({clock.owner})",
        f"{int(entry.used * 100 + 1e-9):,}%",
        _next(entry, face),
    ]


def _mark(entry: Owed) -> str:
    if entry.clock.outcome == "breached":
        return _LATE
    if entry.clock.paused:
        return _PAUSED
    return _AT_RISK if entry.clock.at_risk else " "


def left_in_words(left: dt.timedelta, *, days: bool = False) -> str:
    """Time left, cut to whole minutes: `12 min`, `3 h 30`, `-40 min`; with `days`, 24 hours are a day.

    >>> left_in_words(dt.timedelta(hours=3, minutes=30, seconds=59)), left_in_words(dt.timedelta(minutes=-40))
    ('3 h 30', '-40 min')
    >>> left_in_words(dt.timedelta(hours=50)), left_in_words(dt.timedelta(hours=50), days=True)
    ('50 h 00', '2 d 2 h')
    """
    sign = "-" if left < dt.timedelta() else ""
    minutes = abs(left) // _MINUTE
    if minutes < 60:
        return f"{sign if minutes else ''}{minutes} min"
    if days and minutes >= 1440:
        return f"{sign}{minutes // 1440} d {minutes // 60 % 24} h"
    return f"{sign}{minutes // 60} h {minutes % 60:02}"


def _next(entry: Owed, face: Face) -> str:
    """What follows next, and when, unless that is the due itself."""
    from leadsla.instants import instant

    if entry.next is None:
        return ""
    at, action = entry.next
    words = f"{action.do} {action.to}"
    if at == entry.clock.due:
        return words
    same_day = face.day(instant(at)) == face.day(instant(entry.clock.due))
    return (
        f"{words} {face.time(instant(at)) if same_day else face.near(instant(at), instant(entry.clock.due))}"
    )


def _summary(found: Sequence[Owed]) -> str:
    marks = [_mark(entry) for entry in found]
    words = {_LATE: "late", _AT_RISK: "at risk", _PAUSED: "paused"}
    parts = [f"{mark} {marks.count(mark):,} {word}" for mark, word in words.items() if mark in marks]
    return f"{len(found):,} owed" + (f": {', '.join(parts)}" if parts else "")
