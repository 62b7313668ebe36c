"""Any one unknown of a funnel from the others: volume, budget, goal, deal size, share of marketing, or a rate.

On average all of them are fractions. With a confidence the answer is the first value that makes the goal as likely as
that: more of any of them (and less of a goal) never makes it less likely, so it is found by halving.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.errors import nearest
from leadsla.funnel.backwards import backwards, forwards, mean_yield
from leadsla.funnel.changing import movable, with_rate
from leadsla.funnel.exact import Exact
from leadsla.funnel.goal import Goal
from leadsla.funnel.likelihood import Likelihood, whole_leads
from leadsla.funnel.money import budget_of
from leadsla.funnel.numbers import number, refusal, share, shown
from leadsla.tables import NUMBER, SHARE, TEXT, WHOLE, Columns

if TYPE_CHECKING:
    from leadsla.funnel.explaining import Figure
    from leadsla.funnel.model import ReverseFunnel

UNKNOWNS: Final = ("leads", "budget", "goal", "deal_size", "marketing_share", "rate")
#: How near a value with fractions is to the first that is enough, as a share of the range that is searched.
_STEPS: Final = 40


@attrs.frozen
class Solution(Exact):
    """What an unknown has to be, when all else is as it is told.

    `value` is exact without a confidence; with one, the first whole number, or a value at most a trillionth part of
    the range above it. It is None where no value does, and `why` says why.
    """

    COLUMNS: ClassVar[Columns] = {
        "unknown": TEXT,
        "stage": TEXT,
        "value": NUMBER,
        "leads": WHOLE,
        "confidence": SHARE,
        "why": TEXT,
    }

    unknown: str
    value: Fraction | None
    leads: int | None = None
    confidence: Fraction | None = None
    stage: str | None = None
    why: str | None = None
    funnel: ReverseFunnel | None = attrs.field(default=None, eq=False, repr=False)

    def explain(self) -> Figure:
        """The formula by which it was solved, with the numbers put in; raises `ValueError` without a funnel."""
        from leadsla.funnel.explaining.solved import explain_solution

        if self.funnel is None:
            raise ValueError("a solution that `solve` did not find has no formula")
        return explain_solution(self.funnel, self)

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it; a value that was found by halving is a number, and not a fraction."""
        found = super().to_dict()
        if self.confidence is not None and isinstance(found.get("value"), str):
            found["value"] = float(found["value"] if self.value is None else self.value)
        return found


@attrs.frozen
class _Known:
    """What is told: the funnel, its leads, and how sure the goal is to be reached (None: on average)."""

    funnel: ReverseFunnel
    leads: int | None
    confidence: Fraction | None

    def reached(self) -> Fraction:
        """How much of what the goal is told in these leads reach, as likely as is asked."""
        assert self.leads is not None
        if self.confidence is None:
            found = forwards(self.funnel, Fraction(self.leads))
            return found.deals if self.funnel.goal.deals is not None else found.revenue or Fraction(0)
        likelihood = Likelihood(self.funnel)
        if self.funnel.goal.deals is not None or not likelihood.size_variance:
            deals = _last(lambda deals: self._enough(Goal(deals=deals)), self.leads)
            return Fraction(deals) if self.funnel.goal.deals is not None else deals * _one_deal(self.funnel)
        most = forwards(self.funnel, Fraction(self.leads)).revenue or Fraction(0)
        while self._enough(Goal(revenue=most)):  # a few leads bring many times their mean now and then
            most *= 2
        return _halved(lambda revenue: not self._enough(Goal(revenue=revenue)), Fraction(0), most)[0]

    def enough(self, funnel: ReverseFunnel) -> bool:
        """Whether the leads reach the goal of another funnel as likely as is asked."""
        assert self.leads is not None
        assert self.confidence is not None
        return Likelihood(funnel).probability(self.leads) >= self.confidence

    def _enough(self, goal: Goal) -> bool:
        return self.enough(attrs.evolve(self.funnel, goal=goal, marketing_share=Fraction(1)))


def solve(
    funnel: ReverseFunnel,
    unknown: str,
    *,
    stage: str | None = None,
    leads: Any = None,
    budget: Any = None,
    confidence: Any = None,
) -> Solution:
    """What `unknown` has to be; see `ReverseFunnel.solve`."""
    if unknown not in UNKNOWNS:
        write = nearest(str(unknown), UNKNOWNS) or f"one of {', '.join(UNKNOWNS)}"
        raise refusal(f"`{unknown}` is nothing that can be solved", write)
    asked = None if confidence is None else _asked(confidence)
    if unknown in ("leads", "budget"):
        return attrs.evolve(_volume(funnel, unknown, asked), funnel=funnel)
    known = _Known(funnel, _leads(funnel, leads, budget), asked)
    found = _rate(known, _stage(funnel, stage)) if unknown == "rate" else _share_of_goal(known, unknown)
    return attrs.evolve(found, funnel=funnel)


def _volume(funnel: ReverseFunnel, unknown: str, asked: Fraction | None) -> Solution:
    needed = ceil(backwards(funnel).leads) if asked is None else Likelihood(funnel).fewest(asked)
    if needed is None:
        return Solution(unknown, None, None, asked, why="a rate is too uncertain for that confidence")
    if unknown == "leads":
        return Solution(unknown, Fraction(needed), needed, asked)
    cost = budget_of(funnel, needed)
    if cost is None:
        raise refusal("what the leads cost is not told", "`cost_per_lead`", "cost_per_lead")
    return Solution(unknown, cost.needed, needed, asked)


def _share_of_goal(known: _Known, unknown: str) -> Solution:
    """Goal, deal size and share of marketing: each makes what the leads reach as much as is to be reached."""
    funnel, goal = known.funnel, known.funnel.goal
    target = Fraction(goal.deals) if goal.deals is not None else goal.revenue
    assert target is not None
    if unknown == "deal_size" and goal.revenue is None:
        raise refusal("the size of a deal does not matter for a goal of deals", "a goal of revenue", "goal")
    reached = known.reached()
    nothing = None if reached else "so few leads bring no deal as likely as that"

    def found(value: Fraction | None, why: str | None = None) -> Solution:
        return Solution(unknown, value, known.leads, known.confidence, why=why)

    if unknown == "marketing_share":
        if reached <= target:
            return found(reached / target, nothing)
        return found(Fraction(1), "more than all of the goal")
    if unknown == "goal":
        whole = reached / funnel.marketing_share
        return found(Fraction(floor(whole)) if goal.deals is not None else whole, nothing)
    if nothing:
        return found(None, nothing)
    return found(_one_deal(funnel) * target * funnel.marketing_share / reached)


def _one_deal(funnel: ReverseFunnel) -> Fraction:
    """The mean of a deal of the mix."""
    one = mean_yield(funnel)
    assert one.revenue is not None  # a goal of revenue has a size of deals
    return one.revenue / one.deals


def _rate(known: _Known, name: str) -> Solution:
    """The rate to a stage. What leads come to is linear in it: a part that does not depend on it, and the rest."""

    def at(rate: Fraction) -> ReverseFunnel:
        return with_rate(known.funnel, name, rate)

    def found(value: Fraction | None, why: str | None = None) -> Solution:
        return Solution("rate", value, known.leads, known.confidence, name, why)

    if known.confidence is not None:
        if not known.enough(at(Fraction(1))):
            return found(None, "not even a rate of 100 % is as likely as that")
        return found(_halved(lambda rate: known.enough(at(rate)), Fraction(0), Fraction(1))[1])
    leads, whole, half = (
        known.leads or 0,
        backwards(at(Fraction(1))).leads,
        backwards(at(Fraction(1, 2))).leads,
    )
    if leads < whole:
        return found(None, f"even at a rate of 100 % it takes {shown(Fraction(ceil(whole)))} leads")
    # One over the leads that are needed is linear in the rate.
    slope = 2 * (1 / whole - 1 / half)
    least = 1 / whole - slope
    value = (1 / Fraction(leads) - least) / slope
    return found(value) if value > 0 else found(None, "the goal is reached without leads by this way")


def _stage(funnel: ReverseFunnel, stage: str | None) -> str:
    names = movable(funnel)
    if stage is None or stage not in names:
        write = nearest(str(stage), names) or (f"one of {', '.join(names)}" if names else "stages with rates")
        raise refusal(f"no rate to a stage `{stage}` is told that leads go by", write, "stage")
    return stage


def _leads(funnel: ReverseFunnel, leads: Any, budget: Any) -> int:
    """The volume that is told: leads, or a budget that buys them."""
    if leads is not None and budget is not None:
        raise refusal(
            "leads and a budget are told, and one follows from the other", "one of the two", "budget"
        )
    if leads is not None:
        found = whole_leads(leads)
    else:
        given = funnel.budget if budget is None else number(budget, "the budget", "250000")
        if given is None:
            raise refusal("how many leads there are is not told", "`leads` or `budget`", "leads")
        cost = budget_of(funnel, 1)
        if cost is None or not cost.needed:
            raise refusal("what the leads cost is not told", "`cost_per_lead`", "cost_per_lead")
        found = whole_leads(floor(given / cost.needed))
    if not found:
        raise refusal("without a lead there is nothing to solve", "1 lead or more", "leads")
    return found


def _asked(confidence: Any) -> Fraction:
    found = share(confidence, "a confidence", "90%")
    if found == 1:
        raise refusal("nothing makes a goal certain", "a confidence below 1, for example 99%", "confidence")
    return found


def _last(holds: Callable[[int], bool], most: int) -> int:
    """The last whole number up to `most` for which it holds, or 0."""
    low, high = 0, most + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _halved(holds: Callable[[Fraction], bool], low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """A value for which it does not hold and a next one for which it does."""
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return low, high
