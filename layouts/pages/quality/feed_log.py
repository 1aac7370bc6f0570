"""What loads refused, what they changed in closed weeks, and what was withdrawn."""

from __future__ import annotations

from data.periods import Grain, Period
from data.readings import Readings
from data.readings.feed import Correction
from data.readings.feed.feed import RefusedRow, Withdrawal
from data.regions import Level
from data.regions.owners import is_bureau, is_owner, region_of
from layouts.charts.chart import Column, Nothing, Table
from layouts.panels.feed_late import needs, office_name
from layouts.scene import Panel, Scene

REFUSED = {"loaded": 110, "file": 180, "row": 80, "column": 140, "reason": 260, "office": 110}  # widths in pixels
CORRECTED = {
    "week": 90, "region": 90, "metric": 160, "before": 100, "after": 100, "change": 90, "loaded": 110, "load": 90,
}  # fmt: skip
WITHDRAWN = {"made": 110, "what": 240, "region": 130, "days": 90, "reason": 240, "post": 100, "load": 90}
NUMBERS = {"before", "after", "change"}

Cells = dict[str, str | float | None]


def draw_refusals(readings: Readings, scene: Scene) -> Table | Nothing:
    """Return the newest refused rows: file, row, column and reason."""
    refused, words = scene.answer(scene.feed_log).refusals, scene.words
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


def _refusal(refused: RefusedRow, scene: Scene) -> Cells:
    return {
        "loaded": scene.words.moment(refused.loaded_at),
        "file": refused.file,
        "row": refused.row,
        "column": refused.column,
        "reason": refused.reason,
        "office": _office(refused.office, scene),
    }


def _office(code: str, scene: Scene) -> str:
    if not code:
        return ""
    return scene.words.short(scene.regions.get(region_of(code))) if is_bureau(code) else office_name(code, scene)


def draw_corrections(readings: Readings, scene: Scene) -> Table | Nothing:
    """Return the figures of closed weeks as published and as they are now, the newest load first."""
    words = scene.words
    if scene.region.level is Level.OFFICE:
        return Nothing(words("panels.feed_corrections.office"))
    changed = scene.answer(scene.feed_log).corrections
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
        "loaded": scene.words.moment(changed.loaded_at),
        "load": f"{scene.words('panels.feed_corrections.load', number=changed.load_no)}",
        "href": scene.view.on(region=changed.region, period=week, explain=metric.key).href,
    }


def draw_withdrawals(readings: Readings, scene: Scene) -> Table | Nothing:
    """Return what was withdrawn, its region, by whom and why, the newest first."""
    withdrawn, words = scene.answer(scene.feed_log).withdrawals, scene.words
    if not withdrawn:
        return Nothing(words("panels.feed_withdrawals.none"))
    columns = tuple(
        Column(
            key,
            words(f"panels.feed_withdrawals.column.{key}"),
            is_number=key == "days",
            is_prose=key != "days",
            width=width,
        )
        for key, width in WITHDRAWN.items()
    )
    return Table(
        columns,
        tuple(_withdrawal(each, scene) for each in withdrawn),
        summary=words("panels.feed_withdrawals.summary", count=len(withdrawn)),
        name="withdrawals",
    )


def _withdrawal(withdrawn: Withdrawal, scene: Scene) -> Cells:
    code = withdrawn.region
    return {
        "made": scene.words.moment(withdrawn.made_at),
        "what": withdrawn.what,
        "region": _office(code, scene) if is_owner(code) else scene.words.short(scene.regions.get(code)),
        "days": withdrawn.office_days,
        "reason": withdrawn.reason,
        "post": withdrawn.post,
        "load": f"{scene.words('panels.feed_corrections.load', number=withdrawn.load_no)}",
    }


REFUSALS = Panel(
    key="feed_refusals",
    title=lambda scene: scene.words("panels.feed_refusals.title"),
    note=lambda scene: scene.words("panels.feed_refusals.note"),
    needs=needs,
    draw=draw_refusals,
)
CORRECTIONS = Panel(
    key="feed_corrections",
    title=lambda scene: scene.words("panels.feed_corrections.title"),
    note=lambda scene: scene.words("panels.feed_corrections.note"),
    needs=needs,
    draw=draw_corrections,
)
WITHDRAWALS = Panel(
    key="feed_withdrawals",
    title=lambda scene: scene.words("panels.feed_withdrawals.title"),
    note=lambda scene: scene.words("panels.feed_withdrawals.note"),
    needs=needs,
    draw=draw_withdrawals,
)
