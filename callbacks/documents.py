"""Documents out of views: the page that an address names, or the agenda of a meeting, drawn for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from callbacks.cockpit import Cockpit, pages_of
from data.readings import Question, Reading, Readings
from layouts.document import Document, Drawn, Leaf
from layouts.pages import Page
from layouts.panel import Panel, Scene
from layouts.review import frozen_words
from layouts.view import View


def document_of(cockpit: Cockpit, view: View, *, program: str, account: str, at: datetime) -> Document:
    """Return what a view shows as a document; raises DataError where the view means nothing or there is no data."""
    scene = cockpit.scene(view)
    pages = pages_of(view)
    questions = [question for page in pages for question in page.needs(scene)]
    readings = cockpit.read(scene, questions)
    week = scene.frozen(scene.period)
    if week is not None:
        scene = replace(scene, version=week.edition.version)
    return Document(
        scene=scene,
        title=f"{scene.words.name(scene.region)} · {cockpit.title_in(scene.words)}",
        leaves=tuple(_leaf(page, readings, scene) for page in pages),
        readings=tuple(week.readings) if week else _asked(readings, questions),
        made_at=at,
        program=program,
        account=account,
        edition=frozen_words(week.edition, scene.words) if week else "",
    )


def _leaf(page: Page, readings: Readings, scene: Scene) -> Leaf:
    drawn = tuple(_drawn(place.panel, readings, scene) for place in page.placed)
    return Leaf(page.key, page.title(scene), page.headline(readings, scene), drawn)


def _drawn(panel: Panel, readings: Readings, scene: Scene) -> Drawn:
    return Drawn(panel.key, panel.title(scene), panel.note(scene), panel.draw(readings, scene))


def _asked(readings: Readings, questions: Sequence[Question]) -> tuple[Reading, ...]:
    """Return the readings asked for, each once, in the order of the questions."""
    keys = {(m, r, p): None for q in questions for m in q.metrics for p in q.periods for r in q.regions}
    return tuple(readings.one(*key) for key in keys)
