"""How a review says things: lengths of time, parties, and what stands in the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from leadsla.clauses import LeadClause
from leadsla.evaluation.explanation.wording import microseconds, spoken

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.clauses import Clause
    from leadsla.consequences import Action


def length(value: dt.timedelta, business: bool) -> str:
    """A length of time as it stands in a sentence, with the time that it is of where that is not all.

    >>> length(dt.timedelta(minutes=52), True), length(dt.timedelta(days=3, hours=2), False)
    ('52 minutes of business time', '3 days 2 hours')
    """
    return spoken(microseconds(value), days=not business) + (" of business time" if business else "")


def party(agreement: Agreement, owner: str) -> str:
    """A party by the name that people know, both by both."""
    if owner == "both":
        return " and ".join(one.name for one in agreement.parties.values()) or "both"
    found = agreement.parties.get(owner)
    return found.name if found is not None else owner.replace("_", " ")


def clean(value: object) -> str:
    """Something of the log in a line of text: without line breaks, and without what the layout would take for its own.

    >>> clean("a`b\\nc")
    "a'b c"
    """
    return " ".join(str(value).split()).replace("`", "'")


def listed(names: Iterable[str], last: str = "and") -> str:
    """Names in a sentence.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    found = list(names)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}" if found else ""


def counted(number: int, what: str, several: str = "") -> str:
    """A number with what it counts: `1 lead`, `2,000 leads`.

    >>> counted(1, "lead"), counted(2, "breach", "breaches")
    ('1 lead', '2 breaches')
    """
    return f"{number:,} {what if number == 1 else several or what + 's'}"


def is_elapsed(clause: Clause, duty: Action | None = None) -> bool:
    """Whether no window of a clause (or of a duty) counts business time, in which a day has no fixed length."""
    if duty is not None:
        return duty.within is None or not duty.within.business
    if not isinstance(clause, LeadClause) or clause.subject == "period":
        return True
    return not any(case.is_.business for case in clause.window() or ())
