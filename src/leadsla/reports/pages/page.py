"""The report as one HTML page: no script, no request, for a screen in light or dark, a phone and paper.

One question a section, its answer as a sentence, the drawing, and the figures behind it. The style is allowed by its
hash and nothing else is, so that text of a log could not run even if it were not escaped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, TypeVar

from leadsla import charts
from leadsla.attainment import KEPT, MISSED
from leadsla.charts.markup import Child, Markup, joined, table, tag
from leadsla.instants import instant
from leadsla.reports.pages.document import document
from leadsla.reports.pages.forecast import INNER, OUTER, Forecast
from leadsla.reports.pages.hands import hands
from leadsla.reports.pages.listing import (
    Links,
    clock_items,
    clock_lists,
    explained_items,
    explanations,
    folded,
    late_items,
    late_list,
    reckoning,
    section,
    worklist,
)
from leadsla.reports.pages.log_section import leads, log
from leadsla.reports.pages.making import Report
from leadsla.reports.pages.people import people
from leadsla.reports.pages.scene import number, percent
from leadsla.reports.pages.sections import funnel, indicators, periods, waiting
from leadsla.reports.pages.speed import Censored, Speed, rounded
from leadsla.reports.pages.standing import HISTORY, Before, Left, Standing
from leadsla.reports.pages.week import week
from leadsla.reports.reviews.wording import party

T = TypeVar("T", Left, Speed)
_SECTIONS: Final = {
    "promises": "Promises",
    "left": "Late leads left",
    "speed": "How fast",
    "whose": "Whose time",
    "why": "Why late",
    "reps": "Representatives",
    "arrivals": "When they come",
    "funnel": "Where they go",
    "worklist": "What is owed",
    "late": "Late leads",
    "clocks": "All lists",
    "explained": "Explanations",
    "log": "The log",
    "leads": "Leads",
    "reckoned": "How it was reckoned",
}
#: What holds of the curves of those judged, and of no others.
_BOUND: Final = (
    " It is at the rate where the window ends. What was never done stays below the line for ever; what is open and not "
    "yet due is left out, as in the rate."
)
_MARKS: Final = {KEPT: "● kept", MISSED: "✕ missed"}


def page(report: Report) -> str:
    """The page of a report. Raises `SizeError` where no browser would open it."""
    found = [one for one in sections_of(report, Links.of(report)).values() if one is not None]
    year = report.header.at.astimezone(report.face.tz).year
    return document(title_of(report), year, heading(report, found), *(joined("\n", one) for one in found))


def title_of(report: Report) -> str:
    """What the page is called."""
    return f"{report.period.label}: {report.header.title}"


def sections_of(report: Report, links: Links) -> dict[str, Markup | None]:
    """The sections in their order, by their names."""
    return {
        "verdict": _verdict(report),
        "promises": _promises(report, links),
        "left": _lefts(report, links),
        "speed": _speeds(report),
        "whose": hands(report),
        "why": waiting(report),
        "reps": people(report.representatives, report.period.label),
        "arrivals": week(report.arrivals),
        "funnel": funnel(report, links),
        "worklist": worklist(report, links),
        "periods": periods(report),
        "kpis": indicators(report),
        "late": late_list(report, late_items(report, links)),
        "clocks": clock_lists(report, clock_items(report, links)),
        "explained": explanations(report, explained_items(report)),
        "log": log(report, links),
        "leads": leads(report, links),
        "reckoned": reckoning(report),
    }


def heading(report: Report, sections: list[Markup]) -> Markup:
    """What the report is of, and what is on the page."""
    head, face = report.header, report.face
    facts = [
        f"{report.period.in_words(face)}, {face.place} time",
        f"as of {face.full(instant(head.at))}" + ("" if head.over else ", the period is not over"),
        number(head.leads, "lead"),
        number(head.clocks, "clock"),
        f"{head.agreement} {head.version} (digest {_short(head.digest)})",
    ]
    made = {one.split('id="', 1)[1].split('"', 1)[0] for one in sections}
    return tag(
        "header",
        tag("p", head.organisation, class_="organisation") if head.organisation else None,
        tag("h1", f"{head.title}: {report.period.label}"),
        tag("p", [tag("span", fact) for fact in facts], class_="facts"),
        _rows(report),
        tag("nav", [tag("a", title, href=f"#{name}") for name, title in _SECTIONS.items() if name in made]),
    )


def _short(digest: str) -> str:
    """The first of a digest, by which people compare; it stands whole at the end of the page."""
    return f"{digest.removeprefix('sha256:')[:8]}…"


def _rows(report: Report) -> Markup | None:
    """How much of the log there is."""
    head = report.header
    if head.read is None or head.kept is None or head.left_out is None:
        return None
    why = ", ".join(f"{reason} {count:,}" for reason, count in head.left_out_by.items())
    return tag(
        "p",
        tag("span", f"rows: {head.read:,} read, {head.kept:,} kept, "),
        tag("a", f"{head.left_out:,} left out", href="#log"),
        f" ({why})" if why else None,
        class_="facts rows",
    )


# -- verdict and promises --------------------------------------------------------------------------------------------


def _verdict(report: Report) -> Markup:
    found = report.verdict
    changes = [
        tag(
            "li",
            f"{one.name}: {_rate(one.before)} in {one.before.period}, {_rate(one.now)} in {one.now.period}.",
        )
        for one in found.changes
    ]
    return section(
        "verdict",
        "Is the agreement kept?",
        found.answer,
        tag("p", found.detail) if found.detail else None,
        joined(tag("p", "What moved most since the period before:", class_="quiet"), tag("ul", changes))
        if changes
        else None,
        joined(
            tag("p", "Beyond chance:", class_="quiet"),
            tag("ul", [tag("li", one) for one in found.beyond_chance]),
        )
        if found.beyond_chance
        else None,
    )


def _rate(one: Before) -> str:
    return f"{percent(one.met, one.judged)} ({one.met:,} of {one.judged:,})"


def status_of(row: Standing) -> Child:
    """Where a promise stands, as a sign and a word."""
    if row.status is None:
        return "no target"
    if row.status in _MARKS:
        return tag("span", _MARKS[row.status], class_=f"status {row.status}")
    course = {KEPT: " ▲ on course", MISSED: " ▼ heading to be missed"}.get(row.course or "", "")
    return tag(
        "span", f"○ {row.status}{course}", class_="status missed" if row.course == MISSED else "status"
    )


def _promises(report: Report, links: Links) -> Markup | None:
    if not report.promises:
        return None
    titles = (
        "promise", "rate", charts.rate_axis(), "target", "status", "met", "late", "open", "void", "before", "by",
    )  # fmt: skip
    rows = [_promise(report, row, links, _periods(report, row)) for row in report.promises]
    best = sum(row.met for row in report.promises)
    judged = best + sum(row.breached for row in report.promises)
    legend = (
        "Dot: the rate, met of met and late; hollow below 20. Bar: from “all that is open comes late” to “all in "
        "time”. Heavy mark: the target. Before: up to six periods, the last one strong, hollow below 20."
    )
    return section(
        "promises",
        "How does each promise stand?",
        f"{best:,} of {judged:,} judged clocks were met in time ({percent(best, judged)}).",
        table(titles, rows, right=(1, 5, 6, 7, 8)),
        tag("p", legend, class_="quiet"),
    )


def _periods(report: Report, row: Standing) -> list[str]:
    """The periods that all promises of the period of a row are drawn over: one axis for all of them."""
    shared = (one.history for one in report.promises if one.period == row.period)
    return sorted({before.period for history in shared for before in history})[-HISTORY:]


def _promise(report: Report, row: Standing, links: Links, periods: list[str]) -> list[Child]:
    judged = row.met + row.breached
    rate = percent(row.met, judged)
    aim = f", target {row.target_words}" if row.target_words else ""
    before = {one.period: one for one in row.history}
    rates = [before[name].rate if name in before else None for name in periods]
    full = [name in before and before[name].judged >= charts.FULL for name in periods]
    told = ", ".join(f"{one.period} {_rate(one)}" for one in row.history)
    period = "" if row.period == report.period.label else f" ({row.period})"
    return [
        joined(row.name, tag("span", period, class_="quiet")),
        tag("b", rate),
        charts.rate_bar(
            row.rate, row.low, row.high, row.target, judged, f"{row.name}: {rate} of {judged:,}{aim}"
        ),
        row.target_words,
        status_of(row),
        links.count(row.met, f"met.{row.id}"),
        links.count(row.breached, f"late.{row.id}"),
        links.count(row.open, f"open.{row.id}"),
        links.count(row.void, f"void.{row.id}"),
        charts.trend(rates, row.target, told, full=full) if len(row.history) > 1 else None,
        party(report.agreement, row.owner),
    ]


def _lefts(report: Report, links: Links) -> Markup | None:
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
        *(_left(one, links, latest) for one, latest in _with_latest(report.allowances)),
        tag("p", legend, class_="quiet"),
    )


def _with_latest(found: Sequence[T]) -> list[tuple[T, bool]]:
    """Each with whether it is the last of its promise: a year of months is told, and its last month drawn."""
    last = {one.clause: one.id for one in found}
    return [(one, last[one.clause] == one.id) for one in found]


def _title(one: Left | Speed, latest: bool) -> Markup:
    return tag("h3", one.name, None if latest else tag("span", f" {one.period}", class_="quiet"))


def _left(one: Left, links: Links, latest: bool) -> Markup:
    if not latest:
        return joined(_title(one, latest), tag("p", one.answer))
    steps = [(step.x, step.left, links.to(step.anchor, f"late.{one.id}")) for step in one.steps]
    fan = _fan(one.forecast)
    drawing = charts.burn_down(one.budget, steps, one.now, one.ticks, f"{one.name}: {one.answer}", fan=fan)
    return joined(
        _title(one, latest),
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


# -- how fast -------------------------------------------------------------------------------------------------------


def _speeds(report: Report) -> Markup | None:
    if not report.speed:
        return None
    first = [one for one in report.speed if one.clause == report.speed[0].clause][-1]
    return section(
        "speed",
        "How fast is it done?",
        f"{first.name}: {first.answer}",
        *(_speed(one, latest) for one, latest in _with_latest(report.speed)),
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
        return joined(_title(one, latest), tag("p", one.answer))
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
        _title(one, latest),
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
