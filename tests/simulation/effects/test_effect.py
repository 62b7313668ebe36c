"""The curve: odds and not rates, by hand and by laws."""

from __future__ import annotations

import json
import math
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadsla.errors import ScenarioError
from leadsla.simulation.effects import Effect, effect_of, published
from leadsla.simulation.model.keys import key

MINUTES = st.floats(0, 1e6)
CURVES = st.one_of(
    st.just(Effect.none()),
    st.builds(
        lambda ratios, steps: (Effect.steps if steps else Effect.points)(
            {10.0 * 3**place: ratio for place, ratio in enumerate(ratios)}
        ),
        st.lists(st.floats(1e-3, 1e3), min_size=2, max_size=5),
        st.booleans(),
    ),
)


def test_speed_changes_nothing_unless_somebody_says_so() -> None:
    effect = Effect.none()
    assert effect.is_none
    assert effect == effect_of(None) == effect_of("none") == effect_of(effect)
    assert effect.factor([0, 5, math.inf]).tolist() == [1, 1, 1]
    assert effect.apply(0.3, 5) == 0.3
    assert effect.relative_to(7) is effect
    assert effect.to_dict() == {}
    assert effect._drawing() is None
    assert repr(effect) == "<Effect: none>"


@pytest.mark.parametrize(
    ("ratio", "rate", "faster"), [(100, 0.01, 0.503), (100, 0.1, 0.917), (21, 0.05, 0.525), (21, 0.1, 0.7)]
)
def test_a_ratio_is_of_odds_and_never_of_a_rate(ratio: float, rate: float, faster: float) -> None:
    """A rate of 10 % that is multiplied by 21 would be 210 %."""
    assert round(Effect.points({5: ratio, 30: 1}).apply(rate, 5), 3) == faster


@given(CURVES, st.floats(0, 1), MINUTES)
@settings(max_examples=40)
def test_no_rate_passes_one(effect: Effect, rate: float, minutes: float) -> None:
    found = effect.apply(rate, minutes)
    assert 0 <= found <= 1
    ratio = effect.factor(minutes)
    if 1e-6 < rate < 1 - 1e-6:
        assert found / (1 - found) == pytest.approx(ratio * rate / (1 - rate), rel=1e-6)


@given(CURVES, st.lists(MINUTES, min_size=1, max_size=5), st.floats(1e-3, 1e5))
@settings(max_examples=40)
def test_one_by_one_and_all_at_once_are_the_same(
    effect: Effect, minutes: list[float], reference: float
) -> None:
    assert effect.factor(minutes).tolist() == [effect.factor(one) for one in minutes]
    moved = effect.relative_to(reference)
    assert moved.factor(reference) == pytest.approx(1)
    assert np.allclose(moved.factor(minutes) * effect.factor(reference), effect.factor(minutes))


def test_log_odds_are_straight_over_log_time() -> None:
    effect = Effect.points({5: 16, 20: 4, 80: 2})
    assert effect.factor([5, 10, 20, 40, 80]) == pytest.approx([16, 8, 4, 8**0.5, 2])
    # Nothing is known outside.
    assert effect.factor([0, 1, 1e9, math.inf]) == pytest.approx([16, 16, 2, 2])
    assert [effect.covers(at) for at in (4.9, 5, 80, 81)] == [False, True, True, False]


def test_a_power_of_the_time() -> None:
    effect = Effect.power(0.5, between=(1, 100), reference_minutes=25)
    assert effect.factor([1, 25, 100]) == pytest.approx([5, 1, 0.5])
    assert Effect.power(2, between=(1, 10)).factor([1, 10]) == pytest.approx([100, 1])


def test_exactly_so_many_minutes_are_within() -> None:
    effect = Effect.steps({1: 4.91, 2: 2.6}, later=0.5)
    assert effect.factor([0, 1, 1.001, 2, 2.001, math.inf]).tolist() == [4.91, 4.91, 2.6, 2.6, 0.5, 0.5]
    assert effect.covers(10_000)
    assert (
        repr(effect) == "<Effect of elapsed minutes on the odds: within 1: 4.91, within 2: 2.6, later: 0.5>"
    )
    assert effect.to_frame("polars").rows() == [(1, 4.91), (2, 2.6), (None, 0.5)]
    assert effect.to_dict() == {"steps": {1: 4.91, 2: 2.6}, "later": 0.5, "time": "elapsed"}


@given(CURVES)
@settings(max_examples=20)
def test_it_reads_as_it_is_written(effect: Effect) -> None:
    assert effect_of(effect.to_dict() or None) == effect


def test_it_reads_what_json_makes_of_it() -> None:
    effect = Effect.points({2.5: 3, 60: 1}, outcome="contact")
    assert effect_of(json.loads(json.dumps(effect.to_dict()))) == effect


def test_a_document_that_has_an_effect_says_where_it_is_wrong() -> None:
    @attrs.frozen
    class Part:
        effect: Effect = key("effect", effect_of, Effect.none())

    assert Part().effect.is_none
    assert Part({"slope": 1, "between": [1, 10]}).effect.factor(1) == pytest.approx(10)
    for value, field in (({"points": {5: 4, 60: 1}, "time": "open"}, "effect.time"), ("nothing", "effect")):
        with pytest.raises(ScenarioError) as caught:
            Part(value)
        assert [fault.path for fault in caught.value.faults] == [field]


def test_it_reads_what_people_write() -> None:
    assert effect_of("lrm-2007-contact") == effect_of({"preset": "lrm-2007-contact"})
    assert effect_of("lrm-2007-contact").notes
    found = effect_of({"points": {5: 4, 60: 1}, "reference_minutes": 5, "time": "business", "outcome": "won"})
    assert (found.factor(60), found.time, found.outcome) == (0.25, "business", "won")
    assert effect_of({"steps": {5: 4}, "later": 2}).factor([5, 6]).tolist() == [4, 2]
    assert effect_of({"slope": 1, "between": [1, 10]}).factor(1) == pytest.approx(10)


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("lrm-2007", ""),
        ({"preset": "lrm-2007"}, "preset"),
        ({"preset": 5}, "preset"),
        (3, ""),
        ({}, ""),
        ({"points": {1: 2, 3: 1}, "steps": {1: 2}}, ""),
        ({"preset": "lrm-2007-contact", "time": "business"}, "time"),
        ({"points": {1: 2, 3: 1}, "later": 1}, "later"),
        ({"points": {5: 2}}, "points"),
        ({"points": [5, 2]}, "points"),
        ({"points": {"soon": 2, "late": 1}}, "points"),
        ({"slope": 1, "between": 5}, "between"),
        ({"points": {5: 2, 10: 1}, "outcome": 3}, "outcome"),
        ({"points": {5: 2, 1: 1}}, "points"),
        ({"points": {0: 2, 1: 1}}, "points"),
        ({"points": {5: 0, 10: 1}}, "points"),
        ({"points": {5: "2", 10: 1}}, "points"),
        ({"points": {5: 2, 10: 1}, "time": "open"}, "time"),
        ({"points": {5: 2, 10: 1}, "reference_minutes": 0}, "reference_minutes"),
        ({"steps": {}}, "steps"),
        ({"steps": {5: 2}, "later": -1}, "later"),
        ({"slope": 1}, "between"),
        ({"slope": 1, "between": [5]}, "between"),
        ({"slope": 1, "between": [5, 5]}, "between"),
        ({"slope": math.nan, "between": [5, 30]}, "slope"),
    ],
)
def test_what_is_no_effect_is_refused_with_its_field(value: Any, field: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        effect_of(value)
    assert caught.value.field == field


def test_rates_and_times_that_cannot_be_are_refused() -> None:
    effect = published("lrm-2007-contact").effect
    for rate, minutes, field in (
        (1.1, 5, "rate"),
        (-0.1, 5, "rate"),
        (math.nan, 5, "rate"),
        (0.1, -1, "minutes"),
        (0.1, math.nan, "minutes"),
    ):
        with pytest.raises(ScenarioError) as caught:
            effect.apply(rate, minutes)
        assert caught.value.field == field
    assert effect.apply(np.array([0.0, 0.5, 1.0]), 5).tolist() == [0, 100 / 101, 1]


def test_it_is_drawn() -> None:
    assert Effect.points({5: 100, 30: 1}).chart().count("<path") == 1
    assert Effect.steps({5: 100, 30: 1}, later=0.5).chart().count("<path") == 1
    assert Effect.none().chart().count("<path") == 1
    shown = published("lrm-2007-contact").effect._repr_html_()
    assert "customers of the vendor" in shown
    assert len(shown) < 30_000
