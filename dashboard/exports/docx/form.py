"""The form of an official letter by GB/T 9704—2012: page, type faces, levels of headings, page numbers.

Type area 156 × 225 mm with 37 mm above and 28 mm at the left, 22 lines to a page, 28 letters to a line; title in 小标宋
二号, text in 仿宋 三号, headings 一、 in 黑体, （一） in 楷体, 1. and （1） in 仿宋; what is annexed and the day under the text;
page numbers of 四号 between dashes, outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from docx.document import Document as Letter
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from layouts.words.language import Language

WIDTH = 442.0  # points: 156 mm
LINE = 28.95  # points: 22 lines in 225 mm
CLOSER = -5  # twentieths of a point that letters of 三号 are set closer, so that 28 fill the 156 mm of a line
LATIN = "Times New Roman"
XIAOBIAO, HEI, KAI, FANG, SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
ALSO = {XIAOBIAO: "宋体", HEI: "SimHei", KAI: "楷体", FANG: "仿宋", SONG: "SimSun"}  # where a font is not installed
SIZES = {"二号": 22.0, "三号": 16.0, "四号": 14.0, "小四": 12.0, "五号": 10.5, "小五": 9.0, "六号": 7.5}
TEXT, TABLE_TEXT, TABLE_HEAD, NOTE, ANNEX = "Body Text", "Table Text", "Table Head", "Note", "Annex"
ANNEX_LINE = "Annex Line"
CHINESE = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3."),
    ("decimal", "（%4）"),
)
ENGLISH = (("decimal", "%1. "), ("decimal", "%1.%2 "), ("decimal", "%3. "), ("decimal", "(%4) "))
LEVELS = 4


@dataclass(frozen=True, slots=True)
class Face:
    """How a style is set: its Chinese font, size, and whether its first line is indented by two characters."""

    style: str
    face: str
    size: str
    is_indented: bool = False
    is_bold: bool = False
    align: WD_ALIGN_PARAGRAPH | None = None
    line: float | None = LINE


FACES = (
    Face("Title", XIAOBIAO, "二号", align=WD_ALIGN_PARAGRAPH.CENTER, line=36.0),
    Face("Subtitle", KAI, "三号", align=WD_ALIGN_PARAGRAPH.CENTER),
    Face("Heading 1", HEI, "三号", is_indented=True),
    Face("Heading 2", KAI, "三号", is_indented=True),
    Face("Heading 3", HEI, "小四", is_indented=True, line=None),
    Face("Heading 4", FANG, "三号", is_indented=True),
    Face(TEXT, FANG, "三号", is_indented=True, align=WD_ALIGN_PARAGRAPH.JUSTIFY),
    Face("Caption", HEI, "五号", align=WD_ALIGN_PARAGRAPH.CENTER, line=None),
    Face(TABLE_TEXT, FANG, "五号", line=None),
    Face(TABLE_HEAD, HEI, "五号", line=None),
    Face(ANNEX_LINE, FANG, "小四", is_indented=True, line=None),
    Face(NOTE, FANG, "小五", line=None),
    Face(ANNEX, HEI, "三号"),
    Face("Header", FANG, "小五", align=WD_ALIGN_PARAGRAPH.CENTER, line=None),
    Face("Footer", SONG, "四号", line=None),
)


def set_form(letter: Letter, words: Language) -> None:
    """Give an empty letter its page, styles, numbered headings and page numbers."""
    _set_page(letter)
    for face in FACES:
        _set_face(letter, face)
    _set_face(letter, Face("Normal", FANG, "三号", line=None))
    for spoken in letter.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:eastAsia"), "zh-CN")
    _number_headings(letter, CHINESE if words.tongue == "zh" else ENGLISH)
    _number_pages(letter)
    _name_fonts(letter)


def field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Put a field into a paragraph, with what it shows until it is computed again."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            written = OxmlElement("w:instrText")
            written.set(qn("xml:space"), "preserve")
            written.text = f" {code} "
            run._r.append(written)


def style_id(style: str) -> str:
    """Return the key by which paragraphs name a style; looking styles up by name takes python-docx long."""
    return style.replace(" ", "")


@cache
def name(tag: str) -> str:
    """Return a tag such as `w:p` with its namespace in full."""
    return qn(tag)


def _set_page(letter: Letter) -> None:
    section = letter.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(18), Mm(23)
    lines = OxmlElement("w:docGrid")
    lines.set(qn("w:type"), "lines")
    lines.set(qn("w:linePitch"), str(round(LINE * 20)))
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(lines)


def _set_face(letter: Letter, face: Face) -> None:
    styles: Any = letter.styles
    style = styles[face.style] if face.style in styles else styles.add_style(face.style, WD_STYLE_TYPE.PARAGRAPH)
    font, form = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic = LATIN, Pt(SIZES[face.size]), face.is_bold, False
    font.color.rgb = RGBColor(0, 0, 0)
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    faces.attrib.clear()
    for kind, name in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", face.face), ("cs", LATIN)):
        faces.set(qn(f"w:{kind}"), name)
    for old in font.element.rPr.findall(qn("w:spacing")):  # the template's titles are set wider
        font.element.rPr.remove(old)
    if face.size == "三号" and face.line:
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), str(CLOSER))
        font.element.rPr.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz")
    form.space_before = form.space_after = Pt(0)
    form.alignment = face.align
    if face.line is None:
        form.line_spacing = 1.0
        off_grid = OxmlElement("w:snapToGrid")
        off_grid.set(qn("w:val"), "0")
        style.element.get_or_add_pPr().insert_element_before(off_grid, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    else:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(face.line)
    if face.is_indented:
        form.first_line_indent = Pt(2 * SIZES[face.size])
        style.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "200")
    form.keep_with_next = face.style.startswith("Heading") or face.style in {ANNEX, TABLE_HEAD}
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)


def _number_headings(letter: Letter, formats: Sequence[tuple[str, str]]) -> None:
    """Let Word count the headings itself, each level linked to its style."""
    numbering = letter.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:pStyle w:val="Heading{level + 1}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/></w:lvl>'
        for level, (kind, text) in enumerate(formats)
    )
    multi = '<w:multiLevelType w:val="multilevel"/>'
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{multi}{levels}</w:abstractNum>')
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level in range(LEVELS):
        properties = letter.styles[f"Heading {level + 1}"].element.get_or_add_pPr()
        counted = properties.get_or_add_numPr()
        counted.get_or_add_ilvl().val, counted.get_or_add_numId().val = level, 90


def _number_pages(letter: Letter) -> None:
    """Set — 1 — at the outer foot of each page, one character from the edge of the text."""
    letter.settings.odd_and_even_pages_header_footer = True
    section = letter.sections[0]
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.style = letter.styles["Footer"]
        paragraph.alignment = align
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(SIZES["四号"])
        paragraph.add_run("— ")
        field(paragraph, "PAGE", "1")
        paragraph.add_run(" —")


def _name_fonts(letter: Letter) -> None:
    """Name the font that replaces each on a machine without it."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, other in ALSO.items()
    )
    table = next(part for part in letter.part.package.iter_parts() if part.partname.endswith("fontTable.xml"))
    start, _, rest = table.blob.decode("utf-8").partition("<w:font ")
    table._blob = f"{start}{fonts}<w:font {rest}".encode()
