"""The pages, by their key in the address: a new page is one file and one line here."""

from layouts.pages import (
    brands,
    centres,
    dictionary,
    education,
    library,
    overview,
    published,
    quality,
    review,
    screening,
    supervision,
)
from layouts.pages.page import Page, Placed

FIGURES = (
    overview.PAGE,
    supervision.PAGE,
    education.PAGE,
    screening.PAGE,
    brands.PAGE,
    centres.PAGE,
    library.PAGE,
    quality.PAGE,
    review.PAGE,
)
DICTIONARY = dictionary.dictionary((*FIGURES, published.PAGE))
PAGES: dict[str, Page] = {page.key: page for page in (*FIGURES, DICTIONARY, published.PAGE)}

__all__ = ["PAGES", "Page", "Placed"]
