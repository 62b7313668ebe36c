"""What the leads cost: the budget that they need, and what a deal costs to win."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

import attrs

from leadsla.funnel.backwards import cost_of, mean_yield, mix_of
from leadsla.funnel.exact import Exact
from leadsla.tables import NUMBER, WHOLE, Columns

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel


@attrs.frozen
class Budget(Exact):
    """The cost of a number of leads of the mix.

    `cost_per_lead` is the mean over the sources, `acquisition_cost` what a deal costs on average; `given` is the budget
    that there is.
    """

    COLUMNS: ClassVar[Columns] = {
        "needed": NUMBER,
        "leads": WHOLE,
        **dict.fromkeys(("cost_per_lead", "acquisition_cost", "given", "shortfall"), NUMBER),
    }

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


def budget_of(funnel: ReverseFunnel, leads: int) -> Budget | None:
    """The cost of so many leads; None where a source does not say what its leads cost."""
    total = Fraction(0)
    for source, share in mix_of(funnel):
        cost = cost_of(funnel, source)
        if cost is None:
            return None
        total += share * cost
    return Budget(leads, total, total / mean_yield(funnel).deals, funnel.budget)
