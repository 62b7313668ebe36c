"""Volumes by hand, and what has to hold of all of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.funnel.given import million, simple

from leadsla.funnel import ReverseFunnel


def test_a_million_in_deals_of_twenty_thousand() -> None:
    """By hand, and to the lead: binary fractions would need one more."""
    volumes = million().backwards()
    expected = [("lead", 5000), ("mql", 1000), ("sql", 400), ("opportunity", 200), ("customer", 50)]
    assert [(stage.name, stage.expected) for stage in volumes.stages] == expected
    assert [(stage.name, stage.needed) for stage in volumes.stages] == expected
    assert (volumes.leads, volumes.deals, volumes.revenue) == (5000, 50, 1_000_000)


def test_marketing_brings_its_share() -> None:
    assert million(marketing_share="50%").backwards().leads == 2500


def test_a_fraction_of_a_lead_is_kept_and_needs_a_whole_one() -> None:
    first = simple(rate={"converted": 3, "of": 10}, deals=1).backwards().stages[0]
    assert (first.expected, first.needed) == (Fraction(10, 3), 4)


def test_one_stage_is_the_goal_itself() -> None:
    funnel = ReverseFunnel(goal={"deals": 7}, stages=["customer"])
    assert funnel.backwards().leads == 7


def test_a_mix_is_no_product_of_mean_rates() -> None:
    """60 % at 20 % and 40 % at 35 % is 26 %; the better source has more of the deals than of the leads."""
    funnel = million(
        sources=[
            {"name": "search", "share": "60%"},
            {"name": "events", "share": 0.4, "rates": {"mql": "35%"}},
        ]
    )
    volumes = funnel.backwards()
    assert volumes.stages[1].rate == Fraction(26, 100)
    assert volumes.leads == Fraction(50_000, 13)
    assert [one.deals for one in volumes.sources] == [Fraction(300, 13), Fraction(350, 13)]


def test_a_source_with_deals_of_its_own_size() -> None:
    """Half of the leads bring deals of 10,000, half of 30,000: on average 20,000 again."""
    sources = [
        {"name": "web", "segment": "small", "share": "50%", "deal_size": 10_000},
        {"name": "web", "segment": "large", "share": "50%", "deal_size": 30_000},
    ]
    volumes = million(sources=sources).backwards()
    assert volumes.leads == 5000
    assert [one.revenue for one in volumes.sources] == [250_000, 750_000]
    assert volumes.revenue == 1_000_000


def test_where_nothing_is_known() -> None:
    """1.5 % of leads become revenue, and what is between is not made up."""
    funnel = ReverseFunnel(goal={"deals": 3}, stages=["lead", "mql", "customer"])
    assert [stage.expected for stage in funnel.backwards().stages] == [200, None, 3]
    assert "an assumption" in funnel.answer().notes[0]


def test_an_overall_rate_gives_the_one_that_is_missing() -> None:
    stages = ["lead", {"name": "mql", "rate": "20%"}, "sql", {"name": "customer", "rate": "50%"}]
    funnel = ReverseFunnel(goal={"deals": 10}, stages=stages, overall_rate="1%")
    assert [stage.expected for stage in funnel.backwards().stages] == [1000, 200, 20, 10]
    assert not funnel.answer().notes


shares = st.fractions(Fraction(1, 50), 1, max_denominator=60)


@st.composite
def funnels(draw: Any) -> dict[str, Any]:
    """A funnel of two to four stages and two sources, as a tree."""
    names = ["a", "b", "c", "d"][: draw(st.integers(2, 4))]
    mix = draw(st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20))
    return {
        "goal": {"revenue": draw(st.integers(1, 10**7))},
        "deal_size": draw(st.integers(1, 10**5)),
        "stages": [names[0], *({"name": name, "rate": draw(shares)} for name in names[1:])],
        "sources": [
            {"name": "x", "share": mix, "cost_per_lead": draw(st.integers(0, 500))},
            {"name": "y", "share": 1 - mix, "cost_per_lead": 7, "rates": {"b": draw(shares)}},
        ],
    }


@settings(max_examples=40)
@given(funnels())
def test_forwards_of_backwards_reaches_the_goal_and_one_lead_fewer_does_not(tree: dict[str, Any]) -> None:
    funnel = ReverseFunnel.from_dict(tree)
    needed, goal = funnel.backwards().stages[0].needed, funnel.goal.revenue
    assert needed is not None
    assert goal is not None
    reached, fewer = funnel.forwards(needed).revenue, funnel.forwards(needed - 1).revenue
    assert reached is not None
    assert fewer is not None
    assert fewer < goal <= reached


@settings(max_examples=30)
@given(funnels(), st.integers(1, 9))
def test_to_split_a_source_changes_nothing(tree: dict[str, Any], tenth: int) -> None:
    """In two that are alike, whatever their shares."""
    whole = ReverseFunnel.from_dict(tree).answer()
    first, second = tree["sources"]
    parts = [
        first | {"name": name, "share": first["share"] * part / 10}
        for name, part in (("x1", tenth), ("x2", 10 - tenth))
    ]
    split = ReverseFunnel.from_dict(tree | {"sources": [second, *parts]}).answer()
    assert (split.stages, split.budget, split.leads) == (whole.stages, whole.budget, whole.leads)


@settings(max_examples=30)
@given(funnels(), shares)
def test_monotone(tree: dict[str, Any], part: Fraction) -> None:
    """A better rate, larger deals or a smaller goal never need more leads."""
    before = ReverseFunnel.from_dict(tree).backwards().leads
    better = [tree["stages"][0], *(one | {"rate": max(one["rate"], part)} for one in tree["stages"][1:])]
    for easier in (
        {"stages": better},
        {"deal_size": tree["deal_size"] + 1},
        {"goal": {"revenue": part * tree["goal"]["revenue"]}},
        {"marketing_share": part},
    ):
        assert ReverseFunnel.from_dict(tree | easier).backwards().leads <= before


@settings(max_examples=20)
@given(funnels(), st.integers(2, 50))
def test_money_scales(tree: dict[str, Any], times: int) -> None:
    """In another currency the leads are the same, and the budget is as many times as much."""
    before = ReverseFunnel.from_dict(tree).answer()
    sources = [source | {"cost_per_lead": source["cost_per_lead"] * times} for source in tree["sources"]]
    scaled = {
        "goal": {"revenue": tree["goal"]["revenue"] * times},
        "deal_size": tree["deal_size"] * times,
        "sources": sources,
    }
    after = ReverseFunnel.from_dict(tree | scaled).answer()
    assert after.stages == before.stages
    assert after.budget is not None
    assert before.budget is not None
    assert after.budget.needed == times * before.budget.needed
    assert after.budget.acquisition_cost == times * before.budget.acquisition_cost
