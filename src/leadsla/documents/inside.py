"""From a place inside a text to the place in the file where it is written, whatever its quotes and escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

#: What stands for one character between double quotes, in YAML, JSON and TOML alike; a pair of surrogates is one.
_ESCAPED: Final = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.|.",
    re.DOTALL,
)
_DOUBLED: Final = re.compile(r"''|.", re.DOTALL)
_EACH: Final = re.compile(r".", re.DOTALL)
_PIECES: Final = {'"': _ESCAPED, "'": _DOUBLED, "literal": _EACH}


def offsets_inside(raw: str, style: str, text: str) -> list[int] | None:
    """For each character of a text (and its end) the offset in `raw`, the source with its quotes.

    `style` is the quote, `literal` for single quotes without escapes, the sign of a YAML block, or "" for plain text.
    None where the two cannot be laid beside each other.

    >>> offsets_inside("'it''s'", "'", "it's"), offsets_inside('"a\\\\tb"', '"', "a\\tb")
    ([1, 2, 3, 5, 6], [1, 2, 4, 5])
    """
    if style in _PIECES and "\n" not in raw and "\r" not in raw:
        offsets = [1 + found.start() for found in _PIECES[style].finditer(raw[1:-1])]
        return [*offsets, len(raw) - 1] if len(offsets) == len(text) else None
    return _aligned(raw, style, text)


def _aligned(raw: str, style: str, text: str) -> list[int] | None:
    """Text over several lines, laid beside its source word by word: folding changes nothing but white space."""
    start = raw.find("\n") + 1 if style in ("|", ">") else 0 if style == "" else 1
    signs = _signs(raw, start)
    offsets: list[int] = []
    last = start
    for character in text:
        if not character.isspace():
            found = next(signs, None)
            if found is None or raw[found] != character:
                return None
            last = found + 1
            offsets.append(found)
        else:
            offsets.append(last)
    return [*offsets, last]


def _signs(raw: str, start: int) -> Iterator[int]:
    return (at for at in range(start, len(raw)) if not raw[at].isspace())
