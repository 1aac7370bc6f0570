"""Positioning devices, region by region: how many are worn, and the only fault, devices past their term."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from data.regions import Region
from data.statistics import is_small_sample
from layouts.charts.amount import Amount, amount_of
from layouts.charts.chart import Nothing
from layouts.charts.kinds import MatrixCell, MatrixChart, MatrixRow
from layouts.panels.links import go_to, whole_and_parts
from layouts.scene import Panel, Scene

SHARE, OVER_TERM = "device_worn_share", "device_over_term_count"


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for share and overdue devices of the region and of those below."""
    whole, parts = whole_and_parts(scene)
    return [Question((SHARE, OVER_TERM), (whole.code, *(part.code for part in parts)), (scene.period,))]


def draw(readings: Readings, scene: Scene) -> MatrixChart | Nothing:
    """Return devices in use, their share and those past their term; only the last are shaded.

    Most past their term come first, then most in use. Regions without any device are counted, not listed.
    """
    whole, parts = whole_and_parts(scene)
    below = sorted((_read(readings, scene, part) for part in parts), key=_order)
    found = [_read(readings, scene, whole), *below]
    shown = [pair for step, pair in enumerate(found) if not step or any(each.numerator != 0 for each in pair)]
    if all(share.value is None and late.value is None for share, late in found):
        return Nothing(scene.words("panels.devices.empty"))
    share, late = found[0]
    return MatrixChart(
        series=tuple(_row(*pair, scene, is_whole=not step) for step, pair in enumerate(shown)),
        summary=scene.words(
            "panels.devices.summary",
            region=scene.words.name(whole),
            worn=_worn(share, scene),
            share=scene.words.figure(share),
            late=scene.words.figure(late),
        ),
        note=_legend(len(found) - len(shown), scene),
        is_bad=True,
    )


def _order(pair: tuple[Reading, Reading]) -> tuple[float, float]:
    share, late = pair
    return -(late.value or 0), -(share.numerator or 0)


def _legend(absent: int, scene: Scene) -> str:
    legend = scene.words("panels.devices.legend")
    return f"{scene.words('panels.devices.absent', count=absent)}{legend}" if absent else legend


def _read(readings: Readings, scene: Scene, region: Region) -> tuple[Reading, Reading]:
    return readings.one(SHARE, region.code, scene.period), readings.one(OVER_TERM, region.code, scene.period)


def _row(share: Reading, late: Reading, scene: Scene, *, is_whole: bool) -> MatrixRow:
    words = scene.words
    note = words("drawer.small") if is_small_sample(share) else ""
    worn = None if share.numerator is None else Amount(share.numerator)
    cells = (
        _plain("worn", worn, _worn(share, scene), share, scene, is_whole=is_whole),
        _plain("share", amount_of(share), words.figure(share), share, scene, is_whole=is_whole, note=note),
        MatrixCell(
            label=words("panels.devices.late"),
            value=late.value,
            text=words.figure(late),
            href=_drawer(scene, late),
            reading=late,
            amount=amount_of(late),
            is_sum=is_whole and not late.value,
        ),
    )
    return MatrixRow(words.short(share.region), cells, href=go_to(scene, share.region))


def _plain(
    name: str, amount: Amount | None, text: str, share: Reading, scene: Scene, *, is_whole: bool, note: str = ""
) -> MatrixCell:
    """Return a neutral cell: without a value nothing shades it."""
    return MatrixCell(
        label=scene.words(f"panels.devices.{name}"),
        value=None,
        text=text,
        href=_drawer(scene, share),
        note=note,
        reading=share,
        amount=amount,
        is_sum=is_whole,
        is_hatched=bool(note),
    )


def _worn(share: Reading, scene: Scene) -> str:
    return scene.words.figure(share) if share.numerator is None else scene.words.number(share.numerator)


def _drawer(scene: Scene, reading: Reading) -> str:
    return scene.view.on(region=reading.region.code, explain=reading.metric.key).href


PANEL = Panel(
    key="devices",
    title=lambda scene: scene.words("panels.devices.title"),
    note=lambda scene: scene.words("panels.devices.note"),
    needs=needs,
    draw=draw,
)
