"""What another agreement would have come to: the outcomes of one log under two agreements, lead by lead and in sum.

comparison = compare_agreements(agreement, proposal, events, at)
print(comparison)
"""

from leadsla.reports.comparison.comparing import compare_agreements, compare_outcomes
from leadsla.reports.comparison.values import (
    ActionSum,
    AttainmentChange,
    ClauseSum,
    ClockChange,
    Comparison,
    ConsequenceChange,
    Counts,
)

__all__ = [
    "ActionSum",
    "AttainmentChange",
    "ClauseSum",
    "ClockChange",
    "Comparison",
    "ConsequenceChange",
    "Counts",
    "compare_agreements",
    "compare_outcomes",
]
