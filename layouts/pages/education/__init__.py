"""Education and assistance: the month compared with the calendar, which regions lag, and what was done."""

from layouts.pages.education import assistance, degree, mix, placement
from layouts.pages.page import Page, Placed
from layouts.panels import map as county_map
from layouts.panels import month_progress, peers, points, tiles
from layouts.panels import trend as history
from layouts.panels import why as reasons
from layouts.sentences.topics import EDUCATION

METRIC = "education_met_rate"
FIGURES = (METRIC, "welfare_met_rate", "entry_education_ontime_rate", "employment_rate")
ON_THE_MAP = (*FIGURES, "assistance_done_rate", "welfare_person_times", "degree_uplift_enrolled")
headline_needs, headline = points.opening(EDUCATION)

PAGE = Page(
    key="education",
    title=lambda context: context.words("pages.education"),
    headline=headline,
    headline_needs=headline_needs,
    placed=(
        Placed("kpis", tiles.figures(*FIGURES), span=12, decides=True),
        Placed("map", county_map.county_map(ON_THE_MAP), span=4),
        Placed("progress", month_progress.PANEL, span=4, decides=True),
        Placed("peers", peers.ranking(METRIC), span=4, decides=True),
        Placed("why", reasons.why(METRIC), span=3, decides=True),
        Placed("mix", mix.PANEL, span=3),
        Placed("welfare", history.trend("welfare_person_times", key="welfare"), span=3),
        Placed("swarm", peers.swarm("employment_rate"), span=3),
        Placed("assistance", assistance.PANEL, span=4),
        Placed("placement", placement.PANEL, span=4),
        Placed("degree", degree.PANEL, span=4),
    ),
)
