"""Documents out of views: the page that an address names, or the agenda of a meeting, drawn for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from callbacks.cockpit import Cockpit, pages_of, shown_page
from data.errors import DataError
from data.readings import Question, Reading, Readings
from data.viewer import Viewer
from layouts.charts.chart import Words
from layouts.charts.drawn import Drawn, Leaf, shown_readings
from layouts.pages import Page, meeting
from layouts.pages.document import Document
from layouts.scene import Panel, Scene, figures
from layouts.screen.meeting_bar import frozen_words, meeting_name
from layouts.view import HOME, View
from layouts.words.writable import writable


def document_of(cockpit: Cockpit, viewer: Viewer, view: View, *, program: str, account: str, at: datetime) -> Document:
    """Return what a view shows as a document; raises DataError where the view means nothing or there is no data."""
    with cockpit.store.reading():  # one moment of the store
        pages = pages_of(view)
        scene = cockpit.ask(cockpit.scene(viewer, view), lambda scene: [n for page in pages for n in page.needs(scene)])
        questions = [question for page in pages for question in figures(page.needs(scene))]
        readings = cockpit.read(scene, questions)
        week = meeting.shown_week(scene)
        leaves = tuple(_leaf(page, readings, scene) for page in pages)
        shown = tuple(week.readings) if week else _asked(readings, questions)
        return _document(scene, _title(leaves, scene), leaves, shown, program=program, account=account, at=at)


def panel_document_of(
    cockpit: Cockpit, viewer: Viewer, view: View, key: str, *, program: str, account: str, at: datetime
) -> Document:
    """Return one panel of a page as a document; raises DataError, also for a panel that the page does not have."""
    with cockpit.store.reading():  # one moment of the store
        scene = cockpit.scene(viewer, view)
        page = shown_page(scene)
        placed = {place.panel.key: place.panel for place in page.placed}
        if key not in placed:
            raise DataError(f"页面 /{view.page} 上没有“{key}”这个面板。可用：{'、'.join(placed)}。")
        scene = cockpit.ask(scene, placed[key].needs)
        questions = figures(placed[key].needs(scene))
        readings = cockpit.read(scene, questions)
        drawn = _drawn(placed[key], readings, scene)
        leaf = Leaf(page.key, f"{page.title(scene)} · {drawn.title}", Words(()), (drawn,))
        of_week = (
            {reading.id: reading for reading in shown_readings(drawn.drawing)} if meeting.shown_week(scene) else {}
        )
        shown = tuple(of_week.values()) or _asked(readings, questions)
        title = scene.words("file.panel", region=scene.words.name(scene.region), panel=leaf.title)
        return _document(scene, title, (leaf,), shown, program=program, account=account, at=at)


def _document(
    scene: Scene,
    title: str,
    leaves: tuple[Leaf, ...],
    readings: tuple[Reading, ...],
    *,
    program: str,
    account: str,
    at: datetime,
) -> Document:
    """Return leaves as a document, under the version of the week's edition where it is frozen."""
    week = meeting.shown_week(scene)
    return Document(
        scene=replace(scene, version=week.edition.version) if week else scene,
        title=writable(title),
        leaves=writable(leaves),
        readings=readings,
        made_at=at,
        program=program,
        account=writable(account),
        edition=writable(frozen_words(week.edition, scene.words)) if week else "",
    )


def _title(leaves: Sequence[Leaf], scene: Scene) -> str:
    """Return what leaves are called together, in every kind of file: 杭州市社区矫正周例会材料, 杭州市社区矫正监管周报."""
    if scene.view.page == meeting.KEY and len(leaves) > 1:
        return meeting_name(scene)
    page = leaves[0].title if scene.view.page != HOME else ""
    name = scene.words(f"paper.report.{scene.period.grain}", region=scene.words.name(scene.region), page=page)
    return name.replace("  ", " ")


def _leaf(page: Page, readings: Readings, scene: Scene) -> Leaf:
    drawn = tuple(_drawn(place.panel, readings, scene) for place in page.placed)
    return Leaf(page.key, page.title(scene), page.headline(readings, scene), drawn)


def _drawn(panel: Panel, readings: Readings, scene: Scene) -> Drawn:
    """Return a panel drawn for good: its text cannot be changed in a document."""
    drawing = panel.draw(readings, scene)
    final = replace(drawing, edit=None) if isinstance(drawing, Words) else drawing
    return Drawn(panel.key, panel.title(scene), panel.note(scene), final)


def _asked(readings: Readings, questions: Sequence[Question]) -> tuple[Reading, ...]:
    """Return the readings asked for, each once, in the order of the questions."""
    keys = {(m, r, p): None for q in questions for m in q.metrics for p in q.periods for r in q.regions}
    return tuple(readings.one(*key) for key in keys)
