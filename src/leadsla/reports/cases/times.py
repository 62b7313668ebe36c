"""The times of a case: a weekday that has to be the date's, a date and a time in the agreement's zone."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from leadsla.documents.entry_faults import FaultyError, wrong_type
from leadsla.errors import Fault
from leadsla.instants import moment, zone
from leadsla.readers.report import Unreadable
from leadsla.readers.times import Times

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WRITTEN: Final = re.compile(r"(?:(?P<day>[A-Za-z]+),?\s+)?(?P<rest>(?P<date>\d{4}-\d\d-\d\d).*)", re.DOTALL)
_EXAMPLE: Final = "Mon 2026-03-02 09:00"


def written(at: dt.datetime, timezone: str) -> str:
    """An instant as a case writes it.

    >>> written(dt.datetime(2026, 3, 2, 14, 0, 1, tzinfo=dt.UTC), "America/New_York")
    'Mon 2026-03-02 09:00:01'
    """
    tz = zone(timezone)
    local = at.astimezone(tz)
    bare = local.replace(tzinfo=None)
    clock = bare.isoformat(" ", "auto" if bare.second or bare.microsecond else "minutes")
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{_DAYS[bare.weekday()][:3]} {clock}" + (f" {_offset(local)}" if twice else "")


class CaseTimes:
    """Reads times in the zone of an agreement.

    >>> CaseTimes("America/New_York").read("Mon 2026-03-02 09:00").isoformat()
    '2026-03-02T14:00:00+00:00'
    """

    def __init__(self, timezone: str) -> None:
        self.timezone = timezone
        self._times = Times(timezone)

    def read(self, value: Any) -> dt.datetime:
        """The instant; raises `FaultyError` for what is none, comes twice or never, or has another weekday."""
        if isinstance(value, dt.date):
            value = value.isoformat()
        if not isinstance(value, str):
            raise FaultyError(wrong_type("a time", value, f"for example {_EXAMPLE}"))
        found = _WRITTEN.fullmatch(value.strip())
        if found is None:
            fault = Fault("wrong-value", f"{value!r} is no time of a case", write=f"for example {_EXAMPLE}")
            raise FaultyError(fault)
        try:
            at, doubt = self._times.read(found["rest"])
        except Unreadable as error:
            write = None if error.what.endswith("then") else f"for example {_EXAMPLE}"
            raise FaultyError(Fault("wrong-value", error.what, write=write)) from None
        if doubt is not None:
            raise FaultyError(_twice(found["rest"], at, self.timezone))
        if found["day"] is not None:
            _check_weekday(found["day"], found["date"], found["rest"])
        return moment(at)


def _offset(at: dt.datetime) -> str:
    hours_and_minutes = f"{at:%z}"
    return f"{hours_and_minutes[:3]}:{hours_and_minutes[3:5]}"


def _twice(text: str, at: int, timezone: str) -> Fault:
    first = moment(at).astimezone(zone(timezone))
    second = first.replace(fold=1)
    either = " or ".join(f"{text} {_offset(one)}" for one in (first, second))
    return Fault("wrong-value", f"{text} comes twice in {timezone}: the clocks go back then", write=either)


def _check_weekday(day: str, date: str, rest: str) -> None:
    right = _DAYS[dt.date.fromisoformat(date).weekday()]
    if len(day) < 2 or not right.lower().startswith(day.lower()):
        meant = next((name for name in _DAYS if len(day) > 1 and name.lower().startswith(day.lower())), None)
        what = f"not a {meant}" if meant else f"and `{day}` is no day of the week"
        raise FaultyError(Fault("wrong-value", f"{date} is a {right}, {what}", write=f"{right[:3]} {rest}"))
