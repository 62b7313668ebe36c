"""Judging a log: in one go (`evaluate`) or event by event (`Monitor`), by one fold."""

from leadsla.evaluation.clocks import Anomaly, Clock
from leadsla.evaluation.evaluation import Evaluation
from leadsla.evaluation.monitor import Monitor
from leadsla.evaluation.plans import Adherence, Plan, PlannedStep
from leadsla.evaluation.replay import evaluate
from leadsla.evaluation.worklist import Owed

__all__ = [
    "Adherence",
    "Anomaly",
    "Clock",
    "Evaluation",
    "Monitor",
    "Owed",
    "Plan",
    "PlannedStep",
    "evaluate",
]
