"""Business time against its peers and against hand-written numpy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from leadsla.calendars import BusinessCalendar


def make(
    spec: Any,
) -> tuple[Callable[[dt.datetime, int], dt.datetime], Callable[[dt.datetime, dt.datetime], dt.timedelta]]:
    """The library's `add` and `between` for the standard week of a comparison."""
    calendar = BusinessCalendar(spec.tz.key, {"mon-fri": ["09:00-12:00", "13:00-17:00"]}, spec.holidays)
    add, minute = calendar.add, dt.timedelta(minutes=1)

    def add_minutes(start: dt.datetime, minutes: int) -> dt.datetime:
        return add(start, minutes * minute)

    return add_minutes, calendar.between
