"""What a letter must hold before it is handed out: read back from the DOCX, each panel against the document."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import docx
from docx.document import Document as Letter
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from dashboard.exports.letter_form import ANNEX, WIDTH
from dashboard.exports.paper_block import plates
from dashboard.exports.paper_check import check_figures, places, refusal, written
from dashboard.exports.paper_ink import clean
from layouts.document import Document, Drawn, Leaf, plain
from layouts.panel import Scene

FEW, STEP = 8, 7  # different bytes in an unwritten picture, looking at every seventh


@dataclass(slots=True)
class Section:
    """What stands under a heading: its lines, the rows of its tables, its pictures."""

    title: str
    level: int
    lines: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)


def check(content: bytes, document: Document) -> None:
    """Raise DataError naming page, panel and figure where a letter does not say all that its document does."""
    check_figures(document)
    sections = iter(read_back(content))
    for leaf in document.leaves:
        _check_said(_next(sections, leaf.title, leaf.title), leaf)
        for drawn in leaf.drawn:
            _check_panel(_next(sections, leaf.title, drawn.title), leaf, drawn, document.scene)


def read_back(content: bytes) -> list[Section]:
    """Return the sections of a letter's body, its cover and annexes left out."""
    letter = docx.Document(BytesIO(content))
    sections: list[Section] = []
    for block in letter.iter_inner_content():
        if isinstance(block, Table):
            if sections:
                sections[-1].tables.append(_rows(block))
            continue
        style = block.style.name if block.style else ""
        if style == ANNEX:
            break
        if style in {"Heading 1", "Heading 2"}:
            sections.append(Section(block.text, int(style[-1])))
        elif sections:
            sections[-1].lines.append(block.text)
            sections[-1].pictures += _pictures(block, letter)
    return sections


def _next(sections: Iterator[Section], leaf: str, title: str) -> Section:
    found = next(sections, None)
    if found is None or found.title != clean(title):
        raise refusal(leaf, title, f"这一节不在它的位置上，那里是“{found.title if found else ''}”")
    return found


def _check_said(section: Section, leaf: Leaf) -> None:
    for line in plain(leaf.said):
        if clean(line) not in section.lines:
            raise refusal(leaf.title, leaf.title, f"“{line}”没有写进去")


def _check_panel(section: Section, leaf: Leaf, drawn: Drawn, scene: Scene) -> None:
    if len(section.pictures) != len(plates(drawn.drawing, scene, WIDTH)) or any(map(is_blank, section.pictures)):
        raise refusal(leaf.title, drawn.title, "图是空的，或者少了")
    tables = places(leaf, drawn, scene.words)
    if len(tables) != len(section.tables):
        raise refusal(leaf.title, drawn.title, f"应有 {len(tables)} 张表，写成了 {len(section.tables)} 张")
    for place, rows in zip(tables, section.tables, strict=True):
        expected = [(row[0].text.strip(), text) for row in place.table.rows for text in written(row)]
        found = [text for row in rows[1:] for text in row if text]
        for at, (name, text) in enumerate(expected):
            if at >= len(found) or found[at] != text:
                raise place.wrong(name, text, found[at] if at < len(found) else "")
        if len(found) > len(expected):
            raise place.wrong("", "", found[len(expected)])


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
