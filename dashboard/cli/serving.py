"""Starting the cockpit, and filling an empty one with demo data."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext
from dashboard.cli.terminal import progress_line, say
from dashboard.settings import Settings, SettingsError
from data import clock
from data.accounts.accounts import has_accounts
from data.alerts import evaluate
from data.audit import Action, note
from data.errors import DataError
from data.load import put_partitions
from data.store import Store
from data.store.seeding import clear
from data.text.addresses import is_loopback

DEMO_WEEKS = 107  # two years and a little, ending yesterday
DEMO_FACT_DAYS = 31  # office-days are simulated for the newest months; older ones are there as closed roll-ups


def run(context: CommandContext) -> None:
    """启动驾驶舱，并打印访问地址。

    示例：cockpit run
    """
    settings = context.settings
    _check_port(settings)
    store = context.cockpit.store
    _check_accounts(settings, store)
    is_demo_open = not has_accounts(store)
    if store.newest_load() is None:
        say("库里还没有数据，页面会提示。装载文件用 cockpit load，演示用 cockpit demo。")
    store.engine.dispose()
    say(f"驾驶舱：http://{settings.host}:{settings.port}  （Ctrl+C 停止）")
    if is_demo_open:
        say("演示账号：demo，口令：demo（只在本机可用；正式账号用 cockpit user add 建立）")
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "dashboard.wsgi:server",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=4,
        log_access=False,
    ).serve()


def _check_accounts(settings: Settings, store: Store) -> None:
    """Refuse to listen to other machines before somebody has an account; the demonstration's is for this machine alone."""
    if not is_loopback(settings.host) and not has_accounts(store):
        raise SettingsError(
            f"监听 {settings.host} 时别的机器也能打开，但还没有一个账号，未启动。请先建账号，再启动：\n"
            f"  cockpit user add 账号名 --role viewer --region {settings.root}\n"
            "  cockpit run"
        )


def _check_port(settings: Settings) -> None:
    """Say that the address cannot be listened on before the server's processes fail one by one."""
    try:
        family, *_, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise SettingsError(
            f"不能在 {settings.host}:{settings.port} 上启动：{error.strerror}。"
            "端口可能已被占用，换一个：COCKPIT_PORT=8051；地址须是本机的：COCKPIT_HOST=127.0.0.1。"
        ) from error


def demo(
    context: CommandContext,
    replace: Annotated[bool, typer.Option("--replace", help="清空已有的数据，重新生成。")] = False,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="库里已有数据时什么也不做，也不报错。")] = False,
) -> None:
    """用固定种子生成演示数据：截至昨天的两年多。每屏都会标明“演示数据”。

    示例：cockpit demo
    """
    from data.demo import assign_tasks, fill, references, simulate
    from data.demo.corrections import SOURCE as CORRECTION
    from data.demo.corrections import corrected_weeks, refused_rows

    store = context.store
    if not _is_cleared(store, replace=replace, if_empty=if_empty):
        return
    last_day = (clock.now() - timedelta(days=1)).date()
    say("正在生成演示数据（约一分钟）……")
    with progress_line() as show:
        facts = simulate(
            store.regions,
            store.catalogue,
            first_day=last_day - timedelta(weeks=DEMO_WEEKS),
            last_day=last_day,
            progress=lambda what, share: show(what, share / 4),
        )
        fill(store, facts, fact_days=DEMO_FACT_DAYS, progress=lambda what, share: show(what, 0.25 + share * 0.75))
    store.put_references(references(store.regions, last_day), source="演示数据", is_demo=True)
    if corrected := corrected_weeks(facts, store.regions):
        refused = refused_rows(store.regions, last_day)
        put_partitions(store, corrected, source=CORRECTION, rejects=refused, is_demo=True)
    evaluate(store)
    assign_tasks(store, last_day)
    note(store, Action.LOAD, "演示数据", after={"version": store.version(), "replaced": replace})
    say(f"已生成演示数据，截至 {last_day}，数据第 {store.version()} 版。查看：cockpit run")


def _is_cleared(store: Store, *, replace: bool, if_empty: bool) -> bool:
    """Make room for the demonstration's figures where that was asked for, and say whether there is room.

    Half of a demonstration goes with `if_empty`, too. Raises DataError for figures that were not to be replaced.
    """
    from data.demo.tasks import is_half_made

    if store.newest_load() is None:
        return True
    is_half = is_half_made(store)
    if if_empty and not is_half:
        return False
    if not replace and not if_empty:
        held = "只生成了一半的演示数据" if is_half else "数据，演示数据不会覆盖它"
        raise DataError(f"库里已有{held}。确要清空重来，请用 cockpit demo --replace。")
    say("正在清空原有的数据……")
    clear(store)
    return True
