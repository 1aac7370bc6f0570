"""The pages about walls, read from the store; they need no figures there."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import cache, partial

from dash.development.base_component import Component

from callbacks.alerts import open_notices
from callbacks.cockpit import Cockpit
from data import clock
from data.alerts import AlertLevel
from data.alerts.rules import load_area_rules
from data.errors import DataError, UnknownWall
from data.periods import Grain, Period
from data.readings import Figures, read
from data.readings.shown_day import latest_load
from data.viewer import Viewer
from data.walls import Report
from data.walls.custom import shown_walls
from data.walls.reports import forgotten, report_of, reports, tabs
from layouts.view import View
from layouts.walls import fleet
from layouts.words.language import load_language

logger = logging.getLogger(__name__)
RED = "red_alert_open_count"
MOST_RED = 12
FORGOTTEN_SHOWN = 5


def fleet_page(cockpit: Cockpit, viewer: Viewer, view: View) -> list[Component]:
    """Return the screen of /walls or /remote."""
    words, shown = load_language(view.lang), fleet_now(cockpit, viewer, clock.utc_now())
    body = fleet.live_table(shown, words) if view.page == fleet.WALLS else _remote(cockpit, viewer, view, shown)
    return fleet.page(cockpit.title_in(words), view, words, body)


def fleet_now(cockpit: Cockpit, viewer: Viewer, now: datetime) -> fleet.Fleet:
    """Return the walls within the viewer's scope that report; `now` is in UTC without a zone."""
    store, scope = cockpit.store, viewer.scope
    return fleet.Fleet(
        reports(store, scope),
        store.version(),
        store.regions,
        now,
        cache(partial(cockpit.own_wall, viewer)),
        tabs=tabs(store, scope, now),
        forgotten=forgotten(store, scope, FORGOTTEN_SHOWN),
    )


def wall_table(cockpit: Cockpit, viewer: Viewer, lang: str, now: datetime) -> str:
    """Return the table of /walls as markup."""
    return fleet.table(fleet_now(cockpit, viewer, now), load_language(lang))


def remote_state(cockpit: Cockpit, viewer: Viewer, name: str, lang: str, now: datetime) -> str:
    """Return what a wall shows as markup; raises UnknownWall."""
    report = report_of(cockpit.store, viewer.scope, name)
    return fleet.state(report, fleet_now(cockpit, viewer, now), load_language(lang), _unsigned(cockpit, viewer, report))


def open_red_alerts(cockpit: Cockpit, viewer: Viewer) -> list[fleet.RedAlerts]:
    """Return the counties with red alerts still open, those with most first; none while the store is empty."""
    entry, regions = latest_load(cockpit.store), cockpit.store.regions
    codes = regions.counties(viewer.scope)
    if entry is None or not codes:
        return []
    today = Period.holding(entry.as_of, Grain.DAY)
    answers = read(cockpit.store, [Figures((RED,), codes, (today,))], viewer=viewer)
    found = [fleet.RedAlerts(reading.region, int(reading.value)) for reading in answers if reading.value]
    return sorted(found, key=lambda each: (-each.count, each.region.code))[:MOST_RED]


def _remote(cockpit: Cockpit, viewer: Viewer, view: View, shown: fleet.Fleet) -> str:
    words = load_language(view.lang)
    if not view.name:
        return fleet.choices(shown, words)
    try:
        report = report_of(cockpit.store, viewer.scope, view.name)
    except UnknownWall:
        return fleet.choices(shown, words, view.name)
    try:
        red = open_red_alerts(cockpit, viewer)
    except DataError:
        logger.exception("open red alerts")
        red = []
    titles = [(wall.name, wall.content["title"]) for wall in shown_walls(cockpit.store, viewer.scope)]
    own = [(name, title["en"] if words.tongue == "en" else title["zh"]) for name, title in titles]
    return fleet.remote(report, shown, red, viewer.scope, own, words, _unsigned(cockpit, viewer, report))


def _unsigned(cockpit: Cockpit, viewer: Viewer, report: Report) -> int:
    """Return how many red notices of a wall's region are not acknowledged."""
    found = open_notices(cockpit, viewer, load_area_rules(cockpit.store.catalogue), report.region)
    return sum(notice.level is AlertLevel.RED and not notice.is_acknowledged for notice in found)
