"""Examples that come with the package: an agreement with some weeks of what happened under it, and five more.

agreement = examples.acme()
evaluation = leadsla.evaluate(agreement, examples.acme_events(), at=...)
other = examples.agreement("4-two-commitments")

The five express, each, every promise of one of the documents that the library is built on; their cases stand beside
them.
"""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.events import Event
    from leadsla.readers import EventLog

__all__ = ["AGREEMENTS", "acme", "acme_events", "acme_quarter", "agreement", "path"]

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


def acme_quarter(leads: int = 1500, seed: int = 2026) -> tuple[Event, ...]:
    """The first quarter of 2026 under that agreement, made up: as many leads as are asked for, the same for a seed.

    >>> log = acme_quarter(leads=100)
    >>> log[0].lead, log[0].name, len({event.lead for event in log})
    ('Q-0073', 'created', 100)

    Nobody's log, but with habits in it that an analysis can find; good for trying things out.
    """
    from leadsla.examples.quarter import quarter

    return quarter(acme().calendar_named(None), leads, seed, dt.datetime(2026, 3, 31, 21, tzinfo=dt.UTC))
