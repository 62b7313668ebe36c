"""The formulas of leads, stages, sources and money: averages, by arithmetic alone."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from leadsla.funnel.backwards import SourceVolume, StageVolume, cost_of, is_assumed, mix_of, size_of
from leadsla.funnel.explaining.figures import Figure
from leadsla.funnel.explaining.terms import Term, larger, named, number, product, total, up
from leadsla.funnel.rates import UNKNOWN, Rate

if TYPE_CHECKING:
    from leadsla.funnel.answer import Answer
    from leadsla.funnel.model import ReverseFunnel
    from leadsla.funnel.sources import Source

BACKWARDS: Final = "backwards from the goal, on average"
RATES: Final = "rates multiplied"
MIX: Final = "mean over the mix of sources"
TOLD: Final = "as it is told"
ROUND: Final = "the smallest whole number that is as much"
COST: Final = "cost of the leads"
ACQUISITION: Final = "cost of a lead over its share of a deal"


@attrs.frozen
class Inputs:
    """What a funnel is told, as terms."""

    funnel: ReverseFunnel

    @property
    def several(self) -> bool:
        """Whether there is a mix."""
        return len(self.funnel.sources) > 1

    def share(self, source: Source, share: Fraction) -> Term:
        """The share of a source."""
        return named(f"share({source.label})", share)

    def goal(self) -> Term:
        """What is to be reached by marketing, of revenue or of deals."""
        goal = self.funnel.goal
        told = named("goal", goal.revenue) if goal.revenue is not None else named("goal", goal.deals or 0)
        part = self.funnel.marketing_share
        return told if part == 1 else told * named("marketing_share", part)

    def reach(self, source: Source, place: int) -> Term | None:
        """The share of the leads of a source that reaches a stage; None where that is not known."""
        rates = self._rates(source)[:place]
        known = [rate for rate in rates if rate is not None]
        if len(known) == len(rates):
            return product(known)
        return self._overall() if place == len(self.funnel.stages) - 1 else None

    def _rates(self, source: Source) -> list[Term | None]:
        """The rate to each later stage; one that is missing follows from the rate of the whole."""
        later = self.funnel.stages[1:]
        found = [None if stage.rate is None else _rate(stage.name, stage.rate) for stage in later]
        overall = self._overall()
        if found.count(None) == 1 and overall is not None:
            known = [rate for rate in found if rate is not None]
            found[found.index(None)] = overall / product(known) if known else overall
        own = source.rates
        return [
            rate if stage.name not in own else _rate(f"{stage.name}, {source.label}", own[stage.name])
            for stage, rate in zip(later, found, strict=True)
        ]

    def _overall(self) -> Term | None:
        if is_assumed(self.funnel):
            return named("assumed_rate", UNKNOWN)
        overall = self.funnel.overall_rate
        return None if overall is None else named("overall_rate", overall.share)

    def mean_reach(self, place: int) -> Term | None:
        """The share of all leads that reaches a stage."""
        found = [(source, share, self.reach(source, place)) for source, share in mix_of(self.funnel)]
        if any(term is None for _, _, term in found):
            return None
        terms = [(source, share, term) for source, share, term in found if term is not None]
        if len({term for _, _, term in terms}) == 1:
            return terms[0][2]
        if place == len(self.funnel.stages) - 1:
            terms = [
                (source, share, named(f"reach({source.label})", term.value)) for source, share, term in terms
            ]
        return total(self.share(source, share) * term for source, share, term in terms)

    def deals(self) -> Term:
        """The share of all leads that becomes deals."""
        found = self.mean_reach(len(self.funnel.stages) - 1)
        assert found is not None  # of the last stage there is a rate always
        return found

    def size(self, source: Source) -> Term | None:
        """What a deal of a source is worth."""
        size = size_of(self.funnel, source)
        if size is None:
            return None
        name = "deal_size" if source.deal_size is None else f"deal_size({source.label})"
        return named(name, size.mean)

    def one_size(self) -> Term | None:
        """What a deal is worth where all sources have the same."""
        found = {self.size(source) for source, _ in mix_of(self.funnel)}
        return found.pop() if len(found) == 1 else None

    def worth(self) -> Term:
        """What one lead brings of what the goal is told in."""
        if self.funnel.goal.revenue is None:
            return self.deals()
        one = self.one_size()
        if one is not None:
            return one * self.deals()
        last, parts = len(self.funnel.stages) - 1, []
        for source, share in mix_of(self.funnel):
            reach, size = self.reach(source, last), self.size(source)
            assert reach is not None
            assert size is not None  # a goal of revenue has a size of deals
            parts.append(self.share(source, share) * named(f"reach({source.label})", reach.value) * size)
        return total(parts)

    def leads(self) -> Term:
        """The leads that reach the goal on average."""
        one = None if self.funnel.goal.revenue is None else self.one_size()
        return self.goal() / self.worth() if one is None else self.goal() / one / self.deals()

    def cost(self, source: Source) -> Term | None:
        """What a lead of a source costs."""
        cost = cost_of(self.funnel, source)
        own = self.several and source.cost_per_lead is not None
        name = f"cost_per_lead({source.label})" if own else "cost_per_lead"
        return None if cost is None else named(name, cost)


def _rate(name: str, rate: Rate) -> Term:
    return named(f"rate({name})", rate.share)


def volumes(answer: Answer) -> Iterator[Figure]:
    """Leads, and the stages."""
    told = Inputs(answer.funnel)
    yield Figure.of("leads", answer.leads, up(told.leads()), BACKWARDS)
    leads = named(f"expected({answer.stages[0].name})", answer.volumes.leads)
    last = len(answer.stages) - 1
    for place, stage in enumerate(answer.stages):
        path, reach = f"stages.{stage.name}", told.mean_reach(place)
        if place:
            yield from _rate_figure(told, answer, place)
        if reach is None or stage.expected is None or stage.needed is None:
            continue
        if place:
            yield Figure.of(f"{path}.reach", reach.value, reach, MIX if " + " in reach.formula else RATES)
        expected = told.leads() if place == 0 else leads * named(f"reach({stage.name})", reach.value)
        if place == last and answer.funnel.goal.deals is not None:
            expected = told.goal()
        yield Figure.of(f"{path}.expected", stage.expected, expected, BACKWARDS)
        rounded = up(named(f"expected({stage.name})", stage.expected))
        yield Figure.of(f"{path}.needed", stage.needed, rounded, ROUND)


def _rate_figure(told: Inputs, answer: Answer, place: int) -> Iterator[Figure]:
    stage: StageVolume = answer.stages[place]
    if stage.rate is None:
        return
    name, given = f"stages.{stage.name}.rate", answer.funnel.stages[place].rate
    reach, before = told.mean_reach(place), told.mean_reach(place - 1)
    assert reach is not None
    assert before is not None
    if (
        given is not None
        and given.share == stage.rate
        and not any(stage.name in source.rates for source in answer.funnel.sources)
    ):
        yield _told(name, given)
    else:
        names = (f"reach({stage.name})", f"reach({answer.stages[place - 1].name})")
        term = named(names[0], reach.value) / named(names[1], before.value) if place > 1 else reach
        yield Figure.of(name, stage.rate, term, MIX if told.several else RATES)


def _told(name: str, rate: Rate) -> Figure:
    if rate.counts is not None:
        counts = rate.counts
        term = named("converted", counts.converted) / named("of", counts.of)
        return Figure.of(name, rate.share, term, "what was counted")
    if rate.belief is not None:
        alpha, beta = named("alpha", rate.belief.alpha), named("beta", rate.belief.beta)
        return Figure.of(name, rate.share, alpha / (alpha + beta), "mean of what is believed")
    return Figure.of(name, rate.share, named("rate", rate.share), TOLD)


def sources(answer: Answer) -> Iterator[Figure]:
    """Each source: its leads, what they come to, and what they cost."""
    told, last = Inputs(answer.funnel), len(answer.stages) - 1
    for one in answer.sources if answer.funnel.sources else ():
        path, label = f"sources.{one.source.label}", one.source.label
        leads, reach = named(f"leads({label})", one.leads), told.reach(one.source, last)
        assert reach is not None
        yield Figure.of(
            f"{path}.leads",
            one.leads,
            named(f"expected({answer.stages[0].name})", answer.volumes.leads)
            * told.share(one.source, one.share),
            MIX,
        )
        yield Figure.of(f"{path}.reach", reach.value, reach, RATES)
        yield Figure.of(f"{path}.deals", one.deals, leads * named(f"reach({label})", reach.value), RATES)
        yield from _money_of(told, one, path, leads)


def _money_of(told: Inputs, one: SourceVolume, path: str, leads: Term) -> Iterator[Figure]:
    label, size, cost = one.source.label, told.size(one.source), told.cost(one.source)
    deals = named(f"deals({label})", one.deals)
    if size is not None and one.revenue is not None:
        yield Figure.of(f"{path}.revenue", one.revenue, deals * size, "deals at their mean")
    if cost is not None and one.cost is not None and one.acquisition_cost is not None:
        yield Figure.of(f"{path}.cost", one.cost, leads * cost, COST)
        spent = named(f"cost({label})", one.cost)
        yield Figure.of(f"{path}.acquisition_cost", one.acquisition_cost, spent / deals, ACQUISITION)


def money(answer: Answer) -> Iterator[Figure]:
    """The budget."""
    budget = answer.budget
    if budget is None:
        return
    told = Inputs(answer.funnel)
    costs = [(source, share, told.cost(source)) for source, share in mix_of(answer.funnel)]
    terms = [(source, share, cost) for source, share, cost in costs if cost is not None]
    if len({cost for _, _, cost in terms}) == 1:
        mean, method = terms[0][2], TOLD
    else:
        mean, method = total(told.share(source, share) * cost for source, share, cost in terms), MIX
    yield Figure.of("budget.cost_per_lead", budget.cost_per_lead, mean, method)
    each, leads = named("cost_per_lead", budget.cost_per_lead), named("leads", budget.leads)
    yield Figure.of("budget.needed", budget.needed, leads * each, COST)
    reach = named(f"reach({answer.stages[-1].name})", told.deals().value)
    yield Figure.of("budget.acquisition_cost", budget.acquisition_cost, each / reach, ACQUISITION)
    if budget.given is not None and budget.shortfall is not None:
        missing = named("needed", budget.needed) - named("budget", budget.given)
        yield Figure.of("budget.shortfall", budget.shortfall, larger(missing, number(0)), "what is missing")
