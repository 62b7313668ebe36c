"""The kinds of clauses: one kind, one file, and this register of them.

A kind of your own derives from `LeadClause` or `PeriodClause`, and is given to whatever reads agreements:
`load(path, kinds=[MyKind])`.
"""

from collections.abc import Iterable
from typing import Final, TypeGuard

from leadsla.clauses.base import CalendarBy, Clause, Judge, LeadClause, Repeat
from leadsla.clauses.cadence import Cadence
from leadsla.clauses.conversion_rate import ConversionRate
from leadsla.clauses.duties import Duty
from leadsla.clauses.minimum_effort import MinimumEffort
from leadsla.clauses.minimum_open_time import MinimumOpenTime
from leadsla.clauses.minimum_touches import MinimumTouches
from leadsla.clauses.period import PeriodClause
from leadsla.clauses.quota import Quota
from leadsla.clauses.recurring_meeting import RecurringMeeting
from leadsla.clauses.rejection_policy import RejectionPolicy
from leadsla.clauses.reporting import Reporting
from leadsla.clauses.required_information import RequiredInformation
from leadsla.clauses.response_window import ResponseWindow
from leadsla.clauses.scope import Scope
from leadsla.clauses.stalled_lead import StalledLead
from leadsla.clauses.steps import Step

KINDS: Final[tuple[type[Clause], ...]] = (
    ResponseWindow,
    MinimumTouches,
    MinimumEffort,
    Cadence,
    MinimumOpenTime,
    StalledLead,
    RequiredInformation,
    RejectionPolicy,
    Quota,
    ConversionRate,
    RecurringMeeting,
    Reporting,
)


def about_leads(clause: Clause) -> TypeGuard[LeadClause]:
    """Whether the clocks of a clause are about leads."""
    return isinstance(clause, LeadClause) and clause.subject == "lead"


def about_periods(clause: Clause) -> TypeGuard[PeriodClause]:
    """Whether the clocks of a clause are about periods."""
    return isinstance(clause, PeriodClause) and clause.subject == "period"


def kinds_by_tag(more: Iterable[type[Clause]] = ()) -> dict[str, type[Clause]]:
    """The shipped kinds and those given, by their tag.

    >>> sorted(kinds_by_tag())[:3]
    ['cadence', 'conversion_rate', 'minimum_effort']
    """
    return {kind.kind: kind for kind in (*KINDS, *more)}


__all__ = [
    "KINDS",
    "Cadence",
    "CalendarBy",
    "Clause",
    "ConversionRate",
    "Duty",
    "Judge",
    "LeadClause",
    "MinimumEffort",
    "MinimumOpenTime",
    "MinimumTouches",
    "PeriodClause",
    "Quota",
    "RecurringMeeting",
    "RejectionPolicy",
    "Repeat",
    "Reporting",
    "RequiredInformation",
    "ResponseWindow",
    "Scope",
    "StalledLead",
    "Step",
    "about_leads",
    "about_periods",
    "kinds_by_tag",
]
