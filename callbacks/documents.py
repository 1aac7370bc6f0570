"""Documents out of views: the page that an address names, or the agenda of a meeting, drawn for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from callbacks.cockpit import Cockpit, pages_of, shown_page
from callbacks.watermark import file_mark
from data.errors import DataError
from data.readings import Figures, Reading, Readings
from data.reasons import Reason
from data.viewer import Viewer
from layouts.charts.chart import Words
from layouts.charts.drawn import Drawn, Leaf, shown_readings
from layouts.context import Context, Panel, figures
from layouts.pages import Page, meeting
from layouts.pages.document import Document
from layouts.screen.meeting_bar import frozen_words, meeting_name
from layouts.view import HOME, View
from layouts.words.known import known_short, known_words
from layouts.words.writable import writable


def document_of(cockpit: Cockpit, viewer: Viewer, view: View, *, program: str, at: datetime) -> Document:
    """Return what a view shows as a document; raises DataError where the view means nothing or there is no data."""
    cockpit = cockpit.at(view)
    with cockpit.store.reading():  # one moment of the store
        pages = pages_of(view)
        context = cockpit.ask(
            cockpit.context(viewer, view), lambda context: [n for page in pages for n in page.needs(context)]
        )
        questions = [question for page in pages for question in figures(page.needs(context))]
        readings = cockpit.read(context, questions)
        week = meeting.shown_week(context)
        leaves = tuple(_leaf(page, readings, context) for page in pages)
        shown = tuple(week.readings) if week else _asked(readings, questions)
        return _document(cockpit, context, _title(leaves, context), leaves, shown, program=program, at=at)


def panel_document_of(
    cockpit: Cockpit, viewer: Viewer, view: View, key: str, *, program: str, at: datetime
) -> Document:
    """Return one panel of a page as a document; raises DataError, also for a panel that the page does not have."""
    cockpit = cockpit.at(view)
    with cockpit.store.reading():  # one moment of the store
        context = cockpit.context(viewer, view)
        page = shown_page(context)
        placed = {place.panel.key: place.panel for place in page.placed}
        if key not in placed:
            raise DataError(Reason("view.no_panel", {"page": view.page, "name": key, "known": tuple(placed)}))
        context = cockpit.ask(context, placed[key].needs)
        questions = figures(placed[key].needs(context))
        readings = cockpit.read(context, questions)
        drawn = _drawn(placed[key], readings, context)
        leaf = Leaf(page.key, f"{page.title(context)} · {drawn.title}", Words(()), (drawn,))
        of_week = (
            {reading.id: reading for reading in shown_readings(drawn.drawing)} if meeting.shown_week(context) else {}
        )
        shown = tuple(of_week.values()) or _asked(readings, questions)
        title = context.words("file.panel", region=context.words.name(context.region), panel=leaf.title)
        return _document(cockpit, context, title, (leaf,), shown, program=program, at=at)


def _document(
    cockpit: Cockpit,
    context: Context,
    title: str,
    leaves: tuple[Leaf, ...],
    readings: tuple[Reading, ...],
    *,
    program: str,
    at: datetime,
) -> Document:
    """Return leaves as a document, under the version of the week's edition where it is frozen, in its title as of when it is known."""
    week, words = meeting.shown_week(context), context.words
    said = [frozen_words(week.edition, words)] if week else []
    if context.known:
        title = words("known.titled", title=title, known=known_short(context.known, words))
        said.append(known_words(context.known, words))
    return Document(
        context=replace(context, version=week.edition.version) if week else context,
        title=writable(title),
        leaves=writable(leaves),
        readings=readings,
        made_at=at,
        program=program,
        account=writable(context.viewer.signature),
        edition=writable(" · ".join(said)),
        watermark=writable(file_mark(cockpit, context.viewer, at)),
    )


def _title(leaves: Sequence[Leaf], context: Context) -> str:
    """Return what leaves are called together, in every kind of file: 杭州市社区矫正周例会材料, 杭州市社区矫正监管周报."""
    if context.view.page == meeting.KEY and len(leaves) > 1:
        return meeting_name(context)
    page = leaves[0].title if context.view.page != HOME else ""
    name = context.words(f"paper.report.{context.period.grain}", region=context.words.name(context.region), page=page)
    return name.replace("  ", " ")


def _leaf(page: Page, readings: Readings, context: Context) -> Leaf:
    drawn = tuple(_drawn(place.panel, readings, context) for place in page.placed)
    return Leaf(page.key, page.title(context), page.headline(readings, context), drawn)


def _drawn(panel: Panel, readings: Readings, context: Context) -> Drawn:
    """Return a panel drawn for good: its text cannot be changed in a document."""
    drawing = panel.draw(readings, context)
    final = replace(drawing, edit=None) if isinstance(drawing, Words) else drawing
    return Drawn(panel.key, panel.title(context), panel.note(context), final)


def _asked(readings: Readings, questions: Sequence[Figures]) -> tuple[Reading, ...]:
    """Return the readings asked for, each once, in the order of the questions."""
    keys = {(m, r, p): None for q in questions for m in q.metrics for p in q.periods for r in q.regions}
    return tuple(readings.one(*key) for key in keys)
