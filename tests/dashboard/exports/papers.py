"""Documents out of fabricated readings and drawings, for what no real database holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from data.clock import SHANGHAI
from data.periods import Period
from data.readings import Reading, Status
from layouts.charts.chart import Chart, ChartKind, Drawing, Point, Series, Words
from layouts.charts.drawn import Drawn, Leaf
from layouts.pages import PAGES
from layouts.pages.document import Document
from layouts.scene import Scene, figures
from layouts.words.language import Language
from tests.layouts.fabricate import Maker, answers, knowing, reading, region, scene, usual

METRIC = "checkin_completion_rate"
COUNTIES = ("330102", "330105", "330106", "330108", "330109", "330110")


def page(key: str, make: Maker = usual, code: str = "330100") -> Document:
    """Return the document of a page whose readings are all made by one maker."""
    here = knowing(scene(code))
    shown = PAGES[key]
    questions = list(shown.needs(here))
    readings = answers(questions, make)
    leaf = Leaf(
        key,
        shown.title(here),
        shown.headline(readings, here),
        tuple(
            Drawn(p.panel.key, p.panel.title(here), p.panel.note(here), p.panel.draw(readings, here))
            for p in shown.placed
        ),
    )
    asked = {(m, r, p): None for q in figures(questions) for m in q.metrics for p in q.periods for r in q.regions}
    return _document(here, (leaf,), [readings.one(*key) for key in asked])


def of(*drawings: Drawing, said: str = "一切正常。", readings: Sequence[Reading] = ()) -> Document:
    """Return a document of one page with these drawings."""
    drawn = tuple(Drawn(f"panel-{at}", f"面板{at}", "", drawing) for at, drawing in enumerate(drawings))
    return _document(scene(), (Leaf("page", "页面", Words(((said,),)), drawn),), readings)


def chart(kind: ChartKind = ChartKind.LINE, values: Sequence[float | None] = (97, 98, None, 99, 96.5, 97)) -> Chart:
    """Return a chart of a kind, one point a county, the first on a small base and with a signal."""
    words = scene().words
    points = tuple(_point(at, value, words) for at, value in enumerate(values))
    second = tuple(replace(point, is_thin=False) for point in points)
    if kind is ChartKind.CALENDAR:
        days = [Period.parse(f"2026-11-{at + 1:02d}") for at in range(len(points))]
        dated = [replace(p.reading, period=day) for p, day in zip(points, days, strict=True) if p.reading]
        points = tuple(replace(p, label=words.period(r.period), reading=r) for p, r in zip(points, dated, strict=True))
    two = kind in {ChartKind.STACKS, ChartKind.COLUMNS, ChartKind.MATRIX}
    return Chart(
        kind=kind,
        series=(Series("完成", points), *((Series("未完成", second, colour="--amber"),) if two else ())),
        summary="六个县的完成率。",
        unit="%",
        decimals=1,
        target=98,
        centre=97.5,
    )


def _point(at: int, value: float | None, words: Language) -> Point:
    made = reading(
        METRIC, region(COUNTIES[at % len(COUNTIES)]), value=value, status=Status.MISSING if value is None else Status.OK
    )
    return Point(
        label=words.short(made.region),
        value=value,
        text=words.figure(made),
        note="12 基数小" if at == 0 else "",
        target=98,
        reading=made,
        rank=None if value is None else at + 1,
        deviation="+0.1",
        low=None if value is None else value - 1,
        high=None if value is None else value + 1,
        is_thin=at == 0,
        is_selected=at == 5,
        signal="concerning" if at == 0 else "",
    )


def _document(here: Scene, leaves: tuple[Leaf, ...], readings: Sequence[Reading]) -> Document:
    made_at = datetime(2026, 11, 23, 9, 5, tzinfo=SHANGHAI)
    return Document(here, "杭州市 · 驾驶舱", leaves, tuple(readings), made_at, program="测试版", account="值班员")
