"""Results for people: the same few rows as plain text and, in a notebook, as HTML.

A notebook is dark or light as its reader likes, so nothing here sets a colour: text is that of the page, grounds are
transparent, and lines are a quarter of the text's colour. There is no script, and whatever comes from a log is escaped
and cut: names of leads are written by strangers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from leadsla.charts.markup import Markup, escaped
from leadsla.tables.columns import Kind, value

#: How many rows are shown; the rest is counted.
SHOWN: Final = 12
#: No more characters of one text are shown, and no more of HTML made.
WIDEST: Final = 60
LARGEST: Final = 30_000
#: A cell with more than this may be set in several lines.
_WHOLE: Final = 40
_LINE: Final = "color-mix(in srgb, currentColor 25%, transparent)"
_RIGHT: Final = frozenset({Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.SECONDS})


def clean(text: str) -> str:
    """Text as one line without what a terminal or a page could take for an order.

    >>> clean("L-1\\x1b[31m \\n red")
    'L-1 [31m red'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _clean_all(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(clean, texts))


def _clean_rows(rows: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(clean, row)) for row in rows)


@attrs.frozen
class Grid:
    """Titles and rows of text; `right` are the places of the columns that hold figures, `more` are rows not shown."""

    titles: tuple[str, ...] = attrs.field(converter=_clean_all)
    rows: tuple[tuple[str, ...], ...] = attrs.field(converter=_clean_rows)
    right: frozenset[int] = frozenset()
    more: int = 0


@attrs.frozen
class Sheet:
    """What is shown of a result: a line, the table under it, and notes."""

    head: str = attrs.field(converter=clean)
    grid: Grid | None = None
    notes: tuple[str, ...] = attrs.field(default=(), converter=_clean_all)


class Showing:
    """A result that a notebook shows; `_sheets` says what, under a `_drawing`."""

    __slots__ = ()

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        raise NotImplementedError

    def _drawing(self) -> Markup | None:
        """What a notebook shows above the table, if anything."""
        return None

    def _repr_html_(self) -> str:
        shown, drawing = SHOWN, self._drawing()
        made = as_html(self._sheets(shown), drawing)
        while len(made) > LARGEST and shown:
            shown //= 2
            made = as_html(self._sheets(shown), drawing)
        return made


class Printed(Showing):
    """A result that reads the same when it is printed."""

    __slots__ = ()

    def __str__(self) -> str:
        return as_text(self._sheets(SHOWN))


def grid_of(
    kinds: Mapping[str, Kind],
    rows: Iterable[Sequence[Any]],
    shown: int = SHOWN,
    *,
    total: int | None = None,
    widest: int | None = WIDEST,
) -> Grid:
    """A grid of values as people read them; of times it says that they are in UTC, and texts are cut at `widest`.

    >>> grid_of({"lead": Kind.TEXT, "waited_s": Kind.SECONDS}, [("L1", 150.0)])
    Grid(titles=('lead', 'waited'), rows=(('L1', '2 min 30 s'),), right=frozenset({1}), more=0)
    """
    found = list(rows)
    return Grid(
        tuple(_title(name, kind) for name, kind in kinds.items()),
        tuple(
            tuple(said(kind, cell, widest) for kind, cell in zip(kinds.values(), row, strict=True))
            for row in found[:shown]
        ),
        frozenset(place for place, kind in enumerate(kinds.values()) if kind in _RIGHT),
        (len(found) if total is None else total) - len(found[:shown]),
    )


def _title(name: str, kind: Kind) -> str:
    words = (name.removesuffix("_s") if kind is Kind.SECONDS else name).replace("_", " ")
    return f"{words} (UTC)" if kind is Kind.TIME else words


def said(kind: Kind, given: Any, widest: int | None = WIDEST) -> str:
    """A value as people read it; `-` for what is not there.

    >>> said(Kind.SHARE, 0.7667), said(Kind.NUMBER, 4.414634), said(Kind.WHOLE, 1200), said(Kind.TRUTH, True)
    ('76.7 %', '4.41', '1,200', 'yes')
    """
    found = value(kind, given)
    if found is None:
        return "-"
    match kind:
        case Kind.SHARE:
            return f"{found * 100:,.1f} %"
        case Kind.NUMBER:
            return (
                f"{found:,.2f}".rstrip("0").rstrip(".") if abs(found) >= 0.1 or not found else f"{found:.2g}"
            )
        case Kind.WHOLE:
            return f"{found:,}"
        case Kind.SECONDS:
            return in_words(dt.timedelta(seconds=found))
        case Kind.TIME:
            return f"{found.astimezone(dt.UTC):%Y-%m-%d %H:%M}"
        case Kind.TRUTH:
            return "yes" if found else "no"
        case _:
            return _one_line(found, widest)


def in_words(wait: dt.timedelta) -> str:
    """A wait in the two largest units that it has.

    >>> in_words(dt.timedelta(minutes=42, seconds=27)), in_words(dt.timedelta(days=2, hours=3, minutes=5))
    ('42 min 27 s', '2 d 3 h')
    """
    whole = round(wait / dt.timedelta(seconds=1))
    seconds, sign = abs(whole), "-" if whole < 0 else ""
    parts = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        number, seconds = divmod(seconds, size)
        parts.append((number, unit))
    first = next((place for place, (number, _) in enumerate(parts) if number), len(parts) - 1)
    found = [f"{number} {unit}" for number, unit in parts[first : first + 2] if number]
    return sign + (" ".join(found) or "0 s")


def _one_line(text: str, widest: int | None) -> str:
    if widest is None:
        return clean(text)
    line = clean(text[: 4 * widest])
    return line if len(line) <= widest and len(text) <= 4 * widest else f"{line[: widest - 1]}…"


def as_text(sheets: Iterable[Sheet]) -> str:
    """The sheets as plain text: a line, and a table with its columns aligned."""
    return "\n\n".join("\n".join(_lines(sheet)) for sheet in sheets)


def _lines(sheet: Sheet) -> list[str]:
    lines = [sheet.head] if sheet.head else []
    grid = sheet.grid
    if grid is not None and grid.rows:
        table = (grid.titles, *grid.rows) if any(grid.titles) else grid.rows
        wide = [max(len(row[place]) for row in table) for place in range(len(grid.titles))]
        for row in table:
            cells = [
                cell.rjust(width) if place in grid.right else cell.ljust(width)
                for place, (cell, width) in enumerate(zip(row, wide, strict=True))
            ]
            lines.append("  ".join(cells).rstrip())
    lines += _more(grid)
    return [*lines, *sheet.notes]


def _more(grid: Grid | None) -> list[str]:
    return [f"and {grid.more:,} more"] if grid is not None and grid.more > 0 else []


def as_html(sheets: Iterable[Sheet], drawing: Markup | None = None) -> str:
    """The sheets, under a drawing, as HTML that takes its colours from the page."""
    parts = [] if drawing is None else [str(drawing)]
    for sheet in sheets:
        if sheet.head:
            parts.append(f"<p><b>{escaped(sheet.head)}</b></p>")
        if sheet.grid is not None and sheet.grid.rows:
            parts.append(_table(sheet.grid))
        parts += [f"<p>{escaped(note)}</p>" for note in (*_more(sheet.grid), *sheet.notes)]
    return f'<div style="color: inherit; background: transparent; overflow-x: auto">{"".join(parts)}</div>'


def _style(cell: str, *, right: bool) -> str:
    return (
        f"text-align: {'right' if right else 'left'}{'; white-space: normal' if len(cell) > _WHOLE else ''}"
    )


def _table(grid: Grid) -> str:
    def row(cells: Sequence[str], name: str) -> str:
        made = "".join(
            f'<{name} style="{_style(cell, right=place in grid.right)}">{escaped(cell)}</{name}>'
            for place, cell in enumerate(cells)
        )
        return f'<tr style="background: transparent; border-bottom: 1px solid {_LINE}">{made}</tr>'

    body = "".join(row(cells, "td") for cells in grid.rows)
    return (
        '<table style="border-collapse: collapse; color: inherit">'
        f"<thead>{row(grid.titles, 'th')}</thead><tbody>{body}</tbody></table>"
    )
