"""A plan and what happened: by hand, chances by counting, and the law that what goes as planned is forecast so."""

from __future__ import annotations

import datetime as dt
from math import comb
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st
from tests.decisions.scenario import agree
from tests.funnel.test_plan import DATE, DELAYS, MORE, NEW_YEAR, TODAY, WAITING, funnel

import leadsla as ls
from leadsla.funnel import Variance, already_in
from leadsla.funnel.variance import variance

JULY = DATE("2026-07-01")


def told(actual: Any, at: str, *days: Any, today: dt.date | None = NEW_YEAR, **more: Any) -> Variance:
    return funnel(*(days or (30, 31)), **more).answer(today=today).variance(actual, DATE(at))


def test_by_hand() -> None:
    """30 and 31 days. Of 300 leads of May all have gone on; of 120 MQL of June none: 24 deals. June had no leads."""
    found = told({"2026-05": {"lead": 300}, "2026-06": {"mql": 120}}, "2026-07-01")
    rows = {(row.period, row.stage): row for row in found.rows}
    june = rows["2026-06", "mql"]
    assert (june.planned, june.planned_so_far, june.actual, june.difference) == (150, 150, 120, -30)
    assert june.forecast == 120
    # Of what is planned for July only the ten leads of its first day are MQL before August.
    assert (rows["2026-07", "mql"].forecast, rows["2026-08", "mql"].forecast) == (5, 150)
    assert rows["2026-07", "won"].forecast == 24
    assert (found.deals, found.goal) == (0, 92)


def test_leads_that_have_come_and_leads_that_will() -> None:
    """150 MQL of June are 30 deals of July."""
    found = told({"2026-06": {"lead": 300, "mql": 150}}, "2026-07-01")
    # 300 leads of June are 150 MQL and 30 deals more; 310 of July are 31.
    assert (found.coming, found.planned, found.forecast, found.missing) == (60, 31, 91, 1)
    assert found.rows[0].period == "2026-05"
    nothing = told({}, "2026-08-01")
    assert (nothing.forecast, nothing.missing, nothing.probability) == (0, 92, 0.0)


def test_what_is_won_is_won() -> None:
    """Deals of the period alone: those of June were before it."""
    found = told({"2026-06": {"won": 7}, "2026-07": {"won": 40}}, "2026-08-01", already={"won": 12})
    assert (found.deals, found.coming) == (52, 0)
    assert told({"2026-07": {"won": 92}}, "2026-07-15").probability == 1.0
    over = told({"2026-07": {"lead": 500, "mql": 400, "won": 40}}, "2026-10-01")
    assert (over.deals, over.forecast, over.probability) == (40, 40, 0.0)


def test_the_middle_of_a_month() -> None:
    """Half of June is compared with half of June."""
    found = told({"2026-06": {"lead": 150}}, "2026-06-16")
    june = next(row for row in found.rows if (row.period, row.stage) == ("2026-06", "lead"))
    assert (june.planned, june.planned_so_far, june.difference, june.forecast) == (300, 150, 0, 300)


@settings(max_examples=12)
@generated(DELAYS, DELAYS, st.lists(WAITING, max_size=1), TODAY, st.integers(0, 90), MORE)
def test_what_goes_as_planned_is_forecast_as_planned(
    first: Any, second: Any, waiting: list[Any], today: dt.date, passed: int, more: dict[str, Any]
) -> None:
    """Every date as it was expected: then the forecast is the plan, whenever it is asked."""
    plan = funnel(first, second, already={"mql": waiting}, **more).answer(today=today).plan
    assert plan is not None
    day, at = dt.timedelta(days=1), today + dt.timedelta(days=passed)
    dates = [today + number * day for number in range(passed)]
    happened = {
        place: {
            date.toordinal(): plan.expected(name, date, date + day)
            for date in dates
            if date < DATE("2026-10-01")
        }
        for place, name in enumerate(plan.timing.chain.names)
    }
    found = variance(plan, happened, at)
    planned = plan.expected("won", max(JULY, today), DATE("2026-10-01"))
    assert found.forecast == planned
    assert all(row.difference == 0 for row in found.rows)
    assert all(row.forecast == row.planned for row in found.rows if row.period < "2026-10")


@settings(max_examples=6)
@generated(st.lists(st.integers(0, 30), min_size=6, max_size=6), st.integers(0, 5), st.integers(1, 30))
def test_more_that_happened_is_never_less_to_come(counts: list[int], place: int, more: int) -> None:
    def of(numbers: list[int]) -> Variance:
        months = {
            month: dict(zip(("lead", "mql", "won"), numbers[offset : offset + 3], strict=True))
            for offset, month in ((0, "2026-07"), (3, "2026-08"))
        }
        return told(months, "2026-09-01", [3, 20], [10, 40], deals=12)

    fuller = [count + more * (number == place) for number, count in enumerate(counts)]
    assert of(fuller).forecast >= of(counts).forecast
    pytest.importorskip("scipy")
    assert (of(fuller).probability or 0) >= (of(counts).probability or 0) - 1e-12


def test_the_probability_against_counting() -> None:
    """Two groups: 10 that are won with 1 in 5, 20 with 1 in 10; each number of deals of each."""
    pytest.importorskip("scipy")
    found = told(
        {"2026-09": {"lead": 20, "mql": 10}}, "2026-09-02", [0], [25], deals=4, plan={"to": "2026-08-01"}
    )
    wanted = 1 - sum(
        comb(10, one) * 0.2**one * 0.8 ** (10 - one) * comb(20, other) * 0.1**other * 0.9 ** (20 - other)
        for one in range(4)
        for other in range(4 - one)
    )
    # The leads became MQL on the day they came, so that only the MQL are still to go on.
    alone = 1 - sum(comb(10, one) * 0.2**one * 0.8 ** (10 - one) for one in range(4))
    assert found.probability == pytest.approx(alone, abs=1e-12)
    both = told(
        {"2026-09": {"lead": 20, "mql": 10}}, "2026-09-02", [1], [24], deals=4, plan={"to": "2026-08-01"}
    )
    assert both.probability == pytest.approx(wanted, abs=1e-12)


def test_as_data() -> None:
    found = told({"2026-05": {"lead": 310}}, "2026-06-01")
    assert found.to_frame("polars").shape == (15, 7)
    assert found.to_dict()["goal"] == 92
    assert list(found.to_dict())[:7] == ["at", "goal", "deals", "coming", "planned", "forecast", "missing"]
    assert "<table" in found._repr_html_()


def log() -> tuple[ls.Agreement, list[ls.Event]]:
    """Leads that are MQL when they come, and some that are won; one was recycled."""
    events = []
    for number in range(12):
        at = dt.datetime(2026, 6, 5 + number, 22, 30, tzinfo=dt.UTC)
        events.append(ls.Event(f"L{number}", at, "created"))
        if number % 3 == 0:
            events.append(ls.Event(f"L{number}", at + dt.timedelta(days=20), "accepted"))
    return agree(timezone="UTC"), sorted(events, key=lambda one: one.at)


def test_from_a_log() -> None:
    """The same as its counts by month, from the day of the plan on."""
    agreement, events = log()
    evaluation = ls.evaluate(agreement, events, dt.datetime(2026, 7, 1, tzinfo=dt.UTC))
    stages = list(agreement.lifecycle.order)[:2]
    tree = {
        "goal": {"deals": 9, "period": "2026-Q3"},
        "stages": [stages[0], {"name": stages[1], "rate": 0.5, "days": 20}],
    }
    answer = ls.ReverseFunnel.from_dict(tree).answer(today=DATE("2026-06-01"))
    found = answer.variance(evaluation, JULY)
    counts = {(row.period, row.stage): row.actual for row in found.rows}
    assert (counts["2026-06", stages[0]], counts["2026-06", stages[1]]) == (12, 2)
    assert found.happened[0][DATE("2026-06-05").toordinal()] == 1
    later = (
        ls.ReverseFunnel.from_dict(tree)
        .answer(today=DATE("2026-06-10"))
        .variance(evaluation, DATE("2026-06-12"))
    )
    assert sum(later.happened[0].values()) == 2
    waiting = already_in(evaluation, stages, period="2026-06")
    assert waiting[stages[1]] == [{"count": 2, "days": 0}]
    assert sum(group["count"] for group in waiting[stages[0]]) == 10
    assert {"count": 1, "days": 25} in waiting[stages[0]]
    assert stages[1] not in already_in(evaluation, stages)
    funnel_now = ls.ReverseFunnel.from_dict(tree | {"already": waiting})
    assert funnel_now.answer(today=JULY).plan is not None


@pytest.mark.parametrize(
    ("actual", "said"),
    [
        ({"2026-Q2": {"lead": 3}}, "'2026-Q2' is no month"),
        ({"2026-06": {"leads": 3}}, "there is no stage `leads`; write: lead"),
        ({"2026-06": {"lead": -3}}, "has to be 0 or more"),
        ({"2026-06": {"lead": 1.5}}, "not a whole number"),
        ({"2026-06": 7}, "is told by stage"),
        ({"2026-07": {"lead": 3}}, "nothing of 2026-07 has passed before 2026-07-01"),
        ({"2026-02": {"lead": 3}}, "2026-02 was over when the plan was made"),
        (7, "is told by month"),
    ],
)
def test_what_cannot_be_compared(actual: Any, said: str) -> None:
    with pytest.raises(ls.FunnelError, match=said):
        told(actual, "2026-07-01", today=DATE("2026-03-01"))


def test_before_the_plan_and_without_one() -> None:
    with pytest.raises(ls.FunnelError, match="2026-02-28 is before the plan was made, on 2026-03-01"):
        told({}, "2026-02-28", today=DATE("2026-03-01"))
    bare = ls.ReverseFunnel.from_dict(
        {"goal": {"deals": 8}, "stages": ["lead", {"name": "won", "rate": 0.5}]}
    )
    with pytest.raises(ls.FunnelError, match="the goal has no `period`"):
        bare.answer().variance({}, JULY)
