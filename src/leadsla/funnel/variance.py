"""A plan and what happened: the difference month by month, and what the rest of the period is to be expected to bring.

The forecast goes on from what was counted, and not from what was planned: leads that were counted at a stage go on from
there by the rates and the delays of the funnel, as far as they have not had the time for it; others come as planned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from leadsla.funnel.buckets import Bucket, buckets
from leadsla.funnel.happened import Happened, of_counts, of_evaluation
from leadsla.funnel.numbers import plain, refusal
from leadsla.funnel.sureness import Group, Sureness
from leadsla.tables import NUMBER, TEXT, Columns, Printed, Row, Rows, Sheet, said

if TYPE_CHECKING:
    from leadsla.funnel.already import Waiting
    from leadsla.funnel.plan import Plan


@attrs.frozen
class VarianceRow(Row):
    """A stage in a month or week: what was planned, how much of it until now, what happened, and what is expected.

    `difference` is what happened less what was planned until now; `forecast` is what happened, and what is still to
    come in the month.
    """

    COLUMNS: ClassVar[Columns] = {
        "period": TEXT,
        "stage": TEXT,
        **dict.fromkeys(("planned", "planned_so_far", "actual", "difference", "forecast"), NUMBER),
    }

    period: str
    stage: str
    planned: Fraction
    planned_so_far: Fraction
    actual: Fraction
    forecast: Fraction

    @property
    def difference(self) -> Fraction:
        """What happened less what was planned until now."""
        return self.actual - self.planned_so_far


@attrs.frozen(slots=False)
class Variance(Printed):
    """How a plan stands before a date: `rows` by month and stage, and the deals of the period.

    `goal` are the deals that the plan is for, `deals` those that are won in the period, `coming` those that leads which
    have come bring in the rest of it on average, and `planned` those of leads that are still to come by the plan.
    """

    plan: Plan = attrs.field(repr=False)
    at: dt.date
    happened: Happened = attrs.field(repr=False)
    rows: Rows[VarianceRow] = attrs.field(repr=False)
    goal: Fraction
    deals: Fraction
    coming: Fraction
    planned: Fraction

    @property
    def forecast(self) -> Fraction:
        """The deals of the period that are to be expected."""
        return self.deals + self.coming + self.planned

    @property
    def missing(self) -> Fraction:
        """How many deals the forecast is short of the goal, or 0."""
        return max(self.goal - self.forecast, Fraction(0))

    @cached_property
    def probability(self) -> float | None:
        """How likely the goal is reached from here; None where `Sureness` does not tell it.

        Each lead becomes a deal of the period or not, apart from the others. Those that were counted in one month are
        alike, at the mean of their chances.
        """
        sureness, leads = _Future(self.plan, self.happened, self.at).sureness(self.deals)
        return sureness.probability(leads)

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it; averages as decimal numbers."""
        found: dict[str, Any] = {"at": self.at.isoformat(), "goal": plain(self.goal)}
        for name in ("deals", "coming", "planned", "forecast", "missing"):
            found[name] = float(getattr(self, name))
        if self.probability is not None:
            found["probability"] = self.probability
        return found | {"rows": self.rows.to_dict()}

    def to_frame(self, backend: str = "pandas") -> Any:
        """A data frame with a row for each month and stage; errors as of `Rows.to_frame`."""
        return self.rows.to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        won, coming, planned, forecast, goal, missing = (
            said(NUMBER, one)
            for one in (self.deals, self.coming, self.planned, self.forecast, self.goal, self.missing)
        )
        told = f"before {self.at}: {won} deals won, {coming} to come from leads that are there, {planned} from planned"
        head = f"{told}: {forecast} of {goal}{f', {missing} missing' if self.missing else ''}"
        likely = (
            ""
            if self.probability is None
            else f"the goal is reached with a probability of {self.probability:.1%}"
        )
        return (attrs.evolve(self.rows._sheets(shown)[0], head=head, notes=(likely,) if likely else ()),)


def variance_of(plan: Plan | None, actual: Any, at: dt.date, today: dt.date | None) -> Variance:
    """The variance of a plan that was made on `today`: see `Answer.variance`."""
    if plan is None or plan.timing.dates is None:
        raise refusal("the goal has no `period`", "period: 2026-Q3", "goal", "missing-key")
    if today is not None and at < today:
        raise refusal(f"{at} is before the plan was made, on {today}", f"{today} or a later date")
    read = of_counts if isinstance(actual, Mapping) or not hasattr(actual, "journeys") else of_evaluation
    return variance(plan, read(plan, actual, at, today), at)


def variance(plan: Plan, happened: Happened, at: dt.date) -> Variance:
    """The variance of a plan from what happened by date."""
    first, after = plan.timing.dates or (at, at)
    future, last = _Future(plan, happened, at), plan.timing.chain.last
    before = max(first, at).toordinal() - 1
    coming, planned = (
        part(last, after.toordinal() - 1) - part(last, before) for part in (future.of_come, future.of_planned)
    )
    deals = plan.won + future.until(last, after.toordinal()) - future.until(last, first.toordinal())
    rows = Rows(VarianceRow, _rows(plan, future))
    return Variance(plan, at, happened, rows, plan.goal, deals, coming, planned)


def _rows(plan: Plan, future: _Future) -> Iterator[VarianceRow]:
    dates = [dt.date.fromordinal(date) for found in future.happened.values() for date in found]
    first, after = min([plan.buckets[0].first, *dates]), plan.buckets[-1].after
    for bucket in buckets(first, after, plan.by):
        for place, stage in enumerate(plan.timing.chain.names):
            yield _row(plan, future, bucket, place, stage)


def _row(plan: Plan, future: _Future, bucket: Bucket, place: int, stage: str) -> VarianceRow:
    end = plan.timing.dates[1] if plan.timing.dates else bucket.after
    now = min(max(future.at, bucket.first), bucket.after)
    low, middle, high = bucket.first.toordinal(), now.toordinal(), bucket.after.toordinal()
    actual = future.until(place, high) - future.until(place, low)
    to_come = sum(
        (part(place, high - 1) - part(place, middle - 1) for part in (future.of_come, future.of_planned)),
        Fraction(0),
    )
    return VarianceRow(
        bucket.label,
        stage,
        plan.expected(stage, bucket.first, min(bucket.after, end)),
        plan.expected(stage, bucket.first, min(now, end)),
        actual,
        actual + to_come,
    )


@attrs.frozen
class _Future:
    """What is to come from a date on."""

    plan: Plan
    happened: Happened
    at: dt.date

    def until(self, place: int, date: int) -> Fraction:
        """How many had reached a stage before a date."""
        found = self.happened.get(place, {})
        return sum((count for one, count in found.items() if one < date), Fraction(0))

    def of_come(self, place: int, until: int) -> Fraction:
        """How many reach a stage, of those that have come, from now until the end of a date."""
        return sum((count * share for count, share in self._come(place, until)), Fraction(0))

    def _come(self, place: int, until: int) -> Iterator[tuple[Fraction, Fraction]]:
        for stage, found in self.happened.items():
            if stage < place:
                for date, count in found.items():
                    yield count, self._from(stage, place, date, until)
        yield from self._waiting(place, until)

    def _from(self, stage: int, place: int, date: int, until: int) -> Fraction:
        """The share of all that reached a stage on a date that go on from now on and reach another by a date."""
        days = self.plan.timing.days
        waited = days.between(date, self.at.toordinal() - 1) + 1
        return self.plan.timing.chain.onward(
            stage, place, waited, days.between(date, until) - waited, known=0
        )

    def _waiting(self, place: int, until: int) -> Iterator[tuple[Fraction, Fraction]]:
        """Those that were in the funnel when the plan was made, and have gone on from there since or not."""
        flow, days = self.plan.flow, self.plan.timing.days
        for stage, one in flow.waiting:
            if stage < place:
                known, waited = self._waited(one)
                total = known + days.between(flow.now, until)
                share = self.plan.timing.chain.onward(stage, place, waited, total - waited, known=known)
                yield one.count, share

    def _waited(self, one: Waiting) -> tuple[int, int]:
        """How long they had waited when the plan was made, and how long it is now."""
        flow, now = self.plan.flow, self.at.toordinal()
        since = self.plan.timing.days.between(flow.now, now - 1) + 1 if now > flow.now else 0
        return one.days or 0, (one.days or 0) + since

    def _arrivals(self) -> Mapping[int, int]:
        now = self.at.toordinal()
        return {date: weight for date, weight in self.plan.flow.arrivals.items() if date >= now}

    def of_planned(self, place: int, until: int) -> Fraction:
        """How many reach a stage by the end of a date, of the leads that are to come by the plan."""
        arrivals, flow = self._arrivals(), self.plan.flow
        whole = sum(flow.arrivals.values())
        if not arrivals:
            return Fraction(0)
        leads = flow.leads * Fraction(sum(arrivals.values()), whole)
        return attrs.evolve(flow, arrivals=arrivals, leads=leads).of_new(place, until)

    def groups(self) -> Iterator[Group]:
        """Leads that have come, with what their chance to become a deal in what is left of the period rests on."""
        chain, days = self.plan.timing.chain, self.plan.timing.days
        for stage, found in self.happened.items():
            months: dict[str, list[tuple[Fraction, Fraction]]] = {}
            for date, count in found.items():
                if stage < chain.last and count:
                    waited = days.between(date, self.at.toordinal() - 1) + 1
                    share = self._pace(stage, waited, [days.between(date, end) for end in self.ends])
                    months.setdefault(dt.date.fromordinal(date).isoformat()[:7], []).append((count, share))
            for parts in months.values():
                whole = sum((one for one, _ in parts), Fraction(0))
                yield Group(
                    round(whole), stage, sum((one * share for one, share in parts), Fraction(0)) / whole
                )
        for stage, one in self.plan.flow.waiting:
            if stage < chain.last and one.count:
                known, waited = self._waited(one)
                ages = [known + days.between(self.plan.flow.now, end) for end in self.ends]
                share = self._pace(stage, waited, ages)
                yield Group(round(one.count), stage, share, chain.hops[stage].within(known - 1))

    def _pace(self, stage: int, waited: int, ages: Sequence[int]) -> Fraction:
        """The share of the deals of leads at a stage that closes in what is left of the period, by ages at its ends."""
        chain = self.plan.timing.chain
        low, high = (chain.pace(stage, chain.last, waited, age - waited) for age in ages)
        return high - low

    @property
    def ends(self) -> tuple[int, int]:
        """The last date before what is left of the period, and its last."""
        first, after = self.plan.timing.dates or (self.at, self.at)
        return max(first, self.at).toordinal() - 1, after.toordinal() - 1

    def sureness(self, won: Fraction) -> tuple[Sureness, int]:
        """The chance of the goal, and how many leads are to come by the plan."""
        groups = tuple(group for group in self.groups() if group.joint)
        leads, last = self.of_planned(0, self.ends[1]), self.plan.timing.chain.last
        part = Fraction(0)
        if leads:
            low, high = (self.of_planned(last, end) for end in self.ends)
            part = (high - low) / leads / self.plan.timing.chain.reaches[-1]
        return Sureness(self.plan.sureness.funnel, part, won, groups), round(leads)
