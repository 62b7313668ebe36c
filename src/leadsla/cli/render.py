"""`leadsla render`: the agreement as the document that people read and sign."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from leadsla.cli.failures import DONE, Refusal, guarded
from leadsla.cli.options import AgreementFile, Output
from leadsla.cli.results import check_output, destination

HELP: Final = """Write the agreement as the document that people read and sign.

md is Markdown, html one page that needs no other file, for the screen and for paper, docx a file for word processors.
html and docx need the extra `documents`: pip install 'leadsla[documents]'. The same agreement gives the same bytes.

\b
Examples:
  leadsla render agreement.yaml
  leadsla render agreement.yaml --to html --output agreement.html
  leadsla render agreement.yaml --output agreement.docx
"""


class Format(StrEnum):
    """What the document is written as."""

    MD = "md"
    HTML = "html"
    DOCX = "docx"


#: The formats by the endings of files.
_ENDINGS: Final = {".md": Format.MD, ".html": Format.HTML, ".htm": Format.HTML, ".docx": Format.DOCX}


@guarded
def render(
    agreement: AgreementFile,
    to: Annotated[
        Format | None,
        typer.Option("--to", show_default="by the ending of --output, else md", help="The format."),
    ] = None,
    output: Output = None,
) -> int:
    """Write the document of an agreement."""
    from leadsla.cli.judging import agreement_in
    from leadsla.documents import render_agreement
    from leadsla.errors import ExtraError

    ending = "" if output is None else Path(output).suffix.lower()
    form = to or _ENDINGS.get(ending, Format.MD)
    if form is Format.DOCX and output is None:
        raise Refusal("a DOCX is no text for standard output; name a file with --output agreement.docx")
    check_output(output, [agreement])
    loaded = agreement_in(agreement)
    try:
        if form is Format.DOCX:
            Path(str(output)).write_bytes(render_agreement(loaded, "docx"))
            return DONE
        text = render_agreement(loaded, "html") if form is Format.HTML else render_agreement(loaded)
    except ExtraError as error:
        raise Refusal(str(error)) from None
    with destination(output) as terminal:
        terminal.data(text)
    return DONE
