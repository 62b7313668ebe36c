"""Quotas: the tables, whole and by hand, and their way through the agreement's own loader and judge."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st
from tests.decisions.scenario import agree

import leadsla as ls
from leadsla.clauses import Quota
from leadsla.clauses.quota_table import QuotaTable
from leadsla.funnel import ReverseFunnel

NEW_YEAR = dt.date(2026, 1, 1)
STAGES: list[Any] = [
    "lead",
    {"name": "mql", "rate": "50%", "days": 31},
    {"name": "opportunity", "rate": "40%", "days": 30},
    {"name": "customer", "rate": "50%", "days": 31},
]
REVENUE = {"goal": {"revenue": 920, "period": "2026-Q3"}, "deal_size": 10}


def funnel(**more: Any) -> ReverseFunnel:
    return ReverseFunnel.from_dict({"stages": STAGES, **REVENUE} | more)


def test_by_hand() -> None:
    """A deal a day in the period, so ten leads a day from April on; five MQL a day, and two proposals."""
    assert funnel().to_quotas(today=NEW_YEAR).to_dict() == {
        "marketing": [
            {"from": dt.date(2026, 5, 1), "to": dt.date(2026, 5, 31), "value": 155},
            {"from": dt.date(2026, 6, 1), "to": dt.date(2026, 6, 30), "value": 150},
            {"from": dt.date(2026, 7, 1), "to": dt.date(2026, 7, 31), "value": 155},
        ],
        "sales-proposals": [
            {"from": dt.date(2026, 5, 1), "to": dt.date(2026, 5, 31), "value": 2},
            {"from": dt.date(2026, 6, 1), "to": dt.date(2026, 6, 30), "value": 60},
            {"from": dt.date(2026, 7, 1), "to": dt.date(2026, 7, 31), "value": 62},
            {"from": dt.date(2026, 8, 1), "to": dt.date(2026, 8, 31), "value": 60},
        ],
        "sales-revenue": [
            {"from": dt.date(2026, 7, 1), "to": dt.date(2026, 7, 31), "value": 310},
            {"from": dt.date(2026, 8, 1), "to": dt.date(2026, 8, 31), "value": 310},
            {"from": dt.date(2026, 9, 1), "to": dt.date(2026, 9, 30), "value": 300},
        ],
    }


def test_other_stages_and_deals() -> None:
    """Stages by their names; deals where no size of deals is told."""
    tree = {"stages": STAGES, "goal": {"deals": 92, "period": "2026-Q3"}}
    found = ReverseFunnel.from_dict(tree).to_quotas(today=NEW_YEAR, qualified="opportunity", proposed="mql")
    assert [row["value"] for row in found.table("marketing")] == [2, 60, 62, 60]
    assert [row["value"] for row in found.table("sales-proposals")] == [155, 150, 155]
    assert [row["value"] for row in found.table("sales-deals")] == [31, 31, 30]
    assert found.to_frame("polars").columns == ["table", "from", "to", "value"]
    alone = ReverseFunnel.from_dict({"goal": {"deals": 5, "period": "2026-02"}, "stages": ["customer"]})
    assert [len(rows) for rows in alone.to_quotas().to_dict().values()] == [1, 1]


def test_as_many_as_reach_the_goal_as_likely_as_is_asked() -> None:
    """More leads and proposals; the revenue is the goal's still."""
    pytest.importorskip("scipy")
    mean, sure = (funnel().to_quotas(today=NEW_YEAR, confidence=asked) for asked in (None, "90%"))
    assert sum(row["value"] for row in sure.table("marketing")) > 460
    assert sum(row["value"] for row in mean.table("marketing")) == 460
    assert sure.table("sales-revenue") == mean.table("sales-revenue")


def test_what_cannot_be_set() -> None:
    with pytest.raises(ls.FunnelError, match="there is no stage `mqls`; write: mql"):
        funnel().to_quotas(qualified="mqls")
    with pytest.raises(ls.FunnelError, match="no quotas are set: the goal can no longer be reached in time"):
        funnel().to_quotas(today=dt.date(2026, 8, 1))
    with pytest.raises(ls.FunnelError, match="the goal has no `period`"):
        funnel(goal={"revenue": 920}).to_quotas()


def clause(id_: str, table: str, **more: Any) -> Quota:
    return Quota(id=id_, owner="sales", per="month", table=f"quotas.yaml#{table}", **more)


def test_round_trip(tmp_path: Path) -> None:
    """The file beside an agreement whose clauses refer to it: loaded, judged, met and breached by these numbers."""
    quotas = funnel().to_quotas(today=NEW_YEAR)
    quotas.write(tmp_path / "quotas.yaml")
    made = agree(
        clause("leads", "marketing", count={"enters": "mql"}),
        clause("proposals", "sales-proposals", count="proposed"),
        clause("revenue", "sales-revenue", count="won", sum="amount"),
        term=ls.Term(dt.date(2026, 5, 1), dt.date(2026, 9, 30)),
        timezone="UTC",
        fields={"email": "text", "amount": "money"},
    )
    (tmp_path / "agreement.yaml").write_text(ls.dump(made))
    agreement = ls.load(tmp_path / "agreement.yaml")
    for one in agreement.clauses:
        assert isinstance(one, Quota)
        assert one.table is not None
        assert one.table.rows == QuotaTable("", quotas.table(one.table.reference.partition("#")[2])).rows

    def events(name: str, month: int, count: int, **data: Any) -> list[ls.Event]:
        at = dt.datetime(2026, month, 2, tzinfo=dt.UTC)
        return [
            ls.Event(f"{name}-{month}-{one}", at + dt.timedelta(minutes=one), name, data)
            for one in range(count)
        ]

    log = [
        *events("created", 5, 155),
        *events("created", 6, 149),
        *events("proposed", 6, 60),
        *events("won", 7, 31, amount=10),
        *events("won", 8, 30, amount=10),
    ]
    evaluation = ls.evaluate(
        agreement, sorted(log, key=lambda one: one.at), dt.datetime(2026, 10, 2, tzinfo=dt.UTC)
    )
    found = {(clock.clause, clock.period): clock.outcome for clock in evaluation.clocks}
    assert [found["leads", f"2026-0{month}"] for month in (5, 6, 7, 8)] == [
        "met",
        "breached",
        "breached",
        "void",
    ]
    assert [found["proposals", f"2026-0{month}"] for month in (5, 6)] == ["breached", "met"]
    assert [found["revenue", f"2026-0{month}"] for month in (6, 7, 8, 9)] == [
        "void",
        "met",
        "breached",
        "breached",
    ]
    assert "149 of 150, 1 lacking" in evaluation.findings()["leads", "2026-06"]


def test_names_are_no_part_of_the_document() -> None:
    """A stage may be called anything; a comment stays one."""
    stages = ["lead", {"name": "m\nql: [", "rate": 0.5}]
    found = ReverseFunnel.from_dict({"goal": {"deals": 5, "period": "2026-02"}, "stages": stages}).to_quotas()
    starts = ("#", "marketing:", "sales-deals:", "  - {from: 2026-02-01, ")
    assert all(line.startswith(starts) for line in found.to_yaml().splitlines())


@settings(max_examples=15)
@generated(
    st.integers(1, 10**6),
    st.sampled_from([7, 20_000, {"mean": 300, "sd": 20}]),
    st.sampled_from([0, 40, [3, 30, 80], {"p50": 20, "p90": 70}]),
    st.sampled_from(["month", "week"]),
)
def test_they_add_up(revenue: int, size: Any, days: Any, by: str) -> None:
    """Revenue to the goal, leads to the plan's, in every way of rounding."""
    made = funnel(
        goal={"revenue": revenue, "period": "2026-Q3"},
        deal_size=size,
        marketing_share="60%",
        stages=[
            "lead",
            {"name": "mql", "rate": "30%", "days": days},
            {"name": "won", "rate": "7%", "days": 12},
        ],
    )
    found = made.to_quotas(today=NEW_YEAR, by=by)
    plan = made.answer(today=NEW_YEAR).plan_by(by)
    assert plan is not None
    assert sum(row["value"] for row in found.table("sales-revenue")) == ceil(revenue * Fraction(3, 5))
    assert sum(row["value"] for row in found.table("marketing")) == sum(plan.needed("mql").values())
    for rows in found.to_dict().values():
        assert QuotaTable("t", rows).rows is not None
