"""Patterns of the small languages in which values are written, made from the tables by which they are read.

They say exactly which spellings can be read, as far as a pattern can; each is in the part of regular expressions that
Python and JavaScript have in common, because editors match them in JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from leadsla.calendars.hours import DAY_NAMES, DAYS
from leadsla.periods import SHARES, Period
from leadsla.windows import CLOSES, DATED, FIXED, SPELLINGS

#: A place that is the end of the text, also in Python, where `$` may stand before a last line break.
_END: Final = r"\s*$"
_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?"
#: What is counted on the calendar cannot be split.
_WHOLE: Final = r"[0-9]+(?:\.0+)?"


def _any_case(text: str) -> str:
    """A pattern for a text in capitals or small letters; a space is any white space."""
    signs = (
        r"\s+" if sign == " " else f"[{sign.upper()}{sign.lower()}]" if sign.isalpha() else re.escape(sign)
        for sign in text
    )
    return "".join(signs)


def one_of(texts: Iterable[str], any_case: bool = True) -> str:
    """A pattern for one of a few texts; the longest first, so that none is found inside another."""
    ordered = sorted(texts, key=lambda text: (-len(text), text))
    return f"(?:{'|'.join(map(_any_case if any_case else re.escape, ordered))})"


def _unit(unit: str) -> str:
    """A pattern for a unit of time in all its spellings, and nothing that goes on in letters."""
    return rf"{one_of(text for text, meant in SPELLINGS.items() if meant == unit)}(?![A-Za-z])"


def _windows() -> str:
    longest_first = [*DATED[::-1], *reversed(FIXED)]
    gap = r"[\t-\r ]"
    spoken = "".join(
        rf"(?:{gap}*(?:{_any_case('and')}{gap}+)?{_WHOLE if unit in DATED else _NUMBER}{gap}*{_unit(unit)})?"
        for unit in longest_first
    )
    business = "|".join(
        rf"{_WHOLE if unit in DATED else _NUMBER}{gap}*{_any_case('business')}{gap}+{_unit(unit)}"
        for unit in ("day", *FIXED)
    )
    business = rf"{gap}*(?:{_any_case('and')}{gap}+)?(?:{business})"
    dated = "".join(f"(?:{_WHOLE}{unit[0].upper()})?" for unit in longest_first if unit in DATED)
    timed = "".join(f"(?:T?{_NUMBER}{unit[0].upper()})?" for unit in longest_first if unit in FIXED)
    iso = rf"\s*P{dated}(?:T(?=[0-9]){timed})?"
    closes = rf"\s*{one_of(CLOSES)}"
    # Where a number has to be there, one of its digits is not 0: a window of nothing can never be kept.
    return rf"^(?:{closes}|(?=[\s\S]*[1-9])(?:{spoken}|{business}|{iso})){_END}"


def _dates() -> str:
    """The dates there are, the 29th of February in leap years only."""
    short = r"(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    long = r"(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    years = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
    february = r"02-(?:0[1-9]|1[0-9]|2[0-8])"
    return rf"^\s*(?!0000)(?:[0-9]{{4}}-(?:{short}|{long}|{february})|{years}-02-29){_END}"


def _intervals() -> str:
    time = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
    return rf"\s*{time}\s*-\s*(?:{time}|24:00(?::00)?)\s*"


def _days() -> str:
    day = rf"\s*{one_of((*DAYS, *DAY_NAMES))}\s*"
    days = f"{day}(?:-{day})?"
    return f"^{days}(?:,{days})*$"


WINDOW: Final = _windows()
DATE: Final = _dates()
INTERVAL: Final = f"^{_intervals()}$"
#: The hours of a day that are no list.
HOURS: Final = rf"^(?:{_intervals()}|\s*{_any_case('closed')}\s*)$"
WEEKDAYS: Final = _days()
SHARE: Final = f"^{SHARES}$"
TARGET: Final = rf"^{SHARES}(?:per|a|each)\s+{one_of(Period, any_case=False)}{_END}"
LENGTH: Final = r"^\s*(?=[0-9.]*[1-9])[0-9]{1,12}(?:\.[0-9]{1,6})? +(?:second|minute|hour|day|week)s?" + _END
#: Text that says something.
SOMETHING: Final = r"\S"


def text(what: str, pattern: str, examples: Iterable[str]) -> dict[str, Any]:
    """A schema for text of a language, with what an editor says of text that is none of it."""
    listed = list(examples)
    shown = ", ".join(f"`{example}`" for example in listed)
    return {
        "description": f"{what[0].upper()}{what[1:]}: {shown}.",
        "type": "string",
        "pattern": pattern,
        "patternErrorMessage": f"Not {what}; write for example {listed[0]}.",
        "examples": listed,
    }


#: What is written as text of a language of its own, by the names under which the schema defines it.
TEXTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "window": text(
        "a window, elapsed or of business time",
        WINDOW,
        (
            "5 business minutes",
            "1 business hour",
            "2 business days",
            "close of business",
            "30 minutes",
            "90 days",
        ),
    ),
    "share": text("a share of a whole", SHARE, ("80%", "99.5%")),
    "target": text("a share per period", TARGET, ("80% per month", "90% per quarter")),
    "length": text("a length of time", LENGTH, ("14 days", "36 hours")),
    "date": text("a date", DATE, ("2026-01-31",)),
    "interval": text("an interval of a day, in quotes", INTERVAL, ("09:00-12:00", "22:00-06:00")),
    "criterion": {
        "description": 'A criterion about the lead or the event: `source == "demo"`, `score >= 40 and has(email)`.',
        "type": "string",
    },
}
