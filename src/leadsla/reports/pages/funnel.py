"""Where leads went and where they were lost: stage by stage, and the causes of those lost without an outcome."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import attrs

from leadsla.errors import EventError
from leadsla.metrics import Leakage
from leadsla.metrics.leakage import leakage_of
from leadsla.metrics.waits import LEAVING
from leadsla.phrases import stage_name
from leadsla.reports.pages.scene import Scene, number, percent

if TYPE_CHECKING:
    from leadsla.evaluation.journeys import Journey


@attrs.frozen
class StageRow:
    """The leads that entered a stage in the period, by what they did first after it.

    `entered` = `advanced` + the sum of `leaked` (by the event that took them away) + `here`. A lead that entered more
    than once is counted by its first time.
    """

    stage: str
    name: str
    entered: int
    advanced: int
    leaked: Mapping[str, int]
    here: int
    #: Whether no move leads on from here.
    last: bool


@attrs.frozen
class Funnel:
    """The stages in their order, and what became of the leads that entered any."""

    stages: tuple[StageRow, ...]
    leakage: Leakage | None
    answer: str


def funnel(scene: Scene, journeys: Collection[Journey], last: dt.datetime) -> Funnel | None:
    """The funnel of the time that is looked at; None where the agreement has no stages."""
    lifecycle = scene.evaluation.agreement.lifecycle
    if not lifecycle.stages:
        return None
    exits: dict[str, Counter[str | None]] = {stage.name: Counter() for stage in lifecycle.stages}
    for journey in journeys:
        for stage, exit_ in _first_exits(journey, scene).items():
            exits.setdefault(stage, Counter())[exit_] += 1
    rows = tuple(
        StageRow(
            stage=stage,
            name=stage_name(stage),
            entered=counts.total(),
            advanced=counts[""],
            leaked={event: counts[event] for event in sorted(filter(None, counts))},
            here=counts[None],
            last=not lifecycle.legal(stage),
        )
        for stage, counts in exits.items()
        if counts
    )
    try:
        lost = leakage_of(scene.evaluation, journeys, scene.span.start, last)
    except EventError:
        lost = None
    return Funnel(rows, lost, _answer(lost))


def _first_exits(journey: Journey, scene: Scene) -> dict[str, str | None]:
    """By the stages that the lead entered: what took it away, empty where it advanced, None where it is still there."""
    found: dict[str, str | None] = {}
    entered: str | None = None
    for move in journey.moves:
        if move.to == move.from_:
            continue
        if entered is not None and found[entered] is None:
            found[entered] = move.event if move.event in LEAVING else ""
        entered = None
        if move.at in scene.span and move.to not in found:
            entered = move.to
            found[entered] = None
    return found


def _answer(lost: Leakage | None) -> str:
    if lost is None:
        return "The monitor no longer keeps the events that say where leads went."
    if not lost.entered:
        return "No lead entered a stage in this period."
    count = len(lost.lost)
    return (
        f"Of {number(lost.entered, 'lead')} that entered a stage {lost.decided:,} have an outcome, on "
        f"{lost.in_work:,} something is open, and {count:,} ({percent(count, lost.entered)}) are lost without either."
    )
