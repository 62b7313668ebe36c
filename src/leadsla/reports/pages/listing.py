"""The lists of the page: what is owed, what was late, why each, what the log could not say, how it was reckoned."""

from __future__ import annotations

import datetime as dt
from typing import Final

import attrs

from leadsla.charts.markup import Child, Markup, joined, table, tag
from leadsla.instants import LAST, instant, moment
from leadsla.reports.pages.lists import Explained, Late, Listed, OwedRow
from leadsla.reports.pages.making import Report
from leadsla.reports.pages.reckoned import Hours
from leadsla.reports.pages.scene import number, safe
from leadsla.reports.pages.speed import rounded

_SIGNS: Final = {"late": "✕ late", "at risk": "▲ at risk", "paused": "‖ paused", "open": ""}
_USED: Final = 8
#: So many entries of the worklist are shown at once, and at least all that are late or at risk.
_SHOWN: Final = 12


@attrs.frozen
class Links:
    """What has a place on the page: clocks by their anchors, lists by their ids, and leads."""

    explained: frozenset[str]
    listed: frozenset[str]
    lists: frozenset[str]
    leads: frozenset[str]

    @classmethod
    def of(cls, report: Report) -> Links:
        """The links of a report."""
        late = (row.anchor for one in report.late for row in one.rows)
        others = (row.anchor for other in report.lists for row in other.rows)
        return cls(
            explained=frozenset(one.anchor for one in report.explained),
            listed=frozenset((*late, *others)),
            lists=frozenset((*(f"late.{one.id}" for one in report.late), *(one.id for one in report.lists))),
            leads=frozenset(one.lead for one in report.leads),
        )

    def to(self, anchor: str, otherwise: str) -> str:
        """Where a clock is told of, else the list that it would be in."""
        return anchor if anchor in self.explained or anchor in self.listed else otherwise

    def lead(self, anchor: str, said: str) -> Child:
        """A lead's name, leading to its explanation where the page has it."""
        return tag("a", said, href=f"#{anchor}") if anchor in self.explained else said

    def count(self, count: int, list_: str) -> Child:
        """A count, leading to its list."""
        return tag("a", f"{count:,}", href=f"#{list_}") if list_ in self.lists else f"{count:,}"

    def entry(self, lead: str) -> Child:
        """A lead's name, leading to its entry."""
        return tag("a", lead, href=f"#{self.of_lead(lead)}") if lead in self.leads else lead or "the team"

    @staticmethod
    def of_lead(lead: str) -> str:
        """The name of a lead's entry in the address of the page; no clock has two dots in a row."""
        return f"lead..{safe(lead)}"

    def own_id(self, anchor: str) -> str | None:
        """The id of a line of a list: the anchor, where no explanation has it."""
        return None if anchor in self.explained else anchor


def _line(cells: list[Child], links: Links, anchor: str, right: tuple[int, ...]) -> Markup:
    return tag(
        "tr",
        [tag("td", cell, class_="n" if place in right else None) for place, cell in enumerate(cells)],
        id=links.own_id(anchor),
    )


def _table(titles: tuple[str, ...], rows: list[Markup]) -> Markup:
    head = tag("thead", tag("tr", [tag("th", title) for title in titles]))
    return tag("div", tag("table", head, tag("tbody", rows)), class_="wide")


def section(name: str, title: str, answer: Child, *children: Child) -> Markup:
    """A question with its answer, in which a figure and its sign stay together, and what is behind it."""
    if isinstance(answer, str):
        answer = answer.replace(" %", "\N{NO-BREAK SPACE}%")
    return tag("section", tag("h2", title), tag("p", answer, class_="answer"), *children, id=name)


def folded(what: str, *children: Child) -> Markup:
    """The figures behind a drawing."""
    return tag("details", tag("summary", what), *children)


def worklist(report: Report, links: Links) -> Markup:
    """What is owed, soonest due first."""
    found = report.worklist
    if not found.total:
        return section("worklist", "What is owed now?", "Nothing is owed.")
    answer = f"{found.total:,} owed, {found.late:,} of them late and {found.at_risk:,} at risk."
    titles = (
        "",
        f"due ({report.face.place})",
        "in time that counts",
        "lead",
        "promise",
        "who",
        "window used",
        "next if missed",
    )
    rows = [_owed(report, row, links) for row in found.rows]
    pressing = [place for place, row in enumerate(found.rows, 1) if row.mark in ("late", "at risk")]
    urgent = max([_SHOWN, *pressing])
    more = f"The first {len(found.rows):,} of {found.total:,}. " if len(found.rows) < found.total else ""
    return section(
        "worklist",
        "What is owed now?",
        answer,
        _table(titles, rows[:urgent]),
        folded(f"The next {len(rows) - urgent:,}", _table(titles, rows[urgent:])) if rows[urgent:] else None,
        tag(
            "p",
            more,
            f"As of {report.face.full(instant(report.header.at))}. For all: ",
            tag("code", report.commands.due),
            class_="quiet",
        ),
    )


def _owed(report: Report, row: OwedRow, links: Links) -> Markup:
    left = rounded(abs(row.left), days=not row.business)
    share = min(int(row.used * _USED), _USED)
    cells: list[Child] = [
        tag("span", _SIGNS[row.mark], class_="status late" if row.mark == "late" else "status"),
        _when(report, row.due),
        f"{left} ago" if row.left < dt.timedelta() else f"{left} left",
        links.lead(row.anchor, row.lead or "team"),
        f"{row.name}: {row.what}" if row.what else row.name,
        row.assignee or f"({row.owner})",
        f"{'▓' * share}{'░' * (_USED - share)} {int(row.used * 100):,} %",
        row.next,
    ]
    listed = row.anchor in links.listed
    return tag("tr", [tag("td", cell) for cell in cells], id=None if listed else links.own_id(row.anchor))


def _when(report: Report, at: dt.datetime) -> str:
    if at >= moment(LAST):
        return "never"
    face = report.face
    at_ = instant(at.replace(second=0, microsecond=0))
    year = (
        ""
        if face.local(at_).year == face.local(instant(report.header.at)).year
        else f" {face.local(at_).year}"
    )
    return f"{face.day(at_)}{year} {face.time(at_)}"


def late_items(report: Report, links: Links) -> list[Markup]:
    """The late clocks, a list for each promise."""
    parts: list[Markup] = []
    for one in report.late:
        rows = [_late(report, row, links) for row in one.rows]
        more = _rest(report, "latest", len(rows), one.total)
        titles = ("lead", "who", f"due ({report.face.place})", "done", "late by")
        parts.append(
            tag(
                "details",
                tag("summary", tag("b", one.name), f" {one.period}: {number(one.total, 'late lead')}"),
                tag("div", _table(titles, rows), more, id=f"late.{one.id}"),
            )
        )
    return parts


def late_list(report: Report, items: list[Markup]) -> Markup | None:
    """The section of late clocks, with some of the lists."""
    if not items:
        return None
    total = sum(one.total for one in report.late)
    return section(
        "late", "Which leads were late?", f"{number(total, 'clock')} late, the latest first.", *items
    )


def _rest(report: Report, which: str, shown: int, total: int) -> Markup | None:
    """How many of a list are shown, and how to see the rest."""
    if shown == total:
        return None
    said = f"The {which} {shown:,} of {total:,}. For all: " if shown else f"None of {total:,}. For all: "
    return tag("p", said, tag("code", report.commands.clocks), class_="quiet")


_LISTS: Final = {"met": "in time", "open": "open", "void": "void"}


def clock_items(report: Report, links: Links) -> list[Markup]:
    """The clocks that are met, open or void, a list for each promise and outcome."""
    parts: list[Markup] = []
    for one in report.lists:
        soonest = one.outcome == "open"
        rows = [_line(_listed(report, row, links), links, row.anchor, ()) for row in one.rows]
        titles = (
            "lead",
            "who",
            "started",
            f"due ({report.face.place})",
            "void" if one.outcome == "void" else "done",
        )
        parts.append(
            tag(
                "details",
                tag("summary", tag("b", one.name), f" {one.period}: {one.total:,} {_LISTS[one.outcome]}"),
                tag(
                    "div",
                    _table(titles[:-1] if soonest else titles, rows),
                    _rest(report, "soonest due" if soonest else "latest", len(rows), one.total),
                    id=one.id,
                ),
            )
        )
    return parts


def clock_lists(report: Report, items: list[Markup]) -> Markup | None:
    """The section of what is met, open or void, with some of the lists."""
    if not items:
        return None
    counts = {outcome: sum(one.total for one in report.lists if one.outcome == outcome) for outcome in _LISTS}
    said = ", ".join(f"{count:,} {_LISTS[outcome]}" for outcome, count in counts.items())
    return section("clocks", "Which clocks are behind the other counts?", f"{said}.", *items)


def _listed(report: Report, row: Listed, links: Links) -> list[Child]:
    cells: list[Child] = [
        links.lead(row.anchor, row.lead),
        row.assignee,
        _when(report, row.started),
        None if row.due is None else _when(report, row.due),
    ]
    return cells if row.ended_at is None else [*cells, _when(report, row.ended_at)]


def _late(report: Report, row: Late, links: Links) -> Markup:
    done = "still owed" if row.owed and row.done_at is None else "never"
    cells: list[Child] = [
        links.lead(row.anchor, row.lead),
        row.assignee,
        _when(report, row.due),
        done if row.done_at is None else _when(report, row.done_at),
        "" if row.late is None else rounded(row.late, days=not row.business),
    ]
    return _line(cells, links, row.anchor, (4,))


def explained_items(report: Report) -> list[Markup]:
    """The explanations, one for each clock."""
    return list(map(_explained, report.explained))


def explanations(report: Report, items: list[Markup]) -> Markup | None:
    """Why clocks stand as they do, some of them."""
    if not items:
        return None
    some = report.explained
    return section(
        "explained",
        "Why does a clock stand as it does?",
        f"{number(len(some), 'clock')} explained, by lead: what is owed, and what was late.",
        tag(
            "p",
            f"Times of {report.face.place}. For any other clock: ",
            tag("code", some[0].command),
            class_="quiet",
        ),
        *items,
    )


def _explained(one: Explained) -> Markup:
    head, *rows = one.ledger or (("",),)
    return tag(
        "details",
        tag("summary", tag("b", one.lead), f" {one.title}: {one.headline}"),
        tag(
            "div",
            tag("ul", [tag("li", reason) for reason in one.because]) if one.because else None,
            table(head, rows, right=(3, 4)) if rows else None,
            id=one.anchor,
        ),
        class_="why",
    )


def reckoning(report: Report) -> Markup:
    """How it was reckoned."""
    found = report.reckoned
    definitions = [joined(tag("dt", word), tag("dd", said)) for word, said in found.definitions.items()]
    calendars = [
        joined(
            tag("dt", f"calendar {hours.name}"),
            tag("dd", hours.words, _in_period(hours)),
        )
        for hours in found.calendars
    ]
    made = [
        joined(
            tag("dt", "agreement"),
            tag("dd", f"{report.header.agreement} {report.header.version}, {found.digest}"),
        ),
        joined(tag("dt", "time zone"), tag("dd", found.timezone)),
        joined(tag("dt", "leadsla"), tag("dd", found.leadsla)),
        joined(tag("dt", "this page"), tag("dd", tag("code", found.command))) if found.command else None,
    ]
    return section(
        "reckoned",
        "How was it reckoned?",
        "From the outcomes that leadsla evaluate gives, by these definitions.",
        tag("dl", *definitions, *calendars, *made),
    )


def _in_period(hours: Hours) -> str:
    found = ", ".join(f"{date} {name}" for date, name in hours.holidays)
    return f" Holidays in this period: {found}." if found else ""
