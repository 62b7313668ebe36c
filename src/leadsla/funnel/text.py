"""The answer of a funnel in words and tables, a sheet for each part: the same in print, notebook and terminal."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from leadsla.tables import NUMBER, Grid, Sheet, said

if TYPE_CHECKING:
    from leadsla.funnel.answer import Answer
    from leadsla.funnel.plan import Plan
    from leadsla.funnel.staffing import Staffing
    from leadsla.funnel.timing import Timing


def sheets_of(answer: Answer, shown: int | None = None) -> tuple[Sheet, ...]:
    """All parts of an answer; of long tables only so many rows are shown."""
    found = [_stages(answer)]
    if answer.funnel.sources:
        found.append(_sources(answer))
    told = (*_chances(answer), *(f"note: {note}" for note in answer.notes))
    if told:
        found.append(Sheet("", notes=told))
    if answer.time is not None:
        found.append(time_sheet(answer.time))
    if answer.plan is not None:
        found.append(plan_sheet(answer.plan, shown))
    if answer.capacity is not None:
        found.append(capacity_sheet(answer.capacity, shown))
    return tuple(found)


def amount(value: Fraction | None) -> str:
    """A number with two decimals, unless it needs none; `-` where there is none."""
    return said(NUMBER, value)


def percent(value: Fraction) -> str:
    """A share in percent, with two decimals unless it needs none.

    >>> percent(Fraction(1, 5)), percent(Fraction(421, 4000))
    ('20%', '10.53%')
    """
    return f"{amount(value * 100)}%"


def _stages(answer: Answer) -> Sheet:
    asked = list(answer.needed_at.items())
    rows = []
    for place, stage in enumerate(answer.stages):
        rate = "" if stage.rate is None else percent(stage.rate)
        needed = "-" if stage.needed is None else f"{stage.needed:,}"
        sure = [f"{leads:,}" if place == 0 else "" for _, leads in asked]
        rows.append((stage.name, rate, amount(stage.expected), needed, *sure))
    titles = ("stage", "rate", "expected", "needed", *(f"at {percent(one)}" for one, _ in asked))
    return Sheet(heading(answer), Grid(titles, tuple(rows), frozenset(range(1, len(titles)))))


def heading(answer: Answer) -> str:
    """The goal, and the leads and deals that it takes on average."""
    goal, last = answer.funnel.goal, answer.stages[-1].name
    period = "" if goal.period is None else f" in {goal.period}"
    share = answer.funnel.marketing_share
    part = "" if share == 1 else f"{percent(share)} of "
    first = f"{answer.leads:,} x {answer.stages[0].name}"
    if goal.revenue is None and not part:
        return f"{answer.deals:,} x {last}{period}: {first}"
    whole = f"{goal.deals:,} x {last}" if goal.revenue is None else f"{amount(goal.revenue)} of revenue"
    return f"{part}{whole}{period}: {answer.deals:,} x {last}, {first}"


def _sources(answer: Answer) -> Sheet:
    costs = any(one.cost is not None for one in answer.sources)
    rows = []
    for one in answer.sources:
        row = [one.source.label, percent(one.share), amount(one.leads), amount(one.deals)]
        rows.append((*row, *([amount(one.cost), amount(one.acquisition_cost)] if costs else [])))
    titles = ("source", "share", "leads", "deals", *(("cost", "cost of a deal") if costs else ()))
    return Sheet("by source", Grid(titles, tuple(rows), frozenset(range(1, len(titles)))))


def _chances(answer: Answer) -> Iterator[str]:
    first, believed = answer.stages[0].name, answer.believed
    if answer.probability is not None:
        yield f"{answer.leads:,} x {first} reach the goal with a probability of {answer.probability:.1%}"
    if believed is not None:
        mean = "no mean" if believed.mean is None else f"{float(believed.mean):,.0f} on average"
        between = f"{believed.low:,.0f} to {believed.high:,.0f} in 8 of 10 cases"
        yield f"the rates are uncertain: the goal takes {mean}, {between} ({first})"
    if answer.budget is not None:
        yield _budget(answer)


def _budget(answer: Answer) -> str:
    budget = answer.budget
    assert budget is not None
    told = f"budget: {amount(budget.needed)} for {budget.leads:,} leads, {amount(budget.acquisition_cost)} a deal"
    if budget.given is None or budget.shortfall is None:
        return told
    left = f"{amount(budget.shortfall)} short" if budget.shortfall else "enough"
    return f"{told}; {amount(budget.given)} given, {left}"


def time_sheet(time: Timing) -> Sheet:
    """How long deals take, and by when leads have to be there."""
    return Sheet("", notes=tuple(_time(time)))


def _time(time: Timing) -> Iterator[str]:
    first = time.chain.names[0]
    half, most = (time.lag.quantile(share) for share in (Fraction(1, 2), Fraction(9, 10)))
    if half is not None:
        nine = "" if most is None else f", nine in ten at most {most:,}"
        yield f"from {first} to deal: half of the deals take at most {half:,} {time.words}{nine}"
    for line in time.taken:
        yield f"taken, {line}"
    if time.dates is not None:
        dates = [(words, time.latest(share)) for words, share in (("half", 0.5), ("nine in ten", 0.9))]
        told = [f"for {words} by {date}" for words, date in dates if date is not None]
        if told:
            yield f"for deals to be in time their leads have to be there: {', '.join(told)}"


def plan_sheet(plan: Plan, shown: int | None = None) -> Sheet:
    """What has to come when: a row for each month or week, a column for each stage."""
    names = plan.timing.chain.names
    found = plan.to_dict()
    rows = [(str(row[plan.by]), *(f"{row[name]:,}" for name in names)) for row in found[:shown]]
    grid = Grid(
        (plan.by, *names), tuple(rows), frozenset(range(1, len(names) + 1)), more=len(found) - len(rows)
    )
    return Sheet(_plan(plan) if plan.leads else "", grid, tuple(_surely(plan)))


def _plan(plan: Plan) -> str:
    summary, first = plan.summary(), plan.timing.chain.names[0]
    already = f", beside {float(plan.won + plan.waiting):,.4g} from those in the funnel"
    return (
        f"plan: {summary['leads']:,} x {first} from {summary['from']} to {summary['to']}, of whose deals "
        f"{float(plan.in_period):.1%} close in the period{already if plan.won or plan.waiting else ''}"
    )


def _surely(plan: Plan) -> Iterator[str]:
    """How likely the plan reaches the goal, and what would as likely as is asked."""
    if plan.probability is None or not plan.possible:
        return
    asked = [f"{leads:,} for {amount(share * 100)}%" for share, leads in plan.needed_at.items()]
    told = f"; it takes {', '.join(asked)}" if asked else ""
    yield f"it reaches the goal in the period with a probability of {plan.probability:.1%}{told}"


def capacity_sheet(found: Staffing, shown: int | None = None) -> Sheet:
    """What sales can work, what the plan asks of it by month or week, and what gives first."""
    each = f"{amount(found.work.minutes)} minutes each"
    reps, week = amount(found.capacity.reps), f"{amount(found.leads_per_week)} x {found.stage} a week"
    head = f"{reps} representatives work {week}, {each}: {found.leads:,} take {amount(found.weeks)} weeks"
    rows = [
        (
            one.period,
            f"{float(one.leads):,.0f}",
            f"{float(one.can_work):,.0f}",
            f"{float(one.utilisation):.0%}",
            f"{one.reps_needed:,}",
        )
        for one in found.periods
    ]
    titles = (_by(found), found.stage, "can be worked", "taken", "reps needed")
    grid = Grid(titles, tuple(rows[:shown]), frozenset(range(1, 5)), more=len(rows) - len(rows[:shown]))
    return Sheet(head, grid if rows else None, tuple(_limits(found)))


def _by(found: Staffing) -> str:
    return "time" if found.plan is None else found.plan.by


def _limits(found: Staffing) -> Iterator[str]:
    if found.reps_needed is not None:
        most = f"the busiest {_by(found)} of the plan takes {found.reps_needed:,} representatives"
        yield "that is enough for the plan" if found.enough else most
    if len(found.limits) > 1:
        first = found.limits[0]
        yield f"what gives first is {first.limit}, beyond {amount(first.leads_per_week)} a week: {first.why}"
