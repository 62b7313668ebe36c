"""Opening hours in words: which days open and close when, and which dates have hours of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from leadsla.agreement import Agreement
from leadsla.calendars import BusinessCalendar, Calendar, DatedCalendar
from leadsla.calendars.hours import DAY_NAMES, Hours, hours_text, interval_text, time_text
from leadsla.documents.differing.changes import Change
from leadsla.documents.differing.holidays import differing_holidays
from leadsla.documents.differing.walking import changed
from leadsla.documents.differing.words import date_text, sentence, written
from leadsla.instants import DAY
from leadsla.phrases import listed, plain_name


def differing_calendars(a: Agreement, b: Agreement) -> Iterator[Change]:
    """What differs between the calendars of two agreements."""
    dates = (min(a.term.from_, b.term.from_), max(a.term.to, b.term.to))
    several = len(a.calendars.keys() | b.calendars.keys()) > 1
    for name in dict.fromkeys([*b.calendars, *a.calendars]):
        path, old, new = f"calendars.{name}", a.calendars.get(name), b.calendars.get(name)
        if old is None or new is None:
            there = old or new
            label = "New calendar" if old is None else "No longer a calendar"
            text = f"{label}: {plain_name(name)}, {_open(there)}"
            yield Change(path, text, *(None if one is None else written(one) for one in (old, new)))
        elif isinstance(old, BusinessCalendar | DatedCalendar) and isinstance(
            new, BusinessCalendar | DatedCalendar
        ):
            called = f"the {plain_name(name)}"
            first_old, first_new = (
                one.first if isinstance(one, DatedCalendar) else one for one in (old, new)
            )
            holidays = differing_holidays(f"{path}.holidays", called, first_old, first_new, dates, several)
            found = list(_business(path, called, first_old, first_new, holidays))
            yield from found
            yield from _dated(path, called, old, new, dates, {_place(change, path) for change in found})
        elif old != new:
            yield changed(path, f"hours of the {plain_name(name)}", old, new)


def _dated(
    path: str,
    called: str,
    old: BusinessCalendar | DatedCalendar,
    new: BusinessCalendar | DatedCalendar,
    dates: tuple[dt.date, dt.date],
    known: set[tuple[str, str, str]],
) -> Iterator[Change]:
    """When hours change by date, where that differs; and what differs from each of the dates on.

    What is `known` of the hours before differs from the date on as well where the change says nothing of it.
    """
    if _changes(old) == _changes(new):
        return
    details: list[Change] = []
    told = False
    for begins in sorted({change.from_ for one in (old, new) for change in _changes(one)}):
        a, b = (
            one.editions[one.number(begins)] if isinstance(one, DatedCalendar) else one for one in (old, new)
        )
        place, name = f"{path}.changes[{begins}]", f"{called} from {date_text(begins)} on"
        term = (max(begins, dates[0]), dates[1])
        holidays = differing_holidays(f"{place}.holidays", name, a, b, term, True)
        found = list(_business(place, name, a, b, holidays))
        details += (change for change in found if _place(change, place) not in known)
        known = {_place(change, place) for change in found}
        told = told or bool(found)
    was, now = (_dates_of(calendar) for calendar in (old, new))
    if was != now or not told:
        text = f"hours of {called} change {now}, {'otherwise than before' if was == now else f'was {was}'}"
        yield Change(f"{path}.changes", sentence(text), was, now)
    yield from details


def _place(change: Change, within: str) -> tuple[str, str, str]:
    return change.path.removeprefix(within), repr(change.old), repr(change.new)


def _changes(calendar: Calendar) -> Any:
    return calendar.changes if isinstance(calendar, DatedCalendar) else ()


def _dates_of(calendar: Calendar) -> str:
    dates = [date_text(change.from_) for change in _changes(calendar)]
    return f"on {listed(dates)}" if dates else "at no date"


def _open(calendar: Calendar | None) -> str:
    calendar = calendar.first if isinstance(calendar, DatedCalendar) else calendar
    if not isinstance(calendar, BusinessCalendar):
        return str(calendar)
    week = calendar.to_dict()["hours"]
    return "; ".join(f"{days} {_hours(hours)}" for days, hours in week.items())


def _hours(hours: Any) -> str:
    return hours if isinstance(hours, str) else ", ".join(hours)


def _business(
    path: str, name: str, old: BusinessCalendar, new: BusinessCalendar, holidays: Iterator[Change]
) -> Iterator[Change]:
    if old.version != new.version:
        yield changed(f"{path}.version", f"version of the hours of {name}", old.version, new.version)
    if old.timezone != new.timezone:
        yield changed(f"{path}.timezone", f"time zone of {name}", old.timezone, new.timezone)
    yield from _week(f"{path}.hours", name, old, new)
    yield from holidays
    yield from _exceptions(f"{path}.exceptions", name, old.exceptions, new.exceptions)
    for part in dict.fromkeys([*new.dayparts, *old.dayparts]):
        spans = [calendar.dayparts.get(part) for calendar in (old, new)]
        if spans[0] != spans[1]:
            one, two = (None if span is None else interval_text(span) for span in spans)
            yield Change(f"{path}.dayparts.{part}", _daypart(f"the {part} of {name}", one, two), one, two)


def _daypart(label: str, old: str | None, new: str | None) -> str:
    if old is None:
        return sentence(f"{label}: {new} (new)")
    return sentence(f"{label}: {'no longer told apart' if new is None else new}, was {old}")


def _week(path: str, name: str, old: BusinessCalendar, new: BusinessCalendar) -> Iterator[Change]:
    """The days of the week whose hours differ, those that differ alike together."""
    alike: dict[tuple[Hours, Hours], list[int]] = {}
    for day in range(7):
        if old.hours[day] != new.hours[day]:
            alike.setdefault((old.hours[day], new.hours[day]), []).append(day)
    for (was, now), days in alike.items():
        place = f"{path}[{', '.join(DAY_NAMES[day] for day in days)}]"
        text = sentence(f"{name} {_day(was, now, f'on {days_text(days)}')}")
        yield Change(place, text, hours_text(was), hours_text(now))


def days_text(days: list[int]) -> str:
    """Days of the week in words.

    >>> days_text([0, 1, 2, 3, 4]), days_text([4]), days_text([0, 2])
    ('Mondays to Fridays', 'Fridays', 'Mondays and Wednesdays')
    """
    names = [f"{DAY_NAMES[day]}s" for day in days]
    in_a_row = days[-1] - days[0] == len(days) - 1
    return f"{names[0]} to {names[-1]}" if in_a_row and len(days) > 2 else listed(names)


def _day(was: Hours, now: Hours, when: str) -> str:
    """How the hours of a day differ, as what follows the name of the calendar."""
    if not now:
        return f"is closed {when}, was open {_hours(hours_text(was))}"
    if not was:
        return f"is open {when}, {_hours(hours_text(now))}, was closed"
    rest_alike = was[:-1] == now[:-1] and was[-1][0] == now[-1][0]
    if rest_alike:
        return f"closes at {_clock(now[-1][1])} {when}, was {_clock(was[-1][1])}"
    if was[1:] == now[1:] and was[0][1] == now[0][1]:
        return f"opens at {time_text(now[0][0])} {when}, was {time_text(was[0][0])}"
    return f"is open {_hours(hours_text(now))} {when}, was {_hours(hours_text(was))}"


def _clock(time: int) -> str:
    """A time of day; one after midnight belongs to the day before."""
    return time_text(time) if time <= DAY else f"{time_text(time - DAY)} the next day"


def _exceptions(
    path: str, name: str, old: Mapping[dt.date, Hours], new: Mapping[dt.date, Hours]
) -> Iterator[Change]:
    for date in sorted(old.keys() | new.keys()):
        was, now = (None if date not in one else hours_text(one[date]) for one in (old, new))
        if was == now:
            continue
        if now is None:
            text = f"{name} is open as usual on {date_text(date)}, was {_exception(was)}"
        else:
            before = "open as usual" if was is None else _exception(was)
            text = f"{name} is {_exception(now)} on {date_text(date)}, was {before}"
        yield Change(f"{path}.{date}", sentence(text), was, now)


def _exception(hours: Any) -> str:
    return "closed" if hours == "closed" else f"open {_hours(hours)}"
