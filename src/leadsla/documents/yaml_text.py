"""YAML 1.2, read event by event so that every value keeps its place and nothing can grow without bound.

Plain scalars are what the core schema of YAML 1.2 says, and dates. So `no`, `on` and `9:00` are text.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator
from typing import Any, Final

from leadsla.documents.nodes import (
    HALF,
    MAX_DEPTH,
    MAX_VALUES,
    Entries,
    Node,
    UnreadableError,
    entry_faults,
    half,
    too_deep,
    too_many,
)
from leadsla.documents.source import Source
from leadsla.errors import Fault, nearest

_INT: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
#: A number of more digits is text: it cannot be meant as a number, and takes long to convert.
_DIGITS: Final = 100
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BREAKS: Final = re.compile("[\x85\u2028\u2029]")
_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_TEXT_TAGS: Final = ("!", "tag:yaml.org,2002:str")
_STRUCTURE_TAGS: Final = ("!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
#: What the parser says, and what to say instead: what is wrong, what to write, why.
_SAYINGS: Final[tuple[tuple[str, str, str | None, str | None], ...]] = (
    ("'\\t' that cannot start", "a tab stands where YAML wants spaces", "spaces", None),
    (
        "mapping values are not allowed",
        "a `: ` stands where no key can be",
        "the text in quotes, or the line at the indentation of its neighbours",
        "`: ` ends a key, also inside text that has no quotes",
    ),
    ("unexpected end of stream", "a quote is never closed", "the closing quote", None),
    ("expected ',' or ']'", "a list in brackets is not closed, or lacks a comma", "a comma or `]`", None),
    ("expected ',' or '}'", "a mapping in braces is not closed, or lacks a comma", "a comma or `}`", None),
    (
        "expected <block end>",
        "this line does not fit the indentation of those above",
        "the line at the indentation of its neighbours",
        "its indentation differs, or a quote or bracket above it is not closed",
    ),
    (
        "could not find expected ':'",
        "a key without its `:`",
        "KEY: VALUE, or the line deeper than its key",
        None,
    ),
    (
        "cannot start any token",
        "text that begins with this sign stands in quotes",
        "the text in quotes",
        None,
    ),
)


def plain_value(text: str) -> Any:
    """The value of a plain scalar.

    >>> [plain_value(text) for text in ("no", "9:00", "2026.1", "0x1F", "2026-01-01", "~", "+.5")]
    ['no', '9:00', 2026.1, 31, datetime.date(2026, 1, 1), None, 0.5]
    """
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _DIGITS:
        return text
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    if _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    return text


def read_yaml(source: Source) -> tuple[Node | None, list[Fault]]:
    """The root of the only document in a text, and what is wrong with it; no root where it cannot be read."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    builder = _Builder(source)
    broken = _BREAKS.search(source.text)
    if broken is not None:
        what = f"the character U+{ord(broken[0]):04X} ends a line in some readers of YAML and not in others"
        return None, [source.mark(Fault("unreadable", what, write="a space or a line break"), broken.span())]
    try:
        for event in _events(source.text):
            builder.take(event)
        return builder.root, builder.faults
    except UnreadableError as error:
        return None, [*builder.faults, error.fault]
    except MarkedYAMLError as error:
        return None, [*builder.faults, _syntax(source, error)]
    except (YAMLError, ValueError, OverflowError) as error:
        fault = Fault("syntax", f"not YAML: {str(error).split(chr(10))[0]}")
        return None, [*builder.faults, source.mark(fault, (builder.reached, builder.reached + 1))]


def _events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)
    return events


def _syntax(source: Source, error: Any) -> Fault:
    problem = str(error.problem or error.context or "not YAML")
    mark = error.problem_mark or error.context_mark
    offset = mark.index if mark is not None else 0
    for said, what, write, because in _SAYINGS:
        if said in problem:
            if "closed" in what and error.context_mark is not None:
                offset = error.context_mark.index
            return source.mark(Fault("syntax", what, write=write, because=because), (offset, offset + 1))
    offset = min(offset, max(len(source.text.rstrip()) - 1, 0))
    return source.mark(Fault("syntax", f"not YAML: {problem}"), (offset, offset + 1))


class _Builder:
    """Takes the parser's events and builds nodes; what is open stands on a stack, not on Python's."""

    def __init__(self, source: Source):
        self.source = source
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self.open: list[Node] = []
        self.anchors: dict[str, Node] = {}
        self.keys: list[Node | None] = []
        self.count = 0
        self.reached = 0

    def take(self, event: Any) -> None:
        """Build what the next event says."""
        self.reached = event.start_mark.index
        match type(event).__name__:
            case "DocumentStartEvent":
                self.document(event)
            case "ScalarEvent":
                self.place(self.scalar(event), event)
            case "AliasEvent":
                self.place(self.alias(event), event)
            case "SequenceStartEvent":
                self.enter(event, [])
            case "MappingStartEvent":
                self.enter(event, Entries())
            case "SequenceEndEvent" | "MappingEndEvent":
                self.leave(event)

    def span(self, event: Any) -> tuple[int, int]:
        return event.start_mark.index, event.end_mark.index

    def refuse(
        self, what: str, event: Any, write: str | None = None, because: str | None = None
    ) -> UnreadableError:
        return UnreadableError(
            self.source.mark(Fault("syntax", what, write=write, because=because), self.span(event))
        )

    def document(self, event: Any) -> None:
        if self.root is not None:
            raise self.refuse("a second document begins here", event, "one agreement in a file")
        if event.version is not None and tuple(event.version) != (1, 2):
            raise self.refuse("agreements are YAML 1.2", event, "%YAML 1.2, or leave the line out")

    def scalar(self, event: Any) -> Node:
        tag, text = event.tag, str(event.value)
        if tag is not None and tag not in _TEXT_TAGS:
            raise self.refuse(f"the tag `{tag}` is not known", event, "the value without a tag")
        start, end = self.span(event)
        if HALF.search(text):
            raise half(self.source, (start, end))
        if tag is not None:
            # A tag stands before its text; the text alone is what places inside it are counted from.
            raw = self.source.text[start:end]
            start += len(raw) - len(raw.split(None, 1)[-1]) if " " in raw else 0
        plain = event.implicit[0] and tag is None
        return Node(plain_value(text) if plain else text, (start, end), event.style or "", text)

    def alias(self, event: Any) -> Node:
        node = self.anchors.get(event.anchor)
        if node is None:
            guess = nearest(event.anchor, self.anchors)
            raise self.refuse(f"there is no anchor `&{event.anchor}` above", event, guess and f"*{guess}")
        if node in self.open:
            raise self.refuse(
                f"`*{event.anchor}` stands inside what it stands for", event, "the values themselves"
            )
        self.count += node.size
        if self.count > MAX_VALUES:
            because = f"`*{event.anchor}` alone stands for {node.size:,}"
            raise too_many(self.source, self.span(event), because)
        if len(self.open) + node.depth > MAX_DEPTH:
            raise too_deep(self.source, event.start_mark.index)
        return node

    def enter(self, event: Any, value: list[Any]) -> None:
        if event.tag is not None and event.tag not in _STRUCTURE_TAGS:
            raise self.refuse(f"the tag `{event.tag}` is not known", event, "the value without a tag")
        if len(self.open) >= MAX_DEPTH:
            raise too_deep(self.source, event.start_mark.index)
        if self.open and isinstance(self.open[-1].value, Entries) and self.keys[-1] is None:
            raise self.refuse("a key is text, and this is a list or mapping", event, "the key as text")
        node = Node(value, self.span(event))
        self.remember(node, event)
        self.open.append(node)
        self.keys.append(None)

    def leave(self, event: Any) -> None:
        node = self.open.pop()
        self.keys.pop()
        # A block ends where the next line begins; it is shown to where its last value ends.
        node.close(
            event.end_mark.index if event.end_mark.index > event.start_mark.index else self.end_of(node)
        )
        if isinstance(node.value, Entries):
            self.faults.extend(entry_faults(self.source, node.value))
        self.add(node, event)

    def end_of(self, node: Node) -> int:
        last = node.value[-1]  # nothing that is empty stands in a block
        ends: list[int] = [part.span[1] for part in (last if isinstance(last, tuple) else (last,))]
        return max(ends)

    def place(self, node: Node, event: Any) -> None:
        if type(event).__name__ == "ScalarEvent":
            self.remember(node, event)
        self.add(node, event)

    def remember(self, node: Node, event: Any) -> None:
        self.count += 1
        if self.count > MAX_VALUES:
            raise too_many(self.source, self.span(event))
        if event.anchor is not None:
            self.anchors[event.anchor] = node

    def add(self, node: Node, event: Any) -> None:
        """Put a finished node where it belongs: into the list or mapping that is open, or as the root."""
        if not self.open:
            self.root = node
            return
        parent = self.open[-1].value
        if not isinstance(parent, Entries):
            parent.append(node)
            return
        key = self.keys[-1]
        if key is not None:
            parent.append((key, node))
            self.keys[-1] = None
            return
        if node.style is None:
            raise self.refuse("a key is text, and this is a list or mapping", event, "the key as text")
        if node.text == "<<" and node.style == "":
            because = "what a clause says has to stand in the clause, where it is read and signed"
            raise self.refuse("merge keys are not part of YAML 1.2", event, "the keys themselves", because)
        if node.text == "":
            raise self.refuse("a key is empty", event, "KEY: VALUE")
        self.keys[-1] = node
