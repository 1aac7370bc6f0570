"""`cockpit tasks`: list the tasks of a region's meeting, and take them out and in as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext, Commands
from dashboard.cli.terminal import say
from data import clock
from data.audit import Action, note
from data.errors import DataError
from data.periods import Grain, Period
from data.readings.shown_day import shown_day
from data.store import Store
from data.tasks import Listed, tasks_of
from data.tasks.task import ZH

app = Commands(
    no_args_is_help=True,
    help="交办：列出、导出、导入。\n\n示例：cockpit tasks list --region 330100",
    rich_markup_mode=None,
)

Region = Annotated[str, typer.Option(help="地区代码或名称，默认为账号的范围。")]
Week = Annotated[str, typer.Option(help="周，例如 2026-W47，默认为最近结束的一周。")]
Below = Annotated[bool, typer.Option("--below", help="连同所有下级的交办。")]


@app.command(name="list")
def listed(context: CommandContext, region: Region = "", week: Week = "", below: Below = False) -> None:
    """列出一个地区例会的交办：编号、状态、期限、承办单位、事项；上周留下的在前，逾期的写明天数和列入哪些上级。

    示例：cockpit tasks list --region 330100 --week 2026-W47
    """
    store, code, when = _asked(context, region, week)
    found = tasks_of(store, context.viewer, code, when, on=clock.today(), below=below)
    note(store, Action.VIEW, f"tasks {when.key}", region=code)
    for each in found:
        say(_line(store, each))
    if not found:
        say(f"{store.regions.get(code).zh} {when.key} 没有交办事项。")


@app.command()
def export(
    context: CommandContext,
    to: Annotated[Path, typer.Argument(help="写到哪个 XLSX 文件。")],
    region: Region = "",
    week: Week = "",
    below: Below = False,
) -> None:
    """导出交办表，编号和代码都是文本；改好后用 cockpit tasks import 导回。

    示例：cockpit tasks export 杭州交办.xlsx --region 330100
    """
    from data.tasks.workbook import sheet_of

    store, code, when = _asked(context, region, week)
    found = [each.task for each in tasks_of(store, context.viewer, code, when, on=clock.today(), below=below)]
    try:
        to.write_bytes(sheet_of(store, found))
    except OSError as error:
        raise DataError(f"写不了 {to}：{error.strerror}。请换一个文件夹，或关掉正在打开它的表格软件。") from error
    note(store, Action.EXPORT, f"tasks {when.key} {to.name}", region=code)
    say(f"已写出 {to}，{len(found)} 件。改好后用 cockpit tasks import {to} 导入。")


@app.command(name="import")
def taken(
    context: CommandContext,
    file: Annotated[Path, typer.Argument(help="用 cockpit tasks export 或页面导出的 XLSX。")],
    region: Region = "",
    week: Week = "",
) -> None:
    """导入交办表：有编号的更新，没有的新增；不合要求的行说明行号和原因，其余照收。有拒收时退出码为 1。

    示例：cockpit tasks import 杭州交办.xlsx --region 330100
    """
    from data.tasks.workbook import take

    store, code, when = _asked(context, region, week)
    try:
        body = file.read_bytes()
    except OSError as error:
        raise DataError(f"读不了 {file}：{error.strerror}。请检查文件名和权限。") from error
    done = take(store, context.viewer, body, region=code, week=when)
    say("\n".join(map(str, done.lines())))
    if done.refused:
        raise SystemExit(1)


def _asked(context: CommandContext, region: str, week: str) -> tuple[Store, str, Period]:
    from data.tasks.workbook import week_named

    store, code = context.store, context.region(region)
    if week:
        return store, code, week_named(week)
    return store, code, Period.over_by(shown_day(store) or clock.today(), Grain.WEEK)


def _line(store: Store, each: Listed) -> str:
    task, regions = each.task, store.regions
    lists = "、".join(regions.get(code).zh for code in each.shown_to if code in regions.by_code)
    late = f"逾期 {each.late} 天{f'，列入{lists}' if lists else ''}" if each.late else ""
    said = [task.id, ZH[task.status], f"{task.due:%Y-%m-%d}", task.owner, task.title, late]
    return "  ".join(filter(None, [*said, "演示" if task.is_demo else ""]))
