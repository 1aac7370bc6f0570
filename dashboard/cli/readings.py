"""Printing the figures that pages show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.opening import operator
from dashboard.settings import load_settings
from data.errors import DataError
from data.periods import Period
from data.readings import Figures, read
from data.readings.shown_day import shown_load
from data.viewer import Viewer

if TYPE_CHECKING:
    from callbacks.cockpit import Cockpit
from dashboard.cli.tables import PRINTERS


def read_figures(
    metrics: Annotated[list[str] | None, typer.Argument(help="指标代码或名称，可多个；见 cockpit metrics。")] = None,
    region: Annotated[str, typer.Option(help="地区代码或名称，默认为根地区。")] = "",
    period: Annotated[str, typer.Option(help="2026-11-22、2026-W47、2026-11、2026-Q4 或 2026，默认为最近一周。")] = "",
    level: Annotated[str, typer.Option(help="读该地区之下某一级：province、city、county、office。")] = "",
    compare: Annotated[str, typer.Option(help="previous 环比、last_year 同比、target 目标。")] = "previous",
    form: Annotated[str, typer.Option("--format", help="table、json 或 csv。")] = "table",
    figure_id: Annotated[str, typer.Option("--id", help="屏上或导出里的编号，重新算出这一个数。")] = "",
) -> None:
    """打印页面所显示的数，出自同一个函数；不分账号，以整个根地区的范围。

    示例：cockpit read checkin_completion_rate --region 330100 --period 2026-W47 --level county --format csv
    """
    from callbacks.memory import Memory
    from dashboard.cockpit import open_cockpit
    from dashboard.web.api import asked_readings

    if form not in PRINTERS:
        raise DataError(f"没有“{form}”这种格式。可用：{'、'.join(PRINTERS)}。")
    settings = load_settings()
    cockpit, viewer = open_cockpit(settings, Memory()), operator(settings)
    if figure_id:
        rows = [_by_id(cockpit, viewer, figure_id, compare)]
    elif metrics:
        rows = asked_readings(cockpit, viewer, metrics, region=region, period=period, level=level, compare=compare)
    else:
        raise DataError("请写出至少一个指标代码，或用 --id。全部指标见 cockpit metrics。")
    PRINTERS[form](rows)


def _by_id(cockpit: Cockpit, viewer: Viewer, figure_id: str, compare: str) -> dict[str, object]:
    from dashboard.web.api import comparison
    from data.readings.plain import as_row

    parts = figure_id.split(":")
    if len(parts) not in {4, 5} or not parts[3].removeprefix("v").isdecimal():
        raise DataError(f"编号“{figure_id}”不完整。编号形如 checkin_completion_rate:330100:2026-W47:v12。")
    metric, region, period, version = parts[:4]
    against = comparison(compare)
    when = Period.parse(period)
    code = cockpit.store.regions.get(region).code
    entry = shown_load(cockpit.store, code)
    # without a last day it is a whole period, or was written before a running one had its last day in its id
    whole = when.last if when.last <= entry.newest else entry.as_of_in(when)
    as_of = Period.parse(parts[4]).last if parts[4:] else whole
    question = Figures(
        (cockpit.store.catalogue.metric(metric).key,),
        (code,),
        (when,),
        compare=True,
    )
    reading = read(cockpit.store, [question], viewer=viewer, as_of=as_of).one(metric, region, when)
    if f"v{reading.version}" != version:
        typer.echo(f"注意：编号是数据第 {version[1:]} 版的数，现在是数据第 {reading.version} 版。", err=True)
    return as_row(reading, against)
