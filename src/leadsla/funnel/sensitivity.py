"""Which input matters most: the leads that the goal takes when one input alone is lower or higher."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.charts import Chart, tornado
from leadsla.funnel.backwards import backwards
from leadsla.funnel.beliefs import INTERVAL
from leadsla.funnel.changing import movable, with_rate
from leadsla.funnel.numbers import share, shown
from leadsla.funnel.rates import Rate
from leadsla.funnel.science import science
from leadsla.tables import NUMBER, TEXT, Columns, Printed, Row, Rows, Sheet, said

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel

_POINT: Final = Fraction(1, 100)


@attrs.frozen
class Lever(Row):
    """An input: between which values it was moved, alone, and the leads that the goal takes on average then.

    `basis` says where the values come from. `saved_by_a_point` are the leads that are saved when a rate is one
    percentage point higher; None for what is no rate, or cannot rise that far.
    """

    COLUMNS: ClassVar[Columns] = {
        "input": TEXT,
        "basis": TEXT,
        **dict.fromkeys(("low", "value", "high"), NUMBER),
        **dict.fromkeys(("leads_at_low", "leads_at_high", "swing", "saved_by_a_point"), NUMBER),
    }

    input: str
    basis: str
    low: Fraction
    value: Fraction
    high: Fraction
    leads_at_low: Fraction
    leads_at_high: Fraction
    saved_by_a_point: Fraction | None = None

    @property
    def swing(self) -> Fraction:
        """How far apart the leads at both ends are."""
        return abs(self.leads_at_low - self.leads_at_high)


@attrs.frozen
class Sensitivity(Printed):
    """The inputs of a funnel, the one that matters most first, and the leads that the goal takes as it is."""

    leads: Fraction
    levers: Rows[Lever]

    def chart(self, label: str = "leads that the goal takes") -> Chart:
        """A tornado: a row for each input."""
        rows = {one.input: (float(one.leads_at_low), float(one.leads_at_high)) for one in self.levers}
        return tornado(float(self.leads), rows, label)

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for each input; see `Rows.to_frame`."""
        return self.levers.to_frame(backend)

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it."""
        return {"leads": float(self.leads), "levers": self.levers.to_dict()}

    def _drawing(self) -> Chart:
        return self.chart()

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        head = f"{said(NUMBER, self.leads)} leads on average, and as many when one input alone is another"
        return (attrs.evolve(self.levers._sheets(shown)[0], head=head),)


def sensitivity(funnel: ReverseFunnel, by: Any = "10%") -> Sensitivity:
    """What each input does to the leads that are needed; see `ReverseFunnel.sensitivity`."""
    part = share(by, "by how much inputs are moved", "10%")
    base = backwards(funnel).leads
    found = [*_rates(funnel, part, base), *_own_rates(funnel, part, base), *_amounts(funnel, part)]
    return Sensitivity(base, Rows(Lever, sorted(found, key=lambda one: -one.swing)))


def _rates(funnel: ReverseFunnel, part: Fraction, base: Fraction) -> Iterator[Lever]:
    names = movable(funnel)
    for stage in funnel.stages:
        if stage.rate is None or stage.name not in names:
            continue

        def leads(value: Fraction, name: str = stage.name) -> Fraction:
            return backwards(with_rate(funnel, name, value)).leads

        raised = stage.rate.share + _POINT
        saved = base - leads(raised) if raised <= 1 else None
        yield _lever(f"rate of {stage.name}", stage.rate, part, leads, saved)
    if funnel.overall_rate is not None and not names:
        yield _lever(
            "overall rate",
            funnel.overall_rate,
            part,
            lambda value: backwards(attrs.evolve(funnel, overall_rate=Rate(value))).leads,
            None,
        )


def _own_rates(funnel: ReverseFunnel, part: Fraction, base: Fraction) -> Iterator[Lever]:
    """The rates that sources have of their own."""
    for place, source in enumerate(funnel.sources):
        for stage, rate in source.rates.items():

            def leads(value: Fraction, stage: str = stage, place: int = place) -> Fraction:
                sources = list(funnel.sources)
                own = {**sources[place].rates, stage: Rate(value)}
                sources[place] = attrs.evolve(sources[place], rates=own)
                return backwards(attrs.evolve(funnel, sources=tuple(sources))).leads

            raised = rate.share + _POINT
            saved = base - leads(raised) if raised <= 1 else None
            yield _lever(f"rate of {stage}, {source.label}", rate, part, leads, saved)


def _lever(
    name: str, rate: Rate, part: Fraction, leads: Callable[[Fraction], Fraction], saved: Fraction | None
) -> Lever:
    basis, low, high = f"{shown(part * 100)}% less and more", rate.share * (1 - part), rate.share * (1 + part)
    if rate.belief is not None:
        outer, inverse = (1 - float(INTERVAL)) / 2, science("scipy.special").betaincinv
        alpha, beta = float(rate.belief.alpha), float(rate.belief.beta)
        low, high = (Fraction(float(inverse(alpha, beta, end))) for end in (outer, 1 - outer))
        basis = "as believed, 8 of 10 cases"
    low, high = max(low, Fraction(1, 10**9)), min(high, Fraction(1))
    return Lever(name, basis, low, rate.share, high, leads(low), leads(high), saved)


def _amounts(funnel: ReverseFunnel, part: Fraction) -> Iterator[Lever]:
    """What a deal is worth, and marketing's share: leads are inverse to one, and proportional to the other."""
    base, basis = backwards(funnel).leads, f"{shown(part * 100)}% less and more"
    size = funnel.deal_size
    if (
        funnel.goal.revenue is not None
        and size is not None
        and all(s.deal_size is None for s in funnel.sources)
    ):
        low, high = size.mean * (1 - part), size.mean * (1 + part)
        if low:
            yield Lever("deal size", basis, low, size.mean, high, base / (1 - part), base / (1 + part))
    if funnel.marketing_share < 1:
        value = funnel.marketing_share
        low, high = value * (1 - part), min(value * (1 + part), Fraction(1))
        yield Lever("marketing's share", basis, low, value, high, base * low / value, base * high / value)
