"""`leadsla diff`: what two agreements say differently, in words, and what a log comes to under both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from leadsla.cli.failures import DONE, NO, Refusal, guarded
from leadsla.cli.judging import Case, agreement_in, instant_of, read_log
from leadsla.cli.options import At, MappingFile, NoAutomatic, Output, Strict, TextShape, Timezone
from leadsla.cli.results import check_output, destination, json_text

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.reports.comparison import Comparison

HELP: Final = """Say what two agreements promise differently, in words.

OLD and NEW are files. A version that a file amends is named after an @: agreement.yaml@2026.1. With --events the log is
judged under both, and what it comes to is compared: which promises would have been kept, for which leads it would have
ended otherwise, and what would have followed. The exit status is 0 whether they differ or not; with --exit-code it is 1
where they do.

\b
Examples:
  leadsla diff agreement.yaml proposal.yaml
  leadsla diff agreement.yaml@2026.1 agreement.yaml
  leadsla diff agreement.yaml proposal.yaml --events events.csv --at 2026-02-17
"""
#: Between a file and the version of its agreement that is meant.
MARK: Final = "@"
#: Text is no wider than this on a terminal, and as wide as the first where it goes elsewhere.
_WIDTHS: Final = (80, 100)
#: Of so many leads it is told what is otherwise for them.
_SHOWN: Final = 20


@guarded
def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD", show_default=False, help="The agreement as it was; FILE or FILE@VERSION."
        ),
    ],
    new: Annotated[
        str, typer.Argument(metavar="NEW", show_default=False, help="The agreement as it is to be; the same.")
    ],
    format: Annotated[TextShape, typer.Option("--format", help="For people or programs.")] = TextShape.TEXT,
    events: Annotated[
        list[str] | None,
        typer.Option(
            "--events",
            metavar="FILE",
            show_default=False,
            help="A log to be judged under both; may be repeated. - is CSV on standard input.",
        ),
    ] = None,
    at: At = None,
    mapping: MappingFile = None,
    timezone: Timezone = None,
    all: Annotated[
        bool, typer.Option("--all", help="Tell of every lead whose outcome is another one.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with status 1 if they differ, for scripts.")
    ] = False,
    strict: Strict = False,
    no_automatic: NoAutomatic = False,
    output: Output = None,
) -> int:
    """Write what two agreements say differently, and what a log comes to under both."""
    from leadsla.documents.differing import diff as difference_of

    case = None
    if events or mapping is not None:
        case = Case.of(file_of(new), events, at, mapping, timezone, strict, no_automatic)
    elif at is not None:
        raise Refusal("--at is the instant at which a log is judged; name the log too: --events FILE")
    check_output(output, [file_of(old), file_of(new), *(() if case is None else case.files)])
    one, other = version_in(old), version_in(new)
    found = difference_of(one, other)
    comparison = None if case is None else _comparison(case, one, other)
    with destination(output) as terminal:
        if format is TextShape.JSON:
            outcomes = {} if comparison is None else comparison.to_dict()
            # What the two agreements are is said in the words' own keys.
            terminal.data(json_text(outcomes | found.to_dict()))
        else:
            width = _WIDTHS[0] if terminal.width is None else min(terminal.width, _WIDTHS[1])
            terminal.lines(found.text(width))
            if comparison is not None:
                terminal.line()
                terminal.lines(comparison.text(width, shown=None if all else _SHOWN))
    return NO if (found or comparison) and exit_code else DONE


def _comparison(case: Case, old: Agreement, new: Agreement) -> Comparison:
    from leadsla.reports.comparison import compare_agreements

    instant, log = instant_of(case.at, new.timezone), read_log(case)
    return compare_agreements(old, new, log, instant, automatic=case.automatic, strict=case.strict)


def file_of(name: str) -> str:
    """The file that `FILE` or `FILE@VERSION` names."""
    file, mark, _ = name.rpartition(MARK)
    return file if mark and file and not Path(name).exists() else name


def version_in(name: str) -> Agreement:
    """The agreement that `FILE` or `FILE@VERSION` names; a version of it is one that it amends, or its own."""
    file = file_of(name)
    agreement = agreement_in(file)
    if file == name:
        return agreement
    version = name[len(file) + len(MARK) :]
    for one in agreement.versions:
        if one.version == version:
            return one
    known = ", ".join(one.version for one in agreement.versions)
    raise Refusal(f"{file} has no version {version!r} and amends none of that name; there is {known}")
