"""Smart centres and emergencies: what is open, how fast it is answered, and whether the centres are ready."""

from layouts.pages.centres import alert_hours, centres, incidents
from layouts.pages.page import Page, Placed
from layouts.panels import levels, peers, points, tiles
from layouts.panels import map as county_map
from layouts.panels.alerts import area, kinds, open_red, red_line
from layouts.panels.histories import histories
from layouts.panels.why import why
from layouts.sentences.topics import CENTRES

METRIC = "alert_close_ontime_rate"
FIGURES = ("red_alert_open_count", METRIC, "ministry_centre_coverage", "device_uptime_rate")
AT_OFFICE = ("alert_count", "alert_valid_rate")
ON_THE_MAP = (METRIC, "device_uptime_rate", "room_compliance_rate", "drill_completion_rate")
needs, headline = points.opening(CENTRES)

PAGE = Page(
    key="centres",
    title=lambda context: context.words("pages.centres"),
    headline=red_line.with_own_red(headline),
    headline_needs=red_line.with_alerts(needs),
    placed=(
        Placed("kpis", tiles.figures(*FIGURES, at_office=AT_OFFICE), span=12, decides=True),
        Placed("map", county_map.county_map(ON_THE_MAP), span=4),
        Placed("peers", peers.ranking(METRIC), span=4),
        Placed("alert_kinds", kinds.PANEL, span=4),
        Placed("open_red", open_red.PANEL, span=12, decides=True),
        Placed("area_alerts", area.PANEL, span=12, decides=True),
        Placed("alert_hours", alert_hours.PANEL, span=4),
        Placed(
            "response",
            histories("response", "alert_count", "alert_valid_rate", "incident_report_ontime_rate"),
            span=4,
        ),
        Placed("why", why(METRIC), span=4),
        Placed("levels", levels.PANEL, span=4),
        Placed("incidents", incidents.PANEL, span=4),
        Placed("special_periods", centres.PERIODS, span=4),
        Placed("accepted", centres.ACCEPTED, span=4),
        Placed("uptime", centres.UPTIME, span=4),
        Placed("rooms", centres.ROOMS, span=4),
        Placed("centre_card", centres.CARD, span=12),
    ),
)
