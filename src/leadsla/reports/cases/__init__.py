"""Cases: events in, outcomes expected, in a file that whoever knows the agreement can read and write.

A case file stands beside its agreement (`acme.yaml`, `acme.cases.yaml`). Every case is judged twice, by replay of the
log and by a monitor that is fed event by event; the two have to agree, and what they say has to be what the case says.

for result in run_cases("acme.yaml"):
    print(result.report())
"""

from leadsla.reports.cases.front_door import CaseFile, cases_beside, examine_cases, run_cases
from leadsla.reports.cases.judging import Difference, Result, judge_case
from leadsla.reports.cases.values import Case, Expected, Said

__all__ = [
    "Case",
    "CaseFile",
    "Difference",
    "Expected",
    "Result",
    "Said",
    "cases_beside",
    "examine_cases",
    "judge_case",
    "run_cases",
]
