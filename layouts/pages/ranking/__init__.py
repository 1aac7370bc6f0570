"""The ranking: every region of one level by one metric, who is clearly behind and for whom it may be chance."""

from layouts.pages.page import Page, Placed
from layouts.pages.ranking import ranked
from layouts.view import RANKING

PAGE = Page(
    key=RANKING,
    title=lambda context: context.words("pages.ranking"),
    headline=ranked.headline,
    headline_needs=ranked.needs,
    filters=ranked.filters,
    placed=(Placed("ranked", ranked.PANEL, span=12),),
)
