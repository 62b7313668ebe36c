"""Try an agreement before it is signed: exact answers for queues, queues and scenarios simulated, experiments.

ErlangC(arrivals_per_hour=30, handling_minutes=10, people=7).share_within(5)
smallest_team(30, 10, share=0.8, within_minutes=5).people
PlainQueue.random(arrivals_per_hour=30, handling_minutes=10, people=7).run(customers=20_000, rng=7)
Scenario(arrivals={"per_hour": 12}, representatives=3, work={"handling_minutes": 10}).simulate(agreement, begin, end)
replicate({"seven": seven.trial(hours=40), "eight": eight.trial(hours=40)}, rng=7)
"""

from leadsla.simulation.cover import Cover, CoverHour, coverage_hours_that_pay
from leadsla.simulation.effects import (
    PRESETS,
    Effect,
    Figure,
    Observed,
    OddsRatio,
    Preset,
    SideBySide,
    Slope,
    SpeedBand,
    TrialSize,
    effect_from_log,
    effect_of,
    published,
    side_by_side,
    trial_size,
)
from leadsla.simulation.erlang import ErlangC, OnePerson, smallest_team
from leadsla.simulation.experiments import replicate, sweep
from leadsla.simulation.host.measures import Waiting
from leadsla.simulation.host.simulated import SimulatedLead, SimulatedRun
from leadsla.simulation.host.trial import ScenarioTrial
from leadsla.simulation.intervals import Difference, Interval
from leadsla.simulation.model.arrivals import Arrivals, Campaign
from leadsla.simulation.model.outcomes import Acceptance, Deal, Qualification, Returning
from leadsla.simulation.model.people import Representative
from leadsla.simulation.model.scenario import Scenario, load, loads
from leadsla.simulation.model.working import Routing, Work
from leadsla.simulation.patience import ErlangA, smallest_patient_team
from leadsla.simulation.questions import (
    BestWindow,
    TeamRange,
    TeamRanges,
    arrivals_by_team,
    best_window,
    most_arrivals,
)
from leadsla.simulation.queue import PlainQueue, serve, serve_many
from leadsla.simulation.results import Experiment
from leadsla.simulation.runs import QueueRun, Seen
from leadsla.simulation.streams import Streams
from leadsla.simulation.trials import QueueTrial
from leadsla.simulation.warm_up import suggest_warm_up

__all__ = [
    "PRESETS",
    "Acceptance",
    "Arrivals",
    "BestWindow",
    "Campaign",
    "Cover",
    "CoverHour",
    "Deal",
    "Difference",
    "Effect",
    "ErlangA",
    "ErlangC",
    "Experiment",
    "Figure",
    "Interval",
    "Observed",
    "OddsRatio",
    "OnePerson",
    "PlainQueue",
    "Preset",
    "Qualification",
    "QueueRun",
    "QueueTrial",
    "Representative",
    "Returning",
    "Routing",
    "Scenario",
    "ScenarioTrial",
    "Seen",
    "SideBySide",
    "SimulatedLead",
    "SimulatedRun",
    "Slope",
    "SpeedBand",
    "Streams",
    "TeamRange",
    "TeamRanges",
    "TrialSize",
    "Waiting",
    "Work",
    "arrivals_by_team",
    "best_window",
    "coverage_hours_that_pay",
    "effect_from_log",
    "effect_of",
    "load",
    "loads",
    "most_arrivals",
    "published",
    "replicate",
    "serve",
    "serve_many",
    "side_by_side",
    "smallest_patient_team",
    "smallest_team",
    "suggest_warm_up",
    "sweep",
    "trial_size",
]
