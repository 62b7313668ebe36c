"""Which leads are worth sales' time: scorecards of fit and intent, the sales-ready threshold, and what disqualifies."""

from leadsla.qualification.disqualification import Disqualification, objection
from leadsla.qualification.scorecards import Rule, Scorecard, Scorecards, Threshold
from leadsla.qualification.scoring import Bound, CardScore, Part, Score, Snapshot, score

__all__ = [
    "Bound",
    "CardScore",
    "Disqualification",
    "Part",
    "Rule",
    "Score",
    "Scorecard",
    "Scorecards",
    "Snapshot",
    "Threshold",
    "objection",
    "score",
]
