"""A calendar from its entry: each part is read by the calendar's own readers, so that every fault has its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, cast

import attrs

from leadsla.calendars import BusinessCalendar, Change, DatedCalendar
from leadsla.calendars.closures import as_date, closures
from leadsla.calendars.hours import parse_days, parse_hours, parse_interval, parse_week
from leadsla.documents.entries import Parts
from leadsla.documents.entry_faults import FaultyError, empty_faults, key_faults, wrong_type
from leadsla.errors import Fault, TimeError
from leadsla.instants import zone

KEYS: Final = ("timezone", "hours", "holidays", "exceptions", "dayparts", "version", "changes")
#: The keys of a change; what it does not say stays as it was, but for the version.
CHANGING: Final = ("from", "version", "hours", "holidays", "exceptions", "dayparts")


def read_calendar(value: Any, name: str, timezone: str) -> BusinessCalendar | DatedCalendar:
    """The calendar of an entry; `timezone` is that of a calendar which names none.

    Raises `FaultyError` with all that is wrong with it.
    """
    if not isinstance(value, Mapping):
        raise FaultyError(wrong_type("a mapping with the keys of a calendar", value))
    parts = Parts(key_faults(value, KEYS, ("hours",), "a calendar") + empty_faults(value))
    given = {key: item for key, item in value.items() if item is not None}
    changes = given.pop("changes", None)
    first = parts.part("", _edition, given, name, timezone, not parts.faults)
    made = None
    if changes is not None and first is not None:
        made = parts.part("changes", _changes, changes, given, name, timezone)
    parts.done()
    calendar = cast(BusinessCalendar, first)
    return calendar if made is None else DatedCalendar(calendar, made)


def _changes(value: Any, given: Mapping[str, Any], name: str, timezone: str) -> list[Change]:
    """The changes of a calendar in their order, each on top of those before."""
    if not isinstance(value, list) or not value:
        wanted = "a list of changes"
        raise FaultyError(wrong_type(wanted, value, "- {from: 2026-07-01, hours: {mon-fri: 08:00-14:00}}"))
    parts, found = Parts(), list[Change]()
    for number, entry in enumerate(value):
        change = parts.part(f"[{number}]", _change, entry, given, name, timezone, found[-1:])
        if change is not None:
            found.append(change)
            given = {
                **given,
                **{key: item for key, item in entry.items() if key != "from" and item is not None},
            }
    parts.done()
    return found


def _change(
    entry: Any, given: Mapping[str, Any], name: str, timezone: str, before: Sequence[Change]
) -> Change:
    if not isinstance(entry, Mapping):
        raise FaultyError(wrong_type("a mapping with the keys of a change", entry))
    parts = Parts(key_faults(entry, CHANGING, ("from",), "a change of a calendar") + empty_faults(entry))
    own = {key: item for key, item in entry.items() if item is not None and key in CHANGING}
    date = parts.part("from", as_date, own.pop("from"), "`from`") if "from" in own else None
    if date is not None and before and date <= before[-1].from_:
        what = f"this change is from {date} on, and the one before it from {before[-1].from_}"
        parts.faults.append(Fault("wrong-value", what, "from", write=f"a date after {before[-1].from_}"))
    kept = {key: item for key, item in given.items() if key not in ("version", *own)}
    calendar = parts.part("", _edition, {**kept, **own}, name, timezone, not parts.faults)
    parts.done()
    return Change(cast(dt.date, date), cast(BusinessCalendar, calendar))


def _edition(given: Mapping[str, Any], name: str, timezone: str, whole: bool) -> BusinessCalendar | None:
    """The hours of one time; only its parts are looked at where it is not known whole."""
    parts = Parts()
    parts.part("timezone", _zone, given.get("timezone", timezone))
    for key, read in _READERS.items():
        if key in given:
            parts.part(key, read, given[key])
    made = None
    if whole and not parts.faults:
        arguments = {"timezone": timezone, **given, "name": name}
        place = "hours" if "exceptions" not in given else "exceptions"
        made = parts.part(place, partial(BusinessCalendar, **arguments))
    parts.done()
    return made


def _text(value: Any) -> None:
    if not isinstance(value, str) or not value.strip():
        raise FaultyError(wrong_type("text", value, '"summer 2026"'))


def _zone(name: Any) -> None:
    if not isinstance(name, str):
        raise FaultyError(wrong_type("the name of a time zone", name, "for example America/New_York"))
    try:
        zone(name)
    except TimeError as error:
        _, _, write = str(error).partition("; write ")
        raise FaultyError(
            Fault("unknown-name", f"there is no time zone `{name}`", write=write or None)
        ) from None


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    try:
        zone(name)
    except TimeError:
        return False
    return True


def _entries(value: Any, each: Callable[[str, Any], object]) -> None:
    """Every entry of a mapping, under its key."""
    if not isinstance(value, Mapping):
        raise FaultyError(wrong_type("a mapping", value))
    parts = Parts(empty_faults(value))
    for key, item in value.items():
        if item is not None:
            parts.part("", each, key, item)
    parts.done()


def _intervals(key: str, value: Any, where: str) -> None:
    """The hours of one day or date; each interval by itself first."""
    parts = Parts()
    for number, item in enumerate(value if isinstance(value, list) else ()):
        parts.part(f"{key}[{number}]", parse_interval, item, where)
    parts.done()
    parts.part(key, parse_hours, value, where)
    parts.done()


def _on_key(key: str, read: Callable[..., object], *arguments: Any) -> None:
    parts = Parts()
    parts.part(key, read, *arguments)
    parts.faults = [attrs.evolve(fault, on_key=True) for fault in parts.faults]
    parts.done()


def _hours(value: Any) -> None:
    def day(key: str, item: Any) -> None:
        parts = Parts()
        parts.part("", _on_key, key, parse_days, key)
        parts.part("", _intervals, key, item, f"`hours` of {key}")
        parts.done()

    _entries(value, day)
    parse_week(value)


def _exceptions(value: Any) -> None:
    def date(key: str, item: Any) -> None:
        parts = Parts()
        parts.part("", _on_key, key, as_date, key, "`exceptions`")
        parts.part("", _intervals, key, item, f"`exceptions` of {key}")
        parts.done()

    _entries(value, date)


def _dayparts(value: Any) -> None:
    def daypart(key: str, item: Any) -> None:
        parts = Parts()
        parts.part(key, BusinessCalendar, "UTC", {"mon": "00:00-24:00"}, (), {}, {key: item})
        parts.done()

    _entries(value, daypart)


def _holidays(value: Any) -> None:
    """One rule or date, or a list of them; in a rule the first key with which it fails is the one that is wrong."""
    if isinstance(value, list):
        parts = Parts()
        for number, item in enumerate(value):
            read, inner = (_holidays, item) if isinstance(item, Mapping) else (closures, [item])
            parts.part(f"[{number}]", read, inner)
        parts.done()
        return
    if isinstance(value, Mapping):
        for count in range(1, len(value) + 1):
            some = dict(list(value.items())[:count])
            if len(some) < len(value) and not {"country", "market"} & set(some):
                continue
            parts = Parts()
            parts.part(list(some)[-1], closures, some)
            parts.done()
        return
    closures(value)


_READERS: Final[Mapping[str, Callable[[Any], None]]] = {
    "hours": _hours,
    "holidays": _holidays,
    "exceptions": _exceptions,
    "dayparts": _dayparts,
    "version": _text,
}
