"""Checks a presentation before it is delivered: it is read back from its bytes, each figure compared with its reading."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from pptx import Presentation

from dashboard.exports.pictures.check import check_figures, check_watermark, written
from dashboard.exports.pictures.ink import formal
from dashboard.exports.pptx.watermark import WATERMARK
from data.errors import DataError
from layouts.charts.chart import Drawing, Items, Tiles
from layouts.charts.drawn import Drawn, shown_readings
from layouts.charts.kinds import (
    BarChart,
    CalendarChart,
    Chart,
    KindMap,
    LineChart,
    Point,
    RegionMap,
    Series,
    SeriesChart,
    StepKind,
    SwarmChart,
    WaterfallChart,
)
from layouts.charts.twins import Twin, twins
from layouts.context import Context
from layouts.maps.layout import lay_out
from layouts.pages.document import Document

FACTOR = 1e-9
Shapes = Mapping[str, tuple[int, Any]]  # the slide and the shape of each name


def check(content: bytes, document: Document) -> None:
    """Raise DataError naming slide, panel and figure where a presentation does not say what its document does."""
    check_figures(document)
    deck = Presentation(BytesIO(content))
    shapes = {shape.name: (at, shape) for at, slide in enumerate(deck.slides, 1) for shape in slide.shapes}
    for at, leaf in enumerate(document.leaves):
        for drawn in leaf.drawn:
            _Panel(shapes, f"{at}/{drawn.key}", drawn, document.context).check()
    _check_ids(deck, document)
    check_watermark(formal(document.watermark), _watermarks(deck))
    if document.context.is_demo:
        _check_demo(deck)


class _Panel:
    """One panel and the shapes of its name."""

    def __init__(self, shapes: Shapes, place: str, drawn: Drawn, context: Context) -> None:
        self.place, self.drawn, self.context, self.words = place, drawn, context, context.words
        self.shapes = {name: found for name, found in shapes.items() if name.startswith(f"{place}/")}
        self.slide = min((slide for slide, _ in self.shapes.values()), default=0)

    def check(self) -> None:
        """Compare charts, maps, tiles and tables with what the panel says."""
        drawing = self.drawn.drawing
        if not self.shapes:
            raise self._wrong("面板", self.drawn.title, "没有画出来")
        if isinstance(drawing, Items):
            for at, item in enumerate(drawing.items):
                self._check_chart(item.chart, f"{self.place}/item/{at}/chart/0")
                self._check_text(
                    f"{self.place}/item/{at}/figure", f"{item.figure} {item.unit}".strip(), item.reading.id
                )
        elif isinstance(drawing, Tiles):
            rows = [row for table in twins(drawing, self.words) for row in table.rows]
            for at, row in enumerate(rows):
                reading = row[1].reading
                unit = "" if reading and reading.value is None else row[2].text
                expected = " ".join(filter(None, (row[1].text, unit)))
                self._check_text(f"{self.place}/tiles/{at}", expected, reading.id if reading else row[0].text)
        elif isinstance(drawing, Chart):
            self._check_drawn(drawing)
        else:
            self._check_tables(drawing)

    def _check_drawn(self, chart: Chart) -> None:
        if isinstance(chart, CalendarChart):
            self._check_calendar(chart)
        elif isinstance(chart, SeriesChart) and any(_has_values(series) for series in chart.series):
            self._check_chart(chart, f"{self.place}/chart/0")
            for at, table in enumerate(twins(chart, self.words)):
                if not _has_values(chart.series[at]):
                    self._check_table(table, f"{self.place}/table/{at}")
        else:
            if isinstance(chart, RegionMap | KindMap):
                self._check_map(chart)
            self._check_tables(chart)

    def _check_chart(self, chart: SeriesChart, name: str) -> None:
        """Compare the data of a native chart with the points, series by series."""
        if not any(point.value is not None for series in chart.series for point in series.points):
            return
        if name not in self.shapes:
            raise self._wrong("图", self.drawn.title, "没有画出来")
        slide, frame = self.shapes[name]
        plots = [plot for plot in frame.chart.plots if not _is_area(plot)]
        drawn = [list(series.values) for plot in plots for series in plot.series]
        if not any(value is not None for values in drawn for value in values):
            raise self._wrong("图", self.drawn.title, "是空的", slide)
        for label, expected, found in _pairs(chart, frame.chart, drawn):
            if not _is_same(expected, found):
                raise self._wrong(label, expected, found, slide)
        bands = [series for plot in frame.chart.plots if _is_area(plot) for series in plot.series]
        if bands and isinstance(chart, LineChart):
            self._check_band(chart, bands, slide)

    def _check_band(self, chart: LineChart, bands: Sequence[Any], slide: int) -> None:
        low, height = (list(series.values) for series in bands)
        for at, point in enumerate(chart.series[0].points):
            if not _is_same(point.low, low[at]) or not _is_same(point.high, low[at] + height[at]):
                raise self._wrong(
                    f"{point.label} 的限值", f"{point.low}–{point.high}", f"{low[at]}–{low[at] + height[at]}", slide
                )

    def _check_tables(self, drawing: Drawing) -> None:
        for at, table in enumerate(twins(drawing, self.words)):
            self._check_table(table, f"{self.place}/table/{at}")

    def _check_table(self, table: Twin, name: str) -> None:
        """Compare all the parts of a table, in reading order, with its rows."""
        expected = [written(row) for row in table.rows]
        found = list(self._rows(name, table))
        for row, (slide, texts) in zip(expected, found, strict=False):
            if row != texts:
                right, wrong = next(
                    (pair for pair in zip(row, texts, strict=False) if pair[0] != pair[1]), (row, texts)
                )
                raise self._wrong(row[0] if row else "", right, wrong, slide)
        if len(expected) != len(found):
            raise self._wrong(f"{table.caption or self.drawn.title} 的行数", len(expected), len(found))

    def _rows(self, name: str, table: Twin) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows of a table from all its parts, folded ones unfolded, without empty cells."""
        for part in range(len(self.shapes)):
            if f"{name}/{part}" not in self.shapes:
                return
            slide, frame = self.shapes[f"{name}/{part}"]
            heading, *rows = [[cell.text for cell in row.cells] for row in frame.table.rows]
            folds = next((count for count in range(len(heading), 0, -1) if _is_folded(heading, count)), 1)
            width = len(heading) // folds
            for row in rows:
                for fold in range(folds):
                    texts = [text for text in row[fold * width : (fold + 1) * width] if text]
                    if texts or folds == 1:
                        yield slide, texts

    def _check_calendar(self, chart: CalendarChart) -> None:
        points = sorted(chart.points, key=lambda p: p.label)
        name = f"{self.place}/calendar/0/0"
        if not points:
            return
        if name not in self.shapes:
            raise self._wrong("日历", self.drawn.title, "没有画出来")
        slide, frame = self.shapes[name]
        rows = [[cell.text for cell in row.cells][1:] for row in list(frame.table.rows)[1:]]
        found = sorted(text for row in rows for text in row if text)
        expected = sorted(text for point in points if (text := formal(point.text)))
        if found != expected:
            lost = next((text for text in expected if text not in found), f"{len(expected)} 天")
            raise self._wrong("逐日数", lost, f"{len(found)} 天", slide)

    def _check_map(self, chart: RegionMap | KindMap) -> None:
        """Compare the regions of a map with what they say; each that has a place on it must be there."""
        spoken = {
            name.rpartition("/")[2]: each for name, each in self.shapes.items() if name.startswith(f"{self.place}/map/")
        }
        if lost := [code for code in lay_out(chart, self.context).order if code not in spoken]:
            raise self._wrong(lost[0], "地图上的一个区域", "")
        for series in chart.series:
            for point in series.points:
                code = point.reading.region.code if point.reading else ""
                if code in spoken:
                    slide, shape = spoken[code]
                    description = shape._element.nvSpPr.cNvPr.get("descr")
                    if formal(point.text) not in formal(description):
                        raise self._wrong(point.label, point.text, description, slide)

    def _check_text(self, name: str, expected: str, figure: str) -> None:
        slide, shape = self.shapes.get(name, (self.slide, None))
        found = shape.text_frame.text if shape is not None else ""
        if found != formal(expected):
            raise self._wrong(figure, expected, found, slide)

    def _wrong(self, figure: str, expected: object, found: object, slide: int = 0) -> DataError:
        return DataError(
            f"第 {slide or self.slide} 张幻灯片“{self.drawn.title}”：{figure} 应为 {expected}，写成了 {found}。"
            "文件没有交出。请重新导出；再次出现请告知维护人员。"
        )


def _is_area(plot: Any) -> bool:
    return str(plot._element.tag).endswith("}areaChart")


def _is_folded(heading: Sequence[str], count: int) -> bool:
    width = len(heading) // count
    return len(heading) % count == 0 and all(
        list(heading[at * width : (at + 1) * width]) == list(heading[:width]) for at in range(count)
    )


def _pairs(
    chart: SeriesChart, native: Any, drawn: Sequence[Sequence[float | None]]
) -> Iterator[tuple[str, float | None, float | None]]:
    """Yield each figure of a chart: what it is of, what the document says, what the native chart holds."""
    if isinstance(chart, SwarmChart):
        yield from _swarm_pairs(chart, native)
    elif isinstance(chart, WaterfallChart):
        yield from _waterfall_pairs(chart, drawn)
    else:
        flat = [point for s in chart.series if _has_values(s) for point in s.points]
        series = [flat] if isinstance(chart, BarChart) else [s.points for s in chart.series]
        for points, values in zip(series, drawn, strict=False):
            shown = values[1:] if len(values) == len(points) + 1 else values
            if len(shown) != len(points):
                yield "数据点的个数", len(points), len(shown)
            for point, value in zip(points, shown, strict=False):
                yield point.reading.id if point.reading else point.label, point.value, value
        yield "系列的个数", 0, max(len(series) - len(drawn), 0)


def _has_values(series: Series[Point]) -> bool:
    return any(point.value is not None for point in series.points)


def _swarm_pairs(chart: SwarmChart, native: Any) -> Iterator[tuple[str, float | None, float | None]]:
    known = sorted(point.value for point in chart.points if point.value is not None)
    dots = [list(_across(series)) for plot in native.plots for series in plot.series]
    kept = [values for values in dots if values != [chart.target, chart.target]]
    found = sorted(value for values in kept for value in values)
    if len(known) != len(found):
        yield "数据点的个数", len(known), len(found)
    for expected, value in zip(known, found, strict=False):
        yield "同级的值", expected, value


def _across(series: Any) -> Iterator[float]:
    for each in series._element.xpath("c:xVal//c:pt/c:v"):
        yield float(each.text)


def _waterfall_pairs(
    chart: WaterfallChart, drawn: Sequence[Sequence[float | None]]
) -> Iterator[tuple[str, float | None, float | None]]:
    """Yield each change with its sign, computed from where its column begins and ends."""
    bases, *seen = drawn
    level = 0.0
    for at, point in enumerate(chart.points):
        heights = [values[at] for values in seen if values[at] is not None]
        height = heights[0] if len(heights) == 1 else None
        base = bases[at] or 0.0
        label = point.reading.id if point.reading else point.label
        if height is None or point.move is StepKind.STOCK:
            yield label, point.value, height
        else:
            yield label, point.value, height if _is_same(base, level) else -height
        level = (point.value or 0.0) if point.move is StepKind.STOCK else level + (point.value or 0.0)


def _is_same(expected: float | None, found: float | None) -> bool:
    if expected is None or found is None:
        return expected is found
    return math.isclose(expected, found, rel_tol=FACTOR, abs_tol=FACTOR)


def _check_ids(deck: Any, document: Document) -> None:
    """Compare the ids in the speaker's notes with the figures shown in panels."""
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides if slide.has_notes_slide)
    for leaf in document.leaves:
        for drawn in leaf.drawn:
            for reading in shown_readings(drawn.drawing):
                if reading.value is not None and reading.id not in notes:
                    raise DataError(f"备注里缺编号 {reading.id}。文件没有交出。请重新导出；再次出现请告知维护人员。")


def _watermarks(deck: Any) -> Iterator[tuple[str, str]]:
    """Yield the number of each slide with the text of its watermark."""
    for at, slide in enumerate(deck.slides, 1):
        found = [shape.text_frame.text for shape in slide.shapes if shape.name == WATERMARK]
        yield f"第 {at} 张幻灯片", "".join(found)


def _check_demo(deck: Any) -> None:
    for at, slide in enumerate(deck.slides, 1):
        if not any(shape.name == "demo" and shape.text_frame.text for shape in slide.shapes):
            raise DataError(f"第 {at} 张幻灯片没有“演示数据”标记。文件没有交出。请重新导出；再次出现请告知维护人员。")
