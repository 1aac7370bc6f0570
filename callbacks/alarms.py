"""Area alerts as a page, a wall or a client of the API gets them."""

from __future__ import annotations

from collections.abc import Mapping

from callbacks.cockpit import Cockpit
from data.area_alerts import AreaAlert, open_alerts
from data.area_rules import AlertLevel, AreaRule
from data.notices import Notice, notices
from layouts.notices import alarm
from layouts.words import load_language


def unseen_red(
    cockpit: Cockpit, rules: Mapping[str, AreaRule], region: str, lang: str, after: str | None
) -> dict[str, object]:
    """Return the red alerts within a region, raised after a moment, that nobody acknowledged: numbers and panel.

    `newest` is the moment to ask from next time; without `after` it is all that is told. Moments compare as text.
    """
    regions, red = cockpit.store.regions, open_alerts(cockpit.store, AlertLevel.RED)
    fresh = [a for a in red if after is not None and moment(a) > after and a.acknowledged_at is None]
    shown = notices(fresh, rules, regions, region)
    markup = alarm(shown, regions, load_language(lang)) if shown else ""
    numbers = sorted(number for notice in shown for number in notice.numbers)
    return {"newest": max(map(moment, red), default=""), "numbers": numbers, "html": markup}


def moment(alert: AreaAlert) -> str:
    """Return when an alert came to its level or was escalated, as 20 digits of UTC."""
    return f"{alert.escalated_at or alert.stands_since:%Y%m%d%H%M%S%f}"


def open_notices(cockpit: Cockpit, rules: Mapping[str, AreaRule], region: str) -> list[Notice]:
    """Return the open notices within a region."""
    return notices(open_alerts(cockpit.store), rules, cockpit.store.regions, region)
