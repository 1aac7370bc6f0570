"""Fetching feeds by hand, and how they are."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext
from dashboard.cli.tables import print_table
from dashboard.cli.terminal import say
from data import clock
from data.errors import DataError
from data.pull import AnyFeed, FeedState, FeedStatus, Pulled, load_feeds, pull, register, statuses, try_out
from data.pull.runs import IN_TROUBLE
from data.pull.sources.watermarks import shown
from data.regions.scope import is_within

AGAIN = (FeedState.RETRYING, FeedState.WAITING)


def pull_feeds(
    context: CommandContext,
    names: Annotated[list[str] | None, typer.Argument(help="接口的名字；不写为全部。")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="照样取一遍、查一遍再撤销：只报告，不写入。")] = False,
    show: Annotated[bool, typer.Option("--list", help="只列出各接口：应到、到达、上次、取到哪里。")] = False,
) -> None:
    """按 COCKPIT_FEEDS 所指的 TOML 文件，从别的系统取数并装载：数据库、文件夹、SFTP、HTTPS；同样的数字不会装两次。

    服务器按各接口的时间自己取；这里是现在就取。有一个没有取到或被拒收，退出码为 1。

    示例：cockpit pull 监管库 --dry-run
    """
    store, settings = context.store, context.settings
    if settings.feeds is None:
        say("没有接口。请把接口写进一个 TOML 文件，用 COCKPIT_FEEDS 指明，写法见 docs/running.md。")
        return
    feeds = load_feeds(settings.feeds, store.regions)
    register(store, feeds)
    chosen = _chosen(feeds, names or [], context)
    if show:
        known = {each.name: each for each in statuses(store)}
        print_table([_row(known[feed.name]) for feed in chosen])
        return
    fetch = partial(try_out if dry_run else pull, store, folder=settings.feeds_folder)
    outcomes = [_fetched(feed, fetch) for feed in chosen]
    if any(done.state in IN_TROUBLE for done in outcomes):
        raise SystemExit(1)


def _fetched(feed: AnyFeed, fetch: Callable[[AnyFeed], Pulled]) -> Pulled:
    """Fetch a feed, again as its rule says, and say each time what it came to."""
    for left in reversed(range(feed.retry.attempts)):
        done = fetch(feed)
        say(f"{done.name}：{done.state.word.zh}。{done.message}")
        if not left or done.state not in AGAIN or done.again_at is None:
            break
        time.sleep(max(0.0, (done.again_at - clock.utc_now()).total_seconds()))
    return done


def _chosen(feeds: Sequence[AnyFeed], names: Sequence[str], context: CommandContext) -> list[AnyFeed]:
    """Return the feeds that are meant, of those within the viewer's scope; raises DataError for a name that none has."""
    own = {feed.name: feed for feed in feeds if is_within(context.store.regions, feed.region, context.viewer.scope)}
    if unknown := [name for name in names if name not in own]:
        raise DataError(f"没有叫“{unknown[0]}”的接口。现有：{'、'.join(own) or '无'}。")
    return [own[name] for name in names] if names else [*own.values()]


def _row(known: FeedStatus) -> dict[str, object]:
    return {
        "接口": known.name,
        "地区": known.region,
        "应到": known.expected or None,
        "新数到达": _moment(known.arrived_at),
        "最新一天": known.newest_day,
        "上次去取": _moment(known.looked_at),
        "状态": "今日未到；" * known.is_late + known.state.word.zh,
        "取到": shown(known.watermark) or None,
        "说明": " ".join(known.message.split()),
    }


def _moment(at: datetime | None) -> str | None:
    return f"{at:%m-%d %H:%M}" if at else None
