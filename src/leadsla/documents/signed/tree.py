"""What a signed document is made of, before anybody says in which format: headings, text, lists, tables, signatures.

It is built once and written by each of the writers, so that the three say the same. Its texts come from agreements and
are not trusted: what would break a line, move a cursor or be no character at all is gone here, and what has a meaning
in a format is escaped by the writer of that format.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

import attrs

#: Kinds of characters that are not for people to read: controls, what changes the direction of text, lone surrogates.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
#: Joiners, which belong to words of some languages and to some signs.
_JOINERS: Final = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")


def legible(text: str) -> str:
    """A text on one line in which everything can be seen.

    >>> legible("  two\\nlines\\x00 "), legible("\\u202egnp.exe")
    ('two lines', 'gnp.exe')
    """
    kept = (" " if sign.isspace() else sign for sign in text if sign.isspace() or _seen(sign))
    return " ".join("".join(kept).split())


def _seen(sign: str) -> bool:
    return sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN


@attrs.frozen
class Run:
    """A stretch of text; `strong` for what the eye is to find, `quiet` for what it may pass over."""

    text: str = attrs.field(converter=legible)
    strong: bool = False
    quiet: bool = False


#: A line of text. Between its runs stands a space.
Text = tuple[Run, ...]
#: A cell of a table: its lines.
Cell = tuple[Text, ...]


def line(text: str) -> Text:
    """A line of plain text."""
    return (Run(text),)


def strong(text: str, rest: str = "") -> Text:
    """A line that begins with what the eye is to find."""
    return (Run(text, strong=True), Run(rest)) if rest else (Run(text, strong=True),)


def quiet(text: str) -> Text:
    """A line that the eye may pass over."""
    return (Run(text, quiet=True),)


def plain(text: Text) -> str:
    """A line without its looks."""
    return " ".join(run.text for run in text)


@attrs.frozen
class Heading:
    """A heading; level 2 is a section, 3 a part of one."""

    text: str = attrs.field(converter=legible)
    level: int = 2


@attrs.frozen
class Paragraph:
    """A paragraph."""

    text: Text


def _texts(value: Iterable[Text]) -> tuple[Text, ...]:
    return tuple(value)


@attrs.frozen
class Items:
    """A list, of points or (`lettered`) of a), b) and so on."""

    items: tuple[Text, ...] = attrs.field(converter=_texts)
    lettered: bool = False


def _rows(value: Iterable[Iterable[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(row) for row in value)


def _titles(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(legible, value))


@attrs.frozen
class Table:
    """A table; `widths` are the shares of its columns, in percent."""

    titles: tuple[str, ...] = attrs.field(converter=_titles)
    rows: tuple[tuple[Cell, ...], ...] = attrs.field(converter=_rows)
    widths: tuple[int, ...] = ()


@attrs.frozen
class Signatory:
    """Where a party signs, or has signed: who is to, and once it has been done the name, the title and the date."""

    party: str = attrs.field(converter=legible)
    role: str = attrs.field(default="", converter=legible)
    name: str = attrs.field(default="", converter=legible)
    title: str = attrs.field(default="", converter=legible)
    date: str = ""
    digest: str = attrs.field(default="", converter=legible)


@attrs.frozen
class Signatures:
    """The places where the parties sign, side by side."""

    places: tuple[Signatory, ...]


Block = Heading | Paragraph | Items | Table | Signatures


@attrs.frozen
class SignedDocument:
    """The whole: what stands at its head, its blocks, and what stands at its foot."""

    title: str = attrs.field(converter=legible)
    organisation: str = attrs.field(converter=legible)
    facts: tuple[str, ...] = attrs.field(converter=_titles)
    blocks: tuple[Block, ...]
    foot: str = attrs.field(default="", converter=legible)
