"""`leadsla diff`: what two agreements say differently, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from leadsla.cli.failures import DONE, NO, Refusal, guarded
from leadsla.cli.judging import agreement_in
from leadsla.cli.options import Output, TextShape
from leadsla.cli.results import check_output, destination, json_text

if TYPE_CHECKING:
    from leadsla.agreement import Agreement

HELP: Final = """Say what two agreements promise differently, in words.

OLD and NEW are files. A version that a file amends is named after an @: agreement.yaml@2026.1. The exit status is 0
whether they differ or not; with --exit-code it is 1 where they do.

\b
Examples:
  leadsla diff agreement-2026.1.yaml agreement.yaml
  leadsla diff agreement.yaml@2026.1 agreement.yaml
  leadsla diff agreement.yaml proposal.yaml --format json
"""
#: Between a file and the version of its agreement that is meant.
MARK: Final = "@"
#: Text is no wider than this on a terminal, and as wide as the first where it goes elsewhere.
_WIDTHS: Final = (80, 100)


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
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with status 1 if they differ, for scripts.")
    ] = False,
    output: Output = None,
) -> int:
    """Write what two agreements say differently."""
    from leadsla.documents.differing import diff as difference_of

    check_output(output, [file_of(old), file_of(new)])
    found = difference_of(version_in(old), version_in(new))
    with destination(output) as terminal:
        if format is TextShape.JSON:
            terminal.data(json_text(found.to_dict()))
        else:
            width = _WIDTHS[0] if terminal.width is None else min(terminal.width, _WIDTHS[1])
            terminal.lines(found.text(width))
    return NO if found and exit_code else DONE


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
