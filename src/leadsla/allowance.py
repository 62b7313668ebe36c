"""The allowance of a target: how many more clocks may be breached before it can no longer be kept.

A target of 80 % lets one clock in five be breached. Counted in leads this is a stock that can be spent: so many are
allowed, so many are gone, so many are left, to date and in the whole period. Everything that is certain is reckoned in
whole numbers and exact fractions; what is expected is said with what it rests on.

Theory of operation. Time is counted as the clause's calendar has it open, so that closed days neither slow the pace nor
bring leads. *To come* is what arrived so far per open time, for the open time that is left, once a twentieth of all is
over. The *pace* is the share
breached of those started on the last five open days over the share allowed; 1 uses the allowance up exactly as the
period ends. The *chance* that the target is kept takes each clock still to be judged for a draw whose odds are only
known from those judged (beta-binomial with Jeffreys' prior), at the pace of the last days and at that of the period.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

import attrs

from leadsla.attainment import Attainment
from leadsla.calendars import Calendar
from leadsla.errors import CalendarError, ExtraError
from leadsla.instants import LAST, moment, start_of_date
from leadsla.lead import BREACHED, MET
from leadsla.periods import Share, period_bounds
from leadsla.tables import NUMBER, SHARE, TEXT, TIME, WHOLE, Columns, Row

#: Over how many open days the pace is taken.
DAYS: Final = 5
#: With fewer breached, or fewer judged, nothing is said of pace and chance: it would be noise.
LEAST_BREACHED: Final = 5
LEAST_JUDGED: Final = 20
#: Before this share of a period's open time is over, nothing is said of what is to come: one morning is no month.
LEAST_GONE: Final = Fraction(1, 20)
_DAY: Final = dt.timedelta(days=1)


def allowed(target: Share, count: int) -> int:
    """How many of so many clocks may be breached, exactly: the whole part of (1 - target) x count.

    >>> allowed(Share.parse("80%"), 10), allowed(Share.parse("80%"), 131)
    (2, 26)
    """
    return int((1 - target.value) * count)


def needed_in_a_row(target: Share, count: int, breached: int) -> int | None:
    """How many clocks have to be met next, one after the other, until the target is kept again; None for never.

    >>> needed_in_a_row(Share.parse("80%"), 131, 31), needed_in_a_row(Share.parse("100%"), 10, 1)
    (24, None)
    """
    share = 1 - target.value
    if breached <= share * count:
        return 0
    return None if not share else -(-breached // share) - count


@attrs.frozen
class Recent:
    """What was judged of the clocks that started lately (or in the whole period): how many, and how many breached."""

    days: int
    judged: int
    breached: int

    @property
    def enough(self) -> bool:
        """Whether there are enough to speak of a pace."""
        return self.judged >= LEAST_JUDGED

    @property
    def share(self) -> Fraction | None:
        """The share breached."""
        return Fraction(self.breached, self.judged) if self.judged else None


@attrs.frozen
class Allowance(Row):
    """How a promise stands against its target in one period, in clocks.

    `row` has the counts to date. `to_come` is how many further clocks are expected in the period (0 once it is over,
    None where nothing can be said of it), `recent` and `so_far` are what pace and chance rest on, and `used_up_at` is
    when the allowance is used up at the recent pace, None where that is not within the period or not known.
    """

    COLUMNS: ClassVar[Columns] = {
        "clause": (TEXT, lambda row: row.row.clause),
        "period": (TEXT, lambda row: row.row.period),
        "target": (SHARE, lambda row: row.target.value),
        "status": (TEXT, lambda row: row.row.status),
        "started": (WHOLE, lambda row: row.count),
        "met": (WHOLE, lambda row: row.row.met),
        "breached": (WHOLE, lambda row: row.row.breached),
        "open": (WHOLE, lambda row: row.row.open),
        **dict.fromkeys(
            ("allowed", "left", "to_come", "expected", "allowed_expected", "left_expected"), WHOLE
        ),
        **dict.fromkeys(("needed", "to_judge", "in_a_row"), WHOLE),
        "pace": NUMBER,
        "recent_days": (WHOLE, lambda row: row.recent.days),
        "recent_judged": (WHOLE, lambda row: row.recent.judged),
        "recent_breached": (WHOLE, lambda row: row.recent.breached),
        "used_up_at": TIME,
    }
    BRIEF: ClassVar[tuple[str, ...]] = (
        "clause", "period", "target", "started", "breached", "open", "allowed", "left", "expected", "left_expected",
        "pace", "used_up_at",
    )  # fmt: skip

    row: Attainment
    target: Share
    to_come: int | None
    recent: Recent
    so_far: Recent
    used_up_at: dt.datetime | None = None

    @property
    def count(self) -> int:
        """The clocks that count so far: met, breached and open."""
        return self.row.met + self.row.breached + self.row.open

    @property
    def allowed(self) -> int:
        """How many of those may be breached."""
        return allowed(self.target, self.count)

    @property
    def left(self) -> int:
        """How many more may be; below zero when too many are."""
        return self.allowed - self.row.breached

    @property
    def expected(self) -> int | None:
        """The clocks that are expected in the whole period."""
        return None if self.to_come is None else self.count + self.to_come

    @property
    def allowed_expected(self) -> int | None:
        """How many of the expected ones may be breached."""
        return None if self.expected is None else allowed(self.target, self.expected)

    @property
    def left_expected(self) -> int | None:
        """How many more may be in the whole period, as far as can be expected."""
        return None if self.allowed_expected is None else self.allowed_expected - self.row.breached

    @property
    def to_judge(self) -> int | None:
        """The clocks still to be judged: the open ones and those to come."""
        return None if self.to_come is None else self.row.open + self.to_come

    @property
    def needed(self) -> int | None:
        """How many of those have to be met for the target to be kept; more than there are when it cannot be."""
        if self.expected is None:
            return None
        return max(
            0, -(-self.target.value.numerator * self.expected // self.target.value.denominator) - self.row.met
        )

    @property
    def in_a_row(self) -> int | None:
        """How many have to be met next, in a row, until the rate is at the target again; None for never."""
        return needed_in_a_row(self.target, self.count, self.row.breached)

    @property
    def price(self) -> Fraction | None:
        """How many clocks in time one late one costs: target / (1 - target); None where none may be late."""
        share = 1 - self.target.value
        return self.target.value / share if share else None

    @property
    def pace(self) -> Fraction | None:
        """The share breached lately over the share allowed; None where there is too little to go by."""
        share, recent = 1 - self.target.value, self.recent
        if not share or not recent.enough or self.row.breached < LEAST_BREACHED or recent.share is None:
            return None
        return recent.share / share

    @property
    def on_course(self) -> bool | None:
        """Whether the target will be kept at the recent pace; None where there is no pace, or the period is over."""
        if self.pace is None or self.to_judge is None or self.left_expected is None or not self.to_judge:
            return None
        assert self.recent.share is not None
        return self.recent.share * self.to_judge <= self.left_expected

    def chance(self, basis: Recent) -> float | None:
        """How likely the target is kept if those still to be judged are drawn like those of `basis`.

        Beta-binomial with Jeffreys' prior, for as many clocks as are expected. None where there are too few to go by.
        Needs the extra `science`; raises `ExtraError` without it.
        """
        if not basis.enough or self.to_judge is None or self.left_expected is None:
            return None
        if self.left_expected < 0:
            return 0.0
        late, met = basis.breached + 0.5, basis.judged - basis.breached + 0.5
        return float(_betabinom().cdf(self.left_expected, self.to_judge, late, met))

    def breached_of(self, basis: Recent, count: int, chance: float) -> int | None:
        """How many of the next `count` are breached at most, with that chance, if they are drawn like those of `basis`.

        The same distribution as that of `chance`, of which it is the quantile. None where there are too few to go by.
        Needs the extra `science`; raises `ExtraError` without it.
        """
        if not basis.enough:
            return None
        if not count:
            return 0
        late, met = basis.breached + 0.5, basis.judged - basis.breached + 0.5
        return int(_betabinom().ppf(chance, count, late, met))

    def to_dict(self) -> dict[str, Any]:
        """The data of the command line; shares as numbers, times ISO 8601 in UTC."""
        found = super().to_dict()
        recent = {name: found.pop(f"recent_{name}") for name in ("days", "judged", "breached")}
        used_up_at = found.pop("used_up_at")
        return {**found, "recent": recent, "used_up_at": used_up_at}


def _betabinom() -> Any:
    try:
        from scipy.stats import betabinom
    except ImportError:
        raise ExtraError("a chance needs scipy; install it with: pip install 'leadsla[science]'") from None
    return betabinom


@attrs.define
class Reckoning:
    """Works out the allowance of one promise in one period from the clocks that started in it.

    `clocks` are (started, outcome) in order; `calendar` says what is open time; `first` and `after` bound the term.
    """

    row: Attainment
    target: Share
    clocks: Sequence[tuple[int, str]]
    calendar: Calendar
    tz: ZoneInfo
    at: int
    first: int
    after: int

    def allowance(self) -> Allowance:
        """The allowance as it stands."""
        found = Allowance(self.row, self.target, self.to_come, self.recent, self._judged(0, self.open_days))
        return found if self.row.ended else attrs.evolve(found, used_up_at=self._used_up_at(found))

    @cached_property
    def bounds(self) -> tuple[int, int]:
        """The period within the term."""
        start, end = period_bounds(self.row.period, self.tz)
        return max(start, self.first), min(end, self.after)

    @cached_property
    def gone(self) -> int:
        """The open time of the period up to now."""
        return self.calendar.timeline.between(
            self.bounds[0], min(max(self.at, self.bounds[0]), self.bounds[1])
        )

    @cached_property
    def to_come(self) -> int | None:
        """What arrived so far per open time, for the open time that is left; to the nearest whole number."""
        if self.at >= self.bounds[1]:
            return 0
        left = self.calendar.timeline.between(max(self.at, self.bounds[0]), self.bounds[1])
        if not self.gone or self.gone < LEAST_GONE * (self.gone + left):
            return None
        count = self.row.met + self.row.breached + self.row.open
        return int(Fraction(count * left, self.gone) + Fraction(1, 2))

    @cached_property
    def open_days(self) -> int:
        """How many dates with open hours have begun in the period."""
        return sum(1 for _ in self._dates_back())

    def _dates_back(self) -> Iterable[dt.date]:
        """The dates with open hours that have begun, the latest first."""
        start, end = self.bounds
        date = moment(min(self.at, end - 1)).astimezone(self.tz).date()
        first = moment(start).astimezone(self.tz).date()
        while date >= first:
            if self.calendar.is_open_date(date):
                yield date
            date -= _DAY

    @cached_property
    def recent(self) -> Recent:
        """What was judged of the clocks that started since the first of the last open days."""
        dates = [date for date, _ in zip(self._dates_back(), range(DAYS), strict=False)]
        since = start_of_date(dates[-1], self.tz) if dates else self.at
        return self._judged(since, len(dates))

    def _judged(self, since: int, days: int) -> Recent:
        later = [outcome for _, outcome in self.clocks[bisect_left(self.clocks, (since, "")) :]]
        return Recent(days, later.count(MET) + later.count(BREACHED), later.count(BREACHED))

    def _used_up_at(self, found: Allowance) -> dt.datetime | None:
        """When nothing is left of what the whole period is expected to allow, at the recent pace."""
        left, share = found.left_expected, found.recent.share
        if left is not None and left < 0:
            return moment(self.at)
        if found.pace is None or left is None or not share or not found.to_judge:
            return None
        clocks = left / share
        if clocks >= found.to_judge:
            return None
        open_time = int(clocks * self.gone / found.count)
        try:
            at = self.calendar.timeline.add(max(self.at, self.bounds[0]), open_time)
        except CalendarError:
            return None
        return moment(at) if at < min(self.bounds[1], LAST) else None
