"""The dictionary: what every figure of the other pages means."""

from collections.abc import Sequence

from layouts.pages.dictionary import entries
from layouts.pages.page import Page, Placed
from layouts.panels.links import references
from layouts.view import DICTIONARY


def dictionary(pages: Sequence[Page]) -> Page:
    """Return the dictionary of all metrics, those that some page asks for and those that none does."""
    return Page(
        key=DICTIONARY,
        title=lambda context: context.words("pages.dictionary"),
        headline=entries.headline,
        headline_needs=entries.needs,
        placed=(Placed("dictionary", entries.dictionary(pages), span=12),),
        filters=references,
    )
