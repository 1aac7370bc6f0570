"""Listing the receivers of webhooks, with the keys that they check signatures by."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext
from dashboard.cli.tables import print_table
from dashboard.cli.terminal import say
from data import clock
from data.webhooks.outbox import count, try_again


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
