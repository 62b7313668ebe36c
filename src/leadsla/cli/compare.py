"""`leadsla compare`: what one log comes to under an agreement and under others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from leadsla.cli.diff import file_of, version_in
from leadsla.cli.failures import DONE, Refusal, guarded
from leadsla.cli.judging import Case, instant_of, read_log, report_ignored
from leadsla.cli.options import (
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
from leadsla.cli.terminal import Terminal

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.reports.policies import PolicyComparison
    from leadsla.tables import Sheet

HELP: Final = """Judge one log under an agreement and under others: what turns, and what follows.

AGREEMENT is the baseline, under which the log came about. Alternatives are other files (--alternative), or the same
agreement with another value at one place of its document (--vary), written as there; a version that a file amends is
named after an @: agreement.yaml@2026.1. Each judges the whole log alone, as if it had been in force all along. What
such a replay cannot know is said last, counted in this log. --format json has every table, lead by lead too; --format
csv has a row for each policy, promise, period and metric.

\b
Examples:
  leadsla compare agreement.yaml events.csv --alternative proposal.yaml
  leadsla compare agreement.yaml events.csv --vary "first-response.within=30 minutes" \\
      --vary "first-response.within=4 hours" --at 2026-02-17
  leadsla compare agreement.yaml export.csv --mapping crm.yaml --alternative agreement.yaml@2026.1 --format csv
"""
#: Prose is no wider than this, wherever it goes.
_READABLE: Final = 100
_PROSE: Final = 80
#: Between a place of the document and the value that it is to have.
_IS: Final = "="
#: How narrow columns of words may be cut on a terminal.
_LEAST: Final = 8


@guarded
def compare(
    agreement: Annotated[
        str,
        typer.Argument(metavar="AGREEMENT", show_default=False, help="The baseline; FILE or FILE@VERSION."),
    ],
    events: EventFiles = None,
    alternative: Annotated[
        list[str] | None,
        typer.Option(
            "--alternative",
            metavar="FILE",
            show_default=False,
            help="Another agreement, FILE or FILE@VERSION; may be repeated.",
        ),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="PLACE=VALUE",
            show_default=False,
            help="The baseline with another value at one place, such as first-response.within=1 hour; may be repeated.",
        ),
    ] = None,
    at: At = None,
    mapping: MappingFile = None,
    timezone: Timezone = None,
    format: Format = Shape.TABLE,
    strict: Strict = False,
    no_automatic: NoAutomatic = False,
    output: Output = None,
) -> int:
    """Write what a log comes to under several agreements."""
    from leadsla.reports.policies import compare as compared

    if not alternative and not vary:
        raise Refusal("name what to compare with: --alternative FILE, or --vary PLACE=VALUE")
    case = Case.of(file_of(agreement), events, at, mapping, timezone, strict, no_automatic)
    check_output(output, [*case.files, *map(file_of, alternative or ())])
    baseline = version_in(agreement)
    others = _files(agreement, baseline, alternative or ()) | _variations(baseline, vary or ())
    instant, log = instant_of(at, baseline.timezone), read_log(case)
    name = next(iter(others))
    first, alternatives = {name: others.pop(name)}, others
    found = compared(log, first, alternatives, at=instant, automatic=case.automatic, strict=strict)
    report_ignored(found.evaluations[found.baseline])
    with destination(output) as terminal:
        if format is Shape.JSON:
            terminal.data(json_text(found.to_dict()))
        elif format is Shape.CSV:
            terminal.data(csv_text(list(found.figures.of.COLUMNS), found.figures.to_dict()))
        else:
            show(found, terminal)
    return DONE


def _files(agreement: str, baseline: Agreement, names: Iterable[str]) -> dict[str, Agreement]:
    """The agreements of files by their versions; by the names of the files too, where versions are the same."""
    found = [(agreement, baseline), *((name, version_in(name)) for name in names)]
    called = [
        one.version if one.agreement == baseline.agreement else f"{one.agreement} {one.version}"
        for _, one in found
    ]
    named: dict[str, Agreement] = {}
    for version, (file, one) in zip(called, found, strict=True):
        name = version if called.count(version) == 1 else f"{version} ({file})"
        if name in named:
            raise Refusal(f"{file} stands twice; name each file once")
        named[name] = one
    return named


def _variations(baseline: Agreement, given: Iterable[str]) -> dict[str, Agreement]:
    """The baseline with other values; named by the value, and by the place too where several are varied."""
    from leadsla.documents.varying import variations

    pairs = [_place_and_value(text) for text in given]
    several = len({place for place, _ in pairs}) > 1
    found: dict[str, Agreement] = {}
    for place, value in pairs:
        for name, one in variations(baseline, place, [value]).items():
            found[f"{place}{_IS}{name}" if several else name] = one
    return found


def _place_and_value(text: str) -> tuple[str, Any]:
    from leadsla.documents.reading import read_text

    place, sign, value = text.partition(_IS)
    if not sign or not place.strip() or not value.strip():
        raise Refusal(f"--vary {text!r}: write a place and its value, such as first-response.within=1 hour")
    document = read_text(f"value: {value.strip()}", "yaml", "--vary")
    if not isinstance(document.tree, Mapping) or document.faults:
        raise Refusal(f"--vary {text!r}: {value.strip()} is no value of a document")
    return place.strip(), document.tree["value"]


def show(found: PolicyComparison, terminal: Terminal) -> None:
    """The comparison for people: its tables as wide as the terminal, and prose that can be read."""
    from leadsla.documents.differing.changes import wrapped
    from leadsla.reports.policies.text import EVERY, sheets_of

    width = _PROSE if terminal.width is None else min(terminal.width, _READABLE)
    for number, sheet in enumerate(sheets_of(found, EVERY)):
        if number:
            terminal.line()
        if sheet.head:
            for line in wrapped(sheet.head, width, ""):
                terminal.line(line)
        for pieces in _table(sheet, terminal.width):
            terminal.line(*pieces)
        for note in sheet.notes:
            for line in wrapped(note, width):
                terminal.line(line)


def _table(sheet: Sheet, width: int | None) -> Iterable[list[Any]]:
    grid = sheet.grid
    if grid is None or not grid.rows:
        return ()
    columns = [
        Column(title, right=place in grid.right, least=None if place in grid.right else _LEAST)
        for place, title in enumerate(grid.titles)
    ]
    return table(columns, grid.rows, width)
