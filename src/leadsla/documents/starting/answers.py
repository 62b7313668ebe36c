"""The answers of which a new agreement is made, read by the readers of the loader.

So what is wrong with an answer is said in the words in which it would be said of the document.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from leadsla.calendars.closures import rule_of
from leadsla.calendars.hours import parse_week, week_text
from leadsla.errors import CalendarError, EntryError, TimeError, nearest
from leadsla.funnels import FUNNELS
from leadsla.instants import date_in, zone
from leadsla.windows import Window

#: What is answered for no holidays, and for no cadence.
NONE: Final = "none"
#: The cadences that a new agreement can have; the first is the one of the sources.
CADENCES: Final = ("three-days-then-weekly", NONE)
_HOURS_OF_DAYS: Final = re.compile(r"\s*([^0-9]*?[a-zA-Z])\s+([0-9].*|closed)\s*", re.IGNORECASE | re.DOTALL)
_BETWEEN_DATES: Final = re.compile(r"\s*(\S+?)\s*(?:\.\.|\s+to\s+)\s*(\S+)\s*")


def a_funnel(text: str) -> str:
    """The name of a ready-made lifecycle."""
    return _one_of(text.strip(), FUNNELS, "ready-made lifecycle")


def a_cadence(text: str) -> str:
    """The name of a cadence, or `none`."""
    return _one_of(text.strip(), CADENCES, "cadence")


def _one_of(text: str, known: Iterable[str], what: str) -> str:
    names = list(known)
    if text not in names:
        write = nearest(text, names) or f"one of {', '.join(names)}"
        raise EntryError(f"there is no {what} `{text}`", write=write)
    return text


def a_zone(text: str) -> str:
    """The IANA name of a time zone."""
    name = text.strip()
    try:
        zone(name)
    except TimeError as error:
        _, _, write = str(error).partition("; write ")
        raise EntryError(f"there is no time zone `{name}`", write=write or "America/New_York") from None
    return name


def a_country(text: str) -> Mapping[str, str] | None:
    """A country by its code, or one of its parts (`US-OH`), as a rule of holidays; None for `none`."""
    plain = text.strip()
    if plain.lower() == NONE:
        return None
    country, dash, part = plain.partition("-")
    rule = {"country": country.upper(), **({"subdivision": part.upper()} if dash else {})}
    rule_of(rule)
    return rule


def some_hours(text: str) -> Mapping[str, Any]:
    """Opening hours on one line: `mon-fri 09:00-12:00, 13:00-17:00; sat 10:00-14:00`.

    >>> some_hours("mon-thu 9:00-17:00; fri 9:00-12:00")
    {'mon-thu': ['09:00-17:00'], 'fri': ['09:00-12:00']}
    """
    found: dict[str, Any] = {}
    for part in text.split(";"):
        days = _HOURS_OF_DAYS.fullmatch(part)
        if days is None:
            raise CalendarError(
                f"`hours` is {part.strip()!r}; write days and intervals such as mon-fri 09:00-17:00"
            )
        intervals = [interval.strip() for interval in days[2].split(",")]
        found[days[1]] = "closed" if days[2].strip().lower() == "closed" else intervals
    week = parse_week(found)
    if not any(week):
        raise CalendarError("`hours` is never open; write days and intervals such as mon-fri 09:00-17:00")
    return week_text(week)


def a_window(text: str) -> str:
    """A window, in its plainest spelling."""
    return str(Window.parse(text))


def a_term(text: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last date of a term: `2026-01-01..2026-12-31`, or its first alone, to the end of that year.

    Where it is empty, it begins with `today`.
    """
    between = _BETWEEN_DATES.fullmatch(text)
    try:
        if between is not None:
            first, last = date_in(between[1]), date_in(between[2])
        else:
            first = date_in(text) if text.strip() else today
            last = dt.date(first.year, 12, 31)
    except ValueError:
        raise EntryError(f"{text.strip()!r} is no term", write="2026-01-01..2026-12-31") from None
    if last < first:
        raise EntryError(f"the term ends ({last}) before it begins ({first})", write=f"{last}..{first}")
    return first, last


def _text(text: str) -> str:
    return text.strip()


#: The answers with their readers, in the order in which they are asked for; the term has two parts and stands apart.
READERS: Final[Mapping[str, Callable[[str], Any]]] = MappingProxyType(
    {
        "organisation": _text,
        "funnel": a_funnel,
        "timezone": a_zone,
        "country": a_country,
        "hours": some_hours,
        "first_response": a_window,
        "accept_within": a_window,
        "cadence": a_cadence,
    }
)


def _read(name: str, default: str) -> Any:
    return attrs.field(default=default, converter=READERS[name])


@attrs.frozen(kw_only=True)
class Answers:
    """What a new agreement is made of; every answer as people write it.

    Raises `LeadSLAError` for an answer that cannot be read, in the words that the loader has for it.
    """

    first: dt.date
    last: dt.date
    organisation: str = _read("organisation", "")
    funnel: str = _read("funnel", "subscriber-mql-sql")
    timezone: str = _read("timezone", "UTC")
    country: Mapping[str, str] | None = _read("country", NONE)
    hours: Mapping[str, Any] = _read("hours", "mon-fri 09:00-17:00")
    first_response: str = _read("first_response", "1 business hour")
    accept_within: str = _read("accept_within", "8 business hours")
    cadence: str = _read("cadence", CADENCES[0])


#: What is taken where nothing is answered.
DEFAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {field.name: str(field.default) for field in attrs.fields(Answers) if field.name in READERS}
)
