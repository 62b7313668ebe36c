"""The checks that a report of a period has to pass, one by one; those on the page are read in a browser.

Where there is no Chromium they are skipped. It is started once, and every page is opened from a file, so that anything
that it asked for would be seen.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.documents.signed.scenes import program
from tests.reports.pages.test_making import one_promise
from tests.reports.pages.test_page import HOSTILE, hostile

import leadsla as ls
from leadsla.allowance import allowed
from leadsla.periods import Share
from leadsla.reports import Report, report
from leadsla.reports.pages.limits import Limits
from leadsla.reports.pages.scene import percent

AT = dt.datetime(2026, 2, 17, 21, tzinfo=dt.UTC)
#: What a mark says besides its colour: its first character is a sign, or it is a word.
SIGNS = "●✕▲▼○‖"
ROWS = """section => [...document.querySelectorAll(`#${section} > .wide:first-of-type > table > tbody > tr`)].map(
    row => [...row.cells].map(cell => { const copy = cell.cloneNode(true);
        copy.querySelectorAll('svg').forEach(drawing => drawing.remove()); return copy.textContent.trim(); }))"""


@attrs.define
class Seen:
    """What a page told its console, and what it asked for."""

    told: list[str] = attrs.field(factory=list)
    asked: list[str] = attrs.field(factory=list)


@attrs.define
class Browser:
    """A browser that takes down what pages tell and ask for, by their names."""

    browser: Any
    folder: Path
    seen: dict[str, Seen] = attrs.field(factory=dict)
    #: One for pages with script and one for those without: to make one takes longer than to open a page.
    contexts: dict[bool, Any] = attrs.field(factory=dict)

    def open(self, text: str, name: str, *, script: bool = True) -> Any:
        """A page of its own, opened from a file; its clipboard is a variable."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        seen = self.seen[name] = Seen()
        if script not in self.contexts:
            self.contexts[script] = self.browser.new_context(java_script_enabled=script)
        page = self.contexts[script].new_page()
        page.on("console", lambda message: seen.told.append(message.text))
        page.on("pageerror", lambda error: seen.told.append(str(error)))
        page.on("dialog", lambda dialog: (seen.told.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: seen.asked.append(request.url))
        page.add_init_script(
            "window.copied = []; Object.defineProperty(navigator, 'clipboard', "
            "{value: {writeText: async said => { window.copied.push(said); }}});"
        )
        page.goto(path.as_uri())
        return page


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    chromium = program("chromium", "chromium-browser", "google-chrome")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield Browser(started, tmp_path_factory.mktemp("pages"))
        started.close()


@pytest.fixture(scope="module")
def evaluation() -> ls.Evaluation:
    return ls.evaluate(ls.examples.acme(), ls.examples.acme_events(), AT)


@pytest.fixture(scope="module")
def found(evaluation: ls.Evaluation) -> Report:
    return report(evaluation, "2026-02", ls.examples.acme_events())


@pytest.fixture(scope="module")
def text(found: Report) -> str:
    return found.html()


@pytest.fixture(scope="module")
def page(browser: Browser, text: str) -> Any:
    """The page of the example, which no check changes."""
    return browser.open(text, "example.html")


def figure(text: str) -> int:
    """The count that a cell begins with."""
    return int(re.match(r"[\d,]+", text)[0].replace(",", ""))  # type: ignore[index]


def test_1_the_rate_of_the_page_is_that_of_the_data_and_of_the_curve(
    page: Any, found: Report, evaluation: ls.Evaluation
) -> None:
    rows = page.evaluate(ROWS, "promises")
    data = found.to_dict()["promises"]
    assert len(rows) == len(data) == len(found.promises) > 3
    counted = {(row.clause, row.period): row for row in evaluation.attainment()}
    for cells, row in zip(rows, data, strict=True):
        judged = row["met"] + row["breached"]
        assert [figure(cell) for cell in cells[5:9]] == [
            row["met"], row["breached"], row["open"], row["void"],
        ]  # fmt: skip
        assert cells[1] == percent(row["met"], judged)
        assert row["rate"] == counted[row["clause"], row["period"]].rate
    rates = {row["id"]: row["rate"] for row in data}
    assert found.speed
    for one in found.speed:
        assert one.at(one.window) == rates[one.id]


def test_3_who_entered_advanced_was_lost_or_is_here(page: Any) -> None:
    rows = page.evaluate(ROWS, "funnel")
    assert len(rows) > 3
    for cells in rows:
        entered, advanced, lost, here = (figure(cells[place]) for place in (1, 3, 4, 5))
        assert entered == advanced + lost + here
    assert "✓ entered = advanced + lost on the way + still here" in page.inner_text("#funnel")


def test_4_causes_add_up_to_what_is_late(page: Any, found: Report) -> None:
    rows = page.evaluate(ROWS, "why")
    causes = len({cause for one in found.waiting for cause in one.causes})
    assert len(rows) == len(found.waiting) > 1
    for cells, one in zip(rows, found.waiting, strict=True):
        assert figure(cells[1]) == one.late == sum(map(figure, cells[2 : 2 + causes]))
    late = {row.id: row.breached for row in found.promises if row.breached}
    assert {one.id: one.late for one in found.waiting} == late


@pytest.mark.parametrize("target", ["80%", "75%", "100%", "33.3%"])
def test_5_the_allowance_is_exact(target: str) -> None:
    """Something is left, or nothing, exactly where the rate is at the target; shares of ten are where floats err."""
    share = Share.parse(target)
    for late in range(11):
        judged = one_promise([1] * (10 - late) + [45] * late, target)
        [allowance], [row] = judged.allowance("2026-03"), judged.attainment()
        assert row.open == 0
        assert allowance.allowed == allowed(share, 10) == (1 - share.value) * 10 // 1
        assert (allowance.left >= 0) == (Fraction(row.met, 10) >= share.value) == (row.status == "kept")


def test_6_a_page_asks_for_nothing_and_tells_its_console_nothing(browser: Browser, page: Any) -> None:
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0
    seen = browser.seen["example.html"]
    assert seen.told == []
    assert [re.sub(r".*/", "", url) for url in seen.asked] == ["example.html"]


def test_6_a_page_says_the_same_without_script(browser: Browser, page: Any, text: str) -> None:
    plain = browser.open(text, "plain.html", script=False).locator("main").text_content()
    said = page.evaluate(
        "() => { const copy = document.querySelector('main').cloneNode(true);"
        "copy.querySelectorAll('.bar').forEach(one => one.remove()); return copy.textContent; }"
    )
    assert said == plain
    assert browser.seen["plain.html"].told == []


def test_6_the_same_bytes_twice_and_not_too_many(found: Report, text: str) -> None:
    """Sizes of logs of 10,000 and 100,000 leads are held by benchmarks/report.py."""
    log = ls.examples.acme_events()
    again = report(ls.evaluate(ls.examples.acme(), log, AT), "2026-02", log)
    assert again.html() == text
    assert again.pages() == found.pages()
    assert len(text.encode()) < 500_000


def test_7_hostile_names_stay_text(browser: Browser) -> None:
    page = browser.open(hostile().html(), "hostile.html")
    assert page.evaluate("document.querySelectorAll('img, iframe, [onload], [onerror]').length") == 0
    assert HOSTILE[0] in page.inner_text("#reckoned")
    # A name that turns the direction of writing around turns itself alone.
    for place in ("td", "a"):
        assert page.eval_on_selector(place, "one => getComputedStyle(one).unicodeBidi") == "isolate"
    page.get_by_role("button", name="Copy data").click()
    page.wait_for_function("window.copied.length > 0")
    assert browser.seen["hostile.html"].told == []
    cells = [cell for line in page.evaluate("window.copied[0]").splitlines() for cell in line.split(",")]
    assert any(cell.startswith("'=cmd()") for cell in cells)
    assert not [cell for cell in cells if re.match(r'"?[=+@]|"?-(?![\d,.]+ ?%?"?$)', cell)]


def test_8_who_has_no_clock_is_told_why(evaluation: ls.Evaluation, found: Report) -> None:
    clauses = {row.clause for row in found.log.unstarted}
    assert clauses == {"persistence", "no-stalled-lead"}
    for row in found.log.unstarted:
        for lead in row.leads:
            told = evaluation.explain(lead, row.clause)
            assert told.headline.startswith("no clock, because ")
            assert told.reason == row.reason != ""  # type: ignore[union-attr]
    happened = {
        journey.lead for journey in evaluation.journeys() if any(e.at in found.period for e in journey.events)
    }
    for clause in evaluation.agreement.clauses:
        have = {clock.lead for clock in evaluation.clocks if clock.clause == clause.id}
        counted = sum(row.count for row in found.log.unstarted if row.clause == clause.id)
        assert isinstance(clause, ls.LeadClause) <= (counted == len(happened - have))


def test_10_print_in_grey_keeps_every_meaning(page: Any) -> None:
    """What has a colour has a sign or words too, every drawing says what it shows, and inks stand out from paper."""
    page.emulate_media(media="print")
    marks = page.evaluate(
        "[...document.querySelectorAll('.status')].map(one => one.textContent).filter(Boolean)"
    )
    assert marks
    assert all(mark[0] in SIGNS and len(mark) > 2 for mark in marks)
    drawings = page.evaluate(
        "[...document.querySelectorAll('svg')].map(one => one.querySelector('title')?.textContent)"
    )
    assert len(drawings) > 10
    assert all(drawings)
    inks = page.evaluate(
        "['--ink', '--quiet', '--blue', '--orange', '--accent'].map("
        "name => getComputedStyle(document.documentElement).getPropertyValue(name).trim())"
    )
    assert all(contrast(ink) >= 3 for ink in inks)
    assert page.evaluate("getComputedStyle(document.querySelector('.bar')).display") == "none"
    page.emulate_media(media="screen")


def contrast(colour: str) -> float:
    """How far a colour stands out from white paper, as WCAG 2 reckons it."""
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (
        sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05
    )


def test_10_a_walk_by_keyboard_meets_everything(browser: Browser, found: Report, text: str) -> None:
    """Tab goes through links, folds and buttons in the order of the page; Enter unfolds and follows; tables are sorted,
    filtered and copied."""
    page = browser.open(text, "walked.html")
    names = page.evaluate(
        "[...document.querySelectorAll('a[href], summary, button, input')].filter(one => one.checkVisibility()"
        ").map(one => one.textContent.trim())"
    )
    page.evaluate(
        "window.walked = []; document.addEventListener('focusin', one => "
        "window.walked.push(one.target.textContent.trim()))"
    )
    for _ in range(40):
        page.keyboard.press("Tab")
    assert page.evaluate("window.walked") == names[:40]
    page.locator("#late summary").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('#late details').open")
    page.locator("#promises a").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == f"#met.{found.promises[0].id}"
    page.wait_for_function("document.getElementById(location.hash.slice(1)).closest('details').open")
    assert browser.seen["walked.html"].told == []
    tables_are_sorted_filtered_and_copied(page)


def tables_are_sorted_filtered_and_copied(page: Any) -> None:
    """By what can be seen of them."""
    column = "place => [...document.querySelectorAll('#promises tbody tr')].map(row => row.cells[place].textContent)"
    for way in (1, -1):
        page.locator("#promises th button", has_text=re.compile("^met$")).click()
        shown = [figure(cell) for cell in page.evaluate(column, 5)]
        assert shown == sorted(shown, reverse=way < 0)
    page.locator("#worklist input").first.fill("accept or reject")
    visible = page.evaluate(
        "[...document.querySelectorAll('#worklist > .wide tbody tr')].filter(row => !row.hidden)"
        ".map(row => row.textContent)"
    )
    assert visible
    assert all("Accept or reject" in row for row in visible)
    page.locator("#worklist").get_by_role("button", name="Copy as CSV").first.click()
    page.wait_for_function("window.copied.length > 0")
    assert page.evaluate("window.copied[0]").count("\r\n") == len(visible) + 1


def test_a_folder_is_walked_from_page_to_page(browser: Browser, evaluation: ls.Evaluation) -> None:
    limits = Limits(late=20, others=10, owed=20, explained=20)
    pages = report(evaluation, "2026-02", explain="all", limits=limits).pages()
    for name, text in pages.items():
        (browser.folder / name).write_text(text, encoding="utf-8")
    page = browser.open(pages["index.html"], "index.html")
    page.locator("#promises a").first.click()
    assert page.url.endswith("/lists-1.html#met.2026-02.first-response")
    page.wait_for_function("document.getElementById('met.2026-02.first-response').closest('details').open")
    page.locator("[id='met.2026-02.first-response'] a").first.click()
    assert "/why-1.html#L-" in page.url
    assert "counted" in page.locator(":target").inner_text()
    page.get_by_text("← ").click()
    assert page.url.endswith("/index.html")
    everywhere = "".join(pages.values())
    targets = {(name, id_) for name, text in pages.items() for id_ in re.findall(r' id="([^"]*)"', text)}
    for name, text in pages.items():
        for file, id_ in re.findall(r'href="([^"#]*)#([^"]*)"', text):
            assert (file or name, id_) in targets
    assert len(everywhere) > len(pages["index.html"])
    assert browser.seen["index.html"].told == []
