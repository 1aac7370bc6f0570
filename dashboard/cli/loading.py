"""Loading files, withdrawing what was loaded, summing again, and templates to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext
from dashboard.cli.terminal import progress_line, say
from data import clock
from data.audit import Action, note
from data.catalogue import load_catalogue
from data.catalogue.reference_tables import Row, load_references, reference_table
from data.errors import DataError
from data.load import load_files, withdraw
from data.periods import Grain, Period
from data.regions import Level, Regions
from data.store.rebuilding import rebuild


def load(
    context: CommandContext,
    paths: Annotated[list[Path], typer.Argument(help="CSV、XLSX、XLS、ODS 或 Parquet 文件，或这些文件的 ZIP。")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="照样做一遍再撤销：只报告，不写入。")] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="拆分的各行文件里都写全了：库中有而文件里没有的行按没有处理。")
    ] = False,
) -> None:
    """装载数据文件；被拒收的行写入同目录的拒收文件，改正后可直接再装。

    示例：cockpit load 滨江区1122.xlsx --dry-run
    """
    store, scope, today = context.store, context.viewer.scope, clock.today()
    with progress_line() as show:
        report = load_files(store, paths, today=today, dry_run=dry_run, is_whole=whole, scope=scope, progress=show)
    say(report.text())
    if store.is_demo():
        say("注意：库里有演示数据，屏上仍标“演示数据”。真实数据请装入空库，见 COCKPIT_DATABASE_URL。")
    if not report.ok:
        raise SystemExit(1)


def withdraw_load(
    context: CommandContext,
    table: Annotated[str, typer.Argument(help="表名，例如 supervision；全部表名见 cockpit template。")],
    office: Annotated[str, typer.Option(help="司法所的代码或名称；县级本级写“滨江区本级”；写县、市则撤回其下全部。")],
    day: Annotated[str, typer.Option(help="哪一天，例如 2026-11-22；写 2026-W47 或 2026-11 则撤回整周或整月。")],
    reason: Annotated[str, typer.Option(help="为什么撤回，记入装载日志。")],
    to: Annotated[str, typer.Option(help="撤回到哪一天为止；不写只撤回 --day。")] = "",
) -> None:
    """撤回报错的单位·日：数字回到未上报，汇总和指标预警随之重算，记入装载日志。

    示例：cockpit withdraw supervision --office 西兴司法所 --day 2026-11-22 --reason 误报了次日的数
    """
    first, last = Period.parse(day), Period.parse(to or day)
    done = withdraw(context.store, context.viewer, table, office, first.first, last.last, reason=reason)
    say(f"已撤回 {done.office_days} 个单位·日，数据版本 {done.version}。这些数字现为未上报。")


def rollup(context: CommandContext) -> None:
    """从保留的事实重新汇总，结果与逐次装载时的汇总相同。

    示例：cockpit rollup
    """
    with progress_line() as show:
        rebuild(context.store, show)
    say("已重新汇总。")


def template(
    context: CommandContext,
    table: Annotated[str, typer.Argument(help="表名，例如 fact_supervision_day；参考表如 brand。")],
    county: Annotated[str, typer.Option(help="县（市、区）代码，预填其司法所；参考表只留其行。")] = "",
    day: Annotated[str, typer.Option(help="预填的日期，例如 2026-11-22；参考表没有日期。")] = "",
    to: Annotated[Path | None, typer.Option(help="写到哪个文件，默认为 表名.xlsx。")] = None,
) -> None:
    """写出一个带中文批注的 XLSX 填报模板；参考表的模板带着库中现有的行，改后可直接装载。

    参考表：brand 品牌、contract 合同、centre 中心、organisation 组织、resource 资源、resource_use 使用、event 大事记、
    published_figure 公开口径、duty_post 值班电话。

    示例：cockpit template fact_supervision_day --county 330108 --to 滨江区.xlsx
    """
    path = to or Path(f"{table}.xlsx")
    if table in load_references():
        _write_reference_template(context, table, county, path)
    else:
        _write_fact_template(context, table, county, day, path)
    say(f"已写出 {path}。填好后用 cockpit load {path} 装载。")


def _write_reference_template(context: CommandContext, key: str, county: str, path: Path) -> None:
    from data.load.references.template import write_reference_template

    store, code = context.store, context.region(county, Level.COUNTY if county else None)
    rows = [row for row in store.reference(key) if code == store.regions.root.code or _is_of(row, code, store.regions)]
    write_reference_template(reference_table(key), store.regions, rows, path)
    note(store, Action.EXPORT, f"{key} {path.name}", region=code)


def _is_of(row: Row, county: str, regions: Regions) -> bool:
    place = str(row.get("county") or row.get("region") or "")
    return place in regions.by_code and regions.within(place, county)


def _write_fact_template(context: CommandContext, table: str, county: str, day: str, path: Path) -> None:
    from data.load.template import write_template

    catalogue = load_catalogue()
    when = Period.parse(day) if day else None
    if when and when.grain is not Grain.DAY:
        raise DataError(f"--day 要写一天，例如 {when.first}，不是“{day}”。")
    write_template(
        catalogue,
        context.regions.below(context.viewer.scope),
        catalogue.table(table).key,
        path,
        county=context.region(county, Level.COUNTY) if county else None,
        day=when.first if when else None,
    )
