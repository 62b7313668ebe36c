"""Curves over an axis: steps and lines with the bands around them, and the two of a promise: what is left, how fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import attrs

from leadsla.charts import marks
from leadsla.charts.axes import Axis, Scale, across, upward
from leadsla.charts.chart import Chart, svg
from leadsla.charts.marks import (
    BLUE,
    INK,
    LETTER,
    ORANGE,
    STROKES,
    apart,
    area,
    cut,
    dot,
    line,
    path,
    room,
    stairs,
    text,
)
from leadsla.charts.markup import Markup, tag

#: Where a band reaches from and to, by its place on the axis.
Band: TypeAlias = Sequence[tuple[float, float, float]]
#: More steps than these are drawn as a line without dots.
_MOST_DOTS: Final = 100
_TIMES: Final = (
    (0.01, "1 %"), (0.03, "3 %"), (0.1, "10 %"), (0.25, "25 %"), (0.5, "50 %"), (1, "window"), (2, "2 ×"), (5, "5 ×"),
    (10, "10 ×"), (100, "100 ×"), (1000, "1,000 ×"),
)  # fmt: skip


@attrs.frozen
class Series:
    """A curve: its name, its points in order, and the bands around it, the narrowest first.

    `steps` keeps the height of a point until the next one. `dots` shows the points themselves.
    """

    name: str
    points: Sequence[tuple[float, float]]
    bands: Sequence[Band] = ()
    steps: bool = False
    dots: bool = False


def lines(
    series: Sequence[Series],
    label: str,
    *,
    x: Axis | None = None,
    y: Axis | None = None,
    marks: Sequence[tuple[float, str]] = (),
    levels: Sequence[tuple[float, str]] = (),
    wide: float = 680.0,
    tall: float = 240.0,
) -> Chart:
    """Curves over a numeric axis, each named at its end and told apart by its stroke, with the bands around them.

    `marks` are places on the axis with names (heavy upright lines), `levels` heights with names (dashed lines).

    >>> chart = lines([Series("attained", [(1, 0.4), (3, 0.8)], bands=[[(1, 0.3, 0.5), (3, 0.7, 0.9)]])], "attainment")
    >>> chart.count("<path")
    2
    """
    x, y = x or Axis(), y or Axis()
    bands = [point for one in series for band in one.bands for point in band]
    heights = [height for one in series for _, height in one.points] + [
        end for _, *ends in bands for end in ends
    ]
    heights += [level for level, _ in levels]
    if not y.log and y.low is None and heights and min(heights) > 0:
        y = attrs.evolve(y, low=0.0)
    places = [place for one in series for place, _ in one.points] + [place for place, _, _ in bands]
    names = [one.name for one in series] + [name for _, name in levels]
    right = room((cut(name, 24) for name in names), 160, 20) + 8
    bottom = tall - (40 if x.title else 26)
    up = y.scale(heights, bottom, 26 if y.title or marks else 14)
    left = max((len(name) * LETTER for _, name in y.named(up, 22)), default=12) + 10
    along = x.scale([*places, *(place for place, _ in marks)], left, wide - right)
    parts = [*upward(y, up, left, along.end), *across(x, along, bottom)]
    parts += _marked(marks, levels, along, up)
    for place, one in enumerate(series):
        parts += _drawn(one, place, along, up)
    parts += _named(series, levels, along, up)
    if not places:
        parts.append(text((left + along.end) / 2, tall / 2, "no data", text_anchor="middle", opacity="0.75"))
    return svg(wide, tall, label, *parts)


def _marked(
    marks: Sequence[tuple[float, str]], levels: Sequence[tuple[float, str]], along: Scale, up: Scale
) -> list[Markup]:
    found = []
    for place, name in marks:
        at = along(place)
        found.append(line(at, up.end - 4, at, up.start, stroke_width=2))
        late = at > (along.start + along.end) / 2
        found.append(
            text(
                at + (-5 if late else 5), up.end - 6, name, text_anchor="end" if late else None, font_size=10
            )
        )
    for level, _ in levels:
        found.append(
            line(along.start, up(level), along.end, up(level), stroke_dasharray="5 4", opacity="0.7")
        )
    return found


def _drawn(one: Series, place: int, along: Scale, up: Scale) -> list[Markup]:
    colour, width, dashes = STROKES[place % len(STROKES)]
    found = [_band(band, one.steps, along, up, colour) for band in reversed(one.bands) if band]
    points = stairs(one.points) if one.steps else list(one.points)
    if points:
        stroke = {"stroke": colour, "stroke_width": width, "stroke_dasharray": dashes}
        found.append(path([(along(x), up(y)) for x, y in points], **stroke))
    if one.dots or len(one.points) == 1:
        found += [
            tag("circle", cx=f"{along(x):.1f}", cy=f"{up(y):.1f}", r=3, fill=colour) for x, y in one.points
        ]
    return found


def _band(band: Band, steps: bool, along: Scale, up: Scale, colour: str) -> Markup:
    low, high = [(x, low) for x, low, _ in band], [(x, high) for x, _, high in band]
    if steps:
        low, high = stairs(low), stairs(high)
    around = [(along(x), up(y)) for x, y in [*high, *reversed(low)]]
    return area(around, fill=colour, opacity="0.18")


def _named(
    series: Sequence[Series], levels: Sequence[tuple[float, str]], along: Scale, up: Scale
) -> list[Markup]:
    """The names of curves and levels beside their ends, each with a piece of its stroke where it had to move."""
    ends = [
        (up(one.points[-1][1]), one.name, place)
        for place, one in enumerate(series)
        if one.points and one.name
    ]
    ends += [(up(level), name, -1) for level, name in levels if name]
    heights = apart([height for height, _, _ in ends], 13, up.end, up.start)
    found = []
    for (_, name, place), height in zip(ends, heights, strict=True):
        colour = STROKES[place % len(STROKES)][0] if place >= 0 else INK
        found.append(text(along.end + 8, height + 4, cut(name, 24), fill=colour, font_size=10.5))
    return found


# -- what is left ----------------------------------------------------------------------------------------------------


def burn_down(
    budget: int,
    steps: Sequence[tuple[float, int, str]],
    now: float,
    ticks: Sequence[tuple[float, str]],
    label: str,
    *,
    fan: Sequence[Band] = (),
) -> Chart:
    """What is left of an allowance over the open time of a period, from 0 to 1.

    `steps` are (when, how many are left after it, link); the dashed line uses the allowance evenly, the heavy one is
    nothing left, and what lies below it is drawn too. `fan` are the bands of what is to come, the narrowest first.
    """
    wide, tall = 680.0, 210.0
    least = min([0, *(after for _, after, _ in steps), *(int(low) for band in fan for _, low, _ in band)])
    most = max([budget, 1, *(int(high + 1) for band in fan for _, _, high in band)])
    along, up = Scale(0.0, 1.0, 34.0, wide - 46), Scale(least, most, tall - 30, 12.0)
    parts = _levels(budget, least, along, up)
    parts += [line(along(0), up(budget), along(1), up(0), stroke_dasharray="5 4", opacity="0.6")]
    for x, name in ticks:
        parts += [
            line(along(x), tall - 28, along(x), tall - 24, opacity="0.6"),
            text(along(x), tall - 12, name),
        ]
    parts += [_band(band, False, along, up, BLUE) for band in reversed(fan) if band]
    corners = [(0.0, budget), *((when, after) for when, after, _ in steps)]
    remaining = corners[-1][1]
    points = stairs([*corners, (now, remaining)])
    parts.append(path([(along(x), up(y)) for x, y in points], stroke=BLUE, stroke_width=2.2))
    if len(steps) <= _MOST_DOTS:
        parts += [
            tag("a", dot(along(x), up(y), radius=3.2), href=f"#{link}", aria_label=f"{_said(y)}: {link}")
            for x, y, link in steps
        ]
    here = along(now)
    parts.append(line(here, 12, here, tall - 28, stroke_dasharray="1 3", opacity="0.8"))
    parts.append(dot(here, up(remaining), radius=5.5))
    late = now > 0.85
    spot = {"text_anchor": "end"} if late else {}
    beside = here + (-9 if late else 9)
    parts.append(marks.label(beside, up(remaining) - 8, _said(remaining), font_weight="bold", **spot))
    return svg(wide, tall, label, *parts)


def _said(left: float) -> str:
    return f"{left:,} left" if left >= 0 else f"{-left:,} too many"


def _levels(budget: int, least: int, along: Scale, up: Scale) -> list[Markup]:
    found = []
    drawn: list[float] = []
    for level in sorted({budget, 0, least}, key=lambda level: (level != 0, level != budget)):
        y = up(level)
        if any(abs(y - other) < 11 for other in drawn):
            continue
        drawn.append(y)
        heavy = level == 0
        found.append(
            line(
                along.start, y, along.end, y, stroke_width=2 if heavy else 1, opacity="1" if heavy else "0.2"
            )
        )
        found.append(text(along.start - 6, y + 4, f"{level:,}", text_anchor="end"))
    return found


# -- how fast --------------------------------------------------------------------------------------------------------


def step_curve(
    counted: Sequence[tuple[float, float]],
    elapsed: Sequence[tuple[float, float]],
    window: float,
    target: float | None,
    label: str,
    *,
    relative: bool = False,
    missing: str = "",
    band: Band = (),
) -> Chart:
    """The share done within a time: heavy as it is counted, thin as the lead felt it, over a time axis in powers.

    `relative` says that the axis is in shares of the window. `missing` is said at the right: what was never done.
    `band` lies around the heavy line.
    """
    wide, tall = 680.0, 230.0
    lengths = [x for x, _ in (*counted, *elapsed) if x > 0] + [window]
    low, high = max(min(lengths) / 1.3, 0.02 if relative else 30.0), max(max(lengths), window) * 1.3
    along, up = Scale(min(low, window / 2), high, 40.0, wide - 74, True), Scale(0.0, 1.0, tall - 34, 18.0)
    axis = Axis(form="number" if relative else "time", log=True, ticks=_TIMES if relative else None)
    parts = [
        *upward(Axis(form="share", ticks=((0, "0 %"), (0.5, "50 %"), (1, "100 %"))), up, 40.0, along.end)
    ]
    parts += across(axis, along, up.start)
    if target is not None:
        parts += _marked((), [(target, "")], along, up)
        parts.append(
            text(along.end + 5, up(target) + 4, f"target {Axis(form='share').said(target)}", font_size=10)
        )
    edge = along(window)
    parts.append(line(edge, up.end - 4, edge, up.start, stroke_width=2))
    if not relative:
        parts.append(text(edge - 5, up.end - 6, "window", text_anchor="end", font_size=10))
    if band:
        parts.append(_band([*band, (high, *band[-1][1:])], True, along, up, BLUE))
    parts += _share(elapsed, along, up, stroke=ORANGE, stroke_width=1.3, stroke_dasharray="6 2")
    parts += _share(counted, along, up, stroke=BLUE, stroke_width=2.4)
    if missing and counted:
        parts.append(text(along.end, up(counted[-1][1]) - 6, missing, text_anchor="end", font_size=10))
    return svg(wide, tall, label, *parts)


def _share(
    points: Sequence[tuple[float, float]], along: Scale, up: Callable[[float], float], **given: object
) -> list[Markup]:
    """A curve of shares from nothing to the end of the axis."""
    if not points:
        return []
    corners = stairs([(points[0][0], 0.0), *points, (along.high, points[-1][1])])
    return [path([(along(x), up(y)) for x, y in corners], **given)]
