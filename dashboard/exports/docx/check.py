"""Checks a letter before it is delivered: it is read back from the DOCX, each panel compared with the document."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

import docx
from docx.document import Document as Letter
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from dashboard.exports import selection
from dashboard.exports.docx.form import TEXT, WIDTH
from dashboard.exports.docx.watermark import watermarks
from dashboard.exports.pictures.block import plates
from dashboard.exports.pictures.check import check_figures, check_watermark, places_of, refusal, written
from dashboard.exports.pictures.ink import clean, formal
from dashboard.exports.selection import tables, texts
from layouts.context import Context
from layouts.pages.document import Document

FEW, STEP = 8, 7  # different bytes in an unwritten picture, looking at every seventh


@dataclass(slots=True)
class ReadSection:
    """The content under a heading: its lines, the rows of its tables, its pictures."""

    title: str
    level: int
    lines: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)


def check(content: bytes, document: Document) -> None:
    """Raise DataError naming page, panel and figure where a letter does not say all that its document does."""
    check_figures(document)
    letter = docx.Document(BytesIO(content))
    check_watermark(clean(document.watermark), watermarks(letter))
    found = iter(_sections(letter))
    for expected in _headed([*texts(document), *tables(document)]):
        section = next(found, None)
        title = expected[0].title if expected[0].level else ""
        if section is None or section.title != formal(title):
            raise refusal(
                expected[0].page or title, title, f"这一节不在它的位置上，那里是“{section.title if section else ''}”"
            )
        _check_section(section, expected, document.context)


def read_back(content: bytes) -> list[ReadSection]:
    """Return the sections of a letter under its headings; what comes before the first is left out."""
    sections = _sections(docx.Document(BytesIO(content)))
    return sections[1:] if sections[0].title == "" else sections


def _headed(sections: Sequence[selection.Section]) -> list[list[selection.Section]]:
    """Return sections in groups that each begin with a heading, but the first, which may have none."""
    groups: list[list[selection.Section]] = []
    for section in sections:
        if section.level or not groups:
            groups.append([])
        groups[-1].append(section)
    return groups


def _sections(letter: Letter) -> list[ReadSection]:
    """Return what comes before the first heading, where there is a text, and then what is under each."""
    sections = [ReadSection("", 0)]
    for block in letter.iter_inner_content():
        if isinstance(block, Table):
            sections[-1].tables.append(_rows(block))
            continue
        style = block.style.name if block.style else ""
        if style.startswith("Heading"):
            sections.append(ReadSection(block.text, int(style[-1])))
        else:
            is_text = style == TEXT or sections[-1].level
            sections[-1].lines += [block.text] if is_text else []
            sections[-1].pictures += _pictures(block, letter)
    return sections if sections[0].lines else sections[1:]


def _check_section(section: ReadSection, expected: Sequence[selection.Section], context: Context) -> None:
    page, title = expected[0].page or expected[0].title, expected[0].title
    for line in (line for each in expected for line in each.lines):
        if formal(line) not in section.lines:
            raise refusal(page, title, f"“{line}”没有写进去")
    panels = [each.drawn for each in expected if each.drawn is not None]
    pictures = sum(len(plates(drawn.drawing, context, WIDTH)) for drawn in panels)
    if len(section.pictures) != pictures or any(map(is_blank, section.pictures)):
        raise refusal(page, panels[0].title if panels else title, "图是空的，或者少了")
    places = [place for drawn in panels for place in places_of(page, drawn, context.words)]
    if len(places) != len(section.tables):
        raise refusal(page, title, f"应有 {len(places)} 张表，写成了 {len(section.tables)} 张")
    for place, rows in zip(places, section.tables, strict=True):
        wanted = [(row[0].text.strip(), text) for row in place.table.rows for text in written(row)]
        found = [text for row in rows[1:] for text in row if text]
        for at, (name, text) in enumerate(wanted):
            if at >= len(found) or found[at] != text:
                raise place.wrong(name, text, found[at] if at < len(found) else "")
        if len(found) > len(wanted):
            raise place.wrong("", "", found[len(wanted)])


def _rows(table: Table) -> list[list[str]]:
    return [
        ["".join(text.text or "" for text in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
        for row in table._tbl.iter(qn("w:tr"))
    ]


def _pictures(paragraph: Paragraph, letter: Letter) -> list[bytes]:
    marks = [blip.get(qn("r:embed")) for blip in paragraph._p.iter(qn("a:blip"))]
    return [letter.part.related_parts[mark].blob for mark in marks if mark]


def is_blank(png: bytes) -> bool:
    """Say whether a PNG shows one colour alone."""
    packed, at = b"", 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    return not packed or len(set(zlib.decompress(packed)[::STEP])) < FEW
