"""Charts of plain values: what they show, and that they are well-formed and the same every time."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from leadsla import charts
from leadsla.charts import Axis
from leadsla.charts.axes import even
from leadsla.charts.marks import BLUE, filled
from leadsla.charts.markup import tag
from leadsla.errors import ReadError

DRAWINGS = {
    "bar": lambda: charts.rate_bar(0.8, 0.7, 0.9, 0.75, 30, "a & b"),
    "bar of nothing": lambda: charts.rate_bar(None, None, None, None, 0, "nothing"),
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
    "funnel": lambda: charts.stage_bar(3, 2, 1, 6, "funnel"),
    "lines": lambda: charts.lines(
        [charts.Series("a < b", [(1, 0.2), (4, 0.8)], bands=[[(1, 0.1, 0.3), (4, 0.7, 0.9)]], dots=True)],
        "lines",
        marks=[(2, "now")],
        levels=[(0.8, "target")],
    ),
    "lines of nothing": lambda: charts.lines([], "nothing"),
    "a single point": lambda: charts.lines([charts.Series("a", [(3, 3)])], "one"),
    "intervals": lambda: charts.intervals([charts.Interval("<a>", 0.5, 0.4, 0.6)], "i", reference=(0.5, "t")),
    "intervals of nothing": lambda: charts.intervals([], "i"),
    "quantiles": lambda: charts.quantiles({"a": (1, 2, None), "b": (None, None), "c": ()}, "q"),
    "tornado": lambda: charts.tornado(10, {"a": (8, 13)}, "t"),
    "bars": lambda: charts.bars({"a": {"x": 1, "y": None}, "b": {}}, "b"),
    "grouped bars": lambda: charts.bars({"a": {"x": 1, "y": None}, "b": {}}, "b", stacked=False),
    "no bars": lambda: charts.bars({}, "b"),
    "calendar": lambda: charts.calendar({dt.date(2026, 1, 1): 1, dt.date(2026, 3, 1): None}, "c"),
    "calendar of nothing": lambda: charts.calendar({}, "c"),
    "funnel plot": lambda: charts.funnel_plot(
        [charts.Rated(30, 0.5, "a", True), charts.Rated(5, 1.0)],
        0.8,
        "f",
        limits=[[(1, 0, 1), (30, 0.6, 0.9)]],
    ),
    "heat map": lambda: charts.week_map([[0] * 23 + [5]] * 7, [[1.0] * 12 + [0.0] * 12] * 7, "heat"),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_well_formed_and_says_what_it_is(name: str) -> None:
    drawn = DRAWINGS[name]()
    assert isinstance(drawn, charts.Chart)
    assert drawn == DRAWINGS[name]()
    assert drawn._repr_svg_() == drawn.alone() != str(drawn) == drawn._repr_html_()
    root = ElementTree.fromstring(drawn)
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    assert not re.findall(r'="(?:nan"|-?inf")', drawn)


def test_a_few_judged_make_a_hollow_dot() -> None:
    hollow, full = (charts.rate_bar(0.8, None, None, None, judged, "x") for judged in (19, 20))
    assert 'fill="var(--paper' in hollow
    assert 'fill="var(--paper' not in full


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
    full, empty, lying, standing = (filled(place, 0, 0, 40, 16) for place in range(4))
    assert [len(one) for one in (full, empty, lying, standing)] == [1, 1, 2, 2]
    assert "h38" in lying[1]
    assert "v16" in standing[1]


def test_markup_is_not_escaped_twice_and_text_once() -> None:
    assert tag("p", tag("b", "<"), "&", None, 3, title='"') == '<p title="&quot;"><b>&lt;</b>&amp;3</p>'


# -- general forms: where values stand -------------------------------------------------------------------------------


def corners(drawn: str, stroke: str) -> list[tuple[float, float]]:
    """The points of the first line with a colour, whose path has only M, L, H and V."""
    [d] = re.findall(rf'<path d="([^"]*)" fill="none" stroke="{re.escape(stroke)}"', drawn)[:1]
    found: list[tuple[float, float]] = []
    for kind, numbers in re.findall(r"([MLHV])([-\d. ]+)", d):
        given = [float(number) for number in numbers.split()]
        x, y = found[-1] if found else (0.0, 0.0)
        found.append({"H": (given[0], y), "V": (x, given[0])}.get(kind) or (given[0], given[-1]))
    return found


def test_a_line_stands_where_its_values_are() -> None:
    """Even distances on the axis are even distances in the drawing; the highest value is the highest point."""
    drawn = charts.lines([charts.Series("a", [(0, 0.0), (1, 1.0), (2, 0.5)])], "x", y=Axis(low=0, high=1))
    (x0, y0), (x1, y1), (x2, y2) = corners(drawn, BLUE)
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.11)
    assert y2 == pytest.approx((y0 + y1) / 2, abs=0.11)
    assert y1 < y2 < y0


def test_steps_keep_their_height() -> None:
    drawn = charts.lines([charts.Series("a", [(0, 0.0), (1, 1.0), (2, 0.5)], steps=True)], "x")
    heights = [y for _, y in corners(drawn, BLUE)]
    assert heights[0] == heights[1] != heights[2] == heights[3] != heights[4]


def test_an_interval_has_its_ends_and_its_point() -> None:
    """Over 0 to 1: the point in the middle of its ends, and the ends where the axis has them."""
    drawn = charts.intervals(
        [charts.Interval("a", 0.5, 0.25, 0.75)], "x", x=Axis(low=0, high=1, ticks=((0.25, "q"), (0.75, "r")))
    )
    low, high = (float(re.search(rf'<text x="([\d.]+)"[^>]*>{name}<', drawn)[1]) for name in "qr")  # type: ignore[index]
    [point] = [float(found) for found in re.findall(r'<circle cx="([\d.]+)"', drawn)]
    assert point == pytest.approx((low + high) / 2, abs=0.11)
    assert f'<line x1="{low:g}" y1="17" x2="{high:g}" y2="17"' in drawn


def test_stacked_bars_add_up() -> None:
    drawn = charts.bars({"a": {"x": 10, "y": 30}, "b": {"x": 40}}, "x")
    widths = [float(found) for found in re.findall(r'<rect x="[\d.]+" y="(?:30|56)" width="([\d.]+)"', drawn)]
    # Each rectangle leaves half a pixel free on both of its sides.
    x, y, whole = (width + 1 for width in widths)
    assert y == pytest.approx(3 * x, abs=0.3)
    assert x + y == pytest.approx(whole, abs=0.3)
    assert ">10 + 30<" in drawn


def test_the_strongest_is_first_in_a_tornado_and_bars_begin_at_the_base() -> None:
    drawn = charts.tornado(100, {"weak": (99, 101), "strong": (50, 120)}, "x")
    assert drawn.index(">strong<") < drawn.index(">weak<")
    assert ">50<" in drawn
    assert ">120<" in drawn


def test_a_calendar_has_a_row_for_each_weekday() -> None:
    """1 January 2026 is a Thursday: the fourth row, in the first column; a week later the second."""
    day = dt.date(2026, 1, 1)
    drawn = charts.calendar({day: 5, day + dt.timedelta(days=7): 7}, "x")
    spots = {
        said: (float(x), float(y))
        for x, y, said in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([57])<', drawn)
    }
    assert spots["5"][1] == spots["7"][1] == 18 + 3 * 22 + 15
    assert spots["7"][0] - spots["5"][0] == 24


def test_who_is_outside_the_limits_has_another_shape_and_a_name() -> None:
    points = [charts.Rated(10, 0.8), charts.Rated(40, 0.2, "ann", outside=True)]
    drawn = charts.funnel_plot(points, 0.8, "x")
    assert drawn.count("<circle") == 1
    assert ">ann<" in drawn


def test_names_in_a_funnel_plot_do_not_lie_on_each_other() -> None:
    """Two at one point share a label; one beside it is moved; one far away is not."""
    points = [
        charts.Rated(*of, outside=True)
        for of in ((20, 0.2, "ann"), (20, 0.2, "bob"), (21, 0.21, "cid"), (60, 0.2, "dot"))
    ]
    drawn = charts.funnel_plot(points, 0.8, "x")
    spots = {
        said: float(y) for y, said in re.findall(r'<text x="[\d.]+" y="([\d.]+)"[^>]*>([a-d][^<%]*)<', drawn)
    }
    assert set(spots) >= {"ann, bob", "cid", "dot"}
    assert abs(spots["ann, bob"] - spots["cid"]) >= 11.9
    assert spots["dot"] == spots["ann, bob"]


@pytest.mark.parametrize(
    ("low", "high", "most", "found"),
    [(0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]), (3, 17, 3, [5, 10, 15]), (-1, 1, 4, [-1, -0.5, 0, 0.5, 1])],
)
def test_round_values_on_an_axis(low: float, high: float, most: int, found: list[float]) -> None:
    assert even(low, high, most) == found


def test_names_on_an_axis_do_not_touch() -> None:
    axis = Axis(form="time", log=True)
    scale = axis.scale([30, 2592000], 0, 400)
    places = [scale(value) for value, _ in axis.named(scale, 46)]
    assert min(after - before for before, after in pairwise(places)) >= 46


def test_a_chart_of_its_own_brings_its_letters_and_its_dark_colours(tmp_path: Path) -> None:
    drawn = charts.rate_bar(0.8, None, None, None, 30, "a & b")
    assert drawn._repr_html_() == drawn
    text = drawn.save(tmp_path / "bar.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text.encode())
    style = root.find("{http://www.w3.org/2000/svg}style")
    assert style is not None
    assert "prefers-color-scheme:dark" in (style.text or "")
    assert drawn.save(tmp_path / "bar.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(ReadError, match=r"\.svg or \.html, not \.png"):
        drawn.save(tmp_path / "bar.png")


def test_a_step_that_leads_somewhere_says_what_it_is() -> None:
    drawn = charts.burn_down(3, [(0.2, 2, "L-1.first"), (0.3, -1, "L-2.first")], 0.5, [], "x")
    assert 'aria-label="2 left: L-1.first"' in drawn
    assert 'aria-label="1 too many: L-2.first"' in drawn


def test_a_label_keeps_clear_of_the_lines_under_it_where_the_paper_is_known() -> None:
    drawn = charts.burn_down(3, [(0.2, 2, "L-1.first")], 0.5, [], "x")
    assert drawn.count('paint-order="stroke"') == drawn.count('stroke="var(--paper, none)"') == 1


def test_quantiles_of_which_none_is_reached_have_no_axis() -> None:
    drawn = charts.quantiles({"2 weeks": (None, None)}, "q", x=charts.Axis("time", form="time"))
    assert "not reached · not reached" in drawn
    assert "<line" not in drawn
