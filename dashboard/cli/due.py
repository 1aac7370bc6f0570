"""`cockpit due`: what is due of a region, and who has not reported."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext
from dashboard.cli.tables import print_table
from dashboard.cli.terminal import say
from data import clock
from data.audit import Action, note
from data.intake.due.due import DueRow
from data.periods import Grain, Period
from data.questions import answer
from data.questions.kinds import DueReports
from data.regions import Region


def list_due(
    context: CommandContext,
    region: Annotated[str, typer.Option(help="地区代码或名称，默认为账号的范围。")] = "",
    period: Annotated[str, typer.Option(help="截止时限所在的日、周或月，例如 2026-W47，默认为今天。")] = "",
) -> None:
    """列出应报的内容：还差谁、几时截止、报齐了没有；第一行是一句话的结论。

    示例：cockpit due --region 330521
    """
    from layouts.words.due import due_sentence
    from layouts.words.language import load_language

    store, code = context.store, context.region(region)
    when = Period.parse(period) if period else Period(Grain.DAY, clock.today())
    found = answer(store, DueReports(code, when.span), context.viewer)
    note(store, Action.VIEW, f"due {when.key}", region=code)
    if found is None:
        return
    say(due_sentence(found, load_language("zh")))
    if found.rows:
        print_table([_line(row, store.regions.get(code)) for row in found.rows])


def _line(row: DueRow, region: Region) -> dict[str, object]:
    from layouts.words.due import report_name, state_word
    from layouts.words.language import load_language

    words = load_language("zh")
    return {
        "内容": report_name(row, words),
        "状态": state_word(row, region, words),
        "已报": f"{row.arrived}/{row.owed}",
        "截止": f"{row.deadline:%Y-%m-%d %H:%M}",
        "日期": f"{row.span.first:%Y-%m-%d}"
        if row.span.days == 1
        else f"{row.span.first:%Y-%m-%d} 至 {row.span.last:%Y-%m-%d}",
        "未报": "、".join(each.region.zh for each in row.lacking),
    }
