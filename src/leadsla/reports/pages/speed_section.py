"""The section of the page about how fast: the share done by each time, and by when most were, window by window."""

from __future__ import annotations

import datetime as dt
from typing import Final

from leadsla import charts
from leadsla.charts.markup import Markup, joined, table, tag
from leadsla.reports.pages.latest import title, with_latest
from leadsla.reports.pages.listing import folded, section
from leadsla.reports.pages.making import Report
from leadsla.reports.pages.scene import number, percent
from leadsla.reports.pages.speed import Censored, Speed, rounded

#: What holds of the curves of those judged, and of no others.
_BOUND: Final = (
    " It is at the rate where the window ends. What was never done stays below the line for ever; what is open and not "
    "yet due is left out, as in the rate."
)


def speeds(report: Report) -> Markup | None:
    """How fast it is done."""
    if not report.speed:
        return None
    first = [one for one in report.speed if one.clause == report.speed[0].clause][-1]
    return section(
        "speed",
        "How fast is it done?",
        f"{first.name}: {first.answer}",
        *(_speed(one, latest) for one, latest in with_latest(report.speed)),
        tag(
            "p",
            "Heavy line: the share done within a time that counts. Broken line: the same by the lead’s own watch."
            + ("" if first.censored else _BOUND)
            + " Strip: a dot where half are done, strokes at 80 and 90 %.",
            class_="quiet",
        ),
    )


def _speed(one: Speed, latest: bool) -> Markup:
    if not latest:
        return joined(title(one, latest), tag("p", one.answer))
    missing = f"never done {one.never:,}" if one.never else ""
    counted, elapsed = one.counted, one.elapsed
    band: tuple[tuple[float, float, float], ...] = ()
    if one.censored is not None:
        missing = f"waiting {one.censored.waiting:,}" if one.censored.waiting else ""
        counted = tuple((x, share) for x, share, _, _ in one.censored.counted)
        elapsed = tuple((x, share) for x, share, _, _ in one.censored.elapsed)
        band = tuple(
            (x, low, high) for x, _, low, high in one.censored.counted if low is not None and high is not None
        )
    drawing = charts.step_curve(
        counted,
        elapsed,
        one.window,
        one.target,
        f"{one.name}: {one.answer}",
        relative=one.relative,
        missing=missing,
        band=band,
    )
    axis = "Time as a share of each window, because windows differ. " if one.relative else ""
    strips = [
        [
            strip.window,
            f"{strip.judged:,}",
            percent(strip.met, strip.judged),
            *_times(strip.counted, days=not one.business),
            *_times(strip.elapsed, days=True),
        ]
        for strip in one.strips
    ]
    titles = (
        "window",
        "judged",
        "in time",
        "half within",
        "80 %",
        "90 %",
        "half, by the watch",
        "80 %",
        "90 %",
    )
    return joined(
        title(one, latest),
        tag("p", axis, one.answer, f" {number(one.open, 'is open', 'are open')}." if one.open else ""),
        tag("figure", drawing),
        tag("p", _waiting(one.censored), class_="quiet") if one.censored is not None else None,
        tag("figure", _strip(one)),
        folded("By window", table(titles, strips, right=range(1, 9))),
    )


def _waiting(found: Censored) -> str:
    return (
        f"Drawn with those that are open or never done ({found.waiting:,}), as waiting so long at least (Kaplan and "
        "Meier’s, band of 95 %). Because those take part, it need not be at the rate where the window ends."
    )


def _strip(one: Speed) -> charts.Chart:
    """By when half, 80 % and 90 % were done, a row for each window, in time that counts."""
    rows = {
        strip.window: [None if length is None else length.total_seconds() for length in strip.counted]
        for strip in one.strips
    }
    shown = [length for row in rows.values() for length in row if length]
    axis = charts.Axis("time that counts" if one.business else "time", form="time", log=bool(shown))
    return charts.quantiles(rows, f"{one.name}: by when half, 80 % and 90 % were done, by window", x=axis)


def _times(lengths: tuple[dt.timedelta | None, ...], *, days: bool = False) -> list[str]:
    return ["not reached" if one is None else rounded(one, days=days) for one in lengths]
