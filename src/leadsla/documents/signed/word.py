"""A signed document as DOCX: real headings, lists and tables, to be edited in any word processor.

Two runs give the same bytes: the file says nothing of when, where and by whom it was made.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any, Final

from leadsla.documents.signed.tree import (
    Block,
    Cell,
    Heading,
    Items,
    Paragraph,
    Signatory,
    Signatures,
    SignedDocument,
    Table,
    Text,
)
from leadsla.errors import ExtraError

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph as WordParagraph

#: The time that a zip file gives to what has none.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_INK, _QUIET, _ACCENT, _RULE = "1D2430", "5A6474", "1F4E79", "C9CFD8"
_SANS: Final = "Arial"
_SERIF: Final = "Times New Roman"
#: Centimetres: the text block of a page.
_WIDTH: Final = 17.0


def docx(document: SignedDocument) -> bytes:
    """The document as the bytes of a DOCX file.

    Raises `ExtraError` where python-docx is not installed.
    """
    try:
        from docx import Document
    except ImportError:
        raise ExtraError(
            "a DOCX needs python-docx; install it with: pip install 'leadsla[documents]'"
        ) from None
    made = Document()
    _lay_out(made, document)
    if document.organisation:
        _styled(
            made.add_paragraph(),
            document.organisation.upper(),
            size=8.5,
            bold=True,
            colour=_ACCENT,
            sans=True,
        )
    made.add_heading(document.title, 0)
    facts = _styled(made.add_paragraph(), "  ·  ".join(document.facts), size=9, colour=_QUIET, sans=True)
    _ruled(facts)
    for block, following in zip(document.blocks, (*document.blocks[1:], None), strict=True):
        _write(made, block)
        # What introduces the places to sign stands on their page.
        made.paragraphs[-1].paragraph_format.keep_with_next = isinstance(following, Signatures) or None
    file = io.BytesIO()
    made.save(file)
    return _without_times(file.getvalue())


def _without_times(content: bytes) -> bytes:
    """The same archive with its members in order, and no times in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, _NO_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            member.create_system = 3
            target.writestr(member, source.read(name), compresslevel=9)
    return file.getvalue()


def _lay_out(made: WordDocument, document: SignedDocument) -> None:
    """The page, the styles, the foot, and what the file says of itself."""
    from docx.shared import Cm

    about = made.core_properties
    about.title, about.author, about.last_modified_by, about.comments = document.title, "", "", ""
    about.created = about.modified = dt.datetime(*_NO_TIME)
    about.language, about.revision = "en", 1
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - _WIDTH) / 2)
    section.top_margin, section.bottom_margin = Cm(1.7), Cm(1.6)
    section.footer_distance = Cm(0.8)
    _styled(section.footer.paragraphs[0], document.foot, size=7.5, colour=_QUIET, sans=True)
    _style(made, "Normal", size=9.5, after=3)
    _style(made, "Title", size=18, bold=True, sans=True, after=1)
    _style(made, "Heading 2", size=11, bold=True, sans=True, colour=_ACCENT, before=9, after=2)
    _style(made, "Heading 3", size=9.5, bold=True, sans=True, before=6, after=2)
    _style(made, "List Bullet", size=9.5, after=1)
    _without_border(made.styles["Title"])


def _style(
    made: WordDocument,
    name: str,
    *,
    size: float,
    bold: bool = False,
    sans: bool = False,
    colour: str = _INK,
    before: float = 0,
    after: float = 0,
) -> None:
    from docx.shared import Pt, RGBColor

    style: Any = made.styles[name]
    _face(style.element.get_or_add_rPr(), _SANS if sans else _SERIF)
    style.font.size, style.font.bold = Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(colour)
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.05


def _face(properties: Any, name: str) -> None:
    """A typeface for every script, in the place of the theme's."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for key in [*fonts.attrib]:
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)


def _without_border(style: Any) -> None:
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _ruled(paragraph: WordParagraph) -> None:
    """A line under a paragraph, as the head of the document has it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", _ACCENT)):
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    paragraph.paragraph_format.space_after = Pt(8)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _styled(
    paragraph: WordParagraph,
    text: str,
    *,
    size: float | None = None,
    bold: bool = False,
    colour: str | None = None,
    sans: bool = False,
) -> WordParagraph:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.bold = bold or None
    if size is not None:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = RGBColor.from_string(colour)
    if sans:
        _face(run._element.get_or_add_rPr(), _SANS)
    return paragraph


def _write(made: WordDocument, block: Block) -> None:
    match block:
        case Heading():
            made.add_heading(block.text, block.level)
        case Paragraph():
            _line(made.add_paragraph(), block.text)
        case Items():
            for number, item in enumerate(block.items):
                if block.lettered:
                    paragraph = made.add_paragraph()
                    _hang(paragraph)
                    paragraph.add_run(f"{chr(ord('a') + number % 26)})\t")
                else:
                    paragraph = made.add_paragraph(style="List Bullet")
                _line(paragraph, item)
        case Table():
            _table(made, block)
        case Signatures():
            _signatures(made, block)


def _hang(paragraph: WordParagraph) -> None:
    from docx.shared import Cm, Pt

    layout = paragraph.paragraph_format
    layout.left_indent, layout.first_line_indent, layout.space_after = Cm(0.63), Cm(-0.63), Pt(1)


def _line(paragraph: WordParagraph, text: Text, size: float | None = None) -> None:
    runs = [run for run in text if run.text]
    for number, run in enumerate(runs):
        space = " " if number else ""
        _styled(paragraph, space + run.text, size=size, bold=run.strong, colour=_QUIET if run.quiet else None)


def _table(made: WordDocument, table: Table) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    grid = made.add_table(rows=1 + len(table.rows), cols=len(table.titles))
    _size(grid, table.widths or (100 // len(table.titles),) * len(table.titles))
    for cell, title in zip(grid.rows[0].cells, table.titles, strict=True):
        _styled(cell.paragraphs[0], title, size=8, bold=True, colour=_QUIET, sans=True)
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(head)
    for entry, row in zip(list(grid.rows)[1:], table.rows, strict=True):
        whole = OxmlElement("w:cantSplit")
        entry._tr.get_or_add_trPr().append(whole)
        for cell, lines in zip(entry.cells, row, strict=True):
            _fill(cell, lines)
    _rules(grid, head=_INK, between=_RULE)
    after = made.add_paragraph()
    after.paragraph_format.space_after = Pt(0)
    after.paragraph_format.line_spacing = Pt(4)


def _fill(cell: Any, lines: Cell) -> None:
    from docx.shared import Pt

    for number, text in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
        _line(paragraph, text, size=9)


def _size(grid: Any, widths: tuple[int, ...]) -> None:
    from docx.shared import Cm

    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Cm(_WIDTH * width / sum(widths))
        for cell in column.cells:
            cell.width = column.width


def _rules(grid: Any, head: str, between: str) -> None:
    """Lines under the titles and between rows, and none that stand."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    rows = list(grid.rows)
    for number, row in enumerate(rows):
        for cell in row.cells:
            borders = OxmlElement("w:tcBorders")
            bottom = OxmlElement("w:bottom")
            for key, value in (("val", "single"), ("sz", "8" if number == 0 else "4"), ("space", "0")):
                bottom.set(qn(f"w:{key}"), value)
            bottom.set(qn("w:color"), head if number == 0 else between)
            borders.append(bottom)
            cell._tc.get_or_add_tcPr().append(borders)


def _signatures(made: WordDocument, signatures: Signatures) -> None:
    places = signatures.places
    if not places:
        return
    grid = made.add_table(rows=5, cols=2 * len(places))
    _size(grid, (12, 100 // len(places) - 12) * len(places))
    for number, place in enumerate(places):
        _place(grid, 2 * number, place)


def _place(grid: Any, column: int, place: Signatory) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
    from docx.shared import Cm

    head = grid.cell(0, column).merge(grid.cell(0, column + 1)).paragraphs[0]
    _styled(head, place.party, bold=True)
    if place.role:
        _styled(head, f" {place.role}", colour=_QUIET)
    signed = f"signed, {place.digest}" if place.digest else ""
    entries = (("Signature", signed), ("Name", place.name), ("Title", place.title), ("Date", place.date))
    for row, (label, entry) in enumerate(entries, 1):
        grid.rows[row].height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        grid.rows[row].height = Cm(0.95 if row == 1 else 0.62)
        for offset, text in enumerate((label, entry)):
            cell = grid.cell(row, column + offset)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            _styled(
                cell.paragraphs[0], text, size=8 if offset == 0 else 9, colour=_QUIET if offset == 0 else None
            )
            cell.paragraphs[0].paragraph_format.keep_with_next = True
        _underline(grid.cell(row, column + 1))


def _underline(cell: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tcBorders")
    bottom = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _INK)):
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    cell._tc.get_or_add_tcPr().append(borders)
