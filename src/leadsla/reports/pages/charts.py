"""Drawings of plain values, made by hand: small, the same bytes every time, and readable without colour.

Each takes numbers and gives SVG, which a notebook shows too. Colours are those of the page where it names them, and
hold by themselves elsewhere; what a colour says is said by a shape or a word as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from leadsla.reports.pages.markup import Drawing, Markup, figure, svg, tag

#: From a value to its place in the drawing.
Axis: TypeAlias = Callable[[float], float]
BLUE: Final = "var(--blue, #2f6db3)"
ORANGE: Final = "var(--orange, #c8570b)"
INK: Final = "currentColor"
#: From so many on a rate is shown as a full dot.
_FULL: Final = 20
#: More steps than these are drawn as a line without dots.
_MOST_DOTS: Final = 100
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SECONDS: Final = (
    (1, "1 s"), (5, "5 s"), (15, "15 s"), (60, "1 m"), (300, "5 m"), (900, "15 m"), (1800, "30 m"), (3600, "1 h"),
    (7200, "2 h"), (14400, "4 h"), (28800, "8 h"), (86400, "1 d"), (172800, "2 d"), (345600, "4 d"), (604800, "1 w"),
    (1209600, "2 w"), (2592000, "30 d"), (7776000, "90 d"), (31536000, "1 y"),
)  # fmt: skip
_TIMES: Final = (
    (0.01, "1 %"), (0.03, "3 %"), (0.1, "10 %"), (0.25, "25 %"), (0.5, "50 %"), (1, "window"), (2, "2 ×"), (5, "5 ×"),
    (10, "10 ×"), (100, "100 ×"), (1000, "1,000 ×"),
)  # fmt: skip


def line(x1: float, y1: float, x2: float, y2: float, **given: object) -> Markup:
    """A line."""
    ends = {"x1": figure(x1), "y1": figure(y1), "x2": figure(x2), "y2": figure(y2)}
    return tag("line", **{**ends, "stroke": INK, **given})


def rect(x: float, y: float, width: float, height: float, **given: object) -> Markup:
    """A rectangle."""
    return tag("rect", x=figure(x), y=figure(y), width=figure(max(width, 0)), height=figure(height), **given)


def text(x: float, y: float, said: str, **given: object) -> Markup:
    """Words."""
    return tag("text", said, x=figure(x), y=figure(y), **{"fill": INK, **given})


def dot(x: float, y: float, *, full: bool = True, radius: float = 4.5) -> Markup:
    """A point: full, or hollow where there is little behind it."""
    fill = BLUE if full else "var(--paper, white)"
    return tag("circle", cx=figure(x), cy=figure(y), r=radius, fill=fill, stroke=BLUE, stroke_width=1.8)


def bar(
    rate: float | None, low: float | None, high: float | None, target: float | None, judged: int, label: str
) -> Drawing:
    """A rate between 0 and 100 %: the dot is the rate, hollow below 20 judged; the bar reaches from "all that is open
    comes late" to "all in time"; the heavy mark is the target."""
    wide, middle = 200.0, 11.0
    parts = [rect(0, middle - 2, wide, 4, fill=INK, opacity="0.13", rx=2)]
    if low is not None and high is not None:
        parts.append(
            rect(low * wide, middle - 4, max((high - low) * wide, 1), 8, fill=BLUE, opacity="0.35", rx=2)
        )
    if target is not None:
        parts.append(line(target * wide, 1, target * wide, 21, stroke_width=2.5))
    if rate is not None:
        parts.append(dot(min(max(rate * wide, 5), wide - 5), middle, full=judged >= _FULL))
    return svg(wide, 22, label, *parts, class_="nano")


def trend(rates: Sequence[float | None], target: float | None, label: str) -> Drawing:
    """The rates of some periods as columns, the last one full; the line is the target."""
    step, tall = 12.0, 20.0
    parts = []
    for place, rate in enumerate(rates):
        if rate is not None:
            last = place == len(rates) - 1
            parts.append(
                rect(place * step + 1, 1 + (1 - rate) * tall, step - 3, max(rate * tall, 1), fill=BLUE,
                     opacity="1" if last else "0.45")
            )  # fmt: skip
    wide = step * max(len(rates), 1)
    if target is not None:
        parts.append(line(0, 1 + (1 - target) * tall, wide, 1 + (1 - target) * tall, stroke_dasharray="2 2"))
    return svg(wide, 22, label, *parts, class_="nano")


# -- late leads left -------------------------------------------------------------------------------------------------


def burn_down(
    budget: int,
    steps: Sequence[tuple[float, int, str]],
    now: float,
    ticks: Sequence[tuple[float, str]],
    label: str,
) -> Drawing:
    """What is left of an allowance over the open time of a period, from 0 to 1.

    `steps` are (when, how many are left after it, link); the dashed line uses the allowance evenly, the heavy one is
    nothing left, and what lies below it is drawn too.
    """
    wide, tall, left, top = 680.0, 210.0, 34.0, 12.0
    inner, height = wide - left - 46, tall - top - 30
    least = min([0, *(after for _, after, _ in steps)])
    most = max(budget, 1)

    def spot(x: float, y: float) -> tuple[float, float]:
        return left + x * inner, top + (most - y) / (most - least) * height

    parts = _grid(budget, least, spot, left, inner)
    parts += [line(*spot(0, budget), *spot(1, 0), stroke_dasharray="5 4", opacity="0.6")]
    for x, name in ticks:
        at = spot(x, least)[0]
        parts += [line(at, tall - 28, at, tall - 24, opacity="0.6"), text(at, tall - 12, name)]
    path, (_, level) = [f"M{figure(left)} {figure(spot(0, budget)[1])}"], spot(0, budget)
    marks = []
    for when, after, link in steps:
        at, level = spot(when, after)
        path.append(f"H{figure(at)}V{figure(level)}")
        if len(steps) <= _MOST_DOTS:
            marks.append(tag("a", dot(at, level, radius=3.2), href=f"#{link}"))
    path.append(f"H{figure(spot(now, 0)[0])}")
    parts.append(tag("path", d="".join(path), fill="none", stroke=BLUE, stroke_width=2.2))
    here = spot(now, 0)[0]
    remaining = steps[-1][1] if steps else budget
    parts += marks
    parts.append(line(here, top, here, tall - 28, stroke_dasharray="1 3", opacity="0.8"))
    parts.append(dot(here, level, radius=5.5))
    parts.append(
        text(
            here + 9,
            level - 6,
            f"{remaining:,} left" if remaining >= 0 else f"{-remaining:,} too many",
            font_weight="bold",
        )
    )
    return svg(wide, tall, label, *parts, class_="chart")


def _grid(
    budget: int, least: int, spot: Callable[[float, float], tuple[float, float]], left: float, inner: float
) -> list[Markup]:
    found = []
    for level in sorted({budget, 0, least}):
        _, y = spot(0, level)
        heavy = level == 0
        found.append(
            line(left, y, left + inner, y, stroke_width=2 if heavy else 1, opacity="1" if heavy else "0.2")
        )
        found.append(text(left - 6, y + 4, f"{level:,}", text_anchor="end"))
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
) -> Drawing:
    """The share done within a time: heavy as it is counted, thin as the lead felt it, over a time axis in powers.

    `relative` says that the axis is in shares of the window. `missing` is said at the right: what was never done.
    """
    wide, tall, left, top = 680.0, 230.0, 40.0, 14.0
    inner, height = wide - left - 60, tall - top - 34
    lengths = [x for x, _ in (*counted, *elapsed) if x > 0] + [window]
    floor = 0.02 if relative else 30.0
    low, high = max(min(lengths) / 1.3, floor), max(max(lengths), window) * 1.3
    scale = math.log(high / low) or 1.0

    def across(x: float) -> float:
        return left + min(max(math.log(max(x, low) / low) / scale, 0), 1) * inner

    def up(share: float) -> float:
        return top + (1 - share) * height

    parts = []
    for share in (0.0, 0.5, 1.0):
        parts.append(line(left, up(share), left + inner, up(share), opacity="0.2" if share else "1"))
        parts.append(text(left - 6, up(share) + 4, f"{share:.0%}", text_anchor="end"))
    parts += _time_ticks(_TIMES if relative else _SECONDS, low, high, across, tall)
    if target is not None:
        parts.append(line(left, up(target), left + inner, up(target), stroke_dasharray="5 4", opacity="0.7"))
        parts.append(text(left + inner + 5, up(target) + 4, f"target {target:.0%}", font_size=10))
    edge = across(window)
    parts.append(line(edge, top - 4, edge, up(0), stroke_width=2))
    if not relative:
        parts.append(text(edge + 5, up(0) - 6, "window"))
    parts.append(_stairs(elapsed, across, up, left + inner, stroke=ORANGE, stroke_width=1.3))
    parts.append(_stairs(counted, across, up, left + inner, stroke=BLUE, stroke_width=2.4))
    if missing and counted:
        parts.append(text(left + inner, up(counted[-1][1]) - 5, missing, text_anchor="end", font_size=10))
    return svg(wide, tall, label, *parts, class_="chart")


def _time_ticks(
    ticks: Sequence[tuple[float, str]], low: float, high: float, across: Axis, tall: float
) -> list[Markup]:
    found: list[Markup] = []
    last = -100.0
    for x, name in ticks:
        if low <= x <= high and across(x) - last > 42:
            last = across(x)
            found += [
                line(last, tall - 33, last, tall - 28, opacity="0.6"),
                text(last, tall - 15, name, text_anchor="middle"),
            ]
    return found


def _stairs(
    points: Sequence[tuple[float, float]], across: Axis, up: Axis, end: float, **given: object
) -> Markup:
    if not points:
        return Markup("")
    path = [f"M{figure(across(points[0][0]))} {figure(up(0))}"]
    path += [f"H{figure(across(x))}V{figure(up(share))}" for x, share in points]
    path.append(f"H{figure(end)}")
    return tag("path", d="".join(path), fill="none", **given)


# -- where the time went, where leads went ---------------------------------------------------------------------------


def parts_bar(parts: Mapping[str, float], label: str, wide: float = 420.0) -> Drawing:
    """Parts of a whole side by side. The first is full, the second empty, the third lies, the last stands striped."""
    whole = sum(parts.values())
    drawn: list[Markup] = []
    x = 0.0
    for place, share in enumerate(parts.values()):
        width = share / whole * wide if whole else 0.0
        if width > 0:
            drawn += filled(place, x, 3, width, 16)
        x += width
    return svg(wide, 22, label, *drawn, class_="nano parts")


def filled(place: int, x: float, y: float, width: float, height: float) -> list[Markup]:
    """One of four fillings that are told apart without colour: full, empty, lying and standing stripes."""
    frame = rect(x + 0.5, y, max(width - 1, 0.5), height, fill="none", stroke=ORANGE if place == 0 else BLUE)
    if place == 0:
        return [rect(x + 0.5, y, max(width - 1, 0.5), height, fill=ORANGE, stroke=ORANGE)]
    if place == 1:
        return [frame]
    path = []
    if place == 2:
        path = [
            f"M{figure(x + 1)} {figure(y + past)}h{figure(max(width - 2, 0))}"
            for past in range(3, int(height), 3)
        ]
    else:
        path = [f"M{figure(x + past)} {figure(y)}v{figure(height)}" for past in range(3, int(width), 4)]
    return (
        [frame, tag("path", d="".join(path), fill="none", stroke=BLUE, stroke_width=1.2)] if path else [frame]
    )


def funnel_bar(advanced: int, leaked: int, here: int, most: int, label: str) -> Drawing:
    """What became of the leads of a stage: gone on (full), lost on the way (striped), still here (empty)."""
    wide, x = 320.0, 0.0
    drawn: list[Markup] = []
    for fill, count in ((BLUE, advanced), (None, leaked), ("", here)):
        width = count / most * wide if most else 0.0
        if width <= 0:
            continue
        if fill:
            drawn.append(rect(x, 3, width, 16, fill=fill))
        else:
            drawn += filled(3 if fill is None else 1, x, 3, width, 16)
        x += width
    return svg(wide, 22, label, *drawn, class_="nano parts")


def heat_map(counts: Sequence[Sequence[int]], open_: Sequence[Sequence[float]], label: str) -> Drawing:
    """Counts by day of the week and hour: the fuller the more, the number printed; crossed out while closed."""
    wide, high, left, top = 24.0, 22.0, 34.0, 18.0
    most = max((max(row) for row in counts), default=0)
    parts = [text(left + hour * wide, 11, f"{hour:02}", font_size=10) for hour in range(0, 24, 3)]
    for day, row in enumerate(counts):
        y = top + day * high
        parts.append(text(0, y + 15, _DAYS[day]))
        for hour, count in enumerate(row):
            x = left + hour * wide
            shade = math.ceil(count / most * 5) / 5 if most and count else 0
            parts.append(rect(x, y, wide - 1, high - 1, fill=BLUE if count else INK,
                              opacity=figure(shade * 0.8 + 0.1) if count else "0.06"))  # fmt: skip
            if open_[day][hour] < 0.5:
                parts.append(line(x, y + high - 1, x + wide - 1, y, opacity="0.45"))
            if count:
                dark = {"fill": "var(--on-blue, white)"} if shade > 0.5 else {}
                parts.append(
                    text(x + wide / 2, y + 15, f"{count:,}", text_anchor="middle", font_size=10, **dark)
                )
        parts.append(text(left + 24 * wide + 6, y + 15, f"{sum(row):,}"))
    return svg(left + 24 * wide + 40, top + 7 * high, label, *parts, class_="chart")
