"""Mapping files: YAML or JSON that describes one file of a log, or all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from leadsla.errors import ReadError
from leadsla.readers.lines import opened
from leadsla.readers.mapping import EventMapping
from leadsla.readers.mapping_faults import refusal, unknown_key

ENDINGS: Final = (".yaml", ".yml", ".json")
_LARGEST: Final = 1_000_000


@attrs.frozen
class MappedFile:
    """A mapping of a mapping file, and the file that it says it is for (None: whatever it is used with)."""

    path: Path | None
    mapping: EventMapping


def load_mappings(path: Path) -> tuple[MappedFile, ...]:
    """The mappings that a YAML or JSON file holds: one, several documents, or a list under `files`.

    Paths in it (`path`, `aliases.file`) are relative to it. Raises `ReadError` that lists all faults of all
    mappings.
    """
    found: list[MappedFile] = []
    faults: list[str] = []
    entries = list(_entries(path))
    for where, entry in entries:
        try:
            found.append(_mapped(entry, where, path.parent))
        except ReadError as error:
            faults += [f"{where}{fault}" for fault in error.faults] or [str(error)]
    if len(entries) > 1:
        faults += [
            f"{where}`path`: missing; name the file" for where, entry in entries if "path" not in entry
        ]
    if faults:
        raise refusal(str(path), faults)
    return tuple(found)


def _mapped(entry: Mapping[str, Any], where: str, folder: Path) -> MappedFile:
    named = entry.get("path")
    if named is not None and (not isinstance(named, str) or not named):
        raise refusal(where, [f"`path`: {named!r} is no path; write it as text"])
    mapping = EventMapping.from_dict({key: value for key, value in entry.items() if key != "path"})
    if mapping.aliases is not None:
        aliases = attrs.evolve(mapping.aliases, file=str(folder / mapping.aliases.file))
        mapping = attrs.evolve(mapping, aliases=aliases)
    return MappedFile(folder / named if named else None, mapping)


def _entries(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every mapping of the file as plain data, with what opens its faults."""
    documents = [document for document in _documents(path) if document is not None]
    if not documents:
        raise ReadError(f"{path}: the mapping is empty")
    for number, document in enumerate(documents, 1):
        if not isinstance(document, Mapping):
            raise ReadError(
                f"{path}: a mapping has keys and values, such as `shape: long`, and not {document!r}"[:300]
            )
        if "files" not in document:
            yield (f"document {number}: " if len(documents) > 1 else ""), document
            continue
        others = [unknown_key(str(key), ["files"]) for key in document if key != "files"]
        files = document["files"]
        if not isinstance(files, list) or not files or not all(isinstance(entry, Mapping) for entry in files):
            others.append("`files`: write a list of mappings, each with its `path`")
        if others:
            raise refusal(str(path), others)
        for place, entry in enumerate(files):
            yield f"files[{place}]: ", entry


def _documents(path: Path) -> list[Any]:
    with opened(path) as stream:
        data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ReadError(f"{path}: too large for a mapping; is it the log itself?")
    try:
        text = data.decode("utf-8-sig")
        return [json.loads(text)] if path.suffix.lower() == ".json" else _yaml(text, path)
    except json.JSONDecodeError as error:
        raise ReadError(f"{path} line {error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{path}: cannot be read as a mapping: {error}") from None


def _yaml(text: str, path: Path) -> list[Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return list(YAML(typ="safe", pure=True).load_all(text))
    except MarkedYAMLError as error:
        line = f" line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ReadError(f"{path}{line}: {error.problem}") from None
    except YAMLError as error:
        raise ReadError(f"{path}: {error}") from None
