"""The reverse funnel: from a goal back to the leads, the money and the people that it takes.

funnel = leadsla.funnel.load("funnel.yaml")
funnel.answer().to_dict()

Point estimates are exact fractions and need nothing beside the core; probabilities need the extra `science`.
"""

from leadsla.funnel.already import Waiting
from leadsla.funnel.answer import Answer
from leadsla.funnel.backwards import SourceVolume, StageVolume, Volumes
from leadsla.funnel.beliefs import Believed
from leadsla.funnel.capacity import Capacity
from leadsla.funnel.deals import DealSize
from leadsla.funnel.delays import Delay
from leadsla.funnel.explaining import Figure, Figures
from leadsla.funnel.goal import Goal
from leadsla.funnel.happened import already_in
from leadsla.funnel.history import FunnelHistory
from leadsla.funnel.lags import Lag
from leadsla.funnel.likelihood import Outlook
from leadsla.funnel.mixing import Bought, Mix
from leadsla.funnel.model import ReverseFunnel
from leadsla.funnel.money import Budget
from leadsla.funnel.plan import Plan, PlanRow, PlanTerms
from leadsla.funnel.quotas import Quotas, QuotaValue
from leadsla.funnel.rates import Beta, Counts, Rate
from leadsla.funnel.reading import load, loads
from leadsla.funnel.response import ResponseRow, ResponseValue, value_of_response
from leadsla.funnel.seasons import Seasonality
from leadsla.funnel.sensitivity import Lever, Sensitivity
from leadsla.funnel.solving import Solution
from leadsla.funnel.sources import Source
from leadsla.funnel.stages import Stage
from leadsla.funnel.timing import LagCalendar, LagCell, Timing
from leadsla.funnel.variance import Variance, VarianceRow

__all__ = [
    "Answer",
    "Believed",
    "Beta",
    "Bought",
    "Budget",
    "Capacity",
    "Counts",
    "DealSize",
    "Delay",
    "Figure",
    "Figures",
    "FunnelHistory",
    "Goal",
    "Lag",
    "LagCalendar",
    "LagCell",
    "Lever",
    "Mix",
    "Outlook",
    "Plan",
    "PlanRow",
    "PlanTerms",
    "QuotaValue",
    "Quotas",
    "Rate",
    "ResponseRow",
    "ResponseValue",
    "ReverseFunnel",
    "Seasonality",
    "Sensitivity",
    "Solution",
    "Source",
    "SourceVolume",
    "Stage",
    "StageVolume",
    "Timing",
    "Variance",
    "VarianceRow",
    "Volumes",
    "Waiting",
    "already_in",
    "load",
    "loads",
    "value_of_response",
]
