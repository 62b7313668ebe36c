"""Values in a grid: a table of cells, the hours of the week, the days of a calendar; fuller where there is more."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from leadsla.charts.axes import short
from leadsla.charts.chart import Chart, figure, svg
from leadsla.charts.marks import BLUE, INK, LETTER, ON_BLUE, ORANGE, area, cut, line, rect, room, text
from leadsla.charts.markup import Markup

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: So many shades are told apart.
_SHADES: Final = 5
_HIGH: Final = 22.0


def heat(
    values: Sequence[Sequence[float | None]],
    rows: Sequence[str],
    columns: Sequence[str],
    label: str,
    *,
    most: float | None = None,
    said: Callable[[float], str] = short,
    crossed: Sequence[Sequence[bool]] = (),
    corners: Sequence[Sequence[float | None]] = (),
    row_sums: Sequence[str] = (),
    below: Mapping[str, Sequence[str]] | None = None,
    zeros: bool = False,
    cell: float = 24.0,
    left: float = 20.0,
    right: float = 4.0,
) -> Chart:
    """A table of cells, the fuller the more, each with its value in words; 0 is empty (or written, with `zeros`), and
    None is a dot.

    `most` is the value of a full cell. Cells that are `crossed` have a stroke through them; `corners` are shares (or
    None) drawn as a triangle in the upper right corner that grows with them. `row_sums` stand at the right, and what is
    `below` has a line each under the columns. `left` and `right` are kept free at least, for several maps of one size.

    >>> heat([[1, None], [4, 2]], ["a", "b"], ["x", "y"], "four cells").count("<rect")
    4
    """
    left = room([*rows, *(below or {})], 120, left) + 8
    top = 18.0
    full = most if most is not None else max((value for row in values for value in row if value), default=0.0)
    parts = _heads(columns, left, cell)
    for place, row in enumerate(values):
        y = top + place * _HIGH
        parts.append(text(0, y + 15, cut(rows[place], 20)))
        for column, value in enumerate(row):
            x = left + column * cell
            stroke = bool(crossed) and crossed[place][column]
            parts += _cell(x, y, cell, value, full, said, zeros, stroke)
            corner = corners[place][column] if corners else None
            if corner is not None:
                parts.append(_corner(x, y, cell, corner))
        if row_sums:
            parts.append(text(left + len(columns) * cell + 6, y + 15, row_sums[place]))
    y = top + len(values) * _HIGH
    for name, words in (below or {}).items():
        parts += _below(name, words, left, y, cell)
        y += 16
    aside = max(room(row_sums, 80) + 10 if row_sums else 4, right)
    return svg(left + len(columns) * cell + aside, y + 4, label, *parts)


def _heads(columns: Sequence[str], left: float, cell: float) -> list[Markup]:
    """The names of the columns, as many as there is room for."""
    found: list[Markup] = []
    last = -100.0
    for place, name in enumerate(columns):
        x = left + place * cell
        if name and x - last >= len(name) * LETTER:
            found.append(text(x, 11, name, font_size=10))
            last = x
    return found


def _below(name: str, words: Sequence[str], left: float, y: float, cell: float) -> list[Markup]:
    return [
        text(0, y + 14, name, font_size=10),
        *(
            text(left + place * cell + (cell - 1) / 2, y + 14, word, text_anchor="middle", font_size=9.5)
            for place, word in enumerate(words)
        ),
    ]


def _cell(
    x: float,
    y: float,
    wide: float,
    value: float | None,
    full: float,
    said: Callable[[float], str],
    zeros: bool,
    crossed: bool,
) -> list[Markup]:
    shade = math.ceil(min(value / full, 1) * _SHADES - 1e-9) / _SHADES if value and full else 0.0
    fill, opacity = (BLUE, figure(shade * 0.8 + 0.1)) if shade else (INK, "0.06")
    found = [rect(x, y, wide - 1, _HIGH - 1, fill=fill, opacity=opacity)]
    if crossed:
        found.append(line(x, y + _HIGH - 1, x + wide - 1, y, opacity="0.3"))
    if value is None:
        found.append(text(x + (wide - 1) / 2, y + 14, "·", text_anchor="middle", opacity="0.6"))
    elif value or zeros:
        dark = {"fill": ON_BLUE} if shade > 0.7 else {}
        found.append(
            text(x + (wide - 1) / 2, y + 15, said(value), text_anchor="middle", font_size=10, **dark)
        )
    return found


def _corner(x: float, y: float, wide: float, share: float) -> Markup:
    """From a speck to a triangle of half the cell's height, with a light rim that holds on a full cell too."""
    side = 3 + 8 * min(max(share, 0.0), 1.0)
    right = x + wide - 1
    return area(
        [(right - side, y), (right, y), (right, y + side)],
        fill=ORANGE,
        stroke="var(--paper, white)",
        stroke_width=0.8,
    )


def week_map(
    counts: Sequence[Sequence[float | None]],
    open_: Sequence[Sequence[float]],
    label: str,
    *,
    said: Callable[[float], str] = short,
    most: float | None = None,
    corners: Sequence[Sequence[float | None]] = (),
    day_sums: Sequence[str] = (),
    below: Mapping[str, Sequence[str]] | None = None,
    zeros: bool = False,
) -> Chart:
    """Values by day of the week, from Monday, and hour: the fuller the more; crossed out while closed."""
    hours = [f"{hour:02}" if hour % 3 == 0 else "" for hour in range(24)]
    return heat(
        counts, DAYS, hours, label, most=most, said=said, corners=corners, row_sums=day_sums, below=below,
        zeros=zeros, left=44, right=86,
        crossed=[[share < 0.5 for share in row] for row in open_],
    )  # fmt: skip


def calendar(
    values: Mapping[dt.date, float | None], label: str, *, said: Callable[[float], str] = short
) -> Chart:
    """Values by date: a column for each ISO week, a row for each weekday, from the first date to the last.

    >>> import datetime as dt
    >>> chart = calendar({dt.date(2026, 2, 2): 3, dt.date(2026, 2, 10): 1}, "leads")
    >>> ">Feb<" in chart, chart.count("<rect")
    (True, 14)
    """
    if not values:
        return svg(120, 24, label, text(0, 15, "no data"))
    first = min(values) - dt.timedelta(days=min(values).weekday())
    weeks = (max(values) - first).days // 7 + 1
    mondays = [first + dt.timedelta(weeks=week) for week in range(weeks)]
    names = [
        _MONTHS[monday.month - 1] if week == 0 or monday.month != mondays[week - 1].month else ""
        for week, monday in enumerate(mondays)
    ]
    grid = [[values.get(monday + dt.timedelta(days=day)) for monday in mondays] for day in range(7)]
    return heat(grid, DAYS, names, label, said=said)
