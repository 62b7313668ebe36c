"""What a faster response is worth: an effect of speed on one rate of a funnel, carried on to deals and revenue.

The rate of the funnel is what the leads come to with the response times of now. So the odds at one time are those at
which the mean over these response times is that rate; the same odds and the other response times give the other rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from leadsla.funnel.backwards import backwards, forwards
from leadsla.funnel.changing import movable
from leadsla.funnel.exact import Exact
from leadsla.funnel.numbers import number, refusal
from leadsla.funnel.rates import Rate
from leadsla.funnel.science import science
from leadsla.simulation.effects import Effect, effect_of
from leadsla.tables import NUMBER, SHARE, TEXT, Columns, Printed, Rows, Sheet

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel

ASSUMPTIONS = (
    "the rate of the funnel is that of the response times of now, and changes with them just as the effect says",
    "leads that are gained go on to later stages, and are worth, as the others",
    "those who answer faster do nothing else worse",
)


@attrs.frozen
class ResponseRow(Exact):
    """What leads come to on average with one set of response times.

    `rate` is that of the stage over all sources, `leads_needed` how many the goal takes. `revenue` is None where the
    size of deals is not told.
    """

    COLUMNS: ClassVar[Columns] = {
        "response": TEXT,
        "median_minutes": NUMBER,
        "rate": SHARE,
        **dict.fromkeys(("deals", "revenue", "leads_needed"), NUMBER),
    }

    response: str
    median_minutes: float
    rate: Fraction
    deals: Fraction
    revenue: Fraction | None
    leads_needed: Fraction


@attrs.frozen
class ResponseValue(Printed):
    """The same leads of the first stage with the response times of now and with others, and the difference.

    `faster` is the funnel with the rates that the others make.
    """

    stage: str
    leads: Fraction
    effect: Effect
    now: ResponseRow
    then: ResponseRow
    faster: ReverseFunnel = attrs.field(repr=False)

    @property
    def rows(self) -> Rows[ResponseRow]:
        """Both."""
        return Rows(ResponseRow, (self.now, self.then))

    @property
    def deals(self) -> Fraction:
        """The deals that are gained."""
        return self.then.deals - self.now.deals

    @property
    def revenue(self) -> Fraction | None:
        """The revenue that is gained; None where the size of deals is not told."""
        return (
            None
            if self.now.revenue is None or self.then.revenue is None
            else self.then.revenue - self.now.revenue
        )

    @property
    def per_lead(self) -> Fraction | None:
        """The revenue that is gained for each lead of the first stage."""
        return None if self.revenue is None or not self.leads else self.revenue / self.leads

    @property
    def leads_saved(self) -> Fraction:
        """How many leads fewer the goal takes."""
        return self.now.leads_needed - self.then.leads_needed

    @property
    def notes(self) -> tuple[str, ...]:
        """What is taken for granted, and what has to be known of the effect."""
        return (*ASSUMPTIONS, *self.effect.notes)

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for the response times of now, and one for the others; see `Rows.to_frame`."""
        return self.rows.to_frame(backend)

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it."""
        return {
            "stage": self.stage,
            "leads": float(self.leads),
            "deals": float(self.deals),
            "revenue": None if self.revenue is None else float(self.revenue),
            "leads_saved": float(self.leads_saved),
            "effect": self.effect.to_dict(),
            "rows": self.rows.to_dict(),
            "notes": list(self.notes),
        }

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        money = "" if self.revenue is None else f", {float(self.revenue):,.0f} of revenue"
        head = f"{float(self.leads):,.0f} leads, answered faster: {float(self.deals):+,.1f} deals{money}"
        return (attrs.evolve(self.rows._sheets(shown)[0], head=head, notes=self.notes),)


def value_of_response(
    funnel: ReverseFunnel,
    effect: Any,
    *,
    stage: str,
    now_minutes: Any,
    then_minutes: Any,
    leads: Any = None,
) -> ResponseValue:
    """What another response time is worth, by an effect of speed on the rate that leads to a stage.

    `now_minutes` and `then_minutes` are a response time for all leads or those of many (a sample, or the `waits_min` of
    a run). `effect` is an `Effect` or what `effect_of` reads. `leads` of the first stage come in, by default those that
    the goal takes now. Sources with a rate of their own to the stage keep their own level.

    >>> from leadsla.funnel import ReverseFunnel
    >>> stages = ["lead", {"name": "contacted", "rate": "30%"}, {"name": "customer", "rate": "5%"}]
    >>> funnel = ReverseFunnel(goal={"revenue": 1_000_000}, deal_size=20_000, stages=stages)
    >>> own = {"points": {5: 1.5, 60: 1}}
    >>> found = value_of_response(funnel, own, stage="contacted", now_minutes=60, then_minutes=5)
    >>> round(float(found.then.rate), 4), round(float(found.revenue))
    (0.3913, 304348)

    Raises `FunnelError` for a stage to which no rate leads that can change alone, `ScenarioError` for what is no effect
    and for response times that are none, `ExtraError` without numpy and scipy.
    """
    if stage not in movable(funnel):
        known = ", ".join(movable(funnel)) or "a funnel with a rate to the stage"
        raise refusal(f"no rate leads to the stage `{stage}` that can change alone", known)
    curve = effect_of(effect)
    moved = _moved(funnel, stage, curve, _times(curve, now_minutes), _times(curve, then_minutes))
    coming = backwards(funnel).leads if leads is None else number(leads, "the number of leads", "5000")
    middle = science("numpy").median
    now, then = (
        _row(name, float(middle(minutes)), one, stage, coming)
        for name, minutes, one in (("now", now_minutes, funnel), ("then", then_minutes, moved))
    )
    return ResponseValue(stage, Fraction(coming), curve, now, then, moved)


def _times(curve: Effect, minutes: Any) -> Any:
    """The odds ratio of each lead."""
    numpy = science("numpy")
    given = numpy.atleast_1d(numpy.asarray(minutes, dtype=float))
    if not given.size:
        raise refusal("no response time", "minutes, or those of many leads")
    return curve.factor(given)


def _row(name: str, median: float, funnel: ReverseFunnel, stage: str, leads: Fraction) -> ResponseRow:
    volumes = forwards(funnel, leads)
    rate = next(one.rate for one in volumes.stages if one.name == stage)
    assert rate is not None  # it is movable
    return ResponseRow(name, median, rate, volumes.deals, volumes.revenue, backwards(funnel).leads)


def _moved(funnel: ReverseFunnel, stage: str, curve: Effect, now: Any, then: Any) -> ReverseFunnel:
    """The funnel with the other rates to a stage, of all and of the sources that have their own."""

    def other(rate: Rate) -> Rate:
        return rate if curve.is_none else Rate(_other(rate.share, now, then))

    stages = tuple(
        attrs.evolve(one, rate=other(one.rate)) if one.name == stage and one.rate is not None else one
        for one in funnel.stages
    )
    sources = tuple(
        attrs.evolve(one, rates={**one.rates, stage: other(one.rates[stage])}) if stage in one.rates else one
        for one in funnel.sources
    )
    return attrs.evolve(funnel, stages=stages, sources=sources, overall_rate=None)


def _other(share: Fraction, now: Any, then: Any) -> Fraction:
    """The mean rate under the odds ratios `then`, where that under `now` is the share."""
    if share in (0, 1):
        return share
    numpy, special = science("numpy"), science("scipy.special")
    before, after = numpy.log(now), numpy.log(then)
    level = float(special.logit(float(share)))

    def over(given: float) -> float:
        return float(special.expit(given + before).mean()) - float(share)

    ends = level - float(before.max()), level - float(before.min())
    if ends[0] < ends[1]:
        level = float(science("scipy.optimize").brentq(over, *ends, xtol=1e-13))
    else:
        level = ends[0]
    return Fraction(float(special.expit(level + after).mean()))
