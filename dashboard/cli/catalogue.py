"""Listing metrics and regions."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.cli.commands import CommandContext
from dashboard.cli.tables import print_table
from data.catalogue import load_catalogue
from data.errors import DataError
from data.regions import Level


def list_metrics(
    context: CommandContext, text: Annotated[str, typer.Argument(help="只列名称或代码含有这些字的指标。")] = ""
) -> None:
    """列出指标：代码、名称、单位、公式。

    示例：cockpit metrics 核查
    """
    wanted = text.lower()
    chosen = [m for m in load_catalogue().metrics.values() if wanted in f"{m.key} {m.zh} {m.en}".lower()]
    if not chosen:
        raise DataError(f"没有名称或代码含“{text}”的指标。全部指标见 cockpit metrics。")
    print_table(
        [
            {
                "metric": m.key,
                "名称": m.zh,
                "单位": m.unit,
                "公式": " ÷ ".join(filter(None, (m.numerator_text, m.denominator_text))),
            }
            for m in chosen
        ]
    )


def list_regions(
    context: CommandContext,
    text: Annotated[str, typer.Argument(help="代码、名称或拼音首字母。")] = "",
    level: Annotated[str, typer.Option(help="只列一级：province、city、county、office。")] = "",
) -> None:
    """列出地区：代码、名称、上级。

    示例：cockpit regions 西湖
    """
    regions = context.regions.below(context.viewer.scope)
    found = regions.find(text, limit=200) if text else list(regions.inside)
    if level and level not in set(Level):
        raise DataError(f"没有“{level}”这一级。可用：{'、'.join(Level)}。")
    rows = [
        {
            "code": r.code,
            "level": r.level.value,
            "名称": r.zh,
            "上级": r.parent or "",
            "生效": r.valid_from.isoformat(),
        }
        for r in found
        if not level or r.level == level
    ]
    if not rows:
        what = f"“{text}”" if text else f" {level} 这一级的地区"
        raise DataError(f"没有找到{what}。可试全称、简称、代码或拼音首字母；这里只有{regions.root.zh}及其下级。")
    print_table(rows)
