"""What a plan is: how many leads, and how many at each stage, have to come in which month; `planning` makes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.criteria import coerce
from leadsla.documents.entry_faults import wrong_type
from leadsla.errors import FunnelError
from leadsla.funnel.buckets import Bucket, read_step
from leadsla.funnel.flow import Flow
from leadsla.funnel.numbers import key, plain, refusal, shown
from leadsla.funnel.sureness import Sureness
from leadsla.funnel.timing import Timing
from leadsla.tables import NUMBER, TEXT, WHOLE, Columns, Printed, Row, Rows, Sheet

if TYPE_CHECKING:
    from leadsla.charts import Chart

#: For no more days leads come in a plan: three years.
WIDEST: Final = 1100


def _date(value: Any) -> dt.date:
    found = coerce(value, "date")
    if not isinstance(found, dt.date):
        raise FunnelError([wrong_type("a date", value, "2026-03-31")])
    return found


@attrs.frozen
class PlanTerms:
    """How a plan is made: by `month` or `week`, with leads that come from one date to another, both included.

    >>> PlanTerms(by="week", to="2026-08-31").to
    datetime.date(2026, 8, 31)
    """

    by: str | None = key("by", read_step, None)
    from_: dt.date | None = key("from", _date, None)
    to: dt.date | None = key("to", _date, None)

    def __attrs_post_init__(self) -> None:
        if self.from_ is not None and self.to is not None:
            if self.to < self.from_:
                raise refusal(f"leads come from {self.from_} to {self.to}, which is before", None, "to")
            if (self.to - self.from_).days > WIDEST:
                raise refusal("leads come for more than three years", "dates nearer to each other", "to")


@attrs.frozen
class PlanRow(Row):
    """How many leads reach a stage in a month or week of the plan: on average, and as a whole number to be reached."""

    COLUMNS: ClassVar[Columns] = {"period": TEXT, "stage": TEXT, "expected": NUMBER, "needed": WHOLE}

    period: str
    stage: str
    expected: Fraction
    needed: int


@attrs.frozen(slots=False)
class Plan(Printed):
    """What has to come when, for the goal to fall in its period.

    `goal` are the deals that it takes, `won` those that are in the funnel as won, `waiting` those that the leads in the
    funnel bring on average in the period, `leads` the new ones that bring the rest. `first` and `after` are the first
    date on which they come and the first after, None where none do; `in_period` is the share of their deals that closes
    in the period. `possible` says whether the rest can be in time, `reachable` how many deals of the period there can
    be: where it is too late, if all leads that are missing came today.
    """

    by: str
    timing: Timing = attrs.field(repr=False)
    flow: Flow = attrs.field(repr=False)
    goal: Fraction
    won: Fraction
    waiting: Fraction
    leads: Fraction
    first: dt.date | None
    after: dt.date | None
    in_period: Fraction
    possible: bool
    reachable: Fraction
    notes: tuple[str, ...]
    buckets: tuple[Bucket, ...] = attrs.field(repr=False)
    rows: Rows[PlanRow] = attrs.field(repr=False)
    sureness: Sureness = attrs.field(repr=False)

    @cached_property
    def probability(self) -> float | None:
        """How likely the goal is reached in its period if these leads come; None where `Sureness` does not tell it."""
        return self.sureness.probability(ceil(self.leads))

    @property
    def begins(self) -> dt.date:
        """The first date on which there are leads: those in the funnel as of today, or the first that come."""
        now = dt.date.fromordinal(self.flow.now)
        return now if self.first is None or self.waiting else self.first

    def expected(self, stage: str, first: dt.date, after: dt.date) -> Fraction:
        """How many leads reach a stage from one date until before another, on average; 0 for an unknown stage."""
        if stage not in self.timing.chain.names:
            return Fraction(0)
        place = self.timing.chain.names.index(stage)
        return self.flow.between(place, first, after)

    def needed(self, stage: str) -> dict[str, int]:
        """The whole numbers of a stage, by month or week."""
        return {row.period: row.needed for row in self.rows if row.stage == stage}

    def to_dict(self) -> list[dict[str, Any]]:
        """A mapping for each month or week, with the whole number of each stage."""
        found: dict[str, dict[str, Any]] = {}
        for row in self.rows:
            found.setdefault(row.period, {self.by: row.period}).setdefault(row.stage, row.needed)
        return list(found.values())

    def to_frame(self, backend: str = "pandas") -> Any:
        """A data frame with a row for each stage in each month or week; errors as of `Rows.to_frame`."""
        return self.rows.to_frame(backend)

    def summary(self) -> dict[str, Any]:
        """What the plan rests on, as JSON carries it."""
        found: dict[str, Any] = {"deals": plain(self.goal), "possible": self.possible}
        if self.won or self.waiting:
            found["already"] = {"won": plain(self.won), "waiting": float(self.waiting)}
        if self.first is not None and self.after is not None:
            last = self.after - dt.timedelta(days=1)
            found |= {"from": self.first.isoformat(), "to": last.isoformat()}
            found |= {"leads": sum(self.needed(self.timing.chain.names[0]).values())}
            found |= {"in_period": float(self.in_period)}
            found |= {} if self.probability is None else {"probability": self.probability}
            found |= {"needed_at": self._needed_at()} if self._needed_at() else {}
        return found | ({} if self.possible else {"reachable": float(self.reachable)})

    @cached_property
    def needed_at(self) -> dict[Fraction, int]:
        """How many leads on the same dates reach the goal in its period as likely as is asked, by confidence."""
        asked = self.sureness.funnel.confidence if self.leads else ()
        found = {one: self.sureness.fewest(one) for one in asked}
        return {one: leads for one, leads in found.items() if leads is not None}

    def _needed_at(self) -> dict[str, int]:
        return {shown(asked): leads for asked, leads in self.needed_at.items()}

    def chart(self) -> Chart:
        """A chart of the leads that have to come in each month or week, and the deals that close in it."""
        from leadsla.funnel.drawing import coming

        return coming(self)

    def _drawing(self) -> Chart | None:
        return self.chart() if self.rows else None

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        from leadsla.funnel.text import plan_sheet

        return (plan_sheet(self, shown),)
