"""What leads came to, counted: waits, shares and leakage.

waits = speed_to_lead(evaluation)
waits.elapsed.median            # None where half of the leads have not been answered yet
leakage(evaluation, start, end).by_cause
"""

from leadsla.metrics.attained import Attained, attained
from leadsla.metrics.attempts import Attempts, attempts
from leadsla.metrics.capacity import Capacity, Utilisation, capacity, utilisation
from leadsla.metrics.checks import Finding, check_log
from leadsla.metrics.completeness import Completeness, completeness
from leadsla.metrics.conversion import Cohort, conversion
from leadsla.metrics.kpis import Judged, kpi_consequences, kpis
from leadsla.metrics.leakage import CAUSES, Leakage, Lost, leakage
from leadsla.metrics.pipeline import Pipeline, Stalled, Workload, pipeline, stalled, workload
from leadsla.metrics.quality import (
    Band,
    BelowThreshold,
    ByScore,
    Scored,
    ScoreDistribution,
    below_threshold,
    conversion_by_score,
    score_distribution,
)
from leadsla.metrics.shares import Proportion
from leadsla.metrics.survival import Estimate, Survival
from leadsla.metrics.variances import ChanceTest, Variance, Variances, variances
from leadsla.metrics.velocity import time_in_stage, time_to_won
from leadsla.metrics.verdicts import Rejections, Verdicts, rejections, verdicts
from leadsla.metrics.waits import Groups, Summary, Wait, Waits, representative_time, speed_to_lead, waits
from leadsla.tables import Rows

__all__ = [
    "CAUSES",
    "Attained",
    "Attempts",
    "Band",
    "BelowThreshold",
    "ByScore",
    "Capacity",
    "ChanceTest",
    "Cohort",
    "Completeness",
    "Estimate",
    "Finding",
    "Groups",
    "Judged",
    "Leakage",
    "Lost",
    "Pipeline",
    "Proportion",
    "Rejections",
    "Rows",
    "ScoreDistribution",
    "Scored",
    "Stalled",
    "Summary",
    "Survival",
    "Utilisation",
    "Variance",
    "Variances",
    "Verdicts",
    "Wait",
    "Waits",
    "Workload",
    "attained",
    "attempts",
    "below_threshold",
    "capacity",
    "check_log",
    "completeness",
    "conversion",
    "conversion_by_score",
    "kpi_consequences",
    "kpis",
    "leakage",
    "pipeline",
    "rejections",
    "representative_time",
    "score_distribution",
    "speed_to_lead",
    "stalled",
    "time_in_stage",
    "time_to_won",
    "utilisation",
    "variances",
    "verdicts",
    "waits",
    "workload",
]
