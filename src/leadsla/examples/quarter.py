"""A quarter of events under the agreement of Acme, made up: enough leads for figures to mean something.

This is nobody's log. A few habits are put in, for analyses to find: webinars bring many leads in one hour, lists from
events are uploaded on Mondays, routing is done by hand but for demo requests, one representative is away for a week,
and people answer by the hours of the office. Only `random()` is drawn on, whose numbers are the same everywhere.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import attrs

from leadsla.events import Event

if TYPE_CHECKING:
    from leadsla.calendars import Calendar

_ZONE: Final = ZoneInfo("America/New_York")
_FIRST: Final = dt.datetime(2026, 1, 5, tzinfo=_ZONE)
_DAYS: Final = 82
_MINUTE: Final = dt.timedelta(minutes=1)
#: Sources: their share, how fast their leads are routed (median, minutes of open time; None: at once), how many of
#: them sales accepts, and how many of the accepted are won.
_SOURCES: Final = {
    "demo_request": (0.18, None, 0.90, 0.24),
    "webinar": (0.24, 55.0, 0.68, 0.06),
    "content": (0.32, 25.0, 0.60, 0.05),
    "event": (0.10, 150.0, 0.52, 0.04),
    "referral": (0.16, 12.0, 0.92, 0.30),
}
_REASONS: Final = (("no budget", 0.45), ("no need", 0.35), ("wrong region", 0.20))
#: Representatives: the median of their first answer, in minutes of open time.
_REPS: Final = {"rep1": 11.0, "rep2": 9.0, "rep3": 16.0, "rep4": 13.0, "rep5": 38.0, "rep6": 14.0}
#: Who is away, from when to when; what is assigned to him waits until he is back.
_AWAY: Final = ("rep3", dt.datetime(2026, 2, 9, 9, tzinfo=_ZONE), dt.datetime(2026, 2, 16, 9, tzinfo=_ZONE))


@attrs.define
class _Quarter:
    """The events of one lead after the other, drawn from one source of numbers."""

    random: Random
    calendar: Calendar
    until: dt.datetime

    def lead(self, number: int) -> Iterator[Event]:
        """All that happens to a lead until the end of the quarter."""
        name = f"Q-{number:04d}"
        source = self._drawn({source: given[0] for source, given in _SOURCES.items()})
        _, routed, accepts, wins = _SOURCES[source]
        created = self._arrives(source)
        known = {"source": source, "employees": 5 + int(495 * self.random.random() ** 3)}
        known |= {"company": f"Company {number}", "email": f"contact{number}@company{number}.example"}
        yield self._event(name, created, "created", known, "web")
        qualified = created + _MINUTE * (1 + self._skewed(4, 1.0))
        yield self._event(name, qualified, "qualified", {}, "scoring")
        rep = list(_REPS)[int(len(_REPS) * self.random.random())]
        assigned = qualified + _MINUTE if routed is None else self._later(qualified, routed, 0.8)
        yield self._event(name, assigned, "assigned", {"to": rep}, "router")
        if self.random.random() < 0.02:
            return  # nobody ever touches it
        first = self._answers(assigned, rep, source)
        yield self._touch(name, first, "call", rep)
        yield from self._worked(name, rep, first, accepts, wins)

    def _worked(
        self, name: str, rep: str, first: dt.datetime, accepts: float, wins: float
    ) -> Iterator[Event]:
        answer = self._later(first, 70, 0.9)
        if self.random.random() > accepts:
            reason = self._drawn(dict(_REASONS))
            yield self._event(name, answer, "rejected", {"reason": reason}, rep)
            return
        yield self._event(name, answer, "accepted", {}, rep)
        at = answer
        tries = 3 if self.random.random() < 0.12 else 6
        for number in range(tries):
            at = self._later(at, 400 if number else 60, 1.6)
            yield self._touch(name, at, "email" if number % 2 else "call", rep)
        if self.random.random() < min(1.0, wins * 1.7):
            at = self._later(at, 2_400, 1.2)
            yield self._event(name, at, "advanced", {}, rep)
            if self.random.random() < 0.6:
                at = self._later(at, 7_000, 1.5)
                yield self._event(
                    name, at, "won", {"amount": 2_000 + 500 * int(40 * self.random.random())}, rep
                )

    def _arrives(self, source: str) -> dt.datetime:
        """When a lead comes: in the hour after a webinar, on the Monday after an event, else by day and by night."""
        day = int(_DAYS * self.random.random())
        if source == "webinar" and self.random.random() < 0.7:
            return self._at(day - (day - 3) % 7, 15 * 60 + int(60 * self.random.random()))
        if source == "event":
            return self._at(day - day % 7, 8 * 60 + 40 + int(15 * self.random.random()))
        if day % 7 > 4 and self.random.random() < 0.6:
            day = max(0, day - 3)
        hours = 8.5 + 9 * self.random.random() if self.random.random() < 0.68 else 24 * self.random.random()
        return self._at(day, int(60 * hours))

    def _at(self, day: int, minute: int) -> dt.datetime:
        """A minute of a day of the quarter, by the clock on the wall, with some seconds."""
        date = (_FIRST + dt.timedelta(days=max(0, day))).date()
        time = dt.datetime.combine(date, dt.time(minute // 60 % 24, minute % 60), _ZONE)
        return time.astimezone(dt.UTC) + dt.timedelta(seconds=int(60 * self.random.random()))

    def _answers(self, assigned: dt.datetime, rep: str, source: str) -> dt.datetime:
        """The first attempt: sooner for a demo request, later in the rush after a webinar."""
        median = _REPS[rep] * {"demo_request": 0.32, "webinar": 1.5}.get(source, 1.0)
        away, start, end = _AWAY
        if rep == away and start <= assigned < end:
            assigned = end.astimezone(dt.UTC)
        return self._later(assigned, median, 0.75)

    def _later(self, at: dt.datetime, median: float, shape: float) -> dt.datetime:
        """An instant after so many minutes of open time, to the second."""
        seconds = max(20, round(60 * self._skewed(median, shape)))
        return self.calendar.add(at, dt.timedelta(seconds=seconds))

    def _skewed(self, median: float, shape: float) -> float:
        """A length with a long tail: Weibull's distribution, by its median."""
        drawn = -math.log(1 - self.random.random()) / math.log(2)
        return float(median * drawn ** (1 / shape))

    def _drawn(self, shares: dict[str, float]) -> str:
        left = self.random.random()
        for name, share in shares.items():
            left -= share
            if left < 0:
                return name
        return name

    def _touch(self, lead: str, at: dt.datetime, channel: str, rep: str) -> Event:
        outcome = "sent" if channel == "email" else "connected" if self.random.random() < 0.3 else "no_answer"
        return self._event(lead, at, "touched", {"channel": channel, "outcome": outcome}, rep)

    def _event(self, lead: str, at: dt.datetime, name: str, data: dict[str, Any], actor: str) -> Event:
        return Event(lead, at, name, data, actor=actor)


def quarter(calendar: Calendar, leads: int, seed: int, until: dt.datetime) -> tuple[Event, ...]:
    """The events of so many leads, in order of time."""
    made = _Quarter(Random(seed), calendar, until)
    events = (event for number in range(1, leads + 1) for event in made.lead(number))
    return tuple(sorted((one for one in events if one.at < until), key=lambda one: (one.at, one.lead)))
