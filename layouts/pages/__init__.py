"""The pages, by their key in the address: a new page is one file and one line here."""

from layouts.pages import brands, dictionary, education, overview, screening, supervision
from layouts.pages.page import Page, Placed

FIGURES = (overview.PAGE, supervision.PAGE, education.PAGE, screening.PAGE, brands.PAGE)
PAGES: dict[str, Page] = {page.key: page for page in (*FIGURES, dictionary.dictionary(FIGURES))}

__all__ = ["PAGES", "Page", "Placed"]
