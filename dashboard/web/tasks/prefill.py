"""What the form of a new task is filled in with: the alert or figure that its address names, and the usual owner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from callbacks.cockpit import Cockpit
from callbacks.tasks import figure
from dashboard.web.request import whole
from dashboard.web.tasks.form import FIELDS
from data import clock
from data.alerts import AreaAlert, open_alerts
from data.alerts.rules import AreaRule, load_area_rules
from data.periods import Period
from data.references.duty_posts import TABLE
from data.regions import Level, Region
from data.store import Store
from data.tasks.task import TaskOrigin
from data.viewer import Viewer
from layouts.words.duty_posts import post_name, responsible
from layouts.words.language import Language, load_language
from layouts.words.tasks import matter

BUREAUS = {Level.NATION: "", Level.PROVINCE: "司法厅", Level.CITY: "司法局", Level.COUNTY: "司法局", Level.OFFICE: ""}
USUAL = timedelta(days=7)  # that a task is given, unless another day is chosen


def prefilled(
    cockpit: Cockpit, viewer: Viewer, region: Region, week: Period, asked: Mapping[str, str], words: Language
) -> dict[str, str]:
    """Return the texts of a new task's form by field; `asked` is the query of its address."""
    texts = {key: asked.get(key, "") for key in FIELDS}
    texts |= {
        "place": asked.get("place") or asked.get("region") or region.code,
        "week": week.key,
        "alert": asked.get("alert", ""),
        "origin": TaskOrigin.ITEM if asked.get("metric") else TaskOrigin.HAND,
    }
    due = max(clock.today(), week.next().first) + USUAL
    texts["due"] = texts["due"] or due.isoformat()
    texts |= _of_alert(cockpit.store, viewer, texts, region, due, words) or _of_figure(
        cockpit, viewer, texts, week, due, words
    )
    texts["owner"] = texts["owner"] or _usual_owner(cockpit.store, texts["place"])
    return texts


def alert_named(store: Store, viewer: Viewer, number: str) -> AreaAlert | None:
    """Return the open alert within the viewer's scope with a number, None for none; raises Refusal for what is no number."""
    wanted = whole(number, 0, what="alert")
    return next((each for each in open_alerts(store, viewer.scope) if each.number == wanted), None) if wanted else None


def _of_alert(
    store: Store, viewer: Viewer, texts: Mapping[str, str], region: Region, due: date, words: Language
) -> dict[str, str]:
    """Return what an alert fills in; of an office's alert its county, since offices are not named."""
    alert = alert_named(store, viewer, texts["alert"])
    if alert is None:
        return {}
    place = store.regions.get(alert.region)
    if place.level is Level.OFFICE and place.parent:
        place = store.regions.get(place.parent)
    if not store.regions.within(place.code, region.code):
        return {}
    rule = load_area_rules(store.catalogue).get(alert.rule)
    title = texts["title"] or (_alert_matter(rule, place, due, words) if rule else "")
    return {"place": place.code, "metric": alert.metric, "alert": str(alert.number), "title": title}


def _alert_matter(rule: AreaRule, place: Region, due: date, words: Language) -> str:
    what = f"{words.name(place)}{rule.zh}" if words.tongue == "zh" else f"{words.name(place)}: {rule.en}"
    return words("tasks.matter.asked", what=what, day=words.day(due))


def _of_figure(
    cockpit: Cockpit, viewer: Viewer, texts: Mapping[str, str], week: Period, due: date, words: Language
) -> dict[str, str]:
    """Return the title of a task about a figure, where the address names one and no title."""
    if texts["metric"] not in cockpit.store.catalogue.metrics or texts["title"]:
        return {}
    reading = figure(cockpit, viewer, texts["metric"], texts["place"], week)
    return {"title": matter(reading, due, words) if reading else ""}


def _usual_owner(store: Store, code: str) -> str:
    """Return the usual owner of a place's tasks: the post that its directory names, else the office or bureau itself."""
    place = store.regions.get(code)
    found = responsible(store.reference(TABLE), store.regions, place)
    if found:
        return f"{found.unit}{post_name(found.post, load_language('zh'))}"
    return f"{place.zh}{BUREAUS[place.level]}"
