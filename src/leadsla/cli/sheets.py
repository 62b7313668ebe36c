"""The sheets of a result on a terminal: tables cut to its width, sentences broken; in a pipe all stays as it is."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from leadsla.cli.tables import Column, table
from leadsla.cli.terminal import Piece
from leadsla.tables import Grid, Sheet

#: A name in a table is cut to no less.
_LEAST = 8


def sheet_lines(sheets: Sequence[Sheet], width: int | None) -> Iterator[list[Piece]]:
    """The lines of the sheets, with an empty one between them."""
    for place, sheet in enumerate(sheets):
        if place:
            yield []
        if sheet.head:
            yield from _wrapped(sheet.head, width)
        if sheet.grid is not None and sheet.grid.rows:
            right = sheet.grid.right
            titles = _titles(sheet.grid, width)
            columns = [
                Column(title, at in right, None if at in right else _LEAST) for at, title in enumerate(titles)
            ]
            yield from table(columns, sheet.grid.rows, width)
        for note in sheet.notes:
            yield from _wrapped(note, width)


def _titles(grid: Grid, width: int | None) -> list[str]:
    """The titles; over figures they are cut to these where the table would be too wide."""
    found = list(grid.titles)
    rows = [found, *grid.rows]
    if width is None or sum(max(len(row[at]) for row in rows) + 2 for at in range(len(found))) - 2 <= width:
        return found
    for at in grid.right:
        most = max(_LEAST, *(len(row[at]) for row in grid.rows))
        if len(found[at]) > most:
            found[at] = f"{found[at][: most - 1]}…"
    return found


def _wrapped(text: str, width: int | None) -> Iterator[list[Piece]]:
    lines = [text] if width is None else textwrap.wrap(text, max(width, 20), subsequent_indent="  ")
    for line in lines:
        yield [line]
