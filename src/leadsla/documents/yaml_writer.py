"""YAML 1.2 that people can read, and that a reader of YAML 1.1 would read alike.

Sections stand in blocks, small mappings and lists on one line. Text that any reader could take for something else
(`no`, `9:00`, `2026.1`) stands in quotes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

#: The longest line of a list or mapping that is written on one line, and of a list of mappings.
WIDTH: Final = 100
LIST_WIDTH: Final = 80
#: Always in blocks, an entry to a line at least.
_BLOCKS: Final = ("parties", "calendars", "stages", "moves", "clauses", "statements", "objectives")
_PLAIN: Final = re.compile(
    r"[A-Za-z_][A-Za-z0-9_ ./%()+-]*[A-Za-z0-9_.%)]|[A-Za-z_]|[0-9]+ ?%?(?: [a-z]+)+|[0-9]+%"
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: Final = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"))


def write_yaml(tree: Mapping[str, Any]) -> str:
    """The tree as a YAML text."""
    return "\n".join(_mapping(tree, 0)) + "\n"


def scalar(value: Any) -> str:
    """A scalar on one line.

    >>> [scalar(value) for value in ("no", "9:00", "2026.1", "5 minutes", 'a == "b"', None, 2.0)]
    ['"no"', '"9:00"', '"2026.1"', '5 minutes', '\\'a == "b"\\'', 'null', '2.0']
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number(value)
        case dt.date():
            return value.isoformat()
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if '"' in text and "'" not in text and "\\" not in text and text.isprintable():
        return f"'{text}'"
    return quoted(text)


def quoted(text: str) -> str:
    """Text in double quotes, what is not printable escaped."""
    written = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else _escape(sign) for sign in written)


def _escape(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"


def _number(value: int | float) -> str:
    text = repr(value)
    # YAML wants a point before an exponent, and no other word for a number.
    return text if "e" not in text or "." in text else text.replace("e", ".0e")


def _key(key: Any) -> str:
    return str(key) if _DATE.fullmatch(str(key)) else scalar(str(key))


def _one_line(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_one_line(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_one_line, value)) + "]"
    return scalar(value)


def _levels(value: Any) -> int:
    """How many mappings stand inside each other in a value."""
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return isinstance(value, Mapping) + max(map(_levels, inside), default=0)


def _fits(key: str, value: Any, indent: int) -> bool:
    if not isinstance(value, Mapping | list) or not value:
        return True
    if key in _BLOCKS or _levels(value) > 1:
        return False
    width = LIST_WIDTH if isinstance(value, list) and _levels(value) else WIDTH
    return indent + len(key) + 2 + len(_one_line(value)) <= width


def _mapping(tree: Mapping[str, Any], indent: int) -> Iterator[str]:
    for name, value in tree.items():
        key = f"{' ' * indent}{_key(name)}:"
        if isinstance(value, str) and _is_block_text(value):
            yield f"{key} |{'' if value.endswith(chr(10)) else '-'}"
            yield from (
                f"{' ' * (indent + 2)}{line}" if line else "" for line in value.removesuffix("\n").split("\n")
            )
        elif _fits(str(name), value, indent):
            yield f"{key} {_one_line(value)}"
        else:
            yield key
            yield from (_mapping if isinstance(value, Mapping) else _items)(value, indent + 2)


def _items(items: list[Any], indent: int) -> Iterator[str]:
    for item in items:
        if (isinstance(item, Mapping) and item and not _fits("", item, indent + 2)) or _is_clause(item):
            first, *rest = _mapping(item, indent + 2)
            yield f"{' ' * indent}- {first.lstrip()}"
            yield from rest
        elif isinstance(item, list) and not _fits("", item, indent + 2):
            first, *rest = _items(item, indent + 2)
            yield f"{' ' * indent}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{' ' * indent}- {_one_line(item)}"


def _is_clause(item: Any) -> bool:
    return isinstance(item, Mapping) and "kind" in item


def _is_block_text(text: str) -> bool:
    """Whether a text can stand as a block: several lines, none of which begins or ends in white space."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 2 or not lines[-1]:
        return False
    return bool(lines[0]) and all(line.isprintable() and line == line.strip() for line in lines)
