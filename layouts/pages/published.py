"""Published figures beside the computed ones, and the events and honours behind them."""

from layouts.pages.page import Page, Placed
from layouts.panels import frames, milestones, published_table

PAGE = Page(
    key="published",
    title=lambda scene: scene.words("pages.published"),
    headline=published_table.headline,
    headline_needs=published_table.needs,
    placed=(
        Placed("published", published_table.PANEL, span=12),
        Placed("history", milestones.milestones("history", milestones.HISTORY), span=5),
        Placed("honours", milestones.milestones("honours", milestones.HONOURS), span=4),
        Placed("frames", frames.PANEL, span=3),
    ),
)
