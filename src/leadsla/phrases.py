"""How names are said to people who read and sign: events, stages, fields, lists.

An agreement names events and stages as its log has them (`assigned`, `sql`); what is signed says "assignment" and
"SQL". An event that is not known here keeps its name, in quotation marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class Phrase(NamedTuple):
    """How an event is said: as what it is (`assignment`), as what somebody does, and as what becomes of the lead."""

    noun: str
    deed: str
    becomes: str


def _of_lead(noun: str, verb: str, done: str) -> Phrase:
    return Phrase(noun, f"{verb} the lead", f"is {done}")


EVENTS: Final[Mapping[str, Phrase]] = MappingProxyType(
    {
        "created": _of_lead("creation", "record", "created"),
        "requested": Phrase("the request", "record the request", "makes a request"),
        "delivered": Phrase("delivery", "deliver what was requested", "gets what was requested"),
        "scored": _of_lead("scoring", "score", "scored"),
        "qualified": _of_lead("qualification", "qualify", "qualified"),
        "assigned": _of_lead("assignment", "assign", "assigned"),
        "notified": Phrase("notification", "send the notification", "is notified of"),
        "accepted": _of_lead("acceptance", "accept", "accepted"),
        "rejected": _of_lead("rejection", "reject", "rejected"),
        "touched": _of_lead("contact", "contact", "contacted"),
        "connected": _of_lead("the first conversation", "reach", "reached"),
        "replied": Phrase("the reply", "get a reply", "replies"),
        "advanced": _of_lead("advancement", "advance", "advanced"),
        "updated": Phrase("the update", "bring the record of the lead up to date", "is brought up to date"),
        "recycled": _of_lead("recycling", "recycle", "recycled"),
        "disqualified": _of_lead("disqualification", "disqualify", "disqualified"),
        "proposed": Phrase("the proposal", "send a proposal", "gets a proposal"),
        "won": _of_lead("the sale", "win", "won"),
        "lost": Phrase("the loss of the lead", "record the lead as lost", "is lost"),
        "merged": Phrase("the merger", "merge the lead", "is merged"),
        "meeting_held": Phrase("the meeting", "hold the meeting", "is met about"),
        "status_reported": Phrase("the report", "report the status", "is reported on"),
        "reviewed": Phrase("the review", "hold the review", "is reviewed"),
        "remediated": Phrase("the remedy", "carry out the remedy", "is remedied"),
        "done": Phrase("completion", "complete the task", "is done"),
    }
)
#: Words that several alternatives may share.
_SHARED: Final = frozenset({"is", "enters", "leaves", "gets"})
#: Names of stages that people write in capitals.
_INITIALS: Final = frozenset(
    (
        "aal",
        "aql",
        "ial",
        "iql",
        "mal",
        "mql",
        "pal",
        "pql",
        "sal",
        "smql",
        "sql",
        "tal",
        "tpq",
        "tql",
        "tsal",
    )
)


def phrase_of(event: str) -> Phrase:
    """How an event is said.

    >>> phrase_of("assigned").noun, phrase_of("demo_requested").becomes
    ('assignment', 'has “demo requested”')
    """
    known = EVENTS.get(event)
    if known is not None:
        return known
    name = quoted(plain_name(event))
    return Phrase(name, f"record {name}", f"has {name}")


def plain_name(name: str) -> str:
    """A name without the signs that hold its words together.

    >>> plain_name("close_date"), plain_name("first-response")
    ('close date', 'first response')
    """
    return " ".join(name.replace("_", " ").replace("-", " ").split()) or name


def quoted(text: str) -> str:
    """Text in quotation marks, as people write them."""
    return f"“{text}”"


def stage_name(name: str) -> str:
    """What people call a stage.

    >>> stage_name("mql"), stage_name("sales_ready"), stage_name("customer")
    ('MQL', 'sales ready', 'customer')
    """
    return name.upper() if name in _INITIALS else plain_name(name)


def listed(items: Iterable[str], link: str = "and") -> str:
    """Items as a list in a sentence.

    >>> listed(["a", "b", "c"]), listed(["a", "b"], "or"), listed(["a"])
    ('a, b and c', 'a or b', 'a')
    """
    *front, last = items
    return f"{', '.join(front)} {link} {last}" if front else last


def alternatives(items: Iterable[str]) -> str:
    """Alternatives, with what they have in common said once.

    >>> alternatives(["accept the lead", "reject the lead"]), alternatives(["is won", "replies", "is lost"])
    ('accept or reject the lead', 'is won or lost, or replies')
    """
    found = list(dict.fromkeys(items))
    tail = " the lead"
    if len(found) > 1 and all(item.endswith(tail) for item in found):
        return listed((item.removesuffix(tail) for item in found), "or") + tail
    groups: dict[str, list[str]] = {}
    for item in found:
        first, _, rest = item.partition(" ")
        shared = first in _SHARED and "(" not in item
        groups.setdefault(first if shared else item, []).append(rest if shared else "")
    said = [f"{first} {listed(rests, 'or')}" if rests[0] else first for first, rests in groups.items()]
    comma = any(len(rests) > 1 for rests in groups.values()) and len(said) > 1
    return ", or ".join(said) if comma else listed(said, "or")


def bare(noun: str) -> str:
    """A noun without its article, as after "every".

    >>> bare("the request"), bare("contact")
    ('request', 'contact')
    """
    return noun.removeprefix("the ")


def plural(noun: str) -> str:
    """Several of what one word names.

    >>> plural("update"), plural("delivery"), plural("address"), plural("reply"), plural("day")
    ('updates', 'deliveries', 'addresses', 'replies', 'days')
    """
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "z", "ch", "sh")) else f"{noun}s"


def sentence_case(text: str) -> str:
    """Text with a capital at its beginning, the rest as it is."""
    return text[:1].upper() + text[1:]
