"""The formulas of days, dates and the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Final

from leadsla.funnel.explaining.chances import Chance
from leadsla.funnel.explaining.figures import Figure
from leadsla.funnel.explaining.terms import named, up, written
from leadsla.funnel.numbers import shown
from leadsla.funnel.timing import ASKED

if TYPE_CHECKING:
    from leadsla.funnel.answer import Answer
    from leadsla.funnel.plan import Plan
    from leadsla.funnel.timing import Timing

DELAYS: Final = "the days of the stages added up, as distributions"
PARTS: Final = "whole numbers that add up, by the largest remainder"
MOVED: Final = "arrivals moved on by the delays"


def times(answer: Answer) -> Iterator[Figure]:
    """How long deals take, and by when their leads must be there."""
    time = answer.time
    if time is None:
        return
    for part in ASKED:
        yield from _quantile(time, part)
    if time.dates is not None:
        for row in time.by_when:
            last = time.dates[1].toordinal() - 1
            end = dt.date.fromordinal(last)
            yield Figure.in_words(
                f"time.latest.{shown(row.share)}",
                row.latest,
                f"last date of the period - days.p{int(row.share * 100)}",
                f"{end} - {row.days} {time.words}",
                "dates counted back",
            )
        yield Figure.in_words(
            "time.calendar",
            None,
            "share of the deals of the leads of a month that closes in each month",
            "mean over the days of the month of P(days <= last date of the month - day), less the month before",
            DELAYS,
        )


def _quantile(time: Timing, part: Fraction) -> Iterator[Figure]:
    days = time.lag.quantile(part)
    if days is None:
        because = "so many never close"
    else:
        within, below = float(time.lag.within(days)), float(time.lag.within(days - 1)) if days else 0.0
        because = f"{within:.4f} of the deals take at most so many, and {below:.4f} one less"
    yield Figure.in_words(
        f"time.days.p{int(part * 100)}",
        days,
        "smallest d with P(days from lead to deal <= d) >= share",
        f"smallest d with P(days from lead to deal <= d) >= {shown(part)}",
        DELAYS,
        because,
    )


def plans(answer: Answer) -> Iterator[Figure]:
    """The plan: what has to come, and what reaches each stage when."""
    plan = answer.plan
    if plan is None:
        return
    goal, won, waiting = (
        named(name, value)
        for name, value in (("deals", plan.goal), ("won", plan.won), ("waiting", plan.waiting))
    )
    yield Figure.of(
        "arrivals.deals", plan.goal, named(f"expected({answer.stages[-1].name})", plan.goal), "the goal"
    )
    if plan.won or plan.waiting:
        count = sum((one.count for _, one in plan.flow.waiting), Fraction(0))
        yield Figure.in_words(
            "arrivals.already.waiting",
            float(plan.waiting),
            "sum over those that wait of P(deal in the period)",
            f"sum over {named('count', count).numbers} that wait of P(deal in the period)",
            "rates and delays of those that have waited so long",
        )
    if plan.leads and plan.first is not None and plan.after is not None:
        rest = goal - won - waiting if plan.won or plan.waiting else goal
        reach = named("reach", plan.timing.chain.reaches[-1])
        term = up(rest / (reach * named("in_period", plan.in_period)))
        summary = plan.summary()
        yield Figure.of("arrivals.leads", summary["leads"], term, "backwards from the deals that are missing")
        yield Figure.in_words(
            "arrivals.in_period",
            float(plan.in_period),
            "mean over the dates of P(deal in the period | lead on the date)",
            f"mean over {summary['from']} to {summary['to']} of P(deal in the period | lead on the date)",
            DELAYS,
        )
        if plan.probability is not None:
            chance = Chance(answer, plan)
            yield from chance.figures("arrivals.", ceil(plan.leads), plan.probability, plan.needed_at)
    if not plan.possible:
        yield Figure.in_words(
            "arrivals.reachable",
            float(plan.reachable),
            "won + waiting + missing x P(deal in the period | lead today)",
            f"{written(plan.won)} + {float(plan.waiting):.6g} + missing x P(deal in the period | lead today)",
            DELAYS,
        )
    yield from _stages(plan)


def _stages(plan: Plan) -> Iterator[Figure]:
    for name in plan.timing.chain.names:
        rows = [row for row in plan.rows if row.stage == name]
        whole = sum(row.needed for row in rows)
        yield Figure(
            f"plan.{name}",
            f"whole parts of what reaches {name} on average by {plan.by}",
            f"whole parts of {' + '.join(f'{float(row.expected):,.1f}' for row in rows)}",
            whole,
            f"{' + '.join(f'{row.needed:,}' for row in rows)} = {whole:,}",
            f"{MOVED}; {PARTS}",
        )
