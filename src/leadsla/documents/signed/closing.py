"""The end of a signed document: the hours that count, the term and its amendments, the places to sign, notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from leadsla.agreement import Agreement
from leadsla.calendars import BusinessCalendar, Calendar, DatedCalendar
from leadsla.calendars.combined import CombinedCalendar
from leadsla.calendars.dated import Change
from leadsla.calendars.hours import DAY_NAMES, Hours, interval_text
from leadsla.documents.signed.tree import (
    Block,
    Heading,
    Items,
    Paragraph,
    Signatory,
    Signatures,
    Text,
    line,
    strong,
)
from leadsla.documents.signed.words import full_date, short_date
from leadsla.errors import CalendarError
from leadsla.phrases import listed, plain_name, quoted, sentence_case
from leadsla.versions import RunningClocks, State

#: For how many years holidays are named with their dates.
_YEARS: Final = 2
_TOGETHER: Final = {
    "|": "open when either is: ",
    "&": "open when both are: ",
    "-": "open when only the first is: ",
}
_RUNNING: Final = {
    RunningClocks.KEEP: "keep the terms under which they began",
    RunningClocks.RESCORE: "are reckoned anew under the new terms",
    RunningClocks.RESTART: "begin again under the new terms",
}


def business_hours(agreement: Agreement) -> Iterator[Block]:
    """The hours that count, day by day, with the holidays of the term by name."""
    if not agreement.calendars:
        return
    yield Heading("Business hours")
    several = len(agreement.calendars) > 1
    items = []
    for name, calendar in agreement.calendars.items():
        usual = " (where nothing else is said)" if several and name == agreement.calendar else ""
        items.append(
            strong(f"{sentence_case(plain_name(name))}{usual}:", hours_in_words(agreement, calendar))
        )
    if several:
        yield Items(items)
    else:
        yield from map(Paragraph, items)
    yield Paragraph(
        line(
            "Business minutes, hours and days count only in these hours. All other time runs day and night, weekends "
            "and holidays included."
        )
    )


def hours_in_words(agreement: Agreement, calendar: Calendar) -> str:
    """When a calendar is open, and when not, as it stands in the document."""
    if isinstance(calendar, CombinedCalendar):
        sides = (hours_in_words(agreement, side).rstrip(".") for side in (calendar.left, calendar.right))
        return f"{_TOGETHER[calendar.operation]}{'; '.join(sides)}."
    first = calendar.first if isinstance(calendar, DatedCalendar) else calendar
    if not isinstance(first, BusinessCalendar):
        return f"{calendar}."
    zone = "" if first.timezone == agreement.timezone else f" ({first.timezone})"
    holidays = _holidays(agreement, first, agreement.term.from_)
    said = [f"{_week(first.hours)}{zone}"]
    said += [f"Closed on {holidays}"] if holidays else []
    said += [f"Exceptions: {_exceptions(first)}"] if first.exceptions else []
    said += [f"Parts of the day: {_dayparts(first)}"] if first.dayparts else []
    if isinstance(calendar, DatedCalendar):
        changes = zip(calendar.editions, calendar.changes, strict=False)
        said += [one for before, change in changes for one in _changed(agreement, before, change)]
        said.append("What has begun counts in the hours in force when it began")
    return " ".join(f"{sentence}." for sentence in said)


def _changed(agreement: Agreement, before: BusinessCalendar, change: Change) -> list[str]:
    """What is otherwise from a date on; nothing where only a name is."""
    now, said = change.calendar, []
    if now.hours != before.hours:
        said.append(_week(now.hours))
    if now.holidays != before.holidays:
        holidays = _holidays(agreement, now, max(change.from_, agreement.term.from_))
        said.append(f"closed on {holidays}" if holidays else "closed on no holidays")
    if now.exceptions != before.exceptions:
        said.append(f"exceptions: {_exceptions(now)}" if now.exceptions else "no exceptions")
    if now.dayparts != before.dayparts:
        said.append(f"parts of the day: {_dayparts(now)}" if now.dayparts else "no parts of the day")
    return [f"From {full_date(change.from_)}: {sentence}" for sentence in said]


def _exceptions(calendar: BusinessCalendar) -> str:
    return "; ".join(f"{full_date(date)}: {_open(hours)}" for date, hours in calendar.exceptions.items())


def _dayparts(calendar: BusinessCalendar) -> str:
    parts = (f"{plain_name(name)} {_span(interval_text(span))}" for name, span in calendar.dayparts.items())
    return ", ".join(parts)


def _week(week: tuple[Hours, ...]) -> str:
    """The hours of the week, days of the same hours together."""
    said = []
    day = 0
    while day < 7:
        last = day
        while last < 6 and week[last + 1] == week[day]:
            last += 1
        if week[day]:
            days = DAY_NAMES[day] + ("" if last == day else f" to {DAY_NAMES[last]}")
            said.append(f"{days} {_open(week[day])}")
        day = last + 1
    return "; ".join(said) or "no hours of the week"


def _open(hours: Hours) -> str:
    return listed(_span(interval_text(span)) for span in hours) if hours else "closed"


def _span(text: str) -> str:
    return "all day" if text == "00:00-24:00" else text.replace("-", "–")


def _holidays(agreement: Agreement, calendar: BusinessCalendar, first: dt.date) -> str:
    """The holidays from a date to the end of the term by name; with their dates, where the term is not long."""
    last = agreement.term.to
    years = range(first.year, last.year + 1)
    dated = len(years) <= _YEARS
    found: dict[str, None] = {}
    for year in years:
        try:
            holidays = calendar.holidays_in(year)
        except CalendarError:
            continue
        for date, name in holidays.items():
            if first <= date <= last and date not in calendar.exceptions:
                day = short_date(date) + (f" {date.year}" if len(years) > 1 else "")
                found[f"{name} ({day})" if name and dated else name or day] = None
    return listed(found) if found else ""


def term(agreement: Agreement) -> Iterator[Block]:
    """When the version is in force, and what it changes."""
    yield Heading("Term and amendments")
    begins = agreement.effective or agreement.term.from_
    comes = "is" if agreement.agreed else "is to be"
    said = [
        f"Version {agreement.version} {comes} in force from {full_date(begins)} to {full_date(agreement.term.to)}.",
        f"Dates and times are those of {agreement.timezone}{_money(agreement)}.",
    ]
    if agreement.state is State.WITHDRAWN:
        said.append("It has been withdrawn.")
    elif not agreement.agreed:
        said.append("It is a proposal, and comes into force only once all parties have signed it.")
    yield Paragraph(line(" ".join(said)))
    amendment = agreement.amends
    if amendment is None:
        return
    changed = f"It amends version {amendment.version}"
    changed += f", proposed by {amendment.by}" if amendment.by else ""
    changed += f" on {full_date(amendment.date)}" if amendment.date is not None else ""
    yield Paragraph(line(f"{changed}{': ' + amendment.why.rstrip('.') if amendment.why else ''}."))
    yield Items(_running(agreement))


def _money(agreement: Agreement) -> str:
    return f", amounts of money are in {agreement.currency}" if agreement.currency else ""


def _running(agreement: Agreement) -> Iterator[Text]:
    names = {clause.id: clause.name for clause in agreement.clauses}
    by_clause = agreement.amends.running_clocks if agreement.amends is not None else {}
    for clause, what in by_clause.items():
        yield line(
            f"Cases of {quoted(names.get(clause, plain_name(clause)))} that run on that day {_RUNNING[what]}."
        )
    others = "All other cases" if by_clause else "Cases"
    yield line(f"{others} that run on that day {_RUNNING[RunningClocks.KEEP]}.")


def signatures(agreement: Agreement) -> Iterator[Block]:
    """Where the parties sign, with what has been signed."""
    yield Heading("Signatures")
    first, last = full_date(agreement.effective or agreement.term.from_), full_date(agreement.term.to)
    yield Paragraph(
        line(f"By signing, the parties commit themselves to this agreement from {first} to {last}.")
    )
    signed = {signature.party: signature for signature in agreement.signatures}
    places = []
    for name, party in agreement.parties.items():
        found = signed.get(name)
        if found is None:
            places.append(Signatory(party.name, party.signatory))
        else:
            places.append(
                Signatory(
                    party.name,
                    party.signatory,
                    found.name,
                    found.title,
                    full_date(found.date),
                    short(found.digest),
                )
            )
    yield Signatures(tuple(places))


def short(digest: str) -> str:
    """A digest as people compare it: what it is made with, and its first sixteen digits.

    >>> short("sha256:" + "0123456789abcdef" * 4)
    'sha256:0123456789abcdef…'
    """
    name, _, digits = digest.rpartition(":")
    return f"{name}:{digits[:16]}…" if name and len(digits) > 16 else digest


def notes(agreement: Agreement) -> Iterator[Block]:
    """What is noted beside."""
    paragraphs = [part for part in agreement.notes.split("\n\n") if part.strip()]
    if paragraphs:
        yield Heading("Notes")
        yield from (Paragraph(line(part)) for part in paragraphs)
