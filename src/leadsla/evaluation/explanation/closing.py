"""Why a calendar did not count some time, and what its hours are, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from leadsla.calendars import BusinessCalendar, Calendar
from leadsla.calendars.hours import DAY_NAMES, hours_text, week_text
from leadsla.calendars.offsets import date_of
from leadsla.evaluation.explanation.wording import Face
from leadsla.instants import HOUR, LAST, start_of_date

_DAY: Final = dt.timedelta(days=1)
#: How many dates of one closed stretch are looked at: a calendar may be closed for years.
_MOST: Final = 100


def closed_because(calendar: Calendar, start: int, end: int) -> str:
    """What closed a stretch of time without open hours, in its order: `night, Saturday, Sunday`."""
    causes: dict[str, None] = {}
    last = date_of(min(end, LAST) - 1, calendar.zone)
    for number, date in enumerate(_dates(date_of(start, calendar.zone), last)):
        if number == _MOST:
            causes[f"and so on until {last}"] = None
            break
        begun = max(start, start_of_date(date, calendar.zone))
        ended = min(end, start_of_date(date + _DAY, calendar.zone))
        if begun < ended:  # a few zones skip a date
            causes[calendar.why_closed(date) or _within_the_day(calendar, date, begun, ended)] = None
    return ", ".join(causes)


def _dates(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first += _DAY


def _within_the_day(calendar: Calendar, date: dt.date, start: int, end: int) -> str:
    """Why hours of a date that does open are closed: an exception, the night, or a gap between two shifts."""
    if isinstance(calendar, BusinessCalendar) and date in calendar.exceptions:
        return f"exception: {date} is open {', '.join(hours_text(calendar.exceptions[date]))}"
    midnight, next_midnight = start_of_date(date, calendar.zone), start_of_date(date + _DAY, calendar.zone)
    opens = calendar.timeline.intervals(midnight, next_midnight)
    before = any(closing <= start for _, closing in opens)
    after = any(opening >= end for opening, _ in opens)
    if not (before and after):
        return "night"
    begun = max(closing for _, closing in opens if closing <= start)
    ended = min(opening for opening, _ in opens if opening >= end)
    for name, (first, last) in calendar.dayparts.items():
        if (begun - midnight, ended - midnight) == (first, last):
            return f"{name} gap"
    noon = midnight + 12 * HOUR
    # Between two shifts: around noon people call it lunch, in the small hours the night.
    if begun < noon + 3 * HOUR and ended > noon - HOUR and ended - begun <= 4 * HOUR:
        return "lunch gap"
    return "night" if ended <= noon else "outside hours"


def hours_in_words(calendar: Calendar) -> str:
    """The weekly hours: `Mon-Fri 09:00-12:00, 13:00-17:00`."""
    if not isinstance(calendar, BusinessCalendar):
        return str(calendar)
    week: Mapping[str, list[str] | str] = week_text(calendar.hours)
    if week == {"mon-sun": ["00:00-24:00"]}:
        return "always open"
    days = (
        f"{key.title()} {', '.join(hours) if isinstance(hours, list) else hours}"
        for key, hours in week.items()
    )
    return "; ".join(days) or "closed but for exceptions"


def special_dates(calendar: Calendar, start: int, end: int) -> list[str]:
    """The dates in a stretch of time that were not as their day of the week, each with the reason."""
    found = []
    face = Face(calendar.zone)
    for date in _dates(date_of(start, calendar.zone), date_of(min(end, LAST - 1), calendar.zone)):
        day = face.day(start_of_date(date, calendar.zone))
        reason = calendar.why_closed(date)
        if isinstance(calendar, BusinessCalendar) and date in calendar.exceptions:
            hours = hours_text(calendar.exceptions[date])
            found.append(f"{day} exception: {hours if isinstance(hours, str) else ', '.join(hours)}")
        elif (
            reason
            and reason != DAY_NAMES[date.weekday()]
            and (calendar.holiday_name(date) or "holiday" in reason)
        ):
            found.append(f"{day} {reason}")
        if len(found) == _MOST:
            break
    return found
