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
from leadsla.documents.signature_files import SignatureFile, read_signatures, signatures_beside
from leadsla.documents.signing import Keys
from leadsla.documents.source import Document
from leadsla.errors import AgreementError, EntryError, Fault, nearest

#: How many faults the text of an error shows; all of them are in its `faults`.
SHOWN = 10
#: How many faults of the document of an earlier version are said.
SHOWN_BEFORE = 3
#: Behind every line: where a fault goes whose line is not known.
_LAST = 1 << 30


@attrs.frozen
class Examination:
    """What came of looking at a document: the agreement, if it is one, and the faults in the order of the file.

    `signed` is the file of signatures beside it, with what they are worth; one that cannot be read leaves no agreement,
    because nobody could say whether it is agreed. `earlier` are the versions before it, the first one first.
    """

    document: Document
    agreement: Agreement | None
    faults: tuple[Fault, ...]
    signed: SignatureFile | None = None
    earlier: tuple[Examination, ...] = ()

    @property
    def broken_before(self) -> tuple[tuple[Document, tuple[Fault, ...]], ...]:
        """What signatures under earlier versions are not worth, by the file that they stand in.

        Such a version may not be in force any more, or be another than was signed, and this one is judged with it.
        """
        found = []
        for signed in (one.signed for one in self.earlier):
            wrong = () if signed is None else tuple(fault for fault in signed.all_faults if not fault.warning)
            if signed is not None and wrong:
                found.append((signed.document, wrong))
        return tuple(found)

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
        document, faults = self.wrong
        wrong = [fault for fault in faults if not fault.warning]
        text = render(wrong[:SHOWN], document)
        if len(wrong) > SHOWN:
            body, _, _ = text.rpartition("\n\n")
            name = document.source.name
            text = f"{body}\n\n{name}: {len(wrong)} faults, of which the first {SHOWN} are shown"
        return AgreementError(faults, text)

    @property
    def wrong(self) -> tuple[Document, tuple[Fault, ...]]:
        """The document that there is something wrong with, and what: this one, or that of its signatures."""
        if self.signed is not None and self.signed.faults:
            return self.signed.document, self.signed.faults
        return self.document, self.faults


def load(
    path: str | os.PathLike[str], *, kinds: Iterable[type[Clause]] = (), keys: Keys | None = None
) -> Agreement:
    """The agreement in a file: `.yaml` or `.yml`, `.json` or `.toml`.

    `kinds` are kinds of clauses of your own. What the agreement refers to is read too, relative to its own document:
    the tables of quotas, and the version that it amends. So are the signatures beside it, of which those that count
    are its `signatures`; `keys` are public keys by party that you know beside those that it declares.

    >>> from leadsla import examples
    >>> load(examples.path("agreement.yaml"))
    <Agreement acme-inbound 2026.1: 5 clauses>

    Raises `AgreementError` with all that is wrong with the file or in it; its text shows the first ten faults.
    """
    return _agreement(examine(path, kinds=kinds, keys=keys))


def loads(
    text: str, format: str = "yaml", *, kinds: Iterable[type[Clause]] = (), name: str = "<text>"
) -> Agreement:
    """The agreement in a text of the format yaml, json or toml; `name` is what faults call it.

    A text has no place beside which other documents stand, so one that amends a version is read without that version.

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
    return [*examination.faults, *_of_signatures(examination), *(examination.advice if advice else ())]


def _of_signatures(examination: Examination) -> list[Fault]:
    """What is wrong with the signatures beside an agreement, as faults of the agreement."""
    signed = examination.signed
    own = () if signed is None else ((signed.document, signed.all_faults),)
    return [_elsewhere(one, there) for there, faults in (*own, *examination.broken_before) for one in faults]


def examine(
    path: str | os.PathLike[str], *, kinds: Iterable[type[Clause]] = (), keys: Keys | None = None
) -> Examination:
    """The agreement in a file together with its document and its faults, for whatever renders them."""
    return _examined_file(path, tuple(kinds), (), keys)


def _examined_file(
    path: str | os.PathLike[str],
    kinds: Iterable[type[Clause]],
    later: tuple[Path, ...],
    keys: Keys | None,
) -> Examination:
    """The same; `later` are the documents of the versions after it, which it cannot amend."""
    found = _examined(read_file(Path(path) if not isinstance(path, str) else path), kinds)
    if found.agreement is not None:
        found = _resolved(found, found.agreement, Path(path).parent)
    if found.agreement is not None:
        found = _after_its_versions(found, found.agreement, Path(path), kinds, later, keys)
    if found.agreement is not None:
        found = _signed(found, found.agreement, signatures_beside(path), keys)
    return found


def _signed(found: Examination, agreement: Agreement, path: Path, keys: Keys | None) -> Examination:
    """An examination in which the agreement has the signatures that count, from the file beside it."""
    if not path.exists():
        return found
    signed = read_signatures(path, agreement, keys)
    signatures = signed.counting
    made = None if signed.faults else attrs.evolve(agreement, signatures=signatures)
    return attrs.evolve(found, agreement=made, signed=signed)


def _after_its_versions(
    found: Examination,
    agreement: Agreement,
    path: Path,
    kinds: Iterable[type[Clause]],
    later: tuple[Path, ...],
    keys: Keys | None,
) -> Examination:
    """An examination in which the agreement has the version that it amends, from the document that it names."""
    if agreement.amends is None or not agreement.amends.document:
        return found
    there, known = path.parent / agreement.amends.document, (*later, path.resolve())
    if there.resolve() in known:
        what = f"{agreement.amends.document} is itself amended by this version, so neither was first"
        fault = Fault("wrong-value", what, "amends.document", write="the document of the version before it")
        return _with_faults(found, [fault])
    before = _examined_file(there, kinds, known, keys)
    if before.agreement is None:
        return _with_faults(found, _faults_before(before))
    try:
        amends = attrs.evolve(agreement.amends, agreement=before.agreement)
        made = attrs.evolve(agreement, amends=amends)
        return attrs.evolve(found, agreement=made, earlier=(*before.earlier, before))
    except AgreementError as error:
        return _with_faults(found, error.faults)


def _faults_before(before: Examination) -> list[Fault]:
    """The faults of the document of an earlier version, where the later one names it."""
    document, faults = before.wrong
    wrong = [fault for fault in faults if not fault.warning]
    found = [
        attrs.evolve(_elsewhere(fault, document), path="amends.document") for fault in wrong[:SHOWN_BEFORE]
    ]
    if len(wrong) > SHOWN_BEFORE:
        what = f"{document.source.name}: {len(wrong)} faults, of which the first {SHOWN_BEFORE} are shown"
        found.append(Fault("wrong-value", what, "amends.document"))
    return found


def _elsewhere(fault: Fault, document: Document) -> Fault:
    """A fault of another document, as one that says where it is."""
    line = f", line {fault.line}" if fault.line else ""
    what = f"{document.source.name}{line}: {fault.what}"
    return Fault(fault.name, what, because=fault.because, write=fault.write, warning=fault.warning)


def _with_faults(found: Examination, faults: Iterable[Fault]) -> Examination:
    located = (found.document.locate(fault) for fault in faults)
    return Examination(found.document, None, (*found.faults, *located))


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
            faults.append(
                Fault("wrong-value", f"clause `{clause.id}`: {error.what}", path, write=error.write)
            )
    if faults:
        return _with_faults(found, faults)
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
