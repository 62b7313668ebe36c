"""The agreement's own indicators, judged: what each came to in a period, beside what was agreed.

A figure can move after its period is over: leads that were not answered yet will be, and what still waits will have
waited longer. So each comes with the `least` and the `most` that it may still become, and is kept or missed only when
both ends say so; until then, and until its period is over, it is undecided.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.attainment import KEPT, MISSED, UNDECIDED
from leadsla.consequences import Action
from leadsla.events import is_missing
from leadsla.indicators import METRICS, Aim, Indicator, is_judged
from leadsla.instants import instant, zone
from leadsla.lead import BREACHED, MET, OPEN
from leadsla.metrics.conversion import first_entry
from leadsla.metrics.leakage import has_outcome
from leadsla.metrics.pipeline import AMOUNT, number_of
from leadsla.metrics.quality import handed_over
from leadsla.metrics.rows import Rows
from leadsla.metrics.survival import Survival
from leadsla.metrics.velocity import time_to_won
from leadsla.metrics.verdicts import answer_of
from leadsla.metrics.waits import Wait, Waits, representative_time, speed_to_lead
from leadsla.periods import period_bounds

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation

Figure = Fraction | Decimal | dt.timedelta
#: The status of what is only told in words, and of what there was nothing to count for.
NOT_JUDGED, NOTHING_COUNTED = "not judged", "nothing counted"


@attrs.frozen
class Found:
    """A figure, of how many it is, and between what it will end (times in seconds)."""

    value: Figure | None
    total: int
    least: float | Fraction | Decimal
    most: float | Fraction | Decimal
    count: int | None = None

    @classmethod
    def share(
        cls, count: int, total: int, least: Fraction | None = None, most: Fraction | None = None
    ) -> Found:
        """So many of so many; without ends it will stay."""
        value = Fraction(count, total) if total else None
        stays = Fraction(0) if value is None else value
        return cls(value, total, stays if least is None else least, stays if most is None else most, count)

    @classmethod
    def answers(cls, yes: int, no: int, open_: int) -> Found:
        """The share of yes, of those that were answered; the open ones may become either."""
        everything = yes + no + open_
        if not everything:
            return cls.share(0, 0)
        return cls.share(yes, yes + no, Fraction(yes, everything), Fraction(yes + open_, everything))

    @classmethod
    def number(cls, value: Decimal | Fraction, total: int) -> Found:
        """A number that stays."""
        return cls(value, total, value, value)


@attrs.frozen
class Judged:
    """What one indicator came to in a period (None: in the whole log).

    `value` is a share (from 0 to 1), a length of time or a number, by its `unit`; `count` of `total` are the counts
    behind a share, `total` alone those behind anything else. `status` is kept, missed or undecided; `nothing counted`
    where there was nothing; `not judged` for what is told in words, of which nothing else is given.
    """

    metric: str
    owner: str
    words: str
    status: str
    unit: str | None = None
    period: str | None = None
    target: str | None = None
    value: Figure | None = None
    count: int | None = None
    total: int | None = None
    #: What has been agreed to follow where it is missed: told here, and not carried out.
    on_missed: tuple[Action, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it: shares and numbers as numbers, times in seconds."""
        value = self.value.total_seconds() if isinstance(self.value, dt.timedelta) else self.value
        found = attrs.asdict(self, recurse=False, filter=lambda field, _: field.name != "on_missed")
        follows = [action.said for action in self.on_missed] if self.status == MISSED else []
        return {**found, "value": None if value is None else float(value), "follows": "; ".join(follows)}


def kpis(evaluation: Evaluation, period: str | None = None) -> Rows[Judged]:
    """The indicators of the agreement in force, in its order, each in `period`.

    Without a `period` each is judged in the one of its own periods that has the instant of the evaluation, and over the
    whole log where it names none. A `period` judges those that name periods of its length (`2026-Q1`: of quarters) and
    those that name none; the others are left out. A lead counts where what is measured began: conversion where it
    entered the first stage, acceptance where it was handed over, a wait where it began.

    Raises `WindowError` for a `period` that is none.
    """
    agreement = evaluation.agreement
    tz = zone(agreement.timezone)
    if period is not None:
        period_bounds(period, tz)
    rows = []
    for entry in agreement.kpis:
        if not is_judged(entry):
            rows.append(_told(entry))
            continue
        indicator = Indicator(**entry)
        label = period
        if indicator.period is not None:
            at = instant(evaluation.at) if period is None else period_bounds(period, tz)[0]
            label = indicator.period.label(at, tz)
            if period not in (None, label):
                continue
        rows.append(_judged(evaluation, indicator, label))
    return Rows(rows)


def _told(entry: Any) -> Judged:
    given = entry if isinstance(entry, Mapping) else {"metric": entry}
    metric, owner, words = (
        "" if given.get(key) is None else str(given[key]) for key in ("metric", "owner", "words")
    )
    return Judged(metric, owner, words, NOT_JUDGED)


def _judged(evaluation: Evaluation, indicator: Indicator, label: str | None) -> Judged:
    tz = zone(evaluation.agreement.timezone)
    bounds = None if label is None else period_bounds(label, tz)
    began: Callable[[dt.datetime], bool] = lambda at: bounds is None or bounds[0] <= instant(at) < bounds[1]  # noqa: E731
    found = _MEASURES[indicator.name](evaluation, indicator, began)
    ended = bounds is None or bounds[1] <= instant(evaluation.at)
    status = _status(found, indicator.target) if ended else UNDECIDED
    return Judged(
        metric=indicator.metric,
        owner=indicator.owner,
        words=indicator.words,
        status=status,
        unit=METRICS[indicator.name].unit,
        period=label,
        target=str(indicator.target),
        value=found.value,
        count=found.count,
        total=found.total,
        on_missed=indicator.on_missed,
    )


def _status(found: Found, aim: Aim) -> str:
    """Whether the target is reached by whatever the figure may still become."""
    if found.value is None and not found.total and found.most == found.least == 0:
        return NOTHING_COUNTED
    worst, best = (found.least, found.most) if aim.least else (found.most, found.least)
    if _reaches(worst, aim):
        return KEPT
    return UNDECIDED if _reaches(best, aim) else MISSED


def _reaches(figure: float | Fraction | Decimal, aim: Aim) -> bool:
    value = aim.value.total_seconds() if isinstance(aim.value, dt.timedelta) else aim.value
    exact = figure if figure == math.inf else Fraction(figure)
    return exact >= Fraction(value) if aim.least else exact <= Fraction(value)


# -- what is measured: each takes the evaluation, the indicator and whether an instant counts ------------------------

Began = Callable[[dt.datetime], bool]
Measure = Callable[["Evaluation", Indicator, Began], Found]


def _answered(wanted: str) -> Measure:
    def measure(evaluation: Evaluation, indicator: Indicator, began: Began) -> Found:
        given: Counter[str] = Counter()
        for journey in evaluation.journeys():
            at = handed_over(journey)
            if at is not None and began(at):
                given[answer_of(journey)[0]] += 1
        answered = given["accepted"] + given["rejected"]
        return Found.answers(given[wanted], answered - given[wanted], given["unanswered"])

    return measure


def _conversion(evaluation: Evaluation, indicator: Indicator, began: Began) -> Found:
    from_, _, to = indicator.argument.partition(">")
    total = came = may = 0
    for journey in evaluation.journeys():
        entered = first_entry(journey, from_)
        if entered is None or not began(entered):
            continue
        total += 1
        if any(move.to == to and move.at >= entered for move in journey.moves):
            came += 1
        elif not has_outcome(journey, evaluation.agreement.lifecycle):
            may += 1
    return Found.share(came, total, most=Fraction(came + may, total) if total else None)


def _attainment(evaluation: Evaluation, indicator: Indicator, began: Began) -> Found:
    found = (
        one.clock.outcome
        for one in evaluation.counted()
        if one.clause == indicator.argument and began(one.clock.started)
    )
    outcomes = Counter(found)
    return Found.answers(outcomes[MET], outcomes[BREACHED], outcomes[OPEN])


def _completeness(evaluation: Evaluation, indicator: Indicator, began: Began) -> Found:
    came = [journey for journey in evaluation.journeys() if journey.events and began(journey.events[0].at)]
    there = sum(not is_missing(journey.fields.get(indicator.argument)) for journey in came)
    return Found.share(there, len(came))


def _quantile_of(waits_of: Callable[[Evaluation], Waits]) -> Measure:
    def measure(evaluation: Evaluation, indicator: Indicator, began: Began) -> Found:
        waits = [wait for wait in waits_of(evaluation) if began(wait.start)]
        share = int(indicator.argument[1:]) / 100

        def length(wait: Wait) -> dt.timedelta:
            return wait.business if indicator.target.business else wait.elapsed

        if not waits:
            return Found(None, 0, 0, 0)
        done = [length(wait) for wait in waits if wait.done]
        waiting = [length(wait) for wait in waits if not wait.done]
        place = math.ceil(share * len(waits) - 1e-9) - 1
        ends = sorted(length(wait).total_seconds() for wait in waits)
        late = sorted([*(one.total_seconds() for one in done), *(math.inf for _ in waiting)])
        return Found(
            Survival.of(done, waiting).quantile(share), len(waits), ends[place], late[place], len(done)
        )

    return measure


def _lead_volume(evaluation: Evaluation, indicator: Indicator, began: Began) -> Found:
    entered = (first_entry(journey, indicator.argument) for journey in evaluation.journeys())
    number = sum(at is not None and began(at) for at in entered)
    return Found.number(Decimal(number), number)


def _deals(evaluation: Evaluation, began: Began) -> Iterator[Any]:
    """The amount of the last deal of each lead that was won."""
    for journey in evaluation.journeys():
        deals = [event for event in journey.events if event.name == "won" and began(event.at)]
        if deals:
            yield deals[-1].data.get(AMOUNT)


def _won(evaluation: Evaluation, indicator: Indicator, began: Began) -> Found:
    number = sum(1 for _ in _deals(evaluation, began))
    return Found.number(Decimal(number), number)


def _revenue(evaluation: Evaluation, indicator: Indicator, began: Began) -> Found:
    deals = [number_of(amount) for amount in _deals(evaluation, began)]
    return Found.number(sum((deal for deal in deals if deal is not None), Decimal()), len(deals))


def _attempts(evaluation: Evaluation, indicator: Indicator, began: Began) -> Found:
    came = [journey for journey in evaluation.journeys() if journey.events and began(journey.events[0].at)]
    made = sum(event.is_attempt for journey in came for event in journey.events)
    return Found(None, 0, 0, 0) if not came else Found.number(Fraction(made, len(came)), len(came))


_MEASURES: Final[Mapping[str, Measure]] = {
    "acceptance": _answered("accepted"),
    "rejection": _answered("rejected"),
    "conversion": _conversion,
    "attainment": _attainment,
    "completeness": _completeness,
    "speed_to_lead": _quantile_of(speed_to_lead),
    "representative_time": _quantile_of(representative_time),
    "time_to_won": _quantile_of(time_to_won),
    "lead_volume": _lead_volume,
    "won": _won,
    "revenue": _revenue,
    "attempts_per_lead": _attempts,
}
