"""What drawings are made of: lines, areas, words, points, and fillings that are told apart without colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from leadsla.charts.chart import figure
from leadsla.charts.markup import Markup, tag

BLUE: Final = "var(--blue, #2f6db3)"
ORANGE: Final = "var(--orange, #c8570b)"
INK: Final = "currentColor"
#: What lies under a drawing: of the page, else of the notebook, else white.
PAPER: Final = "var(--paper, var(--jp-layout-color0, var(--vscode-editor-background, white)))"
ON_BLUE: Final = "var(--on-blue, white)"
#: So wide is a letter of a drawing, on average and rounded up.
LETTER: Final = 6.1
#: How the strokes of several lines differ besides their colour.
STROKES: Final = (
    (BLUE, 2.4, None),
    (ORANGE, 1.6, "7 3"),
    (INK, 1.6, "2 3"),
    (BLUE, 1.2, "9 3 2 3"),
    (ORANGE, 2.4, "1 4"),
    (INK, 1.2, None),
)
#: How many fillings are told apart.
FILLINGS: Final = 6


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


def label(x: float, y: float, said: str, **given: object) -> Markup:
    """Words that may lie on lines: where the paper is known, it shows around their letters."""
    halo = {
        "stroke": "var(--paper, none)",
        "stroke_width": 3,
        "stroke_linejoin": "round",
        "paint_order": "stroke",
    }
    return text(x, y, said, **{**halo, **given})


def dot(x: float, y: float, *, full: bool = True, radius: float = 4.5) -> Markup:
    """A point: full, or hollow where there is little behind it."""
    fill = BLUE if full else PAPER
    return tag("circle", cx=figure(x), cy=figure(y), r=radius, fill=fill, stroke=BLUE, stroke_width=1.8)


def diamond(x: float, y: float, radius: float = 6.0) -> Markup:
    """A point that stands out: another shape, not only another colour."""
    d = f"M{figure(x)} {figure(y - radius)}l{figure(radius)} {figure(radius)}l{figure(-radius)} {figure(radius)}"
    return tag("path", d=f"{d}l{figure(-radius)} {figure(-radius)}z", fill=ORANGE, stroke=ORANGE)


def path(points: Iterable[tuple[float, float]], **given: object) -> Markup:
    """A line through points of the drawing."""
    return tag("path", d=_through(points), **{"fill": "none", "stroke": INK, **given})


def area(points: Iterable[tuple[float, float]], **given: object) -> Markup:
    """What lies within a line that comes back to its beginning."""
    return tag("path", d=f"{_through(points)}z", **{"fill": BLUE, "stroke": "none", **given})


def stairs(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners of a curve that keeps its height until the next point.

    >>> stairs([(0, 1), (2, 3)])
    [(0, 1), (2, 1), (2, 3)]
    """
    found = list(points[:1])
    for (_, before), (x, y) in pairwise(points):
        found += [(x, before), (x, y)]
    return found


def filled(place: int, x: float, y: float, width: float, height: float) -> list[Markup]:
    """One of six fillings: full, empty, lying, standing and slanting stripes, and a pale one."""
    kind = place % FILLINGS
    frame = rect(x + 0.5, y, max(width - 1, 0.5), height, fill="none", stroke=BLUE)
    if kind == 0:
        return [rect(x + 0.5, y, max(width - 1, 0.5), height, fill=ORANGE, stroke=ORANGE)]
    if kind == 5:
        return [rect(x + 0.5, y, max(width - 1, 0.5), height, fill=BLUE, fill_opacity="0.35", stroke=BLUE)]
    strokes = {2: _lying, 3: _standing, 4: _slanting}.get(kind, _no_stripes)(x, y, width, height)
    if not strokes:
        return [frame]
    return [frame, tag("path", d="".join(strokes), fill="none", stroke=BLUE, stroke_width=1.2)]


def _no_stripes(x: float, y: float, width: float, height: float) -> list[str]:
    return []


def _lying(x: float, y: float, width: float, height: float) -> list[str]:
    return [
        f"M{figure(x + 1)} {figure(y + past)}h{figure(max(width - 2, 0))}"
        for past in range(3, int(height), 3)
    ]


def _standing(x: float, y: float, width: float, height: float) -> list[str]:
    return [f"M{figure(x + past)} {figure(y)}v{figure(height)}" for past in range(3, int(width), 4)]


def _slanting(x: float, y: float, width: float, height: float) -> list[str]:
    """Strokes from the lower left to the upper right, cut at the frame."""
    found = []
    for past in range(4, int(width + height), 5):
        left, right = max(past - height, 0), min(past, width)
        if right - left > 1:
            found.append(
                f"M{figure(x + left)} {figure(y + past - left)}L{figure(x + right)} {figure(y + past - right)}"
            )
    return found


def cut(name: str, letters: int) -> str:
    """A name that is not longer than there is room for.

    >>> cut("demo request", 20), cut("demo request", 6)
    ('demo request', 'demo …')
    """
    return name if len(name) <= letters else f"{name[: letters - 1]}…"


def room(names: Iterable[str], most: float, least: float = 0.0) -> float:
    """How much room the longest of some names takes."""
    return min(max([least, *(len(name) * LETTER for name in names)]), most)


def apart(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Where labels stand that are wanted at some heights, in their order, so that none lies on another.

    >>> apart([10, 12, 50], 13, 0, 100)
    [10, 23, 50]
    """
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    found = list(heights)
    lowest = low
    for place in order:
        found[place] = lowest = max(heights[place], lowest)
        lowest += gap
    highest = high
    for place in reversed(order):
        found[place] = highest = min(found[place], highest)
        highest -= gap
    return found


def _through(points: Iterable[tuple[float, float]]) -> str:
    found, before = [], None
    for x, y in points:
        said = (figure(x), figure(y))
        if before is None:
            found.append(f"M{said[0]} {said[1]}")
        elif said[1] == before[1]:
            found.append(f"H{said[0]}" if said != before else "")
        elif said[0] == before[0]:
            found.append(f"V{said[1]}")
        else:
            found.append(f"L{said[0]} {said[1]}")
        before = said
    return "".join(found)
