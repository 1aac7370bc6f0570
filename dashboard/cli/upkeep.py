"""Backing the database up, and checking everything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext
from dashboard.cli.terminal import say
from data.audit import Action, note
from data.store.backup import back_up


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
