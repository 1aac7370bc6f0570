"""What loads refused, what they changed in closed weeks, and what was withdrawn."""

from __future__ import annotations

from data.periods import Grain, Period
from data.readings import Readings
from data.readings.feed import Correction
from data.readings.feed.feed import RefusedRow, Withdrawal
from data.regions import Level
from data.regions.owners import is_bureau, is_owner, region_of
from layouts.charts.chart import Column, Nothing, Table
from layouts.context import Context, Panel
from layouts.panels.feed_late import needs, office_name

REFUSED = {"loaded": 110, "file": 180, "row": 80, "column": 140, "reason": 260, "office": 110}  # widths in pixels
CORRECTED = {
    "week": 90, "region": 90, "metric": 160, "before": 100, "after": 100, "change": 90, "loaded": 110, "load": 90,
}  # fmt: skip
WITHDRAWN = {"made": 110, "what": 240, "region": 130, "days": 90, "reason": 240, "post": 100, "load": 90}
NUMBERS = {"before", "after", "change"}

Cells = dict[str, str | float | None]


def draw_refusals(readings: Readings, context: Context) -> Table | Nothing:
    """Return the newest refused rows: file, row, column and reason."""
    refused, words = context.answer(context.feed_log).refusals, context.words
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
        tuple(_refusal(each, context) for each in refused),
        summary=words("panels.feed_refusals.summary", count=len(refused)),
        name="refusals",
    )


def _refusal(refused: RefusedRow, context: Context) -> Cells:
    return {
        "loaded": context.words.moment(refused.loaded_at),
        "file": refused.file,
        "row": refused.row,
        "column": refused.column,
        "reason": refused.reason,
        "office": _office(refused.office, context),
    }


def _office(code: str, context: Context) -> str:
    if not code:
        return ""
    return context.words.short(context.regions.get(region_of(code))) if is_bureau(code) else office_name(code, context)


def draw_corrections(readings: Readings, context: Context) -> Table | Nothing:
    """Return the figures of closed weeks as published and as they are now, the newest load first."""
    words = context.words
    if context.region.level is Level.OFFICE:
        return Nothing(words("panels.feed_corrections.office"))
    changed = context.answer(context.feed_log).corrections
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
        tuple(_correction(each, context) for each in changed),
        summary=words("panels.feed_corrections.summary", count=len(changed)),
        name="corrections",
    )


def _correction(changed: Correction, context: Context) -> Cells:
    metric, week = context.catalogue.metric(changed.metric), Period(Grain.WEEK, changed.week)
    before, after = (None if v is None else round(v, metric.decimals) for v in (changed.before, changed.after))
    change = None if before is None or after is None else round(after - before, metric.decimals)
    return {
        "week": context.words.tick(week),
        "region": context.words.short(context.regions.get(changed.region)),
        "metric": f"{context.words.short(metric)} {context.words.unit(metric)}",
        "before": before,
        "after": after,
        "change": change,
        "loaded": context.words.moment(changed.loaded_at),
        "load": f"{context.words('panels.feed_corrections.load', number=changed.load_no)}",
        "href": context.address(changed.region, period=week, explain=metric.key),
    }


def draw_withdrawals(readings: Readings, context: Context) -> Table | Nothing:
    """Return what was withdrawn, its region, by whom and why, the newest first."""
    withdrawn, words = context.answer(context.feed_log).withdrawals, context.words
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
        tuple(_withdrawal(each, context) for each in withdrawn),
        summary=words("panels.feed_withdrawals.summary", count=len(withdrawn)),
        name="withdrawals",
    )


def _withdrawal(withdrawn: Withdrawal, context: Context) -> Cells:
    code = withdrawn.region
    return {
        "made": context.words.moment(withdrawn.made_at),
        "what": withdrawn.what,
        "region": _office(code, context) if is_owner(code) else context.words.short(context.regions.get(code)),
        "days": withdrawn.office_days,
        "reason": withdrawn.reason,
        "post": withdrawn.post,
        "load": f"{context.words('panels.feed_corrections.load', number=withdrawn.load_no)}",
    }


REFUSALS = Panel(
    key="feed_refusals",
    title=lambda context: context.words("panels.feed_refusals.title"),
    note=lambda context: context.words("panels.feed_refusals.note"),
    needs=needs,
    draw=draw_refusals,
)
CORRECTIONS = Panel(
    key="feed_corrections",
    title=lambda context: context.words("panels.feed_corrections.title"),
    note=lambda context: context.words("panels.feed_corrections.note"),
    needs=needs,
    draw=draw_corrections,
)
WITHDRAWALS = Panel(
    key="feed_withdrawals",
    title=lambda context: context.words("panels.feed_withdrawals.title"),
    note=lambda context: context.words("panels.feed_withdrawals.note"),
    needs=needs,
    draw=draw_withdrawals,
)
