"""What a type checker has to accept at the side of who uses funnels; `test_typed_use.py` has it checked."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from leadsla import ReverseFunnel
from leadsla.charts import Chart
from leadsla.funnel import Answer, Capacity, DealSize, Figure, Goal, Source, Stage

short = ReverseFunnel(goal={"deals": 50}, stages=["lead", {"name": "mql", "rate": "20%"}])

goal = {"revenue": 1_000_000, "period": "2026-Q3"}
stages = ["lead", {"name": "mql", "rate": 0.2}]
written = ReverseFunnel(
    goal=goal,
    stages=stages,
    deal_size=20_000,
    confidence=["50%", 0.9],
    marketing_share="60%",
    sources=[{"name": "search", "share": "60%"}, Source("events", share=0.4, rates={"mql": "35%"})],
    cost_per_lead=49.9,
    budget=250_000,
    capacity={"reps": 6},
    already={"mql": 12},
    plan={"by": "week"},
)
made = ReverseFunnel(
    goal=Goal(revenue=1_000_000, period="2026-Q3"),
    stages=[Stage("lead"), Stage("customer", rate="1%", days=7)],
    deal_size=DealSize(20_000, sd=5_000),
    capacity=Capacity(reps=6, minutes_per_lead=45),
    confidence="90%",
)
wrong = (
    lambda: ReverseFunnel(goal=50, stages=["lead"]),  # type: ignore[arg-type]
    lambda: Stage("mql", rate=date(2026, 1, 1)),  # type: ignore[arg-type]
)

answer: Answer = made.answer(today=date(2026, 1, 1))
needed: dict[Fraction, int] = answer.needed_at
leads: int = answer.leads
rates: list[Fraction | None] = [stage.rate for stage in answer.stages]
chart: Chart = answer.chart()
figure: Figure = answer.explain("leads")[0]
