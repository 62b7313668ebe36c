"""TOML, read by the standard library, with the place of every value found by a second look at the text.

The second look is only trusted where it finds exactly the values that the first has read; otherwise faults have their
path and no line.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from leadsla.documents.nodes import MAX_DEPTH, MAX_VALUES, UnreadableError, not_a_value, too_deep, too_many
from leadsla.documents.source import Place, Source, Span
from leadsla.errors import Fault

_SKIP: Final = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BLANK: Final = re.compile(r"[ \t]*")
_TEXT: Final = re.compile(
    "|".join(
        (
            r'"""(?:\\.|[^\\])*?"""(?:"{0,2})',
            r"'''.*?'''(?:'{0,2})",
            r'"(?:\\.|[^"\\\n])*"',
            r"'[^'\n]*'",
        )
    ),
    re.DOTALL,
)
_OTHER: Final = re.compile(r"\d{4}-\d\d-\d\d [0-9:.Z+-]+|[^\s,\]}#]+")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_BRACKET: Final = re.compile(_TEXT.pattern + r"|#[^\n]*|[\[\]{},=]", re.DOTALL)
_AT: Final = re.compile(r"(.*?)\s*\(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_TWICE: Final = ("Cannot overwrite", "Cannot declare", "Duplicate inline", "Cannot redefine", "Cannot mutate")


def read_toml(source: Source) -> tuple[Any, dict[str, Place], list[Fault]]:
    """The tree of a TOML text, the places of its values, and what is wrong with it; no tree where it cannot be read."""
    try:
        _measure(source)
        tree = tomllib.loads(source.text.replace("\r\n", "\n"))
        depth = _depth(tree)
    except UnreadableError as error:
        return None, {}, [error.fault]
    except tomllib.TOMLDecodeError as error:
        return None, {}, [_syntax(source, str(error))]
    except ValueError as error:  # a date that does not exist, or a number of more digits than Python converts
        return None, {}, [not_a_value(error, source)]
    if depth > MAX_DEPTH:
        return None, {}, [too_deep(source, 0).fault]
    return tree, _sound(tree, _Scanner(source.text, tree).places), []


def _syntax(source: Source, problem: str) -> Fault:
    found = _AT.fullmatch(problem)
    said, line, column = found.groups() if found else (problem, None, None)
    name = "duplicate-key" if said.startswith(_TWICE) else "syntax"
    what = f"not TOML: {said[0].lower()}{said[1:]}"
    end = len(source.text.rstrip())
    row, place = (int(line), int(column)) if line and column else source.position(max(end - 1, 0))
    return Fault(name, what, line=row, column=place, end_column=place + 1)


def _measure(source: Source) -> None:
    depth = count = 0
    for found in _BRACKET.finditer(source.text):
        sign = found[0]
        depth += (sign in ("[", "{")) - (sign in ("]", "}"))
        count += sign in ("=", ",")
        if depth > MAX_DEPTH:
            raise too_deep(source, found.start())
        if count > MAX_VALUES:
            raise too_many(source, found.span())


def _depth(tree: Any) -> int:
    """How deep a tree is, however deep it is."""
    depth, level = 0, [tree]
    while level:
        depth += 1
        inside = [item for item in level if isinstance(item, dict | list)]
        level = [part for item in inside for part in (item.values() if isinstance(item, dict) else item)]
    return depth


def _sound(tree: Any, places: dict[str, Place]) -> dict[str, Place]:
    paths = {""}

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            inside = [(f"{path}.{key}" if path else key, item) for key, item in value.items()]
        else:
            inside = [(f"{path}[{number}]", item) for number, item in enumerate(value)]
        for at, item in inside:
            paths.add(at)
            if isinstance(item, dict | list):
                walk(item, at)

    walk(tree, "")
    return places if paths == set(places) else {}


class _Scanner:
    """Walks a text that is known to be TOML, beside the tree that it was read to."""

    def __init__(self, text: str, tree: Any):
        self.text = text
        self.places: dict[str, Place] = {"": Place(None, (0, len(text)))}
        self.at = 0
        self.tables: dict[str, int] = {}
        self.tree = tree
        table = ""
        while True:
            self.skip(_SKIP)
            if self.at >= len(text):
                break
            table = self.header() if text[self.at] == "[" else self.entry(table)

    def skip(self, what: re.Pattern[str]) -> None:
        found = what.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def header(self) -> str:
        """`[table]` or `[[table]]`, and the path it opens."""
        start = self.at
        several = self.text.startswith("[[", start)
        self.at += 2 if several else 1
        keys = self.keys()
        self.skip(_BLANK)
        self.at += 2 if several else 1
        path = self.down("", keys[:-1], (start, self.at))
        name, span = keys[-1]
        path = f"{path}.{name}" if path else name
        self.places.setdefault(path, Place(span, (start, self.at)))
        if several:
            number = self.tables[path] = self.tables.get(path, -1) + 1
            path = f"{path}[{number}]"
            self.places[path] = Place(span, (start, self.at))
        return path

    def entry(self, table: str) -> str:
        """`key = value` in the table."""
        keys = self.keys()
        self.skip(_BLANK)
        self.at += 1  # the sign =
        path = self.down(table, keys[:-1], keys[0][1])
        name, span = keys[-1]
        self.value(f"{path}.{name}" if path else name, span)
        return table

    def down(self, path: str, keys: list[tuple[str, Span]], span: Span) -> str:
        """The path that dotted keys lead to; the last table of a list of tables is the one that is meant."""
        for name, key in keys:
            path = f"{path}.{name}" if path else name
            self.places.setdefault(path, Place(key, span))
            if path in self.tables:
                path = f"{path}[{self.tables[path]}]"
        return path

    def keys(self) -> list[tuple[str, Span]]:
        found: list[tuple[str, Span]] = []
        while True:
            self.skip(_BLANK)
            match = _TEXT.match(self.text, self.at) or _BARE.match(self.text, self.at)
            if match is None:
                raise AssertionError("TOML that was read has a key here")
            name = match[0]
            if name[0] in "\"'":
                name = next(iter(tomllib.loads(f"{name} = 0")))
            found.append((name, match.span()))
            self.at = match.end()
            self.skip(_BLANK)
            if self.text[self.at] != ".":
                return found
            self.at += 1

    def value(self, path: str, key: Span | None) -> None:
        self.skip(_SKIP)
        start = self.at
        if self.text[start] == "[":
            self.at += 1
            self.items(path)
            self.places[path] = Place(key, (start, self.at))
        elif self.text[start] == "{":
            self.at += 1
            self.places[path] = Place(key, (start, start + 1))
            self.inline(path)
            self.places[path] = Place(key, (start, self.at))
        else:
            match = _TEXT.match(self.text, start) or _OTHER.match(self.text, start)
            if match is None:
                raise AssertionError("TOML that was read has a value here")
            self.at = match.end()
            self.places[path] = self.scalar(match, key)

    def scalar(self, match: re.Match[str], key: Span | None) -> Place:
        raw = match[0]
        if raw[0] not in "\"'":
            return Place(key, match.span(), "", raw)
        value = tomllib.loads(f"x = {raw}")["x"]
        style = "" if raw[:3] in ('"""', "'''") else '"' if raw[0] == '"' else "literal"
        return Place(key, match.span(), style, value)

    def items(self, path: str) -> None:
        number = 0
        while True:
            self.skip(_SKIP)
            if self.text[self.at] in ",]":
                self.at += 1
                if self.text[self.at - 1] == "]":
                    return
                continue
            self.value(f"{path}[{number}]", None)
            number += 1

    def inline(self, path: str) -> None:
        while True:
            self.skip(_SKIP)
            if self.text[self.at] in ",}":
                self.at += 1
                if self.text[self.at - 1] == "}":
                    return
                continue
            self.entry(path)
