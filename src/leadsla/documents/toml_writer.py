"""TOML of an agreement: its plain keys first, then a table for each section and each clause."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from leadsla.documents.source import NO_TEXT
from leadsla.errors import AgreementError, Fault

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
#: Lists of tables that are written as `[[...]]`.
_TABLES: Final = ("clauses",)


def write_toml(tree: Mapping[str, Any]) -> str:
    """The tree as a TOML text.

    Raises `AgreementError` for nothing (null) inside a section that is carried along: TOML has no word for it.
    """
    return "\n".join(_table(tree, "")).lstrip("\n") + "\n"


def _table(tree: Mapping[str, Any], path: str) -> Iterator[str]:
    tables = {key: value for key, value in tree.items() if _is_table(key, value, path)}
    for key, value in tree.items():
        if key not in tables:
            yield f"{_key(key)} = {_value(value, f'{path}.{key}')}"
    for key, value in tables.items():
        inner = f"{path}.{_key(key)}" if path else _key(key)
        if isinstance(value, list):
            for item in value:
                yield f"\n[[{inner}]]"
                yield from (f"{_key(name)} = {_value(part, inner)}" for name, part in item.items())
        else:
            if not all(_is_table(name, part, inner) for name, part in value.items()):
                yield f"\n[{inner}]"
            yield from _table(value, inner)


def _is_table(key: str, value: Any, path: str) -> bool:
    if not path and key in _TABLES:
        return bool(value)
    return isinstance(value, Mapping) and bool(value) and path.count(".") < 1


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return NO_TEXT.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _value(value: Any, path: str) -> str:
    match value:
        case None:
            raise AgreementError(
                [Fault("wrong-value", "TOML has no word for nothing (null)", path.lstrip("."))]
            )
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return repr(value)
        case dt.date():
            return value.isoformat()
        case Mapping():
            inside = ", ".join(
                f"{_key(str(key))} = {_value(item, f'{path}.{key}')}" for key, item in value.items()
            )
            return f"{{{inside}}}" if not inside else f"{{ {inside} }}"
        case list() if _levels(value) and len(value) > 1:
            lines = "".join(f"  {_value(item, f'{path}[{number}]')},\n" for number, item in enumerate(value))
            return f"[\n{lines}]"
        case list():
            return f"[{', '.join(_value(item, f'{path}[{number}]') for number, item in enumerate(value))}]"
        case _:
            return _text(str(value))


def _levels(items: list[Any]) -> bool:
    return any(isinstance(item, Mapping) for item in items)
