"""`cockpit review`: freeze, list and verify weeks, and begin baselines again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.build import program_version
from dashboard.cli.commands import CommandContext, Commands
from dashboard.cli.terminal import say
from data.errors import DataError
from data.meetings import baseline_steps, editions
from data.meetings.baselines import remove_step, set_step
from data.meetings.frozen import verify
from data.periods import Grain, Period
from data.readings.shown_day import shown_load

if TYPE_CHECKING:
    from callbacks.cockpit import Cockpit

app = Commands(
    no_args_is_help=True,
    help="周例会：定稿、校验、重算基线。\n\n示例：cockpit review verify --week 2026-W47",
    rich_markup_mode=None,
)

Week = Annotated[str, typer.Option(help="周，例如 2026-W47。")]
Region = Annotated[str, typer.Option(help="地区代码或名称，默认为账号的范围。")]


@app.command()
def freeze(
    context: CommandContext,
    week: Week = "",
    region: Region = "",
    reason: Annotated[str, typer.Option(help="重新定稿的理由；第一次定稿可以不写。")] = "",
) -> None:
    """把一周的数字、口径、界限和文字定稿；不写周和地区时补齐最近一个应定稿的周。

    示例：cockpit review freeze --week 2026-W47 --region 330100 --reason 德清补报
    """
    from callbacks.meetings import freeze_week
    from dashboard.schedule import frozen_now

    cockpit, viewer = context.cockpit, context.viewer
    if not week and not region:
        made = list(frozen_now(cockpit, viewer, context.settings))
        say(f"已定稿 {len(made)} 个地区。" if made else "没有要补的定稿。")
        return
    chosen = _week(week) if week else _last_week(cockpit)
    code = context.region(region)
    edition = freeze_week(cockpit, viewer, code, chosen, program=program_version(), reason=reason)
    say(
        f"{code} {chosen.key} 已定稿，材料第 {edition.number} 版 · 数据第 {edition.version} 版，校验值 {edition.seal[:16]}。"
    )


@app.command(name="list")
def listed(context: CommandContext, week: Week = "", region: Region = "") -> None:
    """列出已定稿的周。

    示例：cockpit review list --region 330100
    """
    code = context.region(region) if region else ""
    found = editions(context.store, context.viewer.scope, code, *_weeks(week))
    for each in found:
        at = f"{each.frozen_in_shanghai:%Y-%m-%d %H:%M}"
        say(
            f"{each.region} {each.week.key} 材料第 {each.number} 版 {at} 数据第 {each.version} 版 {each.post} {each.reason}".rstrip()
        )
    if not found:
        say("还没有定稿的周。用 cockpit review freeze 定稿。")


@app.command(name="verify")
def confirm(context: CommandContext, week: Week = "", region: Region = "") -> None:
    """逐版核对定稿的校验值，有不符时以状态 1 结束。

    示例：cockpit review verify --week 2026-W47
    """
    code = context.region(region) if region else ""
    found = verify(context.store, context.viewer.scope, code, *_weeks(week))
    faults = [each.fault for each in found if each.fault]
    for fault in faults:
        typer.echo(fault, err=True)
    say(f"核对 {len(found)} 版定稿，{len(faults)} 版不符。")
    if old := sum(not each.is_keyed and not each.fault for each in found):
        say(f"其中 {old} 版定稿于启用密钥之前，校验值不带密钥。")
    if faults:
        raise SystemExit(1)


@app.command()
def step(
    context: CommandContext,
    metric: Annotated[str, typer.Argument(help="指标代码。")] = "",
    region: Region = "",
    day: Annotated[str, typer.Option(help="从哪一天起重算，例如 2026-09-01。")] = "",
    reason: Annotated[str, typer.Option(help="为什么，例如“9 月起改用新的核查办法”。")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="撤销这一条。")] = False,
) -> None:
    """从某一天起重算一个指标的正常范围；不写指标时列出已设的基线。

    示例：cockpit review step checkin_completion_rate --region 330100 --day 2026-09-01 --reason 改用新办法
    """
    store, viewer = context.store, context.viewer
    if not metric:
        for each in baseline_steps(store, viewer.scope):
            say(f"{each.metric} {each.region} {each.first:%Y-%m-%d} 起：{each.reason}（{each.made_by}）")
        return
    if not day:
        raise DataError("没有写从哪一天起重算：请加 --day，例如 --day 2026-09-01。")
    code = context.region(region)
    first = Period.parse(day).first
    if remove:
        remove_step(store, viewer, metric, code, first)
        say(f"已撤销 {metric} 在 {code} 从 {first:%Y-%m-%d} 起的基线。")
        return
    set_step(store, viewer, metric, code, first, reason)
    say(f"{metric} 在 {code} 从 {first:%Y-%m-%d} 起重算正常范围。")


def _weeks(text: str) -> tuple[Period, ...]:
    return (_week(text),) if text else ()


def _week(text: str) -> Period:
    period = Period.parse(text)
    if period.grain is not Grain.WEEK:
        raise DataError(f"“{text}”不是周。请写成 2026-W47。")
    return period


def _last_week(cockpit: Cockpit) -> Period:
    return Period.over_by(shown_load(cockpit.store).as_of, Grain.WEEK)
