"""The formulas of probabilities, and of the first number of leads that makes the goal as likely as is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from leadsla.funnel.beliefs import Believed, uncertain
from leadsla.funnel.explaining.figures import Figure
from leadsla.funnel.explaining.terms import named, number, product, written
from leadsla.funnel.explaining.volumes import Inputs
from leadsla.funnel.numbers import shown
from leadsla.funnel.rates import Beta, Rate

if TYPE_CHECKING:
    from leadsla.funnel.answer import Answer
    from leadsla.funnel.plan import Plan

#: Decimals in which a probability is shown to be enough, at least and at most.
_LEAST: Final = 5
_MOST: Final = 16


class Chance:
    """The probability of the goal as a formula, by what is written for the number of leads.

    With a `plan` it is that of the goal in its period, beside what is in the funnel already.
    """

    def __init__(self, answer: Answer, plan: Plan | None = None) -> None:
        self.answer = answer
        self.plan = plan
        self.beliefs = tuple(uncertain(answer.funnel))
        self.differ = answer.funnel.goal.revenue is not None and bool(answer.likelihood.size_variance)

    @property
    def method(self) -> str:
        """What the formula is called."""
        found = "compound binomial distribution" if self.differ else "binomial distribution"
        return f"{found}, over the rates as they are believed" if self.beliefs else found

    def probability(self, leads: int) -> float:
        """The chance that so many leads reach the goal."""
        if self.plan is None:
            return self.answer.likelihood.probability(leads)
        return self.plan.sureness.probability(leads) or 0.0

    def _of(self, leads: str, rate: str, deals: str, goal: str) -> str:
        trials = f"Binomial({leads}, {rate})"
        if self.plan is not None and (self.plan.won or self.plan.waiting):
            trials = f"won + deals of those that wait + {trials}"
        if self.differ:
            found = f"P(sum of {trials} deals of Gamma(mean, sd) >= {goal})"
        else:
            found = f"P({trials} >= {deals})"
        return f"mean of {found} over what the rates may be" if self.beliefs else found

    def in_names(self, leads: str) -> str:
        """The formula in names."""
        rate = "r" if self.beliefs else "reach"
        return self._of(leads, rate if self.plan is None else f"{rate} x in_period", "deals", "goal")

    def in_numbers(self, leads: str) -> str:
        """The formula in numbers; what is believed of the rates is written behind it."""
        likelihood, goal = self.answer.likelihood, Inputs(self.answer.funnel).goal().value
        rate = "r" if self.beliefs else written(self.answer.stages[-1].reach or Fraction(0))
        rate = rate if self.plan is None else f"{rate} x {float(self.plan.in_period):.6g}"
        deals = "" if self.differ else f"{likelihood.thresholds.deals[0]:,}"
        found = self._of(leads, rate, deals, written(goal))
        if self.differ and likelihood.size_mean is not None:
            sizes = f"{float(likelihood.size_mean):,.6g}, {float(likelihood.size_variance) ** 0.5:,.6g}"
            found = found.replace("mean, sd", sizes)
        told = _told(self.beliefs)
        return f"{found}; {told}" if told else found

    def figures(
        self, path: str, leads: int, probability: float, needed: Mapping[Fraction, int]
    ) -> Iterator[Figure]:
        """The probability of some leads, and what is needed for another."""
        yield Figure.in_words(
            f"{path}probability",
            probability,
            self.in_names("leads"),
            self.in_numbers(f"{leads:,}"),
            self.method,
        )
        before = path or f"stages.{self.answer.stages[0].name}."
        for asked, found in needed.items():
            yield self.needed(f"{before}needed_at.{shown(asked)}", asked, found)

    def needed(self, name: str, asked: Fraction, leads: int) -> Figure:
        """The first number of leads that is enough, and that it is the first."""
        there = self.probability(leads)
        below = self.probability(leads - 1) if leads > 0 else 0.0
        places = _places(there, below, asked)
        return Figure.in_words(
            name,
            leads,
            f"smallest n with {self.in_names('n')} >= confidence",
            f"smallest n with {self.in_numbers('n')} >= {shown(asked)}",
            self.method,
            f"P = {there:.{places}f} there and {below:.{places}f} at {leads - 1:,}",
        )


def _told(beliefs: Iterable[tuple[str, Rate]]) -> str:
    return ", ".join(f"{stage or 'overall'} ~ {_beta(rate.belief)}" for stage, rate in beliefs if rate.belief)


def _beta(belief: Beta) -> str:
    return f"Beta({written(belief.alpha)}, {written(belief.beta)})"


def chances(answer: Answer) -> Iterator[Figure]:
    """The probability, what is needed for another, and what is believed."""
    if answer.probability is None:
        return
    yield from Chance(answer).figures("", answer.leads, answer.probability, answer.needed_at)
    if answer.believed is not None:
        yield from _believed(answer, answer.believed)


def _places(there: float, below: float, asked: Fraction) -> int:
    """Decimals in which it can be seen that one is enough and the other is not."""
    for places in range(_LEAST, _MOST):
        if Fraction(f"{there:.{places}f}") >= asked > Fraction(f"{below:.{places}f}"):
            return places
    return _MOST


def _believed(answer: Answer, found: Believed) -> Iterator[Figure]:
    rates = [(stage, rate.belief) for stage, rate in uncertain(answer.funnel) if rate.belief is not None]
    leads = named(f"expected({answer.stages[0].name})", answer.volumes.leads)
    if isinstance(found.mean, Fraction):
        one, parts = number(1), [leads]
        for stage, belief in rates:
            alpha, beta = (
                named(f"{name}({stage or 'overall'})", value)
                for name, value in (("alpha", belief.alpha), ("beta", belief.beta))
            )
            both = alpha + beta
            parts += [(both - one) / (alpha - one), alpha / both]
        yield Figure.of(
            "leads_believed.mean", found.mean, product(parts), "mean of one over a Beta distribution"
        )
    elif found.mean is not None:
        yield _over(answer, "leads_believed.mean", found.mean, "mean of")
    for name, value, part in (("p10", found.low, "10 %"), ("p90", found.high, "90 %")):
        yield _over(answer, f"leads_believed.{name}", value, f"{part} quantile of")


def _over(answer: Answer, name: str, value: float, what: str) -> Figure:
    """A figure over what the rates may be."""
    goal, worth = Inputs(answer.funnel).goal(), "what a lead brings"
    told = _told(uncertain(answer.funnel))
    formula = f"{what} {goal.formula} / {worth}, over what the rates may be"
    numbers = f"{what} {goal.numbers} / {worth}; {told}"
    return Figure.in_words(name, value, formula, numbers, "Beta distributions of the rates")
