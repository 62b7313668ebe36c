"""Instants and lengths of time as people read them: always with a weekday, the zone named once beside them.

A ledger is read by the one who was late and by the one who reviews it, so nothing is rounded: a length has
every unit that it needs, and a time that comes twice when the clocks go back says which of the two it is.
"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any, Final
from zoneinfo import ZoneInfo

from leadsla.calendars.offsets import pieces
from leadsla.evaluation.amending import AMENDED
from leadsla.events import ENGINE, Event, is_missing
from leadsla.instants import DAY, HOUR, LAST, MICROSECOND, MINUTE, SECOND, moment

# Not from the locale: a ledger reads the same on every machine.
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHORT: Final = (("d", DAY), ("h", HOUR), ("min", MINUTE))
_LONG: Final = (("day", DAY), ("hour", HOUR), ("minute", MINUTE))


class Face:
    """The clock on the wall of one time zone.

    >>> from leadsla.instants import instant, zone
    >>> face = Face(zone("America/New_York"))
    >>> friday = instant(dt.datetime(2026, 2, 6, 21, 40, tzinfo=dt.UTC))
    >>> face.day(friday), face.time(friday), face.full(friday), face.place
    ('Fri 6 Feb', '16:40', 'Fri 6 Feb 2026 16:40', 'New York')
    """

    def __init__(self, tz: ZoneInfo) -> None:
        self.tz = tz

    @property
    def place(self) -> str:
        """What people call the zone: its city."""
        return self.tz.key.rsplit("/", 1)[-1].replace("_", " ")

    def local(self, at: int) -> dt.datetime:
        """The time on the wall."""
        return moment(at).astimezone(self.tz)

    def day(self, at: int) -> str:
        """The date, without its year."""
        local = self.local(at)
        return f"{_WEEKDAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"

    def time(self, at: int) -> str:
        """The time of day, as fine as it has to be."""
        local = self.local(at)
        text = f"{local.hour:02}:{local.minute:02}"
        if local.second or local.microsecond:
            text += f":{local.second:02}" + (
                f".{local.microsecond:06}".rstrip("0") if local.microsecond else ""
            )
        if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
            text += f" {local.tzname()}"  # the clock shows this time twice
        return text

    def full(self, at: int) -> str:
        """The date with its year, and the time."""
        return f"{self.day(at)} {self.local(at).year} {self.time(at)}"

    def near(self, at: int, beside: int) -> str:
        """A time as it can be told beside another: the weekday alone within a week, else the date; or `never`."""
        if at >= LAST:
            return "never"
        local, other = self.local(at), self.local(beside)
        if abs((local.date() - other.date()).days) < 7:
            return f"{_WEEKDAYS[local.weekday()]} {self.time(at)}"
        return self.full(at) if local.year != other.year else f"{self.day(at)} {self.time(at)}"

    def span(self, start: int, end: int) -> tuple[str, str]:
        """The days and the times of a stretch of time; its end belongs to the day that it closes."""
        first, last = self.local(start), self.local(end)
        days = (last.date() - first.date()).days
        if days == 1 and last.time() == dt.time() != first.time():
            return self.day(start), f"{self.time(start)}-24:00"
        times = f"{self.time(start)}-{self.time(end)}"
        if days == 0:
            return self.day(start), times
        if days < 7:
            return f"{_WEEKDAYS[first.weekday()]}-{_WEEKDAYS[last.weekday()]}", times
        return f"{self.day(start)}-{self.day(end)}", times

    def in_utc(self, at: int) -> str:
        """The same instant in UTC, with its day where that is another; empty in UTC itself."""
        local, utc = self.local(at), Face(ZoneInfo("UTC"))
        if local.utcoffset() == dt.timedelta():
            return ""
        other = local.date() != moment(at).date()
        return f"{f'{utc.day(at)} ' if other else ''}{utc.time(at)} UTC"

    def changes(self, start: int, end: int) -> list[str]:
        """The changes of the clocks in a stretch of time, in words."""
        found = pieces(self.tz, start, end)
        said = []
        for before, after in itertools.pairwise(found):
            shift = after[2] - before[2]
            date = self.local(after[0]).date()
            hours = words(DAY - shift)
            whole = f", a {hours.removesuffix(' h')}-hour day" if hours.endswith(" h") else ""
            said.append(
                f"clocks go {'forward' if shift > 0 else 'back'} {words(abs(shift))} "
                f"on {_WEEKDAYS[date.weekday()]} {date.day} {_MONTHS[date.month - 1]}{whole}"
            )
        return said


def _seconds(length: int) -> str:
    return f"{length // SECOND}" + (f".{length % SECOND:06}".rstrip("0") if length % SECOND else "")


def words(length: int, *, days: bool = False) -> str:
    """A length of time in short; with `days`, 24 hours are a day (business time has no agreed day).

    >>> words(52 * MINUTE), words(65 * HOUR + 12 * MINUTE, days=True), words(65 * HOUR), words(20 * SECOND)
    ('52 min', '2 d 17 h 12 min', '65 h', '20 s')
    """
    parts = []
    for unit, size in _SHORT if days else _SHORT[1:]:
        if length >= size:
            parts.append(f"{length // size} {unit}")
            length %= size
    if length or not parts:
        parts.append(f"{_seconds(length)} s" if length else "0 min")
    return " ".join(parts)


def spoken(length: int, *, days: bool = False) -> str:
    """A length of time as it stands in a sentence.

    >>> spoken(8 * MINUTE), spoken(25 * HOUR + MINUTE, days=True)
    ('8 minutes', '1 day 1 hour 1 minute')
    """
    parts = []
    for unit, size in _LONG if days else _LONG[1:]:
        if length >= size:
            parts.append(f"{length // size} {unit}{'' if length // size == 1 else 's'}")
            length %= size
    if length or not parts:
        text = _seconds(length)
        parts.append(f"{text} second{'' if text == '1' else 's'}" if length else "0 minutes")
    return " ".join(parts)


def tally(length: int, *, days: bool = False) -> str:
    """A length of time in a column of figures: hours and minutes, with `days` in front where there are many.

    >>> tally(20 * MINUTE), tally(630 * HOUR), tally(60 * DAY, days=True), tally(90 * SECOND)
    ('0:20', '630:00', '60 d 0:00', '0:01:30')
    """
    lead = ""
    if days and length >= 100 * HOUR:
        lead, length = f"{length // DAY} d ", length % DAY
    text = f"{lead}{length // HOUR}:{length // MINUTE % 60:02}"
    return f"{text}:{_seconds(length % MINUTE).zfill(2)}" if length % MINUTE else text


def microseconds(length: dt.timedelta) -> int:
    """A length of time in microseconds."""
    return length // MICROSECOND


def one_line(value: Any) -> str:
    """A value of the log in a line of text: no line breaks, and cut where it is long.

    >>> one_line("a\\nb")
    'a b'
    """
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


#: What an event says beside its name, where it says anything.
_DETAILS: Final = ("channel", "direction", "outcome", "content", "reason", "score", "amount")
_SILENT: Final = ("other", "unknown")


def is_amendment(event: Event) -> bool:
    """Whether what happened is that another version of the agreement came into force."""
    return event.name == AMENDED and event.actor == ENGINE


def named(event: Event | None) -> str:
    """An event as a ledger names it: `touched (e-780)`."""
    if event is None:
        return "an event that is no longer kept"
    if is_amendment(event):
        return f"version {event.data['version']}, as it came into force,"
    if event.id is not None:
        return f"{one_line(event.name)} ({one_line(event.id)})"
    return f"{one_line(event.name)}{' (by this agreement)' if event.actor == ENGINE else ''}"


def details(event: Event | None) -> str:
    """What an event says beside its name: `call, outbound`."""
    if event is None:
        return ""
    values = (event.data.get(key) for key in _DETAILS)
    return ", ".join(one_line(value) for value in values if not is_missing(value) and value not in _SILENT)


def concerning(event: Event | None) -> str:
    """An event by its name, whom it concerns and its id: `assigned to rep7 (event e-771)`."""
    if event is None:
        return named(None)
    if is_amendment(event):
        return f"version {event.data['version']} coming into force"
    to = event.data.get("to" if event.name != "merged" else "into")
    link = "into" if event.name == "merged" else "to"
    whom = "" if is_missing(to) else f" {link} {one_line(to)}"
    return one_line(event.name) + whom + (f" (event {one_line(event.id)})" if event.id is not None else "")
