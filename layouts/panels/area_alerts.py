"""Area alerts: what the cockpit itself found beyond its limits, by county, red first."""

from __future__ import annotations

from collections.abc import Sequence

from data.notices import Notice
from data.readings import Question, Readings
from data.regions import Level
from layouts.chart import Nothing, Row, Rows
from layouts.notices import by_level, place, told
from layouts.panel import Panel, Scene

MOST_ROWS = 8


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for nothing: alerts were judged at the load."""
    return []


def draw(readings: Readings, scene: Scene) -> Rows | Nothing:
    """Return a row for each notice, eight at most; of an office those of its county."""
    code = scene.region.code
    if scene.region.level is Level.OFFICE and scene.region.parent is not None:
        code = scene.region.parent
    found = scene.notices(code)
    if not found:
        return Nothing(scene.words("area_alerts.none"))
    shown = [_row(notice, scene) for notice in found[:MOST_ROWS]]
    counts = {level.value: count for level, count in by_level(found).items()}
    return Rows(tuple(shown), summary=scene.words("area_alerts.summary", **counts))


def _row(notice: Notice, scene: Scene) -> Row:
    words, causes = scene.words, [told(cause, scene.words) for cause in notice.causes]
    what = "、".join(" ".join(filter(None, (cause.what, cause.figure))) for cause in causes)
    since = words("area_alerts.since", day=words.day(notice.since))
    metric = notice.causes[0].rule.metric
    return Row(
        text=f"{place(notice, scene.regions, words)} · {what} · {since}",
        figure=words("area_alerts.taken" if notice.is_acknowledged else "area_alerts.open"),
        mark=notice.level.value,
        href=scene.view.on(region=notice.county.code, explain=metric).href,
    )


PANEL = Panel(
    key="area_alerts",
    title=lambda scene: scene.words("area_alerts.title"),
    note=lambda scene: scene.words("area_alerts.note"),
    needs=needs,
    draw=draw,
)
