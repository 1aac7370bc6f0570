"""The theme library: what it has, what is missing, who uses it, and every resource to search."""

from layouts.pages.library import opening, table, themes
from layouts.pages.library import use as library_use
from layouts.pages.page import Page, Placed
from layouts.panels.shelf import needs

PAGE = Page(
    key="library",
    title=lambda context: context.words("pages.library"),
    headline=opening.headline,
    headline_needs=needs,
    filters=opening.filters,
    placed=(
        Placed("library-counts", opening.PANEL, span=12),
        Placed("library-themes", themes.PANEL, span=4),
        Placed("library-months", library_use.MONTHLY, span=4),
        Placed("library-regions", library_use.BY_REGION, span=4),
        Placed("library-table", table.PANEL, span=12),
    ),
)
