"""Conversion from a stage to a later one, or to an event, by cohort, and without judging cohorts that are too young.

A lead belongs to the cohort of the period in which it entered the first stage for the first time. With `mature_after`
every lead gets the same time to convert: it counts from when that time is over, and what comes later is not counted
for anybody. A lead for which it is not over yet is *young*; it is said how many there are, and they are in no share.

Stages see moves, and a deal that a log dates before its lead came moves nothing. Whoever counts deals and not moves
asks for the event: then such a deal counts, and is said to be dated before its lead came.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

import attrs

from leadsla.errors import EntryError, nearest
from leadsla.instants import instant, moment, zone
from leadsla.metrics.shares import Proportion, ends_of
from leadsla.periods import Period
from leadsla.tables import TEXT, WHOLE, Columns, Row, Rows
from leadsla.windows import Window

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey

#: The group of leads of which the field is not known.
UNKNOWN = "not known"


@attrs.frozen
class Cohort(Row):
    """The leads that entered a stage in one period: how many converted of those that had the time for it.

    `period` and `group` are None where leads were not told apart by them. `mature.total` + `young` = `entered`.
    `dated_before` are those of the converted (`mature.count`) whose event is dated before they entered: a fault of the
    log. It is always 0 for a stage, because such an event moves nothing.
    """

    COLUMNS: ClassVar[Columns] = {
        **dict.fromkeys(("period", "group"), TEXT),
        **dict.fromkeys(("entered", "young"), WHOLE),
        "mature": (WHOLE, lambda row: row.mature.total),
        "converted": (WHOLE, lambda row: row.mature.count),
        "dated_before": WHOLE,
        **ends_of("mature"),
    }

    period: str | None
    group: str | None
    mature: Proportion
    young: int
    dated_before: int = 0

    @property
    def entered(self) -> int:
        """All leads of the cohort."""
        return self.mature.total + self.young


def conversion(
    evaluation: Evaluation,
    from_: str,
    to: str | Mapping[str, str],
    *,
    per: Period | str | None = None,
    by: str | None = None,
    mature_after: Window | str | None = None,
) -> Rows[Cohort]:
    """What share of the leads that entered stage `from_` came to stage `to`, in order of period and group.

    `to` may be an event instead, `{"event": "won"}`: then the leads that have it count, whether it moved them or not,
    and those of which it is dated before they entered are told apart (`dated_before`).

    `per` (month, quarter, ...) tells cohorts apart by when they entered, `by` names a field of the lead (source, ...).
    `mature_after` is the time that each lead gets; without it all leads count, the youngest too.

    Raises `EntryError` for stages or fields that the agreement does not have, and for another `to`.
    """
    agreement = evaluation.agreement
    known("stage", from_, agreement.lifecycle.order)
    comings = _comings(to, agreement.lifecycle.order)
    if by is not None:
        known("field", by, agreement.fields)
    over = over_at(evaluation, mature_after)
    tz = zone(agreement.timezone)
    period = None if per is None else Period(per)
    until = instant(evaluation.at)
    counts: dict[tuple[str, str], list[int]] = {}
    for journey in evaluation.journeys():
        entered = first_entry(journey, from_)
        if entered is None:
            continue
        at = instant(entered)
        limit = over(at)
        key = ("" if period is None else period.label(at, tz), "" if by is None else group_of(journey, by))
        cell = counts.setdefault(key, [0, 0, 0, 0])
        if limit > until:
            cell[2] += 1
        else:
            came, before = _came(comings(journey), entered, moment(limit))
            cell[1] += 1
            cell[0] += came
            cell[3] += before
    return Rows(
        Cohort,
        (
            Cohort(label or None, group or None, Proportion(converted, total), young, before)
            for (label, group), (converted, total, young, before) in sorted(counts.items())
        ),
    )


def over_at(evaluation: Evaluation, mature_after: Window | str | None) -> Callable[[int], int]:
    """The function from when a lead entered to when its time to convert is over; without a time that is now.

    A lead is mature where that is now or before, else young.
    """
    if mature_after is None:
        until = instant(evaluation.at)
        return lambda entered: until
    agreement = evaluation.agreement
    return Window.of(mature_after).forward(agreement.calendar_named(None), zone(agreement.timezone))


def first_entry(journey: Journey, *stages: str) -> dt.datetime | None:
    """When a lead first entered a stage, or any of several."""
    return next((move.at for move in journey.moves if move.to in stages), None)


def group_of(journey: Journey, field: str) -> str:
    """The value of a field by which leads are told apart, as text."""
    value = journey.fields.get(field)
    return UNKNOWN if value is None else str(value)


#: When a lead came to where conversion leads, and whether what came before it entered counts too.
Comings = Callable[["Journey"], tuple[list[dt.datetime], bool]]


def _comings(to: str | Mapping[str, str], stages: Iterable[str]) -> Comings:
    if isinstance(to, str):
        known("stage", to, stages)
        return lambda journey: ([move.at for move in journey.moves if move.to == to], False)
    if list(to) != ["event"] or not isinstance(to["event"], str):
        raise EntryError(f"{dict(to)!r} is no stage and no event", write='a stage, or {"event": "won"}')
    name = to["event"]
    return lambda journey: ([event.at for event in journey.events if event.name == name], True)


def _came(
    comings: tuple[list[dt.datetime], bool], entered: dt.datetime, limit: dt.datetime
) -> tuple[bool, bool]:
    """Whether a lead converted, and whether it did so before it entered alone."""
    instants, early = comings
    if any(entered <= at <= limit for at in instants):
        return True, False
    before = early and any(at < entered for at in instants)
    return before, before


def known(what: str, name: str, names: Iterable[str]) -> None:
    """Raise `EntryError`, with what is likely meant, for a name that is none of the agreement's."""
    names = list(names)
    if name not in names:
        guess = nearest(name, names) or f"one of {', '.join(map(str, names))}"
        raise EntryError(f"the agreement has no {what} `{name}`", write=guess)
