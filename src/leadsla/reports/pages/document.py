"""A page as a document: it asks for nothing, and only the style and the script of this package can take effect."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from leadsla.charts.markup import Child, Markup, tag
from leadsla.errors import SizeError

#: No page is larger: from about here on browsers take minutes, and mail refuses it.
MOST_BYTES: Final = 20_000_000


def document(title: str, year: int, *children: Child) -> str:
    """An HTML document; `year` is that of the dates that are told without one.

    Style and script are allowed by their hashes, so that text of a log could not run even if it were not escaped.
    Raises `SizeError` for more than `MOST_BYTES`.
    """
    style, script = _read("page.css"), _read("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; "
        "form-action 'none'"
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        Markup(f"<style>{style}</style>"),
    )
    body = tag("body", tag("main", *children), Markup(f"<script>{script}</script>"), data_year=year)
    text = "<!doctype html>\n" + tag("html", head, body, lang="en") + "\n"
    size = len(text.encode())
    if size > MOST_BYTES:
        raise SizeError(
            f"the page would have {size / 1e6:.0f} MB, and no browser opens more than {MOST_BYTES / 1e6:.0f} MB well; "
            "make a folder of pages (--split, `pages()`), explain fewer clocks (--explain late or none), or report a "
            "shorter period"
        )
    return text


@cache
def _read(name: str) -> str:
    return (files("leadsla.reports.pages") / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
