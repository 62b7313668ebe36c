"""A whole document of its own kind, from a file or a text to a value, with every fault at its place.

The funnel and the scenario are read in the same way: the attributes of a class with a reader are the keys of the
document, each part is read by itself, and only then are the parts held against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Generic, TypeVar

import attrs

from leadsla.documents.entries import Parts
from leadsla.documents.entry_faults import empty_faults, key_faults, wrong_type
from leadsla.documents.reading import EMPTY_TEXT
from leadsla.documents.rendering import render
from leadsla.documents.source import Document
from leadsla.errors import Fault

#: How many faults the text of an error shows; all of them are in its `faults`.
SHOWN: Final = 10
#: Behind every line: where a fault goes whose line is not known.
_LAST: Final = 1 << 30

T = TypeVar("T")


@attrs.frozen
class Whole(Generic[T]):
    """How documents of a kind are read: into `cls`, called `noun`, written like `example`.

    `error` makes the error of all faults and the text that shows them, `faults` says what is wrong with the parts
    together; a part that could not be read is missing there, and one that is not given is None.
    """

    cls: type[T]
    noun: str
    example: str
    error: Callable[[list[Fault], str], Exception]
    faults: Callable[[Mapping[str, Any]], Iterable[Fault]]

    def read(self, tree: Any) -> tuple[T | None, list[Fault]]:
        """The value that a tree says, or None, and all that is wrong with it, in no order yet."""
        if not isinstance(tree, Mapping):
            return None, [wrong_type(f"a mapping with the keys of {self.noun}", tree, self.example)]
        fields = [field for field in attrs.fields(self.cls) if "read" in field.metadata]  # type: ignore[arg-type]
        required = [field.name for field in fields if field.default is attrs.NOTHING]
        keys = key_faults(tree, [field.name for field in fields], required, self.noun)
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
        faults = collected.faults + list(self.faults(parts))
        if faults:
            return None, faults
        return self.cls(**{name: value for name, value in parts.items() if value is not None}), []

    def of(self, document: Document) -> T:
        """The value of a document; raises the error of all that is wrong with it, in the order of its lines."""
        if document.tree is None:
            raise self._error(self._told(document), document)
        value, found = self.read(document.tree)
        order = {path: number for number, path in enumerate(document.places)}
        faults = [*document.faults, *map(document.locate, found)]
        faults.sort(key=lambda fault: (fault.line or _LAST, fault.column or 0, order.get(fault.path, 0)))
        if value is None or faults:
            raise self._error(faults, document)
        return value

    def _told(self, document: Document) -> Iterable[Fault]:
        """The faults of what is no tree; an empty text lacks all."""
        for fault in document.faults:
            empty = fault.what == EMPTY_TEXT
            what = f"there is no {self.noun.partition(' ')[2]} in it: the text is empty"
            yield Fault("syntax", what, write=self.example) if empty else fault

    def _error(self, faults: Iterable[Fault], document: Document) -> Exception:
        found = list(faults)
        text = render(found[:SHOWN], document)
        if len(found) > SHOWN:
            body, _, _ = text.rpartition("\n\n")
            text = (
                f"{body}\n\n{document.source.name}: {len(found)} faults, of which the first {SHOWN} are shown"
            )
        return self.error(found, text)
