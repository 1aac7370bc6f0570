"""Psychological screening: from due to improved, where it leaks, the mood code, and the work around it."""

from layouts.pages.page import Page, Placed
from layouts.pages.screening import mood_codes, portrait, programmes, services
from layouts.panels import map as county_map
from layouts.panels import peers, points, tiles
from layouts.panels import why as reasons
from layouts.panels.screening import funnel, leaks
from layouts.sentences.topics import SCREENING

METRIC = "screening_ontime_rate"
FIGURES = ("screening_coverage_rate", METRIC, "severe_intervention_ontime_rate", "case_improved_rate")
ON_THE_MAP = (METRIC, "screening_coverage_rate", "screening_positive_rate", "reassessment_rate", "severe_found_count")
headline_needs, headline = points.opening(SCREENING)

PAGE = Page(
    key="screening",
    title=lambda context: context.words("pages.screening"),
    headline=headline,
    headline_needs=headline_needs,
    placed=(
        Placed("kpis", tiles.figures(*FIGURES), span=12, decides=True),
        Placed("steps", funnel.PANEL, span=7, decides=True),
        Placed("leaks", leaks.PANEL, span=5, decides=True),
        Placed("mood", mood_codes.PANEL, span=5),
        Placed("services", services.PANEL, span=7),
        Placed("map", county_map.county_map(ON_THE_MAP), span=4),
        Placed("peers", peers.ranking(METRIC), span=4),
        Placed("why", reasons.why(METRIC), span=4),
        Placed("portrait", portrait.PANEL, span=4),
        Placed("swarm", peers.swarm("screening_coverage_rate"), span=3),
        Placed("programmes", programmes.PANEL, span=5),
    ),
)
