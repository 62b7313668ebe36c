"""Time: how long deals take from their leads on, and by when leads must exist to close before the period is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.funnel.buckets import Bucket, buckets, labelled
from leadsla.funnel.chain import Chain, chain_of, taken
from leadsla.funnel.days import Days
from leadsla.funnel.exact import table_named
from leadsla.funnel.lags import Lag
from leadsla.funnel.numbers import plain, refusal, share, shown
from leadsla.tables import SHARE, TEXT, WHOLE, Columns, Printed, Row, Rows, Sheet

if TYPE_CHECKING:
    from leadsla.charts import Chart
    from leadsla.funnel.model import ReverseFunnel

#: The shares for which the answer says by when.
ASKED: Final = (Fraction(1, 2), Fraction(4, 5), Fraction(9, 10))
#: What closes after the last month of a calendar.
LATER: Final = "later"


@attrs.frozen
class LagCell(Row):
    """The share of the deals from leads created in one month that close in another, or `later`."""

    COLUMNS: ClassVar[Columns] = {"created": TEXT, "closes": TEXT, "share": SHARE}

    created: str
    closes: str
    share: Fraction


class LagCalendar(Rows[LagCell]):
    """Month of creation by month of closing: of the deals that a month's leads become, the share that closes when.

    The shares of a month of creation add up to 1, with what closes `later` than the last month.
    """

    def share(self, created: str, closes: str) -> Fraction:
        """One share; raises `FunnelError` for months that it does not hold."""
        found = next((cell.share for cell in self if (cell.created, cell.closes) == (created, closes)), None)
        if found is None:
            raise refusal(f"the calendar has no leads of {created} that close in {closes}", "a month in it")
        return found

    def table(self) -> dict[str, dict[str, Fraction]]:
        """The shares by month of creation, then by month of closing."""
        found: dict[str, dict[str, Fraction]] = {}
        for cell in self:
            found.setdefault(cell.created, {})[cell.closes] = cell.share
        return found

    def chart(self) -> Chart:
        """A heat map: a row for each month of creation, a column for each of closing."""
        from leadsla.charts import heat

        table = self.table()
        columns = list(next(iter(table.values()))) if table else []
        values = [[float(row[name]) or None for name in columns] for row in table.values()]
        label = "deals by the month in which their leads came (down) and they close (across)"
        return heat(values, list(table), columns, label, most=1, said=lambda part: f"{part:.0%}", cell=54)


@attrs.frozen
class ByWhen(Row):
    """By when leads have to come for a share of their deals to be in time, and the days that so many take at most.

    Either is None where so many never close, and the date where the goal has no period.
    """

    COLUMNS: ClassVar[Columns] = {
        "share": SHARE,
        "days": WHOLE,
        "latest": (TEXT, lambda row: row.latest and row.latest.isoformat()),
    }

    share: Fraction
    days: int | None
    latest: dt.date | None


@attrs.frozen(slots=False)
class Timing(Printed):
    """How long deals take, and what that means for the period of the goal.

    `lag` is how many days (or working days) pass from a lead to its deal; shares are of the deals that leads become.
    `dates` are the first date of the period and the first after it.
    """

    chain: Chain = attrs.field(repr=False)
    days: Days = attrs.field(repr=False)
    dates: tuple[dt.date, dt.date] | None
    taken: tuple[str, ...] = ()

    @property
    def lag(self) -> Lag:
        """How long a deal takes from its lead on."""
        return self.chain.whole

    def closed(self, created: dt.date, by: dt.date) -> Fraction:
        """The share of the deals from leads of a date that has closed by the end of another."""
        return self.lag.within(self.days.between(created.toordinal(), by.toordinal()))

    def in_time(self, created: dt.date) -> Fraction:
        """The share of the deals from leads of a date that closes before the period is over.

        Raises `FunnelError` where the goal has no period.
        """
        return self.closed(created, self._ends[1])

    def in_period(self, created: dt.date) -> Fraction:
        """The share of the deals from leads of a date that closes within the period; errors as in `in_time`."""
        before, last = self._ends
        return self.closed(created, last) - self.closed(created, before)

    def latest(self, part: Any) -> dt.date | None:
        """The last date on which leads may come for this share of their deals to close before the period is over.

        None where so many never close. Raises `FunnelError` for what is no share, and where the goal has no period.
        """
        days = self.lag.quantile(share(part, "a share of the deals", "90%"))
        last = self._ends[1].toordinal()
        return None if days is None else dt.date.fromordinal(self.days.back(last, days))

    @property
    def _ends(self) -> tuple[dt.date, dt.date]:
        """The last date before the period, and the last in it."""
        if self.dates is None:
            raise refusal("the goal has no period", "period: 2026-Q3", "goal.period", "missing-key")
        day = dt.timedelta(days=1)
        return self.dates[0] - day, self.dates[1] - day

    def calendar(self, first: str | None = None, last: str | None = None) -> LagCalendar:
        """The lag calendar from one month to another, both of creation and of closing.

        By default it begins with the month whose first leads nine deals in ten of the period's first day came from, and
        ends with the period. The leads of a month come evenly over its days.

        Raises `FunnelError` for what is no month, and where there is neither a month nor a period.
        """
        begun = self._begin() if first is None else labelled(first, "month").first
        after = self._ends[1] + dt.timedelta(days=1) if last is None else labelled(last, "month").after
        months = buckets(begun, after, "month")
        cells = [LagCell(*found) for created in months for found in self._cells(created, months)]
        return LagCalendar(LagCell, cells)

    def _begin(self) -> dt.date:
        before = self._ends[0].toordinal() + 1
        days = self.lag.quantile(Fraction(9, 10))
        return dt.date.fromordinal(self.days.back(before, min(days or 0, 366)))

    def _cells(self, created: Bucket, months: Sequence[Bucket]) -> list[tuple[str, str, Fraction]]:
        dates = range(created.first.toordinal(), created.after.toordinal())
        found, before = [], 0
        of = len(dates) * self.lag.of
        for month in months:
            last = month.last.toordinal()
            parts = sum(
                self.lag.parts_within(self.days.between(date, last)) for date in dates if date <= last
            )
            found.append((created.label, month.label, Fraction(parts - before, of)))
            before = parts
        return [*found, (created.label, LATER, 1 - Fraction(before, of))]

    @property
    def by_when(self) -> Rows[ByWhen]:
        """The days that half, eight and nine in ten of the deals take at most, and by when their leads must exist."""
        dated = self.dates is not None
        found = (
            ByWhen(part, self.lag.quantile(part), self.latest(part) if dated else None) for part in ASKED
        )
        return Rows(ByWhen, found)

    def to_frame(self, backend: str = "pandas", table: str = "by_when") -> Any:
        """A data frame of `by_when`, or of the lag `calendar`; raises `ReadError` for another table."""
        tables: dict[str, Rows[Any]] = {"by_when": self.by_when}
        if self.dates is not None:
            tables["calendar"] = self.calendar()
        return table_named(table, tables).to_frame(backend)

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        from leadsla.funnel.text import time_sheet

        return (time_sheet(self),)

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it."""
        found: dict[str, Any] = {
            "days": {f"p{int(part * 100)}": self.lag.quantile(part) for part in ASKED},
        }
        if self.days.calendar is not None:
            found["working_days"] = True
        if self.dates is not None:
            found["latest"] = {shown(part): self._latest(part) for part in ASKED}
            found["calendar"] = [_row(created, row) for created, row in self.calendar().table().items()]
        return found | ({"taken": list(self.taken)} if self.taken else {})

    def _latest(self, part: Fraction) -> str | None:
        found = self.latest(part)
        return None if found is None else found.isoformat()

    @cached_property
    def words(self) -> str:
        """What `lag` is counted in."""
        return "days" if self.days.calendar is None else "working days"


def _row(created: str, row: Mapping[str, Fraction]) -> dict[str, Any]:
    closes = {name: _number(part) for name, part in row.items() if part}
    return {"created": created, "closes": closes}


def _number(part: Fraction) -> float | int:
    found = plain(part)
    return float(part) if isinstance(found, str) else found


def timing_of(funnel: ReverseFunnel) -> Timing | None:
    """The time of a funnel; None where no stage says how long it takes."""
    if all(stage.days is None for stage in funnel.stages):
        return None
    return any_timing(funnel)


def any_timing(funnel: ReverseFunnel) -> Timing:
    """The time of a funnel, with deals that close at once where no stage says how long it takes."""
    return Timing(chain_of(funnel), Days(funnel.working_days), funnel.goal.dates, taken(funnel))
