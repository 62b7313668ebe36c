"""Where leads went and where they were lost: stage by stage, and the causes of those lost without an outcome."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import attrs

from leadsla.errors import EventError
from leadsla.metrics import Leakage
from leadsla.metrics.leakage import leakage_of
from leadsla.metrics.waits import LEAVING
from leadsla.phrases import stage_name
from leadsla.reports.pages.scene import Scene, number, percent
from leadsla.reports.pages.staying import Stay, staying

if TYPE_CHECKING:
    from leadsla.evaluation.journeys import Journey


#: What became of a lead in a stage, where no event of `LEAVING` took it away; and moves to an earlier stage.
ADVANCED: Final = "advanced"
HERE: Final = "here"
BACK: Final = "back"


@attrs.frozen
class StageRow:
    """The leads that entered a stage in the period, by what they did first after it.

    `entered` = `advanced` + the sum of `leaked` (by the event that took them away) + `here`. A lead that entered more
    than once is counted by its first time. `back` counts the moves of the period from it to an earlier stage, however
    often a lead makes them. `leads` names the first of each count: `advanced`, an event of `leaked`, `here`, `back`.
    """

    stage: str
    name: str
    entered: int
    advanced: int
    leaked: Mapping[str, int]
    here: int
    back: int
    leads: Mapping[str, tuple[str, ...]]
    #: Whether no move leads on from here.
    last: bool

    @property
    def adds_up(self) -> bool:
        """Whether those who entered are those who advanced, were lost, or are here."""
        return self.entered == self.advanced + sum(self.leaked.values()) + self.here


@attrs.frozen
class Funnel:
    """The stages in their order, and what became of the leads that entered any."""

    stages: tuple[StageRow, ...]
    #: How long leads stay in each of them.
    stays: Mapping[str, Stay]
    leakage: Leakage | None
    answer: str

    def named(self, most: int) -> Iterator[str]:
        """The leads that are named, so many of each cause."""
        for row in self.stages:
            for leads in row.leads.values():
                yield from leads
        for names in self.lost(most).values():
            yield from names

    def lost(self, most: int) -> dict[str, list[str]]:
        """The first leads that are lost for each cause."""
        found = self.leakage
        if found is None:
            return {}
        leads = {cause: [one.lead for one in found.lost if one.cause == cause] for cause in found.by_cause}
        return {cause: names[:most] for cause, names in leads.items()}


def funnel(scene: Scene, journeys: Collection[Journey], last: dt.datetime) -> Funnel | None:
    """The funnel of the time that is looked at; None where the agreement has no stages."""
    lifecycle = scene.evaluation.agreement.lifecycle
    if not lifecycle.stages:
        return None
    counting = _Counting(scene)
    for journey in journeys:
        counting.add(journey)
    rows = tuple(
        counting.row(stage, not lifecycle.legal(stage))
        for stage, counts in counting.exits.items()
        if counts or counting.backs[stage]
    )
    try:
        lost = leakage_of(scene.evaluation, journeys, scene.span.start, last)
    except EventError:
        lost = None
    return Funnel(rows, staying(scene, journeys, last), lost, _answer(lost))


class _Counting:
    """The leads that entered each stage, by what took them away first, and the moves back."""

    def __init__(self, scene: Scene) -> None:
        self.span, self.most = scene.span, scene.limits.named
        stages = [stage.name for stage in scene.evaluation.agreement.lifecycle.stages]
        self.places = {stage: place for place, stage in enumerate(stages)}
        self.exits: dict[str, Counter[str]] = {stage: Counter() for stage in stages}
        self.backs: Counter[str] = Counter()
        self.names: dict[str, dict[str, dict[str, None]]] = {}

    def add(self, journey: Journey) -> None:
        """Count a lead."""
        for move in journey.moves:
            if move.at in self.span and move.from_ is not None:
                before, after = self.places.get(move.from_), self.places.get(move.to)
                if before is not None and after is not None and after < before:
                    self.backs[move.from_] += 1
                    self._name(move.from_, BACK, journey.lead)
        for stage, exit_ in self._first_exits(journey).items():
            self.exits.setdefault(stage, Counter())[exit_] += 1
            self._name(stage, exit_, journey.lead)

    def _name(self, stage: str, which: str, lead: str) -> None:
        names = self.names.setdefault(stage, {}).setdefault(which, {})
        if len(names) < self.most:
            names[lead] = None

    def _first_exits(self, journey: Journey) -> dict[str, str]:
        """By the stages that the lead entered: what took it away, `advanced`, or `here` where it is still there."""
        found: dict[str, str] = {}
        entered: str | None = None
        for move in journey.moves:
            if move.to == move.from_:
                continue
            if entered is not None and found[entered] == HERE:
                found[entered] = move.event if move.event in LEAVING else ADVANCED
            entered = None
            if move.at in self.span and move.to not in found:
                entered = move.to
                found[entered] = HERE
        return found

    def row(self, stage: str, last: bool) -> StageRow:
        """What is told of a stage."""
        counts = self.exits[stage]
        names = self.names.get(stage, {})
        return StageRow(
            stage=stage,
            name=stage_name(stage),
            entered=counts.total(),
            advanced=counts[ADVANCED],
            leaked={event: counts[event] for event in sorted(counts) if event in LEAVING},
            here=counts[HERE],
            back=self.backs[stage],
            leads={which: tuple(sorted(names[which])) for which in sorted(names)},
            last=last,
        )


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
