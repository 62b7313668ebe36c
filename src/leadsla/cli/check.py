"""`leadsla check`: find every fault in an agreement before somebody signs it."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from leadsla.cli.failures import DONE, NO, Refusal, guarded
from leadsla.cli.judging import refuse_unreadable
from leadsla.cli.signed import (
    everybody_signed,
    known_keys,
    refuse_keys_of_others,
    signature_data,
    signature_lines,
)
from leadsla.cli.terminal import Styled, Terminal

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.documents import Document, Examination
    from leadsla.errors import Fault
    from leadsla.reports.cases import CaseFile, Result

HELP: Final = """Find every fault in an agreement: its line, what is wrong there, and what to write instead.

Faults are the result, so they go to standard output; the exit status is 1 if there are any. Warnings are shown and do
not count, and neither does advice: what is likely not meant, and what the agreement lacks by the sources. The cases
that stand beside the agreement, in NAME.cases.yaml, are run too, and one that does not hold is a fault; and so is a
signature in NAME.signatures.yaml that does not count, as when the text was changed after it was signed. full is for
people, concise has a line for each fault that editors can jump to, json is for programs, github shows the faults beside
the lines of a pull request.

\b
Examples:
  leadsla check agreement.yaml
  leadsla check agreement.yaml --format concise
  leadsla check agreement.yaml --cases more.cases.yaml
  leadsla check agreement.yaml --signatures --keys keys/
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
    cases: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            show_default="the one beside the agreement",
            help="A file of cases to be run; may be repeated.",
        ),
    ] = None,
    no_advice: Annotated[
        bool, typer.Option("--no-advice", help="Say nothing of what is likely not meant or lacking.")
    ] = False,
    no_cases: Annotated[bool, typer.Option("--no-cases", help="Run no cases.")] = False,
    signatures: Annotated[
        bool, typer.Option("--signatures", help="Say only who has signed, and what each signature is worth.")
    ] = False,
    keys: Annotated[
        str | None,
        typer.Option(
            metavar="PATH",
            show_default=False,
            help="Public keys that you know: PARTY.pub, or a folder of such files. Only these count then.",
        ),
    ] = None,
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
    if about is not None:
        return _explain_fault(about, terminal)
    if cases and no_cases:
        raise Refusal("--cases names cases to be run, and --no-cases forbids it; leave one of them out")
    page = _Page(format, terminal)
    if signatures:
        return _check_signatures(str(agreement), keys, page)
    return _check(str(agreement), None if no_cases else cases or [], page, keys, advice=not no_advice)


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


def _check(path: str, cases: list[str] | None, page: _Page, keys: str | None, *, advice: bool) -> int:
    examination = _examined(path, keys)
    page.faults(examination.faults, examination.document)
    wrong = any(not fault.warning for fault in examination.faults)
    wrong |= _signatures_are_wrong(examination, page)
    if examination.signed is not None or (examination.agreement is not None and examination.agreement.amends):
        page.note("\n".join(signature_lines(examination)))
    if advice:
        page.advice(examination.advice, examination.document)
    for file in _case_files(path, cases):
        if examination.agreement is None:
            page.note(f"{file}: not run, because the agreement has faults")
        else:
            wrong |= _run_cases(file, examination.agreement, page)
    page.write()
    return NO if wrong else DONE


def _examined(path: str, keys: str | None) -> Examination:
    from leadsla.documents import examine

    known = known_keys(keys)
    examination = examine(path, keys=known)
    refuse_unreadable(path, examination)
    if examination.agreement is not None:
        refuse_keys_of_others(keys, known, examination.agreement)
    return examination


def _signatures_are_wrong(examination: Examination, page: _Page) -> bool:
    """Show what is wrong with the signatures of an agreement and its earlier versions; whether it is wrong."""
    signed, before = examination.signed, examination.broken_before
    if signed is not None and signed.all_faults:
        page.faults(signed.all_faults, signed.document)
    for document, faults in before:
        page.faults(faults, document)
    return bool(before) or (signed is not None and any(not fault.warning for fault in signed.all_faults))


def _check_signatures(path: str, keys: str | None, page: _Page) -> int:
    """Show who has signed, and nothing else of a sound agreement; whether all have."""
    examination = _examined(path, keys)
    if examination.faults and examination.agreement is None:
        page.faults(examination.faults, examination.document)
    wrong = _signatures_are_wrong(examination, page)
    page.note("\n".join(signature_lines(examination)))
    if page.format is FaultShape.JSON:
        page.terminal.write(signature_data(examination, page.data) + "\n")
    else:
        page.write()
    return NO if wrong or not everybody_signed(examination) else DONE


def _case_files(path: str, cases: list[str] | None) -> list[str]:
    """Those that are named, else the one beside the agreement if there is one."""
    from leadsla.reports.cases import cases_beside

    if cases is None:
        return []
    beside = cases_beside(path) if not cases else None
    return cases if beside is None else [str(beside)]


def _run_cases(path: str, agreement: Agreement, page: _Page) -> bool:
    """Run a file of cases; whether anything is wrong with it or does not hold."""
    from leadsla.reports.cases import examine_cases

    file = examine_cases(path, agreement)
    refuse_unreadable(path, file)
    if file.faults:
        page.faults(file.faults, file.document)
    results = file.run()
    failed = [result for result in results if not result.holds]
    for result in failed:
        page.case(result, file)
    if results:
        page.note(f"{path}: {len(results) - len(failed)} of {len(results)} cases hold")
    return bool(failed or file.faults)


class _Page:
    """What is written, in one of the four shapes; what people read in full, programs read as faults."""

    def __init__(self, format: FaultShape, terminal: Terminal) -> None:
        self.format = format
        self.terminal = terminal
        self.people = format is FaultShape.FULL
        self.texts: list[str] = []
        self.data: list[Any] = []

    def faults(self, faults: Sequence[Fault], document: Document) -> None:
        from leadsla.documents import render

        terminal = self.terminal
        width, color = (terminal.width, terminal.colour) if self.people else (None, False)
        text = render(faults, document, width=width, color=color, format=self.format.value)
        if self.format is FaultShape.JSON:
            self.data += json.loads(text)
        elif text:
            self.texts.append(text)

    def advice(self, faults: Sequence[Fault], document: Document) -> None:
        """Advice together and a line each, so that it does not drown what is wrong."""
        if not self.people:
            self.faults(faults, document)
        elif faults:
            from leadsla.documents import render

            pieces = "1 piece" if len(faults) == 1 else f"{len(faults)} pieces"
            head = f"{pieces} of advice; --about NAME says what one means, --no-advice leaves it out"
            said = render(faults, document, format="concise").splitlines()
            name = f"{document.source.name}:"
            lines = [line.removeprefix(name).replace("warning[", "advice[", 1) for line in said]
            self.texts.append("\n".join([head, *(f"  {line.strip()}" for line in lines)]))

    def case(self, result: Result, file: CaseFile) -> None:
        from leadsla.documents.rendering import visible

        found = file.failures(result)
        if self.people:
            where = f"{file.document.source.name}:{found[0].line}"
            report = f"case {where}: {result.report()}"
            self.texts.append("\n".join(map(visible, report.splitlines())))
        else:
            self.faults(found, file.document)

    def note(self, text: str) -> None:
        from leadsla.documents.rendering import visible

        if self.people and text:
            self.texts.append("\n".join(map(visible, text.split("\n"))))

    def write(self) -> None:
        if self.format is FaultShape.JSON:
            self.texts = [json.dumps(self.data, ensure_ascii=False, indent=2)]
        between = "\n\n" if self.people and any("\n" in text for text in self.texts) else "\n"
        if self.texts:
            self.terminal.write(between.join(self.texts) + "\n")
