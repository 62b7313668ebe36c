"""`leadsla simulate`: an agreement tried on a model of what may happen, before it is signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from leadsla.cli.failures import DONE, Refusal, guarded
from leadsla.cli.options import Output
from leadsla.cli.results import check_output, destination, json_text
from leadsla.cli.tables import Column, table
from leadsla.cli.terminal import Piece

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.simulation import Experiment, Scenario

HELP: Final = """Try an agreement on a scenario: leads, people, and what comes of it, simulated and judged.

SCENARIO says who comes, who works, and how likely what is. Each run is a time lived through under the agreement; the
means over the runs are shown, with the range in which they lie in 95 of 100 cases. The same seed gives the same runs.
This needs the extra `science`: pip install 'leadsla[science]'.

\b
Examples:
  leadsla simulate scenario.yaml --agreement agreement.yaml
  leadsla simulate scenario.yaml --agreement agreement.yaml --from 2026-03-01 --to 2026-04-01 --runs 30
  leadsla simulate scenario.yaml --agreement proposal.yaml --seed 7 --format json -o proposal.json
  leadsla simulate scenario.yaml --agreement agreement.yaml --log events.csv
"""
#: So long is a run where nothing is said.
_DAYS: Final = 28
#: What a metric of a promise begins with.
_KEPT: Final = "kept_share_"
_TITLES: Final = {
    "leads": "leads",
    "untouched": "never touched",
    "mean_wait_min": "wait for the first touch, minutes",
    "closed_share": "of it in closed hours",
    "queue_share": "of it with everybody busy",
    "touches": "touches",
    "worked_hours": "hours at work on leads",
    "reached": "reached",
    "won": "won",
    "amount": "amount won",
}
_SHARES: Final = ("closed_share", "queue_share")


class SimulationShape(StrEnum):
    """How what was found is written."""

    TABLE = "table"
    JSON = "json"


@guarded
def simulate(
    file: Annotated[
        str,
        typer.Argument(metavar="SCENARIO", show_default=False, help="The scenario: YAML, JSON or TOML."),
    ],
    agreement: Annotated[
        str,
        typer.Option(metavar="AGREEMENT", show_default=False, help="What is promised: YAML, JSON or TOML."),
    ],
    begin: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="TIME", show_default="the first day of the term", help="When a run begins."
        ),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="TIME", show_default="28 days later", help="When it ends, and is judged."
        ),
    ] = None,
    runs: Annotated[int, typer.Option(metavar="N", min=1, help="How many runs.")] = 10,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Where chance begins.")] = 0,
    processes: Annotated[int, typer.Option(metavar="N", min=1, help="How many runs at once.")] = 1,
    log: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", show_default=False, help="Write the events of the first run here, as CSV."
        ),
    ] = None,
    format: Annotated[
        SimulationShape, typer.Option("--format", help="For people or programs.")
    ] = SimulationShape.TABLE,
    output: Output = None,
) -> int:
    """Write what the runs come to."""
    from leadsla.cli.judging import agreement_in
    from leadsla.instants import instant, iso
    from leadsla.simulation import replicate

    check_output(output, [file, agreement])
    check_output(log, [file, agreement])
    scenario, terms = _scenario_in(file), agreement_in(agreement)
    first, after = _time(terms, begin, end)
    trial = scenario.trial(terms, first, after)
    found = replicate({"scenario": trial}, runs=runs, rng=seed, processes=processes)
    if log is not None:
        scenario.simulate(terms, first, after, rng=found.streams).to_csv(log)
    head: dict[str, Any] = {
        "agreement": terms.agreement,
        "version": terms.version,
        "scenario": scenario.title,
        "begin": iso(instant(first)),
        "end": iso(instant(after)),
        "runs": runs,
        "seed": seed,
    }
    metrics = {name: found.estimate(name, "scenario").to_dict() for name in found.metrics}
    with destination(output) as terminal:
        if format is SimulationShape.JSON:
            terminal.data(
                json_text({**head, "metrics": [{"metric": name, **row} for name, row in metrics.items()]})
            )
        else:
            for line in _lines(head, terms, found, metrics, terminal.width):
                terminal.line(*line)
    return DONE


def _scenario_in(file: str) -> Scenario:
    """The scenario in a file; one with faults is refused with the first of them."""
    from leadsla.errors import ScenarioError
    from leadsla.simulation import load

    try:
        return load(file)
    except ScenarioError as error:
        for fault in error.faults:
            if fault.name == "unreadable" and fault.line is None:
                write = f"; write {fault.write}" if fault.write else ""
                raise Refusal(f"{file}: {fault.what}{write}") from None
        raise Refusal(f"the scenario has faults, so nothing was simulated\n{error}") from None


def _time(agreement: Agreement, begin: str | None, end: str | None) -> tuple[dt.datetime, dt.datetime]:
    """From when until when a run lasts."""
    from leadsla.cli.judging import instant_of
    from leadsla.instants import moment, start_of_date, zone

    tz = zone(agreement.timezone)
    if begin is None:
        first = moment(start_of_date(agreement.term.from_, tz))
    else:
        first = instant_of(begin, agreement.timezone, "--from")
    if end is not None:
        after = instant_of(end, agreement.timezone, "--to")
    else:
        date = first.astimezone(tz).date() + dt.timedelta(days=_DAYS)
        after = moment(start_of_date(date, tz))
    if after <= first:
        raise Refusal(f"--to {end}: this is not after the time from which on is simulated")
    return first, after


def _lines(
    head: Mapping[str, Any],
    agreement: Agreement,
    found: Experiment,
    metrics: Mapping[str, Mapping[str, Any]],
    width: int | None,
) -> Iterator[list[Piece]]:
    title = f"{head['scenario']}, " if head["scenario"] else ""
    number = f"{head['runs']} run{'' if head['runs'] == 1 else 's'}"
    yield [f"{title}under {head['agreement']} {head['version']}: {number}, seed {head['seed']}"]
    yield [f"{head['begin']} to {head['end']}"]
    yield []
    rows = [_row(title, metrics[name], name in _SHARES) for name, title in _TITLES.items() if name in metrics]
    yield from table(_columns("what"), rows, width)
    targets = {clause.id: "" if clause.target is None else str(clause.target) for clause in agreement.clauses}
    kept = [
        [*_row(name.removeprefix(_KEPT), row, True), targets.get(name.removeprefix(_KEPT), "")]
        for name, row in metrics.items()
        if name.startswith(_KEPT)
    ]
    if kept:
        yield []
        yield from table([*_columns("kept"), Column("target")], kept, width)


def _columns(title: str) -> list[Column]:
    return [Column(title, least=12), Column("mean", True), Column("from", True), Column("to", True)]


def _row(title: str, estimate: Mapping[str, Any], share: bool) -> list[Piece]:
    return [title, *(_number(estimate[name], share) for name in ("mean", "low", "high"))]


def _number(value: float | None, share: bool) -> str:
    """A number for people: a share in percent, and no more digits than there is reason for."""
    if value is None:
        return "-"
    if share:
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"
