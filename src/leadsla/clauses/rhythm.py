"""Rhythms of meetings: in words, as a recurrence rule, so many per period, or in phases that relax.

What people call every two weeks or twice a month has many spellings, and one that means two things: `bi-monthly` is
refused with both of its readings. Whatever the spelling, a rhythm comes to dates: each slot runs from one to the next.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final, NamedTuple

from leadsla.errors import EntryError
from leadsla.periods import Period

_ADVERBS: Final = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year", "annually": "year",
}  # fmt: skip
_NUMBERS: Final = {
    "once": 1, "one": 1, "twice": 2, "two": 2, "other": 2, "second": 2, "three": 3, "third": 3, "four": 4, "five": 5,
    "six": 6, "eight": 8, "ten": 10, "twelve": 12,
}  # fmt: skip
_UNITS: Final = "|".join(Period)
_EVERY: Final = re.compile(rf"every\s+(?:(\w+)\s+)?({_UNITS})s?")
_COUNT: Final = re.compile(rf"(\w+)(?:\s+times)?\s+(?:per|a|an|each|every|in\s+every)\s+({_UNITS})")
_PHASE: Final = re.compile(r"(?:then\s+)?(.+?)(?:\s+for\s+(\w+)(?:\s+(?:meetings|times|iterations))?)?")
_TWO_THINGS: Final = re.compile(r"\bbi-?\s?(week|month|quarter|annual|year)", re.IGNORECASE)
#: So many times a period has its slots at most; more is a slip of the pen.
_MOST: Final = 1000
_WORDS: Final = "for example `every week`, `every two weeks` or `quarterly`"


class Step(NamedTuple):
    """So many units of the calendar."""

    number: int
    unit: Period

    def later(self, date: dt.date, times: int) -> dt.date:
        """The date that many steps on; months clamp to their end."""
        from dateutil.relativedelta import relativedelta

        amount = self.number * times
        match self.unit:
            case Period.DAY:
                return date + relativedelta(days=amount)
            case Period.WEEK:
                return date + relativedelta(weeks=amount)
            case Period.MONTH:
                return date + relativedelta(months=amount)
            case Period.QUARTER:
                return date + relativedelta(months=3 * amount)
            case _:
                return date + relativedelta(years=amount)


class Phase(NamedTuple):
    """A step, and for how many slots; None where that is not said."""

    step: Step
    slots: int | None


def _refuse_two_things(text: str) -> None:
    found = _TWO_THINGS.search(text)
    if found is not None:
        unit = {"annual": "year"}.get(found[1].lower(), found[1].lower())
        raise EntryError(
            f"`{text}` means two things: twice in a {unit}, and every two {unit}s",
            write=f"count: 2 per {unit}, or rule: every two {unit}s",
        )


def _number(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() else _NUMBERS.get(text)
    return number if number is not None and 0 < number <= _MOST else None


def step_of(text: Any) -> Step:
    """A rhythm in words; raises `EntryError` otherwise.

    >>> step_of("every two weeks"), step_of("quarterly")
    (Step(number=2, unit=<Period.WEEK: 'week'>), Step(number=1, unit=<Period.QUARTER: 'quarter'>))
    """
    plain = text.strip().lower() if isinstance(text, str) else ""
    _refuse_two_things(plain)
    if plain in _ADVERBS:
        return Step(1, Period(_ADVERBS[plain]))
    found = _EVERY.fullmatch(plain)
    number = None if found is None else _number(found[1] or "one")
    if found is None or number is None:
        raise EntryError(f"{text!r} is no rhythm", write=_WORDS)
    return Step(number, Period(found[2]))


def count_of(text: Any) -> tuple[int, Period]:
    """So many per period, such as `2 per month`; raises `EntryError` otherwise."""
    plain = text.strip().lower() if isinstance(text, str) else ""
    _refuse_two_things(plain)
    found = _COUNT.fullmatch(plain)
    number = None if found is None else _number(found[1])
    if found is None or number is None:
        raise EntryError(f"{text!r} is no number per period", write="for example 2 per month")
    return number, Period(found[2])


def phases_of(texts: tuple[str, ...]) -> tuple[Phase, ...]:
    """Phases such as `weekly for 4`; raises `EntryError`, with the place, for one that cannot be read."""
    found = []
    for place, text in enumerate(texts):
        key = f"[{place}]"
        parts = _PHASE.fullmatch(text.strip().lower()) if isinstance(text, str) else None
        if parts is None:
            raise EntryError(f"{text!r} is no phase", key, "for example weekly for 4")
        try:
            step = step_of(parts[1])
        except EntryError as error:
            raise EntryError(error.what, key, error.write) from None
        slots = None if parts[2] is None else _number(parts[2])
        if parts[2] is not None and slots is None:
            raise EntryError(f"{parts[2]!r} is no number of meetings", key, "for example weekly for 4")
        found.append(Phase(step, slots))
    return tuple(found)


def is_rule(text: str) -> bool:
    """Whether a text is a recurrence rule, and not words."""
    return "=" in text


def recurrence(text: str, first: dt.date) -> Any:
    """A recurrence rule of RFC 5545 from a date on, by whole days; raises `EntryError` for anything else."""
    from dateutil.rrule import DAILY, rrule, rrulestr

    try:
        made = rrulestr(text.strip(), dtstart=dt.datetime(first.year, first.month, first.day))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise EntryError(f"{text!r} is no recurrence rule: {error}", write="FREQ=WEEKLY;BYDAY=TU") from None
    if not isinstance(made, rrule) or made._dtstart.tzinfo is not None:  # type: ignore[attr-defined]
        raise EntryError(
            f"{text!r} is more than one recurrence rule by local dates", write="FREQ=WEEKLY;BYDAY=TU"
        )
    if made._freq > DAILY:  # type: ignore[attr-defined]
        raise EntryError(f"{text!r} recurs within a day, and meetings are by date", write="FREQ=DAILY")
    return made


#: How long after the end of a term the next occurrence of a rule is looked for, in days.
_BEYOND: Final = 4000


def dates_of_rule(text: str, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """From each occurrence of a rule to the next, whether or not the rule still asks for that one."""
    rule = recurrence(text, first)
    end = dt.datetime(last.year, last.month, last.day) + dt.timedelta(days=_BEYOND)
    endless = list(rule.replace(count=None, until=end))
    asked = {at.date() for at in endless[: rule._count] if rule._until is None or at <= rule._until}
    dates = sorted({at.date() for at in endless})
    for date, following in pairwise((*dates, dt.date.max)):
        if date > last:
            return
        if date in asked:
            yield date, following


def dates_of_step(step: Step, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """Whole periods of the calendar, so many at a time, from the one around the first date on."""
    begin = {
        Period.DAY: first,
        Period.WEEK: first - dt.timedelta(days=first.weekday()),
        Period.MONTH: first.replace(day=1),
        Period.QUARTER: first.replace(month=(first.month - 1) // 3 * 3 + 1, day=1),
        Period.YEAR: first.replace(month=1, day=1),
    }[step.unit]
    number = 0
    while (start := step.later(begin, number)) <= last:
        number += 1
        yield start, step.later(begin, number)


def dates_of_phases(
    phases: tuple[Phase, ...], first: dt.date, last: dt.date
) -> Iterator[tuple[dt.date, dt.date]]:
    """Phases one after another from the first date on.

    One that does not say for how many lasts as long as one slot of the next (`monthly, then quarterly`: three months);
    the last goes on.
    """
    begin = first
    for place, phase in enumerate(phases):
        following = phases[place + 1] if place + 1 < len(phases) else None
        number = 0
        while begin <= last:
            start, end = phase.step.later(begin, number), phase.step.later(begin, number + 1)
            if phase.slots is not None:
                over = number == phase.slots
            else:
                over = following is not None and number > 0 and end > following.step.later(begin, 1)
            if over or start > last:
                begin = start
                break
            yield start, end
            number += 1


def label_of(start: dt.date, end: dt.date) -> str:
    """What a slot is called: the calendar's name where it is a period of the calendar, else its first date.

    >>> label_of(dt.date(2026, 1, 5), dt.date(2026, 1, 12)), label_of(dt.date(2026, 1, 6), dt.date(2026, 1, 13))
    ('2026-W02', '2026-01-06')
    """
    year, week, weekday = start.isocalendar()
    if weekday == 1 and end == start + dt.timedelta(days=7):
        return f"{year:04d}-W{week:02d}"
    if start.day == end.day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month
        if months == 1:
            return f"{start.year:04d}-{start.month:02d}"
        if months == 3 and start.month % 3 == 1:
            return f"{start.year:04d}-Q{start.month // 3 + 1}"
        if months == 12 and start.month == 1:
            return f"{start.year:04d}"
    return start.isoformat()
