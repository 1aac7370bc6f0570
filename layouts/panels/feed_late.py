"""The offices with most days missing, and what does not add up."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Readings
from data.readings.feed import Break, Late
from data.readings.feed.feed import DAYS
from layouts.charts.chart import Nothing, Row, Rows
from layouts.scene import Need, Panel, Scene

SHOWN = 9


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for what is known of the feed."""
    return [scene.feed_log]


def draw_late(readings: Readings, scene: Scene) -> Rows | Nothing:
    """Return the offices with days missing, and how many more there are."""
    late, words = scene.answer(scene.feed_log).late, scene.words
    if not late:
        return Nothing(words(f"panels.feed_late.{_none(scene)}", days=DAYS))
    lacking = sum(each.lacking for each in late)
    return first_rows(
        [_late(each, scene) for each in late],
        scene,
        summary=words("panels.feed_late.summary", offices=len(late), count=lacking, days=DAYS),
        headings=tuple(words(f"panels.feed_late.column.{key}") for key in ("office", "lacking", "last")),
    )


def _none(scene: Scene) -> str:
    return "none" if scene.answer(scene.feed_log).is_kept else "not_kept"


def first_rows(rows: Sequence[Row], scene: Scene, summary: str, headings: tuple[str, ...] = ()) -> Rows:
    """Return the first rows of a list and how many more there are, with the full list beside them."""
    more, words = len(rows) - SHOWN, scene.words
    if more <= 0:
        return Rows(tuple(rows), summary=summary, headings=headings)
    last = Row(text=words("panels.feed_late.more"), figure=words("panels.feed_late.rows", count=more))
    return Rows((*rows[:SHOWN], last), summary=summary, whole=tuple(rows), headings=headings)


def _late(late: Late, scene: Scene) -> Row:
    words = scene.words
    last = words.day(late.last) if late.last else words("panels.feed_late.never", days=DAYS)
    return Row(
        text=words("panels.feed_late.row", office=office_name(late.office, scene), last=last),
        figure=words("panels.feed_late.days", count=late.lacking),
        href=scene.view.on(region=late.office).href,
        cells=(office_name(late.office, scene), words("panels.feed_late.days", count=late.lacking), last),
    )


def office_name(code: str, scene: Scene) -> str:
    """Return an office with its county, where that is not the one shown."""
    office = scene.regions.get(code)
    county = scene.regions.get(office.parent) if office.parent else None
    if county is None or scene.region.code in {county.code, code}:
        return scene.words.short(office)
    return f"{scene.words.short(county)} {scene.words.short(office)}"


def draw_breaks(readings: Readings, scene: Scene) -> Rows | Nothing:
    """Return the office-days on which the register does not add up, with their amounts."""
    broken = scene.answer(scene.feed_log).breaks
    if not broken:
        return Nothing(scene.words(f"panels.feed_breaks.{_none(scene)}", days=DAYS))
    return first_rows(
        [_break(each, scene) for each in broken],
        scene,
        summary=scene.words("panels.feed_breaks.summary", count=len(broken), days=DAYS),
    )


def _break(broken: Break, scene: Scene) -> Row:
    words = scene.words
    moved = words("panels.feed_breaks.unmoved") if not broken.moved else words.signed(broken.moved)
    return Row(
        text=f"{words.day(broken.day)} {office_name(broken.office, scene)}",
        figure=words("panels.feed_breaks.amounts", before=broken.before, moved=moved, after=broken.after),
        href=scene.view.on(region=broken.office).href,
    )


PANEL = Panel(
    key="feed_late",
    title=lambda scene: scene.words("panels.feed_late.title"),
    note=lambda scene: scene.words("panels.feed_late.note", days=DAYS),
    needs=needs,
    draw=draw_late,
)
BREAKS = Panel(
    key="feed_breaks",
    title=lambda scene: scene.words("panels.feed_breaks.title"),
    note=lambda scene: scene.words("panels.feed_breaks.note"),
    needs=needs,
    draw=draw_breaks,
)
