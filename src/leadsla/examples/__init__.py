"""Examples that come with the package: an agreement with some weeks of what happened under it, and five more.

agreement = examples.acme()
evaluation = leadsla.evaluate(agreement, examples.acme_events(), at=...)
other = examples.agreement("4-two-commitments")

The five express, each, every promise of one of the documents that the library is built on; their cases stand beside
them.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.readers import EventLog

__all__ = ["AGREEMENTS", "acme", "acme_events", "agreement", "path"]

#: The agreements of the five documents, by their names.
AGREEMENTS: Final = (
    "1-three-stages-and-cadence",
    "2-revenue-funnel",
    "3-shared-goals",
    "4-two-commitments",
    "5-profile-and-protocol",
)


def path(name: str, example: str = "acme") -> Path:
    """Where a file of an example stands.

    >>> path("agreement.yaml").name
    'agreement.yaml'

    Raises `FileNotFoundError`, with what there is, for a file that is not part of it.
    """
    folder = Path(str(files("leadsla.examples"))) / example
    found = folder / name
    if not found.is_file():
        there = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
        raise FileNotFoundError(
            f"the example {example!r} has no {name!r}; it has {', '.join(there) or 'nothing'}"
        )
    return found


def agreement(name: str) -> Agreement:
    """One of the agreements of the five documents; `AGREEMENTS` are their names.

    >>> agreement("4-two-commitments").title
    'Service level agreement of sales and marketing'

    Raises `FileNotFoundError`, with what there is, for another name.
    """
    from leadsla.documents import load

    return load(path(f"{name}.yaml", "agreements"))


def acme() -> Agreement:
    """The agreement of the example: five clauses of the four kinds, for the leads of one year.

    >>> [clause.id for clause in acme().clauses]
    ['first-response', 'accept-or-reject', 'persistence', 'no-stalled-lead', 'complete-handoff']
    """
    from leadsla.documents import load

    return load(path("agreement.yaml"))


def acme_events() -> EventLog:
    """Three weeks of events under that agreement, of 41 leads, around a holiday."""
    from leadsla.readers import read_events

    return read_events(path("events.csv"))
