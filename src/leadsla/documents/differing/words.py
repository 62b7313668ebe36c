"""How the values of an agreement are said in a sentence about a change."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.agreement import plain as with_dates_as_text
from leadsla.calendars import BusinessCalendar, Calendar
from leadsla.clauses import Clause
from leadsla.consequences import JOINT, VERBS, Action
from leadsla.criteria import Criterion
from leadsla.documents.dumping import plain
from leadsla.errors import AgreementError
from leadsla.phrases import plain_name, stage_name
from leadsla.segments import Segments
from leadsla.triggers import NOTHING, Trigger

_VERBS: Final[Mapping[str, str]] = {
    "alert": "alert {}",
    "escalate": "escalate to {}",
    "reroute": "reroute to {}",
    "recycle": "recycle to {}",
    "assign_task": "assign the task “{}”",
    "review": "review by {}",
    "remediate": "remedy “{}”",
    "flag": "flag as “{}”",
}

#: Not from the locale: a difference reads the same on every machine.
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def written(value: Any) -> Any:
    """A value as it is written in a document, dates as their ISO text; what no document can say, as text."""
    if value is None or value == NOTHING:
        return None if value is None else []
    if isinstance(value, BusinessCalendar):
        value = {key: item for key, item in value.to_dict().items() if key != "name"}
    try:
        found = plain(value, "")
    except AgreementError:
        return str(value)
    return with_dates_as_text({"kind": value.kind, **found} if isinstance(value, Clause) else found)


def said(value: Any) -> str:
    """A value as people say it.

    >>> said(Criterion.parse("score>40")), said(["a", "b c"]), said(dt.date(2026, 2, 16)), said(True), said({"call": 3})
    ('score is above 40', 'a, “b c”', '16 February 2026', 'yes', 'call 3')
    """
    match value:
        case None | "" | () | []:
            return "none"
        case bool():
            return "yes" if value else "no"
        case dt.date():
            return date_text(value)
        case Enum():
            return str(value.value).replace("_", " ")
        case Criterion():
            return value.spoken()
        case Trigger():
            return value.noun
        case Segments():
            return "; ".join(
                said(case.is_) + (f" where {said(case.when)}" if case.when is not None else "")
                for case in value
            )
        case Action():
            return action_text(value)
        case str():
            return value if len(value.split()) < 2 else f"“{value}”"
        case Mapping():
            return ", ".join(f"{plain_name(str(key))} {said(item)}" for key, item in value.items()) or "none"
        case list() | tuple() | set() | frozenset():
            return ", ".join(map(said, value))
        case Calendar():
            return str(value)
        case _ if attrs.has(type(value)) and not has_words(value):
            shown = written(value)
            return said(shown) if isinstance(shown, Mapping) else str(shown)
        case _:
            return str(value)


def same(old: Any, new: Any) -> bool:
    """Whether two values are written alike: in Python yes and 1 are equal, in a document they are not.

    >>> same([1, {"a": 2.0}], [1.0, {"a": 2}]), same([True], [1])
    (True, False)
    """
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return len(old) == len(new) and all(map(same, old, new))
    return isinstance(old, bool) == isinstance(new, bool) and bool(old == new)


def has_words(value: Any) -> bool:
    """Whether a value says itself, as `str` of it."""
    return "__str__" in {name for kind in type(value).__mro__[:-1] for name in vars(kind)}


def both(old: Any, new: Any) -> tuple[str, str]:
    """Two values that differ, said so that they differ in words too.

    >>> both("a b", "c"), both("1", 1)
    (('“a b”', '“c”'), ('"1"', '1'))
    """
    one, other = said(old), said(new)
    if isinstance(old, str) and isinstance(new, str) and old and new and "“" in one + other:
        return f"“{old}”", f"“{new}”"
    if one != other:
        return one, other
    if isinstance(old, Criterion) and isinstance(new, Criterion):
        return f"`{old}`", f"`{new}`"
    exact = [json.dumps(written(value), ensure_ascii=False, default=str) for value in (old, new)]
    return (exact[0], exact[1]) if exact[0] != exact[1] else (repr(old), repr(new))


def date_text(date: dt.date) -> str:
    """A date in words.

    >>> date_text(dt.date(2026, 2, 6))
    '6 February 2026'
    """
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def sentence(text: str) -> str:
    """A text with a capital at its beginning and no full stop at its end.

    >>> sentence("target of first response: 90%.")
    'Target of first response: 90%'
    """
    return (text[:1].upper() + text[1:]).removesuffix(".")


def called(clause: Clause) -> str:
    """What a clause is called in the middle of a sentence: small, unless it begins with initials.

    >>> from leadsla.clauses import StalledLead
    >>> titles = ("No delay", "SQL", "US leads")
    >>> [called(StalledLead(id="a", title=one, owner="sales", from_="won", within="1 day")) for one in titles]
    ['no delay', 'SQL', 'US leads']
    """
    name = clause.name
    return name[:1].lower() + name[1:] if name[1:2].islower() and name.split()[0].isalpha() else name


def party_text(agreement: Agreement, party: str) -> str:
    """What a party is called."""
    if party in JOINT:
        return "both"
    return agreement.parties[party].name if party in agreement.parties else plain_name(party)


def person_text(name: str) -> str:
    """Whom an action names: a role, a party, both.

    >>> person_text("sales_manager"), person_text("joint"), person_text("assignee")
    ('the sales manager', 'both parties', 'the assignee')
    """
    return "both parties" if name in JOINT else f"the {plain_name(name)}"


def action_text(action: Action) -> str:
    """What follows, in words.

    >>> print(action_text(Action.of({"escalate": "sales_manager", "after": "1 business hour"})))
    escalate to the sales manager after 1 business hour
    """
    named = {"role": person_text, "stage": stage_name}.get(VERBS[action.do], str)
    whom = named(action.to)
    text = _VERBS[action.do].format(whom)
    text += f" by {person_text(action.by)}" if action.by is not None else ""
    text += f" within {action.within}" if action.within is not None else ""
    text += f" after {action.after}" if action.after is not None else ""
    text += f", done by {action.done_by.noun}" if action.done_by is not None else ""
    return text + (", by itself" if action.automatic else "")
