"""When leads come and when somebody is there: arrivals by hour of the week beside the opening hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import attrs

from leadsla.calendars import Calendar
from leadsla.evaluation.journeys import Journey
from leadsla.instants import instant
from leadsla.reports.pages.scene import Scene, number, percent

_HOUR = dt.timedelta(hours=1)


@attrs.frozen
class Arrivals:
    """Leads by the weekday (from Monday) and hour of their first event in the agreement's zone.

    `open` is the share of each hour's time in the period in which the office was open; holidays count.
    """

    calendar: str
    leads: int
    closed: int
    counts: tuple[tuple[int, ...], ...]
    open: tuple[tuple[float, ...], ...]
    answer: str


def arrivals(scene: Scene, journeys: Iterable[Journey]) -> Arrivals:
    """When leads arrived in the time that is looked at."""
    agreement, span, tz = scene.evaluation.agreement, scene.span, scene.face.tz
    calendar = agreement.calendar_named(None)
    timeline = calendar.timeline
    counts = [[0] * 24 for _ in range(7)]
    closed = 0
    for journey in journeys:
        if journey.compacted is not None or journey.events[0].at not in span:
            continue
        at = journey.events[0].at
        local = at.astimezone(tz)
        counts[local.weekday()][local.hour] += 1
        closed += not timeline.is_open(instant(at))
    leads = sum(map(sum, counts))
    return Arrivals(
        calendar=agreement.calendar or next(iter(agreement.calendars), ""),
        leads=leads,
        closed=closed,
        counts=tuple(map(tuple, counts)),
        open=_opened(calendar, scene),
        answer=_answer(leads, closed),
    )


def _opened(calendar: Calendar, scene: Scene) -> tuple[tuple[float, ...], ...]:
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


def _answer(leads: int, closed: int) -> str:
    if not leads:
        return "No lead arrived in this period."
    share = percent(closed, leads)
    return f"{number(leads, 'lead')} arrived, {closed:,} of them ({share}) while the office was closed."
