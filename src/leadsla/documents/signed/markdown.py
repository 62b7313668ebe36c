"""A signed document as Markdown (CommonMark with tables), for wikis, repositories and pull requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from leadsla.documents.signed.tree import (
    Block,
    Cell,
    Heading,
    Items,
    Paragraph,
    Run,
    Signatory,
    Signatures,
    SignedDocument,
    Table,
    Text,
)

#: Signs with a meaning wherever they stand.
_MEANING: Final = re.compile(r"[\\`*_\[\]<>|~&#$]")
_LINE: Final = "\\_" * 20


def markdown(document: SignedDocument) -> str:
    """The document as Markdown text.

    >>> from leadsla import examples
    >>> from leadsla.documents.signed.content import signed_document
    >>> print(markdown(signed_document(examples.acme())).splitlines()[0])
    # Service level agreement between marketing and sales
    """
    parts = [f"# {escaped(document.title)}"]
    facts = " · ".join(map(escaped, filter(None, (document.organisation, *document.facts))))
    parts += [f"**{facts}**"] if facts else []
    parts += ["\n".join(_block(block)) for block in document.blocks]
    if document.foot:
        parts += ["---", f"*{escaped(document.foot)}*"]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Text in which nothing has a meaning.

    >>> escaped("1. <b>*bold*</b> | - no")
    '1\\\\. \\\\<b\\\\>\\\\*bold\\\\*\\\\</b\\\\> \\\\| - no'
    """
    plain = _MEANING.sub(r"\\\g<0>", text)
    number = re.match(r"\d{1,9}(?=[.)])", plain)
    if number is not None:
        return f"{number[0]}\\{plain[number.end() :]}"
    return f"\\{plain}" if re.match(r"[-+=:](?=[-+=:\s]|$)", plain) else plain


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * block.level} {escaped(block.text)}"
        case Paragraph():
            yield _text(block.text)
        case Items():
            for number, item in enumerate(block.items):
                yield f"- {chr(ord('a') + number % 26) + ') ' if block.lettered else ''}{_text(item)}"
        case Table():
            yield from _table(block)
        case Signatures():
            yield from _signatures(block)


def _text(text: Text) -> str:
    return " ".join(_run(run) for run in text if run.text)


def _run(run: Run) -> str:
    return f"**{escaped(run.text)}**" if run.strong else escaped(run.text)


def _table(table: Table) -> Iterator[str]:
    yield _row(map(escaped, table.titles))
    yield "|" + "---|" * len(table.titles)
    for row in table.rows:
        yield _row(map(_cell, row))


def _cell(cell: Cell) -> str:
    return "<br>".join(map(_text, cell))


def _row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _signatures(signatures: Signatures) -> Iterator[str]:
    places = signatures.places
    yield _row(iter(("", *(escaped(place.party) for place in places))))
    yield "|" + "---|" * (len(places) + 1)
    for title, entry in (
        ("Signs", lambda place: escaped(place.role)),
        ("Signature", _signature),
        ("Name", lambda place: escaped(place.name) or _LINE),
        ("Title", lambda place: escaped(place.title) or _LINE),
        ("Date", lambda place: escaped(place.date) or _LINE),
    ):
        yield _row(iter((title, *map(entry, places))))


def _signature(place: Signatory) -> str:
    return f"signed, {escaped(place.digest)}" if place.digest else _LINE
