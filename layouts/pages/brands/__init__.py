"""一县一品: the brands by class on the map, one of them read large, the wall, and who helps."""

from layouts.pages.brands import activity, beside, filters, forces, opening, purchase, services, wall
from layouts.pages.brands import map as brand_map
from layouts.pages.page import Page, Placed
from layouts.panels.brands import card

PAGE = Page(
    key="brands",
    title=lambda context: context.words("pages.brands"),
    headline=opening.headline,
    headline_needs=opening.needs,
    filters=filters.filters,
    placed=(
        Placed("brand-map", brand_map.PANEL, span=5, decides=True),
        Placed("brand-card", card.PANEL, span=7, decides=True),
        Placed("brand-activity", activity.PANEL, span=4, decides=True),
        Placed("brand-services", services.PANEL, span=3),
        Placed("brand-wall", wall.PANEL, span=7),
        Placed("brand-purchase", purchase.PANEL, span=5),
        Placed("brand-forces", forces.PANEL, span=12),
        Placed("brand-beside", beside.PANEL, span=12),
    ),
)
