"""Sections of the page about causes: why clocks were late, where leads go, what periods came to."""

from __future__ import annotations

import datetime as dt
from typing import Final

from leadsla import charts
from leadsla.attainment import KEPT
from leadsla.charts.markup import Child, Markup, joined, table, tag
from leadsla.metrics import Leakage
from leadsla.metrics.kpis import Judged
from leadsla.reports.pages.funnel import ADVANCED, BACK, HERE, Funnel, StageRow
from leadsla.reports.pages.listing import Links, folded, section
from leadsla.reports.pages.log_section import names
from leadsla.reports.pages.making import Report
from leadsla.reports.pages.scene import number, percent, safe
from leadsla.reports.pages.speed import rounded
from leadsla.reports.pages.staying import Stay
from leadsla.reports.pages.waiting import CAUSES, Waiting
from leadsla.reports.reviews.wording import party

STAGE_WORDS: Final = {ADVANCED: "advanced", HERE: "still here"}


def waiting(report: Report) -> Markup | None:
    """Why clocks were late."""
    if not report.waiting:
        return None
    late = sum(one.late for one in report.waiting)
    counts = {cause: sum(one.causes.get(cause, 0) for one in report.waiting) for cause in CAUSES}
    said = ", ".join(f"{cause} {count:,}" for cause, count in counts.items() if count)
    titles = (
        "promise",
        "late",
        *(cause for cause in CAUSES if counts[cause]),
        "never done",
        "where the time went",
        "in all",
    )
    rows = [
        _waited(one, _named(report, one), [cause for cause in CAUSES if counts[cause]])
        for one in report.waiting
    ]
    fills = ("representative: full", "unassigned: empty", "paused: lying stripes", "closed: standing stripes")
    meaning = ". ".join(f"{cause}: {CAUSES[cause]}" for cause in CAUSES if counts[cause])
    return section(
        "why",
        "Why were they late?",
        f"{number(late, 'clock')} late, by where most of the time that counts went: {said}.",
        table(titles, rows, right=(1, *range(2, 3 + sum(map(bool, counts.values()))))),
        tag("p", [tag("span", fill) for fill in fills], class_="quiet legend"),
        tag(
            "p",
            f"Each late clock has one cause, and its wait is split without a rest. {meaning}.",
            class_="quiet",
        ),
        folded("The waits", _waits(report)),
    )


def _named(report: Report, one: Waiting) -> str:
    """The promise, with its period where there are several."""
    alone = sum(other.clause == one.clause for other in report.waiting) == 1
    return one.name if alone else f"{one.name} ({one.period})"


def _waited(one: Waiting, name: str, causes: list[str]) -> list[Child]:
    parts = {part: length.total_seconds() for part, length in one.parts.items()}
    said = ", ".join(f"{part} {rounded(length, days=True)}" for part, length in one.parts.items())
    return [
        name,
        tag("a", f"{one.late:,}", href=f"#late.{one.id}"),
        *(f"{one.causes.get(cause, 0):,}" for cause in causes),
        f"{one.never:,}",
        charts.parts_bar(parts, f"{one.name}: {said}", 260) if one.total else None,
        rounded(one.total, days=True) if one.total else "–",
    ]


def _waits(report: Report) -> Markup:
    names = list(report.waiting[0].parts)
    rows = [
        [
            _named(report, one),
            *(rounded(one.parts[name], days=True) for name in names),
            rounded(one.total, days=True),
        ]
        for one in report.waiting
    ]
    return table(("promise", *names, "in all"), rows, right=range(1, len(names) + 2))


# -- funnel, periods ---------------------------------------------------------------------------------------


def funnel(report: Report, links: Links) -> Markup | None:
    """Where leads go."""
    found: Funnel | None = report.funnel
    if found is None or not found.stages:
        return None
    most = max(row.entered for row in found.stages)
    titles = (
        "stage",
        "entered",
        "",
        "= advanced",
        "+ lost on the way",
        "+ still here",
        "↩ back",
        "half left within",
    )
    sums = all(row.adds_up for row in found.stages)
    lost = found.leakage
    return section(
        "funnel",
        "Where do leads go, and where are they lost?",
        found.answer,
        table(
            titles,
            [_stage(row, most, found.stays.get(row.stage)) for row in found.stages],
            right=(1, 3, 5, 6),
        ),
        tag(
            "p",
            f"Full: advanced. Striped: lost on the way. Empty: still here.{_maturing(found)} Each lead by its first "
            "time in a stage of this period, and by what took it away first. ↩: moves of the period from there to an "
            "earlier stage. Half left within: of the stays that began in the period, those that go on counted as "
            "going on.",
            class_="quiet",
        ),
        tag(
            "p",
            f"{'✓' if sums else '✕'} entered = advanced + lost on the way + still here: "
            f"{'checked' if sums else 'it does not add up'} in {number(len(found.stages), 'stage')}.",
            class_="quiet",
        ),
        *(_stage_list(row, links) for row in found.stages),
        _lost(found, lost, links, report.limits.named) if lost is not None and lost.lost else None,
    )


def _maturing(found: Funnel) -> str:
    """What those that are too young are given, where the agreement gives them time."""
    given = {
        row.name: found.stays[row.stage].mature_after for row in found.stages if row.stage in found.stays
    }
    said = ", ".join(f"{name} {window}" for name, window in given.items() if window)
    return f" Slanting: still here and too young to be judged ({said})." if said else ""


def _stage(row: StageRow, most: int, stay: Stay | None) -> list[Child]:
    leaked = sum(row.leaked.values())
    by = ", ".join(f"{event} {count:,}" for event, count in row.leaked.items())
    label = (
        f"{row.name}: entered {row.entered:,}, advanced {row.advanced:,}, lost {leaked:,}, here {row.here:,}"
    )
    young = 0 if stay is None else stay.young
    label += f", of these {young:,} too young to be judged" if young else ""
    here = " (last stage)" if row.last else f" ({young:,} young)" if young else ""
    half = None if stay is None else stay.elapsed
    link = f"#stage.{safe(row.stage)}"

    def count(number: int) -> Child:
        return tag("a", f"{number:,}", href=link) if number else "0"

    return [
        row.name,
        count(row.entered),
        charts.stage_bar(row.advanced, leaked, row.here - young, most, label, young),
        count(row.advanced),
        joined(count(leaked), f" ({by})") if leaked else "0",
        joined(count(row.here), here),
        count(row.back),
        "–" if row.last or stay is None else "not reached" if half is None else rounded(half, days=True),
    ]


def _stage_list(row: StageRow, links: Links) -> Markup:
    """The leads behind the counts of a stage."""
    counts = {ADVANCED: row.advanced, **row.leaked, HERE: row.here}
    rows = [
        (STAGE_WORDS.get(which, which), f"{count:,}", names(row.leads.get(which, ()), count, links))
        for which, count in counts.items()
        if count
    ]
    if row.back:
        back = row.leads[BACK]
        rows.append(("↩ back to an earlier stage (moves)", f"{row.back:,}", names(back, len(back), links)))
    return tag(
        "details",
        tag("summary", tag("b", row.name), f": {row.entered:,} entered"),
        tag("div", table(("", "leads", "first of them"), rows, right=(1,)), id=f"stage.{safe(row.stage)}"),
    )


def _lost(found: Funnel, lost: Leakage, links: Links, most: int) -> Markup:
    first = found.lost(most)
    rows = [
        (cause, f"{count:,}", names(first[cause], count, links)) for cause, count in lost.by_cause.items()
    ]
    return folded(
        f"The {number(len(lost.lost), 'lead')} lost without an outcome",
        table(("cause", "leads", "first of them"), rows, right=(1,)),
    )


def periods(report: Report) -> Markup | None:
    """What the promises about periods came to."""
    if not report.periods:
        return None
    slots = [(one, slot) for one in report.periods for slot in one.slots]
    rows = [
        (one.name, party(report.agreement, one.owner), slot.period, slot.outcome, slot.told)
        for one, slot in slots
    ]
    met = sum(slot.outcome == "met" for _, slot in slots)
    return section(
        "periods",
        "Meetings, quotas and reports",
        f"{met:,} of {number(len(slots), 'period')} met what was promised.",
        table(("promise", "by", "period", "outcome", "reached"), rows),
    )


def indicators(report: Report) -> Markup | None:
    """What the agreement's indicators came to."""
    if not report.kpis:
        return None
    judged = [one for one in report.kpis if one.unit is not None]
    kept = sum(one.status == KEPT for one in judged)
    rows = [
        (
            one.words or one.metric,
            party(report.agreement, one.owner),
            one.period,
            _figure(one),
            one.target,
            one.status,
        )
        for one in report.kpis
    ]
    return section(
        "kpis",
        "What do the agreed indicators say?",
        f"{kept:,} of {number(len(judged), 'indicator')} with a target kept."
        if judged
        else "They stand in words; none has a target to be judged by.",
        table(("indicator", "by", "period", "came to", "target", "status"), rows),
    )


def _figure(one: Judged) -> str | None:
    if one.value is None:
        return None
    if isinstance(one.value, dt.timedelta):
        return rounded(one.value, days=True)
    if one.count is not None and one.total is not None:
        return f"{percent(one.count, one.total)} ({one.count:,} of {one.total:,})"
    return f"{float(one.value):,.10g}"
