"""Which input matters most, and which mix of sources brings most for its money."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.funnel.given import STAGES, million, simple

pytest.importorskip("scipy")

from scipy import stats

from leadsla.errors import FunnelError
from leadsla.funnel import ReverseFunnel


class TestSensitivity:
    def test_ten_percent_of_a_rate(self) -> None:
        """5,000 leads are 5,000/.9 at nine tenths of a rate, and 5,000/1.1 at eleven tenths: all rates alike."""
        found = million().sensitivity()
        assert found.leads == 5000
        names = ["rate of mql", "rate of sql", "rate of opportunity", "rate of customer", "deal size"]
        assert sorted(one.input for one in found.levers) == sorted(names)
        for one in found.levers:
            assert (one.leads_at_low, one.leads_at_high) == (Fraction(50_000, 9), Fraction(50_000, 11))

    def test_a_point_is_worth_most_where_the_rate_is_low(self) -> None:
        """At 21 % instead of 20 %: 5,000 x 20/21."""
        saved = {one.input: one.saved_by_a_point for one in million().sensitivity().levers}
        assert saved["rate of mql"] == 5000 - Fraction(100_000, 21)
        assert max(saved, key=lambda name: saved[name] or 0) == "rate of mql"
        assert saved["deal size"] is None

    def test_an_uncertain_rate_is_moved_over_what_is_believed(self) -> None:
        (one,) = simple({"alpha": 8, "beta": 792}).sensitivity().levers
        low, high = stats.beta.ppf([0.1, 0.9], 8, 792)
        assert (float(one.low), float(one.high)) == pytest.approx((low, high))
        assert (float(one.leads_at_low), float(one.leads_at_high)) == pytest.approx((50 / low, 50 / high))
        assert "believed" in one.basis

    def test_the_largest_swing_is_first(self) -> None:
        stages = [
            "lead",
            {"name": "mql", "rate": {"converted": 4, "of": 10}},
            {"name": "customer", "rate": "10%"},
        ]
        levers = ReverseFunnel({"deals": 5}, stages, marketing_share="50%").sensitivity(by=0.2).levers
        assert [one.input for one in levers] == ["rate of mql", "rate of customer", "marketing's share"]
        assert [one.swing for one in levers] == sorted((one.swing for one in levers), reverse=True)

    def test_the_own_rate_of_a_source_is_moved_too(self) -> None:
        """50 / (60 % x 30 % + 40 % x 20 %) = 192.3 at first; at 33 % and 27 % of the one source alone by hand."""
        sources = [
            {"name": "events", "share": "60%", "rates": {"customer": "30%"}},
            {"name": "search", "share": "40%"},
        ]
        levers = {one.input: one for one in simple("20%", sources=sources).sensitivity().levers}
        own = levers["rate of customer, events"]
        assert (own.leads_at_low, own.leads_at_high) == (50 / Fraction("0.242"), 50 / Fraction("0.278"))
        assert own.saved_by_a_point == 50 / Fraction("0.26") - 50 / Fraction("0.266")
        assert levers["rate of customer"].leads_at_high == 50 / Fraction("0.268")

    def test_no_rate_rises_above_one(self) -> None:
        (one,) = simple("99.5%").sensitivity().levers
        assert (one.high, one.saved_by_a_point) == (1, None)

    def test_only_the_overall_rate_where_it_makes_up_for_the_others(self) -> None:
        stages = ["lead", {"name": "mql", "rate": "20%"}, "customer"]
        (one,) = ReverseFunnel({"deals": 50}, stages, overall_rate="1%").sensitivity().levers
        assert (one.input, one.leads_at_high) == ("overall rate", Fraction(50_000, 11))

    def test_as_data_and_as_a_chart(self) -> None:
        found = million().sensitivity()
        assert list(found.to_frame("pandas")["input"]) == [one.input for one in found.levers]
        assert found.to_dict()["levers"][0]["input"] in found.chart()
        assert "rate of mql" in str(found)


def bought(**keys: Any) -> list[tuple[str, int]]:
    mix = simple("1%", **keys).best_mix()
    return [(one.source, one.leads) for one in mix.bought]


class TestBestMix:
    SOURCES = (
        {"name": "dear", "share": "50%", "cost_per_lead": 100, "rates": {"customer": "3%"}},
        {"name": "cheap", "share": "50%", "cost_per_lead": 20, "at_most": 300},
    )

    def test_the_best_for_its_money_as_far_as_it_goes(self) -> None:
        """1 % at 20 is 0.5 deals for a thousand, 3 % at 100 is 0.3."""
        mix = simple("1%", sources=list(self.SOURCES)).best_mix(10_050)
        assert [(one.source, one.leads, one.cost) for one in mix.bought] == [
            ("cheap", 300, 6000),
            ("dear", 40, 4000),
        ]
        assert (mix.leads, mix.spent, mix.deals, mix.revenue) == (340, 10_000, Fraction(42, 10), None)
        assert mix.to_dict()["sources"][0]["leads"] == 300
        assert mix.probability == pytest.approx(0, abs=1e-9)

    def test_by_revenue_where_that_is_the_goal(self) -> None:
        sources = [dict(one) for one in self.SOURCES]
        sources[0]["deal_size"] = 20_000
        funnel = ReverseFunnel(
            {"revenue": 10**6}, ["lead", {"name": "customer", "rate": "1%"}], sources=sources, deal_size=5_000
        )
        mix = funnel.best_mix(10_000)
        assert [(one.source, one.leads) for one in mix.bought] == [("dear", 100), ("cheap", 0)]
        assert mix.revenue == 60_000

    def test_money_that_is_left_over_may_be_worth_more_elsewhere(self) -> None:
        sources = [
            {"name": "x", "share": "50%", "cost_per_lead": 60, "rates": {"customer": "61%"}},
            {"name": "y", "share": "50%", "cost_per_lead": 50, "rates": {"customer": "49%"}},
        ]
        mix = simple(sources=sources).best_mix(100)
        assert [(one.source, one.leads) for one in mix.bought] == [("x", 0), ("y", 2)]
        assert mix.deals == Fraction(98, 100)

    def test_what_costs_nothing_comes_first(self) -> None:
        sources = [
            {"name": "ads", "share": "50%", "cost_per_lead": 10},
            {"name": "referral", "share": "50%", "cost_per_lead": 0, "at_most": 7},
        ]
        assert bought(sources=sources, budget=100) == [("referral", 7), ("ads", 10)]

    @pytest.mark.parametrize(
        ("sources", "budget", "words"),
        [
            ([{"name": "a", "cost_per_lead": 0}], 5, "sources[0].at_most"),
            ([{"name": "a"}], 5, "sources[0].cost_per_lead"),
            ([{"name": "a", "cost_per_lead": 5}], None, "`budget`"),
        ],
    )
    def test_what_is_not_told(self, sources: Any, budget: Any, words: str) -> None:
        with pytest.raises(FunnelError) as caught:
            simple(sources=sources).best_mix(budget)
        assert words in str(caught.value)

    @settings(max_examples=30)
    @given(
        st.lists(st.tuples(st.integers(1, 9), st.integers(1, 20), st.integers(0, 6)), min_size=1, max_size=3)
    )
    def test_no_other_mix_brings_more(self, given: list[tuple[int, int, int]]) -> None:
        """Against every mix of whole leads: one less of the best may leave the money for a better one elsewhere."""
        count = len(given)
        sources = [
            {
                "name": str(place),
                "share": Fraction(1, count),
                "cost_per_lead": cost,
                "at_most": most,
                "rates": {"customer": Fraction(rate, 100)},
            }
            for place, (cost, rate, most) in enumerate(given)
        ]
        mix = simple("1%", sources=sources).best_mix(20)
        best = max(
            sum(Fraction(rate, 100) * number for (_, rate, _), number in zip(given, numbers, strict=True))
            for numbers in product(*(range(most + 1) for _, _, most in given))
            if sum(cost * number for (cost, _, _), number in zip(given, numbers, strict=True)) <= 20
        )
        assert mix.spent <= 20
        assert mix.deals == best


def test_stages_stay_as_they_are() -> None:
    """Moving a rate changes nothing in the funnel itself."""
    funnel = million()
    funnel.sensitivity()
    assert funnel == million(stages=STAGES)
