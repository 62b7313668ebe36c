"""Holidays in words: which dates are holidays now, and which no longer.

They are compared as the dates that they come to within the terms of both agreements, because that is what changes; a
rule that is written differently and comes to the same dates is said as the rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from leadsla.calendars import BusinessCalendar
from leadsla.calendars.closures import HolidayRule
from leadsla.documents.differing.changes import Change
from leadsla.documents.differing.words import date_text, said, sentence, written
from leadsla.phrases import listed


def differing_holidays(
    path: str,
    name: str,
    old: BusinessCalendar,
    new: BusinessCalendar,
    dates: tuple[dt.date, dt.date],
    several: bool,
) -> Iterator[Change]:
    """The rule where it is another one, then the dates between the first and the last of `dates`, both included.

    The calendar is named with each date where there are `several`.
    """
    if old.holidays == new.holidays:
        return
    years = range(dates[0].year, dates[1].year + 1)
    was, now = (
        {date: day for year in years for date, day in one.holidays_in(year).items()} for one in (old, new)
    )
    of = f" of {name}" if several else ""
    found = [
        _dated(f"{path}[{date}]", date, was.get(date), now.get(date), of)
        for date in sorted(was.keys() | now.keys())
        if dates[0] <= date <= dates[1] and was.get(date) != now.get(date)
    ]
    if not found or _of_all_dates(old) != _of_all_dates(new):
        one, two, outside = _rules(old), _rules(new), ""
        if one == two:
            one, two, outside = _own(old, new), _own(new, old), " outside the term"
        texts = [written(calendar.holidays.to_list()) for calendar in (old, new)]
        yield Change(path, sentence(f"holidays of {name}{outside}: {two}, were {one}"), *texts)
    yield from found


def _dated(path: str, date: dt.date, was: str | None, now: str | None, of: str) -> Change:
    name = f"{was or now}, {date_text(date)}," if was or now else date_text(date)
    if now is None:
        return Change(path, f"{name} is no longer a holiday{of}", was or "holiday", None)
    if was is None:
        return Change(path, f"{name} is a holiday{of} now", None, now or "holiday")
    return Change(
        path, f"Name of the holiday on {date_text(date)}{of}: {said(now)}, was {said(was)}", was, now
    )


def _of_all_dates(calendar: BusinessCalendar) -> frozenset[HolidayRule]:
    """Its rules without the dates that they leave out, which are said one by one."""
    return frozenset(attrs.evolve(rule, excepted=frozenset()) for rule in calendar.holidays.rules)


def _own(calendar: BusinessCalendar, other: BusinessCalendar) -> str:
    """The dates of its own that another does not have, with their names."""
    dates = [day for day in calendar.holidays.dates if day not in other.holidays.dates]
    dates += [(date, "") for date in sorted(_excepted(other) - _excepted(calendar))]
    return (
        listed(f"{name}, {date_text(date)}" if name else date_text(date) for date, name in dates)
        if dates
        else "none"
    )


def _excepted(calendar: BusinessCalendar) -> frozenset[dt.date]:
    """The dates that its rules leave out."""
    return frozenset(date for rule in calendar.holidays.rules for date in rule.excepted)


def _rules(calendar: BusinessCalendar) -> str:
    """Whose holidays a calendar keeps."""
    found = []
    for rule in calendar.holidays.ordered():
        more = {key: item for key, item in rule.to_dict().items() if key not in (rule.kind, "subdivision")}
        code = rule.code + (f"-{rule.subdivision}" if rule.subdivision else "")
        found.append(f"those of {code}" + (f" ({said(more)})" if more else ""))
    return listed(found) if found else "only dates of its own"
