"""All advice on an agreement, with paths as in its document."""

from __future__ import annotations

import attrs

from leadsla.advice.clauses import of_clause
from leadsla.advice.whole import of_whole
from leadsla.agreement import Agreement
from leadsla.errors import Fault


def advise(agreement: Agreement) -> list[Fault]:
    """What is likely not meant in an agreement, or what it lacks by the sources: warnings, clause by clause.

    >>> from leadsla import examples
    >>> sorted({fault.name for fault in advise(examples.acme())})[:2]
    ['missing-section', 'no-meeting']
    """
    found: list[Fault] = []
    for number, clause in enumerate(agreement.clauses):
        path = f"clauses[{number}]"
        said = of_clause(clause, agreement)
        found += [attrs.evolve(fault, path=f"{path}.{fault.path}" if fault.path else path) for fault in said]
    return [*found, *of_whole(agreement)]
