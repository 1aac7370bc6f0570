"""`cockpit loads`: list loads, show what they touched and changed, and take them back."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext, Commands
from dashboard.cli.tables import print_table
from dashboard.cli.terminal import say
from data.catalogue.reference_tables import reference_table
from data.intake.due.recent import RecentLoad, recent_loads
from data.load import undo
from data.load.differences import CellChange, changes, outline
from data.store import Store

app = Commands(
    no_args_is_help=True,
    help="装载：列出、查看内容和改动、撤回。\n\n示例：cockpit loads list",
    rich_markup_mode=None,
)
MOST_SHOWN = 40

Number = Annotated[int, typer.Argument(help="第几次装载，即数据版本；见 cockpit loads list。", min=1)]


@app.command(name="list")
def listed(
    context: CommandContext,
    region: Annotated[str, typer.Option(help="地区代码或名称；默认为账号的范围。")] = "",
    most: Annotated[int, typer.Option(help="最多列多少次，最新的在前。", min=1, max=10_000)] = 30,
) -> None:
    """列出最近的装载和撤回：第几次、时间、来源、由谁、多少单位·日、是否已撤回，最新的在前。

    示例：cockpit loads list --region 滨江区
    """
    store = context.store
    found = recent_loads(store, store.regions.get(context.region(region)), most)
    if not found:
        say("还没有装载。")
        return
    print_table(
        [
            {
                "次": each.number,
                "时间": f"{each.at:%Y-%m-%d %H:%M}",
                "来源": each.source,
                "由谁": each.by or None,
                "单位·日": each.office_days,
                "状态": _state(each),
            }
            for each in found
        ]
    )


@app.command()
def show(context: CommandContext, number: Number) -> None:
    """列出一次装载涉及的表、日期、单位和列，只列账号范围内的。

    示例：cockpit loads show 12
    """
    store, found = context.store, outline(context.store, context.viewer, number)
    rows: list[dict[str, object]] = [
        {
            "表": store.catalogue.tables[key].zh,
            "日期": str(min(which)) if len(which) == 1 else f"{min(which)} 至 {max(which)}",
            "单位": _owners(store, set[str]().union(*which.values())),
            "单位·日": sum(map(len, which.values())),
            "列": _columns(store, key, found.measures[key]),
        }
        for key, which in found.office_days.items()
    ]
    rows += [
        {"表": reference_table(key).zh, "日期": None, "单位": None, "单位·日": None, "列": f"{count} 行"}
        for key, count in found.rows.items()
    ]
    print_table(rows)


@app.command()
def diff(context: CommandContext, number: Number) -> None:
    """列出一次装载改了哪些数：之前和之后，只列账号范围内的；空为未上报。

    示例：cockpit loads diff 12
    """
    store, found = context.store, changes(context.store, context.viewer, number)
    if not found:
        say(f"第 {number} 次装载没有改动任何数。")
        return
    print_table([_row(store, each) for each in found[:MOST_SHOWN]])
    if len(found) > MOST_SHOWN:
        say(f"另有 {len(found) - MOST_SHOWN} 个数，未逐个列出。")


@app.command(name="undo")
def take_back(
    context: CommandContext,
    number: Number,
    reason: Annotated[str, typer.Option(help="为什么撤回，记入装载日志。")],
    keep_later: Annotated[
        bool, typer.Option("--keep-later", help="此后的装载改过同样的单位·日时，保留它们：撤回后再依次写入。")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="照样做一遍再撤销：只报告，不写入。")] = False,
) -> None:
    """撤回一次装载：它所改的恢复到没有它时的样子，记为新的一次，汇总和指标预警随之重算。

    撤回也可以再撤回。只撤回其中某个所某天的，用 cockpit withdraw。

    示例：cockpit loads undo 12 --reason 误装了旧文件
    """
    done = undo(context.store, context.viewer, number, reason=reason, keep_later=keep_later, dry_run=dry_run)
    what = f"{done.office_days} 个单位·日，写回 {done.rows} 行"
    if dry_run:
        say(f"试运行：可撤回第 {number} 次装载的 {what}，未写入任何数据。")
    else:
        say(f"已撤回第 {number} 次装载：{what}，数据版本 {done.version}。")


def _state(load: RecentLoad) -> str | None:
    if load.is_undone:
        return "已撤回"
    return f"撤回第 {load.undoes} 次" if load.undoes else None


def _owners(store: Store, codes: set[str]) -> str:
    names = [store.regions.owner_name(code) for code in sorted(codes)]
    return "、".join(names[:5]) + (f" 等 {len(names)} 个" if len(names) > 5 else "")


def _columns(store: Store, table: str, measures: tuple[str, ...]) -> str | None:
    if not measures:
        return None
    names = [store.catalogue.measures[key].zh for key in measures]
    is_all = len(names) == len(store.catalogue.tables[table].measures)
    return "全部" if is_all else "、".join(names[:6]) + (f" 等 {len(names)} 列" if len(names) > 6 else "")


def _row(store: Store, change: CellChange) -> dict[str, object]:
    return {
        "表": store.catalogue.tables[change.table].zh,
        "日期": change.day,
        "单位": store.regions.owner_name(change.owner),
        "项": "、".join(change.part) or None,
        "列": store.catalogue.measures[change.measure].zh,
        "之前": change.before,
        "之后": change.after,
    }
