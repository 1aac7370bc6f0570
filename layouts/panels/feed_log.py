"""What loads refused, and what they changed in closed weeks."""

from __future__ import annotations

from data.feed import Correction, Refusal
from data.periods import Grain, Period
from data.readings import Readings
from data.regions import Level
from layouts.chart import Column, Nothing, Table
from layouts.panel import Panel, Scene
from layouts.panels.feed_late import no_questions, office_name

REFUSED = {"loaded": 110, "file": 180, "row": 80, "column": 140, "reason": 260, "office": 110}  # widths in pixels
CORRECTED = {
    "week": 90, "region": 90, "metric": 160, "before": 100, "after": 100, "change": 90, "loaded": 110, "load": 90,
}  # fmt: skip
NUMBERS = {"before", "after", "change"}

Cells = dict[str, str | float | None]


def draw_refusals(readings: Readings, scene: Scene) -> Table | Nothing:
    """Return the newest refused rows: file, row, column and reason."""
    refused, words = scene.feed().refusals, scene.words
    if not refused:
        return Nothing(words("panels.feed_refusals.none"))
    columns = tuple(
        Column(
            key, words(f"panels.feed_refusals.column.{key}"), is_number=key == "row", is_prose=key != "row", width=width
        )
        for key, width in REFUSED.items()
    )
    return Table(
        columns,
        tuple(_refusal(each, scene) for each in refused),
        summary=words("panels.feed_refusals.summary", count=len(refused)),
        name="refusals",
    )


def _refusal(refused: Refusal, scene: Scene) -> Cells:
    return {
        "loaded": f"{refused.loaded_at:%m-%d %H:%M}",
        "file": refused.file,
        "row": refused.row,
        "column": refused.column,
        "reason": refused.reason,
        "office": _office(refused.office, scene),
    }


def _office(code: str, scene: Scene) -> str:
    if not code:
        return ""
    county = code.removesuffix("000")
    return scene.words.short(scene.regions.get(county)) if county != code else office_name(code, scene)


def draw_corrections(readings: Readings, scene: Scene) -> Table | Nothing:
    """Return what was published of closed weeks and what it is now, the newest load first."""
    words = scene.words
    if scene.region.level is Level.OFFICE:
        return Nothing(words("panels.feed_corrections.office"))
    changed = scene.feed().corrections
    if not changed:
        return Nothing(words("panels.feed_corrections.none"))
    return Table(
        tuple(
            Column(
                key,
                words(f"panels.feed_corrections.column.{key}"),
                is_number=key in NUMBERS,
                decimals=1 if key in NUMBERS else 0,
                is_prose=key not in NUMBERS,
                width=width,
                href_key="href" if key == "metric" else "",
            )
            for key, width in CORRECTED.items()
        ),
        tuple(_correction(each, scene) for each in changed),
        summary=words("panels.feed_corrections.summary", count=len(changed)),
        name="corrections",
    )


def _correction(changed: Correction, scene: Scene) -> Cells:
    metric, week = scene.catalogue.metric(changed.metric), Period(Grain.WEEK, changed.week)
    before, after = (None if v is None else round(v, metric.decimals) for v in (changed.before, changed.after))
    change = None if before is None or after is None else round(after - before, metric.decimals)
    return {
        "week": scene.words.tick(week),
        "region": scene.words.short(scene.regions.get(changed.region)),
        "metric": f"{scene.words.short(metric)} {scene.words.unit(metric)}",
        "before": before,
        "after": after,
        "change": change,
        "loaded": f"{changed.loaded_at:%m-%d %H:%M}",
        "load": f"{scene.words('panels.feed_corrections.load', number=changed.load_no)}",
        "href": scene.view.on(region=changed.region, period=week, explain=metric.key).href,
    }


REFUSALS = Panel(
    key="feed_refusals",
    title=lambda scene: scene.words("panels.feed_refusals.title"),
    note=lambda scene: scene.words("panels.feed_refusals.note"),
    needs=no_questions,
    draw=draw_refusals,
)
CORRECTIONS = Panel(
    key="feed_corrections",
    title=lambda scene: scene.words("panels.feed_corrections.title"),
    note=lambda scene: scene.words("panels.feed_corrections.note"),
    needs=no_questions,
    draw=draw_corrections,
)
