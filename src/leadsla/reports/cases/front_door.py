"""Case files: where they stand, and all that can be asked of one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import attrs

from leadsla.agreement import Agreement
from leadsla.documents import Document, load
from leadsla.documents.reading import FORMATS, read_file
from leadsla.errors import AgreementError, Fault
from leadsla.reports.cases.judging import Result, judge_case
from leadsla.reports.cases.reading import read_cases
from leadsla.reports.cases.values import Case

#: Between the name of an agreement and the ending of its case file.
MARK: Final = ".cases"
_LAST: Final = 1 << 30


@attrs.frozen
class CaseFile:
    """A case file that was read: its document, its cases, and what is wrong with it, in the order of the file."""

    document: Document = attrs.field(repr=False)
    agreement: Agreement
    cases: tuple[Case, ...] = attrs.field(repr=False)
    faults: tuple[Fault, ...]

    def run(self) -> tuple[Result, ...]:
        """What comes of each case."""
        return tuple(judge_case(self.agreement, case) for case in self.cases)

    def failures(self, result: Result) -> list[Fault]:
        """What does not hold, each with its line."""
        return [self.document.locate(fault) for fault in result.faults()]


def cases_beside(agreement: str | os.PathLike[str]) -> Path | None:
    """The case file that stands beside an agreement, if there is one: `acme.cases.yaml` beside `acme.yaml`.

    >>> from leadsla import examples
    >>> cases_beside(examples.path("agreement.yaml")).name
    'agreement.cases.yaml'
    """
    path = Path(agreement)
    found = (path.with_name(f"{path.stem}{MARK}{ending}") for ending in FORMATS)
    return next((one for one in found if one.is_file()), None)


def agreement_beside(cases: str | os.PathLike[str]) -> Path | None:
    """The agreement that a case file stands beside, if there is one."""
    path = Path(cases)
    stem = path.stem.removesuffix(MARK)
    found = (path.with_name(f"{stem}{ending}") for ending in FORMATS)
    return next((one for one in found if path.stem.endswith(MARK) and one.is_file()), None)


def examine_cases(path: str | os.PathLike[str], agreement: Agreement) -> CaseFile:
    """The cases in a file for an agreement, together with all that is wrong with them."""
    document = read_file(Path(path) if not isinstance(path, str) else path)
    if document.tree is None:
        return CaseFile(document, agreement, (), document.faults)
    cases, found = read_cases(document, agreement)
    faults = [*document.faults, *map(document.locate, found)]
    faults.sort(key=lambda fault: (fault.line or _LAST, fault.column or 0))
    return CaseFile(document, agreement, cases, tuple(faults))


def run_cases(
    agreement: str | os.PathLike[str], cases: str | os.PathLike[str] | None = None
) -> tuple[Result, ...]:
    """What comes of the cases in a file, by default the one that stands beside the agreement.

    >>> from leadsla import examples
    >>> results = run_cases(examples.path("agreement.yaml"))
    >>> all(result.holds for result in results)
    True

    Raises `AgreementError` for an agreement or a case file with faults, `FileNotFoundError` where no case file is.
    """
    path = cases if cases is not None else cases_beside(agreement)
    if path is None:
        beside = Path(agreement)
        raise FileNotFoundError(f"beside {beside.name} there is no {beside.stem}{MARK}.yaml")
    file = examine_cases(path, load(agreement))
    if file.faults:
        raise AgreementError(file.faults)
    return file.run()
