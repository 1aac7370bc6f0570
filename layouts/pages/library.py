"""The theme library: what it holds and lacks, who uses it, and every resource to search."""

from layouts.pages.page import Page, Placed
from layouts.panels import library_opening, library_table, library_themes, library_use
from layouts.panels.library_shelf import no_questions

PAGE = Page(
    key="library",
    title=lambda scene: scene.words("pages.library"),
    headline=library_opening.headline,
    headline_needs=no_questions,
    filters=library_opening.filters,
    placed=(
        Placed("library-counts", library_opening.PANEL, span=12),
        Placed("library-themes", library_themes.PANEL, span=4),
        Placed("library-months", library_use.MONTHLY, span=4),
        Placed("library-regions", library_use.BY_REGION, span=4),
        Placed("library-table", library_table.PANEL, span=12),
    ),
)
