"""Supervision: what must not happen, duties in time, who came and went, and enforcement."""

from dataclasses import replace

from layouts.pages.page import Page, Placed
from layouts.pages.supervision import bottom_line, devices, flow, heat_calendar
from layouts.panels import duties, enforcement, peers, points, ranking, register
from layouts.panels import map as county_map
from layouts.panels import trend as history
from layouts.panels import why as reasons
from layouts.sentences.topics import SUPERVISION

METRIC = "checkin_completion_rate"
ON_THE_MAP = (
    METRIC,
    "report_completion_rate",
    "visit_completion_rate",
    "document_ontime_rate",
    "registered_count",
    "strict_share",
    "device_worn_share",
)

CHECKINS = replace(peers.ranking(METRIC), title=ranking.title(METRIC))
headline_needs, headline = points.opening(SUPERVISION)

PAGE = Page(
    key="supervision",
    title=lambda context: context.words("pages.supervision"),
    headline=headline,
    headline_needs=headline_needs,
    placed=(
        Placed("bottom_line", bottom_line.PANEL, span=12, decides=True),
        Placed("map", county_map.county_map(ON_THE_MAP), span=4),
        Placed("peers", CHECKINS, span=4, decides=True),
        Placed("duties", duties.PANEL, span=4),
        Placed("trend", history.trend(METRIC), span=4),
        Placed("flow", flow.PANEL, span=4),
        Placed("why", reasons.why(METRIC), span=4, decides=True),
        Placed("composition", register.PANEL, span=5),
        Placed("calendar", heat_calendar.heat_calendar(METRIC), span=7),
        Placed("devices", devices.PANEL, span=4),
        Placed("people", register.PEOPLE, span=3),
        Placed("enforcement", enforcement.PANEL, span=5),
    ),
)
