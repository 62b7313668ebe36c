"""Bars over categories, in parts one after the other or one below the other."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from leadsla.charts.axes import Axis, Scale, across
from leadsla.charts.chart import Chart, svg
from leadsla.charts.marks import LETTER, cut, filled, room, text
from leadsla.charts.markup import Markup

_NAME = 30


def bars(
    rows: Mapping[str, Mapping[str, float | None]],
    label: str,
    *,
    x: Axis | None = None,
    stacked: bool = True,
    written: Mapping[str, Mapping[str, str]] | None = None,
    wide: float = 680.0,
) -> Chart:
    """A bar for each category, in parts told apart by their fillings: stacked, or grouped with a bar for each part.

    Each part is written in or beside its bar, as `written` has it or else as the axis writes it; None is no data.

    >>> chart = bars({"web": {"routing": 600, "answer": 1200}, "fair": {"answer": None}}, "time", x=Axis(form="time"))
    >>> [word in chart for word in (">10 m<", ">20 m<", ">no data<", ">routing<")]
    [True, True, True, True]
    """
    x = _from_nothing(x or Axis())
    parts = list(dict.fromkeys(part for row in rows.values() for part in row))
    left = room((cut(name, _NAME) for name in rows), 190, 30) + 12
    thick = 18.0 if stacked else 13.0
    high = thick + 8 if stacked else thick * max(len(parts), 1) + 10
    top = 26.0
    bottom = top + high * max(len(rows), 1)
    known = [[value for value in row.values() if value is not None] for row in rows.values()]
    ends = [sum(row) if stacked else max(row, default=0.0) for row in known]
    words = {name: _words(row, (written or {}).get(name, {}), x) for name, row in rows.items()}
    beside = [" + ".join(said.values()) for said in words.values()] if stacked else []
    along = x.scale([*ends, 0.0], left, wide - max(room(beside, 220) + 12, 60))
    found = [*_legend(parts, left), *across(x, along, bottom, top)]
    for number, (name, row) in enumerate(rows.items()):
        y = top + high * number + 4
        found.append(text(left - 10, y + (high - 8) / 2 + 4, cut(name, _NAME), text_anchor="end"))
        found += _row(row, parts, words[name], along, y, thick, stacked)
    return svg(wide, bottom + (36 if x.title else 22), label, *found)


def _from_nothing(x: Axis) -> Axis:
    """Bars begin at nothing: a bar cut off at its foot lies."""
    return attrs.evolve(x, low=0.0, log=False)


def _words(row: Mapping[str, float | None], written: Mapping[str, str], x: Axis) -> dict[str, str]:
    return {part: written.get(part) or x.said(value) for part, value in row.items() if value is not None}


def _legend(parts: list[str], left: float) -> list[Markup]:
    found: list[Markup] = []
    for place, part in enumerate(parts):
        found += [*filled(place, left, 4, 18, 11), text(left + 23, 13, part)]
        left += 23 + len(part) * LETTER + 18
    return found


def _row(
    row: Mapping[str, float | None],
    parts: list[str],
    said: Mapping[str, str],
    along: Scale,
    y: float,
    thick: float,
    stacked: bool,
) -> list[Markup]:
    found: list[Markup] = []
    begin = 0.0
    outside: list[str] = []
    for place, part in enumerate(parts):
        value = row.get(part)
        if value is None:
            continue
        start, width = along(begin), along(begin + value) - along(begin)
        level = y if stacked else y + thick * place
        if width > 0:
            found += filled(place, start, level, width, thick if stacked else thick - 2)
        if stacked:
            begin += value
            outside.append(said[part])
        else:
            found.append(text(start + width + 5, level + 9, said[part], font_size=10))
    if stacked:
        found.append(
            text(along(begin) + 6, y + thick / 2 + 4, " + ".join(outside) or "no data", font_size=10)
        )
    elif not said:
        found.append(text(along.start + 5, y + 9, "no data", font_size=10))
    return found
