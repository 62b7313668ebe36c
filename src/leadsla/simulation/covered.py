"""A week of arrivals and cover, minute by minute: how many of its leads are answered in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.calendars import BusinessCalendar
from leadsla.instants import DAY
from leadsla.simulation.erlang import ErlangC
from leadsla.simulation.model.arrivals import WEEK
from leadsla.simulation.streams import numpy_or_error

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MINUTES: Final = WEEK * 60
#: Microseconds of a minute.
_MINUTE: Final = DAY // 1440


def open_minutes(hours: Any) -> NDArray[np.bool_]:
    """For each minute of a week, whether it is covered."""
    calendar = hours if isinstance(hours, BusinessCalendar) else BusinessCalendar("UTC", hours)
    found = numpy_or_error().zeros(_MINUTES, dtype=bool)
    for day, intervals in enumerate(calendar.hours):
        for start, end in intervals:
            for minute in range((day * DAY + start) // _MINUTE, (day * DAY + end) // _MINUTE):
                found[minute % _MINUTES] = True
    return found  # type: ignore[no-any-return]


@attrs.frozen(slots=False, eq=False)
class CoveredWeek:
    """A week of arrivals and cover, minute by minute."""

    rates: Sequence[float]
    covered: NDArray[np.bool_]
    people: int
    cover_people: int
    handling_minutes: float
    within: float
    known: dict[tuple[int, int, int], float] = attrs.field(factory=dict)

    @cached_property
    def coming(self) -> NDArray[np.float64]:
        """The leads of each minute."""
        numpy = numpy_or_error()
        return numpy.repeat(numpy.array(self.rates) / 60, 60)  # type: ignore[no-any-return]

    def closed_minutes(self, place: int) -> int:
        """How many minutes of an hour are not covered."""
        return 60 - int(self.covered[60 * place : 60 * place + 60].sum())

    def in_time(self, further: Iterable[int]) -> float:
        """How many leads of a week are answered in time, with further hours covered."""
        numpy = numpy_or_error()
        at_work = numpy.where(self.covered, self.people, 0)
        for place in further:
            hour = slice(60 * place, 60 * place + 60)
            at_work[hour] = numpy.where(self.covered[hour], self.people, self.cover_people)
        minutes, taken = self._taken_up(at_work)
        behind = taken - minutes
        soon = behind <= self.within + 0.5
        most, longest = max(self.people, self.cover_people) + 1, int(self.within) + 2
        then = taken[soon] % _MINUTES
        asked = (then // 60 * most + at_work[then]) * longest + behind[soon]
        leads = numpy.bincount(asked, self.coming[minutes[soon] - _MINUTES])
        kinds = numpy.flatnonzero(leads)
        leads = leads[kinds]
        shares = [
            self._share(kind // longest // most, kind // longest % most, kind % longest)
            for kind in kinds.tolist()
        ]
        return float(leads @ numpy.array(shares)) if shares else 0.0

    def _taken_up(self, at_work: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The minutes of the second of two weeks in which leads come, and those in which they are taken up.

        Work comes and is done evenly here: what piles up while nobody is there is worked off after the opening.
        """
        numpy = numpy_or_error()
        work = numpy.tile(self.coming * self.handling_minutes, 2)
        done = numpy.concatenate([[0.0], numpy.cumsum(numpy.tile(at_work, 4))])
        left = numpy.concatenate([[0.0], numpy.cumsum(work - numpy.tile(at_work, 2))])
        waiting = left - numpy.minimum.accumulate(left)
        minutes = numpy.flatnonzero(self.coming) + _MINUTES
        reached = done[minutes] + waiting[minutes] + 1e-6
        return minutes, numpy.searchsorted(done, reached, side="right") - 1

    def _share(self, place: int, at_work: int, behind: int) -> float:
        """The share in time of leads taken up so many minutes later, in an hour in which so many people are there."""
        asked = place, at_work, behind
        if asked not in self.known:
            # A lead comes in the middle of its minute.
            left = self.within - max(behind - 0.5, 0.0)
            line = ErlangC(self.rates[place], self.handling_minutes, at_work) if at_work else None
            found = 0.0 if line is None or line.unstable or left < 0 else line.share_within(left)
            self.known[asked] = found
        return self.known[asked]
