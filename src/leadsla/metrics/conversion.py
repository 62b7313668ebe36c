"""Conversion from a stage to a later one, by cohort, and without judging cohorts that are too young.

A lead belongs to the cohort of the period in which it entered the first stage for the first time. With `mature_after`
every lead gets the same time to convert: it counts from when that time is over, and what comes later is not counted
for anybody. A lead for which it is not over yet is *young*; it is said how many there are, and they are in no share.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import attrs

from leadsla.errors import EntryError, nearest
from leadsla.instants import instant, moment, zone
from leadsla.metrics.rows import Rows
from leadsla.metrics.shares import Proportion
from leadsla.periods import Period
from leadsla.windows import Window

if TYPE_CHECKING:
    from leadsla.evaluation import Evaluation
    from leadsla.evaluation.journeys import Journey

#: The group of leads of which the field is not known.
UNKNOWN = "not known"


@attrs.frozen
class Cohort:
    """The leads that entered a stage in one period: how many converted of those that had the time for it.

    `period` and `group` are None where leads were not told apart by them. `mature.total` + `young` = `entered`.
    """

    period: str | None
    group: str | None
    mature: Proportion
    young: int

    @property
    def entered(self) -> int:
        """All leads of the cohort."""
        return self.mature.total + self.young

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return {
            "period": self.period,
            "group": self.group,
            "entered": self.entered,
            "young": self.young,
            "mature": self.mature.total,
            "converted": self.mature.count,
            "share": self.mature.to_dict()["share"],
            "low": self.mature.low,
            "high": self.mature.high,
        }


def conversion(
    evaluation: Evaluation,
    from_: str,
    to: str,
    *,
    per: Period | str | None = None,
    by: str | None = None,
    mature_after: Window | str | None = None,
) -> Rows[Cohort]:
    """What share of the leads that entered stage `from_` came to stage `to`, in order of period and group.

    `per` (month, quarter, ...) tells cohorts apart by when they entered, `by` names a field of the lead (source, ...).
    `mature_after` is the time that each lead gets; without it all leads count, the youngest too.

    Raises `EntryError` for stages or fields that the agreement does not have.
    """
    agreement = evaluation.agreement
    for name in (from_, to):
        known("stage", name, agreement.lifecycle.order)
    if by is not None:
        known("field", by, agreement.fields)
    window = None if mature_after is None else Window.of(mature_after)
    tz = zone(agreement.timezone)
    period = None if per is None else Period(per)
    calendar = agreement.calendar_named(None)
    until = instant(evaluation.at)
    counts: dict[tuple[str, str], list[int]] = {}
    for journey in evaluation.journeys():
        entered = first_entry(journey, from_)
        if entered is None:
            continue
        at = instant(entered)
        limit = until if window is None else window.forward(calendar, tz)(at)
        key = ("" if period is None else period.label(at, tz), "" if by is None else group_of(journey, by))
        cell = counts.setdefault(key, [0, 0, 0])
        if limit > until:
            cell[2] += 1
        else:
            cell[1] += 1
            cell[0] += _converted(journey, to, entered, moment(limit))
    return Rows(
        Cohort(label or None, group or None, Proportion(converted, total), young)
        for (label, group), (converted, total, young) in sorted(counts.items())
    )


def first_entry(journey: Journey, stage: str) -> dt.datetime | None:
    """When a lead first entered a stage."""
    return next((move.at for move in journey.moves if move.to == stage), None)


def group_of(journey: Journey, field: str) -> str:
    """The value of a field by which leads are told apart, as text."""
    value = journey.fields.get(field)
    return UNKNOWN if value is None else str(value)


def _converted(journey: Journey, to: str, since: dt.datetime, limit: dt.datetime) -> bool:
    return any(move.to == to and since <= move.at <= limit for move in journey.moves)


def known(what: str, name: str, names: Iterable[str]) -> None:
    """Raise `EntryError`, with what is likely meant, for a name that is none of the agreement's."""
    names = list(names)
    if name not in names:
        guess = nearest(name, names) or f"one of {', '.join(map(str, names))}"
        raise EntryError(f"the agreement has no {what} `{name}`", write=guess)
