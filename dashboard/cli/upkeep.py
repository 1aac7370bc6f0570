"""Backing the database up, checking everything, and listing the receivers of webhooks with the keys that they check signatures by."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext
from dashboard.cli.tables import print_table
from dashboard.cli.terminal import say
from data import clock
from data.audit import Action, note
from data.store.backup import back_up
from data.webhooks.outbox import count, try_again


def backup(
    context: CommandContext,
    path: Annotated[Path, typer.Argument(help="写到哪个文件；已有的文件不会覆盖。")],
) -> None:
    """备份整个库为一个文件，不用停机；只用于 SQLite。恢复时停机，把它放回原处。

    示例：cockpit backup /srv/backup/cockpit-2026-11-28.db
    """
    store = context.store
    back_up(store, path)
    note(store, Action.EXPORT, f"backup {path.name}")
    say(
        f"已把 {store.engine.url.database} 备份到 {path}，数据第 {store.version()} 版，{path.stat().st_size / 1e6:.0f} MB。"
    )


def check(
    context: CommandContext,
    every: Annotated[
        bool, typer.Option("--all", help="整个数据库文件和全部汇总都核对，用时较长；不写则抽查。")
    ] = False,
) -> None:
    """检查数据库、汇总、指标目录、地区、地图和勾稽，逐条说明怎么办；有错误时退出码为 1。

    示例：cockpit check --all
    """
    from dashboard.cli.check import findings

    found = list(findings(context.settings, every=every))
    for finding in found:
        say(f"{'错误' if finding.is_error else '提示'}  {finding.text}")
    errors = sum(finding.is_error for finding in found)
    say(f"检查完毕：{errors} 个错误，{len(found) - errors} 个提示。")
    if errors:
        raise SystemExit(1)


def list_receivers(
    context: CommandContext,
    again: Annotated[bool, typer.Option("--again", help="把已放弃的重新投递，下一分钟开始。")] = False,
) -> None:
    """列出 COCKPIT_WEBHOOK_URLS 里的接收方：地区、地址、验签密钥、待投递和已放弃的条数。密钥只交给该接收方。

    每个接收方只收到所写地区及其下级的预警和定稿；没有写地区的，收到全部。

    示例：cockpit webhooks --again
    """
    from dashboard.outlets.webhooks import receivers

    store, named = context.store, receivers(context.store, context.settings)
    if not named:
        say("没有接收方。请把接收方的地址写进 COCKPIT_WEBHOOK_URLS 后重启服务。")
        return
    if again:
        say(f"重新投递 {try_again(store, clock.utc_now())} 条。")
    counted = count(store)
    rows = [(each, *counted.get(each.name, (0, 0))) for each in named]
    print_table(
        [
            {
                "代号": each.name,
                "地区": f"{each.region} {store.regions.get(each.region).zh}",
                "地址": each.url,
                "密钥": each.secret,
                "待投递": waiting,
                "已放弃": given_up,
            }
            for each, waiting, given_up in rows
        ]
    )
