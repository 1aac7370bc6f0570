"""一县一品: the brands by class on the map, one of them read large, the wall, and who helps."""

from layouts.pages.page import Page, Placed
from layouts.panels import (
    brand_activity,
    brand_beside,
    brand_card,
    brand_filters,
    brand_forces,
    brand_map,
    brand_opening,
    brand_purchase,
    brand_services,
    brand_wall,
)

PAGE = Page(
    key="brands",
    title=lambda scene: scene.words("pages.brands"),
    headline=brand_opening.headline,
    headline_needs=brand_opening.needs,
    filters=brand_filters.filters,
    placed=(
        Placed("brand-map", brand_map.PANEL, span=5, decides=True),
        Placed("brand-card", brand_card.PANEL, span=7, decides=True),
        Placed("brand-activity", brand_activity.PANEL, span=4, decides=True),
        Placed("brand-services", brand_services.PANEL, span=3),
        Placed("brand-wall", brand_wall.PANEL, span=7),
        Placed("brand-purchase", brand_purchase.PANEL, span=5),
        Placed("brand-forces", brand_forces.PANEL, span=12),
        Placed("brand-beside", brand_beside.PANEL, span=12),
    ),
)
