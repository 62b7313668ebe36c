"""The section of the page about late leads left: how many more each target affords, how they went, where it may end."""

from __future__ import annotations

from leadsla import charts
from leadsla.charts.markup import Markup, joined, table, tag
from leadsla.reports.pages.forecast import INNER, OUTER, Forecast
from leadsla.reports.pages.latest import title, with_latest
from leadsla.reports.pages.listing import Links, folded, section
from leadsla.reports.pages.making import Report
from leadsla.reports.pages.scene import number
from leadsla.reports.pages.standing import Left


def lefts(report: Report, links: Links) -> Markup | None:
    """How many more late leads can be afforded."""
    if not report.allowances:
        return None
    over = sum(one.left < 0 for one in report.allowances)
    has = "has" if over == 1 else "have"
    answer = (
        f"Of {number(len(report.allowances), 'target')} {over:,} {has} more late leads than allowed."
        if over
        else f"All {number(len(report.allowances), 'target')} can still afford what is late so far."
        if len(report.allowances) > 1
        else report.allowances[0].answer
    )
    legend = (
        "Dashed: even use over the open time of the period. A step: a late lead. Closed days have no width. "
        "Fan: dark 50 %, pale 90 %, by the beta-binomial distribution with Jeffreys’ prior, with as many to come as "
        "are expected."
    )
    return section(
        "left",
        "How many more late leads can be afforded?",
        answer,
        *(_left(one, links, latest) for one, latest in with_latest(report.allowances)),
        tag("p", legend, class_="quiet"),
    )


def _left(one: Left, links: Links, latest: bool) -> Markup:
    if not latest:
        return joined(title(one, latest), tag("p", one.answer))
    steps = [(step.x, step.left, links.to(step.anchor, f"late.{one.id}")) for step in one.steps]
    fan = _fan(one.forecast)
    drawing = charts.burn_down(one.budget, steps, one.now, one.ticks, f"{one.name}: {one.answer}", fan=fan)
    return joined(
        title(one, latest),
        tag("p", one.answer, " ", one.detail, _chances(one)),
        tag("figure", drawing),
        tag("p", _forecast(one.forecast), class_="quiet") if one.forecast is not None else None,
        folded("The figures", _left_table(one)),
    )


def _fan(found: Forecast | None) -> list[list[tuple[float, float, float]]]:
    """The inner and the outer band of what is to come."""
    points = () if found is None else found.points
    inner = [(point.x, float(point.inner_low), float(point.inner_high)) for point in points]
    return [inner, [(point.x, float(point.outer_low), float(point.outer_high)) for point in points]]


def _forecast(found: Forecast) -> str:
    """What the fan rests on, and where it ends."""
    if not found.points:
        return found.why_not
    end = found.points[-1]
    like = (
        f"the last {number(found.days, 'open day')}" if found.basis == "recent" else "the whole period so far"
    )
    return (
        f"Fan: the {end.to_judge:,} still to be judged, if they go like {like} ({found.breached:,} of {found.judged:,} "
        f"late). In the end {_span(end.inner_low, end.inner_high)} with a chance of {INNER:.0%}, "
        f"{_span(end.outer_low, end.outer_high)} with {OUTER:.0%}."
    ).replace("%", " %")


def _span(low: int, high: int) -> str:
    if low == high:
        return f"{low:,} left" if low >= 0 else f"{-low:,} too many"
    return (
        f"{low:,} to {high:,} left"
        if low >= 0
        else f"{-low:,} too many to {high:,} left"
        if high >= 0
        else (f"{-low:,} to {-high:,} too many")
    )


def _chances(one: Left) -> str:
    found = []
    for chance, basis in ((one.chance_recent, "the last open days"), (one.chance_so_far, "the whole period")):
        if chance is not None and not one.numbers.row.ended:
            found.append(f"{min(max(round(chance * 100), 1), 99)} % at the pace of {basis}")
    return f" The chance that it is kept: {', '.join(found)}." if found else ""


def _left_table(one: Left) -> Markup:
    data = one.numbers.to_dict()
    words = {
        "target": "target",
        "started": "clocks that count so far",
        "met": "met",
        "breached": "late",
        "open": "open",
        "allowed": "late ones allowed to date",
        "left": "of which left",
        "to_come": "clocks still expected",
        "expected": "clocks expected in all",
        "allowed_expected": "late ones allowed in all",
        "left_expected": "of which left in all",
        "to_judge": "still to be judged",
        "needed": "of which needed in time",
        "in_a_row": "in time in a row, until the rate is at the target",
    }
    rows = [
        (said, f"{data[key]:,}" if key != "target" else str(one.numbers.target).replace("%", " %"))
        for key, said in words.items()
        if data[key] is not None
    ]
    return table(("", "count"), rows, right=(1,))
