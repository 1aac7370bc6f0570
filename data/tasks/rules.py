"""Where an overdue task is shown besides its own region: rules in rules.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from data.errors import CatalogueError
from data.regions import Regions
from data.tasks.task import Task

FILE = Path(__file__).with_name("rules.toml")


@dataclass(frozen=True, slots=True)
class Escalation:
    """From `days` overdue on, shown to the region `up` levels above the unit."""

    days: int
    up: int


@cache
def load_escalations(file: Path = FILE) -> tuple[Escalation, ...]:
    """Return the rules, the earliest first; raises CatalogueError for invalid numbers."""
    rules = tomllib.loads(file.read_text(encoding="utf-8")).get("escalation", [])
    for rule in rules:
        if set(rule) != {"days", "up"} or not all(type(each) is int and each > 0 for each in rule.values()):
            raise CatalogueError(f"{file.name}：每条 escalation 写 days 和 up，都是大于 0 的整数，这里是 {rule}。")
    return tuple(sorted((Escalation(**rule) for rule in rules), key=lambda each: each.days))


def shown_to(task: Task, regions: Regions, on: date) -> tuple[str, ...]:
    """Return the regions that an overdue task is shown to by a day, the nearest first; none while it is not overdue."""
    late = task.late_by(on)
    above = [region.code for region in regions.ancestors(task.unit)][::-1]
    return tuple(above[min(rule.up, len(above)) - 1] for rule in load_escalations() if above and rule.days <= late)
