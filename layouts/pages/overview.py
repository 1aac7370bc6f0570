"""The overview: whether anything happened, where the region stands, why, and who acts."""

from layouts.pages.page import Page, Placed
from layouts.panels import (
    alerts,
    county_map,
    education,
    forces,
    kpis,
    levels,
    points,
    ranking,
    screening,
    standing,
    supervision,
    trend,
    who_acts,
)

PAGE = Page(
    key="overview",
    title=lambda scene: scene.words("panels.overview.title"),
    headline=points.headline,
    headline_needs=points.needs,
    placed=tuple(
        Placed(panel.key, panel)
        for panel in (
            kpis.PANEL,
            who_acts.PANEL,
            standing.PANEL,
            county_map.PANEL,
            supervision.PANEL,
            trend.PANEL,
            ranking.PANEL,
            education.PANEL,
            screening.PANEL,
            forces.PANEL,
            levels.PANEL,
            alerts.PANEL,
            points.PANEL,
        )
    ),
)
