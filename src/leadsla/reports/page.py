"""A page of text in blocks, and how it is laid out: plain in 80 columns, or as Markdown.

What a report says and how it looks are kept apart, so that both looks say the same. In a text what stands between
backticks is code; everything else is words, and Markdown gets it with its own signs disarmed.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import attrs

from leadsla.tables import Grid, Sheet

#: What a terminal shows without breaking lines of its own.
WIDTH: Final = 80
_GAP: Final = 2
#: The first column of a table is set in several lines rather than narrower than this.
_LEAST: Final = 14
_SIGNS: Final = re.compile(r"([\\*_\[\]<>|#~])")


@attrs.frozen
class Paragraph:
    """Sentences."""

    text: str


@attrs.frozen
class Items:
    """A list, an entry a line or more."""

    entries: Sequence[str]


@attrs.frozen
class Table:
    """Columns with titles; those numbered in `right` are set to the right."""

    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[int] = ()


@attrs.frozen
class Code:
    """Lines to be copied as they are."""

    text: str
    language: str = ""


Block: TypeAlias = Paragraph | Items | Table | Code


@attrs.frozen
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: Sequence[Block]


@attrs.frozen
class Page:
    """A page: its title, what stands before the first section, and the sections."""

    title: str
    head: Sequence[Block]
    sections: Sequence[Section]

    def text(self, width: int = WIDTH) -> str:
        """The page as plain text; only what cannot be broken is wider than `width`."""
        lines = [*_folded(self.title, width), "=" * min(len(self.title), width)]
        for block in self.head:
            lines += ["", *_plain(block, width)]
        for section in self.sections:
            lines += ["", "", section.title, "-" * len(section.title)]
            for number, block in enumerate(section.blocks):
                lines += ["", *_plain(block, width)] if number else _plain(block, width)
        return "\n".join(line.rstrip() for line in lines)

    def markdown(self) -> str:
        """The page as Markdown, with tables as GitHub and most editors read them."""
        lines = [f"# {_marked(self.title)}"]
        for block in self.head:
            lines += ["", *_markdown(block)]
        for section in self.sections:
            lines += ["", f"## {_marked(section.title)}"]
            for block in section.blocks:
                lines += ["", *_markdown(block)]
        return "\n".join(lines)


def sheets_of(page: Page, shown: int) -> Iterator[Sheet]:
    """The page for a notebook, with at most so many rows of each table."""
    yield Sheet(page.title)
    for title, blocks in (("", page.head), *((section.title, section.blocks) for section in page.sections)):
        head = title
        for block in blocks:
            yield _sheet(block, head, shown)
            head = ""


def _sheet(block: Block, head: str, shown: int) -> Sheet:
    match block:
        case Table(titles, rows, right):
            cells = tuple(map(tuple, rows[:shown]))
            return Sheet(head, Grid(tuple(titles), cells, frozenset(right), len(rows) - len(cells)))
        case Items(entries):
            return Sheet(head, notes=tuple(entries[: max(shown, 1)]))
        case _:
            return Sheet(head, notes=(block.text,))


# -- plain text ------------------------------------------------------------------------------------------------------


def _plain(block: Block, width: int) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield from _folded(text, width)
        case Items(entries):
            for entry in entries:
                yield from _folded(entry, width, "- ", "  ")
        case Code(text):
            yield from (f"    {line}" for line in text.splitlines())
        case Table(titles, rows, right):
            yield from _table(titles, rows, right, width)


def _folded(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _table(
    titles: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int], width: int
) -> Iterator[str]:
    """Every cell whole: where all are too wide, the first column is set in several lines."""
    widths = [max(len(row[place]) for row in (titles, *rows)) for place in range(len(titles))]
    surplus = sum(widths) + _GAP * (len(widths) - 1) - width
    if surplus > 0:
        widths[0] = max(widths[0] - surplus, min(_LEAST, widths[0]))
    for row in (titles, *rows):
        first = textwrap.wrap(row[0], widths[0], break_on_hyphens=False) or [""]
        for number, piece in enumerate(first):
            cells = [piece, *(row[1:] if number == 0 else [""] * (len(row) - 1))]
            aligned = [
                cell.rjust(wide) if place in right else cell.ljust(wide)
                for place, (cell, wide) in enumerate(zip(cells, widths, strict=True))
            ]
            yield (" " * _GAP).join(aligned)


# -- Markdown --------------------------------------------------------------------------------------------------------


def _markdown(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield _marked(text)
        case Items(entries):
            yield from (f"- {_marked(entry)}" for entry in entries)
        case Code(text, language):
            fence = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
            yield from (f"{fence}{language}", *text.splitlines(), fence)
        case Table(titles, rows, right):
            yield _row(titles)
            yield _row(["---:" if place in right else "---" for place in range(len(titles))], plain=True)
            yield from map(_row, rows)


def _row(cells: Sequence[str], *, plain: bool = False) -> str:
    return f"| {' | '.join(cells if plain else map(_marked, cells))} |"


def _marked(text: str) -> str:
    r"""Text with the signs of Markdown disarmed, but for code between backticks.

    >>> _marked("*all* of `a_b | c`"), _marked("one ` alone")
    ('\\*all\\* of `a_b \\| c`', 'one \\` alone')
    """
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return _SIGNS.sub(r"\\\1", text).replace("`", "\\`")
    return "`".join(
        piece.replace("|", "\\|") if place % 2 else _SIGNS.sub(r"\\\1", piece)
        for place, piece in enumerate(pieces)
    )
