"""The plan: by hand, its laws, and against counting every lead."""

from __future__ import annotations

import datetime as dt
import sys
from fractions import Fraction
from itertools import product
from math import ceil
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

import leadsla as ls
from leadsla.funnel import Plan, ReverseFunnel
from leadsla.funnel.parts import whole_parts

DATE = dt.date.fromisoformat
NEW_YEAR = DATE("2026-01-01")


def funnel(*days: Any, deals: int = 92, rates: Any = (0.5, 0.2), **more: Any) -> ReverseFunnel:
    """Leads, then `mql` and `won` after these days."""
    names = ["mql", "won"] if len(days) == 2 else ["won"]
    steps = [
        {"name": name, "rate": rate} | ({} if one is None else {"days": one})
        for name, one, rate in zip(names, days, rates, strict=False)
    ]
    period = more.pop("period", "2026-Q3")
    return ReverseFunnel.from_dict(
        {"goal": {"deals": deals, "period": period}, "stages": ["lead", *steps]} | more
    )


def plan(*days: Any, today: dt.date | None = NEW_YEAR, **more: Any) -> Plan:
    found = funnel(*days, **more).answer(today=today).plan
    assert found is not None
    return found


def test_days_that_are_always_the_same() -> None:
    """30 and 31 days: leads come from 1 May to 31 July, ten a day for one deal a day, and none is lost."""
    found = plan(30, 31)
    assert (found.first, found.after) == (DATE("2026-05-01"), DATE("2026-08-01"))
    assert (found.leads, found.in_period, found.possible) == (920, 1, True)
    assert found.to_dict() == [
        {"month": "2026-05", "lead": 310, "mql": 5, "won": 0},
        {"month": "2026-06", "lead": 300, "mql": 150, "won": 0},
        {"month": "2026-07", "lead": 310, "mql": 155, "won": 31},
        {"month": "2026-08", "lead": 0, "mql": 150, "won": 31},
        {"month": "2026-09", "lead": 0, "mql": 0, "won": 30},
    ]


def test_by_week() -> None:
    """ISO weeks; a period of a week is planned by week anyway."""
    answer = funnel(30, 31).answer(today=NEW_YEAR)
    found = answer.plan_by("week")
    assert (found.rows[0].period, found.rows[-1].period) == ("2026-W18", "2026-W40")
    assert sum(found.needed("lead").values()) == 920
    assert plan(7, deals=7, period="2026-W10", rates=[0.5]).to_dict() == [
        {"week": "2026-W09", "lead": 14, "won": 0},
        {"week": "2026-W10", "lead": 0, "won": 7},
    ]
    with pytest.raises(ls.FunnelError, match="by month or week, not by 'day'"):
        answer.plan_by("day")


def test_some_of_the_deals_close_outside_the_period() -> None:
    """Half take ten days, half forty: leads from 21 June on; those of the last weeks close half too late."""
    found = plan([10, 40], rates=[0.5])
    assert (found.first, found.after) == (DATE("2026-06-21"), DATE("2026-09-21"))
    assert found.in_period == Fraction(92 + 62, 184)
    assert found.leads * Fraction(1, 2) * found.in_period == 92
    assert found.expected("won", DATE("2026-07-01"), DATE("2026-10-01")) == 92


def test_there_is_less_time_from_today_on() -> None:
    """The same leads on fewer dates; and none when today is too late."""
    found = plan(30, 31, today=DATE("2026-07-01"))
    assert (found.first, found.leads, found.needed("lead")) == (
        DATE("2026-07-01"),
        920,
        {"2026-07": 920, "2026-08": 0, "2026-09": 0},
    )
    assert plan(30, 31, today=DATE("2026-07-31")).needed("lead")["2026-07"] == 920
    late = plan(30, 31, today=DATE("2026-08-01"), already={"won": 12, "mql": 100})
    assert (late.possible, late.leads, late.first, late.reachable) == (False, 0, None, 32)
    assert late.notes == (
        "the goal can no longer be reached in time: of 92 deals 32 can be, if the leads for the rest came today",
    )
    assert late.summary() == {
        "deals": 92,
        "possible": False,
        "already": {"won": 12, "waiting": 20.0},
        "reachable": 32.0,
    }


def test_what_could_still_be_in_time_of_those_who_come_today() -> None:
    """With 20 days left a third is in time, less than half: a third of the goal can be."""
    late = plan([10, 30, 40], rates=[0.5], today=DATE("2026-09-10"))
    assert (late.possible, late.reachable) == (False, Fraction(92, 3))
    assert not plan([10, 10_000, 10_000], rates=[0.5]).possible


def test_what_is_in_the_funnel_already_is_counted_first() -> None:
    """100 mql are worth 20 deals, won in July; 12 are won: 60 of 92 are left, for 600 leads."""
    today = DATE("2026-06-20")
    found = plan(30, 31, today=today, already={"mql": 100, "won": 12})
    assert (found.won, found.waiting, found.leads) == (12, 20, 600)
    assert found.needed("won")["2026-07"] == 20
    assert found.expected("won", DATE("2026-07-01"), DATE("2026-10-01")) == 80
    # In January they are won before the period, and do not count for it.
    assert plan(30, 31, already={"mql": 100}).waiting == 0
    enough = plan(30, 31, today=today, already={"mql": 1000})
    assert (enough.leads, enough.first, enough.possible, enough.reachable) == (0, None, True, 200)


@pytest.mark.parametrize(
    ("waited", "share"),
    [
        (None, Fraction(1, 5)),
        (0, Fraction(1, 5)),
        (10, Fraction(1, 5)),
        (11, Fraction(1, 9)),
        (40, Fraction(1, 9)),
        (41, Fraction(0)),
    ],
)
def test_who_has_waited_long_goes_on_less_likely(waited: int | None, share: Fraction) -> None:
    """One in five goes on, half of them after 10 days and half after 40; after 10 days one of nine that are left."""
    group = {"count": 90} | ({} if waited is None else {"days": waited})
    found = plan(None, [10, 40], today=DATE("2026-07-01"), already={"mql": group})
    assert found.waiting == 90 * share


def test_when_it_is_not_said_as_of_when_nothing_waits() -> None:
    """What is won is won; and without days leads close as they come."""
    found = plan(None, None, today=None, already={"won": 12, "mql": 7})
    assert (found.won, found.waiting, found.leads) == (12, 0, 800)
    assert "it is not said as of when" in found.notes[0]
    assert found.needed("won") == found.needed("mql") | {"2026-07": 27, "2026-08": 27, "2026-09": 26}


def test_seasons() -> None:
    """Half as many leads on a day of August; twice as many deals in September."""
    found = plan(0, 0, seasonality={"arrivals": {"aug": "50%"}})
    assert (
        found.flow.arrivals[DATE("2026-07-01").toordinal()]
        == 2 * found.flow.arrivals[DATE("2026-08-01").toordinal()]
    )
    assert found.leads == 920
    closings = plan(30, 31, deals=122, seasonality={"closings": {"september": 2}})
    assert closings.needed("won") == {
        "2026-05": 0, "2026-06": 0, "2026-07": 31, "2026-08": 31, "2026-09": 60
    }  # fmt: skip
    nothing = plan(0, 0, seasonality={"arrivals": {7: 0, 8: 0, 9: 0}})
    assert (nothing.possible, nothing.reachable) == (False, 0)


def test_dates_of_ones_own() -> None:
    """From and to, both included, and not before today."""
    found = plan(30, 31, plan={"by": "week", "from": "2026-06-01", "to": "2026-06-30"})
    assert (found.by, found.first, found.after) == ("week", DATE("2026-06-01"), DATE("2026-07-01"))
    assert plan(30, 31, plan={"to": "2027-06-30"}).in_period == Fraction(92, 153)


def test_a_plan_needs_no_more_than_the_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without numpy and scipy all but the chances is told."""
    for name in ("numpy", "scipy", "scipy.stats", "scipy.special"):
        monkeypatch.setitem(sys.modules, name, None)
    answer = funnel({"p50": 3, "p90": 9}, [10, 40], already={"mql": 9}, confidence="90%").answer(
        today=NEW_YEAR
    )
    found = answer.to_dict()
    assert found["time"]["latest"]["0.5"] == "2026-08-20"
    assert sum(month["won"] for month in found["plan"][-3:]) == 92
    assert not {"probability", "needed_at"} & found["arrivals"].keys()
    assert answer.variance({"2026-05": {"lead": 5}}, DATE("2026-06-01")).probability is None


def test_dates_at_the_ends_of_time() -> None:
    """Far from the period nothing is worked out for centuries."""
    assert plan(30, 31, today=dt.date(1, 1, 1), already={"mql": 5}).rows[0].period == "2016-06"
    assert plan(30, 31, period="9999-Q3").leads == 920


def test_no_period_no_plan() -> None:
    found = ReverseFunnel.from_dict({"goal": {"deals": 8}, "stages": ["lead", {"name": "won", "rate": 0.5}]})
    assert found.answer().plan is None
    assert "plan" not in found.answer().to_dict()


DELAYS = st.one_of(st.integers(0, 60), st.lists(st.integers(0, 80), min_size=1, max_size=3))
WAITING = st.fixed_dictionaries({"count": st.integers(0, 400), "days": st.integers(0, 90)})
MORE = st.fixed_dictionaries(
    {},
    optional={
        "working_days": st.just("mon-fri"),
        "seasonality": st.just({"arrivals": {"jun": 2, "aug": "50%"}, "closings": {"sep": 3}}),
    },
)
TODAY = st.dates(DATE("2026-05-01"), DATE("2026-08-15"))


@settings(max_examples=15)
@generated(DELAYS, DELAYS, st.lists(WAITING, max_size=2), WAITING, TODAY, MORE)
def test_laws(
    first: Any, second: Any, waiting: list[Any], one: Any, today: dt.date, more: dict[str, Any]
) -> None:
    """It adds up to the goal; more in the funnel never needs more leads; sources in two parts change nothing."""
    days = (first, second)
    found = plan(*days, today=today, already={"mql": waiting}, **more)
    start, after = found.timing.dates or (today, today)
    leads = sum((row.expected for row in found.rows if row.stage == "lead"), Fraction(0))
    assert leads == found.leads
    assert sum(found.needed("lead").values()) == ceil(found.leads)
    if found.possible:
        assert found.expected("won", max(start, today), after) == max(92, found.waiting)
        assert sum(found.needed("won")[month] for month in ("2026-07", "2026-08", "2026-09")) >= 92
        # One way to see it: what is not needed any more is what the others bring.
        assert found.reachable == max(92, found.waiting)
    fuller = plan(*days, today=today, already={"mql": [*waiting, one]}, **more)
    assert fuller.possible >= found.possible
    assert fuller.leads <= found.leads or not found.possible
    assert fuller.reachable >= found.reachable
    sources = [{"name": name, "share": "50%"} for name in "ab"]
    assert plan(*days, today=today, already={"mql": waiting}, sources=sources, **more).rows == found.rows
    double = plan(*days, today=today, deals=184, already={"mql": waiting * 2}, **more)
    assert double.leads == 2 * found.leads


@settings(max_examples=10)
@generated(
    st.lists(st.integers(0, 60), min_size=1, max_size=3),
    st.lists(st.integers(0, 60), min_size=1, max_size=3),
    st.integers(0, 70),
    TODAY,
)
def test_against_every_lead(first: list[int], second: list[int], waited: int, today: dt.date) -> None:
    """Each date, each delay: how many of a lead and of one that waits come to each stage in each month."""
    found = plan(first, second, today=today, already={"mql": {"count": 10, "days": waited}})
    day = dt.timedelta(days=1)
    counted: dict[tuple[str, str], Fraction] = {}

    def count(stage: str, date: dt.date, number: Fraction) -> None:
        if date < DATE("2026-10-01"):
            place = (f"{date:%Y-%m}", stage)
            counted[place] = counted.get(place, Fraction(0)) + number

    dates = [] if found.first is None or found.after is None else range((found.after - found.first).days)
    for offset, one, two in product(dates, first, second):
        assert found.first is not None
        lead = found.leads / (len(dates) * len(first) * len(second))
        date = found.first + offset * day
        count("lead", date, lead)
        count("mql", date + one * day, lead / 2)
        count("won", date + (one + two) * day, lead / 10)
    here = 1 - Fraction(1, 5) * Fraction(sum(two < waited for two in second), len(second))
    for two in second:
        if two >= waited:
            count("won", today + (two - waited) * day, Fraction(10, 5 * len(second)) / here)
    expected = {(row.period, row.stage): row.expected for row in found.rows if row.expected}
    assert expected == {place: number for place, number in counted.items() if number}


@generated(st.lists(st.fractions(min_value=0, max_value=50, max_denominator=9), min_size=1, max_size=6))
def test_whole_parts_add_up(values: list[Fraction]) -> None:
    """To the sum, rounded up; none is a whole one away from what it stands for."""
    found = whole_parts(values)
    assert sum(found) == ceil(sum(values))
    assert all(abs(whole - value) < 1 for whole, value in zip(found, values, strict=True))


@pytest.mark.parametrize(
    ("more", "path", "said"),
    [
        ({"already": {"mqls": 5}}, "already.mqls", "there is no stage `mqls`"),
        ({"already": {"mql": -5}}, "already.mql.count", "cannot be negative"),
        ({"already": {"mql": {"count": 5, "days": -1}}}, "already.mql.days", "has to be 0 or more"),
        ({"already": 7}, "already", "a mapping of stages"),
        ({"seasonality": {"arrivals": {"sol": 1}}}, "seasonality.arrivals.sol", "`sol` is no month"),
        ({"seasonality": {"arrivals": {"aug": "x"}}}, "seasonality.arrivals.aug", "no weight of a month"),
        ({"seasonality": {"closings": {"aug": -1}}}, "seasonality.closings.aug", "cannot be negative"),
        ({"seasonality": {"closings": 3}}, "seasonality.closings", "a mapping of months"),
        ({"seasonality": {"closings": dict.fromkeys(range(1, 13), 0)}}, "seasonality.closings", "weight 0"),
        ({"plan": {"by": "day"}}, "plan.by", "by month or week, not by 'day'"),
        ({"plan": {"from": "soon"}}, "plan.from", "a date"),
        ({"plan": {"from": "2026-05-01", "to": "2026-04-01"}}, "plan.to", "which is before"),
        ({"plan": {"from": "2026-10-01"}}, "plan.from", "when 2026-Q3 is over"),
        ({"plan": {"from": "2020-01-01"}}, "plan.from", "more than three years before 2026-Q3 is over"),
        ({"plan": {"from": "2020-01-01", "to": "2026-01-01"}}, "plan.to", "for more than three years"),
        ({"period": "0001-Q1"}, "goal.period", "the goal is in the past"),
        ({"working_days": "mon-fri", "period": "1975-Q1"}, "goal.period", "are not known for 1975-Q1"),
    ],
)
def test_faults(more: dict[str, Any], path: str, said: str) -> None:
    with pytest.raises(ls.FunnelError) as caught:
        funnel(1, 2, **more)
    assert path in [fault.path for fault in caught.value.faults]
    assert said in str(caught.value)


def test_a_plan_needs_a_period() -> None:
    tree = {"goal": {"deals": 8}, "stages": ["lead", {"name": "won", "rate": 0.5}], "already": {"lead": 3}}
    with pytest.raises(ls.FunnelError, match="the goal has no `period`"):
        ReverseFunnel.from_dict(tree)
    unknown = {
        "goal": {"deals": 8, "period": "2026"},
        "stages": ["lead", "mql", "won"],
        "already": {"mql": 3},
    }
    with pytest.raises(ls.FunnelError, match="how many leads of `mql` become deals"):
        ReverseFunnel.from_dict(unknown)
