"""A funnel plot: rates against how much is behind them, with the limits within which chance alone would keep them.

It takes the place of a league table. Of twenty who all do the same, one stands last; the limits say whether somebody
differs at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from leadsla.charts import marks
from leadsla.charts.axes import Axis, Scale, across, upward
from leadsla.charts.chart import Chart, svg
from leadsla.charts.curves import Band
from leadsla.charts.marks import BLUE, LETTER, area, cut, diamond, dot, line, path, stairs, text
from leadsla.charts.markup import Markup

#: So many letters of the names at one point are shown, in lines so high, below the upper edge.
_LETTERS: Final = 40
_LINE: Final = 12.0
_TOP: Final = 14.0


@attrs.frozen
class Rated:
    """A rate of so many; `name` is written only where there is one, and `outside` gives it another shape."""

    total: int
    rate: float
    name: str = ""
    outside: bool = False


def funnel_plot(
    points: Sequence[Rated],
    target: float,
    label: str,
    *,
    limits: Sequence[Band] = (),
    x_title: str = "clocks",
    target_name: str = "target",
    wide: float = 680.0,
) -> Chart:
    """Rates over their counts, around a target, with `limits` as (count, low, high), the narrowest first.

    >>> reps = [Rated(10, 0.8), Rated(40, 0.3, "ann", True)]
    >>> chart = funnel_plot(reps, 0.8, "reps", limits=[[(10, 0.5, 1), (40, 0.7, 0.9)]])
    >>> ">ann<" in chart, chart.count("<circle")
    (True, 1)
    """
    tall, bottom = 260.0, 220.0
    x, y = Axis(title=x_title, low=0.0), Axis(form="share", low=0.0, high=1.0)
    counts = [float(one.total) for one in points] + [count for band in limits for count, _, _ in band]
    along, up = x.scale([1.0, max(counts, default=1.0) * 1.04], 44.0, wide - 80), y.scale((), bottom, _TOP)
    parts = [*upward(y, up, 44.0, along.end), *across(x, along, bottom)]
    strokes = ((1.4, None), (1.0, "5 3"))
    for place, band in reversed(list(enumerate(limits))):
        for end in (1, 2):
            edge = stairs([(along(point[0]), up(point[end])) for point in band])
            width, dashes = strokes[place % 2]
            parts.append(path(edge, stroke=BLUE, stroke_width=width, stroke_dasharray=dashes, opacity="0.8"))
        inside = [(along(n), up(high)) for n, _, high in band], [(along(n), up(low)) for n, low, _ in band]
        parts.append(area([*stairs(inside[0]), *reversed(stairs(inside[1]))], opacity="0.07"))
    parts.append(line(along.start, up(target), along.end, up(target), stroke_width=2))
    parts.append(text(along.end + 6, up(target) + 4, f"{target_name} {y.said(target)}", font_size=10))
    parts += [
        diamond(along(one.total), up(one.rate)) if one.outside else dot(along(one.total), up(one.rate))
        for one in points
    ]
    parts += _names([one for one in points if one.name], along, up, bottom)
    return svg(wide, tall, label, *parts)


def _names(named: Sequence[Rated], along: Scale, up: Scale, bottom: float) -> list[Markup]:
    """Names beside their points, moved up or down only where one would lie on another; a point has one label."""
    together: dict[tuple[float, float], list[str]] = {}
    for one in named:
        together.setdefault((along(one.total), up(one.rate)), []).append(one.name)
    taken: list[tuple[float, float, float]] = []
    found = []
    for (x, y), names in sorted(together.items(), key=lambda entry: (-entry[0][1], entry[0][0])):
        said = cut(", ".join(names), _LETTERS)
        width = len(said) * LETTER
        left = x - 10 - width if x + 10 + width > along.end else x + 10
        height = _free(y, left, left + width, taken, bottom)
        taken.append((left, left + width, height))
        found.append(marks.label(left, height + 4, said, font_size=10.5))
    return found


def _free(
    y: float, left: float, right: float, taken: Sequence[tuple[float, float, float]], bottom: float
) -> float:
    """The height nearest to `y` at which a label lies on no other."""
    for move in (0, -_LINE, _LINE, -2 * _LINE, 2 * _LINE, -3 * _LINE, 3 * _LINE):
        height = y + move
        clear = all(
            right < begin or end < left or abs(height - other) >= _LINE for begin, end, other in taken
        )
        if clear and _TOP <= height <= bottom:
            return height
    return y
