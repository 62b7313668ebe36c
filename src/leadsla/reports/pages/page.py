"""The report as one HTML page: no script, no request, for a screen in light or dark, a phone and paper.

One question a section, its answer as a sentence, the drawing, and the figures behind it. The style is allowed by its
hash and nothing else is, so that text of a log could not run even if it were not escaped.
"""

from __future__ import annotations

from typing import Final

from leadsla import charts
from leadsla.attainment import KEPT, MISSED
from leadsla.charts.markup import Child, Markup, joined, table, tag
from leadsla.instants import instant
from leadsla.reports.pages.document import document
from leadsla.reports.pages.hands import hands
from leadsla.reports.pages.left_section import lefts
from leadsla.reports.pages.listing import (
    Links,
    clock_items,
    clock_lists,
    explained_items,
    explanations,
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
from leadsla.reports.pages.speed_section import speeds
from leadsla.reports.pages.standing import HISTORY, Before, Standing
from leadsla.reports.pages.week import week
from leadsla.reports.reviews.wording import party

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
        "left": lefts(report, links),
        "speed": speeds(report),
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
