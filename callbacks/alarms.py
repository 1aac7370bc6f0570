"""Area alerts as a page, a wall or a client of the API gets them."""

from __future__ import annotations

from collections.abc import Mapping

from callbacks.cockpit import Cockpit
from data.area_alerts import AreaAlert, open_alerts
from data.area_rules import AlertLevel, AreaRule
from data.notices import Notice, notices
from layouts.notices import alarm
from layouts.words import load_language


def unseen_red(cockpit: Cockpit, rules: Mapping[str, AreaRule], region: str, lang: str) -> dict[str, object]:
    """Return the red alerts within a region that nobody acknowledged: their marks, their numbers, the panel as markup.

    A mark is the number and the load that raised the alert: one that was shown is known by it.
    """
    alerts = [a for a in open_alerts(cockpit.store, AlertLevel.RED) if a.acknowledged_at is None]
    shown = notices(alerts, rules, cockpit.store.regions, region)
    numbers = {number for notice in shown for number in notice.numbers}
    markup = alarm(shown, cockpit.store.catalogue, cockpit.store.regions, load_language(lang)) if shown else ""
    return {"numbers": sorted(numbers), "marks": [_mark(a) for a in alerts if a.number in numbers], "html": markup}


def open_notices(cockpit: Cockpit, rules: Mapping[str, AreaRule], region: str) -> list[Notice]:
    """Return the open notices within a region."""
    return notices(open_alerts(cockpit.store), rules, cockpit.store.regions, region)


def _mark(alert: AreaAlert) -> str:
    return f"{alert.number}.{(alert.raised_at or alert.opened_at):%Y%m%d%H%M%S}"
