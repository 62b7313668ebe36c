"""The report as a folder of pages: an index that is read, and the lists and explanations that its counts lead to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from leadsla.charts.markup import Child, Markup, joined, tag
from leadsla.reports.pages.document import document
from leadsla.reports.pages.listing import (
    Links,
    clock_items,
    clock_lists,
    explained_items,
    explanations,
    late_items,
    late_list,
)
from leadsla.reports.pages.log_section import leads
from leadsla.reports.pages.making import Report
from leadsla.reports.pages.page import heading, sections_of, title_of

INDEX: Final = "index.html"
#: A page of a list is closed when it has so many characters.
_FULL: Final = 1_500_000
_IDS: Final = re.compile(r'<[a-z][^<>]*? id="([^"]*)"')
_LINKS: Final = re.compile(r'href="#([^"]*)"')


def pages(report: Report) -> dict[str, str]:
    """The files of a folder, `index.html` first, by their names. Raises `SizeError` as `page` does."""
    links = Links.of(report)
    apart: tuple[tuple[str, list[Markup], Callable[[Report, list[Markup]], Markup | None]], ...] = (
        ("late", late_items(report, links), late_list),
        ("lists", clock_items(report, links), clock_lists),
        ("why", explained_items(report), explanations),
    )
    made: dict[str, Markup] = {}
    for name, items, section in apart:
        for number, some in enumerate(_chunks(items), 1):
            found = section(report, some)
            if found is not None:
                made[f"{name}-{number}.html"] = found
    named = leads(report, links)
    if named is not None:
        made["leads.html"] = named
    main = [one for name, one in sections_of(report, links).items() if name not in _APART and one is not None]
    contents = tag(
        "p",
        "In this folder: ",
        _separated([tag("a", name, href=name) for name in made]),
        class_="quiet",
    )
    bodies = {INDEX: joined(heading(report, main), contents, *(joined("\n", one) for one in main))}
    back = tag("p", tag("a", f"← {title_of(report)}", href=INDEX))
    bodies |= {name: joined(back, one) for name, one in made.items()}
    where = {id_: name for name, body in bodies.items() for id_ in _IDS.findall(body)}
    year = report.header.at.astimezone(report.face.tz).year
    return {
        name: document(title_of(report), year, _relinked(body, name, where)) for name, body in bodies.items()
    }


_APART: Final = frozenset({"late", "clocks", "explained", "leads"})


def _chunks(items: Iterable[Markup]) -> Iterator[list[Markup]]:
    """Items page by page."""
    some: list[Markup] = []
    size = 0
    for item in items:
        if some and size + len(item) > _FULL:
            yield some
            some, size = [], 0
        some.append(item)
        size += len(item)
    if some:
        yield some


def _separated(parts: Iterable[Markup]) -> list[Child]:
    return [piece for part in parts for piece in (part, " ")]


def _relinked(body: Markup, name: str, where: dict[str, str]) -> Markup:
    """Links that lead to another file of the folder, into it. Text of a log has no quotes, so it is no link."""

    def lead(found: re.Match[str]) -> str:
        file = where.get(found[1], name)
        return found[0] if file == name else f'href="{file}#{found[1]}"'

    return Markup(_LINKS.sub(lead, body))
