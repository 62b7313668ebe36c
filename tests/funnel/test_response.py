"""What a faster response is worth, by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.funnel.given import STAGES, million, simple

from leadsla.errors import FunnelError, ScenarioError
from leadsla.funnel import ResponseValue, value_of_response
from leadsla.simulation import Effect, published

TWICE = Effect.points({5: 2, 60: 1})


def valued(funnel: Any = None, effect: Any = TWICE, **other: Any) -> ResponseValue:
    asked = {"stage": "mql", "now_minutes": 60, "then_minutes": 5} | other
    return value_of_response(funnel or million(), effect, **asked)


def test_twice_the_odds_of_one_rate() -> None:
    """20 % are odds of 1/4, twice as much are 1/2, or a third: 5/3 of the deals, and 3/5 of the leads."""
    found = valued()
    assert float(found.now.rate) == 0.2
    assert float(found.then.rate) == pytest.approx(1 / 3)
    assert (found.leads, found.now.deals) == (5000, 50)
    assert float(found.deals) == pytest.approx(50 * 2 / 3)
    assert found.revenue is not None
    assert float(found.revenue) == pytest.approx(1_000_000 * 2 / 3)
    assert found.per_lead is not None
    assert float(found.per_lead) == pytest.approx(400 / 3)
    assert float(found.leads_saved) == pytest.approx(2000)
    assert float(found.faster.backwards().leads) == pytest.approx(3000)
    assert (found.now.median_minutes, found.then.median_minutes) == (60, 5)


def test_the_same_rate_is_known_at_any_time() -> None:
    """Where the ratio is 1 does not matter: what counts is from which times to which."""
    one, other = valued(), valued(effect=TWICE.relative_to(17))
    assert float(one.then.rate) == pytest.approx(float(other.then.rate), rel=1e-12)


def test_the_rate_of_now_is_the_mean_over_the_times_of_now() -> None:
    now, then = [5, 60, 60, 60], [5, 5, 5, 60]
    found = valued(now_minutes=now, then_minutes=then)
    odds = np.linspace(0.05, 0.25, 200_001)
    low = odds[np.searchsorted((2 * odds / (1 + 2 * odds) + 3 * odds / (1 + odds)) / 4, 0.2)]
    expected = (3 * 2 * low / (1 + 2 * low) + low / (1 + low)) / 4
    assert float(found.then.rate) == pytest.approx(expected, abs=1e-5)
    assert found.now.median_minutes == 60


def test_nothing_changes_without_an_effect_or_another_time() -> None:
    for found in (
        valued(effect=None),
        valued(then_minutes=60),
        valued(now_minutes=[3, 70], then_minutes=[70, 3]),
    ):
        assert float(found.deals) == pytest.approx(0, abs=1e-9)
    assert valued(effect="none").deals == 0


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=5), st.floats(0.01, 1), st.floats(0.01, 0.99))
@settings(max_examples=25)
def test_sooner_is_never_worse_and_no_rate_passes_one(times: list[float], sooner: float, rate: float) -> None:
    effect = published("lrm-2007-contact").effect
    then = [one * sooner for one in times]
    found = valued(simple(rate), effect, stage="customer", now_minutes=times, then_minutes=then)
    assert found.deals >= -1e-9
    assert found.then.rate <= 1
    assert found.revenue is None
    assert found.per_lead is None


def test_a_rate_of_one_stays() -> None:
    assert valued(simple(1), stage="customer").then.rate == 1


def test_sources_keep_their_own_level() -> None:
    sources = [{"name": "web", "share": 0.5}, {"name": "event", "share": 0.5, "rates": {"mql": 0.5}}]
    found = valued(million(sources=sources))
    assert float(found.now.rate) == 0.35
    assert float(found.then.rate) == pytest.approx((1 / 3 + 2 / 3) / 2)


def test_leads_as_they_come() -> None:
    found = valued(leads=1000)
    assert (found.leads, found.now.deals) == (1000, 10)
    assert found.now.leads_needed == 5000


def test_it_carries_the_doubts_of_a_published_figure() -> None:
    found = valued(effect="lrm-2007-contact", now_minutes=30)
    [note] = published("lrm-2007-contact").effect.notes
    assert note in found.notes
    assert note in str(found)
    assert note in found.to_dict()["notes"]
    assert found.to_frame("polars")["response"].to_list() == ["now", "then"]
    assert str(found).startswith("5,000 leads, answered faster: +")


def test_what_cannot_be_asked() -> None:
    with pytest.raises(FunnelError, match="`lead`"):
        valued(stage="lead")
    stages = [STAGES[0], {"name": "mql"}, {"name": "customer", "rate": 0.1}]
    with pytest.raises(FunnelError, match="no rate leads"):
        valued(million(stages=stages, overall_rate=0.05), stage="mql")
    with pytest.raises(FunnelError, match="no response time"):
        valued(now_minutes=[])
    with pytest.raises(ScenarioError, match="response time below 0"):
        valued(then_minutes=-1)
    with pytest.raises(ScenarioError, match="no published effect"):
        valued(effect="everybody-knows")
    assert isinstance(valued().leads, Fraction)
