"""Documents out of fabricated readings and drawings, for what no real database holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, TypeVar, get_args

from data.clock import SHANGHAI
from data.periods import Period
from data.readings import Reading, Status
from layouts.charts.amount import Amount
from layouts.charts.chart import Drawing, Words
from layouts.charts.drawn import Drawn, Leaf
from layouts.charts.kinds import (
    Bar,
    BarChart,
    CalendarChart,
    CalendarDay,
    Chart,
    ColouredSeries,
    ColumnChart,
    ColumnPart,
    FunnelChart,
    FunnelStep,
    IntervalChart,
    KindMap,
    KindRegion,
    LineChart,
    LinePoint,
    MapRegion,
    MatrixCell,
    MatrixChart,
    MatrixRow,
    RankedBar,
    RankedInterval,
    RankingChart,
    RegionMap,
    Series,
    SignedBar,
    SignedChart,
    StackChart,
    StackPart,
    SwarmChart,
    SwarmDot,
    TimelineChart,
    TimelineEvent,
    WaterfallChart,
    WaterfallStep,
)
from layouts.context import Context, figures
from layouts.pages import PAGES
from layouts.pages.document import Document
from tests.layouts.fabricate import Maker, answers, context, knowing, reading, region, usual

METRIC = "checkin_completion_rate"
VALUES = (97, 98, None, 99, 96.5, 97)
C = TypeVar("C", bound=Chart)
POINTS: Mapping[type[Any], tuple[type[Any], type[Any] | None]] = {  # of each kind, and its series where it has several
    LineChart: (LinePoint, ColouredSeries),
    ColumnChart: (ColumnPart, ColouredSeries),
    BarChart: (Bar, Series),
    StackChart: (StackPart, ColouredSeries),
    RankingChart: (RankedBar, None),
    IntervalChart: (RankedInterval, None),
    SwarmChart: (SwarmDot, None),
    SignedChart: (SignedBar, None),
    FunnelChart: (FunnelStep, None),
    WaterfallChart: (WaterfallStep, None),
    MatrixChart: (MatrixCell, MatrixRow),
    CalendarChart: (CalendarDay, None),
    RegionMap: (MapRegion, Series),
    KindMap: (KindRegion, None),
    TimelineChart: (TimelineEvent, None),
}
CHARTS: tuple[type[Any], ...] = get_args(Chart)
COUNTIES = ("330102", "330105", "330106", "330108", "330109", "330110")


def page(key: str, make: Maker = usual, code: str = "330100") -> Document:
    """Return the document of a page whose readings are all made by one maker."""
    here = knowing(context(code))
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
    return _document(context(), (Leaf("page", "页面", Words(((said,),)), drawn),), readings)


def chart(values: Sequence[float | None] = VALUES) -> LineChart:
    """Return a line, one point a county, the first with a signal."""
    return chart_of(LineChart, values)


def chart_of(kind: type[C], values: Sequence[float | None] = VALUES) -> C:
    """Return a chart of a kind, one point a county, the first on a small base and with a signal."""
    point, series = POINTS[kind]
    points = tuple(_point(at, value, kind, point) for at, value in enumerate(values))
    said: dict[str, Any] = {
        "summary": "六个县的完成率。",
        "unit": "%",
        "decimals": 1,
        "target": 98,
        "centre": 97.5,
        "kinds": (("industry", "行业"),),
    }
    if series is None:
        said |= {"name": "完成", "points": points}
    else:
        second = series("未完成", points, *(("--amber",) if series is ColouredSeries else ()))
        two = kind in {StackChart, ColumnChart, MatrixChart}
        said |= {"series": (series("完成", points), *((second,) if two else ()))}
    return kind(**{each.name: said[each.name] for each in fields(kind) if each.name in said})


def _point(at: int, value: float | None, kind: type[Any], point: type[Any]) -> Any:
    words = context().words
    made = reading(
        METRIC, region(COUNTIES[at % len(COUNTIES)]), value=value, status=Status.MISSING if value is None else Status.OK
    )
    label = words.short(made.region)
    if kind is CalendarChart:
        made = replace(made, period=Period.parse(f"2026-11-{at + 1:02d}"))
        label = words.period(made.period)
    said: dict[str, Any] = {
        "label": label,
        "value": value,
        "text": words.figure(made),
        "note": "12 基数小" if at == 0 and not hasattr(point, "base") else "",
        "base": 12,
        "amount": None if value is None else Amount(value, 1),
        "target": 98,
        "reading": made,
        "rank": None if value is None else at + 1,
        "deviation": 0.1,
        "low": None if value is None else value - 1,
        "high": None if value is None else value + 1,
        "has_small_base": at == 0,
        "is_hatched": at == 0,
        "is_pale": at == 0,
        "look": "industry",
        "is_selected": at == 5,
        "signal": "concerning" if at == 0 else "",
    }
    return point(**{each.name: said[each.name] for each in fields(point) if each.name in said})


def _document(here: Context, leaves: tuple[Leaf, ...], readings: Sequence[Reading]) -> Document:
    made_at = datetime(2026, 11, 23, 9, 5, tzinfo=SHANGHAI)
    return Document(here, "杭州市 · 驾驶舱", leaves, tuple(readings), made_at, program="测试版", account="值班员")
