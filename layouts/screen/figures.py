"""Interactive charts as plain Plotly dicts; colours are names of tokens, put in by assets/figures.js."""

from __future__ import annotations

from typing import Any

from layouts.charts.geometry.waterfall import HUES, cascade, turn
from layouts.charts.kinds import ColumnChart, WaterfallChart
from layouts.words.language import THIN, Language

FONT = '"Barlow", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
Figure = dict[str, Any]


def column_figure(chart: ColumnChart, words: Language, revision: str) -> Figure:
    """Return columns over time, the series stacked in their own colours, named above where there are several."""
    traces = [
        {
            "type": "bar",
            "name": series.label,
            "x": [point.label for point in series.points],
            "y": [point.value for point in series.points],
            "customdata": [f"{point.text} {words.unit_named(chart.unit, point.text)}" for point in series.points],
            "hovertemplate": f"{series.label} %{{customdata}}<br>%{{x}}<extra></extra>",
            "marker": {
                "color": [
                    "--amber" if point.is_emphasised else series.colour or "--celadon-4" for point in series.points
                ],
                "line": {"color": "--text-3", "width": 0.75 if len(chart.series) > 1 else 0},
            },
            "showlegend": False,
        }
        for series in chart.series
    ]
    layout = {**_layout(chart, words), "barmode": "stack", "bargap": 0.25, "uirevision": revision}
    ends = list(chart.domain) if chart.domain else None
    scale = {"range": ends, "rangemode": "tozero", "automargin": True, "tickformat": f",.{chart.decimals}f"}
    layout["yaxis"] = {**layout["yaxis"], **scale}
    layout["separators"] = f".{THIN}"
    return {"data": traces, "layout": layout}


def waterfall_figure(chart: WaterfallChart, words: Language, revision: str) -> Figure:
    """Return a first stock, signed changes and the last stock as columns, each change beginning where the last ended.

    Stocks are cut where they are far larger than the changes; the axis then has no figures, the columns carry theirs.
    """
    points = chart.points
    laid = cascade(points)
    bars = {
        "type": "bar",
        "x": [point.label for point in points],
        "base": [base for base, _ in laid.cut],
        "y": [height for _, height in laid.cut],
        "text": [point.text for point in points],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"size": 13, "color": "--text-1"},
        "marker": {"color": [HUES[turn(point)] for point in points]},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    plain = _layout(chart, words)
    axis = {**plain["xaxis"], "tickvals": bars["x"], "ticktext": bars["x"]}
    layout = {
        **plain,
        "bargap": 0.3,
        "uirevision": revision,
        "xaxis": axis,
        "yaxis": {**plain["yaxis"], "range": list(laid.axis), "visible": False},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 28},
    }
    return {"data": [bars], "layout": layout}


def _layout(chart: ColumnChart | WaterfallChart, words: Language) -> Figure:
    ends = [point for series in chart.series[:1] for point in (series.points[0], series.points[-1])]
    axis = {
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "color": "--text-3",
        "tickfont": {"size": 12},
        "linecolor": "--line",
    }
    return {
        "autosize": True,
        "margin": {"l": 40, "r": 28, "t": 8, "b": 28},
        "dragmode": False,
        "transition": {"duration": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "x",
        "font": {"family": FONT, "size": 12, "color": "--text-3"},
        "hoverlabel": {
            "font": {"family": FONT, "size": 13, "color": "--text-1"},
            "bgcolor": "--panel",
            "bordercolor": "--line",
        },
        "xaxis": {
            **axis,
            "type": "category",
            "tickvals": [point.label for point in ends],
            "ticktext": [words.tick(point.reading.period) if point.reading else point.label for point in ends],
            "tickangle": 0,
            "ticklabelstandoff": 6,
            "showspikes": False,
        },
        "yaxis": {
            **axis,
            "nticks": 4,
            "tickformat": f".{chart.decimals}f",
            "gridcolor": "--line",
            "showgrid": True,
        },
    }
