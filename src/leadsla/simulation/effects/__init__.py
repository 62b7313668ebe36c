"""The effect of the speed of an answer on its outcome: none, one's own curve, a published one, one seen in a log."""

from leadsla.simulation.effects.effect import Effect
from leadsla.simulation.effects.published import PRESETS, Figure, Preset, SideBySide, published, side_by_side
from leadsla.simulation.effects.reading import effect_of

__all__ = [
    "PRESETS",
    "Effect",
    "Figure",
    "Preset",
    "SideBySide",
    "effect_of",
    "published",
    "side_by_side",
]
