"""Volumes, exactly: how many leads each stage has on average, from a goal backwards or from leads forwards.

Sources are a mix of all leads of the first stage. So the share that reaches a stage is the mean over the sources, and
not the product of mean rates: a source that converts well is a greater part of every later stage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from leadsla.funnel.deals import DealSize
from leadsla.funnel.exact import Exact, table_named
from leadsla.funnel.numbers import plain
from leadsla.funnel.rates import UNKNOWN, Rate
from leadsla.funnel.sources import Source
from leadsla.tables import NUMBER, SHARE, TEXT, WHOLE, Columns, Printed, Rows, Sheet, said

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel

#: What the rate from the first stage to the last is called where a stage is asked for.
OVERALL = ""
#: What a rate to a stage is taken to be: its share, or one of the values that it may have.
Taken = Callable[[str, Rate], Any]
#: The share that is taken where nothing is known, as words for people.
ASSUMED = "no rate is known, so 1.5 % of leads are taken to become revenue; that is an assumption, not yours"


@attrs.frozen
class StageVolume(Exact):
    """A stage: the share of leads that reaches it, and how many of them there are on average.

    `rate` is from the stage before, over all sources. Both shares, and so the numbers, are None for a stage between
    others of which only an overall rate is known.
    """

    COLUMNS: ClassVar[Columns] = {
        "stage": (TEXT, attrgetter("name")),
        "rate": SHARE,
        "reach": SHARE,
        "expected": NUMBER,
        "needed": WHOLE,
    }

    name: str
    rate: Fraction | None
    reach: Fraction | None
    expected: Fraction | None

    @property
    def needed(self) -> int | None:
        """The smallest whole number that is as much as is expected."""
        return None if self.expected is None else ceil(self.expected)


@attrs.frozen
class SourceVolume(Exact):
    """A source: its leads of the first stage, the deals and the revenue that they come to on average, and their cost.

    `revenue` is None where the size of its deals is not told, `cost` where that of its leads is not.
    """

    COLUMNS: ClassVar[Columns] = {
        "source": (TEXT, attrgetter("source.name")),
        "segment": (TEXT, attrgetter("source.segment")),
        "share": SHARE,
        **dict.fromkeys(("leads", "deals", "revenue", "cost", "acquisition_cost"), NUMBER),
    }

    source: Source
    leads: Fraction
    deals: Fraction
    revenue: Fraction | None
    cost: Fraction | None = None

    @property
    def share(self) -> Fraction:
        """Its share of all leads of the first stage."""
        return self.source.share or Fraction(1)

    @property
    def acquisition_cost(self) -> Fraction | None:
        """What a deal of the source costs on average."""
        return None if self.cost is None else self.cost / self.deals


@attrs.frozen
class Volumes(Printed):
    """What a number of leads comes to on average, stage by stage and source by source."""

    leads: Fraction
    stages: Rows[StageVolume]
    sources: Rows[SourceVolume]
    deals: Fraction
    revenue: Fraction | None

    def to_frame(self, backend: str = "pandas", table: str = "stages") -> Any:
        """A data frame with a row for each of the `stages`, or of the `sources`; see `Rows.to_frame`.

        Raises `ReadError` for another table.
        """
        return table_named(table, {"stages": self.stages, "sources": self.sources}).to_frame(backend)

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it; see `Answer.to_dict`."""
        found: dict[str, Any] = {"leads": plain(self.leads), "deals": plain(self.deals)}
        found |= {} if self.revenue is None else {"revenue": plain(self.revenue)}
        return found | {"stages": self.stages.to_dict(), "sources": self.sources.to_dict()}

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        money = "" if self.revenue is None else f", {said(NUMBER, self.revenue)} of revenue"
        head = f"{said(NUMBER, self.leads)} x {self.stages[0].name}: {said(NUMBER, self.deals)} deals{money}"
        sheets = [attrs.evolve(self.stages._sheets(shown)[0], head=head)]
        if len(self.sources) > 1:
            sheets.append(attrs.evolve(self.sources._sheets(shown)[0], head="by source"))
        return sheets


def mix_of(funnel: ReverseFunnel) -> tuple[tuple[Source, Fraction], ...]:
    """The sources with their shares of the leads; where none is told, one that is all of them."""
    return tuple((source, source.share or Fraction(1)) for source in funnel.sources or (Source("all"),))


def is_assumed(funnel: ReverseFunnel) -> bool:
    """Whether nothing is known of the rates, so that one is taken."""
    return (
        len(funnel.stages) > 1
        and funnel.overall_rate is None
        and all(stage.rate is None for stage in funnel.stages)
    )


def _share(stage: str, rate: Rate) -> Fraction:
    return rate.share


def overall_of(funnel: ReverseFunnel, taken: Taken = _share) -> Fraction | None:
    """The rate from the first stage to the last, where it is told or taken."""
    if is_assumed(funnel):
        return UNKNOWN
    return None if funnel.overall_rate is None else taken(OVERALL, funnel.overall_rate)


def reaches(funnel: ReverseFunnel, source: Source, taken: Taken = _share) -> tuple[Fraction | None, ...]:
    """The shares of the leads of a source that reach each stage; None for one between others that is not known."""
    later = funnel.stages[1:]
    rates = [None if stage.rate is None else taken(stage.name, stage.rate) for stage in later]
    overall = overall_of(funnel, taken)
    unknown = [place for place, rate in enumerate(rates) if rate is None]
    if len(unknown) == 1 and overall is not None:
        # The one that is missing follows from the others.
        known = Fraction(1)
        for rate in rates:
            known *= 1 if rate is None else rate
        rates[unknown[0]] = overall / known
    found: list[Fraction | None] = [Fraction(1)]
    for stage, rate in zip(later, rates, strict=True):
        own = source.rates.get(stage.name)
        share, before = rate if own is None else taken(stage.name, own), found[-1]
        found.append(None if before is None or share is None else before * share)
    if found[-1] is None:
        found[-1] = overall
    return tuple(found)


@attrs.frozen
class Yield:
    """What one lead comes to on average: the share that reaches each stage, deals, and revenue."""

    reaches: tuple[Fraction | None, ...]
    deals: Fraction
    revenue: Fraction | None


def size_of(funnel: ReverseFunnel, source: Source) -> DealSize | None:
    """What a deal of a source is worth, or None where that is not told."""
    return source.deal_size or funnel.deal_size


def cost_of(funnel: ReverseFunnel, source: Source) -> Fraction | None:
    """What a lead of a source costs, or None where that is not told."""
    return funnel.cost_per_lead if source.cost_per_lead is None else source.cost_per_lead


def yield_of(funnel: ReverseFunnel, source: Source, taken: Taken = _share) -> Yield:
    """What one lead of a source comes to."""
    found = reaches(funnel, source, taken)
    deals = found[-1]
    assert deals is not None  # of the last stage there is a rate always
    size = size_of(funnel, source)
    return Yield(found, deals, None if size is None else deals * size.mean)


def mean_yield(funnel: ReverseFunnel, taken: Taken = _share) -> Yield:
    """What one lead of the mix comes to."""
    found = [(share, yield_of(funnel, source, taken)) for source, share in mix_of(funnel)]

    def mean(values: list[tuple[Fraction, Fraction | None]]) -> Fraction | None:
        total = Fraction(0)
        for share, value in values:
            if value is None:
                return None
            total += share * value
        return total

    steps = range(len(funnel.stages))
    reached = tuple(mean([(share, one.reaches[step]) for share, one in found]) for step in steps)
    deals = sum((share * one.deals for share, one in found), Fraction(0))
    return Yield(reached, deals, mean([(share, one.revenue) for share, one in found]))


def backwards(funnel: ReverseFunnel) -> Volumes:
    """The volumes that reach marketing's share of the goal on average."""
    one, goal = mean_yield(funnel), funnel.goal
    if goal.deals is not None:
        return forwards(funnel, goal.deals * funnel.marketing_share / one.deals)
    assert goal.revenue is not None
    assert one.revenue is not None  # a goal of revenue has a size of deals
    return forwards(funnel, goal.revenue * funnel.marketing_share / one.revenue)


def forwards(funnel: ReverseFunnel, leads: Fraction) -> Volumes:
    """The volumes that so many leads of the first stage come to on average."""
    one = mean_yield(funnel)
    stages: list[StageVolume] = []
    before: Fraction | None = None
    for stage, reach in zip(funnel.stages, one.reaches, strict=True):
        rate = None if reach is None or before is None else reach / before
        stages.append(StageVolume(stage.name, rate, reach, None if reach is None else leads * reach))
        before = reach
    sources = []
    for source, share in mix_of(funnel):
        its = yield_of(funnel, source)
        part = leads * share
        revenue = None if its.revenue is None else part * its.revenue
        cost = cost_of(funnel, source)
        spent = None if cost is None else part * cost
        sources.append(SourceVolume(source, part, part * its.deals, revenue, spent))
    revenue = None if one.revenue is None else leads * one.revenue
    return Volumes(leads, Rows(StageVolume, stages), Rows(SourceVolume, sources), leads * one.deals, revenue)
