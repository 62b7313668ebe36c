"""Examples that come with the package: an agreement, and some weeks of what happened under it.

agreement = examples.acme()
evaluation = leadsla.evaluate(agreement, examples.acme_events(), at=...)
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.readers import EventLog

__all__ = ["acme", "acme_events", "path"]


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
