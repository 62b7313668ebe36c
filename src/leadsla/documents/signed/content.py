"""An agreement as the document that people read and sign, before it is written in a format.

The order of its sections is that in which people agree: what for, what the words mean, who does what, what is to be
reached, how both look at it, what follows where it fails; then the hours, the term, and the places to sign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from leadsla.agreement import Agreement
from leadsla.documents.canonical import digest
from leadsla.documents.signed.closing import business_hours, notes, short, signatures, term
from leadsla.documents.signed.promises import consequences, goals, monitoring, responsibilities
from leadsla.documents.signed.terms import definitions, handoff, next_steps
from leadsla.documents.signed.tree import Block, Heading, Items, Paragraph, SignedDocument, line
from leadsla.documents.signed.words import full_date
from leadsla.errors import AgreementError
from leadsla.phrases import listed
from leadsla.versions import State


def _objectives(agreement: Agreement) -> Iterator[Block]:
    if agreement.objectives:
        yield Heading("Objectives")
        yield Items((line(f"{text.rstrip('.')}.") for text in agreement.objectives), lettered=True)


#: The sections, in order; each is empty where the agreement has nothing for it.
SECTIONS: Final[tuple[Callable[[Agreement], Iterator[Block]], ...]] = (
    _objectives,
    definitions,
    next_steps,
    handoff,
    responsibilities,
    goals,
    monitoring,
    consequences,
    business_hours,
    term,
    signatures,
    notes,
)


def signed_document(agreement: Agreement) -> SignedDocument:
    """The document of an agreement.

    >>> from leadsla import examples
    >>> document = signed_document(examples.acme())
    >>> [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 2][:3]
    ['Objectives', 'Definitions', 'Service level responsibilities']
    """
    blocks = (block for section in SECTIONS for block in section(agreement))
    return SignedDocument(
        agreement.title or "Service level agreement",
        agreement.organisation,
        _facts(agreement),
        (_preamble(agreement), *blocks),
        _foot(agreement),
    )


def _facts(agreement: Agreement) -> tuple[str, ...]:
    begins = agreement.effective or agreement.term.from_
    state = "Withdrawn" if agreement.state is State.WITHDRAWN else "" if agreement.agreed else "Proposed"
    facts = (state, f"Version {agreement.version}", f"{full_date(begins)} to {full_date(agreement.term.to)}")
    return tuple(filter(None, facts))


def _preamble(agreement: Agreement) -> Paragraph:
    names = listed(party.name for party in agreement.parties.values()) if agreement.parties else ""
    between = f"{'between' if len(agreement.parties) > 1 else 'by'} {names}" if names else ""
    of = f" of {agreement.organisation}" if agreement.organisation else ""
    begins = full_date(agreement.effective or agreement.term.from_)
    many = "The parties agree as follows." if len(agreement.parties) > 1 else ""
    return Paragraph(
        line(f"This service level agreement, effective as of {begins}, is made {between}{of}. {many}")
    )


def _foot(agreement: Agreement) -> str:
    """Which agreement it is, and the digest by which what is signed can be told from anything else."""
    try:
        return f"{agreement.agreement}, version {agreement.version}, {short(digest(agreement))}"
    except AgreementError:  # made in Python, of what no document can say
        return f"{agreement.agreement}, version {agreement.version}"
