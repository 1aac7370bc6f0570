"""The house style of a presentation: its theme, its ground, its cover."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.exports.figures import origin
from dashboard.exports.pictures.ink import formal
from dashboard.exports.pptx.pen import HEIGHT, LATIN, ROMAN, SANS, SONG, WIDTH, Area, Pen, line_count, rgb
from layouts.charts.tokens import LIGHT
from layouts.pages.document import Document

SCHEME = {
    "dk1": "--text-1",
    "lt1": "--panel",
    "dk2": "--celadon-6",
    "lt2": "--ground",
    "accent1": "--celadon-5",
    "accent2": "--amber",
    "accent3": "--celadon-3",
    "accent4": "--seal",
    "accent5": "--blue",
    "accent6": "--kind-3",
    "hlink": "--celadon-5",
    "folHlink": "--text-3",
}
SEAL = 54.0


def set_house_style(deck: Any, document: Document) -> None:
    """Give a presentation its size, its ground, and a theme by which new slides and charts look like ours."""
    wider = WIDTH / deck.slide_width.pt
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    for each in (deck.slide_master, *deck.slide_layouts):
        for shape in each.placeholders:
            shape.left, shape.width = int(shape.left * wider), int(shape.width * wider)
    ground = deck.slide_master.background.fill
    ground.solid()
    ground.fore_color.rgb = rgb("--ground")
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = etree.fromstring(theme.blob)
    for name, token in SCHEME.items():
        for slot in root.iter(qn(f"a:{name}")):
            slot[:] = [slot.makeelement(qn("a:srgbClr"), {"val": LIGHT[token].removeprefix("#").upper()})]
    for name, latin, asian in (("majorFont", ROMAN, SONG), ("minorFont", LATIN, SANS)):
        for fonts in root.iter(qn(f"a:{name}")):
            fonts.find(qn("a:latin")).set("typeface", latin)
            fonts.find(qn("a:ea")).set("typeface", asian)
            for font in fonts.findall(qn("a:font")):
                if font.get("script") == "Hans":
                    font.set("typeface", asian)
    theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    core = deck.core_properties
    core.title, core.author, core.last_modified_by = (
        formal(document.title),
        formal(document.account),
        formal(document.account),
    )
    core.created = core.modified = document.made_at
    core.keywords = f"v{document.context.version}"


def draw_cover(pen: Pen, document: Document) -> None:
    """Draw the first slide: the seal, the title, the pages, and the facts about the figures."""
    words, context = document.context.words, document.context
    pen.box(Area(0, 0, 14, HEIGHT), "--celadon-6")
    seal = Area(72, 84, SEAL, SEAL)
    pen.box(seal, "--seal", "--seal", is_round=True)
    pen.text(seal, ["一县", "一品"], 17, "--panel", bold=True, song=True, align="center", anchor="middle")
    title = formal(document.title)
    size = next((size for size in (36.0, 30.0, 24.0) if line_count(title, WIDTH - 144, size) <= 2), 20.0)
    pen.title(Area(72, 156, WIDTH - 144, size * 1.3 * 2), title, size)
    top = 156 + size * 1.35 * line_count(title, WIDTH - 144, size) + 6
    period = words.period(context.period, context.period.to_date(context.as_of))
    pen.text(Area(72, top, WIDTH - 144, 28), period, 18, "--celadon-5", bold=True)
    pages = words("panels.comma").join(formal(leaf.title) for leaf in document.leaves[1:] and document.leaves)
    pen.text(Area(72, top + 30, WIDTH - 144, 40), pages, 12, "--text-2")
    _draw_facts(pen, document)


def _draw_facts(pen: Pen, document: Document) -> None:
    """Write the facts in two columns above the foot; the note on demo figures is separate."""
    words, known = document.context.words, origin(document)
    facts = [
        f"{words('file.as_of')} {known['day']}",
        f"{words('file.coverage')} {known['coverage']}",
        known["edition"],
        known["version"],
    ]
    half = -(-len(facts) // 2)
    for at, text in enumerate(facts):
        left, top = 72 + (at // half) * 410.0, 392 + (at % half) * 22.0
        pen.text(Area(left, top, 398, 18), formal(text), 12, "--text-2")
    if document.context.is_demo:
        note = Area(72, 392 + half * 22.0 + 8, WIDTH - 144, 18)
        pen.text(note, words("shell.demo_note"), 11, "--amber-text", bold=True)
