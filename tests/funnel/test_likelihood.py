"""The chance of a goal where rates are uncertain and deals differ: against closed forms, and against drawing lots."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.funnel.given import STAGES, million, simple

pytest.importorskip("scipy")

import numpy as np
from scipy import stats

from leadsla.errors import FunnelError
from leadsla.funnel import ReverseFunnel
from leadsla.funnel.beliefs import believed, likely, uncertain
from leadsla.funnel.likelihood import Likelihood

BELIEF = {"alpha": 8, "beta": 792}
ASKED = [Fraction(part, 100) for part in (50, 80, 90, 95)]


def two_sources(**rates: Any) -> list[dict[str, Any]]:
    """Half of the leads each, one with rates of its own."""
    return [{"name": "a", "share": "50%"}, {"name": "b", "share": "50%", "rates": rates}]


class TestUncertainRates:
    def test_an_uncertain_rate_costs_more_leads_than_its_mean(self) -> None:
        """p ~ Beta(8, 792) has the mean 1 %, and E[50 / p] is 5,707.14."""
        found = simple(BELIEF).answer()
        assert (found.leads, found.believed and found.believed.mean) == (5000, Fraction(39950, 7))
        assert simple({"converted": 8, "of": 800}).answer().believed == found.believed

    def test_one_uncertain_rate_is_beta_binomial(self) -> None:
        likelihood = Likelihood(simple(BELIEF))
        for leads in (60, 3000, 5000, 9000, 50_000):
            assert likelihood.probability(leads) == pytest.approx(
                stats.betabinom.sf(49, leads, 8, 792), abs=1e-7
            )
        assert likelihood.probability(49) == 0

    @pytest.mark.parametrize("asked", ASKED)
    def test_the_smallest_number(self, asked: Fraction) -> None:
        found = Likelihood(simple(BELIEF)).fewest(asked)
        assert found is not None
        assert stats.betabinom.sf(49, found, 8, 792) >= asked > stats.betabinom.sf(49, found - 1, 8, 792)

    def test_the_interval_holds_eight_cases_in_ten(self) -> None:
        found = believed(simple(BELIEF), Fraction(5000))
        assert found is not None
        low, high = (50 / stats.beta.ppf(end, 8, 792) for end in (0.9, 0.1))
        assert (found.low, found.high) == pytest.approx((low, high))

    def test_several_uncertain_rates_by_drawing_lots(self) -> None:
        stages = [
            "lead",
            {"name": "mql", "rate": {"converted": 40, "of": 100}},
            {"name": "sql", "rate": {"converted": 10, "of": 40}},
            {"name": "customer", "rate": "20%"},
        ]
        funnel = ReverseFunnel(goal={"deals": 50}, stages=stages)
        draw = np.random.default_rng(7)
        rates = draw.beta(40, 60, 400_000) * draw.beta(10, 30, 400_000) * 0.2
        for leads in (2000, 3500):
            expected = float(stats.binom.sf(49, leads, rates).mean())
            assert Likelihood(funnel).probability(leads) == pytest.approx(expected, abs=2e-3)
        mean = funnel.answer().believed
        assert mean is not None
        assert mean.mean == Fraction(2750)
        assert (50 / rates).mean() == pytest.approx(2750, rel=2e-3)
        assert (mean.low, mean.high) == pytest.approx(tuple(np.quantile(50 / rates, [0.1, 0.9])), rel=5e-3)

    def test_a_source_of_its_own_makes_the_mean_one_over_a_sum(self) -> None:
        funnel = simple("1%", sources=two_sources(customer={"alpha": 8, "beta": 392}))
        rates = 0.005 + np.random.default_rng(7).beta(8, 392, 400_000) / 2
        found = funnel.answer().believed
        assert found is not None
        assert found.mean == pytest.approx(float((50 / rates).mean()), rel=2e-3)

    def test_sources_with_the_same_rate_share_what_is_not_known_of_it(self) -> None:
        """So a source may be split in two without the whole becoming any surer."""
        rates = {"customer": {"alpha": 8, "beta": 392}}
        one = simple("1%", sources=[{"name": "a", "rates": rates}])
        two = simple("1%", sources=[{"name": n, "share": "50%", "rates": rates} for n in "ab"])
        assert len(uncertain(two)) == 1
        assert Likelihood(one).probability(4000) == pytest.approx(Likelihood(two).probability(4000))

    def test_between_stages_an_overall_rate_is_all_that_counts(self) -> None:
        stages = ["lead", {"name": "mql", "rate": {"converted": 40, "of": 100}}, "customer"]
        funnel = ReverseFunnel(goal={"deals": 50}, stages=stages, overall_rate=BELIEF)
        assert uncertain(funnel) == uncertain(
            ReverseFunnel({"deals": 50}, ["lead", "customer"], overall_rate=BELIEF)
        )
        one, other = funnel.answer().believed, simple(BELIEF).answer().believed
        assert one is not None
        assert other is not None
        assert (one.mean, one.low) == (other.mean, pytest.approx(other.low))

    def test_too_uncertain_for_a_mean_or_for_a_confidence(self) -> None:
        answer = simple({"alpha": 0.01, "beta": 1}, confidence=["10%", "99.9%"]).answer()
        assert answer.believed is not None
        assert answer.believed.mean is None
        assert list(answer.needed_at) == [Fraction(1, 10)]
        assert answer.notes == ("a rate is too uncertain for a confidence of 99.9%",)

    def test_certain_rates_are_one_value(self) -> None:
        assert likely(million()).values == (0.01,)
        assert million().answer().believed is None


class TestDealsThatDiffer:
    def test_mean_and_deviation_of_revenue(self) -> None:
        """n = 10,000 leads at 1 %, deals of 20,000 with a deviation of 20,000."""
        found = million(deal_size={"mean": 20_000, "sd": 20_000}).outlook(10_000)
        assert (found.revenue, round(found.revenue_sd or 0, 2)) == (2_000_000, 282134.72)
        assert (found.deals, found.deals_sd) == (100, pytest.approx(sqrt(99)))

    def test_deals_that_vary_like_waiting_times_are_erlang(self) -> None:
        """With a deviation as large as the mean so many deals follow an Erlang distribution: sum over their number."""
        likelihood = Likelihood(million(deal_size={"mean": 20_000, "sd": 20_000}))
        number = np.arange(1, 400)
        for leads in (3000, 5000, 8000):
            chance = stats.binom.pmf(number, leads, 0.01) @ stats.gamma.sf(1e6, number, scale=20_000)
            assert likelihood.probability(leads) == pytest.approx(chance, abs=1e-12)

    def test_hardly_differing_deals_are_as_alike_ones(self) -> None:
        """But for the goal that so many reach just about every other time."""
        alike, almost = (
            Likelihood(million(goal={"revenue": 990_000}, deal_size=size))
            for size in (20_000, {"mean": 20_000, "sd": 1})
        )
        assert [alike.fewest(asked) for asked in ASKED] == [almost.fewest(asked) for asked in ASKED]

    def test_a_large_goal_looks_at_neighbours_together(self) -> None:
        """The normal distribution is near where there are two million deals."""
        likelihood = Likelihood(
            million(goal={"revenue": 4 * 10**10}, deal_size={"mean": 20_000, "sd": 20_000})
        )
        leads = 200_100_000
        sd = sqrt(leads * 0.01 * (20_000**2 + 0.99 * 20_000**2))
        expected = stats.norm.sf(4 * 10**10, leads * 0.01 * 20_000, sd)
        assert likelihood.probability(leads) == pytest.approx(expected, abs=1e-3)

    def test_sources_with_sizes_of_their_own_have_the_variance_of_their_mixture(self) -> None:
        sources = [
            {"name": "a", "share": "75%", "deal_size": 10_000},
            {"name": "b", "share": "25%", "deal_size": {"mean": 30_000, "sd": 5_000}},
        ]
        likelihood = Likelihood(ReverseFunnel({"revenue": 1_000_000}, STAGES, sources=sources))
        draw = np.random.default_rng(7)
        sizes = np.where(draw.random(400_000) < 0.75, 10_000, draw.normal(30_000, 5_000, 400_000))
        assert likelihood.size_mean == 15_000
        assert float(likelihood.size_variance) == pytest.approx(sizes.var(), rel=1e-2)

    def test_both_at_once_by_drawing_lots(self) -> None:
        stages = ["lead", {"name": "customer", "rate": BELIEF}]
        funnel = ReverseFunnel({"revenue": 2_000_000}, stages, deal_size={"mean": 20_000, "sd": 20_000})
        draw = np.random.default_rng(7)
        deals = draw.binomial(10_000, draw.beta(8, 792, 400_000))
        revenue = draw.gamma(np.maximum(deals, 1e-9), 20_000)
        found = funnel.outlook(10_000)
        assert found.probability == pytest.approx((revenue >= 2_000_000).mean(), abs=3e-3)
        assert found.revenue_sd == pytest.approx(revenue.std(), rel=1e-2)
        assert found.deals_sd == pytest.approx(deals.std(), rel=1e-2)


@settings(max_examples=12)
@given(
    st.integers(1, 400),
    st.sampled_from(["2%", {"alpha": 3, "beta": 90}, {"converted": 40, "of": 2000}]),
    st.sampled_from([20_000, {"mean": 20_000, "sd": 8_000}]),
    st.integers(1, 60),
)
def test_more_leads_are_never_less_likely(leads: int, rate: Any, size: Any, tens: int) -> None:
    """Nor is a smaller goal; and what is needed is the first that is enough."""
    stages = ["lead", {"name": "customer", "rate": rate}]
    funnel = ReverseFunnel({"revenue": tens * 10_000}, stages, deal_size=size, confidence="70%")
    likelihood = Likelihood(funnel)
    assert likelihood.probability(leads) <= likelihood.probability(leads + 1) + 1e-12
    smaller = Likelihood(ReverseFunnel({"revenue": tens * 5_000}, stages, deal_size=size))
    assert likelihood.probability(leads) <= smaller.probability(leads) + 1e-12
    (needed,) = funnel.answer().needed_at.values()
    assert likelihood.probability(needed) >= 0.7 > likelihood.probability(needed - 1)


def test_money_scales() -> None:
    one = Likelihood(million(deal_size={"mean": 20_000, "sd": 8_000}))
    ten = Likelihood(million(goal={"revenue": 10_000_000}, deal_size={"mean": 200_000, "sd": 80_000}))
    assert one.probability(5200) == pytest.approx(ten.probability(5200))


@pytest.mark.parametrize("leads", [-1, 2.5, "many", True, 10**13])
def test_no_number_of_leads(leads: Any) -> None:
    with pytest.raises(FunnelError):
        million(stages=STAGES).outlook(leads)
