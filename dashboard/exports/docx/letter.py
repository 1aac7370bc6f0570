"""The report of a document as an official letter in DOCX: a title, the texts, who signs and when, then tables; facts at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Letter
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from dashboard.exports.docx import form
from dashboard.exports.docx.check import check
from dashboard.exports.docx.watermark import set_watermark
from dashboard.exports.figures import origin
from dashboard.exports.pictures.block import Block, Plate, block
from dashboard.exports.pictures.grid import ALLEY, Field, Grid
from dashboard.exports.pictures.ink import clean, formal
from dashboard.exports.pictures.picture import png
from dashboard.exports.selection import Section, tables, texts
from layouts.pages.document import Document
from layouts.words.known import known_short
from layouts.words.language import Language

ANNEXED = 3  # the level of headings in the annex
ROOM = 41.0  # ems of 五号 in a line of a table
DXA = 20  # twentieths of a point


def docx_file(document: Document) -> bytes:
    """Return a document as DOCX; raises DataError where a figure in it is not its reading's, or fonts are lacking."""
    letter = docx.Document()
    letter._body.clear_content()
    words = document.context.words
    form.set_form(letter, words)
    _set_facts(letter, document)
    writer = _Writer(letter, words)
    _head(writer, document)
    for section in texts(document):
        _section(writer, section, document, form.TEXT)
    annexed = tables(document)
    _close(writer, document, is_annexed=bool(annexed))
    if annexed:
        _annex_head(
            writer, words("paper.annex"), words("paper.annexed_title", period=words.period(document.context.period))
        )
    for section in annexed:
        _section(writer, section, document, form.ANNEX_LINE)
    _facts(writer, document)
    if document.watermark:
        set_watermark(letter, clean(document.watermark))
    content = BytesIO()
    letter.save(content)
    made = content.getvalue()
    check(made, document)
    return made


@dataclass(slots=True)
class _Writer:
    """A letter being written, how many captions it has so far by their word (图, 表), and the sentences it has said."""

    letter: Letter
    words: Language
    captions: dict[str, int] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)

    def write(self, text: str, style: str) -> Paragraph:
        """Add a paragraph."""
        paragraph = self.letter.add_paragraph(formal(text))
        paragraph._p.style = form.style_id(style)
        return paragraph

    def caption(self, word: str, title: str, *, above: bool = False) -> None:
        """Add a numbered caption."""
        self.captions[word] = self.captions.get(word, 0) + 1
        paragraph = self.write(f"{word} ", "Caption")
        form.field(paragraph, f"SEQ {word} \\* ARABIC", str(self.captions[word]))
        paragraph.add_run(f"\u3000{title}")
        paragraph.paragraph_format.keep_with_next = above
        paragraph.paragraph_format.space_before = Pt(6 if above else 2)
        paragraph.paragraph_format.space_after = Pt(2 if above else 6)


def _set_facts(letter: Letter, document: Document) -> None:
    facts, words = letter.core_properties, document.context.words
    facts.title, facts.author, facts.comments = formal(document.title), formal(document.account), ""
    facts.created = facts.modified = document.made_at.replace(tzinfo=None)
    facts.language, facts.version = words.tongue, formal(document.program)
    section, context = letter.sections[0], document.context
    known = [known_short(context.known, words)] if context.known else []
    marks = [*known, words("shell.demo")] if context.is_demo else known
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].style = letter.styles["Header"]
        header.paragraphs[0].text = formal(" · ".join(marks))


def _head(writer: _Writer, document: Document) -> None:
    writer.write(document.title, "Title")
    writer.write(writer.words("paper.of_period", period=_period(document)), "Subtitle")
    writer.write("", form.NOTE)


def _period(document: Document) -> str:
    """Name the period with its days: 2026年第47周，11月16日至11月22日."""
    context, words = document.context, document.context.words
    span = context.period.to_date(context.as_of)
    days = words("brief.days", first=words.day(span.first), last=words.day(span.last))
    return words("paper.period", period=words.period(context.period), days=days)


def _section(writer: _Writer, section: Section, document: Document, style: str) -> None:
    if section.level:
        heading = writer.write(section.title, f"Heading {section.level}")
        heading.paragraph_format.space_before = Pt(10 if section.level == ANNEXED else 0)
    for line in section.lines:
        writer.write(line, style)
        writer.said.add(formal(line))
    if section.drawn is not None:
        _panel(writer, block(section.drawn, document.context, (), width=form.WIDTH, room=ROOM), style)


def _panel(writer: _Writer, panel: Block, style: str) -> None:
    """Write a panel; a sentence that is already in the letter is not repeated beside its table."""
    spoken = "".join(writer.said)
    for line in panel.said:
        if formal(line) not in spoken:
            writer.write(line, style)
            writer.said.add(formal(line))
    for plate in panel.plates:
        _picture(writer, plate, panel)
    for grid in panel.grids:
        title = f"{panel.title} · {grid.caption}" if grid.caption else panel.title
        writer.caption(writer.words("paper.table"), title, above=True)
        _table(writer.letter, grid)
    if panel.note and panel.note not in "".join(panel.said) and panel.grids:
        writer.write(panel.note, form.NOTE).paragraph_format.space_before = Pt(3)


def _picture(writer: _Writer, plate: Plate, panel: Block) -> None:
    paragraph = writer.write("", form.NOTE)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(6)
    shape = paragraph.add_run().add_picture(BytesIO(png(plate.picture)), width=Pt(form.WIDTH))
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")  # without a value LibreOffice leaves 3 mm
    shape._inline.docPr.set("descr", plate.caption or "".join(panel.said) or panel.title)
    writer.caption(writer.words("paper.figure"), plate.caption or panel.title)


def _close(writer: _Writer, document: Document, *, is_annexed: bool) -> None:
    """End the text: the annex, indented by two characters, the signer, and the day, four characters from the right."""
    words, made, size = writer.words, document.made_at, form.SIZES["三号"]
    if is_annexed:
        writer.write("", form.TEXT)
        title = words("paper.annexed_title", period=words.period(document.context.period))
        writer.write(words("paper.annexed", title=title), form.TEXT).paragraph_format.keep_with_next = True
    writer.write("", form.TEXT).paragraph_format.keep_with_next = True
    signer = writer.write(_signer(document), form.TEXT)
    day = writer.write(words("paper.signed", year=made.year, month=made.month, day=made.day), form.TEXT)
    for line in (signer, day):
        line.alignment, line.paragraph_format.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(4 * size)
    signer.paragraph_format.keep_with_next = True


def _signer(document: Document) -> str:
    """Return the unit that signs: 浙江省司法厅, 杭州市司法局, 武康司法所."""
    region, words = document.context.region, document.context.words
    return words(f"paper.signer.{region.level.value}", region=words.name(region))


def _annex_head(writer: _Writer, number: str, title: str) -> None:
    writer.write(number, form.ANNEX).paragraph_format.page_break_before = True
    heading = writer.write(title, "Subtitle")
    heading.paragraph_format.space_after = Pt(6)
    heading.paragraph_format.keep_with_next = True


def _facts(writer: _Writer, document: Document) -> None:
    """Write in small type at the end how new the figures are and where each can be looked up; the file's properties say who made it."""
    words = writer.words
    demo = words("paper.demo") if document.context.is_demo else ""
    line = writer.write(words("paper.facts", **origin(document), demo=demo), form.NOTE)
    line.paragraph_format.space_before = Pt(12)


def _table(letter: Letter, grid: Grid, style: str = form.TABLE_TEXT) -> None:
    """Add a table whose heading is repeated on each page and whose rows are not split."""
    first, *others = grid.widths
    columns = [*grid.widths, *[first + ALLEY, *others] * (grid.folds - 1)]
    shares = [width / sum(columns) * form.WIDTH * DXA for width in columns]
    table = OxmlElement("w:tbl")
    properties = _child(table, "tblPr")
    _child(properties, "tblW", w=round(form.WIDTH * DXA), type="dxa")
    _child(properties, "jc", val="center")
    borders = _child(properties, "tblBorders")
    for side, size in (("top", 8), ("bottom", 8), ("insideH", 4)):
        _child(borders, side, val="single", sz=size, space=0, color="000000" if size > 4 else "A6A6A6")
    _child(properties, "tblLayout", type="fixed")
    margins = _child(properties, "tblCellMar")
    for side, air in (("top", 30), ("left", 60), ("bottom", 30), ("right", 60)):
        _child(margins, side, w=air, type="dxa")
    widths = _child(table, "tblGrid")
    for share in shares:
        _child(widths, "gridCol", w=round(share))
    if grid.headings:
        heads = tuple(Field(head) for head in grid.all_headings)
        _row(table, heads, grid, shares, form.TABLE_HEAD, is_head=True)
    for row in grid.rows:
        _row(table, row, grid, shares, style)
    letter._body._element._insert_tbl(table)


def _row(
    table: Any, fields: Sequence[Field], grid: Grid, shares: Sequence[float], style: str, *, is_head: bool = False
) -> None:
    row = _child(table, "tr")
    properties = _child(row, "trPr")
    _child(properties, "cantSplit")
    if is_head:
        _child(properties, "tblHeader")
    for at, each in enumerate(fields):
        cell = _child(row, "tc")
        about = _child(cell, "tcPr")
        _child(about, "tcW", w=round(shares[at]), type="dxa")
        if each.shade:
            _child(about, "shd", val="clear", color="auto", fill=each.shade.lstrip("#"))
        _child(about, "vAlign", val="center")
        paragraph = _child(cell, "p")
        look = _child(paragraph, "pPr")
        _child(look, "pStyle", val=form.style_id(style))
        if at and at % len(grid.widths) == 0:
            _child(look, "ind", left=round(ALLEY * DXA * form.SIZES["五号"]))
        if grid.is_figure[at % len(grid.widths)]:
            _child(look, "jc", val="right")
        if each.text:
            text = _child(_child(paragraph, "r"), "t")
            text.set(qn("xml:space"), "preserve")
            text.text = each.text


def _child(parent: Any, tag: str, **attributes: str | int) -> Any:
    child = parent.makeelement(
        form.name(f"w:{tag}"), {form.name(f"w:{key}"): str(value) for key, value in attributes.items()}
    )
    parent.append(child)
    return child
