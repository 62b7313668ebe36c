"""The page of a report: it stands alone, and hostile logs stay text; tests/reports/test_ten_checks.py opens it."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser

import attrs
import pytest
from benchmarks.evaluation import agreement, events

import leadsla as ls
from leadsla.events import Event
from leadsla.reports import Report, report
from leadsla.reports.commands import Commands
from leadsla.reports.pages.scene import percent

AT = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
EMPTY = {"meta", "br", "col", "input"}
HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "=cmd()|' /C calc'!A0",
    '"><svg onload=alert(2)>',
    "</style><b>\x00\ud800",
)


class Page(HTMLParser):
    """The tags of a page with their attributes, its text, and the cells of its tables by section."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.section = ""
        self.rows: dict[str, list[list[str]]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag == "section":
            self.section = given.get("id") or ""
        if tag == "tr":
            self.rows.setdefault(self.section, []).append([])
        if tag == "td":
            self.rows[self.section][-1].append("")
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "td" in self.open and "title" not in self.open:
            self.rows[self.section][-1][-1] += data


@pytest.fixture(scope="module")
def found() -> Report:
    return report(ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), AT), "2026-02")


def hostile() -> Report:
    """Every lead, representative and value of the log means no good."""
    hurting = {"to": HOSTILE[0], "reason": HOSTILE[2]}
    log = [
        Event(f"{HOSTILE[place % 4]}{event.lead}", event.at, event.name, {**event.data, **hurting})
        for place, event in sorted(enumerate(ls.examples.acme_events()), key=lambda pair: pair[1].at)
    ]  # fmt: skip
    return report(
        ls.evaluate(ls.examples.acme(), log, AT),
        "2026-02",
        commands=Commands(report=f"leadsla report {HOSTILE[0]}"),
    )


def alone(text: str) -> Page:
    """The page, which asks for nothing and runs nothing; every tag is closed, and every link leads somewhere on it."""
    page = Page(text)
    assert page.open == []
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not {"link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    keys = [(key, value) for _, given in page.tags for key, value in given.items()]
    assert not [key for key, _ in keys if key in ("src", "style") or key.startswith("on")]
    assert "url(" not in text
    ids = [value for key, value in keys if key == "id"]
    assert len(ids) == len(set(ids))
    links = [value or "" for key, value in keys if key == "href"]
    assert {link.removeprefix("#") for link in links} <= set(ids)
    policy = next(given["content"] or "" for _, given in page.tags if "http-equiv" in given)
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[^' ]+'; script-src 'sha256-[^' ]+'; "
        r"base-uri 'none'; form-action 'none'",
        policy,
    )
    return page


def test_a_page_stands_alone(found: Report) -> None:
    page = alone(found.html())
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert all(given.get("role") == "img" for tag, given in page.tags if tag == "svg")


def test_the_same_bytes_twice(found: Report) -> None:
    again = report(ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), AT), "2026-02")
    assert again.html() == found.html()


def test_the_numbers_of_the_page_are_those_of_the_data(found: Report) -> None:
    rows = [row for row in Page(found.html()).rows["promises"] if row]
    assert len(rows) == len(found.promises)
    for cells, row in zip(rows, found.promises, strict=True):
        assert cells[0] == row.name
        assert cells[1] == percent(row.met, row.met + row.breached)
        assert [int(cell) for cell in cells[5:9]] == [row.met, row.breached, row.open, row.void]


def test_hostile_text_is_text() -> None:
    page = alone(hostile().html())
    assert HOSTILE[0] in page.text
    assert HOSTILE[1] in page.text
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in Page(report_of_the_example()).tags}


def report_of_the_example() -> str:
    return report(ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), AT), "2026-02").html()


def test_indicators_are_told_with_what_they_came_to() -> None:
    """A share with its counts, a length of time, a number, and one that stands in words."""
    entries = [
        {"owner": "sales", "metric": "acceptance", "target": "at least 30%"},
        {"owner": "sales", "metric": "speed_to_lead:p50", "target": "at most 1 day"},
        {"owner": "marketing", "metric": "lead_volume:mql", "target": "at least 3"},
        {"owner": "both", "metric": "happiness", "words": "How people feel <about> it"},
    ]
    terms = attrs.evolve(ls.examples.acme(), kpis=entries)
    found = report(ls.evaluate(terms, ls.examples.acme_events(), AT), "2026-02")
    page = alone(found.html())
    shown = [row for row in page.rows["kpis"] if row]
    assert [row[5] for row in shown] == [one.status for one in found.kpis]
    assert shown[0][3].endswith(f"({found.kpis[0].count} of {found.kpis[0].total})")
    assert shown[2][3] == str(found.kpis[2].value)
    assert shown[3][0] == "How people feel <about> it"


def test_a_page_without_clocks() -> None:
    """It says so, section by section, and draws nothing."""
    log = [Event("L1", dt.datetime(2026, 2, 3, 15, tzinfo=dt.UTC), "page_viewed")]
    page = alone(report(ls.evaluate(ls.examples.acme(), log, AT), "2026-02").html())
    assert "No promise on leads with a target has a clock in this period." in page.text
    assert "Nothing is owed." in page.text


def test_the_size_of_a_page() -> None:
    """2,000 leads, over a year of months and over one month; benchmarks/report.py has 10,000 and 100,000."""
    log = events(2000)
    evaluation = ls.evaluate(agreement(), log, log[-1].at)
    for period in ("2026", "2026-06"):
        text = report(evaluation, period).html()
        assert len(text.encode()) < 1_300_000
        alone(text)


def test_a_span_of_one_number_is_that_number() -> None:
    from leadsla.reports.pages.left_section import _span

    assert [_span(*ends) for ends in ((2, 2), (-1, -1), (0, 3), (-2, 1), (-3, -1))] == [
        "2 left", "1 too many", "0 to 3 left", "2 too many to 1 left", "3 to 1 too many",
    ]  # fmt: skip
