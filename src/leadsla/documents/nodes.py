"""The values of a text with their places, before they are unfolded into a plain tree.

YAML, JSON and TOML differ in how they are written only; from here on they are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import attrs

from leadsla.documents.source import Place, Source, Span
from leadsla.errors import Fault

#: What an agreement can be at most: levels, and values with aliases counted as often as they are used.
MAX_DEPTH: Final = 64
MAX_VALUES: Final = 30_000


#: Half of a character that takes two escapes.
HALF: Final = re.compile("[\ud800-\udfff]")


class UnreadableError(Exception):
    """The text cannot be read beyond this fault."""

    def __init__(self, fault: Fault):
        self.fault = fault
        super().__init__(fault.what)


@attrs.define(eq=False)
class Node:
    """A scalar with its value, a list with its items, or a mapping with its entries, and where it stands.

    `depth` and `size` are those of what it unfolds to.
    """

    value: Any
    span: Span
    #: "" or a quote or block sign for a scalar, None for a list or mapping.
    style: str | None = None
    text: str = ""
    depth: int = 0
    size: int = 1

    def close(self, end: int) -> None:
        """All that is in it has been read."""
        self.span = (self.span[0], end)
        inside = (
            [node for pair in self.value for node in pair] if isinstance(self.value, Entries) else self.value
        )
        self.depth = 1 + max((node.depth for node in inside), default=0)
        self.size = 1 + sum(node.size for node in inside)


class Entries(list[tuple[Node, Node]]):
    """The entries of a mapping, in their order."""


def too_deep(source: Source, offset: int) -> UnreadableError:
    """The fault of more levels than an agreement can have."""
    what = f"more than {MAX_DEPTH} levels deep"
    return UnreadableError(source.mark(Fault("too-large", what), (offset, offset + 1)))


def too_many(source: Source, span: Span, because: str | None = None) -> UnreadableError:
    """The fault of more values than an agreement can have."""
    what = f"more than {MAX_VALUES:,} values"
    return UnreadableError(source.mark(Fault("too-large", what, because=because), span))


def half(source: Source, span: Span) -> UnreadableError:
    """The fault of a character of which an escape gives one half only."""
    return UnreadableError(source.mark(Fault("syntax", "an escape stands for half a character only"), span))


def not_a_value(error: ValueError, source: Source) -> Fault:
    """The fault of a value that is written well and cannot be: a date that there is not, a number without end."""
    endless = "digits" in str(error)
    what = "a number of more digits than can be meant" if endless else f"not a value: {str(error).lower()}"
    found = re.search(r"[0-9]{1000}", source.text) if endless else None
    return source.mark(Fault("syntax", what), found.span()) if found else Fault("syntax", what)


def duplicate(source: Source, key: Node, first: Node, path: str = "") -> Fault:
    """The fault of a key that stands twice in one mapping."""
    line, _ = source.position(first.span[0])
    return source.mark(
        Fault(
            "duplicate-key",
            f"the key `{key.text}` stands twice in one mapping",
            path,
            label=f"stands in line {line} already",
            because=f"line {line} has it too, and only one of them could count",
            write="one of them",
        ),
        key.span,
    )


def entry_faults(source: Source, entries: Entries) -> Iterable[Fault]:
    """Keys that stand twice in one mapping."""
    first: dict[str, Node] = {}
    for key, _ in entries:
        if key.text in first:
            yield duplicate(source, key, first[key.text])
        first.setdefault(key.text, key)


def unfold(root: Node) -> tuple[Any, dict[str, Place]]:
    """The plain tree, and the place of each value by its path; keys are text always."""
    places: dict[str, Place] = {}

    def plain(node: Node, path: str, key: Span | None) -> Any:
        places[path] = Place(key, node.span, node.style, node.text)
        if isinstance(node.value, Entries):
            found: dict[str, Any] = {}
            for name, value in node.value:
                if name.text not in found:
                    found[name.text] = plain(value, f"{path}.{name.text}" if path else name.text, name.span)
            return found
        if isinstance(node.value, list):
            return [plain(item, f"{path}[{number}]", None) for number, item in enumerate(node.value)]
        return node.value

    return plain(root, "", None), places
