"""Where text goes: how wide it may be, whether it has colours, and that data stays data.

What is in a log was typed into web forms by strangers. So every character that could steer a terminal, or turn
the direction of the text round, is shown as its escape; and nothing in a text is read as markup.
"""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TextIO, TypeAlias

import attrs

if TYPE_CHECKING:
    from rich.console import Console

#: Joiners that some scripts and emoji need; they steer nothing.
_HARMLESS: Final = "\u200c\u200d"
#: Marks, and what stands for them where the encoding of the stream has no such character.
_PLAINER: Final = str.maketrans({"✕": "x", "▲": "!", "‖": "=", "…": "~", "·": "-", "→": ">"})


@attrs.frozen
class Styled:
    """A piece of text with a style of rich, such as `bold` or `red`; the text must say the same without it."""

    text: str
    style: str


Piece: TypeAlias = str | Styled


def plain(piece: Piece) -> str:
    """The text of a piece."""
    return piece.text if isinstance(piece, Styled) else piece


def printable(text: str) -> str:
    r"""A text of one line with everything that is not meant to be seen written as an escape.

    >>> print(printable("L-1\x1b[2J\u202eabc\n"))
    L-1\x1b[2J\u202eabc\n
    """
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or unicodedata.category(character) == "Zs" or character in _HARMLESS
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


class Terminal:
    """A stream that people read.

    `width` is that of the terminal (`COLUMNS` wins), and None where nothing may be cut: in a pipe or a file. There
    is colour on a terminal only; `NO_COLOR` takes it away and `FORCE_COLOR` brings it, also into a pipe.
    """

    def __init__(self, stream: TextIO | None, environ: Mapping[str, str] = os.environ) -> None:
        self.stream = stream
        self.interactive = stream is not None and _is_terminal(stream)
        self.width = _width(environ) if self.interactive else None
        self.colour = self.interactive and environ.get("TERM") != "dumb"
        if environ.get("FORCE_COLOR", "0") not in ("", "0"):
            self.colour = True
        if environ.get("NO_COLOR"):
            self.colour = False
        self._plainer = not _can_show(stream, "✕▲‖…")
        self._console: Console | None = None
        # Data may hold what the stream cannot encode; an escape is better than no answer.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")

    def line(self, *pieces: Piece) -> None:
        """Write a line."""
        shown = [piece if isinstance(piece, Styled) else Styled(piece, "") for piece in pieces]
        shown = [attrs.evolve(piece, text=self._shown(piece.text)) for piece in shown]
        if not self.colour or not any(isinstance(piece, Styled) for piece in pieces):
            self.write("".join(piece.text for piece in shown).rstrip() + "\n")
            return
        from rich.text import Text

        text = Text.assemble(*((piece.text, piece.style) for piece in shown))
        text.rstrip()
        self._rich().print(text, soft_wrap=True)

    def lines(self, text: str) -> None:
        """Write a text of several lines."""
        for line in text.split("\n"):
            self.line(line)

    def data(self, text: str) -> None:
        """Write what programs read, exactly as it is; on a terminal, where only people read, made safe to show."""
        if self.interactive:
            self.lines(text.removesuffix("\n").replace("\r\n", "\n"))
        else:
            self.write(text)

    def write(self, text: str) -> None:
        """Write a text as it is."""
        if self.stream is None:
            raise OSError("standard output is closed")
        self.stream.write(text)

    def _shown(self, text: str) -> str:
        text = printable(text)
        return text.translate(_PLAINER) if self._plainer else text

    def _rich(self) -> Console:
        if self._console is None:
            from rich.console import Console

            self._console = Console(
                file=self.stream, force_terminal=True, highlight=False, markup=False, emoji=False
            )
        return self._console


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # it is closed
        return False


def _width(environ: Mapping[str, str]) -> int:
    columns = environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    return shutil.get_terminal_size().columns


def _can_show(stream: Any, text: str) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
