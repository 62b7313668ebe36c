"""The formulas of probabilities, and of the first number of leads that makes the goal as likely as is asked."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from leadsla.funnel.beliefs import Believed, uncertain
from leadsla.funnel.explaining.figures import Figure
from leadsla.funnel.explaining.terms import named, number, product, written
from leadsla.funnel.explaining.volumes import Inputs
from leadsla.funnel.numbers import shown
from leadsla.funnel.rates import Beta

if TYPE_CHECKING:
    from leadsla.funnel.answer import Answer

#: Decimals in which a probability is shown to be enough, at least and at most.
_LEAST: Final = 5
_MOST: Final = 16


class Chance:
    """The probability of the goal as a formula, by what is written for the number of leads."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.beliefs = tuple(uncertain(answer.funnel))
        self.differ = answer.funnel.goal.revenue is not None and bool(answer.likelihood.size_variance)

    @property
    def method(self) -> str:
        """What the formula is called."""
        found = "compound binomial distribution" if self.differ else "binomial distribution"
        return f"{found}, over the rates as they are believed" if self.beliefs else found

    def of(self, leads: str, rate: str, deals: str, goal: str) -> str:
        """The formula with these names or numbers in it."""
        trials = f"Binomial({leads}, {rate})"
        if self.differ:
            found = f"P(sum of {trials} deals of Gamma(mean, sd) >= {goal})"
        else:
            found = f"P({trials} >= {deals})"
        return f"mean of {found} over what the rates may be" if self.beliefs else found

    def in_names(self, leads: str) -> str:
        """The formula in names."""
        return self.of(leads, "r" if self.beliefs else "reach", "deals", "goal")

    def in_numbers(self, leads: str) -> str:
        """The formula in numbers; what is believed of the rates is written behind it."""
        likelihood, goal = self.answer.likelihood, Inputs(self.answer.funnel).goal().value
        rate = written(self.answer.stages[-1].reach or Fraction(0))
        deals = "" if self.differ else f"{likelihood.thresholds.deals[0]:,}"
        found = self.of(leads, "r" if self.beliefs else rate, deals, written(goal))
        if self.differ and likelihood.size_mean is not None:
            sizes = f"{float(likelihood.size_mean):,.6g}, {float(likelihood.size_variance) ** 0.5:,.6g}"
            found = found.replace("mean, sd", sizes)
        told = ", ".join(
            f"{stage or 'overall'} ~ {_beta(rate.belief)}" for stage, rate in self.beliefs if rate.belief
        )
        return f"{found}; {told}" if told else found


def _beta(belief: Beta) -> str:
    return f"Beta({written(belief.alpha)}, {written(belief.beta)})"


def chances(answer: Answer) -> Iterator[Figure]:
    """The probability, what is needed for another, and what is believed."""
    if answer.probability is None:
        return
    chance, leads = Chance(answer), f"{answer.leads:,}"
    yield Figure.in_words(
        "probability", answer.probability, chance.in_names("leads"), chance.in_numbers(leads), chance.method
    )
    for asked, needed in answer.needed_at.items():
        yield needed_figure(
            answer, f"stages.{answer.stages[0].name}.needed_at.{shown(asked)}", asked, needed, chance
        )
    if answer.believed is not None:
        yield from _believed(answer, answer.believed)


def needed_figure(
    answer: Answer, name: str, asked: Fraction, needed: int, chance: Chance | None = None
) -> Figure:
    """The first number of leads that is enough, and that it is the first."""
    chance = chance or Chance(answer)
    there = answer.likelihood.probability(needed)
    below = answer.likelihood.probability(needed - 1) if needed > 0 else 0.0
    places = _places(there, below, asked)
    because = f"P = {there:.{places}f} there and {below:.{places}f} at {needed - 1:,}"
    return Figure.in_words(
        name,
        needed,
        f"smallest n with {chance.in_names('n')} >= confidence",
        f"smallest n with {chance.in_numbers('n')} >= {shown(asked)}",
        chance.method,
        because,
    )


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
    told = ", ".join(
        f"{stage or 'overall'} ~ {_beta(rate.belief)}"
        for stage, rate in uncertain(answer.funnel)
        if rate.belief
    )
    formula = f"{what} {goal.formula} / {worth}, over what the rates may be"
    numbers = f"{what} {goal.numbers} / {worth}; {told}"
    return Figure.in_words(name, value, formula, numbers, "Beta distributions of the rates")
