"""The plan: how many leads, and how many at each stage, have to come in which month for the goal to fall in its period.

Leads come evenly over the dates of the period, moved back by the days that half of the deals take at most (or over the
dates that are given), and not before today; `seasonality` makes some months busier. Of their deals some close before
the period and some after it: so many more leads are needed. What is in the funnel already is counted first.

A plan is made as long as half of the deals of leads that come today are in time. After that it is too late, and said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.criteria import coerce
from leadsla.documents.entry_faults import wrong_type
from leadsla.errors import FunnelError
from leadsla.funnel.already import Waiting
from leadsla.funnel.backwards import backwards
from leadsla.funnel.buckets import Bucket, buckets, read_step
from leadsla.funnel.flow import Flow
from leadsla.funnel.lags import LONGEST
from leadsla.funnel.numbers import key, plain, refusal
from leadsla.funnel.parts import whole_parts
from leadsla.funnel.timing import Timing, any_timing
from leadsla.tables import NUMBER, TEXT, WHOLE, Columns, Printed, Row, Rows, Sheet

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel

_HALF: Final = Fraction(1, 2)
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
    timing: Timing
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

    def expected(self, stage: str, first: dt.date, after: dt.date) -> Fraction:
        """How many leads reach a stage from one date until before another, on average; 0 for an unknown stage."""
        if stage not in self.timing.chain.names:
            return Fraction(0)
        place = self.timing.chain.names.index(stage)
        return _between(self.flow, place, first, after)

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
        return found | ({} if self.possible else {"reachable": float(self.reachable)})

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        from leadsla.funnel.text import plan_sheet

        return (plan_sheet(self, shown),)


def plan_of(funnel: ReverseFunnel, today: dt.date | None, by: str | None = None) -> Plan | None:
    """The plan of a funnel; None where the goal has no period. Raises `FunnelError` for an unknown `by`."""
    if funnel.goal.dates is None:
        return None
    timing = any_timing(funnel)
    return _Making(funnel, timing, today, _step(funnel, by), funnel.goal.dates).made()


def _step(funnel: ReverseFunnel, by: str | None) -> str:
    if by is not None:
        return read_step(by)
    if funnel.plan is not None and funnel.plan.by is not None:
        return funnel.plan.by
    first, after = funnel.goal.dates or (dt.date.min, dt.date.max)
    return "month" if (after - first).days >= 28 else "week"


@attrs.frozen
class _Making:
    funnel: ReverseFunnel
    timing: Timing
    today: dt.date | None
    by: str
    dates: tuple[dt.date, dt.date]

    def made(self) -> Plan:
        chain = self.timing.chain
        goal = backwards(self.funnel).deals
        waiting = self._waiting()
        won = sum((one.count for one in self.funnel.already.get(chain.names[-1], ())), Fraction(0))
        still = Flow(chain, self.timing.days, {}, Fraction(0), waiting, self._now)
        coming = _between(still, chain.last, *self.dates)
        rest = max(goal - won - coming, Fraction(0))
        first, after = self._window()
        arrivals = self._arrivals(first, after) if rest else {}
        flow = attrs.evolve(still, arrivals=arrivals)
        part = _share(flow, *self.dates)
        possible = not rest or part > 0
        leads = rest / (chain.reaches[-1] * part) if rest and part else Fraction(0)
        flow = attrs.evolve(flow, leads=leads)
        reachable = won + coming + (rest if possible else rest * self._today_in_period())
        spans = self._buckets(first if arrivals else None)
        return Plan(
            self.by, self.timing, flow, goal, won, coming, leads,
            first if leads else None, after if leads else None, part, possible, reachable,
            self._notes(goal, possible, reachable), spans, Rows(PlanRow, self._rows(flow, spans)),
        )  # fmt: skip

    @property
    def _now(self) -> int:
        return self.dates[0].toordinal() if self.today is None else self.today.toordinal()

    def _waiting(self) -> tuple[tuple[int, Waiting], ...]:
        if self.today is None:
            return ()
        names = self.timing.chain.names
        already = self.funnel.already
        return tuple((names.index(name), one) for name, found in already.items() for one in found)

    def _window(self) -> tuple[dt.date, dt.date]:
        """The dates on which leads come, the last not included; there may be none."""
        first, after = self._usual()
        terms = self.funnel.plan
        if terms is not None and terms.from_ is not None:
            first = terms.from_
        if terms is not None and terms.to is not None:
            after = min(terms.to + dt.timedelta(days=1), self.dates[1])
        return (first if self.today is None else max(first, self.today)), after

    def _usual(self) -> tuple[dt.date, dt.date]:
        """The period, moved back by the days that half of the deals take at most."""
        half = self.timing.lag.quantile(_HALF)
        if half is None:
            return self.dates[1], self.dates[1]
        before, last = (date.toordinal() - 1 for date in self.dates)
        found = [self.timing.days.back(one, half) + 1 for one in (before, last)]
        return dt.date.fromordinal(found[0]), dt.date.fromordinal(found[1])

    def _arrivals(self, first: dt.date, after: dt.date) -> dict[int, int]:
        dates = range(first.toordinal(), after.toordinal())
        season = self.funnel.seasonality
        if season is None:
            return dict.fromkeys(dates, 1)
        half, days = self.timing.lag.quantile(_HALF) or 0, self.timing.days
        on = dt.date.fromordinal
        weights = {date: season.weight(on(date), on(days.ahead(date, half))) for date in dates}
        unit = lcm(*(weight.denominator for weight in weights.values()))
        return {date: int(weight * unit) for date, weight in weights.items() if weight}

    def _today_in_period(self) -> Fraction:
        return Fraction(0) if self.today is None else self.timing.in_period(self.today)

    def _buckets(self, first: dt.date | None) -> tuple[Bucket, ...]:
        begins = [] if first is None else [first]
        if self.today is not None and self._waiting():
            # What has waited since before then goes on no more.
            begins.append(max(self.today, self.dates[0] - dt.timedelta(days=LONGEST)))
        return buckets(min([*begins, self.dates[0]]), self.dates[1], self.by)

    def _rows(self, flow: Flow, spans: Sequence[Bucket]) -> Iterator[PlanRow]:
        chain, after = self.timing.chain, self.dates[1]
        table: list[tuple[list[Fraction], list[int]]] = []
        for place in range(len(chain.names)):
            found = [_between(flow, place, one.first, min(one.after, after)) for one in spans]
            parts = [found]
            if place == chain.last:
                # The deals of the period add up to the goal, apart from those that close before it.
                begun = [one.first for one in spans]
                split = begun.index(self.dates[0]) if self.dates[0] in begun else 0
                parts = [found[:split], found[split:]]
            table.append((found, [whole for part in parts for whole in whole_parts(part)]))
        for number, bucket in enumerate(spans):
            for name, (found, whole) in zip(chain.names, table, strict=True):
                yield PlanRow(bucket.label, name, found[number], whole[number])

    def _notes(self, goal: Fraction, possible: bool, reachable: Fraction) -> tuple[str, ...]:
        found = []
        if self.today is None and set(self.funnel.already) - {self.timing.chain.names[-1]}:
            found.append(
                "what is in the funnel already is not planned with, because it is not said as of when"
            )
        if not possible:
            found.append(
                f"the goal can no longer be reached in time: of {float(goal):,.4g} deals "
                f"{float(reachable):,.4g} can be, if the leads for the rest came today"
            )
        return tuple(found)


def _between(flow: Flow, place: int, first: dt.date, after: dt.date) -> Fraction:
    before, last = first.toordinal() - 1, after.toordinal() - 1
    return flow.reached(place, last) - flow.reached(place, before)


def _share(flow: Flow, first: dt.date, after: dt.date) -> Fraction:
    last = flow.chain.last
    return flow.share(last, after.toordinal() - 1) - flow.share(last, first.toordinal() - 1)
