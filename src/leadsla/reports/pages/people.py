"""The section of the page about representatives: no ranking, but who differs beyond chance."""

from __future__ import annotations

from leadsla import charts
from leadsla.charts.markup import Markup, joined, table, tag
from leadsla.reports.pages.listing import folded, section
from leadsla.reports.pages.representatives import Spread
from leadsla.reports.pages.scene import number, percent


def people(found: tuple[Spread, ...], period: str) -> Markup | None:
    """The section of the page."""
    if not found:
        return None
    last = {one.clause: one for one in found}
    first = next(iter(last.values()))
    return section(
        "reps",
        "Do representatives differ beyond chance?",
        f"{first.name}: {first.answer}",
        *(_plot(one, period) for one in last.values()),
        tag(
            "p",
            "A point: a representative. The lines: within which 95 % (full) and 99.8 % (dashed) would lie if each "
            "clock were met with the chance that the target asks for. A diamond with a name: outside. There is no "
            "ranking: between those inside, chance is explanation enough.",
            class_="quiet",
        ),
    )


def _plot(one: Spread, period: str) -> Markup:
    points = [
        charts.Rated(rep.judged, rep.met / rep.judged, rep.name or "", rep.outside is not None)
        for rep in one.representatives
    ]
    inner = [(n.judged, n.inner_low / n.judged, n.inner_high / n.judged) for n in one.limits]
    outer = [(n.judged, n.outer_low / n.judged, n.outer_high / n.judged) for n in one.limits]
    drawing = charts.funnel_plot(
        points, one.target, f"{one.name}: {one.answer}", limits=[inner, outer], x_title="judged clocks"
    )
    other = "" if one.period == period else f" {one.period}"
    nobody = (
        f" {number(one.nobody, 'judged clock was', 'judged clocks were')} nobody’s." if one.nobody else ""
    )
    outside = [rep for rep in one.representatives if rep.outside]
    rows = [
        (
            rep.name,
            f"{rep.judged:,}",
            f"{rep.met:,}",
            percent(rep.met, rep.judged),
            f"outside {rep.outside:.1%}".replace(".0%", "%").replace("%", " %"),
        )
        for rep in outside
    ]
    titles = ("representative", "judged", "met", "rate", "")
    return joined(
        tag("h3", one.name, tag("span", other, class_="quiet") if other else None),
        tag("p", one.answer, nobody),
        tag("figure", drawing),
        folded("Who lies outside", table(titles, rows, right=(1, 2, 3))) if rows else None,
    )
