"""The pages, by their key in the address: a new page is one file and one line here."""

from layouts.pages import (
    brands,
    centres,
    dictionary,
    education,
    intake,
    library,
    meeting,
    overview,
    published,
    quality,
    ranking,
    screening,
    supervision,
)
from layouts.pages.page import Page, Placed
from layouts.view import INTAKE, PUBLISHED, RANKING

FIGURES = (
    overview.PAGE,
    supervision.PAGE,
    education.PAGE,
    screening.PAGE,
    brands.PAGE,
    centres.PAGE,
    library.PAGE,
    quality.PAGE,
    meeting.PAGE,
)
DICTIONARY = dictionary.dictionary((*FIGURES, published.PAGE))
PAGES: dict[str, Page] = {page.key: page for page in (*FIGURES, DICTIONARY, published.PAGE, ranking.PAGE, intake.PAGE)}
# a ranking is opened from a map, a chart or a search, published figures beside the dictionary,
# what is due beside data quality
NAVIGATION = tuple(key for key in PAGES if key not in {RANKING, PUBLISHED, INTAKE})

__all__ = ["NAVIGATION", "PAGES", "Page", "Placed"]
