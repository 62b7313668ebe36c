"""Weeks and months as plans reckon them: dates as ordinals, with their labels."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import attrs

from leadsla.errors import WindowError
from leadsla.funnel.numbers import refusal
from leadsla.periods import period_dates

#: By what a plan may go.
STEPS: Final = ("month", "week")


@attrs.frozen
class Bucket:
    """A week or month, from its first date to the first after it."""

    label: str
    first: dt.date
    after: dt.date

    @property
    def last(self) -> dt.date:
        """The last date that is in it."""
        return self.after - dt.timedelta(days=1)


def read_step(value: Any) -> str:
    """`month` or `week`; raises `FunnelError` otherwise."""
    if value not in STEPS:
        raise refusal(f"a plan goes by month or week, not by {value!r}", "month or week")
    return str(value)


def bucket_of(date: dt.date, by: str) -> Bucket:
    """The month or ISO week of a date.

    >>> bucket_of(dt.date(2026, 1, 1), "month").label, bucket_of(dt.date(2026, 1, 1), "week").first
    ('2026-01', datetime.date(2025, 12, 29))
    """
    year, week, _ = date.isocalendar()
    label = f"{date.year:04}-{date.month:02}" if by == "month" else f"{year:04}-W{week:02}"
    return Bucket(label, *period_dates(label))


def buckets(first: dt.date, after: dt.date, by: str) -> tuple[Bucket, ...]:
    """The months or weeks from one date until before another."""
    found = []
    while first < after:
        found.append(bucket_of(first, by))
        first = found[-1].after
    return tuple(found)


def labelled(label: str, by: str) -> Bucket:
    """The month or week that a label names; raises `FunnelError` for what names none."""
    try:
        found = bucket_of(period_dates(str(label))[0], by)
    except WindowError:
        found = None
    if found is None or found.label != label:
        raise refusal(f"{label!r} is no {by}", "2026-03" if by == "month" else "2026-W05")
    return found
