"""Printing the figures that pages show."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext, KnownOption, VersionOption, asked_known, say_known
from dashboard.cli.tables import PRINTERS
from data.audit import Action, note
from data.errors import DataError
from data.known import Knowledge, KnownStores, known_at
from data.periods import Grain, Period
from data.readings import Figures, read
from data.readings.plain import as_row
from data.readings.reading import Compare
from data.readings.shown_day import shown_load
from data.regions import Level
from data.store import Store
from data.viewer import Viewer


def read_figures(
    context: CommandContext,
    metrics: Annotated[list[str] | None, typer.Argument(help="指标代码或名称，可多个；见 cockpit metrics。")] = None,
    region: Annotated[str, typer.Option(help="地区代码或名称，默认为账号的范围。")] = "",
    period: Annotated[str, typer.Option(help="2026-11-22、2026-W47、2026-11、2026-Q4 或 2026，默认为最近一周。")] = "",
    level: Annotated[str, typer.Option(help="读该地区之下某一级：province、city、county、office。")] = "",
    compare: Annotated[str, typer.Option(help="previous 环比、last_year 同比、target 目标。")] = "previous",
    form: Annotated[str, typer.Option("--format", help="table、json 或 csv。")] = "table",
    figure_id: Annotated[str, typer.Option("--id", help="屏上或导出里的编号，重新算出这一个数。")] = "",
    known: KnownOption = "",
    version: VersionOption = None,
) -> None:
    """打印页面所显示的数，出自同一个函数。

    示例：cockpit read checkin_completion_rate --region 330100 --period 2026-W47 --level county --format csv
    """
    if form not in PRINTERS:
        raise DataError(f"没有“{form}”这种格式。可用：{'、'.join(PRINTERS)}。")
    past, viewer, code = _past(context, asked_known(known, version)), context.viewer, context.region(region)
    store = KnownStores(context.store, context.settings.known).store(past) if past else context.store
    if figure_id:
        rows = [_by_id(store, viewer, figure_id, compare)]
    elif metrics:
        rows = asked_readings(store, viewer, metrics, code, period=period, level=level, compare=compare)
    else:
        raise DataError("请写出至少一个指标代码，或用 --id。全部指标见 cockpit metrics。")
    asked = f"read {figure_id or ' '.join(metrics or ())} {period} {past.asked if past else ''}".strip()
    note(context.store, Action.VIEW, asked, region=figure_id.split(":")[1] if figure_id else code)
    PRINTERS[form]([row | {"known": past.asked} for row in rows] if past else rows)


def _past(context: CommandContext, asked: str) -> Knowledge | None:
    """Return as of when figures are asked for, after saying so; None for the present. Raises DataError."""
    if not asked:
        return None
    past = known_at(context.store, asked)
    say_known(past)
    return past


def _by_id(store: Store, viewer: Viewer, figure_id: str, compare: str) -> dict[str, object]:
    parts = figure_id.split(":")
    if len(parts) not in {4, 5} or not parts[3].removeprefix("v").isdecimal():
        raise DataError(f"编号“{figure_id}”不完整。编号形如 checkin_completion_rate:330100:2026-W47:v12。")
    metric, region, period, version = parts[:4]
    against = comparison(compare)
    when = Period.parse(period)
    code = store.regions.get(region).code
    entry = shown_load(store, code)
    # without a last day it is a whole period, or was written before a running one had its last day in its id
    whole = when.last if when.last <= entry.newest else entry.as_of_in(when)
    as_of = Period.parse(parts[4]).last if parts[4:] else whole
    question = Figures(
        (store.catalogue.metric(metric).key,),
        (code,),
        (when,),
        compare=True,
    )
    reading = read(store, [question], viewer=viewer, as_of=as_of).one(metric, region, when)
    if f"v{reading.version}" != version:
        typer.echo(f"注意：编号是数据第 {version[1:]} 版的数，现在是数据第 {reading.version} 版。", err=True)
    return as_row(reading, against)


def asked_readings(
    store: Store,
    viewer: Viewer,
    metrics: list[str],
    code: str,
    *,
    period: str,
    level: str,
    compare: str,
) -> list[dict[str, object]]:
    """Return readings as plain values with the keys of `as_row`, all of one moment and one shown day, that of the region `code`.

    A period that begins after that day is read up to the newest day, which is still coming in. Raises DataError for
    anything unknown.
    """
    from callbacks.readings import readings_of

    with store.reading():
        entry = shown_load(store, code)
        when = Period.parse(period) if period else Period.holding(entry.as_of, Grain.WEEK)
        codes = _codes(store, code, level)
        against = comparison(compare)
        keys = tuple(store.catalogue.metric(key).key for key in metrics)
        places = [(key, each, when) for key in keys for each in codes]
        return [as_row(reading, against) for reading in readings_of(store, viewer, places, entry)]


def comparison(text: str) -> Compare:
    """Return what `text` asks a reading to be compared with, the previous period for an empty one."""
    if text and text not in set(Compare):
        raise DataError(f"没有“{text}”这种比较。可用：{'、'.join(Compare)}。")
    return Compare(text) if text else Compare.PREVIOUS


def _codes(store: Store, code: str, level: str) -> tuple[str, ...]:
    regions = store.regions
    if level and level not in set(Level):
        raise DataError(f"没有“{level}”这一级。可用：{'、'.join(Level)}。")
    if not level or regions.get(code).level == level:
        return (code,)
    found = tuple(region.code for region in regions.descendants(code, Level(level)))
    if not found:
        raise DataError(f"{regions.get(code).zh}之下没有 {level} 这一级的地区。")
    return found
