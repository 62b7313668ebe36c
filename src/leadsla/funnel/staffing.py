"""Whether sales can work what marketing sends: the hours, the promised windows, and what gives first.

A lead takes its minutes in one go, of one representative; that is harder than to come back to it, so what is said of
windows errs to the safe side. Leads that come while the office is open wait in one line (Erlang C). Those that come
while it is closed are late where the window is of elapsed time, whatever the number of people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.clauses import LeadClause, about_leads
from leadsla.funnel.capacity import Capacity
from leadsla.funnel.exact import table_named
from leadsla.funnel.numbers import plain
from leadsla.funnel.work import OWNERS, LeadWork, work_of
from leadsla.instants import MINUTE, start_of_date
from leadsla.simulation.questions import most_arrivals
from leadsla.tables import NUMBER, SHARE, TEXT, WHOLE, Columns, Printed, Row, Rows, Sheet

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.calendars import Calendar
    from leadsla.charts import Chart
    from leadsla.funnel.backwards import Volumes
    from leadsla.funnel.model import ReverseFunnel
    from leadsla.funnel.plan import Plan

#: Weeks over which the open hours of a calendar are looked at, and hours of a week.
_WEEKS: Final = 52
_HOURS: Final = 168


@attrs.frozen
class Working(Row):
    """A month or week of the plan: the leads to be worked in it on average, and those that can be.

    `reps` are the representatives of its first month, new ones by how far they are. What can be worked counts the
    `days` on which there are leads: of a month that has begun, or in which leads begin to come, only the rest.
    """

    COLUMNS: ClassVar[Columns] = {
        "period": TEXT,
        **dict.fromkeys(("reps", "leads", "can_work"), NUMBER),
        "utilisation": NUMBER,
        "reps_needed": WHOLE,
    }

    period: str
    reps: Fraction
    leads: Fraction
    can_work: Fraction
    reps_needed: int
    days: int

    @property
    def utilisation(self) -> Fraction:
        """What the leads take of the time that there is for them; over 1, they are too many."""
        return self.leads / self.can_work


@attrs.frozen
class Limit(Row):
    """What a limit lets through: leads a week, at most; `needed` is the share of them that it has to hold for."""

    COLUMNS: ClassVar[Columns] = {"limit": TEXT, "leads_per_week": NUMBER, "target": SHARE, "why": TEXT}

    limit: str
    leads_per_week: Fraction
    why: str
    target: Fraction | None = None


@attrs.frozen(slots=False)
class Staffing(Printed):
    """What the leads of a stage ask of sales, and what sales can do.

    `leads` are those that the goal needs at `stage`. `limits` are the hours, and the windows that the agreement
    promises, the one that gives first first.
    """

    stage: str
    leads: int
    work: LeadWork
    capacity: Capacity
    plan: Plan | None = attrs.field(default=None, repr=False)
    agreement: Agreement | None = attrs.field(default=None, repr=False)

    @property
    def minutes_per_week(self) -> Fraction:
        """The minutes that one representative has for leads in a week."""
        return self.capacity.hours_per_week * self.capacity.utilisation * 60

    @property
    def leads_per_week(self) -> Fraction:
        """The leads that the representatives who are there now can work in a week."""
        return self.capacity.reps * self.minutes_per_week / self.work.minutes

    @property
    def weeks(self) -> Fraction:
        """How long they take for all of them."""
        return self.leads / self.leads_per_week

    @cached_property
    def periods(self) -> Rows[Working]:
        """The months or weeks of the plan; without one there are none."""
        return Rows(Working, () if self.plan is None else self._periods(self.plan))

    @property
    def enough(self) -> bool | None:
        """Whether the leads of every month or week can be worked in it; None without a plan."""
        return all(one.utilisation <= 1 for one in self.periods) if self.periods else None

    @property
    def reps_needed(self) -> int | None:
        """The representatives, all in full work, who can work the busiest month or week; None without a plan."""
        return max((one.reps_needed for one in self.periods), default=None)

    @cached_property
    def limits(self) -> Rows[Limit]:
        """What limits the leads of a week, the least first."""
        hours = Limit("hours", self.leads_per_week, "what the representatives can work")
        found = [hours, *(() if self.agreement is None else self._windows(self.agreement))]
        return Rows(Limit, sorted(found, key=lambda one: one.leads_per_week))

    def _periods(self, plan: Plan) -> Iterator[Working]:
        for bucket in plan.buckets:
            leads = plan.expected(self.stage, bucket.first, bucket.after)
            begun = min(max(bucket.first, plan.begins), bucket.after)
            days = (bucket.after - (begun if leads else bucket.first)).days
            one = self.minutes_per_week * Fraction(days, 7) / self.work.minutes
            reps = self.capacity.at_work(f"{bucket.first:%Y-%m}")
            yield Working(bucket.label, reps, leads, reps * one, ceil(leads / one), days)

    def _windows(self, agreement: Agreement) -> Iterator[Limit]:
        for clause in agreement.clauses:
            if about_leads(clause) and clause.prompt and clause.owner in OWNERS and clause.target is not None:
                calendar = agreement.calendar_named(clause.calendar)
                begin = (
                    self.plan.buckets[0].first if self.plan and self.plan.buckets else agreement.term.from_
                )
                found = self._window(clause, open_hours(calendar, begin), clause.target.share.value)
                if found is not None:
                    yield found

    def _window(self, clause: LeadClause, hours: Fraction, target: Fraction) -> Limit | None:
        segments = clause.window()
        fixed = [one.is_.fixed for one in segments or ()]
        lengths = [length for length in fixed if length is not None]
        if segments is None or len(lengths) < len(fixed):
            return None  # days are long beside a queue
        business = all(one.is_.business for one in segments)
        inside = Fraction(1) if business else hours / _HOURS
        if target > inside:
            why = f"only {float(inside):.0%} of a week is open, and the window counts all of it"
            return Limit(clause.id, Fraction(0), why, target)
        minutes = min(lengths) / MINUTE
        an_hour = most_arrivals(self._people, float(self.work.minutes), minutes, float(target / inside))
        why = f"{self._people} at work at once answer so many in time"
        return Limit(clause.id, Fraction(an_hour) * (hours if business else _HOURS), why, target)

    @property
    def _people(self) -> int:
        return floor(self.capacity.reps * self.capacity.utilisation)

    def to_frame(self, backend: str = "pandas", table: str = "periods") -> Any:
        """A data frame of the `periods`, or of the `limits`; raises `ReadError` for another table."""
        return table_named(table, {"periods": self.periods, "limits": self.limits}).to_frame(backend)

    def chart(self) -> Chart:
        """A chart of the leads of each month or week beside those that can be worked in it."""
        from leadsla.funnel.drawing import working

        return working(self)

    def _drawing(self) -> Chart | None:
        return self.chart() if self.periods else None

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        from leadsla.funnel.text import capacity_sheet

        return (capacity_sheet(self, shown),)

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it; what is not there is left out."""
        found: dict[str, Any] = {"stage": self.stage, "leads": self.leads} | self.work.to_dict()
        found |= {"leads_per_week": float(self.leads_per_week), "weeks": float(self.weeks)}
        if self.periods:
            found |= {
                "enough": self.enough,
                "reps": plain(self.capacity.reps),
                "reps_needed": self.reps_needed,
            }
            found["periods"] = self.periods.to_dict()
        return found | {"limits": self.limits.to_dict()}


def staffing_of(
    funnel: ReverseFunnel, volumes: Volumes, plan: Plan | None, agreement: Agreement | None
) -> Staffing | None:
    """What the leads of `volumes` ask of sales; None where nothing is told of its people or of what a lead takes."""
    capacity = funnel.capacity
    work = None if capacity is None else work_of(capacity, agreement)
    if capacity is None or work is None:
        return None
    stage = next(one for one in volumes.stages if one.name == (capacity.stage or volumes.stages[0].name))
    if stage.needed is None:
        return None
    return Staffing(stage.name, stage.needed, work, capacity, plan, agreement)


def open_hours(calendar: Calendar, begin: dt.date) -> Fraction:
    """The hours of a week in which a calendar is open, on average over a year from a date on."""
    first = start_of_date(begin, calendar.zone)
    total = calendar.timeline.between(first, first + _WEEKS * _HOURS * 60 * MINUTE)
    return Fraction(total, 60 * MINUTE * _WEEKS)
