"""A funnel with another rate to one stage, as those ask who look for a rate or move one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadsla.funnel.rates import Rate

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel


def movable(funnel: ReverseFunnel) -> tuple[str, ...]:
    """The stages to which a rate leads that can change alone, and change something.

    None does where an overall rate makes up for it, and one does not where every source has its own.
    """
    later = funnel.stages[1:]
    if funnel.overall_rate is not None and any(stage.rate is None for stage in later):
        return ()
    own = [set(source.rates) for source in funnel.sources]
    everywhere = set.intersection(*own) if own else set()
    return tuple(stage.name for stage in later if stage.rate is not None and stage.name not in everywhere)


def with_rate(funnel: ReverseFunnel, stage: str, rate: Fraction) -> ReverseFunnel:
    """The funnel with that rate to a stage which is `movable`; an overall rate no longer holds then."""
    stages = tuple(attrs.evolve(one, rate=Rate(rate)) if one.name == stage else one for one in funnel.stages)
    return attrs.evolve(funnel, stages=stages, overall_rate=None)
