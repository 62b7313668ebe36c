"""The kinds of clauses: one kind, one file, and this register of them.

A kind of your own derives from `LeadClause`, and is given to whatever reads agreements: `load(path, kinds=[MyKind])`.
"""

from collections.abc import Iterable
from typing import Final

from leadsla.clauses.base import CalendarBy, Clause, Judge, LeadClause, Repeat
from leadsla.clauses.minimum_effort import MinimumEffort
from leadsla.clauses.minimum_open_time import MinimumOpenTime
from leadsla.clauses.minimum_touches import MinimumTouches
from leadsla.clauses.required_information import RequiredInformation
from leadsla.clauses.response_window import ResponseWindow
from leadsla.clauses.scope import Scope
from leadsla.clauses.stalled_lead import StalledLead

KINDS: Final[tuple[type[Clause], ...]] = (
    ResponseWindow,
    MinimumTouches,
    MinimumEffort,
    MinimumOpenTime,
    StalledLead,
    RequiredInformation,
)


def kinds_by_tag(more: Iterable[type[Clause]] = ()) -> dict[str, type[Clause]]:
    """The shipped kinds and those given, by their tag.

    >>> sorted(kinds_by_tag())[:3]
    ['minimum_effort', 'minimum_open_time', 'minimum_touches']
    """
    return {kind.kind: kind for kind in (*KINDS, *more)}


__all__ = [
    "KINDS",
    "CalendarBy",
    "Clause",
    "Judge",
    "LeadClause",
    "MinimumEffort",
    "MinimumOpenTime",
    "MinimumTouches",
    "Repeat",
    "RequiredInformation",
    "ResponseWindow",
    "Scope",
    "StalledLead",
    "kinds_by_tag",
]
