"""Intervals by row: a figure with how far chance may have moved it, differences, and what moves an answer most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from leadsla.charts.axes import Axis, Scale, across
from leadsla.charts.chart import Chart, svg
from leadsla.charts.marks import BLUE, cut, dot, filled, line, rect, room, text
from leadsla.charts.markup import Markup

_ROW = 22.0
_NAME = 30


@attrs.frozen
class Interval:
    """A row: its name, its figure and the interval around it; None where there is none.

    `said` is written at the right, else the figure with its interval. `full` is false where little is behind it.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    said: str = ""
    full: bool = True


def intervals(
    rows: Sequence[Interval],
    label: str,
    *,
    x: Axis | None = None,
    reference: tuple[float, str] | None = None,
    wide: float = 680.0,
) -> Chart:
    """A point and its interval in every row, on one axis; `reference` is a value with its name, such as a target or 0.

    >>> chart = intervals([Interval("web", 0.4, 0.3, 0.5), Interval("fair", None)], "rates", x=Axis(form="share"))
    >>> "40 % (30 % to 50 %)" in chart, "no data" in chart
    (True, True)
    """
    x = x or Axis()
    said = [one.said or _said(one, x) for one in rows]
    left = room((cut(one.name, _NAME) for one in rows), 190, 30) + 12
    right = room(said, 220, 20) + 14
    top = 20.0 if reference else 6.0
    bottom = top + _ROW * max(len(rows), 1)
    values = [value for one in rows for value in (one.value, one.low, one.high) if value is not None]
    along = x.scale(_wider([*values, *([reference[0]] if reference else [])], x), left, wide - right)
    parts = across(x, along, bottom, top)
    parts += _reference(reference, along, top, bottom)
    for place, (one, words) in enumerate(zip(rows, said, strict=True)):
        y = top + _ROW * (place + 0.5)
        parts.append(text(left - 10, y + 4, cut(one.name, _NAME), text_anchor="end"))
        parts += _interval(one, along, y)
        parts.append(text(along.end + 12, y + 4, words, font_size=10.5))
    return svg(wide, bottom + (36 if x.title else 22), label, *parts)


def _wider(values: list[float], x: Axis) -> list[float]:
    """A little more than the values, so that none stands on the edge; shares stay within theirs."""
    if not values or x.log:
        return values
    more = (max(values) - min(values)) * 0.04
    low, high = min(values) - more, max(values) + more
    if x.form == "share":
        low, high = max(low, min(0.0, min(values))), min(high, max(1.0, max(values)))
    return [low, high]


def _interval(one: Interval, along: Scale, y: float) -> list[Markup]:
    found = []
    if one.low is not None and one.high is not None:
        found.append(line(along(one.low), y, along(one.high), y, stroke=BLUE, stroke_width=2))
        found += [
            line(along(end), y - 5, along(end), y + 5, stroke=BLUE, stroke_width=2)
            for end in (one.low, one.high)
        ]
    if one.value is not None:
        found.append(dot(along(one.value), y, full=one.full))
    return found


def _said(one: Interval, x: Axis) -> str:
    if one.value is None:
        return "no data"
    if one.low is None or one.high is None:
        return x.said(one.value)
    return f"{x.said(one.value)} ({x.said(one.low)} to {x.said(one.high)})"


def _reference(reference: tuple[float, str] | None, along: Scale, top: float, bottom: float) -> list[Markup]:
    if reference is None:
        return []
    at = along(reference[0])
    late = at > (along.start + along.end) / 2
    spot = {"text_anchor": "end"} if late else {}
    return [
        line(at, top - 4, at, bottom, stroke_width=2),
        text(at + (-5 if late else 5), top - 8, reference[1], font_size=10, **spot),
    ]


def tornado(
    base: float,
    rows: Mapping[str, tuple[float, float]],
    label: str,
    *,
    x: Axis | None = None,
    base_name: str = "as it is",
    low_name: str = "at the lower value",
    high_name: str = "at the higher value",
    wide: float = 680.0,
) -> Chart:
    """What each input does to an answer, the strongest first: the answer at the lower (striped) and the higher (full)
    value of that input alone, from the `base`.

    >>> chart = tornado(100, {"lag": (90, 110), "rate": (140, 70)}, "leads")
    >>> chart.index(">rate<") < chart.index(">lag<")
    True
    """
    x = x or Axis()
    order = sorted(rows, key=lambda name: -(max(*rows[name], base) - min(*rows[name], base)))
    left = room((cut(name, _NAME) for name in order), 190, 30) + 12
    top = 40.0
    bottom = top + _ROW * max(len(order), 1)
    values = [base, *(end for ends in rows.values() for end in ends)]
    along = x.scale(_wider(values, x), left + 48, wide - 60)
    parts = across(x, along, bottom, top)
    parts += [*filled(2, left, 6, 18, 11), text(left + 24, 15, low_name)]
    after = left + 40 + room([low_name], 300)
    parts += [rect(after, 6, 18, 11, fill=BLUE), text(after + 24, 15, high_name)]
    for place, name in enumerate(order):
        y = top + _ROW * (place + 0.5)
        parts.append(text(left - 10, y + 4, cut(name, _NAME), text_anchor="end"))
        for end, fill in zip(rows[name], (2, None), strict=True):
            start, width = min(along(base), along(end)), abs(along(end) - along(base))
            parts += (
                [rect(start, y - 7, width, 14, fill=BLUE)]
                if fill is None
                else filled(fill, start, y - 7, width, 14)
            )
        for end in sorted(set(rows[name])):
            if end != base:
                before = end < base
                spot = {"text_anchor": "end"} if before else {}
                parts.append(
                    text(along(end) + (-5 if before else 5), y + 4, x.said(end), font_size=10, **spot)
                )
    parts += _reference((base, f"{base_name}: {x.said(base)}"), along, top, bottom)
    return svg(wide, bottom + (36 if x.title else 22), label, *parts)
