"""Judging a log: in one go (`evaluate`) or event by event (`Monitor`), by one fold."""

from leadsla.evaluation.clocks import Anomaly, Clock
from leadsla.evaluation.evaluation import Evaluation, Owed, evaluate
from leadsla.evaluation.monitor import Monitor
from leadsla.evaluation.plans import Adherence, Plan, PlannedStep

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
