"""One log under several agreements: what was kept, what turned, what follows, and what a log cannot say of that.

found = compare(events, agreement, variations(agreement, "first-response.within", ["30 minutes", "1 hour"]), at=now)
print(found)
"""

from leadsla.reports.policies.comparing import compare
from leadsla.reports.policies.paired import Paired
from leadsla.reports.policies.policy import Policy
from leadsla.reports.policies.result import PolicyComparison
from leadsla.reports.policies.values import (
    Attained,
    ClauseFigures,
    Doubt,
    Figure,
    Following,
    PolicyChange,
    Turn,
)

__all__ = [
    "Attained",
    "ClauseFigures",
    "Doubt",
    "Figure",
    "Following",
    "Paired",
    "Policy",
    "PolicyChange",
    "PolicyComparison",
    "Turn",
    "compare",
]
