"""Native charts on slides: drawn from a plot, with their own worksheet, editable, in the house's colours."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from math import ceil, floor
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from dashboard.exports.pptx.pen import Area, Pen, rgb, set_face
from dashboard.exports.pptx.plot import Look, Plot, PlotShape, Strand
from layouts.charts.geometry.line import ticks_between
from layouts.charts.tokens import LIGHT
from layouts.words.language import Language

TYPES = {
    PlotShape.LINE: XL_CHART_TYPE.LINE_MARKERS,
    PlotShape.BAR: XL_CHART_TYPE.BAR_CLUSTERED,
    PlotShape.STACKED_BAR: XL_CHART_TYPE.BAR_STACKED,
    PlotShape.STACKED_COLUMN: XL_CHART_TYPE.COLUMN_STACKED,
    PlotShape.SCATTER: XL_CHART_TYPE.XY_SCATTER,
}
LYING = {PlotShape.BAR, PlotShape.STACKED_BAR}
SMALL = 9.0
LEVEL = "1000"  # a sixtieth of a degree: names that are not quite level are left out, not broken, where they are close
DARK = {"--celadon-5", "--celadon-6", "--text-3", "--worse", "--mood-red"}
TIGHT, TINY = 10, 7.5  # of more dots with figures all is written so small
CROWDED, NAMED = 23, 7  # of more names on an axis only so many are written
FEW = 24  # points at most that carry their figures in a line


def draw_plot(pen: Pen, plot: Plot, area: Area, name: str, about: str, words: Language) -> None:
    """Draw a plot as a native chart; `about` is its reading in words, for those who cannot see it."""
    frame = pen.shapes.add_chart(
        TYPES[plot.shape], Pt(area.left), Pt(area.top), Pt(area.width), Pt(area.height), _data(plot)
    )
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", about)
    chart = frame.chart
    set_face(chart.font, SMALL, "--text-2")
    chart.has_title = False
    chart._chartSpace.chart.get_or_add_autoTitleDeleted().set("val", "1")
    _show_gaps(chart)
    _set_legend(chart, plot)
    for series, strand in zip(chart.plots[0].series, plot.strands, strict=True):
        _dress(series, strand, plot)
    _set_axes(chart, plot)
    if plot.shape in LYING | {PlotShape.STACKED_COLUMN}:
        chart.plots[0].gap_width = 45 if plot.shape not in LYING or len(plot.strands) == 1 else 60
    if plot.band:
        _lay_band(chart, plot, words)


def _data(plot: Plot) -> CategoryChartData | XyChartData:
    shape = number_format(plot.decimals)
    if plot.shape is PlotShape.SCATTER:
        scatter = XyChartData(number_format=shape)
        for strand in plot.strands:
            series = scatter.add_series(strand.name)
            for x, y in zip(strand.across, strand.values, strict=True):
                series.add_data_point(x, y or 0.0)
        return scatter
    data = CategoryChartData(number_format=shape)
    data.categories = plot.categories
    for strand in plot.strands:
        data.add_series(strand.name, strand.values)
    return data


def number_format(decimals: int, unit: str = "") -> str:
    """Return how a figure is written on a chart."""
    shape = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    return f'{shape}" {unit}"' if unit else shape


def _show_gaps(chart: Any) -> None:
    """Leave a gap where there is no value, never a zero."""
    for blank in chart._chartSpace.xpath("//c:dispBlanksAs"):
        blank.set("val", "gap")


def _set_legend(chart: Any, plot: Plot) -> None:
    chart.has_legend = plot.has_legend
    if not plot.has_legend:
        return
    legend = chart.legend
    legend.position, legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    set_face(legend.font, SMALL, "--text-2")
    for at, strand in enumerate(plot.strands):
        if strand.look is Look.UNSEEN:
            entry = parse_xml(f'<c:legendEntry {nsdecls("c")}><c:idx val="{at}"/><c:delete val="1"/></c:legendEntry>')
            legend._element.find(qn("c:legendPos")).addnext(entry)


def _dress(series: Any, strand: Strand, plot: Plot) -> None:
    if plot.shape in {PlotShape.LINE, PlotShape.SCATTER}:
        _dress_line(series, strand, len(plot.categories))
    elif strand.look is Look.UNSEEN:
        series.format.fill.background()
        series.format.line.fill.background()
    else:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(strand.hue)
        if hasattr(series, "invert_if_negative"):
            series.invert_if_negative = False
        for at, hue in strand.hues.items():
            fill = series.points[at].format.fill
            fill.solid()
            fill.fore_color.rgb = rgb(hue)
    if strand.is_labelled and (plot.shape is not PlotShape.LINE or len(plot.categories) <= FEW):
        _label(series, plot, strand.hue)


def _dress_line(series: Any, strand: Strand, count: int) -> None:
    series.smooth = False
    line, marker = series.format.line, series.marker
    if strand.look in {Look.FULL, Look.LEVEL, Look.DASHED}:
        line.color.rgb = rgb(strand.hue)
        line.width = Pt(2 if strand.look is Look.FULL else 1.25)
        if strand.look is Look.DASHED:
            line.dash_style = MSO_LINE.DASH
        marker.style = XL_MARKER_STYLE.CIRCLE if strand.look is Look.FULL and count <= 40 else XL_MARKER_STYLE.NONE
        marker.size = 4
        _mark(marker, strand.hue, strand.hue)
    else:
        line.fill.background()
        marker.style = XL_MARKER_STYLE.CIRCLE
        marker.size = 7
        _mark(marker, "--celadon-2" if strand.look is Look.HOLLOW else strand.hue, strand.hue)
    for at, hue in strand.hues.items():
        _mark(series.points[at].marker, hue, strand.hue)
    if any(strand.spans):
        _add_spans(series, strand)


def _mark(marker: Any, fill: str, edge: str) -> None:
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = rgb(fill)
    marker.format.line.color.rgb, marker.format.line.width = rgb(edge), Pt(1.5)


def _add_spans(series: Any, strand: Strand) -> None:
    """Add the intervals as error bars from each value to its ends."""
    up = [None if not span or v is None else span[1] - v for span, v in zip(strand.spans, strand.values, strict=True)]
    down = [None if not span or v is None else v - span[0] for span, v in zip(strand.spans, strand.values, strict=True)]
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="1"/><c:plus>{_literal(up)}</c:plus><c:minus>{_literal(down)}</c:minus>'
        f'<c:spPr><a:ln w="19050" cap="rnd"><a:solidFill><a:srgbClr val="{LIGHT["--celadon-3"][1:].upper()}"/>'
        "</a:solidFill></a:ln></c:spPr></c:errBars>"
    )
    series._element.find(qn("c:cat")).addprevious(bars)


def _literal(values: Sequence[float | None]) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>' for at, value in enumerate(values) if value is not None
    )
    return f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numLit>'


def _size(plot: Plot) -> float:
    is_tight = (
        plot.shape is PlotShape.LINE and len(plot.categories) > TIGHT and any(s.is_labelled for s in plot.strands)
    )
    return TINY if is_tight else SMALL


def _label(series: Any, plot: Plot, hue: str) -> None:
    labels = series.data_labels
    labels.show_value = True
    shape = number_format(plot.decimals, plot.unit if plot.shape is PlotShape.BAR else "")
    labels.number_format = f"{shape};-{shape};" if plot.shape is PlotShape.STACKED_BAR else shape  # no zeros on a stack
    labels.number_format_is_linked = False
    set_face(labels.font, _size(plot), "--panel" if plot.shape is PlotShape.STACKED_BAR and hue in DARK else "--text-1")
    if plot.shape is PlotShape.LINE:
        labels.position = XL_LABEL_POSITION.RIGHT
    elif plot.shape is PlotShape.BAR:
        labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _set_axes(chart: Any, plot: Plot) -> None:
    value, names = chart.value_axis, chart.category_axis
    if plot.shape is PlotShape.SCATTER:
        value, names = chart.category_axis, chart.value_axis  # of a scatter, the axis across holds the values
        names.visible, names.has_major_gridlines = False, False
        reach = max(abs(lift or 0.0) for strand in plot.strands for lift in strand.values) or 1.0
        names.minimum_scale, names.maximum_scale = -reach, reach
        value.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    else:
        names.format.line.color.rgb = rgb("--line")
        names.major_tick_mark = XL_TICK_MARK.NONE
        names.has_major_gridlines = False
        names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        set_face(names.tick_labels.font, _size(plot), "--text-2")
        if plot.shape not in LYING and len(plot.categories) > CROWDED:
            _skip_names(names, len(plot.categories))
    if plot.shape in LYING:
        names.reverse_order = True
        _name_each(names, 1)
    value.has_major_gridlines = plot.is_open and plot.shape is not PlotShape.SCATTER
    if value.has_major_gridlines:
        value.major_gridlines.format.line.color.rgb = rgb("--line")
        value.major_gridlines.format.line.width = Pt(0.5)
    value.visible = plot.is_open
    if plot.is_open:
        value.format.line.fill.background()
        value.major_tick_mark = XL_TICK_MARK.NONE
        value.tick_labels.number_format_is_linked = False
        value.tick_labels.number_format = number_format(plot.decimals)
        set_face(value.tick_labels.font, SMALL, "--text-3")
    if plot.axis and plot.is_open and plot.shape is not PlotShape.SCATTER:
        low, high, step = _rounded(*plot.axis, plot.decimals)
        value.minimum_scale, value.maximum_scale, value.major_unit = low, high, step
        value.tick_labels.number_format = _topped(low, high, step, plot)
    elif plot.axis:
        value.minimum_scale, value.maximum_scale = plot.axis


def _rounded(low: float, high: float, decimals: int) -> tuple[float, float, float]:
    """Return round ends of an axis and the step between its lines."""
    ticks = ticks_between(low, high, decimals)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else (high - low) or 1.0
    top = ceil(high / step - 1e-9) * step
    return floor(low / step + 1e-9) * step, top if top - high < 0.15 * (high - low) else high, step


def _topped(low: float, high: float, step: float, plot: Plot) -> str:
    """Return how the figures of an axis are written: the highest with the unit."""
    shape = number_format(plot.decimals)
    if not plot.unit:
        return shape
    highest = low + floor((high - low) / step + 1e-9) * step - step / 2
    return f"[>={highest:.10g}]{number_format(plot.decimals, plot.unit)};{shape}"


def _skip_names(axis: Any, count: int) -> None:
    """Name only as many categories as fit beside each other."""
    _name_each(axis, -(-count // NAMED))
    axis.tick_labels.font._rPr.getparent().getparent().getparent().find(qn("a:bodyPr")).set("rot", LEVEL)


def _name_each(axis: Any, step: int) -> None:
    """Write the name of each so many categories, of all of them for 1, however close they are."""
    for tag in ("c:tickLblSkip", "c:tickMarkSkip"):
        skip = axis._element.makeelement(qn(tag), {"val": str(step)})
        axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def _lay_band(chart: Any, plot: Plot, words: Language) -> None:
    """Draw the range of normal variation under the lines: an invisible area up to its lower limit, a pale one above it."""
    lower, upper = plot.band or ((), ())
    heights = [(high or 0.0) - (low or 0.0) for low, high in zip(lower, upper, strict=True)]
    lines = chart._chartSpace.xpath("//c:lineChart")[0]
    categories = lines.find(qn("c:ser")).find(qn("c:cat"))
    area = parse_xml(
        f'<c:areaChart {nsdecls("c", "a")}><c:grouping val="stacked"/><c:varyColors val="0"/>'
        + _area(len(plot.strands), words("slides.low"), [low or 0.0 for low in lower], "")
        + _area(len(plot.strands) + 1, words("slides.band"), heights, LIGHT["--celadon-1"][1:].upper())
        + "".join(f'<c:axId val="{axis.get("val")}"/>' for axis in lines.findall(qn("c:axId")))
        + "</c:areaChart>"
    )
    for series in area.findall(qn("c:ser")):
        series.find(qn("c:val")).addprevious(deepcopy(categories))
    lines.addprevious(area)
    legend = chart._chartSpace.xpath("//c:legend")
    if legend:
        entry = parse_xml(f'<c:legendEntry {nsdecls("c")}><c:idx val="0"/><c:delete val="1"/></c:legendEntry>')
        legend[0].find(qn("c:legendPos")).addnext(entry)


def _area(at: int, name: str, values: Sequence[float], fill: str) -> str:
    paint = f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>' if fill else "<a:noFill/>"
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx><c:v>{name}</c:v></c:tx>'
        f"<c:spPr>{paint}<a:ln><a:noFill/></a:ln></c:spPr><c:val>{_literal(list(values))}</c:val></c:ser>"
    )
