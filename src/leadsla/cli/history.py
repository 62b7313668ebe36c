"""`leadsla history`: what a log says of the funnel, and the funnel document made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from leadsla.cli.failures import DONE, Refusal, guarded, warn
from leadsla.cli.judging import Case, instant_of
from leadsla.cli.options import AgreementFile, At, EventFiles, MappingFile, Output, Strict, Timezone
from leadsla.cli.results import check_output, destination, json_text
from leadsla.cli.tables import Column, table
from leadsla.cli.terminal import Piece
from leadsla.tables import NUMBER, SHARE, WHOLE, said

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.funnel import FunnelHistory
    from leadsla.funnel.history import Maturity, Step

HELP: Final = """Say what a log says of the funnel: rates, delays, where leads come from and what deals are worth.

Rates are by leads that had the time to convert, delays are of those that convert, and what may be wrong with the log is
said. With a goal (--deals or --revenue) the funnel is written that takes it there, as a document to change and to give
to leadsla funnel. Needs the extra `science`: pip install 'leadsla[science]'.

\b
Examples:
  leadsla history agreement.yaml events.csv
  leadsla history agreement.yaml events.csv --mature-after "90 days" --since 2026-01-01
  leadsla history agreement.yaml events.csv --revenue 1000000 --period 2026-Q3 -o funnel.yaml
"""


class HistoryShape(StrEnum):
    """How a history is written."""

    TABLE = "table"
    YAML = "yaml"
    JSON = "json"


@guarded
def history(
    agreement: AgreementFile,
    events: EventFiles = None,
    at: At = None,
    mapping: MappingFile = None,
    timezone: Timezone = None,
    deals: Annotated[
        int | None, typer.Option(metavar="N", show_default=False, help="The goal, in deals.")
    ] = None,
    revenue: Annotated[
        float | None, typer.Option(metavar="AMOUNT", show_default=False, help="The goal, in revenue.")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(metavar="PERIOD", show_default=False, help="Of the goal: 2026-Q3, 2026-09 or 2026."),
    ] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STAGE",
            show_default="all up to the deal",
            help="A stage of the funnel; give each, in their order.",
        ),
    ] = None,
    mature_after: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TIME",
            show_default="when 95 % of those that convert have",
            help="Count leads that were in a stage for so long: '90 days', any, or for one stage that is reached "
            "'customer=90 days' (may be repeated).",
        ),
    ] = None,
    by: Annotated[
        str, typer.Option(metavar="FIELD", help="Tell leads apart by this field; none: by nothing.")
    ] = "source",
    segment: Annotated[
        str | None, typer.Option(metavar="FIELD", show_default=False, help="And by this field.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", show_default=False, help="Leave out leads that came before."),
    ] = None,
    format: Annotated[
        HistoryShape | None,
        typer.Option(
            "--format", show_default="table; yaml with a goal", help="For people, funnels, programs."
        ),
    ] = None,
    strict: Strict = False,
    output: Output = None,
) -> int:
    """Write what a log says of the funnel."""
    goal = _goal(deals, revenue, period)
    shape = format or (HistoryShape.TABLE if goal is None else HistoryShape.YAML)
    if shape is HistoryShape.YAML and goal is None:
        raise Refusal("a funnel has a goal: name it with --deals or --revenue")
    case = Case.of(agreement, events, at, mapping, timezone, strict, no_automatic=True)
    check_output(output, case.files)
    evaluation = case.evaluate()
    found = _history(evaluation, stage, mature_after, by, segment, since)
    with destination(output) as terminal:
        if shape is HistoryShape.TABLE:
            for line in _lines(found, terminal.width):
                terminal.line(*line)
        elif shape is HistoryShape.JSON:
            terminal.data(json_text(found.to_dict()))
        else:
            terminal.data(found.to_yaml(goal))
    if shape is not HistoryShape.TABLE:
        for doubt in found.doubts:
            warn(f"{doubt.what} {doubt.do}")
    return DONE


def _goal(deals: int | None, revenue: float | None, period: str | None) -> dict[str, Any] | None:
    """The goal as a document has it; one that cannot be is refused."""
    from leadsla.errors import FunnelError
    from leadsla.funnel import Goal
    from leadsla.funnel.numbers import made

    if deals is None and revenue is None:
        if period is not None:
            raise Refusal("--period is of a goal: name it with --deals or --revenue")
        return None
    try:
        given = {"revenue": revenue, "deals": deals, "period": period}
        goal: Goal = made(Goal)({name: value for name, value in given.items() if value is not None})
        return goal.to_dict()
    except FunnelError as error:
        raise Refusal(f"the goal: {error}") from None


def _history(
    evaluation: Evaluation,
    stages: Sequence[str] | None,
    mature_after: Sequence[str] | None,
    by: str,
    segment: str | None,
    since: str | None,
) -> FunnelHistory:
    from leadsla.funnel.history import history_of

    return history_of(
        evaluation,
        stages=stages or None,
        mature_after=_maturity(mature_after or ()),
        by=None if by == "none" else by,
        segment=segment,
        since=_since(since, evaluation.agreement.timezone),
    )


def _maturity(given: Sequence[str]) -> Maturity:
    """One time for all stages, or one for each that is named."""
    if not any("=" in one for one in given):
        if len(given) > 1:
            raise Refusal("--mature-after is one time, or STAGE=TIME for each stage")
        return given[0] if given else None
    found = {}
    for one in given:
        stage, is_named, time = one.partition("=")
        if not is_named:
            raise Refusal(f"--mature-after {one!r} names no stage, and others do; write STAGE=TIME for each")
        found[stage.strip()] = time.strip()
    return found


def _since(text: str | None, timezone: str) -> dt.datetime | None:
    return None if text is None else instant_of(text, timezone, "--since")


def _lines(found: FunnelHistory, width: int | None) -> Iterator[list[Piece]]:
    yield [f"{found.counted:,} of {found.leads:,} leads as of {found.at:%Y-%m-%d %H:%M} UTC"]
    for out in found.left_out:
        yield [f"{out.leads:,} left out: {out.why}"]
    yield []
    yield from table(_columns(), [_cells(step) for step in found.steps], width)
    if found.groups:
        groups: list[list[Piece]] = [
            [", ".join(name for name in (step.source, step.segment) if name), *_cells(step)]
            for step in found.groups
        ]
        yield []
        yield from table([Column("source", least=8), *_columns()], groups, width)
    deals = found.deals
    if deals.deals:
        yield []
        sizes = f": {_number(deals.mean)} on average, deviation {_number(deals.sd)}" if deals.told else ""
        yield [f"deals with an amount: {deals.told:,} of {deals.deals:,}{sizes} {deals.currency}".rstrip()]
    if found.doubts:
        yield []
    for doubt in found.doubts:
        yield [f"{doubt.name}: {doubt.what} {doubt.do}"]


def _columns() -> list[Column]:
    titles = ("young", "mature", "converted", "rate", "from", "to", "half, days", "90 %, days")
    return [Column("step", least=8), Column("mature after"), *(Column(title, True) for title in titles)]


def _cells(step: Step) -> list[Piece]:
    half, most = step.lag.quantile(0.5), step.lag.quantile(0.9)
    return [
        step.label,
        str(step.mature_after or "any"),
        *(said(WHOLE, count) for count in (step.young, step.rate.total, step.rate.count)),
        *(said(SHARE, share) for share in (step.rate.share, step.rate.low, step.rate.high)),
        *(_number(None if one is None else one.days) for one in (half, most)),
    ]


def _number(value: Any) -> str:
    return said(NUMBER, value)
