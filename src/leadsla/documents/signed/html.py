"""A signed document as one HTML page: no script, no request, for a screen in light or dark and for paper."""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import TYPE_CHECKING

from leadsla.documents.signed.tree import SignedDocument
from leadsla.errors import ExtraError

if TYPE_CHECKING:
    from jinja2 import Template


def html(document: SignedDocument) -> str:
    """The document as a page that stands alone. All text in it is escaped.

    Raises `ExtraError` where Jinja2 is not installed.
    """
    blocks = [(type(block).__name__, block) for block in document.blocks]
    return f"{_template().render(document=document, blocks=blocks)}\n"


@functools.cache
def _template() -> Template:
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError:
        raise ExtraError(
            "an HTML page needs Jinja2; install it with: pip install 'leadsla[documents]'"
        ) from None
    folder = files("leadsla.documents.signed")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["style"] = (folder / "page.css").read_text("utf-8").strip()
    return environment.from_string((folder / "page.html.jinja").read_text("utf-8"))
