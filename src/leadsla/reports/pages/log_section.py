"""The section of the page on what the log could not say, and that on the leads that it and others name."""

from __future__ import annotations

from collections.abc import Iterable

from leadsla.charts.markup import Child, Markup, joined, table, tag
from leadsla.phrases import stage_name
from leadsla.reports.pages.listing import Links, folded, section
from leadsla.reports.pages.logged import LogRemarks
from leadsla.reports.pages.making import Report
from leadsla.reports.pages.scene import number


def log(report: Report, links: Links) -> Markup:
    """What the log could not say."""
    found = report.log
    return section(
        "log",
        "What could the log not say?",
        found.answer,
        _rows(found),
        _ignored(found, links),
        _anomalies(found, links),
        _without(found, links),
        _void(found, links),
        _findings(found),
    )


def names(leads: Iterable[str], total: int, links: Links) -> list[Child]:
    """The names of leads, each leading to its entry, and how many more there are."""
    found: list[Child] = []
    for place, lead in enumerate(leads):
        found += [", " if place else "", links.entry(lead)]
    shown = (len(found) + 1) // 2
    return [*found, f" and {total - shown:,} more" if total > shown else ""]


def _part(title: str, *children: Child) -> Markup:
    return joined(tag("h3", title), *children)


def _rows(found: LogRemarks) -> Markup | None:
    if not found.rows:
        return None
    rows = [
        (row.reason, "kept" if row.kept else "left out", f"{row.count:,}", _where(row.where, row.count))
        for row in found.rows
    ]
    return _part("Rows with faults", table(("fault", "", "rows", "where"), rows, right=(2,)))


def _where(where: tuple[str, ...], total: int) -> str:
    return "; ".join(where) + (f" and {total - len(where):,} more" if total > len(where) else "")


def _ignored(found: LogRemarks, links: Links) -> Markup | None:
    rows: list[list[Child]] = []
    if found.later:
        later = names(found.later_leads, 0, links)
        rows.append(["later than this report, and not looked at", f"{found.later:,}", later])
    if found.duplicates:
        rows.append(["ignored, because another has the same id", f"{found.duplicates:,}", ""])
    if found.late:
        late = names(found.late_leads, 0, links)
        rows.append(["recorded late: after what happened later to the lead", f"{found.late:,}", late])
    if not rows:
        return None
    return _part("Events out of time", table(("events", "count", "first leads"), rows, right=(1,)))


def _anomalies(found: LogRemarks, links: Links) -> Markup | None:
    if not found.anomalies:
        return None
    rows = [
        (
            one.event,
            one.why,
            f"{one.count:,}",
            f"{one.leads:,}",
            names((lead for lead, _ in one.examples), one.leads, links),
        )
        for one in found.anomalies
    ]
    titles = ("event", "what was odd", "count", "leads", "first of them")
    return _part("Anomalies", table(titles, rows, right=(2, 3)))


def _without(found: LogRemarks, links: Links) -> Markup | None:
    if not found.unstarted:
        return None
    rows = [
        (one.name, one.reason, f"{one.count:,}", names(one.leads, one.count, links))
        for one in found.unstarted
    ]
    return _part(
        "No clock, because …",
        tag(
            "p",
            "Leads to which something happened in this period, and that never had a clock of the promise.",
            class_="quiet",
        ),
        table(("promise", "no clock, because", "leads", "first of them"), rows, right=(2,)),
    )


def _void(found: LogRemarks, links: Links) -> Markup | None:
    if not found.void:
        return None
    rows = [(one.name, one.period, one.reason, links.count(one.count, one.id)) for one in found.void]
    titles = ("promise", "period", "void, because", "clocks")
    return _part(
        "Clocks that came to nothing, and count nowhere",
        table(titles, rows, right=(3,)),
    )


def _findings(found: LogRemarks) -> Markup | None:
    if not found.findings:
        return None
    parts: list[Child] = []
    for one in found.findings:
        evidence = [(key.replace("_", " "), str(value)) for key, value in one.evidence.items()]
        parts += [
            tag("p", tag("b", f"{one.count:,} of {one.total:,}: "), f"{one.what} ", tag("i", one.do)),
            folded(
                f"Evidence: {one.name}",
                tag("ul", [tag("li", example) for example in one.examples]) if one.examples else None,
                table(("", ""), evidence) if evidence else None,
            ),
        ]
    return _part("Doubts about the log itself", *parts)


def leads(report: Report, links: Links) -> Markup | None:
    """The leads that are named, with their clocks."""
    if not report.leads:
        return None
    rows = [
        tag(
            "tr",
            tag("td", one.lead),
            tag("td", "" if one.stage is None else stage_name(one.stage)),
            tag("td", [[tag("span", links.lead(clock.anchor, f"{clock.name}: {clock.outcome}"), class_="clock"), " "]
                       for clock in one.clocks]),
            id=links.of_lead(one.lead),
        )
        for one in report.leads
    ]  # fmt: skip
    head = tag("thead", tag("tr", [tag("th", title) for title in ("lead", "stage now", "clocks")]))
    return section(
        "leads",
        "Which leads are named above?",
        f"{number(len(report.leads), 'lead')} named by the funnel and by the log.",
        folded("The leads", tag("div", tag("table", head, tag("tbody", rows)), class_="wide")),
    )
