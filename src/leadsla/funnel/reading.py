"""From a document to a reverse funnel, with every fault at its place."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from leadsla.documents.entries import Parts
from leadsla.documents.entry_faults import empty_faults, key_faults, wrong_type
from leadsla.documents.reading import read_file, read_text
from leadsla.documents.rendering import render
from leadsla.documents.source import Document
from leadsla.errors import Fault, FunnelError
from leadsla.funnel.model import ReverseFunnel
from leadsla.funnel.soundness import faults_of_whole

#: How many faults the text of an error shows; all of them are in its `faults`.
SHOWN: Final = 10
#: Behind every line: where a fault goes whose line is not known.
_LAST: Final = 1 << 30
_EXAMPLE: Final = "goal: {revenue: 1000000}, and so on"


def load(path: str | os.PathLike[str], *, today: dt.date | None = None) -> ReverseFunnel:
    """The reverse funnel in a file: `.yaml` or `.yml`, `.json` or `.toml`.

    `today` is when it is asked: a goal whose period is over by then is refused. Raises `FunnelError` with all that is
    wrong with the file or in it, each with its line; the text shows the first ten faults.
    """
    return _funnel(read_file(Path(path) if not isinstance(path, str) else path), today)


def loads(
    text: str, format: str = "yaml", *, name: str = "<text>", today: dt.date | None = None
) -> ReverseFunnel:
    """The reverse funnel in a text of the format yaml, json or toml; `name` is what faults call it.

    >>> loads("goal: {deals: 50}\\nstages: [lead, {name: customer, rate: 1%}]").backwards().leads
    Fraction(5000, 1)

    Raises `FunnelError` with all that is wrong in it.
    """
    return _funnel(read_text(text, format, name), today)


def read_funnel(tree: Any, today: dt.date | None = None) -> tuple[ReverseFunnel | None, list[Fault]]:
    """The funnel that a tree says, or None, and all that is wrong with it, in no order yet."""
    if not isinstance(tree, Mapping):
        return None, [wrong_type("a mapping with the keys of a funnel", tree, _EXAMPLE)]
    fields = [field for field in attrs.fields(ReverseFunnel) if "read" in field.metadata]
    required = [field.name for field in fields if field.default is attrs.NOTHING]
    keys = key_faults(tree, [field.name for field in fields], required, "a funnel")
    collected = Parts(keys + empty_faults(tree))
    parts: dict[str, Any] = {}
    for field in fields:
        if tree.get(field.name) is None:
            misspelt = any(fault.write == field.name for fault in keys)
            if not misspelt and field.name not in tree:
                parts[field.name] = None
            continue
        found = collected.part(field.name, field.metadata["read"], tree[field.name])
        if found is not None:
            parts[field.name] = found
    faults = collected.faults + list(faults_of_whole(parts))
    goal = parts.get("goal")
    past = None if goal is None else goal.past(today)
    faults += [] if past is None else [past]
    if faults:
        return None, faults
    return ReverseFunnel(**{name: value for name, value in parts.items() if value is not None}), []


def _funnel(document: Document, today: dt.date | None) -> ReverseFunnel:
    if document.tree is None:
        raise _error(_told(document), document)
    funnel, found = read_funnel(document.tree, today)
    order = {path: number for number, path in enumerate(document.places)}
    faults = [*document.faults, *map(document.locate, found)]
    faults.sort(key=lambda fault: (fault.line or _LAST, fault.column or 0, order.get(fault.path, 0)))
    if funnel is None or faults:
        raise _error(faults, document)
    return funnel


def _told(document: Document) -> Iterable[Fault]:
    """The faults of what is no tree; an empty text lacks a funnel."""
    for fault in document.faults:
        empty = fault.name == "syntax" and not document.source.text.strip()
        what = "there is no funnel in it: the text is empty"
        yield Fault("syntax", what, write=_EXAMPLE) if empty else fault


def _error(faults: Iterable[Fault], document: Document) -> FunnelError:
    found = list(faults)
    text = render(found[:SHOWN], document)
    if len(found) > SHOWN:
        body, _, _ = text.rpartition("\n\n")
        text = f"{body}\n\n{document.source.name}: {len(found)} faults, of which the first {SHOWN} are shown"
    return FunnelError(found, text)
