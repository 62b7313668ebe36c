"""The charts of a funnel: its stages, how likely the goal is, what comes when, and whether sales can work it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Final

from leadsla.charts import Axis, Chart, Series, bars, lines
from leadsla.errors import nearest
from leadsla.funnel.numbers import refusal
from leadsla.funnel.text import amount, percent

if TYPE_CHECKING:
    from leadsla.funnel.answer import Answer
    from leadsla.funnel.mixing import Mix
    from leadsla.funnel.plan import Plan
    from leadsla.funnel.staffing import Staffing

#: Points of a curve of probabilities.
_POINTS: Final = 60
#: Between these probabilities the curve is drawn at least.
_ENDS: Final = (0.02, 0.98)


def chart_of(answer: Answer, name: str) -> Chart:
    """One of the charts of an answer; raises `FunnelError` for one that it does not have."""
    known = _charts(answer)
    if name not in known:
        guess = nearest(str(name), known) or f"one of {', '.join(known)}"
        raise refusal(f"the answer has no chart `{name}`", guess, name="unknown-name")
    return known[name]()


def _charts(answer: Answer) -> Mapping[str, Callable[[], Chart]]:
    found: dict[str, Callable[[], Chart]] = {"stages": lambda: stages(answer)}
    if answer.probability is not None:
        found["probability"] = lambda: probability(answer)
    plan, time, capacity = answer.plan, answer.time, answer.capacity
    if plan is not None:
        found["plan"] = lambda: coming(plan)
    if time is not None and time.dates is not None:
        found["calendar"] = lambda: time.calendar().chart()
    if capacity is not None and capacity.periods:
        found["capacity"] = lambda: working(capacity)
    return found


def stages(answer: Answer) -> Chart:
    """A bar for each stage: what it has on average, and what the leads of the highest confidence come to."""
    most = max(answer.needed_at, default=None)
    sure = None if most is None else f"for {percent(most)}"
    rows: dict[str, dict[str, float | None]] = {}
    written: dict[str, dict[str, str]] = {}
    for stage in answer.stages:
        values: dict[str, Fraction | None] = {"on average": stage.expected}
        if sure is not None and most is not None:
            values[sure] = None if stage.reach is None else answer.needed_at[most] * stage.reach
        rows[stage.name] = {part: None if one is None else float(one) for part, one in values.items()}
        written[stage.name] = {part: f"{ceil(one):,}" for part, one in values.items() if one is not None}
    goal = answer.funnel.goal
    what = f"{answer.deals:,} deals" if goal.revenue is None else f"{amount(goal.revenue)} of revenue"
    return bars(rows, f"what {what} take, by stage", stacked=False, written=written)


def probability(answer: Answer) -> Chart:
    """How likely the goal is by the number of leads, with what is asked for marked."""
    likelihood, marked = answer.likelihood, dict(answer.needed_at)
    low, high = (likelihood.fewest(Fraction(str(end))) for end in _ENDS)
    ends = [answer.leads, *marked.values(), *(one for one in (low, high) if one is not None)]
    first, last = min(ends), max(ends)
    step = max(1, (last - first) // _POINTS)
    places = sorted({*range(first, last, step), last, *marked.values()})
    points = [(float(leads), likelihood.probability(leads)) for leads in places]
    dots = [
        Series("", [(float(leads), likelihood.probability(leads))])
        for leads in (answer.leads, *marked.values())
    ]
    return lines(
        [Series("", points), *dots],
        f"how likely the goal is reached, by the number of {answer.stages[0].name}",
        x=Axis(answer.stages[0].name),
        y=Axis("probability", form="share", low=0.0, high=1.0),
        marks=[(float(answer.leads), f"on average: {answer.leads:,}")],
        levels=[(float(asked), f"{percent(asked)}: {leads:,}") for asked, leads in marked.items()],
    )


def coming(plan: Plan) -> Chart:
    """The leads that have to come in each month or week, and the deals that close in it."""
    first, last = plan.timing.chain.names[0], plan.timing.chain.names[-1]
    parts = dict.fromkeys((first, last))
    needed = {name: plan.needed(name) for name in parts}
    rows = {
        bucket.label: {name: float(needed[name].get(bucket.label, 0)) for name in parts}
        for bucket in plan.buckets
    }
    words = {label: {name: f"{value:,.0f}" for name, value in row.items()} for label, row in rows.items()}
    label = f"what has to come by {plan.by}"
    return bars(rows, label, stacked=False, written=words)


def working(capacity: Staffing) -> Chart:
    """The leads of each month or week beside those that can be worked in it."""
    rows = {
        one.period: {f"{capacity.stage} to work": float(one.leads), "can be worked": float(one.can_work)}
        for one in capacity.periods
    }
    words = {label: {part: f"{value:,.0f}" for part, value in row.items()} for label, row in rows.items()}
    by = "period" if capacity.plan is None else capacity.plan.by
    return bars(rows, f"what sales has to work and can work, by {by}", stacked=False, written=words)


def bought(mix: Mix) -> Chart:
    """What is spent on each source, with the leads and the deals that it buys."""
    rows: dict[str, dict[str, float | None]] = {one.source: {"cost": float(one.cost)} for one in mix.bought}
    words = {
        one.source: {"cost": f"{amount(one.cost)}: {one.leads:,} leads, {amount(one.deals)} deals"}
        for one in mix.bought
    }
    return bars(rows, "the best mix within the budget: what is spent on each source", written=words)
