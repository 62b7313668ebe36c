"""How long leads stay in a stage, and which of those still there are too young to be judged.

The stays are those of `leadsla.metrics.velocity` that began in the period, with those that go on counted as going on. A
promise about conversion gives the leads of a stage time to go on (`mature_after`); one that is still there before that
time is over says nothing yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

import attrs

from leadsla.agreement import Agreement
from leadsla.clauses import PeriodClause
from leadsla.errors import ExtraError
from leadsla.evaluation.journeys import Journey
from leadsla.instants import instant
from leadsla.metrics.velocity import stays_of
from leadsla.metrics.waits import Wait, Waits
from leadsla.reports.pages.scene import Scene
from leadsla.windows import Window


@attrs.frozen
class Stay:
    """The stays in a stage that began in the period: `began` of them, of which `ended` have come to their end.

    `elapsed` and `business` are by when half had ended, by the wall clock and in open time; None where that has
    not been reached, in a stage that no move leads out of, and without scipy. `young` are the leads that entered first
    so late in the period that they still have time, `mature_after` what they are given; None where it gives none.
    """

    began: int
    ended: int
    elapsed: dt.timedelta | None
    business: dt.timedelta | None
    young: int
    mature_after: str | None


def staying(scene: Scene, journeys: Collection[Journey], last: dt.datetime) -> Mapping[str, Stay]:
    """The stays by stage, of every stage that a lead came to in the period."""
    agreement = scene.evaluation.agreement
    calendar = agreement.calendar_named(None)
    given = _given(agreement)
    found: dict[str, list[Wait]] = {}
    young: dict[str, int] = {}
    for journey in journeys:
        own = [(stage, stay) for stage, stay in stays_of(journey, calendar) if stay.start in scene.span]
        for stage, stay in own:
            found.setdefault(stage, []).append(stay)
        for stage, stay in dict(reversed(own)).items():
            young[stage] = young.get(stage, 0) + (
                not stay.done and _young(scene, given.get(stage), stay, last)
            )
    return {stage: _stay(agreement, stage, stays, young[stage], given) for stage, stays in found.items()}


def _given(agreement: Agreement) -> dict[str, Window]:
    """The time that leads of a stage are given to go on, by the first promise about that."""
    found: dict[str, Window] = {}
    for clause in agreement.clauses:
        window = clause.matures() if isinstance(clause, PeriodClause) else None
        if window is None or not isinstance(clause, PeriodClause):
            continue
        entering = next(iter(clause.observes(agreement.fields)), None)
        for cause in () if entering is None else entering.trigger.causes:
            if cause.enters is not None:
                found.setdefault(cause.enters, window)
    return found


def _young(scene: Scene, window: Window | None, stay: Wait, last: dt.datetime) -> bool:
    """Whether the time that a lead is given is not over yet."""
    if window is None:
        return False
    calendar = scene.evaluation.agreement.calendar_named(None)
    return window.forward(calendar, scene.face.tz)(instant(stay.start)) > instant(last)


def _stay(
    agreement: Agreement, stage: str, stays: list[Wait], young: int, given: Mapping[str, Window]
) -> Stay:
    waits = Waits(stage, tuple(stays))
    elapsed = business = None
    if agreement.lifecycle.legal(stage):
        try:
            [elapsed], [business] = waits.reached(0.5), waits.reached(0.5, business=True)
        except ExtraError:
            elapsed = business = None
    said = str(given[stage]) if stage in given else None
    return Stay(len(stays), sum(stay.done for stay in stays), elapsed, business, young, said)
