"""The section of the page about whose time it is: for each source a bar for half and one for 80 % of its leads."""

from __future__ import annotations

import datetime as dt
from typing import Final

from leadsla import charts
from leadsla.charts.markup import Child, Markup, table, tag
from leadsla.reports.pages.handling import Handled, Handling
from leadsla.reports.pages.listing import folded, section
from leadsla.reports.pages.making import Report
from leadsla.reports.pages.speed import rounded
from leadsla.reports.reviews.wording import party

#: So many sources are drawn, the largest; the table has all of them.
_MOST: Final = 8


def hands(report: Report) -> Markup | None:
    """Whose time it is."""
    found = report.handling
    if found is None:
        return None
    owners = {step.hand: step.owner for step in found.whole.steps}
    promised = ", ".join(
        f"{hand}: {party(report.agreement, owner) if owner else 'nobody promises it'}"
        for hand, owner in owners.items()
    )
    more = len(found.groups) - _MOST
    return section(
        "whose",
        "Whose time is it?",
        f"{found.answer[0].upper()}{found.answer[1:]}",
        tag("figure", _bars(found)),
        tag(
            "p",
            f"Open time of the agreement’s calendar, for each {found.field or 'lead'} a bar by when half of each step "
            "was done and one for 80 %, with the steps’ figures beside it in their order. Each step is by itself, and "
            f"those that have not come to its end count as waiting. Who promises it: {promised}."
            + (f" The table has {more:,} more." if more > 0 else ""),
            class_="quiet",
        ),
        folded("The figures", _figures(found)),
    )


def _bars(found: Handling) -> charts.Chart:
    rows: dict[str, dict[str, float | None]] = {}
    written: dict[str, dict[str, str]] = {}
    for group in found.groups[:_MOST]:
        for place, share in enumerate(("half", "80 %")):
            name = f"{group.group}, {share}"
            # A step that so many have not come to the end of has no length; its place in the row says so.
            rows[name] = {step.hand: _seconds(step.business[place]) for step in group.steps}
            written[name] = {step.hand: _said(step.business[place]) for step in group.steps}
    label = f"Whose time it is: {found.answer}"
    return charts.bars(rows, label, x=charts.Axis("open time", form="time"), written=written)


def _seconds(length: dt.timedelta | None) -> float:
    return 0.0 if length is None else length.total_seconds()


def _said(length: dt.timedelta | None) -> str:
    return "not reached" if length is None else rounded(length)


def _figures(found: Handling) -> Markup:
    titles = (
        "source",
        "leads",
        "step",
        "hand",
        "began",
        "done",
        "half, open time",
        "80 %",
        "half, by the watch",
        "80 %",
    )
    rows = [row for group in (found.whole, *found.groups) for row in _rows(group)]
    return table(titles, rows, right=(1, *range(4, 10)))


def _rows(group: Handled) -> list[list[Child]]:
    return [
        [
            group.group,
            f"{group.leads:,}",
            f"{step.start} to {step.end}",
            step.hand,
            f"{step.began:,}",
            f"{step.done:,}",
            *(_said(length) for length in step.business),
            *("not reached" if length is None else rounded(length, days=True) for length in step.elapsed),
        ]
        for step in group.steps
    ]
