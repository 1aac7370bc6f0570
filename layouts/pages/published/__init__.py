"""Published figures beside the computed ones, and the events and honours behind them."""

from layouts.pages.page import Page, Placed
from layouts.pages.published import frames, milestones, table
from layouts.panels.links import references
from layouts.view import PUBLISHED

PAGE = Page(
    key=PUBLISHED,
    title=lambda context: context.words("pages.published"),
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
