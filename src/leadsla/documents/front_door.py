"""`load`, `loads`, `check`: from a file or a text to an agreement, or to all that is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from leadsla.agreement import Agreement
from leadsla.clauses import Clause
from leadsla.documents.reading import read_file, read_text
from leadsla.documents.rendering import render
from leadsla.documents.source import Document
from leadsla.errors import AgreementError, EntryError, Fault, nearest

#: How many faults the text of an error shows; all of them are in its `faults`.
SHOWN = 10
#: Behind every line: where a fault goes whose line is not known.
_LAST = 1 << 30


@attrs.frozen
class Examination:
    """What came of looking at a document: the agreement, if it is one, and the faults in the order of the file."""

    document: Document
    agreement: Agreement | None
    faults: tuple[Fault, ...]

    @property
    def advice(self) -> tuple[Fault, ...]:
        """What is likely not meant in a sound agreement, and what it lacks by the sources: warnings, all of them."""
        if self.agreement is None:
            return ()
        from leadsla.advice import advise

        return tuple(map(self.document.locate, advise(self.agreement)))

    @property
    def error(self) -> AgreementError:
        """The error that says all this; its text shows the first faults and counts the rest."""
        wrong = [fault for fault in self.faults if not fault.warning]
        text = render(wrong[:SHOWN], self.document)
        if len(wrong) > SHOWN:
            body, _, _ = text.rpartition("\n\n")
            name = self.document.source.name
            text = f"{body}\n\n{name}: {len(wrong)} faults, of which the first {SHOWN} are shown"
        return AgreementError(self.faults, text)


def load(path: str | os.PathLike[str], *, kinds: Iterable[type[Clause]] = ()) -> Agreement:
    """The agreement in a file: `.yaml` or `.yml`, `.json` or `.toml`.

    `kinds` are kinds of clauses of your own.

    >>> from leadsla import examples
    >>> load(examples.path("agreement.yaml"))
    <Agreement acme-inbound 2026.1: 5 clauses>

    Raises `AgreementError` with all that is wrong with the file or in it; its text shows the first ten faults.
    """
    return _agreement(examine(path, kinds=kinds))


def loads(
    text: str, format: str = "yaml", *, kinds: Iterable[type[Clause]] = (), name: str = "<text>"
) -> Agreement:
    """The agreement in a text of the format yaml, json or toml; `name` is what faults call it.

    >>> loads("leadsla: 1")
    Traceback (most recent call last):
        ...
    leadsla.errors.AgreementError: fault[missing-key]: required key `agreement` is missing
    ...

    Raises `AgreementError` with all that is wrong in it.
    """
    return _agreement(examine_text(text, format, kinds=kinds, name=name))


def check(
    path: str | os.PathLike[str], *, kinds: Iterable[type[Clause]] = (), advice: bool = False
) -> list[Fault]:
    """All that is wrong with the agreement in a file, and (as warnings) what can not be meant; it never raises.

    `advice` adds what a sound agreement lacks by the sources, or likely does not mean.

    >>> from leadsla import examples
    >>> check(examples.path("agreement.yaml"))
    []
    """
    examination = examine(path, kinds=kinds)
    return [*examination.faults, *(examination.advice if advice else ())]


def examine(path: str | os.PathLike[str], *, kinds: Iterable[type[Clause]] = ()) -> Examination:
    """The agreement in a file together with its document and its faults, for whatever renders them."""
    found = _examined(read_file(Path(path) if not isinstance(path, str) else path), kinds)
    return found if found.agreement is None else _resolved(found, found.agreement, Path(path).parent)


def _resolved(found: Examination, agreement: Agreement, folder: Path) -> Examination:
    """An examination in which clauses have what they refer to in other documents, relative to the agreement's own."""

    def read(reference: str) -> Any:
        name, _, section = reference.partition("#")
        document = read_file(folder / name)
        if document.tree is None:
            fault = document.faults[0]
            raise EntryError(fault.what, write=fault.write)
        if not section:
            return document.tree
        if not isinstance(document.tree, Mapping) or section not in document.tree:
            known = document.tree if isinstance(document.tree, Mapping) else ()
            raise EntryError(f"there is no section `{section}`", write=nearest(section, map(str, known)))
        return document.tree[section]

    clauses, faults = [], []
    for number, clause in enumerate(agreement.clauses):
        try:
            clauses.append(clause.resolved(read))
        except EntryError as error:
            path = f"clauses[{number}].{error.key}"
            fault = Fault("wrong-value", f"clause `{clause.id}`: {error.what}", path, write=error.write)
            faults.append(found.document.locate(fault))
    if faults:
        return Examination(found.document, None, (*found.faults, *faults))
    if all(one is other for one, other in zip(clauses, agreement.clauses, strict=True)):
        return found
    return attrs.evolve(found, agreement=attrs.evolve(agreement, clauses=clauses))


def examine_text(
    text: str, format: str = "yaml", *, kinds: Iterable[type[Clause]] = (), name: str = "<text>"
) -> Examination:
    """The agreement in a text together with its document and its faults, for whatever renders them."""
    return _examined(read_text(text, format, name), kinds)


def _examined(document: Document, kinds: Iterable[type[Clause]]) -> Examination:
    # cattrs and the classes are only needed where there is a tree to read.
    from leadsla.documents.structure import read_agreement

    if document.tree is None:
        return Examination(document, None, document.faults)
    agreement, found = read_agreement(document.tree, kinds)
    order = {path: number for number, path in enumerate(document.places)}
    faults = [*document.faults, *map(document.locate, found)]
    faults.sort(key=lambda fault: (fault.line or _LAST, fault.column or 0, order.get(fault.path, 0)))
    return Examination(document, None if document.faults else agreement, tuple(faults))


def _agreement(examination: Examination) -> Agreement:
    if examination.agreement is None:
        raise examination.error
    return examination.agreement
