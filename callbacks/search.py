"""The search box: a line of text is understood and answered within the viewer's scope."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from callbacks.cockpit import Cockpit
from data.errors import UnknownPeriod
from data.search import Asked, understood
from data.search.lexicon import Lexicon, containing, lexicon, plain
from data.tasks import Listed
from data.viewer import Viewer
from layouts.context import Context, Need
from layouts.screen import search
from layouts.screen.search import Found
from layouts.view import View
from layouts.words.language import load_language
from layouts.words.reasons import error_text

REGIONS_SHOWN, METRICS_SHOWN, PAGES_SHOWN = 8, 4, 3
LONGEST = 200  # characters of a line that are read: each asks for names, and names for figures
SHORTEST_TITLE = 2  # characters by which a task is found


def answered(cockpit: Cockpit, viewer: Viewer, text: str, view: View) -> Found:
    """Return the answers to a text typed on a view: figures that its viewer may see, and links; none for an empty text.

    The names of regions outside the viewer's scope mean nothing, as if there were no such regions.

    昨天 and 上周 are counted from the day after the data's last one. Raises StoreError while there is no data.
    """
    text = text[:LONGEST]
    if not plain(text):
        return Found()
    names = lexicon(cockpit.store.regions.below(viewer.scope), cockpit.store.catalogue, search.term_names())
    now = cockpit.context(viewer, search.figure_view(view))
    asked = _guessed(understood(text, names, now.as_of + timedelta(days=1)), names)
    asked = replace(asked, regions=asked.regions[:REGIONS_SHOWN])
    place = asked.regions[0].code if asked.regions else view.region
    try:
        context = cockpit.context(viewer, search.figure_view(view).on(region=place, period=asked.period or view.period))
    except UnknownPeriod as error:
        return search.not_there(asked, view, error_text(error, load_language(view.lang)))
    context = cockpit.ask(context, partial(_records, asked))
    readings = cockpit.read(context, search.questions(asked, context))
    return search.found(asked, readings, context, view.page, _tasks(asked, context))


def _guessed(asked: Asked, names: Lexicon) -> Asked:
    """Return what was asked with pieces that are only the beginning or a part of a name, as long as nothing is named whole."""
    for piece in asked.unread:
        parts = containing(piece, names)
        guess = replace(
            asked,
            regions=asked.regions or tuple(names.regions.find(piece, limit=REGIONS_SHOWN)),
            metrics=asked.metrics or parts.metrics[:METRICS_SHOWN],
            pages=asked.pages or parts.pages[:PAGES_SHOWN],
        )
        if guess != asked:
            asked = replace(guess, unread=tuple(each for each in asked.unread if each != piece))
    return asked


def _records(asked: Asked, context: Context) -> list[Need]:
    """Ask for the tasks where the search may be about them."""
    return [context.task_list] if asked.unread or search.TASKS in asked.pages else []


def _tasks(asked: Asked, context: Context) -> list[Listed]:
    """Return the region's tasks that have one of the pieces that were not understood in their title."""
    pieces = [piece for piece in asked.unread if len(piece) >= SHORTEST_TITLE]
    return (
        [each for each in context.answer(context.task_list) if any(piece in each.task.title for piece in pieces)]
        if pieces
        else []
    )
