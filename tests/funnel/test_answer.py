"""The answer: its parts, and what is left out."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction

import pytest
from tests.funnel.given import STAGES, million, simple

from leadsla import examples
from leadsla.funnel import Rate, ReverseFunnel
from leadsla.funnel.numbers import plain


def test_what_is_not_given_is_left_out() -> None:
    found = ReverseFunnel(goal={"deals": 2}, stages=["lead", {"name": "customer", "rate": "25%"}])
    assert found.answer().to_dict() == {
        "goal": {"deals": 2},
        "stages": [
            {"name": "lead", "expected": 8, "needed": 8},
            {"name": "customer", "rate": 0.25, "expected": 2, "needed": 2},
        ],
        "probability": pytest.approx(0.6329, abs=5e-5),
    }


def test_fifty_a_lead() -> None:
    """250,000 for 5,000 leads, 5,000 for each of 50 deals; what is missing, or nothing."""
    budget = million(cost_per_lead=50, budget=200_000).answer().budget
    assert budget is not None
    assert (budget.needed, budget.acquisition_cost, budget.shortfall) == (250_000, 5000, 50_000)
    enough = million(sources=[{"name": "all", "cost_per_lead": 50}], budget=300_000).answer().budget
    assert enough is not None
    assert (enough.needed, enough.shortfall) == (250_000, 0)


def test_the_cost_of_a_mix_is_by_its_shares() -> None:
    sources = [
        {"name": "a", "share": "60%", "cost_per_lead": 50},
        {"name": "b", "share": "40%", "cost_per_lead": 120},
    ]
    budget = million(sources=sources).answer().budget
    assert budget is not None
    assert (budget.cost_per_lead, budget.needed) == (78, 390_000)


def test_a_cost_that_is_not_told_is_not_guessed() -> None:
    sources = [{"name": "a", "share": "60%", "cost_per_lead": 50}, {"name": "b", "share": "40%"}]
    answer = million(sources=sources, budget=5).answer()
    assert answer.budget is None
    assert "cost_per_lead" in answer.notes[0]


def test_the_probability_and_what_is_needed_for_another() -> None:
    pytest.importorskip("scipy")
    answer = million(confidence=["50%", 0.9, "95.0%"]).answer()
    assert answer.probability == pytest.approx(0.5191, abs=5e-5)
    assert answer.to_dict()["stages"][0]["needed_at"] == {"0.5": 4967, "0.9": 5920, "0.95": 6211}
    assert "needed_at" not in answer.to_dict()["stages"][1]
    assert million().answer().needed_at == {}


def test_a_goal_of_revenue_takes_whole_deals() -> None:
    """Of 20,000 each, a goal of 990,001 takes 50 of them."""
    pytest.importorskip("scipy")
    tree = {"goal": {"revenue": 990_001}, "deal_size": 20_000, "stages": STAGES, "confidence": "90%"}
    answer = ReverseFunnel.from_dict(tree).answer()
    assert (answer.deals, answer.leads) == (50, 4951)
    assert list(answer.needed_at.values()) == [5920]


def test_what_is_taken_of_deals_is_said_and_too_many_leads_are_not_told() -> None:
    assert "gamma distribution" in million(deal_size={"mean": 20_000, "sd": 1}).answer().notes[0]
    assert "more than" in simple(rate=1e-9, deals=10**9).answer().notes[0]


def test_numbers_in_json_lose_nothing() -> None:
    values = [Fraction(5000), Fraction(25, 2), Fraction(1, 3), Fraction(1, 2**80), 7]
    written = json.loads(json.dumps([plain(value) for value in values]), parse_float=Fraction)
    assert [Fraction(value) for value in written] == values
    assert json.dumps(plain(Fraction(10, 2))) == "5"


def test_all_that_converted_is_not_certain() -> None:
    """The mean of what is believed is the share, but for all of few."""
    assert Rate.of({"converted": 842, "of": 8000}).share == Fraction(421, 4000)
    belief = Rate.of({"converted": 3, "of": 3}).belief
    assert belief is not None
    assert (belief.alpha, belief.beta) == (3, Fraction(1, 2))


def test_what_is_shown_of_a_value_is_short() -> None:
    """A plan knows the delays of ten years by the day, and does not show them."""
    goal = {"revenue": 1_000_000, "period": "2026-Q3"}
    stages = [*STAGES[:-1], STAGES[-1] | {"days": {"p50": 30, "p90": 75}}]
    capacity = {"reps": 6, "minutes_per_lead": 45}
    funnel = ReverseFunnel.from_dict(
        {"goal": goal, "deal_size": 20_000, "stages": stages, "capacity": capacity}
    )
    answer = funnel.answer(today=dt.date(2026, 1, 1), agreement=examples.acme())
    variance = answer.variance({"2026-05": {"lead": 1500}}, dt.date(2026, 6, 1))
    for value in (answer, answer.plan, answer.time, answer.capacity, variance):
        assert 20 < len(repr(value)) < 1000
