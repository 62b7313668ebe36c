"""The formula of an unknown that was solved from the others."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from leadsla.funnel.answer import Answer
from leadsla.funnel.backwards import mean_yield
from leadsla.funnel.changing import with_rate
from leadsla.funnel.explaining.chances import Chance
from leadsla.funnel.explaining.figures import Figure
from leadsla.funnel.explaining.terms import Term, down, named, up
from leadsla.funnel.explaining.volumes import Inputs
from leadsla.funnel.numbers import shown

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel
    from leadsla.funnel.solving import Solution

SOLVED: Final = "backwards, solved for the unknown"
HALVED: Final = "found by halving"


def explain_solution(funnel: ReverseFunnel, solution: Solution) -> Figure:
    """The formula by which an unknown was solved; one that has no value says why."""
    if solution.value is None or solution.why is not None:
        return Figure.in_words(
            _name(solution), solution.value, solution.why or "-", solution.why or "-", SOLVED
        )
    if solution.unknown in ("leads", "budget"):
        return _volume(funnel, solution)
    if solution.confidence is not None:
        return _likely(funnel, solution, solution.confidence)
    return Figure.of(_name(solution), solution.value, _on_average(funnel, solution), SOLVED)


def _name(solution: Solution) -> str:
    return solution.unknown if solution.stage is None else f"{solution.unknown}({solution.stage})"


def _volume(funnel: ReverseFunnel, solution: Solution) -> Figure:
    assert solution.leads is not None
    assert solution.value is not None
    if solution.unknown == "budget":
        cost = named("cost_per_lead", solution.value / solution.leads)
        return Figure.of("budget", solution.value, named("leads", solution.leads) * cost, "cost of the leads")
    if solution.confidence is None:
        return Figure.of("leads", solution.leads, up(Inputs(funnel).leads()), SOLVED)
    return Chance(Answer(funnel)).needed("leads", solution.confidence, solution.leads)


def _on_average(funnel: ReverseFunnel, solution: Solution) -> Term:
    told, leads = Inputs(funnel), named("leads", solution.leads or 0)
    match solution.unknown:
        case "goal":
            part = funnel.marketing_share
            reached = leads * told.worth()
            whole = reached if part == 1 else reached / named("marketing_share", part)
            return whole if funnel.goal.deals is None else down(whole)
        case "deal_size":
            return told.goal() / (leads * told.deals())
        case "marketing_share":
            goal = named("goal", funnel.goal.revenue or funnel.goal.deals or 0)
            return leads * told.worth() / goal
        case _:
            return _rate(funnel, solution, leads)


def _rate(funnel: ReverseFunnel, solution: Solution, leads: Term) -> Term:
    """What leads bring is a part that does not depend on the rate, and one that is proportional to it."""
    assert solution.stage is not None

    def worth(rate: Fraction) -> Fraction:
        found = mean_yield(with_rate(funnel, solution.stage or "", rate))
        return found.deals if funnel.goal.revenue is None else found.revenue or Fraction(0)

    whole, half = worth(Fraction(1)), worth(Fraction(1, 2))
    slope = 2 * (whole - half)
    rest, goal = whole - slope, Inputs(funnel).goal()
    each = named(f"worth of a lead at {solution.stage} 100%", slope)
    if not rest:
        return goal / leads / each
    return (goal / leads - named("worth of a lead by other ways", rest)) / each


def _likely(funnel: ReverseFunnel, solution: Solution, asked: Fraction) -> Figure:
    """The first value that makes the goal as likely as is asked."""
    chance = Chance(Answer(funnel))
    most = "largest" if solution.unknown in ("goal", "marketing_share") else "smallest"
    name, leads = _name(solution), f"{solution.leads or 0:,}"
    formula = f"{most} {name} with {chance.in_names('leads')} >= confidence"
    numbers = f"{most} {name} with {chance.in_names(leads)} >= {shown(asked)}"
    value = solution.value
    assert value is not None
    exact = value.denominator == 1
    return Figure.in_words(name, int(value) if exact else float(value), formula, numbers, HALVED)
