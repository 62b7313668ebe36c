"""Drawings of plain values: what they show, and that they are well-formed and the same every time."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from leadsla.reports.pages import charts
from leadsla.reports.pages.markup import Drawing, tag

DRAWINGS = {
    "bar": lambda: charts.bar(0.8, 0.7, 0.9, 0.75, 30, "a & b"),
    "bar of nothing": lambda: charts.bar(None, None, None, None, 0, "nothing"),
    "trend": lambda: charts.trend([0.5, None, 1.0], 0.8, "<trend>"),
    "burn-down": lambda: charts.burn_down(
        2, [(0.1, 1, "a"), (0.4, 0, "b"), (0.5, -1, "c")], 0.6, [(0.0, "Mon")], "left"
    ),
    "burn-down of nothing": lambda: charts.burn_down(0, [], 0.0, [], "left"),
    "curve": lambda: charts.step_curve(
        [(60.0, 0.5), (7200.0, 1.0)], [(90.0, 1.0)], 3600.0, 0.8, "fast", missing="one"
    ),
    "relative curve": lambda: charts.step_curve([(0.5, 1.0)], [], 1.0, None, "fast", relative=True),
    "curve of nothing": lambda: charts.step_curve([], [], 3600.0, None, "fast"),
    "curve at once": lambda: charts.step_curve([(0.0, 1.0)], [], 3600.0, None, "fast"),
    "parts": lambda: charts.parts_bar({"a": 1, "b": 2, "c": 3, "d": 4}, "parts"),
    "no parts": lambda: charts.parts_bar({"a": 0, "b": 0}, "parts"),
    "funnel": lambda: charts.funnel_bar(3, 2, 1, 6, "funnel"),
    "heat map": lambda: charts.heat_map([[0] * 23 + [5]] * 7, [[1.0] * 12 + [0.0] * 12] * 7, "heat"),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_well_formed_and_says_what_it_is(name: str) -> None:
    drawn = DRAWINGS[name]()
    assert isinstance(drawn, Drawing)
    assert drawn == DRAWINGS[name]()
    assert drawn._repr_svg_() == str(drawn)
    root = ElementTree.fromstring(drawn)
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    assert not re.findall(r'="(?:nan"|-?inf")', drawn)


def test_a_few_judged_make_a_hollow_dot() -> None:
    hollow, full = (charts.bar(0.8, None, None, None, judged, "x") for judged in (19, 20))
    assert 'fill="var(--paper, white)"' in hollow
    assert 'fill="var(--paper, white)"' not in full


def test_below_zero_is_drawn() -> None:
    drawn = charts.burn_down(1, [(0.2, 0, "a"), (0.3, -1, "b")], 0.5, [], "x")
    assert ">-1<" in drawn
    assert ">1 too many<" in drawn
    heights = [float(found) for found in re.findall(r'cy="([\d.]+)"', drawn)]
    assert heights[0] < heights[1]


def test_each_step_leads_to_its_lead() -> None:
    assert 'href="#L-1.first"' in charts.burn_down(3, [(0.2, 2, "L-1.first")], 0.5, [], "x")


def test_parts_are_told_apart_without_colour() -> None:
    """Full, empty, lying stripes, standing stripes."""
    full, empty, lying, standing = (charts.filled(place, 0, 0, 40, 16) for place in range(4))
    assert [len(one) for one in (full, empty, lying, standing)] == [1, 1, 2, 2]
    assert "h38" in lying[1]
    assert "v16" in standing[1]


def test_markup_is_not_escaped_twice_and_text_once() -> None:
    assert tag("p", tag("b", "<"), "&", None, 3, title='"') == '<p title="&quot;"><b>&lt;</b>&amp;3</p>'
