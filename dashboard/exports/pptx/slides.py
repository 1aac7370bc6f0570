"""A document as slides: a cover and its pages; every chart and table native, every figure read back, ids in the notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

from dashboard.exports.pictures.ink import formal
from dashboard.exports.pptx.block import AIR, SAID, TITLE, SlideBlock
from dashboard.exports.pptx.blocks import blocks
from dashboard.exports.pptx.check import check
from dashboard.exports.pptx.house import draw_cover, set_house_style
from dashboard.exports.pptx.pen import HEIGHT, WIDTH, Area, Pen, line_count, set_face
from dashboard.exports.pptx.plan import TOP, spreads
from dashboard.exports.pptx.watermark import draw_watermark
from dashboard.exports.selection import on_slides
from layouts.charts.drawn import Leaf, plain
from layouts.charts.geometry.labels import text_width
from layouts.pages.document import Document

MARGIN = 36.0
ROOM = WIDTH - 2 * MARGIN
HEADLINE = (22.0, 19.0, 16.0, 13.5)  # sizes of a slide's title: the largest at which it fits two lines
UNDER = 12.0
SURE = 0.94  # of a line that a title may fill: fonts differ in width
BESIDE = 16.0  # of a title on two lines with sentences under it
FOOT = HEIGHT - 31.0
SMALL = 9.0


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide before it is drawn: the page it is of, its title, the text under that, its cards."""

    over: str
    title: str
    under: tuple[str, ...]
    cards: tuple[tuple[SlideBlock, Area], ...]


def pptx_file(document: Document) -> bytes:
    """Return a document as a presentation; raises DataError where a figure in it is not its reading's."""
    deck, document = Presentation(), on_slides(document)
    set_house_style(deck, document)
    slides = [slide for at, leaf in enumerate(document.leaves) for slide in _leaf_slides(leaf, at, document)]
    count = len(slides) + 1
    draw_cover(_pen(deck), document)
    _draw_foot(Pen(deck.slides[0]), document, 1, count)
    for at, slide in enumerate(slides, 2):
        pen = _pen(deck)
        _draw_slide(pen, slide)
        _draw_foot(pen, document, at, count)
        _write_notes(pen.slide, slide, document)
    if document.watermark:
        for drawn in deck.slides:
            draw_watermark(Pen(drawn), document.watermark)
    filled = BytesIO()
    deck.save(filled)
    content = filled.getvalue()
    check(content, document)
    return content


def _pen(deck: Any) -> Pen:
    """Return the pen of a new slide."""
    return Pen(deck.slides.add_slide(deck.slide_layouts.get_by_name("Title Only")))


def _leaf_slides(leaf: Leaf, at: int, document: Document) -> list[Slide]:
    """Return the slides of a page; the first opens with its sentences, each of the others with what its first card says."""
    context = document.context
    cards = [block for drawn in leaf.drawn for block in blocks(drawn, context, f"{at}/{drawn.key}")]
    cards.sort(key=lambda block: block.is_late)
    said = [formal(line) for line in plain(leaf.said)]
    cards = [replace(block, summary="") if block.summary in said else block for block in cards]
    slides = []
    pages = spreads(cards) or [[]]
    for page, placed in enumerate(pages, 1):
        over = formal(leaf.title)
        if len(pages) > 1:
            over = context.words("slides.part", title=over, part=page, parts=len(pages))
        if page == 1 and said:
            slides.append(Slide(over, said[0], tuple(said[1:]), tuple(placed)))
        else:
            slides.append(_going_on(over, formal(leaf.title), placed))
    return slides


def _going_on(over: str, title: str, placed: Sequence[tuple[SlideBlock, Area]]) -> Slide:
    """Return a slide whose title is the sentence of its first card, or, where that is long or missing, what it shows."""
    if not placed:
        return Slide(over, title, (), ())
    (first, area), *others = placed
    if first.summary and line_count(first.summary, ROOM, HEADLINE[-1]) <= 2:
        return Slide(over, first.summary, (), ((replace(first, summary=""), area), *others))
    if not others and first.title:
        return Slide(over, first.title, (), ((replace(first, title=""), area),))
    return Slide(over, first.title or title, (), ((replace(first, title=""), area), *others))


def _draw_slide(pen: Pen, slide: Slide) -> None:
    pen.text(Area(MARGIN, 22, ROOM, 14), slide.over, 10.5, "--celadon-5", bold=True)
    size = _headline_size(slide)
    lines = line_count(slide.title, ROOM, size)
    pen.title(Area(MARGIN, 38, ROOM, size * 1.3 * min(lines, 2) + 2), slide.title, size)
    if slide.under:
        top = 38 + size * 1.3 * min(lines, 2) + 4
        pen.text(Area(MARGIN, top, ROOM, TOP - top), slide.under, UNDER if lines == 1 else 10.5, "--text-2")
    for block, area in slide.cards:
        _draw_card(pen, block, area)


def _headline_size(slide: Slide) -> float:
    """Return the largest size at which a title fits two lines, or smaller where sentences are under them."""
    fitting = [size for size in HEADLINE if line_count(slide.title, SURE * ROOM, size) <= 2] or [HEADLINE[-1]]
    if slide.under and line_count(slide.title, ROOM, fitting[0]) > 1:
        return next((size for size in fitting if size <= BESIDE), fitting[0])
    return fitting[0]


def _draw_card(pen: Pen, block: SlideBlock, area: Area) -> None:
    pen.box(area, "--panel", "--line", name="card", is_round=True)
    inner = area.inset(AIR)
    if block.title:
        title = text_width(block.title) * 13.5 + 8
        pen.text(Area(inner.left, inner.top - 2, inner.width, 20), block.title, 13, bold=True, song=True)
        if block.note and title + text_width(block.note) * SMALL <= inner.width:
            at = Area(inner.left + title, inner.top + 1, inner.width - title, 16)
            pen.text(at, block.note, SMALL, "--text-3", align="right")
    if block.texts:
        pen.text(inner.below(TITLE if block.title else 0), block.texts, SAID, "--text-2")
    block.draw(pen, inner.below(block.head(area.width)), block.name)


def _draw_foot(pen: Pen, document: Document, page: int, count: int) -> None:
    """Write on each slide whose figures these are, of when, of which edition, and that they are demo ones."""
    words = document.context.words
    pen.line((MARGIN, FOOT), (WIDTH - MARGIN, FOOT), "--line", 0.75)
    left = MARGIN
    if document.context.is_demo:
        wide = text_width(words("shell.demo")) * SMALL + 14
        badge = pen.box(Area(left, FOOT + 5, wide, 15), "--panel", "--amber", is_round=True, name="demo")
        badge.text_frame.margin_left = badge.text_frame.margin_right = 0
        badge.text_frame.margin_top = badge.text_frame.margin_bottom = 0
        badge.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        badge.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER
        run = badge.text_frame.paragraphs[0].add_run()
        run.text = words("shell.demo")
        set_face(run.font, SMALL, "--amber-text")
        left += wide + 10
    pen.text(Area(left, FOOT + 6, ROOM - left, 14), " · ".join(source(document)), SMALL, "--text-3", name="foot")
    number = words("slides.page", page=page, pages=count)
    pen.text(Area(WIDTH - MARGIN - 80, FOOT + 6, 80, 14), number, SMALL, "--text-3", align="right", name="page")


def source(document: Document) -> list[str]:
    """Return whose figures these are: region, period, data version, edition."""
    context, words = document.context, document.context.words
    return [
        words.name(context.region),
        words.period(context.period, context.period.to_date(context.as_of)),
        words("shell.version", version=words.number(context.version)),
        document.edition or words("file.live"),
    ]


def _write_notes(slide: Any, drawn: Slide, document: Document) -> None:
    """Write into the speaker's notes what the figures of a slide mean and their ids."""
    readings = list({reading.id: reading for block, _ in drawn.cards for reading in block.readings}.values())
    if not readings:
        return
    words = document.context.words
    is_zh = words.tongue == "zh"
    metrics = {reading.metric.key: reading.metric for reading in readings}
    meanings = [
        words("slides.meaning", name=words.name(metric), text=metric.definition_zh if is_zh else metric.definition_en)
        for metric in metrics.values()
    ]
    ids = [f"{reading.id} = {words.figure(reading)}" for reading in readings]
    notes = [words("slides.definitions"), *meanings, "", words("slides.ids"), *ids]
    slide.notes_slide.notes_text_frame.text = clean_lines(notes)


def clean_lines(lines: Sequence[str]) -> str:
    """Return lines as one text."""
    return "\n".join(formal(line) for line in lines)
