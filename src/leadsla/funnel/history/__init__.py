"""The funnel of a log: rates by leads that had the time, delays, the mix and the deals, and what was left out.

found = FunnelHistory.from_events(agreement, events, at)
found.steps[0].rate             # so many of so many, with an interval
found.doubts                    # what may be wrong with the log
"""

from leadsla.funnel.history.deals import DealSizes
from leadsla.funnel.history.history import FunnelHistory, LeftOut, Maturity, Origin
from leadsla.funnel.history.lags import Lag, Quantile
from leadsla.funnel.history.making import history_of
from leadsla.funnel.history.steps import ANY, MATURE, Step
from leadsla.funnel.history.waiting import Standing

__all__ = [
    "ANY",
    "MATURE",
    "DealSizes",
    "FunnelHistory",
    "Lag",
    "LeftOut",
    "Maturity",
    "Origin",
    "Quantile",
    "Standing",
    "Step",
    "history_of",
]
