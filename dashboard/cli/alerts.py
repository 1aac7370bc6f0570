"""Listing the open alerts."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext
from dashboard.cli.tables import print_table
from dashboard.cli.terminal import say
from data.alerts import AlertLevel, AreaAlert, open_alerts
from data.alerts.rules import AreaRule, load_area_rules
from data.audit import Action, note
from data.errors import DataError
from data.store import Store

ALERT_NAMES = {"red": "红", "yellow": "黄", "blue": "蓝"}


def list_alerts(
    context: CommandContext,
    level: Annotated[str, typer.Option(help="只列一级：red 红、yellow 黄、blue 蓝。")] = "",
) -> None:
    """列出未关闭的指标预警：编号、级别、地区、规则、数值、限值、起始日、由谁已签收。

    示例：cockpit alerts --level red
    """
    if level and level not in ALERT_NAMES:
        raise DataError(f"没有“{level}”这一级。可用：{'、'.join(ALERT_NAMES)}。")
    store, scope = context.store, context.viewer.scope
    found = open_alerts(store, scope, AlertLevel(level) if level else None)
    if not found:
        say("没有未关闭的指标预警。")
        return
    note(store, Action.VIEW, f"alerts {level}".strip(), region=scope)
    rules = load_area_rules(store.catalogue)
    print_table([_alert_row(store, rules.get(alert.rule), alert) for alert in found])


def _alert_row(store: Store, rule: AreaRule | None, alert: AreaAlert) -> dict[str, object]:
    unit = rule.unit_zh if rule else ""
    region = store.regions.by_code.get(alert.region)
    return {
        "编号": alert.number,
        "级别": ALERT_NAMES[alert.level],
        "地区": region.zh if region else alert.region,
        "规则": rule.zh if rule else alert.rule,
        "数值": f"{alert.figure:.4g} {unit}",
        "限值": f"{alert.limit:g} {unit}",
        "起": alert.opened_day.isoformat(),
        "已签收": alert.acknowledged_by,
    }
