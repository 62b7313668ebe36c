"""When leads come and when somebody is there: by hour of the week, how many, how many late, how long they wait.

A lead belongs to the hour of its first event. *Late* are first clocks of the promise that the page speaks of first.
The *wait* is by its own watch, from that event to the first attempt to reach it, and a lead that still waits counts as
waiting so long at least (see `leadsla.metrics.survival`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, TypeAlias, TypeVar

import attrs

from leadsla.calendars import Calendar
from leadsla.errors import ExtraError
from leadsla.evaluation import Plan
from leadsla.evaluation.journeys import Journey
from leadsla.events import TOUCHES
from leadsla.instants import MINUTE, instant
from leadsla.lead import BREACHED, MET
from leadsla.metrics.survival import reached
from leadsla.metrics.waits import ATTEMPT, Wait, Waits, moments, waits_of
from leadsla.reports.pages.scene import Scene, number, percent
from leadsla.reports.pages.speed import rounded

T = TypeVar("T")
#: Seven days, from Monday, of 24 hours.
Grid: TypeAlias = tuple[tuple[T, ...], ...]
#: Below so many neither a share nor a median is given.
ENOUGH: Final = 5
_HOUR: Final = dt.timedelta(hours=1)
_QUARTER: Final = 15 * MINUTE


@attrs.frozen
class Lateness:
    """Of the leads that came in each hour: how many first clocks of a promise were judged, and how many breached."""

    clause: str
    name: str
    judged: Grid[int]
    late: Grid[int]


@attrs.frozen
class HourlyWaits:
    """The median wait of the leads that came in each hour, each hour of the day, each day; None below 5 leads, and
    where half of them have not been reached."""

    cells: Grid[dt.timedelta | None]
    hours: tuple[dt.timedelta | None, ...]
    days: tuple[dt.timedelta | None, ...]


@attrs.frozen
class Arrivals:
    """Leads by the weekday (from Monday) and hour of their first event in the agreement's zone.

    `open` is the share of each hour's time in the period in which the office was open; holidays count. `touches` are
    the attempts to reach a lead in each hour of the day. `wait_closed` and `wait_open` are the median waits of
    those that came while it was closed and open. `waits` is None without scipy.
    """

    calendar: str
    leads: int
    closed: int
    counts: Grid[int]
    open: Grid[float]
    touches: tuple[int, ...]
    lateness: Lateness | None
    waits: HourlyWaits | None
    wait_closed: dt.timedelta | None
    wait_open: dt.timedelta | None
    answer: str


def arrivals(scene: Scene, journeys: Iterable[Journey], clause: str | None = None) -> Arrivals:
    """When leads arrived in the time that is looked at, and which of them had late clocks of a promise."""
    agreement = scene.evaluation.agreement
    calendar = agreement.calendar_named(None)
    known = [journey for journey in journeys if journey.compacted is None]
    came = {journey.lead: journey for journey in known if journey.events[0].at in scene.span}
    closed = {
        lead for lead, journey in came.items() if not calendar.timeline.is_open(journey.events[0].instant)
    }
    waits = list(waits_of(came.values(), _arrival, moments(ATTEMPT), calendar, "from the arrival"))
    while_closed = _median([wait for wait in waits if wait.lead in closed])
    while_open = _median([wait for wait in waits if wait.lead not in closed])
    return Arrivals(
        calendar=agreement.calendar or next(iter(agreement.calendars), ""),
        leads=len(came),
        closed=len(closed),
        counts=_counted(scene, (journey.events[0].instant for journey in came.values())),
        open=_opened(calendar, scene),
        touches=_touches(scene, known),
        lateness=None if clause is None else _lateness(scene, came, clause),
        waits=_hourly(scene, waits),
        wait_closed=while_closed,
        wait_open=while_open,
        answer=_answer(len(came), len(closed), while_closed, while_open),
    )


def _arrival(journey: Journey) -> Iterator[dt.datetime]:
    return iter([journey.events[0].at])


def _counted(scene: Scene, times: Iterable[int]) -> Grid[int]:
    """How many of some instants lie in each hour of the week."""
    counts = [[0] * 24 for _ in range(7)]
    # Zones change their offset on quarters of an hour, and there are fewer of these than times.
    for quarter, count in Counter([at // _QUARTER for at in times]).items():
        local = scene.face.local(quarter * _QUARTER)
        counts[local.weekday()][local.hour] += count
    return tuple(map(tuple, counts))


def _touches(scene: Scene, journeys: Collection[Journey]) -> tuple[int, ...]:
    """The attempts in each hour of the day."""
    first, after = instant(scene.span.start), instant(scene.span.end)
    made = (
        event.instant
        for journey in journeys
        for event in journey.events
        if event.name in TOUCHES and first <= event.instant < after and event.is_attempt
    )
    week = _counted(scene, made)
    return tuple(sum(day[hour] for day in week) for hour in range(24))


def _lateness(scene: Scene, came: dict[str, Journey], clause: str) -> Lateness:
    judged: list[int] = []
    late: list[int] = []
    name = ""
    for cell in scene.cells:
        if cell.clause != clause:
            continue
        name = cell.name
        for clock in cell.clocks:
            first = clock.lead in came and clock.cycle == 1 and not isinstance(clock, Plan)
            if first and clock.outcome in (MET, BREACHED):
                at = came[clock.lead or ""].events[0].instant
                judged.append(at)
                late += [at] if clock.outcome == BREACHED else []
    return Lateness(clause, name, _counted(scene, judged), _counted(scene, late))


def _hourly(scene: Scene, waits: Sequence[Wait]) -> HourlyWaits | None:
    """The medians by hour of the week, of the day, and by day; None where they cannot be worked out."""
    week: list[list[list[Wait]]] = [[[] for _ in range(24)] for _ in range(7)]
    for wait in waits:
        local = wait.start.astimezone(scene.face.tz)
        week[local.weekday()][local.hour].append(wait)
    try:
        reached([dt.timedelta(1)], [], ())
    except ExtraError:
        return None
    return HourlyWaits(
        tuple(tuple(_median(cell, ENOUGH) for cell in day) for day in week),
        tuple(_median([wait for day in week for wait in day[hour]], ENOUGH) for hour in range(24)),
        tuple(_median([wait for cell in day for wait in cell], ENOUGH) for day in week),
    )


def _median(waits: Sequence[Wait], least: int = 1) -> dt.timedelta | None:
    """When half of them had been reached; None where that is not so, of too few, and without scipy."""
    if len(waits) < least:
        return None
    try:
        return Waits("", tuple(waits)).reached(0.5)[0]
    except ExtraError:
        return None


def _opened(calendar: Calendar, scene: Scene) -> Grid[float]:
    """The share of the hours of the week that was open, hour by hour as the wall has them."""
    tz = scene.face.tz
    there = [[dt.timedelta()] * 24 for _ in range(7)]
    whole = [[dt.timedelta()] * 24 for _ in range(7)]
    for into, intervals in (
        (there, calendar.intervals(scene.span.start, scene.span.end)),
        (whole, [(scene.span.start, scene.span.end)]),
    ):
        for start, end in intervals:
            at = start.astimezone(dt.UTC)
            while at < end:
                local = at.astimezone(tz)
                past = dt.timedelta(
                    minutes=local.minute, seconds=local.second, microseconds=local.microsecond
                )
                following = min(at + _HOUR - past, end)
                into[local.weekday()][local.hour] += following - at
                at = following
    return tuple(
        tuple(
            round(there[day][hour] / whole[day][hour], 3) if whole[day][hour] else 0.0 for hour in range(24)
        )
        for day in range(7)
    )


def _answer(
    leads: int, closed: int, while_closed: dt.timedelta | None, while_open: dt.timedelta | None
) -> str:
    if not leads:
        return "No lead arrived in this period."
    share = percent(closed, leads)
    said = f"{number(leads, 'lead')} arrived, {closed:,} of them ({share}) while the office was closed"
    if while_closed is None or not closed:
        return f"{said}."
    said += (
        f"; by their own watch half of these waited {rounded(while_closed, days=True)} for the first attempt"
    )
    return (
        f"{said}, of the others {rounded(while_open, days=True)}." if while_open is not None else f"{said}."
    )
