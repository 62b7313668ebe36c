"""Faults as people read them: what is wrong, the lines it stands in with a mark under the place, what to write instead.

Four formats: `full` for people, `concise` with one line a fault for editors, `github` for annotations of a pull
request, `json` for programs. Lines of the document are shown as they are, but for signs that would move the cursor.
"""

from __future__ import annotations

import json
import os
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from leadsla.documents.reading import read_file
from leadsla.documents.source import Document
from leadsla.errors import Fault

#: As many cells of a line of the document are shown where no width is given; few lines are longer.
LONGEST: Final = 500
#: A tab is shown as so many spaces.
TAB: Final = 4
_MOVES_THE_CURSOR: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
_RED: Final = "\x1b[1;31m"
_YELLOW: Final = "\x1b[1;33m"
_BLUE: Final = "\x1b[1;34m"
_OFF: Final = "\x1b[0m"


def render(
    faults: Iterable[Fault],
    source: Document | str | os.PathLike[str],
    *,
    width: int | None = None,
    color: bool = False,
    format: str = "full",
) -> str:
    """Faults as text; `source` is the document they were found in, or the path of its file.

    `width` wraps words and cuts lines of the document so that the mark stays in sight; with None nothing is wrapped.
    `format` is `full`, `concise`, `github` or `json`.

    Raises `ValueError` for another format.
    """
    document = source if isinstance(source, Document) else read_file(source)
    found = list(faults)
    match format:
        case "full":
            return _Page(document, width, color).text(found)
        case "concise":
            return "\n".join(map(_concise(document.source.name), found))
        case "github":
            return "\n".join(map(_github(document.source.name), found))
        case "json":
            return json.dumps(
                [to_dict(fault, document.source.name) for fault in found], ensure_ascii=False, indent=2
            )
        case _:
            raise ValueError(f"`format` is {format!r}; write full, concise, github or json")


def to_dict(fault: Fault, file: str) -> dict[str, Any]:
    """A fault as plain data; keys without a value are left out."""
    keys = ("what", "path", "line", "column", "end_column", "label", "write", "because", "also")
    data = {key: getattr(fault, key) for key in keys}
    head = {"file": file, "name": fault.name, "warning": fault.warning}
    return head | {key: value for key, value in data.items() if value not in (None, "")}


def visible(text: str) -> str:
    """A text in which nothing moves the cursor: tabs as spaces, line breaks as a sign, other controls as their picture.

    >>> visible("a\\tb\\x1b[31m")
    'a    b␛[31m'
    """
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character == "\t":
        return " " * TAB
    if character == "\n":
        return "⏎"
    if unicodedata.category(character) in _MOVES_THE_CURSOR:
        return chr(0x2400 + ord(character)) if ord(character) < 0x20 else "\N{REPLACEMENT CHARACTER}"
    return character


def cells(text: str) -> int:
    """How many cells of a terminal a text takes: wide characters two, marks over others none.

    >>> cells("営業 h"), cells("e\\u0301")
    (6, 1)
    """
    return sum(map(_cells_of, text))


def _cells_of(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def summary(faults: Sequence[Fault], document: Document) -> str:
    """`agreement.yaml: 2 faults, 1 warning in 12 clauses`; of a case file, the number of its cases."""
    wrong = sum(not fault.warning for fault in faults)
    warned = len(faults) - wrong
    counts = [_count(wrong, "fault")] if wrong or not warned else []
    counts += [_count(warned, "warning")] if warned else []
    tree = document.tree if isinstance(document.tree, Mapping) else {}
    counted = (("clause", tree.get("clauses")), ("case", tree.get("cases")))
    where = next((f" in {_count(len(found), of)}" for of, found in counted if isinstance(found, list)), "")
    return f"{visible(document.source.name)}: {', '.join(counts)}{where}"


def _count(number: int, of: str) -> str:
    return f"{number} {of}{'' if number == 1 else 's'}"


def _name(fault: Fault) -> str:
    return f"{'warning' if fault.warning else 'fault'}[{fault.name}]"


def _concise(file: str) -> Callable[[Fault], str]:
    def line(fault: Fault) -> str:
        place = f":{fault.line}:{fault.column}" if fault.line else ""
        path = f" ({fault.path})" if fault.path and not fault.line else ""
        advice = f"; write: {fault.write}" if fault.write else ""
        return visible(f"{file}{place}: {_name(fault)}: {fault.what}{path}{advice}")

    return line


def _github(file: str) -> Callable[[Fault], str]:
    def escaped(text: str, more: str = "") -> str:
        for sign in f"%\r\n{more}":
            text = text.replace(sign, f"%{ord(sign):02X}")
        return text

    def line(fault: Fault) -> str:
        place = f",line={fault.line},col={fault.column},endColumn={fault.end_column}" if fault.line else ""
        advice = f"; write: {fault.write}" if fault.write else ""
        level = "warning" if fault.warning else "error"
        title = escaped(_name(fault), ":,")
        where = escaped(file, ":,")
        return f"::{level} file={where}{place},title={title}::{escaped(fault.what + advice)}"

    return line


@attrs.frozen
class _Page:
    """The full form, a fault after another with an empty line between them."""

    document: Document
    width: int | None
    color: bool

    def text(self, faults: Sequence[Fault]) -> str:
        parts = ["\n".join(self.fault(fault)) for fault in faults]
        return "\n\n".join([*parts, summary(faults, self.document)])

    def fault(self, fault: Fault) -> list[str]:
        lines = self.wrapped(f"{_name(fault)}: {visible(fault.what)}", "  ")
        shade = _YELLOW if fault.warning else _RED
        lines[0] = self.tinted(lines[0][: len(_name(fault))], shade) + lines[0][len(_name(fault)) :]
        name = visible(self.document.source.name)
        place = f"{name}:{fault.line}:{fault.column}" if fault.line else name
        path = f"   {visible(fault.path)}" if fault.path else ""
        lines.append(f"  {self.tinted('-->', _BLUE)} {place}{path}")
        see = self.declared(fault)
        shown = {*self.context(fault), fault.line, see.line if see is not None else None}
        gutter = max((len(str(number)) for number in shown if number), default=1)
        if fault.line and self.document.source.text:
            lines += self.excerpt(fault, gutter, shade)
        if see is not None:
            lines += self.marked(see, gutter, _BLUE)
        for sign, text in (("write: ", fault.write), ("because: ", fault.because), ("also: ", fault.also)):
            if text:
                lines += self.advice(gutter, sign, text)
        return lines

    def advice(self, gutter: int, sign: str, text: str) -> list[str]:
        indent = " " * (gutter + 1)
        return self.wrapped(f"{indent}= {sign}{visible(text)}", " " * (gutter + 3 + len(sign)))

    def context(self, fault: Fault) -> list[int]:
        """The lines that say which clause is meant: its id and kind, where they stand above the fault."""
        if not fault.path.startswith("clauses[") or not fault.line:
            return []
        clause = fault.path.partition("]")[0] + "]"
        places = (self.document.places.get(f"{clause}.{key}") for key in ("id", "kind"))
        numbers = {self.document.source.position(place.value[0])[0] for place in places if place is not None}
        return sorted(number for number in numbers if number < fault.line)

    def declared(self, fault: Fault) -> Fault | None:
        """The section where what is not known would be declared, as a place to be shown too."""
        place = self.document.places.get(fault.see or "")
        if fault.see is None or place is None or place.key is None:
            return None
        found = self.document.source.mark(Fault("", "", label="declared here"), place.key)
        return found if found.line != fault.line else None

    def excerpt(self, fault: Fault, gutter: int, shade: str) -> list[str]:
        lines: list[str] = []
        before = None
        for number in self.context(fault):
            lines += self.gap(before, number, gutter)
            lines.append(
                self.numbered(number, gutter, self.cut(visible(self.document.source.line(number)), 0, 0)[0])
            )
            before = number
        return lines + self.gap(before, fault.line or 0, gutter) + self.marked(fault, gutter, shade)

    def gap(self, before: int | None, number: int, gutter: int) -> list[str]:
        return (
            [self.tinted("." * max(gutter, 3), _BLUE)] if before is not None and number > before + 1 else []
        )

    def marked(self, fault: Fault, gutter: int, shade: str) -> list[str]:
        """A line of the document and the mark under the place, with its label beside it or below."""
        line, column, end = fault.line or 1, fault.column or 1, fault.end_column or 2
        text = self.document.source.line(line)
        if len(text) > 2 * LONGEST:  # a document on one line: only what is near is looked at
            left = max(0, column - 1 - LONGEST)
            text, column, end = text[left : left + 2 * LONGEST], column - left, end - left
        before, under = visible(text[: column - 1]), visible(text[column - 1 : end - 1])
        start, length = cells(before), max(cells(under), 1)
        shown, start, length = self.cut(visible(text), start, length)
        rule = f"{' ' * gutter} | "
        mark = f"{' ' * start}{'^' * length}"
        label = f" {visible(fault.label)}" if fault.label else ""
        lines = [self.numbered(line, gutter, shown)]
        if self.width is None or cells(rule + mark + label) <= self.width:
            return [*lines, self.tinted(rule, _BLUE) + self.tinted(mark + label, shade)]
        lines.append(self.tinted(rule, _BLUE) + self.tinted(mark, shade))
        room = self.width - len(rule)
        indent = max(min(start, room - cells(label.strip())), 0)
        return [*lines, self.tinted(rule, _BLUE) + self.tinted(" " * indent + label.strip(), shade)]

    def numbered(self, number: int, gutter: int, text: str) -> str:
        return f"{self.tinted(f'{number:>{gutter}} |', _BLUE)} {text}".rstrip()

    def cut(self, text: str, start: int, length: int) -> tuple[str, int, int]:
        """As much of a line as there is room for, around the mark; and where the mark is then."""
        room = LONGEST if self.width is None else max(self.width - 8, 12)
        if cells(text) <= room:
            return text, start, length
        left = max(0, min(start - room // 3, cells(text) - room))
        shown, at, taken = [], 0, 0
        for character in text:
            size = _cells_of(character)
            if at >= left and taken + size <= room:
                shown.append(character)
                taken += size
            at += size
        found = "".join(shown)
        if left > 0:
            found = "…" + found[1:]
        if left + taken < cells(text):
            found = found[:-1] + "…"
        place = start - left
        return found, place, max(min(length, taken - place), 1)

    def wrapped(self, text: str, indent: str) -> list[str]:
        if self.width is None or cells(text) <= self.width:
            return [text]
        return textwrap.wrap(
            text,
            max(self.width, 20),
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
        ) or [text]

    def tinted(self, text: str, shade: str) -> str:
        return f"{shade}{text}{_OFF}" if self.color else text
