"""The agreement as people read and sign it: one document, written as Markdown, HTML or DOCX.

text = render_agreement(agreement)                    # Markdown, which needs nothing else
page = render_agreement(agreement, to="html")         # Jinja2, of the extra `documents`
file = render_agreement(agreement, to="docx")         # python-docx, of the same extra
"""

from __future__ import annotations

from typing import Literal, overload

from leadsla.agreement import Agreement

__all__ = ["render_agreement"]


@overload
def render_agreement(agreement: Agreement, to: Literal["md", "html"] = "md") -> str: ...
@overload
def render_agreement(agreement: Agreement, to: Literal["docx"]) -> bytes: ...
def render_agreement(agreement: Agreement, to: Literal["md", "html", "docx"] = "md") -> str | bytes:
    """The agreement as the document that people sign: Markdown or a HTML page as text, DOCX as bytes.

    The same agreement gives the same document, to the byte. Who has signed is shown; whether a signature is valid is
    not asked here.

    >>> from leadsla import examples
    >>> print(render_agreement(examples.acme()).splitlines()[0])
    # Service level agreement between marketing and sales

    Raises `ExtraError` where `to` needs a package that is not installed, and `ValueError` for another format.
    """
    from leadsla.documents.signed.content import signed_document

    match to:
        case "md":
            from leadsla.documents.signed.markdown import markdown

            return markdown(signed_document(agreement))
        case "html":
            from leadsla.documents.signed.html import html

            return html(signed_document(agreement))
        case "docx":
            from leadsla.documents.signed.word import docx

            return docx(signed_document(agreement))
        case _:
            raise ValueError(f"{to!r} is no format of a signed document; write md, html or docx")
