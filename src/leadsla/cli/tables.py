"""Tables of text: columns as wide as what stands in them, cut only where a terminal is too narrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs
from rich.cells import cell_len, set_cell_size

from leadsla.cli.terminal import Piece, Styled, plain, printable

_GAP: Final = 2


@attrs.frozen
class Column:
    """A column: its title, whether it is set to the right, and how narrow it may be cut (None: never)."""

    title: str
    right: bool = False
    least: int | None = None


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[Piece]], width: int | None
) -> Iterator[list[Piece]]:
    """The lines of a table, its header first.

    Where that is wider than `width`, first the gaps give way, then the widest columns that may be cut.
    """
    titles: list[Piece] = [Styled(column.title, "dim") for column in columns]
    cells = [[_safe(cell) for cell in row] for row in (titles, *rows)]
    widths = [max(cell_len(plain(row[place])) for row in cells) for place in range(len(columns))]
    gap = _GAP
    if width is not None and sum(widths) + gap * (len(widths) - 1) > width:
        gap = 1
        _narrow(widths, columns, width - gap * (len(widths) - 1))
    for row in cells:
        line: list[Piece] = []
        for cell, column, wide in zip(row, columns, widths, strict=True):
            line += [_fitted(cell, wide, column.right), " " * gap]
        yield line[:-1]


def _safe(cell: Piece) -> Piece:
    return Styled(printable(cell.text), cell.style) if isinstance(cell, Styled) else printable(cell)


def _narrow(widths: list[int], columns: Sequence[Column], width: int) -> None:
    """Take from the widest column that can give, until all fit or none can."""
    surplus = sum(widths) - width
    while surplus > 0:
        able = [
            place
            for place, column in enumerate(columns)
            if column.least is not None and widths[place] > max(column.least, cell_len(column.title))
        ]
        if not able:
            return
        widest = max(able, key=widths.__getitem__)
        widths[widest] -= 1
        surplus -= 1


def _fitted(cell: Piece, wide: int, right: bool) -> Piece:
    text = plain(cell)
    length = cell_len(text)
    if length > wide:
        text = set_cell_size(text, wide - 1) + "…"
    elif right:
        text = " " * (wide - length) + text
    else:
        text += " " * (wide - length)
    return Styled(text, cell.style) if isinstance(cell, Styled) else text
