"""Charts that are explored, as plain Plotly dicts; colours are names of tokens, put in by assets/figures.js."""

from __future__ import annotations

from typing import Any

from layouts.chart import Chart
from layouts.words import Language

FONT = '"Barlow", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
Figure = dict[str, Any]


def line_figure(chart: Chart, words: Language, revision: str) -> Figure:
    """Return the lines of a chart with its target and limits; `revision` keeps the reader's zoom while it stays."""
    traces = []
    for series in chart.series:
        shown = [point for point in series.points if point.is_selected and point.value is not None]
        hover = f"%{{customdata}} {chart.unit}<br>%{{x}}<extra></extra>"
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": series.label,
                "hovertemplate": hover,
                "x": [point.label for point in series.points],
                "y": [point.value for point in series.points],
                "customdata": [point.text for point in series.points],
                "connectgaps": False,
                "line": {"color": "--celadon-5", "width": 2},
                "showlegend": False,
            }
        )
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "hoverinfo": "skip",
                "showlegend": False,
                "x": [point.label for point in shown],
                "y": [point.value for point in shown],
                "marker": {"color": "--celadon-6", "size": 8},
            }
        )
    return {"data": traces, "layout": {**_layout(chart, words), "uirevision": revision}}


def _layout(chart: Chart, words: Language) -> Figure:
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
        "margin": {"l": 40, "r": 28, "t": 8, "b": 24},
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
            "ticktext": [words.tick(point.reading.period) for point in ends if point.reading],
            "tickangle": 0,
            "showspikes": False,
        },
        "yaxis": {
            **axis,
            "range": list(chart.domain) if chart.domain else None,
            "nticks": 4,
            "tickformat": f".{chart.decimals}f",
            "gridcolor": "--line",
            "showgrid": True,
        },
        "shapes": [_level(chart.target, "--amber", "solid")] * (chart.target is not None)
        + [_level(chart.centre, "--celadon-3", "dot")] * (chart.centre is not None),
    }


def _level(value: float | None, colour: str, dash: str) -> Figure:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
        "line": {"color": colour, "width": 1.5, "dash": dash},
    }
