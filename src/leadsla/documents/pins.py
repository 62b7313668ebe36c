"""What tables say over the term of an agreement: pinned when it is signed, and compared when it is checked.

The days on which a country closes and the dates on which clocks change are no part of the text, and are revised by
those who keep the tables. What was signed is what they said on that day; what differs since is told with its dates.
"""

from __future__ import annotations

import datetime as dt
import importlib
import zoneinfo
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from leadsla.agreement import Agreement
from leadsla.calendars import BusinessCalendar, Calendar, DatedCalendar
from leadsla.calendars.offsets import pieces
from leadsla.documents.canonical import digest
from leadsla.instants import MINUTE, iso, zone
from leadsla.parties import Term
from leadsla.signatures import Pins

#: As many dates of a table are told as differing.
_TOLD = 8
#: What is said of an earlier version whose text is another one by now, which no table tells.
AMENDED: Final = "the version that it amends has been changed since it was signed"


def pins_of(agreement: Agreement) -> Pins:
    """What a signature under an agreement pins, by the tables of this machine.

    >>> from leadsla import examples
    >>> pins = pins_of(examples.acme())
    >>> [date.isoformat() for date in pins.holidays["office"][:3]]
    ['2026-01-01', '2026-01-19', '2026-02-16']
    >>> pins.clocks["America/New_York"]
    ('2026-01-01T05:00:00Z -05:00', '2026-03-08T07:00:00Z -04:00', '2026-11-01T06:00:00Z -05:00')
    """
    editions = [edition for name, one in agreement.calendars.items() for edition in _editions(name, one)]
    holidays = {
        name: tuple(_holidays(one, agreement.term, begins))
        for name, one, begins in editions
        if one.holidays.rules
    }
    zones = sorted({agreement.timezone, *(one.timezone for _, one, _ in editions)})
    tables = {"holidays": _holidays_version()} if holidays else {}
    tables["tzdata"] = zone_data_version(agreement.timezone)
    before = None if agreement.amends is None else agreement.amends.agreement
    return Pins(
        holidays,
        {name: tuple(_offsets(name, *agreement.in_force)) for name in zones},
        tables,
        "" if before is None else digest(before),
    )


def _editions(name: str, calendar: Calendar) -> Iterator[tuple[str, BusinessCalendar, dt.date]]:
    """The hours of a calendar and those after each change of its holidays, by name, with their first date.

    The first ones count until the end of the term, because a clock keeps those in force when it started.
    """
    if isinstance(calendar, BusinessCalendar):
        yield name, calendar, dt.date.min
    elif isinstance(calendar, DatedCalendar):
        yield name, calendar.first, dt.date.min
        for before, change in zip(calendar.editions, calendar.changes, strict=False):
            if change.calendar.holidays != before.holidays:
                yield f"{name} from {change.from_}", change.calendar, change.from_


def _holidays(calendar: BusinessCalendar, term: Term, begins: dt.date) -> Iterator[dt.date]:
    first = max(term.from_, begins)
    for year in range(first.year, term.to.year + 1):
        yield from (date for date in calendar.holidays_in(year) if first <= date <= term.to)


def _offsets(name: str, first: int, after: int) -> Iterator[str]:
    for start, _, offset in pieces(zone(name), first, after):
        minutes = abs(offset) // MINUTE
        yield f"{iso(start)} {'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


def _holidays_version() -> str:
    from holidays.version import __version__

    return __version__


def zone_data_version(name: str) -> str:
    """The version of the tables that a time zone is read from: those of the system, else of the package tzdata."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / name).is_file():
            try:
                with (folder / "tzdata.zi").open(encoding="ascii", errors="replace") as file:
                    return file.readline(100).removeprefix("# version").strip() or "unknown"
            except OSError:
                return "unknown"
    return str(importlib.import_module("tzdata").IANA_VERSION)


def drift(signed: Pins, now: Pins) -> Iterator[str]:
    """What differs between what was pinned and what is so now, each in a sentence with its dates.

    >>> day, other = dt.date(2026, 6, 19), dt.date(2026, 7, 3)
    >>> print(*drift(Pins({"office": (day,)}), Pins({"office": (other,)})), sep="\\n")
    `office` is closed on 2026-07-03 by now, which was no holiday when it was signed
    `office` was closed on 2026-06-19 when it was signed, which is no holiday by now
    """
    for name in dict.fromkeys((*signed.holidays, *now.holidays)):
        then, here = (set(pins.holidays.get(name, ())) for pins in (signed, now))
        if here - then:
            dates = _listed(here - then)
            yield f"`{name}` is closed on {dates} by now, which was no holiday when it was signed"
        if then - here:
            dates = _listed(then - here)
            yield f"`{name}` was closed on {dates} when it was signed, which is no holiday by now"
    for name in dict.fromkeys((*signed.clocks, *now.clocks)):
        before, by_now = (set(pins.clocks.get(name, ())) for pins in (signed, now))
        if before != by_now:
            said, says = (_listed(found) or "nothing" for found in (before - by_now, by_now - before))
            yield f"the clocks of {name} change otherwise by now: {says}, and when it was signed {said}"
    if signed.amends and now.amends and signed.amends != now.amends:
        yield AMENDED


def _listed(found: Iterable[dt.date | str]) -> str:
    texts = sorted(map(str, found))
    more = f" and {len(texts) - _TOLD} more" if len(texts) > _TOLD else ""
    return ", ".join(texts[:_TOLD]) + more
