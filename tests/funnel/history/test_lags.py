"""Delays of those that convert: by hand, against the plain count, and against chance drawn anew."""

from __future__ import annotations

import datetime as dt
import json

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from leadsla.funnel.history import Lag
from leadsla.funnel.history.lags import QUANTILES

DAY = dt.timedelta(days=1)


def days(*numbers: float) -> list[dt.timedelta]:
    return [number * DAY for number in numbers]


def test_by_hand() -> None:
    """Of 5, one converts after 1 day, one is watched for 2 days, one converts after 3, two are watched for 9.

    After 1 day 4/5 are left; then 3 are watched, of which one converts: 4/5 x 2/3 = 8/15, so 7/15 ever convert, and
    the first fifth is 3/7 of them.
    """
    lag = Lag(days(3, 1), days(9, 2, 9))
    assert lag.ever is not None
    assert lag.ever.share == pytest.approx(7 / 15)
    found = {share: lag.quantile(share) for share in (0.42, 3 / 7, 0.43, 1.0)}
    assert [one.days for one in found.values() if one is not None] == [1, 1, 3, 3]


def test_none_converted() -> None:
    lag = Lag((), days(3))
    assert (lag.ever, lag.quantile(0.5), lag.may_rise) == (None, None, 1.0)
    assert lag.to_dict() == {"converted": 0, "not_yet": 1, "ever": None, "quantiles": []}
    assert repr(lag) == "<Lag 0 converted, 1 not yet: none yet>"


@settings(max_examples=30)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=25), st.integers(0, 40))
def test_where_all_were_watched_to_the_end_it_is_the_plain_count(waits: list[int], others: int) -> None:
    """Quantiles are those of the sample, and the interval is that of a share of the converted alone."""
    lag = Lag(days(*waits), days(*[99] * others))
    assert lag.ever is not None
    assert lag.ever.share == pytest.approx(len(waits) / (len(waits) + others))
    for share in QUANTILES:
        found = lag.quantile(share)
        assert found is not None
        wanted = min(wait for wait in waits if sum(one <= wait for one in waits) >= share * len(waits) - 1e-9)
        assert found.days == wanted
        assert found.low is None or found.low <= found.days
        assert found.high is None or found.high >= found.days
    order = [found.days for share in QUANTILES if (found := lag.quantile(share)) is not None]
    assert order == sorted(order)
    assert json.loads(json.dumps(lag.to_dict()))["converted"] == len(waits)


def test_the_interval_is_about_that_of_order_statistics_where_nothing_is_censored() -> None:
    """Of 200 the median lies between the 87th and the 114th with 95 %, whatever their distribution."""
    lag = Lag(days(*range(1, 201)), days(*[999] * 300))
    found = lag.quantile(0.5)
    assert found is not None
    assert (found.low, found.high) == (87, 114)
    assert binom.cdf(113, 200, 0.5) - binom.cdf(86, 200, 0.5) == pytest.approx(0.95, abs=0.01)


def test_the_interval_holds_the_true_delay_as_often_as_it_says() -> None:
    """A third converts, after an exponential wait, watched for 0 to 5 means: the sample's own median is too short."""
    draw = numpy.random.default_rng(6)
    truth, held, low, naive = float(numpy.log(2)), 0, 0.0, 0.0
    for _ in range(200):
        waits = numpy.where(draw.random(300) < 1 / 3, draw.exponential(1, 300), numpy.inf)
        watched = draw.uniform(0, 5, 300)
        lag = Lag(days(*waits[waits <= watched]), days(*watched[waits > watched]))
        found = lag.quantile(0.5)
        assert found is not None
        assert found.low is not None
        # An end that the leads do not tell is open.
        held += found.low <= truth and (found.high is None or truth <= found.high)
        low += found.days
        naive += float(numpy.median(waits[waits <= watched]))
    assert 0.9 <= held / 200 <= 0.99
    assert low / 200 == pytest.approx(truth, rel=0.05)
    assert naive / 200 < 0.9 * truth


def test_whether_more_were_to_come() -> None:
    """10 of 20, the last after 10 days: watched as long, twice as long, and longer by little."""
    waits = days(*range(1, 11))
    assert Lag(waits, days(*[10] * 10)).may_rise == 1
    assert Lag(waits, days(*[20] * 10)).may_rise == pytest.approx(0.5**20)
    assert Lag(waits, days(*[12] * 10)).may_rise == pytest.approx(0.9**20)
    assert Lag(waits, days(*[9] * 10)).may_rise == 0
    assert Lag(waits, ()).may_rise == 0
