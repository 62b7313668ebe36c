"""A text with its lines, and where in it every value of a document stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, Final

import attrs

from leadsla.documents.inside import offsets_inside
from leadsla.errors import Fault

#: Start and end in a text, in characters; the end is exclusive.
Span = tuple[int, int]
#: As what a fault is to be written: the source in quotes. Filled in where the place is known.
IN_QUOTES: Final = "\0"
#: Signs that no text has: control characters but tab and line breaks, halves of surrogate pairs.
NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAK: Final = re.compile(r"\r\n|\r|\n")
_STEP: Final = re.compile(r"\[\d+\]|[^.\[]+")


def _starts(source: Source) -> tuple[int, ...]:
    return (0, *(found.end() for found in _BREAK.finditer(source.text)))


@attrs.frozen
class Source:
    """The text of a document under the name by which people know it.

    >>> source = Source("a.yaml", "one: 1\\r\\ntwo: 2", "yaml")
    >>> source.position(8), source.line(2)
    ((2, 1), 'two: 2')
    """

    name: str
    text: str = attrs.field(repr=False)
    format: str
    starts: tuple[int, ...] = attrs.field(
        init=False, repr=False, eq=False, default=attrs.Factory(_starts, takes_self=True)
    )

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def line(self, number: int) -> str:
        """A line without its break; lines count from 1."""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].rstrip("\r\n")

    def mark(self, fault: Fault, span: Span) -> Fault:
        """A fault with the place of a span: on its first line only, at least one character wide."""
        line, column = self.position(span[0])
        width = len(self.line(line)) + 1
        last, end = self.position(max(span[1], span[0] + 1))
        end = max(end if last == line else width, column + 1)
        return attrs.evolve(fault, line=line, column=column, end_column=end)


@attrs.frozen
class Place:
    """Where a value stands: its key (none in a list), itself, and how it is written if it is a scalar.

    `style` is "" for plain text, a quote or the sign of a YAML block for other text, and None for a mapping or list.
    """

    key: Span | None
    value: Span
    style: str | None = None
    text: str = ""

    def span(self, source: Source, on_key: bool, inside: Span | None) -> Span:
        """What is to be marked: the key, a part of the text, or the value (of a whole section: its key)."""
        if on_key and self.key is not None:
            return self.key
        if self.style is None and self.key is not None and self._several_lines(source):
            return self.key
        if inside is not None and self.style is not None:
            raw = source.text[slice(*self.value)]
            offsets = offsets_inside(raw, self.style, self.text)
            if offsets is not None:
                start, end = (min(max(edge, 0), len(offsets) - 1) for edge in inside)
                last = offsets[end - 1] + 1 if end > start else offsets[start] + 1
                return self.value[0] + offsets[start], self.value[0] + last
        return self.value

    def _several_lines(self, source: Source) -> bool:
        return _BREAK.search(source.text, *self.value) is not None


@attrs.frozen
class Document:
    """A text that has been read into a tree of plain values, with the place of each value by its path.

    `faults` is what was wrong with the text itself; then `tree` is None.
    """

    source: Source
    tree: Any = attrs.field(default=None, repr=False)
    places: Mapping[str, Place] = attrs.field(factory=dict, repr=False)
    faults: tuple[Fault, ...] = ()

    def find(self, path: str) -> tuple[Place | None, bool]:
        """The place of a path, or of the nearest thing around it; and whether it is exactly what was asked for.

        A list of one may be written without brackets, and one value as a list: both are found under either path.
        """
        if path in self.places:
            return self.places[path], True
        at = ""
        for step in _STEP.findall(path):
            name = step if step.startswith("[") or not at else f".{step}"
            there = next((place for place in (f"{at}{name}", f"{at}[0]{name}") if place in self.places), None)
            if there is not None:
                at = there
            elif step != "[0]":
                return self.places.get(at), False
        return self.places.get(at), True

    def locate(self, fault: Fault) -> Fault:
        """A fault with the line and columns of its path, as far as they are known."""
        place, exact = self.find(fault.path)
        if fault.write == IN_QUOTES:
            raw = self.source.text[slice(*place.value)] if place is not None and exact else ""
            fault = attrs.evolve(fault, write=f'"{raw}"' if raw and "\n" not in raw else "the same in quotes")
        if place is None:
            return fault
        span = place.span(self.source, fault.on_key, fault.span if exact else None)
        return self.source.mark(fault, span)
