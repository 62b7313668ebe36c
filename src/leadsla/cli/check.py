"""`leadsla check`: find every fault in an agreement before somebody signs it."""

from __future__ import annotations

import sys
import textwrap
from enum import StrEnum
from typing import Annotated, Final

import typer

from leadsla.cli.failures import DONE, NO, Refusal, guarded
from leadsla.cli.judging import refuse_unreadable
from leadsla.cli.terminal import Styled, Terminal

HELP: Final = """Find every fault in an agreement: its line, what is wrong there, and what to write instead.

Faults are the result, so they go to standard output; the exit status is 1 if there are any. Warnings are shown and do
not count. full is for people, concise has a line for each fault that editors can jump to, json is for programs, github
shows the faults beside the lines of a pull request.

\b
Examples:
  leadsla check agreement.yaml
  leadsla check agreement.yaml --format concise
  leadsla check --about unknown-key
"""
#: Prose is no wider than this, wherever it goes.
_READABLE: Final = 100


class FaultShape(StrEnum):
    """How faults are written."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"


@guarded
def check(
    agreement: Annotated[
        str | None,
        typer.Argument(metavar="AGREEMENT", show_default=False, help="The agreement: YAML, JSON or TOML."),
    ] = None,
    format: Annotated[FaultShape, typer.Option("--format", help="How faults are written.")] = FaultShape.FULL,
    about: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", show_default=False, help="Say what a fault means, and what to do about it."
        ),
    ] = None,
) -> int:
    """Write the faults of an agreement, or what a fault means."""
    terminal = Terminal(sys.stdout)
    if (agreement is None) == (about is None):
        raise Refusal("name the agreement to be checked, or with --about a fault to be explained")
    return _explain_fault(about, terminal) if about is not None else _check(str(agreement), format, terminal)


def _explain_fault(name: str, terminal: Terminal) -> int:
    from leadsla.documents import about

    try:
        text = about(name)
    except KeyError as error:
        raise Refusal(str(error.args[0])) from None
    terminal.line(Styled(name, "bold"))
    for line in textwrap.wrap(text, min(terminal.width or _READABLE, _READABLE)):
        terminal.line(line)
    return DONE


def _check(path: str, format: FaultShape, terminal: Terminal) -> int:
    from leadsla.documents import examine, render

    examination = examine(path)
    refuse_unreadable(path, examination)
    people = format is FaultShape.FULL
    text = render(
        examination.faults,
        examination.document,
        width=terminal.width if people else None,
        color=terminal.colour and people,
        format=format.value,
    )
    if text:
        terminal.write(f"{text}\n")
    return NO if any(not fault.warning for fault in examination.faults) else DONE
