"""Area alerts as a page, a wall or a client of the API gets them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from callbacks.cockpit import Cockpit
from data.alerts import AlertLevel, AreaAlert, Notice, open_alerts
from data.alerts.notices import notices
from data.alerts.rules import AreaRule
from data.viewer import Viewer
from layouts.context import figures
from layouts.panels.alerts import open_red
from layouts.view import View
from layouts.walls.alarm import alarm
from layouts.walls.wall import KEY


def unseen_red(
    cockpit: Cockpit,
    viewer: Viewer,
    rules: Mapping[str, AreaRule],
    view: View,
    after: str | None,
    now: datetime,
    remote: str = "",
) -> dict[str, object]:
    """Return the unacknowledged red alerts in a wall's region raised after a moment: the newest notice and a panel of all.

    `numbers` are the alerts of the newest notice, which are acknowledged together, and `raised` when it was raised.
    `newest` is the moment to ask from next time; without `after` only that is set. Moments compare as text. The panel
    counts down to `now`, in UTC without a zone, and shows the address `remote` as a code to scan.
    """
    regions, red = cockpit.store.regions, open_alerts(cockpit.store, viewer.scope, AlertLevel.RED)
    newest = max(map(moment, red), default="")
    fresh = [a for a in red if after is not None and moment(a) > after and a.acknowledged_at is None]
    waiting = sorted(notices(fresh, rules, regions, view.region), key=lambda each: each.reached_at, reverse=True)
    if not waiting:
        return {"newest": newest, "numbers": [], "raised": "", "html": ""}
    numbers = waiting[0].numbers
    raised = max(moment(alert) for alert in fresh if alert.number in numbers)
    context = cockpit.ask(cockpit.context(viewer, view), open_red.needs)
    markup = alarm(waiting, cockpit.read(context, figures(open_red.needs(context))), context, now, remote)
    return {"newest": newest, "numbers": list(numbers), "raised": raised, "html": markup}


def wall_view(region: str, lang: str) -> View:
    """Return the view of the wall of a region."""
    return View(page=KEY, region=region, lang=lang)


def moment(alert: AreaAlert) -> str:
    """Return when an alert came to its level or was escalated, as 20 digits of UTC."""
    return f"{alert.escalated_at or alert.at_level_since:%Y%m%d%H%M%S%f}"


def open_notices(cockpit: Cockpit, viewer: Viewer, rules: Mapping[str, AreaRule], region: str) -> list[Notice]:
    """Return the open notices within a region, as far as it is within the viewer's scope."""
    return notices(open_alerts(cockpit.store, viewer.scope), rules, cockpit.store.regions, region)
