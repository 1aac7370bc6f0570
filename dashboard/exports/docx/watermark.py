"""The watermark of a letter: account and minute, slanted, behind the text of every page, as Word itself makes one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.document import Document as Letter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from dashboard.exports.docx.form import HEI
from dashboard.exports.pictures.ink import extent

VML = "urn:schemas-microsoft-com:vml"
SPACES = f'{nsdecls("w")} xmlns:v="{VML}" xmlns:o="urn:schemas-microsoft-com:office:office"'
SIZE, LONGEST = 24.0, 440.0  # points: of a letter, of the whole text
DOWN = (190, 400, 610)  # points from the upper edge of the page to each copy
GREY, TURN = "#dcdcdc", 335  # text is black, so that the grey may be darker than on a screen; degrees
ART = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>'
    '<v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/>'
    '<v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
    'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>'
    '<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
    '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
)  # text set along a line, as the standard's own list of shapes has it


def set_watermark(letter: Letter, text: str) -> None:
    """Put a watermark into the headers of a letter, of odd and even pages."""
    size = min(SIZE, LONGEST / max(extent(text, 1.0), 1.0))
    for number, header in enumerate(_headers(letter)):
        shapes = "".join(_shape(f"{number}{at}", text, extent(text, size), size, top) for at, top in enumerate(DOWN))
        run = parse_xml(f"<w:r {SPACES}><w:rPr><w:noProof/></w:rPr><w:pict>{ART}{shapes}</w:pict></w:r>")
        header.paragraphs[0]._p.append(run)


def watermarks(letter: Letter) -> Iterator[tuple[str, str]]:
    """Yield the headers of a letter, each with the text of its watermark."""
    for name, header in zip(("单页页眉", "双页页眉"), _headers(letter), strict=True):
        found = header._element.iter(f"{{{VML}}}textpath")
        yield name, " ".join(path.get("string", "") for path in found)


def _headers(letter: Letter) -> tuple[Any, Any]:
    section = letter.sections[0]
    return section.header, section.even_page_header


def _shape(number: str, text: str, width: float, height: float, top: float) -> str:
    style = (
        f"position:absolute;margin-left:0;margin-top:{top}pt;width:{width:.1f}pt;height:{height:.1f}pt;rotation:{TURN};"
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:page;"
        "mso-position-vertical-relative:page"
    )
    return (
        f'<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s20{number}" type="#_x0000_t136" alt="" '
        f'style="{style}" o:allowincell="f" fillcolor="{GREY}" stroked="f">'
        f'<v:textpath style="font-family:&quot;{HEI}&quot;;font-size:1pt" string={quoteattr(text)}/></v:shape>'
    )
