"""Assistance: needs recognised, assistance delivered, and where delivery lags."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings, Status
from data.statistics import is_small_sample
from layouts.charts.chart import Chart, ChartKind, Nothing, Point, Series
from layouts.panels.links import go_to, whole_and_parts
from layouts.scene import Panel, Scene

METRIC = "assistance_done_rate"


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the rate of the region and of those below; of an office's county and its offices."""
    whole, parts = whole_and_parts(scene)
    return [Question((METRIC,), (whole.code, *(part.code for part in parts)), (scene.period,))]


def draw(readings: Readings, scene: Scene) -> Chart | Nothing:
    """Return needs, deliveries and what is outstanding, most outstanding first; regions without either are left out."""
    whole, parts = whole_and_parts(scene)
    own = readings.one(METRIC, whole.code, scene.period)
    below = readings.across(METRIC, [part.code for part in parts], scene.period)
    if own.numerator is None:
        return Nothing(scene.words("panels.assistance.empty", status=scene.words.status(own)))
    shown = sorted((each for each in below if not _is_idle(each)), key=lambda each: -(outstanding(each) or 0))
    return Chart(
        kind=ChartKind.MATRIX,
        series=(_row(own, scene, is_whole=True), *(_row(each, scene, is_whole=False) for each in shown)),
        summary=_summary(own, scene),
        unit=scene.words.unit_named("人次"),
        note=_summary(own, scene) + scene.words("panels.assistance.legend") + _absent(len(below) - len(shown), scene),
        is_bad=True,
    )


def _absent(count: int, scene: Scene) -> str:
    return scene.words("panels.assistance.absent", count=count) if count else ""


def outstanding(reading: Reading) -> int | None:
    """Return by how many the needs recognised exceed what was delivered; None where not reported."""
    if reading.status is Status.UNDEFINED:
        return 0
    if reading.numerator is None or reading.denominator is None:
        return None
    return max(round(reading.denominator - reading.numerator), 0)


def _is_idle(reading: Reading) -> bool:
    """Say whether a region reported neither a need nor a delivery."""
    return reading.numerator == 0 and not reading.denominator


def _row(reading: Reading, scene: Scene, *, is_whole: bool) -> Series:
    words, lacking = scene.words, outstanding(reading)
    rate = "" if reading.value is None else words.unit(reading.metric)
    cells = (
        _cell("needed", _text(reading.denominator, reading, scene), reading, scene, is_whole=is_whole),
        _cell("delivered", _text(reading.numerator, reading, scene), reading, scene, is_whole=is_whole),
        Point(
            label=words("panels.assistance.outstanding"),
            value=lacking,
            text=words.figure(reading) if lacking is None else words.number(lacking) if lacking else "·",
            href=_drawer(scene, reading),
            reading=reading,
            is_emphasised=is_whole,
        ),
        _cell("rate", f"{words.figure(reading)}{rate}", reading, scene, is_whole=is_whole),
    )
    return Series(words.short(reading.region), cells, href=go_to(scene, reading.region))


def _cell(name: str, text: str, reading: Reading, scene: Scene, *, is_whole: bool) -> Point:
    """Return an unshaded cell; a rate on a small base is hatched and says so."""
    is_thin = name == "rate" and is_small_sample(reading) and reading.value is not None
    return Point(
        label=scene.words(f"panels.assistance.{name}"),
        value=None,
        text=text,
        href=_drawer(scene, reading),
        note=scene.words("drawer.small") if is_thin else "",
        reading=reading,
        is_emphasised=is_whole,
        is_thin=is_thin,
    )


def _text(amount: float | None, reading: Reading, scene: Scene) -> str:
    return scene.words.figure(reading) if amount is None else scene.words.number(amount)


def _drawer(scene: Scene, reading: Reading) -> str:
    return scene.view.on(region=reading.region.code, explain=reading.metric.key).href


def _summary(own: Reading, scene: Scene) -> str:
    return scene.words(
        "panels.assistance.summary",
        region=scene.words.name(own.region),
        needed=_text(own.denominator, own, scene),
        delivered=_text(own.numerator, own, scene),
    )


PANEL = Panel(
    key="assistance",
    title=lambda scene: scene.words("panels.assistance.title"),
    note=lambda scene: scene.words("panels.assistance.note"),
    needs=needs,
    draw=draw,
)
