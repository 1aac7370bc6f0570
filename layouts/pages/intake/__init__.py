"""The intake desk: what is due and who is missing, where figures are given, and what was given last."""

from __future__ import annotations

from collections.abc import Sequence

from data.periods import Grain
from data.readings import Readings
from layouts.charts.chart import Choice, Words
from layouts.context import Context
from layouts.pages.intake import desk, due, loads
from layouts.pages.page import Page, Placed
from layouts.panels.links import data_pages
from layouts.view import INTAKE
from layouts.words.due import due_sentence

GRAINS = (Grain.DAY, Grain.WEEK, Grain.MONTH)


def headline(readings: Readings, context: Context) -> Words:
    """Return in one sentence what is missing and until when."""
    found = context.answer(due.question(context))
    said = due_sentence(found, context.words) if found else context.words("panels.due.empty")
    return Words(((said,),))


def filters(context: Context) -> Sequence[Choice]:
    """Return the choice between today, this week and this month, and the pages about the data."""
    words, view = context.words, context.view
    options = [
        (
            words(f"due.when.{grain}"),
            view.on(period=None, grain=grain).href,
            view.period is None and view.grain is grain,
        )
        for grain in GRAINS
    ]
    return [Choice(words("panels.due.title"), tuple(options)), data_pages(context)]


PAGE = Page(
    key=INTAKE,
    title=lambda context: context.words("pages.intake"),
    headline=headline,
    headline_needs=due.needs,
    placed=(
        Placed("due", due.PANEL, span=3, decides=True),
        Placed("desk", desk.PANEL, span=9, decides=True),
        Placed("recent_loads", loads.PANEL, span=12),
    ),
    filters=filters,
    is_by_clock=True,
)
