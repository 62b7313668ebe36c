"""Small words that the sections of a signed document share: dates, parties, provisions."""

from __future__ import annotations

import datetime as dt
from typing import Final

from leadsla.agreement import Agreement
from leadsla.documents.signed.tree import Run, Text, line
from leadsla.phrases import listed, sentence_case
from leadsla.responsibilities import Goal, Provision

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def short_date(date: dt.date) -> str:
    """A date without its year, in short.

    >>> short_date(dt.date(2026, 7, 4))
    '4 Jul'
    """
    return f"{date.day} {_MONTHS[date.month - 1][:3]}"


def full_date(date: dt.date) -> str:
    """A date as people write it, in no language's order of numbers.

    >>> full_date(dt.date(2026, 7, 4))
    '4 July 2026'
    """
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def owner_name(agreement: Agreement, owner: str) -> str:
    """What a party calls itself; both by both names."""
    if owner == "both":
        return listed(party.name for party in agreement.parties.values())
    return agreement.parties[owner].name


def owners(agreement: Agreement) -> tuple[str, ...]:
    """Who may owe something, in order: each party, then both."""
    return (*agreement.parties, "both")


def provided(agreement: Agreement, item: Provision | Goal) -> Text:
    """Words with the names of the clauses that judge them, or what the clauses promise."""
    clauses = [agreement.clauses_by_id[name] for name in item.clause]
    if not item.words:
        return line("; ".join(sentence_case(clause.name) for clause in clauses))
    if not clauses or [clause.name.casefold() for clause in clauses] == [item.words.casefold()]:
        return line(item.words)
    return (Run(item.words), Run(f"({listed(clause.name for clause in clauses)})", quiet=True))
