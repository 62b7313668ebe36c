"""What `leadsla funnel` says of time: how long deals take, by when leads must exist, and the plan."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from leadsla.cli.tables import Column, table
from leadsla.cli.terminal import Piece

if TYPE_CHECKING:
    from leadsla.funnel import Answer, Plan, Timing


def time_lines(answer: Answer, width: int | None) -> Iterator[list[Piece]]:
    """The lines about time; none where neither delays nor a period are given."""
    time, plan = answer.time, answer.plan
    first = answer.stages[0].name
    if time is not None or plan is not None:
        yield []
    if time is not None:
        for line in _time(time, first):
            yield [line]
    if plan is None:
        return
    if plan.leads:
        yield [_plan(plan, first)]
    yield []
    names = plan.timing.chain.names
    columns = [Column(plan.by, least=8), *(Column(name, True) for name in names)]
    rows: list[list[Piece]] = [
        [str(row[plan.by]), *(f"{row[name]:,}" for name in names)] for row in plan.to_dict()
    ]
    yield from table(columns, rows, width)


def _time(time: Timing, first: str) -> Iterator[str]:
    half, most = (time.lag.quantile(share) for share in (Fraction(1, 2), Fraction(9, 10)))
    if half is not None:
        nine = "" if most is None else f", of nine in ten at most {most:,}"
        yield f"from a {first} to its deal: of half of them at most {half:,} {time.words}{nine}"
    for line in time.taken:
        yield f"taken, {line}"
    if time.dates is not None:
        dates = [(words, time.latest(share)) for words, share in (("half", 0.5), ("nine in ten", 0.9))]
        told = [f"for {words} by {date}" for words, date in dates if date is not None]
        if told:
            yield f"for their deals to be in time a {first} has to be there: {', '.join(told)}"


def _plan(plan: Plan, first: str) -> str:
    summary = plan.summary()
    already = f", beside {float(plan.won + plan.waiting):,.4g} from those in the funnel"
    return (
        f"plan: {summary['leads']:,} x {first} from {summary['from']} to {summary['to']}, of whose deals "
        f"{float(plan.in_period):.1%} close in the period{already if plan.won or plan.waiting else ''}"
    )
