"""Published figures beside the computed ones, and the events and honours behind them."""

from collections.abc import Sequence

from layouts.charts.chart import Choice
from layouts.pages.page import Page, Placed
from layouts.pages.published import frames, milestones, table
from layouts.scene import Scene
from layouts.view import DICTIONARY

PUBLISHED = "published"


def references(scene: Scene) -> Sequence[Choice]:
    """Return the choice between the two pages one looks things up in: the dictionary and the published figures."""
    keys = (DICTIONARY, PUBLISHED)
    options = [(scene.words(f"pages.{key}"), scene.view.on(page=key).href, scene.view.page == key) for key in keys]
    return [Choice(scene.words("pages.references"), tuple(options))]


PAGE = Page(
    key=PUBLISHED,
    title=lambda scene: scene.words("pages.published"),
    headline=table.headline,
    headline_needs=table.needs,
    placed=(
        Placed("published", table.PANEL, span=12),
        Placed("history", milestones.milestones("history", milestones.HISTORY), span=5),
        Placed("honours", milestones.milestones("honours", milestones.HONOURS), span=4),
        Placed("frames", frames.PANEL, span=3),
    ),
    filters=references,
)
