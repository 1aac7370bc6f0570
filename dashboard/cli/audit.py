"""`cockpit audit`: verify, list, take out and prune the audit log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext, Commands
from dashboard.cli.tables import print_table
from dashboard.cli.terminal import say
from data import clock
from data.audit import Action, note
from data.audit.chain import PURPOSE
from data.audit.entry import AuditEntry, entry_from
from data.audit.reading import AuditFilter, newest, oldest_first
from data.audit.recording import settle
from data.audit.retention import prune
from data.audit.verifying import accept_end, verify, verify_lines
from data.clock import shanghai
from data.errors import DataError
from data.periods import Period
from data.reasons import Reason
from data.store import Store
from data.text.free import checked

app = Commands(
    no_args_is_help=True,
    help="审计：核对、列出、导出、清除到期的。\n\n示例：cockpit audit verify",
    rich_markup_mode=None,
)
LONGEST_REASON = 200

Account = Annotated[str, typer.Option(help="账号；命令行是 operator，系统自己做的是 cockpit。")]
What = Annotated[str, typer.Option("--action", help=f"动作：{'、'.join(Action)}。")]
Region = Annotated[str, typer.Option(help="地区代码或名称，连同其下级；默认为账号的范围。")]
First = Annotated[str, typer.Option("--from", help="从哪一天起，例如 2026-11-01。")]
Last = Annotated[str, typer.Option("--to", help="到哪一天为止。")]


@app.command(name="verify")
def confirm(
    context: CommandContext,
    file: Annotated[Path | None, typer.Option(help="核对一份导出的 JSON 行，而不是库里的。")] = None,
    restored: Annotated[str, typer.Option(help="恢复过备份：写明原因，以库中现在的末尾为准，并记入审计。")] = "",
) -> None:
    """逐条核对审计的封印、编号和末尾：改动、缺条、截尾都说明从第几条起；有不符时退出码为 1。

    示例：cockpit audit verify
    """
    store = context.store
    if file is not None:
        _confirm_file(store, file)
        return
    if restored:
        number = accept_end(store, checked(restored, "恢复备份的原因", LONGEST_REASON))
        say(f"已记入第 {number} 条，以它为末尾。")
    found = verify(store)
    for remark in found.remarks:
        typer.echo(remark, err=True)
    if found.waiting:
        say(f"另有 {found.waiting} 条暂存，数据库空闲后写入。")
    if not found.count and not found.findings:
        say("审计里还没有条目。")
        return
    _conclude(f"核对第 {found.first} 至 {found.last} 条，共 {found.count} 条", found.findings)


@app.command(name="list")
def listed(
    context: CommandContext,
    account: Account = "",
    action: What = "",
    region: Region = "",
    first: First = "",
    last: Last = "",
    most: Annotated[int, typer.Option(help="最多列多少条，最新的在前。", min=1, max=100_000)] = 50,
) -> None:
    """列出审计条目：编号、时间、账号、来处、动作、地区、内容，最新的在前。

    示例：cockpit audit list --action refused --from 2026-11-01
    """
    store = context.store
    settle(store)
    found = newest(store, _asked(context, account, action, region, first, last), most)
    if not found:
        say("没有符合条件的条目。")
        return
    print_table([_row(entry) for entry in found])


@app.command()
def export(
    context: CommandContext,
    to: Annotated[Path | None, typer.Argument(help="写到哪个文件；不写则打印。")] = None,
    account: Account = "",
    action: What = "",
    region: Region = "",
    first: First = "",
    last: Last = "",
) -> None:
    """导出审计条目为 JSON 行，最早的在前，带封印；离线可用 cockpit audit verify --file 核对。

    示例：cockpit audit export 审计.jsonl --from 2026-11-01
    """
    store = context.store
    settle(store)
    asked = _asked(context, account, action, region, first, last)
    note(store, Action.EXPORT, f"audit {to.name if to else ''}", region=asked.region)
    if to is None:
        for entry in oldest_first(store, asked):
            say(entry.line)
        return
    with to.open("w", encoding="utf-8") as file:
        file.writelines(f"{entry.line}\n" for entry in oldest_first(store, asked))
    say(f"已写出 {to}。离线核对：cockpit audit verify --file {to}")


@app.command(name="prune")
def clear_old(
    context: CommandContext,
    days: Annotated[int, typer.Option(help="保留多少天，默认为 COCKPIT_AUDIT_DAYS；不少于 180。")] = 0,
) -> None:
    """清除保留期以前的条目，并在审计里留下一条封印的记录；审计不完整时不清除。

    示例：cockpit audit prune
    """
    count = prune(context.store, days or context.settings.audit_days, clock.utc_now())
    say(f"已清除 {count} 条。" if count else "没有到期的条目。")


def _confirm_file(store: Store, file: Path) -> None:
    entries = [entry_from(line) for line in file.read_text("utf-8").split("\n") if line]
    _conclude(f"核对 {file.name} 的 {len(entries)} 条", verify_lines(entries, store.key(PURPOSE)))


def _conclude(said: str, findings: tuple[Reason, ...]) -> None:
    """Print what is wrong and the conclusion; exit with 1 where anything is."""
    for finding in findings:
        typer.echo(finding, err=True)
    say(f"{said}，{f'{len(findings)} 处不符' if findings else '完整'}。")
    if findings:
        raise SystemExit(1)


def _asked(context: CommandContext, account: str, action: str, region: str, first: str, last: str) -> AuditFilter:
    if action and action not in set(Action):
        raise DataError(f"没有“{action}”这种动作。可用：{'、'.join(Action)}。")
    is_all = not region and context.viewer.scope == context.regions.root.code  # those of no region too
    return AuditFilter(
        account,
        Action(action) if action else None,
        "" if is_all else context.region(region),
        Period.parse(first).first if first else None,
        Period.parse(last).last if last else None,
    )


def _row(entry: AuditEntry) -> dict[str, object]:
    return {
        "编号": entry.number,
        "时间": f"{shanghai(entry.made_at):%Y-%m-%d %H:%M:%S}",
        "账号": entry.account,
        "来处": entry.address,
        "动作": entry.action.word.zh,
        "地区": entry.region,
        "内容": entry.about,
    }
