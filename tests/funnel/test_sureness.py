"""How likely a plan reaches its goal, against exact counting."""

from __future__ import annotations

import sys
from fractions import Fraction
from math import comb
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st
from tests.funnel.test_plan import DATE, NEW_YEAR, funnel

import leadsla as ls
from leadsla.errors import ExtraError
from leadsla.funnel.sureness import below

pytest.importorskip("scipy")


def exactly(number: int, groups: list[tuple[int, Fraction]]) -> Fraction:
    """The probability of so many successes or more, as a fraction: every number of each group."""
    found = {0: Fraction(1)}
    for count, rate in groups:
        after: dict[int, Fraction] = {}
        for before, chance in found.items():
            for one in range(count + 1):
                part = chance * comb(count, one) * rate**one * (1 - rate) ** (count - one)
                after[before + one] = after.get(before + one, Fraction(0)) + part
        found = after
    return sum((chance for total, chance in found.items() if total >= number), Fraction(0))


RATES = st.fractions(min_value=0, max_value=1, max_denominator=20)


@settings(max_examples=30)
@generated(st.integers(1, 12), st.lists(st.tuples(st.integers(0, 8), RATES), max_size=4))
def test_sums_of_groups(number: int, groups: list[tuple[int, Fraction]]) -> None:
    assert 1 - below(number, groups).sum() == pytest.approx(float(exactly(number, groups)), abs=1e-12)


def test_where_all_is_in_time_it_is_as_without_time() -> None:
    """Days that are always the same: no deal is lost to the calendar."""
    answer = funnel(30, 31, deals=50, confidence=["50%", "90%"]).answer(today=NEW_YEAR)
    assert answer.plan is not None
    assert answer.plan.needed_at == answer.needed_at == {Fraction(1, 2): 497, Fraction(9, 10): 588}
    assert answer.plan.probability == pytest.approx(answer.probability)
    surer = answer.plan_by(confidence="90%")
    assert surer is not None
    assert (surer.leads, sum(surer.needed("lead").values())) == (588, 588)
    assert answer.plan.summary()["needed_at"] == {"0.5": 497, "0.9": 588}


@pytest.mark.parametrize(
    "already",
    [{}, {"won": 1}, {"mql": 3}, {"mql": [{"count": 4, "days": 11}, {"count": 2, "days": 2}], "won": 1}],
)
def test_the_fewest_that_are_enough(already: Any) -> None:
    """Beside those that wait, each group with its own chance; one lead fewer is not enough."""
    answer = funnel([3, 30], [10, 40], deals=3, already=already).answer(today=DATE("2026-07-01"))
    found = answer.plan_by(confidence="80%")
    assert found is not None
    leads = int(found.leads)
    reaches = [Fraction(1), Fraction(1, 2), Fraction(1, 10)]
    groups = [(group.count, group.chance(reaches)) for group in found.sureness.waiting]
    assert sum(count * rate for count, rate in groups) == found.waiting
    lacking = 3 - already.get("won", 0)
    rate = Fraction(1, 10) * found.in_period
    assert (
        exactly(lacking, [*groups, (leads, rate)])
        >= Fraction(4, 5)
        > exactly(lacking, [*groups, (leads - 1, rate)])
    )
    assert found.probability == pytest.approx(float(exactly(lacking, [*groups, (leads, rate)])), abs=1e-12)


def test_what_waits_may_be_enough_on_average_and_not_as_likely_as_is_asked() -> None:
    """20 of 100 MQL are 20 deals on average: no lead more by averages, and 9 in 10 takes some."""
    answer = funnel(30, 31, deals=20, already={"mql": 100}).answer(today=DATE("2026-07-01"))
    surer = answer.plan_by(confidence="90%")
    assert answer.plan is not None
    assert surer is not None
    assert (answer.plan.leads, answer.plan.probability) == (0, pytest.approx(0.5398, abs=1e-4))
    assert surer.leads > 0
    assert (surer.probability or 0) >= 0.9
    assert answer.plan_by(confidence="50%").leads == 0  # type: ignore[union-attr]
    done = funnel(30, 31, deals=20, already={"won": 20}).answer(today=DATE("2026-07-01"))
    assert done.plan_by(confidence="99%").probability == 1  # type: ignore[union-attr]


def test_uncertain_rates_and_deals_that_differ() -> None:
    """Told where nothing is in the funnel yet: surer by more leads than with rates that are known."""
    rates = [{"converted": 50, "of": 100}, {"converted": 20, "of": 100}]
    unsure = funnel([10, 40], 31, deals=50, rates=rates, confidence="90%").answer(today=NEW_YEAR)
    sure = funnel([10, 40], 31, deals=50, confidence="90%").answer(today=NEW_YEAR)
    assert unsure.plan is not None
    assert sure.plan is not None
    assert unsure.plan.leads == sure.plan.leads
    assert unsure.plan.needed_at[Fraction(9, 10)] > sure.plan.needed_at[Fraction(9, 10)]


def test_uncertain_rates_beside_leads_that_wait() -> None:
    """100 MQL of whom Beta(2, 8) become deals: as many as a beta-binomial number has, and the new leads alike."""
    stats = pytest.importorskip("scipy.stats")
    rates = [0.5, {"alpha": 2, "beta": 8}]
    answer = funnel(0, 31, deals=20, rates=rates, already={"mql": 100}).answer(today=DATE("2026-07-01"))
    assert answer.plan is not None
    assert answer.plan.leads == 0
    wanted = stats.betabinom.sf(19, 100, 2, 8)
    assert answer.plan.probability == pytest.approx(wanted, abs=1e-6)
    assert answer.plan.probability < 0.5
    surer = answer.plan_by(confidence="60%")
    assert surer is not None
    assert (surer.probability or 0) >= 0.6 > (surer.sureness.probability(int(surer.leads) - 1) or 0)
    # By counts of what happened it is the same chance.
    begun = funnel(0, 31, deals=20, rates=rates, plan={"to": "2026-06-01"}).answer(today=DATE("2026-06-01"))
    variance = begun.variance({"2026-06": {"mql": 100}}, DATE("2026-07-01"))
    assert variance.probability == pytest.approx(wanted, abs=1e-6)


def test_several_uncertain_rates_beside_leads_that_wait() -> None:
    """Less sure than with the same rates known; and no confidence beyond what is believed."""
    rates = [{"converted": 5, "of": 10}, {"converted": 2, "of": 10}]
    today = DATE("2026-06-01")
    unsure = funnel([3, 9], 31, deals=30, rates=rates, already={"mql": 50, "won": 2}).answer(today=today)
    sure = funnel([3, 9], 31, deals=30, already={"mql": 50, "won": 2}).answer(today=today)
    found = [one.plan_by(confidence="90%") for one in (unsure, sure)]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].leads > found[1].leads


def test_deals_that_differ_beside_leads_that_wait_are_not_told() -> None:
    more = {
        "goal": {"revenue": 100, "period": "2026-Q3"},
        "deal_size": {"mean": 2, "sd": 1},
        "already": {"lead": 5},
    }
    tree = {"stages": ["lead", {"name": "won", "rate": 0.5, "days": 9}]} | more
    beside = ls.ReverseFunnel.from_dict(tree).answer(today=DATE("2026-07-01"))
    assert beside.plan is not None
    assert (beside.plan.probability, beside.plan.needed_at) == (None, {})
    assert "probability" not in beside.plan.summary()
    with pytest.raises(ls.FunnelError, match="how many leads reach the goal in time at 90% is not told"):
        beside.plan_by(confidence="90%")


@pytest.mark.parametrize("confidence", [0, 1.5, "none"])
def test_no_confidence(confidence: Any) -> None:
    with pytest.raises(ls.FunnelError):
        funnel(30, 31).answer(today=NEW_YEAR).plan_by(confidence=confidence)


def test_no_number_of_leads_is_certain() -> None:
    with pytest.raises(ls.FunnelError, match="at 100% is not told"):
        funnel(30, 31).answer(today=NEW_YEAR).plan_by(confidence=1)
    late = funnel(30, 31).answer(today=DATE("2026-09-20")).plan_by(confidence="90%")
    assert late is not None
    assert (late.possible, late.leads, late.probability) == (False, 0, 0)


def test_a_plan_as_likely_as_is_asked_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = funnel(30, 31).answer(today=NEW_YEAR)
    for name in ("scipy", "scipy.special", "scipy.stats"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ExtraError, match=r"pip install 'leadsla\[science\]'"):
        answer.plan_by(confidence="90%")
