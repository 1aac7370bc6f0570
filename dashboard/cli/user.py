"""`cockpit user`: accounts, their roles, and tokens for programs and walls, at the terminal of the server."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext, Commands
from dashboard.cli.tables import print_table
from dashboard.cli.terminal import say
from data import clock
from data.accounts import Account
from data.accounts import accounts as kept
from data.accounts.administered import administered, administered_account
from data.accounts.passwords import one_time_password
from data.accounts.tokens import add_token, remove_token, tokens
from data.errors import DataError
from data.store import Store
from data.viewer import ADMINISTRATORS, RIGHTS, Right, Role

DAYS = 90  # that a token is good for where nothing else is said

app = Commands(
    no_args_is_help=True,
    help="账号、角色和令牌。系统终端可办全部；令牌的账号按其角色办，每一步都记入审计。\n\n示例：cockpit user add zhangke --role analyst --region 330100",
    rich_markup_mode=None,
)

Name = Annotated[str, typer.Argument(help="账号名。")]
Roles = Annotated[list[Role], typer.Option("--role", help="角色，可写多次；见 cockpit user rights。")]
GivenRoles = Annotated[
    list[Role] | None, typer.Option("--role", help="角色，可写多次；见 cockpit user rights；写了须有授权的权限。")
]
Region = Annotated[str, typer.Option(help="范围：地区代码或名称，看得到它和下级；不写则不变。")]
FirstRegion = Annotated[
    str,
    typer.Option(
        help="范围：地区代码或名称，看得到它和下级；角色看得到数字的必须写，没有角色的和管理员默认为执行者的范围。"
    ),
]
PasswordFile = Annotated[Path | None, typer.Option(help="口令所在的文件（首行）；不写则生成一次性口令，首次登录须改。")]


@app.command()
def add(
    context: CommandContext,
    name: Name,
    role: GivenRoles = None,
    region: FirstRegion = "",
    post: Annotated[str, typer.Option(help="岗位，写在所办的事旁边，例如 市局信息处。")] = "",
    password_file: PasswordFile = None,
    subject: Annotated[str, typer.Option(help="统一身份登录中的标识；有它就不设口令。")] = "",
) -> None:
    """新建账号；大屏账号没有口令，只用令牌。不写角色则待安全管理员授权。

    示例：cockpit user add zhangke --role analyst --region 330100 --password-file pw.txt
    """
    store, roles = context.store, frozenset(role or ())
    if roles:
        context.viewer.require(Right.GRANT)
    if not region and roles - ADMINISTRATORS:
        raise DataError(_no_region(store, name, context.viewer.scope))
    code = context.region(region)
    has_password = not subject and roles != {Role.WALL}
    password = _password(password_file) if has_password else None
    wanted = Account(name, code, roles, post, subject, must_change=has_password and password_file is None)
    kept.add_account(store, wanted, password)
    given = "、".join(each.word.zh for each in sorted(roles)) or "待授权"
    say(f"已建账号 {name}：{given}，{store.regions.get(code).zh}及其下级。")
    _say_password(password, password_file)
    if Role.WALL in roles:
        say(f"大屏用令牌打开：cockpit user token {name}")


@app.command(name="list")
def list_accounts(context: CommandContext) -> None:
    """列出范围内的全部账号。

    示例：cockpit user list
    """
    store = context.store
    found = administered(store, context.viewer)
    if not found:
        say("还没有账号，只能在本机用演示账号。新建：cockpit user add 账号名 --role viewer --region 地区代码")
        return
    print_table([_row(store, each) for each in found])


@app.command()
def show(context: CommandContext, name: Name) -> None:
    """显示一个账号的角色、权限和令牌。

    示例：cockpit user show zhangke
    """
    store, found = context.store, _administered(context, name)
    for key, text in _row(store, found).items():
        say(f"{key}：{text}")
    say(f"权限：{'、'.join(right.word.zh for right in Right if found.viewer().may(right)) or '无'}")
    for each in tokens(store, name):
        ends = f"{clock.shanghai(each.ends_at):%Y-%m-%d}" if each.ends_at else "不限"
        say(f"令牌 {each.number}：{clock.shanghai(each.made_at):%Y-%m-%d} 发，到期 {ends}")


@app.command()
def grant(context: CommandContext, name: Name, role: Roles, region: Region = "") -> None:
    """改账号的角色和范围；不写地区则范围不变。

    示例：cockpit user grant zhangke --role analyst --role reviewer --region 330106
    """
    store, found = context.store, _administered(context, name)
    code = context.region(region) if region else found.region
    kept.grant(store, found, roles=frozenset(role), region=code)
    say(f"账号 {name} 现为：{'、'.join(each.word.zh for each in sorted(set(role)))}，{store.regions.get(code).zh}。")


def _changing(name: str, help_text: str, change: Callable[[Store, Account], object], said: str) -> None:
    """Add a command that changes one account and says so."""

    def run(context: CommandContext, name: Name) -> None:
        change(context.store, _administered(context, name))
        say(said.format(name=name))

    app.command(name, help=f"{help_text}\n\n示例：cockpit user {name} zhangke")(run)


_changing(
    "disable",
    "停用账号：登录和令牌立即失效，记录保留。",
    partial(kept.set_disabled, is_disabled=True),
    "账号 {name} 已停用。恢复：cockpit user enable {name}",
)
_changing("enable", "恢复停用的账号。", partial(kept.set_disabled, is_disabled=False), "账号 {name} 已恢复。")
_changing("unlock", "解开登录失败次数过多而锁定的账号。", kept.unlock, "账号 {name} 已解锁。")


@app.command()
def reset(context: CommandContext, name: Name, password_file: PasswordFile = None) -> None:
    """重设口令并取下动态口令；所有登录失效，下次登录须改口令。

    示例：cockpit user reset zhangke
    """
    found, password = _administered(context, name), _password(password_file)
    kept.reset(context.store, found, password)
    say(f"账号 {name} 的口令已重设。")
    _say_password(password, password_file)


@app.command()
def token(
    context: CommandContext,
    name: Name,
    days: Annotated[
        int | None, typer.Option(help="有效天数，1 至 3650；不写：大屏不限，其他 90 天。", min=1, max=3650)
    ] = None,
) -> None:
    """给账号发一个令牌，只显示这一次；程序放在 Authorization: Bearer 里，大屏用它打开网址。

    示例：cockpit user token zhangke --days 30
    """
    found = _administered(context, name)
    is_wall = found.roles == {Role.WALL}
    made, text = add_token(context.store, name, days or (None if is_wall else DAYS))
    say(text)
    ends = f"{clock.shanghai(made.ends_at):%Y-%m-%d} 到期" if made.ends_at else "不到期"
    typer.echo(f"第 {made.number} 号令牌，{ends}。收回：cockpit user revoke {name} {made.number}", err=True)
    if is_wall:
        typer.echo(f"大屏打开一次：http://本机地址:端口/sign-in/wall?token={text}", err=True)


@app.command()
def revoke(
    context: CommandContext,
    name: Name,
    number: Annotated[int, typer.Argument(help="令牌的编号，见 cockpit user show。")],
) -> None:
    """收回一个令牌，立即失效。

    示例：cockpit user revoke zhangke 1
    """
    remove_token(context.store, _administered(context, name).name, number)
    say(f"账号 {name} 的第 {number} 号令牌已收回。")


@app.command()
def rights() -> None:
    """列出每个角色有哪些权限。

    示例：cockpit user rights
    """
    print_table(
        [
            {"角色": role.value, "名称": role.word.zh, "权限": "、".join(r.word.zh for r in Right if r in RIGHTS[role])}
            for role in Role
        ]
    )


def _no_region(store: Store, name: str, scope: str) -> str:
    widest = store.regions.get(scope)
    return (
        f"账号 {name} 的角色看得到数字，须写明范围，未建账号。请加上 --region，例如"
        f" --region {widest.code}（{widest.zh}及其下级）；全部代码见 cockpit regions。"
    )


def _administered(context: CommandContext, name: str) -> Account:
    return administered_account(context.store, name, context.viewer)


def _row(store: Store, found: Account) -> dict[str, object]:
    region = store.regions.by_code.get(found.region)
    is_locked = found.locked_until is not None and found.locked_until > clock.utc_now()
    states = (("停用", found.is_disabled), ("锁定", is_locked), ("待改口令", found.must_change))
    return {
        "账号": found.name,
        "岗位": found.post,
        "角色": "、".join(role.value for role in Role if role in found.roles),
        "范围": region.zh if region else found.region,
        "状态": "、".join(name for name, applies in states if applies) or "正常",
        "动态口令": "已启用" if found.has_second_factor else "",
    }


def _password(file: Path | None) -> str:
    """Return the first line of a file, without one a password for one sign-in; raises DataError for a file that cannot be read."""
    if file is None:
        return one_time_password()
    try:
        return (file.read_text("utf-8-sig").splitlines() or [""])[0]
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "不是 UTF-8 文本"
        raise DataError(f"读不了口令文件 {file}：{reason}。请检查文件名和权限。") from error


def _say_password(password: str | None, file: Path | None) -> None:
    if password is not None and file is None:
        say(f"一次性口令（只显示这一次）：{password}")
