"""The effect of the speed of an answer on its outcome: none, one's own curve, a published one, one seen in a log."""

from leadsla.simulation.effects.effect import Effect
from leadsla.simulation.effects.from_log import effect_from_log
from leadsla.simulation.effects.observed import Answered, Observed, SpeedBand
from leadsla.simulation.effects.published import PRESETS, Figure, Preset, SideBySide, published, side_by_side
from leadsla.simulation.effects.reading import effect_of
from leadsla.simulation.effects.strata import OddsRatio, Slope
from leadsla.simulation.effects.trial_size import TrialSize, trial_size

__all__ = [
    "PRESETS",
    "Answered",
    "Effect",
    "Figure",
    "Observed",
    "OddsRatio",
    "Preset",
    "SideBySide",
    "Slope",
    "SpeedBand",
    "TrialSize",
    "effect_from_log",
    "effect_of",
    "published",
    "side_by_side",
    "trial_size",
]
