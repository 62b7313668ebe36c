"""Which further hours of cover pay: what each hour of the week would answer in time, and what it would cost.

A lead that comes while nobody is there waits until somebody is, whatever the size of the team. So the first question of
a window in elapsed time is not how many people there are but when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import attrs

from leadsla.charts import Axis, Chart, Series, lines
from leadsla.errors import ScenarioError
from leadsla.simulation import fields
from leadsla.simulation.covered import CoveredWeek, open_minutes
from leadsla.simulation.erlang import ErlangC
from leadsla.simulation.model.arrivals import WEEK, profile
from leadsla.tables import NUMBER, SHARE, TEXT, TRUTH, Columns, Printed, Row, Rows, Sheet

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ASSUMPTIONS: Final = (
    "each hour is a queue in its long run: leads at random, exponential handling, first come (Erlang C)",
    "what piles up while nobody is there is worked off evenly after the opening, before the leads that come then",
    "an hour in which more comes than the people can do answers nobody in time",
    "weeks are alike, without holidays",
)


@attrs.frozen
class CoverHour(Row):
    """An hour of the week that is not covered, and what it would bring and cost a week, on top of those above that pay.

    `in_time` are the leads that would be answered in time and were not, `worth` what they are worth, `net` that less
    the cost. `share_so_far` is the share of all leads answered in time with this hour and those above it that pay.
    `overloaded`: more comes in it than the people who would cover it can do.
    """

    COLUMNS: ClassVar[Columns] = {
        "hour": TEXT,
        "arrivals": NUMBER,
        "share_of_leads": SHARE,
        **dict.fromkeys(("in_time", "worth", "cost", "net"), NUMBER),
        "pays": TRUTH,
        "share_so_far": SHARE,
        "overloaded": TRUTH,
    }

    place: int
    arrivals: float
    share_of_leads: float
    in_time: float
    worth: float
    cost: float
    share_so_far: float
    overloaded: bool

    @property
    def hour(self) -> str:
        """The hour in words, such as `mon 18:00`."""
        return f"{_DAYS[self.place // 24]} {self.place % 24:02}:00"

    @property
    def net(self) -> float:
        """What is left of the worth after the cost."""
        return self.worth - self.cost

    @property
    def pays(self) -> bool:
        """Whether it brings more than it costs."""
        return self.net > 0


@attrs.frozen(repr=False)
class Cover(Printed):
    """The hours that could be covered, those that pay first, and the share answered in time as it is."""

    rows: Rows[CoverHour]
    within_minutes: float
    share_in_time: float
    leads_per_week: float

    @property
    def paying(self) -> Rows[CoverHour]:
        """The hours that bring more than they cost."""
        return self.rows.where(lambda hour: hour.pays)

    @property
    def share_if_all_that_pay(self) -> float:
        """The share of all leads that is answered in time if the hours that pay are covered."""
        return self.paying[-1].share_so_far if self.paying else self.share_in_time

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the answer takes for granted."""
        return ASSUMPTIONS

    def chart(self, label: str = "share answered in time by hours of cover added") -> Chart:
        """The share answered in time over the number of hours that are added, as long as they pay."""
        points = [
            (0.0, self.share_in_time),
            *((place, row.share_so_far) for place, row in enumerate(self.paying, 1)),
        ]
        x, y = (
            Axis("hours a week added"),
            Axis(f"within {self.within_minutes:g} min", "share", low=0.0, high=1.0),
        )
        return lines([Series("in time", points)], label, x=x, y=y)

    def to_frame(self, backend: str = "pandas") -> Any:
        """A row for each hour; see `Rows.to_frame`."""
        return self.rows.to_frame(backend)

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it, with the assumptions."""
        return {
            "within_minutes": self.within_minutes,
            "leads_per_week": self.leads_per_week,
            "share_in_time": self.share_in_time,
            "share_if_all_that_pay": self.share_if_all_that_pay,
            "hours": self.rows.to_dict(),
            "assumptions": list(self.assumptions),
        }

    def _drawing(self) -> Chart:
        return self.chart()

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        head = repr(self).strip("<>")
        return (attrs.evolve(self.rows._sheets(shown)[0], head=head, notes=self.assumptions),)

    def __repr__(self) -> str:
        now, then = (f"{100 * share:.1f} %" for share in (self.share_in_time, self.share_if_all_that_pay))
        return f"<Cover: {now} in time, {then} with the {len(self.paying)} further hours a week that pay>"


def coverage_hours_that_pay(
    arrivals: Any,
    hours: Any,
    *,
    handling_minutes: float,
    people: int,
    within_minutes: float,
    worth: float,
    cost_per_hour: float,
    cover_people: int = 1,
) -> Cover:
    """Which hours of the week, of those not covered, would bring more than they cost.

    `arrivals` are leads an hour by the hour of the week, as a scenario has them; `hours` those that are covered, as a
    calendar has them (or a `BusinessCalendar`, whose week it is), both in the same zone. `people` are at work in these,
    `cover_people` would be in a further one. `worth` is what it is worth that a lead is answered in time and not late,
    `cost_per_hour` what an hour of further cover costs with all who do it.

    >>> cover = coverage_hours_that_pay(
    ...     {"mon-fri": {"08:00-20:00": 6}}, {"mon-fri": ["09:00-17:00"]},
    ...     handling_minutes=10, people=3, within_minutes=5, worth=15, cost_per_hour=40, cover_people=2,
    ... )
    >>> cover
    <Cover: 49.4 % in time, 91.0 % with the 20 further hours a week that pay>
    >>> cover.paying[0].hour, round(cover.paying[0].net, 2)
    ('fri 17:00', 75.3)

    Raises `ScenarioError` for what cannot be, with the argument that is wrong; `CalendarError` for hours that are none.
    """
    rates = profile(arrivals)
    fields.head_count(people)
    if not sum(rates) > 0:
        raise ScenarioError("arrivals", "are none in the whole week; write leads an hour")
    for name, value in (
        ("worth", worth),
        ("cost_per_hour", cost_per_hour),
        ("within_minutes", within_minutes),
    ):
        if fields.number(name, value) < 0:
            raise ScenarioError(name, f"is {value!r}; write 0 or more")
    if not fields.number("handling_minutes", handling_minutes) > 0:
        raise ScenarioError("handling_minutes", f"is {handling_minutes!r}; write a number above 0")
    week = CoveredWeek(
        rates,
        open_minutes(hours),
        people,
        fields.count("cover_people", cover_people),
        handling_minutes,
        within_minutes,
    )
    return _cover(week, worth, cost_per_hour)


def _cover(week: CoveredWeek, worth: float, cost_per_hour: float) -> Cover:
    """The hours that are not covered, chosen one after the other: what each brings alone says which is next."""
    base, total = week.in_time(()), sum(week.rates)
    costs = {place: cost_per_hour * week.closed_minutes(place) / 60 for place in range(WEEK)}
    closed = [place for place in range(WEEK) if week.closed_minutes(place)]
    alone = {place: (week.in_time((place,)) - base) * worth - costs[place] for place in closed}
    order = sorted(closed, key=lambda place: (-alone[place], place))
    chosen: list[int] = []
    so_far = base
    for place in order:
        then = week.in_time([*chosen, place])
        if (then - so_far) * worth > costs[place]:
            chosen.append(place)
            so_far = then
    # What was chosen early may bring nothing any more beside what came after it.
    for place in reversed(chosen.copy()):
        others = [one for one in chosen if one != place]
        without = week.in_time(others)
        if (so_far - without) * worth <= costs[place]:
            chosen, so_far = others, without
    rows = _rows(week, [*chosen, *(place for place in order if place not in chosen)], worth, costs)
    return Cover(rows, float(week.within), base / total, total)


def _rows(
    week: CoveredWeek, order: Sequence[int], worth: float, costs: Mapping[int, float]
) -> Rows[CoverHour]:
    """What each hour brings on top of those before it that pay."""
    chosen: list[int] = []
    pay, rest, so_far = list[CoverHour](), list[CoverHour](), week.in_time(())
    total = sum(week.rates)
    for place in order:
        then, rate = week.in_time([*chosen, place]), week.rates[place]
        busy = ErlangC(rate, week.handling_minutes, week.cover_people).unstable
        gained = then - so_far
        hour = CoverHour(place, rate, rate / total, gained, gained * worth, costs[place], then / total, busy)
        (pay if hour.pays else rest).append(hour)
        if hour.pays:
            chosen.append(place)
            so_far = then
    rest.sort(key=lambda hour: (-hour.net, hour.place))
    return Rows(CoverHour, [*pay, *rest])
