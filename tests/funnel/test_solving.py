"""What is solved, put back in, does it; and what is a little less does not."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.funnel.given import STAGES, million, simple

pytest.importorskip("scipy")

from leadsla.errors import FunnelError
from leadsla.funnel import Goal, ReverseFunnel
from leadsla.funnel.deals import DealSize
from leadsla.funnel.likelihood import Likelihood

NINETY = Fraction(9, 10)
SOURCES = [
    {"name": "search", "share": "60%", "cost_per_lead": 50},
    {"name": "events", "share": "40%", "cost_per_lead": 120, "rates": {"mql": "35%"}},
]


class TestOnAverage:
    def test_all_from_four_thousand_leads(self) -> None:
        """At 1 % they are 40 deals: a goal of 800,000, deals of 25,000, or 80 % of the goal as marketing's share."""
        assert million().solve("goal", leads=4000).value == 800_000
        assert million().solve("deal_size", leads=4000).value == 25_000
        assert million().solve("marketing_share", leads=4000).value == Fraction(4, 5)
        assert million().solve("rate", stage="mql", leads=4000).value == Fraction(1, 4)
        assert million(marketing_share="80%").solve("goal", leads=4000).value == 1_000_000
        assert simple().solve("goal", leads=4950).value == 49

    def test_the_volume_and_what_it_costs(self) -> None:
        assert million().solve("leads").value == 5000
        assert million(cost_per_lead=50).solve("budget").value == 250_000
        assert million(cost_per_lead=50).solve("goal", budget=200_000).value == 800_000
        assert million(cost_per_lead=50, budget=200_000).solve("deal_size").value == 25_000

    def test_a_rate_that_a_source_does_not_go_by(self) -> None:
        """Only 60 % of the leads depend on it: .05 x (.6 r + .4 x .35) x 4,000 = 50, so r = 11/60."""
        found = million(sources=SOURCES).solve("rate", stage="mql", leads=4000)
        assert found.value == Fraction(11, 60)
        assert million(sources=SOURCES).forwards(4000).deals > 50

    def test_what_no_value_does(self) -> None:
        assert million().solve("rate", stage="mql", leads=900).value is None
        assert "100 %" in str(million().solve("rate", stage="mql", leads=900).why)
        assert "without" in str(million(sources=SOURCES).solve("rate", stage="mql", leads=20_000).why)
        assert million().solve("marketing_share", leads=9000).value == 1
        nothing = simple().solve("goal", leads=2, confidence="90%")
        assert (nothing.value, nothing.why) == (0, "so few leads bring no deal as likely as that")
        assert simple().solve("marketing_share", leads=2, confidence="90%").why == nothing.why
        assert million().solve("deal_size", leads=2, confidence="90%").value is None
        assert million().solve("rate", stage="mql", leads=900, confidence="90%").value is None
        assert simple({"alpha": 0.01, "beta": 1}).solve("leads", confidence="99.9%").value is None


class TestAsLikelyAsIsAsked:
    def test_all_from_what_nine_times_in_ten_takes(self) -> None:
        """5,920 leads reach 50 deals nine times in ten."""
        assert million().solve("leads", confidence="90%").value == 5920
        assert million(cost_per_lead=50).solve("budget", confidence="90%").value == 5920 * 50
        assert million().solve("goal", leads=5920, confidence="90%").value == 1_000_000
        assert million().solve("goal", leads=5919, confidence="90%").value == 980_000
        assert million().solve("deal_size", leads=5920, confidence="90%").value == 20_000
        assert million().solve("marketing_share", leads=5919, confidence="90%").value == Fraction(98, 100)
        assert simple().solve("goal", leads=5920, confidence="90%").value == 50

    @pytest.mark.parametrize("size", [20_000, {"mean": 20_000, "sd": 15_000}])
    def test_a_rate(self, size: Any) -> None:
        funnel = million(deal_size=size)
        found = funnel.solve("rate", stage="sql", leads=6000, confidence="90%").value
        assert found is not None
        assert self._likely(funnel, found) >= 0.9 > self._likely(funnel, found - Fraction(1, 10**9))

    @staticmethod
    def _likely(funnel: ReverseFunnel, rate: Fraction) -> float:
        stages = [one | ({"rate": rate} if one["name"] == "sql" else {}) for one in STAGES]
        other = ReverseFunnel(funnel.goal, stages, deal_size=funnel.deal_size)
        return Likelihood(other).probability(6000)

    def test_deals_that_differ(self) -> None:
        funnel = million(deal_size={"mean": 20_000, "sd": 15_000})
        goal = funnel.solve("goal", leads=6000, confidence="90%").value
        size = funnel.solve("deal_size", leads=6000, confidence="90%").value
        assert goal is not None
        assert size is not None
        assert self._reach(attrs.evolve(funnel, goal=Goal(revenue=goal)), 6000) == pytest.approx(
            0.9, abs=1e-6
        )
        scaled = DealSize(size, size * Fraction(3, 4))
        assert self._reach(attrs.evolve(funnel, deal_size=scaled), 6000) == pytest.approx(0.9, abs=1e-6)

    @pytest.mark.parametrize(("leads", "confidence"), [(1, "0.5%"), (10, "5%"), (100, "1%"), (6000, "0.1%")])
    def test_what_few_leads_bring_now_and_then_is_many_times_their_mean(
        self, leads: int, confidence: str
    ) -> None:
        funnel = simple(goal={"revenue": 10**6}, deal_size={"mean": 20_000, "sd": 20_000})
        goal = funnel.solve("goal", leads=leads, confidence=confidence).value
        assert goal is not None
        reached = self._reach(attrs.evolve(funnel, goal=Goal(revenue=goal)), leads)
        assert reached == pytest.approx(float(confidence.rstrip("%")) / 100, rel=1e-6)

    @staticmethod
    def _reach(funnel: ReverseFunnel, leads: int) -> float:
        return Likelihood(funnel).probability(leads)


@settings(max_examples=25)
@given(
    st.integers(60, 20_000),
    st.fractions(Fraction(1, 100), 1, max_denominator=100),
    st.fractions(Fraction(1, 10), 1, max_denominator=10),
)
def test_put_back_in_it_takes_just_these_leads(leads: int, rate: Fraction, part: Fraction) -> None:
    stages = ["lead", {"name": "mql", "rate": rate}, {"name": "customer", "rate": "10%"}]
    funnel = ReverseFunnel({"revenue": 1_000_000}, stages, deal_size=20_000, marketing_share=part)
    goal = funnel.solve("goal", leads=leads).value
    assert attrs.evolve(funnel, goal=Goal(revenue=goal)).backwards().leads == leads
    size = funnel.solve("deal_size", leads=leads).value
    assert size is not None
    assert attrs.evolve(funnel, deal_size=DealSize(size)).backwards().leads == leads
    found = funnel.solve("rate", stage="mql", leads=leads).value
    if found is not None:
        again = ["lead", {"name": "mql", "rate": found}, {"name": "customer", "rate": "10%"}]
        assert ReverseFunnel(funnel.goal, again, part, deal_size=20_000).backwards().leads == leads


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"unknown": "gaol"}, "`gaol` is nothing that can be solved; write: goal"),
        ({"unknown": "goal"}, "how many leads there are is not told (leads)"),
        ({"unknown": "goal", "leads": 5, "budget": 5}, "one follows from the other (budget)"),
        ({"unknown": "goal", "leads": 0}, "without a lead"),
        ({"unknown": "goal", "leads": 2.5}, "2.5, not a whole number"),
        ({"unknown": "goal", "budget": 5}, "what the leads cost is not told (cost_per_lead)"),
        ({"unknown": "budget"}, "what the leads cost is not told (cost_per_lead)"),
        ({"unknown": "rate", "leads": 5}, "write: one of mql, sql, opportunity, customer"),
        ({"unknown": "rate", "leads": 5, "stage": "mgl"}, "write: mql"),
        ({"unknown": "leads", "confidence": 1}, "nothing makes a goal certain"),
        ({"unknown": "leads", "confidence": 90}, "write: 90%"),
    ],
)
def test_what_cannot_be_solved(given: dict[str, Any], words: str) -> None:
    with pytest.raises(FunnelError) as caught:
        million().solve(**given)
    assert words in str(caught.value)


def test_the_size_of_deals_is_nothing_to_a_goal_of_deals() -> None:
    with pytest.raises(FunnelError, match="does not matter"):
        simple().solve("deal_size", leads=5)


def test_no_rate_alone_where_an_overall_rate_makes_up_for_it() -> None:
    stages = ["lead", {"name": "mql", "rate": "20%"}, "customer"]
    funnel = ReverseFunnel({"deals": 50}, stages, overall_rate="1%")
    with pytest.raises(FunnelError, match="stages with rates"):
        funnel.solve("rate", stage="mql", leads=5)
    told = ReverseFunnel({"deals": 50}, [*stages[:2], {"name": "customer", "rate": "5%"}], overall_rate="1%")
    assert told.solve("rate", stage="mql", leads=4000).value == Fraction(1, 4)


@pytest.mark.parametrize("confidence", [None, "90%"])
def test_a_rate_by_which_no_source_goes_is_no_unknown(confidence: Any) -> None:
    own = [{"name": "a", "rates": {"mql": "35%"}}]
    with pytest.raises(FunnelError, match="`mql` is told that leads go by"):
        million(sources=own).solve("rate", stage="mql", leads=4000, confidence=confidence)
    assert "rate of mql" not in [one.input for one in million(sources=own).sensitivity().levers]


def test_a_solution_as_data() -> None:
    found = million().solve("rate", stage="mql", leads=4000)
    assert found.to_dict() == {"unknown": "rate", "stage": "mql", "value": 0.25, "leads": 4000}
    assert found.to_frame("polars")["value"].to_list() == [0.25]
