"""The section of the page about the hours of the week: three maps of it, one shown at a time, and the figures."""

from __future__ import annotations

import datetime as dt
import math
from typing import Final

from leadsla import charts
from leadsla.charts.markup import Markup, joined, tag
from leadsla.charts.markup import table as figures
from leadsla.reports.pages.arrivals import ENOUGH, Arrivals, HourlyWaits, Lateness
from leadsla.reports.pages.listing import folded, section
from leadsla.reports.pages.scene import percent
from leadsla.reports.pages.speed import rounded

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: Units with their seconds, and from how many on they are used.
_SIZES: Final = ((86_400, 345_600, "d"), (3_600, 3_600, "h"), (60, 60, "m"), (1, 0, "s"))


def week(found: Arrivals) -> Markup | None:
    """When leads come, and whether somebody is there."""
    if not found.leads:
        return None
    layers = [("Arrivals", _arrivals(found))]
    if found.lateness is not None and any(map(_any, found.lateness.judged)):
        layers.append(("Late share", _late(found, found.lateness)))
    if found.waits is not None and any(found.waits.days + found.waits.hours):
        layers.append(("Median wait", _waits(found, found.waits)))
    office = f" ({found.calendar})" if found.calendar else ""
    return section(
        "arrivals",
        "When do they come, and is somebody there?",
        found.answer,
        _switch(layers),
        tag(
            "p",
            f"By the hour of the week in which a lead first appears. Crossed out: the office{office} was closed "
            f"most of that hour in this period, holidays included. A dot: fewer than {ENOUGH} leads to judge by.",
            class_="quiet",
        ),
        folded("The figures", _by_hour(found), _by_day(found)),
    )


def _any(judged: tuple[int, ...]) -> bool:
    """Whether there is enough of a day to speak of it."""
    return sum(judged) >= ENOUGH


def _switch(layers: list[tuple[str, Markup]]) -> Markup:
    """One layer at a time without a script: the chosen button shows its figure; on paper all of them stand."""
    if len(layers) == 1:
        return layers[0][1]
    buttons = [
        joined(
            tag(
                "input",
                type="radio",
                name="layer",
                id=f"layer-{place}",
                checked="" if place == 1 else None,
            ),
            tag("label", name, for_=f"layer-{place}"),
        )
        for place, (name, _) in enumerate(layers, 1)
    ]
    return tag("div", buttons, [layer for _, layer in layers], class_="layers")


def _figure(drawing: charts.Chart, caption: str) -> Markup:
    return tag("figure", drawing, tag("figcaption", caption))


def _arrivals(found: Arrivals) -> Markup:
    by_hour = _hours(found.counts)
    corners = None if found.lateness is None else _shares(found.lateness)
    drawing = charts.week_map(
        found.counts,
        found.open,
        found.answer,
        corners=corners or (),
        day_sums=[f"{sum(day):,}" for day in found.counts],
        below={
            "leads": [_count(number) for number in by_hour],
            "touches": [_count(n) for n in found.touches],
        },
    )
    triangle = (
        f" A triangle grows with the share of late ones ({found.lateness.name})." if found.lateness else ""
    )
    return _figure(
        drawing,
        f"Leads that arrived; sums at the right and below, with the attempts made in each hour of the day.{triangle}",
    )


def _late(found: Arrivals, late: Lateness) -> Markup:
    days = [_share(sum(gone), sum(judged)) for gone, judged in zip(late.late, late.judged, strict=True)]
    hours = [
        _share(gone, judged) for gone, judged in zip(_hours(late.late), _hours(late.judged), strict=True)
    ]
    drawing = charts.week_map(
        _shares(late),
        found.open,
        f"{late.name}: share of late ones by the hour in which the lead came",
        most=1.0,
        said=lambda share: f"{math.floor(share * 100)}",
        zeros=True,
        day_sums=["" if share is None else f"{math.floor(share * 100)} %" for share in days],
        below={"all": ["" if share is None else f"{math.floor(share * 100)}" for share in hours]},
    )
    return _figure(drawing, f"{late.name}: late ones of those judged, in %.")


def _waits(found: Arrivals, waits: HourlyWaits) -> Markup:
    longest = max((wait for day in waits.cells for wait in day if wait is not None), default=dt.timedelta(1))
    cells = [
        [
            math.inf if wait is None and count >= ENOUGH else None if wait is None else wait.total_seconds()
            for wait, count in zip(day, counts, strict=True)
        ]
        for day, counts in zip(waits.cells, found.counts, strict=True)
    ]
    drawing = charts.week_map(
        cells,
        found.open,
        "Median wait by the hour in which the lead came",
        most=longest.total_seconds() or 1.0,
        said=brief,
        zeros=True,
        day_sums=["" if wait is None else rounded(wait, days=True) for wait in waits.days],
        below={"all": ["" if wait is None else brief(wait.total_seconds()) for wait in waits.hours]},
    )
    return _figure(
        drawing,
        "By when half of them had been tried to reach, by their own watch; those that still wait count as waiting. "
        "∞: not yet half of them.",
    )


def brief(seconds: float) -> str:
    """A length of time that fits into a cell.

    >>> brief(95), brief(5400), brief(200000), brief(400000), brief(0), brief(math.inf)
    ('1m', '1h', '55h', '4d', '0s', '∞')
    """
    if seconds == math.inf:
        return "∞"
    size, _, unit = next(one for one in _SIZES if seconds >= one[1])
    return f"{seconds // size:.0f}{unit}"


def _count(number: int) -> str:
    return "" if not number else f"{number:,}" if number < 1000 else f"{number // 1000}k"


def _hours(grid: tuple[tuple[int, ...], ...]) -> list[int]:
    return [sum(day[hour] for day in grid) for hour in range(24)]


def _share(late: int, judged: int) -> float | None:
    return late / judged if judged >= ENOUGH else None


def _shares(late: Lateness) -> list[list[float | None]]:
    return [
        [_share(gone, judged) for gone, judged in zip(*rows, strict=True)]
        for rows in zip(late.late, late.judged, strict=True)
    ]


def _by_hour(found: Arrivals) -> Markup:
    late = None if found.lateness is None else (_hours(found.lateness.late), _hours(found.lateness.judged))
    waits = None if found.waits is None else found.waits.hours
    rows = [
        [
            f"{hour:02}:00",
            f"{count:,}",
            f"{found.touches[hour]:,}",
            *_rest(
                None if late is None else (late[0][hour], late[1][hour]),
                None if waits is None else waits[hour],
            ),
        ]
        for hour, count in enumerate(_hours(found.counts))
        if count or found.touches[hour]
    ]
    return figures(("hour", "leads", "touches", "late", "median wait"), rows, right=range(1, 5))


def _by_day(found: Arrivals) -> Markup:
    late, waits = found.lateness, None if found.waits is None else found.waits.days
    rows = [
        [
            _DAYS[day],
            f"{sum(counts):,}",
            *_rest(
                None if late is None else (sum(late.late[day]), sum(late.judged[day])),
                None if waits is None else waits[day],
            ),
        ]
        for day, counts in enumerate(found.counts)
    ]
    return figures(("day", "leads", "late", "median wait"), rows, right=range(1, 4))


def _rest(late: tuple[int, int] | None, wait: dt.timedelta | None) -> list[str]:
    said = "–" if late is None or not late[1] else f"{late[0]:,} of {late[1]:,} ({percent(*late)})"
    return [said, "–" if wait is None else rounded(wait, days=True)]
