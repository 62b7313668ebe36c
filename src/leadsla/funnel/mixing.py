"""The best mix of sources within a budget: the most deals, or the most revenue, that the money brings.

What a source brings grows evenly with what is spent on it, up to the leads that it has (`at_most`). So the money goes
to the source that brings most for it, as far as that goes, then to the next; and leads are whole, see `buying`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from leadsla.funnel.backwards import Yield, cost_of, mix_of, yield_of
from leadsla.funnel.buying import Offer
from leadsla.funnel.buying import bought as leads_bought
from leadsla.funnel.exact import Exact
from leadsla.funnel.likelihood import Likelihood
from leadsla.funnel.numbers import number, plain, refusal
from leadsla.funnel.sources import Source
from leadsla.tables import NUMBER, TEXT, WHOLE, Columns, Printed, Rows, Sheet, said

if TYPE_CHECKING:
    from leadsla.charts import Chart
    from leadsla.funnel.model import ReverseFunnel


@attrs.frozen
class Bought(Exact):
    """The leads of a source that are bought, what they cost, and the deals and the revenue that they bring on average.

    `revenue` is None where the size of deals is not told.
    """

    COLUMNS: ClassVar[Columns] = {
        "source": TEXT,
        "leads": WHOLE,
        **dict.fromkeys(("cost", "deals", "revenue"), NUMBER),
    }

    source: str
    leads: int
    cost: Fraction
    deals: Fraction
    revenue: Fraction | None


@attrs.frozen
class Mix(Printed):
    """What is bought of each source, the best for its money first."""

    budget: Fraction
    bought: Rows[Bought]
    probability: float | None = None

    @property
    def leads(self) -> int:
        """All leads that are bought."""
        return sum(one.leads for one in self.bought)

    @property
    def spent(self) -> Fraction:
        """What they cost together; the rest of the budget buys no whole lead, or there are no more leads."""
        return sum((one.cost for one in self.bought), Fraction(0))

    @property
    def deals(self) -> Fraction:
        """The deals that they bring on average."""
        return sum((one.deals for one in self.bought), Fraction(0))

    @property
    def revenue(self) -> Fraction | None:
        """The revenue that they bring on average; None where the size of deals is not told."""
        found = [one.revenue for one in self.bought if one.revenue is not None]
        return sum(found, Fraction(0)) if len(found) == len(self.bought) else None

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for each source; see `Rows.to_frame`."""
        return self.bought.to_frame(backend)

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it."""
        found: dict[str, Any] = {
            "budget": plain(self.budget),
            "spent": plain(self.spent),
            "leads": self.leads,
        }
        found["deals"] = plain(self.deals)
        found |= {} if self.revenue is None else {"revenue": plain(self.revenue)}
        found |= {} if self.probability is None else {"probability": self.probability}
        return found | {"sources": self.bought.to_dict()}

    def chart(self) -> Chart:
        """A chart of what is spent on each source."""
        from leadsla.funnel.drawing import bought

        return bought(self)

    def _drawing(self) -> Chart | None:
        return self.chart() if self.bought else None

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        money = "" if self.revenue is None else f" and {said(NUMBER, self.revenue)} of revenue"
        head = f"{said(NUMBER, self.spent)} of {said(NUMBER, self.budget)} buy {self.leads:,} leads"
        head += f", which bring {said(NUMBER, self.deals)} deals{money}"
        likely = (
            ""
            if self.probability is None
            else f"they reach the goal with a probability of {self.probability:.1%}"
        )
        return (attrs.evolve(self.bought._sheets(shown)[0], head=head, notes=(likely,) if likely else ()),)


def best_mix(funnel: ReverseFunnel, budget: Any = None) -> Mix:
    """The mix that brings most within a budget; see `ReverseFunnel.best_mix`."""
    money = funnel.budget if budget is None else number(budget, "the budget", "250000")
    if money is None or money <= 0:
        raise refusal("how much there is to spend is not told", "`budget`", "budget")
    ranked = _ranked(funnel)
    numbers = leads_bought([Offer(cost, worth, source.at_most) for source, cost, worth, _ in ranked], money)
    bought = []
    for (source, cost, _, brings), leads in zip(ranked, numbers, strict=True):
        size = None if brings.revenue is None else brings.revenue * leads
        bought.append(Bought(source.label, leads, leads * cost, brings.deals * leads, size))
    return Mix(money, Rows(Bought, bought), _probability(funnel, bought))


def _ranked(funnel: ReverseFunnel) -> list[tuple[Source, Fraction, Fraction, Yield]]:
    """The sources with what a lead costs and is worth, those that bring most for their money first."""
    found = []
    for place, (source, _) in enumerate(mix_of(funnel)):
        cost, brings = cost_of(funnel, source), yield_of(funnel, source)
        if cost is None:
            path = f"sources[{place}].cost_per_lead"
            raise refusal(f"what a lead of `{source.label}` costs is not told", "cost_per_lead: 50", path)
        if not cost and source.at_most is None:
            what = f"a lead of `{source.label}` costs nothing, so no budget says how many there are"
            raise refusal(what, "at_most: 500", f"sources[{place}].at_most")
        worth = brings.deals if funnel.goal.deals is not None else brings.revenue
        assert worth is not None  # a goal of revenue has a size of deals
        rank = (not cost, worth / cost if cost else worth)
        found.append((rank, (source, cost, worth, brings)))
    return [one for _, one in sorted(found, key=lambda one: one[0], reverse=True)]


def _probability(funnel: ReverseFunnel, bought: list[Bought]) -> float | None:
    """The chance of the goal with these leads in this mix; None without numpy and scipy, or without a lead."""
    total = sum(one.leads for one in bought)
    if not total or not funnel.sources:
        return None
    leads = {one.source: one.leads for one in bought}
    sources = tuple(
        attrs.evolve(source, share=Fraction(leads[source.label], total))
        for source in funnel.sources
        if leads[source.label]
    )
    return Likelihood(attrs.evolve(funnel, sources=sources)).probability(total)
