"""A strip of quantiles: by when half, eight and nine in ten were done, a row for each group, on one axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadsla.charts.axes import Axis, Scale, across
from leadsla.charts.chart import Chart, svg
from leadsla.charts.marks import BLUE, cut, dot, line, room, text
from leadsla.charts.markup import Markup

_ROW = 22.0
_NAME = 30


def quantiles(
    rows: Mapping[str, Sequence[float | None]],
    label: str,
    *,
    names: Sequence[str] = ("half", "80 %", "90 %"),
    x: Axis | None = None,
    wide: float = 680.0,
) -> Chart:
    """The quantiles of each group, from the first (a dot) to the last, with what they are at the right.

    None is a quantile that has not been reached; the line goes on to the end of the axis, and there is no axis where
    none has been.

    >>> chart = quantiles({"web": (600, 3600, None)}, "web", x=Axis(form="time", log=True))
    >>> ">10 m · 1 h · not reached<" in chart
    True
    """
    x = x or Axis()
    said = [" · ".join("not reached" if one is None else x.said(one) for one in row) for row in rows.values()]
    left = room((cut(name, _NAME) for name in rows), 190, 30) + 12
    right = room([*said, " · ".join(names)], 240, 20) + 16
    bottom = 20.0 + _ROW * max(len(rows), 1)
    values = [one for row in rows.values() for one in row if one is not None]
    ends = [min(values) / 1.5, max(values) * 1.5] if values and x.log and min(values) > 0 else values
    along = x.scale(ends, left, wide - right)
    parts = across(x, along, bottom, 16.0) if values else []
    parts.append(text(along.end + 14, 11, " · ".join(names), font_size=10, opacity="0.75"))
    for place, (name, row) in enumerate(rows.items()):
        y = 20.0 + _ROW * (place + 0.5)
        parts.append(text(left - 10, y + 4, cut(name, _NAME), text_anchor="end"))
        parts += _row(row, along, y)
        parts.append(text(along.end + 14, y + 4, said[place], font_size=10.5))
    return svg(wide, bottom + (36 if x.title else 22), label, *parts)


def _row(row: Sequence[float | None], along: Scale, y: float) -> list[Markup]:
    if not row or row[0] is None:
        return []
    reached = [one for one in row if one is not None]
    last = along(reached[-1])
    found = [line(along(reached[0]), y, last, y, stroke=BLUE, stroke_width=2)]
    if len(reached) < len(row):
        found.append(line(last, y, along.end, y, stroke=BLUE, stroke_width=2, stroke_dasharray="2 3"))
    found += [line(along(one), y - 5, along(one), y + 5, stroke=BLUE, stroke_width=2) for one in reached[1:]]
    return [*found, dot(along(reached[0]), y)]
