"""What is published, with its arithmetic, and that it comes with its doubts."""

from __future__ import annotations

import pytest

from leadsla.errors import ScenarioError
from leadsla.simulation.effects import PRESETS, Effect, published, side_by_side

#: The power of the time that each published ratio of two response times comes to.
SLOPES = {
    ("lrm-2007-contact", 5, 30): 2.57,
    ("lrm-2007-contact", 5, 10): 2.32,
    ("lrm-2007-qualification", 5, 30): 1.70,
    ("lrm-2007-qualification", 5, 10): 2.00,
    ("hbr-2011-qualification", 60, 120): 2.81,
    ("hbr-2011-qualification", 60, 1440): 1.29,
}


def test_no_single_curve_fits() -> None:
    figures = [figure for preset in PRESETS for figure in preset.figures]
    slopes = {
        (one.preset, one.faster_minutes, one.slower_minutes): round(one.slope, 2)
        for one in figures
        if one.slope is not None
    }
    assert slopes == SLOPES
    assert len(figures) == len(SLOPES) + 2  # two that are against all later calls


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_curve_goes_through_what_is_published(preset: object) -> None:
    assert preset in PRESETS
    found = next(one for one in PRESETS if one is preset)
    for figure in found.figures:
        later = 10_000 if figure.slower_minutes is None else figure.slower_minutes
        ratio = found.effect.factor(figure.faster_minutes) / found.effect.factor(later)
        assert ratio == pytest.approx(figure.ratio)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_says_what_it_is_of_and_why_to_doubt_it(preset: object) -> None:
    found = next(one for one in PRESETS if one is preset)
    assert len(found.doubts) >= 4
    [note] = found.effect.notes
    for said in (found.name, found.source, found.unit, found.denominator, *found.doubts):
        assert said in note
    assert found.effect.outcome == found.outcome
    assert found.effect.relative_to(60).notes == (note,)


def test_an_unknown_preset_is_refused_with_what_is_meant() -> None:
    with pytest.raises(ScenarioError, match="write lrm-2007-contact"):
        published("lrm-2007-contacts")
    with pytest.raises(ScenarioError, match="write one of lrm-2007-contact, lrm-2007-qualification"):
        published("x")


def test_they_disagree_side_by_side() -> None:
    found = side_by_side(0.05, reference_minutes=60, minutes=(60, 120))
    rates = {(one.effect, one.minutes): one.rate for one in found.rows if one.covered}
    assert rates["hbr-2011-qualification", 60] == pytest.approx(0.05)
    assert rates["hbr-2011-qualification", 120] == pytest.approx(0.05 / 7 / (0.95 + 0.05 / 7))
    assert not any(name.startswith("lrm") for name, _ in rates)  # they tell of 5 to 30 minutes
    assert found.notes == tuple(one.note for one in PRESETS)
    frame = found.to_frame("polars")
    assert frame.columns == ["effect", "outcome", "minutes", "odds_ratio", "rate", "covered"]
    assert len(frame) == 8
    assert found.to_dict()["notes"] == list(found.notes)
    assert "hbr-2011-qualification" in found.chart()
    assert "lrm-2007-contact" not in found.chart()
    assert all(one.name in str(found) for one in PRESETS)


def test_own_effects_side_by_side() -> None:
    own = Effect.power(0.3, between=(1, 1000), name="ours")
    found = side_by_side(0.2, 1000, effects=[own, Effect.none()], minutes=[1])
    assert [(one.effect, round(one.rate, 4)) for one in found.rows] == [("ours", 0.6651), ("effect", 0.2)]
    assert repr(found) == "<SideBySide: ours, effect>"
