"""Which part of a meeting's material is in its letter and on its slides: texts first, then what matters for decisions.

The workbook and the print hold every panel, with the days, the definitions and the ids. Other documents are made as
they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from layouts.charts.chart import Column, Drawing, Items, Nothing, Rows, Table, Tiles, Words
from layouts.charts.drawn import Drawn, Leaf, plain
from layouts.charts.kinds import MatrixCell, MatrixChart, MatrixRow, StackChart, StackPart
from layouts.charts.twins import lines
from layouts.pages.document import Document
from layouts.view import REVIEW
from layouts.words.language import Language

SAID, SHOWN, LISTED = "said", "shown", "listed"  # a panel's sentence alone, all of it, or all where it has rows
TEXTS = {"summary": ("draft_summary", "draft_problems"), "tasks": ("draft_done",), "handing": ("draft_next",)}
SLIDES: Mapping[str, Mapping[str, str]] = {
    "summary": {"draft_summary": SHOWN, "draft_problems": SHOWN},
    "tasks": {"draft_done": SHOWN, "tasks": SHOWN},
    "signals": {"signals": SHOWN},
    "alerts": {"area_alerts": SHOWN, "new_alerts": LISTED, "alert_overdue": SAID, "alert_kinds": SAID},
    "key_subjects": {"kpis": SHOWN, "composition": SHOWN, "waits_absconded": SAID, "waits_reoffended": SAID},
    "enforcement": {"duties": SHOWN},
    "education": {"progress": SHOWN, "leaks": SHOWN},
    "brands": {"good_practice": SAID, "brand_week": SHOWN},
    "quality": {"feed_late": SAID, "feed_breaks": SAID, "revisions": SHOWN},
    "handing": {"draft_next": SHOWN},
}
SPARE = {"alerts": "kpis"}  # what a slide shows where the lists of its page are empty
LETTER: Mapping[str, Mapping[str, str]] = {
    "tasks": {"tasks": SHOWN},
    "signals": {"signals": SHOWN},
    "alerts": {"kpis": SHOWN, "area_alerts": SHOWN, "new_alerts": LISTED, "alert_overdue": SAID, "alert_kinds": SAID},
    "key_subjects": {"kpis": SHOWN, "composition": SHOWN, "waits_absconded": SAID, "waits_reoffended": SAID},
    "enforcement": {"enforcement": SAID, "duties": SHOWN},
    "education": {"progress": SAID, "leaks": SHOWN},
    "brands": {"good_practice": SAID, "brand_week": SHOWN},
    "quality": {"feed_late": SAID, "feed_breaks": SAID, "revisions": SHOWN},
}
SLIDE = 10  # lines that fill a slide
MOST_ROWS = {  # of a list or a table in a letter or on a slide
    "new_alerts": 6,
    "area_alerts": 6,
    "revisions": 8,
    "brand_week": 8,
    "signals": 3,
    "duties": 14,
    "tasks": 12,
}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a letter: its heading, of level 1 to 3 or none, its lines, and a panel whose pictures and tables follow."""

    title: str
    level: int
    lines: tuple[str, ...] = ()
    drawn: Drawn | None = None
    page: str = ""  # the title of the page that it is of


def is_meeting(document: Document) -> bool:
    """Say whether a document is the material of a whole meeting."""
    return document.context.view.page == REVIEW and len(document.leaves) > 1


def on_slides(document: Document) -> Document:
    """Return a document as its slides show it; of a meeting a slide's worth of each page."""
    if not is_meeting(document):
        return document
    words = document.context.words
    chosen = [_chosen(leaf, SLIDES.get(leaf.key, {}), words) for leaf in document.leaves]
    leaves: list[Leaf] = []
    for leaf in (leaf for leaf in chosen if leaf.drawn):
        if leaves and _are_short(leaves[-1], leaf):
            leaves[-1] = _joined(leaves[-1], leaf, words)
        else:
            leaves.append(leaf)
    return replace(document, leaves=tuple(leaves))


def _are_short(before: Leaf, leaf: Leaf) -> bool:
    """Say whether two pages together do not fill a slide; texts keep one of their own."""
    is_text = {before.key, leaf.key} & {"summary", "handing"}
    return not is_text and _lines(before) + _lines(leaf) <= SLIDE


def _lines(leaf: Leaf) -> int:
    return sum(_length(drawn.drawing) for drawn in leaf.drawn)


def _length(drawing: Drawing) -> int:
    """Return about how many lines of a slide a drawing takes."""
    match drawing:
        case Rows():
            return len(drawing.rows) + 2
        case Items():
            return 5 * len(drawing.items)
        case Words() | Nothing():
            return len(lines(drawing))
        case _:
            return SLIDE


def _joined(before: Leaf, leaf: Leaf, words: Language) -> Leaf:
    """Return two pages as one: the second's sentences are one panel under its title."""
    spoken = [drawn.drawing for drawn in leaf.drawn if isinstance(drawn.drawing, Words)]
    texts = [line for said in (leaf.said, *spoken) for line in said.lines]
    shown = [drawn for drawn in leaf.drawn if not isinstance(drawn.drawing, Words)]
    said = (Drawn(f"{leaf.key}_said", leaf.title, "", Words(tuple(texts))),) if texts else ()
    title = words("panels.comma").join((before.title, leaf.title))
    return replace(before, title=title, drawn=(*before.drawn, *said, *shown))


def texts(document: Document) -> list[Section]:
    """Return the body of a letter: of a meeting its texts, the summary without a heading; else every page in full."""
    if not is_meeting(document):
        return [section for leaf in document.leaves for section in _whole(leaf)]
    panels = [drawn for leaf in document.leaves for drawn in leaf.drawn if drawn.key in TEXTS.get(leaf.key, ())]
    found: dict[tuple[str, ...], str] = {}
    for drawn in panels:
        if isinstance(drawn.drawing, Words):
            found.setdefault(tuple(plain(drawn.drawing)), drawn.title)  # a week without texts says so once
    return [Section(title, 1 if at else 0, said) for at, (said, title) in enumerate(found.items())]


def tables(document: Document) -> list[Section]:
    """Return what is annexed to the texts of a meeting: each page's sentences, none of them twice, then its tables."""
    if not is_meeting(document):
        return []
    found: list[Section] = []
    spoken: set[str] = set()
    for leaf in document.leaves:
        if leaf.key in LETTER:
            said = list(dict.fromkeys((*plain(leaf.said), *_said(leaf, LETTER[leaf.key]))))
            found += _annexed(leaf, "".join(line for line in said if line not in spoken), document.context.words)
            spoken.update(said)
    return found


def _annexed(leaf: Leaf, said: str, words: Language) -> Iterator[Section]:
    yield Section(leaf.title, 3, (said,) if said else (), None, leaf.title)
    for drawn in _listed(leaf, LETTER[leaf.key]):
        named = _named(_for_letter(drawn, words), leaf)
        yield Section(named.title, 0, (), named, leaf.title)


def _listed(leaf: Leaf, chosen: Mapping[str, str]) -> list[Drawn]:
    """Return the panels of a page that are shown, in the order in which they are chosen."""
    kept = {drawn.key: drawn for drawn in leaf.drawn}
    return [
        kept[key]
        for key, how in chosen.items()
        if key in kept and (how == SHOWN or (how == LISTED and not isinstance(kept[key].drawing, Nothing)))
    ]


def _whole(leaf: Leaf) -> Iterator[Section]:
    """Yield a page in full; a panel that is called like its page has no heading of its own."""
    yield Section(leaf.title, 1, tuple(plain(leaf.said)), None, leaf.title)
    for drawn in leaf.drawn:
        yield Section(drawn.title, 2 if drawn.title != leaf.title else 0, (), drawn, leaf.title)


def _chosen(leaf: Leaf, chosen: Mapping[str, str], words: Language) -> Leaf:
    """Return a page with the panels that are shown, and the sentences of others as one more; none for what its opening says."""
    kept = {drawn.key: drawn for drawn in leaf.drawn}
    shown = [_cut(drawn, words) for drawn in _listed(leaf, chosen) if not _is_spoken(drawn, leaf)]
    spare = kept.get(SPARE.get(leaf.key, ""))
    if spare and all(isinstance(drawn.drawing, Nothing) for drawn in shown):
        shown = [spare, *shown]
    said = [line for line in _said(leaf, chosen) if line not in plain(leaf.said)]
    if shown and all(isinstance(drawn.drawing, Nothing) for drawn in shown):  # sentences alone are set large
        said = list(dict.fromkeys([line for drawn in shown for line in lines(drawn.drawing)] + said))
        return replace(leaf, drawn=(Drawn("said", "", "", Words(tuple((line,) for line in said), is_copied=True)),))
    notes = [Drawn("said", "", "", Words(tuple((line,) for line in said)))] if said else []
    return replace(leaf, drawn=(*shown, *notes))


def _is_spoken(drawn: Drawn, leaf: Leaf) -> bool:
    drawing = drawn.drawing
    empty = drawing.reason if isinstance(drawing, Nothing) else ""
    empty = drawing.summary if isinstance(drawing, Rows) and not drawing.rows else empty
    return empty in plain(leaf.said)


def _said(leaf: Leaf, chosen: Mapping[str, str]) -> list[str]:
    kept = {drawn.key: drawn for drawn in leaf.drawn}
    return [line for key, how in chosen.items() if how == SAID and key in kept for line in lines(kept[key].drawing)]


def _for_letter(drawn: Drawn, words: Language) -> Drawn:
    """Return a panel as a table of real columns: what left its range, and leaks as one table of regions by step."""
    drawing: Drawing = drawn.drawing
    if isinstance(drawing, Items):
        return replace(drawn, drawing=_as_table(drawing, words))
    if isinstance(drawing, StackChart):
        return replace(drawn, drawing=_as_matrix(drawing))
    return _cut(drawn, words)


def _named(drawn: Drawn, leaf: Leaf) -> Drawn:
    """Return a strip of figures under a name of its own: each page has one."""
    is_alike = isinstance(drawn.drawing, Tiles) and drawn.title != leaf.title
    return replace(drawn, title=f"{leaf.title}{drawn.title}") if is_alike else drawn


def _as_matrix(chart: StackChart) -> MatrixChart:
    """Return leaks as a table of steps by regions, in which none is a dot, as in the table of duties."""
    rows = tuple(MatrixRow(series.label, tuple(map(_cell, series.points))) for series in chart.series)
    return MatrixChart(
        series=rows, summary=chart.summary, note=chart.note, unit=chart.unit, decimals=chart.decimals, is_bad=True
    )


def _cell(part: StackPart) -> MatrixCell:
    text = "·" if part.value == 0 else part.text
    return MatrixCell(part.label, part.value, text, href=part.href, note=part.note, reading=part.reading)


def _cut(drawn: Drawn, words: Language) -> Drawn:
    """Return a list or a table with its first rows, and in its title how many there are; the workbook holds the others."""
    drawing, most = drawn.drawing, MOST_ROWS.get(drawn.key)
    if isinstance(drawing, Rows):
        rows = drawing.whole or drawing.rows
        return _first(replace(drawn, drawing=replace(drawing, rows=rows[:most])), len(rows), most, words)
    if isinstance(drawing, Items):
        items = drawing.items
        return _first(replace(drawn, drawing=replace(drawing, items=items[:most])), len(items), most, words)
    if isinstance(drawing, MatrixChart):
        return replace(drawn, drawing=replace(drawing, series=drawing.series[:most]))
    return drawn


def _first(drawn: Drawn, count: int, most: int | None, words: Language) -> Drawn:
    if most is None or count <= most:
        return drawn
    return replace(drawn, title=words("paper.first", title=drawn.title, shown=most, count=count), note="")


def _as_table(items: Items, words: Language) -> Table:
    keys = ("metric", "figure", "against", "word", "text")
    rows = tuple(
        {
            "metric": words.name(item.reading.metric),
            "figure": f"{item.figure} {item.unit}".strip(),
            "against": item.under,
            "word": item.word,
            "text": item.text,
        }
        for item in items.items
    )
    return Table(tuple(Column(key, words(f"paper.item.{key}")) for key in keys), rows, summary=items.summary)
