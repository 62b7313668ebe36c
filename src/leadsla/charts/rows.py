"""Small drawings that stand in a row of a table, on one axis from row to row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from leadsla.charts.chart import Chart, svg
from leadsla.charts.marks import BLUE, INK, dot, filled, line, rect, text
from leadsla.charts.markup import Markup

#: From so many on a rate is shown as a full dot.
FULL: Final = 20
_WIDE: Final = 180.0


def rate_bar(
    rate: float | None, low: float | None, high: float | None, target: float | None, judged: int, label: str
) -> Chart:
    """A rate between 0 and 100 %: the dot is the rate, hollow below 20 judged; the bar reaches from `low` to `high`, as
    from "all that is open comes late" to "all in time"; the heavy mark is the target."""
    middle = 11.0
    parts = [rect(0, middle - 2, _WIDE, 4, fill=INK, opacity="0.13", rx=2)]
    parts += [
        line(_WIDE * share, middle - 5, _WIDE * share, middle + 5, opacity="0.25") for share in (0, 0.5, 1)
    ]
    if low is not None and high is not None:
        parts.append(
            rect(low * _WIDE, middle - 4, max((high - low) * _WIDE, 1), 8, fill=BLUE, opacity="0.35", rx=2)
        )
    if target is not None:
        parts.append(line(target * _WIDE, 1, target * _WIDE, 21, stroke_width=2.5))
    if rate is not None:
        parts.append(dot(min(max(rate * _WIDE, 5), _WIDE - 5), middle, full=judged >= FULL))
    return svg(_WIDE, 22, label, *parts, class_="nano")


def rate_axis(label: str = "from 0 to 100 %") -> Chart:
    """The axis that all rate bars share, for the head of their column."""
    places = ((0.0, "0 %", "start"), (0.5, "50 %", "middle"), (1.0, "100 %", "end"))
    parts = [text(_WIDE * share, 9, said, text_anchor=anchor) for share, said, anchor in places]
    parts += [line(_WIDE * share, 12, _WIDE * share, 16, opacity="0.6") for share, _, _ in places]
    return svg(_WIDE, 16, label, *parts, class_="nano")


def trend(
    rates: Sequence[float | None], target: float | None, label: str, *, full: Sequence[bool] | None = None
) -> Chart:
    """The rates of some periods as columns, the last one strong; the line is the target.

    None keeps the place of a period in which nothing was judged; a column is hollow where `full` is false,
    because little is behind it.
    """
    step, tall = 12.0, 20.0
    parts: list[Markup] = []
    for place, rate in enumerate(rates):
        if rate is None:
            continue
        opacity = "1" if place == len(rates) - 1 else "0.45"
        shape = (place * step + 1, 1 + (1 - rate) * tall, step - 3, max(rate * tall, 1))
        if full is None or full[place]:
            parts.append(rect(*shape, fill=BLUE, opacity=opacity))
        else:
            parts.append(rect(*shape, fill="none", stroke=BLUE, opacity=opacity))
    wide = step * max(len(rates), 1)
    if target is not None:
        parts.append(line(0, 1 + (1 - target) * tall, wide, 1 + (1 - target) * tall, stroke_dasharray="2 2"))
    return svg(wide, 22, label, *parts, class_="nano")


def parts_bar(parts: Mapping[str, float], label: str, wide: float = 420.0) -> Chart:
    """Parts of a whole side by side. The first is full, the second empty, the third lies, the fourth stands striped."""
    whole = sum(parts.values())
    drawn: list[Markup] = []
    x = 0.0
    for place, share in enumerate(parts.values()):
        width = share / whole * wide if whole else 0.0
        if width > 0:
            drawn += filled(place, x, 3, width, 16)
        x += width
    return svg(wide, 22, label, *drawn, class_="nano")


def stage_bar(advanced: int, leaked: int, here: int, most: int, label: str, young: int = 0) -> Chart:
    """What became of the leads of a stage: gone on (full), lost on the way (striped), still here (empty), and too young
    to be judged (slanting). `most` is the width of the widest bar."""
    wide, x = 260.0, 0.0
    drawn: list[Markup] = []
    for fill, count in ((-1, advanced), (3, leaked), (1, here), (4, young)):
        width = count / most * wide if most else 0.0
        if width <= 0:
            continue
        drawn += filled(fill, x, 3, width, 16) if fill >= 0 else [rect(x, 3, width, 16, fill=BLUE)]
        x += width
    return svg(wide, 22, label, *drawn, class_="nano")
