"""Planning: how many leads, and how many at each stage, have to come in which month for the goal to fall in its period.

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
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.funnel.already import Waiting
from leadsla.funnel.backwards import backwards
from leadsla.funnel.buckets import Bucket, buckets, read_step
from leadsla.funnel.flow import Flow
from leadsla.funnel.lags import LONGEST
from leadsla.funnel.numbers import refusal, share, shown
from leadsla.funnel.parts import whole_parts
from leadsla.funnel.plan import Plan, PlanRow
from leadsla.funnel.science import science
from leadsla.funnel.sureness import Group, Sureness
from leadsla.funnel.timing import Timing, any_timing
from leadsla.tables import Rows

if TYPE_CHECKING:
    from leadsla.funnel.model import ReverseFunnel

_HALF: Final = Fraction(1, 2)


def plan_of(
    funnel: ReverseFunnel, today: dt.date | None, by: str | None = None, confidence: Any = None
) -> Plan | None:
    """The plan of a funnel; None where the goal has no period. See `Answer.plan_by`."""
    if funnel.goal.dates is None:
        return None
    asked = None if confidence is None else share(confidence, "a confidence", "90%")
    timing = any_timing(funnel)
    return _Making(funnel, timing, today, _step(funnel, by), funnel.goal.dates, asked).made()


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
    confidence: Fraction | None = None

    def made(self) -> Plan:
        chain = self.timing.chain
        goal = backwards(self.funnel).deals
        waiting = self._waiting()
        won = sum((one.count for one in self.funnel.already.get(chain.names[-1], ())), Fraction(0))
        still = Flow(chain, self.timing.days, {}, Fraction(0), waiting, self._now)
        coming = still.between(chain.last, *self.dates)
        rest = max(goal - won - coming, Fraction(0))
        first, after = self._window()
        arrivals = self._arrivals(first, after) if rest or self.confidence else {}
        flow = attrs.evolve(still, arrivals=arrivals)
        part = flow.part(*self.dates)
        possible = not rest or part > 0
        sureness = self._sureness(still, part, won)
        leads = self._leads(sureness, rest / (chain.reaches[-1] * part) if rest and part else Fraction(0))
        flow = attrs.evolve(flow, leads=leads)
        reachable = won + coming + (rest if possible else rest * self._today_in_period())
        spans = self._buckets(first if arrivals else None)
        return Plan(
            self.by, self.timing, flow, goal, won, coming, leads,
            first if leads else None, after if leads else None, part, possible, reachable,
            self._notes(goal, possible, reachable), spans, Rows(PlanRow, self._rows(flow, spans)), sureness,
        )  # fmt: skip

    def _leads(self, sureness: Sureness, mean: Fraction) -> Fraction:
        """As many as reach the goal on average, or as likely as is asked."""
        if self.confidence is None or not sureness.part:
            return mean
        found = None if self.confidence == 1 else sureness.fewest(self.confidence)
        if found is None:
            science("scipy.special")  # raises `ExtraError`, where that is all that is lacking
            what = f"how many leads reach the goal in time at {shown(self.confidence * 100)}% is not told"
            raise refusal(what, "a plan by averages")
        return Fraction(found)

    def _sureness(self, still: Flow, part: Fraction, won: Fraction) -> Sureness:
        chain, (first, after) = still.chain, self.dates
        ends = (max(first.toordinal(), still.now) - 1, after.toordinal() - 1)
        groups = []
        for stage, one in still.waiting:
            if stage < chain.last and one.count:
                waited = one.days or 0
                low, high = (
                    chain.pace(stage, chain.last, waited, still.days.between(still.now, end))
                    if end >= still.now
                    else Fraction(0)
                    for end in ends
                )
                gone = chain.hops[stage].within(waited - 1)
                groups.append(Group(round(one.count), stage, high - low, gone))
        return Sureness(self.funnel, part, won, tuple(group for group in groups if group.joint))

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
            found = [flow.between(place, one.first, min(one.after, after)) for one in spans]
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
