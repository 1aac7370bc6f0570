"""The map on a screen: markup of its regions, legend and tiles."""

from __future__ import annotations

from layouts.charts.geometry.stamps import EMS, SEAL_AIR, SEAL_LINE, SEAL_WIDTH
from layouts.charts.kinds import KindMap, RegionMap
from layouts.context import Context
from layouts.maps.layout import lay_out, points_by_region, surroundings
from layouts.maps.sheets import sheet
from layouts.screen.templating import template
from layouts.view import HOME, View


def map_svg(chart: RegionMap | KindMap, context: Context) -> str:
    """Return the markup of a chart's map: SVG, legend, and tiles for the regions that have no geometry."""
    laid = lay_out(chart, context)
    cells, ground, order = laid.cells, laid.ground, laid.order
    return template("map.html").render(
        title=context.words("map.title", region=context.words.name(context.region), measure=laid.measure),
        summary=chart.summary,
        measure=laid.measure,
        ground=ground,
        scope=surroundings(context).code,
        regions=[(cells[code], ground.outlines[code]) for code in order],
        entry=next((code for code in order if cells[code].is_selected), order[0] if order else ""),
        tiles=laid.tiles,
        sheets=[sheet(size, laid, context) for size in EMS] if order else [],
        legend=laid.legend,
        source=laid.source,
        play=_play(chart, context),
        play_word=context.words("map.play"),
        seal_width=SEAL_WIDTH,
        seal_line=SEAL_LINE,
        seal_air=SEAL_AIR,
    )


def _play(chart: RegionMap | KindMap, context: Context) -> str:
    """Return where the last periods of a map by a metric of choice are asked, empty for other maps."""
    metric = next((point.reading.metric.key for point in points_by_region(chart).values() if point.reading), "")
    if not chart.links or not metric:
        return ""
    view = context.view
    asked = View(region=context.region.code, grain=view.grain, period=view.period, map=metric, lang=view.lang)
    return f"/api/v1/map{asked.href.removeprefix(f'/{HOME}')}"
