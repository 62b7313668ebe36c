"""`Chart`: a drawing as SVG that stands in a page, in a notebook and in a file of its own.

Colours go by `currentColor` and by four variables (`--blue`, `--orange`, `--paper`, `--on-blue`) that a page may set
for light, dark and paper; where it does not, each has a value that can be read on either ground. Nothing is said by
a colour alone.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any, Final

from leadsla.charts.markup import Child, Markup, tag
from leadsla.errors import ReadError

#: What a drawing needs where no page gives it: ink and ground for a light and a dark screen, and a plain letter.
_STYLE: Final = (
    "svg{color:#1d2430;background:#fff;font-family:'Helvetica Neue','Segoe UI','Liberation Sans',Arial,sans-serif}"
    "@media (prefers-color-scheme:dark){svg{color:#e4e7ec;background:#1a1e25;--paper:#1a1e25;--blue:#7db4ee;"
    "--orange:#f0954f;--on-blue:#10151c}}"
)
_OPENS: Final = "<svg "


class Chart(Markup):
    """A drawing with its title, the same bytes for the same values.

    >>> chart = svg(20, 10, "a < b")
    >>> print(chart[:45])
    <svg xmlns="http://www.w3.org/2000/svg" viewB
    >>> "<title>a &lt; b</title>" in chart
    True
    """

    __slots__ = ()

    def alone(self) -> str:
        """The drawing with an ink and a ground of its own, as an image needs them; light or dark as the screen is."""
        style = tag("style", Markup(_STYLE))
        return f"{_OPENS}{self[len(_OPENS) :]}".replace("</title>", f"</title>{style}", 1)

    def _repr_svg_(self) -> str:
        return self.alone()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What a notebook keeps beside the drawing: its title, and not the drawing once more."""
        printer.text(f"<Chart: {html.unescape(self.partition('<title>')[2].partition('</title>')[0])}>")

    def save(self, path: str | Path) -> Path:
        """Write the drawing into a file of its own: `.svg`, or `.html` for a page with nothing else.

        Such a file is light or dark as its reader's screen is. Raises `ReadError` for another kind of file.
        """
        target = Path(path)
        alone = self.alone()
        match target.suffix.lower():
            case ".svg":
                text = f'<?xml version="1.0" encoding="UTF-8"?>\n{alone}\n'
            case ".html":
                head = '<meta charset="utf-8"><meta name="color-scheme" content="light dark">'
                text = f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{alone}</body></html>\n'
            case other:
                raise ReadError(f"a chart is written as .svg or .html, not {other or 'without an ending'}")
        target.write_text(text, encoding="utf-8")
        return target


def svg(width: float, height: float, label: str, *children: Child, class_: str = "chart") -> Chart:
    """A drawing with what it says in words; `class_` is `chart`, or `nano` for one that stands in a line of text."""
    return Chart(
        tag(
            "svg",
            tag("title", label),
            *children,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {figure(width)} {figure(height)}",
            width=figure(width),
            height=figure(height),
            role="img",
            font_family="inherit",
            font_size=11,
            class_=class_,
        )
    )


def figure(value: float) -> str:
    """A coordinate, as short as it can be.

    >>> figure(12.0), figure(12.345), figure(-0.001)
    ('12', '12.3', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
