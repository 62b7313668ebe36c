"""A plug for pytest: every case of every `NAME.cases.yaml` is a test.

Name it in the `conftest.py` at the root of your tests, and pytest finds the case files wherever it looks for tests:

    pytest_plugins = ["leadsla.testing.case_files"]

The agreement is the file of the same name beside it. A failure shows what was expected beside what came, and the
explanation of the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from leadsla.documents import load, render
from leadsla.errors import AgreementError
from leadsla.reports.cases import Case, CaseFile, examine_cases
from leadsla.reports.cases.front_door import MARK, agreement_beside
from leadsla.reports.cases.judging import judge_case


class CaseDoesNotHoldError(AssertionError):
    """What pytest shows of a case that does not hold."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take `NAME.cases.yaml`, and its siblings in JSON and TOML, as a file of tests."""
    if file_path.stem.endswith(MARK) and file_path.suffix in (".yaml", ".yml", ".json", ".toml"):
        found: pytest.Collector = CasesOfFile.from_parent(parent, path=file_path)
        return found
    return None


class CasesOfFile(pytest.File):
    """A case file."""

    def collect(self) -> Iterable[pytest.Item]:
        """A test for each case; a file with faults is an error, with all of them."""
        agreement = agreement_beside(self.path)
        if agreement is None:
            stem = self.path.name.partition(MARK)[0]
            raise self.CollectError(
                f"{self.path.name}: beside it there is no {stem}.yaml that it could be about"
            )
        try:
            file = examine_cases(self.path, load(agreement))
        except AgreementError as error:
            raise self.CollectError(str(error)) from None
        if file.faults:
            raise self.CollectError(render(file.faults, file.document))
        for case in file.cases:
            yield TestOfCase.from_parent(self, name=case.name, file=file, case=case)


class TestOfCase(pytest.Item):
    """One case."""

    def __init__(self, *, file: CaseFile, case: Case, **known: Any) -> None:
        super().__init__(**known)
        self.file = file
        self.case = case

    def runtest(self) -> None:
        """Judge it."""
        result = judge_case(self.file.agreement, self.case)
        if not result.holds:
            raise CaseDoesNotHoldError(result.report())

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The report, without the way that led to it."""
        if isinstance(excinfo.value, CaseDoesNotHoldError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the case stands."""
        place = self.file.document.places.get(self.case.path)
        line = None if place is None else self.file.document.source.position(place.value[0])[0] - 1
        return self.path, line, self.case.name
