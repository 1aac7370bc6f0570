"""The overview: whether anything happened, how the region ranks, why, and who acts."""

from layouts.pages.overview import alerts, education, forces, since_yesterday, standing, who_acts
from layouts.pages.page import Page, Placed
from layouts.panels import histories, levels, points, ranking, tiles, trend
from layouts.panels import map as county_map
from layouts.panels.alerts import red_line
from layouts.panels.screening import screening

PAGE = Page(
    key="overview",
    title=lambda context: context.words("panels.overview.title"),
    headline=red_line.with_own_red(points.headline),
    headline_needs=red_line.with_alerts(points.needs),
    placed=(
        Placed("since", since_yesterday.PANEL, decides=True),
        Placed("kpis", tiles.PANEL, column="middle"),
        Placed("who_acts", who_acts.PANEL, column="right", decides=True),
        Placed("standing", standing.PANEL, decides=True),
        Placed("map", county_map.PANEL, column="middle"),
        Placed("supervision", histories.SUPERVISION, column="left"),
        Placed("trend", trend.PANEL, column="left"),
        Placed("ranking", ranking.PANEL, column="left"),
        Placed("education", education.PANEL, column="right"),
        Placed("screening", screening.PANEL, column="right"),
        Placed("forces", forces.PANEL, column="right"),
        Placed("alerts", alerts.PANEL, column="middle"),
        Placed("levels", levels.PANEL, column="middle"),
    ),
    for_walls=(points.PANEL,),
)
