"""The signed document as a page, and what a browser makes of it."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.documents.signed.scenes import SCRIPT, amended, hostile, program, run, shipped

import leadsla as ls
from leadsla.errors import ExtraError

#: What a browser needs to run without a screen, in a container too, with nothing kept.
QUIETLY = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage")


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", shipped())
def test_a_page_stands_alone(name: str) -> None:
    """Every tag is closed; no script, and nothing that would be asked for."""
    page = Page(ls.render_agreement(shipped()[name], to="html"))
    assert page.open == []
    names = [tag for tag, _ in page.tags]
    assert not {"script", "link", "img", "iframe", "a"} & set(names)
    assert not [
        key for _, given in page.tags for key in given if key in ("src", "href") or key.startswith("on")
    ]
    assert {
        "content": "default-src 'none'; style-src 'unsafe-inline'",
        "http-equiv": "Content-Security-Policy",
    } in [given for _, given in page.tags]
    assert "url(" not in page.text
    assert (names.count("h1"), "table" in names) == (1, True)


def test_hostile_text_is_text() -> None:
    """Not a tag of it is a tag of the page, and no template of it is filled in."""
    page = Page(ls.render_agreement(hostile(), to="html"))
    assert page.open == []
    assert "img" not in [tag for tag, _ in page.tags]
    assert SCRIPT in page.text
    assert "{{ 7*7 }} {% raw %}" in page.text


def test_signatures_are_shown() -> None:
    text = Page(ls.render_agreement(amended(), to="html")).text
    assert "signed, sha256:0123456789abcdef…" in text
    assert "Ada Example" in text


def test_without_jinja2(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install; Markdown goes without."""
    from leadsla.documents.signed import html

    monkeypatch.setitem(sys.modules, "jinja2", None)
    html._template.cache_clear()
    with pytest.raises(ExtraError, match=r"install it with: pip install 'leadsla\[documents\]'"):
        ls.render_agreement(shipped()["acme"], to="html")
    assert ls.render_agreement(shipped()["acme"])


def test_in_a_browser(tmp_path: Path) -> None:
    """The hostile page runs nothing; what it asked for would be refused by its policy, and told on the console."""
    browser = program("chromium", "chromium-browser", "google-chrome")
    (tmp_path / "page.html").write_text(ls.render_agreement(hostile(), to="html"), encoding="utf-8")
    options = (*QUIETLY, f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr")
    told = run(browser, *options, "--dump-dom", (tmp_path / "page.html").as_uri(), folder=tmp_path)
    assert "CONSOLE" not in told
    assert "<h2>Signatures</h2>" in told


def test_a_simple_agreement_is_one_page(tmp_path: Path) -> None:
    """Printed by a browser, on its usual paper."""
    browser = program("chromium", "chromium-browser", "google-chrome")
    (tmp_path / "page.html").write_text(ls.render_agreement(shipped()["acme"], to="html"), encoding="utf-8")
    options = (*QUIETLY, f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer")
    run(
        browser,
        *options,
        f"--print-to-pdf={tmp_path / 'a.pdf'}",
        (tmp_path / "page.html").as_uri(),
        folder=tmp_path,
    )
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "a.pdf").read_bytes())) == 1
