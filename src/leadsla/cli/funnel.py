"""`leadsla funnel`: from a goal back to the leads that it takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Final

import typer

from leadsla.cli.failures import DONE, Refusal, guarded, warn
from leadsla.cli.funnel_plan import time_lines
from leadsla.cli.options import Output
from leadsla.cli.results import check_output, destination, json_text
from leadsla.cli.tables import Column, table
from leadsla.cli.terminal import Piece

if TYPE_CHECKING:
    from leadsla.funnel import Answer, ReverseFunnel
    from leadsla.funnel.staffing import Staffing

HELP: Final = """Say what a revenue goal takes: the leads, stage by stage, and what they cost.

FUNNEL says the goal, the stages with their rates, and what else is known; what is not given is left out of the answer.
Averages are exact. With `confidence` it is also said how many leads reach the goal as likely as that; this needs the
extra `science`: pip install 'leadsla[science]'.

\b
Examples:
  leadsla funnel funnel.yaml
  leadsla funnel funnel.yaml --agreement agreement.yaml
  leadsla funnel funnel.yaml --format json -o funnel.json
  leadsla funnel funnel.yaml --format quotas -o quotas.yaml
"""
#: A goal that was over no longer ago than this may be looked back at, where no date is asked for.
_LOOKING_BACK: Final = dt.timedelta(days=366)


class FunnelShape(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"
    QUOTAS = "quotas"


@guarded
def funnel(
    file: Annotated[
        str, typer.Argument(metavar="FUNNEL", show_default=False, help="The funnel: YAML, JSON or TOML.")
    ],
    at: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            show_default="today",
            help="Answer as of this date. A goal that is over by then is refused; without the option, one that "
            "has been over for less than a year is only warned of.",
        ),
    ] = None,
    agreement: Annotated[
        str | None,
        typer.Option(
            metavar="AGREEMENT",
            show_default=False,
            help="What sales has promised: the touches that a lead takes, and the windows that too many leads break.",
        ),
    ] = None,
    format: Annotated[
        FunnelShape, typer.Option("--format", help="For people or programs, or the tables of quota clauses.")
    ] = FunnelShape.TABLE,
    output: Output = None,
) -> int:
    """Write what a goal takes."""
    from leadsla.cli.judging import agreement_in
    from leadsla.funnel import Answer

    today = _date(at)
    check_output(output, [file] if agreement is None else [file, agreement])
    found = _funnel_in(file, today if at is not None else today - _LOOKING_BACK)
    past = found.goal.past(today)
    if past is not None:
        warn(f"{file}: {past.what}")
    answer = Answer(found, today, None if agreement is None else agreement_in(agreement))
    quotas = _quotas(answer) if format is FunnelShape.QUOTAS else ""
    with destination(output) as terminal:
        if format is FunnelShape.JSON:
            terminal.data(json_text(answer.to_dict()))
        elif format is FunnelShape.QUOTAS:
            terminal.data(quotas)
        else:
            for line in _lines(answer, terminal.width):
                terminal.line(*line)
    return DONE


def _date(text: str | None) -> dt.date:
    """The date that `--at` names; without one it is today, which only the command line looks up."""
    from leadsla.instants import date_in

    if text is None:
        return dt.datetime.now(dt.UTC).date()
    try:
        return date_in(text)
    except ValueError:
        raise Refusal(f"--at {text!r}: this is no date; write it as 2026-03-31") from None


def _funnel_in(file: str, today: dt.date) -> ReverseFunnel:
    """The funnel in a file; one with faults is refused with the first of them."""
    from leadsla.errors import FunnelError
    from leadsla.funnel import load

    try:
        return load(file, today=today)
    except FunnelError as error:
        for fault in error.faults:
            if fault.name == "unreadable" and fault.line is None:
                write = f"; write {fault.write}" if fault.write else ""
                raise Refusal(f"{file}: {fault.what}{write}") from None
        raise Refusal(f"the funnel has faults, so nothing was worked out\n{error}") from None


def _quotas(answer: Answer) -> str:
    """The document of the quotas; refused where none can be set."""
    from leadsla.errors import FunnelError

    try:
        return answer.funnel.to_quotas(today=answer.today).to_yaml()
    except FunnelError as error:
        raise Refusal(f"{error}") from None


def _lines(answer: Answer, width: int | None) -> Iterator[list[Piece]]:
    yield [_heading(answer)]
    yield []
    yield from _stages(answer, width)
    if answer.funnel.sources:
        yield []
        yield from _sources(answer, width)
    if answer.probability is not None or answer.budget is not None or answer.notes:
        yield []
    if answer.probability is not None:
        first = answer.stages[0].name
        yield [f"{answer.leads:,} x {first} reach the goal with a probability of {answer.probability:.1%}"]
    if answer.believed is not None:
        yield [_believed(answer)]
    if answer.budget is not None:
        yield [_budget(answer)]
    if answer.capacity is not None:
        yield from _capacity(answer.capacity)
    for note in answer.notes:
        yield [f"note: {note}"]
    yield from time_lines(answer, width)


def _heading(answer: Answer) -> str:
    goal, last = answer.funnel.goal, answer.stages[-1].name
    period = "" if goal.period is None else f" in {goal.period}"
    share = answer.funnel.marketing_share
    part = "" if share == 1 else f"{_number(share * 100)}% of "
    first = f"{answer.leads:,} x {answer.stages[0].name}"
    if goal.revenue is None and not part:
        return f"{answer.deals:,} x {last}{period}: {first}"
    whole = f"{goal.deals:,} x {last}" if goal.revenue is None else f"{_number(goal.revenue)} of revenue"
    return f"{part}{whole}{period}: {answer.deals:,} x {last}, {first}"


def _stages(answer: Answer, width: int | None) -> Iterator[list[Piece]]:
    asked = list(answer.needed_at)
    columns = [
        Column("stage", least=8),
        Column("rate", True),
        Column("expected", True),
        Column("needed", True),
    ]
    columns += [Column(f"at {_number(one * 100)}%", True) for one in asked]
    rows: list[list[Piece]] = []
    for place, stage in enumerate(answer.stages):
        rate = "" if stage.rate is None else f"{_number(stage.rate * 100)}%"
        numbers = ["-", "-"] if stage.expected is None else [_number(stage.expected), f"{stage.needed:,}"]
        rows.append([stage.name, rate, *numbers, *(_at(answer, one) if place == 0 else "" for one in asked)])
    yield from table(columns, rows, width)


def _at(answer: Answer, asked: Fraction) -> str:
    return f"{answer.needed_at[asked]:,}"


def _sources(answer: Answer, width: int | None) -> Iterator[list[Piece]]:
    from leadsla.funnel.money import cost_of

    costs = [cost_of(answer.funnel, one.source) for one in answer.sources]
    titles = [
        "share",
        "leads",
        "deals",
        *(["cost", "cost of a deal"] if any(cost is not None for cost in costs) else []),
    ]
    rows: list[list[Piece]] = []
    for one, cost in zip(answer.sources, costs, strict=True):
        share = Fraction(1) if one.source.share is None else one.source.share
        row = [one.source.label, f"{_number(share * 100)}%", _number(one.leads), _number(one.deals)]
        if len(titles) > len(row) - 1:
            row += (
                ["-", "-"]
                if cost is None
                else [_number(cost * one.leads), _number(cost * one.leads / one.deals)]
            )
        rows.append(list(row))
    yield from table([Column("source", least=8), *(Column(title, True) for title in titles)], rows, width)


def _believed(answer: Answer) -> str:
    found, first = answer.believed, answer.stages[0].name
    assert found is not None
    between = f"{found.low:,.0f} to {found.high:,.0f} in 8 of 10 cases"
    mean = "no mean" if found.mean is None else f"{float(found.mean):,.0f} on average"
    return f"the rates are uncertain: the goal takes {mean}, {between} ({first})"


def _capacity(found: Staffing) -> Iterator[list[Piece]]:
    work = (
        f"{_number(found.leads_per_week)} x {found.stage} a week, {_number(found.work.minutes)} minutes each"
    )
    takes = f"{found.leads:,} take {_number(found.weeks)} weeks"
    yield [f"{_number(found.capacity.reps)} representatives work {work}: {takes}"]
    if found.reps_needed is not None:
        told = "enough" if found.enough else f"the busiest time takes {found.reps_needed:,}"
        yield [f"by the plan that is {told}"]
    if len(found.limits) > 1:
        first = found.limits[0]
        yield [
            f"what gives first is {first.limit}, beyond {_number(first.leads_per_week)} a week: {first.why}"
        ]


def _budget(answer: Answer) -> str:
    budget = answer.budget
    assert budget is not None
    told = f"budget: {_number(budget.needed)} for {budget.leads:,} leads, {_number(budget.acquisition_cost)} a deal"
    if budget.given is None or budget.shortfall is None:
        return told
    left = f"{_number(budget.shortfall)} short" if budget.shortfall else "enough"
    return f"{told}; {_number(budget.given)} given, {left}"


def _number(value: Fraction | None) -> str:
    """A number for people: with two decimals, unless it needs none."""
    if value is None:
        return "-"
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.2f}".rstrip("0").rstrip(".")
