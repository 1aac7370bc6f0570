"""The report of a document as an official letter in DOCX: sentences, pictures, tables in full, annexes."""

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

from dashboard.exports import letter_form as form
from dashboard.exports.figures import front
from dashboard.exports.letter_check import check
from dashboard.exports.paper import png
from dashboard.exports.paper_annex import annexes
from dashboard.exports.paper_block import Block, Plate, block
from dashboard.exports.paper_grid import ALLEY, Field, Grid
from dashboard.exports.paper_ink import clean
from dashboard.exports.print import foot
from layouts.document import Document, Leaf, plain
from layouts.words import Language

ROOM = 41.0  # ems of 五号 in a line of a table
SMALLEST = 8.0  # points of an annex below which its table is set in 六号
DXA = 20  # twentieths of a point


def docx_file(document: Document) -> bytes:
    """Return a document as DOCX; raises DataError where a figure in it is not its reading's, or fonts are lacking."""
    letter = docx.Document()
    letter._body.clear_content()
    words = document.scene.words
    form.set_form(letter, words)
    _set_facts(letter, document)
    writer = _Writer(letter, words)
    _cover(writer, document)
    for leaf in document.leaves:
        _leaf(writer, leaf, document)
    _annexes(writer, document)
    content = BytesIO()
    letter.save(content)
    made = content.getvalue()
    check(made, document)
    return made


@dataclass(slots=True)
class _Writer:
    """A letter being written, and the captions it has so far by their word: 图, 表."""

    letter: Letter
    words: Language
    captions: dict[str, list[str]] = field(default_factory=dict)

    def write(self, text: str, style: str) -> Paragraph:
        """Add a paragraph."""
        paragraph = self.letter.add_paragraph(clean(text))
        paragraph._p.style = form.style_id(style)
        return paragraph

    def caption(self, word: str, title: str, *, above: bool = False) -> None:
        """Add a numbered caption that the list of figures finds again."""
        so_far = self.captions.setdefault(word, [])
        paragraph = self.write(f"{word} ", "Caption")
        form.field(paragraph, f"SEQ {word} \\* ARABIC", str(len(so_far) + 1))
        paragraph.add_run(f"\u3000{title}")
        paragraph.paragraph_format.keep_with_next = above
        paragraph.paragraph_format.space_before = Pt(6 if above else 2)
        paragraph.paragraph_format.space_after = Pt(2 if above else 6)
        so_far.append(f"{word} {len(so_far) + 1}\u3000{title}")


def _set_facts(letter: Letter, document: Document) -> None:
    facts, words = letter.core_properties, document.scene.words
    facts.title, facts.author, facts.comments = clean(document.title), clean(document.account), ""
    facts.created = facts.modified = document.made_at.replace(tzinfo=None)
    facts.language, facts.version = words.tongue, clean(document.program)
    line = foot(document)
    section = letter.sections[0]
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].style = letter.styles["Header"]
        header.paragraphs[0].text = line


def _cover(writer: _Writer, document: Document) -> None:
    scene, words = document.scene, writer.words
    writer.write(clean(document.title), "Title")
    writer.write(words.period(scene.period, scene.period.to_date(scene.as_of)), "Subtitle")
    facts = [(Field(clean(name)), Field(clean(str(fact)))) for name, fact in front(document)[1:]]
    facts += [(Field(""), Field(""))] * (len(facts) % 2)
    rows = tuple((*first, *second) for first, second in zip(facts[::2], facts[1::2], strict=True))
    writer.write("", form.NOTE)
    _table(writer.letter, Grid("", (), rows, (5, 15), (False, False), folds=2))
    writer.write("", form.NOTE)


def _leaf(writer: _Writer, leaf: Leaf, document: Document) -> None:
    writer.write(leaf.title, "Heading 1")
    for line in plain(leaf.said):
        writer.write(line, form.TEXT)
    for drawn in leaf.drawn:
        panel = block(drawn, document.scene, plain(leaf.said), width=form.WIDTH, room=ROOM)
        writer.write(panel.title, "Heading 2")
        _panel(writer, panel)


def _panel(writer: _Writer, panel: Block) -> None:
    said = "".join(panel.said)
    for line in panel.said:
        writer.write(line, form.TEXT)
    for plate in panel.plates:
        _picture(writer, plate, panel)
    for grid in panel.grids:
        title = f"{panel.title} · {grid.caption}" if grid.caption else panel.title
        writer.caption(writer.words("paper.table"), title, above=True)
        _table(writer.letter, grid)
    if panel.note and panel.note not in said:
        writer.write(panel.note, form.NOTE).paragraph_format.space_before = Pt(3)


def _picture(writer: _Writer, plate: Plate, panel: Block) -> None:
    paragraph = writer.write("", form.NOTE)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(6)
    shape = paragraph.add_run().add_picture(BytesIO(png(plate.picture)), width=Pt(form.WIDTH))
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")  # LibreOffice leaves 3 mm where nothing is said
    shape._inline.docPr.set("descr", plate.caption or "".join(panel.said) or panel.title)
    writer.caption(writer.words("paper.figure"), plate.caption or panel.title)


def _annexes(writer: _Writer, document: Document) -> None:
    words = writer.words
    found = annexes(document, form.WIDTH)
    _close(
        writer, [*(annex.title for annex in found), *[words("paper.annexes.figures")] * bool(writer.captions)], document
    )
    for at, annex in enumerate(found, 1):
        _annex_head(writer, f"{words('paper.annex')}{at}", annex.title)
        if annex.note:
            writer.write(annex.note, form.NOTE)
        _table(writer.letter, annex.grid, form.ID_TEXT if annex.size < SMALLEST else form.ANNEX_TEXT)
    if writer.captions:
        _annex_head(writer, f"{words('paper.annex')}{len(found) + 1}", words("paper.annexes.figures"))
        for word, titles in writer.captions.items():
            _list_of(writer, word, titles)


def _close(writer: _Writer, titles: Sequence[str], document: Document) -> None:
    """End the text: what is annexed, set in by two characters, and the day, four characters from the right."""
    words, made, size = writer.words, document.made_at, form.SIZES["三号"]
    writer.write("", form.TEXT)
    for at, title in enumerate(titles, 1):
        line = writer.write(f"{words('paper.annexed') if at == 1 else ''}{at}. {title}", form.TEXT)
        line.paragraph_format.first_line_indent = Pt((2 if at == 1 else 5) * size)
        line.paragraph_format.keep_with_next = True
    writer.write("", form.TEXT).paragraph_format.keep_with_next = True
    day = writer.write(words("paper.signed", year=made.year, month=made.month, day=made.day), form.TEXT)
    day.alignment, day.paragraph_format.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(4 * size)


def _annex_head(writer: _Writer, number: str, title: str) -> None:
    writer.write(number, form.ANNEX).paragraph_format.page_break_before = True
    heading = writer.write(title, "Title")
    heading.paragraph_format.space_after = Pt(12)
    heading.paragraph_format.keep_with_next = True


def _list_of(writer: _Writer, word: str, titles: Sequence[str]) -> None:
    """Write a table of figures as a field, so that it can be made anew, with its entries as they stand."""
    paragraph = writer.write("", "Table of Figures")
    form.field(paragraph, f'TOC \\n \\h \\z \\c "{word}"', titles[0])
    end = paragraph._p[-1]
    for title in titles[1:]:
        paragraph = writer.write(title, "Table of Figures")
    paragraph._p.append(end)


def _table(letter: Letter, grid: Grid, style: str = form.TABLE_TEXT) -> None:
    """Add a table whose heading stands again on each page and whose rows are not torn apart."""
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
