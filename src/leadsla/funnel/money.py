"""What the leads cost: the budget that they need, and what a deal costs to win."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from leadsla.funnel.backwards import mean_yield, mix_of
from leadsla.funnel.numbers import plain
from leadsla.funnel.sources import Source

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel


@attrs.frozen
class Budget:
    """The cost of a number of leads of the mix.

    `cost_per_lead` is the mean over the sources, `acquisition_cost` what a deal costs on average; `given` is the budget
    that there is.
    """

    leads: int
    cost_per_lead: Fraction
    acquisition_cost: Fraction
    given: Fraction | None = None

    @property
    def needed(self) -> Fraction:
        """What the leads cost together."""
        return self.leads * self.cost_per_lead

    @property
    def shortfall(self) -> Fraction | None:
        """What is missing, or 0; None where no budget is given."""
        return None if self.given is None else max(self.needed - self.given, Fraction(0))

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it."""
        found: dict[str, Any] = {
            "needed": plain(self.needed),
            "leads": self.leads,
            "cost_per_lead": plain(self.cost_per_lead),
            "acquisition_cost": plain(self.acquisition_cost),
        }
        if self.given is not None and self.shortfall is not None:
            found |= {"given": plain(self.given), "shortfall": plain(self.shortfall)}
        return found


def cost_of(funnel: ReverseFunnel, source: Source) -> Fraction | None:
    """What a lead of a source costs, or None where that is not told."""
    return funnel.cost_per_lead if source.cost_per_lead is None else source.cost_per_lead


def budget_of(funnel: ReverseFunnel, leads: int) -> Budget | None:
    """The cost of so many leads; None where a source does not say what its leads cost."""
    total = Fraction(0)
    for source, share in mix_of(funnel):
        cost = cost_of(funnel, source)
        if cost is None:
            return None
        total += share * cost
    return Budget(leads, total, total / mean_yield(funnel).deals, funnel.budget)
