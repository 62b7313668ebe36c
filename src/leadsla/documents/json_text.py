"""JSON, checked by the standard library and then read once more for the place of every value."""

from __future__ import annotations

import json
import re
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
    not_a_value,
    too_deep,
    too_many,
)
from leadsla.documents.source import Source
from leadsla.errors import Fault

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|[^\s,:\[\]{}"]+', re.DOTALL)


class _NotFiniteError(ValueError):
    """A number that JSON does not have."""


def _refuse(name: str) -> Any:
    raise _NotFiniteError(name)


def read_json(source: Source) -> tuple[Node | None, list[Fault]]:
    """The root of a JSON text, and what is wrong with it; no root where it cannot be read."""
    faults: list[Fault] = []
    try:
        _measure(source)
        json.loads(source.text, parse_constant=_refuse)
        return _build(source, faults), faults
    except UnreadableError as error:
        return None, [error.fault]
    except json.JSONDecodeError as error:
        what = f"not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        return None, [source.mark(Fault("syntax", what), (error.pos, error.pos + 1))]
    except _NotFiniteError as error:
        at = source.text.find(str(error))
        fault = Fault("syntax", f"`{error}` is no number of JSON")
        return None, [source.mark(fault, (at, at + len(str(error))))]
    except ValueError as error:  # an integer of more digits than Python converts
        return None, [not_a_value(error, source)]


def _measure(source: Source) -> None:
    """Refuse what is too deep or too full, before anything recursive looks at it."""
    depth = 0
    for count, found in enumerate(_TOKEN.finditer(source.text)):
        sign = found[0]
        if sign in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise too_deep(source, found.start())
        elif sign in "]}":
            depth -= 1
        if count > 2 * MAX_VALUES:
            raise too_many(source, found.span())


def _build(source: Source, faults: list[Fault]) -> Node:
    """The nodes of a text that is known to be JSON."""
    opened: list[Node] = []
    keys: list[Node | None] = []
    root: Node | None = None
    for found in _TOKEN.finditer(source.text):
        sign = found[0]
        if sign in "[{":
            opened.append(Node([] if sign == "[" else Entries(), found.span()))
            keys.append(None)
            continue
        if sign in "]}":
            node = opened.pop()
            keys.pop()
            node.close(found.end())
            if isinstance(node.value, Entries):
                faults.extend(entry_faults(source, node.value))
        else:
            value = json.loads(sign)
            if sign[0] == '"' and HALF.search(value):
                raise half(source, found.span())
            node = Node(value, found.span(), '"' if sign[0] == '"' else "", value if sign[0] == '"' else sign)
        if not opened:
            root = node
        elif not isinstance(opened[-1].value, Entries):
            opened[-1].value.append(node)
        elif (key := keys[-1]) is None:
            keys[-1] = node
        else:
            opened[-1].value.append((key, node))
            keys[-1] = None
    assert root is not None  # json.loads has found a value
    return root
