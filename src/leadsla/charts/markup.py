"""Markup from values: whatever is not markup already is text, and is escaped. There is no other way in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final, TypeAlias

#: Elements that have no content in HTML.
_VOID: Final = frozenset({"meta", "br", "col", "input"})
#: What no text of a page or a drawing can hold.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Markup(str):
    """Text that is markup; a notebook shows it as such.

    >>> tag("p", "1 < 2", tag("b", "yes"), class_="note")
    '<p class="note">1 &lt; 2<b>yes</b></p>'
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


Child: TypeAlias = "str | int | Iterable[Child] | None"


def escaped(text: object) -> str:
    """Text as it can stand in an element and in an attribute.

    >>> escaped('</script><img src=x onerror="alert(1)">')
    '&lt;/script&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;'
    """
    return html.escape(_CONTROLS.sub("�", str(text)))


def inside(children: Iterable[Child]) -> str:
    """Children one after the other: markup as it is, everything else as text."""
    found = []
    for child in children:
        if isinstance(child, Markup):
            found.append(str(child))
        elif isinstance(child, str | int):
            found.append(escaped(child))
        elif child is not None:
            found.append(inside(child))
    return "".join(found)


def _attributes(given: dict[str, object]) -> str:
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escaped(value)}"'
        for name, value in given.items()
        if value is not None
    )


def tag(name: str, /, *children: Child, **attributes: object) -> Markup:
    """An element; `class_` is the attribute `class`, `stroke_width` is `stroke-width`, None is left out."""
    if name in _VOID:
        return Markup(f"<{name}{_attributes(attributes)}>")
    return Markup(f"<{name}{_attributes(attributes)}>{inside(children)}</{name}>")


def joined(*children: Child) -> Markup:
    """Markup and text one after the other."""
    return Markup(inside(children))


def table(titles: Iterable[Child], rows: Iterable[Iterable[Child]], *, right: Iterable[int] = ()) -> Markup:
    """A table; the columns numbered in `right` hold figures."""
    places = frozenset(right)

    def row(cells: Iterable[Child], name: str) -> Markup:
        return tag(
            "tr",
            [tag(name, cell, class_="n" if place in places else None) for place, cell in enumerate(cells)],
        )

    body = [row(cells, "td") for cells in rows]
    return tag("div", tag("table", tag("thead", row(titles, "th")), tag("tbody", body)), class_="wide")
